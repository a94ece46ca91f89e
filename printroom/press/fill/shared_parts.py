"""Finds in a filled file what its form shares with all schools, and what is drawn for one."""

from __future__ import annotations

import re

_STREAM = re.compile(rb"(\d+) 0 obj\n<<([^<>]*)/Filter /FlateDecode/Length (\d+)>>\nstream\n")
_STREAM_END = b"\nendstream\nendobj\n"


def drawings(content: bytes, start: int) -> dict[int, bytes] | None:
    """The deflated drawings that `Form.fill` wrote behind the start of a file, by their numbers.

    None if there is anything else but the cross-reference stream.
    """
    found: dict[int, bytes] = {}
    at = start
    while head := _STREAM.match(content, at):
        end = head.end() + int(head[3])
        if not content.startswith(_STREAM_END, end):
            return None
        at = end + len(_STREAM_END)
        if head[2]:  # only the cross-reference stream says more of itself
            return found if content.startswith(b"startxref\n", at) else None
        found[int(head[1])] = content[head.end() : end]
    return None


def start_of(content: bytes) -> int:
    """Where the drawings of a filled file begin; its end if it was not filled from a form."""
    starts = (head.start() for head in _STREAM.finditer(content))
    return next((at for at in starts if drawings(content, at)), len(content))
