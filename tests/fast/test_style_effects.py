"""A style that changes which words are read, or their order, is refused where it is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.choose import all_orders, plan_for
from printroom.compose import compose_pack
from printroom.load import load_folders, load_templates
from printroom.load.styles.style_effects import style_effects
from printroom.model import NotFitToPrint, Problem
from tests.workshop import HOME, Workshop

DAY = dt.date(2027, 1, 4)
CHANGES = (
    *("text-decoration: line-through", "text-decoration: underline line-through .1em"),
    *("text-decoration-line: line-through", "text-decoration: var(--x)"),
    *("text-underline-offset: -.6em", "order: 1", "order: -1", "flex-direction: row-reverse"),
    *("flex-direction: column-reverse", "flex-flow: row-reverse wrap", "flex-wrap: wrap-reverse"),
    *("grid-auto-flow: row dense", "grid-row: 2", "grid-column: 3 / 4", "grid-area: last"),
    *("direction: rtl", "caption-side: bottom", "visibility: hidden", "visibility: collapse"),
    *("opacity: 0", "opacity: .4", "opacity: var(--x)", "font-size: 0", "font-size: 0.0pt"),
    *("font: 0 Text", "font: 700 0/1.2 Text", "text-indent: -999px", "text-indent: calc(-50em)"),
    *("clip: rect(0 0 0 0)", "clip-path: circle(0)", "max-lines: 1", "continue: discard"),
    *("text-transform: uppercase", "text-transform: full-width", "letter-spacing: -.6em"),
    *("letter-spacing: -8pt", "word-spacing: -1em", "transform: scaleX(-1)"),
    *("transform: rotate(9deg) scale(0)", "transform: matrix(-1, 0, 0, 1, 0, 0)", "all: unset"),
    *("display: none", "display: table-footer-group", "display: var(--x)", "content: ''"),
    *("line-height: 0", "line-height: .3", "float: footnote", "float: right", "float: left"),
    *("position: absolute", "position: running(gone)", "position: fixed", "display: flex"),
    *("display: grid", "display: inline-flex", "display: table", "font-size: 1e9pt"),
    *("z-index: -1", "z-index: var(--x)", "font-size: 1pt", "font-size: .4em", "font-size: 2mm"),
    *("font: 5.9pt Text", "font: 700 4px/1.2 Text", "font-size: 40%"),
    *("margin: 0 99999999mm", "padding: 1.5e7em", "line-height: -1E+9", "width: calc(1e8px)"),
)
"""Each is refused for a word of an author, such as `em`."""
HARMLESS = (
    *("text-decoration: underline", "text-underline-offset: .1em", "order: 0", "opacity: 1"),
    *("flex-direction: column", "flex-wrap: wrap", "grid-column: span 2", "grid-column: 1 / -1"),
    *("font-size: 6pt", "font-size: .5em", "font: 700 6pt/1 Text", "z-index: 0"),
    *("visibility: visible", "font-size: .82rem", "font: 700 1rem/1.2 var(--head)"),
    *("font: var(--body-size)/1.4 Text", "text-indent: -2em", "text-transform: none"),
    *("letter-spacing: -.02em", "letter-spacing: 0", "transform: scale(1.5)", "line-height: .9"),
    *("transform: rotate(180deg)", "transform: rotate(var(--turn))", "display: inline-block"),
    *("transform: translate(-2mm, 1mm)", "position: relative", "float: none", "color: #111"),
    *("color: #1e9000", "color: #123456", "z-index: 999999", "background: #1e9 url(1e9.svg)"),
)
BARE = ("em", "strong", "p > *", ".key :first-child", "li em:not(.x)", "a[href]", "p em, .shape")
AROUND = ("{}", "@layer document {{ {} }}", "@media print {{ @layer x {{ {} }} }}", "i {{ }} {}")


def problems(sheet: str, **templates: str) -> list[Problem]:
    sources = {"a.css": sheet, **{f"{name}.html": text for name, text in templates.items()}}
    return list(style_effects("templates", sources))


@st.composite
def written(draw: st.DrawFn, declarations: tuple[str, ...]) -> tuple[str, str]:
    """A style sheet with one of these declarations, written in some way; and the declaration."""
    declaration = draw(st.sampled_from(declarations))
    name, _, value = declaration.partition(": ")
    shown = name.upper() if draw(st.booleans()) else name
    signs = draw(st.sampled_from((": ", ":", " :\n  ", ":/* src: x */ ", ": ")))
    end = draw(st.sampled_from((";", "", " !important;", " /* so */ ;")))
    before = draw(st.sampled_from(("", "color: red; ", "/* src: a; b */ ", 'quotes: "}" "{"; ')))
    rule = f"{draw(st.sampled_from(BARE))} {{ {before}{shown}{signs}{value}{end} }}"
    return draw(st.sampled_from(AROUND)).format(rule), shown


@given(written(CHANGES))
def test_what_changes_the_words_is_refused_at_its_place(case: tuple[str, str]) -> None:
    """However it is written, each such declaration is one error, at its line and column."""
    sheet, name = case
    (problem,) = problems(f"/* first */\n{sheet}")
    assert problem.code == "style-effect"
    assert problem.stops
    line = f"/* first */\n{sheet}".split("\n")[problem.line - 1]
    assert line[problem.column - 1 :].startswith(name)


@given(written(HARMLESS))
def test_size_place_and_look_are_free(case: tuple[str, str]) -> None:
    """Whatever else a style says is no error."""
    assert problems(case[0]) == []


@pytest.mark.parametrize("css", ["em { te\\78t-transform: uppercase }", "e\\6d { color: red }"])
def test_a_name_in_disguise_is_refused(css: str) -> None:
    """A backslash outside of quotation marks, which may spell any property, is refused."""
    (problem,) = problems(css)
    assert problem.column == css.index("\\") + 1
    assert problems('em { quotes: "\\201C" "\\201D" } /* \\ */') == []


def test_only_what_has_no_words_may_be_left_out() -> None:
    """`display: none` is for added signs, and for elements that are empty in every template."""
    hide = ".young .shape, li::before { display: none }"
    empty = '<i class="shape {{ x }}"></i>'
    assert problems(hide, one=empty) == []
    assert problems(hide, one=empty, two='<b class="shape">not</b>')
    assert problems(hide, one=empty, two='<b class="shape"><i>{{ no }}</i></b>')
    assert problems(hide, one='<img class="shape">')
    assert problems(hide), "nobody knows what it is"
    both = '<p class="line">a</p><div class="line"></div>'
    assert problems(".line { display: none }", one=both)
    assert problems("p.line { display: none }", one=both)
    assert not problems("div.line { display: none }", one=both)


def test_elements_with_names_may_be_placed() -> None:
    """A box of the design, a picture or a whole block may float or be placed."""
    for subject in ("p > .portrait", "img", "li", "#foot", "em::before", ".piece svg"):
        assert problems(f"{subject} {{ float: left; position: absolute }}") == []


def test_what_is_taken_off_the_page_is_printed_in_a_margin() -> None:
    """Any style sheet may print it there; otherwise its words would be on no page."""
    (problem,) = problems(".foot { color: red; position: running(foot) }")
    assert (problem.code, problem.column) == ("style-effect", 21)
    both = "@page { @bottom-left { content: element(foot) } } .foot { position: running(foot) }"
    assert problems(both) == []


def test_what_has_no_words_may_be_behind_others() -> None:
    """A drawing of the design may, and a box that styles add; words might be covered."""
    behind, empty = ".shape { z-index: -1 }", '<i class="shape"></i>'
    assert problems(behind, one=empty) == problems("p::before { z-index: -1 }") == []
    assert problems(behind, one='<i class="shape">no</i>')


def test_styles_within_templates_are_judged_in_the_same_way(tiny: Workshop) -> None:
    """An element or attribute of a template, however it is quoted, is refused as well."""
    for style in ('<p style="opacity: 0">', "<p style=opacity:0>", "<style>p{opacity:0}</style>"):
        (problem,) = problems("", page=f"<main>\n{style}")
        assert (problem.path, problem.line) == ("templates/page.html", 2)
    (problem,) = problems("", page="<p style='opacity: {{ x }}'>")
    assert problem.column == 11
    tiny.change("templates/styles/club.css", "h1 { font", "em { visibility: hidden } h1 { font")
    with pytest.raises(NotFitToPrint) as caught:
        load_templates(tiny.templates)
    assert [one.code for one in caught.value.problems] == ["style-effect"]


def test_our_own_styles_change_no_words() -> None:
    """The styles that are shipped show each word that is signed, in its order."""
    load_templates(HOME / "templates")


@pytest.mark.parametrize(
    "markup",
    ["<s>not</s>", "<del>not</del>", '<bdo dir="rtl">no</bdo>', "<p hidden>no</p>", "<p dir=rtl>"],
)
def test_markup_that_takes_words_back_is_refused(tiny: Workshop, markup: str) -> None:
    """A template neither strikes words out nor hides or reverses them, with the line of it."""
    path = "templates/documents/task-sheet.html"
    text = Path(path).read_text("utf-8").replace("<h1>", f"\n{markup}<h1>", 1)
    Path(path).write_text(text, "utf-8")
    library, templates = load_folders(tiny.materials, tiny.templates)
    order = next(iter(all_orders(library, DAY)))
    with pytest.raises(NotFitToPrint) as caught:
        compose_pack(plan_for(order, library, templates), templates)
    line = text.partition(markup)[0].count("\n") + 1
    assert {(one.path, one.line) for one in caught.value.problems} == {(path, line)}


def test_names_that_sound_like_it_are_no_attributes(tiny: Workshop) -> None:
    """A class, a label or another element is not taken for what hides or reverses."""
    tiny.change(
        "templates/documents/task-sheet.html",
        "<h1>",
        '<p class="a hidden dir" title=" hidden ">so</p><section></section><h1>',
    )
    library, templates = load_folders(tiny.materials, tiny.templates)
    order = next(iter(all_orders(library, DAY)))
    assert compose_pack(plan_for(order, library, templates), templates)
