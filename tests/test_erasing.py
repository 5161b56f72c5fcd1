"""A person asks to be erased: the name goes, the words where they want it, and the chain holds (L6, L7)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogue import log
from dialogue.activities.board import Note
from dialogue.chain import digest_of, hash_of, time_of
from dialogue.database import entries, people
from dialogue.erasing import erase_people, people_known
from dialogue.exports.document import Level
from dialogue.exports.minutes import minutes_of
from dialogue.kernel import Audience, Eyes, Person, Refused
from dialogue.live import LiveWorkshop
from dialogue.mentions import named_elsewhere
from tests.house import House, first, people_of


@pytest.fixture
def held(house: House) -> LiveWorkshop:
    """Ana wrote, reworded and parked something; Ben wrote; Fay translated both notes, and closed."""
    live = house.workshop()
    fay, ana, ben = people_of(live)
    board = first(live, "board")
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    note = live.submit("note.add", {"board": board, "text": "quokkas carry umbrellas"}, None, ana)
    live.submit("note.edit", {"note": note, "text": "quokkas carry red umbrellas"}, None, ana)
    live.submit("park.add", {"text": "who pays for quokkas"}, None, ana)
    other = live.submit("note.add", {"board": board, "text": "zebras whistle"}, None, ben)
    for number, text in ((note, "les quokkas à parapluies rouges"), (other, "zebras na filimbi")):
        live.submit("note.translate", {"note": number, "language": "fr", "text": text}, None, fay)
    live.submit("stage.reveal", {"stage": first(live, "stage")}, None, fay)
    live.submit("workshop.close", {"anyway": True}, None, fay)
    return live


def ana_of(live: LiveWorkshop) -> int:
    return live.state.all(Person)[1].seq


def assert_chained(house: House, live: LiveWorkshop) -> int:
    """The chain verifies; how many entries have lost their data."""
    with house.database.reading() as connection:
        rows = list(connection.execute(sa.select(entries).order_by(entries.c.seq)))
    previous, erased = bytes(32), 0
    for row in rows:
        if row.salt is None:
            erased += 1
        else:
            assert digest_of(row.salt, row.data) == row.digest
        previous = hash_of(
            previous, live.state.identity, row.seq, time_of(row.at), row.by, row.name, row.digest
        )
        assert previous == row.hash
    return erased


def test_a_name_goes_and_nothing_else_l7(house: House, held: LiveWorkshop) -> None:
    ana = ana_of(held)
    assert held.state.names[ana].name
    held.erase(ana, words=False)
    assert ana not in held.state.names
    with house.database.reading() as connection:
        assert ana not in set(connection.execute(sa.select(people.c.person)).scalars())
    assert assert_chained(house, held) == 0
    minutes = minutes_of(held.state, Level.ORGANISER)
    assert minutes.erased == 1
    assert "quokkas carry red umbrellas" in {note.text for note in minutes.notes()}
    assert minutes.numbers.people == 2, "Whoever is erased was there all the same."


def test_words_go_where_their_writer_wants_it_and_the_chain_holds_l6(
    house: House, held: LiveWorkshop
) -> None:
    ana = ana_of(held)
    seal = held.state.find(Person, ana), held.record("workshop/1", Audience.SCREEN)["seal"]  # type: ignore[index]
    held.erase(ana, words=True)
    assert assert_chained(house, held) == 4, "The translation of her note is gone too."
    with house.database.reading() as connection:
        kept = connection.execute(sa.select(entries.c.data)).scalars().all()
    assert "zebras na filimbi" in "".join(kept) and "quokka" not in "".join(kept)
    for state in (held.state, log.load(house.database, held.id)):
        minutes = minutes_of(state, Level.FULL)
        [gone] = [note for note in minutes.notes() if note.erased]
        assert (gone.text, minutes.numbers.notes) == ("", 2)
        assert "quokka" not in repr([*state])
    assert held.record("workshop/1", Audience.SCREEN)["seal"] == seal[1], "The seal stays what it was."  # type: ignore[index]


def test_phones_are_told_that_words_went_v2(house: House, held: LiveWorkshop) -> None:
    eyes = Eyes(Audience.PARTICIPANT)
    held.attend(eyes.audience)
    held.tell()
    house.sent.clear()
    held.erase(ana_of(held), words=True)
    told = [patch["records"] for patch in house.patches(held.room(Audience.PARTICIPANT))]
    notes = {key: shown for records in told for key, shown in records.items() if key.startswith("note/")}
    assert [(shown["text"], shown["erased"]) for shown in notes.values() if shown] == [("", True)]


def test_nobody_is_erased_who_may_still_write(house: House) -> None:
    live = house.workshop()
    fay, ana, _ = people_of(live)
    with pytest.raises(Refused, match="Remove this person first"):
        live.erase(ana, words=True)
    live.submit("workshop.open", {}, None, fay)
    live.submit("person.remove", {"person": ana}, None, fay)
    live.erase(ana, words=True)
    assert ana not in live.state.names


def test_a_second_time_changes_nothing(house: House, held: LiveWorkshop) -> None:
    held.erase(ana_of(held), words=True)
    seq = held.seq
    held.erase(ana_of(held), words=True)
    assert held.seq == seq


def test_words_may_go_later_than_the_name(house: House, held: LiveWorkshop) -> None:
    held.erase(ana_of(held), words=False)
    held.erase(ana_of(held), words=True)
    assert assert_chained(house, held) == 4
    assert minutes_of(held.state).erased == 1


def test_a_translation_goes_with_the_note_and_not_with_whoever_made_it_l6(
    house: House, held: LiveWorkshop
) -> None:
    """The words are those of the note's author, in another language."""
    fay, ana, _ben = (person.seq for person in held.state.all(Person))
    held.erase(fay, words=True)
    assert assert_chained(house, held) == 0
    assert [list(note.translations) for note in held.state.all(Note)] == [["fr"], ["fr"]]
    held.erase(ana, words=True)
    assert [list(note.translations) for note in log.load(house.database, held.id).all(Note)] == [[], ["fr"]]


