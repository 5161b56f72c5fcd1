"""The style guide: every component and every text on one page, and only where somebody develops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue import App, create_app
from dialogue.config import BadSetting, read_settings
from dialogue.pages.styleguide import surfaces_in

POT = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

#: static/built/texts/phone/done.js templates/pages/plain.html
msgid "I am done"
msgstr ""

#: dialogue/activities/vote.py
msgid "{n} dot"
msgid_plural "{n} dots"
msgstr[0] ""
msgstr[1] ""
"""


@pytest.fixture
def development(tmp_path: Path) -> Iterator[App]:
    app = create_app(read_settings({"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_DEVELOPMENT": "1"}))
    yield app
    app.database.close()


@pytest.mark.parametrize("path", ["/styleguide", "/styleguide/words"])
def test_it_is_there_for_development_and_for_nobody_else(app: App, development: App, path: str) -> None:
    assert development.test_client().get(path).status_code == 200
    assert app.test_client().get(path).status_code == 404


def test_a_setting_that_is_neither_on_nor_off_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="DIALOGUE_DEVELOPMENT"):
        read_settings({"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_DEVELOPMENT": "perhaps"})


def test_a_text_stands_under_each_surface_that_says_it(tmp_path: Path) -> None:
    (tmp_path / "messages.pot").write_text(POT)
    found = surfaces_in(tmp_path / "messages.pot")
    assert {name: [words.one for words in texts] for name, texts in found.items()} == {
        "Phone": ["I am done"],
        "Plain pages": ["I am done"],
        "Refusals and names of activities": ["{n} dot"],
    }
    assert found["Refusals and names of activities"][0].many == "{n} dots"
