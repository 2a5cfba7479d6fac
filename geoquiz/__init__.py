"""geoquiz: a study server for a class, from plain YAML banks to Anki decks."""
