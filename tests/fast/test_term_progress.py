"""What a person sees of a term while it is made."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from printroom.cli.term_output import pack_progress
from printroom.model import Booking, Delivered, Failed, Order, PackResult, Problem

ORDER = Order("a/b", "11-14", "england")
SECONDS_EACH = 0.5


def made(number: int) -> PackResult:
    """The second pack fails, and all others have three pages."""
    booking = Booking(ORDER, 12, f"s-{number}")
    if number == 2:
        return Failed(booking, (Problem("x", "y", "z"),))
    return Delivered(booking, f"folder-{number}", (), 3, {}, ())


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], str]:
    """What is written while 40 of 60 packs are made, each in half a second."""

    def after_forty(is_terminal: bool) -> str:
        written, now = io.StringIO(), 0.0
        console = Console(
            file=written,
            force_terminal=is_terminal,
            width=120,
            color_system=None,
            get_time=lambda: now,
        )
        monkeypatch.setattr("printroom.cli.term_output.stderr", lambda: console)
        with pack_progress(60, as_json=False) as add:
            for number in range(1, 41):
                now += SECONDS_EACH
                add(made(number))
        return written.getvalue()

    return after_forty


def test_a_terminal_shows_how_long_the_rest_takes(seen: Callable[[bool], str]) -> None:
    """The last line counts packs, pages and failures, and the time left is that of the rate."""
    (*_, last) = (line for line in seen(True).replace("\r", "\n").split("\n") if "packs" in line)
    assert "40/60 packs" in last
    assert f"{39 * 3} pages · 2 a second · 0:00:10 left" in last
    assert "1 failed" in last


def test_without_a_terminal_some_lines_count_the_packs(seen: Callable[[bool], str]) -> None:
    """A log has a line for each 25 packs, with the failures among them."""
    assert seen(False).splitlines() == ["25 of 60 packs, 1 failed"]
