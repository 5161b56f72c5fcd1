"""A run sheet as a form: a row for each stage, in which it can be left out, moved and reworded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dialogue.kernel import Refused
from dialogue.pages.forms import number_of

LINES = {"board": "questions", "ground_rules": "rules"}
"""Which setting of an activity is a list of texts, one on each line of the form."""

LONGEST = 600


class Row(NamedTuple):
    """One stage as the form shows it. `n` is its place in the starter, `place` the one that is wanted.

    `instruction` is what people read there; `lines` is its list of texts, if it has one.
    """

    n: int
    activity: str
    title: str
    minutes: str
    place: str
    is_in: bool
    instruction: str
    lines: str | None


def rows_of(stages: list[dict[str, Any]]) -> list[Row]:
    """The rows before anybody changed them."""
    return [
        Row(
            n,
            stage["activity"],
            stage.get("title", ""),
            str(stage.get("minutes", 0) or ""),
            str(n + 1),
            True,
            stage.get("instruction", ""),
            "\n".join(stage.get(LINES[stage["activity"]], [])) if stage["activity"] in LINES else None,
        )
        for n, stage in enumerate(stages)
    ]


def rows_in(form: Mapping[str, str], stages: list[dict[str, Any]]) -> list[Row]:
    """The rows as somebody filled them in."""
    return [
        row._replace(
            title=form.get(f"title-{row.n}", row.title),
            minutes=form.get(f"minutes-{row.n}", row.minutes),
            place=form.get(f"place-{row.n}", row.place),
            is_in=f"in-{row.n}" in form,
            instruction=form.get(f"instruction-{row.n}", row.instruction).replace("\r\n", "\n"),
            lines=None if row.lines is None else form.get(f"lines-{row.n}", row.lines),
        )
        for row in rows_of(stages)
    ]


def stages_from(rows: list[Row], stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stages that were kept, in the order that was asked for."""
    kept = sorted(
        (row for row in rows if row.is_in), key=lambda row: (number_of(row.place, row.n + 1), row.n)
    )
    return [stage_from(row, stages[row.n]) for row in kept]


def stage_from(row: Row, stage: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {"title": row.title.strip(), "minutes": minutes_of(row)}
    changed["instruction"] = row.instruction.strip()
    if row.lines is not None:
        changed[LINES[row.activity]] = [line.strip() for line in row.lines.splitlines() if line.strip()]
    return stage | changed


def minutes_of(row: Row) -> int:
    minutes = number_of(row.minutes, -1) if row.minutes.strip() else 0
    if not 0 <= minutes <= LONGEST:
        raise Refused(
            "Write how many minutes “{title}” takes. Use a whole number, at most {longest}.",
            "wrong-minutes",
            title=row.title,
            longest=LONGEST,
        )
    return minutes
