"""Crash recovery: a fault at any call of a term to the file system loses nothing.

Documents are printed once and kept in memory, so that no run lays anything out.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import pickle
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pytest
from click.testing import CliRunner, Result

from printroom import make
from printroom.choose import forbidden_for, plan_for
from printroom.cli import main, parameters, term_command
from printroom.deliver.manifest import MANIFEST, packs_below, read_manifest
from printroom.inspect import inspect
from printroom.ledger import verification
from printroom.ledger.inputs import inputs_of
from printroom.ledger.record import Record
from printroom.ledger.uses import uses
from printroom.press.fill.form_json import form_from_json
from tests.faults import Counting, Deed, Killed, Site, fail, kill
from tests.term_helpers import DAY, SCHOOLS, AtOnce, Season, contents
from tests.workshop import TESTS, Workshop

OUTPUT = Path("output")
RECORD = Path("record")
QUICK = Path("/dev/shm")
"""A disk in memory, where there is one."""
LONG_NAME = "Unreasonably " * 8 + "Long School"
LONG = ("spoke-5", LONG_NAME, "uphill", "Mrs Young", "01632 960 704", "Gym")
"""A school whose name does not fit its box: its files are laid out for it alone."""
BEFORE = (SCHOOLS[0], SCHOOLS[2])
CHANGED = ("spoke-1", "Spoke Hall", "uphill", "Ms Knell", "Blue door", "The Shed")
NOW = (CHANGED, SCHOOLS[1], SCHOOLS[2], LONG)
"""One school's row has changed since its pack was made, two schools are new, one stays."""
DEAD = 1 << 30
"""A process that there is not any more."""
BY_HAND = "spoke-hall--spoke-1/repairs-flat-tyre--juniors--uphill/notes.txt"
KINDS: dict[str, Deed] = {
    "full": lambda: fail(errno.ENOSPC),
    "refused": lambda: fail(errno.EACCES),
    "broken": lambda: fail(errno.EIO),
    "killed": kill,
}
ERRORS = ("full", "refused", "broken")
SAMPLE = 6
WHOLE = "--all-or-nothing"
CALLS = 400
"""A term makes more calls than that."""
Job = Any


class Remembering(AtOnce):
    """Workers that do no job twice: what they do depends on nothing but the job."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, bytes], Future[Any]] = {}

    def submit(self, function: Callable[[Job], Any], job: Job) -> Future[Any]:
        """Do the job, or remember what came of it."""
        key = function.__name__, pickle.dumps(job)
        if key not in self._known:
            self._known[key] = super().submit(function, job)
        return self._known[key]


@dataclass(frozen=True)
class Stage:
    """A term that stood, of which a row has changed and to which schools have come."""

    before: Path
    """The output folder and the record when the run begins."""
    cache: set[str]
    """What is in the cache after a run that nothing disturbed."""
    wanted: dict[str, bytes]
    """The files after a run that nothing disturbed."""

    def sites(self, *more: str) -> list[Site]:
        """The sites of all calls of a run that nothing disturbs."""
        counting = Counting(0, kill, below=(OUTPUT, RECORD))
        assert self.run(counting, *more).exit_code == 0
        return counting.sites

    def run(self, counting: Counting, *more: str) -> Result:
        """Begin anew, and make the term while something goes wrong."""
        for folder in (OUTPUT, RECORD):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.before / folder, folder)
        with counting.watch(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "getpid", lambda: DEAD)
            return run_term(*more)


def run_term(*more: str) -> Result:
    """Make the term, as the command does."""
    folders = ("--materials", "materials", "--templates", "templates", "-o", str(OUTPUT))
    return CliRunner().invoke(main, ["term", "season", *folders, "--as-of", "2027-01-04", *more])


def existing_files() -> dict[str, bytes]:
    """The files of all packs, byte by byte, but for the report and for what `inputs` names.

    A pack that could not be read, and was therefore made again, may be made from newer inputs,
    none of which changed it; and the record has the digests of manifests.
    """
    found = contents(OUTPUT / "season")
    del found["report.json"], found["report.html"]
    for name in [one for one in found if one.endswith(MANIFEST)]:
        found[name] = re.sub(rb'"inputs": "[0-9a-f]*"', b"", found[name], count=1)
    record = json.loads(found["term.json"])
    found["term.json"] = repr((sorted(record["packs"]), record["failed"])).encode()
    return found


def kept() -> set[str]:
    """What is in the cache, but for what has no part in the pages."""
    return {one for one in contents(OUTPUT / ".cache") if one.partition("/")[0] != "inputs"}


def leftovers() -> list[Path]:
    """What is neither a pack nor a lock nor an entry of the cache, nor written over next time."""
    known = (".cache", ".term.lock", ".speed.json.new")
    found = [*OUTPUT.rglob(".*"), *RECORD.rglob(".*")]
    return [one for one in found if one.name not in known]


def unrecorded() -> list[Path]:
    """The packs of which the record does not know the codes and the words of each document."""
    record = Record(RECORD, DAY)
    packs = {pack: read_manifest(pack) for pack in packs_below(OUTPUT)}
    whole = {one.code for one in record.entries if all(map(record.texts, one.documents.values()))}
    return [pack for pack, manifest in packs.items() if manifest and manifest.code not in whole]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The stage, whose materials are read and whose documents are printed once."""
    with tempfile.TemporaryDirectory(dir=QUICK if QUICK.is_dir() else None) as name:
        home = Path(name)
        shutil.copytree(TESTS / "tiny", home, dirs_exist_ok=True)
        yield from _set(home)


