"""Files that nobody of good will sends: each is refused with one sentence, or made harmless."""

import json
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.interchange.anki.reading import ImportFault, archive, collection, limits, without_media
from tests.interchange.anki.reading import crafted
from tests.interchange.anki.reading.crafted import BASIC, package, questions, read

DAMAGED = "The archive is damaged: export the deck from Anki again."
BROKEN = "The collection in the package is damaged: check the database in Anki (Tools), then export it again."
SETTINGS = "The settings of the collection are damaged: check the database in Anki (Tools), then export it again."


def refusal(data: bytes) -> str:
    with pytest.raises(ImportFault) as caught:
        read(data)
    return str(caught.value)


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return target.getvalue()


def test_what_is_no_package_says_what_would_be() -> None:
    expected = "This is no package of Anki's: choose a file that ends in .apkg or .colpkg, or notes in plain text."
    for data in (b"", b"PK", b"PK\x03\x04 and nothing more", b"\0" * 5000):
        assert refusal(data) == expected
    assert refusal(zipped(("notes.txt", b"a"))) == (
        "There is no collection in the archive: choose a file that Anki exported as .apkg or .colpkg.")


def test_a_package_of_the_future_says_how_to_export_it_for_today() -> None:
    assert refusal(package(others={"meta": b"\x08\x04"})) == (
        "The package was made by an Anki that is newer than this import: tick “Support older Anki versions” in Anki's export "
        "window and export it again.")


def test_an_archive_beyond_its_size_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE", 100)
    data = package()
    assert refusal(data) == (f"The file has {len(data):,} bytes; the limit is 0 MiB: export fewer decks, or leave out the media, "
                             "which no bank holds.")


def test_a_bomb_is_refused_by_what_it_claims() -> None:
    assert refusal(package(b"\0" * (2 * limits.MIB))) == (
        "The entry 'collection.anki21' would unpack to more than 200 times its size: do not trust this file.")


def test_a_bomb_that_lies_about_its_size_is_stopped_where_it_breaks_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(package(b"\0" * limits.MIB))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        data[(place := data.index(mark) + at):place + 4] = struct.pack("<I", 100)
    assert refusal(bytes(data)) in (DAMAGED, BROKEN)
    monkeypatch.setattr(archive, "MAX_COLLECTION", 50)
    assert refusal(package()) == "The entry 'collection.anki21' holds more than 50 bytes: export fewer decks."


@pytest.mark.parametrize("claim", [True, False])
def test_a_zstd_bomb_is_stopped_whatever_it_claims(monkeypatch: pytest.MonkeyPatch, claim: bool) -> None:
    monkeypatch.setattr(archive, "MAX_COLLECTION", limits.MIB)
    packed = zstandard.ZstdCompressor(write_content_size=claim).compress(b"\0" * (64 * limits.MIB))
    assert len(packed) < 10_000
    data = zipped(("collection.anki21b", packed))
    assert refusal(data) == "The entry 'collection.anki21b' holds more than 1 MiB: export fewer decks."


def test_zstd_that_lies_about_its_size_or_wants_too_large_a_window_is_damaged() -> None:
    packed = bytearray(zstandard.ZstdCompressor().compress(crafted.collection() * 2))
    assert packed[4] >> 6 in (1, 2)  # The size stands behind the header: two or four bytes.
    packed[5] ^= 0xFF
    assert refusal(zipped(("collection.anki21b", bytes(packed)))) in (DAMAGED, BROKEN)
    window = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True, write_content_size=False)
    wide = zstandard.ZstdCompressor(compression_params=window).compressobj()
    packed_wide = wide.compress(crafted.collection()) + wide.flush()
    assert refusal(zipped(("collection.anki21b", packed_wide))) == DAMAGED
    assert refusal(zipped(("collection.anki21b", b"no zstd"))) == DAMAGED


