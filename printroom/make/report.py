"""The report of a term: what came of each booking in, a summary for programs and people out.

It says nothing of a school but its id, and quotes none of its words.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Template

from pydantic import JsonValue

from printroom.make.bookings import written_by_school
from printroom.model import Booking, Delivered, Failed, How, Problem
from printroom.text.fingerprint import letters

HOW: Mapping[How, str] = {
    "link": "printed once for all, and linked to",
    "fill": "filled with a school’s words",
    "lay out": "laid out for one school",
    "unchanged": "unchanged already, every byte as it was made",
}
WITHHELD = "“(the school’s own words)”"
_QUOTED = re.compile("“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a term. `sheets` counts sheets of paper, for all people."""

    term: str
    title: str
    made: int
    unchanged: int
    failures: tuple[Failed, ...]
    how: Mapping[How, int]
    """Documents by the way in which they came about."""
    pages: int
    sheets: int
    sheets_by_document: Mapping[str, int]
    drafts: int
    laid_out: tuple[str, ...]
    """The ids of schools for which something had to be laid out."""
    seconds: Mapping[str, float]
    """Time by step. Steps run side by side, so that their sum is more than the time that passed."""
    unwritten: tuple[Problem, ...] = ()
    """Why this report, or the record of the term, could not be written."""

    @property
    def packs(self) -> int:
        """All packs that there are now."""
        return self.made + self.unchanged


def report_of(
    term: str, title: str, results: Iterable[Delivered | Failed], seconds: Mapping[str, float]
) -> Report:
    """Count what came of the bookings of a term."""
    results = tuple(results)
    packs = [one for one in results if isinstance(one, Delivered)]
    how: Counter[How] = Counter()
    sheets: Counter[str] = Counter()
    for pack in packs:
        how.update(pack.how)
        sheets.update(pack.sheets_by_document)
    unchanged = sum("unchanged" in pack.how for pack in packs)
    laid_out = {pack.booking.school_id for pack in packs if pack.how.get("lay out")}
    return Report(
        term,
        title,
        len(packs) - unchanged,
        unchanged,
        tuple(_withheld(one) for one in results if isinstance(one, Failed)),
        dict(how),
        sum(pack.pages for pack in packs),
        sum(sheets.values()),
        dict(sheets),
        sum(bool(pack.draft) for pack in packs),
        tuple(sorted(laid_out)),
        dict(seconds),
    )


def as_json(report: Report) -> dict[str, JsonValue]:
    """The report as plain values."""
    return {
        "term": report.term,
        "title": report.title,
        "packs": report.packs,
        "made": report.made,
        "unchanged": report.unchanged,
        "failed": len(report.failures),
        "documents": {name: report.how.get(name, 0) for name in HOW},
        "pages": report.pages,
        "sheets": report.sheets,
        "sheets_by_document": dict(report.sheets_by_document),
        "drafts": report.drafts,
        "laid_out_for": list(report.laid_out),
        "seconds": {step: round(seconds, 2) for step, seconds in report.seconds.items()},
        "failures": [
            {**_whose(failed.booking), "problems": [str(problem) for problem in failed.problems]}
            for failed in report.failures
        ],
    }


def as_html(report: Report) -> str:
    """The report as a page for a manager: one file, to be read in any browser or printed."""
    numbers = (
        (report.packs, "packs stand"),
        (report.made, "of them made now"),
        (len(report.failures), "failed"),
        (report.pages, "pages"),
        (report.sheets, "sheets of paper"),
        (report.drafts, "packs are drafts"),
    )
    return _PAGE.substitute(
        title=html.escape(f"{report.title}: report"),
        term=html.escape(report.term),
        verdict=_verdict(report),
        numbers="".join(f"<li><b>{count:,}</b> {words}</li>" for count, words in numbers),
        failures=_failures(report),
        documents=_table(("Documents", ""), ((HOW[how], n) for how, n in report.how.items())),
        sheets=_table(("Sheets of paper", ""), report.sheets_by_document.items()),
        laid_out=_laid_out(report),
        seconds=_table(
            ("Step", "Seconds"), ((step, f"{s:.1f}") for step, s in report.seconds.items())
        ),
    )


