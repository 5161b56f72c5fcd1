"""What the form of a stage says to the server: also that something was emptied, or left to it.

Reading a form needs no page, so node does it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parents[1] / "static"
NODE = shutil.which("node")

READ = """
Object.assign(globalThis, { window: globalThis, addEventListener() {} });
globalThis.document = {
  documentElement: { lang: "en" },
  getElementById: () => null,
  createTreeWalker() {},
  createComment() {},
};
const { valueIn } = await import(%(fields)s);
const { activity } = await import(%(activities)s);
const { store } = await import(%(store)s);
const records = { "stage/3": { activity: "board" }, "stage/4": { activity: "clusters" } };
store.replace({ seq: 9, you: { role: "facilitator", person: 2 }, records });
const form = new FormData();
for (const [key, value] of Object.entries(%(typed)s)) form.set(key, value);
const said = activity(%(activity)s).fields.map((field) => [field.key, valueIn(field, form)]);
console.log(JSON.stringify(Object.fromEntries(said)));
"""

VOTE = {"target": "clusters", "of": "4", "dots": "5", "per_item": "1", "live": "on"}


def said(activity: str, **typed: str) -> dict[str, Any]:
    """What a form in which this stands sends as settings."""
    assert NODE, "The browser's part is run by Node: run `make setup`, which installs it where it is missing."
    values = {
        "fields": json.dumps((STATIC / "console" / "stage-fields.js").as_uri()),
        "activities": json.dumps((STATIC / "console" / "activities.js").as_uri()),
        "store": json.dumps((STATIC / "store.js").as_uri()),
        "typed": json.dumps(typed),
        "activity": json.dumps(activity),
    }
    command = [NODE, "--input-type=module", "-e", READ % values]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_a_form_says_what_was_filled_in() -> None:
    assert said("vote", **VOTE) == {"target": "clusters", "of": 4, "dots": 5, "per_item": 1, "live": True}


@pytest.mark.parametrize(
    ("typed", "null"),
    [
        ({"of": ""}, {"of"}),
        ({"dots": "", "per_item": " "}, {"dots", "per_item"}),
        # The clusters cannot be voted on note by note.
        ({"target": "notes"}, {"of"}),
    ],
)
def test_what_is_emptied_or_left_to_the_server_is_said_to_be_so(
    typed: dict[str, str], null: set[str]
) -> None:
    found = said("vote", **VOTE | typed)
    assert {key for key, value in found.items() if value is None} == null
