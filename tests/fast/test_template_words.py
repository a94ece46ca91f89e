"""The text of templates: it is found at its position, and checked against the language rules."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest

from printroom.choose import choose
from printroom.compose import compose, compose_pack
from printroom.inspect import inspect
from printroom.load import load_templates
from printroom.model import Fact, Order, Problem, Templates
from tests.workshop import Workshop

_SILENT = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style.*?</style>|<[^>]*>|&\w+;", re.DOTALL)
_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
SHEET = "templates/documents/task-sheet.html"
GUIDE = "templates/documents/guide.html"
COVER = "templates/documents/cover.html"
MEETING = "templates/sessions/meeting.yaml"
QUOTE = "'"
H1 = "<h1>{{ session.title }}</h1>"


def found(tiny: Workshop, band: str = "juniors") -> list[Problem]:
    """What is wrong with the words of the tiny workshop, as it is composed."""
    shapes = load_templates(tiny.templates)
    plan, _ = choose(Order("repairs/flat-tyre", band, "uphill"), tiny.load(), shapes)
    made = compose_pack(plan, shapes)
    problems = inspect(made.plan, (*made.documents, *made.covers))
    return [one for one in problems if one.code in ("words-to-avoid", "withheld-word")]


@pytest.mark.parametrize(
    ("source", "printed"),
    [("A report", "A report, 2024."), ("Figures of 2024, a report", "Figures of 2024, a report.")],
)
def test_a_source_names_its_year_once(templates: Templates, source: str, printed: str) -> None:
    """A year is printed beside its source, and not repeated where the source names it."""
    fact = Fact(
        says="So it is.",
        source=source,
        year=2024,
        review_by=dt.date(2027, 2, 28),
        bands=("juniors",),
        audiences=("facilitator",),
    )
    part = jinja2.Environment(loader=jinja2.DictLoader(dict(templates.sources)), autoescape=True)
    part.globals["_"] = str
    document = SimpleNamespace(facts={"one": fact}, guide=True)
    page = part.get_template("parts/sources.html").render(sources=["one"], document=document)
    assert f"<li>{printed} (To be checked again by February 2027.)</li>" in page


def test_every_english_word_of_a_template_is_marked(templates: Templates) -> None:
    """Words outside `_("…")` would neither be translated nor checked."""
    for name, source in templates.sources.items():
        if name.endswith(".html"):
            rest = _SILENT.sub(" ", _TRANSLATED.sub(" ", source))
            if name != "documents/floor-cards.html":  # a class of its own
                assert re.findall(r"[A-Za-z]{2,}", rest) == [], name


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (SHEET, '<p>{{ _("A careless rider") }}</p>'),
        (GUIDE, '\n<p>{{ _("careless rider & bell") }}</p>'),
        (COVER, '\n<p>{{ _("careless rider") }}</p>'),
        (SHEET, "\n{% trans n=1 %}{{ n }} careless rider{% endtrans %}"),
        (SHEET, '{{ ngettext("careless rider", "riders", 1) }}'),
        (SHEET, "<p>A careless rider</p>"),
        (SHEET, "<p>{{ 'A careless rider' }}</p>"),
        (SHEET, "{% set x = 'A careless rider' %}{{ x }}"),
        (SHEET, '<p aria-label="A careless rider"></p>'),
        (SHEET, "{% macro x() %}careless rider{% endmacro %}{{ x() }}"),
    ],
)
def test_words_to_avoid_are_found_in_templates(tiny: Workshop, path: str, words: str) -> None:
    """Each is reported at its line and column of the template."""
    tiny.change(path, H1, H1 + words)
    (problem,) = found(tiny)
    line = Path(path).read_text(encoding="utf-8").split("\n")[problem.line - 1]
    assert (problem.code, problem.path) == ("words-to-avoid", path)
    assert line[problem.column - 1 :].startswith("careless rider")


@pytest.mark.parametrize(
    "words",
    [
        "<p>A\n  careless rider</p>",
        "<p>A careless&nbsp;rider</p>",
        "<p>A care&shy;less <b>rider</b></p>",
        "<p>A <i>care</i>less <b>rider</b></p>",
        "<p><span>careless</span><span>rider</span></p>",
        "<p>A careless {{ 'rider' }}</p>",
        "{{ 'Careless Rider'|lower }}",
        "<svg><title>careless rider</title></svg>",
        "<p>“A careless rider”</p>",
        '<style>p::after { content: {#"#}"careless rider{#"#}" }</style>',
    ],
)
def test_words_to_avoid_are_found_however_they_are_marked_up(tiny: Workshop, words: str) -> None:
    """Markup, spaces and filters hide no word, and the file that says it is named."""
    tiny.change(SHEET, H1, H1 + words)
    (problem,) = found(tiny)
    assert (problem.code, problem.path) == ("words-to-avoid", SHEET)


@pytest.mark.parametrize(
    "words",
    [
        "{{ ['careless r', 'ider']|join }}",
        "{{ 'careless ' ~ 'rider' }}",
        "{% set a = 'careless ' %}{{ a }}{{ 'rider' }}",
        "{{ ['rider', 'less ', 'care']|reverse|join }}",
    ],
)
def test_words_that_a_template_puts_together_are_named_at_their_line(
    tiny: Workshop, words: str
) -> None:
    """Pieces of one line that make a word to avoid are found on the page, and named there."""
    ends = Path("templates/parts/ends.html")
    ends.write_text(f"<p>\n{words}</p>\n{ends.read_text('utf-8')}", "utf-8")
    (problem,) = found(tiny)
    assert (problem.code, problem.place) == ("words-to-avoid", f"{ends}:2:{words.index(QUOTE) + 2}")


def test_the_title_of_a_drawing_is_found_there(tiny: Workshop) -> None:
    """The title of a template's own drawing is checked."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg">\n<title>A careless rider</title></svg>'
    tiny.write("templates/images/map.svg", drawing)
    tiny.change(SHEET, H1, f'{H1}{{{{ img("images/map.svg", "") }}}}')
    (problem,) = found(tiny)
    assert (problem.path, problem.line) == ("templates/images/map.svg", 2)


