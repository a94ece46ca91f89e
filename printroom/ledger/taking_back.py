"""Takes back a sign-off: it stays on file, with the reason below it, and no longer counts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from printroom.ledger.rewriting import locked_materials, replace_file, rewritten
from printroom.ledger.signing import signatures_of
from printroom.load.materials.added_entries import with_row
from printroom.model import (
    Library,
    NotFitToPrint,
    Order,
    Problem,
    Review,
    join_words,
    name_key,
)
from printroom.text.digests import short_code

LONGEST = 600


def take_back(
    materials: Path, order: Order, reviewer: str, reason: str, on: dt.date, library: Library
) -> Review:
    """Add to the file of sign-offs that a reviewer takes back their own for a pack; returns this.

    Every earlier sign-off of theirs for the same pack ceases to count, so that none holds again
    once the words are as they were. Raises `NotFitToPrint`, also if it is not theirs.
    """
    reason, signed = " ".join(reason.split()), signatures_of(order, library)
    own = [one for one in signed if is_of(one, reviewer)]
    if not reason or not reason.isprintable() or len(reason) > LONGEST:
        message = f"say why, in a sentence of up to {LONGEST} characters"
        raise NotFitToPrint([Problem("no-reason", "--reason", message, "nothing was changed", 0)])
    if not own:
        names = join_words(sorted({one.reviewer for one in signed}))
        message = f"{names} signed it, and nobody else can take that back"
        fix = "if the pack must not be used, withdraw its code"
        if not names:
            message, fix = "nobody has signed it", "nothing was changed"
        raise NotFitToPrint([Problem("not-signed", "--reviewer", message, fix, 0)])
    event = own[-1].model_copy(update={"on": on, "taken_back": reason})
    file = materials / "reviews.yaml"
    with locked_materials(materials):
        text = rewritten(file, materials, lambda old: with_row(file.as_posix(), old, event))
        replace_file(file, materials, text)
    return event


def code_of(review: Review) -> str:
    """The code of the pack that was signed."""
    return short_code(review.digest)


def is_of(review: Review, reviewer: str) -> bool:
    """Whether a sign-off is of the person with this name."""
    return name_key(review.reviewer) == name_key(reviewer)
