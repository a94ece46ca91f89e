"""Characters that print nothing or command a terminal, and how messages show them.

It imports no library, since every command needs it, even one that only prints its help.
"""

from __future__ import annotations

import re

INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e"
    "\\u2060-\\u2069\\ud800-\\uf8ff\\ufeff\\ufff9-\\uffff\\U000e0000-\\U0010ffff]"
)
"""Characters that print nothing, can hide or reverse others, or differ from font to font.

Surrogates, tags and private-use characters are among them; tab and line end are not.
"""


def escape_invisible(text: str) -> str:
    """Replace the invisible characters of a text by escapes such as \\u001b."""
    return INVISIBLE.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    """A character escaped as in JSON: by two escapes if it is beyond U+FFFF."""
    pair = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4))


def on_one_line(text: str) -> str:
    """Escape line ends, too: the name of a file may contain some."""
    return escape_invisible(text).replace("\n", "\\n")
