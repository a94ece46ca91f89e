"""Helpers for tests of forms: documents with fields, and difficult names."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

from printroom.choose import choose
from printroom.compose import compose, compose_cover
from printroom.compose.job_sheet import cover_row, job_sheet_rows, people_values
from printroom.load import load_materials, load_templates
from printroom.make.pack.bookings import booking_values
from printroom.model import Booking, Document, Forbidden, Library, Order, Printed, Templates
from tests.workshop import HOME, shipped, shipped_library

AS_OF = dt.date(2026, 11, 24)
PEOPLE = 24
SCHOOL = ("school_name", "lead", "reach", "room")

FITTING = (
    "Conker Hill School",
    "Ysgol Y Bont / Bridge",
    "St Olwen’s R.C. School",
    "St Olwen's “Old” School",
    "Łódź Saturday School",
    "Ó Súilleabháin, P.",
    "Smith & Daughters",
    "<b>Bold</b> Academy",
    "Fifth Office, Cliff Raffle",
    "AVA To Ty. Wa, LT",
    "Ysgol Tŷ Gŵyn",
    "Ångström Școală Ğ",
    "Room 4, 028 9649 6123",
    "fjord ffi ffl ff fi fl",
    "10 % (ten) – 9:30—10…",
    "  Two   spaces  ",
)
"""Signs that are written unchanged in any place."""
LONG = (
    "The Right Reverend Bishop of Puffin Bay Voluntary Aided Church Primary School and Nursery",
    "Hedgehog Lane Community and Technology College (Sixth Form)",
)
"""What fits some boxes only, and then in small type."""
FOREIGN = (
    "مدرسة الأمل",
    "Conker \N{CHESTNUT} Hill",
    "Cafe\N{COMBINING ACUTE ACCENT} Lane",
    "Школа",
    "No\N{NO-BREAK SPACE}break",
    "soft\N{SOFT HYPHEN}hyphen",
)
"""What has a letter that is not in the alphabet."""


@dataclass(frozen=True, eq=False)
class Personal:
    """A document with a school's details, and its words that are the same for each school."""

    name: str
    document: Document
    forbidden: Forbidden | None
    values: Mapping[str, str]

    @property
    def own(self) -> tuple[str, ...]:
        """The fields for the school's own words."""
        return tuple(name for name in SCHOOL if name in self.document.fields)

    def given(self, *texts: str) -> dict[str, str]:
        """All its values, with these texts, again and again, for the school's own words."""
        return {**self.values, **(dict(zip(self.own, cycle(texts))) if texts else {})}


@cache
def _loaded(folder: Path) -> tuple[Library, Templates]:
    """The materials and templates of a folder: several sessions come from one."""
    if folder == HOME:
        return shipped_library(), shipped()
    templates = load_templates(folder / "templates")
    return load_materials(folder / "materials", templates), templates


def personal_documents(folder: Path, session: str, band: str) -> Iterator[Personal]:
    """The documents of a session that have fields."""
    library, templates = _loaded(folder)
    order = Order(session, band, min(library.nations), as_of=AS_OF)
    plan, forbidden = choose(order, library, templates)
    documents = compose(plan, templates)
    job = job_sheet_rows(
        plan, [Printed(one.key, one.name, b"", 2, ink_percent=4.0) for one in documents]
    )
    cover = compose_cover(plan, templates, job)
    assert cover is not None
    booking = Booking(order, PEOPLE, date=dt.date(2027, 3, 17))
    values = booking_values(booking) | people_values(job, PEOPLE, cover_row(plan))
    for one in (*documents, cover):
        if one.fields:
            own = {name: values[name] for name in one.fields if name in values}
            may = forbidden if one.audience == "participant" else None
            yield Personal(f"{session}-{band}-{one.name}", one, may, own)


if __name__ == "__main__":  # in another process: fill the form that comes, and say what came out
    import pickle
    from hashlib import sha256

    form, values = pickle.loads(sys.stdin.buffer.read())
    print(sha256(form.fill(values)).hexdigest())
    engines = ("weasyprint", "pydyf", "pikepdf", "fontTools")
    print([name for name in engines if name in sys.modules])
