"""Nations, as they are written: definition, curriculum, law and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from printroom.model.base import Authored, NonEmptyStr, WithFigures
from printroom.model.entries import Gated
from printroom.model.nation_words import Words


class Definition(Gated):
    """A nation's definition of the subject, in the wording of its source."""

    says: NonEmptyStr
    source: NonEmptyStr
    year: int
    review_by: dt.date


class CurriculumLink(Authored):
    """How a session for a band relates to a nation's curriculum."""

    says: NonEmptyStr
    source: NonEmptyStr


class Law(Authored):
    """A nation's law on one matter in plain words; a draft until a lawyer has checked it."""

    says: NonEmptyStr
    source: NonEmptyStr
    checked_on: dt.date | None = None
    """The day on which a lawyer checked it."""
    review_by: dt.date


class Unchecked(Authored):
    """Something in a nation’s packs that nobody has checked yet: a reason why they are drafts."""

    says: NonEmptyStr
    bands: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]


class NationWord(Authored):
    """What a nation calls something, such as the safeguarding lead; snippets write {lead}."""

    says: NonEmptyStr
    source: NonEmptyStr


class Nation(WithFigures):
    """What differs between nations: school years, definition, curriculum, law and words."""

    title: NonEmptyStr
    also: tuple[NonEmptyStr, ...] = ()
    """Other names that people write for it. Capitals, accents, spaces and points do not matter."""
    places: tuple[NonEmptyStr, ...] = ()
    """Towns and areas in it: a search for one is a search for this nation's packs."""
    stages: Mapping[str, NonEmptyStr] = {}
    """School years by band. Adult bands have none."""
    unchecked: tuple[Unchecked, ...] = ()
    """What is still to be checked; its packs are drafts until these entries are deleted."""
    definition: Definition
    curriculum: Mapping[str, tuple[CurriculumLink, ...]]
    """By band."""
    law: Mapping[str, Law] = {}
    """By matter, such as "consent", as sessions refer to it."""
    words: Mapping[str, NationWord] = {}
    """By the name that snippets write in braces."""

    def unchecked_for(self, band: str) -> tuple[str, ...]:
        """What nobody has checked yet in the packs of a band."""
        return tuple(entry.says for entry in self.unchecked if band in entry.bands)

    def wording(self) -> Words:
        """Its own words for each name in braces."""
        return {name: word.says for name, word in self.words.items()}

    def on_day(self, day: dt.date) -> Nation:
        """The nation without lawyers' checks that are dated after this day."""
        late = {name for name, law in self.law.items() if law.checked_on and law.checked_on > day}
        changed = {name: self.law[name].model_copy(update={"checked_on": None}) for name in late}
        return self.model_copy(update={"law": {**self.law, **changed}}) if late else self
