"""The kit list: what to bring for all activities, without items that others cover."""

from __future__ import annotations

import re
from collections.abc import Iterable

Options = tuple[frozenset[str], ...]

_AND = re.compile(r",? and |, ")
_ARTICLE = re.compile(r"^an? ")


def kit(things: Iterable[str]) -> tuple[str, ...]:
    """The items in order, without those that are brought anyway.

    "Pencils and crayons" cover "A pencil each", and "A pen or pencil each", too.
    """
    named = [(thing, _options(thing)) for thing in things]
    return tuple(
        thing
        for number, (thing, own) in enumerate(named)
        if not any(
            _covers(other, own) and (place < number or not _covers(own, other))
            for place, (_, other) in enumerate(named)
        )
    )


def _covers(one: Options, other: Options) -> bool:
    """Whether any choice of the first item includes the other."""
    return all(any(wanted <= brought for wanted in other) for brought in one)


def _options(thing: str) -> Options:
    """The alternatives of an item, each a set of things; an item with a colon is not divided."""
    if ":" in thing:
        return (frozenset([thing.casefold()]),)
    options = thing.casefold().removesuffix(" each").split(" or ")
    return tuple(frozenset(map(_name, _AND.split(option))) for option in options)


def _name(name: str) -> str:
    """A name without article and plural."""
    return _ARTICLE.sub("", name.strip()).removesuffix("s")
