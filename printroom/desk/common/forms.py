"""Helpers for the forms for reviewers: reading their fields, and messages beside these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request

from printroom.desk.common.people import Person
from printroom.desk.common.wording import sentence
from printroom.model import Problem

MOST_FIELDS = 20
ENTER_NAME = "Enter your full name"


async def sent_form(request: Request) -> FormData:
    """The form that a browser sent; files are not taken."""
    return await request.form(max_files=0, max_fields=MOST_FIELDS)


def texts_of(
    data: ImmutableMultiDict[str, object], names: Iterable[str], longest: int
) -> dict[str, str]:
    """The fields with these names, each on one line and cut where nobody writes that much."""
    found = {name: data.get(name) for name in names}
    return {
        name: " ".join(value[:longest].split()) if isinstance(value, str) else ""
        for name, value in found.items()
    }


def signing_as(person: Person, typed: str) -> str:
    """The name that somebody signs with: that of their account, or without one what they typed."""
    return person.name or typed


def empty_field_messages(form: object, **needed: str) -> dict[str, str]:
    """The messages for those of these fields of a form that are empty."""
    return {name: message for name, message in needed.items() if not getattr(form, name)}


def parse_day(text: str) -> dt.date | None:
    """A day as a browser sends it; none if it is no day."""
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2027-01-31") else None
    except ValueError:
        return None


def field_errors(
    problems: Iterable[Problem], field_of: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The messages for fields, by the option that each is on the command line; and the others."""
    errors: dict[str, str] = {}
    others = []
    for problem in problems:
        if problem.path in field_of:
            errors[field_of[problem.path]] = sentence(f"{problem.message}: {problem.fix}")
        else:
            others.append(problem.shorten())
    return errors, tuple(others)
