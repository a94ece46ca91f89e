"""Packs that no longer belong to a term: found, shown, and removed only when a person agrees."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.deliver.folder import PackFile, build, pack_folder, publish
from printroom.deliver.manifest import Manifest, manifest_digest
from printroom.ledger.bundle_contents import BundleContents
from printroom.ledger.term_record import TermRecord
from printroom.make.term.pruning import LeftoverPack, leftover_packs, remove_packs
from printroom.model import Booking
from tests.term_helpers import NO_REPORT, SCHOOLS, AtOnce, Season
from tests.workshop import Workshop


@pytest.fixture
def season(tiny: Workshop, tmp_path: Path) -> Season:
    """A term whose four schools have their packs, without their pages."""
    season = Season(tiny, tmp_path / "output", AtOnce())
    season.write()
    for booking in bookings(season):
        put(season.output / pack_folder(booking), booking.school_id)
    return season


def bookings(season: Season) -> tuple[Booking, ...]:
    """The bookings of the term as its list is now."""
    return season.run(season.sources()).bookings


def put(folder: Path, school: str, term: str = "season") -> Path:
    """A pack with one file."""
    file = PackFile.of(b"a page")
    files = {"1-cover.pdf": file.digest}
    build(folder, {"1-cover.pdf": file}, Manifest(term=term, school=school, files=files))
    assert not publish([folder])
    return folder


def found(season: Season) -> dict[str, LeftoverPack]:
    """What is left over, by school."""
    run = season.run(season.sources())
    return {pack.school_id: pack for pack in leftover_packs(run.resolved, run.bookings, run.output)}


def prune(season: Season, *words: str) -> Result:
    """Call the program in this process, without a terminal."""
    folders = ("--materials", "materials", "--templates", "templates")
    command = ("term", "prune", "season", "-o", str(season.output), *words, *folders)
    return CliRunner().invoke(main, command)


def verify(season: Season, *words: str) -> Result:
    """Call the program in this process."""
    folders = ("--materials", "materials", "--templates", "templates")
    command = ("verify", "season", "-o", str(season.output), *words, *folders)
    return CliRunner().invoke(main, command, catch_exceptions=False)


def test_packs_of_a_cancelled_school_are_left_over(season: Season) -> None:
    """So are those of a row that is left out, and of a school with another name; no others are."""
    assert found(season) == {}
    season.write([*SCHOOLS[1:3], ("spoke-4", "Hope Hall", *SCHOOLS[3][2:])])
    left = found(season)
    assert set(left) == {"spoke-1", "spoke-4"}
    assert left["spoke-1"].why == "the school is no longer in the list"
    assert "its name has changed" in left["spoke-4"].why
    season.write(packs="  - {session: repairs/flat-tyre, bands: [juniors], exclude: [spoke-2]}\n")
    assert [pack.why for pack in found(season).values()] == [
        "the school is in the list, but has no packs in this term"
    ]


def test_one_document_of_a_pack_belongs_to_its_row(season: Season) -> None:
    """What `--only` has made for a school of the term is not left over."""
    whole = season.output / pack_folder(bookings(season)[0])
    put(whole.with_name(f"{whole.name}--only-cover"), "spoke-1")
    assert found(season) == {}


def test_nothing_is_removed_before_a_person_agrees(season: Season) -> None:
    """It shows each folder and stops without a terminal; with --yes it removes these alone."""
    packs = {"/".join(pack_folder(one).parts[1:]): "" for one in bookings(season)}
    season.write(SCHOOLS[1:])
    done = prune(season)
    (season.folder / "bundle").mkdir()
    contents = BundleContents(
        files=(), packs={pack: manifest_digest(season.folder / pack) for pack in packs}
    )
    (season.folder / "bundle" / "bundle.json").write_bytes(contents.as_json())
    assert done.exit_code == 1
    assert "1 pack to remove, because the school is no longer in the list:" in done.stdout
    assert "Nothing was removed: add --yes" in done.stdout
    assert len(list(season.folder.glob("*/*/manifest.json"))) == 4
    done = prune(season, "--yes")
    assert (done.exit_code, "1 pack removed." in done.stdout) == (0, True), done.output
    assert f"OLD BUNDLE, do not print or send it: {season.folder / 'bundle'}" in done.stdout
    assert "1 of its packs no longer belongs to the term." in done.stdout
    left = {file.parent.parent.name for file in season.folder.glob("*/*/manifest.json")}
    assert {name.rpartition("--")[2] for name in left} == {"spoke-2", "spoke-3", "spoke-4"}
    assert not any("spoke-1" in folder.name for folder in season.folder.iterdir())
    assert "All packs belong to this term." in prune(season).stdout


def test_verifying_a_term_compares_its_packs_with_the_list_of_today(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names schools without a pack, packs that no row asks for, and the plan; or none of it."""
    monkeypatch.setattr("printroom.make.compose_workers", lambda: nullcontext(AtOnce()))
    packs = {"/".join(pack_folder(one).parts[1:]): "" for one in bookings(season)}
    record = TermRecord(term="season", key="", lists=(), packs=packs, failed=(), report=NO_REPORT)
    (season.folder / "term.json").write_bytes(record.as_json())
    assert "See: " not in verify(season).stdout
    season.write([*SCHOOLS[1:], ("spoke-5", "Wheel Lane", *SCHOOLS[0][2:])])
    (gone,) = (pack.folder for pack in found(season).values())
    done = verify(season)
    assert f"no longer part of this term: {gone}" in done.stdout
    assert "4 packs, 1 of them no longer part of this term:" in done.stdout
    assert "1 school of the list has packs that were not made: spoke-5." in done.stdout
    assert f"See: python3 generate.py term season --plan --output {season.output}" in done.stdout
    as_json = json.loads(verify(season, "--json").stdout)
    assert (as_json["not_of_term"], as_json["not_made"]) == ([gone.as_posix()], ["spoke-5"])


@pytest.mark.parametrize("name", ["notes.txt", "1-cover.pdf"])
def test_what_a_person_added_or_changed_is_kept(name: str, season: Season) -> None:
    """A pack with such a file stays, and is named with it."""
    season.write(SCHOOLS[1:])
    (folder,) = (pack.folder for pack in found(season).values())
    (folder / name).write_text("by hand")
    done = prune(season, "--yes")
    assert done.exit_code == 0
    assert f"Kept: {folder}, because of {name}." in done.stdout
    assert folder.is_dir()
    assert remove_packs([LeftoverPack(folder, "spoke-1", "")], season.folder) == 0


def test_a_pack_of_another_term_is_kept(season: Season) -> None:
    """What was not made for this term is nothing that this command may remove."""
    put(season.folder / "guest--x" / "a-pack", "x", term="other")
    assert "Kept:" in prune(season, "--yes").stdout
    assert (season.folder / "guest--x" / "a-pack").is_dir()
