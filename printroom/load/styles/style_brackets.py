"""Finds the brackets of a style sheet that have no partner, and repairs it to read the rest.

WeasyPrint does not report a brace that is never closed, and takes all rules below it for part of
that block. Only where brackets do not match, indents decide which of them has no partner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from printroom.load.styles.style_declarations import blanked

UNREAD = re.compile(
    r"/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|(?<=\()[^()\"'\n]*:[^()\"'\n]*(?=\))",
    re.DOTALL,
)
"""Comments, strings and addresses that are no files: no bracket in them counts."""
MOST_OPEN = 40
"""The engine fails with some hundreds of brackets within each other."""
UNCLOSED = "unclosed"
"""The code of a brace that is never closed: what is in it can be read all the same."""
UNMATCHED = "unmatched"
"""The code of another bracket without a partner: what is found in its line may follow from it."""
_BRACKET = re.compile(r"[{}()\[\]]")
_SIGN = re.compile(r"[{}()\[\];]")
_CLOSES = {"}": "{", ")": "(", "]": "["}
_OPEN_IT = "delete it, or write the opening bracket before it"
_CLOSING = {opening: closing for closing, opening in _CLOSES.items()}


@dataclass(frozen=True, slots=True)
class BracketFault:
    """A bracket without a partner: its offset, what is wrong, and the fix."""

    at: int
    code: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A bracket, and where and how far indented its rule begins."""

    sign: str
    at: int
    start: int
    """Where its rule begins."""
    line: int
    indent: int | None
    """How far to the right its rule begins; none if something else is before it on that line."""
    is_at_rule: bool


def bracket_faults(text: str) -> tuple[BracketFault, ...]:
    """Each bracket of a style sheet that has no partner."""
    return _matched(text)[0]


def with_brackets_closed(text: str) -> str:
    """A style sheet whose rules end before the next begins, so that each can be read.

    Lines stay as they are, and columns as far as a repair in the same line.
    """
    return _matched(text)[1]


@lru_cache(maxsize=256)
def _matched(text: str) -> tuple[tuple[BracketFault, ...], str]:
    """What is wrong with the brackets of a text, and the text with them repaired."""
    plain = blanked(UNREAD, text)
    if _is_matched(plain):
        return (), text
    found = _Matcher(text, plain)
    return tuple(sorted(found.faults, key=lambda one: one.at)), found.repaired()


def _is_matched(plain: str) -> bool:
    """Whether each bracket has a partner, as in nearly all style sheets."""
    still_open: list[str] = []
    for sign in _BRACKET.findall(plain):
        if sign in "{([":
            still_open.append(sign)
            if len(still_open) > MOST_OPEN:
                return False
        elif not still_open or still_open.pop() != _CLOSES[sign]:
            return False
    return not still_open


