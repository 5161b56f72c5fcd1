"""The file from which a workshop is made: its title, its sectors, its run sheet. One that was held
gives its file back, so that the next can begin where it stopped.

Unknown keys and wrong types are refused with the path of the bad value, like
`$.stages[1].questions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta

from dialogue import log
from dialogue.activities import BY_NAME, decide, new_state
from dialogue.activities.ground_rules.records import Rule, Status
from dialogue.asking import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, Asks, is_long
from dialogue.keeping import Keep
from dialogue.kernel import (
    TITLE_LENGTH,
    Command,
    Person,
    Refused,
    Role,
    Settings,
    State,
    unturned,
    worded_or_empty,
)
from dialogue.workshop import AddStage, CreateWorkshop, Stage, the_workshop
from dialogue.workshop.door import Way
from dialogue.workshop.opening import MOST_LANGUAGES, Code

DEFAULT_SECTORS = ["Public", "Private", "Civil society", "Schools", "Communities", "Research"]
COMMON_KEYS = ("activity", "title", "instruction")


class Kept(Protocol):
    """What the register knows of a workshop and its log does not."""

    @property
    def entry(self) -> str: ...
    @property
    def asks(self) -> Asks: ...
    @property
    def kept(self) -> Keep: ...


class WorkshopFile(msgspec.Struct, forbid_unknown_fields=True):
    """`stages` are kept as they came; `of` in them counts stages from 0.

    `partnership` is the name of one, which is made where there is none. `languages`: the one its pages
    are in for whoever chose none, and a second one for the screen.
    """

    title: str
    purpose: str = ""
    entry: Way = "open"
    passphrase: Annotated[str, Meta(max_length=LONGEST_PASSPHRASE)] = ""
    asks: Asks = msgspec.field(default_factory=Asks)
    partnership: str = ""
    keep: Keep = msgspec.field(default_factory=Keep)
    sectors: list[str] = msgspec.field(default_factory=lambda: list(DEFAULT_SECTORS))
    languages: Annotated[list[Code], Meta(max_length=MOST_LANGUAGES)] = msgspec.field(default_factory=list)
    stages: list[dict[str, Any]] = msgspec.field(default_factory=list)


def read_workshop_file(data: Any) -> WorkshopFile:
    """Check a workshop file. Raises Refused naming the path of the first bad value."""
    try:
        file = msgspec.convert(data, WorkshopFile)
    except msgspec.ValidationError as error:
        raise wrong(str(error)) from None
    file.title = unturned(file.title)
    if not file.title.strip():
        raise wrong("Expected a title - at `$.title`")
    if file.entry == "passphrase" and not is_long(file.passphrase):
        raise wrong(f"Expected a passphrase of length >= {SHORTEST_PASSPHRASE} - at `$.passphrase`")
    if file.keep.people_days and file.keep.days:
        raise wrong("Expected people_days or days, not both - at `$.keep`")
    if len(file.partnership) > TITLE_LENGTH:
        raise wrong(f"Expected `str` of length <= {TITLE_LENGTH} - at `$.partnership`")
    file.partnership = named(file.partnership)
    for n, stage in enumerate(file.stages):
        check_stage(stage, n)
    return file


def named(partnership: str) -> str:
    """The name of a partnership as it is kept: who types a space too many means the same one."""
    return worded_or_empty(" ".join(partnership.split()), TITLE_LENGTH)


def history_of(file: WorkshopFile, now: float, identity: str = "") -> list[log.Written]:
    """The first entries of the workshop that a checked file describes."""
    state, history = new_state(), []
    state.identity = identity
    host = Person(seq=0, role=Role.FACILITATOR)
    for command in commands_of(file, state):
        for event in list(decide(state, command, host, now)):
            history.append(log.happen(state, event, None, now))
    return history


def commands_of(file: WorkshopFile, state: State) -> Iterator[Command]:
    """The commands that make the workshop; stage references become seqs on the way."""
    yield CreateWorkshop(file.title, file.purpose, file.sectors, file.languages, file.entry)
    seqs: list[int] = []
    for stage in file.stages:
        settings = {key: value for key, value in stage.items() if key not in COMMON_KEYS}
        if isinstance(settings.get("of"), int):
            settings["of"] = seqs[settings["of"]]
        seqs.append(state.next)
        yield AddStage(stage["activity"], stage.get("title", ""), stage.get("instruction", ""), settings)


def file_of(state: State, listed: Kept, partnership: str = "") -> dict[str, Any]:
    """The file from which a workshop like this one is made.

    It holds what its organiser wrote, and none of what people did: except that rules which were
    adopted are the rules to begin with, where there are some. A passphrase is not used twice.
    """
    workshop = the_workshop(state)
    keep = msgspec.structs.asdict(listed.kept)
    file = {
        "title": workshop.title,
        "purpose": workshop.purpose,
        "entry": listed.entry,
        "asks": asked_otherwise(listed.asks),
        "partnership": partnership,
        "languages": list(workshop.languages),
        "keep": {name: days for name, days in keep.items() if days},
    }
    stages = [state.find(Stage, number) for number in workshop.stages]
    places = {stage.seq: n for n, stage in enumerate(stages)}
    return {name: value for name, value in file.items() if value} | {
        "sectors": list(workshop.sectors),
        "stages": [stage_of(state, stage, places) for stage in stages],
    }


def asked_otherwise(asks: Asks) -> dict[str, str]:
    """What is asked at the door where it is not as usual."""
    usual = msgspec.to_builtins(Asks())
    return {name: asked for name, asked in msgspec.to_builtins(asks).items() if asked != usual[name]}


def stage_of(state: State, stage: Stage, places: Mapping[int, int]) -> dict[str, Any]:
    """A stage as a file describes it. Settings that are as they would be anyway are left out."""
    usual = msgspec.to_builtins(type(stage.settings)())
    settings = {
        name: value
        for name, value in msgspec.to_builtins(stage.settings).items()
        if value != usual[name] and name != "of"
    }
    if "of" in usual and places.get(stage.settings.of, len(places)) < places[stage.seq]:  # type: ignore[attr-defined]
        settings["of"] = places[stage.settings.of]  # type: ignore[attr-defined]
    if adopted := adopted_in(state, stage.seq):
        settings["rules"] = adopted
    said = {"title": stage.title, "instruction": stage.instruction}
    return {"activity": stage.activity, **{name: text for name, text in said.items() if text}, **settings}


def adopted_in(state: State, stage: int) -> list[str]:
    """The rules that people adopted in a stage. That a facilitator was accepted is no rule."""
    rules = [rule for rule in state.all(Rule) if rule.stage == stage and rule.accepts is None]
    return [rule.text for rule in rules if rule.status is Status.ADOPTED and not rule.removed]


def check_stage(stage: dict[str, Any], n: int) -> None:
    """Refuse a stage with an unknown activity, an unknown key or a value of the wrong type."""
    path = f"$.stages[{n}]"
    kind = stage.get("activity")
    module = BY_NAME.get(kind) if isinstance(kind, str) else None
    if module is None:
        raise wrong(f"Expected one of {', '.join(BY_NAME)} - at `{path}.activity`")
    for key in COMMON_KEYS:
        if not isinstance(stage.get(key, ""), str):
            raise wrong(f"Expected `str` - at `{path}.{key}`")
    settings = {key: value for key, value in stage.items() if key not in COMMON_KEYS}
    unknown = sorted(set(settings) - set(module.Settings.__struct_fields__))
    if unknown:
        raise wrong(f"Object contains unknown field `{unknown[0]}` - at `{path}`")
    check_settings(settings, module.Settings, path)
    of = settings.get("of")
    if of is not None and not 0 <= of < n:
        raise wrong(f"Expected the number of an earlier stage - at `{path}.of`")


def check_settings(settings: dict[str, Any], kind: type[Settings], path: str) -> None:
    try:
        msgspec.convert(settings, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        raise wrong(
            message.replace("`$", f"`{path}") if "`$" in message else f"{message} - at `{path}`"
        ) from None


def wrong(message: str) -> Refused:
    return Refused(
        "The workshop file cannot be used. Correct it, then try again. Technical detail: {message}",
        "wrong-file",
        message=message,
    )
