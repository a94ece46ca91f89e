"""The requirements of a print shop for its files, and where their pages are cut."""

from __future__ import annotations

from dataclasses import dataclass

BLEED_MM = 3.0
"""How far colours run on beyond the cut."""
ROOM_MM = 10.0
"""How much larger the paper of a page to trim is on each side: an A3 poster then has the size of
SRA3, on which shops print it."""


@dataclass(frozen=True, slots=True)
class PrintShop:
    """What a print shop asks for; nothing for the office's own printer."""

    marks: bool = False
    """Bleed and crop marks on posters and on what is cut out."""
    pdf_x: bool = False
    """All files as PDF/X-4."""

    @property
    def names(self) -> tuple[str, ...]:
        """What is asked for, as options and folders call it."""
        wanted = {"marks": self.marks, "pdf-x": self.pdf_x}
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)


NO_PRINT_SHOP = PrintShop()


@dataclass(frozen=True, slots=True)
class Trim:
    """Where the pages of a document are cut, in millimetres from the edges of its paper.

    On a sheet of several pieces these are the outermost cuts. `bleed_mm` is how far its colours run
    on beyond them; between pieces that lie edge to edge there is one cut, and no bleed.
    """

    side_mm: float = 0.0
    top_mm: float = 0.0
    bleed_mm: float = BLEED_MM

    @property
    def is_edge(self) -> bool:
        """Whether the page itself is cut out, of larger paper."""
        return self.side_mm == self.top_mm == 0
