"""Writes a file of thousands of pages, most of which differ from a few only in their drawing.

qpdf writes these few pages, the frames, with their fonts and pictures. The other pages are written
here as one line of text each: a PDF library takes several times as long for thousands of them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import accumulate
from struct import Struct

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

_ENTRY = Struct(">BIH")
"""An entry of the cross-reference stream with /W [1 4 2] (ISO 32000-1, 7.5.8.3)."""
_FREE, _AT_OFFSET, _IN_STREAM = range(3)
_IN_ONE_STREAM = 500
_TABLE_ROW = 20
_STREAM = b"<< %s/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"


@dataclass(frozen=True, slots=True)
class RunPage:
    """A page: the number of its frame, and that of its drawing unless it has the frame's."""

    frame: int
    drawing: int | None = None
    turned: int = 0
    """Degrees by which it is rotated relative to its frame."""
    is_blank: bool = False
    """Whether it is an empty page of the size of its frame."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The first page of a school, the title of its bookmark, and its page label."""

    page: int
    title: str
    label: str


def page_file(
    frames: pikepdf.Pdf,
    pages: Sequence[RunPage],
    drawings: Sequence[bytes],
    bookmarks: Sequence[Bookmark],
    title: str,
) -> bytes:
    """The bytes of a file with these pages; the other entries of its root come from `frames`.

    Drawings are deflated.
    """
    frames.docinfo["/Title"] = title
    if bookmarks:
        frames.Root.PageLabels = Dictionary(Nums=Array([*_labels(bookmarks)]))
    plain = BytesIO()
    frames.save(
        plain,
        object_stream_mode=ObjectStreamMode.disable,
        deterministic_id=True,
        min_version="1.7",
        fix_metadata_version=False,
    )
    content = plain.getvalue()
    with pikepdf.open(BytesIO(content)) as file:
        return _File(content, file).with_pages(pages, drawings, bookmarks)


def _labels(bookmarks: Iterable[Bookmark]) -> Iterator[object]:
    for mark in bookmarks:
        yield mark.page
        yield Dictionary(P=f"{mark.label} ", S=Name.D, St=1)


class _File:
    """The file with the frames, to which the pages are added."""

    def __init__(self, content: bytes, file: pikepdf.Pdf) -> None:
        pages = [page.obj for page in file.pages]
        self._root = file.Root
        self._info = file.trailer.Info.objgen[0]
        self._frames = [_Frame.of(page) for page in pages]
        left_out = {one.objgen[0] for one in (file.Root, file.Root.Pages, *pages)}
        places = _places(content)
        ends = [*sorted(places.values())[1:], _table_at(content)]
        end_of = dict(zip(sorted(places.values()), ends, strict=True))
        self._parts = [content[: min(places.values())]]
        self._at = len(self._parts[0])
        self._entries = [_ENTRY.pack(_FREE, 0, 0)] * (max(places) + 1)
        for number, place in places.items():
            if number not in left_out:
                self._put(number, content[place : end_of[place]])

    def with_pages(
        self, pages: Sequence[RunPage], drawings: Sequence[bytes], bookmarks: Sequence[Bookmark]
    ) -> bytes:
        first = len(self._entries)
        self._entries += [b""] * len(drawings)
        for number, drawing in enumerate(drawings, first):
            self._put(number, _object(number, _STREAM % (b"", len(drawing), drawing)))
        tree = len(self._entries)
        kids = self._kids(tree, len(pages))
        # Copies share the same page objects, so that each is composed once.
        distinct = {id(page): page for page in pages}
        written = {key: self._page(page, tree, first) for key, page in distinct.items()}
        self._put_small([kids, *(written[id(page)] for page in pages)])
        outline = len(self._entries)
        self._put_small([*_outline(bookmarks, outline, tree + 1)])
        root = len(self._entries)
        catalog = {key: value for key, value in self._root.items() if key != "/Pages"}
        start = Dictionary(catalog).unparse()[:-2] + b"/Pages %d 0 R " % tree
        self._put_small([start + (b"/Outlines %d 0 R >>" % outline if bookmarks else b">>")])
        return self._with_cross_references(root)

    def _kids(self, tree: int, count: int) -> bytes:
        kids = b" ".join(b"%d 0 R" % number for number in range(tree + 1, tree + 1 + count))
        return b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (count, kids)

    def _page(self, page: RunPage, tree: int, first: int) -> bytes:
        frame = self._frames[page.frame]
        if page.is_blank:
            return b"%s /Parent %d 0 R >>" % (frame.blank, tree)
        own = None if page.drawing is None else b"/Contents %d 0 R " % (first + page.drawing)
        contents = frame.contents if own is None else own
        turned = b"/Rotate %d " % ((frame.rotate + page.turned) % 360) if page.turned else b""
        entries = frame.without_rotation if page.turned else frame.entries
        return b"%s %s%s/Parent %d 0 R >>" % (entries, contents, turned, tree)

    def _put(self, number: int, written: bytes) -> None:
        self._entries[number] = _ENTRY.pack(_AT_OFFSET, self._at, 0)
        self._parts.append(written)
        self._at += len(written)

    def _put_small(self, objects: Sequence[bytes]) -> None:
        """Add objects with the next numbers, in object streams of up to `_IN_ONE_STREAM`."""
        starts = range(0, len(objects), _IN_ONE_STREAM)
        streams = [objects[start : start + _IN_ONE_STREAM] for start in starts]
        number, stream = len(self._entries), len(self._entries) + len(objects)
        self._entries += [b""] * (len(objects) + len(streams))
        for own, few in enumerate(streams, stream):
            numbers = range(number, number + len(few))
            ats = accumulate((len(one) + 1 for one in few), initial=0)
            head = b" ".join(map(b"%d %d".__mod__, zip(numbers, ats, strict=False))) + b" "
            number += len(few)
            self._entries[numbers.start : number] = [
                _ENTRY.pack(_IN_STREAM, own, place) for place in range(len(few))
            ]
            data = zlib.compress(head + b"\n".join(few))
            entries = b"/Type /ObjStm /N %d /First %d " % (len(few), len(head))
            self._put(own, _object(own, _STREAM % (entries, len(data), data)))

    def _with_cross_references(self, root: int) -> bytes:
        """All bytes of the file, with a cross-reference stream at the end."""
        number, at = len(self._entries), self._at
        entries = b"".join([*self._entries, _ENTRY.pack(_AT_OFFSET, at, 0)])
        digest = sha256(b"".join(self._parts)).hexdigest()[:32].encode()
        dictionary = (
            b"/Type /XRef /W [ 1 4 2 ] /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s><%s>] "
            % (
                *(number + 1, root, self._info),
                *(digest, digest),
            )
        )
        data = zlib.compress(entries)
        last = _object(number, _STREAM % (dictionary, len(data), data))
        return b"".join([*self._parts, last, b"startxref\n%d\n%%%%EOF\n" % at])


