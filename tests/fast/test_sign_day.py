"""The day and the names of a sign-off: what cannot be true is refused or noticed."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.cli.parameters import today
from printroom.ledger.record import LedgerEntry
from printroom.ledger.signing import Signer, name_problems, printed_later
from printroom.model import Library, Review

DAY = dt.date(2026, 11, 30)
ROLE = "Safeguarding lead"


@pytest.mark.parametrize("days", [-1, 367, 2500])
def test_a_day_that_cannot_be_meant_is_a_wrong_call(days: int) -> None:
    """Nobody has read a pack tomorrow, and nobody knows for years which words they read."""
    on = (today() - dt.timedelta(days)).isoformat()
    wanted = ("sign", "b1", "--band", "juniors", "--nation", "uphill")
    read = ("--reviewer", "A B", "--role", ROLE, "--code", "ABC-DEF", "--on", on)
    done = CliRunner().invoke(main, [*wanted, *read])
    assert done.exit_code == 2
    assert f"--on {on}" in done.stderr


@pytest.mark.parametrize("wrong", ["x", "TBC", "n/a", "?", " ", "a\nb", "7", "", "me", "Admin"])
def test_a_sign_off_has_the_name_and_the_role_of_a_person(wrong: str, library: Library) -> None:
    """A letter or a word such as TBC or me is neither; each is reported at its option."""
    assert not list(name_problems(Signer("Zoë O’Neil", ROLE, DAY), library.names))
    for signer, option in (
        (Signer(wrong, ROLE, DAY), "--reviewer"),
        (Signer("Wei Ng", wrong, DAY), "--role"),
    ):
        (problem,) = name_problems(signer, library.names)
        assert (problem.code, problem.place) == ("no-name", option)


def test_words_that_were_printed_later_are_noticed() -> None:
    """A sign-off on a day before the words were first printed gets a warning, and is kept."""
    review = Review(
        session="a", band="b", nation="c", digest="d", role=ROLE, reviewer="A B", on=DAY
    )

    def entry(days: int, event: str = "printed") -> LedgerEntry:
        on, what = DAY + dt.timedelta(days), {"session": "a", "band": "b", "nation": "c"}
        return LedgerEntry.model_validate(
            {**what, "on": on, "event": event, "version": "1", "code": "ABC-DEF", "documents": {}}
        )

    assert not list(printed_later(review, []))
    assert not list(printed_later(review, [entry(3), entry(0)]))
    assert not list(printed_later(review, [entry(3, "signed")]))
    (problem,) = printed_later(review, [entry(3), entry(1)])
    assert (problem.stops, problem.place) == (False, "--on")
    assert "2026-12-01" in problem.message
