"""Sets the page, the styles and the properties of a document for a word processor."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from printroom.model.flow import Flow, Look, Style

FONT = "Arial"
"""People who edit the copy do not have the fonts of the pages."""
MARGIN_MM, EDGE_MM = 20, 9
STYLES: dict[Style, str] = {
    "text": "Normal",
    "heading 1": "Heading 1",
    "heading 2": "Heading 2",
    "heading 3": "Heading 3",
}
SMALL_PT = 9.0
MAKER = "docProps/app.xml"
_MADE_BY = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>Printroom</Application></Properties>'
)
"""Replaces the entry for the program that made the template of the library."""
ANY_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the file has no zone
"""The date of the file and of everything in it, so that the same text gives the same bytes."""


def set_up(document: Any, flow: Flow) -> None:
    """Set the size of the pages, the styles, the language and the properties."""
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, flow.page_mm)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(MARGIN_MM))
    section.header_distance = section.footer_distance = Mm(EDGE_MM)
    for style, name in STYLES.items():
        _set(document.styles[name], flow.looks.get(style), is_heading=style != "text")
    for name in ("Header", "Footer"):
        document.styles[name].font.size = Pt(SMALL_PT)
    _set_language(document, flow.language)
    properties = document.core_properties
    properties.title, properties.language = flow.title, flow.language
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = ANY_DAY


def _set(style: Any, look: Look | None, *, is_heading: bool) -> None:
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if "heme" in name]:
        del fonts.attrib[name]
    fonts.set(qn("w:cs"), FONT)
    if look:
        style.font.size = Pt(look.size_pt)
        style.font.color.rgb = RGBColor.from_string(look.colour)
    style.font.bold = is_heading
    style.paragraph_format.space_after = Pt(6)
    if is_heading:
        style.paragraph_format.space_before = Pt(12)


def _set_language(document: Any, language: str) -> None:
    """Set the language of all text, for spell checkers and screen readers."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), language)


def docx_bytes(document: Any) -> bytes:
    """The bytes of the file."""
    made, content = BytesIO(), BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(content, "w") as file:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, ANY_DAY.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, _MADE_BY if name == MAKER else parts.read(name))
    return content.getvalue()
