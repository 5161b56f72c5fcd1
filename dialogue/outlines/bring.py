"""Bringing an outline along to a workshop that is there."""

from __future__ import annotations

from dialogue.activities import read
from dialogue.activities.board import NAME as BOARD
from dialogue.kernel import Refused, State
from dialogue.live import LiveWorkshop
from dialogue.outlines import read_outline
from dialogue.outlines.plan import Plan, seed_of
from dialogue.workshop import Stage, StageState, WorkshopState, the_workshop

ADDABLE = (StageState.DRAFT, StageState.OPEN, StageState.LOCKED)


def boards_of(state: State) -> list[tuple[int, Stage]]:
    """The boards to which questions can still be added, each with its place on the run sheet."""
    workshop = the_workshop(state)
    if workshop.state is WorkshopState.CLOSED:
        return []
    sheet = [state.find(Stage, seq) for seq in workshop.stages]
    return [
        (place, stage)
        for place, stage in enumerate(sheet, start=1)
        if stage.activity == BOARD and stage.state in ADDABLE
    ]


def bring(
    live: LiveWorkshop, content: bytes, name: str, step: int | None = None, id: str | None = None
) -> Plan:
    """Seed a board of a workshop with the outline in a file: the first board, or the one at a step of
    the run sheet. All of it comes, or nothing; what came. With an `id` it comes once, however often
    it is sent (L5).
    """
    live.hear()
    boards = dict(boards_of(live.state))
    if not boards:
        raise Refused(
            "No stage can take these questions. First add a stage of the kind “Question board”.", "no-board"
        )
    if step is not None and step not in boards:
        raise Refused(
            "Stage {step} cannot take questions. Choose a stage of the kind “Question board”.",
            "no-board",
            step=step,
        )
    plan = seed_of(read_outline(content, name))
    stage = boards[min(boards) if step is None else step]
    live.act(read("board.seed", plan.data(stage.seq)), id=id)
    return plan
