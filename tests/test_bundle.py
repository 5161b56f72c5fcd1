"""A bundle: one file that outlives the server, proves what is in it, and can be read in again (L1, L6)."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import Babel

from dialogue import log
from dialogue.bundle.container import Unreadable, Zip, opened, zipped
from dialogue.bundle.format import EVENTS, MANIFEST, VERSION, WORKSHOP, manifest_bytes, packed
from dialogue.bundle.pack import bundle_of
from dialogue.bundle.seals import Unclear
from dialogue.bundle.unpack import unpacked
from dialogue.bundle.verify import READ_MANIFEST, Found, Verdict, verified
from dialogue.bundle.words import report_of, verified_at
from dialogue.database import entries
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, source_of, unheard
from dialogue.exports.minutes import minutes_of
from dialogue.kernel import Person, Refused
from dialogue.live import LiveWorkshop
from tests.house import House, first, people_of

WORDS = ["quokkas carry red umbrellas", "لا تخططوا من أجلنا", "እኛ ዛፎችን እንተክላለን", "😀🌳", "zebras whistle"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    app = Flask(__name__)
    Babel(app)
    house = House(tmp_path_factory.mktemp("bundle"))
    with app.app_context():
        yield house
    house.close()


def held(house: House) -> LiveWorkshop:
    """Ana and Ben wrote, Fay translated it all, hid a note and closed; Ana's words were erased later."""
    live = house.workshop()
    fay, ana, ben = people_of(live)
    board = first(live, "board")
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    for n, words in enumerate(WORDS):
        note = live.submit("note.add", {"board": board, "text": words}, None, ben if n else ana)
        live.submit("note.translate", {"note": note, "language": "sw", "text": f"Tafsiri {n}"}, None, fay)
    live.submit("stage.reveal", {"stage": first(live, "stage")}, None, fay)
    live.submit("note.hide", {"note": note, "reason": "a joke"}, None, fay)
    live.submit("workshop.close", {"anyway": True}, None, fay)
    return live


def packed_up(house: House, live: LiveWorkshop, level: Level = Level.ORGANISER) -> bytes:
    return bundle_of(source_of(house.database, house.people, live.id, live.code), level, unheard)


@pytest.fixture(scope="module")
def live(house: House) -> LiveWorkshop:
    live = held(house)
    live.erase(live.state.all(Person)[1].seq, words=True)
    return live


@pytest.fixture(scope="module")
def bundle(house: House, live: LiveWorkshop) -> bytes:
    return packed_up(house, live)


def check(content: bytes, seal: str = "") -> Verdict:
    """What verifying finds, also where it cannot be opened at all."""
    try:
        return verified(Zip(content), seal)
    except Unreadable as no:
        return Verdict(found=Found.UNREADABLE, problems=[str(no)])


def files_in(content: bytes) -> dict[str, bytes]:
    container = Zip(content)
    return {name: container.read(name) for name in container.names}


def repacked(files: dict[str, bytes]) -> bytes:
    """Files as somebody packs them who makes the manifest anew, as anybody can."""
    manifest = READ_MANIFEST.decode(files[MANIFEST])
    manifest.files = {name: packed(content) for name, content in sorted(files.items()) if name != MANIFEST}
    return zipped(files | {MANIFEST: manifest_bytes(manifest)}, (2026, 1, 1, 0, 0, 0))


def changed(content: bytes, was: str, now: str) -> bytes:
    """The bundle with other words in its log, and a manifest to match."""
    files = files_in(content)
    assert was.encode() in files[EVENTS]
    return repacked(files | {EVENTS: files[EVENTS].replace(was.encode(), now.encode())})


def test_a_bundle_is_good_and_says_what_is_in_it(bundle: bytes, live: LiveWorkshop) -> None:
    verdict = check(bundle)
    assert (verdict.found, verdict.problems) == (Found.GOOD, [])
    assert (verdict.entries, verdict.head) == (live.state.seq, live.state.head.hex())
    assert verdict.sealed == live.state.seq - 1, "What was erased after the close is behind the seal."
    assert len(verdict.erased) == 2, "A note and its translation."
    said = "\n".join(report_of(Path("a.zip"), verdict))
    assert "good" in said and verdict.seal in said and f"chain intact: {verdict.erased[0]}" in said


