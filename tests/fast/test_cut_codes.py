"""What is cut out of a sheet: each piece says by itself which document it is from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from printroom.choose import plan_for
from printroom.compose import compose
from printroom.ledger.given_codes import parse_code
from printroom.model import Library, Order, Templates

DAY = dt.date(2027, 1, 4)
_PIECE = re.compile(
    r'<div class="piece .*?(?=<div class="piece |<section class="sheet"|$)', re.DOTALL
)
_CODE = re.compile(r'class="mark-of">\s*(\S+ · (?:[a-z]+ )?\d\d)\s*<[^>]*>([^<]*)<')


def test_each_piece_that_is_cut_out_has_a_code(library: Library, templates: Templates) -> None:
    """Cards, slips and all others have on each side their number and the code of their document."""
    kinds = set()
    for name, session in library.sessions.items():
        plan = plan_for(Order(name, session.bands[0], "wales", as_of=DAY), library, templates)
        cut = tuple(one for one in plan.documents if one.layout is not None)
        for document in compose(replace(plan, documents=cut), templates):
            kinds.add(document.name)
            footer = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}(?= · version)", document.source)
            assert footer
            pieces = _PIECE.findall(document.source)
            assert len(pieces) == document.source.count('class="piece ')
            for piece in pieces:
                found = _CODE.search(piece)
                assert found, f"{name}, {document.name}: {piece}"
                assert parse_code(found[2]) == footer[0]
    assert {"cards", "slips", "pocket-cards", "bookmarks", "floor-cards"} <= kinds
