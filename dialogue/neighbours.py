"""The other processes of this server: telling them that a workshop has something new, and hearing it.

Only *that* something is new is told, never what: everybody reads that in the database. So
nothing anybody wrote passes through Redis (V1), and a message that is lost costs seconds, not
truth: every process also looks into the database every few seconds by itself.
"""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from dialogue.config import BadSetting
from dialogue.logs import guarded, logger

TOGETHER = 0.005
"""Seconds within which what is told of one workshop goes out once."""

LOOK_EVERY = 3.0
COUNT_EVERY = 10.0
GONE_AFTER = 25.0
LONGEST_WAIT = 3.0

Counts = dict[str, Any]
"""Who is connected to one process: `online`, `by_sector` and, unless they are too many, `people`."""


class Message(msgspec.Struct, omit_defaults=True):
    """What goes from process to process, a few bytes each.

    `hello`: somebody has come and wants everyone's counts. `bye`: somebody leaves, with theirs.
    """

    sender: str = msgspec.field(name="from")
    code: str = ""
    seq: int = 0
    counts: Counts | None = None
    hello: bool = False
    bye: bool = False


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Message).decode


class Neighbours:
    """Those of a process that is alone: nobody hears it, and it hears nobody."""

    def tell(self, code: str, seq: int) -> None:
        """Say that a workshop has come to `seq`. Returns at once and never fails."""

    def count(self, code: str, counts: Counts) -> None:
        """Say who is connected to a workshop here."""

    def others(self, code: str) -> list[Counts]:
        """Who is connected to a workshop elsewhere, process by process."""
        return []

    def listen(
        self,
        heard: Callable[[str, int], None],
        look: Callable[[], None],
        counted: Callable[[str], None],
    ) -> None:
        """From now on `heard(code, seq)` is called when another process has written, `counted(code)`
        when its counts are others, and `look()` when it is time to look into the database.
        """

    def leave(self) -> None:
        """Say goodbye, so that nobody counts those who were here."""

    def is_well(self) -> bool:
        """Can what is told reach anybody?"""
        return True


