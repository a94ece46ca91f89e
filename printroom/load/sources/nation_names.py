"""Replaces the names that people write for nations, such as N. Ireland, with the nations' ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import KnownNames, Library, Problem, SchoolChoice, Term, name_key

C = TypeVar("C", bound=SchoolChoice)


def with_nation_ids(library: Library) -> Library:
    """The library with nations' ids in contacts, sign-offs, remarks and withdrawals."""
    nation = library.names.nation
    contacts = {
        name: contact.model_copy(update={"nations": tuple(map(nation, contact.nations))})
        for name, contact in library.contacts.items()
    }
    withdrawn = {
        name: entry.model_copy(update={"nations": tuple(map(nation, entry.nations))})
        for name, entry in library.withdrawn.items()
    }
    reviews = tuple(
        review.model_copy(update={"nation": nation(review.nation)}) for review in library.reviews
    )
    remarks = tuple(
        remark.model_copy(update={"nation": nation(remark.nation)}) for remark in library.remarks
    )
    library = replace(library, contacts=contacts, withdrawn=withdrawn)
    return replace(library, reviews=reviews, remarks=remarks)


def term_with_nation_ids(term: Term, names: KnownNames) -> Term:
    """The term with nations' ids in its choices of schools."""
    packs = tuple(_choice_by_id(pack, names) for pack in term.packs)
    return term.model_copy(update={"schools": _choice_by_id(term.schools, names), "packs": packs})


def _choice_by_id(choice: C, names: KnownNames) -> C:
    nations = tuple(map(names.nation, choice.where.nation))
    where = choice.where.model_copy(update={"nation": nations})
    return choice.model_copy(update={"where": where})


def shared_names(library: Library, texts: Mapping[str, YamlText]) -> Iterator[Problem]:
    """Names and places that two nations have: either might get the other's helplines."""
    owners = {name_key(nation_id): nation_id for nation_id in library.nations}
    for nation_id, nation in library.nations.items():
        places: list[tuple[KeyPath, str]] = [(("title",), nation.title)]
        places += [(("also", number), name) for number, name in enumerate(nation.also)]
        places += [(("places", number), name) for number, name in enumerate(nation.places)]
        for at, name in places:
            owner = owners.setdefault(name_key(name), nation_id)
            if owner != nation_id:
                message = f"“{name}” is also a name of {library.nations[owner].title}"
                yaml = texts[f"nations:{nation_id}"]
                yield yaml.problem(at, "duplicate-id", message, "take it out here or there")
