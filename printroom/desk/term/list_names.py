"""Checks the name under which a list is to be saved, and finds the list that it would replace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from printroom.desk.state.desk import Desk
from printroom.desk.state.uploaded_lists import UploadedList, list_folders, lists_folder
from printroom.load.schools.lists_and_terms import lists_at
from printroom.load.schools.read_school_list import load_schools
from printroom.load.schools.term_file import load_term, term_names
from printroom.model import NotFitToPrint

LONGEST_NAME = 100
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def suggested(uploaded: UploadedList) -> str:
    """A name for the list: that of the list it corrects, or made from the name of its file."""
    if uploaded.corrects:
        return uploaded.corrects
    stem = Path(uploaded.sent.path).stem.casefold()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "schools"


def corrected(given: object, desk: Desk) -> str:
    """The saved list with this name; empty if there is none."""
    is_saved = isinstance(given, str) and replaced_by(given, desk)
    return str(given) if is_saved else ""


def wrong_name(name: str, desk: Desk, *, replaces: bool) -> str:
    """Why a list cannot be saved under a name; empty if it can."""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        return "Enter a name in small letters, digits and hyphens, such as 2027-spring"
    if hidden := hidden_by(name, desk):
        return f"{hidden}: enter another name, so that neither hides the other"
    if (replaced := replaced_by(name, desk)) and not replaces:
        return (
            f"There is a list of this name already, {replaced}: enter another name, or replace it"
        )
    return ""


def hidden_by(name: str, desk: Desk) -> str:
    """A message if a list in the materials has this name, so that one would hide the other."""
    names = {file.name for file in lists_at(list_folders(desk.settings.materials)[0])}
    return f"There is a list {name}.csv among the materials" if f"{name}.csv" in names else ""


def replaced_by(name: str, desk: Desk) -> str:
    """The saved list that would be replaced, with its schools and terms; empty if there is none."""
    file = lists_folder(desk.settings) / f"{name}.csv"
    if not NAME.fullmatch(name) or not file.exists():
        return ""
    terms = ", ".join(terms_with(file, desk))
    used = f", from which {terms} is printed" if terms else ""
    return f"{file.name} with {_count(file, desk)}{used}"


def _count(file: Path, desk: Desk) -> str:
    try:
        count = len(load_schools(file, desk.sources().library.names).schools)
    except NotFitToPrint:
        return "mistakes in it"
    return f"{count:,} {'school' if count == 1 else 'schools'}"


def terms_with(file: Path, desk: Desk) -> Iterator[str]:
    """The terms that use a list of schools."""
    materials, library = desk.settings.materials, desk.sources().library
    for name in term_names(materials, []):
        try:
            path = load_term(materials, name, library).listed.path
        except NotFitToPrint:
            continue
        if Path(path).resolve() == file.resolve():
            yield name
