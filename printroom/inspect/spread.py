"""Counts the people and places in the texts that a group reads or hears.

A capitalised word within a sentence that is in no list is reported as a possible name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from printroom.inspect.page_texts import read_or_heard
from printroom.inspect.reading_level import names_in
from printroom.model import Plan, SpreadEntry

ADULT = 18
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_AGE = re.compile(r"(?:,| is| was) (?:also )?(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a story.

    `voice` is the list with the name, such as `she`; `age` is child, adult, or empty if not stated.
    """

    name: str
    voice: str
    age: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """The cast of a session: the people and places that appear in it, for one band.

    `words` and `settings` count the words of each list; `unknown` are words that look like names
    but are in no list.
    """

    session: str
    code: str
    band: str
    people: tuple[Person, ...]
    words: Mapping[str, int]
    settings: Mapping[str, int]
    unknown: tuple[str, ...]


def cast(plan: Plan, lists: Mapping[str, SpreadEntry]) -> Cast:
    """The people and settings in the texts that a plan's group reads or hears."""
    texts = tuple(
        text.text
        for document in plan.documents
        for part in document.parts
        for text in read_or_heard(document, part)
    )
    names = _NameLists(lists)
    people: dict[str, Person] = {}
    for text in texts:
        for person in names.people(text):
            if person.name not in people or (person.age and not people[person.name].age):
                people[person.name] = person
    counts = Counter(word.casefold() for text in texts for word in _WORD.findall(text))
    return Cast(
        plan.order.session,
        plan.session_code,
        plan.order.band,
        tuple(sorted(people.values(), key=lambda one: one.name)),
        _counts(counts, lists, "people"),
        _counts(counts, lists, "settings"),
        tuple(sorted(names.unknown(texts, _known_words(plan)))),
    )


def shared_names(casts: Iterable[Cast]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names that several sessions of a band use: the sessions' codes, by band and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in casts:
        for person in one.people:
            found.setdefault((one.band, person.name), []).append(one.code)
    return {key: tuple(codes) for key, codes in sorted(found.items()) if len(codes) > 1}


class _NameLists:
    """The lists of names, indexed for use on many texts."""

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
        """The people named in a text; a title with a name is one adult."""
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
        """The words that look like names but are in no list."""
        texts = tuple(texts)
        named = {
            word for text in texts for person in self.people(text) for word in person.name.split()
        }
        known = named | self._others | self._titles.keys()
        return {
            word
            for word in map(_plain, names_in(texts))
            if word not in known and word.casefold() not in taught and not word.isupper()
        }


def _known_words(plan: Plan) -> frozenset[str]:
    """The words that the session teaches, and those in the names of services."""
    words = [entry.word for document in plan.documents for entry in document.glossary.values()]
    words += [contact.name for document in plan.documents for contact in document.declared()]
    return frozenset(word.casefold() for text in words for word in _WORD.findall(text))


def _counts(counts: Counter[str], lists: Mapping[str, SpreadEntry], kind: str) -> dict[str, int]:
    """How often the words of each list of a kind occur."""
    return {
        name: sum(counts[word.casefold()] for word in one.words)
        for name, one in lists.items()
        if one.counts == kind and one.words
    }


def _plain(word: str) -> str:
    """A word without its possessive ending."""
    return re.sub(r"['’]s?$", "", word)


def _age(after: str) -> str:
    found = _AGE.match(after)
    if found is None:
        return ""
    return "adult" if int(found[1]) >= ADULT else "child"
