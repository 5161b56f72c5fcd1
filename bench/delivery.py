"""From a post to the last phone: how long, and what it costs the server, the crowd and the network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from bench.client import Client, Sent, apart
from bench.crowd import Crowd
from bench.known import Known, Room, arrivals
from bench.rows import Row, beside, compared, kib, ms, number, percent, us
from bench.servers import Dialogue, Held, Node, cpu_of, memory_of
from dialogue.simulation.measures import percentile as p

TEXT = "Teachers need time to try a new tool together before a class depends on it."
SIZES = ((300, 10.0), (1_000, 30.0), (10_000, 30.0))
MOST_ONE_BY_ONE = 1_000
POSTERS = 50
DRAINED_WITHIN = 300


class Delivered:
    """What one server did with so many ideas a second for so many people."""

    def __init__(self) -> None:
        self.people = self.ideas = self.lost = self.different = self.missing = 0
        self.took: list[float] = []
        self.seconds = self.server_cpu = self.crowd_cpu = self.bytes = self.reads = self.memory = 0.0

    @property
    def count(self) -> int:
        """How many times an idea came to a phone."""
        return self.ideas * self.people


def rows(quick: bool) -> list[Row]:
    """300, 1,000 and 10,000 people; one by one is hopeless with the last."""
    return [row for size, rate in SIZES for row in rows_of(size, rate, 4 if quick else 12)]


def rows_of(size: int, rate: float, seconds: float) -> list[Row]:
    starts: list[Callable[[], Dialogue | Node] | None] = [Dialogue, one_by_one, Node]
    if size > MOST_ONE_BY_ONE:
        starts[1] = None
    found: list[Delivered | None] = []
    for start in starts:
        if start is None:
            found.append(None)
            continue
        with start() as server:
            found.append(delivered(server, size, rate, seconds))

    who = f"{number(size)} people, {rate:.0f} ideas/s"

    def values(value: Callable[[Delivered], float]) -> list[float | None]:
        return [value(each) if each else None for each in found]

    first = compared(f"{who}: post to last phone, p50", ms, values(lambda d: p(d.took, 50)))
    return [
        first if found[1] else first._replace(one_by_one="hopeless"),
        compared("   p99", ms, values(lambda d: p(d.took, 99))),
        compared("   server CPU, an idea on a phone", us, values(lambda d: d.server_cpu / d.count)),
        compared("   bytes, an idea on a phone", number, values(lambda d: d.bytes / d.count)),
        compared("   server memory, a connection", kib, values(lambda d: d.memory)),
        beside("   CPU of the server", percent, values(lambda d: d.server_cpu / d.seconds)),
        beside("   CPU of the crowd", percent, values(lambda d: d.crowd_cpu / d.seconds)),
        beside("   CPU of the crowd, a read", us, values(lambda d: d.crowd_cpu / d.reads)),
        beside("   clients lost", number, values(lambda d: d.lost)),
        beside("   clients that differ at the end", number, values(lambda d: d.different)),
    ]


def one_by_one() -> Dialogue:
    return Dialogue("-m", "bench.one_by_one")


def delivered(server: Dialogue | Node, people: int, rate: float, seconds: float) -> Delivered:
    """A new workshop of so many people, and what became of ideas posted at a steady rate."""
    held = server.hold(people)
    with Crowd() as crowd:
        known = held.known()
        before = memory_of(server.pid)
        clients = come(crowd, held, known)
        crowd.listen_for(2)
        found = measured(crowd, held, clients, server.pid, rate, seconds)
        found.memory = (memory_of(server.pid) - before) / people
        crowd.listen_for(1)
        found.different = different(crowd, held, clients)
        return found


def come(crowd: Crowd, held: Held | Node, known: Known) -> list[Client]:
    """Everybody on their places, and the facilitator who looks on."""
    clients = [Client(crowd, seat, held.room, known) for seat in held.seats]
    crowd.bring(clients)
    if isinstance(held, Held):
        crowd.bring([facilitating(crowd, held)])
    return clients


def facilitating(crowd: Crowd, held: Held) -> Client:
    view = held.view(held.facilitator)
    shared, own = apart(view["records"], held.facilitator.person)
    room = Room()
    client = Client(crowd, held.facilitator, room, room.known(view["seq"], shared))
    client.own = own
    return client


def measured(
    crowd: Crowd, held: Held | Node, clients: Sequence[Client], pid: int, rate: float, seconds: float
) -> Delivered:
    found = Delivered()
    cpu, own, began = cpu_of(pid), time.process_time(), time.perf_counter()
    came, reads = crowd.bytes, crowd.reads
    sent = post(crowd, clients, rate, seconds)
    drain(crowd, clients, sent)
    found.seconds = time.perf_counter() - began
    found.server_cpu, found.crowd_cpu = cpu_of(pid) - cpu, time.process_time() - own
    found.bytes, found.reads = crowd.bytes - came, crowd.reads - reads
    found.people, found.ideas, found.lost = len(clients), len(sent), crowd.lost
    arrived = arrivals(held.room.steps)
    found.missing = sum(len(clients) - arrived.get(each.seq, (0, 0.0))[0] for each in sent)
    found.took = [arrived[each.seq][1] - each.at for each in sent if each.seq in arrived]
    return found


def post(crowd: Crowd, clients: Sequence[Client], rate: float, seconds: float) -> list[Sent]:
    """Some of them post at a steady rate, whatever comes back."""
    posters = clients[:: max(1, len(clients) // POSTERS)][:POSTERS]
    sent: list[Sent] = []
    began = time.perf_counter()
    while len(sent) < round(rate * seconds):
        due = began + len(sent) / rate - time.perf_counter()
        if due <= 0:
            sent.append(posters[len(sent) % len(posters)].post(f"{len(sent)} {TEXT}"))
        crowd.listen(due)
    return sent


def drain(crowd: Crowd, clients: Iterable[Client], sent: Iterable[Sent]) -> None:
    """Go on until all is answered, and everybody knows it."""
    crowd.wait(lambda: all(each.seq for each in sent), "Some were never answered.", DRAINED_WITHIN)
    last = max(each.seq for each in sent)
    # Whoever lags lags together, so one look at each distinct place is enough.
    crowd.wait(
        lambda: all(known.seq >= last for known in {client.known for client in clients}),
        "Some never got it.",
        DRAINED_WITHIN,
    )


def different(crowd: Crowd, held: Held | Node, clients: Sequence[Client], looks: int = 50) -> int:
    """How many clients show something else than the server does; of a bare one, than the others do.

    `looks` of those who were sent something of their own load their own view to compare.
    """
    right = held.records() if isinstance(held, Held) else clients[0].known.records
    places = {client.known for client in clients}
    wrong_places = {known for known in places if known.records != right or known.rest}
    wrong = {client for client in clients if client.known in wrong_places}
    if isinstance(held, Node):
        return len(wrong)
    with_own = [each for each in crowd.clients if each.own and each.seat.code == held.facilitator.code]
    with_own.sort(key=lambda client: client.room is held.room)
    return len(wrong | {client for client in with_own[:looks] if not shows_its_view(client, held)})


def shows_its_view(client: Client, held: Held) -> bool:
    """Is what everybody was sent, with what only this client was sent, what it would load now?"""
    me = f"person/{client.seat.person}"
    shown, right = dict(client.records), held.view(client.seat)["records"]
    shown.pop(me, None)
    right.pop(me, None)
    return shown == right
