"""Hashes passwords with Argon2id, and compares them without revealing whether an account exists."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from printroom.model import name_key

SHORTEST, LONGEST = 12, 200
AT_ONCE = 2
"""How many comparisons run at a time: each takes 64 MB for a tenth of a second."""


@dataclass
class Passwords:
    """Hashes and compares passwords with the parameters that RFC 9106 recommends."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    _of_nobody: str = field(init=False)

    def __post_init__(self) -> None:
        """Compute the hash that is compared if there is no account, so that it takes as long."""
        self._of_nobody = self.hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """The hash of a password, to be kept."""
        return self.hasher.hash(_plain(password))

    def matches(self, password: str, hashed: str | None) -> bool:
        """Whether a password has this hash; without a hash, no, after as long a computation."""
        with self._slots:
            try:
                self.hasher.verify(hashed or self._of_nobody, _plain(password))
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None


def unsuitable(password: str, name: str) -> str:
    """Why a text cannot be the password of an account; empty if it can."""
    if len(password) < SHORTEST:
        return f"the password has fewer than {SHORTEST} characters: three or four words make one"
    if len(password) > LONGEST:
        return f"the password has more than {LONGEST} characters"
    if not password.isprintable():
        return "the password has a character that cannot be typed"
    if name_key(name) in name_key(password) or len(set(password)) < 5:
        return "the password is too easy to guess"
    return ""


def _plain(password: str) -> str:
    """A password in one normal form, whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)
