"""Writes the parsed text of authors as HTML. Everything that an author wrote is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from printroom.compose.vectors import bar_svg
from printroom.model import CONFIDENCE, Contact, Node, PlannedDocument, PlannedPart

TAGS = {
    "paragraph": "p",
    "heading": "h3",
    "bullets": "ul",
    "numbers": "ol",
    "item": "li",
    "table": "table",
    "row": "tr",
    "header": "th",
    "cell": "td",
    "quote": "blockquote",
    "strong": "strong",
    "emphasis": "em",
}
LONG_TABLE = 15
"""From this many rows, a table may break across pages; a shorter one stays on one page."""
_FIRST_TAG = re.compile(r"\A\s*<[a-z][a-z0-9]*")


@dataclass(frozen=True)
class BlockWriter:
    """Writes the blocks of one document, with its links, pictures and activities."""

    document: PlannedDocument
    picture: Callable[[str, str], Markup]
    activity: Callable[[PlannedPart], Markup]
    piece: Callable[[PlannedPart, object], Markup | None]
    drawing: Callable[[bytes], str]
    """Adds an SVG to the assets, and returns its address."""
    say: Callable[[str], str]
    """Translates a word that the program adds."""
    sources: dict[str, int] = field(default_factory=dict)
    """The numbers of the facts, in order of their first reference."""

    def part(self, part: PlannedPart) -> Markup:
        """All blocks of a part."""
        return self.nodes(part.nodes, part)

    def nodes(self, nodes: Iterable[Node], part: PlannedPart) -> Markup:
        """Some blocks of a part, in order, each marked with the source position of its part.

        The press refers to that position in messages about layout.
        """
        written = escape(f"{part.path}:{part.line}")
        mark = f' data-part="{written}"'
        return Markup("").join(
            Markup(_FIRST_TAG.sub(lambda tag: tag[0] + mark, self._node(node, part), count=1))
            for node in nodes
        )

    def _nodes(self, nodes: Iterable[Node], part: PlannedPart) -> Markup:
        return Markup("").join(self._node(node, part) for node in nodes)

    def _node(self, node: Node, part: PlannedPart) -> Markup:
        match node.kind:
            case "text":
                return escape(node.text)
            case "break":
                return Markup("<br>")
            case "code":
                return Markup("<code>{}</code>").format(node.text)
            case "table":
                return self._table(node, part)
            case "picture":
                return self.picture(node.name, node.text)
            case "link":
                return self._link(node, part)
            case "block":
                return self._block(node, part)
        return self._tagged(TAGS[node.kind], node, part)

    def _tagged(self, tag: str, node: Node, part: PlannedPart) -> Markup:
        inner = self._inner(node, part)
        if tag == "th" and not inner:
            tag = "td"  # the empty corner of a table is no heading
        return Markup(f"<{tag}{_attributes(tag, node.name)}>") + inner + Markup(f"</{tag}>")

    def _inner(self, node: Node, part: PlannedPart) -> Markup:
        """The content of a node; a single paragraph in a list item is written without its tag."""
        children = node.children
        if node.kind == "item" and sum(c.kind == "paragraph" for c in children) == 1:
            return Markup("").join(
                self._nodes(c.children, part) if c.kind == "paragraph" else self._node(c, part)
                for c in children
            )
        return self._nodes(children, part)

    def _table(self, node: Node, part: PlannedPart) -> Markup:
        head, *body = node.children
        if not any(cell.children for cell in head.children):
            rows = (self._row_with_head(row, part) for row in body)
            return Markup("<table><tbody>{}</tbody></table>").format(Markup("").join(rows))
        start = '<table class="long">' if len(body) >= LONG_TABLE else "<table>"
        return (
            Markup(f"{start}<thead>")
            + self._node(head, part)
            + Markup("</thead><tbody>")
            + self._nodes(body, part)
            + Markup("</tbody></table>")
        )

    def _row_with_head(self, row: Node, part: PlannedPart) -> Markup:
        """A row of a table without a head: its first cell says what the others are."""
        first, *others = row.children
        label = self._nodes(first.children, part)
        return Markup('<tr><th scope="row">{}</th>{}</tr>').format(label, self._nodes(others, part))

    def _link(self, node: Node, part: PlannedPart) -> Markup:
        """A word, a fact or a contact; as paper has no links, each prints what it refers to."""
        kind, _, name = node.name.partition(":")
        words = self._nodes(node.children, part)
        if kind == "word":
            return Markup('<strong class="word">{}</strong>').format(words)
        if kind == "contact":
            contact = self.document.linked[name]
            phrase = words if words[:1].islower() else contact.name
            printed = _with_value(phrase, contact)
            return Markup('<strong class="contact">{}</strong>').format(printed)
        if kind == "figure":
            unbroken = '<span class="figure" style="white-space: nowrap">{}</span>'
            return Markup(unbroken).format(words)
        number = self.sources.setdefault(name, len(self.sources) + 1)
        return Markup('{}<sup class="source">{}</sup>').format(words, number)

    def _block(self, node: Node, part: PlannedPart) -> Markup:
        if node.name == "activity":
            return self.activity(part)
        if node.name == "write":
            return write_lines(int(node.text))
        if node.name == "draw":
            return Markup('<div class="draw" style="height: {}mm"></div>').format(node.text)
        if node.name == "chart":
            return self._chart(node, part)
        if node.name == "code":
            return _code(node.children)
        inner = self._nodes(node.children, part)
        if node.name == "confidence":
            return Markup(
                '<div class="confidence">{}<div class="marks">'
                '<span class="end">{}</span>{}<span class="end">{}</span></div></div>'
            ).format(
                inner,
                self.say(CONFIDENCE[0]),
                Markup("").join(
                    Markup('<span class="mark mark-{}"></span>').format(n) for n in range(1, 6)
                ),
                self.say(CONFIDENCE[1]),
            )
        title = Markup('<p class="title">{}</p>').format(node.text) if node.text else Markup("")
        return Markup('<div class="{}">{}{}</div>').format(node.name, title, inner)

    def _chart(self, node: Node, part: PlannedPart) -> Markup:
        """A table with a bar beside each value. Bars are decorative: screen readers get the values.

        Numbers without a % are drawn on the scale of the largest, which may be 0.
        """
        *title, table = node.children
        head, *rows = table.children
        written = [row.children[1].words().strip() for row in rows]
        values = [float(words.rstrip("%")) for words in written]
        full = max(*values, 100 if written[0].endswith("%") else 0) or 1
        body = Markup("").join(
            self._bar(row, self.drawing(bar_svg(value, full)), part)
            for row, value in zip(rows, values, strict=True)
        )
        return Markup(
            '<div class="chart" style="--value: {}ch">{}<table><thead>{}</thead>'
            "<tbody>{}</tbody></table></div>"
        ).format(
            max(map(len, written)) + 1.5,
            Markup("").join(
                Markup('<p class="title">{}</p>').format(self._nodes(node.children, part))
                for node in title
            ),
            self._node(head, part),
            body,
        )

    def _bar(self, row: Node, address: str, part: PlannedPart) -> Markup:
        label, value = (self._nodes(cell.children, part) for cell in row.children)
        return Markup(
            '<tr><th scope="row">{}</th><td><img class="bar" src="{}" alt="">'
            '<span class="value">{}</span></td></tr>'
        ).format(label, address, value)


def _code(rows: Sequence[Node]) -> Markup:
    """Lines of code; an empty line is written as space above the next."""
    shown = Markup("").join(
        Markup("<p{}><code>{}</code></p>").format(Markup("" if above else ' class="gap"'), row.text)
        for above, row in zip(("first", *(row.text for row in rows)), rows, strict=False)
        if row.text
    )
    return Markup('<div class="code">{}</div>').format(shown)


def _attributes(tag: str, name: str) -> str:
    """Attributes for the start of a list or the alignment of a cell.

    WeasyPrint numbers a list by its style only; `start` is for readers of the HTML.
    """
    if tag == "ol" and name not in ("", "1"):
        before = int(name) - 1
        return f' start="{name}" style="counter-reset: list-item {before} step {before}"'
    scope = ' scope="col"' if tag == "th" else ""
    return f'{scope} style="text-align: {name}"' if tag in ("th", "td") and name else scope


def write_lines(count: int) -> Markup:
    """Lines to write on, at the line spacing of the band."""
    return Markup('<div class="write">{}</div>').format(Markup('<div class="line"></div>') * count)


def contact_words(contact: Contact) -> str:
    """A contact within a sentence: its name and first channel, kept on one line."""
    return _with_value(contact.name, contact)


def _with_value(phrase: str, contact: Contact) -> str:
    """A phrase and the first channel of a contact, unless the phrase has it: “Text 50808”."""
    value = contact.channels[0].value
    if value in phrase:
        return phrase
    return Markup("{} {}").format(phrase, value.replace(" ", "\u00a0"))
