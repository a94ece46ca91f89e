"""Split a snippet at its document headings (`## Worksheet`) and read the part below each.

The headings are a closed list: a heading that is not on it is a problem, and never prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.load.blocks import BlockReader
from printroom.load.leftovers import Findings
from printroom.load.text_file import Source
from printroom.model import Part, Problem, nearest

_HEADING = re.compile(r"^ {0,3}(#{1,6})(\s*)(.*?)\s*#*\s*$")


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
    """Each line that could be meant as a document's heading, with its text."""
    for number, line in enumerate(lines[first_line - 1 :], first_line):
        match = _HEADING.match(line)
        if match and len(match[1]) <= 2 and (match[2] or match[3]):
            yield number, match[3].strip()


def _refuse_text_above(
    lines: list[str], first_line: int, findings: Findings, headings: Mapping[str, str]
) -> None:
    """Refuse text before the first heading, which would be printed nowhere."""
    for number, line in enumerate(lines, first_line):
        if line.strip():
            message = "this text is not below the heading of any document"
            fix = f"write a heading such as “## {next(iter(headings), '…')}” above it"
            findings.refuse("no-heading", message, fix, number)
            return
