"""What is written twice: the checks before a commit and of `make test`, and the version."""

from __future__ import annotations

import re
import shlex
import tomllib

import yaml
from click.testing import CliRunner

from printroom.cli import main
from tests.workshop import HOME

MAKEFILE = (HOME / "Makefile").read_text("utf-8").replace("$(python)", ".venv/bin/python")


def hook() -> list[str]:
    """The commands of the hook of git."""
    lines = (HOME / "tools" / "hooks" / "pre-commit").read_text("utf-8").splitlines()
    wanted = (".venv/bin/python ", "make ")
    return [
        line.replace("make --no-print-directory", "make")
        for line in lines
        if line.startswith(wanted)
    ]


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert found, target
    return [line.strip().lstrip("@") for line in found[1].splitlines()]


def test_both_hooks_run_the_same() -> None:
    """`make hooks` and `pre-commit install` have the same commands run, in the same order."""
    config = yaml.safe_load((HOME / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [one["entry"] for repo in config["repos"] for one in repo["hooks"]]
    assert entries == hook()


def test_a_commit_passes_the_checks_of_style_and_types_that_everything_passes() -> None:
    """Every check of `make test` that runs no test is in the hook, and so are the quick tests."""
    checks = [*recipe("test"), *recipe("types")]
    checks = [line for line in checks if re.search(r"-m (ruff|mypy)\b", line)]
    assert len(checks) == 3
    assert hook() == [*checks, "make test-fast"]


def test_continuous_integration_runs_everything() -> None:
    """It runs `make test`, and the quick tests are among those of all folders of tests."""
    ci = (HOME / ".ci" / "run").read_text("utf-8")
    assert "\nexec make test " in ci
    (everything,) = recipe("tests")
    (quick,) = recipe("test-fast")
    assert quick.startswith(everything)
    fewer = ("-m", "not nightly and not slow", "--hypothesis-profile", "few", "tests/fast")
    assert shlex.split(quick.removeprefix(everything)) == [*fewer]


def test_the_version_is_that_of_the_project_file() -> None:
    """`--version` prints the version of pyproject.toml, which copies of the program may lack."""
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    done = CliRunner().invoke(main, ["--version"])
    assert done.stdout == f"printroom, version {project['version']}\n"
