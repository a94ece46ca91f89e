"""Sets a value that is too wide for its box in small type, if possible in the same layout.

The style defines small type by the class `long`. If it changes more than the font size, or if the
value affects anything outside its box, the document is laid out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

from printroom.press.asset_fetcher import OwnFonts
from printroom.press.engine import boxes, weasyprint
from printroom.press.engine_hooks import LINES_HOOK, hooked
from printroom.press.fields import LONG, is_filled, is_value, set_long, too_wide, too_wide_in
from printroom.press.layouts import Layouts
from printroom.press.reading_order import pages_of

Box = Any
Element = Any
Layout = Any
Style = Any
Lines = Iterator[tuple[Box, Any]]


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
    """Whether two styles differ in font size only."""
    names = weasyprint.css.properties.INITIAL_VALUES
    return all(style[name] == small[name] for name in names if name != "font_size")


def lay_out_with_small_type(layouts: Layouts) -> Layout:
    """The first layout, with small type for each value that is too wide for its box."""
    shrinker = _Shrinker(layouts)
    with hooked(LINES_HOOK, shrinker.lines):
        layout = layouts.lay_out("first")
    if shrinker.is_certain(layout):
        set_long(shrinker.widths)
    else:
        layout = layouts.lay_out("small type")
    return layouts.lay_out("small type") if set_long(too_wide(layout)) else layout


class _Shrinker:
    """Sets values that are too wide for their boxes in small type during a layout.

    `widths` has the width of the box of each such value, by its element.
    """

    def __init__(self, layouts: Layouts) -> None:
        self.widths: dict[Element, float] = {}
        self._layouts = layouts

    @cached_property
    def _styles(self) -> dict[Element, Style]:
        # Separate fonts, so that those of the layout do not change.
        return small_styles(Layouts(self._layouts.html, OwnFonts()))

    def lines(self, break_lines: Callable[[], Lines], line: Box, block: Box) -> Lines:
        """The lines of a block; in small type if its only content is a value that is too wide."""
        text = line.children[0] if len(line.children) == 1 else line
        if not is_value(text) or text.element in self.widths:
            return break_lines()
        made = list(break_lines())
        if not any(True for _ in too_wide_in(block, [one for one, _ in made])):
            return iter(made)
        small = self._styles[text.element]
        if not differ_in_size_only(block.style, small):
            return iter(made)
        self.widths[text.element] = block.width
        for box in (block, line, text):
            box.style = box.style.copy()
            box.style["font_size"] = small["font_size"]
        return break_lines()

    def is_certain(self, layout: Layout) -> bool:
        """Whether a layout with small type from the beginning would be the same."""
        values = (
            value
            for page in pages_of(layout)
            for value in page.all_items
            if is_value(value.box) and value.box.element in self.widths
        )
        return all(
            is_rigid(value.around[:-2]) and value.around[-3].width == self.widths[value.box.element]
            for value in values
        )


def is_rigid(around: tuple[Box, ...]) -> bool:
    """Whether a text cannot move or change anything outside the last of these boxes.

    `around` are the boxes that contain it, from the outermost in. The width of the last must not
    depend on the text, and the text must not be repeated elsewhere, such as in a bookmark.
    """
    return all(_keeps_width(outer, inner) for outer, inner in pairwise(around)) and not any(
        (box.style["bookmark_level"] != "none" and box.bookmark_label)
        or box.style["string_set"] != "none"
        or box.link
        for box in around
    )


def _keeps_width(outer: Box, inner: Box) -> bool:
    """Whether the content of `inner` changes neither its width nor the baseline of `outer`."""
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
