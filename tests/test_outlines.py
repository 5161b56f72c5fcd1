"""Outlines from elsewhere: what each kind of file becomes, what is refused, and that ours come back."""

import random
from contextlib import suppress
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import activities
from dialogue.exports.csv_tables import csv_of
from dialogue.exports.freemind import mm_of
from dialogue.exports.minutes import minutes_of
from dialogue.exports.opml import NAMESPACE, opml_of
from dialogue.exports.outline import Outline, outline_of
from dialogue.exports.tables import sheets_of
from dialogue.kernel import Refused, State, worded
from dialogue.outlines import read_outline, seed_of
from tests.held import WORDS, held_workshop
from tests.table import Table, fay

Tree = tuple[str, list[Any]]


def tree(outline: Outline) -> Tree:
    return outline.text, [tree(child) for child in outline.children]


def read(text: str | bytes, name: str = "") -> Tree:
    return tree(read_outline(text.encode() if isinstance(text, str) else text, name))


def refused(content: str | bytes, name: str = "") -> Refused:
    with pytest.raises(Refused) as caught:
        seed_of(read_outline(content.encode() if isinstance(content, str) else content, name))
    assert str(caught.value)
    return caught.value


def planned(text: str, name: str = "") -> list[Any]:
    """The plan in short: each question, its clusters with their notes, its notes."""

    def short(note: Any) -> Any:
        return (note.text, note.built) if note.built else note.text

    return [
        (
            q.question,
            [(c.title, [short(n) for n in c.notes]) for c in q.clusters],
            [short(n) for n in q.notes],
        )
        for q in seed_of(read_outline(text.encode(), name)).questions
    ]


# ---- Indented text

WELLS = ("Who pays?", [("Villages", ["A little each month"])], ["The district"])


def test_lines_hang_on_what_begins_further_out():
    text = "Wells\n  Who pays?\n    Villages\n      A little each month\n    The district\n  Who repairs?"
    assert planned(text) == [WELLS, ("Who repairs?", [], [])]
    assert planned(text.replace("  ", "\t")) == planned(text)
    assert planned(text.replace("\n", "\r\n")) == planned(text)


def test_without_a_theme_what_begins_furthest_out_are_questions():
    assert planned("Who pays?\n\tThe district\n\nWho repairs?\n\tNobody\n") == [
        ("Who pays?", [], ["The district"]),
        ("Who repairs?", [], ["Nobody"]),
    ]
    assert planned("Who pays?\n  The district") == [("Who pays?", [], ["The district"])]


def test_lists_and_headings_are_read_as_in_markdown():
    text = "# Wells\n\n## Who pays?\n\n### Villages\n- A little\n  each month\n  * or each year\n"
    text += "\n## Who repairs?\n1. Nobody\n"
    assert planned(text) == [
        ("Who pays?", [("Villages", [("A little\neach month", ["or each year"])])], []),
        ("Who repairs?", [], ["Nobody"]),
    ]


def test_a_heading_may_be_closed_and_may_end_in_the_sign_that_closes():
    assert planned("# Why? ##\n# What about C#\n") == [("Why?", [], []), ("What about C#", [], [])]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "# " + "#" * 900_000 + "x"),
        ("a.txt", "- " * 490_000),
        ("a.txt", "- a\n  b" + "\n  b" * 240_000),
        ("a.txt", " " * 990_000 + "x"),
        ("a.csv", '"' * 990_000),
        ("a.csv", "," * 990_000),
        ("a.opml", "<opml>" + "<a>" * 300_000),
        ("a.mm", "<map>" + "<node TEXT='&lt;html" + "&lt;" * 200_000 + "'/></map>"),
    ],
)
@pytest.mark.timeout(60)
def test_the_worst_megabyte_is_read_or_refused(name, content):
    """What were quadratic in it would take hours, and so longer than a test may."""
    try:
        seed_of(read_outline(content.encode(), name))
    except Refused as no:
        assert str(no)


def test_beneath_headings_a_list_is_notes_and_what_builds_on_them():
    assert planned("# Who pays?\n- The district\n  - with the villages\n") == [
        ("Who pays?", [], [("The district", ["with the villages"])])
    ]


def test_a_dash_within_words_begins_no_list():
    assert planned("- Who pays?\n  - -5 % from the state\n  - 2027: nobody") == [
        ("Who pays?", [], ["-5 % from the state", "2027: nobody"])
    ]


def test_what_lies_deeper_than_a_note_builds_on_it():
    text = "T\n Q?\n  Cluster\n   Note\n    deeper\n     deepest\n   Other"
    assert planned(text) == [("Q?", [("Cluster", [("Note", ["deeper", "deepest"]), "Other"])], [])]


# ---- Tables


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_are_known_by_their_names_in_any_order(separator):
    rows = [
        ["Note", "Cluster", "Question", "Other"],
        ["A little each month", "Villages", "Who pays?", "x"],
        ["The district", "", "Who pays?", "y"],
        ["Nobody", "", "Who repairs?", ""],
    ]
    text = "\n".join(separator.join(row) for row in rows)
    assert planned(text, "wells.csv") == [WELLS, ("Who repairs?", [], ["Nobody"])]
    assert planned("\ufeff" + text, "wells.CSV") == planned(text, "wells.csv")


