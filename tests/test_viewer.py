"""The viewer: one file that brings all it needs, and in which no words become anything else."""

from __future__ import annotations

import base64
import gzip
import json
import re
from hashlib import sha256
from typing import Any

import pytest
from flask_babel import force_locale

from dialogue import App
from dialogue.exports import viewer
from dialogue.exports.document import Level
from dialogue.exports.forms import source_of
from dialogue.exports.viewer import plain, viewer_of
from tests.test_archive import Workshop
from tests.visits import Visitor

HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> ]]>"


class Viewer:
    """A viewer that was written for one level, taken apart."""

    def __init__(self, workshop: Workshop, level: Level, language: str = "en") -> None:
        app = workshop.app
        with app.test_request_context(), force_locale(language):
            source = source_of(app.database, app.people, workshop.live.id, workshop.code)
            self.source = viewer_of(source, level)

    def block(self, id: str) -> str:
        found = re.search(rf'<script type="[^"]+" id="{id}">(.*?)</script>', self.source, re.DOTALL)
        assert found, id
        return found[1]

    @property
    def replay(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(self.block("replay-data"))))
        return found

    @property
    def script(self) -> str:
        return self.source.split('<script type="module">')[1].split("</script>")[0]


@pytest.fixture
def workshop(app: App) -> Workshop:
    workshop = Workshop(app)
    workshop.hold()
    return workshop


def test_it_brings_the_report_the_map_the_replay_and_the_seal(workshop: Workshop) -> None:
    workshop.does("workshop.close")
    found = Viewer(workshop, Level.PARTICIPANTS)
    assert '<main class="leaf" id="report">' in found.source
    assert "More &lt;b&gt;trees&lt;/b&gt; &amp; benches" in found.source
    tree = json.loads(found.block("map-tree"))
    assert [question["text"] for question in tree["questions"]] == ["Why?", "How?"]
    assert found.replay["seq"] == workshop.live.seq
    seal = workshop.records("workshop")[1]["seal"]
    assert f'<code class="seal">{seal["hash"]}</code>' in found.source
    assert "dialogue verify" in found.source


def test_a_workshop_that_goes_on_has_no_seal(workshop: Workshop) -> None:
    found = Viewer(workshop, Level.ORGANISER)
    assert "The workshop is not closed yet, so its record has no seal." in found.source
    assert 'class="seal"' not in found.source


def test_it_asks_nobody_for_anything(workshop: Workshop) -> None:
    """The policy lets one script run, which stands in the file, and nothing be fetched."""
    found = Viewer(workshop, Level.ORGANISER)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', found.source)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    digest = base64.b64encode(sha256(found.script.encode()).digest()).decode()
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    styles = re.findall(r"<style>(.*?)</style>", found.source, re.DOTALL)
    sums = [base64.b64encode(sha256(style.encode()).digest()).decode() for style in styles]
    assert set(rules["style-src"].split()) == {f"'sha256-{sum}'" for sum in sums}
    assert "unsafe" not in policy[1] and not re.search(r'\sstyle="', found.source.replace(found.script, ""))
    page = found.source.replace(found.script, "")
    assert not re.search(r'(src|href|action)="(?!#|data:)', page)
    assert not re.search(r"url\((?!['\"]?(data:|#))|@import", page)


def test_it_is_small_enough_to_be_sent(workshop: Workshop) -> None:
    assert len(Viewer(workshop, Level.FULL).source.encode()) < 300_000


def test_the_style_of_the_report_lies_beneath_that_of_the_rest(workshop: Workshop) -> None:
    source = Viewer(workshop, Level.PUBLIC).source
    assert source.index("@layer report {") < source.index("@layer tokens, base") < source.index(".viewer-nav")
    assert source.count("<style>") == 2
    assert source.index('<nav class="viewer-nav"') < source.index('id="report"')


def test_a_long_report_is_laid_out_as_it_is_read(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is-long" not in Viewer(workshop, Level.PUBLIC).source.split("<body>")[1].split("</main>")[0]
    monkeypatch.setattr(viewer, "SHORT", 2)
    assert '<main class="leaf is-long" id="report">' in Viewer(workshop, Level.PUBLIC).source


def test_words_end_nothing_that_they_stand_in_v1(workshop: Workshop) -> None:
    stage = workshop.records("workshop")[1]["stages"][1]
    board = next(iter(workshop.records("board")))
    assert workshop.records("board")[board]["stage"] == stage
    workshop.says(workshop.ana, "note.add", board=board, text=HOSTILE)
    workshop.does("workshop.edit", title=HOSTILE)
    for level in Level:
        found = Viewer(workshop, level)
        assert "<script>alert" not in found.source
        assert "<img src=x" not in found.source
        assert (
            found.source.count("<script")
            == found.source.count("</script>")
            == 4 + found.script.count("<script")
        )
        assert HOSTILE in str(json.loads(found.block("map-tree")))
        assert HOSTILE in str(found.replay["frames"])


@pytest.mark.parametrize("words", [HOSTILE, "<!--", "a < b", "\u2028 & ' \""])
def test_data_in_the_page_is_read_back_as_it_was(words: str) -> None:
    assert "<" not in plain({"words": words})
    assert json.loads(plain({"words": words})) == {"words": words}


def test_a_script_that_would_end_itself_does_not() -> None:
    assert viewer.ended('a("</script><!--")') == 'a("<\\/script>\\x3c!--")'


def test_each_level_holds_what_it_may_and_no_more_v1(workshop: Workshop) -> None:
    workshop.does("note.hide", note=workshop.loose)
    workshop.does("workshop.close")
    hidden = "لا تخططوا من أجلنا"
    for level in Level:
        found = Viewer(workshop, level)
        whole = found.source + found.block("map-tree") + json.dumps(found.replay, ensure_ascii=False)
        assert (hidden in whole) == (level is Level.FULL), level
        if level is Level.PUBLIC:
            assert not re.search(r"\bAna\b|\bBen\b", whole)
            assert '"sector":' not in json.dumps(found.replay["frames"])


# ---- Over HTTP


def test_the_data_of_the_replay_is_for_whoever_may_read_the_minutes_v1(app: App, workshop: Workshop) -> None:
    place = f"/w/{workshop.code}/archive/replay.json"
    assert workshop.ana.client.get(place).status_code == 403
    assert workshop.fay.client.get(place).get_json()["level"] == "organiser"
    workshop.does("workshop.close")
    assert workshop.ana.client.get(place).get_json()["level"] == "participants"
    assert workshop.ana.client.get(f"{place}?level=public").get_json()["audiences"] == ["screen"]
    assert workshop.ana.client.get(f"{place}?level=full").status_code == 403
    assert workshop.fay.client.get(f"{place}?level=full").get_json()["level"] == "full"
    assert Visitor(app).client.get(place).status_code == 403


def test_the_data_of_the_replay_is_sent_once(workshop: Workshop) -> None:
    workshop.does("workshop.close")
    place = f"/w/{workshop.code}/archive/replay.json"
    first = workshop.ana.client.get(place, headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.data))["seq"] == workshop.live.seq
    again = workshop.ana.client.get(place, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = workshop.ana.client.get(f"{place}?level=public", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_the_archive_page_says_where_the_replay_is(workshop: Workshop) -> None:
    page = workshop.fay.goes(workshop.address)
    element = next(given for tag, given in page.tags if tag == "workshop-replay")
    assert workshop.fay.client.get(element["src"]).get_json()["seq"] == workshop.live.seq
    assert "#replay" in page.links
    assert page.says("The replay needs JavaScript.")
