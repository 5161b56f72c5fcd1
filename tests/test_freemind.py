"""A FreeMind map: question, cluster and note, every note word for word."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from dialogue.exports.document import Level
from dialogue.exports.freemind import mm_of
from dialogue.exports.minutes import minutes_of
from dialogue.exports.outline import Outline, outline_of
from tests.held import AMHARIC, ARABIC, LINES, WORDS, held_minutes, held_workshop


def parsed(content: bytes) -> Element:
    """The map, checked against what FreeMind reads."""
    root = ElementTree.fromstring(content)
    assert (root.tag, root.attrib) == ("map", {"version": "1.0.1"})
    assert [child.tag for child in root] == ["node"]
    ids = []
    for element in root.iter("node"):
        assert element.get("TEXT")
        assert set(element.attrib) <= {"TEXT", "ID", "POSITION"}
        assert {child.tag for child in element} <= {"node", "richcontent"}
        ids.append(element.get("ID", ""))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"(theme|question|note)_\d+|cluster_\d+_in_\d+", each) for each in ids)
    return root


def texts(root: Element, kind: str) -> list[str]:
    return [node.get("TEXT", "") for node in root.iter("node") if node.get("ID", "").startswith(kind)]


def test_every_note_is_in_it_word_for_word():
    root = parsed(mm_of(outline_of(held_minutes())))
    assert sorted(texts(root, "note")) == sorted(
        [*WORDS, "and in the mornings", "Who pays for the batteries?"]
    )
    assert LINES in texts(root, "note")


def test_notes_hang_on_their_cluster_and_clusters_on_their_question():
    minutes = held_minutes()
    works, after = parsed(mm_of(outline_of(minutes))).findall("node/node")
    assert works.get("ID") == f"question_{minutes.boards[0].questions[0].board}"
    heard, named, *ungrouped = works.findall("node")
    assert (heard.get("TEXT"), named.get("TEXT")) == ("To be heard", AMHARIC)
    assert [node.get("TEXT") for node in heard.findall("node")] == WORDS[:3]
    assert len(ungrouped) == len(WORDS) - 5 + 1
    assert len(after.findall("node")) == 1


def test_a_cluster_of_two_questions_hangs_on_both_and_no_id_is_there_twice():
    cluster = Outline("Water", "cluster", 9, [Outline("A well", "note", 10)])
    other = Outline("Water", "cluster", 9, [Outline("A pump", "note", 11)])
    questions = [Outline("One?", "question", 3, [cluster]), Outline("Two?", "question", 4, [other])]
    root = parsed(mm_of(Outline("Wells", "theme", 1, questions)))
    assert texts(root, "cluster") == ["Water", "Water"]


def test_it_has_two_sides_of_about_the_same_size():
    questions = [
        Outline(f"{n}?", "question", 2 + n, [Outline("x", "note", 10 * (n + 1) + m) for m in range(3)])
        for n in range(4)
    ]
    sides = [node.get("POSITION") for node in parsed(mm_of(Outline("T", "theme", 1, questions))).iter("node")]
    assert [side for side in sides if side] == ["right", "right", "left", "left"]


def test_facts_stand_beside_a_note_as_a_page_of_their_own():
    root = parsed(mm_of(outline_of(held_minutes())))
    [note] = [node for node in root.iter("node") if node.get("TEXT") == ARABIC]
    page = note.find("richcontent")
    assert page is not None and page.get("TYPE") == "NOTE"
    assert "public" in (page.findtext("html/body/p") or "")


def test_what_xml_forbids_is_left_out():
    root = parsed(mm_of(Outline("a\x00b", "theme", 1, [Outline("c\x1fd", "question", 2, note="e\x02\nf")])))
    assert [node.get("TEXT") for node in root.iter("node")] == ["ab", "cd"]
    assert [p.text for p in root.iter("p")] == ["e", "f"]


def test_the_public_map_names_nobody_and_no_sector():  # V1
    minutes = minutes_of(held_workshop(identity="named").state, Level.PUBLIC)
    content = mm_of(outline_of(minutes)).decode()
    assert ARABIC in content
    assert not any(name in content for name in ("Ana", "Ben", "Cleo", "Fay", "civil society"))
