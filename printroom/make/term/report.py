"""The report of a term, as text, JSON and a web page.

It names schools by their ids and folders, and contains no other details of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from printroom.compose.web_page import render_page
from printroom.make.pack.bookings import booking_label
from printroom.make.term.report_rows import ReportRow, report_rows, sheets_by_stock
from printroom.model import Delivered, Failed, How, PaperNeed, Problem
from printroom.model.drafts import reason_in_short
from printroom.model.list_columns import LIST_COLUMNS
from printroom.model.report_file import FailedEntry, PaperEntry, ReportFile

HOW: Mapping[How, str] = {
    "link": "printed once for all, and linked",
    "fill": "filled with a school’s details",
    "lay out": "laid out for one school",
    "unchanged": "unchanged",
}
PAGE = Path(__file__).with_name("report.html")


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a term; `sheets` are sheets of paper for all people."""

    term: str
    title: str
    made: int
    unchanged: int
    failures: tuple[Failed, ...]
    how: Mapping[How, int]
    """The number of documents that were made in each way."""
    pages: int
    sheets: int
    sheets_by_document: Mapping[str, int]
    drafts: int
    draft_reasons: Mapping[str, int]
    """The number of packs that are drafts for each reason, the largest first."""
    draft_kinds: Mapping[str, int]
    """The same for each reason in short."""
    laid_out: tuple[str, ...]
    """The ids of schools for which something had to be laid out."""
    seconds: Mapping[str, float]
    """Time by step. Steps run concurrently, so their sum exceeds the elapsed time."""
    paper: tuple[PaperNeed, ...] = ()
    """Copies and sheets of each document, for all people."""
    rows: tuple[ReportRow, ...] = ()
    """Each pack, by day and school."""
    unaddressed: tuple[str, ...] = ()
    """The ids of schools without an address for deliveries."""
    unwritten: tuple[Problem, ...] = ()
    """Why this report, or the record of the term, could not be written."""

    @property
    def lacking(self) -> Mapping[str, tuple[str, ...]]:
        """Each detail missing from the list, with the ids of the schools; the lead first."""
        schools: dict[str, set[str]] = {}
        for row in self.rows:
            for gap in row.lacks:
                schools.setdefault(gap, set()).add(row.school)
        order = [column.lacking for column in LIST_COLUMNS.values()]
        return {gap: tuple(sorted(schools[gap])) for gap in sorted(schools, key=order.index)}

    @property
    def leadless(self) -> tuple[str, ...]:
        """The ids of schools without a safeguarding lead."""
        return self.lacking.get(LIST_COLUMNS["lead"].lacking, ())

    @property
    def packs(self) -> int:
        """All packs that exist now."""
        return self.made + self.unchanged


def add_up_paper(needs: Iterable[PaperNeed]) -> tuple[PaperNeed, ...]:
    """Add up the paper of many packs, for each document on each kind of paper."""
    found: dict[tuple[str, str], PaperNeed] = {}
    copies: Counter[tuple[str, str]] = Counter()
    sheets: Counter[tuple[str, str]] = Counter()
    for need in needs:
        kind = need.document, need.stock
        found[kind] = need
        copies[kind] += need.copies
        sheets[kind] += need.sheets
    return tuple(
        replace(need, copies=copies[kind], sheets=sheets[kind]) for kind, need in found.items()
    )


