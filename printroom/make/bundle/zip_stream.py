"""Writes a zip piece by piece, since its contents may not fit into memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

ANY_DAY = (2000, 1, 1, 0, 0, 0)
"""The date of each file in a zip, so that the same files give the same bytes."""
File = tuple[str, Callable[[], bytes]]
"""The name of a file in a zip, and the function that reads it."""


def zip_pieces(files: Iterable[File]) -> Iterator[bytes]:
    """Yield the bytes of a zip, file by file. Raises what reading a file raises."""
    window = _Window()
    with zipfile.ZipFile(window, "w") as archive:
        for name, read in files:
            entry = zipfile.ZipInfo(name, ANY_DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, read())
            yield window.taken()
    yield window.taken()


class _Window(BytesIO):
    """The end of a file that is being written; the bytes before it have been taken."""

    def __init__(self) -> None:
        super().__init__()
        self._base = 0

    def tell(self) -> int:
        """The position in the whole file."""
        return self._base + super().tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a position in the whole file whose bytes have not been taken yet."""
        return self._base + super().seek(offset - self._base, whence)

    def taken(self) -> bytes:
        """Take the bytes that were written since the last call."""
        content = self.getvalue()
        self._base += len(content)
        super().seek(0)
        self.truncate()
        return content
