"""Bank files: the model, and how it is read, written and compared."""
