"""Snapshots: texts in `tests/golden/` that `pytest --update-golden` writes, to read in review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from printroom.files import locked_folder

FOLDER = Path(__file__).parent / "golden"
_HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Golden:
    """Compares texts with the snapshots, or writes these anew."""

    updates: bool

    def __call__(self, name: str, text: str, section: str = "") -> None:
        """Compare a text with a file, or with one section of it."""
        file = FOLDER / name
        if self.updates:
            file.parent.mkdir(parents=True, exist_ok=True)
            with locked_folder(file.parent):  # several processes update sections of one file
                _update(file, text, section)
        assert file.exists(), f"{file} is missing: pytest --update-golden writes it"
        wanted = sections(name).get(section, "") if section else _read(file)
        assert text == wanted, f"{name} {section}\n{difference(wanted, text)}"


def sections(name: str) -> dict[str, str]:
    """The texts of a file by their headings; none ends with an empty line."""
    _, *parts = _HEADING.split(_read(FOLDER / name))
    texts = (text.rstrip("\n") + "\n" for text in parts[1::2])
    return dict(zip(parts[::2], texts, strict=True))


def difference(wanted: str, text: str) -> str:
    """The lines of two texts that differ."""
    return "".join(unified_diff(wanted.splitlines(True), text.splitlines(True), "golden", "now"))


def _update(file: Path, text: str, section: str) -> None:
    if section:
        found = (sections(file.relative_to(FOLDER).as_posix()) if file.exists() else {}) | {
            section: text
        }
        text = "\n".join(f"## {heading}\n{one}" for heading, one in sorted(found.items()))
    file.write_text(text, encoding="utf-8", newline="\n")


def _read(file: Path) -> str:
    return file.read_bytes().decode()
