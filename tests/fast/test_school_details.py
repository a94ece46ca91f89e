"""Messages about a school's pack: they name its details, and never say what they are."""

from __future__ import annotations

import pytest

from printroom.make.pack import private_details
from printroom.make.pack.private_details import NAMES, remove_details_from_messages
from printroom.model import Booking, Delivered, Failed, Order, Problem, School
from printroom.model.list_columns import SCHOOL_FIELDS

SCHOOL = School(
    name="Oak Hill", nation="uphill", lead="Mr Reed Spoke", reach="01632 960301", room="3"
)
BOOKING = Booking(Order("a/b", "seniors", "uphill"), 10, "oak", SCHOOL)


def reported(message: str, booking: Booking = BOOKING) -> tuple[str, str]:
    """What is left of a message in a failure and in a warning, which is the same."""
    problem = Problem("code", "a.html", message, "fix", 7, 3, "{{ lead }}")
    failed = remove_details_from_messages(Failed(booking, (problem,)))
    made = remove_details_from_messages(Delivered(booking, "f", (), 1, {}, (), {}, (problem,)))
    assert isinstance(failed, Failed)
    assert isinstance(made, Delivered)
    assert failed.problems == made.warnings
    return failed.problems[0].message, failed.problems[0].excerpt


@pytest.mark.parametrize(
    ("quoted", "name"),
    [
        ("Oak Hill", "(the school’s name)"),
        ("OAK-HILL", "(the school’s name)"),
        ("Mr Reed…", "(the name of its lead)"),
        ("Ask for Mr Reed Spoke, please", "(the name of its lead)"),
        ("01632 960301", "(how its lead is reached)"),
        ("3", "(its room)"),
    ],
)
def test_a_message_names_the_detail(quoted: str, name: str) -> None:
    """Whatever part of a detail a message quotes, its name takes the place of its words."""
    assert reported(f"On page 1, “{quoted}” is too long.") == (
        f"On page 1, “{name}” is too long.",
        "",
    )


def test_other_words_stay() -> None:
    """What is quoted of a page is kept, even if the number of a room is in it."""
    assert reported("“Step 3 of 4” overlaps") == ("“Step 3 of 4” overlaps", "{{ lead }}")


def test_without_a_school_nothing_is_withheld() -> None:
    """A pack for no school has no words to withhold."""
    booking = Booking(Order("a/b", "seniors", "uphill"), 10)
    assert reported("“Oak Hill” overlaps", booking)[0] == "“Oak Hill” overlaps"


def test_a_detail_without_a_name_is_withheld_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every field of a school has a name for messages; without one, it would still be withheld."""
    assert NAMES.keys() == SCHOOL_FIELDS.keys()
    monkeypatch.setattr(private_details, "NAMES", {})
    assert reported("“Oak Hill” overlaps")[0] == "“(a detail of the school)” overlaps"
