"""The pure core: no app, no database."""
