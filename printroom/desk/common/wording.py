"""Rewords messages for the desk: names of options and commands become those of fields and pages."""

from __future__ import annotations

import re
from collections.abc import Callable

_RULES: tuple[tuple[str, str], ...] = (
    (
        r"add a column URN with the reference number of each school, or one of your own",
        "choose “Reference number” for its column below; or add a column URN to the spreadsheet, "
        "with a number of your own for each school",
    ),
    (
        r"add a column School with the name of each school",
        "choose “Name of the school” for its column below, or add a column School",
    ),
    (
        r"add a column Nation; or, if all are in one, --nation with one of .*",
        "choose the nation below, if all schools are in one; or add a column Nation",
    ),
    (r"add --nation \([^)]*\)", "choose the nation below"),
    (r"leave this row out: --leave-out \S+", "leave this row out below"),
    (r", or say what they are: --map", ""),
    (r"leave it out: --ignore .*", "choose “Not needed” for it below"),
    (r"say which one: (?=--sheet|$)", "type the name of the right one under “Sheet” below: "),
    (r"--sheet (?=“)", ""),
    (r"see `printer save --help`", "docs/options.md says how a printer is measured"),
    (
        r"To import another spreadsheet: python3 generate\.py lists import FILE",
        "Other spreadsheets are imported under “Before a term”",
    ),
    (r"; to see the session: python3 generate\.py list \S+", ""),
    (r"see: python3 generate\.py contacts", "call them, then see “Helplines”"),
    (r"see: python3 generate\.py list --signed", "see “Review”"),
    (r"choose another with --template", "choose another"),
    (r"was made, with --only: make", "was made: make"),
    (r"leave out --only, or name .*--only worksheet", "choose another document, or all of them"),
    (r"--school names a school in a list already", "a school is picked from a list already"),
    (r"leave out --nation, or correct the school", "choose that nation, or correct the school"),
    (r"name the school, too: --school-name", "name the school, too"),
    (r": `python3 generate\.py check` names all mistakes", ""),
    (r"--base ", ""),
)
_PATTERNS = tuple((re.compile(pattern), instead) for pattern, instead in _RULES)


def at_desk(text: str) -> str:
    """A message without the options and commands of the command line."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def sentence(text: str) -> str:
    """A message at the desk as a sentence that begins with a capital."""
    text = at_desk(text)
    return f"{text[:1].upper()}{text[1:]}".rstrip(": ")


FILTERS: dict[str, Callable[[str], str]] = {"at_desk": at_desk, "sentence": sentence}
"""The filters for templates."""