@dataclass
class _Matcher:
    """Goes through the brackets once, and closes or skips those that have no partner."""

    text: str
    plain: str
    faults: list[BracketFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open: list[_Bracket] = []
        self._added: list[tuple[int, str]] = []
        self._skipped: list[int] = []
        self._rule = 0
        """Where the rule or declaration begins that is read."""
        self._is_indented = bool(re.search(r"^[ \t]+[^\s{}][^{}\n]*\{", self.plain, re.MULTILINE))
        for found in _SIGN.finditer(self.plain):
            self._read(found[0], found.start())
            if len(self._open) > MOST_OPEN:
                message = f"more than {MOST_OPEN} brackets are open here, one within another"
                at = self._open[-1].at
                self.faults.append(BracketFault(at, "too-deep", message, "use fewer levels"))
                return
        while self._open:
            self._close_last(len(self.plain))

    def repaired(self) -> str:
        """The text with what was closed, and without what was skipped."""
        text = self.text
        for at in self._skipped:
            text = f"{text[:at]} {text[at + 1 :]}"
        for at, sign in sorted(self._added, reverse=True, key=lambda one: one[0]):
            text = f"{text[:at]}{sign}{text[at:]}"
        return text

    def _read(self, sign: str, at: int) -> None:
        if sign in "([":
            self._open.append(self._bracket(sign, at))
        elif sign in ")]":
            self._close_inner(sign, at)
        else:
            while self._open and self._open[-1].sign != "{":
                self._close_last(at)
            if sign == "{":
                self._open_block(self._bracket(sign, at))
            elif sign == "}":
                self._close_block(self._bracket(sign, at))
            self._rule = at + 1

    def _open_block(self, block: _Bracket) -> None:
        above = block.at - len(self.plain[self._rule : block.at].lstrip())
        if self.plain[above] == "@" and above < block.start:
            self._begin(above)
            block = self._bracket("{", block.at)
        while self._open and self._ends_before(self._open[-1], block):
            self._close_last(block.start)
        self._open.append(block)

    def _begin(self, start: int) -> None:
        """Note that a rule such as “@layer document” has no brace before the rules in it."""
        end = start + len(self.plain[start:].partition("\n")[0].rstrip())
        self._added.append((end, " {"))
        fix = "write “{” at the end of the line"
        self.faults.append(BracketFault(start, UNMATCHED, "this rule has no “{”", fix))
        self._open.append(self._bracket("{", end))
        self._rule = end

    def _ends_before(self, block: _Bracket, following: _Bracket) -> bool:
        """Whether a block should end before a rule, because that is indented no further."""
        if block.indent is None or following.indent is None:
            return False
        is_below = block.line < following.line and following.indent <= block.indent
        return is_below and (self._is_indented or not block.is_at_rule)

    def _close_block(self, end: _Bracket) -> None:
        is_first = end.indent is not None and not self.plain[self._rule : end.at].strip()
        while is_first and self._is_of_outer(end):
            self._close_last(self._rule)
        if not self._open:
            self._skip(end.at, "this “}” has no opening “{”", _OPEN_IT)
        elif self._has_no_beginning(end, is_first=is_first):
            message = "this “}” ends a rule that has no “{”"
            self._skip(end.at, message, "write “{” after its selector")
        else:
            self._open.pop()

    def _is_of_outer(self, end: _Bracket) -> bool:
        """Whether a brace at the beginning of a line is that of a block around the last one."""
        *around, last = self._open or [end]
        is_outer = end.indent in {block.indent for block in around}
        return is_outer and last.line < end.line and (end.indent or 0) < (last.indent or 0)

    def _has_no_beginning(self, end: _Bracket, *, is_first: bool) -> bool:
        """Whether a brace ends lines that open none, and the lines below are of the same block."""
        start = self.plain.rfind("\n", 0, end.at) + 1
        line, *below = self.plain[start:].split("\n")
        following = next((one for one in below if one.strip()), "")
        around, outer = self._open[-1], self._open[-1].indent
        if around.line == end.line or outer is None or "{" in line[: end.at - start]:
            return False
        if is_first:
            return end.indent not in {block.indent for block in self._open} and len(line) > outer
        own, below_it = (len(one) - len(one.lstrip()) for one in (line, following))
        is_last = following.strip().startswith("}")
        return own > outer and below_it == (outer if is_last else own)

    def _close_inner(self, sign: str, at: int) -> None:
        block = max((n for n, one in enumerate(self._open) if one.sign == "{"), default=-1)
        if not any(one.sign == _CLOSES[sign] for one in self._open[block + 1 :]):
            self._skip(at, f"this “{sign}” has no opening “{_CLOSES[sign]}”", _OPEN_IT)
            return
        while self._open[-1].sign != _CLOSES[sign]:
            self._close_last(at)
        self._open.pop()

    def _close_last(self, before: int) -> None:
        """Note that the last open bracket is never closed, and close it before an offset."""
        last = self._open.pop()
        end = last.at + len(self.text[last.at : before].rstrip())
        self._added.append((end, _CLOSING[last.sign]))
        block = "and swallows all that is below it"
        message = f"this “{last.sign}” is never closed{f', {block}' if last.sign == '{' else ''}"
        fix = f"close it where its {'rule' if last.sign == '{' else 'value'} ends"
        code = UNCLOSED if last.sign == "{" else UNMATCHED
        self.faults.append(BracketFault(last.at, code, message, fix))

    def _skip(self, at: int, message: str, fix: str) -> None:
        self._skipped.append(at)
        self.faults.append(BracketFault(at, UNMATCHED, message, fix))

    def _bracket(self, sign: str, at: int) -> _Bracket:
        start = self._start(at)
        before = self.plain[self.plain.rfind("\n", 0, start) + 1 : start]
        indent = None if before.strip() else len(before.expandtabs(4))
        line = self.plain.count("\n", 0, at)
        return _Bracket(sign, at, start, line, indent, self.plain[start] == "@")

    def _start(self, at: int) -> int:
        """Where the rule of a brace begins: at the first line of its list of selectors.

        Above it may be a declaration without a semicolon.
        """
        lines = self.plain[self._rule : at].split("\n")
        count = 1
        while count < len(lines) and (
            not "".join(lines[-count:]).strip() or lines[-count - 1].rstrip().endswith(",")
        ):
            count += 1
        written = "\n".join(lines[-count:])
        return at - len(written.lstrip())
