"""Pictures keep their words: where they stood, as they were written, in letters that exist."""

import struct

import pytest

from dialogue.exports.pictures import FONTS, parted, png_of

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" font-size="10">'


def words_of(inside: str) -> list[dict]:
    return parted(f"{HEAD}{inside}</svg>")["words"]


def said(line: dict) -> str:
    return "".join(piece["text"] for piece in line["pieces"])


def drawn(inside: str) -> bytes:
    return png_of(f"{HEAD}{inside}</svg>", 400)


def test_a_picture_is_as_wide_as_asked():
    png = drawn('<rect width="200" height="100" fill="#b32d16"/>')
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (400, 200)


def test_words_stand_where_they_stood():
    [line] = words_of('<g transform="translate(20 30)"><text x="5" y="6">More trees</text></g>')
    assert (said(line), line["x"], line["y"], line["anchor"]) == ("More trees", 25, 36, 0)
    [line] = words_of('<text transform="rotate(-90 40 50)" x="40" y="50" text-anchor="end">Notes</text>')
    assert (round(line["x"]), round(line["y"]), round(line["angle"]), line["anchor"]) == (40, 50, -90, 1)
    shifted = parted('<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -20 9 9"><text>x</text></svg>')
    assert (shifted["words"][0]["x"], shifted["words"][0]["y"]) == (10, 20)


def test_a_line_of_its_own_is_one_and_other_letters_within_a_line_are_not():
    first, second = words_of(
        '<text x="5" y="6"><tspan x="5">Batteries <tspan font-weight="bold">last</tspan></tspan>'
        '<tspan x="5" dy="1.2em">a year</tspan></text>'
    )
    assert (said(first), said(second), second["y"]) == ("Batteries last", "a year", 18)
    [line] = words_of('<text>Trees <tspan font-weight="bold">first</tspan></text>')
    assert [piece["bold"] for piece in line["pieces"]] == [False, True]


def test_only_shapes_are_left_for_what_cannot_set_words():
    picture = parted(f'{HEAD}<text>one</text><rect width="9" height="9"/><g><text>two</text></g></svg>')
    assert "rect" in picture["svg"]
    assert "text" not in picture["svg"] and "two" not in picture["svg"]
    assert [said(line) for line in picture["words"]] == ["one", "two"]


def test_words_in_a_picture_are_never_markup():
    [line] = words_of("<text>#panic() *bold* $x$ @ref ] \\ &lt;b&gt;</text>")
    assert said(line) == "#panic() *bold* $x$ @ref ] \\ <b>"
    assert drawn("<text>#panic() *bold* $x$ @ref ] \\ &lt;b&gt;</text>").startswith(b"\x89PNG")


def test_a_picture_that_reaches_outside_is_refused():
    with pytest.raises(ValueError, match="EntitiesForbidden"):
        parted('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD + "<text>&x;</text></svg>")


def test_the_fonts_are_there():
    assert len(list(FONTS.glob("*.ttf"))) >= 19