@dataclass(frozen=True, slots=True)
class _Frame:
    """The parts of a frame that its pages share: dictionaries without the closing brackets."""

    entries: bytes
    without_rotation: bytes
    contents: bytes
    blank: bytes
    rotate: int

    @classmethod
    def of(cls, page: pikepdf.Object) -> _Frame:
        own = {key: value for key, value in page.items() if key not in ("/Parent", "/Contents")}
        left, bottom, right, top = map(float, page.MediaBox)
        box = Array([0, 0, right - left, top - bottom])
        blank = {"/Type": Name.Page, "/MediaBox": box, "/Resources": Dictionary()}
        contents = Dictionary(Contents=page.Contents).unparse() if "/Contents" in page else b"<<>>"
        return cls(
            _open(own),
            _open({key: value for key, value in own.items() if key != "/Rotate"}),
            contents[2:-2].strip() + b" ",
            _open(blank),
            int(page.get("/Rotate", 0)),
        )


def _open(entries: Mapping[str, pikepdf.Object]) -> bytes:
    return Dictionary(dict(entries)).unparse()[:-2].rstrip()


def _object(number: int, content: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, content)


def _outline(bookmarks: Sequence[Bookmark], number: int, first_page: int) -> Iterator[bytes]:
    """The outline and its items; the first is the object with this number."""
    if not bookmarks:
        return
    last = number + len(bookmarks)
    yield b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (
        *(number + 1, last),
        len(bookmarks),
    )
    for own, mark in enumerate(bookmarks, number + 1):
        before = b"/Prev %d 0 R " % (own - 1) if own > number + 1 else b""
        after = b"/Next %d 0 R " % (own + 1) if own < last else b""
        yield b"<< /Title %s /Parent %d 0 R %s%s/Dest [ %d 0 R /Fit ] >>" % (
            *(String(mark.title).unparse(), number, before, after),
            first_page + mark.page,
        )


def _table_at(content: bytes) -> int:
    """Where the cross-reference table of a file without object streams begins."""
    return int(content[content.rindex(b"startxref") + 9 :].split()[0])


def _places(content: bytes) -> dict[int, int]:
    """Where each object of such a file begins, by its number."""
    at = _table_at(content)
    head = re.compile(rb"xref\n0 (\d+)\n").match(content, at)
    assert head is not None, "qpdf writes one section for all objects"
    rows = (head.end() + _TABLE_ROW * number for number in range(int(head[1])))
    found = {number: content[row : row + _TABLE_ROW] for number, row in enumerate(rows)}
    return {number: int(row[:10]) for number, row in found.items() if row[17:18] == b"n"}
