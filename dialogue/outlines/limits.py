"""How much an outline may hold."""

from __future__ import annotations

from dialogue.exports.outline import Outline
from dialogue.kernel import Refused

LARGEST = 1_000_000
"""Bytes of a file."""
DEEPEST = 12
MOST = 5_000
"""Lines or nodes, in all."""


class Counter:
    """Counts what is read, and refuses to go on where it is too much."""

    def __init__(self) -> None:
        self.nodes = 0

    def one_more(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MOST:
            raise Refused(
                "There are too many lines. The limit is {most}. Use only a part of it.", "too-many", most=MOST
            )
        if depth > DEEPEST:
            raise Refused(
                "There are too many levels. The limit is {most}. Move the lowest levels up.",
                "too-deep",
                most=DEEPEST,
            )


def with_one_root(roots: list[Outline], title: str = "") -> Outline:
    """The tree: the one root itself where that is a theme, or a theme over all roots.

    Where everything hangs on one thing, and something beneath that has more beneath it, or it bears
    the title of the file, it is the theme of the map and not one of its questions.
    """
    if not roots:
        raise Refused("There is nothing in this file that can be used. Choose another file.", "empty")
    root = roots[0] if len(roots) == 1 else Outline("", "question")
    is_theme = root.kind == "theme" or (
        not root.kind
        and (root.text == title or any(child.children and not child.kind for child in root.children))
    )
    if is_theme:
        root.kind = "theme"
        return root
    return Outline(title, "theme", children=roots)
