"""Looks: the colours a person chose come with the page, on every page, and are theirs alone."""

from __future__ import annotations

import pytest

from dialogue import App
from dialogue.looks import LOOKS
from tests.visits import Held


def test_a_page_follows_the_device_until_somebody_chooses(app: App) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    assert "data-theme" not in page
    assert 'data-look="device"' in page


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "device"])
def test_the_chosen_colours_are_there_before_anything_is_painted(app: App, look: str) -> None:
    ana = app.test_client()
    chosen = ana.get(f"/?look={look}&code=XYZ")
    assert chosen.status_code == 302
    assert chosen.headers["Location"] == "/?code=XYZ", "What else stood in the address stays."
    start = ana.get("/").get_data(as_text=True).split(">")[1]
    assert all(f'{name}="{value}"' in start for name, value in LOOKS[look].items())
    assert "data-theme" not in app.test_client().get("/").get_data(as_text=True)
    ana.get("/?look=device")
    assert "data-theme" not in ana.get("/").get_data(as_text=True)


def test_no_other_look_is_taken(app: App) -> None:
    ana = app.test_client()
    assert ana.get("/?look=pink").status_code == 200
    ana.set_cookie("look", 'pink" onload="x')
    assert "pink" not in ana.get("/").get_data(as_text=True)


def test_nobody_joins_in_the_colours_of_somebody_else(app: App) -> None:
    """The form to join is made once for all who ask for it in the same moment."""
    door = f"/join/{Held(app, {'title': 'Wells', 'stages': []}).code}"
    ana, ben = app.test_client(), app.test_client()
    ana.get("/?look=white-on-black")
    assert 'data-look="white-on-black"' in ana.get(door).get_data(as_text=True)
    assert 'data-look="device"' in ben.get(door).get_data(as_text=True)
