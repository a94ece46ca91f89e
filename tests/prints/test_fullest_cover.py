"""Covers, letters and help pages have room for all that a pack and a school may put on them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping

import pytest

from printroom.cache import Cache
from printroom.compose import compose_cover, compose_pack
from printroom.compose.cover_values import lines_to_check
from printroom.compose.job_sheet import cover_row, largest_job, people_values
from printroom.inspect import inspect_cover
from printroom.make.check.checking import with_most_reasons
from printroom.make.pack.bookings import booking_values
from printroom.make.pack.printed_order import field_values
from printroom.make.pack.sample_cover import PEOPLE
from printroom.make.run.cached_press import CachedPress
from printroom.model import Booking, Document, Order, Plan, Printed, Problem, School
from printroom.workers.jobs import PressJob
from tests.term_helpers import AtOnce
from tests.workshop import shipped, shipped_library, shipped_orders, shipped_plan

AS_OF = dt.date(2026, 11, 30)
SCHOOL = School(
    name="St Bartholomew’s Church of England Voluntary Aided Secondary School, Upper Wharfedale",
    nation="england",
    lead="Mrs Oluwaseun Featherstone-Haughton",
    reach="01632 960123, extension 204, or the office beside the library",
    room="The Old Library, first floor",
    date=dt.date(2027, 9, 22),
    time="13:45",
)
LINE = 108
"""About how many characters fit on a line of the reasons."""
CELL = 42
"""About how many fit on a line of the numbers to check."""


@pytest.fixture
def press(prints: Cache) -> CachedPress:
    """A press that prints only what no earlier run has printed."""
    return CachedPress(prints, AtOnce())


def printed(press: CachedPress, document: Document, values: Mapping[str, str]) -> Printed:
    """A document with a school's words in it."""
    (found,) = press.print_documents([PressJob(document, values, None)])
    return found


@functools.cache
def fullest() -> tuple[Plan, ...]:
    """For each session and band, the plan of the nation whose reasons are the longest."""
    found: dict[tuple[str, str], Plan] = {}
    for order in shipped_orders(AS_OF):
        plan = with_most_reasons(shipped_plan(order), shipped_library())
        so_far = found.setdefault((order.session, order.band), plan)
        if length_of(plan) > length_of(so_far):
            found[order.session, order.band] = plan
    return tuple(found.values())


def listed(plan: Plan) -> list[str]:
    """The reasons that a cover prints as sentences: helplines to check are in a table."""
    return [one.text for one in plan.draft if one.code != "helplines-unchecked"]


def length_of(plan: Plan) -> tuple[int, int]:
    """About how many lines its reasons take: of the covers of a session, nothing else differs."""
    reasons = sum(1 + len(text) // LINE for text in listed(plan))
    values = (", ".join(line.values) for line in lines_to_check(plan))
    letters = sum(len(one.text) for one in plan.draft)
    return reasons + sum(1 + len(one) // CELL for one in values), letters


def pages_of(
    press: CachedPress, plan: Plan, school: School | None
) -> tuple[int, tuple[Problem, ...]]:
    """The pages of a cover with the largest job sheet, for a school or none, and warnings."""
    cover = compose_cover(plan, shipped(), largest_job(plan))
    assert cover
    assert all(text in cover.source for text in listed(plan))
    assert all(line.name in cover.source for line in lines_to_check(plan))
    contact = "Sam Lee, 01632 960456" if school else ""
    date = school.date if school else None
    booking = Booking(plan.order, PEOPLE, "long", school, date, contact=contact)
    numbers = people_values(largest_job(plan), PEOPLE, cover_row(plan))
    done = printed(press, cover, field_values(cover, booking_values(booking) | numbers))
    return done.pages, done.warnings


@functools.cache
def longest_pages() -> tuple[tuple[Order, Document], ...]:
    """Each session's longest letter to families, and each band's longest help page."""
    found: dict[tuple[str, str], tuple[Order, Document]] = {}
    for order in shipped_orders(AS_OF):
        made = compose_pack(shipped_plan(order), shipped())
        for document in made.documents:
            if document.name in ("family-letter", "help-page"):
                owner = order.session if document.name == "family-letter" else order.band
                so_far = found.setdefault((document.name, owner), (order, document))
                if len(document.source) > len(so_far[1].source):
                    found[document.name, owner] = order, document
    return tuple(found.values())


def test_each_cover_has_room_for_every_reason(press: CachedPress) -> None:
    """With all reasons at once, lines to write the school's details on and the largest job."""
    assert len(fullest()) == len({(one.session, one.band) for one in shipped_orders(AS_OF)})
    assert not [one.order for one in fullest() if pages_of(press, one, None) != (2, ())]


def test_a_cover_with_every_reason_has_room_for_long_details(press: CachedPress) -> None:
    """Filled details take no more room than lines to write on; the longest reasons show it."""
    longest = max(fullest(), key=length_of)
    assert pages_of(press, longest, SCHOOL) == (2, ())


def test_letters_and_help_pages_have_room_for_long_details(press: CachedPress) -> None:
    """A school with a long name and a long way to reach its lead gets all its pages: one sheet."""
    assert {document.name for _, document in longest_pages()} == {"family-letter", "help-page"}
    for order, document in longest_pages():
        booking = Booking(order, PEOPLE, "long", SCHOOL, SCHOOL.date)
        done = printed(press, document, field_values(document, booking_values(booking)))
        most = 1 if document.name == "family-letter" else document.max_pages
        assert done.pages <= most <= 2, (order, document.name)


def test_reasons_on_a_cover_change_no_code_and_pass_every_check() -> None:
    """The code of a pack is the one of its words, with or without reasons to be a draft."""
    order = Order("help/getting-and-giving-help", "11-14", "england", as_of=AS_OF)
    made = compose_pack(shipped_plan(order), shipped())
    plan = with_most_reasons(made.plan, shipped_library())
    assert len(plan.draft) > len(made.plan.draft)
    cover = compose_cover(plan, shipped(), largest_job(plan))
    assert cover
    assert made.cover
    assert cover.code == made.cover.code
    assert not inspect_cover(plan, cover, made.cover)
