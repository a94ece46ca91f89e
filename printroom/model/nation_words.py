"""Nation words: names in braces, such as {lead}, for which each nation has words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import is_
from typing import TypeVar

from printroom.model.parts import Node, Part

T = TypeVar("T")
PLACEHOLDER = re.compile(r"\{([A-Za-z][a-z0-9-]*)\}")
"""A name in braces. With a capital, as in {Lead}, the words begin with a capital too."""

Words = Mapping[str, str]
"""The words of one nation by name."""


def fill_in(value: T, words: Words) -> T:
    """A text, part, node, list or mapping with a nation's words in place of their names.

    Braces in code are code.
    """
    return _filled(value, words)  # type: ignore[return-value]


def placeholders(value: object) -> Iterator[str]:
    """Every name in braces in a text, list or mapping, as it is written."""
    if isinstance(value, str):
        yield from PLACEHOLDER.findall(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from placeholders(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from placeholders(inner)


def words_for(name: str, words: Words) -> str | None:
    """The words for a name as it is written in the braces; none if the nation has none."""
    if (found := words.get(name)) is not None:
        return found
    found = words.get(name[:1].lower() + name[1:])
    return None if found is None else found[:1].upper() + found[1:]


def _filled(value: object, words: Words) -> object:
    """The value itself if it has no names in braces: nations share what is the same for them."""
    if isinstance(value, str):
        return _text(value, words) if "{" in value else value
    if isinstance(value, Node):
        text = value.text if value.kind == "code" else fill_in(value.text, words)
        children = fill_in(value.children, words)
        is_same = text is value.text and children is value.children
        return value if is_same else replace(value, text=text, children=children)
    if isinstance(value, tuple | list):
        return _each(value, words)
    if isinstance(value, Part):
        nodes = fill_in(value.nodes, words)
        return value if nodes is value.nodes else replace(value, nodes=nodes)
    if isinstance(value, Mapping):
        return {key: _filled(inner, words) for key, inner in value.items()}
    return value


def _text(text: str, words: Words) -> str:
    return PLACEHOLDER.sub(lambda found: words_for(found[1], words) or found[0], text)


def _each(values: tuple[object, ...] | list[object], words: Words) -> object:
    filled = tuple([_filled(one, words) for one in values])
    is_same = isinstance(values, tuple) and all(map(is_, filled, values))
    return values if is_same else filled
