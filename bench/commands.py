"""Commands that are on the disk when they are answered: how many a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bench.client import Client, Sent
from bench.crowd import Crowd
from bench.delivery import TEXT, come, different, one_by_one
from bench.rows import Row, beside, compared, number, percent, us
from bench.servers import Dialogue, Node, cpu_of


class Rate:
    """What a server did while everybody sent the next as soon as the last was answered."""

    def __init__(self) -> None:
        self.per_second = self.server = self.crowd = 0.0
        self.different = 0


def rows(quick: bool) -> list[Row]:
    seconds = 4.0 if quick else 12.0
    return [
        *rows_of("1,000 people in one workshop", 1, 1_000, seconds),
        *rows_of("50 workshops of 20 people", 50, 20, seconds),
    ]


def rows_of(who: str, workshops: int, people: int, seconds: float) -> list[Row]:
    starts: list[Callable[[], Dialogue | Node]] = [Dialogue, one_by_one, Node]
    found: list[Rate] = []
    for start in starts:
        with start() as server:
            found.append(rate(server, workshops, people, seconds, checks=start is Dialogue))
    return [
        compared(f"commands/s, {who} (bare: only answered)", number, [each.per_second for each in found]),
        compared("   server CPU, a command", us, [each.server / each.per_second for each in found]),
        beside("   CPU of the server", percent, [each.server for each in found]),
        beside("   CPU of the crowd", percent, [each.crowd for each in found]),
        Row("   clients that differ at the end", number(found[0].different)),
    ]


def rate(server: Dialogue | Node, workshops: int, people: int, seconds: float, checks: bool = True) -> Rate:
    found = Rate()
    with Crowd() as crowd:
        held = [server.hold(people) for _ in range(workshops)]
        groups = [come(crowd, each, each.known()) for each in held]
        clients = [client for group in groups for client in group]
        crowd.listen_for(2)
        cpu, own, began = cpu_of(server.pid), time.process_time(), time.perf_counter()
        sent = ask_on(crowd, clients, "only_answer" if isinstance(server, Node) else "command", seconds)
        lasted = time.perf_counter() - began
        found.per_second = sum(each.answered > 0 for each in sent) / lasted
        found.server = (cpu_of(server.pid) - cpu) / lasted
        found.crowd = (time.process_time() - own) / lasted
        if checks:
            crowd.wait(lambda: not any(client.waiting for client in clients), "Some were never answered.")
            crowd.listen_for(2)
            looks = 50 // workshops
            found.different = sum(map(lambda *each: different(crowd, *each, looks), held, groups))
    return found


def ask_on(crowd: Crowd, clients: Sequence[Client], event: str, seconds: float) -> list[Sent]:
    """Everybody sends the next as soon as the last is answered; at the end there is no next."""
    sent: list[Sent] = []

    def again(client: Client, _sent: Sent | None = None) -> None:
        sent.append(client.post(f"{len(sent)} {TEXT}", event))

    crowd.on_answer = again
    for client in clients:
        again(client)
    crowd.listen_for(seconds)
    crowd.on_answer = None
    return sent
