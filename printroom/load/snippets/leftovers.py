"""Refuse signs of Markdown, and contacts, that would print as plain text.

The Markdown reader turns what it supports into nodes. Anything else that Markdown has elsewhere,
such as a footnote, arrives here as text: its signs are refused, unless the author escapes them
with `\\`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from printroom.load.snippets.markdown_checks import Findings
from printroom.model import PLACEHOLDER

_ESCAPED = "\ufffc"
"""Replaces what is no leftover: a sign that the author escaped to print it, or a nation word."""


@dataclass(frozen=True, slots=True)
class Run:
    """A text without markup: as it prints, as it is written, and as it is searched for signs."""

    printed: str
    written: str
    searched: str


def text_run(tokens: Sequence[Token]) -> Run:
    """The text of some tokens; `written` and `searched` have the same length."""
    written = [token.markup or token.content for token in tokens]
    searched = (
        _ESCAPED * len(own) if token.content != own else own
        for token, own in zip(tokens, written, strict=True)
    )
    names_gone = PLACEHOLDER.sub(lambda name: _ESCAPED * len(name[0]), "".join(searched))
    return Run("".join(token.content for token in tokens), "".join(written), names_gone)


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a run: its line, the column before it, and what it is part of."""

    line: int
    after: int
    is_line_start: bool
    is_cell: bool
    """In a cell, Markdown itself has taken the escape from a bar."""
    is_figure: bool
    """A figure is marked as no contact, so that it may look like one."""


def refuse_leftovers(findings: Findings, run: Run, where: Where) -> None:
    """Refuse the first sign in a run that was meant as markup, or the first contact."""
    if findings.has(where.line):
        return
    signs: tuple[_Sign, ...] = ()
    if _PARTS_OF_SIGNS.search(run.searched):  # hardly any text has one
        signs = _SIGNS if where.is_cell else (*_SIGNS, _BAR)
    contacts = () if where.is_figure else _CONTACTS
    found = next(_find_signs(run.searched, signs, where), None)
    found = found or next(_find_signs(run.printed, contacts, where), None)
    if found:
        sign, match = found
        text = match[0].strip()
        column = findings.column(text, where.line, where.after)
        fix = sign.fix.replace("{}", text) if sign in _CONTACTS else sign.fix
        findings.refuse(sign.code, sign.message.replace("{}", text), fix, where.line, column)


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign: its code, pattern, message and fix; `opens` when only the start of a line has it."""

    code: str
    pattern: re.Pattern[str]
    message: str
    fix: str
    opens: bool = False


def _find_signs(
    text: str, signs: Sequence[_Sign], where: Where
) -> Iterator[tuple[_Sign, re.Match[str]]]:
    for sign in signs:
        match = sign.pattern.search(text) if where.is_line_start or not sign.opens else None
        if match:
            yield sign, match


def _other(pattern: str, what: str, fix: str, *, opens: bool = False) -> _Sign:
    """A sign of the Markdown of other programs, which would print as it is."""
    message = f"“{{}}” would print as it is: pages have no {what}"
    return _Sign("not-printed", re.compile(pattern), message, fix, opens)


_LIKE_COLONS = ":\u02d0\u02f8\u0589\u05c3\u2236\u205a\ua789\ufe13\ufe55\uff1a"
"""Signs that look like a colon: `：：： note` would print a facilitator's note to learners."""
_SIGNS = (
    _Sign(
        "unknown-heading",
        re.compile(r"^\s*#+\s*\w"),
        "“{}…” is not a valid heading, and would print as text",
        "put it at the left margin with an empty line above it, or leave # out",
        opens=True,
    ),
    _Sign(
        "indented-block",
        re.compile(rf"^\s*(?:[{_LIKE_COLONS}]\s*){{2,}}\w*|:::"),
        "“{}” is not a valid block, and would print as text",
        "write ::: at the left margin, on a line of its own",
        opens=True,
    ),
    _other(r"\[\^[^\]]*\]?", "footnotes", "link a fact, [words](fact:name): its source is added"),
    _Sign(
        "broken-link",
        re.compile(r"\]\s?[(\[]|\[\[|!\[|\b(?:fact|word|contact|picture|figure):[\w-]+"),
        "“{}” is not a valid link, and would print as text",
        "write [words](fact:name), without spaces between the signs",
    ),
    _other(r"^\[[ xX]?\](?=\s|$)", "task boxes", "write a list with -, or an activity", opens=True),
    _other(
        r"^:\s", "definition lists", "write **word:** and its meaning, or use a table", opens=True
    ),
    _other(
        r"\$(?=[^\s$])[^$]*(?<=\S)\$(?!\d)|\\[A-Za-z]+",
        "formulas",
        r"write it in words or plain signs, such as ² and ×; or \$ for the sign itself",
    ),
    _other(
        r"~~|==(?=\S)|\+\+(?=\S)",
        "words that are struck out or highlighted",
        "leave the words out, or write **bold**",
    ),
    _other(
        r"\w?\^|(?<=\w)~(?=\w)",
        "raised or lowered signs",
        r"write ² or ₂ itself, or \^ for the sign",
    ),
    _other(r"\{[^}]*\}?|\}", "attributes", r"take it out, or write \{ for the sign itself"),
    _other(r"(?<!\S):[a-z][a-z_]+:(?!\w)", "emoji by name", "use a picture, ![](picture:name)"),
    _other(r"&\w+;", "character of this name", r"write the sign itself, or \& for the sign &"),
    _Sign(
        "unpaired-mark",
        re.compile(r"\*+|`+|(?<![\w_])__?(?=[^\W_])|(?<=[^\W_])__?(?![\w_])"),
        "“{}” has no partner, and would print as it is",
        r"write **bold** or `code` with no blank inside the marks; or \* for the sign itself",
    ),
)
"""What would print as it is, in the order in which it is looked for."""
_BAR = _Sign(
    "unpaired-mark",
    re.compile(r"\|"),
    "“{}” is not part of a table here, and would print as it is",
    r"a table has a row such as |---|---| below its head; write \| for the sign itself",
)
_PARTS_OF_SIGNS = re.compile(rf"[][#$\\~=+^{{}}&*`_|{_LIKE_COLONS}]")
"""Each of these signs contains at least one of these characters."""
_CONTACTS = (
    _Sign(
        "unknown-link",
        re.compile(r"\bhttps?:\S*|\bwww\.\S+"),
        "“{}” is an address: paper cannot be clicked",
        "name a service as [its name](contact:id), or take the address out",
    ),
    _Sign(
        "phone-number",
        re.compile(r"(?:\+\d|\b0\d{2})[\d ]{5,}\d\b"),
        "“{}” is a telephone number, which nobody would keep up to date here",
        "put it into contacts.yaml and write [its name](contact:id); "
        "if it is none, write [{}](figure:what-it-is)",
    ),
)
