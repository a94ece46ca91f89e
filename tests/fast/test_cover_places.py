"""A cover is put together from many files: each place that is named for a text has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from printroom.compose import compose_cover, compose_pack
from printroom.compose.job_sheet import largest_job
from printroom.ledger.shown_parts import ShownPart, ShownText, shown_parts
from printroom.model import Order, Plan
from tests.workshop import HOME, shipped, shipped_library, shipped_orders_in_turns, shipped_plan

FEW = 12
"""The most lines of an entry: a place names its first."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def parts_of(plan: Plan) -> tuple[ShownPart, ...]:
    """What the cover of a plan shows, with the sources."""
    made = compose_pack(plan, shipped())
    cover = compose_cover(made.plan, shipped(), largest_job(made.plan))
    assert cover
    return shown_parts(made.plan, cover, shipped_library(), shipped())


def place_of(text: str, parts: tuple[ShownPart, ...]) -> set[tuple[str, bool]]:
    """The file of each piece that begins with a text, and whether it has a line."""
    return {
        (part.path and Path(part.path).name, one.line > 0)
        for part in parts
        for one in part.texts
        if one.text.startswith(text)
    }


def has_its_words(path: str, shown: ShownText) -> bool:
    """Whether most long words of a text are at its place."""
    lines = (HOME / path).read_text("utf-8").splitlines()
    there = " ".join(lines[shown.line - 1 : shown.line - 1 + FEW])
    words = _LONG_WORD.findall(shown.text)
    return sum(word in there for word in words) * 2 >= len(words)


@pytest.mark.parametrize("order", shipped_orders_in_turns()[::4], ids=str)
def test_every_line_that_is_named_has_the_words(order: Order) -> None:
    """No text has the place of one that looks like it, or of another session’s template."""
    plan = shipped_plan(order)
    parts = parts_of(plan)
    template = shipped_library().sessions[order.session].template
    assert {Path(one.path).stem for one in parts if "templates/sessions/" in one.path} == {template}
    named = [(part.path, one) for part in parts for one in part.texts if one.line]
    assert len(named) > 40
    assert not [(path, one) for path, one in named if not has_its_words(path, one)]


def test_what_is_joined_from_several_files_has_no_place() -> None:
    """Titles, reasons, helplines and rows are found; what the program writes is not."""
    parts = parts_of(shipped_plan(Order("power/who-has-it", "11-14", "england")))
    assert place_of("Power: who has it? · Cover and job sheet", parts) == {("", False)}
    assert place_of("The wording has not been signed off", parts) == {("", False)}
    assert place_of("Cover and job sheet · C2", parts) == {("", False)}
    assert place_of("Nobody has checked the curriculum", parts) == {("england.yaml", True)}
    assert place_of("NSPCC Helpline", parts) == {("contacts.yaml", True)}
    assert place_of("0808 800 5000", parts) == {("contacts.yaml", False)}
    assert place_of("Helpline", parts) == place_of("Then", parts) == {("cover.html", True)}
    assert place_of("On the wall from the start", parts) == {("lesson.yaml", True)}
    assert place_of("Worksheet06", parts) == {("lesson.yaml", True)}
    assert place_of("Pens", parts) == {("power-words.md", True)}
    scottish = parts_of(shipped_plan(Order("power/who-has-it", "11-14", "scotland")))
    assert place_of("Child protection coordinator How", scottish) == {("", False)}
    assert place_of("Safeguarding lead How", parts) == {("cover.html", True)}
    assert place_of("0%", parts) == {("cover.html", False)}
