"""A remark, as the options of `remark` and the form at the desk name it."""

from __future__ import annotations

import datetime as dt

from printroom.ledger.remarks import NewRemark
from printroom.make.requests.signer import refuse_future
from printroom.make.requests.wanted_pack import WrongOption

LONGEST = 2000


def new_remark(
    document: str, part: str, says: str, by: str, on: dt.date | None, today: dt.date
) -> NewRemark:
    """The remark that is meant. Raises `WrongOption` for an empty one or an impossible day."""
    says, by = " ".join(says.split()), " ".join(by.split())
    if not says:
        raise WrongOption("--says", "say in a sentence what you would change, or what you ask")
    if len(says) > LONGEST:
        raise WrongOption("--says", f"this has {len(says):,} characters; the limit is {LONGEST:,}")
    if not says.isprintable():
        raise WrongOption("--says", "this has characters that cannot be printed")
    refuse_future(on or today, today)
    return NewRemark(document, part.strip(), says, by, on or today)