@pytest.mark.parametrize("name", ["../collection.anki21", "/etc/passwd", "a/b", "..\\up", "C:evil", "..", "a\nb"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert refusal(package(others={name: b"x"})) == (
        f"The entry {name!r} would lie outside the archive, which no deck needs: do not trust this file.")


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("0")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(zipped(("collection.anki21", crafted.collection()), (link, b"/etc/passwd"))) == (
        "The entry '0' would lie outside the archive, which no deck needs: do not trust this file.")


def test_two_entries_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("collection.anki21", crafted.collection()), ("collection.anki21", b"another"))
    assert refusal(data) == "The archive has two entries named 'collection.anki21': export the deck from Anki again."


def test_encrypted_entries_are_refused() -> None:
    data = bytearray(package())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert refusal(bytes(data)) == (
        "The entry 'collection.anki21' is encrypted: export the deck from Anki again, without a password.")


def test_other_ways_of_packing_are_refused() -> None:
    assert refusal(package(method=zipfile.ZIP_BZIP2)) == (
        "The entry 'collection.anki21' is packed in a way that Anki does not use: export the deck from Anki again.")


def test_too_many_entries_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = "The archive has more than 5 entries: export fewer decks, or leave out the media, which no bank holds."
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    data = package(others={str(number): b"" for number in range(5)})
    assert refusal(data) == expected
    lying = bytearray(data)
    lying[-14:-10] = struct.pack("<HH", 1, 1)
    assert refusal(bytes(lying)) == expected
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 60)
    assert refusal(package(others={"0": b""})) == expected


def test_an_archive_that_would_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", limits.MIB)
    assert refusal(package(others={"0": b"\0" * (2 * limits.MIB)})) == (
        "The archive would unpack to more than 1 MiB: export fewer decks, or leave out the media, which no bank holds.")


def test_archives_for_many_gigabytes_are_refused() -> None:
    data = package()
    with_locator = data[:-22] + b"PK\x06\x07" + b"\0" * 16 + data[-22:]
    assert refusal(with_locator) == "The archive is of a kind for files of many gigabytes: export fewer decks."


def test_lists_of_media_are_held_to_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(package(others={"media": b'{"0": "a.png", "1": "b.png"}'})).plan.media == 2
    damaged = "The list of media in the archive is damaged: export the deck from Anki again."
    assert refusal(package(others={"media": b"{"})) == damaged
    assert refusal(package(others={"media": b"[" * 100_000})) == damaged
    monkeypatch.setattr(archive, "MAX_MEDIA_LIST", 100)
    assert refusal(package(others={"media": json.dumps({str(n): "x" for n in range(50)}).encode()})) == (
        "The entry 'media' holds more than 100 bytes: export fewer decks.")
    monkeypatch.undo()
    entry = b"\x0a\x03\x0a\x01a"
    modern = {"name": "collection.anki21b", "others": {"media": zstandard.compress(entry * 3)}}
    assert read(package(**modern)).plan.media == 3  # type: ignore[arg-type]
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    monkeypatch.setattr(archive, "_checked", lambda file: {info.filename: info for info in file.infolist()})
    assert refusal(package(**modern)) == (  # type: ignore[arg-type]
        "The list of media names more than 2 files: export the deck without its media.")


