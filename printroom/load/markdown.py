"""Read Markdown into a tree of nodes with positions.

CommonMark and tables; what the pages do not print (HTML, code, addresses) is a problem.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from printroom.load.markdown_checks import Findings, refuse_leftovers, refuse_lost_cells
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
_UNSUPPORTED = {
    "code_block": "text indented by four spaces, which Markdown reads as code,",
    "code_inline": "code between ` and `",
    "fence": "a block of code",
    "hr": "a line across the page",
}
_TRANSPARENT = {"thead_open", "thead_close", "tbody_open", "tbody_close"}
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").disable("reference")


@dataclass
class _Open:
    """A node whose end has not been reached."""

    kind: str
    name: str
    line: int
    column: int = 1
    children: list[Node] = field(default_factory=list)

    def node(self) -> Node:
        return Node(self.kind, "", tuple(self.children), self.name, self.line, self.column)


def read_markdown(findings: Findings, lines: list[str], first_line: int) -> list[Node]:
    """The nodes of these lines, of which the first has this number."""
    stack = [_Open("", "", first_line)]
    line = first_line
    for token in _MARKDOWN.parse("\n".join(lines)):
        if token.map:
            line = first_line + token.map[0]
        if token.type in _TRANSPARENT:
            continue
        if token.type in _CONTAINERS:
            _check_container(token, line, first_line, findings)
            kind = _CONTAINERS[token.type]
            stack.append(_Open(kind, str(token.attrs.get("start", "")), line))
            if _is_too_deep(stack, line, findings):
                return []
        elif token.nesting == -1:
            node = stack.pop().node()
            stack[-1].children.append(node)
        elif token.type == "inline":
            stack[-1].children += _InlineReader(findings, line).read(token.children or [])
        else:
            _refuse_token(token, line, findings)
    return stack[0].children


def _check_container(token: Token, line: int, first_line: int, findings: Findings) -> None:
    """Refuse headings of another level than ours, and tables with lost cells."""
    if token.type == "heading_open" and token.tag != "h3":
        message = "only ### headings can be used within a document"
        fix = "write ### or **bold**; a document's heading starts at the left margin"
        findings.refuse("unknown-heading", message, fix, line)
    if token.type == "table_open" and token.map:
        refuse_lost_cells(findings, line, first_line + token.map[1])


class _InlineReader:
    """Reads the content of one paragraph, heading or cell."""

    def __init__(self, findings: Findings, line: int) -> None:
        self.findings, self.line = findings, line
        self.after, self.is_line_start = 0, True
        """The column behind the last text, and whether this line has had no text yet."""
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
                self.is_line_start = self.is_line_start and token.nesting == 1
        return self.stack[0].children

    def _break(self, is_soft: bool) -> None:
        self.line, self.after, self.is_line_start = self.line + 1, 0, True
        line = self.line
        self._add(Node("text", " ", line=line) if is_soft else Node("break", line=line))

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
                self._add(node)
            case "image":
                self._picture(token)
            case _:
                _refuse_token(token, self.line, self.findings)

    def _add(self, node: Node) -> None:
        self.stack[-1].children.append(node)

    def _text(self, text: str) -> None:
        if text:
            refuse_leftovers(self.findings, text, self.line, self.is_line_start)
            column = self.findings.column(text, self.line, self.after)
            self.after = column - 1 + len(text)
            self._add(Node("text", text, line=self.line, column=column))

    def _link(self, target: str) -> None:
        column = self.findings.column(target, self.line)
        kind, _, name = target.partition(":")
        if kind not in LINKS or not name:
            message = f"“{target}” cannot be linked to: paper cannot be clicked"
            fix = "link to fact:…, word:… or contact:…"
            self.findings.refuse("unknown-link", message, fix, self.line, column)
        self.stack.append(_Open("link", target, self.line, column))

    def _picture(self, token: Token) -> None:
        target = str(token.attrs["src"])
        column = self.findings.column(target, self.line)
        if not target.startswith("picture:"):
            message = f"“{target}” is not a picture from pictures.yaml"
            fix = "write ![](picture:NAME) with a name from pictures.yaml"
            self.findings.refuse("unknown-picture", message, fix, self.line, column)
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
        findings.refuse("not-printed", message, fix, line, column)
