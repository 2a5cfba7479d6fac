import csv
import io

import pytest
from hypothesis import given

from geoquiz.core.banks.model import Bank
from geoquiz.interchange.table import read_csv, read_tsv, write_csv, write_tsv
from geoquiz.interchange.table.cells import COLUMNS
from tests.core.strategies import banks
from tests.factories import bank_of_all_kinds, make_bank, typed
from tests.interchange.travelling import Reader, Writer, arrived, meant, sentences


@pytest.mark.parametrize(("write", "read"), [(write_csv, read_csv), (write_tsv, read_tsv), (write_tsv, read_csv)])
@given(bank=banks(5))
def test_every_question_comes_back_equal(write: Writer, read: Reader, bank: Bank) -> None:
    exported = write(bank)
    assert exported == write(bank)
    imported = arrived(exported.data, read)
    wanted = [question if question.kind == "multiple" else meant(question) for question in bank.questions]
    found = [question if question.kind == "multiple" else meant(question) for question in imported.bank.questions]
    for question, other in zip(wanted, found, strict=True):
        assert other.model_copy(update={"source": question.source}) == question
        assert other.source == question.source or not question.model_dump(exclude_defaults=True)["source"]
    assert not imported.losses


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_header_names_the_columns_in_use_in_their_documented_order() -> None:
    header, *rows = _rows(write_csv(bank_of_all_kinds()).data)
    assert header == [name for name in COLUMNS if name in header]
    assert header[:3] == ["id", "type", "stem"]
    assert len(rows) == 11
    assert _rows(write_csv(make_bank(1)).data)[0] == ["id", "type", "stem", "answer"]


def test_spreadsheets_open_it_with_a_double_click() -> None:
    data = write_csv(make_bank([typed("q", answer="=1+1", stem="Zürich; 'x'?")])).data
    assert data == '\ufeff"id","type","stem","answer"\r\n"q","typed","Zürich; \'x\'?","\'=1+1"\r\n'.encode()


def test_of_the_bank_itself_only_its_questions_are_held() -> None:
    assert sentences(write_csv(bank_of_all_kinds()).losses) == [
        "the bank: its id and title: the name of the file stands for them.",
        "the bank: the date it is true as of, the source, its tags: a table has a place for questions alone.",
    ]
