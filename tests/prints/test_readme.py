"""Every example of the README works, and no command or option is left out."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from printroom.cli import main

HOME = Path(__file__).resolve().parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")
OPTIONS = (HOME / "docs" / "options.md").read_text(encoding="utf-8")
FOLDERS = ("materials", "templates")
"""Options of every command that reads content."""
COPIED = ("generate.py", "printroom", "materials", "templates", "tests/tiny", "tools")


def commands() -> list[str]:
    """Every call of the program in the examples, with continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", README + OPTIONS, re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").split("\n")
    return [line.partition("  #")[0] for line in lines if line.startswith("python3 generate.py")]


def test_every_command_of_the_readme_works(tmp_path: Path) -> None:
    """What the README tells a newcomer to type does what it says, in a folder of its own."""
    for name in COPIED:
        source = HOME / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / ".venv").symlink_to(HOME / ".venv")
    assert len(commands()) >= 4
    for command in commands():
        done = subprocess.run(
            shlex.split(command),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
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
