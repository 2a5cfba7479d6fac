"""The rules of classes: codes to join by, what is due when, and who is falling behind."""
