"""Today: puts the sentence on what a session is about into its welcome.

A welcome is the same for every session of an age group. A `today` block in it prints the session's
own sentence for the band, as a block to say aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printroom.choose.variants import BandSnippet
from printroom.model import Library, Node, Order, Part, walk_nodes

TODAY = "today"
"""The block in whose place the sentence is printed."""


def with_today(chosen: BandSnippet, order: Order, library: Library) -> BandSnippet:
    """A snippet with the sentence of the order's session in the place of each `today` block."""
    if not any(map(_has_today, chosen.parts.values())):
        return chosen
    sentence = _sentence(order, library)
    parts = {
        name: replace(part, nodes=tuple(_filled(part.nodes, sentence)))
        for name, part in chosen.parts.items()
    }
    return replace(chosen, parts=parts)


def _sentence(order: Order, library: Library) -> Node:
    """The sentence for the order's band, at its place in the session's file."""
    words = library.sessions[order.session].today[order.band]
    path = library.paths[f"sessions:{order.session}"]
    line, column = library.places.get(path, {}).get(words, (1, 1))
    text = Node("text", words, line=line, column=column, path=path)
    paragraph = Node("paragraph", children=(text,), line=line, column=column, path=path)
    return Node("block", children=(paragraph,), name="say", line=line, path=path)


def _filled(nodes: Iterable[Node], sentence: Node) -> Iterator[Node]:
    for node in nodes:
        if _is_today(node):
            yield sentence
        else:
            yield replace(node, children=tuple(_filled(node.children, sentence)))


def _has_today(part: Part) -> bool:
    return any(_is_today(node) for node in walk_nodes(part.nodes))


def _is_today(node: Node) -> bool:
    return node.kind == "block" and node.name == TODAY
