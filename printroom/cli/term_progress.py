"""Shows the progress of a term while its packs are made: packs, rate and time left.

Rate and time left are reckoned from the packs that this run has made. Packs kept from earlier runs
are found at once, and say nothing about how long the others take.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock, Thread

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task
from rich.text import Text

from printroom.cli.messages import stderr
from printroom.make.run.speed import seconds_left
from printroom.make.term.plan_words import duration
from printroom.model import Booking, Built, Delivered, Failed, PackResult

EVERY, MOST_LINES = 25, 20
"""Without a terminal, a line is written after so many packs; after more if there are many packs."""
MOST_NAMED = 20
"""How many failures are printed when they happen: all are printed at the end."""
EVERY_S = 30.0
"""Without a terminal, a line is also written after so many seconds: one pack may take minutes."""


@contextmanager
def pack_progress(count: int, as_json: bool) -> Iterator[Callable[[Built | PackResult], None]]:
    """A function to call with each pack: it writes a live line, plain lines, or JSON lines.

    A pack is counted when it is built; JSON has a line once it is delivered or has failed.
    """
    if as_json:
        yield _print_event
    elif stderr().is_terminal:
        with _LiveProgress(count) as table:
            yield table.add
    else:
        with _PlainProgress(count) as lines:
            yield lines.add


@dataclass
class _Counts:
    """Packs, failures and pages so far; a pack that was built is counted once."""

    all: int
    done: int = 0
    failed: int = 0
    kept: int = 0
    """The packs that were there already."""
    made: int = 0
    """The packs that this run has made."""
    pages: int = 0
    """The pages of these packs."""
    built: set[Booking] = field(default_factory=set)

    def add(self, result: Built | PackResult) -> bool:
        """Count a result, and return whether its pack had not been counted yet."""
        self.failed += isinstance(result, Failed)
        pack = result.pack if isinstance(result, Built) else result
        if pack.booking in self.built:
            return False
        if isinstance(result, Built):
            self.built.add(pack.booking)
        self.done += 1
        if isinstance(pack, Delivered):
            self.kept += not pack.is_made
            self.made += pack.is_made
            self.pages += pack.pages if pack.is_made else 0
        return True

    def seconds_left(self, passed: float) -> float | None:
        """About how long the other packs will take; none until a pack has been made."""
        return seconds_left(passed, self.made, self.all - self.done)


class _LiveProgress:
    """A live line on a terminal: packs, pages, rate, time left and failures."""

    def __init__(self, count: int) -> None:
        self._counts = _Counts(count)
        self._progress = Progress(
            BarColumn(), MofNCompleteColumn(), _Estimate(self._counts), console=stderr()
        )
        self._task = self._progress.add_task("", total=count)

    def __enter__(self) -> _LiveProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def add(self, result: Built | PackResult) -> None:
        """Count one more pack."""
        self._progress.update(self._task, advance=int(self._counts.add(result)))
        _name_failure(result, self._counts, self._progress.console)


class _Estimate(ProgressColumn):
    """The text behind the bar, which goes on counting time while no pack is finished."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__()
        self._counts = counts

    def render(self, task: Task) -> Text:
        """The packs made, their rate, and the time left."""
        counts, passed = self._counts, task.elapsed or 0.0
        left = counts.seconds_left(passed)
        kept = f"{counts.kept:,} kept" if counts.kept else ""
        made = f"{counts.made:,} made, {counts.pages:,} pages"
        rate = _rate(counts.made, passed)
        time = f"{_clock(passed)} so far" if left is None else f"{_clock(left)} left"
        text = Text(" · ".join(filter(None, (f"packs: {made}", kept, rate, time))))
        if counts.failed:
            text.append(" · ").append(f"{counts.failed} failed", "red")
        return text


def _rate(made: int, passed: float) -> str:
    """How many packs are made in a second, or in a minute if that is less than one."""
    if not (made and passed):
        return ""
    in_second = made / passed
    return f"{in_second:.0f} a second" if in_second >= 1 else f"{60 * in_second:.1f} a minute"


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


class _PlainProgress:
    """Plain lines: one after some packs, and one every half minute."""

    def __init__(self, count: int) -> None:
        self._counts, self._console = _Counts(count), stderr()
        self._every = max(EVERY, math.ceil(count / MOST_LINES))
        self._began = self._console.get_time()
        self._over, self._lock = Event(), Lock()
        self._timer = Thread(target=self._write_at_times, daemon=True)

    def __enter__(self) -> _PlainProgress:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._timer.join()

    def add(self, result: Built | PackResult) -> None:
        """Count one more pack."""
        with self._lock:
            counts = self._counts
            is_new = counts.add(result)
            _name_failure(result, counts, self._console)
            if is_new and (counts.done % self._every == 0 or counts.done == counts.all):
                self._write()

    def _write_at_times(self) -> None:
        while not self._over.wait(EVERY_S):
            with self._lock:
                self._write()

    def _write(self) -> None:
        counts, passed = self._counts, self._console.get_time() - self._began
        left = counts.seconds_left(passed)
        parts = (
            f"{counts.done} of {counts.all} packs",
            f"{counts.kept} kept" if counts.kept else "",
            f"{counts.failed} failed" if counts.failed else "",
            f"{duration(passed)} so far" if left is None else f"about {duration(left)} left",
        )
        is_over = counts.done == counts.all
        self._console.print(", ".join(filter(None, parts[:-1] if is_over else parts)))


def _name_failure(result: Built | PackResult, counts: _Counts, console: Console) -> None:
    """Print which school's pack failed and why, while the others are still made.

    Packs that were built, and are not delivered because of others, are named only at the end.
    """
    if not isinstance(result, Failed) or counts.failed > MOST_NAMED + 1:
        return
    if result.booking in counts.built:
        return
    why = result.problems[0].shorten().message if result.problems else "the pack was not made"
    line = f"{result.booking.school_id}: {why}"
    if counts.failed > MOST_NAMED:
        line = f"More than {MOST_NAMED} packs failed: all are named at the end."
    console.print(line, style="red", highlight=False, markup=False, soft_wrap=True)


def _print_event(made: Built | PackResult) -> None:
    if isinstance(made, Built):
        return
    order = made.booking.order
    event: dict[str, object] = {
        "event": "failed" if isinstance(made, Failed) else "pack",
        "school": made.booking.school_id,
        "session": order.session,
        "band": order.band,
        "nation": order.nation,
        "minutes": order.minutes,
        "follows": order.follows,
    }
    if isinstance(made, Delivered):
        event |= {"folder": made.folder, "pages": made.pages, "how": dict(made.how)}
    click.echo(json.dumps(event, ensure_ascii=False))
