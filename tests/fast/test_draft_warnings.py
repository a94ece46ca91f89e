"""What `check` says of drafts: each reason once, at the file that ends it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from printroom.choose import all_orders, plan_for
from printroom.compose.coding import unsigned_reason
from printroom.make.check.draft_warnings import DraftWarnings
from printroom.model import Library, NotFitToPrint, Plan, Problem, Templates
from printroom.model.drafts import DraftReason
from tests.workshop import Workshop

DAY = dt.date(2027, 1, 31)
SESSIONS = ("law/on-your-side", "repairs/flat-tyre", "roads/signals")
LATER = dt.date(2030, 2, 1)


def plans(library: Library, templates: Templates, day: dt.date) -> list[Plan]:
    """Every plan of a library, none of them signed."""
    orders = (one for one in all_orders(library, day) if one.session in SESSIONS)
    found = (plan_for(order, library, templates) for order in orders)
    return [replace(plan, draft=(*plan.draft, unsigned_reason(plan.order))) for plan in found]


def warnings(library: Library, templates: Templates, day: dt.date) -> list[Problem]:
    """The warnings about a library on a day."""
    drafts = DraftWarnings(library, day)
    for plan in plans(library, templates, day):
        drafts.add(plan)
    return list(drafts.problems())


def test_each_reason_is_reported_once(library: Library, templates: Templates) -> None:
    """However many packs print an unchecked line, there is one warning, which names `contacts`."""
    some = warnings(library, templates, DAY)
    found = Counter(problem.path.rpartition("/")[2] for problem in some)
    nations = {
        f"{name}.yaml": 1 + len(nation.unchecked_for("14-16"))
        for name, nation in library.nations.items()
    }
    assert found == {"contacts.yaml": 1, "on-your-side.yaml": 1, **nations}
    (contacts,) = (one for one in some if one.path.endswith("contacts.yaml"))
    assert contacts.message.startswith(tuple("123456789"))
    assert "generate.py contacts" in contacts.fix
    assert contacts.place == contacts.path


def test_each_thing_that_ran_out_is_named_at_its_line(
    tiny: Workshop, tiny_templates: Templates
) -> None:
    """A line, a definition and a session have their own warnings; the rest of the reasons, too."""
    library = tiny.load()
    before = warnings(library, tiny_templates, DAY)
    after = [one for one in warnings(library, tiny_templates, LATER) if one not in before]
    messages = " / ".join(str(problem) for problem in after)
    for words in ("the check of “bike-line”", "the check of “road-desk”", "the definition"):
        assert words in messages
    assert f"materials/contacts.yaml:{library.lines['contacts:bike-line']}:1 draft" in messages
    assert all("2030-01-31" in problem.message for problem in after)
    assert not any(problem.stops for problem in (*before, *after))


def test_no_draft_goes_without_a_warning(tiny: Workshop, tiny_templates: Templates) -> None:
    """A library has no warning of drafts only if no pack is a draft."""
    tiny.change(
        "materials/contacts.yaml",
        "source: leaders.example\n",
        "source: leaders.example\n  verified_on: 2026-01-05\n",
    )
    library = tiny.load()
    drafts = DraftWarnings(library, DAY)
    for order in all_orders(library, DAY):
        plan = plan_for(order, library, tiny_templates)
        assert plan.draft == ()
        drafts.add(plan)
    assert list(drafts.problems()) == []
    late = DraftWarnings(library, LATER)
    for order in all_orders(library, LATER):
        plan = plan_for(order, library, tiny_templates)
        assert plan.draft
        late.add(plan)
    assert list(late.problems())


def test_what_nobody_has_checked_makes_drafts_of_its_bands(
    tiny: Workshop, tiny_templates: Templates
) -> None:
    """Such an entry is a reason in packs of its bands and nation, and one warning in its file."""
    says = "unchecked:\n  - {says: Nobody has read the map., bands: [seniors]}\ndefinition:"
    tiny.change("materials/nations/uphill.yaml", "definition:", says)
    library = tiny.load()
    drafts = DraftWarnings(library, DAY)
    reason = DraftReason("nation-unchecked", "Nobody has read the map.")
    for order in all_orders(library, DAY):
        plan = plan_for(order, library, tiny_templates)
        assert (reason in plan.draft) == ((order.nation, order.band) == ("uphill", "seniors"))
        drafts.add(plan)
    found = [one.path for one in drafts.problems() if "read the map" in one.message]
    assert [path.rpartition("/")[2] for path in found] == ["uphill.yaml"]


def test_an_unchecked_entry_for_an_unknown_band_is_refused(tiny: Workshop) -> None:
    """A band that does not exist would never be a draft for it: the entry is refused."""
    says = "unchecked:\n  - {says: Nobody has read the map., bands: [elders]}\ndefinition:"
    tiny.change("materials/nations/uphill.yaml", "definition:", says)
    with pytest.raises(NotFitToPrint) as raised:
        tiny.load()
    assert "elders" in str(raised.value)
