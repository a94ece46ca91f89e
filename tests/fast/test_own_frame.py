"""What a session may change in its frame: the time to talk, and the line for a name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from printroom.compose import compose_cover
from printroom.load import load_templates
from printroom.model import NotFitToPrint, Order
from tests.shipped_packs import composed
from tests.workshop import Workshop, shipped_library, shipped_plan

SESSION = "materials/sessions/roads/signals.yaml"


@pytest.mark.parametrize(
    ("talk", "code"),
    [("[roads/armz]", "unknown-snippet"), ("[roads/arms]", "duplicate-id")],
)
def test_a_talk_names_a_snippet_of_its_own(tiny: Workshop, talk: str, code: str) -> None:
    """A snippet that does not exist, or that the session prints already, is refused at its line."""
    tiny.change(SESSION, "segments:\n", f"talk: {talk}\nsegments:\n")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == (code, f"{SESSION}:14:8")


def test_a_talk_of_its_own_is_printed_in_place_of_the_frames() -> None:
    """The guide has the session's questions, and not those of the session template."""
    for name, session in shipped_library().sessions.items():
        if session.talk:
            order = Order(name, session.bands[0], "england", as_of=dt.date(2026, 11, 24))
            guide = next(one for one in shipped_plan(order).documents if one.guide)
            printed = {part.snippet for part in guide.parts}
            assert {*session.talk} <= printed, name
            assert "safety/talk" not in printed, name


def test_a_letter_greets_whom_it_may_reach() -> None:
    """At 16 to 18 a student who lives alone gets the letter; younger bands' is for their carers."""
    for name, band, greeted in (
        ("rights/still-protected", "16-18", "Dear parents, carers and students,"),
        ("power/who-has-it", "14-16", "Dear parents and carers,"),
    ):
        order = Order(name, band, "england", as_of=dt.date(2026, 11, 24))
        (letter,) = (one for one in composed(order)[1] if one.name == "family-letter")
        assert greeted in letter.source


def test_a_private_worksheet_has_no_line_for_a_name() -> None:
    """A plan of one's own is found by nobody under its writer's name; other worksheets have one."""
    for name, band, private in (
        ("help/getting-and-giving-help", "11-14", True),
        ("exploitation/coerce-manipulate-deceive", "14-16", True),
        ("online/pictures-and-pressure", "14-16", True),
        ("power/who-has-it", "11-14", False),
    ):
        assert shipped_library().sessions[name].private is private
        order = Order(name, band, "england", as_of=dt.date(2026, 11, 24))
        (sheet,) = (one for one in composed(order)[1] if one.name == "worksheet")
        assert ("My first name" not in sheet.source) is private


def test_the_cover_says_which_local_services_to_write_on_the_help_page() -> None:
    """Blank lines for local services are filled in before the help page is copied."""
    asked = "Also write on the help page, before you copy it:"
    templates = load_templates(Path("templates"))
    for name, band in (("rights/still-protected", "16-18"), ("power/who-has-it", "14-16")):
        order = Order(name, band, "england", as_of=dt.date(2026, 11, 24))
        cover = compose_cover(shipped_plan(order), templates, ())
        assert cover
        local = shipped_library().sessions[name].local
        assert (asked in cover.source) is bool(local)
        assert "; ".join(local) in cover.source
