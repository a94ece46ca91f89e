"""Adds sign-offs, remarks and withdrawals to files that people edit as well.

What a person wrote in a file, comments too, is not changed: an entry is added below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from printroom.load.sources.text_file import Source
from printroom.load.sources.validate import validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import quoted
from printroom.model import NotFitToPrint, Problem, Remark, Review, Withdrawn, in_force

_EMPTY_LIST = re.compile(r"^\[\s*\][ \t]*$\n?", re.MULTILINE)
_LAST = ("on", "minutes", "follows", "seed", "taken_back")
"""What is written below the other values of an entry."""


def with_row(path: str, old: str, row: Review | Remark) -> str:
    """The text of a list of sign-offs or remarks with this one added, if it is new, at the end.

    A sign-off that was taken back since is new again.

    Raises `NotFitToPrint` where the file is written so that none can be put there.
    """
    kind = type(row)
    before = _rows(Source(path, old), kind)
    reviews = [one for one in before if isinstance(one, Review)]
    if row in (in_force(reviews) if isinstance(row, Review) else before):
        return old
    return _with_entry(
        path,
        old if before else _EMPTY_LIST.sub("", old),
        _row_text(row),
        lambda new: _rows(new, kind) == (*before, row),
        "write each entry on lines of its own that begin with “- ”",
    )


def with_withdrawal(path: str, old: str, entry: Withdrawn) -> str:
    """The text of the file of withdrawals with this one at the end, named after its first code.

    Raises `NotFitToPrint` where the file is written so that none can be put there.
    """
    before = _entries(Source(path, old))
    name = _free_name(entry.codes[0].lower(), before)
    return _with_entry(
        path,
        old,
        _entry_text(name, entry),
        lambda new: _entries(new) == {**before, name: entry},
        "write each entry as in the comment of materials/withdrawn.yaml, without braces",
    )


def _with_entry(
    path: str, old: str, entry: str, is_right: Callable[[Source], bool], fix: str
) -> str:
    """The text of a file with an entry below what is there; `is_right` reads the new text again."""
    new = f"{old}{'' if not old or old.endswith(chr(10)) else chr(10)}{entry}"
    try:
        if is_right(Source(path, new)):
            return new
    except NotFitToPrint:
        pass
    message = "this file is written in a way that no entry can be added at its end"
    raise NotFitToPrint([Problem("not-right", path, message, fix)])


def _rows(source: Source, kind: type[Review | Remark]) -> tuple[Review | Remark, ...]:
    yaml = read_yaml(source)
    rows = yaml.value if isinstance(yaml.value, tuple) else ()
    return tuple(validate_value(kind, row, yaml, (number,)) for number, row in enumerate(rows))


def _row_text(row: Review | Remark) -> str:
    """An entry as a person would write it, with all texts in quotes."""
    values = row.model_dump(mode="json", exclude_defaults=True)
    rows = {name: quoted(value) for name, value in values.items()} | {"on": row.on.isoformat()}
    names = [*(name for name in rows if name not in _LAST), *(one for one in _LAST if one in rows)]
    return "- " + "\n  ".join(f"{name}: {rows[name]}" for name in names) + "\n"


def _entries(source: Source) -> dict[str, Withdrawn]:
    yaml = read_yaml(source)
    rows = yaml.value if isinstance(yaml.value, Mapping) else {}
    return {str(name): validate_value(Withdrawn, row, yaml, (name,)) for name, row in rows.items()}


def _free_name(name: str, taken: Mapping[str, Withdrawn]) -> str:
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _entry_text(name: str, entry: Withdrawn) -> str:
    """An entry as a person would write it, with all texts in quotes."""
    by = f"  by: {quoted(entry.by)}\n" if entry.by else ""
    return (
        f"{quoted(name)}:\n"
        f"  codes: [{', '.join(map(quoted, entry.codes))}]\n"
        f"  on: {entry.on.isoformat()}\n"
        f"  reason: {quoted(entry.reason)}\n"
        f"  instead: {quoted(entry.instead)}\n{by}"
    )