def _set(home: Path) -> Iterator[Stage]:
    workers = Remembering()
    season = Season(Workshop(Path("materials"), Path("templates")), OUTPUT, workers)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(parameters, "OUTPUT", home / OUTPUT)
        patch.setattr(term_command, "term_workers", _always(workers))
        season.write(BEFORE)
        assert run_term().exit_code == 0
        (OUTPUT / "season" / BY_HAND).write_text("Ring the bell!", "utf-8")
        season.write(NOW)
        _read_once(patch, season)
        before = home / "before"
        for folder in (OUTPUT, RECORD):
            shutil.copytree(folder, before / folder)
        _forget_some(before / OUTPUT / ".cache")
        made = run_term()
        assert made.exit_code == 0, made.output
        assert (OUTPUT / ".cache" / "shared").is_dir(), "the cache's calls fail, too"
        gc.collect()  # what the press leaves is not cleared away in the middle of a run
        yield Stage(before, kept(), existing_files())


def _forget_some(cache: Path) -> None:
    """A document of the cache is gone, facts without one are there, and no proof is known."""
    gone, bare = sorted((cache / "shared").glob("*.json"))[:2]
    for facts in (gone, bare):
        facts.with_suffix(".pdf").unlink()
    gone.unlink()
    shutil.rmtree(cache / "proofs")


def _always(workers: AtOnce) -> Callable[..., Any]:
    @contextmanager
    def hired(*_: object, **__: object) -> Iterator[AtOnce]:
        yield workers

    return hired


