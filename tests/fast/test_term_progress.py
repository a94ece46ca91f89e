"""What a person sees of a term while it is made."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import count
from threading import Event, active_count

import pytest
from rich.console import Console

from printroom.cli import term_progress
from printroom.cli.term_progress import pack_progress
from printroom.model import Booking, Built, Delivered, Failed, Order, PackResult, Problem

ORDER = Order("a/b", "11-14", "england")
SECONDS_EACH = 0.5
Watch = Callable[..., str]


def made(number: int) -> PackResult:
    """The second pack fails, and all others have three pages."""
    booking = Booking(ORDER, 12, f"s-{number}")
    if number == 2:
        return Failed(booking, (Problem("x", "y", "z"),))
    return Delivered(booking, f"folder-{number}", (), 3, {}, (), {"fill": 3})


def kept(number: int) -> PackResult:
    """A pack of an earlier run."""
    booking = Booking(ORDER, 12, f"kept-{number}")
    return Delivered(booking, f"folder-{number}", (), 3, {}, (), {"unchanged": 3})


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """What is written while packs are kept at once, and others made, each in half a second."""

    def watch(*, is_terminal: bool, keeps: int = 0, makes: int = 40) -> str:
        written, now = io.StringIO(), 0.0
        console = Console(
            file=written,
            force_terminal=is_terminal,
            width=120,
            color_system=None,
            get_time=lambda: now,
        )
        monkeypatch.setattr(term_progress, "stderr", lambda: console)
        with pack_progress(60, as_json=False) as add:
            for number in range(keeps):
                add(kept(number))
            for number in range(1, makes + 1):
                now += SECONDS_EACH
                add(made(number))
        return written.getvalue()

    return watch


def last_line(written: str) -> str:
    """The last line of a terminal that counts packs."""
    return [line for line in written.replace("\r", "\n").split("\n") if "packs" in line][-1]


def test_a_terminal_shows_how_long_the_rest_takes(seen: Watch) -> None:
    """The last line counts packs, pages and failures, and the time left is that of the rate."""
    last = last_line(seen(is_terminal=True))
    assert "40/60 packs: 39 made" in last
    assert f"{39 * 3} pages · 2 a second · 0:00:10 left" in last
    assert "1 failed" in last


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_failure_is_named_when_it_happens(seen: Watch, *, is_terminal: bool) -> None:
    """Nobody waits for the end of a run to read which school has no pack, and why."""
    assert "s-2: z" in seen(is_terminal=is_terminal, makes=3)


def test_many_failures_are_not_all_named_while_packs_are_made(
    seen: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After twenty a line says that the rest is named at the end, once."""
    failed = (Failed(Booking(ORDER, 12, f"s-{n}"), (Problem("x", "y", "z"),)) for n in range(40))
    monkeypatch.setitem(globals(), "made", lambda _: next(failed))
    written = seen(is_terminal=False, makes=40)
    assert "s-19: z" in written
    assert "s-20: z" not in written
    assert written.count("More than 20 packs failed: all are named at the end.") == 1


def test_packs_that_were_kept_make_no_run_look_fast(seen: Watch) -> None:
    """Rate, pages and time left are those of packs made in this run; without any, none is shown."""
    last = last_line(seen(is_terminal=True, keeps=30, makes=10))
    assert "40/60 packs: 9 made, 27 pages · 30 kept · 2 a second · 0:00:11 left" in last
    last = last_line(seen(is_terminal=True, keeps=30, makes=0))
    assert "30/60 packs: 0 made, 0 pages · 30 kept · 0:00:00 so far" in last


def test_packs_that_are_held_back_count_once() -> None:
    """A pack that was built and then failed stays made and becomes a failure; none seems kept."""
    counts = term_progress._Counts(2)
    for number in (1, 3):
        pack = made(number)
        assert isinstance(pack, Delivered)
        assert counts.add(Built(pack))
        assert not counts.add(Failed(pack.booking, ()))
    assert (counts.done, counts.made, counts.kept, counts.failed) == (2, 2, 0, 2)


def test_without_a_terminal_some_lines_count_the_packs(seen: Watch) -> None:
    """A log has a line for each 25 packs, with those kept, the failures, and the time left."""
    assert seen(is_terminal=False).splitlines() == [
        "s-2: z",
        "25 of 60 packs, 1 failed, about 18 seconds left",
    ]
    assert seen(is_terminal=False, keeps=20, makes=5).splitlines() == [
        "s-2: z",
        "25 of 60 packs, 20 kept, 1 failed, about 22 seconds left",
    ]


def test_without_a_terminal_a_line_shows_that_the_run_is_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While no pack is finished, there is a line every so often, until the run ends."""
    is_written, written = Event(), io.StringIO()

    class Log(Console):
        def print(self, *texts: object, **_: object) -> None:
            written.write(f"{texts[0]}\n")
            is_written.set()

    clock, threads = count(0.0, 40.0), active_count()
    monkeypatch.setattr(term_progress, "EVERY_S", 0.001)
    monkeypatch.setattr(
        term_progress, "stderr", lambda: Log(file=written, get_time=lambda: next(clock))
    )
    with pack_progress(60, as_json=False):
        assert is_written.wait(60)
    assert written.getvalue().splitlines()[0] == "0 of 60 packs, 40 seconds so far"
    assert active_count() == threads
