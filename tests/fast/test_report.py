"""The report of a term: why packs are drafts, and everything that failed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from printroom.make.term.report import Report, as_html, report_file, report_of, summary_lines
from printroom.model import Booking, Delivered, Failed, Order, PaperNeed, Problem, School
from printroom.model.drafts import DraftCode, DraftReason
from printroom.model.report_file import ReportFile

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", 1, dt.date(2027, 1, 4))


def reasons(texts: Iterable[str]) -> tuple[DraftReason, ...]:
    return tuple(DraftReason("nation-unchecked", text) for text in texts)


def delivered(school: str, *draft: str) -> Delivered:
    """A pack that was made, with its reasons to be a draft."""
    booking = Booking(ORDER, 12, school)
    return Delivered(booking, f"out/{school}", (), 4, {"a": 3}, reasons(draft))


def test_the_report_gives_each_reason_for_drafts() -> None:
    """Also where no cover was printed: each reason is there, with the packs it does not concern."""
    packs = [
        delivered("a", "No lead.", "Not signed."),
        delivered("b", "Not signed."),
        delivered("c"),
    ]
    report = report_of("term", "A term", packs, {})
    lines = list(summary_lines(report))
    assert lines[-4:-1] == ["2 packs are DRAFTS:", "    Not signed", "    No lead (1 pack)"]
    assert report_file(report).draft_reasons == {"Not signed.": 2, "No lead.": 1}
    assert "No lead." in as_html(report)


def test_reasons_that_differ_by_a_name_or_a_day_are_one_line_of_the_summary() -> None:
    """It has the number of packs, each counted once; the report has every reason in full."""
    unchecked = [f"Nobody has checked these helplines yet: {name}." for name in ("Ann", "Bo", "Cy")]
    late = [f"Helplines must be checked again by {day} May 2027: X." for day in (1, 2)]
    packs = [
        *(drafted(str(n), "helplines-unchecked", text) for n, text in enumerate(unchecked)),
        *(drafted(str(n), "helplines-late", text) for n, text in enumerate(late, 3)),
        drafted("both", "helplines-late", *late),
    ]
    report = report_of("term", "A term", packs, {})
    assert list(summary_lines(report))[-4:] == [
        "6 packs are DRAFTS:",
        "    Helplines must be checked again (3 packs)",
        "    Nobody has checked these helplines yet (3 packs)",
        "The report has every reason in full.",
    ]
    assert all(text in as_html(report) for text in (*unchecked, *late))


def drafted(school: str, code: DraftCode, *texts: str) -> Delivered:
    """A pack that is a draft for reasons of one kind."""
    return replace(delivered(school), draft=tuple(DraftReason(code, text) for text in texts))


def test_the_page_of_a_report_names_every_pack_that_failed() -> None:
    """However many fail for one reason, each is there."""
    failed = [Failed(Booking(ORDER, 12, f"s-{n}"), (Problem("x", "y", "z"),)) for n in range(40)]
    page = as_html(report_of("term", "A term", failed, {}))
    assert all(f"s-{number}: " in page for number in range(40))


def visited(name: str, lead: str, day: int, *draft: str, **more: Any) -> Delivered:
    """A pack of a school with a day and some paper."""
    school = School(
        name=name, nation="uphill", lead=lead, reach="x", room="r", date=dt.date(2027, 1, day)
    )
    booking = Booking(ORDER, 12, name, school, school.date)
    paper = (PaperNeed("cards", "A4", "card", "colour", 3, 6),)
    folder = f"out/term/a & b--{name}/pack-1"
    return Delivered(booking, folder, (), 4, {"cards": 6}, reasons(draft), paper=paper, **more)


def test_the_report_has_a_row_for_each_pack_by_day() -> None:
    """Each has its day, folder, copies and paper, what it lacks, and the numbers of its reasons."""
    packs = [
        visited("late", "A", 9, "Not signed."),
        visited("early", "", 4, "Not signed.", "Lead."),
    ]
    failed = Failed(replace(packs[0].booking, school_id="no"), (Problem("x", "y", "z"),))
    report = report_of("term", "A term", [*packs, failed], {})
    assert [row.school for row in report.rows] == ["early", "late", "no"]
    first = report.rows[0]
    assert (first.when, first.copies, first.sheets) == ("Mon 4 Jan 2027", 3, 6)
    assert (first.paper, first.lacks, first.drafts) == ("6 A4 card, colour", ("lead",), (1, 2))
    assert report.leadless == ("early",)
    assert report.unaddressed == as_html_ids(report) == ("early", "late", "no")
    assert report_file(report).without_lead == ("early",)
    assert [need.sheets for need in report.paper] == [12]
    page = as_html(report)
    assert '<a href="a%20%26%20b--early/pack-1/">' in page
    assert page.count("data-no-lead>") + page.count("data-no-lead ") == 1
    assert page.count(" data-failed") == 1
    assert "12 people" not in page


def test_the_report_for_programs_is_read_again_as_it_was_written() -> None:
    """It has each pack that failed with its reasons, and the record of a term keeps all of it."""
    made = visited("oak", "A", 4)
    failed = Failed(replace(made.booking, school_id="no"), (Problem("x", "y", "why not"),))
    file = report_file(report_of("t", "T", [made, failed], {"printing": 1.234}))
    assert ReportFile.model_validate_json(file.as_json()) == file
    written = json.loads(file.as_json())
    assert file.as_json().decode() == json.dumps(written, ensure_ascii=False, indent=2) + "\n"
    assert (written["failed"], written["seconds"]) == (1, {"printing": 1.23})
    (entry,) = written["failures"]
    assert (entry["school"], entry["minutes"]) == ("no", None)
    assert "why not" in entry["problems"][0]


def as_html_ids(report: Report) -> tuple[str, ...]:
    """The schools whose labels have no address, as the page names them."""
    found = re.search(r"labels have the name\s+alone: ([^.]*)[.]", as_html(report))
    return tuple(found[1].split(", ")) if found else ()


def test_a_school_with_an_address_has_a_whole_label() -> None:
    """Only those without one are named; where all have one, nothing is reported."""
    made = visited("oak", "A", 4)
    school = made.booking.school
    assert school is not None
    addressed = school.model_copy(update={"deliver_to": "1 Hill, Town"})
    report = report_of(
        "t", "T", [replace(made, booking=replace(made.booking, school=addressed))], {}
    )
    assert report.unaddressed == as_html_ids(report) == ()


def test_each_column_of_the_report_has_a_name() -> None:
    """Whoever hears the page, or sees its second sheet of paper, knows what each number is."""
    page = as_html(report_of("t", "T", [visited("oak", "A", 4)], {"printing": 2.0}))
    heads = re.findall(r"<th(?= |>)[^>]*>(.*?)</th>", page)
    assert len(heads) > 12
    assert all(heads)
    assert page.count("<th ") == page.count("<th scope=col") == len(heads)
    labels = re.findall(r"data-label=(\w+)", page.partition("<tbody>")[2])
    first = heads.index("Day")
    assert labels == heads[first : first + len(labels)]
    assert len(labels) == 9


def test_a_printed_report_keeps_its_columns() -> None:
    """Rows become blocks on a narrow screen only: paper, however narrow, has the whole table."""
    style = as_html(report_of("t", "T", [visited("oak", "A", 4)], {})).partition("</style>")[0]
    assert re.findall(r"@media ([^{]*) [{] [.]packs", style) == ["screen and (max-width: 60rem)"]
    assert "@media (" not in style


def test_a_number_of_people_that_is_assumed_is_a_remark() -> None:
    """A row whose school gave no number says that one is assumed; one that has it does not."""
    guessed = visited("oak", "A", 4)
    school = guessed.booking.school
    assert school is not None
    booking = replace(guessed.booking, school=school.model_copy(update={"people": 12}))
    rows = report_of("t", "T", [guessed, replace(guessed, booking=booking)], {}).rows
    assert [row.remarks for row in rows] == [("no number of people given: 12 assumed",), ()]


def test_the_report_needs_nothing_from_outside_and_quotes_no_lead() -> None:
    """It is one file that loads nothing; a school is named by its id and its folder alone."""
    page = as_html(report_of("term", "A <b> term", [visited("oak", "Ann Zebedee", 4)], {}))
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|src=|url\(|@import", page)
    assert "Zebedee" not in page
    assert "<b> term" not in page


def test_a_date_is_missing_where_others_have_one() -> None:
    """In a term without dates or times, no row lacks one; the report lists the schools that do."""
    timed, undated = (timed_visit("oak", "09:30", 4), timed_visit("elm", None, None))
    report = report_of("term", "A term", [timed, timed_visit("ash", None, 4), undated], {})
    assert [row.lacks for row in report.rows] == [("time",), (), ("date", "time")]
    assert report.lacking == {"date": ("elm",), "time": ("ash", "elm")}
    assert "<p class=lacks>No time: ash, elm</p>" in as_html(report)
    assert not report_of("term", "A term", [undated], {}).rows[0].lacks


def timed_visit(name: str, time: str | None, day: int | None) -> Delivered:
    """A pack of a school with the time of its visit."""
    pack = visited(name, "A", day or 1)
    assert pack.booking.school
    date = pack.booking.date if day else None
    school = pack.booking.school.model_copy(update={"time": time, "date": date})
    return replace(pack, booking=replace(pack.booking, school=school, date=date))


def test_packs_of_a_day_are_in_the_order_of_their_visits() -> None:
    """Within a day the report goes by time, whatever the schools are called."""
    late, early = timed_visit("a", "13:00", 4), timed_visit("b", "09:30", 4)
    rows = report_of("term", "A term", [late, early], {}).rows
    assert [row.school for row in rows] == ["b", "a"]
