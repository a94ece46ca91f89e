"""Helplines and sites: how to reach them, who has checked them, and how long a check is valid."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from printroom.model.base import Authored, NonEmptyStr
from printroom.model.entries import Gated

HELP_LINES = "help-lines"
"""The entry of `checks.yaml` for helplines and sites."""
EMERGENCY_DIGITS = 3
"""How many digits a number for emergencies has, or one like it: 999, 112, 111, 105, 101."""
USUAL_MONTHS = 12
"""How long a check is valid if `checks.yaml` does not say."""


class Channel(Authored):
    """One way to reach a service: a number to call or text, a website or an email address."""

    kind: Literal["call", "text", "web", "email"]
    value: NonEmptyStr
    note: str = ""

    @property
    def is_emergency(self) -> bool:
        """Whether it is a number such as 999 or 101, which nobody may ring only to check it."""
        is_number = self.kind in ("call", "text")
        return is_number and sum(map(str.isdecimal, self.value)) == EMERGENCY_DIGITS


class Contact(Gated):
    """A service that people can turn to. Unverified or out of date, it makes the pack a draft."""

    name: NonEmptyStr
    nations: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    instead_of: NonEmptyStr | None = None
    """The contact that this one replaces, for its own nations and bands, in links."""
    says: NonEmptyStr
    """One plain sentence on what this service does for the reader."""
    hours: str = ""
    strip: bool = False
    """Whether it is printed in the help strip at the foot of every participant page."""
    group: Literal["now", "talk", "online", "adults"] = "talk"
    """The heading under which a help page lists it."""
    number_to_write: bool = False
    """Whether it has a local number: a help page has a line for it."""
    listed: bool = True
    """Whether pages that list services include it; otherwise it appears in links only."""
    source: NonEmptyStr
    verified_on: dt.date | None = None
    """The day on which somebody called the number or opened the site."""
    verified_by: str = ""
    """Who that was; `contacts checked` writes both."""
    verified_as: str = ""
    """The numbers and addresses that were checked: once one changes, nobody has checked it."""
    verify_by: dt.date
    """The last day on which that check is valid."""

    @property
    def has_emergency(self) -> bool:
        """Whether one of its numbers must not be rung only to check it."""
        return any(channel.is_emergency for channel in self.channels)

    @property
    def is_called(self) -> bool:
        """Whether somebody who checks it calls a number."""
        return any(one.kind == "call" and not one.is_emergency for one in self.channels)

    @model_validator(mode="before")
    @classmethod
    def _drop_outdated_check(cls, entry: Any) -> Any:
        """Ignore a check if the numbers or addresses have changed since."""
        if not isinstance(entry, Mapping) or not entry.get("verified_as"):
            return entry
        if entry["verified_as"] == numbers_of(entry):
            return entry
        return {key: value for key, value in entry.items() if key != "verified_on"}


def numbers_of(entry: Mapping[str, Any]) -> str:
    """The numbers and addresses of an entry of `contacts.yaml`, as `verified_as` repeats them."""
    channels = entry.get("channels")
    given = channels if isinstance(channels, list | tuple) else ()
    values = (one.get("value", "") if isinstance(one, Mapping) else "" for one in given)
    return ", ".join(map(str, values))


class CheckLimit(Authored):
    """For how many months at most a check is valid, and why not longer."""

    months: Annotated[int, Field(ge=1, le=60)]
    source: NonEmptyStr


def good_until(checked_on: dt.date, limits: Mapping[str, CheckLimit]) -> dt.date:
    """The latest day until which a check of a helpline made on this day can be valid."""
    months = limits[HELP_LINES].months if HELP_LINES in limits else USUAL_MONTHS
    year, month = divmod(checked_on.month - 1 + months, 12)
    year, month = checked_on.year + year, month + 1
    return dt.date(year, month, min(checked_on.day, calendar.monthrange(year, month)[1]))
