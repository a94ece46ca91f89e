"""Stopping a run early: no pack is being made any more when `close` returns."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from pathlib import Path

import pytest

from printroom import make
from printroom.make.pack import packs
from printroom.make.term import term_run
from printroom.model import Booking, Failed, PackResult
from tests.term_helpers import AtOnce, Season
from tests.workshop import Workshop


@pytest.fixture
def season(tiny: Workshop, tmp_path: Path) -> Season:
    """A term of four schools."""
    season = Season(tiny, tmp_path / "output", AtOnce())
    season.write()
    return season


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> list[Generator[PackResult]]:
    """Each run of orders that has begun; as long as a test holds it, only `close` ends it."""
    begun: list[Generator[PackResult]] = []

    def failing(_maker: object, orders: dict[object, list[Booking]]) -> Generator[PackResult]:
        yield from (Failed(one, ()) for group in orders.values() for one in group)

    def noted(maker: object, orders: dict[object, list[Booking]]) -> Generator[PackResult]:
        begun.append(failing(maker, orders))
        return begun[-1]

    monkeypatch.setattr(packs, "_packs_of_orders", noted)
    return begun


def test_closing_a_run_ends_its_work(season: Season, running: list[Generator[PackResult]]) -> None:
    """Whoever closes the packs of a run has ended its work, whatever else refers to it."""
    sources = season.sources()
    made = make.make_packs(
        season.run(sources).bookings, sources, season.press(), season.output, season.record
    )
    next(made)
    made.close()
    assert [inspect.getgeneratorstate(one) for one in running] == [inspect.GEN_CLOSED]


def test_an_interrupted_term_ends_its_work_before_it_cleans_up(
    season: Season, running: list[Generator[PackResult]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder is cleaned up after an interruption only when nothing writes to it any more."""
    states: list[str] = []

    def cleaned(_folder: Path) -> None:
        states.extend(inspect.getgeneratorstate(one) for one in running)

    def interrupt(_result: PackResult) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(term_run, "clean_up", cleaned)
    sources = season.sources()
    with pytest.raises(KeyboardInterrupt):
        term_run.make_term(
            season.run(sources), sources, season.press(), make.RunOptions(), interrupt
        )
    assert set(states) == {inspect.GEN_CLOSED}
