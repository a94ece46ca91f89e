"""Compares the tests of two revisions, by name and docstring, and lists those that were lost.

    python tools/laws.py BEFORE [AFTER]     without AFTER: the files as they are staged

docs/CONTRIBUTING.md has what it found between two revisions.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

Law = tuple[str, str]
"""A test's name, and the sentence that it holds."""


def main(before: str = "HEAD", after: str = "") -> int:
    """Print what is lost, moved into other words, and new; fail if a law was lost."""
    old, new = laws(before), laws(after)
    old_says, new_says = {law for _, law in old}, {law for _, law in new}
    old_names, new_names = {name for name, _ in old}, {name for name, _ in new}
    lost = sorted(law for law in old - new if law[0] not in new_names and law[1] not in new_says)
    other = sorted(law for law in old - new if law not in lost)
    fresh = [law for law in new if law[0] not in old_names and law[1] not in old_says]
    for name, law in lost:
        print(f"lost: {name}\n    {law}")
    for name, law in other:
        print(f"renamed or in other words: {name}\n    {law}")
    print(f"{len(old)} laws before, {len(new)} after: {len(lost)} lost, {len(fresh)} new.")
    return len(lost) > 0


def laws(revision: str) -> set[Law]:
    """Every test function of a revision; of the working tree if it has no name."""
    return {law for source in sources(revision) for law in laws_of(source)}


def laws_of(source: str) -> Iterator[Law]:
    """The tests of a file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, " ".join((ast.get_docstring(node) or "").split())


def sources(revision: str) -> Iterator[str]:
    """The text of each file of tests."""
    listed = ["ls-tree", "-r", "--name-only", revision] if revision else ["ls-files"]
    for name in git(*listed, "tests").splitlines():
        if PurePosixPath(name).match("test_*.py"):
            yield git("show", f"{revision}:{name}")  # without a revision: as it is staged


def git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
