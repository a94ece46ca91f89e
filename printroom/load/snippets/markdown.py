"""Read Markdown into a tree of nodes with positions.

What is allowed of CommonMark and tables is listed: anything else (HTML, fences, addresses) is a
problem at its place, and so are signs that Markdown leaves in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from printroom.load.snippets.leftovers import Where, refuse_leftovers, text_run
from printroom.load.snippets.markdown_checks import (
    Findings,
    refuse_empty_heads,
    refuse_lost_cells,
    refuse_renumbering,
)
from printroom.model import Node

LINKS = ("fact", "word", "contact", "card", "cards", "figure")
MAX_NESTING = 12

_CONTAINERS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "bullets",
    "ordered_list_open": "numbers",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "header",
    "td_open": "cell",
}
_UNSUPPORTED = {
    "code_block": "text indented by four spaces, which Markdown reads as code,",
    "fence": "a block of code between ``` and ```",
    "hr": "a line across the page",
}
_CODE_TOKENS = ("code_block", "fence")
_TEXT = ("text", "text_special")
_TRANSPARENT = {"thead_open", "thead_close", "tbody_open", "tbody_close"}
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": True}).enable("table").disable(["reference", "text_join"])
)


@dataclass
class _Open:
    """A node whose end has not been reached."""

    kind: str
    name: str
    line: int
    column: int = 1
    children: list[Node] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    """The line of each item of a numbered list, and its number in the file."""

    def node(self) -> Node:
        return Node(self.kind, "", tuple(self.children), self.name, self.line, self.column)


def read_markdown(findings: Findings, lines: list[str], first_line: int) -> list[Node]:
    """The nodes of these lines; the first line has this number."""
    stack = [_Open("", "", first_line)]
    line = first_line
    for token in _MARKDOWN.parse("\n".join(lines)):
        if token.map:
            line = first_line + token.map[0]
        if token.type in _TRANSPARENT:
            continue
        if token.type in _CONTAINERS:
            _check_container(token, line, first_line, findings)
            if token.type == "list_item_open" and token.info:
                stack[-1].numbers.append((line, int(token.info)))
            stack.append(_Open(_CONTAINERS[token.type], _name(token), line))
            if _is_too_deep(stack, line, findings):
                return []
        elif token.nesting == -1:
            _close(stack, findings)
        elif token.type == "inline":
            is_cell = stack[-1].kind in ("header", "cell")
            reader = _InlineReader(findings, line, is_cell=is_cell)
            stack[-1].children += reader.read(token.children or [])
        else:
            _refuse_token(token, line, findings)
    return stack[0].children


def _name(token: Token) -> str:
    """The first number of a list, or the alignment of a cell; empty for the default."""
    alignment = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return alignment or str(token.attrs.get("start", ""))


def _close(stack: list[_Open], findings: Findings) -> None:
    """End the innermost node, and check what can be seen only now."""
    closed = stack.pop()
    node = closed.node()
    if closed.numbers:
        refuse_renumbering(findings, closed.numbers)
    if node.kind == "table":
        refuse_empty_heads(findings, node)
    stack[-1].children.append(node)


def _check_container(token: Token, line: int, first_line: int, findings: Findings) -> None:
    """Refuse headings of another level than ours, other numbers, and tables with lost cells."""
    if token.type == "heading_open" and token.tag != "h3":
        message = "only ### headings can be used within a document"
        fix = "write ### or **bold**; a document's heading starts at the left margin"
        findings.refuse("unknown-heading", message, fix, line)
    if token.type == "ordered_list_open" and token.markup != ".":
        message = f"numbers followed by {token.markup} would print as 1. 2. 3."
        findings.refuse("renumbered", message, "write 1. 2. 3.", line)
    if token.type == "table_open" and token.map:
        refuse_lost_cells(findings, line, first_line + token.map[1])


class _InlineReader:
    """Reads the content of one paragraph, heading or cell."""

    def __init__(self, findings: Findings, line: int, *, is_cell: bool) -> None:
        self.findings, self.line, self.is_cell = findings, line, is_cell
        self.after, self.is_line_start = 0, True
        """The column behind the last text, and whether this line has had no text yet."""
        self.stack = [_Open("", "", line)]

    def read(self, tokens: list[Token]) -> list[Node]:
        """The nodes of these tokens."""
        for is_text, group in groupby(tokens, lambda token: token.type in _TEXT):
            if is_text:
                self._text([*group])
                continue
            for token in group:
                if _is_too_deep(self.stack, self.line, self.findings):
                    return []
                self._take(token)
        return self.stack[0].children

    def _take(self, token: Token) -> None:
        match token.type:
            case "softbreak" | "hardbreak":
                self._break(token.type == "softbreak")
                return
            case "link_open":
                self._link(token)
            case "strong_open":
                self.stack.append(_Open("strong", "", self.line))
            case "em_open":
                self.stack.append(_Open("emphasis", "", self.line))
            case "link_close" | "strong_close" | "em_close":
                node = self.stack.pop().node()
                self._add(node)
            case "image":
                self._picture(token)
            case "code_inline":
                self._code(token)
            case _:
                _refuse_token(token, self.line, self.findings)
        self.is_line_start = self.is_line_start and token.nesting == 1

    def _break(self, is_soft: bool) -> None:
        self.line, self.after, self.is_line_start = self.line + 1, 0, True
        line = self.line
        self._add(Node("text", " ", line=line) if is_soft else Node("break", line=line))

    def _add(self, node: Node) -> None:
        self.stack[-1].children.append(node)

    def _text(self, tokens: list[Token]) -> None:
        run = text_run(tokens)
        if not run.printed:
            return
        is_figure = any(one.name.startswith("figure:") for one in self.stack)
        where = Where(self.line, self.after, self.is_line_start, self.is_cell, is_figure)
        refuse_leftovers(self.findings, run, where)
        column = self.findings.column(run.written, self.line, self.after)
        self.after = column - 1 + len(run.written)
        self._add(Node("text", run.printed, line=self.line, column=column))
        self.is_line_start = False

    def _code(self, token: Token) -> None:
        """Code prints as it is; a code span over several lines counts as one in the first."""
        column = self.findings.column(token.content, self.line, self.after)
        self.after = column - 1 + len(token.content)
        self._add(Node("code", token.content, line=self.line, column=column))

    def _link(self, token: Token) -> None:
        target = str(token.attrs["href"])
        column = self.findings.column(target, self.line, self.after)
        kind, _, name = target.partition(":")
        if kind not in LINKS or not name:
            message = f"“{target}” cannot be linked to: paper cannot be clicked"
            fix = "link to fact:…, word:…, contact:… or card:…; mark what is no contact as figure:…"
            self.findings.refuse("unknown-link", message, fix, self.line, column)
        self._refuse_title(token)
        self.stack.append(_Open("link", target, self.line, column))

    def _refuse_title(self, token: Token) -> None:
        """Refuse the title of a link or picture, which no page shows."""
        if title := token.attrs.get("title"):
            message = f"the title “{title}” would not be printed anywhere"
            fix = "take it out, or write it into the text"
            column = self.findings.column(str(title), self.line)
            self.findings.refuse("not-printed", message, fix, self.line, column)

    def _picture(self, token: Token) -> None:
        target = str(token.attrs["src"])
        column = self.findings.column(target, self.line, self.after)
        if not target.startswith("picture:"):
            message = f"“{target}” is not a picture from pictures.yaml"
            fix = "write ![](picture:NAME) with a name from pictures.yaml"
            self.findings.refuse("unknown-picture", message, fix, self.line, column)
        self._refuse_title(token)
        alt = "".join(inner.content for inner in token.children or [])
        name = target.removeprefix("picture:")
        self._add(Node("picture", alt, (), name, self.line, column))


def _is_too_deep(stack: list[_Open], line: int, findings: Findings) -> bool:
    """Whether this is nested too deeply, which is then reported."""
    is_too_deep = len(stack) - 1 > MAX_NESTING
    if is_too_deep:
        findings.refuse("too-deep", "this is nested too deeply", "use fewer levels", line)
    return is_too_deep


def _refuse_token(token: Token, line: int, findings: Findings) -> None:
    """Refuse what CommonMark has and the pages do not."""
    column = findings.column(token.content.partition("\n")[0], line)
    if token.type.startswith("html"):
        message = "HTML is not used in snippets"
        fix = "use Markdown, or write &lt; for the sign <"
        findings.refuse("raw-html", message, fix, line, column)
    else:
        message = f"{_UNSUPPORTED.get(token.type, token.type)} is not printed here"
        fix = "use paragraphs, lists, tables, ### headings and ::: blocks"
        if token.type in _CODE_TOKENS:
            fix = "begin at the left margin; code goes between ::: code and :::"
        findings.refuse("not-printed", message, fix, line, column)
