"""The kit: what each activity needs in, what to bring out, nothing twice in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable

Options = tuple[frozenset[str], ...]

_AND = re.compile(r",? and |, ")
_ARTICLE = re.compile(r"^an? ")


def kit(things: Iterable[str]) -> tuple[str, ...]:
    """The things in their order, without those that are brought anyway.

    Whoever brings "Pencils and crayons" has "A pencil each", and "A pen or pencil each", too.
    """
    named = [(thing, _options(thing)) for thing in things]
    return tuple(
        thing
        for number, (thing, own) in enumerate(named)
        if not any(
            _brings(other, own) and (place < number or not _brings(own, other))
            for place, (_, other) in enumerate(named)
            if place != number
        )
    )


def _brings(one: Options, other: Options) -> bool:
    """Whether whoever brings the one, however they choose, has brought the other."""
    return all(any(wanted <= brought for wanted in other) for brought in one)


def _options(thing: str) -> Options:
    """What a thing may be, each as the names of all that belongs to it; a place set up is one."""
    if ":" in thing:
        return (frozenset([thing.casefold()]),)
    options = thing.casefold().removesuffix(" each").split(" or ")
    return tuple(frozenset(map(_name, _AND.split(option))) for option in options)


def _name(said: str) -> str:
    """A name without article and plural."""
    return _ARTICLE.sub("", said.strip()).removesuffix("s")
