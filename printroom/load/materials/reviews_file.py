"""Stores what each signed pack was made from, beside the sign-offs."""

from __future__ import annotations

import os
from pathlib import Path

from printroom.load.sources.text_file import read_text
from printroom.load.sources.validate import validate
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import quoted
from printroom.model import Review, Signature

_HEAD = """\
# What the signed words of this pack were made of, so that a change can be named. The command `sign`
# writes this file; who signed is in reviews.yaml.
"""


def signature_file(materials: Path, review: Review) -> Path:
    """The file that stores what signed text was made from."""
    seed = "" if review.seed == 1 else f"--seed-{review.seed}"
    length = f"--{review.minutes}-minutes" if review.minutes else ""
    again = "--follow-up" if review.follows else ""
    name = f"{review.session}--{review.band}--{review.nation}{length}{again}{seed}.yaml"
    return materials / "reviews" / name


def signature_text(signature: Signature) -> str:
    """The text of the file that `read_signature` reads."""
    rows = "".join(f"  {quoted(k)}: {quoted(v)}\n" for k, v in signature.uses.items())
    return f"{_HEAD}digest: {quoted(signature.digest)}\nuses:\n{rows}"


def read_signature(materials: Path, review: Review) -> Signature | None:
    """What signed text was made from; none if it was not stored. Raises `NotFitToPrint`."""
    file = signature_file(materials, review)
    if not os.path.lexists(file):
        return None
    signature = validate(Signature, read_yaml(read_text(file, materials)))
    return signature if signature.digest == review.digest else None
