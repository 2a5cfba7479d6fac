"""The database itself, on SQLite and PostgreSQL."""
