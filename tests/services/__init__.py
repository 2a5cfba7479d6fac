"""The use cases, on a real SQLite file and a real PostgreSQL."""
