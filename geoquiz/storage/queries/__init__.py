"""Statements, one module a feature; each returns plain typed rows and commits nothing."""
