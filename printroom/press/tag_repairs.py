"""Repairs for single accessibility tags that WeasyPrint makes.

"ISO 14289-1" is PDF/UA-1, and "ISO 32000-1" is PDF 1.7, which describes the tags.
"""

from __future__ import annotations

import re
from typing import Any

import pydyf

from printroom.press.pinned import boxes, with_all_below

Box = Any
Element = Any
Tag = Any
"""WeasyPrint and pydyf come without types."""

PT_PER_PX = 0.75
PRINTED = 4
"""The flag of annotations that are printed with their page (ISO 32000-1, 12.5.3)."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

NUMBERINGS = {
    "circle": "/Circle",
    "decimal": "/Decimal",
    "disc": "/Disc",
    "lower-alpha": "/LowerAlpha",
    "lower-roman": "/LowerRoman",
    "square": "/Square",
    "upper-alpha": "/UpperAlpha",
    "upper-roman": "/UpperRoman",
}
"""The names in PDF of the list styles of CSS (ISO 32000-1, table 347)."""


def _tag_at(pdf: Any, reference: bytes) -> Tag:
    return pdf.objects[int(reference.split()[0])]


def _children(tag: Tag, pdf: Any) -> list[Tag]:
    """The child tags of a tag."""
    return [_tag_at(pdf, kid) for kid in tag["K"] if isinstance(kid, bytes)]


def _move(kids: list[Tag], parent: Tag) -> None:
    for kid in kids:
        kid["P"] = parent.reference
        parent["K"].append(kid.reference)


def right_to_left_runs(box: Box, tags: Any) -> dict[int, str]:
    """The right-to-left texts of this box, by the numbers of their marked contents."""
    runs = {}
    for child in box.children:
        for text in child.children if isinstance(child, boxes.LineBox) else [child]:
            if isinstance(text, boxes.TextBox) and RIGHT_TO_LEFT.search(text.text):
                runs[tags[text]["mcid"]] = text.text
    return runs


def add_actual_texts(runs: dict[int, str], nums: Any, pdf: Any) -> None:
    """Add the text of right-to-left runs to their tags, because the glyphs are in drawing order.

    It is not added to the page itself, where poppler and PDFium would reverse it.
    """
    for mark, text in runs.items():
        tag = _tag_at(pdf, nums[mark])
        if list(tag["K"]) == [mark]:
            tag["ActualText"] = pydyf.String(text)


def make_notes(area: Tag, pdf: Any) -> None:
    """Tag footnotes as notes, each with an id (ISO 14289-1, 7.9)."""
    for note in _children(area, pdf):
        note["S"] = "/Note"
        note["ID"] = pydyf.String(f"note-{note.number}")


def place_figure(box: Box, tag: Tag, page_height_px: float) -> None:
    """Set the place of a figure in points from the foot of the page, not in pixels from its top."""
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    corners = (left, page_height_px - bottom, right, page_height_px - top)
    tag["A"]["BBox"] = pydyf.Array(round(corner * PT_PER_PX, 3) for corner in corners)


def set_numbering(box: Box, tag: Tag) -> None:
    """Set the kind of numbering of a list (ISO 14289-1, 7.6)."""
    entries = (below for below in with_all_below(box) if below.element_tag == "li")
    first = next(entries, None)
    style = first.style["list_style_type"] if first is not None else "none"
    numbering = NUMBERINGS.get(style, "/None") if isinstance(style, str) else "/None"
    tag["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def gather_body(entry: Tag, pdf: Any) -> None:
    """Put the content of a list item into its body (ISO 14289-1, 7.2).

    A list item may contain only a label and a body; one with two paragraphs would break this rule.
    """
    kids = _children(entry, pdf)
    loose = [kid for kid in kids if kid["S"] not in ("/L", "/LBody", "/Lbl")]
    if not loose:
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(),
            "Pg": entry["Pg"],
            "P": entry.reference,
        }
    )
    pdf.add_object(body)
    order = [body if kid is loose[0] else kid for kid in kids if kid not in loose[1:]]
    _move(loose, body)
    entry["K"] = pydyf.Array(kid.reference for kid in order)


def describe_link(box: Box) -> None:
    """Describe a link by its text (ISO 14289-1, 7.18.5), where WeasyPrint writes its address."""
    element = box.element
    shown = " ".join("".join(element.itertext()).split())
    pictures = (image.get("alt") for image in element.iter("img") if image.get("alt"))
    words = element.get("aria-label") or element.get("title") or shown or next(pictures, None)
    if words:
        box.link_annotation["Contents"] = pydyf.String(words)
    box.link_annotation["F"] = PRINTED


def continue_tag(first: Tag, tag: Tag, pdf: Any) -> bool:
    """Move the content of `tag` to the end of `first`; returns false if it cannot be moved."""
    kids = _children(tag, pdf)
    if len(kids) < len(tag["K"]) or any(kid.get("Type") != "/StructElem" for kid in kids):
        return False
    bodies = [kid for kid in _children(first, pdf) if kid["S"] == "/LBody"]
    for kid in kids:
        inner = _children(kid, pdf)
        if kid["S"] == "/LBody" and bodies and len(inner) == len(kid["K"]):
            _move(inner, bodies[0])
        else:
            _move([kid], first)
    return True
