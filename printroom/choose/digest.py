"""Digests of chosen content, which show what has changed of the things that make up a pack.

Source positions, checking dates and checking rules are not printed and do not count. Codes and
signatures are made from what the composed documents show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

_UNPRINTED = {
    *("as_of", "path", "line", "column", "places", "criteria", "serves", "first_review"),
    *("quotes", "no_contacts", "figures"),
    *("digest", "code", "draft", "signed", "standard", "edition"),
}
"""Fields of planned values that are not printed: sources, checks, and what is known later."""
_UNPRINTED_ENTRY = {
    *("verified_on", "verified_by", "verified_as", "verify_by", "checked_on", "review_by"),
    *("grade_max", "words_mean", "words_max", "withheld", "large_print", "pace", "figures"),
}
"""Fields of entries that are not printed: dates of checks, targets, and the sizes of an
edition, which has the same words.
"""


def printed_digest(value: object) -> str:
    """The digest of what is printed of a plan or a part of it: 32 hexadecimal digits."""
    canonical = repr(_canonical(value))
    return blake2b(canonical.encode(), digest_size=16).hexdigest()


def _canonical(value: Any) -> object:
    """The printed content as nested tuples, identical on every machine."""
    names = _printed_fields(value.__class__)
    if names is not None:
        return tuple(_canonical(getattr(value, name)) for name in names)
    if isinstance(value, Mapping):
        return tuple((key, _canonical(inner)) for key, inner in value.items())
    if isinstance(value, tuple):
        return tuple(map(_canonical, value))
    return value


@cache
def _printed_fields(kind: type) -> tuple[str, ...] | None:
    """The names of the printed fields of a model or a dataclass; none for another type."""
    if issubclass(kind, BaseModel):
        return tuple(name for name in kind.model_fields if name not in _UNPRINTED_ENTRY)
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind) if field.name not in _UNPRINTED)
    return None
