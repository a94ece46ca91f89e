"""Hashes passwords by Argon2id, and compares them without telling whether an account exists."""

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
"""Each comparison takes 64 MB for a tenth of a second: others wait, so that memory suffices."""


@dataclass
class Passwords:
    """Hashes and compares, with the parameters that RFC 9106 recommends."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    _of_nobody: str = field(init=False)

    def __post_init__(self) -> None:
        """Make the hash that is compared where there is no account: not at the first such time."""
        self._of_nobody = self.hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """The hash to keep of a password."""
        return self.hasher.hash(_plain(password))

    def matches(self, password: str, hashed: str | None) -> bool:
        """Whether a password has this hash; without one, to say no takes as long as with one."""
        with self._slots:
            try:
                self.hasher.verify(hashed or self._of_nobody, _plain(password))
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None


def unsuitable(password: str, name: str) -> str:
    """Why something can be no password for an account; empty if it can."""
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
    """The same for the same letters, whatever keyboard typed them."""
    return unicodedata.normalize("NFKC", password)
