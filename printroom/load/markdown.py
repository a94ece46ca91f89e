"""Read the words of a snippet: Markdown in, parts of positioned nodes out.

A closed language: what is not on these lists is a problem, never visible text. Blocks (`::: say`)
and document headings (`## Worksheet`) are found line by line; what stands between them is
CommonMark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from printroom.load.charts import chart_faults
from printroom.load.text import Source
from printroom.model import Node, Part, Problem, nearest

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
LINKS = ("fact", "word", "contact")
MAX_NESTING = 12

_HEADING = re.compile(r"^ {0,3}(#{1,6})(\s*)(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^:{3,}\s*([^\s:]*)\s*(.*?)\s*$")
_CODE = re.compile(r"\{\{|\{%|\{#")
_CONTAINERS = {
    "bullet_list_open": "bullets",
    "ordered_list_open": "numbers",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "header",
    "td_open": "cell",
    "strong_open": "strong",
    "em_open": "emphasis",
}
_UNPRINTED = {
    "code_block": "a text indented by four spaces, which is code in Markdown,",
    "code_inline": "code between ` and `",
    "fence": "a block of code",
    "hr": "a line across the page",
}
_TRANSPARENT = {"thead_open", "thead_close", "tbody_open", "tbody_close"}


@dataclass
class _Open:
    """A block that is being read."""

    name: str
    text: str
    line: int
    nodes: list[Node] = field(default_factory=list)


def read_parts(
    source: Source, first_line: int, headings: Mapping[str, str]
) -> tuple[dict[str, Part], list[Problem]]:
    """The parts of a snippet by document. `headings` gives the document of each known heading.

    `first_line` is the first line after the front matter, counted from 1.
    """
    lines = source.text.split("\n")
    problems: list[Problem] = []
    parts: dict[str, Part] = {}
    sections = list(_sections(source, lines, first_line, problems, headings))
    broken_off = {problem.line - 1 for problem in problems}
    for heading_line, name, start, end in sections:
        document = headings.get(name)
        if document is None:
            problems.append(_unknown_heading(source, heading_line, name, headings))
            continue
        if document in parts:
            problems.append(
                source.problem(
                    "duplicate-id",
                    f"“{name}” stands here twice",
                    "put them together",
                    line=heading_line,
                    column=4,
                )
            )
            continue
        reader = _PartReader(source, problems, headings)
        nodes = reader.read(lines[start - 1 : end], start)
        if not nodes and not reader.failed and end not in broken_off:
            problems.append(
                source.problem(
                    "empty-part",
                    f"nothing stands under “{name}”",
                    "write something or take the heading out",
                    line=heading_line,
                )
            )
        parts[document] = Part(document, nodes, source.path, heading_line)
    return parts, problems


def _sections(
    source: Source,
    lines: list[str],
    first_line: int,
    problems: list[Problem],
    headings: Mapping[str, str],
) -> Iterator[tuple[int, str, int, int]]:
    """Each document heading with its line, its words, and the first and last line below it."""
    marks = []
    for number in range(first_line, len(lines) + 1):
        line = lines[number - 1]
        match = _HEADING.match(line)
        if match and len(match[1]) <= 2 and (match[2] or match[3]):
            marks.append((number, match[3].strip(), line.startswith("## ")))
    before = lines[first_line - 1 : marks[0][0] - 1 if marks else len(lines)]
    for number, line in enumerate(before, first_line):
        if line.strip():
            problems.append(
                source.problem(
                    "no-heading",
                    "these words stand under no document's heading",
                    f"write a heading such as “## {next(iter(headings), '…')}” above them",
                    line=number,
                )
            )
            break
    ends = [*(mark[0] - 1 for mark in marks[1:]), len(lines)]
    for (number, name, is_right), end in zip(marks, ends, strict=False):
        if is_right:
            yield number, name, number + 1, end
        else:
            problems.append(
                source.problem(
                    "unknown-heading",
                    f"“{lines[number - 1].strip()}” is no document's heading",
                    f"write “## {name}”: at the left margin, two signs and a space",
                    line=number,
                )
            )


def _unknown_heading(source: Source, line: int, name: str, headings: Mapping[str, str]) -> Problem:
    return source.problem(
        "unknown-heading",
        f"“## {name}” is no document of this kind of session",
        nearest(name, list(headings)),
        line=line,
        column=4,
    )


class _PartReader:
    """Reads the lines of one part: a stack of open blocks, and CommonMark between them."""

    def __init__(
        self, source: Source, problems: list[Problem], headings: Mapping[str, str]
    ) -> None:
        self.source, self.problems, self.failed = source, problems, False
        self.headings = {_bare(heading): heading for heading in headings}
        self.stack = [_Open("", "", 0)]

    def read(self, lines: list[str], first_line: int) -> tuple[Node, ...]:
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
            self._refuse(
                "unclosed-block",
                f"the block “{left_open.name}” is never closed",
                "write ::: on a line of its own where it ends",
                left_open.line,
            )
        return tuple(self.stack[0].nodes)

    def _is_fence(self, line: str, number: int) -> bool:
        if line.lstrip().startswith(":::") and not line.startswith(":::"):
            self._refuse(
                "indented-block",
                "a block starts at the left margin",
                "take the spaces before ::: away",
                number,
            )
            return True
        return line.startswith(":::")

    def _fence(self, line: str, number: int) -> None:
        match = _FENCE.match(line)
        name, text = (match[1], match[2]) if match else ("", "")
        if not name:
            self._close(number)
            return
        if name not in BLOCKS:
            self._refuse(
                "unknown-block",
                f"there is no block “{name}”",
                nearest(name, list(BLOCKS)),
                number,
                line.find(name) + 1,
            )
        elif text and name not in (*TITLED_BLOCKS, *NUMBERED_BLOCKS):
            self._refuse(
                "not-right",
                f"“{name}” has no title",
                "write its words on the next line",
                number,
                line.rfind(text) + 1,
            )
        elif name in NUMBERED_BLOCKS:
            low, high = NUMBERED_BLOCKS[name]
            if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
                self._refuse(
                    "not-right",
                    f"“{name}” needs a number from {low} to {high}",
                    f"write ::: {name} {low + 2}",
                    number,
                )
        if len(self.stack) > MAX_NESTING:
            self._refuse("too-deep", "blocks are nested too deeply", "write it flatter", number)
        self.stack.append(_Open(name, text, number))

    def _close(self, number: int) -> None:
        if len(self.stack) == 1:
            self._refuse("unopened-block", "no block is open here", "take this line out", number)
            return
        block = self.stack.pop()
        if block.name in EMPTY_BLOCKS and block.nodes:
            self._refuse(
                "not-right", f"“{block.name}” holds nothing", "move its words out", block.line
            )
        if block.name not in EMPTY_BLOCKS and not block.nodes:
            self._refuse(
                "empty-part", f"the block “{block.name}” is empty", "fill it in", block.line
            )
        elif block.name == "steps" and [node.kind for node in block.nodes] != ["numbers"]:
            self._refuse(
                "not-right",
                "“steps” holds one numbered list and nothing else",
                "number its lines 1. 2. 3.",
                block.line,
            )
        elif block.name == "chart":
            self._refuse_undrawn(block)
            _say_title(block)
        self.stack[-1].nodes.append(
            Node("block", block.text, tuple(block.nodes), block.name, block.line, 1)
        )

    def _refuse_undrawn(self, chart: _Open) -> None:
        for line, words, message, mend in chart_faults(chart.line, chart.nodes):
            if not self._has_problem(line):
                column = self.source.line(line).rfind(words) + 1 if words else 1
                self._refuse("not-right", message, mend, line, column)

    def _prose(self, lines: list[str], start: int) -> None:
        if any(line.strip() for line in lines):
            tokens = _MARKDOWN.parse("\n".join(lines))
            self.stack[-1].nodes.extend(self._nodes(tokens, start))

    def _nodes(self, tokens: list[Token], start: int) -> list[Node]:
        """CommonMark's flat tokens as a tree; what is not on the list is refused."""
        stack: list[list[Node]] = [[]]
        opened: list[tuple[str, str, int]] = []
        line = start
        for token in tokens:
            if token.map:
                line = start + token.map[0]
            if token.type in _TRANSPARENT:
                continue
            if token.type in _CONTAINERS or token.type in ("paragraph_open", "heading_open"):
                kind = _CONTAINERS.get(token.type, token.type.removesuffix("_open"))
                if kind == "heading" and token.tag != "h3":
                    self._refuse(
                        "unknown-heading",
                        "this would become a heading, and only ### is one within a document",
                        "write ### or **bold**; a document's heading stands at the left margin",
                        line,
                    )
                if kind == "table" and token.map:
                    self._refuse_lost_cells(line, start + token.map[1])
                opened.append((kind, str(token.attrs.get("start", "")), line))
                stack.append([])
                if len(opened) > MAX_NESTING:
                    self._refuse("too-deep", "this is nested too deeply", "write it flatter", line)
                    return []
            elif token.nesting == -1:
                kind, name, opened_line = opened.pop()
                children = tuple(stack.pop())
                node = Node(kind, "", children, name, opened_line, 1)
                self._refuse_disguise(node, "item" not in (outer[0] for outer in opened))
                stack[-1].append(node)
            elif token.type == "inline":
                stack[-1].extend(self._inline(token, line))
            else:
                self._refuse_token(token, line)
        return stack[0]

    def _inline(self, token: Token, line: int) -> list[Node]:
        stack: list[list[Node]] = [[]]
        opened: list[tuple[str, str, int, int]] = []
        begins, after = True, 0
        for child in token.children or []:
            if len(opened) > MAX_NESTING:
                self._refuse("too-deep", "this is nested too deeply", "write it flatter", line)
                return []
            if child.type in ("softbreak", "hardbreak"):
                line, after = line + 1, 0
                soft = child.type == "softbreak"
                stack[-1].append(Node("text", " ", line=line) if soft else Node("break", line=line))
                begins = True
                continue
            if child.type == "text":
                if child.content:
                    self._refuse_remains(child.content, line, begins)
                    column = self._column(child.content, line, after)
                    after = column - 1 + len(child.content)
                    stack[-1].append(Node("text", child.content, line=line, column=column))
            elif child.type == "link_open":
                target = str(child.attrs["href"])
                column = self._column(target, line)
                self._check_link(target, line, column)
                opened.append(("link", target, line, column))
                stack.append([])
            elif child.type in _CONTAINERS:
                opened.append((_CONTAINERS[child.type], "", line, 1))
                stack.append([])
            elif child.type in ("link_close", "strong_close", "em_close"):
                kind, name, at, column = opened.pop()
                children = tuple(stack.pop())
                stack[-1].append(Node(kind, "", children, name, at, column))
            elif child.type == "image":
                target = str(child.attrs["src"])
                column = self._column(target, line)
                if not target.startswith("picture:"):
                    self._refuse(
                        "unknown-picture",
                        f"“{target}” is not a picture of ours",
                        "write ![](picture:NAME) with a name from pictures.yaml",
                        line,
                        column,
                    )
                name = target.removeprefix("picture:")
                alt = "".join(inner.content for inner in child.children or [])
                stack[-1].append(Node("picture", alt, (), name, line, column))
            else:
                self._refuse_token(child, line)
            begins = begins and child.nesting == 1
        return stack[0]

    def _check_link(self, target: str, line: int, column: int) -> None:
        if target.partition(":")[0] not in LINKS or not target.partition(":")[2]:
            self._refuse(
                "unknown-link",
                f"“{target}” is no link of ours: paper cannot be clicked",
                "link to fact:…, word:… or contact:…",
                line,
                column,
            )

    def _refuse_token(self, token: Token, line: int) -> None:
        column = self._column(token.content.partition("\n")[0], line)
        if token.type.startswith("html"):
            self._refuse(
                "raw-html",
                "HTML is not used in snippets",
                "use Markdown, or write &lt; for the sign <",
                line,
                column,
            )
        else:
            self._refuse(
                "not-printed",
                f"{_UNPRINTED.get(token.type, token.type)} is not printed here",
                "use paragraphs, lists, tables, ### headings and ::: blocks",
                line,
                column,
            )

    def _refuse_disguise(self, node: Node, is_outside_lists: bool) -> None:
        """A line of nothing but a document's name was meant as its heading: it must not print."""
        is_alone = node.kind in ("paragraph", "heading") and is_outside_lists
        for line, words in _lines(node) if is_alone else ():
            heading = self.headings.get(_bare(words))
            if heading is not None and not self._has_problem(line):
                self._refuse(
                    "disguised-heading",
                    f"“{words.strip()}” would print as words, but is the name of a document",
                    f"write “## {heading}” at the left margin, or say it in a sentence",
                    line,
                )

    def _refuse_remains(self, words: str, line: int, begins: bool) -> None:
        """Signs of ours that were written wrongly would print as words."""
        for code, pattern, anywhere, message, mend in _REMAINS:
            found = pattern.search(words) if anywhere or begins else None
            if found and not self._has_problem(line):
                said = message.format(found[0].strip())
                self._refuse(code, said, mend, line, self._column(found[0], line))
                return

    def _has_problem(self, line: int) -> bool:
        """Whether this line is already told of: one mistake, one problem."""
        return any(p.line == line and p.path == self.source.path for p in self.problems)

    def _refuse_lost_cells(self, line: int, end: int) -> None:
        """CommonMark drops, in silence, the cells that a table's head does not have."""
        rows = [_cells(self.source.line(number)) for number in range(line, end)]
        for number, cells in enumerate(rows, line):
            if cells > rows[0]:
                self._refuse(
                    "lost-cell",
                    f"this row has {cells} cells and the head of its table has {rows[0]}",
                    "give each row as many cells as the head",
                    number,
                )

    def _refuse_code(self, line: str, number: int) -> None:
        found = _CODE.search(line)
        if found:
            self._refuse(
                "template-code",
                f"“{found[0]}” belongs in templates: in a snippet it never runs",
                "take it out",
                number,
                found.start() + 1,
            )

    def _column(self, words: str, line: int, after: int = 0) -> int:
        """The column in which words begin; those that were written otherwise, where one looks."""
        return max(self.source.line(line).find(words, after), after) + 1

    def _refuse(self, code: str, message: str, mend: str, line: int, column: int = 1) -> None:
        self.failed = True
        self.problems.append(self.source.problem(code, message, mend, line=line, column=column))


def _say_title(block: _Open) -> None:
    """Let a title be the first paragraph of its block, so that all that is read is looked at."""
    if block.text:
        said = Node("text", block.text, line=block.line)
        block.nodes.insert(0, Node("paragraph", "", (said,), line=block.line))
        block.text = ""


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


def _bare(words: str) -> str:
    """A heading without its signs: what a reader would take it for."""
    letters = "".join(letter if letter.isalnum() else " " for letter in words)
    return " ".join(letters.casefold().split())


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

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").disable("reference")