def broken(change: Callable[[sqlite3.Connection], object], **options: object) -> str:
    return refusal(package(crafted.collection(change=change, **options)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("statements", "table"), [
    ("ALTER TABLE notes RENAME TO hidden; CREATE VIEW notes AS SELECT * FROM hidden", "notes"),
    ("ALTER TABLE cards RENAME TO hidden; CREATE VIEW cards AS SELECT * FROM hidden", "cards"),
    ("DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts4(id, guid, mid, tags, flds)", "notes"),
    ("ALTER TABLE notes ADD COLUMN extra AS (hex(zeroblob(1000000)))", "notes"),
    ("DROP TABLE col", "col"),
    ("DROP TABLE cards", "cards"),
])
def test_only_real_tables_are_read(statements: str, table: str) -> None:
    assert broken(lambda database: database.executescript(statements)) == (
        f"The collection in the package has no table {table!r}: export the deck from Anki again.")


def test_triggers_never_run() -> None:
    trigger = "CREATE TRIGGER t AFTER UPDATE ON notes BEGIN DELETE FROM notes; END"
    data = package(crafted.collection(change=lambda database: database.executescript(trigger)))
    assert len(read(data).bank.questions) == 1


@pytest.mark.parametrize("statement", [
    "UPDATE notes SET flds = NULL", "UPDATE notes SET flds = x'00ff'", "UPDATE notes SET guid = x'00'",
    "UPDATE notes SET mid = 'x'", "UPDATE cards SET due = 'tomorrow'", "UPDATE cards SET ivl = 1e400",
    "UPDATE cards SET nid = x'01'",
])
def test_values_of_the_wrong_type_are_damage(statement: str) -> None:
    def change(database: sqlite3.Connection) -> None:
        database.executescript("PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = replace(sql, 'not null', '');")
        database.executescript("PRAGMA writable_schema=RESET")
        database.execute(statement)

    assert broken(change) == BROKEN


@pytest.mark.parametrize("statement", [
    "UPDATE col SET models = '[]'", "UPDATE col SET models = '{'", "UPDATE col SET decks = '7'", "UPDATE col SET crt = 'x'",
    "UPDATE col SET models = '{\"7\": {\"flds\": 1}}'", "UPDATE col SET models = '{\"7\": {\"flds\": [1], \"tmpls\": []}}'",
    "UPDATE col SET models = '{\"x\": {\"flds\": [], \"tmpls\": []}}'", "DELETE FROM col",
])
def test_settings_that_cannot_be_read_are_damage(statement: str) -> None:
    assert broken(lambda database: database.execute(statement)) == SETTINGS


def test_settings_as_tables_that_cannot_be_read_are_damage() -> None:
    tables = ("CREATE TABLE notetypes (id, name, config); CREATE TABLE fields (ntid, ord, name); "
              "CREATE TABLE templates (ntid, ord, name, config); CREATE TABLE config (key, val); "
              "CREATE TABLE deckz (id, name); ")
    setting = "A setting in the collection is damaged: export the deck from Anki again."
    for config in ("x'ff'", "x'0aff01'", "x'07'", "x'" + "80" * 12 + "'"):
        assert broken(lambda database, config=config: database.executescript(  # type: ignore[misc]
            tables + f"INSERT INTO notetypes VALUES (7, 'Basic', {config})")) == setting
    assert broken(lambda database: database.executescript(tables)) == (
        "The collection in the package has no table 'decks': export the deck from Anki again.")


def test_no_sqlite_file_and_broken_pages_are_damage() -> None:
    whole = crafted.collection([(f"a river {n}", "x" * 500) for n in range(200)])
    assert refusal(package(b"not a database at all")) == BROKEN
    assert refusal(package(whole[:5000])) == BROKEN
    assert refusal(package(whole[:100] + b"\xff" * 4000 + whole[4100:])) == BROKEN


def test_a_blob_beyond_the_limit_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "MAX_VALUE", 100_000)
    assert refusal(package(crafted.collection([("a", "b" * 200_000)]))) == BROKEN


def test_reading_ends_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "MAX_SECONDS", -1.0)
    monkeypatch.setattr(collection, "_STEPS_BETWEEN_LOOKS", 10)
    assert refusal(package(crafted.collection([("a", "b")] * 100))) == (
        "Reading the collection took longer than -1 seconds: export fewer decks.")


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("MAX_NOTES", 1, "The package holds more than 1 notes: export fewer decks."),
    ("MAX_CARDS", 1, "The package holds more than 1 cards: export fewer decks."),
    ("MAX_TEXT", 20, "The notes hold more than 0 MiB of text: export fewer decks."),
])
def test_counts_have_limits(monkeypatch: pytest.MonkeyPatch, name: str, value: int, sentence: str) -> None:
    monkeypatch.setattr(collection, name, value)
    assert refusal(package(crafted.collection([("a river", "b"), ("another river", "d")]))) == sentence


def test_a_log_beyond_its_limit_says_what_to_leave_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "MAX_REVIEWS", 1)
    log = "INSERT INTO revlog VALUES (1600000000000, 100, 0, 3, 1, 0, 0, 0, 0), (1600000000001, 100, 0, 3, 1, 0, 0, 0, 0)"
    assert broken(lambda database: database.execute(log)) == (
        "The log of these cards holds more than 1 reviews: choose one deck, or leave the learning progress out.")


