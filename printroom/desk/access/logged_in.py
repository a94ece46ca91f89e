"""Who is logged in at a shared desk. Kept in memory: a restart logs everybody out."""

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
"""Without a request for so long, a person is logged out."""
LONGEST_S = 12 * 3600
"""So long after logging in, a person is logged out in any case."""


@dataclass
class _LogIn:
    """One browser that is logged in."""

    account: str
    password: str
    """The hash at that time: a new password logs the browser out."""
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
        """Log a browser in, and return its new key."""
        key, now = secrets.token_urlsafe(32), self._now()
        with self._lock:
            self._known = {name: one for name, one in self._known.items() if not one.is_over(now)}
            self._known[_digest(key)] = _LogIn(account.id, account.password, now, now)
        return key

    def person(self, key: str) -> Person | None:
        """The person with this key, with the roles that the account has now; none if logged out."""
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
    """The digest under which a key is kept, so that the time to look it up reveals nothing."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
