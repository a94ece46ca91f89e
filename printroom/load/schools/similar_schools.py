"""Warns of schools in one list whose names are nearly the same: one may be there twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from printroom.model import Problem, SchoolList

SHORTEST = 10
"""The fewest letters of a name in which one wrong letter is a slip: Ash Lea and Ash Lee are two."""
_FILLERS = frozenset(("the", "school", "schools", "and", "of", "a"))
_SAME = {"saint": "st", "saints": "st", "jnr": "junior", "jr": "junior", "inf": "infant"}
_WORD = re.compile(r"\w+")
_APOSTROPHES = re.compile("['’‘`´.]")


def similar_schools(listed: SchoolList) -> Iterator[Problem]:
    """A warning for each school whose name is nearly that of one before it, in the same nation.

    Messages name schools by their ids: they may be kept in a log.
    """
    before: dict[str, str] = {}
    for school_id, school in listed.schools.items():
        forms = _forms(_plain(school.name))
        spellings = {f"{school.nation} {form}" for form in forms if form}
        known = min((form for form in spellings if form in before), default="")
        other = before.get(known)
        for form in spellings:
            before.setdefault(form, school_id)
        if other is not None:
            yield Problem(
                "similar-school",
                listed.path,
                f"“{school_id}” and “{other}” have nearly the same name",
                "if they are one school, delete one of the two rows",
                listed.lines.get(school_id, 0),
                stops=False,
            )


def _plain(name: str) -> str:
    """A name without what people write in one way or another: accents, signs and small words."""
    text = _APOSTROPHES.sub("", name.replace("&", " and ").casefold())
    if not text.isascii():
        plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text))
        text = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = (_SAME.get(word, word) for word in _WORD.findall(text))
    return "".join(word for word in words if word not in _FILLERS)


def _forms(plain: str) -> Iterator[str]:
    """The name, and the name with any letter left out: two that differ by a slip share a form."""
    yield plain
    if len(plain) >= SHORTEST:
        for at, sign in enumerate(plain):
            if not sign.isdigit():
                yield plain[:at] + plain[at + 1 :]
