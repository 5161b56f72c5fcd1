"""Search: what was said is found again, in any script, and what is withheld is not (L1, V1)."""

from __future__ import annotations

import random
from functools import partial

import pytest
import sqlalchemy as sa

from dialogue.database import found
from dialogue.kernel import Role
from dialogue.live import LiveWorkshop
from dialogue.people import Name
from dialogue.search import Hit, Search, write
from dialogue.search.passages import Passage
from dialogue.search.words import Piece, snippet_of, terms_of, words_of
from tests.house import House, first, people_of
from tests.large import OFTEN, WORDS


@pytest.fixture
def search(house: House) -> Search:
    return Search(house.database)


class Written:
    """A workshop in which Fay leads and Ana writes."""

    def __init__(self, house: House, *notes: str, title: str = "Rivers and roads") -> None:
        plan = {
            "title": title,
            "purpose": "Villages and ministries plan the dry season together.",
            "sectors": ["public", "private"],
            "stages": [
                {"activity": "ground_rules", "rules": ["We let each other finish."]},
                {"activity": "board", "questions": ["Where does the water go?"]},
                {"activity": "clusters"},
            ],
        }
        self.live: LiveWorkshop = house.workshop(plan)
        self.fay, self.ana, _ = people_of(self.live)
        self.does("workshop.open")
        stages = self.live.state.at("workshop/1").stages  # type: ignore[union-attr]
        self.does("stage.open", stage=stages[1])
        self.clusters = stages[2]
        self.board = first(self.live, "board")
        self.notes = [self.writes(note) for note in notes]

    def does(self, name: str, **data: object) -> int:
        return self.live.submit(name, data, None, self.fay)

    def writes(self, text: str) -> int:
        return self.live.submit("note.add", {"board": self.board, "text": text}, None, self.ana)


def finds(search: Search, asked: str) -> list[tuple[str, str]]:
    """What is found, once the index is up to the log."""
    search.catch_up()
    return [(hit.kind, hit.words) for hit in search.find(terms_of(asked))]


def test_everything_an_organiser_may_remember_is_found(house: House, search: Search) -> None:
    written = Written(house, "Repair the old canal")
    written.does("stage.open", stage=written.clusters)
    written.does("cluster.add", stage=written.clusters, title="Canals first")
    written.does("action.add", text="Measure the wells")
    written.does("park.add", text="Who pays for fuel?")
    assert finds(search, "rivers") == [("title", "Rivers and roads")]
    assert finds(search, "dry season") == [
        ("purpose", "Villages and ministries plan the dry season together.")
    ]
    assert finds(search, "water") == [("question", "Where does the water go?")]
    assert finds(search, "old canal") == [("note", "Repair the old canal")]
    assert {kind for kind, _ in finds(search, "canal")} == {"note", "cluster"}
    assert finds(search, "finish") == [("rule", "We let each other finish.")]
    assert finds(search, "wells") == [("action", "Measure the wells")]
    assert finds(search, "fuel") == [("parked", "Who pays for fuel?")]
    assert finds(search, "canal wells") == [], "One passage has to hold every word."


def test_a_hit_says_which_passage_it_is(house: House, search: Search) -> None:
    written = Written(house, "Repair the canal", "Plant willows")
    search.catch_up()
    assert search.find(terms_of("willows")) == [
        Hit(written.live.id, "note", written.notes[1], "Plant willows")
    ]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("École à São Tomé", "ecole sao"),
        ("Straßenbau", "STRASSENBAU"),
        ("Straßenbau", "stras"),
        ("الْمُعَلِّمُون يتعلمون", "المعلمون"),
        ("የአካባቢ ማህበረሰብ", "ማህበረሰብ"),
        ("शिक्षा सबके लिए", "शिक्षा"),
        ("សហគមន៍មូលដ្ឋាន", "មូលដ្ឋាន"),
        ("社区图书馆", "图书"),
        ("co-operation", "co-operation"),
        ("don't wait", "don't"),
        ("Solar 💡 lamps", "💡 lamps"),
    ],
)
def test_words_are_found_in_any_script_and_however_they_are_spelled(
    house: House, search: Search, words: str, asked: str
) -> None:
    Written(house, words, "something else")
    assert finds(search, asked) == [("note", words)]


