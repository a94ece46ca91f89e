"""The digests of exactly what prints: what a person signs, and where the short codes come from.

Where a word was written, when it was checked and how it is judged do not print and do not count.
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
    *("quotes", "phrases"),
    *("digest", "code", "draft", "edition"),
}
"""Of what the line makes: where it comes from, how it is judged, what follows from the digest."""
_UNPRINTED_ENTRY = {
    *("verified_on", "verify_by", "checked_on", "review_by"),
    *("grade_max", "words_mean", "words_max", "withheld", "large_print"),
}
"""Of what people write: when it was or will be checked, how a band's words are judged, and how an
edition sets them, which has the same words."""


def with_codes(plan: Plan) -> Plan:
    """The plan with its digest, its code, and the code of each of its documents.

    A document's code is of what stands in that document alone, so that a word that changes in
    one leaves the pages of the others as they are.
    """
    digest = content_digest(plan)
    pack = short_code(digest)
    documents = tuple(
        replace(one, code=pack if one.row.medium == "cover" else _code_of(one, plan))
        for one in plan.documents
    )
    return replace(plan, documents=documents, digest=digest, code=pack)


def content_digest(plan: Plan) -> str:
    """The digest of a plan's content, 32 hexadecimal digits; the day it is made does not count."""
    return printed_digest(plan)


def _code_of(document: PlannedDocument, plan: Plan) -> str:
    return short_code(content_digest(replace(plan, documents=(document,))))


def printed_digest(value: object) -> str:
    """The digest of what prints of anything that a plan is made of."""
    essence = repr(_essence(value))
    return blake2b(essence.encode(), digest_size=16).hexdigest()


def short_code(digest: str) -> str:
    """Six letters and digits that a person can read out: no I, L, O or U to mistake.

    Nor is a half of it a number that somebody could ring, such as 999.
    """
    letters = base64.b32encode(bytes.fromhex(digest)).decode().rstrip("=")
    signs = letters.translate(str.maketrans("ILOU", "1890"))
    for at in range(len(signs) - 5):
        first, second = signs[at : at + 3], signs[at + 3 : at + 6]
        if not (first.isdigit() or second.isdigit()):
            return f"{first}-{second}"
    return short_code(blake2b(bytes.fromhex(digest)).hexdigest())


def _essence(value: object) -> object:
    """Nested tuples of what prints, the same on every machine."""
    if isinstance(value, BaseModel):
        names = [name for name in type(value).model_fields if name not in _UNPRINTED_ENTRY]
        return tuple(_essence(getattr(value, name)) for name in names)
    if is_dataclass(value):
        names = [field.name for field in fields(value) if field.name not in _UNPRINTED]
        return tuple(_essence(getattr(value, name)) for name in names)
    if isinstance(value, Mapping):
        return tuple((key, _essence(inner)) for key, inner in value.items())
    if isinstance(value, tuple):
        return tuple(map(_essence, value))
    return value
