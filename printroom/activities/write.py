"""Write: frames to write and draw in, with starters and prompts, and examples for the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    KeyRow,
    NonEmptyStr,
    Setting,
    error_at,
)

Lines = Annotated[int, Field(ge=1, le=30)]
Millimetres = Annotated[int, Field(ge=15, le=230)]


class WritePart(Authored):
    """One frame. It needs some text, and a starter, lines, or space to draw."""

    title: str = ""
    """The name of the frame."""
    says: str = ""
    """What the frame is about: a headline, an entry in a record, a caption, a question."""
    picture: str = ""
    starter: str = ""
    """First words, with the rest of their line free to continue."""
    lines: Lines | None = None
    """The number of lines to write on, below the one that a starter begins."""
    draw: Millimetres | None = None
    """The height in millimetres of a frame to draw in."""
    words: tuple[NonEmptyStr, ...] = ()
    """Helpful words, printed below."""
    example: str = ""
    """For the key only: a possible answer."""
    why: str = ""
    """For the key only: what to look for."""

    def label(self) -> str:
        """How the key refers to this frame."""
        return ": ".join(filter(None, (self.title, self.says or self.starter)))


@dataclass(frozen=True, slots=True)
class WriteFrame:
    """The learner's side of a part."""

    title: str
    says: str
    picture: str
    starter: str
    lines: int | None
    draw: int | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WritePage:
    """The learner's side: every frame in order, and a closing question."""

    instruction: str
    parts: tuple[WriteFrame, ...]
    ask: str


class Write(ActivityModel):
    """Frames to fill in, in the order in which they were written, and a closing question."""

    instruction: NonEmptyStr
    parts: Annotated[tuple[WritePart, ...], Field(min_length=1)]
    ask: str = ""
    """A question to discuss when the frames are filled."""
    ask_answer: str = ""
    """For the key only."""

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        for number, part in enumerate(self.parts):
            path = ("parts", number)
            if not part.label():
                fix = "give it a title, a starter, or says: with what it is about"
                raise error_at("this part has no words", fix, *path)
            if not (part.starter or part.lines or part.draw):
                fix = "give it a starter, lines: 3, or draw: 60"
                raise error_at("this part has no place to write or draw", fix, *path)
            for place, word in enumerate(part.words):
                if word in part.words[:place]:
                    message = f"“{word}” is among the words twice"
                    raise error_at(message, "take one out", *path, "words", place)
        if self.ask_answer and not self.ask:
            raise error_at(
                "there is an answer, but no question", "write ask: with the question", "ask_answer"
            )
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """The frames as written: their order matters, so no seed changes it."""
        del setting
        parts = tuple(
            WriteFrame(
                part.title,
                part.says,
                part.picture,
                part.starter,
                part.lines,
                part.draw,
                part.words,
            )
            for part in self.parts
        )
        page = WritePage(self.instruction, parts, self.ask)
        return Arranged(self.kind, "write", page, (), self._key())

    def secrets(self) -> tuple[str, ...]:
        """The example and the reason for each frame, and the answer to the question."""
        texts = tuple(text for part in self.parts for text in (part.example, part.why))
        return (*texts, self.ask_answer)

    def pictures(self) -> tuple[str, ...]:
        """The pictures of the frames."""
        return tuple(part.picture for part in self.parts if part.picture)

    def _key(self) -> tuple[KeyRow, ...]:
        """The frames that have an example or a reason, and then the question."""
        rows = [
            KeyRow(part.label(), part.example, part.why)
            for part in self.parts
            if part.example or part.why
        ]
        if self.ask_answer:
            rows.append(KeyRow(self.ask, self.ask_answer))
        return tuple(rows)
