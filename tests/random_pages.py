"""Random pages: HTML that combines everything a page can contain, in boxes of all kinds.

The same seed gives the same page.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

WORDS = ("a friend", "asks", "who could help", "and", "where to go", "when something feels wrong")
BLOCK_STYLES = (
    "break-inside: avoid",
    "break-after: avoid",
    "break-before: column",
    "orphans: 3; widows: 3",
    "margin: 9px 0",
    "margin: -4px 3px 11px",
    "padding: 5px; border: 2px solid",
    "padding: 6px; border: 1px solid; box-decoration-break: clone",
    "position: relative; top: 2px",
    "overflow: hidden",
    "text-align: justify; hyphens: auto",
    "direction: rtl",
    "letter-spacing: .3px; word-spacing: 2px",
    "line-height: 1.9",
    "font-size: 9pt",
    "max-lines: 2",
    "min-height: 31px",
    "height: 40px",
    "width: 60%",
    "color: var(--ink); margin: var(--gap) 0",
    "--gap: 3px; padding: var(--gap)",
    "white-space: pre-line",
)
COLUMN_STYLES = (
    "columns: 2",
    "columns: 3; column-gap: 5px",
    "columns: 90px",
    "columns: 2; column-fill: auto",
    "columns: 2; height: 130px",
    "columns: 2; padding: 4px; border: 1px solid",
    "columns: 2; position: relative",
    "columns: 3; min-height: 200px",
)
STYLE = """
:root { --ink: #224; --gap: 7px }
.note { float: footnote }
.left { float: left; width: 40px; height: 30px; background: var(--ink); color: white }
.right { float: right; width: 30% }
.placed { position: absolute; right: 0; top: 3px; width: 30px }
.letter::first-letter { font-size: 20pt }
.line::first-line { font-weight: bold }
.flex { display: flex; gap: 4px; flex-wrap: wrap }
.grid { display: grid; grid-template-columns: 1fr 2fr }
.block { display: inline-block; width: 40px; border: 1px solid }
.span { column-span: all }
table { border-collapse: collapse; width: 100% }
td { border: 1px solid }
img { width: 20px }
"""


def random_page(seed: int) -> str:
    """The body of a page; its style is `STYLE`. Every other one holds nothing that floats."""
    return f"<h1>{seed}</h1>" + _Writer(Random(seed), is_plain=seed % 2 == 0).blocks(2)


class _Writer:
    def __init__(self, random: Random, *, is_plain: bool) -> None:
        self._random = random
        self._is_plain = is_plain
        self._is_in_columns = False

    def blocks(self, depth: int) -> str:
        """A few blocks, with more of them inside while `depth` is left."""
        kinds: list[Callable[[int], str]] = [self._paragraph, self._paragraph, self._list]
        if depth:
            kinds += [self._box, self._columns, self._columns]
            kinds += [] if self._is_plain else [self._special]
        return "".join(self._random.choice(kinds)(depth) for _ in range(self._random.randint(1, 4)))

    def _paragraph(self, depth: int) -> str:
        name = self._rarely("letter", "line", "span", "left", "right", "placed")
        tag = self._random.choice(("p", "p", "p", "h2", "h3"))
        return f'<{tag} class="{name}" style="{self._style()}">{self._text()}</{tag}>'

    def _list(self, depth: int) -> str:
        entries = (f"<li>{self._text(12)}</li>" for _ in range(self._random.randint(1, 5)))
        return f'<ul style="{self._style()}">{"".join(entries)}</ul>'

    def _box(self, depth: int) -> str:
        return f'<div style="{self._style()}">{self.blocks(depth - 1)}</div>'

    def _columns(self, depth: int) -> str:
        """Columns, with none inside: those take WeasyPrint very long."""
        if self._is_in_columns:
            return self._box(depth)
        self._is_in_columns = True
        inner = self.blocks(depth - 1)
        self._is_in_columns = False
        return f'<div style="{self._random.choice(COLUMN_STYLES)}">{inner}</div>'

    def _special(self, depth: int) -> str:
        if self._random.random() < 0.4:
            cells = (f"<tr><td>{self._text(9)}</td><td>{self._text(5)}</td></tr>" for _ in range(3))
            return f"<table>{''.join(cells)}</table>"
        name = self._random.choice(("flex", "grid", "span", "block"))
        return f'<div class="{name}">{self.blocks(0)}{self.blocks(0)}</div>'

    def _text(self, most: int = 16) -> str:
        words = self._random.choices(WORDS, k=self._random.randint(1, most))
        if self._random.random() < 0.2:
            extra = ["<b>bold words</b>", '<img src="asset:pic.svg" alt="A bar">', "<br>"]
            extra.append('<span class="block">in a box</span>')
            extra += [] if self._is_plain else ['<span class="note">a note</span>']
            words.insert(len(words) // 2, self._random.choice(extra))
        return " ".join(words)

    def _style(self) -> str:
        return "; ".join(self._random.sample(BLOCK_STYLES, self._random.choice((0, 0, 1, 1, 2))))

    def _rarely(self, *names: str) -> str:
        is_one = not self._is_plain and self._random.random() < 0.1
        return self._random.choice(names) if is_one else ""
