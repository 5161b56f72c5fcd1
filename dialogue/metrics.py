"""What is counted and measured, and read at `/metrics`. Never a word, a person or a code of a workshop.

Labels are names from the code, so their number is bounded. The locks in here belong to the
threads that serve; what runs in a real thread for `blocking` is measured from outside.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# When each was first counted is a line more for each, and nobody asks.
disable_created_metrics()  # type: ignore[no-untyped-call]

SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
LONG = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
NOT_DONE = ("not-saved", "failed")
"""Reasons that are the server's own fault."""

HEAPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)

connections = Gauge("dialogue_connections", "Connections that listen to a workshop.")
fallen_behind = Counter(
    "dialogue_connections_fallen_behind_total",
    "Connections that could not take their patches in time, and were told to ask for what they missed.",
)
workshops = Gauge("dialogue_workshops", "Workshops held in memory.")
opening_seconds = Histogram(
    "dialogue_opening_seconds",
    "Reading and folding the log of a workshop not in memory.",
    buckets=LONG,
)
commands = Counter(
    "dialogue_commands_total", "Commands, by what became of them.", labelnames=("name", "outcome")
)
command_seconds = Histogram(
    "dialogue_command_seconds", "From the arrival of a command to its answer.", buckets=SHORT
)
refusals = Counter("dialogue_refusals_total", "What was refused, by its reason.", labelnames=("reason",))
commit_seconds = Histogram(
    "dialogue_commit_seconds", "A transaction that writes, from waiting for it to its end.", buckets=SHORT
)
commit_commands = Histogram(
    "dialogue_commit_commands", "Commands that shared one commit of a workshop.", buckets=HEAPS
)
patch_bytes = Histogram("dialogue_patch_bytes", "The size of a patch, before compression.", buckets=SIZES)
lag_seconds = Histogram(
    "dialogue_lag_seconds",
    "From the commit of an entry to the moment its patch was handed to the sockets.",
    buckets=SHORT,
)
views = Counter("dialogue_views_total", "Views that were sent whole.")
view_bytes = Counter("dialogue_view_bytes_total", "Their bytes, as they were sent.")
responses = Counter(
    "dialogue_http_responses_total", "Answers over HTTP, by their status.", labelnames=("status",)
)

# Finding a child by its labels takes three times as long as counting in it.
command_count = cache(commands.labels)
refusal_count = cache(refusals.labels)
response_count = cache(responses.labels)

# There from the start, so that an alert sees the first one as an increase.
for reason in NOT_DONE:
    refusal_count(reason)


def value_of(gauge: Gauge) -> int:
    """What a gauge without labels shows."""
    return int(next(iter(gauge.collect())).samples[0].value)


def count_command(name: str, answer: dict[str, Any], seconds: float) -> None:
    """Count one command that was answered with `{seq}` or with `{refused, reason}`."""
    command_count(name, outcome_of(answer)).inc()
    command_seconds.observe(seconds)


def outcome_of(answer: dict[str, Any]) -> str:
    """`failed` is what the server could not do, `refused` what a rule did not allow."""
    if "seq" in answer:
        return "done"
    return "failed" if answer["reason"] in NOT_DONE else "refused"