def test_without_names_there_are_one_to_three_columns():
    assert planned("Who pays?,Villages,A little each month\n,,The district", "a.csv") == [WELLS]
    assert planned("Who pays?;The district\nWho pays?;Nobody", "a.csv") == [
        ("Who pays?", [], ["The district", "Nobody"])
    ]
    assert planned("Who pays?\nWho repairs?", "a.csv") == [("Who pays?", [], []), ("Who repairs?", [], [])]
    assert refused("a,b,c,d\n", "a.csv").reason == "unknown-columns"


def test_commas_in_words_do_not_make_columns():
    text = 'question;note\n"Who pays; and when?";"Not us, not now, not ever"\n'
    assert planned(text, "a.csv") == [("Who pays; and when?", [], ["Not us, not now, not ever"])]
    assert planned("question\nWho pays, and when?\nWho, then?\n", "a.csv")[0][0] == "Who pays, and when?"


def test_a_note_above_all_questions_is_refused_by_its_line():
    assert "Line 2" in str(refused("question,note\n,The district\n", "a.csv"))


def test_an_apostrophe_that_guards_a_cell_is_taken_off():
    assert planned("question,note\nWhy?,'=1+1\nWhy?,'quoted'\n", "a.csv") == [
        ("Why?", [], ["=1+1", "'quoted'"])
    ]


# ---- XML


def test_opml_from_an_outliner_has_no_kinds_and_perhaps_empty_lines():
    text = """<?xml version="1.0"?><opml version="1.0"><head><title>Wells</title></head><body>
      <outline text="Wells"><outline text="Who pays?"><outline text="Villages">
        <outline text="A little each month" _note="Ana"/></outline>
        <outline text=""><outline text="The district"/></outline></outline></outline></body></opml>"""
    assert planned(text) == [WELLS]


def test_opml_whose_one_line_is_its_title_has_questions_beneath_it():
    lines = '<outline text="T"><outline text="Q?"/></outline>'
    text = f'<opml version="2.0"><head><title>T</title></head><body>{lines}</body></opml>'
    assert planned(text) == [("Q?", [], [])]


def test_a_map_of_freemind_keeps_texts_that_are_pages():
    text = """<map version="0.9.0"><node TEXT="Wells"><node><richcontent TYPE="NODE">
      <html><head><style>p{}</style></head><body><p>Who&nbsp;<b>pays</b>?</p></body></html></richcontent>
      <node TEXT="Villages"><node TEXT="A little each month"><icon BUILTIN="idea"/></node></node>
      <node TEXT="&lt;html&gt;The &lt;i&gt;district&lt;/i&gt;"/></node></node></map>"""
    [question] = planned(text, "wells.mm")
    assert question[0].replace("\xa0", " ") == "Who pays?"
    assert question[1:] == WELLS[1:]


def test_entities_are_refused_before_they_grow():
    entities = '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">'
    bomb = f'<!DOCTYPE x [{entities}]><opml><body><outline text="&b;"/></body></opml>'
    assert refused(bomb).reason == "unsafe-file"
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><map><node TEXT="&a;"/></map>'
    assert refused(outside, "a.mm").reason == "unsafe-file"


def test_what_is_broken_or_something_else_is_refused_in_a_sentence():
    assert refused("<opml><body>").reason == "unreadable-file"
    assert refused("<html/>", "a.opml").reason == "unreadable-file"
    assert refused(b"\xff\xd8\xff\xe0 a picture", "a.csv").reason == "unreadable-file"
    assert refused(b"PK\x03\x04 not a zip").reason == "unreadable-file"
    assert refused(" \n\t\n").reason == "empty"
    assert refused("<opml version='2.0'><head/><body/></opml>").reason == "empty"
    assert refused("", "a.csv").reason == "empty"


def test_a_spreadsheet_of_another_kind_is_sent_back_to_be_saved_as_csv():
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "CSV" in str(refused(packed.getvalue(), "a.xlsx"))


def test_a_damaged_zip_of_tables_is_refused_in_a_sentence():
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("notes.csv", "question,note\nWhy?,Trees\n" * 40)
    whole = packed.getvalue()
    assert read(whole)[1]
    for n in range(2_000):
        chance, harmed = random.Random(n), bytearray(whole)
        for _ in range(2):
            harmed[chance.randrange(2, len(whole))] = chance.choice([0, 1, 12, 14, 99, 255])
        with suppress(Refused):
            read_outline(bytes(harmed[: chance.randrange(2, 2 * len(whole))]), "tables.zip")


def test_a_number_of_any_length_is_no_reason_to_stop():
    line = f'<outline text="Why?" xmlns:d="{NAMESPACE}" d:kind="question" d:id="{"9" * 5_000}"/>'
    assert read(f'<opml version="2.0"><body>{line}</body></opml>') == ("", [("Why?", [])])


