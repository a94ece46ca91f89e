"""Faults of style sheets that reading finds: at the sheet's own line, and all of them at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from printroom.load.styles.style_brackets import UNREAD, bracket_faults, with_brackets_closed
from printroom.load.styles.style_declarations import blanked
from printroom.load.styles.style_problems import style_problems
from printroom.load.styles.style_sheets import MOST_PARTS, style_sheet_problems
from printroom.model import Problem
from tests.workshop import HOME

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
    assert (problem.line, problem.message) == (2, "a style sheet cannot import another")


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
    assert [(one.code, one.line) for one in found(sheet)] == [("unclosed", 1), ("unclosed", 5)]
    whole = ".a { color: red}\n.b,\n.c { color: red }\n@layer x {\n  .d { margin: 0}\n  .e { }\n}\n"
    assert with_brackets_closed(sheet) == whole
    assert with_brackets_closed(whole) == whole
    assert found("a { color: red }\n}")[0].line == 2


TAKEN = {
    "}": "this “{” is never closed, and swallows all that is below it",
    "{": "this “}” ends a rule that has no “{”",
    "(": "this “)” has no opening “(”",
    ")": "this “(” is never closed",
}
"""What is wrong without a bracket."""


def one_a_line(sheet: str) -> str:
    """A style sheet with each declaration in a line of its own."""
    rule = re.compile(r"^( *)([^{}@\n]+)\{ ([^{}\"()\n]+); \}$", re.MULTILINE)
    return rule.sub(
        lambda one: (
            f"{one[1]}{one[2]}{{\n"
            + "".join(f"{one[1]}  {part.strip()};\n" for part in one[3].split(";"))
            + f"{one[1]}}}"
        ),
        sheet,
    )


def rules_in(sheet: str) -> Iterator[re.Match[str]]:
    """Each rule within a layer."""
    plain = blanked(UNREAD, sheet)
    yield from re.finditer(r"^ +[^{}@ \n][^{}\n]*\{[^{}]*\}$", plain, re.MULTILINE)


@pytest.mark.parametrize("written", [one_a_line, pytest.param(str, marks=pytest.mark.slow)])
@pytest.mark.parametrize("sign", TAKEN)
def test_a_missing_bracket_is_one_problem_at_its_own_rule(
    sign: str, written: Callable[[str], str]
) -> None:
    """Any one bracket can be taken from a rule of a shipped sheet: one message, and no other rule.

    With that repaired, all brackets match.
    """
    drawn = Random(sign)
    for file in sorted(Path(HOME, "templates").rglob("*.css")):
        sheet = written(file.read_text("utf-8"))
        rules = [one for one in rules_in(sheet) if sign in one[0] and one[0].count("{") == 1]
        for rule in drawn.sample(rules, min(2, len(rules))):
            at = rule.start() + rule[0].rindex(sign)
            wrong = f"{sheet[:at]}{sheet[at + 1 :]}"
            (fault,) = bracket_faults(wrong)
            is_in_rule = rule.start() <= fault.at <= rule.end()
            assert (fault.message, is_in_rule) == (TAKEN[sign], True), (file, rule[0])
            assert bracket_faults(with_brackets_closed(wrong)) == ()


def test_a_layer_without_its_brace_is_named_where_it_begins() -> None:
    """The rules in it are read, and its end closes it."""
    (problem,) = found("@layer x\n  .a { margin: 0; }\n  .b { margin: 0; }\n}\n")
    assert (problem.line, problem.message) == (1, "this rule has no “{”")


def test_a_rule_that_is_never_closed_hides_none_of_its_other_faults() -> None:
    """A colour, a word and a size in it are reported with it, as the file has them."""
    sheet = ".a { color: #ccc; opacity: .5; content: 'x'\n.b { color: #ddd; }\n"
    problems = style_problems("t", {"styles/a.css": sheet}, FILES)
    assert sorted((one.line, one.column, one.code) for one in problems) == [
        (1, 4, "unclosed"),
        (1, 6, "low-contrast"),
        (1, 19, "style-effect"),
        (1, 32, "style-effect"),
        (1, 41, "style-words"),
        (2, 6, "low-contrast"),
    ]
    assert {one.excerpt for one in problems} == set(sheet.split("\n")) - {""}
