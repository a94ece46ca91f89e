"""Add withdrawals to `withdrawn.yaml`, below what a person wrote there."""

from __future__ import annotations

import json
from collections.abc import Mapping

from printroom.load.sources.text_file import Source
from printroom.load.sources.validate import validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import with_entry_below
from printroom.model import Withdrawn


def with_withdrawal(path: str, old: str, entry: Withdrawn) -> str:
    """The text of the file with this entry at the end, named after its first code.

    Raises `NotFitToPrint` where the file is written so that none can be put there.
    """
    before = _entries(Source(path, old))
    name = _free_name(entry.codes[0].lower(), before)
    return with_entry_below(
        path,
        old,
        _text(name, entry),
        lambda new: _entries(new) == {**before, name: entry},
        "write each entry as in the comment of materials/withdrawn.yaml, without braces",
    )


def _entries(source: Source) -> dict[str, Withdrawn]:
    yaml = read_yaml(source)
    rows = yaml.value if isinstance(yaml.value, Mapping) else {}
    return {str(name): validate_value(Withdrawn, row, yaml, (name,)) for name, row in rows.items()}


def _free_name(name: str, taken: Mapping[str, Withdrawn]) -> str:
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _text(name: str, entry: Withdrawn) -> str:
    """An entry as a person would write it, with all texts in quotes."""
    by = f"  by: {json.dumps(entry.by, ensure_ascii=False)}\n" if entry.by else ""
    return (
        f"{json.dumps(name)}:\n"
        f"  codes: [{', '.join(map(json.dumps, entry.codes))}]\n"
        f"  on: {entry.on.isoformat()}\n"
        f"  reason: {json.dumps(entry.reason, ensure_ascii=False)}\n"
        f"  instead: {json.dumps(entry.instead, ensure_ascii=False)}\n{by}"
    )
