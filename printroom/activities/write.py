"""Write: frames to write and draw in, each with words to begin from, and a key to compare with."""

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
    misplaced,
)

Lines = Annotated[int, Field(ge=1, le=30)]
Millimetres = Annotated[int, Field(ge=15, le=230)]


class WritePart(Authored):
    """One frame. It needs some words, and a place: a starter, lines, or room to draw."""

    title: str = ""
    """Names the frame."""
    says: str = ""
    """What the frame is about: a headline, an entry in a record, a caption, a question."""
    picture: str = ""
    starter: str = ""
    """First words, with the rest of their line free to go on."""
    lines: Lines | None = None
    """How many lines to write on, below the one that a starter begins."""
    draw: Millimetres | None = None
    """How high a frame to draw in."""
    words: tuple[NonEmptyStr, ...] = ()
    """Words that help, printed below."""
    example: str = ""
    """For the key only: what could stand here."""
    why: str = ""
    """For the key only: what to look for."""

    def asked(self) -> str:
        """What the key calls this frame by."""
        return ": ".join(filter(None, (self.title, self.says or self.starter)))


@dataclass(frozen=True, slots=True)
class WriteFrame:
    """What the learner sees of a part."""

    title: str
    says: str
    picture: str
    starter: str
    lines: int | None
    draw: int | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WritePage:
    """What the learner sees: every frame in its order, and a question to close."""

    instruction: str
    parts: tuple[WriteFrame, ...]
    ask: str


class Write(ActivityModel):
    """Frames to fill in, in the order in which they were written, and a question to close."""

    instruction: NonEmptyStr
    parts: Annotated[tuple[WritePart, ...], Field(min_length=1)]
    ask: str = ""
    """A question to talk about when the frames are filled."""
    ask_answer: str = ""
    """For the key only."""

    @model_validator(mode="after")
    def _all_can_be_filled_in(self) -> Self:
        for number, part in enumerate(self.parts):
            way = ("parts", number)
            if not part.asked():
                fix = "give it a title, a starter, or says: with what it is about"
                raise misplaced("this part has no words", fix, *way)
            if not (part.starter or part.lines or part.draw):
                fix = "give it a starter, lines: 3, or draw: 60"
                raise misplaced("this part has no place to write or draw", fix, *way)
            for place, word in enumerate(part.words):
                if word in part.words[:place]:
                    message = f"“{word}” stands among the words twice"
                    raise misplaced(message, "take one out", *way, "words", place)
        if self.ask_answer and not self.ask:
            raise misplaced(
                "this answers no question", "write ask: with the question", "ask_answer"
            )
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """All stays as written: a letter or a story has its order, so no seed changes it."""
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
        """What could stand in each frame, what to look for, and the answer to the question."""
        texts = tuple(text for part in self.parts for text in (part.example, part.why))
        return (*texts, self.ask_answer)

    def pictures(self) -> tuple[str, ...]:
        """All that the frames show."""
        return tuple(part.picture for part in self.parts if part.picture)

    def _key(self) -> tuple[KeyRow, ...]:
        """The frames that have an example or a reason, and then the question."""
        rows = [
            KeyRow(part.asked(), part.example, part.why)
            for part in self.parts
            if part.example or part.why
        ]
        if self.ask_answer:
            rows.append(KeyRow(self.ask, self.ask_answer))
        return tuple(rows)
