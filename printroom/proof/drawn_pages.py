"""Reads the drawings of the pages of a very long file, such as a bundle.

It follows the cross-reference stream (ISO 32000-1, 7.5), and reads only the objects that pages
need: a PDF library takes several times as long for thousands of pages.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct

from printroom.proof.page_text import Unreadable

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_HEAD = re.compile(rb"(?<![^\r\n])(\d+) 0 obj\s")
_STREAM = re.compile(rb"\s*<<(.*?)>>\s*stream\r?\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_CONTENTS = re.compile(rb"/Contents (\d+ 0 R|\[[^\]]*\])")
_PARENT = re.compile(rb"/Parent \d+ 0 R")
_AT_OFFSET, _IN_STREAM = 1, 2
_ENTRY, _WIDTHS = Struct(">BIH"), (1, 4, 2)
_UP = 2
"""The PNG filter that stores a row as its difference to the row above."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """The dictionary of a page, in two parts: pages with equal parts look the same."""

    contents: bytes
    """Its /Contents; empty for a blank page."""
    frame: bytes
    """All other entries: its fonts and pictures, its size, and its rotation."""

    @property
    def is_blank(self) -> bool:
        return not self.contents


@dataclass(frozen=True)
class DrawnPages:
    """All pages of a file, in order."""

    pages: list[DrawnPage]
    _numbers: list[int]
    """The object number of each page."""
    _file: _File

    def excerpt(self, places: Iterable[int]) -> bytes:
        """The file reduced to these pages, for a reader that would parse all pages before them."""
        return self._file.with_tree([self._numbers[place] for place in places])

    def drawing(self, page: DrawnPage) -> bytes | None:
        """The deflated drawing of a page; none if it is not a single deflated stream."""
        number = _REFERENCE.fullmatch(page.contents)
        stream = self._file.stream(int(number[1])) if number else None
        return stream.raw if stream and stream.is_deflated else None


def drawn_pages(content: bytes) -> DrawnPages:
    """The pages of a file with a cross-reference stream. Raises `Unreadable`."""
    known: dict[bytes, DrawnPage] = {}
    found = []
    try:
        file = _File(content)
        numbers = file.page_numbers()
        for dictionary in file.objects(numbers):
            page = known.get(dictionary)
            if page is None:
                page = known[dictionary] = _page(dictionary)
            found.append(page)
    except (ValueError, IndexError) as error:
        raise Unreadable(
            f"its objects are not where its cross-reference stream says: {error}"
        ) from error
    return DrawnPages(found, numbers, file)


def _page(dictionary: bytes) -> DrawnPage:
    """A page from its dictionary. Raises `Unreadable`."""
    contents = _CONTENTS.findall(dictionary)
    is_plain = dictionary.count(b"/Contents") == len(contents) <= 1
    if not is_plain or b"/Kids" in dictionary:
        raise Unreadable("a page has an unexpected dictionary")
    return DrawnPage(b"".join(contents), _PARENT.sub(b"", _CONTENTS.sub(b"", dictionary)))


@dataclass(frozen=True)
class _Stream:
    entries: bytes
    """The entries of its dictionary, without its length."""
    raw: bytes

    @property
    def is_deflated(self) -> bool:
        return b"/Filter /FlateDecode" in self.entries and b"/DecodeParms" not in self.entries

    def numbers(self, name: bytes) -> list[int]:
        """The numbers, or the reference, of an entry. Raises `Unreadable`."""
        match = re.search(rb"/%s \[?\s*([\d ]+)" % name, self.entries)
        if match is None:
            raise Unreadable(f"a stream has no /{name.decode()}")
        return [*map(int, match[1].split())]

    def data(self) -> bytes:
        """Its decompressed content. Raises `Unreadable`."""
        try:
            return zlib.decompress(self.raw)
        except zlib.error as error:
            raise Unreadable(f"a stream is damaged: {error}") from error


class _File:
    """The objects of a file by their numbers. Each method may raise `Unreadable`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        start = _START.search(content, max(0, len(content) - 64))
        if start is None:
            raise Unreadable("it is cut off")
        index = self._stream_at(int(start[1]))
        entries = index.entries
        if b"/Prev" in entries or b"/Encrypt" in entries or b"/XRef" not in entries:
            raise Unreadable("it does not have exactly one cross-reference stream")
        self._entries = _entries(index)
        self._index_at = int(start[1])
        self._root = index.numbers(b"Root")[0]
        self._packed: dict[int, tuple[list[int], list[bytes]]] = {}
        tree = re.search(rb"/Pages (\d+) 0 R", self.object(self._root))
        if tree is None:
            raise Unreadable("it has no pages")
        self._tree = int(tree[1])

    def page_numbers(self) -> list[int]:
        """The object numbers of all pages, in order."""
        kids = re.search(rb"/Kids \[([^\]]*)\]", self.object(self._tree))
        if kids is None:
            raise Unreadable("it has no pages")
        return [*map(int, _REFERENCE.findall(kids[1]))]

    def with_tree(self, pages: Sequence[int]) -> bytes:
        """The file with another page tree, as an incremental update (ISO 32000-1, 7.5.6)."""
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        tree = b"%d 0 obj\n<< /Type /Pages /Count %d /Kids [ %s ] >>\nendobj\n" % (
            *(self._tree, len(pages)),
            kids,
        )
        number, at = len(self._entries), len(self._content)
        index_at = at + len(tree)
        data = _ENTRY.pack(_AT_OFFSET, at, 0) + _ENTRY.pack(_AT_OFFSET, index_at, 0)
        entries = (
            b"/Type /XRef /W [ 1 4 2 ] /Index [ %d 1 %d 1 ] /Size %d /Root %d 0 R /Prev %d"
            % (
                *(self._tree, number),
                *(number + 1, self._root, self._index_at),
            )
        )
        index = b"%d 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
            *(number, entries),
            *(len(data), data),
        )
        return b"%s%s%sstartxref\n%d\n%%%%EOF\n" % (self._content, tree, index, index_at)

    def object(self, number: int) -> bytes:
        """The content of an object that is not a stream."""
        return next(self.objects([number]))

    def objects(self, wanted: Iterable[int]) -> Iterator[bytes]:
        """The content of each of these objects, none of which is a stream."""
        for number in wanted:
            kind, first, second = self._entry(number)
            if kind == _IN_STREAM:
                numbers, contents = self._packed.get(first) or self._unpacked(first)
                if second < len(numbers) and numbers[second] == number:
                    yield contents[second]
                    continue
            elif kind == _AT_OFFSET:
                at = self._begin(first, number)
                yield self._content[at : self._content.index(b"endobj", at)]
                continue
            raise Unreadable(f"object {number} is not where it should be")

    def stream(self, number: int) -> _Stream:
        """The stream with this object number."""
        kind, at, _ = self._entry(number)
        if kind != _AT_OFFSET:
            raise Unreadable(f"object {number} is not a stream")
        return self._stream_at(at, number)

    def _entry(self, number: int) -> tuple[int, int, int]:
        if number >= len(self._entries):
            raise Unreadable(f"there is no object {number}")
        return self._entries[number]

    def _begin(self, at: int, number: int | None = None) -> int:
        head = _HEAD.match(self._content, at)
        if head is None or (number is not None and int(head[1]) != number):
            raise Unreadable(f"object {number} is not where it should be")
        return head.end()

    def _stream_at(self, at: int, number: int | None = None) -> _Stream:
        head = _STREAM.match(self._content, self._begin(at, number))
        length = head and _LENGTH.search(head[1])
        if head is None or not length:
            raise Unreadable("a stream has no dictionary with a length")
        raw = self._content[head.end() : head.end() + int(length[1])]
        return _Stream(_LENGTH.sub(b"", head[1]), raw)

    def _unpacked(self, number: int) -> tuple[list[int], list[bytes]]:
        """The numbers and contents of the objects in an object stream."""
        stream = self.stream(number)
        (count,), (first,), data = stream.numbers(b"N"), stream.numbers(b"First"), stream.data()
        head = [*map(int, data[:first].split())]
        if len(head) != 2 * count:
            raise Unreadable(f"object {number} is damaged")
        ends = [*head[3::2], len(data) - first]
        places = zip(head[1::2], ends, strict=True)
        contents = [data[first + at : first + end].strip() for at, end in places]
        return self._packed.setdefault(number, (head[::2], contents))


