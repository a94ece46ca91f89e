"""Small type for a value that is too wide for its box: how it looks, without laying it out.

The style says it of the class `long`, and may change the size of letters and nothing else.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from printroom.press.engine import boxes, weasyprint
from printroom.press.fields import LONG, is_filled
from printroom.press.layouts import Layouts

Box = Any
Element = Any
Style = Any


def small_styles(layouts: Layouts) -> dict[Element, Style]:
    """The style of each value of the document if all of them were set in small type."""
    root = layouts.html.etree_element
    classes = {element: element.get("class") for element in root.iter() if is_filled(element)}
    for element, own in classes.items():
        element.set("class", f"{own} {LONG}")
    try:
        style_for = layouts.styles()
        return {element: style_for(element) for element in classes}
    finally:
        for element, own in classes.items():
            element.set("class", own)


def differ_in_size_only(style: Style, small: Style) -> bool:
    """Whether two styles are the same but for the size of letters."""
    names = weasyprint.css.properties.INITIAL_VALUES
    return all(style[name] == small[name] for name in names if name != "font_size")


def is_rigid(around: tuple[Box, ...]) -> bool:
    """Whether a text cannot move or change anything outside the last of these boxes.

    `around` are the boxes that it stands in, from the outside in. The last is as wide whatever
    the text is, and nothing that is said elsewhere, such as a bookmark, says it too.
    """
    return all(_keeps_width(outer, inner) for outer, inner in pairwise(around)) and not any(
        (box.style["bookmark_level"] != "none" and box.bookmark_label)
        or box.style["string_set"] != "none"
        or box.link
        for box in around
    )


def _keeps_width(outer: Box, inner: Box) -> bool:
    """Whether a box is as wide in another whatever it holds, and pulls nothing to its baseline."""
    style = inner.style
    if inner.is_absolutely_positioned() or inner.is_floated() or inner.is_column:
        return False
    if isinstance(inner, boxes.TableCellBox):
        return bool(style["vertical_align"] in ("top", "middle", "bottom"))
    if isinstance(outer, (boxes.TableBox, boxes.TableRowGroupBox, boxes.TableRowBox)):
        return True
    if isinstance(outer, boxes.FlexContainerBox):
        return _is_stiff(outer.style, style)
    if inner.is_table_wrapper:
        table = inner.get_wrapped_table().style
        return bool(table["table_layout"] == "fixed" and table["width"] != "auto")
    is_block = isinstance(inner, (boxes.BlockBox, boxes.FlexBox, boxes.TableBox))
    return is_block and isinstance(outer, boxes.BlockContainerBox)


def _is_stiff(row: Style, item: Style) -> bool:
    """Whether an item of a flex box neither grows nor shrinks."""
    aligned = (*row["align_items"], *item["align_self"])
    return bool(
        row["flex_direction"] in ("row", "row-reverse")
        and item["flex_grow"] == item["flex_shrink"] == 0
        and item["width"] != "auto"
        and item["flex_basis"] == "auto"
        and "baseline" not in aligned
    )
