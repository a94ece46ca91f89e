"""Limits guessing of passwords: counts failed attempts to log in by account and address."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

WINDOW_S = 15 * 60
OF_ACCOUNT, OF_ADDRESS = 10, 30
"""How many attempts may fail in that time."""
MOST_KNOWN = 10_000
"""With so many names and addresses in that time, nobody may try: no office has as many."""


class Attempts:
    """The attempts in the last WINDOW_S, in memory. Unknown names count like accounts."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[tuple[str, str], deque[float]] = {}
        self._lock = Lock()

    def begin(self, account: str, address: str) -> bool:
        """Whether somebody may try now; the attempt counts as failed until `succeeded` is called.

        So attempts at the same time are all counted before any password is compared.
        """
        limits = {("account", account): OF_ACCOUNT, ("address", _network(address)): OF_ADDRESS}
        with self._lock:
            self._forget_old()
            counts = [len(self._known.get(key, ())) for key in limits]
            is_full = len(self._known) >= MOST_KNOWN
            if is_full or any(map(int.__ge__, counts, limits.values())):
                return False
            for key in limits:
                self._known.setdefault(key, deque()).append(self._now())
            return True

    def succeeded(self, account: str, address: str) -> None:
        """Forget the failed attempts for an account, and this one from an address."""
        with self._lock:
            self._known.pop(("account", account), None)
            if of_address := self._known.get(("address", _network(address))):
                of_address.pop()
            self._forget_old()

    def _forget_old(self) -> None:
        oldest = self._now() - WINDOW_S
        for key, times in list(self._known.items()):
            while times and times[0] < oldest:
                times.popleft()
            if not times:
                del self._known[key]


def _network(address: str) -> str:
    """The network by which an address is counted: one person may have many IPv6 addresses."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else address
