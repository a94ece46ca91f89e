"""`pack` records what a pack was made from, and reads its cover as it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from printroom import make
from printroom.cache import Cache
from printroom.ledger.record import Record
from printroom.model import Booking, NotFitToPrint, Order
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

BOOKING = Booking(Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY), 5)
COVER = "templates/documents/cover.html"
IF_FEWER_PAGES = (
    "{% for line in job if line.row.name == 'task-sheet' and line.pages < 4 %}"
    '<p>{{ _("A scrap bike") }}</p>{% endfor %}'
)


def test_a_pack_records_its_sources_and_refuses_a_cover_with_other_words(
    tiny: Workshop, prints: Cache
) -> None:
    """The record names what a pack used; words for its own page counts alone stop the pack."""
    record = Record(Path("record"), DAY)

    def pack() -> None:
        sources = make.read_sources(tiny.materials, tiny.templates)
        make.make_pack(BOOKING, sources, make.CachedPress(prints, AtOnce()), Path("output"), record)

    pack()
    (entry,) = record.entries
    assert {"contact:bike-line", "snippet:repairs/hole", "fact:tyre-2024"} <= set(entry.uses)
    tiny.change(COVER, "</table>\n<ul>", f"</table>\n{IF_FEWER_PAGES}<ul>")
    with pytest.raises(NotFitToPrint) as error:
        pack()
    assert {one.code for one in error.value.problems} == {"words-to-avoid", "unsigned-words"}
    assert {one.path for one in error.value.problems} == {COVER}
