"""The map as a picture: every note whole, nothing from outside, and readable in grey."""

import re
import struct
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from dialogue.exports.document import (
    BoardNotes,
    ClusterNotes,
    Level,
    Minutes,
    NoteLine,
    Numbers,
    QuestionNotes,
    SectorCount,
)
from dialogue.exports.map_picture import SECTORS, folded, map_png_of, map_svg_of
from dialogue.exports.minutes import minutes_of
from tests.held import ARABIC, EMOJI, KHMER, WORDS, held_minutes, held_workshop

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Schulnetzwerkverantwortungsübertragungsvereinbarungsentwurfsverfasserinnenverzeichnis"


def minutes_with(*notes: NoteLine, question: str = "Why?", title: str = "Theme") -> Minutes:
    boards = [BoardNotes(2, "Ideas", [QuestionNotes(3, question, ungrouped=list(notes))])]
    return Minutes(title, "", Level.ORGANISER, "closed", 9, Numbers(), boards=boards)


def drawn(minutes: Minutes, *sectors: str) -> Element:
    return ElementTree.fromstring(map_svg_of(minutes, sectors))


def note_blocks(root: Element) -> dict[str, Element]:
    """Each note's block by its words."""
    blocks = [each for each in root.iter(f"{SVG}g") if each.get("id", "").startswith("note-")]
    return {each.findtext(f"{SVG}title", ""): each for each in blocks}


def lines(block: Element) -> list[str]:
    return [line.text or "" for line in block.iter(f"{SVG}tspan")]


@pytest.mark.parametrize("level", Level)
def test_every_note_is_on_it_whole_and_once_more_in_one_piece(level):
    blocks = note_blocks(drawn(held_minutes(level)))
    assert sorted(blocks) == sorted([*WORDS, "and in the mornings", "Who pays for the batteries?"])
    for words, block in blocks.items():
        assert "".join("".join(lines(block)).split()) == "".join(words.split())


def test_what_hangs_together_is_named_and_joined_by_lines():
    root = drawn(held_minutes())
    said = {each.findtext(f"{SVG}title") for each in root.iter(f"{SVG}g")}
    assert {"What works?", "ماذا بعد؟", "To be heard", "Not grouped"} <= said
    paths = [each for each in root.iter(f"{SVG}path") if each.get("fill") == "none"]
    # Two questions, two clusters and one heap, twelve notes and one note: a line to each.
    assert len(paths) == 2 + 3 + 13


