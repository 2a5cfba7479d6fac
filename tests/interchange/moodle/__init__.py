"""Tests of interchange/moodle."""
