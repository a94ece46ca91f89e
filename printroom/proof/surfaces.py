"""Everything that a finished PDF says: its bytes enter, text by where it stands leaves.

PDFium reads the pages and qpdf everything else. There is no list of places to look: every string
and every stream that is no font and no picture is read, so that alternative texts, bookmarks,
metadata, labels, scripts and attachments come without being thought of one by one.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from printroom.fingerprint import words

if TYPE_CHECKING:  # engines are imported on first use
    import pikepdf
    import pypdfium2

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""A PDF object as plain values: a string starts `u:` or `b:`, a name `/`, a reference ends ` R`."""
Hides: TypeAlias = "Callable[[pypdfium2.PdfPage, pypdfium2.PdfTextPage], list[Hidden]]"

JOINT = 120
"""Characters on each side of a page break that are read together."""

# What a program writes for programs, and nobody reads as words.
_MACHINE = frozenset({"/ID", "/CharSet", "/Registry", "/Ordering", "/Panose", "/CheckSum"})
_FONT = frozenset({"/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap"})
_BINARY = _FONT | {"/CIDSet", "/DestOutputProfile"}
_REMARK = re.compile(rb"%[^\r\n]*")
_REMARK_LINE = re.compile(rb"^%[^%\r\n]{8,}", re.MULTILINE)
_NUMBER = re.compile(r"\d+")
# WeasyPrint writes what it shows as <0123>, so that its commands hold none of these.
_NEEDS_PARSING = re.compile(rb"[(#%]|/ActualText|/Alt\b|/E\b")
# Descriptions of the metadata's own vocabulary, the same in every file.
_PACKET_MARK = "W5M0MpCehiHzreSzNTczkc9d"
_SCHEMAS = re.compile(r"<pdfaExtension:schemas\b.*?</pdfaExtension:schemas>", re.DOTALL)
_NAMESPACES = re.compile(r"""\bxmlns(?::[\w-]+)?\s*=\s*(?:"[^"]*"|'[^']*')""")
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_ELEMENT = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Said:
    """One text of the file beside the pages: its key, such as `/Alt`, and what it says."""

    key: str
    text: str

    @property
    def where(self) -> str:
        return _PLACES.get(self.key, f"the hidden entry {self.key}")


