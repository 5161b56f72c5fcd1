"""What was to be forgotten is forgotten everywhere, also by what runs beside whoever did it (L6, P4)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from dialogue import log, register
from dialogue.activities import EVENTS
from dialogue.bundle.container import Zip
from dialogue.bundle.pack import bundle_of
from dialogue.bundle.unpack import unpacked
from dialogue.cli import main
from dialogue.database import Database, Unavailable, jobs, workshops
from dialogue.erasing import people_known
from dialogue.exports.document import Level
from dialogue.exports.forms import FORMS, source_of, unheard
from dialogue.kernel import Person
from dialogue.live import LiveWorkshop
from dialogue.people import Name
from dialogue.retention import carry_out, due_in
from dialogue.search.words import terms_of
from tests.house import House, first
from tests.services import database_setting
from tests.test_retention import contents, held, later


def ana_of(live: LiveWorkshop) -> int:
    return live.state.all(Person)[1].seq


# ---- Beside a server


def test_a_name_erased_beside_a_server_is_gone_with_the_next_page_while_the_workshop_goes_on(
    house: House,
) -> None:
    live = held(house, closes=False)
    fay, ana, _ = (person.seq for person in live.state.all(Person))
    live.submit("person.remove", {"person": ana}, None, fay)
    beside = House(house.directory)
    beside.register.open(live.code).erase(ana, words=True)
    beside.close()
    assert house.register.open(live.code) is live
    assert ana not in live.state.names
    assert "Plant willows" not in repr([*live.state])


def test_a_name_erased_beside_a_server_is_gone_when_its_log_is_read_again(house: House) -> None:
    """As it is once somebody wrote a note before anybody asked for a page."""
    live = held(house, closes=False)
    fay, ana, _ = (person.seq for person in live.state.all(Person))
    live.submit("person.remove", {"person": ana}, None, fay)
    beside = House(house.directory)
    beside.register.open(live.code).erase(ana, words=True)
    beside.close()
    live.submit("stage.lock", {"stage": first(live, "stage")}, None, fay)
    assert ana not in live.state.names


def test_a_name_that_is_just_being_written_is_not_dropped(house: House) -> None:
    """Somebody joins while others ask for the names for the first time."""
    live = held(house, closes=False)
    names = house.people.names(live.id)
    names[999] = Name("Zoe")
    assert house.people.names(live.id)[999].name == "Zoe"
    assert 999 not in house.people.read_again(live.id)


def test_a_page_is_read_on_while_the_database_does_not_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = held(house, closes=False)

    def broken() -> None:
        raise Unavailable("the disk is gone")

    monkeypatch.setattr(register, "BELIEVED", 3600.0)
    monkeypatch.setattr(house.database, "reading", broken)
    assert house.register.open(live.code) is live


# ---- Files


@pytest.mark.parametrize("keep", ["erase", "delete"])
def test_what_somebody_exports_while_it_is_done_goes_too(
    house: House, tmp_path: Path, keep: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = held(house, keep)
    [due] = due_in(house.register, later(91))
    of_before, meanwhile = tmp_path / "before", tmp_path / "meanwhile"
    of_before.write_text("Ana")
    exported(house, live.id, "before")
    real = log.write if keep == "erase" else log.delete

    def slowly(*args: object) -> None:
        of_before.write_text("Ana, asked for once more")
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(log, real.__name__, slowly)
    if keep == "erase":
        exported(house, live.id, "meanwhile")
        meanwhile.write_text("Ana")
    carry_out(house.register, due, tmp_path)
    assert not of_before.exists() and not meanwhile.exists()


def exported(house: House, workshop: int, id: str) -> None:
    columns = {column.name: 0 for column in jobs.columns if not column.nullable}
    texts = {column.name: "x" for column in jobs.columns if isinstance(column.type, sa.String)}
    values = columns | texts | {"id": id, "workshop": workshop}
    house.database.write(lambda connection: connection.execute(jobs.insert().values(**values)))


# ---- Archives, and many at once


def an_archive(house: House) -> LiveWorkshop:
    """A workshop that was packed before its end, and brought back."""
    live = held(house, closes=False)
    source = source_of(house.database, house.people, live.id, live.code)
    listed = unpacked(house.register, Zip(bundle_of(source, Level.FULL, unheard)))
    chosen = workshops.update().where(workshops.c.id == listed.id).values(keep="erase", keep_days=1)
    house.database.write(lambda connection: connection.execute(chosen))
    house.register._listed.clear()
    return house.register.open(listed.code)


def test_an_archive_of_a_workshop_that_never_ended_can_forget_people(house: House, tmp_path: Path) -> None:
    archive = an_archive(house)
    assert all(known.may_go for known in people_known(archive))
    [due] = due_in(house.register, later(1_000))
    carry_out(house.register, due, tmp_path)
    assert all(person.erased for person in archive.state.all(Person))
    assert due_in(house.register, later(1_000)) == []


def test_one_workshop_that_cannot_be_read_keeps_no_other_from_being_done(house: House) -> None:
    broken, sound = held(house, "erase", "Wells"), held(house, "delete", "Rivers")
    chosen = workshops.update().where(workshops.c.id.in_([broken.id, sound.id])).values(keep_days=0)

    def damage(connection: sa.Connection) -> None:
        connection.execute(chosen)
        connection.execute(
            log.entries.update().where(
                log.entries.c.workshop == broken.id, log.entries.c.name == "note.added"
            ),
            {"data": "{"},
        )

    house.database.write(damage)
    unset = {name: None for name in os.environ if name.startswith("DIALOGUE_")}
    where = {"DIALOGUE_DATA_DIR": str(house.directory)}
    where["DIALOGUE_DATABASE_URL"] = database_setting(house.directory)
    ran = CliRunner().invoke(main, ["retain", "--do"], env=unset | where)
    assert ran.exit_code == 1
    assert "was not done" in ran.stderr and "1 of 2 could not be done" in ran.stderr
    assert "willows" not in ran.stderr
    assert [listed.title for listed in house.register.all()] == ["Wells"]
    again = CliRunner().invoke(main, ["retain", "--do", "--json"], env=unset | where)
    [row] = json.loads(again.stdout)
    assert (again.exit_code, row["title"], row["done"]) == (1, "Wells", False) and row["wrong"]


# ---- The search


def test_what_was_read_before_an_erasure_is_not_indexed_after_it(house: House) -> None:
    """Whoever indexes had folded the log, and was about to write when Ana asked to be forgotten."""
    live = held(house)
    live.erase(ana_of(live), words=False)
    seq, records = house.register.search._folded(live.id)
    live.erase(ana_of(live), words=True)
    assert not house.register.search._is_indexed(live.id, seq, records)
    assert house.register.search.find(terms_of("willows")) == []
    assert house.register.search.behind() == [live.id]
    answers = iter([(seq, records)])
    house.register.search.catch_up(lambda _: next(answers, None))
    assert house.register.search.behind() == []
    assert house.register.search.find(terms_of("willows")) == []
    assert house.register.search.find(terms_of("rivers")) != []


@pytest.mark.sqlite
def test_words_leave_the_file_after_the_commit_even_if_the_server_is_killed_between(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = held(house)
    with monkeypatch.context() as killed:
        killed.setattr(Database, "tidy", lambda _: None)
        live.erase(ana_of(live), words=True)
    assert b"willows" in contents(house.directory).lower(), "The erasure itself does not wait for it."
    house.register.search.catch_up()
    assert b"willows" not in contents(house.directory).lower()


@pytest.mark.sqlite
def test_the_index_is_written_anew_in_small_steps(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialogue.database.forgetting.PAGES_AT_ONCE", 1)
    live = held(house)
    for n in range(30):
        held(house, title=f"Wells {n}")
    live.erase(ana_of(live), words=True)
    house.register.search.catch_up()
    hits = house.register.search.find(terms_of("willows"))
    assert len(hits) == 30 and live.id not in {hit.workshop for hit in hits}


# ---- Whose words are whose

OWN = {"note.added", "note.edited", "note.translated", "park.added", "concern.raised"}
UNSIGNED = {"question.answered", "rule.responded"}
OF_THE_WORKSHOP = {
    *("workshop.created", "workshop.edited", "stage.added", "stage.edited", "board.added", "board.edited"),
    *("question.added", "note.hidden", "park.resolved", "vote.option_added"),
    *("rule.suggested", "rule.proposed", "rule.amended"),
    *("action.added", "action.edited", "action.closed", "concern.settled"),
}
WITHOUT_WORDS = {"stage", "role", "sector", "person", "kind", "order", "waiting", "first", "invited", "entry"}


def test_for_every_text_in_the_log_it_was_decided_whose_it_is() -> None:
    """A new event with words in it stands in one of these lists, and on the page of the people."""
    with_words = {
        name
        for name, kind in EVENTS.items()
        if any("str" in str(hint) and "dict" not in str(hint) for hint in kind.__annotations__.values())
        and not set(kind.__struct_fields__) <= WITHOUT_WORDS
    }
    clusters = {name for name in with_words if name.startswith("cluster.")}
    assert with_words - clusters == OWN | UNSIGNED | OF_THE_WORKSHOP
    assert {name for name, kind in EVENTS.items() if kind.words} == OWN


def test_the_people_are_counted_in_one_look_however_many_they_are(house: House) -> None:
    live = held(house, closes=False)
    looks: list[str] = []

    def noted(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        looks.append(statement)

    sa.event.listen(house.database.reader, "before_cursor_execute", noted)
    known = people_known(live)
    few = len(looks)
    for n in range(20):
        live.admit(live.state.all(Person)[1].role, "public", Name(f"Person {n}"))
    looks.clear()
    assert [each.words for each in people_known(live)] == [*(each.words for each in known), *[0] * 20]
    assert len(looks) == few
    assert sum(each.words for each in known) == 1


def test_nobody_waits_for_the_connection_of_whoever_reads_a_long_list(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "BREATH", 1)
    held(house), held(house, title="Wells")
    lent: list[int] = []
    pool = house.database.reader.pool
    shell = house.register.shell._replace(sleep=lambda _: lent.append(pool.checkedout()))  # type: ignore[attr-defined]
    monkeypatch.setattr(house.register, "shell", shell)
    assert len(house.register.in_short()) == 2
    assert lent == [0, 0]


def test_the_forms_are_named_where_one_asks_how_to_export() -> None:
    said = CliRunner().invoke(main, ["export", "--help"]).output
    assert all(name in said for name in FORMS)
