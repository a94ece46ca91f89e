"""The last line of a command that failed says what that command did not do."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom.cli import main
from tests.term_helpers import AtOnce
from tests.workshop import Workshop

OURS = ("--materials", "materials", "--templates", "templates")
NONE = ("--templates", "empty")


@pytest.mark.parametrize(
    ("command", "undone"),
    [
        (("cache", "fill", "summr", *OURS), "added to the cache"),
        (("term", "summr", "--plan", *OURS), "planned"),
        (("term", "summr", *OURS), "printed"),
        (("pack", "flat-tire", "--band", "juniors", *OURS), "printed"),
        (("printer", "sheet", *NONE), "written"),
        (("printer", "list"), "shown"),
        (("printer", "save", "attic"), "saved"),
    ],
)
def test_a_command_says_what_it_did_not_do(
    command: tuple[str, ...], undone: str, tiny: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that checks, plans or saves does not report that nothing was printed."""
    Path("empty").mkdir()
    tiny.write("printers.json", "{")
    printers = Path("printers.json")
    monkeypatch.setattr("printroom.cli.printer_commands.printers_file", lambda: printers)
    monkeypatch.setattr("printroom.make.press_workers", lambda _, **__: nullcontext(AtOnce()))
    done = CliRunner().invoke(main, command)
    last = done.stderr.splitlines()[-1]
    assert last.endswith(f"error: nothing was {undone}."), done.stderr
