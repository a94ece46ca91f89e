"""Names of lists that are saved at the desk: what a name would replace, and why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from printroom.desk.state.drops import Drop, list_folders, lists_folder
from printroom.desk.state.shop import Shop
from printroom.load.schools.lists_and_terms import lists_at
from printroom.load.schools.read_school_list import load_schools
from printroom.load.schools.term_file import load_term, term_names
from printroom.model import NotFitToPrint

LONGEST_NAME = 100
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def suggested(drop: Drop) -> str:
    """A name for the list, made of that of its file."""
    stem = Path(drop.sent.path).stem.casefold()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "schools"


def wrong_name(name: str, shop: Shop, *, replaces: bool) -> str:
    """Why a list cannot be saved under a name; empty if it can."""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        return "Enter a name in small letters, digits and hyphens, such as 2027-spring"
    if hidden := hidden_by(name, shop):
        return f"{hidden}: enter another name, so that neither hides the other"
    if (replaced := replaced_by(name, shop)) and not replaces:
        return (
            f"There is a list of this name already, {replaced}: enter another name, or replace it"
        )
    return ""


def hidden_by(name: str, shop: Shop) -> str:
    """The list of the materials that nobody could choose any more; empty if there is none."""
    names = {file.name for file in lists_at(list_folders(shop.settings.materials)[0])}
    return f"There is a list {name}.csv among the materials" if f"{name}.csv" in names else ""


def replaced_by(name: str, shop: Shop) -> str:
    """The list that would be replaced, with its schools and terms; empty if there is none."""
    file = lists_folder(shop.settings) / f"{name}.csv"
    if not NAME.fullmatch(name) or not file.exists():
        return ""
    terms = ", ".join(terms_with(file, shop))
    used = f", from which {terms} is printed" if terms else ""
    return f"{file.name} with {_count(file, shop)}{used}"


def _count(file: Path, shop: Shop) -> str:
    try:
        count = len(load_schools(file, shop.sources().library.names).schools)
    except NotFitToPrint:
        return "mistakes in it"
    return f"{count:,} {'school' if count == 1 else 'schools'}"


def terms_with(file: Path, shop: Shop) -> Iterator[str]:
    """The terms that print for the schools of a list."""
    materials, library = shop.settings.materials, shop.sources().library
    for name in term_names(materials, []):
        try:
            path = load_term(materials, name, library).listed.path
        except NotFitToPrint:
            continue
        if Path(path).resolve() == file.resolve():
            yield name
