"""One workshop on two processes, with PostgreSQL and Redis, beside one process with PostgreSQL."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.client import Client
from bench.commands import ask_on
from bench.crowd import Crowd
from bench.delivery import different, facilitating
from bench.rows import Row, number, percent, us
from bench.servers import CORES, OURS, Dialogue, cpu_of
from tests.services import Postgresql, Redis

PEOPLE = 2_000


class Durable(Postgresql):
    """As people run it: what was committed outlives a power cut."""

    def command(self) -> list[str]:
        return [*super().command(), "-c", "fsync=on", "-c", "full_page_writes=on"]


class Anywhere(Dialogue):
    """A server that runs on whichever core is free."""

    cores = set(CORES)


class Spread:
    """What some processes did together while everybody sent the next as soon as the last was answered."""

    def __init__(self) -> None:
        self.commands = self.ideas = self.different = self.lost = 0
        self.seconds = self.servers = self.database = self.crowd = 0.0


def rows(quick: bool) -> list[Row]:
    people, seconds = (400, 4.0) if quick else (PEOPLE, 12.0)
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, OURS)
        os.sched_setaffinity(0, CORES)
        database = stack.enter_context(Durable())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dialogue-redis-"))
        redis = stack.enter_context(Redis(Path(folder)))
        one = spread(database, people, seconds, [{}])
        two = spread(database, people, seconds, [{"DIALOGUE_REDIS_URL": redis.url}] * 2)

    def row(what: str, form: Callable[[float], str], value: Callable[[Spread], float]) -> Row:
        ratio = f"{value(two) / value(one):.2f}" if value(one) and form is not percent else ""
        return Row(what, f"{form(value(two))} | {form(value(one))}", ratio=ratio)

    who = f"{number(people)} people on PostgreSQL: two processes and Redis | one process"
    return [
        row(f"commands/s, {who}", number, lambda d: d.commands / d.seconds),
        row("   ideas on phones a second", number, lambda d: d.ideas / d.seconds),
        row("   CPU of all servers, a command", us, lambda d: d.servers / d.commands),
        row("   CPU of PostgreSQL, a command", us, lambda d: d.database / d.commands),
        row("   CPU of all servers", percent, lambda d: d.servers / d.seconds),
        row("   CPU of PostgreSQL", percent, lambda d: d.database / d.seconds),
        row("   CPU of the crowd", percent, lambda d: d.crowd / d.seconds),
        row("   clients lost", number, lambda d: d.lost),
        row("   clients that differ at the end", number, lambda d: d.different),
    ]


def spread(database: Durable, people: int, seconds: float, settings: Sequence[dict[str, str]]) -> Spread:
    """One workshop, its people spread over as many processes as there are settings."""
    found, url = Spread(), database.database()
    with ExitStack() as stack:
        servers = [stack.enter_context(Anywhere(DIALOGUE_DATABASE_URL=url, **each)) for each in settings]
        crowd = stack.enter_context(Crowd())
        held = servers[0].hold(people)
        known = held.known()
        ports = [server.port for server in servers]
        seats = [seat._replace(port=ports[n % len(ports)]) for n, seat in enumerate(held.seats)]
        clients = [Client(crowd, seat, held.room, known) for seat in seats]
        crowd.bring([*clients, facilitating(crowd, held)])
        crowd.listen_for(2)
        before = [cpu_of(server.pid) for server in servers]
        kept, own, began = cpu_of_all(database), time.process_time(), time.perf_counter()
        sent = ask_on(crowd, clients, "command", seconds)
        found.seconds = time.perf_counter() - began
        found.ideas = sum(client.known.seq - known.seq for client in clients)
        found.servers = sum(cpu_of(server.pid) - cpu for server, cpu in zip(servers, before, strict=True))
        found.database = cpu_of_all(database) - kept
        found.crowd = time.process_time() - own
        found.commands = sum(each.answered > 0 for each in sent)
        crowd.wait(lambda: not any(client.waiting for client in clients), "Some were never answered.")
        crowd.listen_for(2)
        found.lost, found.different = crowd.lost, different(crowd, held, clients)
    return found


def cpu_of_all(service: Postgresql) -> float:
    """Seconds of CPU of a service and the processes that it has started."""
    assert service.process
    parent = service.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(cpu_of(int(pid)) for pid in [parent, *children])
