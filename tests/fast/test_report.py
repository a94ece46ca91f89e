"""The report of a term: why packs are drafts, and everything that failed."""

from __future__ import annotations

import datetime as dt

from printroom.make.report import as_html, as_json, report_of, summary_lines
from printroom.model import Booking, Delivered, Failed, Order, Problem

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", 1, dt.date(2027, 1, 4))


def delivered(school: str, *draft: str) -> Delivered:
    """A pack that was made, with its reasons to be a draft."""
    return Delivered(Booking(ORDER, 12, school), f"out/{school}", (), 4, {"a": 3}, draft)


def test_the_report_gives_each_reason_for_drafts() -> None:
    """Also where no cover was printed: each reason is there, with the packs it does not concern."""
    packs = [
        delivered("a", "No lead.", "Not signed."),
        delivered("b", "Not signed."),
        delivered("c"),
    ]
    report = report_of("term", "A term", packs, {})
    lines = list(summary_lines(report))
    assert lines[-3:] == ["2 packs are DRAFTS:", "    Not signed.", "    No lead. (1 pack)"]
    assert as_json(report)["draft_reasons"] == {"Not signed.": 2, "No lead.": 1}
    assert "No lead." in as_html(report)


def test_the_page_of_a_report_names_every_pack_that_failed() -> None:
    """However many fail for one reason, each is there."""
    failed = [Failed(Booking(ORDER, 12, f"s-{n}"), (Problem("x", "y", "z"),)) for n in range(40)]
    page = as_html(report_of("term", "A term", failed, {}))
    assert all(f"s-{number}: " in page for number in range(40))
