"""Every word of a cover is checked as it prints: with true page counts, and a draft's reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from printroom.choose import plan_for
from printroom.compose import Composed, compose_cover, compose_pack
from printroom.compose.job_sheet import job_sheet_rows
from printroom.inspect import inspect, inspect_cover
from printroom.load import load_folders
from printroom.model import Order, Printed, Problem, Templates
from printroom.model.drafts import DraftReason
from tests.workshop import Workshop, shipped, shipped_orders_in_turns, shipped_plan

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=dt.date(2027, 1, 4))
COVER = "templates/documents/cover.html"
IF_THREE = "{% for line in job %}{% if line.pages == 3 %}WORDS{% endif %}{% endfor %}"
WRONG = {
    "a contact": ('<p>{{ _("Ring 01632 960 999") }}</p>', {"undeclared-contact"}),
    "words to avoid": ('<p>{{ _("A scrap bike") }}</p>', {"words-to-avoid"}),
    "words that nobody has signed": ('<p>{{ _("Ask nobody about it") }}</p>', set[str]()),
    "an alternative text": ('<p title="Ask nobody">{{ line.pages }}</p>', set[str]()),
}


def printed_cover(made: Composed, templates: Templates, pages: int = 3) -> list[Problem]:
    """What is wrong with the cover of a pack whose documents have so many pages each."""
    names = [document.name for document in made.documents]
    rows = job_sheet_rows(made.plan, [Printed("", name, b"", pages) for name in names])
    cover = compose_cover(made.plan, templates, rows)
    assert cover
    assert made.cover
    return inspect_cover(made.plan, cover, made.cover)


def composed(tiny: Workshop) -> tuple[Composed, Templates]:
    library, templates = load_folders(tiny.materials, tiny.templates)
    return compose_pack(plan_for(ORDER, library, templates), templates), templates


@pytest.mark.parametrize("what", WRONG)
def test_words_that_depend_on_page_counts_are_checked_where_they_print(
    tiny: Workshop, what: str
) -> None:
    """The cover that is signed does not show them; the one that prints does, and is refused."""
    assert not printed_cover(*composed(tiny))
    words, codes = WRONG[what]
    tiny.change(COVER, "</table>\n<ul>", f"</table>\n{IF_THREE.replace('WORDS', words)}<ul>")
    made, templates = composed(tiny)
    if what != "a contact":
        assert not [one for one in inspect(made.plan, (*made.documents, *made.covers)) if one.stops]
    problems = printed_cover(made, templates)
    assert {problem.code for problem in problems} >= {"unsigned-words", *codes}
    assert {problem.path for problem in problems} == {COVER}
    assert not printed_cover(made, templates, pages=2)


def test_the_reasons_of_a_draft_are_checked_as_they_print(tiny: Workshop) -> None:
    """A reason names what authors wrote, such as a helpline, and is no way around the checks."""
    made, templates = composed(tiny)
    text = "Helplines must be checked again by 1 May 2027: Scrap Bike, 01632 960 999."
    reason = DraftReason("helplines-late", text)
    made = replace(made, plan=replace(made.plan, draft=(reason,)))
    codes = {problem.code for problem in printed_cover(made, templates)}
    assert codes == {"words-to-avoid", "undeclared-contact"}


@pytest.mark.parametrize("order", shipped_orders_in_turns()[::4], ids=str)
def test_shipped_covers_print_signed_words_only(order: Order) -> None:
    """Singular or plural, a booklet or none, one side or two: all of it is on the signed cover."""
    made = compose_pack(shipped_plan(order), shipped())
    for pages in (1, 2):
        assert not printed_cover(made, shipped(), pages)