def test_a_name_in_a_translation_is_found_where_it_stands(house: House) -> None:
    live = house.workshop()
    fay, ana, ben = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    board, name = first(live, "board"), live.state.names[ana].name
    notes = [
        live.submit("note.add", {"board": board, "text": "zebras"}, None, person) for person in (ana, ben)
    ]
    for note in notes:
        live.submit("note.translate", {"note": note, "language": "sw", "text": f"{name}!"}, None, fay)
    assert named_elsewhere(live, ana) == [f"note-{notes[1]}"], "Her own note goes with her words."


def test_a_translation_that_comes_while_somebody_is_erased_goes_as_well(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = house.workshop()
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("stage.open", {"stage": first(live, "stage")}, None, fay)
    note = live.submit("note.add", {"board": first(live, "board"), "text": "quokkas"}, None, ana)
    live.submit("person.remove", {"person": ana}, None, fay)
    looked, words_of = [], log.words_of

    def look(*about: object) -> dict[int, str]:
        found = words_of(*about)  # type: ignore[arg-type]
        if not looked:
            looked.append(found)
            live.submit("note.translate", {"note": note, "language": "fr", "text": "les quokkas"}, None, fay)
        return found

    monkeypatch.setattr(log, "words_of", look)
    live.erase(ana, words=True)
    assert looked
    assert assert_chained(house, live) == 2


def test_a_server_hears_of_it_when_a_command_beside_it_erases(house: House, held: LiveWorkshop) -> None:
    ana = ana_of(held)
    beside = House(house.directory)
    beside.register.open(held.code).erase(ana, words=True)
    beside.close()
    assert ana in held.state.names
    held.hear()
    assert ana not in held.state.names
    assert [note.text for note in held.state.all(Note)] == ["", "zebras whistle"]


def test_all_names_can_go_at_once(house: House, held: LiveWorkshop) -> None:
    assert [known.words for known in people_known(held)] == [0, 4, 2]
    assert erase_people(held) == 3
    assert not held.state.names
    assert {(known.name, known.erased) for known in people_known(held)} == {("", True)}
    assert erase_people(held) == 0


# ---- Somebody asks for it themselves


def test_whoever_asks_for_it_themselves_leaves_with_it(house: House) -> None:
    """In one commit: they are out, their hand is down, and nothing that they send meanwhile stays."""
    live = house.workshop()
    fay, ana, ben = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("hand.raise", {}, None, ana)
    live.erase(ana, words=True, leaves=True)
    found = live.state.find(Person, ana)
    assert (found.is_here, found.left, found.erased) == (False, True, True)
    assert ana not in live.state.names and assert_chained(house, live) == 0
    assert not [
        shown for key, shown in live.view(Eyes(Audience.FACILITATOR))["records"].items() if "hand/" in key
    ]
    assert (live.room(ana), "left") in house.ended
    with pytest.raises(Refused, match="removed"):
        live.submit("park.add", {"text": "who pays"}, None, ana)
    assert live.state.find(Person, ben).is_here


def test_after_the_end_nobody_leaves_who_asks_for_it_themselves(house: House, held: LiveWorkshop) -> None:
    """They were there to its end, and the record says so."""
    ana = ana_of(held)
    held.erase(ana, words=False, leaves=True)
    found = held.state.find(Person, ana)
    assert (found.is_here, found.left, found.erased) == (True, False, True)


def test_somebody_who_was_let_in_again_has_not_left_any_more(house: House) -> None:
    live = house.workshop()
    fay, ana, _ = people_of(live)
    live.submit("workshop.open", {}, None, fay)
    live.submit("person.remove", {"person": ana}, None, fay)
    assert not live.state.find(Person, ana).left, "She was removed."
    live.submit("person.readmit", {"person": ana}, None, fay)
    live.erase(ana, words=False, leaves=True)
    with pytest.raises(Refused, match="erased"):
        live.submit("person.readmit", {"person": ana}, None, fay)
