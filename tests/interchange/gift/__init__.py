"""Tests of interchange/gift."""
