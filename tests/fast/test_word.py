"""Documents for a word processor: what is written is found again with its structure."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from printroom.model.flow import (
    Cell,
    Flow,
    FlowPicture,
    Look,
    Paragraph,
    Run,
    Style,
    Table,
    WritingSpace,
)
from printroom.word import write_docx


def picture(width: int = 20) -> bytes:
    """A plain picture (PNG)."""
    content = BytesIO()
    Image.new("RGB", (width, 10), "navy").save(content, "PNG")
    return content.getvalue()


def words(*texts: str, style: Style = "text", **more: Any) -> Paragraph:
    """A paragraph of plain runs."""
    return Paragraph(tuple(map(Run, texts)), style, **more)


FLOW = Flow(
    "A worksheet",
    "cy-GB",
    (
        words("Wheels", style="heading 1"),
        Paragraph((Run("Bold", is_bold=True), Run(" and "), Run("1", is_raised=True))),
        words("first", style="number", number=1),
        words("below", style="bullet", level=1),
        words("second", style="number", number=2),
        words("again", style="number", number=1),
        words("tick", style="box", shade="FDF3D9"),
        words("Write here:"),
        WritingSpace(3, 9.0),
        words("Parts", style="heading 2", starts_page=True),
        Table(
            (
                (Cell((words("What"),)), Cell((words("Why"),))),
                (Cell((words("Spoke"), words("thin", style="bullet")), span=2),),
                (Cell(()), Cell((WritingSpace(1, 20.0),))),
            ),
            1,
            (30.0, 90.0),
        ),
        Paragraph((FlowPicture(picture(), 30.0, "A wheel"), FlowPicture(picture(9), 500.0))),
    ),
    (words("Head"),),
    (Paragraph((Run("Foot "), Run(kind="page"), Run(" of "), Run(kind="pages"))),),
    (148.0, 210.0),
    {"text": Look(12.5, "15303A"), "heading 1": Look(30, "0E4A54")},
)


@pytest.fixture(scope="module")
def read() -> Any:
    """The file, read by the library that Python programs read such files with."""
    return docx.Document(BytesIO(write_docx(FLOW)))


def test_headings_and_lists_are_those_of_the_word_processor(read: Any) -> None:
    """Each paragraph has the style of its kind, and list items have numbers counted by Word."""
    found = {one.text: one for one in read.paragraphs if one.text}
    assert found["Wheels"].style.name == "Heading 1"
    assert found["Parts"].style.name == "Heading 2"
    assert found["first"].style.name == "List Number"
    assert found["tick"].style.name == "List Bullet"
    numbered = {text: list_of(found[text]) for text in ("first", "second", "again")}
    assert numbered["first"] == numbered["second"] != numbered["again"]
    assert found["below"]._p.pPr.numPr.ilvl.val == 1
    assert list_of(found["below"]) != list_of(found["tick"])


def list_of(paragraph: Any) -> int:
    """The list that an item belongs to."""
    return int(paragraph._p.pPr.numPr.numId.val)


def test_a_list_begins_with_its_own_number() -> None:
    """A list whose first item is the fourth is counted from four, whatever came before it."""
    flow = Flow("T", "en-GB", (words("four", style="number", number=4),))
    read = docx.Document(BytesIO(write_docx(flow)))
    number = list_of(read.paragraphs[0])
    (one,) = (n for n in read.part.numbering_part.element.num_lst if n.numId == number)
    assert one.find(qn("w:lvlOverride")).find(qn("w:startOverride")).get(qn("w:val")) == "4"


def test_tables_have_rows_for_heads_and_places_to_write_are_empty_rows(read: Any) -> None:
    """The head of a table is repeated on each page; lines to write on are as high as on paper."""
    lines, parts = read.tables
    assert [len(lines.rows), len(lines.columns)] == [3, 1]
    assert {round(row.height.mm, 1) for row in lines.rows} == {9.0}
    assert all(not cell.text for row in lines.rows for cell in row.cells)
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in parts.rows]
    assert heads == [True, False, False]
    assert parts.cell(1, 0)._tc is parts.cell(1, 1)._tc
    assert parts.cell(1, 0).text == "Spoke\nthin"
    assert parts.cell(2, 1).tables[0].rows[0].height.mm == pytest.approx(20, abs=0.1)
    assert parts.columns[1].width == pytest.approx(3 * parts.columns[0].width, rel=0.01)


def test_pictures_have_their_alternative_text_or_are_decoration(read: Any) -> None:
    """A screen reader reads the text of a picture, and passes over what is marked as decoration."""
    named, plain = (shape._inline.docPr for shape in read.inline_shapes)
    assert named.get("descr") == "A wheel"
    assert "decorative" not in named.xml
    assert plain.get("descr") == ""
    assert "decorative" in plain.xml
    assert read.inline_shapes[1].width.mm <= 148 - 2 * 20


def test_each_page_has_its_head_and_foot_with_its_number(read: Any) -> None:
    """Head and foot hold nothing but what they are given; page numbers are counted."""
    (section,) = read.sections
    assert [one.text for one in section.header.paragraphs] == ["Head"]
    (foot,) = section.footer.paragraphs
    assert foot.text == "Foot  of "
    fields = [part.text for part in foot._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (148, 210)


def test_text_is_set_as_on_paper_in_its_language(read: Any) -> None:
    """Sizes, colours, page breaks and the language are those of the document."""
    styles = read.styles
    assert styles["Normal"].font.size.pt == 12.5
    assert str(styles["Heading 1"].font.color.rgb) == "0E4A54"
    spoken = styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:lang"))
    assert spoken.get(qn("w:val")) == read.core_properties.language == "cy-GB"
    found = {one.text: one for one in read.paragraphs if one.text}
    assert found["Parts"].paragraph_format.page_break_before
    assert not found["Wheels"].paragraph_format.page_break_before
    assert found["Write here:"].paragraph_format.keep_with_next
    bold, _, raised = found["Bold and 1"].runs
    assert (bold.bold, raised.font.superscript) == (True, True)


def test_the_same_flow_gives_the_same_bytes_and_names_no_other_program() -> None:
    """Neither the clock nor the library's template leaves a trace in the file."""
    content = write_docx(FLOW)
    assert content == write_docx(FLOW)
    properties = docx.Document(BytesIO(content)).core_properties
    assert (properties.title, properties.author, properties.comments) == ("A worksheet", "", "")
