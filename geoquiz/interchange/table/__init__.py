"""Tables, CSV and TSV, both ways: a row for each question, a column for each field; docs/formats.md shows the header."""

from geoquiz.interchange.table.reading import read_csv, read_tsv
from geoquiz.interchange.table.writing import write_csv, write_tsv

__all__ = ["read_csv", "read_tsv", "write_csv", "write_tsv"]
