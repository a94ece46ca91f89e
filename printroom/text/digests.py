"""Computes digests of what documents show, and the short codes printed for them.

Compose and the ledger share these functions.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from hashlib import blake2b

from printroom.model import Shown


def shown_digest(shown: Iterable[Shown]) -> str:
    """The digest of what a document shows, in its order: 32 hexadecimal digits."""
    return digest_of_parts((one.kind, one.text) for one in shown)


def digest_of_parts(parts: Iterable[object]) -> str:
    """The digest of plain values in their order: 32 hexadecimal digits."""
    return blake2b(repr(list(parts)).encode(), digest_size=16).hexdigest()


def short_code(digest: str) -> str:
    """A code of six letters and digits that is easy to read out, without I, L, O and U.

    Neither half is a number that somebody could dial, such as 999.
    """
    letters = base64.b32encode(bytes.fromhex(digest)).decode().rstrip("=")
    signs = letters.translate(str.maketrans("ILOU", "1890"))
    for at in range(len(signs) - 5):
        first, second = signs[at : at + 3], signs[at + 3 : at + 6]
        if not (first.isdigit() or second.isdigit()):
            return f"{first}-{second}"
    return short_code(blake2b(bytes.fromhex(digest)).hexdigest())