def test_it_needs_nothing_beside_itself():
    svg = map_svg_of(held_minutes())
    root = ElementTree.fromstring(svg)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "g", "path", "text", "tspan", "circle"}
    assert set(re.findall(r"https?://[^\"<]*", svg)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in svg


def test_a_long_word_is_cut_between_letters_and_stays_within_its_column():
    [block] = note_blocks(drawn(minutes_with(NoteLine(5, LONG, 1.0)))).values()
    assert len(lines(block)) == 2
    assert "".join(lines(block)) == LONG


def test_a_line_ends_between_letters_and_never_within_one():
    words = (EMOJI.split()[-1] * 30, KHMER * 6)
    for text in words:
        [block] = note_blocks(drawn(minutes_with(NoteLine(5, text, 1.0)))).values()
        assert len(lines(block)) > 1
        for line in lines(block):
            assert line[0] not in "\u200d\ufe0f\U0001f3fd\u17d2"
            assert not line.endswith(("\u200d", "\u17d2"))


def test_arabic_is_set_from_the_right_and_others_are_not():
    blocks = note_blocks(drawn(held_minutes()))
    directions = {words: block.find(f"{SVG}text[@direction]") for words, block in blocks.items()}
    assert directions[ARABIC].get("direction") == "rtl"
    assert [words for words, text in directions.items() if text is not None] == [ARABIC]


def test_all_of_it_lies_within_the_picture():
    notes = [NoteLine(n, text * 4, 1.0) for n, text in enumerate(WORDS, start=10)]
    minutes = minutes_with(*notes, title=LONG, question=LONG)
    minutes.boards[0].questions += [QuestionNotes(4, "How?", ungrouped=notes), QuestionNotes(5, "Who?")]
    root = drawn(minutes)
    left, top, width, height = (float(each) for each in root.get("viewBox", "").split())
    head = 96
    for line in root.iter(f"{SVG}tspan"):
        assert left < float(line.get("x", "")) < left + width
        assert top < float(line.get("y", "")) + head < top + height


def test_a_sector_has_its_shape_its_colour_and_a_letter():
    notes = [NoteLine(5, "one", 1.0, sector="public"), NoteLine(6, "two", 1.0, sector="private")]
    notes.append(NoteLine(7, "three", 1.0))
    blocks = note_blocks(drawn(minutes_with(*notes), "research", "public", "private"))
    marks = {words: block.find(f"{SVG}path") for words, block in blocks.items()}
    assert [marks[words].get("fill") for words in ("one", "two")] == SECTORS[1:3]
    assert marks["one"].get("d") != marks["two"].get("d")
    letters = {words: block.find(f"{SVG}text[@text-anchor='middle']") for words, block in blocks.items()}
    assert (letters["one"].text, letters["two"].text) == ("A", "B")
    assert (marks["three"], letters["three"]) == (None, None)


def test_what_the_letters_mean_stands_above():
    texts = [each.text for each in drawn(held_minutes()).iter(f"{SVG}text")]
    assert {"A  public", "B  private", "C  civil society", "Map of 13 notes"} <= set(texts)


def test_the_public_picture_names_nobody_and_no_sector():  # V1
    minutes = minutes_of(held_workshop(identity="named").state, Level.PUBLIC)
    svg = map_svg_of(minutes, ["public", "private", "civil society"])
    assert ARABIC in svg
    assert not any(word in svg for word in ("Ana", "Ben", "Cleo", "Fay", "private", "civil society"))
    assert not any(colour in svg for colour in SECTORS)


def test_an_erased_note_keeps_its_place():
    root = drawn(minutes_with(NoteLine(5, "", 1.0, erased=True)))
    [block] = note_blocks(root).values()
    assert lines(block) == ["[erased at the writer's request]"]


def test_a_workshop_without_notes_has_a_map_of_its_questions():
    root = drawn(minutes_with())
    assert {"Why?"} <= {line.text for line in root.iter(f"{SVG}tspan")}
    assert drawn(Minutes("Nothing yet", "", Level.PUBLIC, "draft", 1, Numbers())) is not None


def test_it_is_turned_round_where_the_language_is_read_from_the_right():
    app = Flask("maps")
    Babel(app)
    minutes = minutes_with(NoteLine(5, "one", 1.0))
    with app.app_context(), force_locale("ar"):
        turned = note_blocks(drawn(minutes))["one"]
    [x, turned_x] = [
        float(block.find(f"{SVG}text/{SVG}tspan").get("x"))
        for block in (note_blocks(drawn(minutes))["one"], turned)
    ]
    assert x > 0 > turned_x == -x


def test_five_thousand_notes_take_less_than_two_seconds():
    text = "some words of an ordinary note that is about sixty letters"
    questions = [
        QuestionNotes(
            n,
            f"Question {n}?",
            clusters=[
                ClusterNotes(
                    100 * n + c,
                    f"Cluster {c}",
                    [NoteLine(10_000 * n + 100 * c + k, text, 1.0) for k in range(50)],
                )
                for c in range(20)
            ],
        )
        for n in range(1, 6)
    ]
    minutes = Minutes("Large", "", Level.ORGANISER, "closed", 9, Numbers(), sectors=[SectorCount("a", 9)])
    minutes.boards = [BoardNotes(2, "Ideas", questions)]
    svg = map_svg_of(minutes)
    assert svg.count('id="note-') == 5_000


def test_as_png_it_is_as_wide_as_it_says():
    content = map_png_of(held_minutes())
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert 2_000 < width < 5_000
    assert width * height < 26_000_000


def test_a_picture_of_more_than_can_be_read_says_how_much_lies_where():
    """Folded, each cluster is one line with its number; the SVG of the whole has the words."""
    minutes = held_minutes()
    root = drawn(folded(minutes))
    said = [each.findtext(f"{SVG}title", "") for each in root.iter(f"{SVG}g")]
    counted = [int(found[1]) for words in said if (found := re.search(r"\((\d+)\)$", words))]
    assert sum(counted) == len(minutes.notes())
    assert not note_blocks(root) and note_blocks(drawn(minutes))