def report_of(
    term: str, title: str, results: Iterable[Delivered | Failed], seconds: Mapping[str, float]
) -> Report:
    """Count the results of a term's bookings."""
    results = tuple(results)
    booked = [result.booking for result in results]
    packs = [result for result in results if isinstance(result, Delivered)]
    how: Counter[How] = Counter()
    sheets: Counter[str] = Counter()
    for pack in packs:
        how.update(pack.how)
        sheets.update(pack.sheets_by_document)
    unchanged = sum(not pack.is_made for pack in packs)
    reasons = dict(Counter(reason.text for pack in packs for reason in pack.draft).most_common())
    kinds = Counter(
        text for pack in packs for text in {reason_in_short(one).text for one in pack.draft}
    )
    laid_out = {pack.booking.school_id for pack in packs if pack.how.get("lay out")}
    unaddressed = {one.school_id for one in booked if one.school and not one.school.deliver_to}
    return Report(
        term=term,
        title=title,
        made=len(packs) - unchanged,
        unchanged=unchanged,
        failures=tuple(result for result in results if isinstance(result, Failed)),
        how=dict(how),
        pages=sum(pack.pages for pack in packs),
        sheets=sum(sheets.values()),
        sheets_by_document=dict(sheets),
        drafts=sum(bool(pack.draft) for pack in packs),
        draft_reasons=reasons,
        draft_kinds=dict(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
        laid_out=tuple(sorted(laid_out)),
        seconds=dict(seconds),
        paper=add_up_paper(need for pack in packs for need in pack.paper),
        rows=report_rows(results, list(reasons)),
        unaddressed=tuple(sorted(unaddressed)),
    )


def report_file(report: Report) -> ReportFile:
    """The report for other programs."""
    return ReportFile(
        term=report.term,
        title=report.title,
        packs=report.packs,
        made=report.made,
        unchanged=report.unchanged,
        failed=len(report.failures),
        documents={name: report.how.get(name, 0) for name in HOW},
        pages=report.pages,
        sheets=report.sheets,
        sheets_by_document=dict(report.sheets_by_document),
        paper=tuple(PaperEntry(**asdict(need), stock=need.stock) for need in report.paper),
        without_lead=report.leadless,
        without_address=report.unaddressed,
        drafts=report.drafts,
        draft_reasons=dict(report.draft_reasons),
        laid_out_for=report.laid_out,
        seconds={step: round(seconds, 2) for step, seconds in report.seconds.items()},
        failures=tuple(map(_failed_entry, report.failures)),
    )


def as_html(report: Report) -> str:
    """The report as a web page for a manager, in one file."""
    groups = [
        ([str(problem) for problem in problems], [booking_label(one.booking) for one in failed])
        for problems, failed in group_failures(report.failures).items()
    ]
    return render_page(
        PAGE.read_text(encoding="utf-8"),
        report=report,
        groups=groups,
        documents={HOW[how]: count for how, count in report.how.items()},
        seconds={step: f"{seconds:.1f}" for step, seconds in report.seconds.items()},
        stocks=sheets_by_stock(report.paper),
    )


def summary_lines(report: Report) -> Iterator[str]:
    """The report in a few lines of text."""
    yield (
        f"{_packs(report.packs)}: {report.made:,} made now, {report.unchanged:,} already there. "
        f"{report.pages:,} pages, {report.sheets:,} sheets of paper."
    )
    for how, count in report.how.items():
        yield f"    {count:,} documents {HOW[how]}"
    if report.laid_out:
        more = f" and {len(report.laid_out) - 8:,} more" if len(report.laid_out) > 8 else ""
        ids = f"{', '.join(report.laid_out[:8])}{more}"
        yield f"    Laid out separately, for a detail with no room in the usual layout: {ids}"
    if report.drafts:
        yield f"{_packs(report.drafts)} {'is a DRAFT' if report.drafts == 1 else 'are DRAFTS'}:"
        for reason, count in report.draft_kinds.items():
            yield f"    {reason}" + (f" ({_packs(count)})" if count < report.drafts else "")
        yield "The report has every reason in full."


def _packs(count: int) -> str:
    return "1 pack" if count == 1 else f"{count:,} packs"


def group_failures(failures: Iterable[Failed]) -> dict[tuple[Problem, ...], list[Failed]]:
    """Group failures by their problems, since one mistake in a template fails every school."""
    found: dict[tuple[Problem, ...], list[Failed]] = {}
    for failed in failures:
        found.setdefault(failed.problems, []).append(failed)
    return found


def _failed_entry(failed: Failed) -> FailedEntry:
    order = failed.booking.order
    return FailedEntry(
        school=failed.booking.school_id,
        session=order.session,
        band=order.band,
        nation=order.nation,
        minutes=order.minutes,
        follows=order.follows,
        problems=tuple(map(str, failed.problems)),
    )
