"""The README, followed to the letter."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click

from printroom.cli import main

HOME = Path(__file__).resolve().parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")
COPIED = ("generate.py", "printroom", "materials", "templates", "tests/tiny", "tools")


def commands() -> list[str]:
    """Every call of the program in the README's examples, with continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
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


def test_the_readme_names_every_command_and_option() -> None:
    """No command, and no option of `pack`, is missing from the README."""
    for name, command in main.commands.items():
        assert f"generate.py {name}" in README, name
        if name == "pack":
            for option in command.params:
                if isinstance(option, click.Option) and option.name != "help":
                    assert option.opts[-1] in README or option.opts[0] in README, option.opts


def test_every_help_page_shows_examples() -> None:
    """Each help page begins with calls that can be copied."""
    for name, command in main.commands.items():
        assert f"python3 generate.py {name}" in (command.help or ""), name
