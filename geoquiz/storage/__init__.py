"""The database: models, queries and migrations. Nothing here commits on its own."""
