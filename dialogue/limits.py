"""Limits in layers: how often somebody may do something, and as whom they are counted.

A person is counted as that person, and a workshop as that workshop. An address is counted only for those
who are nobody yet, and generously: three hundred phones behind one router all get in at once (P3).
"""

from __future__ import annotations

import time
from collections import Counter
from ipaddress import IPv6Address, ip_address

from flask import Request

MOST_KEPT = 100_000
"""Of those who are counted at once. A crowd that is larger is counted anew, and keeps no memory."""

# What one workshop may grow to. One with 10,000 people, who had 30 ideas a second, was measured.
MOST_CONNECTIONS = 20_000
MOST_PEOPLE = 20_000
MOST_ENTRIES = 250_000
"""Of its log, for participants."""
TO_END_IT = 25_000
"""Entries more, for whoever facilitates: what is full can still be sorted, and closed."""

ONE_NETWORK = 64
"""Bits of an IPv6 address that say whose network it is. Each of its owners has all addresses in it."""


class Pace:
    """How often somebody may do something within some seconds.

    Everybody is counted anew when the seconds are over, so what is kept stays small.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._counts: Counter[tuple[object, ...]] = Counter()
        self._began = time.monotonic()

    def is_over(self, *who: object) -> bool:
        """Has somebody done it as often as they may?"""
        now = time.monotonic()
        if now - self._began > self.seconds or len(self._counts) >= MOST_KEPT:
            self._counts, self._began = Counter(), now
        return self._counts[who] >= self.most

    def count(self, *who: object) -> None:
        self._counts[who] += 1

    def allows(self, *who: object) -> bool:
        """Count one more of somebody, if they may."""
        if self.is_over(*who):
            return False
        self.count(*who)
        return True


def address_of(request: Request) -> str:
    """Where a request comes from, as it is counted: one network of IPv6 is one address."""
    return counted_as(request.remote_addr or "")


def counted_as(address: str) -> str:
    """The address, or of an IPv6 address the network it is in. What is no address is counted as it is."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    network = int(known) >> (128 - ONE_NETWORK) << (128 - ONE_NETWORK)
    return f"{IPv6Address(network)}/{ONE_NETWORK}"


def is_this_machine(address: str) -> bool:
    """Somebody on the server itself, or a proxy that nobody declared: everybody's address, so nobody's."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return (mapped or known).is_loopback
