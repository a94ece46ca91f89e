"""Names of folders: an id and a readable name in, a name that every machine can keep out."""

from __future__ import annotations

import re
import unicodedata

MOST_LETTERS = 60
"""As many as leave room in a path of Windows for the folders around, and for the files within."""
_RESERVED = re.compile(r"con|prn|aux|nul|conin|conout|clock|(com|lpt)[0-9]")
"""What Windows keeps for devices, whatever follows a dot."""
_LATIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŧ": "t"}
    | {"&": " and "}
    | dict.fromkeys("'’‘ʼ`´", "")
)
"""Letters of Latin alphabets that come apart in no other way, and what is not a letter."""


def folder_name(name_id: str, name: str) -> str:
    """The readable name and the id, such as `conker-hill-primary-school--100123`.

    `name_id` has small letters, digits and single hyphens, at most 40 of them: no other id has the
    same folder, whatever it is called. What has no Latin letters stands under its id alone.
    """
    readable = _shortened(slug(name), MOST_LETTERS - len(name_id) - len("--"))
    if readable:
        return f"{readable}--{name_id}"
    return f"{name_id}-" if _RESERVED.fullmatch(name_id) else name_id


def _shortened(words: str, most: int) -> str:
    """As many whole words as there is room for; a part of the first if it is too long alone."""
    if len(words) <= most:
        return words
    return words[: most + 1].rpartition("-")[0] or words[:most]


def slug(words: str) -> str:
    """Words as small letters of ASCII, digits and single hyphens; "" if no word is Latin."""
    flat = unicodedata.normalize("NFKD", words.casefold().translate(_LATIN))
    plain = "".join(sign for sign in flat if not unicodedata.combining(sign)).translate(_LATIN)
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
