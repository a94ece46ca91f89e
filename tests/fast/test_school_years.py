"""School years in place of an age group: the message says which group they are."""

from __future__ import annotations

import click
import pytest

from printroom.choose import plan_for, unknown_document
from printroom.cli.list_command import _known_nation
from printroom.cli.sign_commands import WantedPacks
from printroom.model import Library, NotFitToPrint, Order, Templates
from printroom.model.school_years import bands_of_year, year_hint
from tests.workshop import Workshop


@pytest.mark.parametrize(
    ("nation", "year", "band"),
    [
        ("england", "Year 8", "11-14"),
        ("england", "Y8", "11-14"),
        ("england", "year 3", "5-8"),
        ("england", "KS3", "11-14"),
        ("northern-ireland", "Year 8", "11-14"),
        ("northern-ireland", "Year 11", "14-16"),
        ("northern-ireland", "P6", "8-11"),
        ("scotland", "S2", "11-14"),
        ("scotland", "P6", "8-11"),
        ("wales", "Years 7 and 8", "11-14"),
        ("ireland", "5th class", "8-11"),
        ("ireland", "2nd Year", "11-14"),
        ("ireland", "3rd Year", "14-16"),
        ("england", "Year 20", ""),
        ("england", "8", ""),
        ("scotland", "Year 8", ""),
        ("england", "Year 800", ""),
        ("england", f"Year {'9' * 5000}", ""),
        ("england", "Years 20 to 99999999999", ""),
    ],
)
def test_a_school_year_is_an_age_group_as_its_nation_counts(
    nation: str, year: str, band: str, library: Library
) -> None:
    """Year 11 is another age in Northern Ireland; a year that a nation does not have is none."""
    assert " ".join(bands_of_year(year, library.nations[nation].stages)) == band


def test_a_pack_for_a_school_year_is_refused_with_its_age_group(
    library: Library, templates: Templates
) -> None:
    """No band is guessed: the message names it, and those of the session; so does `list`."""
    for nation, band in (("england", "14-16"), ("northern-ireland", "11-14")):
        with pytest.raises(NotFitToPrint) as caught:
            plan_for(Order("power/who-has-it", "Year 10", nation), library, templates)
        (problem,) = caught.value.problems
        title = library.nations[nation].title
        assert problem.fix.startswith(f"in {title} that is {band}; choose from: ")
    with pytest.raises(click.UsageError, match="that is 11-14"):
        _known_nation(library, None, "Year 8")


HINTS = {
    ("scotland", "Year 8"): (
        "Scotland has no such school year; in England, Northern Ireland and Wales that is 11-14; "
        "in Scotland, 11-14 is S1 to S3 (Third and Fourth Level)"
    ),
    ("england", "S2"): (
        "England has no such school year; in Scotland that is 11-14; "
        "in England, 11-14 is Key Stage 3 (Years 7 to 9)"
    ),
    ("ireland", "junior cycle"): "in Ireland that is 11-14 or 14-16",
    ("ireland", "Transition Year"): "in Ireland that is 14-16",
    ("", "Year 10"): "in England and Wales that is 14-16; in Northern Ireland that is 11-14",
    ("england", "Year 44"): "",
    ("england", "and"): "",
    ("england", "Cycle of things"): "",
}


@pytest.mark.parametrize(("nation", "year"), HINTS)
def test_a_year_of_another_nation_is_named_there_and_here(
    nation: str, year: str, library: Library
) -> None:
    """Scotland has no Year 8, nor England an S2: what they are, and what the age is called here.

    Years without a number have an age group, too.
    """
    assert year_hint(year, library.nations, nation) == HINTS[nation, year]


def test_what_is_ordered_and_listed_by_year_has_the_hint(
    library: Library, templates: Templates
) -> None:
    """A pack, `list` and `list --signed` give it, before all age groups of the session."""
    hint = HINTS["england", "S2"]
    with pytest.raises(NotFitToPrint) as caught:
        plan_for(Order("power/who-has-it", "S2", "england"), library, templates)
    assert caught.value.problems[0].fix.startswith(f"{hint}; choose from: 11-14, ")
    with pytest.raises(click.UsageError) as listed:
        _known_nation(library, None, "S2")
    assert str(listed.value).endswith(f"; {hint}")
    with pytest.raises(click.UsageError) as signed:
        WantedPacks("C2", "S2", "england").by_ids(library)
    assert str(signed.value).endswith(hint)


def test_a_year_in_a_term_or_a_session_has_the_hint(tiny: Workshop) -> None:
    """Whoever writes `bands: [Year 8]` into a file reads which band that is."""
    uphill = "materials/nations/uphill.yaml"
    tiny.change(uphill, "title: Uphill\n", "title: Uphill\nstages: {seniors: Years 7 to 9}\n")
    term = "materials/terms/mine.yaml"
    packs = "packs:\n  - {session: B1, bands: [Year 8]}\n"
    tiny.write("materials/schools/one.csv", "id,name,nation\na,Spoke Hall,uphill\n")
    tiny.write(term, f"title: Mine\npeople: 9\nschools: {{file: ../schools/one.csv}}\n{packs}")
    for path in (term, "materials/sessions/roads/signals.yaml"):
        if path != term:
            tiny.change(path, "bands: [", "bands: [Year 9, ")
        with pytest.raises(NotFitToPrint) as caught:
            tiny.load()
        (found,) = (one for one in caught.value.problems if one.code == "unknown-band")
        assert (found.path, found.fix) == (path, "in Uphill that is seniors")


def test_who_asks_for_answers_is_sent_to_the_guide(library: Library, templates: Templates) -> None:
    """No document is called answers: they are in the guide of the facilitator."""
    plan = plan_for(Order("power/who-has-it", "11-14", "england"), library, templates)
    for name in ("answers", "answer-key", "key"):
        problem = unknown_document(name, plan).problems[0]
        assert problem.fix.startswith("the answers are in “facilitator-guide”; choose from: ")
