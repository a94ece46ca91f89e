"""The form to sign a pack: its fields, its errors, and the command that does the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.datastructures import ImmutableMultiDict

from printroom.desk.common.forms import (
    ENTER_NAME,
    CheckedForm,
    empty_field_messages,
    needed_day,
    signing_as,
    texts_of,
)
from printroom.desk.common.settings import Settings
from printroom.desk.common.users import Person
from printroom.desk.review.pack_orders import pack_command
from printroom.ledger.signing import Signer
from printroom.make.requests.new_entries import signer_of
from printroom.model import Order, WrongOption

LONGEST = 300


@dataclass(frozen=True)
class SignForm(CheckedForm):
    """The form as it was filled in."""

    field_of: ClassVar[Mapping[str, str]] = {
        "--reviewer": "reviewer",
        "--role": "role",
        "--on": "on",
        "--code": "code",
    }

    reviewer: str = ""
    role: str = ""
    on: str = ""
    code: str = ""
    """The code of the pack that was read, so that no other words are signed."""

    @classmethod
    def empty(cls, today: dt.date, person: Person) -> SignForm:
        """The form before somebody has filled it in."""
        return cls(reviewer=person.name, on=today.isoformat())

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], person: Person) -> SignForm:
        """The form that somebody's browser sent."""
        texts = texts_of(data, ("reviewer", "role", "on", "code"), LONGEST)
        who = signing_as(person, texts["reviewer"])
        form = cls(who, texts["role"], texts["on"], texts["code"])
        needed = empty_field_messages(form, reviewer=ENTER_NAME, role="Enter your role")
        return replace(form, errors=needed)

    def signer(self, today: dt.date) -> Signer:
        """The person who signs. Raises `WrongOption` for a wrong day or a missing code."""
        on = needed_day("--on", self.on, today)
        if not self.code:
            raise WrongOption("--code", "read the pack on this page, then sign it here")
        return signer_of(self.reviewer, self.role, on, self.code, today)

    def command(self, order: Order, code: str, settings: Settings) -> str:
        """The command that makes the same sign-off."""
        options = {
            "--seed": str(order.seed) if order.seed != 1 else "",
            "--reviewer": self.reviewer or "Full Name",
            "--role": self.role or "Safeguarding lead",
            "--on": self.on,
            "--code": code,
        }
        return pack_command(settings, "sign", order, options)
