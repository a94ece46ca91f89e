"""How long a check is good at the most, such as that of a help line."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from printroom.model.base import Authored, NonEmptyStr

HELP_LINES = "help-lines"
USUAL_MONTHS = 12
"""Where the materials do not say it."""


class CheckLimit(Authored):
    """The most months for which a check is good, and why not longer."""

    months: Annotated[int, Field(ge=1, le=60)]
    source: NonEmptyStr


def good_until(checked_on: dt.date, limits: Mapping[str, CheckLimit]) -> dt.date:
    """The last day on which the check of a help line on this day can still be good."""
    months = limits[HELP_LINES].months if HELP_LINES in limits else USUAL_MONTHS
    year, month = divmod(checked_on.month - 1 + months, 12)
    year, month = checked_on.year + year, month + 1
    return dt.date(year, month, min(checked_on.day, calendar.monthrange(year, month)[1]))
