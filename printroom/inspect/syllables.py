"""Counts the syllables of English words by their spelling.

Each group of vowels counts as one, minus silent ones, plus vowels that are pronounced separately.
A list has common words that these rules get wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache

_GROUPS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<![aeiouy])e$(?<![bcdfgkpstz]le)(?<![bt]re)"  # like, and not table or centre
    r"|(?<![aeiouycgsxz])es$(?<!ches|shes)(?<![bcdfgkpstz]les)(?<![bt]res)"
    r"|(?<![aeiouytd])ed$(?<![bcdfgkptz]led)"  # looked, and not wanted
    r"|(?<=[aeiouy][^aeiouylrx])e(?=(?:ly|ful|fully|less|ness|ments?|times?|thing|ty)$)"
    r"|(?<=[aeiouy][^aeiouylx])e(?=(?:guard|hand|taker|way|where|work)s?$)"
    r"|(?<=^som)e(?=[a-z])|(?<=^ev)e(?=ry)|(?<=^saf)e(?=guard)"
)
_APART = re.compile(
    r"(?<![cgst])ia|(?<![cghlnstx])io|[cgst]io(?!n|us)|ia(?=[tl]e)|iu|uu|uou|(?<![gq])ua(?!r[dn])"
    r"|eo(?!us|ple|n$|ne)|crea(?=t[ei])|oe(?=[rv])|(?<![ct])ie(?=nce|nt)|iet|[iy]est$"
    r"|yo(?!u)|ya(?=l)|[iy]er$|[ao]yers?$|[aeo]ing|(?<=[uy])ing|[sn]m$|(?<=[dst])n't$"
)
_IRREGULAR = {
    **dict.fromkeys(("choir", "maybe", "mr", "mrs", "science", "evening", "wednesday"), 2),
    **dict.fromkeys(("business", "colleague", "elsewhere", "lion", "poem", "poems"), 2),
    **dict.fromkeys(("idea", "ideas", "area", "areas", "recipe", "recipes"), 3),
}


@lru_cache(maxsize=16384)
def syllables(word: str) -> int:
    """The number of syllables, at least one; a hyphen separates words, and digits count as one."""
    return sum(_syllables_of(part) for part in re.split(r"[-\u2010\u2011]", word.lower()) if part)


def _syllables_of(word: str) -> int:
    letters = re.sub(r"[^a-z']", "", word.replace("’", "'")).removesuffix("'s")
    if letters in _IRREGULAR:
        return _IRREGULAR[letters]
    count = len(_GROUPS.findall(_SILENT.sub("", letters))) + len(_APART.findall(letters))
    return max(count, 1)
