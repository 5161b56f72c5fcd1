"""What sockets and pages share: reading a call, answering it, and saying no in a person's language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Annotated, Any, TypeVar

import msgspec
from flask import request
from flask_babel import format_decimal, gettext, ngettext
from msgspec import Meta

from dialogue import limits, metrics
from dialogue.activities import COMMANDS as KNOWN
from dialogue.database import Unavailable, saving
from dialogue.guesses import Everybody
from dialogue.kernel import Audience, Person, Refused, unreadable
from dialogue.languages import prefer
from dialogue.limits import Pace, address_of
from dialogue.live import LiveWorkshop
from dialogue.logs import logger
from dialogue.seats import Seat
from dialogue.stopping import staying
from dialogue.workshop import the_workshop

T = TypeVar("T")
Speaking = Callable[[], AbstractContextManager[object]]


# Per person, never per address: thirty phones behind one router must work (P3).
COMMANDS = Pace(100, seconds=10)

# Each answer may be the whole workshop, whether it is asked for over a connection or over HTTP.
CATCHING_UP = Pace(100, seconds=10)

# Who only looks is nobody, so over HTTP their address counts: in light mode a hall of a thousand observers.
LOOKING_ON = Pace(1_500, seconds=10)

# Only for those who are nobody yet, and more of them than any hall holds come within a minute.
JOINING = Pace(1_200, seconds=60)

# Nobody is a person yet who tries codes, so only the wrong ones of an address count.
WRONG_CODES = Pace(60, seconds=60)

# From however many addresses somebody tries, all of them together get no further than this.
EVERYBODY = Everybody(300, seconds=60)


class Call(msgspec.Struct, forbid_unknown_fields=True):
    """A command as it arrives. The id is the client's, the same when it is sent again."""

    name: Annotated[str, Meta(max_length=40)]
    data: dict[str, Any] = msgspec.field(default_factory=dict)
    id: Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[\w.:-]+$")] | None = None


def read_as(kind: type[T], payload: Any) -> T:
    """What was sent, checked. Refuses it with what is wrong and where."""
    try:
        return msgspec.convert(payload, kind)
    except msgspec.ValidationError as error:
        raise unreadable(error) from None


def answer(live: LiveWorkshop, seat: Seat, payload: Any, speaking: Speaking = nullcontext) -> dict[str, Any]:
    """Do one call: `{seq}` when it is on the disk, `{refused, reason}` when not."""

    def do() -> dict[str, Any]:
        with staying.while_doing():
            call = read_as(Call, payload)
            return {"seq": live.submit(call.name, call.data, call.id, ensure_may_send(live, seat))}

    began = time.perf_counter()
    answered = politely(do, speaking)
    name = known_name(payload)
    metrics.count_command(name, answered, time.perf_counter() - began)
    if "reason" in answered:
        logger.debug("a refusal", code=live.code, command=name, reason=answered["reason"])
    return answered


def known_name(payload: Any) -> str:
    """The name of a command as it may be counted: what anybody may write here is `unknown`."""
    name = payload.get("name") if isinstance(payload, dict) else None
    return name if isinstance(name, str) and name in KNOWN else "unknown"


def ensure_may_send(live: LiveWorkshop, seat: Seat) -> int:
    """Who sends. Refuses those who only look, and whoever is too fast."""
    if seat.person is None or seat.audience not in (Audience.FACILITATOR, Audience.PARTICIPANT):
        raise Refused("Your role in this workshop does not allow this. Ask a facilitator.", "not-allowed")
    if not COMMANDS.allows(live.code, seat.person):
        raise too_fast()
    spare = limits.TO_END_IT if seat.audience is Audience.FACILITATOR else 0
    if live.seq >= limits.MOST_ENTRIES + spare:
        raise Refused("This workshop holds as much as it can. Nothing more can be added to it.", "full")
    return seat.person


def ensure_may_catch_up(live: LiveWorkshop, seat: Seat, line: str = "") -> None:
    """Refuse who asks too often for what they missed, or for all of it.

    Who is nobody is counted as the line they are on, and where they ask over HTTP as their address.
    """
    if seat.person is not None or line:
        may = CATCHING_UP.allows(live.code, line if seat.person is None else seat.person)
    else:
        address = address_of(request)
        may = limits.is_this_machine(address) or LOOKING_ON.allows(live.code, address)
    if not may:
        raise too_fast()


def too_fast() -> Refused:
    return Refused("You sent too many things too fast. Wait a few seconds.", "slow-down")


def ensure_room(live: LiveWorkshop) -> None:
    """Refuse a newcomer to a workshop that holds all it can, and who sends newcomers without end (P3)."""
    if len(live.state.all(Person)) >= limits.MOST_PEOPLE:
        raise Refused("This workshop is full. Speak to a facilitator.", "full")
    address = address_of(request)
    if not limits.is_this_machine(address) and not JOINING.allows(address):
        raise Refused(
            "Too many people joined from your network at once. Wait one minute, then try again.", "slow-down"
        )


@contextmanager
def guessing(*what: object, account: int | None = None) -> Iterator[None]:
    """Around what refuses a wrong secret: whoever tries one after the other is slowed down.

    Whoever is signed in is counted as that account, so nobody at the same address keeps them out.
    """
    address = address_of(request) if account is None else f"account {account}"
    who = (address, *what)

    def ensure_may_try() -> None:
        if WRONG_CODES.is_over(*who) or EVERYBODY.keeps_out(address):
            raise Refused("Too many wrong codes were entered. Wait one minute, then try again.", "slow-down")

    ensure_may_try()
    try:
        yield
    except Refused:
        # Many tries may have come at once, and looked while none was counted: they learn nothing either.
        ensure_may_try()
        WRONG_CODES.count(*who)
        EVERYBODY.was_wrong(address)
        raise
    ensure_may_try()


def politely(do: Callable[[], dict[str, Any]], speaking: Speaking = nullcontext) -> dict[str, Any]:
    """What `do` returns, or its refusal as a sentence. Never a traceback.

    `speaking` is entered for a sentence only: it knows the language of who asked.
    """
    try:
        return do()
    except Refused as refused:
        with speaking():
            return no(sentence_of(refused), refused.reason)
    except Unavailable as error:
        saving.failed(error)
        with speaking():
            return no(gettext("The server cannot save at the moment. Nothing was changed."), "not-saved")
    except Exception:
        logger.exception("a command failed")
        with speaking():
            return no(gettext("The server made a mistake. The mistake was recorded."), "failed")


@contextmanager
def speaking_as(
    entering: Callable[[dict[str, Any]], AbstractContextManager[Any]],
    live: LiveWorkshop,
    environ: dict[str, Any],
) -> Iterator[None]:
    """Around a sentence to whoever came with this handshake: it is in the language of their page."""
    with entering(environ):
        prefer(the_workshop(live.state).languages)
        yield


def no(sentence: str, reason: str) -> dict[str, Any]:
    """A refusal as scripts get it, counted."""
    metrics.refusal_count(reason).inc()
    return {"refused": sentence, "reason": reason}


def sentence_of(refused: Refused) -> str:
    """A refusal in the language of the person who asked."""
    values = {key: said_in_page(value) for key, value in refused.values.items()}
    n = refused.values.get("n")
    if refused.many and isinstance(n, int):
        # The sentence has `{n}` and no `%`, which is what flask_babel fills in.
        return ngettext(refused.sentence, refused.many, n).format(**values)
    return gettext(refused.sentence).format(**values)


def said_in_page(value: object) -> object:
    """A number as it is written in the reader's language; anything else as it is."""
    return format_decimal(value) if type(value) is int else value
