"""The cover of a draft lists each helpline that nobody has checked, to be ticked on paper."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from printroom.compose import compose_cover, compose_pack
from printroom.compose.job_sheet import largest_job
from printroom.inspect import inspect_cover
from printroom.model import Contact, Order, Plan
from tests.workshop import shipped, shipped_orders_in_turns, shipped_plan

CHECKED = dt.date(2026, 11, 30)
ROW = re.compile(r'<tr><td><span class="box"></span></td><th scope="row">(.+?)</th><td>(.+?)</td>')


def rows(plan: Plan) -> dict[str, set[str]]:
    """The lines to tick on the cover of a plan: each name with its numbers and addresses."""
    cover = compose_cover(plan, shipped(), largest_job(plan))
    assert cover
    found = ROW.findall(cover.source)
    assert len(found) == len(dict(found)), "each name has one line"
    return {name: set(re.findall(r'"value">(.+?)<', values)) for name, values in found}


def printed(plan: Plan) -> dict[str, set[str]]:
    """Every number and address that a pack prints, by the name of its helpline."""
    found: dict[str, set[str]] = {}
    for document in plan.documents:
        if document.row.medium != "cover":
            for one in document.declared():
                found.setdefault(one.name, set()).update(c.value for c in one.channels)
    return found


def with_checked(plan: Plan, name: str) -> Plan:
    """A plan in which somebody has checked every entry of this name."""

    def checked(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
        update = {"verified_on": CHECKED}
        return tuple(c.model_copy(update=update) if c.name == name else c for c in contacts)

    documents = (
        replace(
            document,
            contacts=checked(document.contacts),
            strip=checked(document.strip),
            linked=dict(zip(document.linked, checked((*document.linked.values(),)), strict=True)),
        )
        for document in plan.documents
    )
    return replace(plan, documents=tuple(documents))


@pytest.mark.parametrize("order", shipped_orders_in_turns()[::3], ids=str)
def test_every_unchecked_help_line_of_a_pack_is_a_row(order: Order) -> None:
    """Each name once, with every number and address that the pack prints for it."""
    made = compose_pack(shipped_plan(order), shipped())
    assert rows(made.plan) == printed(made.plan)


def test_the_cover_tells_nobody_to_ring_an_emergency_number() -> None:
    """Its list has 999, which nobody may ring only to check it."""
    plan = shipped_plan(Order("power/who-has-it", "11-14", "wales"))
    cover = compose_cover(plan, shipped(), largest_job(plan))
    assert cover
    assert "999" in rows(plan)["Police, ambulance or fire"]
    assert re.search(
        r"yet</h3>\n<p class=\"enter\">Ring [^<]+ Never ring an emergency number:", cover.source
    )


def test_a_checked_help_line_is_no_row_and_changes_no_code() -> None:
    """Only what is still to be done is listed, and all words of the list belong to the code."""
    order = Order("power/who-has-it", "11-14", "wales")
    made = compose_pack(shipped_plan(order), shipped())
    plan = with_checked(made.plan, "Childline")
    assert set(rows(made.plan)) - set(rows(plan)) == {"Childline"}
    cover = compose_cover(plan, shipped(), largest_job(plan))
    assert cover
    assert made.cover
    assert cover.code == made.cover.code
    assert not inspect_cover(plan, cover, made.cover)


def test_large_print_lists_the_lines_of_the_whole_pack() -> None:
    """Its own documents are fewer, but the standard pack is used with it."""
    order = Order("power/who-has-it", "11-14", "england", edition="large-print")
    plan = shipped_plan(order)
    assert plan.standard
    assert rows(compose_pack(plan, shipped()).plan) == printed(plan.standard)
