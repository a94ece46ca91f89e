"""A withdrawal as the options of `withdraw` and the form at the desk name it."""

from __future__ import annotations

import datetime as dt

from printroom.make.requests.wanted_pack import WrongOption
from printroom.model import Withdrawn


def withdrawn_entry(code: str, reason: str, instead: str, by: str, on: dt.date) -> Withdrawn:
    """The entry that withdraws a code. Raises `WrongOption` for a sentence that is missing."""
    reason, instead, by = reason.strip(), instead.strip(), " ".join(by.split())
    if not reason:
        raise WrongOption("--reason", "say in a sentence why it must not be used")
    if not instead:
        raise WrongOption("--instead", "say in a sentence what to use in its place")
    return Withdrawn(codes=(code,), on=on, reason=reason, instead=instead, by=by)