_PLACES = {
    "/Alt": "the text for a picture",
    "/ActualText": "a replacement text",
    "/Title": "a bookmark or the title",
    "/Contents": "the words of a link or a note",
    "/Names": "the name of a place in the file",
    "/URI": "the address of a link",
    "/Author": "the author's name",
    "comment": "a remark between the file's objects",
    "content": "the drawing commands",
    "metadata": "the metadata",
    "names": "the names of its parts",
    "stream": "an attached stream",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text of a page that nobody can see, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PageSaid:
    """What one page says, and those of its texts that nobody can see."""

    text: str
    words: tuple[str, ...]
    """The words of the text, folded as for fingerprints."""
    hidden: tuple[Hidden, ...]
    content: bytes
    """Its drawing commands."""
    reference: str
    """The page's object, such as `6 0 R`."""


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands on both sides of a page break, without what repeats on other pages."""

    page: int
    """The number of the page before the break."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Surfaces:
    """A finished file, taken apart."""

    pages: tuple[PageSaid, ...]
    joints: tuple[Joint, ...]
    said: tuple[Said, ...]
    """Each text once."""
    drawings: Mapping[str, bytes]
    """The commands of what pages draw as a whole: groups, pictures, patterns."""
    objects: Mapping[str, Value]
    trailer: Value

    def get(self, value: Value) -> Value:
        """The value itself, whether it was given or referred to."""
        for _ in range(8):
            if not (isinstance(value, str) and value in self.objects):
                return value
            value = self.objects[value]
        return None

    def dictionary(self, value: Value) -> dict[str, Value]:
        """As `get`; empty for anything but a dictionary."""
        found = self.get(value)
        return found if isinstance(found, dict) else {}

    def entries(self, value: Value) -> list[Value]:
        """As `get`; one value stands for a list of one, and none for an empty list."""
        found = self.get(value)
        if found is None:
            return []
        return found if isinstance(found, list) else [value]


class Unreadable(ValueError):
    """The bytes are no PDF that can be read."""


def read_surfaces(content: bytes, hides: Hides) -> Surfaces:
    """Take a file apart. `hides` names the texts of a page that nobody can see.

    Raises `Unreadable`.
    """
    import pikepdf
    import pypdfium2

    try:
        return _read(content, hides)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise Unreadable(f"the file cannot be read: {error}") from error


def _read(content: bytes, hides: Hides) -> Surfaces:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        streams = {
            _reference(found): found for found in file.objects if isinstance(found, pikepdf.Stream)
        }
        objects = dict(
            zip(map(_reference, file.objects), _values(tuple(file.objects)), strict=True)
        )
        trailer = _values((file.trailer,))[0]
        drawn = {_reference(page.obj): b"\n".join(_page_streams(page.obj)) for page in file.pages}
        texts, drawings = _stream_texts(streams, objects)
    texts += [Said("comment", _decoded(remark)) for remark in _REMARK_LINE.findall(content)]
    said = tuple(dict.fromkeys(_all_said(objects, trailer, texts, drawings, drawn)))
    pages = _read_pages(content, hides, drawn)
    return Surfaces(pages, tuple(_joints(pages)), said, drawings, objects, trailer)


def _values(found: tuple[pikepdf.Object, ...]) -> list[Value]:
    """PDF objects as plain values: reading them so is ten times as fast as asking qpdf for each."""
    written = (one.to_json(dereference=True, schema_version=2) for one in found)
    values: list[Value] = json.loads(b"[" + b",".join(written) + b"]")
    return values


def _reference(found: pikepdf.Object) -> str:
    number, generation = found.objgen
    return f"{number} {generation} R"


def _page_streams(page: pikepdf.Object) -> Iterator[bytes]:
    import pikepdf

    contents = page.get("/Contents")
    for stream in contents if isinstance(contents, pikepdf.Array) else (contents,):
        if isinstance(stream, pikepdf.Stream):
            yield stream.read_bytes()


def _read_pages(content: bytes, hides: Hides, drawn: Mapping[str, bytes]) -> tuple[PageSaid, ...]:
    import pypdfium2

    pages = []
    with pypdfium2.PdfDocument(content) as file:
        for page, (reference, commands) in zip(file, drawn.items(), strict=True):
            text = page.get_textpage()
            said = text.get_text_range()
            hidden = tuple(hides(page, text))
            pages.append(PageSaid(said, tuple(words(said)), hidden, commands, reference))
            text.close()
            page.close()
    return tuple(pages)


def _joints(pages: Sequence[PageSaid]) -> Iterator[Joint]:
    """The breaks between pages; what runs over one stands together here: heads and feet are gone.

    Those are the lines that stand, but for their numbers, on another page too.
    """
    lines = [[(_NUMBER.sub("#", line), line) for line in page.text.splitlines()] for page in pages]
    counts = Counter(shape for page in lines for shape in {shape for shape, _ in page})
    bodies = ["\n".join(line for shape, line in page if counts[shape] == 1) for page in lines]
    before = ""
    for number, (ended, started) in enumerate(pairwise(bodies), 1):
        before = f"{before}\n{ended}"[-JOINT:]
        yield Joint(number, before, started[:JOINT])


# --- what is said beside the pages --------------------------------------------------------------


def _all_said(
    objects: Mapping[str, Value],
    trailer: Value,
    texts: list[Said],
    drawings: Mapping[str, bytes],
    drawn: Mapping[str, bytes],
) -> Iterator[Said]:
    names: dict[str, None] = {}
    for value in (*objects.values(), trailer):
        for key, text in _strings(value, "/object", names):
            yield Said(key, text)
            if "%" in text:
                yield Said(key, _unquoted(text))
    yield Said("names", "\n".join(name for name in names if len(name) > 8))
    yield from texts
    for commands in (*drawn.values(), *drawings.values()):
        if _NEEDS_PARSING.search(commands):
            yield from (Said("content", text) for text in _written_in(commands))


def _strings(value: Value, key: str, names: dict[str, None]) -> Iterator[tuple[str, str]]:
    """Every string of a value with the key that it stands under; names are put into `names`."""
    if isinstance(value, str):
        if value.startswith("u:"):
            if key not in _MACHINE:
                yield key, value[2:]
        elif value.startswith("b:"):
            if key not in _MACHINE:
                yield key, bytes.fromhex(value[2:]).decode("latin-1")
        elif not value.endswith(" R"):
            names[value] = None
    elif isinstance(value, dict):
        for inner, held in value.items():
            names[inner] = None
            yield from _strings(held, inner, names)
    elif isinstance(value, list):
        for held in value:
            if isinstance(held, str | list | dict):
                yield from _strings(held, key, names)


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)


