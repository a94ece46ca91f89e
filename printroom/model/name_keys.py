"""Names as people write them, compared by their letters and digits alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from printroom.model.problems import list_all

_BETWEEN = re.compile(r"[()\[\],;]|\s[-\u2013\u2014]\s")
"""What separates a word such as TBC from a name beside it."""
_SEPARATOR = re.compile(r"[()\[\],;:/&+]|\s[-\u2013\u2014]\s|\band\b|\bor\b", re.IGNORECASE)
_KEPT_SEPARATOR = re.compile(f"({_SEPARATOR.pattern})", re.IGNORECASE)
_JOIN = re.compile(r"[;/&+]|\b(?:and|or)\b", re.IGNORECASE)
"""What joins one person to another."""
_NO_LETTERS = re.compile(r"\S*@\S*|\d+")
_ARTICLE = re.compile(r"^\s*(?:the|our|an?|your|my)\s+(?=\w)", re.IGNORECASE)


@lru_cache(maxsize=5_000)  # a list of schools repeats nations, and looks at each name twice
def name_key(text: str) -> str:
    """The letters and digits of a name, without capitals and accents: N. Ireland is nireland."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filter(str.isalnum, plain))


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names by which nations are known, and the words written where a name is still missing."""

    nations: Mapping[str, str]
    """The id of each nation, by the key of each of its names."""
    placeholders: frozenset[str] = frozenset()
    """The keys of words such as TBC."""
    alone: frozenset[str] = frozenset()
    """The keys of titles, roles and answers, which name no person where no name is beside them."""
    role_words: frozenset[str] = frozenset()
    """The keys of the words of such roles: head of safeguarding is made of these alone."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The id of the nation in which a town or an area is, by its key."""
    nobody: frozenset[str] = frozenset()
    """The keys of words that are not even a role, such as me; they are in `alone`, too."""

    def nation(self, name: str) -> str:
        """The id of the nation that has this name; otherwise the name itself."""
        return self.nations.get(name_key(name), name)

    def nation_fix(self, text: str) -> str:
        """The fix for a text that names no nation: a town, or something unknown.

        The text is not repeated: it may be a school's.
        """
        nation = self.places.get(name_key(text))
        if nation:
            return f"that place is in {nation}: did you mean “{nation}”?"
        return list_all(self.nations.values())

    def is_placeholder(self, text: str) -> bool:
        """Whether a text leaves the name open: it has a word such as TBC, or no letter or digit.

        Such a word counts beside others, too, in brackets or behind a comma or a dash: with
        TBC (ask Ann) and Ann Lee (TBC), no lead is certain.
        """
        keys = [key for part in _BETWEEN.split(text) if (key := name_key(part))]
        return (
            not keys
            or name_key(text) in self.placeholders
            or not self.placeholders.isdisjoint(keys)
        )

    def why_no_person(self, text: str) -> str:
        """Why a text names no person: a role such as DSL, a number, Mrs Jones?; empty if it does.

        Only what is there alone counts: Mrs Head, Dr No and Ann Lee (DSL) are people.
        """
        if set("?\uff1f") & set(text):
            return "a question mark doesn’t say who that is"
        parts = (_ARTICLE.sub("", part) for part in _SEPARATOR.split(_NO_LETTERS.sub(" ", text)))
        if all(self._names_nobody(part) for part in parts):
            return "a title, a role, a number or an answer is not a name"
        if self._lacks_second(text):
            return "a second person is there without a name: write both names, or one"
        return ""

    def why_not_findable(self, text: str) -> str:
        """Why nobody else could find who signs with this name; empty if they could."""
        is_name = any(map(str.isalpha, text)) and text.isprintable() and not set("{}") & set(text)
        if not is_name or self.is_placeholder(text) or self.why_no_person(text):
            return "this is not a name"
        if sum(any(map(str.isalpha, word)) for word in text.split()) < 2:
            return "this is one name only"
        return ""

    def _lacks_second(self, text: str) -> bool:
        """Whether a second person is added without a name: “& deputy”, “/ TBC”, or “and” alone.

        Roles after a name are those of one person: Ann Lee, teacher and DSL; Ann Lee (DSL & head).
        """
        pieces = (*_KEPT_SEPARATOR.split(text), "")
        before, is_joined = "", False
        for part, sign in zip(pieces[::2], pieces[1::2], strict=True):
            joins = bool(_JOIN.fullmatch(sign))
            plain = _ARTICLE.sub("", _NO_LETTERS.sub(" ", part))
            is_role = bool(name_key(plain)) and self._names_nobody(plain)
            if is_joined and not name_key(part):
                return True
            if self._is_left_open(part, is_joined=is_joined or joins):
                return True
            if is_joined and is_role and before and not self._names_nobody(before):
                return True
            before, is_joined = plain, joins
        return False

    def _is_left_open(self, part: str, *, is_joined: bool) -> bool:
        """Whether this is a word such as TBC, alone for a second person or after a role."""
        role, _, last = part.strip().rpartition(" ")
        is_role = bool(role) and self._names_nobody(role)
        return name_key(part if is_joined else last) in self.placeholders and (is_joined or is_role)

    def _names_nobody(self, part: str) -> bool:
        """Whether this is a known title, role or answer, or several words of roles, and no name."""
        keys = [key for word in part.split() if (key := name_key(word))]
        is_role = len(keys) > 1 and self.role_words.issuperset(keys)
        return not keys or "".join(keys) in self.alone or is_role
