"""Draws pictures of printed pages in background workers, and keeps them in memory."""

from __future__ import annotations

from printroom.desk.state.background import Kept

MOST_KEPT = 400
"""Pictures of a page are about 50 kB each."""
Pages = tuple[bytes, ...]


def size_of(png: bytes) -> tuple[int, int]:
    """The width and height of a picture, from the head of its file."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


class PagePictures(Kept[Pages]):
    """Pictures of the pages of documents, by a key that says all that they depend on."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        super().__init__(most_kept)
