"""Gap: a text with words removed, and the bank of words to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from printroom.activities._shuffle import Pieces, no_run, none_in_place, sheet_code, shuffle_pieces
from printroom.model import ActivityModel, Arranged, KeyRow, NonEmptyStr, Piece, Setting, error_at

FEWEST, LONGEST = 3, 20
"""The fewest different words in gaps, and the most letters of a word that fits a line."""
_GAP = re.compile(r"(?P<before>[^\s\[\]]*)\[(?P<word>[^\[\]]*)\](?P<after>[^\s\[\]]*)")
_STARTS_A_SENTENCE = re.compile(r"(^|[.!?:…])[\s“‘(”’)]*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text and the gap that ends it; the last of a paragraph has no gap.

    `before` and `after` adjoin the gap, such as a quotation mark or a full stop, and must stay
    beside it in print.
    """

    text: str
    number: int = 0
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class GapPage:
    """The learner's side. Each gap has space for the longest word of the bank: `letters`."""

    instruction: str
    paragraphs: tuple[tuple[Stretch, ...], ...]
    bank: tuple[str, ...]
    letters: int
    left_over: int


class Gap(ActivityModel):
    """Paragraphs with the words of the gaps in [square brackets].

    `extra` are words of the bank that fit nowhere; `why` gives reasons for words. A word that
    belongs in two gaps is in the bank twice.
    """

    instruction: NonEmptyStr
    text: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    extra: tuple[NonEmptyStr, ...] = ()
    why: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_gaps(self) -> Self:
        for number, paragraph in enumerate(self.text):
            if re.search(r"[\[\]]", _GAP.sub("", paragraph)):
                fix = "write each gap as one word in [square brackets]"
                raise error_at("a square bracket has no partner", fix, "text", number)
            for found in _GAP.finditer(paragraph):
                word = found["word"]
                _check_word(word, "text", number)
                if word[0].isupper() and _STARTS_A_SENTENCE.search(
                    paragraph[: found.start("word") - 1]
                ):
                    message = f"“{word}” begins a sentence: its capital letter gives it away"
                    fix = "begin the sentence with another word"
                    raise error_at(message, fix, "text", number)
        return self

    @model_validator(mode="after")
    def _check_bank(self) -> Self:
        words = self._words()
        seen = {word.casefold() for word in words}
        if len(seen) < FEWEST:
            message = f"there are {len(seen)} different words to fill in"
            raise error_at(message, f"put {FEWEST} or more into [square brackets]", "text")
        for number, word in enumerate(self.extra):
            _check_word(word, "extra", number)
            if word.casefold() in seen:
                fix = "take it out, or write another word"
                raise error_at(f"“{word}” is in the bank already", fix, "extra", number)
            seen.add(word.casefold())
        for word in self.why:
            if word not in words:
                fix = "write it exactly as in its gap"
                raise error_at(f"“{word}” is not in any gap", fix, "why", word)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the bank so that it does not follow the gaps; the key lists the gaps."""
        words = self._words()
        bank = self._bank(words, setting.seed)
        page = GapPage(
            self.instruction,
            tuple(_numbered(self.text)),
            bank,
            max(map(len, bank)),
            len(self.extra),
        )
        key = tuple(
            KeyRow(str(number), word, self.why.get(word, ""))
            for number, word in enumerate(words, 1)
        )
        return Arranged(self.kind, "gap", page, (), key, sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """Each paragraph with its gaps filled in, and the reasons."""
        whole = (_GAP.sub(r"\g<before>\g<word>\g<after>", paragraph) for paragraph in self.text)
        return (*whole, *self.why.values())

    def _words(self) -> tuple[str, ...]:
        """The word of each gap, in the order of the text."""
        return tuple(found["word"] for paragraph in self.text for found in _GAP.finditer(paragraph))

    def _bank(self, words: tuple[str, ...], seed: int) -> tuple[str, ...]:
        """All words, in an order that reveals no gap."""
        gaps = tuple(map(Piece, words))
        every = (*gaps, *map(Piece, self.extra))

        def is_not_the_text(order: Pieces) -> bool:
            return tuple(piece for piece in order if piece in gaps) != gaps

        rules = (is_not_the_text, none_in_place(every), no_run(gaps))
        return tuple(piece.text for piece in shuffle_pieces(every, seed, *rules))


def _check_word(word: str, *path: str | int) -> None:
    """Raise an error for a word that cannot be printed as a gap, such as an empty one."""
    if not word or word != word.strip():
        raise error_at(
            f"“{word}” cannot be filled in", "write a word, without spaces around it", *path
        )
    if len(word) > LONGEST:
        message = f"“{word}” has {len(word)} letters and does not fit into a line"
        raise error_at(message, f"take a word of up to {LONGEST}", *path)


def _numbered(text: tuple[str, ...]) -> Iterator[tuple[Stretch, ...]]:
    """Each paragraph in stretches; gaps are numbered through the whole text."""
    number = 0
    for paragraph in text:
        stretches: list[Stretch] = []
        start = 0
        for found in _GAP.finditer(paragraph):
            number += 1
            between = paragraph[start : found.start()]
            stretches.append(Stretch(between, number, found["before"], found["after"]))
            start = found.end()
        yield (*stretches, Stretch(paragraph[start:]))
