"""The fields of a form that say how people get in, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

import msgspec

from dialogue.asking import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, Asked, Asks, is_long
from dialogue.kernel import Refused, worded
from dialogue.pages.forms import Wrong, belongs_to
from dialogue.workshop.door import Way

WAYS = get_args(Way)
ASKED = get_args(Asked)
ASKS = tuple(Asks.__struct_fields__)


class Ways(NamedTuple):
    entry: Way
    passphrase: str
    asks: Asks


def ways_from(form: Mapping[str, str], kept: str = "") -> Ways:
    """What a form says. An empty passphrase means the one that is `kept`. Raises Wrong with the field."""
    typed = form.get("passphrase", "").strip()
    entry = form.get("entry") or ("passphrase" if typed else "open")
    if entry not in WAYS:
        raise Wrong("entry", Refused("Choose how people get in.", "unknown-way"))
    if typed and entry != "passphrase":
        raise Wrong(
            "passphrase",
            Refused(
                "You wrote a passphrase. Choose “With a passphrase” as well, or empty this field.",
                "not-a-passphrase",
            ),
        )
    given = belongs_to("passphrase", ensure_long, typed or kept) if entry == "passphrase" else ""
    asked = {name: form.get(f"ask_{name}", getattr(Asks(), name)) for name in ASKS}
    for name, value in asked.items():
        if value not in ASKED:
            raise Wrong(f"ask_{name}", Refused("Choose one of the answers.", "unknown-answer"))
    return Ways(entry, given, msgspec.convert(asked, Asks))


def ensure_long(passphrase: str) -> str:
    if not is_long(passphrase):
        raise Refused(
            "A passphrase needs {least} characters or more. Three words are good.",
            "too-short",
            least=SHORTEST_PASSPHRASE,
        )
    return worded(passphrase, LONGEST_PASSPHRASE)


def fields_of(entry: str, asks: Any) -> dict[str, str]:
    """The fields as they are filled in. A passphrase is shown to nobody again."""
    return {"entry": entry} | {f"ask_{name}": getattr(asks, name) for name in ASKS}
