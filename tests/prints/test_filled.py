"""Reading a school's file back: its own values are there, and no other school's."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.proof import SchoolDetails, allowed_content, details_of, read_back
from printroom.proof.school_details import details_of_others
from printroom.text.fingerprint import words
from tests.press_helpers import printed

NAMES = (
    "Hope",
    "Young",
    "Lee",
    "St Mary’s",
    "St Mary’s Hill",
    "Ysgol Bryn",
    "O’Connor",
    "The Hall",
)
CONTACTS = ("0800 1111",)
SOURCE = "<p>The hall is open. I hope you are well. Call 0800 1111.</p>"


def rows(count: int) -> list[dict[str, str]]:
    """Schools with names that are words, or parts of other names, each with its own lead."""
    return [
        {
            "school_name": f"{NAMES[number % len(NAMES)]} {number // len(NAMES) or ''}".strip(),
            "lead": f"Ms {NAMES[(number * 3) % len(NAMES)]} Number{number}",
            "reach": f"Office {number}, or 01632 960 {number:03}",
        }
        for number in range(count)
    ]


def page(row: dict[str, str], more: str = "") -> bytes:
    """A finished file for one school."""
    details = "".join(f"<p>{value}</p>" for value in row.values())
    return printed(f"{SOURCE}{details}<p>{more}</p>")


def codes(content: bytes, row: dict[str, str], details: SchoolDetails) -> set[str]:
    """What reading a file back finds."""
    document = allowed_content("help-page.html", CONTACTS, SOURCE, details)
    return {problem.code for problem in read_back(content, document, row)}


def test_of_512_schools_each_swapped_lead_is_found_and_no_right_one() -> None:
    """The lead of any other row on a page is found, and a right page rings no alarm."""
    schools = rows(512)
    details = details_of(schools)
    chance = random.Random(4)
    for number in range(60):
        own = schools[chance.randrange(512)]
        other = schools[chance.randrange(512)]
        allowed = words("\n".join([SOURCE, *own.values()]))
        rest = details.without(words(SOURCE))
        assert details_of_others(rest, allowed, own.values()) == [], number
        if other is not own:
            assert details_of_others(rest, [*allowed, *words(other["lead"])], own.values())


def test_a_right_file_is_right() -> None:
    """Own words, words that the document says to all, and declared numbers are no alarm."""
    schools = rows(40)
    for row in (schools[0], schools[9]):
        assert codes(page(row), row, details_of(schools)) == set()


@pytest.mark.parametrize("field", ["school_name", "lead", "reach"])
def test_a_value_that_is_not_there_is_missed(field: str) -> None:
    """A file without one of the school's own values is stopped, and the value is not quoted."""
    schools = rows(40)
    row = schools[13]
    without = {name: value for name, value in row.items() if name != field}
    document = allowed_content("help-page.html", CONTACTS, SOURCE, details_of(schools))
    found = read_back(page(without), document, row)
    assert "missing-value" in {problem.code for problem in found}
    assert not any(row[field] in str(problem) for problem in found)


def test_another_schools_words_are_found() -> None:
    """A name or a lead of another school anywhere on the pages is stopped."""
    schools = rows(40)
    row, other = schools[5], schools[6]
    for value in other.values():
        assert "foreign-value" in codes(page(row, value), row, details_of(schools))


@pytest.mark.parametrize("more", ["01632 960 999", "someone@else.org", "else.org/help", "SW1A 1AA"])
def test_the_contacts_of_a_file_are_a_closed_world(more: str) -> None:
    """A number, a site, an address or a postcode that neither document nor row declares stops."""
    row = rows(1)[0]
    assert codes(page(row, more), row, SchoolDetails()) == {"undeclared-contact"}


def test_what_cannot_be_read_is_reported() -> None:
    """A file that is no PDF is a problem and not a traceback."""
    assert codes(b"rubbish", rows(1)[0], SchoolDetails()) == {"unreadable-file"}


@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=6))
def test_own_words_are_never_strange(own: list[str], others: list[str]) -> None:
    """Whatever a school is called, its own words in any place are no alarm."""
    details = details_of([{"name": value} for value in own])
    spoken = [word for value in own for word in words(value)]
    found = details_of_others(details, [*spoken, *words("|".join(others))], own)
    assert all(any(text == tuple(words(value)) for value in own) for text in found)
    whole = " ".join(own)
    assert details_of_others(details, words(whole), [whole]) == []
