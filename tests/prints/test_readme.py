"""Every example of the README works, and no command or option is left out."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from printroom.cache import Cache
from printroom.cli import main
from tests.workshop import share_cache

HOME = Path(__file__).resolve().parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")
OPTIONS = (HOME / "docs" / "options.md").read_text(encoding="utf-8")
KEPT = {"example-acorn-wood": "ireland", "example-dderwen": "wales"}
"""The schools for which the term of the README is made here, each with its nation.

That of the first is the one for which `test_shipped` prints the pack for ages 5 to 8, too.
"""
BANDS = '["11-14", "14-16"]'
ONE_BAND = '["11-14"]'
"""A band of a row of the term for which other commands of the README print the same pack."""
IDS = re.compile(r"\[example-[^\]]*\]")
FOLDERS = ("materials", "templates")
"""Options of every command that reads content."""
COPIED = ("generate.py", "printroom", "materials", "templates", "tests/tiny", "tools")


def commands() -> list[str]:
    """Every call of the program in the examples, with continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", README + OPTIONS, re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").split("\n")
    return [line.partition("  #")[0] for line in lines if line.startswith("python3 generate.py")]


def test_every_command_of_the_readme_works(tmp_path: Path, prints: Cache) -> None:
    """What the README tells a newcomer to type does what it says, in a folder of its own.

    Each command really runs, in a process of its own, one after the other as a reader types them.
    Two things are smaller than for a newcomer: the term is for two of its twelve schools, which
    still have a pack of each of its rows, and documents come from the cache of the tests, so that
    what another test or an earlier run has printed is not printed again.
    """
    folder = checkout(tmp_path)
    share_cache(folder, prints)
    schools = folder / "materials" / "schools" / "2027-spring.csv"
    schools.write_text(few_schools(schools.read_text("utf-8")), "utf-8")
    term = folder / "materials" / "terms" / "2027-spring.yaml"
    text = IDS.sub(few_ids, term.read_text("utf-8"))
    assert BANDS in text
    term.write_text(text.replace(BANDS, ONE_BAND), "utf-8")
    assert_all_work(folder)


@pytest.mark.nightly
def test_every_command_of_the_readme_works_for_a_newcomer(tmp_path: Path) -> None:
    """The same with an empty cache, and for all schools of the term."""
    assert_all_work(checkout(tmp_path))


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


def assert_all_work(folder: Path) -> None:
    """Assert that every command ends well and prints something."""
    assert len(commands()) >= 4
    for command in commands():
        done = subprocess.run(
            shlex.split(command),
            cwd=folder,
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert done.stdout.strip()


def test_the_readme_names_every_command() -> None:
    """No command is missing from the README."""
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
