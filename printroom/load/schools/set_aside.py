"""Set aside what is wrong with files that only some packs need, so that it stops only those.

A snippet is needed by the packs that print it, a list of schools by its schools, a term by itself.
All other files, such as contacts, bands and the rules for words, are everybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from printroom.model import Problem


def set_aside(
    problems: Iterable[Problem], folder: Path
) -> Mapping[str, tuple[Problem, ...]] | None:
    """The problems by snippet id, or by the path of a term or a list; none if any is everybody's.

    `folder` is that of the materials. A variant has the id of its snippet.
    """
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        key = _key(problem.path, folder.as_posix())
        if not key:
            return None
        found.setdefault(key, []).append(problem)
    return {key: tuple(those) for key, those in found.items()}


def _key(path: str, folder: str) -> str:
    """Which packs need a file; "" if all do."""
    home, _, name = path.removeprefix(f"{folder}/").partition("/")
    if home == "snippets" and name.endswith(".md"):
        return name.removesuffix(".md").partition(".")[0]
    return path if home in ("schools", "terms") and name else ""
