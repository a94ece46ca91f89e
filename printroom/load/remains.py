"""Signs that were not understood: words as Markdown leaves them in, a problem for each sign out.

What an author meant as a heading, a link or a cell, and wrote wrongly, would print as words or
not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.findings import Findings
from printroom.model import Node


def refuse_remains(findings: Findings, words: str, line: int, begins: bool) -> None:
    """Signs of ours that were written wrongly; `begins`: nothing stands in the line before them."""
    for code, pattern, anywhere, message, fix in _REMAINS:
        found = pattern.search(words) if anywhere or begins else None
        if found and not findings.knows(line):
            said = message.format(found[0].strip())
            findings.refuse(code, said, fix, line, findings.column(found[0], line))
            return


def refuse_disguise(findings: Findings, node: Node, headings: Mapping[str, str]) -> None:
    """A line of nothing but a document's name was meant as its heading: it must not print.

    `headings` are known by their bare words.
    """
    for line, words in _lines(node) if node.kind in ("paragraph", "heading") else ():
        heading = headings.get(bare(words))
        if heading is not None and not findings.knows(line):
            message = f"“{words.strip()}” would print as words, but is the name of a document"
            fix = f"write “## {heading}” at the left margin, or say it in a sentence"
            findings.refuse("disguised-heading", message, fix, line)


def refuse_lost_cells(findings: Findings, first: int, end: int) -> None:
    """CommonMark drops, in silence, the cells that a table's head does not have."""
    rows = [_cells(findings.source.line(number)) for number in range(first, end)]
    for number, cells in enumerate(rows, first):
        if cells > rows[0]:
            message = f"this row has {cells} cells and the head of its table has {rows[0]}"
            fix = "give each row as many cells as the head"
            findings.refuse("lost-cell", message, fix, number)


def bare(words: str) -> str:
    """A heading without its signs: what a reader would take it for."""
    letters = "".join(letter if letter.isalnum() else " " for letter in words)
    return " ".join(letters.casefold().split())


def _lines(node: Node) -> Iterator[tuple[int, str]]:
    """What a paragraph or a heading says, line by line."""
    line, words = node.line, ""
    for child in node.children:
        if child.kind == "break" or (child.kind == "text" and child.text == " "):
            yield line, words
            line, words = line + 1, ""
        else:
            words += child.words()
    yield line, words


def _cells(row: str) -> int:
    """How many cells a table's row has."""
    return len(_BAR.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1


_BAR = re.compile(r"(?<!\\)\|")
_REMAINS = (
    (
        "unknown-heading",
        re.compile(r"^\s*#+\s*\w"),
        False,
        "“{}…” would print as words: it is no heading here",
        "put it at the left margin with a line above it, or leave # out",
    ),
    (
        "indented-block",
        re.compile(r"^\s*:::?\s*\w*|:::"),
        False,
        "“{}” would print as words: it is no block here",
        "write ::: at the left margin, on a line of its own",
    ),
    (
        "broken-link",
        re.compile(r"\]\s?\(|\b(?:fact|word|contact|picture):[\w-]+"),
        True,
        "“{}” would print as words: it is no link here",
        "write [words](fact:name) without spaces between the signs",
    ),
    (
        "unknown-link",
        re.compile(r"\bhttps?:\S*|\bwww\.\S+"),
        True,
        "“{}” is an address: paper cannot be clicked",
        "name a service as [its name](contact:id), or take the address out",
    ),
    (
        "phone-number",
        re.compile(r"(?:\+\d|\b0\d{2})[\d ]{5,}\d\b"),
        True,
        "“{}” is a telephone number: nobody would see that it is out of date",
        "put it into contacts.yaml and write [its name](contact:id)",
    ),
)
"""What is left in the words when an author's sign was not understood: the code, the pattern,
whether it is wrong anywhere or at the start of a line only, the message and the mend."""
