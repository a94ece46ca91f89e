"""Names as people write them, compared by their letters and digits alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_BETWEEN = re.compile(r"[()\[\],;]|\s[-\u2013\u2014]\s")


@lru_cache(maxsize=5_000)  # a list of schools repeats nations, and looks at each name twice
def name_key(text: str) -> str:
    """The letters and digits of a name, without capitals and accents: N. Ireland is nireland."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names by which nations are known, and the words written where a name is still missing."""

    nations: Mapping[str, str]
    """The id of each nation, by the key of each of its names."""
    placeholders: frozenset[str] = frozenset()
    """The keys of words such as TBC."""

    def nation(self, name: str) -> str:
        """The id of the nation that has this name; otherwise the name itself."""
        return self.nations.get(name_key(name), name)

    def is_placeholder(self, text: str) -> bool:
        """Whether this names nothing for certain: a word such as TBC, or no letter and no digit.

        Such a word counts beside others, too, in brackets or behind a comma or a dash: with
        TBC (ask Ann) and Ann Lee (TBC), no lead is certain.
        """
        keys = [key for part in _BETWEEN.split(text) if (key := name_key(part))]
        return (
            not keys
            or name_key(text) in self.placeholders
            or not self.placeholders.isdisjoint(keys)
        )
