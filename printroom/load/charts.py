"""Charts: what stands in a `::: chart` block in, all that cannot be drawn of it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from printroom.model import Node

MOST_ROWS = 8
Fault: TypeAlias = tuple[int, str, str, str]
"""Its line, the words that are wrong, what is wrong with them, and how to mend it."""

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?(\s?%)?")
_PLAIN = ("cell", "text", "strong", "emphasis")
_SHAPE = "write a table: | Who helps | Children |, then |---|---|, then a row for each bar"


def chart_faults(line: int, nodes: Sequence[Node]) -> Iterator[Fault]:
    """What is wrong with a chart that is opened on this line; nothing, if it can be drawn."""
    if [node.kind for node in nodes] != ["table"]:
        yield line, "", "“chart” holds one table and nothing else", _SHAPE
        return
    head, *rows = nodes[0].children
    columns = len(head.children)
    if columns != 2:
        wrong = f"the table of a chart has two columns, and this one has {columns}"
        yield head.line, "", wrong, "keep a name for each bar, and its number"
    elif not 1 <= len(rows) <= MOST_ROWS:
        wrong = f"a chart has 1 to {MOST_ROWS} bars, and this one has {len(rows)}"
        yield head.line, "", wrong, "write a row for each bar; make two charts of more than eight"
    else:
        yield from _empty(nodes[0])
        yield from _no_numbers(rows)


def _empty(table: Node) -> Iterator[Fault]:
    for row in table.children:
        if not all(cell.words().strip() for cell in row.children):
            wrong = "a cell of this chart is empty"
            yield row.line, "", wrong, "say in each row what is counted, and how many there are"


def _no_numbers(rows: Sequence[Node]) -> Iterator[Fault]:
    """Values that are no number, or have a % where those above have none."""
    signs: dict[bool, None] = {}
    for row in rows:
        value = row.children[1]
        words = value.words().strip()
        if not words:
            continue
        match = _NUMBER.fullmatch(words)
        if match is None:
            wrong = f"“{words}” is no number that a bar can be drawn for"
            fix = "write a number such as 40, 1200, 12.5 or 40%; the head says what it counts"
            yield row.line, words, wrong, fix
            continue
        if not _is_plain(value):
            wrong = "a number of a chart is no picture, and links to nothing but its fact"
            yield row.line, words, wrong, "write the number alone, or as [40%](fact:its-name)"
            continue
        signs[match[1] is not None] = None
        if len(signs) > 1:
            wrong = f"“{words}” is counted in another way than the numbers above"
            yield row.line, words, wrong, "write % behind all numbers of a chart, or behind none"
            return


def _is_plain(cell: Node) -> bool:
    """Whether a value is words, or a figure that names its source."""
    return all(node.kind in _PLAIN or node.name.startswith("fact:") for node in cell.walk())
