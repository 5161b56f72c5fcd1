"""Names beside the log: who holds them, and that they can be looked at while somebody joins."""

from __future__ import annotations

import pytest

from dialogue.kernel import Role
from dialogue.people import Name
from tests.house import House


def test_whoever_holds_a_connection_needs_no_second_one_for_the_names(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = house.workshop()
    ana = live.admit(Role.PARTICIPANT, "public", Name("Ana"))
    with house.database.reading() as connection:
        monkeypatch.setattr(house.database, "reading", None)
        assert house.people.read_again(live.id, ana, connection=connection)[ana].name == "Ana"
