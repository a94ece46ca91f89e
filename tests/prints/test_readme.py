"""Every example of the README works, and no command or option is left out."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from printroom.cache import Cache
from printroom.cli import main
from tests.workshop import share_cache

HOME = Path(__file__).resolve().parents[2]
DOCS = HOME / "docs"
OPTIONS = (DOCS / "options.md").read_text(encoding="utf-8")
README = "\n".join(
    file.read_text(encoding="utf-8")
    for file in (HOME / "README.md", DOCS / "desk.md", DOCS / "terms.md", DOCS / "sign-off.md")
)
"""The README, and the pages that go on where it ends."""
KEPT = {"example-acorn-wood": "ireland", "example-dderwen": "wales"}
"""The schools for which the term of the README is made here, each with its nation.

`OF_README` in `test_shipped` names the nations of these packs: that test prints the same.
"""
BANDS = '["11-14", "14-16"]'
ONE_BAND = '["11-14"]'
"""A band of a row of the term for which other commands of the README print the same pack."""
SESSIONS = {
    "adults/notice-listen-act",
    "adults/seeing-the-child",
    "feelings/safe-feelings-safe-people",
    "friends/good-and-tricky",
    "power/who-has-it",
}
"""The sessions that are kept: those of the commands and of the term, and those for adults.

Words of the frame ask for a length that only sessions for professionals offer.
"""
NAMED = re.compile(r"^( *(?:sessions|follows): )\[(.*)\]$", re.MULTILINE)
"""A list of sessions: of a topic, or those that a session follows."""
IDS = re.compile(r"\[example-[^\]]*\]")
FOLDERS = ("materials", "templates")
"""Options of every command that reads content."""
COPIED = ("generate.py", "printroom", "materials", "templates", "tests/tiny", "tools")


READY = """
import atexit, gc, json, os, sys
from pathlib import Path
sys.path.insert(0, os.getcwd())
from printroom.cli import main
from printroom.load import load_folders
load_folders(Path("materials"), Path("templates"))
gc.collect()
gc.freeze()
for line in sys.stdin:
    child = os.fork()
    if not child:
        words, *files = json.loads(line)
        for number, file in enumerate(files, 1):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdin = open(os.devnull)
        try:
            main(words)
        except SystemExit as end:
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code or 0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Reads the program, the materials and the templates once; each command is then a fork of it.

It ends without freeing, object by object, what it shares with the others.
"""
Call = Callable[[str], tuple[int, str, str]]
"""Runs a command: its exit code, and what it writes to standard output and error."""


def commands() -> list[str]:
    """Every call of the program in the examples, once, with continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", README + OPTIONS, re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").split("\n")
    found = [line for line in lines if line.startswith("python3 generate.py")]
    assert len(found) >= 4
    return list(dict.fromkeys(line.partition("  #")[0].strip() for line in found))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_every_command_of_the_readme_works(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, prints: Cache
) -> None:
    """Each command of the README works in a folder of its own.

    Each command really runs, in a process of its own, one after the other as a reader types them.
    Four things are smaller than for a newcomer: the processes after the first do not start anew,
    there are five sessions, the term is for two of its twelve schools, which still have a pack of
    each of its rows, and documents come from the cache of the tests, so that what another test or
    an earlier run has printed is not printed again.
    """
    folder = checkout(tmp_path)
    share_cache(folder, prints)
    keep_few_sessions(folder / "materials")
    schools = folder / "materials" / "schools" / "2027-spring.csv"
    schools.write_text(few_schools(schools.read_text("utf-8")), "utf-8")
    term = folder / "materials" / "terms" / "2027-spring.yaml"
    text = IDS.sub(few_ids, term.read_text("utf-8"))
    assert BANDS in text
    term.write_text(text.replace(BANDS, ONE_BAND), "utf-8")
    first, *others = commands()
    assert_work([first], as_typed(folder))
    with ready(folder, tmp_path_factory.mktemp("streams")) as call:
        assert_work(others, call)


