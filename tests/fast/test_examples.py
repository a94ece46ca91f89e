"""`new`: what it writes passes `check`, and what it cannot write is refused with a message."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printroom.cache import Cache
from printroom.cli import main
from printroom.make import CachedPress
from printroom.make.check.checking import check
from printroom.make.new.example_files import Kind, WantedExample, refuse_name
from printroom.make.new.examples import new_example
from printroom.model import NotFitToPrint, Problem
from printroom.workers.job_results import completed_future
from tests.term_helpers import DAY, AtOnce
from tests.workshop import TESTS, Workshop

WORDS = st.from_regex(r"[a-z]{1,9}(-[a-z0-9]{1,5})?(/[a-z]{1,9})?", fullmatch=True)
NAMES = st.one_of(st.text(max_size=20), WORDS, st.sampled_from(["999", "a/../b", "scrap-bike"]))


class Composing(AtOnce):
    """Workers without an engine: style sheets, which the examples here leave alone, are sound."""

    def submit(self, function: Callable[[Any], Any], job: Any) -> Future[Any]:
        """Do the job at once."""
        if function.__name__ == "check_styles":
            return completed_future([])
        return super().submit(function, job)


def press(folder: Path) -> CachedPress:
    """A press that only composes."""
    return CachedPress(Cache(folder / "cache"), Composing())


@contextmanager
def workshop() -> Iterator[tuple[Path, Path, tuple[Path, Path]]]:
    """A copy of the workshop in miniature, a place for a cache, and the folders of the copy."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "tiny"
        shutil.copytree(TESTS / "tiny", place)
        yield place, Path(name), (place / "materials", place / "templates")


def written(
    wanted: WantedExample, folders: tuple[Path, Path], press: CachedPress
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The files of an example, or the reason why none can be written."""
    try:
        return new_example(wanted, folders, press, DAY), ()
    except NotFitToPrint as error:
        return (), error.problems


def files_below(place: Path) -> Mapping[Path, bytes]:
    """The content of every file."""
    return {file: file.read_bytes() for file in place.rglob("*") if file.is_file()}


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 3)
@given(name=NAMES, kind=st.sampled_from(["session", "snippet"]))
def test_what_new_writes_passes_check_whatever_its_name(name: str, kind: Kind) -> None:
    """For any name: `check` finds no error in what was written, or nothing was written."""
    with workshop() as (place, cache, folders):
        before = files_below(place)
        files, problems = written(WantedExample(kind, name), folders, press(cache))
        assert files_below(place).keys() - before.keys() == set(files)
        assert bool(files) != bool(problems)
        assert all(problem.message and problem.fix for problem in problems)
        if files:
            found = check(*folders, press(cache), DAY)
            assert [problem for problem in found if problem.stops] == []


@pytest.mark.parametrize(
    "name", ["a/../b", "../a", "/a", "A", "a b", "a.b", "", "a/b/c", "é", "-a"]
)
@pytest.mark.parametrize("kind", ["session", "document", "activity", "organisation"])
def test_a_name_that_could_lead_elsewhere_is_refused(kind: str, name: str) -> None:
    """No name leaves its folder, and the message has one that is possible."""
    with pytest.raises(NotFitToPrint) as caught:
        refuse_name(kind, name)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("bad-name", 0)
    refuse_name(kind, problem.fix.rpartition(" ")[2])


def test_nothing_is_overwritten(tiny: Workshop, tmp_path: Path) -> None:
    """A file that exists is named, and none is written, also not the others."""
    folders = (tiny.materials, tiny.templates)
    new_example(WantedExample("snippet", "power/fair"), folders, press(tmp_path), DAY)
    before = files_below(tmp_path)
    with pytest.raises(NotFitToPrint) as caught:
        new_example(WantedExample("session", "power/fair"), folders, press(tmp_path), DAY)
    assert [problem.path for problem in caught.value.problems] == [
        "materials/snippets/power/fair.md"
    ]
    assert files_below(tmp_path) == before


def test_an_example_is_for_the_band_that_is_named(tiny: Workshop, tmp_path: Path) -> None:
    """Without a band it is the one in the middle; an unknown one is refused with a likely one."""
    folders = (tiny.materials, tiny.templates)
    new_example(WantedExample("session", "for-one", "juniors"), folders, press(tmp_path), DAY)
    new_example(WantedExample("session", "for-other"), folders, press(tmp_path), DAY)
    sessions = tiny.load().sessions
    assert (sessions["for-one"].bands, sessions["for-other"].bands) == (("juniors",), ("seniors",))
    assert sessions["for-one"].code != sessions["for-other"].code
    with pytest.raises(NotFitToPrint) as caught:
        new_example(WantedExample("session", "third", "junior"), folders, press(tmp_path), DAY)
    assert "juniors" in caught.value.problems[0].fix


def test_mistakes_that_are_there_already_come_first(tiny: Workshop, tmp_path: Path) -> None:
    """In folders that do not pass `check`, nothing is written, and the message is theirs."""
    tiny.change("materials/snippets/repairs/hole.md", "title: Find the hole", "titel: Find")
    with pytest.raises(NotFitToPrint) as caught:
        new_example(
            WantedExample("snippet", "fair"), (tiny.materials, tiny.templates), press(tmp_path), DAY
        )
    assert {problem.path for problem in caught.value.problems} == {
        "materials/snippets/repairs/hole.md"
    }
    assert not Path("materials/snippets/fair.md").exists()


@pytest.mark.parametrize("kind", ["snippet", "session", "document"])
def test_a_broken_term_or_list_keeps_no_example_from_being_written(
    tiny: Workshop, tmp_path: Path, kind: Kind
) -> None:
    """No example uses a term or a list of schools, so their mistakes are none of its business."""
    tiny.write("materials/terms/colleague.yaml", "title: X\n  people: [\n")
    tiny.write("materials/schools/odd.csv", "id,name,nation\nx,X,Nowhere\n")
    files = new_example(
        WantedExample(kind, "fair"), (tiny.materials, tiny.templates), press(tmp_path), DAY
    )
    assert files
    assert all(file.is_file() for file in files)


def test_the_command_names_its_files_and_the_next_command(
    tiny: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new` prints each file and how to check it; a refusal exits with 1, a wrong kind with 2."""
    same = ["--materials", str(tiny.materials), "--templates", str(tiny.templates)]
    with pytest.raises(SystemExit) as end:
        main(["new", "snippet", "power/fair", *same])
    shown = capsys.readouterr()
    assert end.value.code in (None, 0), shown.err
    assert "materials/snippets/power/fair.md" in shown.out
    assert "check --materials materials --templates templates" in shown.out
    with pytest.raises(SystemExit) as end:
        main(["new", "snippet", "power/fair", *same])
    assert end.value.code == 1
    assert "nothing was written" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(["new", "poem", "power/fair", *same])
    assert end.value.code == 2
