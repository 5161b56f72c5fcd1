"""How long things took: from sending a command to every phone having what it led to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from dialogue.simulation.phone import Phone


class Sent(NamedTuple):
    """A command: when it was sent, when it was answered, and the seq it led to."""

    at: float
    answered: float
    seq: int


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that at least so many percent do not exceed; 0 of nothing."""
    order = sorted(values)
    if not order:
        return 0.0
    return order[max(0, -(-len(order) * percent // 100).__trunc__() - 1)]


def deliveries(sent: Iterable[Sent], phones: Iterable[Phone]) -> list[float]:
    """For each command, how many seconds until the last phone had it."""
    each = [(phone, [seq for seq, _ in phone.arrivals]) for phone in phones]
    took = []
    for command in sent:
        arrived = [at for phone, seqs in each if (at := arrival(phone, seqs, command.seq)) is not None]
        if len(arrived) == len(each):
            took.append(max(0.0, max(arrived) - command.at))
    return took


def arrival(phone: Phone, seqs: list[int], seq: int) -> float | None:
    place = bisect_left(seqs, seq)
    return phone.arrivals[place][1] if place < len(seqs) else None


def spread(seconds: list[float]) -> dict[str, float]:
    """Some percentiles in milliseconds."""
    return {
        "p50": round(percentile(seconds, 50) * 1000, 1),
        "p99": round(percentile(seconds, 99) * 1000, 1),
        "max": round(max(seconds, default=0.0) * 1000, 1),
    }
