"""Large workshops: every entry is folded once, and a joiner gets no more than a phone can take.

How long things take is not asserted here; `make bench` measures it.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter

import brotli
import pytest
import requests

from dialogue import log
from dialogue.kernel import Audience, Entry, Eyes, State
from dialogue.languages import languages
from dialogue.live import LiveWorkshop
from tests.house import House
from tests.large import workshop_of_events, workshop_of_notes
from tests.server import Browser, Server

MOST_BYTES_TO_JOIN = 60 * 1024
MOST_BYTES_TO_BEGIN = 90 * 1024
MOST_BYTES_OF_SCRIPT = {"br": 40 * 1024, "gzip": 42 * 1024}
"""Browsers take brotli over https, where phones on thin networks are; gzip is for trials over http."""


def test_opening_twenty_thousand_entries_folds_each_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = workshop_of_events(house.register, 20_000)
    live = making.save()
    seen: Counter[int] = Counter()
    evolve = log.evolve

    def counted(state: State, entry: Entry) -> None:
        seen[entry.seq] += 1
        evolve(state, entry)

    monkeypatch.setattr(log, "evolve", counted)
    again = LiveWorkshop(live.id, live.code, house.database, house.people, live.shell)
    assert seen == Counter(range(1, 20_001))
    ana = making.people[0]
    for eyes in (
        Eyes(Audience.PARTICIPANT, ana),
        Eyes(Audience.FACILITATOR, making.fay),
        Eyes(Audience.SCREEN),
    ):
        assert again.view(eyes)["records"] == live.view(eyes)["records"]
    assert again.state.seq == 20_000
    assert seen.total() == 20_000, "A view folds nothing."

    seq = again.submit("action.add", {"text": "Go home."}, "id-000001", making.fay)
    assert seq == 20_001
    assert seen.total() <= 20_001, "A command folds nothing but what it leads to."


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_joining_a_workshop_of_a_thousand_notes_takes_at_most_60_kb_v3(server: Server, encoding: str) -> None:
    live = workshop_of_notes(server.register, 1_000)
    phone = Browser(server.url, live.code, "Ana").join("public")
    with requests.get(
        f"{server.url}/w/{live.code}/view",
        headers={"Accept-Encoding": encoding, "Cookie": phone.cookie},
        stream=True,
        timeout=15,
    ) as response:
        assert response.headers["Content-Encoding"] == encoding
        sent = response.raw.read(decode_content=False)
    phone.session.close()
    body = brotli.decompress(sent) if encoding == "br" else gzip.decompress(sent)
    assert body.count(b'"note/') == 1_000
    print(f"\n{encoding}: {len(sent):,} bytes for {len(body):,}")
    assert len(sent) <= MOST_BYTES_TO_JOIN


def test_a_view_that_has_not_changed_is_not_sent_again_v3(server: Server) -> None:
    live = workshop_of_notes(server.register, 50)
    phone = Browser(server.url, live.code, "Ana").join("public")
    first = phone.get("/view")
    again = phone.get("/view", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    phone.do("hand.raise", {"kind": "speak"})
    changed = phone.get("/view", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    phone.session.close()


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("language", [*languages()])
def test_the_first_load_of_a_phone_is_small_enough_for_a_thin_network(
    server: Server, encoding: str, language: str
) -> None:
    """Everything the page names, in every language, with a workshop as large as the reference's."""
    live = workshop_of_notes(server.register, 77)
    phone = Browser(server.url, live.code, "Ana").join("public")
    head = {"Accept-Encoding": encoding, "Accept-Language": language, "Cookie": phone.cookie}

    def load(path: str) -> tuple[int, str]:
        with requests.get(f"{server.url}{path}", headers=head, stream=True, timeout=15) as response:
            assert response.ok, path
            sent = response.raw.read(decode_content=False)
            packed = response.headers.get("Content-Encoding")
        body = brotli.decompress(sent) if packed == "br" else gzip.decompress(sent) if packed else sent
        return len(sent), body.decode()

    size, page = load(f"/w/{live.code}")
    assert f'lang="{language}"' in page
    named = set(re.findall(r'(?:href|src)="(/(?:static/built|w)/[^"#]+\.(?:js|css)|/w/[^"]+/view)"', page))
    sizes = {path: load(path)[0] for path in named}
    script = sum(each for path, each in sizes.items() if path.endswith(".js"))
    assert {path.rpartition(".")[2] for path in named} >= {"js", "css", f"/w/{live.code}/view"}
    assert 0 < script <= MOST_BYTES_OF_SCRIPT[encoding]
    assert size + sum(sizes.values()) <= MOST_BYTES_TO_BEGIN
    print(f"\n{language}, {encoding}: page {size:,}, script {script:,}, all {size + sum(sizes.values()):,}")
    phone.session.close()
