"""The demo: a workshop in the middle of its dot vote, made from `story.toml`."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

from dialogue import log
from dialogue.demo.telling import Telling, stages_of
from dialogue.register import Listed
from dialogue.workbench import Workbench
from dialogue.workshop import WorkshopState, the_workshop
from dialogue.workshop_file import read_workshop_file

STORY = Path(__file__).parent / "story.toml"
MINUTES_AGO = 71


def links_of_demo(bench: Workbench, once: bool) -> dict[str, str]:
    """The links of the demo, with its `title`. It is made, unless `once` and it is there."""
    story = tomllib.loads(STORY.read_text())
    listed = (find_demo(bench, story["title"]) if once else None) or make_demo(bench, story)
    return bench.links(listed.code) | {"title": listed.title}


def find_demo(bench: Workbench, title: str) -> Listed | None:
    """The latest demo that is there in full."""
    for listed in bench.register.all():
        if listed.title == title:
            state = bench.source(listed.code).state
            if the_workshop(state).state is not WorkshopState.DRAFT:
                return listed
    return None


def make_demo(bench: Workbench, story: dict[str, Any]) -> Listed:
    """Make the workshop, then write all that has happened in it in one commit."""
    began = time.time() - MINUTES_AGO * 60
    file = read_workshop_file(
        {
            "title": story["title"],
            "purpose": story["purpose"],
            "sectors": story["sectors"],
            "stages": stages_of(story),
        }
    )
    listed = bench.register.create(file, now=began)
    known = log.load(bench.database, listed.id)
    telling = Telling(story, known, began, lambda name: bench.people.keeping(listed.id, name))
    log.append(bench.database, listed.id, telling.told())
    return listed
