"""The bank file itself, read and written like every other format."""

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.render import render_bank
from geoquiz.core.banks.yamltree import MAX_BYTES
from geoquiz.core.errors import GeoquizError
from geoquiz.interchange.report import Exported, Imported, Reading


def read_yaml(data: bytes, reading: Reading) -> Imported:
    """Return the bank; it says its own id and title, which ``reading`` may replace."""
    bank = parse_bank(data, reading.path)
    named = {"id": reading.bank_id or bank.id, "title": reading.title or bank.title}
    return Imported(bank.model_copy(update=named))


def write_yaml(bank: Bank) -> Exported:
    """Return the bank file; raise GeoquizError when it would be larger than one may be."""
    data = render_bank(bank).encode()
    if len(data) > MAX_BYTES:
        raise GeoquizError(f"The bank file would have {len(data):,} bytes; the limit is {MAX_BYTES:,}: split the bank.")
    return Exported(data)
