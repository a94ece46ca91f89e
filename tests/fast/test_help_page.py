"""The help page lists each service once, in groups, with lines for what only a school knows."""

from __future__ import annotations

import re

import pytest

from printroom.choose import choose
from printroom.compose import compose_pack
from printroom.model import Document, Order, Plan, PlannedDocument
from printroom.text.fingerprint import fingerprints_in
from tests.workshop import shipped, shipped_library, shipped_orders_in_turns, shipped_plan

GROUPS = (
    "Right now",
    "To talk to someone, or get support",
    "More people to turn to",
    "Online",
    "Lines that adults can call",
)
LOCAL = ("An advocacy service", "Free advice on housing", "Free advice on work")


def help_page(order: Order) -> tuple[PlannedDocument, Document]:
    """What a help page was given, and the page."""
    plan: Plan = shipped_plan(order)
    (planned,) = (one for one in plan.documents if one.row.name == "help-page")
    made = compose_pack(plan, shipped()).documents
    return planned, next(one for one in made if one.name == "help-page")


def names(order: Order) -> list[str]:
    """The services of a help page, as it prints them."""
    return re.findall(r'<span class="who"><strong>(.+?)</strong>', help_page(order)[1].source)


@pytest.mark.parametrize("order", shipped_orders_in_turns()[::4], ids=str)
def test_each_service_is_on_the_page_once_and_in_its_group(order: Order) -> None:
    """No group loses one; six or more are grouped, those for an emergency first."""
    planned, page = help_page(order)
    assert sorted(names(order)) == sorted(one.name for one in planned.contacts)
    headings = [one for one in re.findall(r"<h2>(.+?)</h2>", page.source) if one in GROUPS]
    if len(planned.contacts) < 6:
        assert not headings
    else:
        assert headings == [one for one in GROUPS if one in headings]
        assert headings[0] == "Right now"


@pytest.mark.parametrize("order", shipped_orders_in_turns()[::4], ids=str)
def test_the_front_of_two_sides_has_the_first_to_call_and_how_to_ask(order: Order) -> None:
    """From eight services on, the front has those for right now and the one of each page's foot."""
    planned, page = help_page(order)
    front, _, back = page.source.partition('<section class="opening">')
    services = re.compile(r'<span class="who"><strong>(.+?)</strong>')
    known = {one.name for one in planned.contacts if one.group == "now" or one.strip}
    assert known <= {*services.findall(front)}
    assert bool(services.findall(back)) is (len(planned.contacts) > 7)


def test_the_line_for_social_care_is_on_the_front_for_adults() -> None:
    """It comes before the helpline of their pages, and so on the same side."""
    _, page = help_page(Order("adults/notice-listen-act", "parents", "england"))
    front, _, back = page.source.partition('<section class="opening">')
    for name in ("Your council’s children’s social care", "NSPCC Helpline"):
        assert f"<strong>{name}</strong>" in front
    assert "<strong>Childline</strong>" in back


def test_a_session_adds_the_service_that_its_pages_speak_of() -> None:
    """Trafficking is what one session is about: its help page has the line for it, the next not."""
    line = "Modern Slavery and Exploitation Helpline"
    for nation in ("england", "wales", "scotland", "northern-ireland"):
        assert line in names(Order("exploitation/in-plain-sight", "14-16", nation))
    assert line not in names(Order("exploitation/what-is-it", "14-16", "england"))
    ireland = names(Order("exploitation/in-plain-sight", "14-16", "ireland"))
    assert len(ireland) == len({*ireland}), "a number that is on the page is not added again"
    assert ireland == names(Order("exploitation/what-is-it", "14-16", "ireland"))


def test_local_services_have_lines_to_write_on() -> None:
    """The guide has the leader write three local services: the page has a line for each."""
    cell = re.compile(
        r'<div class="cell"><span class="label">(.+?)</span> <span class="rule"></span>'
    )
    for edition in ("standard", "large-print"):
        page = help_page(Order("rights/still-protected", "16-18", "wales", edition=edition))[1]
        assert tuple(cell.findall(page.source)) == LOCAL
    assert not cell.findall(help_page(Order("power/who-has-it", "11-14", "wales"))[1].source)


def test_social_care_has_a_line_for_its_number() -> None:
    """Each council has its own: adults write it down, once, beside the address."""
    for nation, lines in (("england", 1), ("scotland", 1), ("northern-ireland", 0)):
        page = help_page(Order("adults/notice-listen-act", "parents", nation))[1]
        assert page.source.count("to-write") - page.source.count(".to-write") == lines


def test_hours_on_a_website_come_with_the_website() -> None:
    """Whoever is sent to a service's website for its hours is given the address with it."""
    sent = [
        contact
        for contact in shipped_library().contacts.values()
        if re.search("website|opening times", f"{contact.hours} {contact.channels}")
    ]
    assert sent
    for contact in sent:
        assert "web" in {channel.kind for channel in contact.channels}, contact.name


def test_the_label_of_the_lead_is_allowed_on_posters() -> None:
    """Its label is no leak, even where the word is the answer to a question of the session."""
    for nation in ("ireland", "scotland"):
        order = Order("help/never-their-fault", "11-14", nation)
        plan, forbidden = choose(order, shipped_library(), shipped())
        assert plan.lead
        marks = fingerprints_in([plan.lead], forbidden.lengths)
        known = marks & (forbidden.grams | forbidden.phrases)
        assert known
        assert known <= forbidden.allowed["poster"]
