"""Read the blocks of a part: its lines in, its nodes out, whatever stands in blocks of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from printroom.load.charts import chart_faults
from printroom.load.findings import Findings
from printroom.load.markdown import MAX_NESTING, MarkdownReader
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
"""The blocks that authors may use; a block of one audience may stand in its documents only."""

TITLED_BLOCKS = ("card", "slip", "chart")
EMPTY_BLOCKS = {"write", "draw", "activity"}
NUMBERED_BLOCKS = {"write": (1, 30), "draw": (15, 230)}

_FENCE = re.compile(r"^:{3,}\s*([^\s:]*)\s*(.*?)\s*$")
_CODE = re.compile(r"\{\{|\{%|\{#")


@dataclass
class _Open:
    """A block that is being read."""

    name: str
    text: str
    line: int
    nodes: list[Node] = field(default_factory=list)


class BlockReader:
    """Reads the lines of one part: a stack of open blocks, and CommonMark between them."""

    def __init__(self, findings: Findings, headings: Mapping[str, str]) -> None:
        self.findings = findings
        self.markdown = MarkdownReader(findings, headings)
        self.stack = [_Open("", "", 0)]

    def read(self, lines: list[str], first_line: int) -> tuple[Node, ...]:
        """The nodes of the part; what is no block and no Markdown of ours is refused."""
        pending: list[str] = []
        start = first_line
        for number, line in enumerate(lines, first_line):
            self._refuse_code(line, number)
            if self._is_fence(line, number):
                self._prose(pending, start)
                self._fence(line.strip(), number)
                pending, start = [], number + 1
            else:
                pending.append(line)
        self._prose(pending, start)
        while len(self.stack) > 1:
            left_open = self.stack.pop()
            message = f"the block “{left_open.name}” is never closed"
            fix = "write ::: on a line of its own where it ends"
            self.findings.refuse("unclosed-block", message, fix, left_open.line)
        return tuple(self.stack[0].nodes)

    def _refuse_code(self, line: str, number: int) -> None:
        if found := _CODE.search(line):
            message = f"“{found[0]}” belongs in templates: in a snippet it never runs"
            column = found.start() + 1
            self.findings.refuse("template-code", message, "take it out", number, column)

    def _is_fence(self, line: str, number: int) -> bool:
        is_indented = line.lstrip().startswith(":::") and not line.startswith(":::")
        if is_indented:
            message, fix = "a block starts at the left margin", "take the spaces before ::: away"
            self.findings.refuse("indented-block", message, fix, number)
        return is_indented or line.startswith(":::")

    def _prose(self, lines: list[str], start: int) -> None:
        if any(line.strip() for line in lines):
            self.stack[-1].nodes.extend(self.markdown.read(lines, start))

    def _fence(self, line: str, number: int) -> None:
        match = _FENCE.match(line)
        name, text = (match[1], match[2]) if match else ("", "")
        if not name:
            self._close(number)
            return
        if name not in BLOCKS:
            message, fix = f"there is no block “{name}”", nearest(name, BLOCKS)
            self.findings.refuse("unknown-block", message, fix, number, line.find(name) + 1)
        elif name in NUMBERED_BLOCKS:
            self._refuse_odd_number(name, text, number)
        elif text and name not in TITLED_BLOCKS:
            message, fix = f"“{name}” has no title", "write its words on the next line"
            self.findings.refuse("not-right", message, fix, number, line.rfind(text) + 1)
        if len(self.stack) > MAX_NESTING:
            message = "blocks are nested too deeply"
            self.findings.refuse("too-deep", message, "write it flatter", number)
        self.stack.append(_Open(name, text, number))

    def _refuse_odd_number(self, name: str, text: str, number: int) -> None:
        low, high = NUMBERED_BLOCKS[name]
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            message = f"“{name}” needs a number from {low} to {high}"
            self.findings.refuse("not-right", message, f"write ::: {name} {low + 2}", number)

    def _close(self, number: int) -> None:
        if len(self.stack) == 1:
            message, fix = "no block is open here", "take this line out"
            self.findings.refuse("unopened-block", message, fix, number)
            return
        block = self.stack.pop()
        self._refuse_odd_block(block)
        if block.name == "chart" and block.nodes:
            self._refuse_undrawn(block)
            _say_title(block)
        self.stack[-1].nodes.append(
            Node("block", block.text, tuple(block.nodes), block.name, block.line, 1)
        )

    def _refuse_odd_block(self, block: _Open) -> None:
        """What a block holds must be what it is for."""
        name, line = block.name, block.line
        if name in EMPTY_BLOCKS:
            if block.nodes:
                message = f"“{name}” holds nothing"
                self.findings.refuse("not-right", message, "move its words out", line)
        elif not block.nodes:
            message = f"the block “{name}” is empty"
            self.findings.refuse("empty-part", message, "fill it in", line)
        elif name == "steps" and [node.kind for node in block.nodes] != ["numbers"]:
            message = "“steps” holds one numbered list and nothing else"
            self.findings.refuse("not-right", message, "number its lines 1. 2. 3.", line)

    def _refuse_undrawn(self, chart: _Open) -> None:
        for line, words, message, fix in chart_faults(chart.line, chart.nodes):
            if not self.findings.knows(line):
                column = self.findings.source.line(line).rfind(words) + 1 if words else 1
                self.findings.refuse("not-right", message, fix, line, column)


def _say_title(block: _Open) -> None:
    """Let a title be the first paragraph of its block, so that all that is read is looked at."""
    if block.text:
        said = Node("text", block.text, line=block.line)
        block.nodes.insert(0, Node("paragraph", "", (said,), line=block.line))
        block.text = ""
