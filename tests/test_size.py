"""Large workshops: every entry is folded once, and a joiner gets no more than a phone can take.

How long things take is not asserted here; `make bench` measures it.
"""

from __future__ import annotations

import gzip
from collections import Counter

import brotli
import pytest
import requests

from dialogue import log
from dialogue.kernel import Audience, Entry, Eyes, State
from dialogue.live import LiveWorkshop
from tests.house import House
from tests.large import workshop_of_events, workshop_of_notes
from tests.server import Browser, Server

MOST_BYTES_TO_JOIN = 60 * 1024


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
