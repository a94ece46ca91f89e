"""Read remarks on packs, and add one below what is there. No page prints them."""

from __future__ import annotations

import json
from pathlib import Path

from printroom.load.materials.entry_files import EntryReader
from printroom.load.sources.text_file import Source
from printroom.load.sources.validate import validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import with_entry_below
from printroom.model import Problem, Remark


def read_remarks(folder: Path, problems: list[Problem]) -> tuple[Remark, ...]:
    """The remarks; what is wrong with their file is added to `problems`.

    They are read by themselves: the rules for words that print do not apply to them.
    """
    reader = EntryReader(folder)
    found = reader.rows("remarks", Remark)
    problems += reader.problems
    return found


def with_remark(path: str, old: str, remark: Remark) -> str:
    """The text of the file of remarks with this one at the end, unless it has it already.

    Raises `NotFitToPrint` where the file is written so that none can be put there.
    """
    before = _rows(Source(path, old))
    if remark in before:
        return old
    return with_entry_below(
        path,
        old,
        _entry(remark),
        lambda new: _rows(new) == (*before, remark),
        "write each entry on lines of its own that begin with “- ”",
    )


def _rows(source: Source) -> tuple[Remark, ...]:
    yaml = read_yaml(source)
    rows = yaml.value if isinstance(yaml.value, tuple) else ()
    return tuple(validate_value(Remark, row, yaml, (number,)) for number, row in enumerate(rows))


def _entry(remark: Remark) -> str:
    """An entry as a person would write it, with all texts in quotes."""
    values = remark.model_dump(mode="json", exclude_defaults=True)
    values.pop("on")
    rows = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    lines = "\n  ".join(f"{name}: {text}" for name, text in rows.items())
    return f"- {lines}\n  on: {remark.on.isoformat()}\n"
