"""What is written of the rules that every session of one kind must keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from printroom.model.base import Authored, Mode, Words
from printroom.model.entries import Phrase


class SessionRule(Authored):
    """One thing that a session must have: why, and how to mend a session without it.

    It is one of four: a segment that serves something (`needs`), a document (`prints`), words on
    a page for who attends (`says`), or no more than a share of the minutes in one mode (`mode`).
    """

    needs: Words | None = None
    """What a segment must name under `serves`."""
    within_minutes: Annotated[int, Field(ge=1)] | None = None
    """For `needs`: that segment must be over by then."""
    prints: Words | None = None
    """The name of a document that the pack must have."""
    says: tuple[Phrase, ...] = ()
    """Phrases of which one must be said to who attends, written as in `language.yaml`."""
    mode: Mode | None = None
    at_most_percent: Annotated[int, Field(ge=0, le=99)] | None = None
    """For `mode`: how much of the session's minutes it may take."""
    bands: tuple[Words, ...] = ()
    """For whom the rule holds; for all bands when none is named."""
    rule: Literal["B", "W"]
    """B stops the pack; W is warned of."""
    why: Words
    fix: Words
    fails: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Examples that break this rule: see `passes`."""
    passes: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Examples that keep it: for `says` a text, for `prints` documents, and else segments.

    Segments are written `3 safety confidentiality, 12 practice skill bystander`: minutes, mode
    and what it serves.
    """

    @model_validator(mode="after")
    def _is_one_rule(self) -> Self:
        for key, message, fix in self._faults():
            signs = {"way": (key,), "said": message, "fix": fix}
            raise PydanticCustomError("misplaced", "{said}", signs)
        return self

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        """Each key that is wrong, what is wrong with it, and how to mend it."""
        kinds = ("needs", "prints", "says", "mode")
        given = [kind for kind in kinds if getattr(self, kind)]
        if len(given) != 1:
            said = " and ".join(given) or "nothing"
            yield (given or ["rule"])[-1], f"this rule asks for {said}", f"write one of {kinds}"
        elif self.within_minutes and not self.needs:
            yield "within_minutes", "this belongs to needs: …", "take it out"
        elif (self.at_most_percent is None) != (self.mode is None):
            yield given[0], "mode and at_most_percent belong together", "write both, or none"
