"""Folder names: readable names with an id, valid on every operating system."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_LETTERS = 60
"""Short enough for a Windows path to have space for outer folders and inner files."""
_RESERVED = re.compile(r"con|prn|aux|nul|conin|conout|clock|(com|lpt)[0-9]")
"""Device names reserved by Windows, with any extension."""
_LATIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŧ": "t"}
    | {"&": " and "}
    | dict.fromkeys("'’‘ʼ`´", "")
)
"""Replacements for Latin letters that do not decompose, and for non-letters."""


@lru_cache(maxsize=5_000)  # each school has several packs
def folder_name(name_id: str, name: str) -> str:
    """The readable name and the id, such as `conker-hill-primary-school--100123`.

    `name_id` has at most 40 lower-case letters, digits and single hyphens. No two ids get the same
    folder, whatever their names. A name without Latin letters gives the id alone.
    """
    readable = _shortened(slug(name), MOST_LETTERS - len(name_id) - len("--"))
    if readable:
        return f"{readable}--{name_id}"
    return f"{name_id}-" if _RESERVED.fullmatch(name_id) else name_id


def school_in(folder: str) -> str:
    """The id in the name of a folder."""
    return folder.rpartition("--")[2].rstrip("-")


def _shortened(words: str, most: int) -> str:
    """As many whole words as fit; the beginning of the first if it alone is too long."""
    if len(words) <= most:
        return words
    return words[: most + 1].rpartition("-")[0] or words[:most]


def slug(words: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; "" if no word is Latin."""
    flat = unicodedata.normalize("NFKD", words.casefold().translate(_LATIN))
    plain = "".join(sign for sign in flat if not unicodedata.combining(sign)).translate(_LATIN)
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
