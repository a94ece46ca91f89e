"""Faults of style sheets that reading finds: at the sheet's own line, and all of them at once."""

from __future__ import annotations

import pytest

from printroom.load.style_sheets import MOST_PARTS, style_sheet_problems, with_braces_closed
from printroom.model import Problem

FILES = {"images/dot.svg": b"<svg/>"}
ELSEWHERE = {
    "url(data:image/png;base64,iVBORw0KGgo=)": "data:",
    "url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>\")": "data:",
    "URL( 'https://pictures.example/a b.png' )": "https:",
    "url('images/two words.svg')": "images/two words",
}
"""Addresses as they are written in CSS, and how each begins."""


def found(sheet: str, name: str = "styles/a.css") -> list[Problem]:
    """What is wrong with a style sheet, or with the styles of a template."""
    return list(style_sheet_problems("t", {name: sheet}, FILES))


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_that_is_no_file_is_named_at_the_line_of_its_sheet(address: str) -> None:
    """Quoted or not, with spaces, a picture within it or far away: the sheet, its line and column.

    So it is in the styles of a template.
    """
    (problem,) = found(f"p {{ margin: 0 }}\na {{\n  background: {address} }}")
    assert (problem.code, problem.path, problem.line) == ("unknown-file", "t/styles/a.css", 3)
    assert problem.excerpt[problem.column - 1 :].startswith(ELSEWHERE[address])
    page = f"<p>\n<style>a {{ background: {address} }}</style>"
    (problem,) = found(page, "parts/a.html")
    assert (problem.code, problem.path, problem.line) == ("unknown-file", "t/parts/a.html", 2)


def test_files_of_the_folder_and_what_jinja_writes_are_no_fault() -> None:
    """A file that exists, a comment, a part of the page in a template, and a value of Jinja."""
    assert found('/* url(x.png) */ a { background: url("images/dot.svg") }') == []
    page = '<svg style="fill: url(#a)"/><b style="background: url({{ picture }})">'
    assert found(page, "parts/a.html") == []


@pytest.mark.parametrize("written", ['@import "b.css";', "@import url(b.css);"])
def test_a_sheet_that_imports_another_is_refused_once_at_its_line(written: str) -> None:
    """What it imports would not be read by any check."""
    (problem,) = found(f"p {{ margin: 0 }}\n{written}\n")
    assert (problem.line, problem.message) == (2, "a style sheet imports no other")


@pytest.mark.parametrize("between", [", ", " ", " + ", ",\n"])
def test_an_endless_selector_is_refused_where_it_begins(between: str) -> None:
    """A list or a chain of thousands of parts, which the engine fails with or takes long for."""
    (problem,) = found("p { margin: 0 }\n" + between.join([".a"] * 3_000) + " { margin: 0 }")
    assert (problem.code, problem.line, problem.column) == ("too-long", 2, 1)
    assert found(between.join([".a"] * MOST_PARTS) + " { margin: 0 }") == []


def test_a_value_of_thousands_of_gradients_is_refused_at_its_line() -> None:
    """The engine would compute it for minutes, in each document of the sheet."""
    gradients = ",".join(["linear-gradient(red, blue)"] * 3_000)
    (problem,) = found(f"p {{ margin: 0 }}\na {{ background: {gradients} }}")
    assert (problem.code, problem.line, problem.column) == ("too-long", 2, 5)


def test_every_brace_that_is_never_closed_is_named_at_once() -> None:
    """One that is open hides no other below it; and the engine then reads each rule by itself."""
    sheet = ".a { color: red\n.b,\n.c { color: red }\n@layer x {\n  .d { margin: 0\n  .e { }\n}\n"
    assert [(one.code, one.line) for one in found(sheet)] == [("unclosed", 5), ("unclosed", 1)]
    whole = ".a { color: red}\n.b,\n.c { color: red }\n@layer x {\n  .d { margin: 0}\n  .e { }\n}\n"
    assert with_braces_closed(sheet) == whole
    assert with_braces_closed(whole) == whole
    assert found("a { color: red }\n}")[0].line == 2
