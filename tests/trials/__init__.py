"""Trials of what must hold when things break, each with a short form for the tests and a full one for `make trials`."""
