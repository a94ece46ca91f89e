"""The check of a help line, as `contacts checked` and the form at the desk name it."""

from __future__ import annotations

import datetime as dt

from printroom.load.materials.checked_contacts import ContactCheck
from printroom.make.requests.signer import refuse_future
from printroom.make.requests.wanted_pack import WrongOption
from printroom.model import KnownNames


def contact_check(
    by: str, on: dt.date | None, until: dt.date | None, today: dt.date
) -> ContactCheck:
    """That somebody has called a number. Raises `WrongOption` for a day that is still to come."""
    refuse_future(on or today, today)
    return ContactCheck(" ".join(by.split()), on or today, until)


def refuse_no_name(by: str, names: KnownNames) -> None:
    """Raise `WrongOption` for what is no name of a person."""
    is_name = any(sign.isalpha() for sign in by) and by.isprintable() and not set("{}") & set(by)
    if names.is_placeholder(by) or names.no_person(by) or not is_name:
        raise WrongOption("--by", "this is not a name", f"“{by}”")