class RedisNeighbours(Neighbours):
    """Those who share a Redis: one channel on which everybody speaks and everybody listens.

    `spawn` starts work in the background, `sleep` waits in it, as the sockets' server does.
    """

    def __init__(self, url: str, spawn: Callable[..., Any], sleep: Callable[[float], None]) -> None:
        # Redis is an extra: whoever runs one process has not installed it.
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry

            # Waiting and trying again is done here, where it is known what was missed meanwhile.
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=2,
                socket_connect_timeout=2,
                health_check_interval=10,
                retry=Retry(NoBackoff(), 1),
            )
        except ImportError:
            raise BadSetting(
                "DIALOGUE_REDIS_URL needs the package redis, which comes with: pip install '.[postgres]'."
            ) from None
        except ValueError:
            # What is wrong with it may be said with the password in it.
            raise BadSetting("DIALOGUE_REDIS_URL is no address of a Redis.") from None
        self._lost = (redis.RedisError, OSError)
        self._spawn, self._sleep = spawn, sleep
        self.name = secrets.token_hex(4)
        # Whoever publishes is heard in every database of a Redis, so its number is in the name.
        self.channel = f"dialogue/{self._redis.connection_pool.connection_kwargs.get('db') or 0}"
        self._lock = threading.Lock()
        self._news: dict[str, int] = {}
        self._due: set[str] = set()
        self._is_telling = False
        self._is_away = False
        self._own: dict[str, Counts] = {}
        self._theirs: dict[str, dict[str, tuple[float, Counts]]] = {}

    # ---- Telling

    def tell(self, code: str, seq: int) -> None:
        with self._lock:
            self._news[code] = max(seq, self._news.get(code, 0))
        self._wake()

    def count(self, code: str, counts: Counts) -> None:
        with self._lock:
            if self._is_away or self._own.get(code) == counts:
                return
            self._own[code] = counts
            self._due.add(code)
        self._wake()

    def leave(self) -> None:
        with self._lock:
            self._is_away = True
            self._own.clear()
            messages = self._take()
        self._publish([*messages, Message(self.name, bye=True)])

    def is_well(self) -> bool:
        try:
            return bool(self._redis.ping())
        except self._lost:
            return False

    def _wake(self) -> None:
        with self._lock:
            if self._is_telling:
                return
            self._is_telling = True
        self._spawn(self._keep_telling)

    def _keep_telling(self) -> None:
        """Tell at once when it was quiet, and together what comes within a few milliseconds."""
        while True:
            with self._lock:
                messages = self._take()
                if not messages:
                    self._is_telling = False
                    return
            self._publish(messages)
            self._sleep(TOGETHER)

    def _take(self) -> list[Message]:
        """All that is to be told. The lock is held."""
        messages = [Message(self.name, code, seq) for code, seq in self._news.items()]
        for code in self._due & self._own.keys():
            messages.append(Message(self.name, code, counts=self._own[code]))
            if is_empty(self._own[code]):
                del self._own[code]
        self._news.clear()
        self._due.clear()
        return messages

    def _publish(self, messages: list[Message]) -> None:
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                for message in messages:
                    pipe.publish(self.channel, encode(message))
                pipe.execute()
        except self._lost:
            # What was to be told is lost; the others find it when they look. The listener says so.
            return

    # ---- Hearing

    def listen(
        self,
        heard: Callable[[str, int], None],
        look: Callable[[], None],
        counted: Callable[[str], None],
    ) -> None:
        self._heard, self._look, self._counted = guarded(heard), guarded(look), guarded(counted)
        self._spawn(self._keep_listening)
        self._spawn(self._keep_looking)

    def _keep_listening(self) -> None:
        wait = 0.0
        while True:
            try:
                for message in self._messages():
                    if wait:
                        logger.info("Redis answers again")
                    wait = 0.0
                    self._take_in(message)
            except Exception as error:
                # Whatever it was, without listening this process would be slow for good.
                if not wait:
                    logger.warning("Redis does not answer", error=str(error))
            wait = min(LONGEST_WAIT, 2 * wait + 0.1)
            self._sleep(wait * random.uniform(0.5, 1))

    def _messages(self) -> Iterator[bytes]:
        """What is said on the channel, our own words too, until the connection is lost or too still."""
        with self._redis.pubsub() as line:  # type: ignore[no-untyped-call]
            line.subscribe(self.channel)
            last = time.monotonic()
            while time.monotonic() - last < GONE_AFTER:
                heard = line.get_message(timeout=1)
                if heard and heard["type"] == "subscribe":
                    self._arrive()
                if heard and heard["type"] == "message":
                    yield heard["data"]
                    last = time.monotonic()
        raise ConnectionError("nothing was heard for a while, not even from ourselves")

    def _arrive(self) -> None:
        """We can hear again: look at what was missed, say who is here, and ask who is elsewhere."""
        self._announce(hello=True)
        self._look()

    def _announce(self, hello: bool = False) -> None:
        self._publish([Message(self.name, hello=hello)])
        with self._lock:
            self._due.update(self._own)
        self._wake()

    def _take_in(self, data: bytes) -> None:
        try:
            message = decode(data)
        except msgspec.DecodeError:
            # Somebody else speaks on this channel.
            return
        if message.sender == self.name:
            return
        if message.hello:
            with self._lock:
                self._due.update(self._own)
            self._wake()
        if message.bye:
            self._forget(message.sender)
        if message.seq:
            self._heard(message.code, message.seq)
        if message.counts is not None:
            self._note(message.sender, message.code, message.counts)

    # ---- Who is connected elsewhere

    def others(self, code: str) -> list[Counts]:
        with self._lock:
            return [counts for _, counts in self._theirs.get(code, {}).values()]

    def _note(self, sender: str, code: str, counts: Counts) -> None:
        with self._lock:
            theirs = self._theirs.setdefault(code, {})
            _, before = theirs.pop(sender, (0, None))
            if not is_empty(counts):
                theirs[sender] = (time.monotonic(), counts)
            if not theirs:
                del self._theirs[code]
        if counts != before:
            self._counted(code)

    def _forget(self, sender: str = "") -> None:
        """Count nobody any more who is connected to a process that is gone: this one, or any."""
        gone = []
        with self._lock:
            for code, theirs in list(self._theirs.items()):
                for name, (at, _) in list(theirs.items()):
                    if name == sender or time.monotonic() - at > GONE_AFTER:
                        del theirs[name]
                        gone.append(code)
                if not theirs:
                    del self._theirs[code]
        for code in gone:
            self._counted(code)

    def _keep_looking(self) -> None:
        announced = time.monotonic()
        while True:
            self._sleep(LOOK_EVERY)
            self._look()
            self._forget()
            if time.monotonic() - announced > COUNT_EVERY - LOOK_EVERY:
                announced = time.monotonic()
                self._announce()


def neighbours_at(url: str, spawn: Callable[..., Any], sleep: Callable[[float], None]) -> Neighbours:
    """The neighbours at a Redis, or nobody where there is none. Raises BadSetting."""
    return RedisNeighbours(url, spawn, sleep) if url else Neighbours()


def is_empty(counts: Counts) -> bool:
    return not counts.get("online") and not counts.get("people")
