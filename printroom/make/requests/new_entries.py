"""Reads checks, remarks, sign-offs and withdrawals from options and form fields."""

from __future__ import annotations

import datetime as dt

from printroom.ledger.given_codes import code_in
from printroom.ledger.remarks import NewRemark
from printroom.ledger.signing import FULL_NAME, Signer
from printroom.load.materials.checked_contacts import ContactCheck
from printroom.model import KnownNames, Withdrawn, WrongOption

LONGEST_AGO_DAYS = 366
"""The longest time after reading in which a pack can be signed."""
LONGEST = 2000


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
    """Raise `WrongOption` for a day in the future."""
    if on > today:
        raise WrongOption("--on", "this date is in the future", str(on))


def contact_check(
    by: str, on: dt.date | None, until: dt.date | None, today: dt.date
) -> ContactCheck:
    """The check of a helpline by a person. Raises `WrongOption` for a day in the future."""
    refuse_future(on or today, today)
    return ContactCheck(" ".join(by.split()), on or today, until)


def refuse_no_name(by: str, names: KnownNames) -> None:
    """Raise `WrongOption` for a text by which nobody else could find a person."""
    if why := names.why_not_findable(by):
        raise WrongOption("--by", f"{why}: {FULL_NAME}", f"“{by}”")


def new_remark(
    document: str, part: str, says: str, by: str, on: dt.date | None, today: dt.date
) -> NewRemark:
    """The remark. Raises `WrongOption` for an empty one or an impossible day."""
    says, by = " ".join(says.split()), " ".join(by.split())
    if not says:
        raise WrongOption("--says", "say in a sentence what you would change, or what you ask")
    if len(says) > LONGEST:
        raise WrongOption("--says", f"this has {len(says):,} characters; the limit is {LONGEST:,}")
    if not says.isprintable():
        raise WrongOption("--says", "this has characters that cannot be printed")
    refuse_future(on or today, today)
    return NewRemark(document, part.strip(), says, by, on or today)


def withdrawn_entry(code: str, reason: str, instead: str, by: str, on: dt.date) -> Withdrawn:
    """The entry that withdraws a code. Raises `WrongOption` for a missing sentence."""
    reason, instead, by = reason.strip(), instead.strip(), " ".join(by.split())
    if not reason:
        raise WrongOption("--reason", "say in a sentence why it must not be used")
    if not instead:
        raise WrongOption("--instead", "say in a sentence what to use in its place")
    return Withdrawn(codes=(code,), on=on, reason=reason, instead=instead, by=by)
