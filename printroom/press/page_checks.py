"""Checks each page of a layout as a whole.

It finds pages of the wrong paper size, headings at the foot of a page, pages that are nearly empty,
lines too close to write on, and text too small for the band.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from printroom.model import Document, Problem, paper_of
from printroom.press.areas import MM_PER_PX, PT_PER_PX
from printroom.press.fields import is_value
from printroom.press.page_breaks import break_problems, is_emptied
from printroom.press.reading_order import Page, PageItem, band_size_px, classes_of, place_of_part
from printroom.press.style_places import design_of

LEAST_FILLED = 0.15
"""The share of its height that a page must fill; with less, it looks like a mistake."""
LINE_TOLERANCE_MM = 0.05
LEAST_TEXT = 0.8
"""The least size of a label as a share of the band's text size, to be legible at arm's length."""
TEXT_TOLERANCE_PT = 0.01
PIECE = "piece"
"""The class of pieces to cut out; the rest of the sheet is for the person who cuts."""
NOT_TO_READ = frozenset(
    {
        "kicker",  # the kind of the document, above its title
        "names",  # labels of the lines for a name and a date
        "label",  # the same on the help page, a letter, a certificate, a card for the pocket
        "end",  # the ends of a scale; faces or circles carry the task
        "mark-of",  # the mark by which a dropped pile of cards is sorted
        "sheet-code",  # the code that names the key
        "at",  # the numbers of rows and columns in a grid of letters: the key names them
        "source",  # the number of a source
        "sources",
    }
)
"""Classes of small print, which is not read for the task."""
CONTACT = "value"
"""The class of a number or an address of a contact."""


def page_problems(pages: Sequence[Page], document: Document) -> Iterator[Problem]:
    """All problems of the pages as a whole."""
    yield from _other_paper(pages, document)
    yield from break_problems(pages, document)
    for page, following in zip_longest(pages, pages[1:]):
        if page.has_flow:
            yield from _stranded(page, document)
            is_reported = following is not None and is_emptied(page, following)
            if len(pages) > 1 and page.number <= document.max_pages and not is_reported:
                yield from _nearly_empty(page, document)
        yield from _low_lines(page, document)
        if document.audience == "participant":
            yield from _small_text(page, document)
    is_copied_double = document.sides == "double" and document.is_copied
    if is_copied_double and len(pages) % 2 and len(pages) > 1:
        yield Problem(
            "odd-pages",
            document.path,
            f"“{document.title}” has {len(pages)} pages and is printed on both sides: its last "
            "sheet has an empty back, where the next copy may start.",
            "Fill or drop the last page, or set the printer to begin each copy on a new sheet.",
            stops=False,
        )


def _other_paper(pages: Sequence[Page], document: Document) -> Iterator[Problem]:
    """A problem for the first page whose size is not the paper on the job sheet."""
    for page in pages:
        wide, high = page.box.margin_width() * MM_PER_PX, page.box.margin_height() * MM_PER_PX
        paper = paper_of(wide, high)
        if document.paper is not None and paper != document.paper:
            found = f"{wide:.0f} × {high:.0f} mm ({paper or 'no standard paper'})"
            yield Problem(
                "other-paper",
                document.path,
                f"Page {page.number} is {found}, but the job sheet says {document.paper}.",
                f"Write @page {{ size: {document.paper} }} in its style, or give the document "
                "its size: in the session template.",
                spot=page.spot,
            )
            return


def _stranded(page: Page, document: Document) -> Iterator[Problem]:
    """A heading at the end of a page, with its text on the next page."""
    last = page.flow_items[-1] if page.flow_items else None
    if last is None or last.heading is None:
        return
    if any(t.is_placed and t.area.top >= last.area.bottom for t in page.all_items):
        return  # a drawing follows, with a place of its own
    words = " ".join(t.words for t in page.flow_items if t.heading is last.heading)
    path, line = place_of_part(last.part, document)
    yield Problem(
        "heading-stranded",
        path,
        f"Page {page.number} ends with the heading “{words}”, with nothing below it.",
        "Shorten or lengthen the text before it by a few lines.",
        line,
        stops=False,
        spot=page.spot_of(last),
    )


def _nearly_empty(page: Page, document: Document) -> Iterator[Problem]:
    if page.filled_share >= LEAST_FILLED:
        return
    path, line = place_of_part(next((t.part for t in page.flow_items if t.part), ""), document)
    yield Problem(
        "page-nearly-empty",
        path,
        f"Page {page.number} is nearly empty: {page.filled_share:.0%} of its height is used.",
        "Shorten the text before it by a few lines, or add text to the page.",
        line,
        stops=False,
        spot=page.spot,
    )


def _low_lines(page: Page, document: Document) -> Iterator[Problem]:
    """A problem if lines to write on are too close for the band, at the closest of a page."""
    least = band_size_px(page, "--line")
    lines = [item for item in page.all_items if _is_line(item)]
    if least is None or not lines:
        return
    lowest = min(lines, key=lambda item: float(item.box.margin_height()))
    pitch_mm, least_mm = lowest.box.margin_height() * MM_PER_PX, least * MM_PER_PX
    if pitch_mm >= least_mm - LINE_TOLERANCE_MM:
        return
    path, at = place_of_part(lowest.part, document)
    names = ("height", "line-height", "grid-template-rows")
    design = design_of(page.root.element, lowest.box.element, names, document)
    yield Problem(
        "line-too-low",
        path,
        f"On page {page.number}, a line to write on is {pitch_mm:.1f} mm high, and people of this "
        f"band need {least_mm:g} mm.",
        f"In the style, give .line the height var(--line), and its box enough room.{design}",
        at,
        spot=page.spot_of(lowest),
    )


def _is_line(item: PageItem) -> bool:
    return "line" in classes_of(item.box) and "write" in item.classes


def _small_text(page: Page, document: Document) -> Iterator[Problem]:
    """A problem if text is smaller than the band's, at the smallest of a page.

    Up to a fifth smaller is a warning, smaller still is an error.
    """
    body = band_size_px(page, "--body-size")
    if body is None:
        return
    body_pt = body * PT_PER_PX
    least_pt = LEAST_TEXT * body_pt - TEXT_TOLERANCE_PT
    if (smallest := _smallest(page, least_pt)) is None:
        return
    size_pt = _size_pt(smallest)
    path, line = place_of_part(smallest.part, document)
    if size_pt >= body_pt - TEXT_TOLERANCE_PT:
        return
    design = design_of(page.root.element, smallest.box.element, ("font-size", "font"), document)
    if size_pt >= least_pt:
        yield Problem(
            "text-below-size",
            path,
            f"On page {page.number}, “{smallest.words}” is set in {size_pt:.3g} pt, and text for "
            f"this band has {body_pt:.3g} pt.",
            f"{_fix_of_size(smallest)}.{design}",
            line,
            stops=False,
            spot=page.spot_of(smallest),
        )
        return
    yield Problem(
        "text-too-small",
        path,
        f"On page {page.number}, “{smallest.words}” is set in {size_pt:.3g} pt; for this band it "
        f"may not be smaller than {LEAST_TEXT * body_pt:.3g} pt.",
        f"{_fix_of_size(smallest)}, or change the style that makes it so small.{design}",
        line,
        spot=page.spot_of(smallest),
    )


def _fix_of_size(small: PageItem) -> str:
    """The fix for small text: authors can shorten theirs; other text is up to the style."""
    return "Shorten it, so that it can be set larger" if small.part else "Set it larger"


def _smallest(page: Page, least_pt: float) -> PageItem | None:
    """The smallest text of a page that participants read.

    Values of fields and the details of contacts may have the least size, because nobody can shorten
    a date or an address.
    """
    words = [item for item in page.all_items if item.words and _is_to_read(item, page)]
    words = [one for one in words if not _is_fixed(one) or _size_pt(one) < least_pt]
    return min(words, key=_size_pt, default=None)


def _is_fixed(item: PageItem) -> bool:
    """Whether nobody chooses the words of a text."""
    return is_value(item.box) or CONTACT in item.classes


def _size_pt(item: PageItem) -> float:
    return float(item.box.style["font_size"]) * PT_PER_PX


def _is_to_read(item: PageItem, page: Page) -> bool:
    classes = item.classes
    return (page.has_flow or PIECE in classes) and not classes & NOT_TO_READ
