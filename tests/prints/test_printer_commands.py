"""Printer commands: print the calibration sheet, save a printer, print with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from printroom import cli
from printroom.cli import parameters
from tests.workshop import TESTS

Call = Callable[..., Result]
MATERIALS, TEMPLATES = TESTS / "tiny" / "materials", TESTS / "tiny" / "templates"
TINY = ("--materials", str(MATERIALS), "--templates", str(TEMPLATES))
ORDER = (
    *("pack", "repairs/flat-tyre", "--band", "seniors", "--nation", "uphill"),
    *("--record", "record"),
)


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the program in an empty folder with settings of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setattr(parameters, "OUTPUT", tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli.main, words)


def test_the_sheet_is_two_pages_to_measure(call: Call, tmp_path: Path) -> None:
    """`printer sheet` writes a front and a back, and says what to do next."""
    done = call("printer", "sheet", *TINY)
    assert done.exit_code == 0, done.output
    assert "printer save" in done.output
    with pikepdf.open(tmp_path / "output" / "printer-sheet.pdf") as pdf:
        assert len(pdf.pages) == 2


def test_a_saved_printer_is_listed(call: Call) -> None:
    """`printer list` shows what `printer save` kept, and says so when there is none."""
    assert "No printers saved" in call("printer", "list").output
    assert call("printer", "save", "staffroom", "--back", "0.5,-1").exit_code == 0
    output = call("printer", "list").output
    assert output == "staffroom: front 0,0 · back 0.5,-1 (millimetres right,down)\n"


@pytest.mark.parametrize("shift", ["1", "1,2,3", "a,b", "", "50,0", "nan,0", "5,nan", "0;5,1"])
def test_numbers_that_make_no_sense_are_refused(call: Call, shift: str) -> None:
    """A shift that is not two sensible numbers is wrong usage, and nothing is kept."""
    done = call("printer", "save", "staffroom", "--back", shift)
    assert done.exit_code == 2
    assert "No printers saved" in call("printer", "list").output


def test_an_unknown_printer_is_refused(call: Call) -> None:
    """A printer that nobody saved is wrong usage; those that are known are named."""
    call("printer", "save", "staffroom")
    done = call(
        "pack",
        "repairs/flat-tyre",
        "--band",
        "seniors",
        "--nation",
        "uphill",
        "--printer",
        "hall",
        *TINY,
    )
    assert done.exit_code == 2
    assert "staffroom" in done.stderr


def test_only_the_backs_of_what_is_cut_move(call: Call, tmp_path: Path) -> None:
    """With a printer the double-sided cut sheets are moved as saved, and nothing else is."""
    call("printer", "save", "staffroom", "--back", "2,-1")
    files = {}
    for name, more in (("plain", ()), ("moved", ("--printer", "staffroom"))):
        done = call(*ORDER, "-o", name, "--json", *more, *TINY)
        assert done.exit_code == 0, done.output
        folder = Path(json.loads(done.stdout)["folder"])
        files[name] = {file.name: file.read_bytes() for file in folder.glob("*.pdf")}
    assert files["plain"].keys() == files["moved"].keys()
    changed = [n for n, content in files["plain"].items() if files["moved"][n] != content]
    assert [name.partition("-")[2] for name in changed] == ["cards.pdf"]
