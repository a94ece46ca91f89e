"""What is cut out of a sheet: each piece has its code, and marks are only where one is cut."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from printroom.choose import plan_for
from printroom.compose import compose
from printroom.ledger.given_codes import parse_code
from printroom.model import Document, Order
from tests.workshop import shipped, shipped_library

DAY = dt.date(2027, 1, 4)
_AT = re.compile(r'class="place[^"]*" style="left: ([\d.]+)mm; top: ([\d.]+)mm"')
_CROP = re.compile(
    r'class="crop" style="left: ([\d.]+)mm; top: ([\d.]+)mm; width: ([\d.]+)mm; height: ([\d.]+)mm'
)
_CODE = re.compile(r'class="mark-of">\s*(\S+ · (?:[a-z]+ )?\d\d)(?: · [^<]+)?\s*<[^>]*>([^<]*)<')


Cut = list[tuple[str, Document]]


@pytest.fixture(scope="module")
def cut() -> Cut:
    """Every document to cut of each session, for its first band, with the session's name."""
    library, templates = shipped_library(), shipped()
    found = []
    for name, session in library.sessions.items():
        plan = plan_for(Order(name, session.bands[0], "wales", as_of=DAY), library, templates)
        rows = tuple(one for one in plan.documents if one.layout is not None)
        made = compose(replace(plan, documents=rows), templates)
        found += [(name, document) for document in made]
    return found


def test_each_piece_that_is_cut_out_has_a_code(cut: Cut) -> None:
    """Cards, slips and all others have on each side their number and the code of their document."""
    for name, document in cut:
        footer = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}(?= · version)", document.source)
        assert footer
        _, *pieces = document.source.split('<div class="piece ')
        assert len(pieces) == document.source.count('class="piece ')
        for piece in pieces:
            found = _CODE.search(piece.partition('<section class="sheet"')[0])
            assert found, f"{name}, {document.name}: {piece}"
            assert parse_code(found[2]) == footer[0]
    kinds = {document.name for _, document in cut}
    assert {"cards", "slips", "pocket-cards", "bookmarks", "floor-cards"} <= kinds


def test_cards_of_several_decks_name_theirs(cut: Cut) -> None:
    """Decks that look alike have the title of their part, where there is room."""
    decks = {
        name: set(re.findall(r'class="mark-of">\s*\S+ · \d\d · ([^<]+?)\s*<', document.source))
        for name, document in cut
        if document.name == "cards"
    }
    assert decks["rights/still-protected"] == {"What lasts until 18", "Who’s got a hold over them?"}
    assert decks["adults/notice-listen-act"] == set()  # faces
    assert decks["law/on-your-side"] == set()  # letters
    assert "A definition in eight pieces" not in decks["exploitation/what-is-it"]  # a jigsaw
    assert decks["feelings/safe-feelings-safe-people"] == set()


def test_crop_marks_are_only_where_a_piece_is(cut: Cut) -> None:
    """A sheet that is not full has no marks for pieces that do not exist."""
    not_full = 0
    for name, document in cut:
        width, height = (
            float(found)
            for side in ("width", "height")
            for found in re.findall(rf" --{side}: ([\d.]+)mm", document.source)
        )
        sheets = document.source.split('<section class="sheet">')[1:]
        most = max(sheet.count('class="place') for sheet in sheets)
        for sheet in sheets:
            places = [tuple(map(float, at)) for at in _AT.findall(sheet)]
            not_full += len(places) < most
            x_mm, y_mm = zip(*places, strict=True)
            edges = {*x_mm, *(x + width for x in x_mm)}, {*y_mm, *(y + height for y in y_mm)}
            for left, top, wide, high in (tuple(map(float, m)) for m in _CROP.findall(sheet)):
                at, side = (left + wide / 2, 0) if high > wide else (top + high / 2, 1)
                assert any(abs(at - edge) < 0.01 for edge in edges[side]), (name, document.name)
    assert not_full
