"""Digests of exactly what is printed: sign-offs refer to them, and short codes derive from them.

Source positions, checking dates and checking rules are not printed and do not count.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import blake2b

from pydantic import BaseModel

from printroom.model import Plan, PlannedDocument

_UNPRINTED = {
    *("as_of", "path", "line", "column", "places", "language", "rules", "segments", "serves"),
    *("quotes", "phrases", "no_contacts"),
    *("digest", "code", "draft", "edition"),
}
"""Fields of planned values that are not printed: sources, checks, and what the digest decides."""
_UNPRINTED_ENTRY = {
    *("verified_on", "verify_by", "checked_on", "review_by"),
    *("grade_max", "words_mean", "words_max", "withheld", "large_print"),
}
"""Fields of entries that are not printed: dates of checks, reading targets, and the sizes of an
edition, which has the same words.
"""


def with_codes(plan: Plan) -> Plan:
    """The plan with its digest, its code, and the code of each of its documents.

    A document's code depends on that document alone, so that a word that changes in one document
    leaves the pages of the others as they are.
    """
    digest = printed_digest(plan)
    pack = short_code(digest)
    documents = tuple(
        replace(document, code=pack if document.row.medium == "cover" else _code_of(document, plan))
        for document in plan.documents
    )
    return replace(plan, documents=documents, digest=digest, code=pack)


def _code_of(document: PlannedDocument, plan: Plan) -> str:
    return short_code(printed_digest(replace(plan, documents=(document,))))


def printed_digest(value: object) -> str:
    """The digest of what is printed of a plan or a part of it: 32 hexadecimal digits."""
    canonical = repr(_canonical(value))
    return blake2b(canonical.encode(), digest_size=16).hexdigest()


def short_code(digest: str) -> str:
    """Six letters and digits that are easy to read out, without I, L, O and U.

    Neither half is a number that somebody could dial, such as 999.
    """
    letters = base64.b32encode(bytes.fromhex(digest)).decode().rstrip("=")
    signs = letters.translate(str.maketrans("ILOU", "1890"))
    for at in range(len(signs) - 5):
        first, second = signs[at : at + 3], signs[at + 3 : at + 6]
        if not (first.isdigit() or second.isdigit()):
            return f"{first}-{second}"
    return short_code(blake2b(bytes.fromhex(digest)).hexdigest())


def _canonical(value: object) -> object:
    """The printed content as nested tuples, identical on every machine."""
    if isinstance(value, BaseModel):
        names = [name for name in type(value).model_fields if name not in _UNPRINTED_ENTRY]
        return tuple(_canonical(getattr(value, name)) for name in names)
    if is_dataclass(value):
        names = [field.name for field in fields(value) if field.name not in _UNPRINTED]
        return tuple(_canonical(getattr(value, name)) for name in names)
    if isinstance(value, Mapping):
        return tuple((key, _canonical(inner)) for key, inner in value.items())
    if isinstance(value, tuple):
        return tuple(map(_canonical, value))
    return value
