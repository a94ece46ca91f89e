"""Remove everything but the picture from JPEG and PNG files, without loss.

A photo carries the place and time at which it was taken, the camera and its number, a small copy of
the picture before it was cut, comments, and whatever follows its end. The press embeds the bytes of
a JPEG file as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

RASTERS = (".png", ".jpg")
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
_JFIF = b"JFIF\0"
_ADOBE = b"Adobe"
_EXIF = b"Exif\0\0"
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers without a length: TEM and restarts."""


def strip_metadata(content: bytes) -> bytes:
    """A picture reduced to its pixels and its orientation; any other file as it is.

    A file that breaks off stays one that does.
    """
    if content.startswith(_PNG):
        return b"".join((_PNG, *_png_chunks(content)))
    return b"".join(_jpeg_segments(content)) if content.startswith(b"\xff\xd8\xff") else content


def _png_chunks(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if kind in _PNG_KEPT:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end


def _jpeg_segments(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while at + 4 <= len(content):
        marker, start = content[at + 1], at
        if content[at] != 0xFF or marker == 0xFF:  # fill bytes between segments
            at += 1
            continue
        if marker == 0xD9:
            break
        if marker in _ALONE:
            yield content[at : at + 2]
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        at += 2 + length
        yield _needed_part(marker, content[start:at])
        if marker == 0xDA:
            start, at = at, _end_of_scan(content, at)
            yield content[start:at]
    yield b"\xff\xd9"


def _needed_part(marker: int, segment: bytes) -> bytes:
    """The part of a segment that is kept; of application segments, colours and orientation."""
    payload = segment[4:]
    if marker == 0xE0 and payload.startswith(_JFIF):
        return _segment(marker, payload[:12] + b"\0\0")  # without its small copy
    if marker == 0xEE and payload.startswith(_ADOBE):
        return _segment(marker, payload[:12])
    if marker == 0xE1 and payload.startswith(_EXIF):
        turn = _orientation(payload[len(_EXIF) :])
        return _segment(marker, _EXIF + _only_orientation(turn)) if turn > 1 else b""
    return b"" if 0xE0 <= marker <= 0xEF or marker == 0xFE else segment


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _end_of_scan(content: bytes, at: int) -> int:
    """The offset of the next marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0x00 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
    return len(content)


def _orientation(tiff: bytes) -> int:
    """The orientation in EXIF data; 1 if they have none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count if order else 0):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if (tag, kind) == (0x0112, 3) and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _only_orientation(turn: int) -> bytes:
    """EXIF data with an orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turn, 0, 0)
