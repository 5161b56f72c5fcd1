"""A choice in an address is taken up, and leads to the same page of this server."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from dialogue import App

SIGNS = ["%09/", "%0A/", "%0D%0A/", "%5C", "%2F", "%09%09//"]


@pytest.mark.parametrize("choice", ["language=en", "look=dark"])
@pytest.mark.parametrize("signs", SIGNS)
def test_no_choice_leads_to_another_server(app: App, choice: str, signs: str) -> None:
    """Signs that libraries and browsers drop from an address leave two slashes behind."""
    answer = app.test_client().get(f"/{signs}elsewhere.example/?{choice}")
    assert answer.status_code == 302
    there = answer.headers["Location"].replace("\\", "/").replace("\t", "")
    assert there.startswith("/")
    assert not urlsplit(there).netloc


@pytest.mark.parametrize("choice", ["language=en", "look=dark"])
def test_what_else_was_asked_for_stays(app: App, choice: str) -> None:
    answer = app.test_client().get(f"/join?code=K7%26B&{choice}&code=%D8%B3")
    assert answer.headers["Location"] == "/join?code=K7%26B&code=%D8%B3"
