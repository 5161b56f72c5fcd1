"""Times in words, in the language of the reader and the time zone of the server."""

from __future__ import annotations

from datetime import date, datetime

from babel import dates
from flask_babel import get_locale
from flask_babel import gettext as _


def locale() -> str:
    return str(get_locale() or "en")


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()


def day(at: float) -> str:
    return dates.format_date(moment(at).date(), "full", locale=locale())


def short_day(at: float) -> str:
    return dates.format_date(moment(at).date(), "medium", locale=locale())


def clock(at: float) -> str:
    return dates.format_time(moment(at), "HH:mm", locale=locale())


def zone(at: float) -> str:
    """The time zone, so that nobody who was elsewhere has to guess."""
    return moment(at).tzname() or ""


def due_day(text: str) -> str:
    """A day such as 2026-12-01 in words."""
    return dates.format_date(date.fromisoformat(text), "long", locale=locale())


def span(began: float | None, ended: float | None) -> str:
    """From when to when, with the day once where it is the same."""
    if began is None:
        return _("not opened yet")
    if ended is None:
        return _("%(day)s, from %(time)s (%(zone)s)", day=day(began), time=clock(began), zone=zone(began))
    if day(began) != day(ended):
        return _(
            "%(day)s, %(time)s, to %(last_day)s, %(last_time)s (%(zone)s)",
            day=day(began),
            time=clock(began),
            last_day=day(ended),
            last_time=clock(ended),
            zone=zone(ended),
        )
    return _(
        "%(day)s, %(time)s to %(last_time)s (%(zone)s)",
        day=day(began),
        time=clock(began),
        last_time=clock(ended),
        zone=zone(ended),
    )
