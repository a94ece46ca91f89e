"""Read the words of a snippet: its text in, a part of positioned nodes for each document out.

A closed language: what is not on its lists is a problem, never visible text. Document headings
(`## Worksheet`) and blocks (`::: say`) are found line by line; what stands between them is
CommonMark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.load.blocks import BlockReader
from printroom.load.findings import Findings
from printroom.load.text import Source
from printroom.model import Part, Problem, nearest

_HEADING = re.compile(r"^ {0,3}(#{1,6})(\s*)(.*?)\s*#*\s*$")


@dataclass(frozen=True, slots=True)
class _Section:
    """A document's heading: its line and its words, and the last line of what stands below."""

    line: int
    name: str
    end: int


def read_parts(
    source: Source, first_line: int, headings: Mapping[str, str]
) -> tuple[dict[str, Part], list[Problem]]:
    """The parts of a snippet by document. `headings` gives the document of each known heading.

    `first_line` is the first line after the front matter, counted from 1.
    """
    lines = source.text.split("\n")
    findings = Findings(source, [])
    parts: dict[str, Part] = {}
    sections = list(_sections(lines, first_line, findings, headings))
    broken_off = {problem.line - 1 for problem in findings.problems}
    for section in sections:
        document = headings.get(section.name)
        if document is None:
            message = f"“## {section.name}” is no document of this kind of session"
            fix = nearest(section.name, headings)
            findings.refuse("unknown-heading", message, fix, section.line, 4)
        elif document in parts:
            message = f"“{section.name}” stands here twice"
            findings.refuse("duplicate-id", message, "put them together", section.line, 4)
        else:
            own = Findings(source, findings.problems)
            words = lines[section.line : section.end]
            nodes = BlockReader(own, headings).read(words, section.line + 1)
            if not nodes and not own.found and section.end not in broken_off:
                message = f"nothing stands under “{section.name}”"
                fix = "write something or take the heading out"
                findings.refuse("empty-part", message, fix, section.line)
            parts[document] = Part(document, nodes, source.path, section.line)
    return parts, findings.problems


def _sections(
    lines: list[str], first_line: int, findings: Findings, headings: Mapping[str, str]
) -> Iterator[_Section]:
    """Each document's heading that is written as one; the others are refused."""
    marks = list(_marks(lines, first_line))
    before = lines[first_line - 1 : marks[0][0] - 1 if marks else len(lines)]
    _refuse_words_above(before, first_line, findings, headings)
    ends = [*(mark[0] - 1 for mark in marks[1:]), len(lines)]
    for (number, name), end in zip(marks, ends, strict=False):
        line = lines[number - 1]
        if line.startswith("## "):
            yield _Section(number, name, end)
        else:
            message = f"“{line.strip()}” is no document's heading"
            fix = f"write “## {name}”: at the left margin, two signs and a space"
            findings.refuse("unknown-heading", message, fix, number)


def _marks(lines: list[str], first_line: int) -> Iterator[tuple[int, str]]:
    """Each line that somebody could have meant as a document's heading, with its words."""
    for number, line in enumerate(lines[first_line - 1 :], first_line):
        match = _HEADING.match(line)
        if match and len(match[1]) <= 2 and (match[2] or match[3]):
            yield number, match[3].strip()


def _refuse_words_above(
    lines: list[str], first_line: int, findings: Findings, headings: Mapping[str, str]
) -> None:
    """Words before the first heading would be printed nowhere."""
    for number, line in enumerate(lines, first_line):
        if line.strip():
            fix = f"write a heading such as “## {next(iter(headings), '…')}” above them"
            message = "these words stand under no document's heading"
            findings.refuse("no-heading", message, fix, number)
            return
