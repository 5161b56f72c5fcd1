"""In front of every route: to whom it is open. One line says so, and is the check.

Behind it come the rules of one thing: which level of the record somebody may have, whose note this is.
A server that has a route without this line does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Flask, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from dialogue.callers import ACCOUNTS, Caller, Callers, No, Opening, no_to
from dialogue.holders import Holding
from dialogue.kernel import Refused
from dialogue.live import LiveWorkshop
from dialogue.log import unknown_code
from dialogue.pages.here import app, is_over, live_workshop, wants_json
from dialogue.pages.readers import reader_in
from dialogue.pages.signed import account, holding_of, to_sign_in
from dialogue.seats import ensure_seat, person_in, seat_in

Page = Callable[..., ResponseReturnValue]
Instead = Callable[[LiveWorkshop, No], ResponseReturnValue | None]

BY_ACCOUNT = {
    Holding.OWNER: Caller.OWNER,
    Holding.FACILITATOR: Caller.LEADER,
    Holding.OBSERVER: Caller.WATCHER,
}


def open_to(
    *callers: Caller,
    after_the_end: Iterable[Caller] = (),
    by_key: bool = False,
    strangers: No = No.NOT_JOINED,
    proof: Callable[[], bool] | None = None,
    instead: Instead | None = None,
) -> Callable[[Page], Page]:
    """Open a route to these callers, and to nobody else. See `Opening`.

    `proof`: does this request come from one of them, where no cookie says so? `instead`: what somebody in
    front of the door is shown where there is something kinder than a refusal, or nothing.
    """
    opening = Opening(frozenset(callers), frozenset(after_the_end), by_key, strangers)

    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(**values: Any) -> ResponseReturnValue:
            live = live_workshop(values["code"]) if opening.is_for_seats and "code" in values else None
            has_key = by_key and "key" in request.args
            if has_key or (proof is not None and proof()):
                return page(**values)
            no = no_to(opening, who_asks(opening, live, values.get("code")), ended(live))
            if no is None:
                return page(**values)
            kinder = instead(live, no) if instead and live and not wants_json() else None
            return turned_away(no, opening, live) if kinder is None else kinder

        guarded.opening = opening  # type: ignore[attr-defined]
        return guarded

    return guard


def who_asks(opening: Opening, live: LiveWorkshop | None, code: str | None) -> Callers:
    """All that somebody is who asks. Accounts are not looked up for what a seat opens."""
    seated = by_seat(live) if live else frozenset()
    if no_to(opening, seated, ended(live)) is None or not opening.named & ACCOUNTS:
        return seated
    return seated | by_account(code)


def ended(live: LiveWorkshop | None) -> bool:
    return live is not None and is_over(live)


def by_seat(live: LiveWorkshop) -> Callers:
    """What somebody is by the cookie of their browser. Whoever is outside reads by no other link either."""
    if seat := seat_in(session, live):
        return frozenset({Caller(seat.audience.value)})
    before = person_in(session, live)
    if before and not before.is_here:
        is_asked_out = Caller.TURNED_AWAY if before.turned_away else Caller.REMOVED
        return frozenset({Caller.WAITING if before.waiting else is_asked_out})
    found = {Caller.READER} if reader_in(live) is not None else set()
    return frozenset(found | {Caller.EXPIRED} if live.code in session.get("seats", {}) else found)


def by_account(code: str | None) -> Callers:
    """What somebody is by their account: to this server, and to the workshop with this code."""
    mine = account()
    if mine is None:
        return frozenset()
    found = {Caller.ACCOUNT, Caller.ADMIN} if mine.is_admin else {Caller.ACCOUNT}
    role = holding_of(app().register.find(code).id) if code else None
    return frozenset(found | {BY_ACCOUNT[role]} if role else found)


def turned_away(no: No, opening: Opening, live: LiveWorkshop | None) -> ResponseReturnValue:
    """The answer to somebody to whom a route is not open."""
    if no is No.SIGN_IN:
        return to_sign_in()
    if no is No.NO_SUCH_PAGE:
        abort(404)
    if no is No.UNKNOWN_CODE:
        raise unknown_code()
    if live is None:
        raise Refused("Only the owner of this workshop can do this. Ask the owner.", "not-allowed")
    if no is No.JOIN:
        return redirect(url_for("join.page", code=live.code))
    if no in (No.REMOVED, No.WAITING, No.TURNED_AWAY, No.NOT_JOINED):
        ensure_seat(session, live)
    if no is No.NOT_YET:
        raise Refused(
            "The minutes are not ready yet. You get them when the workshop is closed.", "not-allowed"
        )
    if opening.by_key:
        raise Refused("You need your own link to open this page. Open that link again.", "not-allowed")
    raise Refused("Your role in this workshop does not allow this. Ask a facilitator.", "not-allowed")


def openings(app: Flask) -> dict[str, Opening]:
    """To whom each route is open, by its method and its path. Stops where one does not say it."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            # Files that are the same for everybody.
            continue
        opening = getattr(app.view_functions[rule.endpoint], "opening", None)
        if opening is None:
            raise RuntimeError(f"Say with `open_to` to whom {rule.rule} is open.")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found[f"{method} {rule.rule}"] = opening
    return found
