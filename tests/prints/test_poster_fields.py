"""A poster has the lead of its own school, and the tiles of it, which are shared, of none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pikepdf
import pytest

from printroom import make
from printroom.cache import Cache
from printroom.ledger.record import Record
from printroom.model import Booking, Delivered, Order, School
from printroom.model.print_shop import NO_PRINT_SHOP, PrintShop
from tests.term_helpers import AtOnce, texts
from tests.workshop import HOME

DAY = dt.date(2026, 11, 30)
ORDER = Order("power/who-has-it", "11-14", "england", as_of=DAY)
LEADS = {
    "north": ("Ms Aldenham", "Room 12"),
    "south": ("Mr Okonjo", "The blue door"),
}


def booking(school_id: str, term: str = "", shop: PrintShop = NO_PRINT_SHOP) -> Booking:
    """A visit to one of two schools, each with a lead."""
    lead, reach = LEADS[school_id]
    school = School(name=f"{school_id.title()} School", nation="england", lead=lead, reach=reach)
    return Booking(ORDER, 24, school_id, school, DAY, term=term, print_shop=shop)


def packs(bookings: list[Booking], prints: Cache, tmp_path: Path) -> dict[str, Path]:
    """The folder of each school's pack, with the poster and its tiles."""
    sources = make.read_sources(HOME / "materials", HOME / "templates", None)
    press = make.CachedPress(prints, AtOnce())
    record = Record(tmp_path / "record", DAY)
    options = make.RunOptions(only=("poster",))
    made = [*make.make_packs(bookings, sources, press, tmp_path / "output", record, options)]
    assert all(isinstance(one, Delivered) for one in made), made
    return {
        one.booking.school_id: tmp_path / "output" / one.folder
        for one in made
        if isinstance(one, Delivered)
    }


def test_a_poster_names_its_own_lead_and_its_tiles_nobody(prints: Cache, tmp_path: Path) -> None:
    """In a term and in a single pack alike: what schools share has a line to write on."""
    both = packs([booking("north", "spring"), booking("south", "spring")], prints, tmp_path)
    both |= {"alone": packs([booking("north")], prints, tmp_path / "alone")["north"]}
    for name, folder in both.items():
        by_file = dict(texts(folder))
        school_id = "south" if name == "south" else "north"
        (tiles,) = (text for file, text in by_file.items() if file.endswith("poster--tiles.pdf"))
        (poster,) = (text for file, text in by_file.items() if file.endswith("poster.pdf"))
        assert all(words in poster for words in LEADS[school_id])
        for other, words in LEADS.items():
            assert other == school_id or not any(one in poster for one in words)
            assert not any(one in tiles for one in words)


def test_a_poster_in_a_pack_for_a_shop_has_its_bleed(prints: Cache, tmp_path: Path) -> None:
    """Filled from a form in a term, or laid out in a single pack: its paper is 10 mm larger all
    round, and its bleed 3 mm; the tiles, which the office prints, have none."""
    shop = PrintShop(marks=True)
    schools = [booking(one, "spring", shop) for one in LEADS]
    made = [*packs(schools, prints, tmp_path).values()]
    made += packs([booking("north", "", shop)], prints, tmp_path / "alone").values()
    for folder in made:
        for file, by in (("poster.pdf", (10, 3)), ("poster--tiles.pdf", (0, 0))):
            (found,) = folder.glob(f"*-{file}")
            with pikepdf.open(found) as pdf:
                for page in pdf.pages:
                    paper, bleed, cut = (
                        float(box[0]) for box in (page.mediabox, page.bleedbox, page.trimbox)
                    )
                    mm = ((cut - paper) / 72 * 25.4, (cut - bleed) / 72 * 25.4)
                    assert mm == pytest.approx(by, abs=0.01), found
