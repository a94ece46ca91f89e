"""What everything that a person writes is made of."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Audience = Literal["participant", "facilitator"]
Medium = Literal["cover", "page", "cut"]
Mode = Literal["input", "practice", "talk", "safety"]
Edition = Literal["standard", "large-print"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
Copies = Literal["one", "person", "pair", "four"]
Direction = Literal["right", "down", "down-right", "up-right", "left", "up", "down-left", "up-left"]
Words = Annotated[str, Field(min_length=1)]
Spelt = Annotated[str, Field(pattern=r"^[^\W\d_]{3,}$")]
BandIds = Annotated[tuple[Words, ...], Field(min_length=1)]
Audiences = Annotated[tuple[Audience, ...], Field(min_length=1)]


class Authored(BaseModel):
    """Something that a person writes in a file: unknown keys and wrong types are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
