"""Bundles that somebody made up: each is a verdict or a refusal, and none is taken at its word."""

from __future__ import annotations

import io
import json
import random
import re
import warnings
import zipfile
from collections.abc import Iterator
from hashlib import sha256

import pytest
from flask import Flask
from flask_babel import Babel

from dialogue.bundle.container import Unreadable, Zip, zipped
from dialogue.bundle.format import EVENTS, MANIFEST, WORKSHOP, manifest_bytes
from dialogue.bundle.unpack import unpacked
from dialogue.bundle.verify import READ_MANIFEST, Found, Verdict, verified
from dialogue.kernel import Refused
from dialogue.people import ALPHABET, CODE_LENGTH
from tests.house import House
from tests.test_bundle import check, files_in, held, packed_up, repacked

WHEN = (2026, 1, 1, 0, 0, 0)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    app = Flask(__name__)
    Babel(app)
    house = House(tmp_path_factory.mktemp("odd"))
    with app.app_context():
        yield house
    house.close()


@pytest.fixture(scope="module")
def files(house: House) -> dict[str, bytes]:
    """What a bundle needs to be taken in, without the exports, so that it is small."""
    kept = files_in(packed_up(house, held(house)))
    return {name: content for name, content in kept.items() if name.endswith((".json", ".jsonl"))}


def saying(files: dict[str, bytes], **other: object) -> bytes:
    """A bundle whose manifest says something else, and is right about all files."""
    manifest = READ_MANIFEST.decode(files_in(repacked(files))[MANIFEST])
    for field, value in other.items():
        setattr(manifest, field, value)
    return zipped(files | {MANIFEST: manifest_bytes(manifest)}, WHEN)


def chained(files: dict[str, bytes], lines: list[dict[str, object]]) -> bytes:
    """A bundle with a log of one's own, chained as it should be."""
    identity = json.loads(files[MANIFEST])["workshop"]
    previous, text = bytes(32), b""
    for seq, line in enumerate(lines, 1):
        line |= {"seq": seq, "at": "2026-01-01T00:00:00.000000Z", "salt": "00"}
        by = "" if line["by"] is None else line["by"]
        said = f"{identity}\n{seq}\n{line['at']}\n{by}\n{line['name']}\n".encode()
        digest = sha256(b"\0" + str(line["data"]).encode()).digest()
        previous = sha256(previous + said + digest).digest()
        text += json.dumps(line | {"hash": previous.hex()}).encode() + b"\n"
    state = json.dumps({"records": {}}).encode()
    head = previous.hex() if lines else ""
    return saying(files | {EVENTS: text, WORKSHOP: state}, entries=len(lines), head=head, seal=None)


@pytest.mark.parametrize("code", ["../../x", "abc-def", "new", "", "abcdef", "AEIOU2", "BCDFGHJ"])
def test_the_code_of_a_bundle_is_only_taken_if_this_server_could_have_given_it(
    house: House, files: dict[str, bytes], code: str
) -> None:
    given = unpacked(house.register, Zip(saying(files, code=code))).code
    assert given != code and len(given) == CODE_LENGTH and set(given) <= set(ALPHABET)


def test_a_code_that_this_server_could_have_given_is_taken(house: House, files: dict[str, bytes]) -> None:
    assert unpacked(house.register, Zip(saying(files, code="BCDFGH"))).code == "BCDFGH"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.json", b'{"2": {"nickname": "Ana"}}'),
        ("people.json", b'{"2": "Ana"}'),
        ("people.json", b'{"Ana": {"name": "Ana"}}'),
        ("people.json", b'{"0": {"name": "Ana"}}'),
        ("people.json", b'{"99999999999999999999": {"name": "Ana"}}'),
        ("people.json", b'{"2": {"name": "A\\u0000na"}}'),
        ("people.json", b"not json"),
        ("people.json", b"[" * 100_000),
        ("passages.json", b'{"summary.people": 7}'),
        ("passages.json", b'["summary.people"]'),
    ],
)
def test_what_is_kept_beside_the_log_is_of_its_kind_or_nothing_is_taken_in(
    house: House, files: dict[str, bytes], name: str, content: bytes
) -> None:
    odd = repacked(files | {name: content})
    before = len(house.register.all())
    assert verified(Zip(odd)).found is Found.GOOD
    with pytest.raises(Refused, match=f"{name} is not as it should be") as refused:
        unpacked(house.register, Zip(odd))
    assert refused.value.reason == "wrong-bundle"
    assert len(house.register.all()) == before


