"""Parts: what a snippet says in one document, as a tree with the place of every word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

CONFIDENCE = ("Not sure yet", "Very sure")
"""What stands at the two ends of the marks under a `confidence` block."""


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a part: what it is, its own text, what it holds, and where it was written.

    `kind` is one of `KINDS`; `name` is the target of a link or picture, the name of a block, or
    the level of a heading; `text` is a text's words, a picture's alternative, a block's argument.
    """

    kind: str
    text: str = ""
    children: tuple[Node, ...] = ()
    name: str = ""
    line: int = 1
    column: int = 1

    def walk(self) -> Iterator[Node]:
        """This node and all that it holds, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> str:
        """All that this node says, in reading order."""
        between = "" if self.kind in ("paragraph", "heading", *INLINE_KINDS) else "\n"
        inner = between.join(child.words() for child in self.children)
        if self.kind == "block" and not self.children:
            return ""  # a block that holds nothing has a measure for its text, and prints none
        own = " " if self.kind == "break" else self.text
        return f"{own}\n{inner}" if own and inner else own or inner


BLOCK_KINDS = (
    "paragraph",
    "heading",
    "bullets",
    "numbers",
    "item",
    "table",
    "row",
    "header",
    "cell",
    "quote",
    "block",
)
INLINE_KINDS = ("text", "strong", "emphasis", "link", "picture", "break")
KINDS = BLOCK_KINDS + INLINE_KINDS


@dataclass(frozen=True, slots=True)
class Part:
    """What a snippet says in one document: the blocks under one of its headings."""

    document: str
    nodes: tuple[Node, ...]
    path: str
    line: int