def test_words_in_a_picture_are_found_there(tiny: Workshop) -> None:
    """A picture of the materials is named as the file that says it."""
    picture = Path("materials/pictures/wheel.svg")
    text = picture.read_text("utf-8").replace("</svg>", "<title>A careless rider</title></svg>")
    picture.write_text(text, "utf-8")
    assert {problem.path for problem in found(tiny)} == {picture.as_posix()}


def test_a_phrase_in_markup_of_an_author_is_reported_once(tiny: Workshop) -> None:
    """What an author wrote is reported where it is written, and not again where it is shown."""
    tiny.change("materials/snippets/repairs/hole.md", "Look for bubbles", "A *careless* rider")
    assert [problem.path for problem in found(tiny)] == ["materials/snippets/repairs/hole.md"]


@pytest.mark.parametrize(("band", "count"), [("juniors", 1), ("seniors", 0)])
def test_withheld_words_are_found_in_templates(tiny: Workshop, band: str, count: int) -> None:
    """A word that only the older may read is wrong in what the younger get, and nowhere else."""
    tiny.change(SHEET, H1, H1 + "<p>After a crash</p>")
    problems = found(tiny, band)
    assert [one.code for one in problems] == ["withheld-word"] * count
    assert all(one.path == SHEET for one in problems)


def test_who_leads_may_read_a_withheld_word(tiny: Workshop) -> None:
    """The same words in the template of the guide are not read by the band."""
    tiny.change(GUIDE, H1, H1 + '<p>{{ _("After a crash") }}</p>')
    assert found(tiny) == []


def test_a_number_in_a_template_is_no_figure(tiny: Workshop) -> None:
    """A designer writes scales and sizes, and no facts."""
    tiny.change(GUIDE, H1, H1 + '<p>{{ _("Print at 100 %.") }}</p>')
    shapes = load_templates(tiny.templates)
    plan, _ = choose(Order("repairs/flat-tyre", "juniors", "uphill"), tiny.load(), shapes)
    assert [one for one in inspect(plan, compose(plan, shapes)) if one.code == "figure"] == []


def test_titles_of_a_session_template_are_words_too(tiny: Workshop) -> None:
    """A word in the title of a document is reported at its line of the session template."""
    tiny.change(MEETING, "title: Task sheet", "title: Careless rider")
    problems = found(tiny)
    assert {one.path for one in problems} == {MEETING}
    assert {one.line for one in problems} == {11}


def test_a_phrase_that_does_not_print_is_not_judged(tiny: Workshop) -> None:
    """A template that says something only elsewhere says nothing here."""
    tiny.change(SHEET, H1, H1 + '{% if false %}{{ _("A careless rider") }}{% endif %}')
    assert found(tiny) == []
