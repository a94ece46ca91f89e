"""Helpers for forms: reads their fields, and keeps a message for each field that is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response

from printroom.desk.common.users import Person
from printroom.desk.common.wording import sentence
from printroom.model import NotFitToPrint, Problem, WrongOption

MOST_FIELDS = 20
ENTER_NAME = "Enter your full name"


def posted(
    answer: Callable[[Request, FormData], Response], most_fields: int = MOST_FIELDS
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that reads a form without files, and calls `answer` with it in a thread."""

    async def send(request: Request) -> Response:
        data = await request.form(max_files=0, max_fields=most_fields)
        return await run_in_threadpool(answer, request, data)

    return send


def texts_of(
    data: ImmutableMultiDict[str, object], names: Iterable[str], longest: int
) -> dict[str, str]:
    """The fields with these names, each on one line and cut to `longest` characters."""
    found = {name: data.get(name) for name in names}
    return {
        name: " ".join(value[:longest].split()) if isinstance(value, str) else ""
        for name, value in found.items()
    }


def signing_as(person: Person, typed: str) -> str:
    """The name to sign with: that of the account, or the typed one if there are no accounts."""
    return person.name or typed


def empty_field_messages(form: object, **needed: str) -> dict[str, str]:
    """The message of each of these fields that is empty."""
    return {name: message for name, message in needed.items() if not getattr(form, name)}


def needed_day(option: str, text: str, today: dt.date) -> dt.date:
    """The day in a field that must not be empty. Raises `WrongOption`."""
    if (day := parse_day(text)) is None:
        raise WrongOption(option, f"enter the day as year, month and day, such as {today}")
    return day


def parse_day(text: str) -> dt.date | None:
    """The day in a text as browsers send it, such as 2027-01-31; none if it is not a day."""
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2027-01-31") else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class CheckedForm:
    """A form as it was filled in, with its errors."""

    field_of: ClassVar[Mapping[str, str]]
    """The field for each option of the command that does the same."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """A message for each field that is wrong."""
    problems: tuple[Problem, ...] = ()
    """Mistakes that stop it and belong to no field."""

    @property
    def is_wrong(self) -> bool:
        """Whether there is any error."""
        return bool(self.errors or self.problems)

    def done(self, do: Callable[[], object]) -> Self:
        """Call `do` unless a field is wrong; returns the form with the errors that this raises."""
        if self.errors:
            return self
        try:
            do()
        except WrongOption as error:
            return replace(self, errors={self.field_of[error.option]: sentence(str(error))})
        except NotFitToPrint as error:
            return self.with_problems(error.problems)
        return self

    def with_problems(self, problems: Iterable[Problem]) -> Self:
        """The form with these problems, each at its field if it belongs to one."""
        errors: dict[str, str] = {}
        others = []
        for problem in problems:
            if problem.path in self.field_of:
                message = sentence(f"{problem.message}: {problem.fix}")
                errors[self.field_of[problem.path]] = message
            else:
                others.append(problem.shorten())
        return replace(self, errors=errors, problems=tuple(others))
