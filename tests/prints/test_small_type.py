"""Small type: a value that is too wide for its box gets it in the first layout."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from printroom.press import print_document, printing
from printroom.press.fields import set_long, too_wide
from printroom.press.layouts import Layouts
from tests.press_helpers import document
from tools.alike import differences

BOX = ".field { display: block; min-height: 6mm; width: 60mm } .long { font-size: 8pt }"
FIELD = '<span class="field" data-field="name"></span>'
FITS = "Mill Lane"
LONG = "Hedgehog Lane Community College"
LONGER = f"{LONG} by the Sea, at the End of the Road"
ROW = ".row { display: flex } .row .field { flex: none }"
TABLE = "table { table-layout: fixed; width: 100mm } td { vertical-align: top }"


def laid_out_twice(layouts: Layouts) -> object:
    """The plain way: lay out, see what is too wide, lay out again."""
    layout = layouts.lay_out("first")
    return layouts.lay_out("small type") if set_long(too_wide(layout)) else layout


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (f"<p>Name</p>{FIELD}<p>After</p>", BOX),
        (f'<p class="row"><b>Name</b>{FIELD}<b>after</b></p><p>After</p>', BOX + ROW),
        (f"<table><tr><td>{FIELD}<td>after</table>", BOX + TABLE + ".field { width: auto }"),
        (f"<div><p>Name {FIELD} here</p></div>", BOX + ".field { text-align: right }"),
    ],
    ids=["a block", "a row", "a cell", "a block in prose"],
)
@pytest.mark.parametrize("value", [FITS, LONG, LONGER])
def test_small_type_takes_no_layout_of_its_own(body: str, style: str, value: str) -> None:
    """One layout gives what two would give, whether a value fits, fits in small type, or wraps."""
    own = document(body, style)
    once = print_document(own, {"name": value})
    with patch.object(printing, "lay_out_with_small_type", laid_out_twice):
        twice = print_document(own, {"name": value})
    assert once.layouts == ("first",)
    assert twice.layouts == (("first",) if value == FITS else ("first", "small type"))
    assert not differences(once.content, twice.content)


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (f"<p>Ask {FIELD} for help.</p>", ".long { font-size: 8pt }"),
        (FIELD, BOX + ".long { font-weight: bold }"),
        (f"<table><tr><td>{FIELD}<td>{'after ' * 20}</table>", BOX + ".field { width: auto }"),
        (f'<p class="row">{FIELD}<b>{"after " * 20}</b></p>', BOX + ".row { display: flex }"),
        (f'<p style="float: left; max-width: 30mm">{FIELD}</p>', BOX + ".field { width: auto }"),
        (f"<h2>{FIELD}</h2><p>After</p>", BOX + "h2 { font-size: 1em }"),
    ],
    ids=["prose", "bold", "table", "flex", "float", "bookmark"],
)
def test_what_small_type_may_move_is_laid_out_again(body: str, style: str) -> None:
    """Where a box depends on what is in it, the engine begins anew with the class of long ones."""
    own = document(body, style)
    printed = print_document(own, {"name": LONGER})
    with patch.object(printing, "lay_out_with_small_type", laid_out_twice):
        twice = print_document(own, {"name": LONGER})
    assert "small type" in printed.layouts
    assert not differences(printed.content, twice.content)


def test_one_long_value_changes_no_other() -> None:
    """Each value is measured by itself, and blanks stay lines to write on."""
    body = "".join(
        f'<p>{name}</p><span class="field" data-field="{name}"></span>' for name in "abc"
    )
    own = document(body, BOX)
    values = {"a": LONG, "b": FITS}
    printed = print_document(own, values)
    with patch.object(printing, "lay_out_with_small_type", laid_out_twice):
        assert not differences(printed.content, print_document(own, values).content)
    assert printed.layouts == ("first",)
