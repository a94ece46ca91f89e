"""Read Markdown: the lines between two blocks in, a tree of positioned nodes out.

CommonMark and tables; what is not on the lists here is a problem, never visible text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from printroom.load.findings import Findings
from printroom.load.remains import bare, refuse_disguise, refuse_lost_cells, refuse_remains
from printroom.model import Node

LINKS = ("fact", "word", "contact")
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
_UNPRINTED = {
    "code_block": "a text indented by four spaces, which is code in Markdown,",
    "code_inline": "code between ` and `",
    "fence": "a block of code",
    "hr": "a line across the page",
}
_TRANSPARENT = {"thead_open", "thead_close", "tbody_open", "tbody_close"}
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").disable("reference")


@dataclass
class _Open:
    """A node that is being read."""

    kind: str
    name: str
    line: int
    column: int = 1
    children: list[Node] = field(default_factory=list)

    def node(self) -> Node:
        return Node(self.kind, "", tuple(self.children), self.name, self.line, self.column)


class MarkdownReader:
    """Makes a tree of CommonMark's flat tokens."""

    def __init__(self, findings: Findings, headings: Mapping[str, str]) -> None:
        self.findings = findings
        self.headings = {bare(heading): heading for heading in headings}

    def read(self, lines: list[str], start: int) -> list[Node]:
        """The nodes of these lines, of which the first has the number `start`."""
        stack = [_Open("", "", start)]
        line = start
        for token in _MARKDOWN.parse("\n".join(lines)):
            if token.map:
                line = start + token.map[0]
            if token.type in _TRANSPARENT:
                continue
            if token.type in _CONTAINERS:
                self._look_at(token, line, start)
                kind = _CONTAINERS[token.type]
                stack.append(_Open(kind, str(token.attrs.get("start", "")), line))
                if _is_too_deep(stack, line, self.findings):
                    return []
            elif token.nesting == -1:
                node = stack.pop().node()
                if all(outer.kind != "item" for outer in stack):
                    refuse_disguise(self.findings, node, self.headings)
                stack[-1].children.append(node)
            elif token.type == "inline":
                inline = _InlineReader(self.findings, line)
                stack[-1].children += inline.read(token.children or [])
            else:
                _refuse_token(token, line, self.findings)
        return stack[0].children

    def _look_at(self, token: Token, line: int, start: int) -> None:
        """Refuse what CommonMark opens here, and nothing of ours may hold."""
        if token.type == "heading_open" and token.tag != "h3":
            message = "this would become a heading, and only ### is one within a document"
            fix = "write ### or **bold**; a document's heading stands at the left margin"
            self.findings.refuse("unknown-heading", message, fix, line)
        if token.type == "table_open" and token.map:
            refuse_lost_cells(self.findings, line, start + token.map[1])


class _InlineReader:
    """Reads what stands in one paragraph, heading or cell."""

    def __init__(self, findings: Findings, line: int) -> None:
        self.findings, self.line = findings, line
        self.after, self.begins = 0, True
        """The column behind the last words, and whether nothing stands in this line before."""
        self.stack = [_Open("", "", line)]

    def read(self, tokens: list[Token]) -> list[Node]:
        """The nodes of these tokens."""
        for token in tokens:
            if _is_too_deep(self.stack, self.line, self.findings):
                return []
            if token.type in ("softbreak", "hardbreak"):
                self._break(token.type == "softbreak")
            else:
                self._take(token)
                self.begins = self.begins and token.nesting == 1
        return self.stack[0].children

    def _break(self, is_soft: bool) -> None:
        self.line, self.after, self.begins = self.line + 1, 0, True
        line = self.line
        self._put(Node("text", " ", line=line) if is_soft else Node("break", line=line))

    def _take(self, token: Token) -> None:
        match token.type:
            case "text":
                self._text(token.content)
            case "link_open":
                self._link(str(token.attrs["href"]))
            case "strong_open":
                self.stack.append(_Open("strong", "", self.line))
            case "em_open":
                self.stack.append(_Open("emphasis", "", self.line))
            case "link_close" | "strong_close" | "em_close":
                node = self.stack.pop().node()
                self._put(node)
            case "image":
                self._picture(token)
            case _:
                _refuse_token(token, self.line, self.findings)

    def _put(self, node: Node) -> None:
        self.stack[-1].children.append(node)

    def _text(self, words: str) -> None:
        if words:
            refuse_remains(self.findings, words, self.line, self.begins)
            column = self.findings.column(words, self.line, self.after)
            self.after = column - 1 + len(words)
            self._put(Node("text", words, line=self.line, column=column))

    def _link(self, target: str) -> None:
        column = self.findings.column(target, self.line)
        kind, _, name = target.partition(":")
        if kind not in LINKS or not name:
            message = f"“{target}” is no link of ours: paper cannot be clicked"
            fix = "link to fact:…, word:… or contact:…"
            self.findings.refuse("unknown-link", message, fix, self.line, column)
        self.stack.append(_Open("link", target, self.line, column))

    def _picture(self, token: Token) -> None:
        target = str(token.attrs["src"])
        column = self.findings.column(target, self.line)
        if not target.startswith("picture:"):
            message = f"“{target}” is not a picture of ours"
            fix = "write ![](picture:NAME) with a name from pictures.yaml"
            self.findings.refuse("unknown-picture", message, fix, self.line, column)
        alt = "".join(inner.content for inner in token.children or [])
        name = target.removeprefix("picture:")
        self._put(Node("picture", alt, (), name, self.line, column))


def _is_too_deep(stack: list[_Open], line: int, findings: Findings) -> bool:
    """Whether this is nested too deeply, which is then told."""
    is_too_deep = len(stack) - 1 > MAX_NESTING
    if is_too_deep:
        findings.refuse("too-deep", "this is nested too deeply", "write it flatter", line)
    return is_too_deep


def _refuse_token(token: Token, line: int, findings: Findings) -> None:
    """What CommonMark has, and we do not."""
    column = findings.column(token.content.partition("\n")[0], line)
    if token.type.startswith("html"):
        message = "HTML is not used in snippets"
        fix = "use Markdown, or write &lt; for the sign <"
        findings.refuse("raw-html", message, fix, line, column)
    else:
        message = f"{_UNPRINTED.get(token.type, token.type)} is not printed here"
        fix = "use paragraphs, lists, tables, ### headings and ::: blocks"
        findings.refuse("not-printed", message, fix, line, column)
