"""Parts: the content of a snippet for one document, as a tree with source positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONFIDENCE = ("Not sure yet", "Very sure")
"""The labels at the two ends of the marks under a `confidence` block."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a part: its kind, its own text, its children and its source position.

    `kind` is one of `KINDS`; `name` is the target of a link or picture, the name of a block, the
    first number of a list, or how a cell is aligned; `text` is the words of a text or of code, the
    alternative text of a picture, or the argument of a block. A block of code holds its lines.
    `path` is the file where it was written, if that is not the file of its part.
    """

    kind: str
    text: str = ""
    children: tuple[Node, ...] = ()
    name: str = ""
    line: int = 1
    column: int = 1
    path: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and all its descendants, in reading order."""
        return walk_nodes((self,))

    @property
    def is_condition(self) -> bool:
        """Whether it only says in which versions of a session its content is printed."""
        return self.kind == "block" and self.name in CONDITIONS

    def words(self) -> str:
        """The text of this node and its descendants, in reading order."""
        between = "" if self.kind in ("paragraph", "heading", *INLINE_KINDS) else "\n"
        inner = between.join(child.words() for child in self.children)
        if self.kind == "block" and not self.children:
            return ""  # its text is a measure, such as a number of lines, and is not printed
        own = " " if self.kind == "break" else "" if self.is_condition else self.text
        return f"{own}\n{inner}" if own and inner else own or inner


def walk_nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    """These nodes and all their descendants, in reading order."""
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children[::-1]


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
INLINE_KINDS = ("text", "strong", "emphasis", "link", "picture", "break", "code")
KINDS = BLOCK_KINDS + INLINE_KINDS
FOLLOWING = "following"
"""How a condition names a session that follows another with the same group."""
CONDITIONS = ("in", "not-in")
"""Blocks whose content is printed in some versions of a session only; they never print themselves.

Their text names the versions: lengths in minutes, and `FOLLOWING`.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """The content of a snippet for one document: the blocks under one of its headings."""

    document: str
    nodes: tuple[Node, ...]
    path: str
    line: int
