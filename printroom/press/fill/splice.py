"""Joins fixed pieces, which are deflated once, with changing text between them in a zlib stream.

The changing text is stored uncompressed (RFC 1951, 3.2.4), which takes next to no time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import Struct

_HEAD = b"\x78\xda"
_LAST = b"\x03\x00"
"""An empty block that ends a stream."""
_STORED = Struct("<BHH")
_BASE = 65521
MOST = 0xFFFF
"""The greatest length of a stored block."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A fixed piece: deflated, with its checksum and its size."""

    deflated: bytes
    checksum: int
    size: int


@dataclass(frozen=True, slots=True)
class Spliced:
    """Fixed pieces, with different text between them in each file."""

    first: Piece
    rest: tuple[Piece, ...]

    def zlib_stream(self, between: Sequence[bytes]) -> bytes:
        """The pieces and the texts between them as one zlib stream (RFC 1950).

        No text may exceed `MOST` bytes.
        """
        parts, checksum = [_HEAD, self.first.deflated], self.first.checksum
        for written, piece in zip(between, self.rest, strict=True):
            size = len(written)
            checksum = _joined(checksum, zlib.adler32(written), size)
            checksum = _joined(checksum, piece.checksum, piece.size)
            parts += _STORED.pack(0, size, size ^ MOST), written, piece.deflated
        parts += _LAST, checksum.to_bytes(4, "big")
        return b"".join(parts)


def splice(pieces: Iterable[bytes]) -> Spliced:
    """Deflate the fixed pieces, each by itself."""
    first, *rest = map(_piece, pieces)
    return Spliced(first, tuple(rest))


def _piece(content: bytes) -> Piece:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = deflater.compress(content) + deflater.flush(zlib.Z_SYNC_FLUSH)
    return Piece(deflated, zlib.adler32(content), len(content))


def _joined(first: int, second: int, size: int) -> int:
    """The checksum of two joined pieces, from their checksums (zlib's `adler32_combine`)."""
    low = first & 0xFFFF
    high = (first >> 16) + (second >> 16) + size * (low + _BASE - 1)
    return (high % _BASE) << 16 | (low + (second & 0xFFFF) + _BASE - 1) % _BASE
