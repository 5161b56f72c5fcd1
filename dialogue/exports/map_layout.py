"""Where everything lies on a map: the theme in the middle, questions on both sides, notes outermost.

Lengths are those of the picture. `side` is 1 right of the theme and -1 left of it, and `out` grows
from the theme outwards, so that both sides are laid out alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _

from dialogue.exports.document import ClusterNotes, Minutes, NoteLine, QuestionNotes
from dialogue.exports.lookups import words_of
from dialogue.exports.wrapping import width_of, wrapped

LEADING = 1.3
NOTE, CLUSTER, QUESTION, THEME, SMALLEST_THEME = 15.0, 16.0, 19.0, 22.0, 13.0
STRONG = 1.12
"""How much wider letters are that are set strong."""
TURNED = 0.68
"""How wide letters of Arabic and Hebrew are beside others; their notes lie close to their mark."""
MARK = 32.0
"""Room before a note for where it comes from."""
INDENT = 26.0
WIDTHS = {"theme": 230.0, "question": 230.0, "cluster": 180.0, "note": 400.0}
BEND = 56.0
"""Room for the lines between two columns."""
APART, CLUSTERS_APART, QUESTIONS_APART = 9.0, 14.0, 40.0


class Text(NamedTuple):
    """Words on lines, from the top of their block. `about` is the note they are, if any."""

    role: str
    side: int
    out: float
    top: float
    size: float
    lines: list[str]
    words: str
    about: NoteLine | None = None

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def width(self) -> float:
        share = 1.0 if self.role == "note" else STRONG
        return max(narrowed(line, self.size) for line in self.lines) * share


class Branch(NamedTuple):
    """A line from one place to the next one further out."""

    side: int
    begin: tuple[float, float]
    end: tuple[float, float]
    role: str


class Layout(NamedTuple):
    """All of a map; `height` is from 0 down, `reach` how far it goes to either side of the middle."""

    texts: list[Text]
    branches: list[Branch]
    height: float
    reach: dict[int, float]


def layout_of(minutes: Minutes, is_mirrored: bool = False) -> Layout:
    """The map of the minutes: as much on the side where reading begins as on the other."""
    questions = [question for board in minutes.boards for question in board.questions]
    grown = [Growing(question) for question in questions]
    first, other = (-1, 1) if is_mirrored else (1, -1)
    near, far = halves(grown)
    height = max(height_of(near), height_of(far), 200.0)
    texts = [theme_of(minutes.title, height)]
    branches: list[Branch] = []
    for side, grownups in ((first, near), (other, far)):
        top = (height - height_of(grownups)) / 2
        for each in grownups:
            own, lines = each.placed(side, top)
            start = (WIDTHS["theme"] / 2, height / 2)
            branches += [Branch(side, start, (own[0].out - 8, own[0].middle), "stem"), *lines]
            texts += own
            top += each.height + QUESTIONS_APART
    reach = {side: reach_of(texts, side) for side in (-1, 1)}
    return Layout(texts, branches, height, reach)


def theme_of(title: str, height: float) -> Text:
    """The theme in the middle, as large as lets its longest word stay in one piece."""
    room = (WIDTHS["theme"] - 28) / STRONG
    longest = max(width_of(word, THEME) for word in title.split())
    size = max(min(THEME, THEME * room / longest), SMALLEST_THEME)
    lines = lines_of(title, room, size)
    return Text("theme", 0, 0, (height - len(lines) * size * LEADING) / 2, size, lines, title)


def halves(grown: list[Growing]) -> tuple[list[Growing], list[Growing]]:
    """Questions in their order, cut where both parts are most alike in height."""

    def higher(cut: int) -> float:
        return max(height_of(grown[:cut]), height_of(grown[cut:]))

    cut = min(range(len(grown) + 1), key=higher) if grown else 0
    cut = max(cut, len(grown) - cut) if len(grown) == 1 else cut
    return grown[:cut], grown[cut:]


def height_of(grown: list[Growing]) -> float:
    return sum(each.height for each in grown) + QUESTIONS_APART * max(len(grown) - 1, 0)


def reach_of(texts: list[Text], side: int) -> float:
    """How far out the words of a side go, and the theme at least."""
    return max([WIDTHS["theme"] / 2, *(text.out + text.width for text in texts if text.side == side)])


class Growing:
    """A question with what hangs on it, before its place is known."""

    def __init__(self, question: QuestionNotes) -> None:
        self.question = question
        self.lines = lines_of(question.question, WIDTHS["question"] / STRONG, QUESTION)
        self.groups = [Group(each) for each in groups_of(question)]
        gaps = CLUSTERS_APART * max(len(self.groups) - 1, 0)
        self.beside = sum(group.height for group in self.groups) + gaps
        self.height = max(len(self.lines) * QUESTION * LEADING, self.beside)

    def placed(self, side: int, top: float) -> tuple[list[Text], list[Branch]]:
        """Its words and lines, where its block begins at `top`; the question itself comes first."""
        out = WIDTHS["theme"] / 2 + BEND
        own = len(self.lines) * QUESTION * LEADING
        begin = top + (self.height - own) / 2
        words = self.question.question
        texts = [Text("question", side, out, begin, QUESTION, self.lines, words)]
        branches: list[Branch] = []
        start = (out + texts[0].width + 8, texts[0].middle)
        at = top + (self.height - self.beside) / 2
        for group in self.groups:
            grown, lines = group.placed(side, out + WIDTHS["question"] + BEND, at, start)
            texts += grown
            branches += lines
            at += group.height + CLUSTERS_APART
        return texts, branches


class Group:
    """The notes of one cluster under one question, or with an empty title those of none."""

    def __init__(self, cluster: ClusterNotes) -> None:
        self.title = cluster.title
        self.is_named = bool(cluster.cluster)
        self.lines = lines_of(cluster.title, WIDTHS["cluster"] / STRONG, CLUSTER) if cluster.title else []
        self.notes = [(note, depth, note_lines(note, depth)) for note, depth in each_of(cluster.notes)]
        beside = sum(len(lines) * NOTE * LEADING + APART for _note, _depth, lines in self.notes) - APART
        self.beside = max(beside, 0.0)
        self.height = max(self.beside, len(self.lines) * CLUSTER * LEADING)

    def placed(
        self, side: int, out: float, top: float, start: tuple[float, float]
    ) -> tuple[list[Text], list[Branch]]:
        texts: list[Text] = []
        branches: list[Branch] = []
        if self.lines:
            begin = top + (self.height - len(self.lines) * CLUSTER * LEADING) / 2
            role = "cluster" if self.is_named else "ungrouped"
            title = Text(role, side, out, begin, CLUSTER, self.lines, self.title)
            texts.append(title)
            branches.append(Branch(side, start, (out - 8, title.middle), "branch"))
            start = (out + title.width + 8, title.middle)
            out += WIDTHS["cluster"] + BEND
        at = top + (self.height - self.beside) / 2
        for note, depth, lines in self.notes:
            text = Text("note", side, out + MARK + depth * INDENT, at, NOTE, lines, note.text, note)
            texts.append(text)
            if not depth:
                branches.append(Branch(side, start, (out - 4, at + NOTE * LEADING / 2), "twig"))
            at += text.height + APART
        return texts, branches


def groups_of(question: QuestionNotes) -> list[ClusterNotes]:
    """The clusters of a question, and last what lies in none; without clusters that has no title."""
    loose = [ClusterNotes(0, _("Not grouped") if question.clusters else "", question.ungrouped)]
    return question.clusters + (loose if question.ungrouped else [])


def each_of(notes: list[NoteLine]) -> Iterator[tuple[NoteLine, int]]:
    for note in notes:
        yield note, 0
        for built in note.built:
            yield built, 1


def note_lines(note: NoteLine, depth: int) -> list[str]:
    return lines_of(words_of(note), WIDTHS["note"] - depth * INDENT, NOTE)


def narrowed(line: str, size: float) -> float:
    """About how wide a line is."""
    turned = sum(unicodedata.bidirectional(letter) in ("R", "AL") for letter in line)
    return width_of(line, size) * (TURNED if turned > len(line) / 2 else 1.0)


def lines_of(text: str, width: float, size: float) -> list[str]:
    """The whole text on as many lines as it takes; its own line breaks stay."""
    return [line for part in text.split("\n") for line in wrapped(part, width, size, len(text) + 1)]
