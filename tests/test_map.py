"""The layout of the map: everything is on the page, and in one round every note is shown once.

The layout is JavaScript without a browser in it, so node runs it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

LAYOUT = Path(__file__).parents[1] / "static" / "map.js"
NODE = shutil.which("node")

# Walks through one whole round and says what each step shows.
ROUND = """
import { layout } from %(layout)s;
const measure = (text, size, isStrong) => text.length * size * (isStrong ? 0.56 : 0.5);
const { tree, width, height } = %(given)s;
const steps = [];
let open = { question: 0, cluster: null, from: 0 };
do {
  const { shapes, next } = layout(tree, { width, height, measure, open });
  steps.push(shapes);
  open = next;
} while ((open.question || open.cluster || open.from) && steps.length < 500);
console.log(JSON.stringify(steps));
"""

SIZES = [(1280, 640), (1920, 1000), (960, 540)]
TREES = {
    "the reference": (5, 7, 2),
    "not yet grouped": (5, 1, 16),
    "a thousand notes": (5, 8, 25),
    "a thousand, not grouped": (5, 1, 200),
    "one question": (1, 7, 10),
    "twenty questions": (20, 3, 5),
    "forty clusters": (3, 40, 3),
}


def tree_of(questions: int, clusters: int, notes: int) -> dict[str, Any]:
    """A tree whose notes begin with a number, and are between three and forty words long."""

    def note(q: int, c: int, n: int) -> dict[str, Any]:
        words = ["more", "trees", "along", "embankments"] * 10
        return {"text": " ".join([f"#{q}.{c}.{n}", *words[: 2 + (7 * n + c) % 38]]), "mark": 1 + n % 6}

    return {
        "theme": "Partnerships between organisations that do not work alike",
        "questions": [
            {
                "key": q,
                "text": "How do those who live here shape the work from its very beginning?",
                "clusters": [
                    {
                        "key": c,
                        "title": "" if clusters == 1 else "What people already do here",
                        "notes": [note(q, c, n) for n in range(notes)],
                    }
                    for c in range(clusters)
                ],
            }
            for q in range(questions)
        ],
    }


def steps_of(tree: dict[str, Any], width: int, height: int) -> list[list[dict[str, Any]]]:
    given = json.dumps({"tree": tree, "width": width, "height": height})
    script = ROUND % {"layout": json.dumps(LAYOUT.as_uri()), "given": given}
    assert NODE, "The map is laid out by Node: run `make setup`, which installs it where it is missing."
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=True,
    )
    steps: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return steps


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_one_round_shows_every_note_once_and_all_of_it_on_the_page(name: str, size: tuple[int, int]) -> None:
    questions, clusters, notes = TREES[name]
    width, height = size
    shown: list[str] = []
    for shapes in steps_of(tree_of(questions, clusters, notes), width, height):
        texts = [shape for shape in shapes if shape["kind"] == "text"]
        shown += [text["lines"][0].split()[0] for text in texts if text["role"] == "note"]
        for text in texts:
            assert text["y"] - text["size"] >= -2
            assert text["y"] + (len(text["lines"]) - 1) * text["leading"] <= height + 2
            assert 0 <= text["x"] <= width
    assert len(shown) == questions * clusters * notes
    assert len(set(shown)) == len(shown)
