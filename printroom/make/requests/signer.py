"""The person who signs, as the options of `sign` and the form at the desk name them."""

from __future__ import annotations

import datetime as dt

from printroom.ledger.given_codes import code_in
from printroom.ledger.signing import Signer
from printroom.make.requests.wanted_pack import WrongOption

LONGEST_AGO_DAYS = 366
"""Nobody remembers for longer which words they read."""


def signer_of(reviewer: str, role: str, on: dt.date | None, code: str, today: dt.date) -> Signer:
    """The person who signs. Raises `WrongOption` for an impossible day or code."""
    if on is not None:
        refuse_future(on, today)
    if on and (today - on).days > LONGEST_AGO_DAYS:
        message = "this is more than a year ago: print the pack, read it, and sign it then"
        raise WrongOption("--on", message, str(on))
    if code and code_in(code) is None:
        raise WrongOption(
            "--code", "a code looks like ABC-DEF; or name the folder of its pack", code
        )
    return Signer(reviewer, role, on or today, code_in(code) or "")


def refuse_future(on: dt.date, today: dt.date) -> None:
    """Raise `WrongOption` for a day that is still to come."""
    if on > today:
        raise WrongOption("--on", "this date is in the future", str(on))
