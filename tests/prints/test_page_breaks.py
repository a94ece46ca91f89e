"""Breaks between pages: what belongs together is reported when a page parts it."""

from __future__ import annotations

import pytest

from printroom.press import print_document
from tests.press_helpers import document

STYLE = (
    "@page { size: A5; margin: 20mm } p, h2 { margin: 0; orphans: 1; widows: 1 }"
    ".high { height: 150mm } .low { height: 60mm } "
    ".tall { height: 168mm } .whole { break-inside: avoid }"
    ".write .line { height: 10mm } .next { break-before: page } .end { break-after: page }"
)
LINES = '<div class="write">' + '<div class="line"></div>' * 3 + "</div>"
FULL = '<div data-part="s.md:3"><div class="high">A long text.</div>{}</div>'
"""What fills a page but for its last lines, and what follows on it."""
PARTED = {
    "question-parted": "<p>What could Sam do?</p>" + LINES,
    "code-parted": '<p>Sort the cards.</p><div class="high"><p class="sheet-code">7KQ</p></div>',
    "announcement-parted": '<p>Three people can help:</p><table class="whole high"><tr><td>One'
    "</td></tr></table>",
}
TOGETHER = {
    "lines that run on": "<p>What could Sam do?</p>"
    + LINES.replace("</div></div>", '</div><div class="line next"></div></div>'),
    "a text that runs on": "<p>Three people can help: " + "your aunt, a coach, " * 150 + "</p>",
    "a sentence": '<p>Three people can help.</p><p class="next">The first.</p>',
}


def warnings(body: str) -> list[tuple[str, str, int]]:
    """Code, file and line of each warning about a break."""
    printed = print_document(document(body, STYLE), {})
    codes = {*PARTED, "page-emptied", "page-nearly-empty", "heading-stranded"}
    return [(one.code, one.path, one.line) for one in printed.warnings if one.code in codes]


@pytest.mark.parametrize("code", PARTED)
def test_what_belongs_together_is_reported_when_a_page_parts_it(code: str) -> None:
    """A question without its lines, a code without its sheet: reported at the author's line."""
    filler = "<p>Words.</p>" * 2
    assert warnings(FULL.format(filler + PARTED[code])) == [(code, "s.md", 3)]


@pytest.mark.parametrize("name", TOGETHER)
def test_what_runs_on_is_not_parted(name: str) -> None:
    """What begins on one page and goes on on the next is together."""
    found = warnings(FULL.replace("high", "low").format(TOGETHER[name]))
    assert not {code for code, _, _ in found} & PARTED.keys()


@pytest.mark.parametrize(
    ("kind", "above_mm", "high_mm", "found"),
    [
        ("matching", 130, 30, [("activity-parted", "s.md", 3)]),
        ("true-false", 130, 30, []),  # each of its questions is read by itself
        ("matching", 60, 90, []),  # no page is as high
        ("matching", 75, 84, []),  # no page is as high as the activity and its heading
        ("matching", 40, 75, []),  # it would leave a page with little more than a title
    ],
)
def test_an_activity_that_fits_on_a_page_is_reported_on_two(
    kind: str, above_mm: int, high_mm: int, found: list[tuple[str, str, int]]
) -> None:
    """What is done at one go is in sight at one go, unless it is higher than a page."""
    row = f'<p style="height: {high_mm}mm">Words.</p>'
    body = f"""<div data-part="s.md:3"><p style="height: {above_mm}mm">A long text.</p>
        <h2>Match them</h2><div class="activity {kind}">{row * 2}</div></div>"""
    printed = print_document(document(body, STYLE), {})
    parted = [one for one in printed.warnings if one.code == "activity-parted"]
    assert [(one.code, one.path, one.line) for one in parted] == found


TABLE = '<table class="{}" data-part="s.md:9">' + "<tr><td>A row</td></tr>" * 30 + "</table>"


def test_a_page_that_is_left_empty_names_what_left_it_so() -> None:
    """A table that must not break, and so moves, is reported at its own line."""
    body = '<p data-part="s.md:3">Words.</p><table class="whole tall" data-part="s.md:9">{}</table>'
    found = warnings(body.format("<tr><td>A row</td></tr>"))
    assert found == [("page-emptied", "s.md", 9)]


@pytest.mark.parametrize(
    "body",
    [
        '<p>Words.</p><p class="next">The next page.</p><div class="low">x</div>',
        '<p class="end">Words.</p><p>The next page.</p><div class="low">x</div>',
        '<div class="low">Words.</div><table class="whole high"><tr><td>x</td></tr></table>',
        "<p>Words.</p>" + TABLE.format(""),
    ],
    ids=["break before", "break after", "enough kept", "table that breaks"],
)
def test_a_page_that_ends_as_it_should_is_not_reported_as_emptied(body: str) -> None:
    """A break that the style asks for, and a page with enough on it, are as they should be."""
    assert "page-emptied" not in [code for code, _, _ in warnings(body)]
