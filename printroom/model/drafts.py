"""Reasons why a pack is a draft: a code for the program, and a sentence for people.

A module of its own, so that all codes are found in one place: each needs a fix and a helper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

DraftCode = Literal[
    "helplines-unchecked",
    "helplines-late",
    "law-unchecked",
    "review-due",
    "nation-unchecked",
    "unsigned",
    "no-lead",
]
"""A kind of reason. Code that depends on the kind compares this, never the sentence."""
DATED = ("helplines-late", "review-due")
"""The kinds that name days."""


@dataclass(frozen=True, slots=True)
class DraftReason:
    """Why a pack cannot be released yet."""

    code: DraftCode
    text: str
    """The sentence that prints, with the names and days that it is about."""


def reason_texts(reasons: Iterable[DraftReason]) -> tuple[str, ...]:
    """The sentences of reasons, in their order."""
    return tuple(reason.text for reason in reasons)


def reason_in_short(reason: DraftReason) -> DraftReason:
    """A reason without the helplines, facts and days that it is about: one for many packs."""
    text = reason.text.partition(": ")[0].rstrip(".")
    if reason.code in DATED:
        text = text.partition(" by ")[0]
    return replace(reason, text=text)