def test_a_long_log_is_read_some_entries_at_a_time(
    house: House, live: LiveWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.database.reading() as connection:
        at_once = list(log.read_rows(connection, live.id, live.seq))
        for some in (2, live.seq, live.seq - 1):
            monkeypatch.setattr(log, "READ_TOGETHER", some)
            assert list(log.read_rows(connection, live.id, live.seq)) == at_once
    assert [row.seq for row in at_once] == list(range(1, live.seq + 1))


def test_a_bundle_holds_every_export_the_viewer_and_nothing_unnamed(bundle: bytes) -> None:
    names = set(files_in(bundle))
    others = [form for form in FORMS.values() if form.name not in ("bundle", "viewer")]
    assert {f"exports/{form.name}.{form.ending}" for form in others} <= names
    assert {MANIFEST, EVENTS, WORKSHOP, "people.json", "viewer.html"} <= names
    manifest = json.loads(files_in(bundle)[MANIFEST])
    assert set(manifest["files"]) == names - {MANIFEST}


def test_every_flipped_byte_is_found(bundle: bytes) -> None:
    """Anywhere in the file: in a word, a hash, a picture, or between the files."""
    chance = random.Random(6)
    missed = []
    for _ in range(1_000):
        content, place = bytearray(bundle), chance.randrange(len(bundle))
        content[place] ^= chance.randrange(1, 256)
        if check(bytes(content)).found is Found.GOOD:
            missed.append(place)
    assert not missed


def test_every_flipped_byte_of_the_log_and_the_manifest_is_found_without_the_zip(
    bundle: bytes, tmp_path: Path
) -> None:
    """Unpacked into a folder, each byte of each file counts; a flip in the log is named by its entry."""
    chance, files = random.Random(7), files_in(bundle)
    zipfile.ZipFile(io.BytesIO(bundle)).extractall(tmp_path)
    assert verified_at(tmp_path).found is Found.GOOD
    for name in (EVENTS, MANIFEST, WORKSHOP, "people.json", "viewer.html"):
        for _ in range(60):
            content, place = bytearray(files[name]), chance.randrange(len(files[name]))
            content[place] ^= chance.randrange(1, 256)
            (tmp_path / name).write_bytes(content)
            verdict = verified_at(tmp_path)
            assert verdict.found is not Found.GOOD, (name, place)
            if name == EVENTS:
                assert verdict.first_bad == files[name][:place].count(b"\n") + 1
        (tmp_path / name).write_bytes(files[name])
    assert verified_at(tmp_path).found is Found.GOOD


def test_a_changed_word_is_found_also_with_a_new_manifest_l6(bundle: bytes) -> None:
    verdict = check(changed(bundle, "zebras whistle", "zebras shouted"))
    assert verdict.found is Found.TAMPERED
    lines = files_in(bundle)[EVENTS].splitlines()
    [seq] = [n for n, line in enumerate(lines, 1) if b"zebras whistle" in line]
    assert verdict.first_bad == seq
    assert f"Entry {seq} is not what was written" in verdict.problems[0]


def test_an_entry_that_is_left_out_is_found_l6(bundle: bytes) -> None:
    files = files_in(bundle)
    lines = files[EVENTS].splitlines(keepends=True)
    assert check(repacked(files | {EVENTS: b"".join(lines[:4] + lines[5:])})).first_bad == 5
    short = check(repacked(files | {EVENTS: b"".join(lines[:-1])}))
    assert (short.found, short.first_bad) == (Found.TAMPERED, len(lines))
    longer = check(repacked(files | {EVENTS: files[EVENTS] + lines[-1]}))
    assert (longer.found, longer.first_bad) == (Found.TAMPERED, len(lines) + 1)


def test_data_that_vanished_without_an_erasure_is_found_l6(bundle: bytes) -> None:
    """Whoever takes words away and leaves the digest must have been asked to, and the log says so."""
    files = files_in(bundle)
    lines = [json.loads(line) for line in files[EVENTS].splitlines()]
    [line] = [line for line in lines if "whistle" in line.get("data", "")]
    digest = log.chain.digest_of(bytes.fromhex(line.pop("salt")), line.pop("data")).hex()
    line.update(digest=digest, remains='{"board":2,"text":""}')
    events = "".join(f"{json.dumps(each)}\n" for each in lines).encode()
    verdict = check(repacked(files | {EVENTS: events}))
    assert verdict.first_bad == line["seq"]
    assert "no entry says that it was erased" in verdict.problems[0]


def test_what_remains_of_an_erased_entry_cannot_be_changed_l6(bundle: bytes) -> None:
    erased = check(bundle).erased[0]
    line = json.loads(files_in(bundle)[EVENTS].splitlines()[erased - 1])
    was, other = (f'"remains":{json.dumps(each)}' for each in (line["remains"], '{"board":99,"text":""}'))
    assert was != other
    verdict = check(changed(bundle, was, other))
    assert (verdict.found, verdict.first_bad) == (Found.TAMPERED, erased)


def test_a_whole_new_chain_is_found_by_the_seal_that_people_know_l6(house: House, bundle: bytes) -> None:
    seal = check(bundle).seal
    assert check(bundle, seal).found is Found.GOOD
    other = packed_up(house, held(house))
    verdict = check(other, seal)
    assert (check(other).found, verdict.found) == (Found.GOOD, Found.TAMPERED)
    assert "made anew" in verdict.problems[0]


def test_a_seal_is_taken_as_people_saw_it(bundle: bytes) -> None:
    """On the wall it is short; a typing mistake is no reason to call a bundle tampered with."""
    seal = check(bundle).seal
    short = (f"{seal[:4]} {seal[4:8]} … {seal[-4:]}", f"{seal[:8]}...{seal[-4:]}", seal[:12])
    for given in (seal, seal.upper(), *short):
        assert (check(bundle, given).found, check(bundle, given).agreed >= 12) == (Found.GOOD, True)
    wrong = "0" if seal[0] != "0" else "1"
    assert check(bundle, f"{wrong}{seal[1:8]} … {seal[-4:]}").found is Found.TAMPERED
    for unclear in ("a44f", "the red one", seal + "0", f"{seal[:8]} … {seal[8:12]} … {seal[-4:]}"):
        with pytest.raises(Unclear, match="64 digits"):
            check(bundle, unclear)


def test_a_bundle_that_was_packed_again_still_verifies(bundle: bytes) -> None:
    """With its folders, as zip programs do, and without the comment that only ours has."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed_again:
        packed_again.writestr("exports/", b"")
        for name, content in files_in(bundle).items():
            packed_again.writestr(name, content)
    assert (check(into.getvalue()).found, check(into.getvalue()).problems) == (Found.GOOD, [])


def test_a_state_that_the_log_does_not_lead_to_is_found_l1(bundle: bytes) -> None:
    files = files_in(bundle)
    state = files[WORKSHOP].replace(b'"title": "Partnerships"', b'"title": "Competitions"')
    assert state != files[WORKSHOP]
    assert f"{WORKSHOP} is not where the log leads." in check(repacked(files | {WORKSHOP: state})).problems


def test_a_file_that_was_added_or_taken_away_is_found(bundle: bytes) -> None:
    files = files_in(bundle)
    more = zipped(files | {"exports/other.pdf": b"%PDF"}, (2026, 1, 1, 0, 0, 0))
    assert check(more).problems == ["exports/other.pdf was not packed with the others."]
    del files["viewer.html"]
    assert check(zipped(files, (2026, 1, 1, 0, 0, 0))).problems == ["viewer.html is missing."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a zip"),
        (b"PK\3\4 and then nothing", "not a zip"),
        (zipped({"a.txt": b"a"}, (2026, 1, 1, 0, 0, 0)), "holds no manifest.json"),
        (zipped({MANIFEST: b"{}"}, (2026, 1, 1, 0, 0, 0)), "cannot be read"),
        (zipped({MANIFEST: b"0" * 5_000_000}, (2026, 1, 1, 0, 0, 0)), "more densely"),
    ],
)
def test_what_is_no_bundle_is_unreadable_and_not_called_tampered(content: bytes, why: str) -> None:
    verdict = check(content)
    assert verdict.found is Found.UNREADABLE
    assert why in verdict.problems[0]


def test_a_newer_format_is_unreadable_and_says_what_reads_it(bundle: bytes) -> None:
    files = files_in(bundle)
    manifest = READ_MANIFEST.decode(files[MANIFEST])
    manifest.version = 99
    verdict = check(zipped(files | {MANIFEST: manifest_bytes(manifest)}, (2026, 1, 1, 0, 0, 0)))
    assert verdict.found is Found.UNREADABLE and "a newer Dialogue reads it" in verdict.problems[0]


def test_the_verifier_in_the_docs_says_the_same(bundle: bytes, tmp_path: Path) -> None:
    """Whoever reads `docs/archive-format.md` can write one: this is it, run as it stands there."""
    page = (Path(__file__).parent.parent / "docs" / "archive-format.md").read_text()
    [program] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)

    def said(content: bytes) -> tuple[int, str]:
        path = tmp_path / "bundle.zip"
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout + done.stderr

    assert said(bundle) == (0, f"good {check(bundle).seal}\n")
    code, words = said(changed(bundle, "zebras whistle", "zebras shouted"))
    assert code == 1 and "was changed" in words


# ---- Read in again


def test_a_bundle_that_is_read_in_has_the_same_hash_and_the_same_minutes_l6(
    house: House, live: LiveWorkshop, bundle: bytes
) -> None:
    listed = unpacked(house.register, Zip(bundle))
    assert listed.code != live.code, "Its own code is in use here."
    again = house.register.open(listed.code)
    assert (again.state.head, again.state.identity) == (live.state.head, live.state.identity)
    for level in Level:
        assert minutes_of(again.state, level) == minutes_of(live.state, level)
    with house.database.reading() as connection:
        chosen = sa.select(entries.c["seq", "name", "data", "salt", "digest", "hash"]).order_by(entries.c.seq)
        rows = [
            list(connection.execute(chosen.where(entries.c.workshop == id))) for id in (live.id, again.id)
        ]
    assert rows[0] == rows[1]
    once_more = packed_up(house, again)
    assert files_in(once_more)[EVENTS] == files_in(bundle)[EVENTS]
    assert check(once_more).found is Found.GOOD


def test_an_archive_from_elsewhere_can_be_read_and_not_changed(
    tmp_path: Path, bundle: bytes, live: LiveWorkshop
) -> None:
    elsewhere = House(tmp_path)
    listed = unpacked(elsewhere.register, Zip(bundle))
    assert listed.code == live.code
    there = elsewhere.register.open(listed.code)
    fay, ana, ben = (person.seq for person in there.state.all(Person))
    with pytest.raises(Refused, match="you cannot change it"):
        people_of(there)
    with pytest.raises(Refused, match="you cannot change it"):
        there.submit("screen.show", {"view": "map"}, None, fay)
    assert (ana in there.state.names, there.state.names[ben].name) == (False, "Ben Okello")
    there.erase(ben, words=True)
    assert ben not in there.state.names
    assert there.state.seq == live.state.seq + 1, "Whoever asks to be erased is, also here."
    elsewhere.close()


def test_what_does_not_verify_is_not_read_in(house: House, bundle: bytes) -> None:
    before = len(house.register.all())
    with pytest.raises(Refused, match="is not what was written"):
        unpacked(house.register, Zip(changed(bundle, "zebras whistle", "zebras shouted")))
    assert len(house.register.all()) == before


# ---- For others


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.PARTICIPANTS])
def test_a_bundle_for_others_has_no_log_and_the_same_seal_v1(
    house: House, live: LiveWorkshop, bundle: bytes, level: Level
) -> None:
    content = packed_up(house, live, level)
    verdict = check(content)
    assert (verdict.found, verdict.has_log, verdict.seal) == (Found.GOOD, False, check(bundle).seal)
    assert "nothing in it is proved" in "\n".join(report_of(Path("a.zip"), verdict))
    held_against = check(content, verdict.seal)
    assert held_against.found is Found.UNREADABLE and "holds no log" in held_against.problems[0]
    files = files_in(content)
    assert EVENTS not in files and "people.json" not in files
    with pytest.raises(Refused, match="holds no log"):
        unpacked(house.register, Zip(content))


# ---- Old ones


ARCHIVES = sorted((Path(__file__).parent / "archives").glob("*.zip"))


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_every_bundle_ever_made_opens_and_gives_the_same_minutes_l2(
    tmp_path: Path, house: House, path: Path
) -> None:
    """L2: beside each bundle stand the minutes as they were when it was made."""
    verdict = verified_at(path)
    assert (verdict.found, verdict.problems) == (Found.GOOD, [])
    elsewhere = House(tmp_path)
    listed = unpacked(elsewhere.register, opened(path))
    source = source_of(elsewhere.database, elsewhere.people, listed.id, listed.code)
    assert source.state.head.hex() == verdict.head
    expected = json.loads(path.with_suffix(".json").read_text())
    assert {note.note: note.text for note in minutes_of(source.state, Level.FULL).notes()} == {
        int(seq): text for seq, text in expected["notes"].items()
    }
    numbers = minutes_of(source.state, Level.FULL).numbers
    assert {name: getattr(numbers, name) for name in expected["numbers"]} == expected["numbers"]
    elsewhere.close()


def test_there_is_a_bundle_of_every_version() -> None:
    versions = {READ_MANIFEST.decode(opened(path).read(MANIFEST)).version for path in ARCHIVES}
    assert versions == set(range(1, VERSION + 1))
