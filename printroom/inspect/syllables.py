"""Syllables: an English word in, how many of them a reader says out.

A count by spelling: each group of vowels is one, less those that are silent, plus those that share
a group with another. A list has the common words that spelling gets wrong.
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
    """How many syllables a word has, one at least; a hyphen parts words, digits say one."""
    return sum(_spoken(part) for part in re.split(r"[-\u2010\u2011]", word.lower()) if part)


def _spoken(word: str) -> int:
    spelt = re.sub(r"[^a-z']", "", word.replace("’", "'")).removesuffix("'s")
    if spelt in _IRREGULAR:
        return _IRREGULAR[spelt]
    count = len(_GROUPS.findall(_SILENT.sub("", spelt))) + len(_APART.findall(spelt))
    return max(count, 1)
