"""Helpers for tests of the press: making a document, and reading the tags of a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from printroom.model import Document, NotFitToPrint, Problem
from printroom.press import print_document

FONTS = Path(__file__).parents[1] / "templates" / "fonts"
FACES = {
    "AtkinsonHyperlegibleNext-Regular.ttf": "",
    "AtkinsonHyperlegibleNext-Bold.ttf": "font-weight: bold",
}
STYLE = """
@page { size: A5; margin: 15mm }
html { font: 12pt/1.4 "Atkinson" }
body { margin: 0 }
"""
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">'
    b'<rect width="20" height="10" fill="#246"/></svg>'
)


def document(
    body: str,
    style: str = "",
    *,
    assets: dict[str, bytes] | None = None,
    max_pages: int = 9,
    head: str = "",
    attributes: str = 'lang="en-GB"',
) -> Document:
    """A document in the shape in which `compose` makes them, with a picture `pic.svg`."""
    own = {"pic.svg": PICTURE, **(assets or {})}
    faces = ""
    for name, weight in FACES.items():
        content = (FONTS / name).read_bytes()
        address = f"{hashlib.sha256(content).hexdigest()}.ttf"
        own[address] = content
        faces += f'@font-face {{ font-family: "Atkinson"; src: url(asset:{address}); {weight} }}\n'
    source = (
        f"<!doctype html><html {attributes}><head><title>Sample</title>"
        f"<style>{faces}{STYLE}{style}</style>{head}</head><body>{body}</body></html>"
    )
    return Document(
        name="worksheet",
        title="A worksheet",
        audience="participant",
        max_pages=max_pages,
        source=source,
        assets=own,
        path="templates/documents/worksheet.html",
        key="k",
    )


def printed(body: str, style: str = "", **more: Any) -> bytes:
    """The finished file of a document that is fit to print."""
    return print_document(document(body, style, **more), {}).content


def problems(body: str, style: str = "", **more: Any) -> tuple[Problem, ...]:
    """What is wrong with a document that is not."""
    with pytest.raises(NotFitToPrint) as caught:
        print_document(document(body, style, **more), {})
    return caught.value.problems


# --- tags ---------------------------------------------------------------------------------------


@dataclass
class Tag:
    """A tag of a finished file, with the text and the tags that it holds in reading order."""

    role: str
    page: int
    entries: dict[str, Any] = field(default_factory=dict)
    parts: list[str | Tag] = field(default_factory=list)
    annotations: int = 0

    @property
    def kids(self) -> list[Tag]:
        return [part for part in self.parts if isinstance(part, Tag)]

    def walk(self) -> Iterator[Tag]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, role: str) -> list[Tag]:
        return [tag for tag in self.walk() if tag.role == role]

    def one(self, role: str) -> Tag:
        (tag,) = self.all(role)
        return tag

    @property
    def words(self) -> str:
        """All text below, in reading order."""
        return "".join(part if isinstance(part, str) else part.words for part in self.parts)

    @property
    def shape(self) -> str:
        """The roles below as one line, such as L(LI(Lbl LBody))."""
        inner = " ".join(kid.shape for kid in self.kids)
        return f"{self.role}({inner})" if inner else self.role


def tags(content: bytes) -> Tag:
    """The tree of tags of a finished file."""
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        texts = _texts(pdf)
        (root,) = list(pdf.Root.StructTreeRoot.K)
        return _tag(root, pages, texts, 0)


def _tag(
    element: Any, pages: dict[tuple[int, int], int], texts: dict[tuple[int, int], str], page: int
) -> Tag:
    if "/Pg" in element:
        page = pages[element.Pg.objgen]
    entries = {key: _plain(value) for key, value in element.items() if key not in ("/K", "/P")}
    tag = Tag(str(element.S)[1:], page, entries=entries)
    for kid in element.get("/K", []):
        if not isinstance(kid, pikepdf.Dictionary):
            tag.parts.append(texts.get((page, int(kid)), ""))
        elif kid.get("/Type") == "/OBJR":
            tag.annotations += 1
            tag.entries["link"] = _plain(kid.Obj)
        else:
            tag.parts.append(_tag(kid, pages, texts, page))
    return tag


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Dictionary):
        return {key: _plain(item) for key, item in value.items() if key not in ("/P", "/Parent")}
    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, (int, float, Decimal)) else str(value)


def _texts(pdf: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    """The text of each marked piece of content, by page and mark."""
    texts: dict[tuple[int, int], str] = {}
    for number, page in enumerate(pdf.pages, start=1):
        letters = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
        marks: list[int | None] = []
        font: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            operands: Any = instruction.operands
            match str(instruction.operator):
                case "BDC":
                    mark = operands[1].get("/MCID")
                    marks.append(None if mark is None else int(mark))
                case "BMC":
                    marks.append(None)
                case "EMC":
                    marks.pop()
                case "Tf":
                    font = letters[str(operands[0])]
                case "TJ":
                    if marks and marks[-1] is not None:
                        place = number, marks[-1]
                        texts[place] = texts.get(place, "") + _decoded(operands[0], font)
    return texts


def _decoded(pieces: Any, font: dict[int, str]) -> str:
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    codes = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
    return "".join(font.get(code, "?") for code in codes)


def _letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin1")
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for code, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block)
    }
