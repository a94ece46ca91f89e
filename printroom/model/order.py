"""Orders: what decides the words and the look of a pack, and what is about the same pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from printroom.model.base import Edition

FIXED_DAY = dt.date(2026, 1, 1)
"""The default of `Order.as_of`, because only commands read the clock."""


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that decides the words and the look of a pack."""

    session: str
    band: str
    nation: str
    seed: int = 1
    as_of: dt.date = FIXED_DAY
    """The day on which dates are judged."""
    edition: Edition = "standard"
    minutes: int | None = None
    """A shorter length that the session offers; none for the full session."""
    follows: bool = False
    """Whether it follows another session with the same group, within a booking or a term."""


class AboutPack(Protocol):
    """An entry of a file, a record or a manifest that says which pack it is about."""

    @property
    def session(self) -> str: ...
    @property
    def band(self) -> str: ...
    @property
    def nation(self) -> str: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def follows(self) -> bool: ...


def words_key(one: AboutPack) -> tuple[str, str, str, int | None, bool]:
    """What decides the words of a pack, however its activities are arranged."""
    return one.session, one.band, one.nation, one.minutes, one.follows


def order_about(
    one: AboutPack, *, seed: int = 1, as_of: dt.date = FIXED_DAY, edition: Edition = "standard"
) -> Order:
    """The order of the pack that something is about."""
    return Order(one.session, one.band, one.nation, seed, as_of, edition, one.minutes, one.follows)