def test_a_log_without_an_entry_is_no_log_of_a_workshop_l6(files: dict[str, bytes]) -> None:
    verdict = check(chained(files, []))
    assert (verdict.found, verdict.first_bad) == (Found.TAMPERED, 1)
    assert "no log is empty" in verdict.problems[0]


def test_a_log_begins_with_the_workshop_that_it_is_of_l6(house: House, files: dict[str, bytes]) -> None:
    odd = chained(files, [{"by": None, "name": "workshop.opened", "data": "{}"}])
    verdict = check(odd)
    assert (verdict.found, verdict.first_bad) == (Found.TAMPERED, 1)
    with pytest.raises(Refused, match="cannot be taken in"):
        unpacked(house.register, Zip(odd))


@pytest.mark.parametrize(
    "second",
    [
        {"by": None, "name": "never.heard", "data": "{}"},
        {"by": None, "name": "note.hidden", "data": '{"note":7,"reason":""}'},
        {"by": None, "name": "workshop.opened", "data": "[" * 100_000},
        {"by": 10**30, "name": "workshop.opened", "data": "{}"},
        {"by": None, "name": "person.erased", "data": "7"},
    ],
    ids=lambda line: str(line["name"]),
)
def test_a_log_that_says_what_cannot_have_happened_is_a_verdict_l6(
    files: dict[str, bytes], second: dict[str, object]
) -> None:
    created = {"by": None, "name": "workshop.created", "data": '{"title":"Water"}'}
    assert check(chained(files, [created])).found is Found.GOOD
    assert check(chained(files, [created, second])).found is Found.TAMPERED


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bundle_that_is_packed_in_another_way_is_unreadable(files: dict[str, bytes], method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as into:
        for name, content in files.items():
            into.writestr(name, content)
    verdict = check(packed.getvalue())
    assert verdict.found is Found.UNREADABLE and "not known here" in verdict.problems[0]


def test_however_a_bundle_is_damaged_the_check_ends_with_a_verdict(files: dict[str, bytes]) -> None:
    content = repacked(files)
    for n in range(1_500):
        assert isinstance(check(damaged(content, random.Random(n))), Verdict)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A zip that is cut off, flipped somewhere, says odd things of its files, or has some twice."""
    harmed = bytearray(content)
    match chance.randrange(4):
        case 0:
            return content[: chance.randrange(len(content))]
        case 1:
            harmed[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        case 2:
            # The methods, the flags that say it is encrypted, the sizes and the places of its files.
            heads = [found.start() for found in re.finditer(b"PK(\1\2|\3\4|\5\6)", content)]
            for _ in range(3):
                place = chance.choice(heads) + chance.randrange(4, 46)
                if place < len(harmed):
                    harmed[place] = chance.choice([0, 1, 9, 12, 14, 99, 255])
        case _:
            into = io.BytesIO(content)
            with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(into, "a") as more:
                more.writestr(chance.choice(more.namelist()), b"{}")
            return into.getvalue()
    return bytes(harmed)


def test_a_check_for_which_there_is_too_little_memory_says_so(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    container = Zip(repacked(files))

    def read(name: str) -> bytes:
        raise MemoryError

    monkeypatch.setattr(container, "read", read)
    verdict = verified(container)
    assert verdict.found is Found.UNREADABLE and "more memory" in verdict.problems[0]


def test_a_zip_of_which_only_the_list_fills_the_memory_is_unreadable(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(self: zipfile.ZipFile) -> None:
        raise MemoryError

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", fill)
    with pytest.raises(Unreadable, match="more memory"):
        Zip(repacked(files))
