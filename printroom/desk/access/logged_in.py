"""Who is logged in at a shared desk: in memory, so that a restart logs everybody out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from printroom.desk.access.accounts import Account, Accounts
from printroom.desk.common.users import Person

IDLE_S = 2 * 3600
"""Whoever has asked for nothing for so long is logged out."""
LONGEST_S = 12 * 3600
"""So long after logging in, it has to be done again."""


@dataclass
class _LogIn:
    """One browser that is logged in."""

    account: str
    password: str
    """The hash at that time: another password ends it."""
    began: float
    seen: float

    def is_over(self, now: float) -> bool:
        return now - self.seen > IDLE_S or now - self.began > LONGEST_S


class LogIns:
    """The browsers that are logged in, by the digests of their keys."""

    def __init__(self, accounts: Accounts, now: Callable[[], float] = time.monotonic) -> None:
        self._accounts, self._now = accounts, now
        self._known: dict[bytes, _LogIn] = {}
        self._lock = Lock()

    def begin(self, account: Account) -> str:
        """Log a browser in: it gets a key that nobody had before."""
        key, now = secrets.token_urlsafe(32), self._now()
        with self._lock:
            self._known = {name: one for name, one in self._known.items() if not one.is_over(now)}
            self._known[_digest(key)] = _LogIn(account.id, account.password, now, now)
        return key

    def person(self, key: str) -> Person | None:
        """Who has this key, as their account is now; none if they are not logged in any more."""
        digest = _digest(key)
        account = self._account(digest, is_use=True)
        if account is None:
            return None

        def is_here() -> bool:
            return self._account(digest, is_use=False) is not None

        return Person(account.id, account.name, frozenset(account.roles), is_here)

    def end(self, key: str) -> None:
        """Log a browser out."""
        with self._lock:
            self._known.pop(_digest(key), None)

    def _account(self, digest: bytes, *, is_use: bool) -> Account | None:
        now = self._now()
        with self._lock:
            known = self._known.get(digest)
            if known is None or known.is_over(now):
                self._known.pop(digest, None)
                return None
            if is_use:
                known.seen = now
        account = self._accounts.with_id(known.account)
        return account if account and account.password == known.password else None


def _digest(key: str) -> bytes:
    """How long it takes to find a key must not say how much of it was right."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
