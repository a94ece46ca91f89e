"""Find headings, numbers, tables and charts that Markdown would print as text, change or drop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from printroom.load.sources.text_file import Source
from printroom.model import Node, Problem

_MOST_BARS = 8
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?(\s?%)?")
_NO_LETTERS = re.compile(r"[\W_]+")
_BAR = re.compile(r"(?<!\\)\|")
ChartError = tuple[int, str, str, str]
"""The line of a chart's error, the words in question, the message and the fix."""


@dataclass(frozen=True)
class Findings:
    """The problems of one file, collected while its Markdown is read."""

    source: Source
    problems: list[Problem]

    def refuse(self, code: str, message: str, fix: str, line: int, column: int = 1) -> None:
        """Add a problem."""
        self.problems.append(self.source.problem(code, message, fix, line=line, column=column))

    def has(self, line: int) -> bool:
        """Whether this line has a problem already: one mistake is reported once."""
        return any(problem.line == line for problem in self.problems)

    def column(self, text: str, line: int, after: int = 0) -> int:
        """The column at which a text begins in a line, from `after` on; `after` if it is not found.

        Text with escapes or entities is written otherwise in the line, and is not found.
        """
        return max(self.source.line(line).find(text, after), after) + 1


def refuse_disguised_headings(
    findings: Findings, nodes: Iterable[Node], headings: Mapping[str, str]
) -> None:
    """Refuse lines that hold nothing but a document's heading, written as ordinary text.

    `headings` gives each heading by its `bare_words`. A list item may be called like a document.
    """
    for node in nodes:
        if node.kind in ("paragraph", "heading"):
            for line, text in _lines(node):
                heading = headings.get(bare_words(text))
                if heading is not None and not findings.has(line):
                    message = (
                        f"“{text.strip()}” would print as text, but it is a document's heading"
                    )
                    fix = f"write “## {heading}” at the left margin, or use it in a sentence"
                    findings.refuse("disguised-heading", message, fix, line)
        elif node.kind != "item":
            refuse_disguised_headings(findings, node.children, headings)


def refuse_renumbering(findings: Findings, items: Sequence[tuple[int, int]]) -> None:
    """Refuse an item whose number would print as another; items are their lines and numbers.

    Markdown counts on from the first number whatever the others are. All may be the same.
    """
    first = items[0][1]
    if any(number != first for _, number in items):
        for count, (line, number) in enumerate(items):
            if number != first + count:
                message = f"“{number}.” would print as {first + count}"
                fix = "number the items one by one, or end the list with a paragraph before it"
                findings.refuse("renumbered", message, fix, line)
                return


def refuse_empty_heads(findings: Findings, table: Node) -> None:
    """Refuse an empty heading of a column or row; the corner may be empty.

    Where the whole head is empty, the first cell of each row heads its row.
    """
    head, *rows = table.children
    has_head = any(map(_is_filled, head.children))
    heading = head.children if has_head else [row.children[0] for row in rows]
    for number, cell in enumerate(heading):
        is_corner = has_head and number == 0 and len(head.children) > 1
        if not _is_filled(cell) and not is_corner:
            what = f"column {number + 1}" if has_head else "this row"
            message = f"{what} of the table has no heading, which a screen reader needs"
            findings.refuse("empty-head", message, "write what it contains", cell.line)
            return


def _is_filled(cell: Node) -> bool:
    return bool(cell.words().strip()) or any(node.kind == "picture" for node in cell.walk())


def refuse_lost_cells(findings: Findings, first: int, end: int) -> None:
    """Refuse table rows with more cells than the head, which CommonMark drops silently."""
    rows = [_cells(findings.source.line(number)) for number in range(first, end)]
    for number, cells in enumerate(rows, first):
        if cells > rows[0]:
            message = f"this row has {cells} cells, but the head of its table has {rows[0]}"
            findings.refuse("lost-cell", message, "give each row as many cells as the head", number)


def chart_errors(line: int, nodes: Sequence[Node]) -> Iterator[ChartError]:
    """Why a chart that opens on this line cannot be drawn."""
    if [node.kind for node in nodes] != ["table"]:
        fix = "write a table: | Who helps | Children |, then |---|---|, then a row for each bar"
        yield line, "", "a block “chart” holds one table and nothing else", fix
        return
    head, *rows = nodes[0].children
    columns = len(head.children)
    if columns != 2:
        message = f"the table of a chart has two columns, and this one has {columns}"
        yield head.line, "", message, "keep a name for each bar, and its number"
    elif not 1 <= len(rows) <= _MOST_BARS:
        message = f"a chart has 1 to {_MOST_BARS} bars, and this one has {len(rows)}"
        fix = "write a row for each bar; make two charts of more than eight"
        yield head.line, "", message, fix
    else:
        for row in nodes[0].children:
            if not all(cell.words().strip() for cell in row.children):
                fix = "write in each row what is counted, and how many there are"
                yield row.line, "", "a cell of this chart is empty", fix
        yield from _number_errors(rows)


def _number_errors(rows: Sequence[Node]) -> Iterator[ChartError]:
    """Values that are not numbers, or that have a % where those above have none."""
    signs = set()
    for row in rows:
        value = row.children[1]
        words = value.words().strip()
        match = _NUMBER.fullmatch(words)
        if not words:
            continue
        if match is None:
            fix = "write a number such as 40, 1200, 12.5 or 40%; the head says what it counts"
            yield row.line, words, f"“{words}” is not a number that a bar can show", fix
        elif not _is_plain(value):
            message = "a number in a chart is plain text, or a link to its fact"
            yield row.line, words, message, "write [40%](fact:its-name), or the number alone"
        else:
            signs.add(match[1] is not None)
            if len(signs) > 1:
                fix = "write % after all numbers of a chart, or after none"
                message = f"“{words}” has {'a' if match[1] else 'no'} %, unlike those above"
                yield row.line, words, message, fix
                return


def _is_plain(cell: Node) -> bool:
    """Whether a value is nothing but text, or a link to its fact."""
    plain = ("cell", "text", "strong", "emphasis")
    return all(node.kind in plain or node.name.startswith("fact:") for node in cell.walk())


def bare_words(text: str) -> str:
    """A line in small letters without punctuation, to compare it with headings."""
    return " ".join(_NO_LETTERS.sub(" ", text).casefold().split())


def _lines(node: Node) -> Iterator[tuple[int, str]]:
    """The text of a paragraph or heading, line by line."""
    line, text = node.line, ""
    for child in node.children:
        if child.kind == "break" or (child.kind == "text" and child.text == " "):
            yield line, text
            line, text = line + 1, ""
        else:
            text += child.words()
    yield line, text


def _cells(row: str) -> int:
    """How many cells a table's row has."""
    return len(_BAR.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1
