"""A workshop in which two people mean harm: Mallory, who plans and facilitates it, and Ana, who takes part.

Every field of every command that takes words gets all of them; which that were is told, so that a test
can see whether a command was forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.hostile.words import HOSTILE, fitting

Do = Callable[[str, str, dict[str, Any]], int]
"""Who (`fay` or `ana`), the name of a command, its data; the seq it led to."""
Records = Callable[[str], dict[int, dict[str, Any]]]
"""What Fay sees of a kind."""

SECTORS = ["<b onclick=owned()>vandal</b>", "=1+1 vandal", "\u202evandal rotces", "plain"]
NAME = "<img src=x onerror=owned('name')> vandal \u202e"
ORGANISATION = "=cmd|' /C calc'!A0 \"vandal\" \u2067"
TITLE = "\u202evandal\"><script>owned('title')</script>\r\nX-Owned: 1; filename=\"../../x.exe"

PLAN: dict[str, Any] = {
    "title": TITLE,
    "purpose": " | ".join(HOSTILE)[:1_900],
    "partnership": "=HYPERLINK(\"vandal\") <script>owned('partnership')</script> \u202e",
    "sectors": SECTORS,
    "stages": [
        {
            "activity": "board",
            "title": TITLE,
            "instruction": "\n\n".join(HOSTILE)[:1_900],
            "questions": fitting(160)[:18],
            "visibility": "all",
            "identity": "named",
        },
        {"activity": "ground_rules", "title": TITLE, "rules": fitting(160)[:18], "identity": "named"},
        {"activity": "clusters", "title": TITLE, "of": 0},
        {"activity": "vote", "title": TITLE, "target": "notes", "of": 0, "dots": 9, "per_item": 9},
        {
            "activity": "check_in",
            "title": TITLE,
            "questions": [
                {"text": HOSTILE[0], "form": "choice", "choices": fitting(60)[:4]},
                {"text": HOSTILE[1], "form": "scale", "low": HOSTILE[2][:40], "high": HOSTILE[0][:40]},
                {"text": HOSTILE[7], "form": "text"},
                {"text": HOSTILE[10], "form": "word"},
            ],
        },
        {"activity": "actions", "title": TITLE, "open_to": "everyone"},
        {"activity": "parking_lot", "title": TITLE},
    ],
}


class Vandals:
    """What they do, by commands; `tried` are the commands and the fields with words that they used."""

    def __init__(self, do: Do, records: Records) -> None:
        self._do, self.records = do, records
        self.tried: set[tuple[str, str]] = set()

    def do(self, who: str, name: str, **data: Any) -> int:
        self.tried |= {(name, field) for field, value in data.items() if has_words(value)}
        return self._do(who, name, data)

    def stages(self) -> list[int]:
        found: list[int] = self.records("workshop")[1]["stages"]
        return found

    def begin(self) -> None:
        """All stages are open, but the vote."""
        self.do("fay", "workshop.open")
        board, rules, sorting, _, arriving, actions, parking = self.stages()
        for stage in (board, rules, sorting, arriving, actions, parking):
            self.do("fay", "stage.open", stage=stage)

    def write(self) -> None:
        """Everything that somebody can write, in every place."""
        board, rules, sorting, vote, arriving, _, _ = self.stages()
        [question, *_] = sorted(self.records("board"))
        notes = [self.do("ana", "note.add", board=question, text=text, language="en") for text in HOSTILE]
        for note, text in zip(notes, HOSTILE, strict=True):
            self.do("fay", "note.translate", note=note, language="fr", text=text)
        self.do("ana", "note.edit", note=notes[0], text=HOSTILE[1], language="sw")
        for note, text in zip(notes[-3:], HOSTILE, strict=False):
            self.do("fay", "note.hide", note=note, reason=text)
        lanes = [self.do("fay", "cluster.add", stage=sorting, title=text) for text in fitting(60)]
        self.do("fay", "cluster.rename", cluster=lanes[0], title=HOSTILE[0])
        self.do("fay", "note.move", notes=notes[:4], cluster=lanes[0])
        self.rules(rules)
        self.answers(arriving)
        for text in HOSTILE:
            self.do("ana", "action.add", text=text, due="2027-01-01")
            self.do("fay", "park.add", text=text)
        self.settle()
        self.do("fay", "stage.open", stage=vote)
        self.do("ana", "vote.cast", stage=vote, target=notes[1], points=2)
        self.change(board, question)

    def rules(self, stage: int) -> None:
        first, second, *_ = sorted(self.records("rule"))
        proposed = [self.do("ana", "rule.propose", stage=stage, text=text) for text in fitting(160)[-3:]]
        self.do("ana", "rule.amend", rule=proposed[0], text=HOSTILE[3])
        self.do("ana", "rule.respond", rule=first, response="object", reason=HOSTILE[0])
        self.do("ana", "rule.respond", rule=second, response="object", reason=HOSTILE[11])
        self.do("ana", "rule.respond", rule=proposed[1], response="agree")
        self.do("fay", "rule.adopt", rule=proposed[1])
        for text in HOSTILE[:4]:
            concern = self.do("ana", "concern.raise", text=text)
            self.do("fay", "concern.settle", concern=concern, outcome=text)

    def answers(self, stage: int) -> None:
        """To the questions that there are, and to two more."""
        low, high, choices = HOSTILE[0][:40], HOSTILE[1][:40], fitting(60)[:3]
        self.do("fay", "question.add", stage=stage, text=HOSTILE[4], form="choice", choices=choices)
        self.do("fay", "question.add", stage=stage, text=HOSTILE[5], form="scale", low=low, high=high)
        for seq, asked in self.records("question").items():
            if asked["form"] in ("text", "word"):
                self.do("ana", "question.answer", stage=stage, question=seq, answer=HOSTILE[0][:24])
            elif asked["form"] in ("choice", "scale"):
                self.do("ana", "question.answer", stage=stage, question=seq, answer=1)

    def settle(self) -> None:
        """The outcomes of actions and of what was parked."""
        action, other, *_ = sorted(self.records("action"))
        self.do("fay", "action.close", action=action, outcome=HOSTILE[1])
        self.do("fay", "action.edit", action=other, text=HOSTILE[2], due="2027-02-01")
        for seq, text in zip(sorted(self.records("parked"))[:-2], HOSTILE, strict=False):
            self.do("fay", "park.resolve", item=seq, outcome=text)

    def change(self, stage: int, question: int) -> None:
        """What can be said again later."""
        self.do("fay", "workshop.edit", title=TITLE, purpose=PLAN["purpose"])
        self.do("fay", "stage.edit", stage=stage, title=TITLE, instruction=PLAN["stages"][0]["instruction"])
        self.do("fay", "stage.add", activity="board", title=TITLE, instruction=HOSTILE[0])
        self.do("fay", "board.edit", board=question, question=HOSTILE[0])
        self.do("fay", "board.add", stage=stage, question=HOSTILE[1])

    def end(self) -> None:
        for stage in self.stages():
            if self.records("stage")[stage]["state"] in ("open", "locked"):
                self.do("fay", "stage.reveal", stage=stage)
        self.do("fay", "workshop.close", anyway=True)


def has_words(value: Any) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, Iterable) and not isinstance(value, dict) and any(map(has_words, value))
