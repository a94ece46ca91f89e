"""The laws of card numbers: the key calls each card by the number that is printed on it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest

from printroom.choose import plan_for
from printroom.compose import compose
from printroom.model import Order, Plan
from tests.workshop import shipped, shipped_library, shipped_orders_in_turns

_TAG = re.compile(r"<(?!img)[^>]*>")
ORDERS = shipped_orders_in_turns(dt.date(2026, 11, 30))


def card_rows(plan: Plan) -> list[tuple[str, str]]:
    """The number and the text of each card in the keys of a plan."""
    return [
        (row.card, row.asked)
        for document in plan.documents
        if document.guide
        for _, arranged in document.guide.keys
        for row in arranged.key
        if row.card
    ]


def test_some_sessions_have_cards_in_their_keys() -> None:
    """The law below says something: many keys name cards by their numbers."""
    plans = (plan_for(order, shipped_library(), shipped()) for order in ORDERS)
    assert sum(bool(card_rows(plan)) for plan in plans) >= 8


@pytest.mark.parametrize("order", ORDERS, ids=lambda o: f"{o.session}-{o.band}")
def test_a_key_has_the_number_that_is_on_the_card(order: Order) -> None:
    """Where the key gives a number, the card with that text has it, also with another seed."""
    for seed in (order.seed, 7):
        plan = plan_for(replace(order, seed=seed), shipped_library(), shipped())
        cut = tuple(document for document in plan.documents if document.layout)
        if not (rows := card_rows(plan)):
            return
        pages = compose(replace(plan, documents=cut), shipped())
        cards = [unescape(card) for page in pages for card in page.source.split('"piece front')]
        for number, asked in rows:
            mark = f">{plan.session_code} · {number} <"
            assert any(mark in card and asked in _TAG.sub("", card) for card in cards), asked
