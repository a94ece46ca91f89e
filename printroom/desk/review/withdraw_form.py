"""The form to withdraw a code: what was filled in, what is wrong with it, and its command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.datastructures import ImmutableMultiDict

from printroom.desk.common.commands import command
from printroom.desk.common.forms import (
    ENTER_NAME,
    CheckedForm,
    empty_field_messages,
    parse_day,
    signing_as,
    texts_of,
)
from printroom.desk.common.settings import Settings
from printroom.desk.common.users import Person
from printroom.make.requests.wanted_pack import WrongOption
from printroom.make.requests.withdrawn_entry import withdrawn_entry
from printroom.model import Withdrawn

LONGEST = 600


@dataclass(frozen=True)
class WithdrawForm(CheckedForm):
    """The form as it was filled in."""

    field_of: ClassVar[Mapping[str, str]] = {
        "--reason": "reason",
        "--instead": "instead",
        "--by": "by",
        "--on": "on",
    }

    reason: str = ""
    instead: str = ""
    by: str = ""
    on: str = ""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], person: Person) -> WithdrawForm:
        """The form that somebody's browser sent."""
        texts = texts_of(data, ("reason", "instead", "by", "on"), LONGEST)
        by = signing_as(person, texts["by"])
        form = cls(texts["reason"], texts["instead"], by, texts["on"])
        needed = {
            "reason": "Say in a sentence why it must not be used",
            "instead": "Say in a sentence what to use in its place",
            "by": ENTER_NAME,
        }
        return replace(form, errors=empty_field_messages(form, **needed))

    def entry(self, code: str, today: dt.date) -> Withdrawn:
        """The entry that it asks for. Raises `WrongOption`."""
        day = parse_day(self.on)
        if day is None:
            raise WrongOption("--on", f"enter the day as year, month and day, such as {today}")
        return withdrawn_entry(code, self.reason, self.instead, self.by, day)

    def command(self, code: str, settings: Settings) -> str:
        """The command that withdraws the same."""
        return command(
            settings,
            *("withdraw", code),
            **{
                "--reason": self.reason or "…",
                "--instead": self.instead or "…",
                "--by": self.by or "Full Name",
                "--on": self.on,
            },
        )
