"""Possible orders: which packs are composed to judge a code, and that no shared page is missed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.choose import all_orders
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.possible_orders import possible_orders
from printroom.ledger.printed_codes import PrintedCode
from printroom.ledger.withdrawal import PackIdentity
from printroom.model import Library, Order, Templates
from tests.term_helpers import AtOnce

DAY = dt.date(2027, 1, 4)
ONLINE = Order("online/online-faces", "11-14", "england", as_of=DAY)


@pytest.fixture
def current(library: Library, templates: Templates, tmp_path: Path) -> CurrentContent:
    return CurrentContent(Path("materials"), library, templates, Cache(tmp_path), DAY, AtOnce())


def sessions(current: CurrentContent, *documents: str, order: Order = ONLINE) -> set[str]:
    """The sessions of which packs are composed for codes of these documents."""
    identity = PackIdentity(order.session, order.band, order.nation, "", ())
    known = [PrintedCode(order, document, identity, "record") for document in documents]
    return {one.session for one in possible_orders(known, current)}


@pytest.mark.parametrize("document", ["", "cards", "handout", "facilitator-guide"])
def test_only_packs_that_could_have_a_page_are_composed(
    current: CurrentContent, document: str
) -> None:
    """The code of a pack, or of a page with a snippet of its session, is sought in that session."""
    assert sessions(current, document) == {ONLINE.session}


def test_a_page_that_sessions_share_is_sought_in_all(current: CurrentContent) -> None:
    """A page from the session template may be in any pack; so may one that is unknown."""
    every = {order.session for order in all_orders(current.library, DAY)}
    assert sessions(current, "help-page") == sessions(current, "", "help-page") == every
    assert sessions(current) == every
    assert sessions(current, "no-such-page") == every
    gone = Order("online/no-such-session", "11-14", "england", as_of=DAY)
    assert sessions(current, "", order=gone) == every | {gone.session}
