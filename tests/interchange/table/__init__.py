"""Tests of interchange/table."""
