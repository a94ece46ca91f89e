"""A poster has the lead of its own school, and the tiles of it, which are shared, of none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from printroom import make
from printroom.cache import Cache
from printroom.ledger.record import Record
from printroom.model import Booking, Delivered, Order, School
from tests.term_helpers import AtOnce, texts
from tests.workshop import HOME

DAY = dt.date(2026, 11, 30)
ORDER = Order("power/who-has-it", "11-14", "england", as_of=DAY)
LEADS = {
    "north": ("Ms Aldenham", "Room 12"),
    "south": ("Mr Okonjo", "The blue door"),
}


def booking(school_id: str, term: str = "") -> Booking:
    """A visit to one of two schools, each with a lead."""
    lead, reach = LEADS[school_id]
    school = School(name=f"{school_id.title()} School", nation="england", lead=lead, reach=reach)
    return Booking(ORDER, 24, school_id, school, DAY, term=term)


def posters(bookings: list[Booking], prints: Cache, tmp_path: Path) -> dict[str, dict[str, str]]:
    """What the poster and its tiles print in the pack of each school."""
    sources = make.read_sources(HOME / "materials", HOME / "templates", None)
    press = make.CachedPress(prints, AtOnce())
    record = Record(tmp_path / "record", DAY)
    options = make.RunOptions(only=("poster",))
    made = [*make.make_packs(bookings, sources, press, tmp_path / "output", record, options)]
    assert all(isinstance(one, Delivered) for one in made), made
    return {
        one.booking.school_id: dict(texts(tmp_path / "output" / one.folder))
        for one in made
        if isinstance(one, Delivered)
    }


def test_a_poster_names_its_own_lead_and_its_tiles_nobody(prints: Cache, tmp_path: Path) -> None:
    """In a term and in a single pack alike: what schools share has a line to write on."""
    both = posters([booking("north", "spring"), booking("south", "spring")], prints, tmp_path)
    both |= {"alone": posters([booking("north")], prints, tmp_path / "alone")["north"]}
    for name, said in both.items():
        school_id = "south" if name == "south" else "north"
        (tiles,) = (text for file, text in said.items() if file.endswith("poster--tiles.pdf"))
        (poster,) = (text for file, text in said.items() if file.endswith("poster.pdf"))
        assert all(words in poster for words in LEADS[school_id])
        for other, words in LEADS.items():
            assert other == school_id or not any(one in poster for one in words)
            assert not any(one in tiles for one in words)
