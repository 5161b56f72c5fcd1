"""The minutes as Markdown: people's words stay verbatim, and never become structure."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dialogue.activities.actions import AcceptAction, AddAction
from dialogue.activities.board import AddNote
from dialogue.activities.clusters import AddCluster
from dialogue.activities.parking_lot import ParkItem, ResolveItem
from dialogue.activities.vote import CastVote
from dialogue.exports import escape
from dialogue.exports.document import Level
from dialogue.exports.markdown import markdown_of
from dialogue.exports.report import report_of
from dialogue.workshop import CloseWorkshop, OpenStage, RevealStage
from tests.paper import WORDS as SCRIPTS
from tests.paper import Held, source_of
from tests.table import Table, ana, ben, cleo, fay

COMMONMARK = MarkdownIt("gfm-like", {"linkify": False, "html": True})

# What Markdown is made of, and some of what words are made of.
PIECES = st.sampled_from([*"ab 1.*_`~[]()<>&#;!|\\-+=:\n\"'^xX/", "amp;", "http", "é"])
WORDS = st.lists(PIECES, max_size=14).map("".join).map(str.strip).filter(bool)

PLAIN = [
    "It's two ways: we think we know - but do we?",
    "2.4.5.6 - and (virtuous) groups!",
    "allows local language to be used; 100% of it",
    "snake_case_word, a * b, 3 < 4 & 5 > 2",
    "لا تخططوا من أجلنا",
    "On ne construit pas une école sans électricité.",
    "[sic] he said",
    "C# and C++",
]


def rendered(markdown: str) -> tuple[set[str], str]:
    """The tags that a text becomes, and what one reads."""
    made = COMMONMARK.render(markdown)
    return set(re.findall(r"</?(\w+)", made)), html.unescape(re.sub(r"<[^>]*>", "", made))


def trimmed(text: str) -> list[str]:
    return [line.strip(" \t") for line in text.split("\n") if line.strip(" \t")]


@given(WORDS)
def test_no_words_become_structure_in_a_list(text):
    tags, read = rendered(f"- {escape.block(text, '  ')} — *¶1*\n")
    assert tags <= {"ul", "li", "p", "em", "br"}
    assert trimmed(read.replace(" — ¶1", "")) == trimmed(text)


@given(WORDS)
def test_no_words_become_structure_in_a_heading(text):
    tags, read = rendered(f"### {escape.heading(text)}\n")
    assert tags == {"h3"}
    assert trimmed(read) == trimmed(text.replace("\n", " "))


@given(WORDS)
def test_no_words_become_structure_in_a_table(text):
    tags, read = rendered(f"| a | b |\n|---|---|\n| {escape.cell(text)} | c |\n")
    assert tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert trimmed(read)[2:-1] == trimmed(text.replace("\n", " "))


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_words_get_no_backslash(text):
    assert escape.block(text) == text


@pytest.mark.parametrize("text", ["# loud", "- dash", "1. one", "> quote", "```", "---", "[ ] todo"])
def test_only_what_would_begin_a_block_gets_one_backslash(text):
    assert len(escape.block(text)) in (len(text) + 1, len(text) + 3)
    assert rendered(escape.block(text)) == ({"p"}, f"{text}\n")


def held() -> Table:
    """A workshop with two questions, a cluster, a vote, an action and something parked, closed."""
    table = Table()
    stage = table.begin("board", title="Our questions", questions=["What works?", "What does not?"])
    first = table.do(ana, AddNote(stage + 1, "More trees *now*")) or 0
    table.do(ben, AddNote(stage + 1, "1. benches beneath them", on=first))
    table.do(cleo, AddNote(stage + 1, "A place\nto talk"))
    sorting = table.begin("clusters")
    green = table.do(fay, AddCluster(sorting, "Outdoors | green", [first])) or 0
    vote = table.add("vote", title="What comes first")
    table.do(fay, OpenStage(vote))
    table.do(ana, CastVote(vote, green, 2))
    table.do(fay, RevealStage(vote))
    action = table.do(fay, AddAction("Buy saplings", owner=ben, due="2027-03-01", source=green)) or 0
    table.do(ben, AcceptAction(action))
    item = table.do(cleo, ParkItem(note=first)) or 0
    table.do(fay, ResolveItem(item, "Next time"))
    table.do(fay, CloseWorkshop())
    return table


def written(table: Table, level: Level = Level.ORGANISER) -> str:
    return markdown_of(report_of(source_of(table), level))


def test_each_note_has_a_list_line_of_its_own_under_its_question_and_cluster():
    lines = written(held()).split("\n")
    places = [
        "### What works?",
        "#### Outdoors | green",
        "- More trees \\*now\\* — *public, ¶",
        "#### Not grouped",
        "- 1\\. benches beneath them — *private, builds on ¶",
        "- A place\\",
        "### What does not?",
    ]
    found = [n for place in places for n, line in enumerate(lines) if line.startswith(place)]
    assert len(found) == len(places)
    assert found == sorted(found)


def test_the_whole_of_the_minutes_reads_as_one_document():
    tags, read = rendered(written(held()))
    assert {"h1", "h2", "h3", "h4", "ul", "ol", "table", "em", "strong"} <= tags
    for words in ("Outdoors | green", "Buy saplings", "Ben", "March 1, 2027", "accepted", "Next time"):
        assert words in read
    assert read.count("More trees") == 3, (
        "Among the findings, in the list of all notes, and where it is parked."
    )


def test_the_public_minutes_name_nobody():  # V1
    public = written(held(), Level.PUBLIC)
    assert not any(name in public for name in ("Ana", "Ben", "Cleo", "Fay"))
    assert "owner not named here" in public


def test_a_workshop_that_never_began_has_minutes_too():
    table = Table([{"activity": "board", "questions": ["What works?"]}], opened=False)
    minutes = written(table)
    assert minutes.startswith("# Partnerships\n")
    assert "not opened yet" in minutes


@pytest.mark.parametrize("script", SCRIPTS)
def test_words_of_every_script_read_as_they_were_written(script):
    _, read = rendered(written(Held().table, Level.PUBLIC))
    for line in SCRIPTS[script].split("\n"):
        assert read.count(line) >= 2, "Among the findings, and in the list of all notes."


def test_each_footnote_has_its_mark_and_its_text_once():
    text = written(Held().table)
    marks = re.findall(r"\[\^(\d+)\](?!:)", text)
    assert marks == [str(n) for n in range(1, len(marks) + 1)]
    assert re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE) == marks
    assert len(marks) >= 4


def test_every_row_of_a_table_has_as_many_cells_as_its_head():
    tables = re.findall(r"^\|.*\|\n(?:\|.*\|\n)+", written(Held().table, Level.FULL), re.MULTILINE)
    assert len(tables) > 8
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
