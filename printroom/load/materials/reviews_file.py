"""Add sign-offs to `reviews.yaml`, and store what the signed text of each pack was made from.

What a person wrote in the file, comments too, is not changed: an entry is added below it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from printroom.load.sources.text_file import Source, read_text
from printroom.load.sources.validate import validate, validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import with_entry_below
from printroom.model import Review, Signature

_EMPTY_LIST = re.compile(r"^\[\s*\][ \t]*$\n?", re.MULTILINE)
_HEAD = """\
# What the signed words of this pack were made of, so that a change can be named. The command `sign`
# writes this file; who signed is in reviews.yaml.
"""


def with_entry(path: str, old: str, review: Review) -> str:
    """The text of the file of sign-offs with this one at the end, unless it has it already.

    Raises `NotFitToPrint` where the file is written so that none can be put there.
    """
    before = _rows(Source(path, old))
    if review in before:
        return old
    kept = _EMPTY_LIST.sub("", old) if not before else old
    return with_entry_below(
        path,
        kept,
        _entry(review),
        lambda new: _rows(new) == (*before, review),
        "write each entry on lines of its own that begin with “- ”",
    )


def signature_file(materials: Path, review: Review) -> Path:
    """The file that stores what signed text was made from."""
    seed = "" if review.seed == 1 else f"--seed-{review.seed}"
    length = f"--{review.minutes}-minutes" if review.minutes else ""
    again = "--follow-up" if review.follows else ""
    name = f"{review.session}--{review.band}--{review.nation}{length}{again}{seed}.yaml"
    return materials / "reviews" / name


def signature_text(signature: Signature) -> str:
    """The text of the file that `read_signature` reads."""
    rows = "".join(f"  {_quoted(k)}: {_quoted(v)}\n" for k, v in signature.uses.items())
    return f"{_HEAD}digest: {_quoted(signature.digest)}\nuses:\n{rows}"


def read_signature(materials: Path, review: Review) -> Signature | None:
    """What signed text was made from; none if it was not stored. Raises `NotFitToPrint`."""
    file = signature_file(materials, review)
    if not os.path.lexists(file):
        return None
    signature = validate(Signature, read_yaml(read_text(file, materials)))
    return signature if signature.digest == review.digest else None


def _rows(source: Source) -> tuple[Review, ...]:
    yaml = read_yaml(source)
    rows = yaml.value if isinstance(yaml.value, tuple) else ()
    return tuple(validate_value(Review, row, yaml, (number,)) for number, row in enumerate(rows))


def _entry(review: Review) -> str:
    """An entry as a person would write it, with all texts in quotes."""
    others = ("on", "seed", "minutes", "follows")
    values = {name: _quoted(str(value)) for name, value in review if name not in others}
    values["on"] = review.on.isoformat()
    if review.minutes:
        values["minutes"] = str(review.minutes)
    if review.follows:
        values["follows"] = "true"
    if review.seed != 1:
        values["seed"] = str(review.seed)
    lines = "\n  ".join(f"{name}: {value}" for name, value in values.items())
    return f"- {lines}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