def _read_once(patch: pytest.MonkeyPatch, season: Season) -> None:
    """Do what does not write but once: to read materials, to choose, to inspect."""
    folders = (season.tiny.materials, season.tiny.templates)
    sources, resolved = make.read_term(*folders, "season", None, season.cache)

    def read_term(*_: object, inputs: Mapping[str, str], **__: object) -> Any:
        return replace(sources, inputs=inputs), resolved

    patch.setattr(make, "read_term", read_term)
    inputs = cache(inputs_of)
    patch.setattr("printroom.ledger.term_record.inputs_of", lambda places: inputs(tuple(places)))
    patch.setattr("printroom.make.run.cached_press.form_from_json", cache(form_from_json))
    patch.setattr("printroom.make.pack.orders.plan_for", _once(plan_for))
    patch.setattr("printroom.make.pack.orders.forbidden_for", _once(forbidden_for))
    patch.setattr("printroom.make.pack.orders.inspect", _once(inspect))
    patch.setattr("printroom.make.pack.orders.uses", _once(uses))


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that is called with one and the same thing only."""
    found: list[Any] = []

    def remembered(*args: Any) -> Any:
        if not found:
            found.append(function(*args))
        return found[0]

    return remembered


ways = pytest.mark.parametrize("more", [(), (WHOLE,)], ids=["keep-going", "all-or-nothing"])
kinds = pytest.mark.parametrize("kind", KINDS)


@ways
@kinds
def test_a_fault_at_each_kind_of_call_of_a_term(
    stage: Stage, kind: str, more: tuple[str, ...]
) -> None:
    """Whatever call fails, a pack is whole or absent, that is reported, and the next run ends it.

    A term makes over 400 calls, those to the record too, from 85 sites: a site is a name of a call
    with the function that makes it and the one that calls that. At the first or the last call of
    each site, the term is killed in one way, and one of the errors strikes in the other; a sample
    of all calls is struck by each kind in both ways. Every call meets every kind at night.
    """
    assert_recovers(stage, kind, more, chosen(stage.sites(*more), kind, bool(more)))


@pytest.mark.nightly
@ways
@kinds
def test_a_fault_at_any_call_of_a_term(stage: Stage, kind: str, more: tuple[str, ...]) -> None:
    """The same for each of four faults at every call: over 3,000 runs, and as many that go on."""
    calls = len(stage.sites(*more))
    assert assert_recovers(stage, kind, more, range(1, calls + 1)) > 20


def chosen(sites: Sequence[Site], kind: str, is_whole: bool) -> list[int]:
    """The calls at which a kind of fault strikes: sites, ways and errors take turns."""
    assert len(sites) > CALLS
    first = {site: number for number, site in reversed([*enumerate(sites, 1)])}
    last = {site: number for number, site in enumerate(sites, 1)}
    found = set(Random(kind).sample(range(1, len(sites) + 1), SAMPLE))
    for site in first:
        turn = crc32("".join(site).encode())
        error = ERRORS[turn // 4 % len(ERRORS)]
        if kind == ("killed" if turn % 2 == is_whole else error):
            found.add((last if turn // 2 % 2 else first)[site])
    return sorted(found)


def assert_recovers(stage: Stage, kind: str, more: tuple[str, ...], calls: Iterable[int]) -> int:
    """Assert that nothing is lost by a fault at any of these calls; how many left packs undone."""
    undone = 0
    for number in calls:
        counting = Counting(number, KINDS[kind], for_good=kind == "killed", below=(OUTPUT, RECORD))
        try:
            result = stage.run(counting, *more)
        except Killed:
            result = None
        at = f"call {number}"
        assert counting.count >= number, at
        check_report(stage, result, at)
        verified = verification.verify(OUTPUT / "season", (), lambda _: "")
        assert verified.is_intact, f"{at}: {verified.faults}"
        assert [one.name for one in verified.extra] in ([], ["notes.txt"]), at
        assert not unrecorded(), at
        undone += len(verified.packs) < len(NOW)
        again = run_term(*more)
        assert again.exit_code == 0, f"{at}: {again.output}"
        assert existing_files() == stage.wanted, at
        assert not leftovers(), at
        assert not unrecorded(), at
        assert kept() <= stage.cache, at
    return undone


def check_report(stage: Stage, result: Result | None, at: str) -> None:
    """What went wrong is reported, by a sentence and by the exit code."""
    if result is None:
        return
    assert isinstance(result.exception, (SystemExit, type(None))), f"{at}: {result.exception!r}"
    assert result.exit_code in (0, 1, 3), at
    if result.exit_code:
        assert "cannot be" in result.output, f"{at}: {result.output}"
    else:
        assert existing_files() == stage.wanted, at