@pytest.mark.nightly
def test_every_command_of_the_readme_works_for_a_newcomer(tmp_path: Path) -> None:
    """The same without shortcuts: with an empty cache, and for all schools of the term."""
    assert_work(commands(), as_typed(checkout(tmp_path)))


def checkout(folder: Path) -> Path:
    """A copy of what the commands need."""
    for name in COPIED:
        source = HOME / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    (folder / ".venv").symlink_to(HOME / ".venv")
    return folder


def keep_few_sessions(materials: Path) -> None:
    """Delete the other sessions, and their names."""
    sessions = materials / "sessions"
    for file in sessions.rglob("*.yaml"):
        if file.relative_to(sessions).with_suffix("").as_posix() not in SESSIONS:
            file.unlink()
    for file in (materials / "topics.yaml", *sessions.rglob("*.yaml")):
        file.write_text(NAMED.sub(few_names, file.read_text("utf-8")), "utf-8")


def few_names(listed: re.Match[str]) -> str:
    """A list of sessions without those that are deleted; a topic needs one."""
    kept = [name for name in listed[2].split(", ") if name in SESSIONS]
    kept = kept or (["power/who-has-it"] if "sessions" in listed[1] else [])
    return f"{listed[1]}[{', '.join(kept)}]"


def few_schools(rows: str) -> str:
    """A list of schools with its heading and those that the term keeps."""
    found = csv.DictReader(io.StringIO(rows.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")))
    text = io.StringIO()
    writer = csv.DictWriter(text, found.fieldnames or ())
    writer.writeheader()
    writer.writerows(row | {"nation": KEPT[row["id"]]} for row in found if row["id"] in KEPT)
    return text.getvalue()


def few_ids(listed: re.Match[str]) -> str:
    """A list of schools in a term, without those that it does not keep."""
    return f"[{', '.join(one for one in KEPT if one in listed.group())}]"


def environment(folder: Path) -> dict[str, str]:
    """What a newcomer has set."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder)}


def as_typed(folder: Path) -> Call:
    """Run commands as a reader does."""

    def call(command: str) -> tuple[int, str, str]:
        done = subprocess.run(
            shlex.split(command),
            cwd=folder,
            capture_output=True,
            text=True,
            env=environment(folder),
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return call


@contextmanager
def ready(folder: Path, streams: Path) -> Iterator[Call]:
    """Run commands without starting Python and reading both folders anew for each."""
    out, err = streams / "out", streams / "err"
    with subprocess.Popen(
        [str(folder / ".venv" / "bin" / "python"), "-c", READY],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(folder),
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        lines, codes = server.stdin, server.stdout

        def call(command: str) -> tuple[int, str, str]:
            words = shlex.split(command)
            assert words[:2] == ["python3", "generate.py"]
            print(json.dumps([words[2:], str(out), str(err)]), file=lines, flush=True)
            return int(codes.readline()), out.read_text("utf-8"), err.read_text("utf-8")

        yield call
        lines.close()


def assert_work(wanted: Sequence[str], call: Call) -> None:
    """Assert that every command ends well and prints something."""
    for command in wanted:
        code, out, err = call(command)
        assert code == 0, f"{command}\n{out}{err}"
        assert out.strip()


def test_the_readme_names_every_command() -> None:
    """No command is missing from the README and the pages that go on where it ends."""
    for name in main.commands:
        assert f"generate.py {name}" in README, name


@pytest.mark.parametrize("name", ["pack", "term"])
def test_every_option_is_explained(name: str) -> None:
    """No option of `pack` or `term` is missing from docs/options.md."""
    section = OPTIONS.partition(f"## `{name}`\n")[2].partition("\n## ")[0]
    for option in main.commands[name].params:
        if isinstance(option, click.Option) and option.name not in FOLDERS:
            names = (*option.opts, *option.secondary_opts)
            assert any(f"`{one}" in section for one in names), names


def test_every_help_page_shows_examples() -> None:
    """Each help page begins with calls that can be copied."""
    for name, command in main.commands.items():
        assert f"python3 generate.py {name}" in (command.help or ""), name
