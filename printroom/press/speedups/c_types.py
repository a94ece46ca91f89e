"""Caches the element types of C arrays, so that cffi does not parse each length of an array.

To parse a type, cffi has a C parser read the names of all types that it knows. WeasyPrint uses
arrays of nearly every length, for the glyphs of a text or a font. Only the length differs between
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from printroom.press.pinned import weasyprint
from printroom.press.speedups import Count

Parser = Any
Type = Any

ARRAY = re.compile(r"(\w+)\[(\d+)\]")

count = Count()


def with_cached_members(parse: Callable[[Parser, str], Type]) -> Callable[[Parser, str], Type]:
    """Make cffi's `Parser.parse_type` cache the element types of arrays."""
    model = weasyprint.text.ffi.cffi.model

    def parse_type(self: Parser, written: str) -> Type:
        count.calls += 1
        found = ARRAY.fullmatch(written)
        known = self.__dict__.setdefault("known_members", {})
        member = found[1] if found else written
        if found is None or member not in known:
            count.misses += 1
            known[member] = parse(self, member)
        return model.ArrayType(known[member], int(found[2])) if found else known[member]

    return parse_type