def test_note_types_have_limits() -> None:
    many = [{"name": str(n)} for n in range(201)]
    assert refusal(package(crafted.collection(model={**BASIC, "flds": many}))) == (
        "The note type 'Basic' has more than 200 fields or 100 cards: leave its notes out of the export.")
    long = [{"name": "Card 1", "qfmt": "x" * 65_537, "afmt": ""}]
    assert refusal(package(crafted.collection(model={**BASIC, "tmpls": long}))) == (
        "The card 'Card 1' of a note type has a template of more than 65,536 characters: leave its notes out of the export.")
    deep = [{"name": "Card 1", "qfmt": "{{#Front}}" * 50 + "{{/Front}}" * 50, "afmt": ""}]
    assert refusal(package(crafted.collection(model={**BASIC, "tmpls": deep}))) == (
        "A template nests more than 32 conditions: leave its notes out of the export.")
    models = json.dumps({str(n): BASIC for n in range(1001)})
    assert broken(lambda database: database.execute("UPDATE col SET models = ?", (models,))) == (
        "The package has more than 1,000 note types or 10,000 decks: export fewer decks.")


def test_templates_cannot_multiply_a_field_without_end() -> None:
    model = {**BASIC, "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}" * 5000, "afmt": "{{Back}}"}]}
    assert refusal(package(crafted.collection([("x" * 10_000, "b")], model=model))) == (
        "None of the 1 notes in the file can become a question: 1 because it is longer than any question may be.")


def test_scripts_and_handlers_are_gone_and_text_stays_text() -> None:
    front = ('<script>alert(1)</script><img src=x onerror="alert(2)" alt="a map">Where<style>p{}</style> <a href="javascript:x">'
             'is</a> &lt;script&gt;it&lt;/script&gt;?<iframe src="https://example.org"></iframe><svg onload=x></svg>')
    assert questions((front, "<b onclick=x>Here</b>")) == [
        {"type": "card", "front": "[a map]Where is <script>it</script>?", "back": "**Here**"}]


def test_text_that_is_no_utf8_is_kept_as_far_as_it_can_be() -> None:
    def change(database: sqlite3.Connection) -> None:
        database.execute("UPDATE notes SET flds = CAST(x'61ff1f62' AS TEXT)")

    found = read(package(crafted.collection(change=change))).bank.questions[0].model_dump()
    assert (found["front"], found["back"]) == ("a\ufffd", "b")


def test_invisible_characters_are_left_out_and_told() -> None:
    found = read(package(crafted.collection([("a\u202eb", "c\x00d")])))
    assert found.bank.questions[0].model_dump()["front"] == "ab"
    assert ("characters that nobody sees", "they are left out (U+0000, U+202E)") in {(loss.what, loss.why) for loss in found.losses}


def test_keeping_a_package_without_its_media_checks_it_too() -> None:
    data = package(others={"0": b"x" * 10_000, "media": b'{"0": "a.png"}'})
    kept = without_media(BytesIO(data))
    assert len(kept) < 5000
    assert read(kept) == read(data)
    with pytest.raises(ImportFault, match="would lie outside the archive"):
        without_media(BytesIO(package(others={"../0": b""})))
    with pytest.raises(ImportFault, match="This is no package of Anki's"):
        without_media(BytesIO(b"PK"))


WHOLE = {name: package(crafted.collection([("a river", "the Nile"), ("{{c1::x}}", "y")]), name=name, others={"media": b"{}"} if
                       not name.endswith("b") else {"media": zstandard.compress(b"")})
         for name in ("collection.anki2", "collection.anki21", "collection.anki21b")}


@given(name=st.sampled_from(sorted(WHOLE)), changes=st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 255)), max_size=12),
       cut=st.one_of(st.none(), st.integers(0, 100_000)))
def test_any_damage_to_the_archive_gives_a_bank_or_a_refusal(name: str, changes: list[tuple[int, int]], cut: int | None) -> None:
    data = bytearray(WHOLE[name])
    for at, flip in changes:
        data[at % len(data)] ^= flip
    _bank_or_refusal(bytes(data[:cut % len(data)] if cut is not None else data))


@given(changes=st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 255)), min_size=1, max_size=40))
def test_any_damage_to_the_database_gives_a_bank_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(crafted.collection([("a river", "the Nile"), ("another", "<b>one</b>")], card=(2, 2, 9, 9, 2500, 3, 1, 0),
                                        data='{"s":3.5,"d":4.1}'))
    for at, flip in changes:
        data[at % len(data)] ^= flip
    _bank_or_refusal(package(bytes(data)))


def _bank_or_refusal(data: bytes) -> None:
    sentence = "A bank."
    try:
        assert isinstance(read(data).bank, Bank)
    except ImportFault as fault:
        sentence = str(fault)
    assert sentence.endswith(".")
    assert "\n" not in sentence
