"""Scenario: a story about invented people with questions, which ends with where to get help."""

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

MOST_LINES = 12


class Ask(Authored):
    """A question, `lines` to write on (0 to talk about it), and a good answer for the key.

    `answer` is what to look or listen for, and `why` how to respond.
    """

    ask: NonEmptyStr
    lines: Annotated[int, Field(ge=0, le=MOST_LINES)] = 0
    answer: NonEmptyStr
    why: str = ""


class Fact(Authored):
    """A line of a case file: a label, and what is known."""

    label: NonEmptyStr
    says: NonEmptyStr


class Entry(Authored):
    """A line of a record: when, who noticed, and what that person saw or heard."""

    when: NonEmptyStr
    who: NonEmptyStr
    saw: NonEmptyStr


class Scene(Authored):
    """A story or a stage of one, and the questions before it goes on.

    A blank line in `story` starts a new paragraph. `facts` and `record` make it a case file.
    """

    title: str = ""
    picture: str = ""
    story: str = ""
    facts: tuple[Fact, ...] = ()
    record: tuple[Entry, ...] = ()
    questions: Annotated[tuple[Ask, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class AskOnPage:
    """The learner's side of a question."""

    ask: str
    lines: int


@dataclass(frozen=True, slots=True)
class SceneOnPage:
    """The learner's side of a scene; `story` has one text per paragraph."""

    title: str
    picture: str
    story: tuple[str, ...]
    facts: tuple[Fact, ...]
    record: tuple[Entry, ...]
    questions: tuple[AskOnPage, ...]


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """The learner's side: the scenes in order, and finally where to get help."""

    instruction: str
    scenes: tuple[SceneOnPage, ...]
    help: str


class Scenario(ActivityModel):
    """Scenes in order. `help` is printed last: no story ends without it."""

    instruction: NonEmptyStr
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)]
    help: NonEmptyStr

    @model_validator(mode="after")
    def _check_story(self) -> Self:
        if not self.help.strip():
            raise error_at("a story must end in help", "write who helps, and how to ask", "help")
        for number, scene in enumerate(self.scenes):
            if not _paragraphs(scene.story) and not scene.record:
                message, fix = "this scene has no story", "write story: …"
                raise error_at(message, fix, "scenes", number)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """The scenes as written: their order matters."""
        del setting
        page = ScenarioPage(self.instruction, tuple(map(_on_page, self.scenes)), self.help)
        return Arranged(self.kind, "scenario", page, (), self._key())

    def secrets(self) -> tuple[str, ...]:
        """What to look and listen for, and how to respond."""
        return tuple(text for scene in self.scenes for q in scene.questions for text in _key(q))

    def pictures(self) -> tuple[str, ...]:
        """The picture of each scene."""
        return tuple(scene.picture for scene in self.scenes if scene.picture)

    def _key(self) -> tuple[KeyRow, ...]:
        return tuple(
            KeyRow(
                f"{scene.title}: {question.ask}" if scene.title else question.ask, *_key(question)
            )
            for scene in self.scenes
            for question in scene.questions
        )


def _key(question: Ask) -> tuple[str, str]:
    """The answer and the reason, which only the key prints."""
    return question.answer, question.why


def _on_page(scene: Scene) -> SceneOnPage:
    return SceneOnPage(
        scene.title,
        scene.picture,
        _paragraphs(scene.story),
        scene.facts,
        scene.record,
        tuple(AskOnPage(question.ask, question.lines) for question in scene.questions),
    )


def _paragraphs(story: str) -> tuple[str, ...]:
    """The paragraphs of a story, which are separated by blank lines."""
    return tuple(text for part in story.split("\n\n") if (text := part.strip()))
