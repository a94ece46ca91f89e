"""C types of arrays whose lengths are put into a type that was read before.

Before cffi reads a type, it has a C parser read the names of all types that it knows. WeasyPrint
asks for arrays of nearly every length, to hold the glyphs of a text or a font.
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


def keeping_members(parse: Callable[[Parser, str], Type]) -> Callable[[Parser, str], Type]:
    """Make cffi's `Parser.parse_type` keep the types that it has made arrays of."""
    model = weasyprint.text.ffi.cffi.model

    def parse_type(self: Parser, written: str) -> Type:
        count.asked += 1
        found = ARRAY.fullmatch(written)
        known = self.__dict__.setdefault("known_members", {})
        member = found[1] if found else written
        if found is None or member not in known:
            count.made += 1
            known[member] = parse(self, member)
        return model.ArrayType(known[member], int(found[2])) if found else known[member]

    return parse_type
