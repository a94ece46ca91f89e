"""Saved printers: stored by name, and refused if a value makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from printroom.load.schools.printer_file import load_printers, save_printer
from printroom.model import NotFitToPrint, Printer


@pytest.mark.parametrize("name", ["", "a\nb", "\udcff", "\x1b[31m", "x" * 61])
def test_a_printer_has_a_name_that_can_be_shown(name: str, tmp_path: Path) -> None:
    """A name that is none, or that commands the terminal, is refused."""
    with pytest.raises(NotFitToPrint, match="no-name"):
        save_printer(tmp_path / "printers.json", Printer(name, (0, 0), (0, 0)))
    assert not list(tmp_path.iterdir())


def test_a_printer_is_kept_beside_the_others(tmp_path: Path) -> None:
    """Each printer comes back as it was saved; saving one again changes that one alone."""
    file = tmp_path / "settings" / "printers.json"
    assert load_printers(file) == {}
    staff, hall = Printer("staff room", (0, 0), (0.5, -1)), Printer("Neuadd’r ŵyl", (1, 2), (3, 4))
    save_printer(file, staff)
    save_printer(file, hall)
    assert load_printers(file) == {"staff room": staff, "Neuadd’r ŵyl": hall}
    again = Printer("staff room", (0, 0), (0.25, 0))
    save_printer(file, again)
    assert load_printers(file) == {"staff room": again, "Neuadd’r ŵyl": hall}
    assert [one.name for one in file.parent.iterdir()] == ["printers.json"]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        "{",
        '{"a": 1}',
        '{"a": {"front_mm": [0, 0]}}',
        '{"a": {"front_mm": [0, 0], "back_mm": [0, "x"]}}',
        '{"a": {"front_mm": [0, 0], "back_mm": [0, 0, 0]}}',
        '{"a": {"front_mm": [0, 0], "back_mm": [0, 99]}}',
        '{"a": {"front_mm": [0, 0], "back_mm": [0, NaN]}}',
    ],
)
def test_a_damaged_file_is_a_problem(written: str, tmp_path: Path) -> None:
    """A file of printers that makes no sense is reported, and never guessed at."""
    file = tmp_path / "printers.json"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(NotFitToPrint) as caught:
        load_printers(file)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("printers", file.as_posix())


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    """A place that is no folder is reported, and nothing is written over it."""
    (tmp_path / "settings").write_text("a file, not a folder")
    with pytest.raises(NotFitToPrint, match="cannot be read"):
        save_printer(tmp_path / "settings" / "printers.json", Printer("a"))
