"""Read the `:::` blocks of one document's part, and the Markdown between them.

Blocks are found line by line. (A Markdown container would take an indented block, close an open
one in silence, and end at the first `:::` of a block within it.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from printroom.load.leftovers import Findings, bare_words, refuse_disguised_headings
from printroom.load.markdown import MAX_NESTING, read_markdown
from printroom.model import Node, nearest

BLOCKS: Mapping[str, str | None] = {
    "say": "facilitator",
    "alert": "facilitator",
    "note": "facilitator",
    "key": None,
    "story": None,
    "help": None,
    "steps": None,
    "write": None,
    "draw": None,
    "confidence": None,
    "chart": None,
    "activity": None,
    "card": None,
    "slip": None,
}
"""The blocks that authors may use; one of an audience may be used in its documents only."""
_TITLED = ("card", "slip", "chart")
_EMPTY = ("write", "draw", "activity")
_NUMBERED = {"write": (1, 30), "draw": (15, 230)}
_MOST_BARS = 8

_FENCE = re.compile(r"^:{3,}\s*([^\s:]*)\s*(.*?)\s*$")
_TEMPLATE_CODE = re.compile(r"\{\{|\{%|\{#")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?(\s?%)?")
_ChartError = tuple[int, str, str, str]
"""The line of a chart's error, the words in question, the message and the fix."""


@dataclass
class _Open:
    """A block whose end has not been reached."""

    name: str
    text: str
    line: int
    nodes: list[Node] = field(default_factory=list)


class BlockReader:
    """Reads the lines of one part with a stack of open blocks."""

    def __init__(self, findings: Findings, headings: Mapping[str, str]) -> None:
        self.findings = findings
        self.headings = {bare_words(heading): heading for heading in headings}
        self.stack = [_Open("", "", 0)]

    def read(self, lines: list[str], first_line: int) -> tuple[Node, ...]:
        """The nodes of the part, of which the first line has this number."""
        pending: list[str] = []
        start = first_line
        for number, line in enumerate(lines, first_line):
            if code := _TEMPLATE_CODE.search(line):
                message = f"“{code[0]}” is template code, which does not run in a snippet"
                column = code.start() + 1
                self.findings.refuse("template-code", message, "remove it", number, column)
            if line.lstrip().startswith(":::"):
                self._markdown(pending, start)
                self._fence(line, number)
                pending, start = [], number + 1
            else:
                pending.append(line)
        self._markdown(pending, start)
        while len(self.stack) > 1:
            unclosed = self.stack.pop()
            message = f"the block “{unclosed.name}” is never closed"
            fix = "write ::: on a line of its own where it ends"
            self.findings.refuse("unclosed-block", message, fix, unclosed.line)
        return tuple(self.stack[0].nodes)

    def _markdown(self, lines: list[str], start: int) -> None:
        if any(line.strip() for line in lines):
            nodes = read_markdown(self.findings, lines, start)
            refuse_disguised_headings(self.findings, nodes, self.headings)
            self.stack[-1].nodes += nodes

    def _fence(self, line: str, number: int) -> None:
        """A line that begins or ends a block."""
        if not line.startswith(":::"):
            message, fix = "a block must start at the left margin", "remove the spaces before :::"
            self.findings.refuse("indented-block", message, fix, number)
        line = line.strip()
        match = _FENCE.match(line)
        name, text = (match[1], match[2]) if match else ("", "")
        if not name:
            self._close(number)
            return
        if name not in BLOCKS:
            message, fix = f"there is no block “{name}”", nearest(name, BLOCKS)
            self.findings.refuse("unknown-block", message, fix, number, line.find(name) + 1)
        elif name in _NUMBERED:
            self._check_number(name, text, number)
        elif text and name not in _TITLED:
            message, fix = f"a block “{name}” has no title", "write its words on the next line"
            self.findings.refuse("not-right", message, fix, number, line.rfind(text) + 1)
        if len(self.stack) > MAX_NESTING:
            message = "blocks are nested too deeply"
            self.findings.refuse("too-deep", message, "use fewer levels", number)
        self.stack.append(_Open(name, text, number))

    def _check_number(self, name: str, text: str, number: int) -> None:
        low, high = _NUMBERED[name]
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            message = f"“{name}” needs a number from {low} to {high}"
            self.findings.refuse("not-right", message, f"write ::: {name} {low + 2}", number)

    def _close(self, number: int) -> None:
        if len(self.stack) == 1:
            message, fix = "no block is open here", "delete this line"
            self.findings.refuse("unopened-block", message, fix, number)
            return
        block = self.stack.pop()
        self._check_content(block)
        text, nodes = block.text, block.nodes
        if block.name == "chart" and nodes:
            self._check_chart(block)
            nodes, text = [*_title(block), *nodes], ""
        self.stack[-1].nodes.append(Node("block", text, tuple(nodes), block.name, block.line, 1))

    def _check_content(self, block: _Open) -> None:
        """Refuse a block that holds something else than what it is for."""
        name, line = block.name, block.line
        if name in _EMPTY:
            if block.nodes:
                message = f"a block “{name}” must be empty"
                self.findings.refuse("not-right", message, "move its words out", line)
        elif not block.nodes:
            message = f"the block “{name}” is empty"
            self.findings.refuse("empty-part", message, "fill it in", line)
        elif name == "steps" and [node.kind for node in block.nodes] != ["numbers"]:
            message = "a block “steps” holds one numbered list and nothing else"
            self.findings.refuse("not-right", message, "number its lines 1. 2. 3.", line)

    def _check_chart(self, chart: _Open) -> None:
        for line, words, message, fix in _chart_errors(chart.line, chart.nodes):
            if not self.findings.has(line):
                column = self.findings.source.line(line).rfind(words) + 1 if words else 1
                self.findings.refuse("not-right", message, fix, line, column)


def _title(chart: _Open) -> Iterator[Node]:
    """A chart's title as its first paragraph, so that every check of texts sees it."""
    if chart.text:
        text = Node("text", chart.text, line=chart.line)
        yield Node("paragraph", "", (text,), line=chart.line)


def _chart_errors(line: int, nodes: Sequence[Node]) -> Iterator[_ChartError]:
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


def _number_errors(rows: Sequence[Node]) -> Iterator[_ChartError]:
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
