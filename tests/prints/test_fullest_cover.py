"""A cover has room for every reason to be a draft that a booking on any day can have."""

from __future__ import annotations

import datetime as dt

import pytest

from printroom.compose import compose_cover, compose_pack
from printroom.compose.job_sheet import largest_job
from printroom.inspect import inspect_cover
from printroom.make.checking import with_most_reasons
from printroom.make.sample_cover import cover_values
from printroom.model import Order
from printroom.press import print_document
from tests.workshop import shipped, shipped_library, shipped_plan

FULLEST = (
    ("feelings/safe-feelings-safe-people", "5-8", "england"),
    ("help/getting-and-giving-help", "11-14", "england"),
)
"""The orders whose covers have the least room left, of all that are shipped."""


@pytest.mark.parametrize("wanted", FULLEST, ids=lambda one: one[0])
def test_the_fullest_covers_have_room_for_every_reason(wanted: tuple[str, str, str]) -> None:
    """With all reasons at once, no named lead and the largest job, a cover has two pages."""
    order = Order(*wanted, as_of=dt.date(2026, 11, 30))
    made = compose_pack(shipped_plan(order), shipped())
    plan = with_most_reasons(made.plan, shipped_library())
    assert len(plan.draft) > len(made.plan.draft)
    cover = compose_cover(plan, shipped(), largest_job(plan))
    assert cover
    assert made.cover
    assert all(reason in cover.source for reason in plan.draft)
    assert cover.code == made.cover.code, "no reason changes a code"
    assert not inspect_cover(plan, cover, made.cover)
    printed = print_document(cover, cover_values(cover, plan))
    assert (printed.pages, printed.warnings) == (2, ())
