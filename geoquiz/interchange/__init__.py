"""The formats that banks travel in, one file or folder each: core values to bytes and back, and no database."""