def _entries(index: _Stream) -> list[tuple[int, int, int]]:
    """For each object its kind, and two numbers for its position. Raises `Unreadable`."""
    widths, (size,), data = index.numbers(b"W"), index.numbers(b"Size"), index.data()
    width = sum(widths)
    if b"/Predictor 12" in index.entries:
        data = _without_differences(data, width)
    if b"/Index" in index.entries or len(widths) != 3 or len(data) != width * size:
        raise Unreadable("its cross-reference stream is of an unexpected kind")
    if tuple(widths) == _WIDTHS:  # the usual widths: unpacking takes a tenth of the time
        return [*_ENTRY.iter_unpack(data)]
    kind, place, number = widths[0], widths[0] + widths[1], int.from_bytes
    rows = (data[at : at + width] for at in range(0, len(data), width))
    return [(number(row[:kind]), number(row[kind:place]), number(row[place:])) for row in rows]


def _without_differences(data: bytes, width: int) -> bytes:
    """The rows of bytes, from rows of differences that begin with their PNG filter."""
    rows: list[bytes] = [bytes(width)]
    for at in range(0, len(data), width + 1):
        if data[at] != _UP:
            raise Unreadable("its cross-reference stream is of an unexpected kind")
        rows.append(_sum(rows[-1], data[at + 1 : at + 1 + width]))
    return b"".join(rows[1:])


def _sum(above: Iterable[int], difference: Iterable[int]) -> bytes:
    return bytes((one + two) % 256 for one, two in zip(above, difference, strict=True))
