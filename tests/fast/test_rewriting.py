"""Files of materials that the program changes: nothing that anybody wrote is ever lost."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from printroom.deliver.folder import write_file
from printroom.ledger import rewriting
from printroom.ledger.rewriting import locked_materials, replace_file, rewritten
from printroom.model import NotFitToPrint
from tests.workshop import counted_elsewhere

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are locked by flock")
WRITERS, LINES = 8, 12


def adding(line: str) -> Callable[[str], str]:
    """A change that adds a line."""
    return lambda old: old + line


def add_lines(folder: str, name: str) -> None:
    """Add lines as `sign` does, one at a time."""
    materials = Path(folder)
    for number in range(LINES):
        with locked_materials(materials):
            text = rewritten(materials / "a.yaml", materials, adding(f"{name}-{number}\n"))
            replace_file(materials / "a.yaml", materials, text)


def fail_to_add(folder: Path) -> int:
    """Let many processes write at once: how many of them fail."""
    start = multiprocessing.get_context("fork")
    writers = [start.Process(target=add_lines, args=(str(folder), str(n))) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sum(1 for writer in writers if writer.exitcode)


@pytest.mark.slow
def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    """Eight processes that add to one file at once all find their lines in it."""
    assert counted_elsewhere(fail_to_add, tmp_path) == 0
    lines = (tmp_path / "a.yaml").read_text().split()
    assert sorted(lines) == sorted(f"{n}-{m}" for n in range(WRITERS) for m in range(LINES))
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    """A file that is kept elsewhere in the materials is changed there, and its rights are kept."""
    real = tmp_path / "kept" / "reviews.yaml"
    real.parent.mkdir()
    real.write_text("[]\n")
    real.chmod(0o640)
    link = tmp_path / "reviews.yaml"
    link.symlink_to("kept/reviews.yaml")
    with locked_materials(tmp_path):
        replace_file(link, tmp_path, rewritten(link, tmp_path, lambda old: f"{old}- a\n"))
    assert link.is_symlink()
    assert real.read_text() == "[]\n- a\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_link_out_of_the_folder_is_not_written(tmp_path: Path) -> None:
    """What a link leads to outside the materials is neither read nor replaced."""
    (tmp_path / "materials").mkdir()
    (tmp_path / "other").write_text("other")
    (tmp_path / "materials" / "a.yaml").symlink_to("../other")
    with pytest.raises(NotFitToPrint, match="link-outside"):
        rewritten(tmp_path / "materials" / "a.yaml", tmp_path / "materials", str.upper)
    with pytest.raises(NotFitToPrint, match="link-outside"):
        replace_file(tmp_path / "materials" / "a.yaml", tmp_path / "materials", b"new")
    assert (tmp_path / "other").read_text() == "other"


def test_a_file_is_not_written_through_a_link_in_its_place(tmp_path: Path) -> None:
    """The name under which a file is written first cannot be made to lead elsewhere."""
    (tmp_path / "other").write_text("other")
    (tmp_path / ".a.new").symlink_to("other")
    write_file(tmp_path / "a", b"new")
    assert ((tmp_path / "a").read_text(), (tmp_path / "other").read_text()) == ("new", "other")
    assert not (tmp_path / "a").is_symlink()


def test_nothing_is_written_that_could_not_be_read_again(tmp_path: Path) -> None:
    """A file that would be too large to load is left as it is."""
    with pytest.raises(NotFitToPrint, match="file-too-large"):
        rewritten(tmp_path / "a.yaml", tmp_path, lambda _: "x" * 200_001)


def test_a_lock_that_is_held_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever; a folder that is not there is a problem, too."""
    monkeypatch.setattr(rewriting, "PATIENCE_SECONDS", 0.0)
    with (
        locked_materials(tmp_path),
        pytest.raises(NotFitToPrint, match="busy"),
        locked_materials(tmp_path),
    ):
        pass
    with pytest.raises(NotFitToPrint, match="not-written"), locked_materials(tmp_path / "none"):
        pass
    assert list(tmp_path.iterdir()) == []
