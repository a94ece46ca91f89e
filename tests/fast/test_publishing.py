"""Publishing packs that were built: all of a run or none, each reported as what became of it."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest

from printroom import make
from printroom.cli.term_progress import pack_progress
from printroom.deliver.folder import build
from printroom.deliver.manifest import Manifest
from printroom.make.pack import packs
from printroom.make.term.term_run import make_term
from printroom.model import Booking, Built, Delivered, Failed, PackResult, Problem
from tests.term_helpers import SCHOOLS, AtOnce, Season
from tests.workshop import Workshop

WHOLE = make.RunOptions(all_or_nothing=True)


@pytest.fixture
def season(tiny: Workshop, tmp_path: Path) -> Season:
    """A term of four schools."""
    season = Season(tiny, tmp_path / "output", AtOnce())
    season.write()
    return season


def built(season: Season, booking: Booking) -> Built:
    """A pack without pages that was built beside its folder."""
    folder = season.folder / booking.school_id / "pack"
    build(folder, {}, Manifest(files={}))
    return Built(Delivered(booking, folder.as_posix(), (), 3, {}, ()))


def make_whole_term(
    season: Season, monkeypatch: pytest.MonkeyPatch, *, failing: str = ""
) -> tuple[list[PackResult], list[Built]]:
    """What a term reports of all its packs or none, of which that of one school fails."""

    def printed(
        _maker: object, orders: dict[object, Iterable[Booking]]
    ) -> Generator[Built | PackResult]:
        for booking in (one for group in orders.values() for one in group):
            fails = booking.school_id == failing
            problem = Problem("bad", "row", "this cannot print")
            yield Failed(booking, (problem,)) if fails else built(season, booking)

    monkeypatch.setattr(packs, "_packs_of_orders", printed)
    sources, made, waiting = season.sources(), list[PackResult](), list[Built]()

    def note(result: PackResult) -> None:
        assert isinstance(result, Failed) or Path(result.folder).is_dir()
        made.append(result)

    make_term(season.run(sources), sources, season.press(), WHOLE, note, waiting.append)
    return made, waiting


def test_a_pack_that_is_held_back_is_reported_as_failed_only(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If one pack of all or nothing fails, no pack is ever reported as delivered."""
    made, waiting = make_whole_term(season, monkeypatch, failing="spoke-2")
    assert len(waiting) == len(SCHOOLS) - 1
    codes = {one.booking.school_id: one.problems[0].code for one in made if isinstance(one, Failed)}
    assert codes == {row[0]: "bad" if row[0] == "spoke-2" else "held-back" for row in SCHOOLS}
    assert len(made) == len(SCHOOLS)
    assert not list(season.folder.glob("*/*"))


def test_packs_are_reported_as_delivered_once_they_are_in_their_folders(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If all packs of all or nothing can be made, each is reported when its folder is there."""
    made, waiting = make_whole_term(season, monkeypatch)
    assert [one.pack for one in waiting] == made
    assert len(made) == len(SCHOOLS)


def test_a_machine_reads_of_no_pack_that_is_only_built(
    season: Season, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON has a line for what became of a pack; people see it counted once, when it is built."""
    made, waiting = make_whole_term(season, monkeypatch, failing="spoke-2")
    for as_json in (True, False):
        with pack_progress(len(SCHOOLS), as_json) as on_pack:
            for one in (*waiting, made[0], *made[1:]):
                on_pack(one)
    written = capsys.readouterr()
    assert {json.loads(line)["event"] for line in written.out.splitlines()} == {"failed"}
    assert written.err.splitlines() == ["spoke-2: this cannot print", "4 of 4 packs, 1 failed"]
