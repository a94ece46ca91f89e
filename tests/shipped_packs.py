"""Checks of the composed documents of every shipped pack."""

from __future__ import annotations

from printroom.compose import compose_cover, compose_pack
from printroom.compose.job_sheet import job_sheet_rows
from printroom.inspect import inspect
from printroom.model import Document, Order, Plan, Printed
from tests.workshop import shipped, shipped_library, shipped_plan


def composed(order: Order) -> tuple[Plan, tuple[Document, ...]]:
    """The plan and the documents of a shipped pack; the cover is the first."""
    plan = shipped_plan(order)
    made = compose_pack(plan, shipped())
    plan, documents = made.plan, made.documents
    printed = [Printed(one.key, one.name, b"", one.max_pages) for one in documents]
    cover = compose_cover(plan, shipped(), job_sheet_rows(plan, printed))
    assert cover
    return plan, (cover, *documents)


def assert_composes(order: Order) -> None:
    """Assert that no check has an alarm, false or not, and that no page lacks what it must say."""
    plan, documents = composed(order)
    cover, *others = documents
    assert [str(one) for one in inspect(plan, others) if one.stops] == []
    assert plan.draft, "no helpline has been checked yet: every pack must be a draft"
    assert "DRAFT" in cover.source
    for one in documents:
        assert one.source.startswith('<!doctype html>\n<html lang="en-GB"')
        assert plan.codes.get(one.name, plan.code) in one.source
    at_the_foot = [
        contact.channels[0].value
        for contact in shipped_library().contacts.values()
        if contact.strip and order.nation in contact.nations and order.band in contact.bands
    ]
    assert at_the_foot
    (help_page,) = (one for one in others if one.name == "help-page")
    assert all(number in help_page.source for number in at_the_foot)
