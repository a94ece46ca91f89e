"""Spread: a plan and the programme's lists of names and places in, who appears in it out.

Counted is what a group reads, and what is read out to it. A name that no list knows is told: it
is a word with a capital where no sentence begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from printroom.inspect.reading_level import names_in
from printroom.inspect.said import said_by, shown, written
from printroom.model import Plan, SpreadEntry

ADULT = 18
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_AGE = re.compile(r"(?:,| is| was) (?:also )?(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a story: which list has the name, and whether it is a child, where that is said.

    `voice` is the list, such as `she`; `age` is child, adult, or empty where nothing says.
    """

    name: str
    voice: str
    age: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what appears in one session for one band.

    `words` and `settings` count, by list, how often its words are said; `unknown` are words that
    look like names and stand in no list.
    """

    session: str
    code: str
    band: str
    people: tuple[Person, ...]
    words: Mapping[str, int]
    settings: Mapping[str, int]
    unknown: tuple[str, ...]


def cast(plan: Plan, lists: Mapping[str, SpreadEntry]) -> Cast:
    """Everybody and every setting in what a plan's group reads and hears."""
    texts = tuple(_texts(plan))
    roll = _Roll(lists)
    people: dict[str, Person] = {}
    for text in texts:
        for one in roll.people(text):
            if one.name not in people or (one.age and not people[one.name].age):
                people[one.name] = one
    said = Counter(word.casefold() for text in texts for word in _WORD.findall(text))
    return Cast(
        plan.order.session,
        plan.session_code,
        plan.order.band,
        tuple(sorted(people.values(), key=lambda one: one.name)),
        _counts(said, lists, "people"),
        _counts(said, lists, "settings"),
        tuple(sorted(roll.unknown(texts, _taught(plan)))),
    )


def twice(casts: Iterable[Cast]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names that two sessions of one band use: by band and name, the sessions' codes."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in casts:
        for person in one.people:
            found.setdefault((one.band, person.name), []).append(one.code)
    return {key: tuple(codes) for key, codes in sorted(found.items()) if len(codes) > 1}


class _Roll:
    """The lists, ready to be held against many texts."""

    def __init__(self, lists: Mapping[str, SpreadEntry]) -> None:
        self._voices = {
            name: voice
            for voice, one in lists.items()
            if one.counts == "people"
            for name in one.names
        }
        self._titles = {title: voice for voice, one in lists.items() for title in one.titles}
        self._others = {
            word for one in lists.values() if one.counts != "people" for word in one.names
        }

    def people(self, text: str) -> Iterator[Person]:
        """Everybody whom a text names; a title and a name are one adult."""
        title, title_end = "", 0
        for found in _WORD.finditer(text):
            word = _plain(found[0])
            if title and text[title_end : found.start()] == " " and word[0].isupper():
                voice = self._voices.get(word, self._titles[title])
                yield Person(f"{title} {word}", voice, "adult")
            elif word in self._voices:
                yield Person(word, self._voices[word], _age(text[found.end() :]))
            title, title_end = word if word in self._titles else "", found.end()

    def unknown(self, texts: Iterable[str], taught: frozenset[str]) -> set[str]:
        """The words that look like names, and that no list knows."""
        texts = tuple(texts)
        named = {word for text in texts for one in self.people(text) for word in one.name.split()}
        known = named | self._others | self._titles.keys()
        return {
            word
            for word in map(_plain, names_in(texts))
            if word not in known and word.casefold() not in taught and not word.isupper()
        }


def _texts(plan: Plan) -> Iterator[str]:
    """What the group reads, and what the guide has read out."""
    for document in plan.documents:
        for part in document.parts:
            if document.row.audience == "participant":
                yield from (one.text for one in written(part))
                if part.activity is not None:
                    yield from (one.text for one in shown(part, part.activity))
            else:
                for node in part.nodes:
                    yield from (one.text for one in said_by(node, part.path) if one.is_heard)


def _taught(plan: Plan) -> frozenset[str]:
    """The words that the session teaches, and those in the names of services."""
    words = [entry.word for document in plan.documents for entry in document.glossary.values()]
    words += [contact.name for document in plan.documents for contact in document.declared()]
    return frozenset(word.casefold() for text in words for word in _WORD.findall(text))


def _counts(said: Counter[str], lists: Mapping[str, SpreadEntry], kind: str) -> dict[str, int]:
    """How often the words of each list of a kind are said."""
    return {
        name: sum(said[word.casefold()] for word in one.words)
        for name, one in lists.items()
        if one.counts == kind and one.words
    }


def _plain(word: str) -> str:
    """A word without its possessive."""
    return re.sub(r"['’]s?$", "", word)


def _age(after: str) -> str:
    found = _AGE.match(after)
    if found is None:
        return ""
    return "adult" if int(found[1]) >= ADULT else "child"
