import io
import zipfile
from datetime import UTC, datetime

from geoquiz.interchange.gradebook import write_csv, write_xlsx

AT = datetime(2026, 3, 10, tzinfo=UTC)
ROWS = [["Student", "Known", "Minutes"], ["=HYPERLINK(\"http://evil\")", 0.5, 12], ["@ada", None, -3],
        ["https://x.example", 1.0, 0]]


def sheet_of(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def test_no_cell_of_the_csv_begins_as_a_formula() -> None:
    text = write_csv(ROWS).decode("utf-8-sig")
    assert text.split("\r\n") == ["Student,Known,Minutes", "\"'=HYPERLINK(\"\"http://evil\"\")\",0.5,12", "'@ada,,-3",
                                  "https://x.example,1,0", ""]


def test_the_workbook_holds_texts_and_numbers_and_neither_formulas_nor_links() -> None:
    sheet = sheet_of(write_xlsx(ROWS, title="7b", made_at=AT))
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<v>0.5</v>" in sheet


def test_equal_tables_are_equal_bytes() -> None:
    assert write_xlsx(ROWS, title="7b", made_at=AT) == write_xlsx(ROWS, title="7b", made_at=AT)
