"""The base class and common field types of everything that people write in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

Audience = Literal["participant", "facilitator"]
Medium = Literal["cover", "page", "cut"]
Mode = Literal["input", "practice", "talk", "safety"]
Edition = Literal["standard", "large-print"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
Copies = Literal["one", "person", "pair", "four"]
Direction = Literal["right", "down", "down-right", "up-right", "left", "up", "down-left", "up-left"]
NonEmptyStr = Annotated[str, Field(min_length=1)]
PuzzleWord = Annotated[str, Field(pattern=r"^[^\W\d_]{3,}$")]
BandIds = Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
Audiences = Annotated[tuple[Audience, ...], Field(min_length=1)]


class Authored(BaseModel):
    """The base of content that people write: unknown keys and wrong types are rejected."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class WithFigures(Authored):
    """Content in whose texts some figures may look like a contact, but are not."""

    figures: Mapping[NonEmptyStr, NonEmptyStr] = {}
    """Each such figure, with what it is."""


def error_at(message: str, fix: str, *path: str | int) -> PydanticCustomError:
    """An error for a validator to raise; `path` leads from the model to the offending value."""
    context = {"message": message, "fix": fix, "path": path}
    return PydanticCustomError("misplaced", "{message}", context)
