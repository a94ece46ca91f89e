"""Writes paragraphs, lists, tables and pictures into a document for a word processor."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
from docx.blkcntnr import BlockItemContainer
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from printroom.model.flow import (
    Block,
    Cell,
    Flow,
    FlowPicture,
    Paragraph,
    Run,
    Table,
    WritingSpace,
)
from printroom.word.frame import MARGIN_MM, SMALL_PT, STYLES, docx_bytes, set_up
from printroom.word.numbering import Lists

LISTS = {"bullet": "List Bullet", "box": "List Bullet", "number": "List Number", "plain": "List"}
GRID = "Table Grid"
CELL_MM = 2
"""The padding on each side of a cell's content."""
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" '
    'val="1"/></a:ext></a:extLst>'
)


def write_docx(flow: Flow) -> bytes:
    """See `printroom.word.write_docx`."""
    document = docx.Document()
    set_up(document, flow)
    writer = _Writer(Lists(document), flow.page_mm[0] - 2 * MARGIN_MM)
    section = document.sections[0]
    for place, blocks, style in (
        (section.header, flow.header, "Header"),
        (section.footer, flow.footer, "Footer"),
    ):
        writer.write(place, blocks, writer.width_mm, style)
        _drop_first(place)
    writer.write(document._body, flow.body, writer.width_mm)
    return docx_bytes(document)


class _Writer:
    def __init__(self, lists: Lists, width_mm: float) -> None:
        self.width_mm = width_mm
        self._lists = lists

    def write(self, place: Any, blocks: Iterable[Block], width_mm: float, style: str = "") -> None:
        """Add blocks to the body, a cell, a header or a footer."""
        for block, after in pairwise((*blocks, None)):
            if isinstance(block, Paragraph):
                made = place.add_paragraph()
                self._paragraph(made, block, width_mm, style)
                if isinstance(after, Table | WritingSpace):
                    made.paragraph_format.keep_with_next = True
            elif isinstance(block, Table):
                self._table(_add_table(place, block, width_mm), block, width_mm)
                _add_gap(place)
            elif block:
                _add_writing_space(place, block, width_mm)
                _add_gap(place)

    def _paragraph(self, made: Any, block: Paragraph, width_mm: float, style: str) -> None:
        made.style = style or STYLES.get(block.style) or LISTS[block.style]
        if block.shade:
            shading = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{block.shade}"/>'
            made._p.get_or_add_pPr().append(parse_xml(shading))
        if block.style in ("bullet", "box", "number"):
            self._lists.mark(made, block)
        elif block.style == "plain" and block.level:
            made.paragraph_format.left_indent = Mm(7 * block.level)
        made.paragraph_format.page_break_before = block.starts_page or None
        for inline in block.inlines:
            if isinstance(inline, Run):
                _add_run(made, inline, sets_bold=not block.style.startswith("heading"))
            else:
                _add_picture(made, inline, width_mm)

    def _table(self, made: Any, table: Table, width_mm: float) -> None:
        columns, widths = len(made.columns), _set_widths(made, table, width_mm)
        for number, row in enumerate(table.rows):
            if number < table.heads:
                made.rows[number]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            made.rows[number]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            at = 0
            for cell in row:
                end = min(at + cell.span, columns) - 1
                place = made.cell(number, at)
                place = place.merge(made.cell(number, end)) if end > at else place
                place.width = Mm(sum(widths[at : end + 1]))
                self._cell(place, cell, sum(widths[at : end + 1]) - 2 * CELL_MM)
                at = end + 1

    def _cell(self, place: Any, cell: Cell, width_mm: float) -> None:
        self.write(place, cell.blocks, width_mm)
        if cell.blocks:
            _drop_first(place)
        if not isinstance(cell.blocks[-1] if cell.blocks else None, Paragraph | None):
            return
        for paragraph in place.paragraphs:
            paragraph.paragraph_format.space_after = Pt(2)


def _add_run(paragraph: Any, run: Run, *, sets_bold: bool) -> None:
    made = paragraph.add_run(run.text)
    made.bold = (run.is_bold or None) if sets_bold else None
    made.italic = run.is_italic or None
    made.font.superscript = run.is_raised or None
    if run.kind != "words":
        for kind, text in (("begin", ""), ("", _FIELDS[run.kind]), ("separate", ""), ("end", "")):
            made._r.append(_field_part(kind, text))


_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}


def _field_part(kind: str, text: str) -> Any:
    if text:
        part = OxmlElement("w:instrText")
        part.text = text
    else:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
    return part


def _add_picture(paragraph: Any, picture: FlowPicture, width_mm: float) -> None:
    size = Mm(min(picture.width_mm, width_mm))
    shape = paragraph.add_run().add_picture(BytesIO(picture.content), width=size)
    properties = shape._inline.docPr
    properties.set("descr", picture.alt)
    if not picture.alt:
        properties.append(parse_xml(_DECORATIVE))


def _add_table(place: Any, table: Table, width_mm: float) -> Any:
    columns = max(sum(cell.span for cell in row) for row in table.rows)
    return _bordered(place, len(table.rows), columns, width_mm)


def _set_widths(made: Any, table: Table, width_mm: float) -> list[float]:
    """Set the widths of the columns, and return them in millimetres."""
    columns = len(made.columns)
    is_known = len(table.widths) == columns and all(table.widths)
    shares = table.widths if is_known else (1.0,) * columns
    widths = [width_mm * share / sum(shares) for share in shares]
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return widths


def _bordered(place: Any, rows: int, columns: int, width_mm: float) -> Any:
    made = BlockItemContainer.add_table(place, rows, columns, Mm(width_mm))
    made.style = GRID
    return made


def _add_writing_space(place: Any, space: WritingSpace, width_mm: float) -> None:
    """Add empty rows with a border, as high as the lines to write on or the frame to draw in."""
    made = _bordered(place, space.rows, 1, width_mm)
    for row in made.rows:
        row.height, row.height_rule = Mm(space.height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST


def _add_gap(place: Any) -> None:
    """Add a small empty paragraph, because word processors join tables that touch."""
    made = place.add_paragraph()
    made.paragraph_format.space_after, made.paragraph_format.line_spacing = Pt(0), Pt(SMALL_PT)


def _drop_first(place: Any) -> None:
    """Remove the empty paragraph with which a new cell, header or footer begins."""
    first = place.paragraphs[0]._p
    first.getparent().remove(first)
