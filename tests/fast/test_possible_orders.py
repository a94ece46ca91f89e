"""Possible orders: which packs are composed to judge a code, and that no shared page is missed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.choose import all_orders
from printroom.ledger.code_lookup import look_up
from printroom.ledger.code_search import OnGroup, possible_orders, silent
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.printed_codes import PrintedCode
from printroom.ledger.record import Record
from printroom.ledger.withdrawal import PackIdentity
from printroom.load import load_folders
from printroom.model import Library, Order, Templates
from tests.term_helpers import AtOnce
from tests.workshop import Workshop

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


def test_once_all_were_compared_no_pack_is_planned_for_an_unknown_code(
    tiny: Workshop, tmp_path: Path
) -> None:
    """An index of these files answers at once; of other files, or uncertain ones, there is none."""
    cache, workers, output = Cache(tmp_path / "cache"), AtOnce(), tmp_path / "output"

    def asked(code: str, key: str, on_group: OnGroup | None = silent) -> tuple[str, int]:
        found = CurrentContent(
            tiny.materials, *load_folders(tiny.materials, tiny.templates), cache, DAY, workers, key
        )
        record = Record(tmp_path / "record", DAY)
        return look_up(code, output, found, record, on_group).state, len(found._plans)

    _, every = asked("ABC-DEF", "")
    assert every
    assert asked("ABC-DEF", "") == ("unknown", every)
    assert asked("ABC-DEF", "one", None) == ("unknown", 0)
    assert asked("ABC-DEF", "one") == ("unknown", every)
    assert asked("ABC-DEF", "one") == ("unknown", 0)
    assert asked("ABC-DEF", "other") == ("unknown", every)
    order = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
    content = CurrentContent(
        tiny.materials, *load_folders(tiny.materials, tiny.templates), cache, DAY, workers
    )
    plan = content.plan_or_raise(order)
    state, planned = asked(plan.code, "one", None)
    assert state == "current"
    assert planned < every