def in_words(report: Report) -> Iterator[str]:
    """The report in a few lines."""
    packs = "1 pack" if report.packs == 1 else f"{report.packs:,} packs"
    yield (
        f"{packs}: {report.made:,} made now, {report.unchanged:,} stood already. "
        f"{report.pages:,} pages, {report.sheets:,} sheets of paper."
    )
    for how, count in report.how.items():
        yield f"    {count:,} documents {HOW[how]}"
    if report.laid_out:
        yield f"    Laid out again for: {', '.join(report.laid_out[:8])}{_more(report.laid_out, 8)}"
    if report.drafts:
        yield f"{report.drafts:,} packs are DRAFTS: the cover says why."


def alike(failures: Iterable[Failed]) -> dict[tuple[Problem, ...], list[Failed]]:
    """Failures by what is wrong: one mistake in a template fails every school."""
    found: dict[tuple[Problem, ...], list[Failed]] = {}
    for failed in failures:
        found.setdefault(failed.problems, []).append(failed)
    return found


def whose(booking: Booking) -> str:
    """A booking in a word: its school's id, and its order."""
    order = booking.order
    return f"{booking.school_id}: {order.session}, {order.band}, {order.nation}"


def _whose(booking: Booking) -> dict[str, str]:
    order = booking.order
    return {
        "school": booking.school_id,
        "session": order.session,
        "band": order.band,
        "nation": order.nation,
    }


def _withheld(failed: Failed) -> Failed:
    """A failure in which no word of the school is quoted."""
    school = failed.booking.school
    own = [letters(value) for value in written_by_school(school).values()] if school else []

    def quoted(match: re.Match[str]) -> str:
        said = letters(match[1].rstrip("… "))
        is_own = any(said and value and (said in value or value in said) for value in own)
        return WITHHELD if is_own else match[0]

    problems = tuple(
        Problem(one.code, one.path, _QUOTED.sub(quoted, one.message), one.fix, one.line)
        for one in failed.problems
    )
    return Failed(failed.booking, problems)


def _verdict(report: Report) -> str:
    if report.failures:
        return f"{len(report.failures):,} packs could not be made. All others stand whole."
    return "Every pack stands whole, and is what its manifest says."


def _failures(report: Report) -> str:
    if not report.failures:
        return ""
    groups = "".join(
        f"<li><p>{'<br>'.join(html.escape(str(problem)) for problem in problems)}</p>"
        f"<p class=who>{len(those):,} packs: "
        f"{html.escape('; '.join(whose(one.booking) for one in those[:12]))}"
        f"{_more(those, 12)}</p></li>"
        for problems, those in alike(report.failures).items()
    )
    return f"<h2>What failed, and why</h2><ul class=failures>{groups}</ul>"


def _laid_out(report: Report) -> str:
    if not report.laid_out:
        return ""
    ids = html.escape(", ".join(report.laid_out))
    return (
        "<h2>Laid out again</h2><p>These schools have a name, a lead or a way to reach them that "
        f"does not fit its box, or needs other letters: {ids}.</p>"
    )


def _table(head: tuple[str, str], rows: Iterable[tuple[str, object]]) -> str:
    cells = "".join(
        f"<tr><td>{html.escape(str(name))}</td><td class=n>{value}</td></tr>"
        for name, value in rows
    )
    if not cells:
        return ""
    titles = "".join(f"<th>{title}</th>" for title in head)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table>"


def _more(found: tuple[object, ...] | list[Failed], shown: int) -> str:
    return f" and {len(found) - shown:,} more" if len(found) > shown else ""


_PAGE = Template("""<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>$title</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1d2a33; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem }
h1 { font-size: 1.7rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
.term { color: #55636e; margin: 0 } .verdict { font-size: 1.15rem; font-weight: 600 }
.numbers { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .75rem }
.numbers li { border: 1px solid #9aa7b1; border-radius: .5rem; padding: .5rem 1rem }
.numbers b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th { text-align: left } td, th { border-bottom: 1px solid #c9d1d7; padding: .3rem .5rem }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
th:last-child { text-align: right } .failures { padding-left: 1.2rem } .who { color: #55636e }
@media print { body { margin: 0 } }
</style>
<h1>$title</h1>
<p class="term">$term</p>
<p class="verdict">$verdict</p>
<ul class="numbers">$numbers</ul>
$failures
<h2>How it was made</h2>
$documents
$laid_out
<h2>What to print</h2>
$sheets
<h2>Where the time went</h2>
$seconds
</html>
""")
