"""The day of a visit: what runs out by then makes a draft, and a visit in the past is noticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import TypeVar

import pytest

from printroom.choose import judged_on, plan_for
from printroom.deliver.manifest import Manifest
from printroom.load import load_term
from printroom.make.pack.bookings import booking_values, bookings_of, group_by_order, past_visits
from printroom.model import Authored, Booking, Library, Order, School, Templates
from tests.workshop import Workshop

A = TypeVar("A", bound=Authored)
TODAY = dt.date(2029, 1, 1)
ORDER = Order("roads/signals", "seniors", "uphill", as_of=TODAY)
LAST_DAY = dt.date(2030, 1, 31)
"""The day on which everything in the workshop in miniature runs out."""
AFTER = LAST_DAY + dt.timedelta(1)
CLUBS = "materials/schools/clubs.csv"
SUMMER = "materials/terms/summer.yaml"


def drafts(library: Library, templates: Templates, *dates: dt.date | None) -> list[bool]:
    """For each visit, whether its pack is a draft because something must be checked again."""
    bookings = [Booking(ORDER, 10, str(number), date=date) for number, date in enumerate(dates)]
    found: dict[str, bool] = {}
    for order, those in group_by_order(bookings, library).items():
        reasons = plan_for(order, library, templates).draft
        late = any(" by 31 January 2030" in reason.text for reason in reasons)
        found |= {one.school_id: late for one in those}
    return [found[str(number)] for number in range(len(dates))]


def test_the_day_of_the_visit_decides(tiny_library: Library, tiny_templates: Templates) -> None:
    """A visit after a date runs out is a draft today already; a visit before it is no draft."""
    visits = (None, TODAY, LAST_DAY, AFTER)
    assert drafts(tiny_library, tiny_templates, *visits) == [False, False, False, True]


def test_the_later_day_counts(tiny_library: Library) -> None:
    """What has run out today is not good again for a visit in the past."""
    late = Booking(Order(ORDER.session, ORDER.band, ORDER.nation, as_of=AFTER), 10, date=TODAY)
    (order,) = group_by_order([late], tiny_library)
    assert order.as_of > LAST_DAY


def test_rows_share_an_order_until_something_runs_out(tiny_library: Library) -> None:
    """Visits on many days are laid out once, and twice if something runs out between them."""
    days = [TODAY + dt.timedelta(number) for number in range(500)]
    bookings = [Booking(ORDER, 10, date=day) for day in days]
    sizes = [len(those) for those in group_by_order(bookings, tiny_library).values()]
    assert sizes == [(AFTER - TODAY).days, 500 - (AFTER - TODAY).days]


def test_the_earliest_visit_comes_first(tiny_library: Library) -> None:
    """Packs are made in the order of their visits, and those without a day last."""
    other = Order("repairs/flat-tyre", "juniors", "uphill", as_of=TODAY)
    visits = ((ORDER, None), (ORDER, AFTER), (other, LAST_DAY), (other, None), (ORDER, TODAY))
    bookings = [Booking(order, 10, date=date) for order, date in visits]
    groups = group_by_order(bookings, tiny_library)
    assert [[one.date for one in group] for group in groups.values()] == [
        [TODAY, None],
        [LAST_DAY, None],
        [AFTER],
    ]


def test_sharing_an_order_changes_no_reason(
    tiny_library: Library, tiny_templates: Templates
) -> None:
    """An order that is shared by several days has the reasons that each of its days has."""
    library, seen = running_out_one_by_one(tiny_library), set()
    for number in range(16):
        day = TODAY + dt.timedelta(number)
        shared = judged_on(ORDER, library, day)
        own = plan_for(replace(ORDER, as_of=day), library, tiny_templates).draft
        assert plan_for(shared, library, tiny_templates).draft == own
        seen.add(own)
    assert len(seen) > 4


def running_out_one_by_one(library: Library) -> Library:
    """The library with everything checked, and something of it running out every other day."""
    last = (TODAY + dt.timedelta(number) for number in count(1, 2))

    def dated(entries: Mapping[str, A], key: str, **more: object) -> dict[str, A]:
        return {
            name: entry.model_copy(update={key: next(last), **more})
            for name, entry in entries.items()
        }

    uphill = library.nations["uphill"]
    late = {"definition": uphill.definition.model_copy(update={"review_by": next(last)})}
    return replace(
        library,
        sessions=dated(library.sessions, "review_by"),
        nations={**library.nations, "uphill": uphill.model_copy(update=late)},
        contacts=dated(library.contacts, "verify_by", verified_on=TODAY),
        facts=dated(library.facts, "review_by"),
    )


def test_a_check_that_is_dated_later_has_not_been_made(
    library: Library, templates: Templates
) -> None:
    """A day in the future, also before the visit, is a misprint or a plan: the pack is a draft."""
    order = Order("law/on-your-side", "14-16", "england", as_of=TODAY)
    england, tomorrow = library.nations["england"], TODAY + dt.timedelta(1)

    def reasons(day: dt.date) -> tuple[str, ...]:
        law = {m: one.model_copy(update={"checked_on": day}) for m, one in england.law.items()}
        checked = replace(
            library,
            contacts={
                name: one.model_copy(update={"verified_on": day})
                for name, one in library.contacts.items()
            },
            nations={**library.nations, "england": england.model_copy(update={"law": law})},
        )
        found = plan_for(order, checked.on_day(TODAY), templates).draft
        codes = ("helplines-unchecked", "law-unchecked")
        return tuple(one.text for one in found if one.code in codes)

    assert reasons(TODAY) == ()
    assert len(reasons(tomorrow)) == 2


def test_a_printed_pack_is_judged_on_its_visit() -> None:
    """When a finished pack is verified, its own day counts if that is later than today."""
    may = dt.date(2030, 5, 1)
    for date, expected in (("", TODAY), ("2028-01-01", TODAY), ("2030-05-01", may)):
        made = Manifest(session="a/b", band="c", nation="d", date=date, files={})
        assert made.order(TODAY).as_of == expected
    with pytest.raises(ValueError, match="the day after"):
        Manifest(session="a/b", date="the day after", files={}).order(TODAY)


def test_a_visit_in_the_past_is_a_warning_where_it_is_written(tiny: Workshop) -> None:
    """A past date is reported in its row, or at the line of the term; it stops nothing."""
    resolved = load_term(tiny.materials, "summer", tiny.load())
    assert not list(past_visits(resolved, dt.date(2027, 6, 1)))
    found = set(map(str, past_visits(resolved, dt.date(2027, 6, 8))))
    assert {one.split(" ")[0] for one in found} == {f"{SUMMER}:3:1", f"{CLUBS}:2:1"}
    assert all("in the past" in one for one in found)
    assert not any(problem.stops for problem in past_visits(resolved, dt.date(2028, 1, 1)))
    assert len(bookings_of(resolved, dt.date(2028, 1, 1))) == 5


def test_the_time_of_a_visit_is_printed_beside_its_day() -> None:
    """A school's time belongs to the day of its row; on another day it is not known."""
    school = School(name="Oak", nation="uphill", date=TODAY, time="09:30")
    booking = Booking(ORDER, 10, "oak", school, TODAY)
    assert booking_values(booking)["date"] == "Monday 1 January 2029, 09:30"
    assert booking_values(replace(booking, date=LAST_DAY))["date"] == "Thursday 31 January 2030"
