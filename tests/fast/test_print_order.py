"""The order sheet of a bundle: how each file is printed, as the job sheets of its packs say."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from printroom.make.bundle.bundle_plan import Rows, TermPack
from printroom.make.bundle.pack_rows import Row
from printroom.make.bundle.print_order import (
    OrderLine,
    merged_line,
    order_csv,
    paper_line,
    school_line,
    shared_line,
)
from printroom.model import Booking, LabelSheet, Order, School

SLIPS = Row(
    *("04-slips.pdf", "0", "Slips", 10, 3, 20, "double", "short"),
    *("A4", "card", 200, "grey", ("cut",), False),
)
"""Ten copies of two sheets."""


def rows(*found: Row) -> Rows:
    """Each in a pack of its own school: ash, beech …"""
    ids = ("ash", "beech", "cedar")
    return [(pack(school_id), row) for school_id, row in zip(ids, found, strict=False)]


def pack(school_id: str) -> TermPack:
    school = School(name=school_id, nation="england")
    booking = Booking(Order("a/b", "11-14", "england"), 22, school_id, school)
    return TermPack(booking, Path(school_id), "t", ())


def printed(line: OrderLine) -> tuple[object, ...]:
    return line.pages, line.copies, line.sheets, line.separators, line.sides


def test_a_shared_file_is_printed_in_all_copies_as_its_job_sheet_says() -> None:
    """It is printed on its own paper, and turned over its own edge."""
    line = shared_line("x.pdf", rows(SLIPS, SLIPS))
    assert printed(line) == (3, 20, 40, 0, "both sides, flip on the short edge")
    assert (line.size, line.paper, line.grams) == ("A4", "card", "200")
    assert (line.colour, line.finishing) == ("black and white", "cut at the marks")


def test_a_document_of_schools_is_printed_once_with_its_separators() -> None:
    """A separator is a sheet, also where both sides are printed; backs are turned in the file."""
    double = merged_line("x.pdf", rows(SLIPS, SLIPS))
    assert printed(double) == (84, 1, 42, 2, "both sides, flip on the long edge")
    single = merged_line("x.pdf", rows(replace(SLIPS, sides="single", flip="none", sheets=30)))
    assert printed(single) == (31, 1, 31, 1, "one side")


def test_a_file_says_for_which_nations_sessions_and_age_groups_it_is() -> None:
    """Each once, or with its number of copies; lists for the office are for none."""
    (first, row), (second, other) = rows(SLIPS, replace(SLIPS, copies=3))
    first = replace(first, nation="Wales", session_code="C2", band="Ages 11 to 14")
    second = replace(first, nation="Ireland", band="Parents")
    for line_of in (merged_line, school_line, shared_line):
        line = line_of("x.pdf", [(first, row), (second, other)])
        assert line.nation == "Wales (10 copies), Ireland (3 copies)"
        assert line.session == "C2"
        assert line.band == "Ages 11 to 14 (10 copies), Parents (3 copies)"
        assert line_of("x.pdf", [(first, row)]).nation == "Wales"
    assert paper_line("box-labels.pdf", 2).nation == ""


def test_a_file_has_the_code_of_its_pages_if_they_have_one() -> None:
    """A file of several codes has separators, or the documents of one school."""
    coded = [replace(SLIPS, code=code) for code in ("ABC-DEF", "QRS-TVW")]
    for line_of in (merged_line, school_line, shared_line):
        assert line_of("x.pdf", rows(*coded)).code == ""
        assert line_of("x.pdf", rows(coded[0], coded[0])).code == "ABC-DEF"


def test_a_file_by_school_is_printed_on_both_sides() -> None:
    """What is printed on one side has blank backs in it."""
    line = school_line("x.pdf", rows(replace(SLIPS, sides="single", flip="none")))
    assert printed(line) == (40, 1, 20, 0, "both sides, flip on the long edge")


def test_a_file_is_printed_at_actual_size_and_not_while_its_packs_are_drafts() -> None:
    """The order says both of each file; labels are no drafts."""
    found = rows(SLIPS, SLIPS)
    (first, row), *others = found
    drafts = [(replace(first, is_draft=True), row), (replace(first, is_draft=True), row), *others]
    for line_of in (merged_line, school_line, shared_line):
        assert line_of("x.pdf", found).draft == "no"
        assert line_of("x.pdf", drafts).draft == "DRAFT, do not print yet: 1 of 2 packs"
        (printed,) = csv.DictReader(
            order_csv([line_of("x.pdf", drafts)]).decode("utf-8-sig").splitlines()
        )
        assert printed["Scale"] == "100 % (actual size)"
        assert printed["Draft"] == "DRAFT, do not print yet: 1 of 2 packs"
    assert paper_line("box-labels.pdf", 2).draft == "no"


def test_where_copies_of_a_file_differ_the_order_sheet_says_which() -> None:
    """Finishing is by document in the file of a school, and by school in that of a document."""
    guide = replace(SLIPS, title="Guide", copies=1, sheets=8, finish=("staple",))
    cover = replace(SLIPS, title="Cover", copies=1, sheets=1, finish=())
    both = "cut at the marks: {} (10 copies); staple each copy of 8 sheets: {} (1 copy); none: {}"
    found = rows(SLIPS, guide, cover)
    assert school_line("x.pdf", found).finishing == both.format("Slips", "Guide", "Cover (1 copy)")
    assert merged_line("x.pdf", found).finishing == both.format("ash", "beech", "cedar (1 copy)")
    thin = replace(SLIPS, kind="plain", grams=80, copies=1, sides="single", flip="none")
    line = shared_line("x.pdf", rows(SLIPS, thin))
    assert line.paper == "card (10 copies), plain paper (1 copy)"
    assert line.grams == "200 (10 copies), 80 (1 copy)"
    assert line.sides == "both sides, flip on the short edge (10 copies), one side (1 copy)"


def test_a_page_with_crop_marks_is_trimmed_to_its_size() -> None:
    """Its paper is larger than the size that remains."""
    line = shared_line("x.pdf", rows(replace(SLIPS, size="A3", finish=("trim",))))
    assert line.size == "A3 after trimming (paper: 10 mm more on each side)"
    assert line.finishing == "trim at the crop marks"


def test_labels_are_printed_on_sheets_of_labels() -> None:
    """The order sheet names the labels and, if it is not A4, the size of their sheet."""
    labels = LabelSheet.model_validate(
        {
            **dict.fromkeys(("columns", "rows"), 1),
            **dict.fromkeys(("label_width_mm", "label_height_mm", "across_mm", "down_mm"), 60),
            **dict.fromkeys(("left_mm", "top_mm"), 0),
            "title": "one label",
            "page_width_mm": 215.9,
            "page_height_mm": 279.4,
        }
    )
    line = paper_line("address-labels.pdf", 2, labels)
    assert printed(line) == (2, 1, 2, 0, "one side")
    assert (line.size, line.paper, line.grams) == ("215.9 × 279.4 mm", "sheets of one label", "")
    a4 = labels.model_copy(update={"page_width_mm": 210, "page_height_mm": 297})
    assert paper_line("address-labels.pdf", 2, a4).size == "A4"


def test_a_spreadsheet_reads_no_cell_as_a_formula() -> None:
    """The file says that it is UTF-8; whatever documents are called, cells begin with own words."""
    odd = rows(replace(SLIPS, title="=1+1"), replace(SLIPS, title="+2", finish=()))
    lines = [make("01-x.pdf", odd) for make in (school_line, merged_line, shared_line)]
    content = order_csv([*lines, paper_line("packing-list.pdf", 1)])
    assert content.startswith(b"\xef\xbb\xbf")
    for cells in csv.reader(content.decode("utf-8-sig").splitlines()):
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))]
