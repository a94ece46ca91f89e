"""Read the body of a snippet: document headings, the `:::` blocks below them, and Markdown.

Headings (`## Worksheet`) and blocks are closed lists: what is not on them is a problem, and never
prints. Both are found line by line: the container plugin of markdown-it accepts an indented block,
closes an open one silently, and ends at the first `:::` of a block within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from printroom.load.snippets.markdown import MAX_NESTING, read_markdown
from printroom.load.snippets.markdown_checks import (
    Findings,
    bare_words,
    chart_errors,
    refuse_disguised_headings,
)
from printroom.load.sources.text_file import Source, template_code
from printroom.model import CONDITIONS, FOLLOWING, Node, Part, Problem, nearest

BLOCKS: Mapping[str, str | None] = {
    "say": "facilitator",
    "alert": "facilitator",
    "note": "facilitator",
    "today": "facilitator",
    "key": None,
    "story": None,
    "help": None,
    "steps": None,
    "write": None,
    "draw": None,
    "confidence": None,
    "code": None,
    "chart": None,
    "activity": None,
    "card": None,
    "slip": None,
    "in": None,
    "not-in": None,
}
"""The blocks that authors may use; one of an audience may be used in its documents only."""
_TITLED = ("card", "slip", "chart")
_EMPTY = ("write", "draw", "activity", "today")
_VERSION = re.compile(rf"[1-9][0-9]{{1,2}}|{FOLLOWING}")
"""How a condition names a version of a session: the length in minutes, or that it follows."""
_NUMBERED = {"write": (1, 30), "draw": (15, 230)}

_HEADING = re.compile(r"^ {0,3}(#{1,6})(\s*)(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^:{3,}\s*([^\s:]*)\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class _Section:
    """A document heading: its line and its text, and the last line of what is below it."""

    line: int
    heading: str
    end: int


def read_parts(
    source: Source, first_line: int, headings: Mapping[str, str]
) -> tuple[dict[str, Part], list[Problem]]:
    """The parts of a snippet by document. `headings` gives the document of each known heading.

    `first_line` is the first line after the front matter, counted from 1.
    """
    findings = Findings(source, [])
    parts: dict[str, Part] = {}
    sections = list(_sections(source.lines, first_line, findings, headings))
    cut_off = {problem.line - 1 for problem in findings.problems}
    for section in sections:
        document = headings.get(section.heading)
        if document is None:
            message = f"“## {section.heading}” is not the heading of a document"
            fix = nearest(section.heading, headings)
            findings.refuse("unknown-heading", message, fix, section.line, 4)
        elif document in parts:
            message, fix = f"“{section.heading}” appears twice", "put the two parts together"
            findings.refuse("duplicate-id", message, fix, section.line, 4)
        else:
            before = len(findings.problems)
            lines = source.lines[section.line : section.end]
            nodes = BlockReader(findings, headings).read(lines, section.line + 1)
            if not nodes and before == len(findings.problems) and section.end not in cut_off:
                message = f"there is nothing under “{section.heading}”"
                fix = "write something or take the heading out"
                findings.refuse("empty-part", message, fix, section.line)
            parts[document] = Part(document, nodes, source.path, section.line)
    return parts, findings.problems


def _sections(
    lines: list[str], first_line: int, findings: Findings, headings: Mapping[str, str]
) -> Iterator[_Section]:
    """The sections with a properly written heading; the other headings are refused."""
    marks = list(_marks(lines, first_line))
    before = lines[first_line - 1 : marks[0][0] - 1 if marks else len(lines)]
    _refuse_text_above(before, first_line, findings, headings)
    ends = [*(mark[0] - 1 for mark in marks[1:]), len(lines)]
    for (number, heading), end in zip(marks, ends, strict=False):
        line = lines[number - 1]
        if line.startswith("## "):
            yield _Section(number, heading, end)
        else:
            message = f"“{line.strip()}” is not written as a document's heading"
            fix = f"write “## {heading}”: at the left margin, two signs and a space"
            findings.refuse("unknown-heading", message, fix, number)


def _marks(lines: list[str], first_line: int) -> Iterator[tuple[int, str]]:
    """Each line that could be meant as a document's heading, with its text; none in code."""
    is_code = False
    for number, line in enumerate(lines[first_line - 1 :], first_line):
        if fence := _FENCE.match(line):
            is_code = fence[1] == "code"
        match = None if is_code else _HEADING.match(line)
        if match and len(match[1]) <= 2 and (match[2] or match[3]):
            yield number, match[3].strip()


def _refuse_text_above(
    lines: list[str], first_line: int, findings: Findings, headings: Mapping[str, str]
) -> None:
    """Refuse text before the first heading, which no document would print."""
    for number, line in enumerate(lines, first_line):
        if line.strip():
            message = "this text is not below the heading of any document"
            fix = f"write a heading such as “## {next(iter(headings), '…')}” above it"
            findings.refuse("no-heading", message, fix, number)
            return


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
        """The nodes of the part, whose first line has this number."""
        pending: list[str] = []
        start = first_line
        for number, line in enumerate(lines, first_line):
            if self.stack[-1].name == "code" and not self._is_fence(line, number):
                self.stack[-1].nodes.append(Node("code", line.rstrip().expandtabs(4), line=number))
                pending, start = [], number + 1
                continue
            if code := template_code(line):
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

    def _is_fence(self, line: str, number: int) -> bool:
        """Whether a line ends a block of code; one that begins a block is a mistake in it."""
        found = _FENCE.match(line)
        if found and found[1]:
            message = "the block “code” is not closed above this line"
            fix = "write ::: on a line of its own where the code ends"
            self.findings.refuse("unclosed-block", message, fix, number)
        return found is not None

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
        elif name in CONDITIONS:
            self._check_versions(name, text, number)
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

    def _check_versions(self, name: str, text: str, number: int) -> None:
        if not text or not all(map(_VERSION.fullmatch, text.split())):
            message = f"the block “{name}” does not say which versions of a session print it"
            fix = f"write, for example, ::: {name} 45, or ::: {name} {FOLLOWING}"
            self.findings.refuse("not-right", message, fix, number)

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
        """Refuse a block whose content is not what the block is for."""
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
        for line, words, message, fix in chart_errors(chart.line, chart.nodes):
            if not self.findings.has(line):
                column = self.findings.source.line(line).rfind(words) + 1 if words else 1
                self.findings.refuse("not-right", message, fix, line, column)


def _title(chart: _Open) -> Iterator[Node]:
    """A chart's title as its first paragraph, so that every check of texts sees it."""
    if chart.text:
        text = Node("text", chart.text, line=chart.line)
        yield Node("paragraph", "", (text,), line=chart.line)
