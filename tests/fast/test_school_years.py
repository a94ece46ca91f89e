"""School years in place of an age group: the message says which group they are."""

from __future__ import annotations

import click
import pytest

from printroom.choose import plan_for, unknown_document
from printroom.cli.list_command import _known_nation
from printroom.model import Library, NotFitToPrint, Order, Templates
from printroom.model.school_years import bands_of_year


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


def test_who_asks_for_answers_is_sent_to_the_guide(library: Library, templates: Templates) -> None:
    """No document is called answers: they are in the guide of the facilitator."""
    plan = plan_for(Order("power/who-has-it", "11-14", "england"), library, templates)
    for name in ("answers", "answer-key", "key"):
        problem = unknown_document(name, plan).problems[0]
        assert problem.fix.startswith("the answers are in “facilitator-guide”; choose from: ")
