"""Cleans up a school that was listed or typed in: its nation by id, and no words such as TBC."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from printroom.load.schools.school_columns import cell_errors
from printroom.model import KnownNames, NotFitToPrint, Problem, School, SchoolList
from printroom.model.list_columns import columns_of

PLACEHOLDERS_IN = columns_of("contact", "text")
"""Where words such as TBC are read as no value. A lead has to be a name, too."""
NO_LEAD_CODE = "no-lead"
SHOWN = 8
NAME_THEM = "write the name of a person, such as Ms Ann Reed, or leave it empty"


def known_school(school: School, names: KnownNames) -> School:
    """The school with its nation by id, and without texts that name nothing and nobody."""
    texts = {name: text for name in PLACEHOLDERS_IN if (text := getattr(school, name))}
    known = {name: "" for name, text in texts.items() if names.is_placeholder(text)}
    if school.lead and (names.is_placeholder(school.lead) or names.why_no_person(school.lead)):
        known["lead"] = ""
    known["nation"] = names.nation(school.nation)
    changed = {name: value for name, value in known.items() if value != getattr(school, name)}
    return school.model_copy(update=changed) if changed else school


def why_no_lead(school_id: str, lead: str, names: KnownNames) -> dict[str, str]:
    """By its id, why the lead of a school, as written, names no person; empty if it does."""
    why = "" if names.is_placeholder(lead) else names.why_no_person(lead)
    return {school_id: why} if why else {}


def unnamed_leads(listed: SchoolList) -> Iterator[Problem]:
    """A warning for each reason why leads, as they are written, name no person.

    It names schools by their ids, and repeats nothing that was written.
    """
    for why, ids in _by_reason(listed.no_leads).items():
        others = f" and {len(ids) - SHOWN} others" if len(ids) > SHOWN else ""
        schools = f"{', '.join(ids[:SHOWN])}{others}"
        message = f"not accepted as a safeguarding lead: {why}: {schools}"
        line = listed.lines.get(ids[0], 0)
        yield Problem(NO_LEAD_CODE, listed.path, message, NAME_THEM, line, stops=False)


def _by_reason(no_leads: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for school_id, why in no_leads.items():
        found.setdefault(why, []).append(school_id)
    return found


def typed_school(nation: str, typed: Mapping[str, str], names: KnownNames) -> School:
    """The school with these details, by the names of its fields in `School`.

    A word such as TBC is no name. Raises `NotFitToPrint` with a problem of each wrong detail, whose
    `path` is the name of the field; no message repeats what was typed.
    """
    if problems := [problem for name, text in typed.items() for problem in _wrong(name, text)]:
        raise NotFitToPrint(problems)
    written = {name: as_printed(text) for name, text in typed.items()}
    return known_school(School.model_validate({"nation": nation, **written}), names)


def _wrong(name: str, text: str) -> Iterator[Problem]:
    for error in cell_errors(name, text):
        fix = error.fix.replace("the cell", "it")
        yield Problem(error.code, name, error.message, fix, 0)


def as_printed(text: str) -> str:
    """A text as it prints: on one line, single spaces, letters and accents composed."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
