"""The note types are frozen, and what may change says since when."""

import hashlib
import json
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from anki.collection import Collection

from geoquiz.interchange.anki import templates
from geoquiz.interchange.anki.notetypes import LOOKS, NOTE_TYPES, look_digest, models
from tests.factories import bank_of_all_kinds
from tests.interchange.anki.real_anki import back, bring_in, cards_of, front, package


def test_ids_names_fields_and_templates_never_change() -> None:
    frozen = [
        [model["id"], model["name"], model["type"], [[field["id"], field["name"]] for field in model["flds"]],
         [[template["id"], template["name"]] for template in model["tmpls"]]]
        for model in models().values()
    ]
    digest = hashlib.sha256(json.dumps(frozen).encode()).hexdigest()[:16]
    # Do not put another digest here: every deck that learners imported would fall apart. Add a note type instead.
    assert digest == "8bf4879f5cad6c17", "A frozen note type was changed: take it back, and add one under a new id."


def test_a_changed_look_is_recorded_with_its_time_so_that_anki_takes_it_over() -> None:
    assert LOOKS[-1][0] == look_digest(), f"Templates or style changed: add ({look_digest()!r}, <now in seconds>) to LOOKS."
    times = [since for _, since in LOOKS]
    assert times == sorted(set(times))
    assert len({digest for digest, _ in LOOKS}) == len(LOOKS)
    assert {model["mod"] for model in models().values()} == {times[-1]}


def test_anki_keeps_the_note_types_as_they_are_written(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(bank_of_all_kinds()), tmp_path)
    for kind in NOTE_TYPES.values():
        found = collection.models.get(kind.id)
        assert found is not None
        assert found["name"] == kind.name
        assert tuple(field["name"] for field in found["flds"]) == kind.fields
        assert found["css"] == templates.CSS
        assert (found["tmpls"][0]["qfmt"], found["tmpls"][0]["afmt"]) == (kind.front, kind.back)


def test_a_newer_look_reaches_notes_that_are_there_already(collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    bring_in(collection, package(bank), tmp_path)
    older = collection.models.get(NOTE_TYPES["card"].id)
    assert older is not None
    older["css"] = "/* an older look */"
    collection.models.update_dict(older)
    collection.db.execute("update notetypes set mtime_secs = 1700000000")
    collection.close()
    collection.reopen()
    assert bring_in(collection, package(bank), tmp_path) == {"duplicate": 11}
    newer = collection.models.get(NOTE_TYPES["card"].id)
    assert newer is not None
    assert newer["css"] == templates.CSS


class _Tags(HTMLParser):
    """Checks that what is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("hr", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("question", bank_of_all_kinds().questions, ids=lambda question: question.kind)
def test_both_sides_of_every_kind_are_whole_html(question: object, collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(bank_of_all_kinds()), tmp_path)
    for card in cards_of(collection, "all-kinds", question.id):  # type: ignore[attr-defined]
        for side in (front(card), back(card)):
            parser = _Tags()
            parser.feed(side)
            parser.close()
            assert parser.open == []


def test_the_key_is_not_on_the_front_and_marked_on_the_back(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(bank_of_all_kinds()), tmp_path)
    for id_, keys in (("capital", ["Tbilisi"]), ("shores", ["Iran", "Turkmenistan"]), ("landlocked", ["False"])):
        card = cards_of(collection, "all-kinds", id_)[0]
        for key in keys:
            assert f">{key}</li>" in front(card)
            assert f'gq-key">{key}</li>' in back(card) or f'gq-key gq-last">{key}</li>' in back(card)
        assert back(card).count("gq-key") == len(keys)
    for id_, key in (("strait", "Bosporus"), ("length", "7200"), ("summit", "July 2024"), ("port", "gq-pin")):
        card = cards_of(collection, "all-kinds", id_)[0]
        assert key not in front(card)
        assert key in back(card)


def test_the_back_tells_explanation_source_and_age_and_the_front_does_not(collection: Collection, tmp_path: Path) -> None:
    bring_in(collection, package(bank_of_all_kinds()), tmp_path)
    card = cards_of(collection, "all-kinds", "capital")[0]
    for text in ("since the fifth century", "Source: An atlas, article 1, paragraph 3", "As of June 2024", "all-kinds/capital"):
        assert text in back(card)
    for text in ("fifth century", "An atlas", "June 2024"):
        assert text not in front(card)


def test_equal_content_gives_equal_bytes_whatever_the_time_the_zone_and_the_process(tmp_path: Path) -> None:
    code = ("import sys; from tests.interchange.anki.real_anki import package; from tests.factories import bank_of_all_kinds; "
            "sys.stdout.buffer.write(package(bank_of_all_kinds()))")
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True,
                       env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": ":".join(sys.path), "TMPDIR": str(tmp_path)}).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert runs[0] == runs[1] == package(bank_of_all_kinds())


def test_a_package_holds_the_collection_and_its_maps_and_no_trace_of_when_it_was_made() -> None:
    with zipfile.ZipFile(BytesIO(package(bank_of_all_kinds()))) as archive:
        assert archive.namelist() == ["collection.anki21", "0", "media"]
        assert json.loads(archive.read("media")) == {"0": "geoquiz-corridor.svg"}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("collection.anki21").startswith(b"SQLite format 3\0")