def test_a_vowel_sign_makes_another_word(house: House, search: Search) -> None:
    Written(house, "कल")
    assert finds(search, "कल") == [("note", "कल")]
    assert finds(search, "काल") == []


def test_words_in_quotes_stand_in_this_order(house: House, search: Search) -> None:
    Written(house, "water for the fields", "fields for water", "watering fields")
    assert len(finds(search, "water fields")) == 3
    assert finds(search, '"fields for water"') == [("note", "fields for water")]
    assert finds(search, "“water for”") == [("note", "water for the fields")]


@pytest.mark.parametrize(
    "asked",
    [
        *(
            '"',
            '""',
            '"a',
            "a*",
            "*",
            "-a",
            "NEAR(a b)",
            "a AND",
            "OR",
            "NOT a",
            "(a",
            "a)",
            "folded:a",
            "^a",
        ),
        *("'", "a'b", "a & b", "!a", "a:*", "<->", "\\", "a\\'", "%", "_", "\x00", "a;drop table found", "𞤀"),
        *("a" * 5_000, "a " * 5_000, "ا" * 300),
    ],
)
def test_nothing_that_is_typed_is_a_mistake(house: House, search: Search, asked: str) -> None:
    Written(house, "a note")
    assert isinstance(finds(search, asked), list)
    assert finds(search, "note") == [("note", "a note")]


def test_what_is_withheld_leaves_the_index(house: House, search: Search) -> None:
    """Hidden, taken back and reworded: the old words are found no more. V1"""
    written = Written(house, "secret one", "secret two", "secret three")
    assert len(finds(search, "secret")) == 3
    hidden, gone, reworded = written.notes
    written.does("note.hide", note=hidden)
    written.live.submit("note.remove", {"note": gone}, None, written.ana)
    written.live.submit("note.edit", {"note": reworded, "text": "open three"}, None, written.ana)
    assert finds(search, "secret") == []
    assert finds(search, "open three") == [("note", "open three")]
    written.does("note.release", note=hidden)
    assert finds(search, "secret") == [("note", "secret one")]


def test_nobodys_name_is_found(house: House, search: Search) -> None:
    """L7: names are in no index, also not those of facilitators who were accepted."""
    written = Written(house, "a note")
    written.live.admit(Role.PARTICIPANT, "public", Name("Zoltan", "Zephyr Works"))
    stage = written.live.state.at("workshop/1").stages[0]  # type: ignore[union-attr]
    written.does("stage.open", stage=stage)
    for name in ("Zoltan", "Zephyr", "Fay", "Ana"):
        assert finds(search, name) == [], name


def test_the_index_follows_the_log_and_reads_only_what_is_new(house: House, search: Search) -> None:
    """L1: it is a fold, the same whether it grew or was made at once."""
    written, other = Written(house, "oak"), Written(house, "elm", title="Trees")
    assert search.behind() == [other.live.id, written.live.id]
    assert search.catch_up() == 0
    assert search.behind() == []
    written.writes("birch")
    assert search.behind() == [written.live.id]
    search.catch_up()
    with house.database.reading() as connection:
        chosen = sa.select(found.c["workshop", "kind", "seq", "words"]).order_by(
            *found.c["workshop", "kind", "seq"]
        )
        grown = connection.execute(chosen).all()
    house.database.write(lambda c: [c.execute(sa.delete(table)) for table in (found, sa.table("indexed"))])
    assert search.find(terms_of("birch")) == []
    search.catch_up()
    with house.database.reading() as connection:
        assert connection.execute(chosen).all() == grown


