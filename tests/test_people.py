"""Names beside the log: who holds them, and that they can be looked at while somebody joins."""

from __future__ import annotations

import pytest

from dialogue.kernel import Role
from dialogue.people import Name, People
from tests.house import House


def test_whoever_holds_a_connection_needs_no_second_one_for_the_names(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = house.workshop()
    ana = live.admit(Role.PARTICIPANT, "public", Name("Ana"))
    with house.database.reading() as connection:
        monkeypatch.setattr(house.database, "reading", None)
        assert house.people.read_again(live.id, ana, connection=connection)[ana].name == "Ana"


def test_somebody_comes_back_while_others_join(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a commit is another thread's: the names change between any two looks at them."""
    live = house.workshop()
    ana, ben = (live.admit(Role.PARTICIPANT, "public", Name(name)) for name in ("Ana", "Ben"))
    code = house.people.rejoin_code("salt", ben)
    real = People.rejoin_code

    def slowly(people: People, salt: str, person: int) -> str:
        if person == ana:
            live.admit(Role.PARTICIPANT, "public", Name("Cleo"))
        return real(people, salt, person)

    monkeypatch.setattr(People, "rejoin_code", slowly)
    assert house.people.rejoining(live.id, "salt", code) == ben
    assert len(house.people.names(live.id)) == 3


def test_a_name_that_is_not_in_memory_is_changed_and_known_from_then_on(house: House) -> None:
    """One renaming must not fail a batch, for many people's notes may be in it."""
    live = house.workshop()
    ana = live.admit(Role.PARTICIPANT, "public", Name("Ana", "Trees", "en"))
    del house.people.names(live.id)[ana]
    live.rename(ana, "Anastasia")
    assert house.people.names(live.id)[ana] == Name("Anastasia", "Trees", "en")
