"""OPML 2.0, as its rules have it: question, cluster and note, every note word for word."""

from email.utils import parsedate_to_datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from dialogue.exports.document import Level
from dialogue.exports.minutes import minutes_of
from dialogue.exports.opml import NAMESPACE, opml_of
from dialogue.exports.outline import Outline, outline_of
from tests.held import AMHARIC, ARABIC, WORDS, held_minutes, held_workshop

KIND = f"{{{NAMESPACE}}}kind"
HEAD = {
    *("title", "dateCreated", "dateModified", "ownerName", "ownerEmail", "ownerId", "docs"),
    *("expansionState", "vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight"),
}
ATTRIBUTES = {"text", "type", "isComment", "isBreakpoint", "created", "category", "_note"}


def parsed(content: bytes) -> Element:
    """The document, checked against the rules of OPML 2.0."""
    root = ElementTree.fromstring(content)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    head, body = root
    assert {child.tag for child in head} <= HEAD
    assert all(len(child) == 0 for child in head)
    assert len(body) >= 1
    for line in body.iter():
        assert line is body or (line.tag == "outline" and line.get("text"))
        plain = {name for name in line.attrib if not name.startswith("{")}
        assert plain <= ATTRIBUTES, "What OPML does not know has to be in a namespace."
        assert not (line.text or "").strip()
    return root


def lines(root: Element, kind: str) -> list[str]:
    return [line.get("text", "") for line in root.iter("outline") if line.get(KIND) == kind]


@pytest.mark.parametrize("level", Level)
def test_every_note_is_in_it_word_for_word(level):
    root = parsed(opml_of(outline_of(held_minutes(level))))
    assert sorted(lines(root, "note")) == sorted(
        [*WORDS, "and in the mornings", "Who pays for the batteries?"]
    )


def test_notes_hang_on_their_cluster_and_clusters_on_their_question():
    [theme] = parsed(opml_of(outline_of(held_minutes()))).iterfind("body/outline")
    assert theme.get("text") == "Partnerships"
    works, after = theme
    assert (works.get("text"), after.get("text")) == ("What works?", "ماذا بعد؟")
    heard, named, *ungrouped = works
    assert (heard.get("text"), named.get("text")) == ("To be heard", AMHARIC)
    assert [note.get("text") for note in heard] == WORDS[:3]
    assert len(ungrouped) == len(WORDS) - 5 + 1
    assert [note.get("text") for note in after] == ["Who pays for the batteries?"]


def test_what_builds_on_a_note_hangs_on_it():
    table = held_workshop()
    minutes = minutes_of(table.state)
    [cluster, *_] = minutes.boards[0].questions[0].clusters
    built = minutes.boards[0].questions[0].ungrouped.pop()
    cluster.notes[0].built.append(built)
    root = parsed(opml_of(outline_of(minutes)))
    [parent] = [line for line in root.iter("outline") if line.get("text") == ARABIC]
    assert [line.get("text") for line in parent] == [built.text]


def test_facts_stand_beside_a_note():
    minutes = held_minutes()
    root = parsed(opml_of(outline_of(minutes)))
    [note] = [line for line in root.iter("outline") if line.get("text") == ARABIC]
    assert "public" in note.get("_note", "")
    [cluster] = [line for line in root.iter("outline") if line.get("text") == "To be heard"]
    assert cluster.get("_note") == "3 dots"


def test_its_head_has_the_title_and_the_time():
    root = parsed(opml_of(outline_of(held_minutes()), 1_800_000_000.0))
    assert root.findtext("head/title") == "Partnerships"
    assert parsedate_to_datetime(root.findtext("head/dateCreated")).timestamp() == 1_800_000_000


def test_line_breaks_stay_and_what_xml_forbids_does_not():
    content = opml_of(Outline("a\x00\ufffeb\nc", "theme", 1, [Outline("d\x0be", "question", 2)], "f\x01\ng"))
    assert b"&#10;" in content
    [theme] = parsed(content).iterfind("body/outline")
    assert (theme.get("text"), theme.get("_note"), theme[0].get("text")) == ("ab\nc", "f\ng", "de")


def test_the_public_tree_names_nobody_and_no_sector():  # V1
    minutes = minutes_of(held_workshop(identity="named").state, Level.PUBLIC)
    content = opml_of(outline_of(minutes)).decode()
    assert ARABIC in content
    assert not any(name in content for name in ("Ana", "Ben", "Cleo", "Fay", "civil society"))


def test_an_erased_note_keeps_its_place_and_no_word():
    minutes = held_minutes()
    note = minutes.boards[0].questions[1].ungrouped[0]
    note.text, note.erased = "", True
    assert "[erased at the writer's request]" in lines(parsed(opml_of(outline_of(minutes))), "note")
