"""Moodle XML, both ways.

Source: https://docs.moodle.org/en/Moodle_XML_format and the embedded answers of https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type.
"""

from geoquiz.interchange.moodle.reading import read_moodle
from geoquiz.interchange.moodle.writing import write_moodle

__all__ = ["read_moodle", "write_moodle"]