def _stream_texts(
    streams: Mapping[str, pikepdf.Stream], objects: Mapping[str, Value]
) -> tuple[list[Said], dict[str, bytes]]:
    """What the streams say, and apart from it the commands of those that draw (no pages)."""
    binary, pages = set[str](), set[str]()
    for value in objects.values():
        _note_references(value, binary, pages)
    texts: list[Said] = []
    drawings: dict[str, bytes] = {}
    for reference, stream in streams.items():
        head = objects[reference]
        if not isinstance(head, dict) or reference in binary or reference in pages:
            continue
        if head.get("/Type") in ("/XRef", "/ObjStm") or head.get("/Subtype") == "/Image":
            continue
        if head.get("/Subtype") == "/Form" or head.get("/PatternType") == 1:
            drawings[reference] = stream.read_bytes()
        elif head.get("/Type") == "/Metadata":
            texts.append(Said("metadata", _metadata(stream.read_bytes())))
        else:
            texts.append(Said("stream", _decoded(stream.read_bytes())))
    return texts, drawings


def _note_references(value: Value, binary: set[str], pages: set[str]) -> None:
    """Note which streams are fonts or colours, and which draw a page."""
    if isinstance(value, list):
        # [/ICCBased 12 0 R] is a colour profile.
        if len(value) == 2 and value[0] == "/ICCBased" and isinstance(value[1], str):
            binary.add(value[1])
        for held in value:
            if isinstance(held, list | dict):
                _note_references(held, binary, pages)
    elif isinstance(value, dict):
        for key, held in value.items():
            if key in _BINARY and isinstance(held, str):
                binary.add(held)
            elif key == "/Contents" and value.get("/Type") == "/Page":
                pages.update(str(part) for part in (held if isinstance(held, list) else [held]))
            elif isinstance(held, list | dict):
                _note_references(held, binary, pages)


def _metadata(content: bytes) -> str:
    """The words of an XMP packet, elements and attributes, without the names of its vocabulary."""
    packet = _NAMESPACES.sub(" ", _SCHEMAS.sub(" ", _decoded(content).replace(_PACKET_MARK, "")))
    values = "\n".join(first or second for first, second in _ATTRIBUTE.findall(packet))
    return html.unescape(_ELEMENT.sub("\n", packet) + "\n" + values)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8", "replace")


def _written_in(commands: bytes) -> Iterator[str]:
    """Every string and remark that stands in drawing commands, shown or not."""
    import pikepdf

    yield from (_decoded(remark) for remark in _REMARK.findall(commands))
    with pikepdf.new() as file:
        for instruction in pikepdf.parse_content_stream(file.make_stream(commands)):
            for operand in instruction.operands:
                if isinstance(operand, pikepdf.String):
                    yield str(operand)
                elif isinstance(operand, pikepdf.Array | pikepdf.Dictionary):
                    inside = _strings(_values((operand,))[0], "content", {})
                    yield from (text for _, text in inside)