def test_a_workshop_in_memory_is_not_read_again(house: House, search: Search) -> None:
    written = Written(house, "oak")
    live = written.live
    asked = []

    def held(workshop: int) -> tuple[int, dict[str, dict[str, object]]]:
        asked.append(workshop)
        return house.register.seen(workshop) or (0, {})

    assert search.catch_up(held) == 0
    assert asked == [live.id]
    assert finds(search, "oak") == [("note", "oak")]


def test_an_older_look_does_not_overwrite_a_later_one(house: House, search: Search) -> None:
    """Two processes index the same workshop, and the slower one knows less."""
    written = Written(house, "oak")
    search.catch_up()
    house.database.write(lambda connection: write(connection, written.live.id, 3, {}))
    assert finds(search, "oak") == [("note", "oak")]
    assert search.behind() == []


def test_somebody_who_searches_does_not_wait_for_all_that_is_new(house: House, search: Search) -> None:
    for _ in range(3):
        Written(house)
    assert search.catch_up(seconds=0) == 3
    assert search.catch_up(seconds=60) == 0


def test_only_among_some_workshops_and_a_page_at_a_time(house: House, search: Search) -> None:
    one, two = Written(house, "oak", "old oak"), Written(house, "oak")
    search.catch_up()
    terms = terms_of("oak")
    assert {hit.workshop for hit in search.find(terms)} == {one.live.id, two.live.id}
    assert [hit.workshop for hit in search.find(terms, among=[two.live.id])] == [two.live.id]
    assert search.find(terms, among=[]) == []
    pages = [search.find(terms, most=2, skip=skip) for skip in (0, 2)]
    assert [len(page) for page in pages] == [2, 1]
    assert len({(hit.workshop, hit.seq) for page in pages for hit in page}) == 3


def test_a_title_comes_before_a_note(house: House, search: Search) -> None:
    Written(house, "harbour")
    Written(house, title="The harbour of the northern towns and what it needs")
    assert [kind for kind, _ in finds(search, "harbour")] == ["title", "note"]


# ---- Snippets


def test_a_snippet_tells_what_was_found_apart() -> None:
    assert snippet_of("Plant trees by the Röad", terms_of("road tree")) == [
        Piece("Plant ", False),
        Piece("trees", True),
        Piece(" by the ", False),
        Piece("Röad", True),
    ]


def test_of_a_long_text_the_part_is_shown_where_it_was_found() -> None:
    text = f"{'before ' * 100}needle {'after ' * 100}"
    pieces = snippet_of(text, terms_of("needle"))
    assert "".join(piece.text for piece in pieces).startswith("… before")
    assert sum(len(piece.text) for piece in pieces) < 300
    assert [piece.text for piece in pieces if piece.is_found] == ["needle"]
    assert pieces[-1].text.endswith(" …")


@pytest.mark.parametrize("text", ["", "a", "ኢትዮጵያ " * 100, "图" * 600, f"{'x' * 700} needle"])
def test_every_text_has_a_snippet(text: str) -> None:
    shown = "".join(piece.text for piece in snippet_of(text, terms_of("needle")))
    assert len(shown) <= 400
    assert bool(shown) == bool(text)


def test_marks_are_part_of_their_word() -> None:
    assert words_of("हिन्दी में") == ["हिन्दी", "में"]
    assert words_of("Ünïcode_and-Dots.") == ["unicode", "and", "dots"]


# ---- Size


def test_a_hundred_workshops_are_searched(house: House, search: Search) -> None:
    """100 x 200 notes; the word that is asked for is in a quarter of them."""
    chance = random.Random(20_000)
    for _ in range(100):
        workshop = house.workshop().id
        texts = [" ".join(chance.choices(WORDS, cum_weights=OFTEN, k=12)) for _ in range(200)]
        passages = {("note", seq): Passage("note", seq, text) for seq, text in enumerate(texts)}
        house.database.write(partial(write, workshop=workshop, seq=10_000, passages=passages))
    terms = terms_of(WORDS[0])
    assert len(search.find(terms)) == 50
