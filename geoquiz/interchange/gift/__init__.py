"""GIFT, Moodle's plain text for questions, both ways.

Source: https://docs.moodle.org/en/GIFT_format. The parser is our own; docs/decisions/gift-parser.md says why.
"""

from geoquiz.interchange.gift.reading import read_gift
from geoquiz.interchange.gift.writing import write_gift

__all__ = ["read_gift", "write_gift"]
