"""Sign-offs and remarks as they are recorded: who read what, and what it was made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from printroom.model.base import Authored, NonEmptyStr
from printroom.model.name_keys import name_key
from printroom.model.order import words_key


class Review(Authored):
    """A sign-off: who read which content. Any change of wording changes the digest."""

    session: NonEmptyStr
    band: NonEmptyStr
    nation: NonEmptyStr
    digest: NonEmptyStr
    role: NonEmptyStr
    reviewer: NonEmptyStr
    on: dt.date
    seed: Annotated[int, Field(ge=1, le=999_999)] = 1
    """The arrangement of the activities that was read: the value of `pack --seed`."""
    minutes: Annotated[int, Field(ge=1)] | None = None
    """The shorter length that was read: the value of `pack --minutes`; none for the full one."""
    follows: bool = False
    """Whether the pack that was read was one for `pack --follows`."""
    taken_back: str = ""
    """Why the reviewer takes back the sign-offs of this pack above; empty for a sign-off."""


def in_force(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The sign-offs that their reviewers have not taken back since."""
    found: list[Review] = []
    for one in reviews:
        if one.taken_back:
            found = [other for other in found if _of_same(other) != _of_same(one)]
        else:
            found.append(one)
    return tuple(found)


def _of_same(review: Review) -> object:
    """The pack and the reviewer of a sign-off."""
    return words_key(review), review.seed, name_key(review.reviewer)


class Remark(Authored):
    """What a reader says of a part of a pack, for whoever writes it. It stops nothing."""

    session: NonEmptyStr
    band: NonEmptyStr
    nation: NonEmptyStr
    document: NonEmptyStr
    """The name of a document, such as worksheet."""
    part: str = ""
    """The title of a part of it; empty for the whole document."""
    code: NonEmptyStr
    """The code of the document as it was read: with another one its words have changed since."""
    says: NonEmptyStr
    by: NonEmptyStr
    on: dt.date
    minutes: Annotated[int, Field(ge=1)] | None = None
    follows: bool = False


class Signature(Authored):
    """What signed content consisted of: a digest of the printed content of each thing, by name."""

    digest: NonEmptyStr
    uses: Mapping[str, str]
    codes: Mapping[str, str] = {}
    """The code of each document by its name."""