def test_text_in_utf_16_is_read_too():
    assert read("Why?\n  ናሙና".encode("utf-16")) == ("", [("Why?", [("ናሙና", [])])])


# ---- How much


def deep(levels: int, tag: str, name: str) -> Element:
    root = Element(tag)
    place = SubElement(root, "body") if tag == "opml" else root
    for n in range(levels):
        place = SubElement(place, name, {"text" if tag == "opml" else "TEXT": f"level {n}"})
    return root


@pytest.mark.parametrize(("tag", "name"), [("opml", "outline"), ("map", "node")])
def test_a_tree_is_twelve_levels_deep_at_most(tag, name):
    assert read(tostring(deep(12, tag, name)))
    assert refused(tostring(deep(13, tag, name))).reason == "too-deep"
    assert refused(f"<{tag}><body>" + f"<{name}>" * 50_000 + f"</{name}>" * 50_000 + f"</body></{tag}>")


def test_text_is_twelve_levels_deep_at_most():
    assert refused("\n".join(" " * n + "x" for n in range(13))).reason == "too-deep"


def test_a_page_of_html_may_be_deep():
    page = "<div>" * 30_000 + "words" + "</div>" * 30_000
    words = f'<richcontent TYPE="NODE"><html>{page}</html></richcontent>'
    text = f'<map><node TEXT="T"><node>{words}</node></node></map>'
    assert planned(text) == [("words", [], [])]


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_there_are_five_thousand_lines_at_most(name):
    many = "Why?\n" + "Why?\n" * 4_999
    assert len(read_outline(many.encode(), name).children) in (1, 5_000)
    assert refused(many + "Why?\n", name).reason == "too-many"


def test_a_file_is_a_megabyte_at_most():
    assert refused(b"x" * 1_000_001).reason == "too-large"
    packed = BytesIO()
    with ZipFile(packed, "w", 8) as archive:
        archive.writestr("notes.csv", b"x" * 5_000_000)
    assert len(packed.getvalue()) < 100_000
    assert refused(packed.getvalue()).reason == "too-large"


def test_a_text_that_is_too_long_is_named_by_its_line_and_by_how_much():
    long = refused("Why?\n  short\n  " + "x" * 300)
    assert str(long).startswith("Line 3, “xxx")
    assert "is 20 characters too long." in str(long)
    in_map = refused(f'<map><node TEXT="T"><node TEXT="{"y" * 210}"/></node></map>')
    assert "is 10 characters too long" in str(in_map)
    assert "is 1 character too long" in str(refused(f"Q?\n {'z' * 81}\n  note\nR?"))


# ---- What we write comes back


def seeded(outline: Outline) -> State:
    table = Table()
    stage = table.begin("board")
    table.begin("clusters")
    table.do(fay, activities.read("board.seed", seed_of(outline).data(stage)))
    return table.state


def written(state: State) -> dict[str, bytes]:
    minutes = minutes_of(state)
    return {
        "a.opml": opml_of(outline_of(minutes)),
        "a.mm": mm_of(outline_of(minutes)),
        "a.zip": csv_of(sheets_of(minutes)),
    }


@pytest.mark.parametrize("name", ["a.opml", "a.mm", "a.zip"])
def test_a_workshop_that_was_held_comes_back_in_every_script(name):
    state = held_workshop().state
    again = seeded(read_outline(written(state)[name], name))
    before, after = outline_of(minutes_of(state)), outline_of(minutes_of(again))
    assert tree(before)[1] == tree(after)[1]
    assert set(WORDS) < {each.text for each in after.walk()}
    notes = minutes_of(again).notes()
    assert all(note.seeded and not note.by and not note.sector for note in notes)


words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]) | st.sampled_from("\n'=-#*;,\t<&"), max_size=30
)


def kept(text: str) -> str:
    try:
        return worded(text)
    except Refused:
        return "something"


texts = words.map(kept)
notes = st.builds(
    lambda text, built: Outline(text, "note", children=[Outline(each, "note") for each in built]),
    texts,
    st.lists(texts, max_size=2),
)
clusters = st.dictionaries(texts, st.lists(notes, min_size=1, max_size=3), max_size=3)
questions = st.dictionaries(texts, st.tuples(clusters, st.lists(notes, max_size=3)), min_size=1, max_size=3)


def outlined(made: dict[str, Any]) -> Outline:
    return Outline(
        "Theme",
        "theme",
        children=[
            Outline(
                question,
                "question",
                children=[Outline(title, "cluster", children=held) for title, held in groups.items()] + loose,
            )
            for question, (groups, loose) in made.items()
        ],
    )


@settings(max_examples=40, deadline=None)
@given(questions)
def test_whatever_is_written_comes_back_the_same(made):
    state = seeded(outlined(made))
    before = tree(outline_of(minutes_of(state)))[1]
    for name, content in written(state).items():
        if name == "a.zip":
            # A question without notes is in no row of the table of notes.
            before = [each for each in before if each[1]]
        if before:
            again = outline_of(minutes_of(seeded(read_outline(content, name))))
            assert tree(again)[1] == before, name
