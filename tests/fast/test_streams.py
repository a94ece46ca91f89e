"""Standard output and error: whatever is written, and wherever it goes, a command ends in order."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import click
import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.cli.messages import print_problems, problem_rows, stderr
from printroom.cli.streams import Program
from printroom.model import Problem
from tests.workshop import HOME, Workshop

HARM = "\x1b]0;title\x07\x9b31m\u202e\udcff"
FOLDERS = ["--materials", "materials", "--templates", "templates"]


@click.group(cls=Program)
def program() -> None:
    """A program of one command."""


@program.command()
@click.argument("text", default=HARM)
def say(text: str) -> None:
    """Write a text in each way in which commands write."""
    click.echo(text)
    click.echo(text, err=True)
    stderr().print(text)
    print_problems([Problem("code", f"{text}.md", f"no “{text}”", text, excerpt=text)])
    click.echo(json.dumps([text, *problem_rows([Problem("c", text, text)])], ensure_ascii=False))
    raise click.UsageError(text)


def run(command: click.Command, arguments: list[str]) -> int:
    """The exit code of a command that is called as the front door calls it."""
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    return int(ended.value.code or 0)


def test_no_text_commands_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    """Escapes, turned text and broken letters reach neither output raw, and JSON stays JSON."""
    assert run(program, ["say"]) == 2
    for written in capfd.readouterr():
        assert written
        assert not set(written) & (set(HARM) - set("0;title31m]"))
        assert r"\u001b]0;title\u0007\u009b31m\u202e\udcff" in written


def test_json_says_what_the_text_is(capsys: pytest.CaptureFixture[str]) -> None:
    """What JSON cannot hold raw, it holds as an escape that reads as the same text."""
    assert run(program, ["say", "a\x9bb"]) == 2
    assert json.loads(capsys.readouterr().out.splitlines()[-1])[0] == "a\x9bb"


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_any_encoding_will_do(
    encoding: str, tiny: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal without our quotation marks they are written as escapes."""
    written = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(written, encoding, line_buffering=True))
    tiny.change("materials/bands.yaml", "seniors:", "Seniors’:")
    assert run(main, ["list", *FOLDERS]) == 1
    assert "odd-name" in written.getvalue().decode(encoding)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "x" * 300, *FOLDERS],
        ["verify", "x" * 300, *FOLDERS],
        ["list", "--materials", "x" * 300, *FOLDERS[2:]],
        ["pack", "repairs/flat-tyre", "--band", "seniors", "--school", f"{'x' * 300}#a", *FOLDERS],
    ],
)
def test_a_name_too_long_for_a_file_is_one_message(
    arguments: list[str], tiny: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the file system refuses on the command line ends in order."""
    assert run(main, arguments) in (1, 2)
    assert capsys.readouterr().err


class Broken(io.RawIOBase):
    """A file that takes nothing."""

    def __init__(self, error: int) -> None:
        self.error = error

    def writable(self) -> bool:
        return True

    def write(self, _: object) -> int:
        raise OSError(self.error, os.strerror(self.error))


def broken(error: int, *, is_buffered: bool) -> TextIO:
    """A stream that fails at once, or when what it holds is handed on."""
    return io.TextIOWrapper(
        io.BufferedWriter(Broken(error)), "utf-8", write_through=not is_buffered
    )


@pytest.mark.parametrize("is_buffered", [True, False])
@pytest.mark.parametrize("error", [28, 32, 5])
def test_output_that_is_lost_is_one_line(
    error: int,
    is_buffered: bool,
    tiny: Workshop,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A full disk or a closed pipe ends a command with 1 and at most one line, not a traceback."""
    monkeypatch.setattr(sys, "stdout", broken(error, is_buffered=is_buffered))
    assert run(main, ["list", *FOLDERS]) == 1
    lost = f"The results cannot be written: {os.strerror(error)}.\n"
    assert capsys.readouterr().err == ("" if error == 32 else lost)
    monkeypatch.setattr(sys.stdout.buffer.raw, "write", len)  # type: ignore[union-attr]


def test_lost_messages_do_not_stop_a_command(
    tiny: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written to standard error may be lost."""
    lost = broken(28, is_buffered=False)
    monkeypatch.setattr(sys, "stderr", lost)
    assert run(main, ["list", *FOLDERS]) == 0
    assert "flat-tyre" in capsys.readouterr().out
    assert run(main, ["list", "--materials", "nowhere", *FOLDERS[2:]]) == 2
    Path("empty").mkdir()
    assert run(main, ["list", "--materials", "empty", *FOLDERS[2:]]) == 1
    monkeypatch.setattr(lost.buffer.raw, "write", len)  # type: ignore[attr-defined]


def test_no_standard_streams_are_needed(tiny: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed before the program began, they are simply not there."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert run(main, ["list", *FOLDERS]) == 0
    assert run(main, ["list", "--materials", "nowhere", *FOLDERS[2:]]) == 2
    Path("empty").mkdir()
    assert run(main, ["list", "--materials", "empty", *FOLDERS[2:]]) == 1


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full device is for Linux")
@pytest.mark.parametrize("ending", [">/dev/full", "2>/dev/full", ">&-", "2>&-", "| head -c 1"])
def test_the_command_prints_no_traceback(ending: str) -> None:
    """Nothing fails again when Python itself ends; PYTHONSAFEPATH hides no module of ours."""
    command = f"{sys.executable} generate.py printer --help {ending}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
    )
    lost = "The results cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == ((1, lost) if ending == ">/dev/full" else (0, ""))


def test_a_shell_that_completes_a_word_gets_its_answer() -> None:
    """Completion is answered in bytes, which pass the streams as they are."""
    words = {"COMP_WORDS": "main pack C2 --editi", "COMP_CWORD": "3"}
    done = CliRunner().invoke(main, [], env={**words, "_MAIN_COMPLETE": "bash_complete"})
    assert done.stdout == "plain,--edition\n"
