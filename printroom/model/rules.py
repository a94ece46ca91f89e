"""Rules that every session of one kind must satisfy, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from printroom.model.base import Authored, Mode, NonEmptyStr, error_at
from printroom.model.entries import Phrase


class SessionRule(Authored):
    """One requirement on a session, with the reason and the fix for a session without it.

    It is one of four: a segment that serves a purpose (`needs`), a document (`prints`), words on
    a participant page (`says`), or a limit on the minutes in one mode (`mode`).
    """

    needs: NonEmptyStr | None = None
    """What a segment must list under `serves`."""
    within_minutes: Annotated[int, Field(ge=1)] | None = None
    """For `needs`: the minute by which that segment must end."""
    prints: NonEmptyStr | None = None
    """The name of a document that the pack must have."""
    says: tuple[Phrase, ...] = ()
    """Phrases, written as in `language.yaml`: participants must read at least one."""
    mode: Mode | None = None
    at_most_percent: Annotated[int, Field(ge=0, le=99)] | None = None
    """For `mode`: the greatest share of the session's minutes that it may take."""
    bands: tuple[NonEmptyStr, ...] = ()
    """The bands that the rule applies to; all bands if omitted."""
    unless_following: bool = False
    """Whether it does not apply to a session that follows another with the same group."""
    rule: Literal["B", "W"]
    """B stops the pack; W is a warning."""
    why: NonEmptyStr
    fix: NonEmptyStr
    fails: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    """Examples that break this rule: see `passes`."""
    passes: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    """Examples that satisfy it: a text for `says`, documents for `prints`, otherwise segments.

    Segments are written `3 safety confidentiality, 12 practice skill bystander`: minutes, mode and
    the purposes served.
    """

    @model_validator(mode="after")
    def _is_one_rule(self) -> Self:
        for key, message, fix in self._faults():
            raise error_at(message, fix, key)
        return self

    def _faults(self) -> Iterator[tuple[str, str, str]]:
        """Each invalid key, with the message and the fix."""
        kinds = ("needs", "prints", "says", "mode")
        given = [kind for kind in kinds if getattr(self, kind)]
        if len(given) != 1:
            message = f"this rule asks for {' and '.join(given) or 'nothing'}"
            yield (given or ["rule"])[-1], message, f"write one of {', '.join(kinds)}"
        elif self.within_minutes and not self.needs:
            yield "within_minutes", "this belongs to needs: …", "take it out"
        elif (self.at_most_percent is None) != (self.mode is None):
            yield given[0], "mode and at_most_percent belong together", "write both, or none"
