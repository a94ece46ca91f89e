"""What a bundle says of documents that are not behind the separators of all schools."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from printroom.cli.bundle_command import _report
from printroom.cli.bundle_output import old_bundles_after_run
from printroom.ledger import bundle_contents
from printroom.ledger.bundle_contents import CONTENTS, BundleContents
from printroom.make.bundle.bundle_plan import TermPack, pack_title
from printroom.make.bundle.pack_rows import PackSheet, Row
from printroom.make.bundle.packing_words import (
    list_notes,
    packed_schools,
    split_documents,
)
from printroom.make.bundle.print_order import PRINT_ORDER
from printroom.model import Booking, Order, School
from tests.sample_libraries import SESSION, library


def pack(school_id: str, *filled: bool) -> TermPack:
    """A pack with a help page, filled or not, and a handout that all schools share."""
    school = School(name=school_id.title(), nation="england", deliver_to="1 Lane")
    booking = Booking(Order("a/b", "11-14", "england"), 22, school_id, school)
    rows = [row("10-help-page.pdf", "Help page", is_filled) for is_filled in filled]
    return TermPack(booking, Path("x"), "t", (*rows, row("03-handout.pdf", "Handout", False)))


def row(file: str, title: str, is_filled: bool, code: str = "ABC-DEF") -> Row:
    how = ("double", "long", "A4", "plain", 80, "grey", ())
    return Row(file, "0", title, 22, 1, 22, *how, is_filled, code)


def test_schools_whose_document_is_in_a_shared_file_are_named() -> None:
    """The sentence has both numbers of schools and the copies; where all are alike, it has none."""
    packs = [pack("ash", True), pack("beech", False), pack("cedar", True), pack("dale", False)]
    assert split_documents(packs) == (
        "Help page: 2 schools, and 44 copies for 2 schools in shared/, "
        "because nothing of theirs is filled in: beech, dale.",
    )
    assert split_documents([pack("ash", True), pack("cedar", True)]) == ()
    assert split_documents([pack("beech", False), pack("dale", False)]) == ()


def test_what_looks_alike_is_told_apart_by_its_code() -> None:
    """The packing list has the codes of documents that have other words for another nation, in
    whatever way they are printed, and of no others; it says what to do with a code."""
    ash, beech = pack("ash"), pack("beech")
    own, other = (
        replace(one, rows=(*one.rows, row("04-worksheet.pdf", "Worksheet", False, code)))
        for one, code in ((ash, "ABC-DEF"), (beech, "QRS-TVW"))
    )
    assert [school.packs[0][1] for school in packed_schools([own, other], "document")] == [
        "Handout 22 · Worksheet 22 (code ABC-DEF)",
        "Handout 22 · Worksheet 22 (code QRS-TVW)",
    ]
    (note,) = list_notes([own, other], "school")
    assert "compare it with the foot of the page" in note
    for alike in ([own, ash], [own, own]):
        assert "code" not in str(packed_schools(alike))
        assert list_notes(alike, "document") == ()


def test_a_code_does_not_tell_sessions_apart() -> None:
    """Their sheets have other titles."""
    ash, beech = pack("ash"), pack("beech")
    order = replace(beech.booking.order, session="a/other")
    rows = (row("03-handout.pdf", "Handout", False, "QRS-TVW"),)
    other = replace(beech, booking=replace(beech.booking, order=order), rows=rows)
    assert list_notes([ash, other], "school") == ()


@pytest.mark.parametrize(
    ("order", "title"),
    [
        (
            Order(SESSION, "11-14", "england", edition="large-print"),
            "England · C2 · Large print · Band 11-14 · Who has it · 3 people",
        ),
        (
            Order(SESSION, "14-16", "northern-ireland", minutes=45),
            "Northern Ireland · C2 · Band 14-16 · Who has it · 45 minutes · 3 people",
        ),
    ],
)
def test_packs_of_one_session_are_told_apart(order: Order, title: str) -> None:
    """By nation and age group; by edition and length, where these are not the usual ones."""
    assert pack_title(order, PackSheet("Who has it", order.band, 3, ()), library()) == title


@pytest.mark.parametrize("has_order", [True, False])
def test_the_terminal_names_the_order_sheet_if_there_is_one(
    has_order: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bundle to send by e-mail has none."""
    files = ["01-cover.pdf", *[PRINT_ORDER] * has_order]
    (tmp_path / CONTENTS).write_bytes(BundleContents(files=tuple(files)).as_json())
    _report(tmp_path, files, [pack("ash", True)], "document")
    assert ("print-order.csv says how to print" in capsys.readouterr().out) == has_order


@pytest.mark.parametrize(("by", "is_named"), [("document", True), ("school", False)])
def test_the_terminal_names_them_where_files_are_by_document(
    by: str, is_named: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By school, every copy is in the file of its school."""
    (tmp_path / CONTENTS).write_bytes(BundleContents(files=(), changed_for=("ash",)).as_json())
    _report(tmp_path, (), [pack("ash", True), pack("beech", False)], by)
    output = capsys.readouterr().out
    assert ("Help page: 1 school, and 22 copies for 1 school in shared/" in output) == is_named
    assert "Packs that are not as in the last bundle: those of ash.\n" in output


def test_a_folder_that_cannot_be_searched_for_old_bundles_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report of packs that were made goes on: place and reason are a line of their own."""
    failure = OSError(errno.EIO, "Input/output error", "output/season")
    monkeypatch.setattr(bundle_contents, "old_bundles", Mock(side_effect=failure))
    assert old_bundles_after_run(Path("output/season"), [Path("output/season/a")]) == ()
    line = "output/season: this cannot be searched for old bundles: Input/output error\n"
    assert capsys.readouterr().err == line
