"""A hundred thousand frames and requests that nobody would mean, and what they did to a server: nothing.

Each round has a workshop of its own. Four processes send at the same time: packets on WebSockets, frames
that are none, requests of our own and requests of schemathesis, in the name of everybody there is. All
the while somebody posts in another workshop, and somebody else follows the one that is tried. Then Fay
closes it and reads the minutes. The same seed sends the same; what goes wrong is printed with what was
sent, ready to be pasted into tests/test_fuzz.py.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.rows import Row, number
from bench.servers import CORES, Dialogue, memory_of
from dialogue.register import Register
from tests.fuzzing.runs import Tally
from tests.fuzzing.sent import NEEDS, Place, place_on
from tests.server import ROOT, UNUSED, Browser, Server, Wire, Workshop

HEADINGS = ("Fuzzing", "sent", "slowest", "connections lost", "faults")

MIX = {"packets": 5_600, "frames": 1_200, "requests": 2_200, "requests by schemathesis": 1_000}
"""What is sent in one round."""
ROUNDS, WARM = 10, 3
"""Rounds, and those after which everything is in memory that stays there."""
QUICK = 20
"""In a quick run each round sends so many times less."""

MOST_GROWTH = 0.10
"""Of the memory after the warm rounds: what is beyond that at the end is a leak."""
POSTS_EVERY = 0.25
SILENT_AT_MOST = 90
SETTLED_WITHIN = 3
"""Seconds in which a server has given back what it does not hold any more."""


def rows(quick: bool, start: int = 0) -> list[Row]:
    """Send it all, and say what came of it. Raises AssertionError where the server took harm."""
    share = QUICK if quick else 1
    os.sched_setaffinity(0, CORES)
    started = time.perf_counter()
    afresh = multiprocessing.get_context("spawn")
    with Dialogue("-m", "bench.forgetful") as server, ProcessPoolExecutor(4, afresh) as senders:
        assert isinstance(server, Dialogue)
        tried = Tried(server)
        with Canary(server) as canary:
            for n in range(ROUNDS):
                tried.round(senders, n + start * ROUNDS, share)
        tried.look(canary)
    return tried.rows(time.perf_counter() - started)


class Tried:
    """What was sent in all rounds, and what was seen after each."""

    def __init__(self, server: Dialogue) -> None:
        self.server = server
        self.tallies = {what: Tally(what) for what in MIX}
        self.taken: list[int] = []
        self.memory: list[int] = []
        self.faults: list[str] = []
        self.closed = ""
        self.canary: Canary | None = None

    def round(self, senders: ProcessPoolExecutor, n: int, share: int) -> None:
        """One workshop, from its begin to its minutes, while everything is tried on it."""
        place, workshop = place_on(self.server, closed=self.closed)
        with workshop:
            follower = Follower(workshop)
            jobs = [senders.submit(run, what, place, count // share, n) for what, count in MIX.items()]
            for job in jobs:
                tally = job.result()
                self.tallies[tally.what].add(tally)
                self.faults += [f"round {n}, {tally.what}: {fault}" for fault in tally.faults]
            self.note(f"round {n}", follower.fault(), fault_in_log(self.server), fault_at_the_end(workshop))
        self.closed = workshop.code
        self.taken.append(memory_of(self.server.pid))
        os.kill(self.server.pid, signal.SIGUSR1)
        time.sleep(SETTLED_WITHIN)
        self.memory.append(memory_of(self.server.pid))
        print(f"round {n}: {self.memory[-1] >> 20} MiB, {len(self.faults)} faults", file=sys.stderr)
        for fault in [each for each in self.faults if each.startswith(f"round {n}")]:
            print(fault, file=sys.stderr)

    def note(self, where: str, *faults: str) -> None:
        self.faults += [f"{where}: {fault}" for fault in faults if fault]

    def look(self, canary: Canary) -> None:
        """What must be true after all of it."""
        self.canary = canary
        self.note("the canary", *canary.faults)
        grown = self.memory[-1] / self.memory[min(WARM, len(self.memory)) - 1] - 1
        if grown > MOST_GROWTH:
            self.note("memory", f"it grew by {100 * grown:.0f} %")

    def rows(self, seconds: float) -> list[Row]:
        for fault in self.faults:
            print(fault, file=sys.stderr)
        assert self.canary
        tallies = list(self.tallies.values())
        sent = sum(tally.count for tally in tallies)
        warm, last = self.memory[min(WARM, len(self.memory)) - 1], self.memory[-1]
        return [
            *(row_of(tally) for tally in tallies),
            Row(f"all, in {seconds / 60:.0f} min", number(sent), "", "", number(len(self.faults))),
            *(
                Row(f"   {tally.what}: {what}", number(count))
                for tally in tallies
                for what, count in [("done", tally.kinds.pop("done", 0)), *tally.kinds.most_common(5)]
                if count
            ),
            Row(
                "notes posted meanwhile, none refused",
                number(self.canary.posted),
                f"{self.canary.slowest:.2f} s",
            ),
            Row(f"memory held after {WARM} rounds | at the end", f"{warm >> 20} | {last >> 20} MiB"),
            Row("   taken from the system", f"{self.taken[WARM - 1] >> 20} | {self.taken[-1] >> 20} MiB"),
        ]


def row_of(tally: Tally) -> Row:
    return Row(
        tally.what,
        number(tally.count),
        f"{tally.slowest:.2f} s",
        number(tally.lost),
        number(len(tally.faults)),
    )


def run(what: str, place: Place, count: int, start: int) -> Tally:
    """One kind of input, in a process of its own."""
    # The libraries that make inputs warn of what is none of ours.
    warnings.simplefilter("ignore")
    from dialogue import create_app
    from dialogue.config import read_settings
    from tests.fuzzing import runs
    from tests.fuzzing.described import routes_of

    if what == "packets":
        return runs.talking(place, count, start)
    if what == "frames":
        return runs.bursting(place, count, start)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"DIALOGUE_DATA_DIR": folder}))
        routes = routes_of(app)
    ask = runs.asking if what == "requests" else runs.asking_as_described
    return ask(place, routes, count, start)


# ---- Those who go on meanwhile


class Canary:
    """Ben, who posts in a workshop of his own all the time, and is acknowledged each time."""

    def __init__(self, server: Server) -> None:
        self.workshop = server.workshop(NEEDS)
        self.workshop.begin("board")
        self.board = self.workshop.first("board")
        self.wire = self.workshop.join("Ben", "public").wire()
        self.posted = 0
        self.slowest = 0.0
        self.faults: list[str] = []
        self._over = threading.Event()
        self._posting = threading.Thread(target=self._post, daemon=True)

    def _post(self) -> None:
        while not self._over.wait(POSTS_EVERY):
            began = time.monotonic()
            try:
                answer = self.wire.command("note.add", {"board": self.board, "text": f"Note {self.posted}"})
            except AssertionError as error:
                self.faults.append(str(error))
                return
            if not answer or "seq" not in answer:
                self.faults.append(f"note {self.posted} was answered {answer}")
                return
            self.posted += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def __enter__(self) -> Canary:
        self._posting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._posting.join()
        if self.posted != len(self.workshop.fay.records("note")):
            self.faults.append("a note that was acknowledged is not there, or is there twice")
        self.workshop.__exit__()


class Follower:
    """Gia, who joins before it begins and takes every patch, as a phone does."""

    def __init__(self, workshop: Workshop) -> None:
        self.browser: Browser = workshop.join("Gia", "public")
        self.view = self.browser.view()
        self.wire: Wire = self.browser.wire()
        # The server says something every 25 seconds, and until the first input comes nobody else does.
        self.wire.listen_for(SILENT_AT_MOST)
        self.wire.ask("catch_up", {"since": self.view["seq"]})

    def fault(self) -> str:
        """Is what the patches add up to what she would load now? She may have been removed meanwhile."""
        fresh = self.browser.view()
        if "records" not in fresh:
            return "" if fresh.get("reason") == "removed" else f"she was answered {fresh}"
        if self.wire.is_over:
            # Who was removed, and perhaps let back in, is told so; so is everybody when it is over.
            return "" if self.wire.of("ended") else "her connection was lost"
        seq, records = self.view["seq"], dict(self.view["records"])
        self.wire.ask("catch_up", {"since": fresh["seq"]})
        for patch in self.wire.of("patch"):
            if patch["from"] > seq:
                # She fell behind; a phone asks then.
                patch = self.wire.ask("catch_up", {"since": seq})
            if patch["seq"] >= seq:
                seq = patch["seq"]
                records.update(patch["records"])
        shown = {key: record for key, record in records.items() if record is not None}
        return "" if shown == self.browser.view()["records"] else f"her patches do not add up at {seq}"


# ---- What must be true after a round


def fault_in_log(server: Server) -> str:
    """Did anything go wrong in it that it had to print?"""
    if re.search("traceback", server.log, re.IGNORECASE):
        at = re.search("traceback", server.log, re.IGNORECASE)
        assert at
        return server.log[max(0, at.start() - 300) : at.start() + 3_000]
    if not server.is_well():
        return "it is not well"
    return ""


def fault_at_the_end(workshop: Workshop) -> str:
    """Whoever has the link comes in, ends the workshop, reads what was said, and takes it along."""
    # Whose it is may have made the links anew.
    register = Register(workshop.server.register.database, workshop.server.register.people, UNUSED)
    links = register.links(register.find(workshop.code), workshop.server.url)
    grace = workshop.browser("Grace").enter(links["facilitator"])
    state = grace.view()["records"]["workshop/1"]["state"]
    if state == "paused":
        grace.do("workshop.resume")
    if state != "closed":
        grace.do("workshop.close", {"anyway": True})
    minutes = grace.get("/archive", headers={"Accept": "text/html"})
    if minutes.status_code != 200 or "<h1" not in minutes.text:
        return f"the minutes cannot be read: {minutes.status_code}"
    with tempfile.TemporaryDirectory() as folder:
        bundle = str(Path(folder) / "bundle.zip")
        command_line(workshop.server, "export", workshop.code, "--format", "bundle", "--out", bundle)
        return command_line(workshop.server, "verify", bundle)


def command_line(server: Server, *words: str) -> str:
    """What the command line says when it does not do what it is told."""
    called = [sys.executable, "-c", "from dialogue.cli import main; main()", *words]
    done = subprocess.run(called, env=server.environ, cwd=ROOT, capture_output=True, text=True)
    return f"{words[0]}: {done.stdout} {done.stderr}" if done.returncode else ""
