"""A style sheet that gives a page another size than the job sheet says is found by `check`."""

from __future__ import annotations

import datetime as dt

import pytest

from printroom.choose import plan_for
from printroom.compose import compose_pack
from printroom.inspect import inspect
from printroom.inspect.page_sizes import other_papers
from printroom.load import load_folders
from printroom.model import Document, Order, PaperSize, Problem
from tests.workshop import Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=dt.date(2027, 1, 4))


def found(
    css: str, paper: PaperSize = "A4", body: str = "", *, max_pages: int = 2
) -> list[Problem]:
    """What is wrong with a document of this style and paper."""
    source = f"<style>\n/* sheet: styles/a.css */\n{css}</style><body>{body}</body>"
    path = "t/documents/s.html"
    document = Document(
        "sheet", "Sheet", "participant", max_pages, source, {}, path, "", paper=paper
    )
    return list(other_papers([document]))


FITS: tuple[tuple[str, PaperSize, str], ...] = (
    ("", "A4", ""),
    ("@page { size: A4 }", "A4", ""),
    ("@page { size: A4 landscape }", "A4", ""),
    ("@page { size: 297mm 210mm }", "A4", ""),
    ("@page { size: 8.5in 11in }", "Letter", ""),
    ("@page { size: legal }", "Legal", ""),
    ("@page { size: A3 } @page { size: A4 }", "A4", ""),
    ("@page { size: A4 !important } @page { size: A3 }", "A4", ""),
    ("@page wide { size: A3 }", "A4", ""),
    ("@page wide { size: A3 } .plan { page: wide }", "A4", '<p class="other">'),
    ("@page wide { size: A3 } body { page: wide }", "A3", ""),
    ("@media screen { @page { size: A3 } }", "A4", ""),
    ("/* @page { size: A3 } */", "A4", ""),
    ("@page { size: var(--paper) }", "A5", ""),
    ("@page { size: A4; @top-left { size: A3 } }", "A4", ""),
)
DIFFERS: tuple[tuple[str, PaperSize, str, str], ...] = (
    ("", "A5", "", "A4, as no style says otherwise"),
    ("@page { size: A3 }", "A4", "", "A3"),
    ("@page { size: a5 }", "A4", "", "a5"),
    ("@page { size: B5 }", "A4", "", "B5"),
    ("@page { size: 200mm 297mm }", "A4", "", "200mm 297mm"),
    ("@page { size: 210mm }", "A4", "", "210mm"),
    ("@page { size: A4 } @page :first { size: A3 }", "A4", "", "A3"),
    ("@page { size: A4 } @page :nth(3) { size: A3 }", "A4", "", "A3"),
    ("@page wide { size: A3 } .plan { page: wide }", "A4", '<p class="plan big">', "A3"),
    ("@layer base { @page { size: A3 } }", "A4", "", "A3"),
    ("@media print { @page { size: Letter } }", "A4", "", "Letter"),
    (
        "@page { size: A4 } @page left, right { size: A4 } @page { size: A3 !important }",
        "A4",
        "",
        "A3",
    ),
)


@pytest.mark.parametrize(("css", "paper", "body"), FITS)
def test_a_size_that_fits_or_is_overruled_is_fine(css: str, paper: PaperSize, body: str) -> None:
    """Either way up, in any unit; what no page of the document gets does not count."""
    assert found(css, paper, body) == []


@pytest.mark.parametrize(("css", "paper", "body", "written"), DIFFERS)
def test_another_size_is_named_with_its_line(
    css: str, paper: PaperSize, body: str, written: str
) -> None:
    """Whatever page gets another size, the declaration that decides it is named."""
    (problem,) = found(f"html {{ color: black }}\n{css}", paper, body)
    assert problem.code == "other-paper"
    assert problem.stops
    assert f"get the size {written}, but the job sheet says {paper}" in problem.message
    if css:
        assert (problem.path, problem.line) == ("t/styles/a.css", 2)
        assert problem.excerpt[problem.column - 1 :].startswith("size:")
    else:
        assert (problem.path, problem.line) == ("t/documents/s.html", 1)


def test_the_only_page_of_a_document_is_its_first() -> None:
    """A document of one page has no others, whatever size those would get."""
    css = "@page { size: A4 } @page :first { size: A3 }"
    assert not found(css, "A3", max_pages=1)
    assert found(css, "A3", max_pages=2)


def test_check_names_the_style_sheet_of_a_workshop(tiny: Workshop) -> None:
    """A size in a designer's style sheet is found before anything is laid out."""
    assert not papers(tiny)
    tiny.write(
        "templates/styles/club.css",
        (tiny.templates / "styles/club.css").read_text("utf-8") + "\n@page { size: A3 }\n",
    )
    (path,) = {problem.path for problem in papers(tiny)}
    assert path == "templates/styles/club.css"


def papers(tiny: Workshop) -> list[Problem]:
    """The problems with sizes in all documents of an order, its cover too."""
    library, templates = load_folders(tiny.materials, tiny.templates)
    made = compose_pack(plan_for(ORDER, library, templates), templates)
    problems = inspect(made.plan, (*made.documents, *made.covers))
    return [problem for problem in problems if problem.code == "other-paper"]
