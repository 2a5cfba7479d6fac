"""Every format that a bank can be converted from and to, by its name; each is imported when it is used."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from geoquiz.core.banks.model import Bank
from geoquiz.interchange.report import Exported, Imported, Reading


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, how its files end, and where its reader and writer are; "" where it has none."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    mimetype: str
    module: str
    reader: str = ""
    writer: str = ""

    def read(self, data: bytes, reading: Reading) -> Imported:
        """Return the bank in ``data``; raise BankError with all that is wrong."""
        read = cast("Callable[[bytes, Reading], Imported]", getattr(import_module(self.module), self.reader))
        return read(data, reading)

    def write(self, bank: Bank) -> Exported:
        """Return the bank as a file of this format."""
        write = cast("Callable[[Bank], Exported]", getattr(import_module(self.module), self.writer))
        return write(bank)


_HERE = "geoquiz.interchange"
FORMATS = {
    format_.name: format_ for format_ in (
        Format("yaml", "Bank file", (".yaml", ".yml"), "application/yaml", f"{_HERE}.bankfile", "read_yaml", "write_yaml"),
        Format("moodle", "Moodle XML", (".xml",), "application/xml", f"{_HERE}.moodle", "read_moodle", "write_moodle"),
        Format("gift", "GIFT", (".gift",), "text/plain", f"{_HERE}.gift", "read_gift", "write_gift"),
        Format("csv", "Table (CSV)", (".csv",), "text/csv", f"{_HERE}.table", "read_csv", "write_csv"),
        Format("tsv", "Table (TSV)", (".tsv", ".tab"), "text/tab-separated-values", f"{_HERE}.table", "read_tsv", "write_tsv"),
        Format("paste", "Plain list of pairs", (), "text/plain", f"{_HERE}.paste", reader="read_paste"),
        Format("markdown", "Sheet (Markdown)", (".md", ".markdown"), "text/markdown", f"{_HERE}.sheet", writer="write_markdown"),
    )
}


def format_of(suffix: str) -> Format | None:
    """Return the format of files that end so."""
    return next((format_ for format_ in FORMATS.values() if suffix.lower() in format_.suffixes), None)
