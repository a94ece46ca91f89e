"""Mistakes in templates: each is reported at its file and line, or stopped by the time limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printroom.choose import choose
from printroom.compose import Rendered
from printroom.compose.job_sheet import job_sheet_rows
from printroom.load import load_materials, load_templates
from printroom.model import Library, NotFitToPrint, Order, Plan, Problem, Templates
from printroom.workers import WorkerPool, Workers
from printroom.workers.composing import render_documents, render_the_cover
from printroom.workers.job_results import run_in_worker
from tests.hostile_templates import render_hastily
from tests.snapshots import Golden, sections
from tests.term_helpers import AtOnce
from tests.workshop import Workshop, shown

SHEET = "templates/documents/task-sheet.html"
TITLE = "<h1>{{ session.title }}</h1>"
TITLE_LINE = 3
ORDER = Order("repairs/flat-tyre", "seniors", "uphill")
SECONDS = 1.2
GOLDEN = "messages/templates.txt"
Render = Callable[[tuple[Plan, Templates]], Rendered]

AT_ITS_LINE = {
    "unknown-name": "{{ nobody }}",
    "unknown-name-that-is-near": "{{ sesion.title }}",
    "unknown-field-that-is-near": "{{ session.titel }}",
    "unknown-filter-that-is-near": "{{ code | uper }}",
    "unknown-field": "{{ session.nobody }}",
    "unknown-field-of-a-noun": "{{ document.nobody }}",
    "unknown-filter": "{{ code | nothing }}",
    "unknown-test": "{% if code is nothing %}{% endif %}",
    "syntax-tag": "{% endfor %}",
    "syntax-word": "{% nothing %}",
    "syntax-brace": "{{ code }",
    "syntax-empty": "{{ }}",
    "division": "{{ 1 / 0 }}",
    "class": "{{ ''.__class__ }}",
    "classes": "{{ ().__class__.__bases__[0].__subclasses__() }}",
    "class-by-attribute": "{{ '' | attr('__class__') | list }}",
    "class-by-format": "{{ '{0.__class__}'.format(code) }}",
    "globals": "{{ blocks.__globals__ }}",
    "globals-of-a-method": "{{ blocks.__func__.__globals__ }}",
    "builtins": "{{ self.__init__.__globals__ }}",
    "change": "{{ document.pictures.update(a=1) }}",
    "include-outside": "{% include '../../pyproject.toml' %}",
    "include-absolute": "{% include '/etc/hostname' %}",
    "include-missing": "{% include 'parts/none.html' %}",
    "import-missing": "{% import 'os' as os %}",
    "macro-without-end": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "range-too-long": "{% for n in range(1000000) %}{% endfor %}",
    "range-that-no-page-needs": "{% for n in range(1001) %}{% endfor %}",
    "loop": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "power": "{{ 9 ** (9 ** 9) }}",
    "text-many-times": "{{ code * 999999999 }}",
    "number-too-large": "{{ 999999999 * 9999999999999 }}",
    "text-filled-wide": "{{ '%(a)999999999s' % {'a': 1} }}",
    "page-cut-short": "{{ session.title | truncate(9) }}",
    "element-of-a-form": "<p>{{ code }}</p><input name=a>",
    "element-for-addresses": "<base href='https://elsewhere.example/'>",
    "element-that-leads-away": "<META  content='0; url=x' HTTP-EQUIV=refresh>",
    "words-as-html": "{% autoescape false %}{{ session.title }}{% endautoescape %}",
    "style-missing": "{{ style('styles/none.css') }}",
    "style-outside": "{{ style('../materials/bands.yaml') }}",
    "image-missing": "{{ image('images/none.svg') }}",
    "image-outside": "{{ img('/etc/hostname', '') }}",
    "picture-missing": "{{ picture('none') }}",
    "blocks-of-nothing": "{{ blocks(3) }}",
    "call-without-words": "{{ field() }}",
    "call-of-a-word": "{{ code() }}",
    "sum-of-unlike": "{{ code + 1 }}",
    "loop-over-a-number": "{% for n in 3 %}{% endfor %}",
    "place-that-is-not-there": "{{ document.parts[99].title }}",
}
"""What a designer may write, and what is a problem at that very line."""

SOMEWHERE = {
    "change-by-set": "{% set document.number = 3 %}",
    "include-itself": "{% include 'documents/task-sheet.html' %}",
}
"""What Jinja itself places wrongly by a line, or where the last of many turns stood."""

BY_THE_CLOCK = {
    "loops": "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "macros": "{% macro twice(n) %}{% if n %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}"
    "{% endmacro %}{{ twice(60) }}",
}
"""What takes for ever."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """A worker that has time even when the machine is busy."""
    with Workers(preload=("printroom.compose",), expected=(NotFitToPrint,)) as workers:
        yield workers


@pytest.fixture(scope="module")
def hasty() -> Iterator[Workers]:
    """A worker that has little patience."""
    with Workers(
        seconds=SECONDS, preload=("printroom.compose",), expected=(NotFitToPrint,)
    ) as workers:
        yield workers


def composed(
    workshop: Workshop, library: Library, workers: WorkerPool, render: Render = render_documents
) -> tuple[Problem, ...]:
    """What composing finds wrong, in a worker as in the product."""
    try:
        templates = load_templates(workshop.templates)
        plan, _ = choose(ORDER, library, templates)
        run_in_worker(workers, render, (plan, templates), templates.folder)
    except NotFitToPrint as error:
        return error.problems
    return ()


@pytest.mark.parametrize("is_here", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", AT_ITS_LINE)
def test_a_mistake_is_named_at_its_line(
    name: str,
    is_here: bool,
    tiny: Workshop,
    tiny_library: Library,
    workers: Workers,
    golden: Golden,
) -> None:
    """A mistake in a template is a problem at its file and line, with a fix.

    A worker names it as this process does.
    """
    tiny.change(SHEET, TITLE, AT_ITS_LINE[name])
    (problem,) = composed(tiny, tiny_library, AtOnce() if is_here else workers)
    assert (problem.path, problem.line) == (SHEET, TITLE_LINE), problem
    assert problem.excerpt == AT_ITS_LINE[name]
    assert problem.fix
    assert problem.stops
    golden(GOLDEN, shown([problem]), name)


def test_no_golden_message_is_left_over() -> None:
    """Each golden message belongs to a mistake of the tables."""
    assert set(sections(GOLDEN)) == {*AT_ITS_LINE, *SOMEWHERE, *BY_THE_CLOCK}


@pytest.mark.parametrize("name", SOMEWHERE)
def test_a_mistake_is_a_problem_of_a_template(
    name: str, tiny: Workshop, tiny_library: Library, workers: Workers, golden: Golden
) -> None:
    """Even where the line is unknown, there is one problem, and of a file that was used."""
    tiny.change(SHEET, TITLE, SOMEWHERE[name])
    (problem,) = composed(tiny, tiny_library, workers)
    assert problem.code == "template-error"
    assert Path(problem.path).is_file()
    golden(GOLDEN, shown([problem]), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_THE_CLOCK)
def test_a_template_without_end_is_ended(
    name: str, tiny: Workshop, tiny_library: Library, hasty: Workers, golden: Golden
) -> None:
    """A template that takes for ever, or nearly, is ended at the time limit, and is a problem."""
    tiny.change(SHEET, TITLE, BY_THE_CLOCK[name])
    (problem,) = composed(tiny, tiny_library, hasty)
    assert problem.code == "worker-failed"
    golden(GOLDEN, shown([problem]), name)


def test_a_template_that_eats_memory_is_ended(
    tiny: Workshop, tiny_library: Library, workers: Workers
) -> None:
    """A template that grows without bound ends at its line; its worker and the program go on."""
    grows = (
        "{% macro grow(text, n) %}{% if n %}{{ grow(text ~ text, n - 1) }}{% endif %}{% endmacro %}"
    )
    tiny.change(SHEET, TITLE, grows + "{{ grow(code, 60) }}")
    (problem,) = composed(tiny, tiny_library, workers)
    assert problem.place == f"{SHEET}:3:1"
    assert problem.message == "this needs too much memory"


def test_a_template_without_end_is_named_at_its_line(
    tiny: Workshop, tiny_library: Library, workers: Workers
) -> None:
    """Before its process is ended it is interrupted, so that the part and the line are known."""
    part = Path("templates/parts/ends.html")
    part.write_text(f"{BY_THE_CLOCK['loops']}\n{part.read_text('utf-8')}", "utf-8")
    problems = composed(tiny, tiny_library, workers, render_hastily)
    assert {(one.code, one.place) for one in problems} == {("template-endless", f"{part}:1:1")}


@pytest.mark.parametrize(
    ("path", "old", "new", "line"),
    [
        ("templates/parts/base.html", "<main>", "<main>{{ nobody }}", 11),
        ("templates/parts/ends.html", "<dl>", "{{ 1 / 0 }}", 3),
        ("templates/activities/pairs.html", "{{ piece.text }}", "{{ piece.answer }}", 4),
        ("templates/activities/pairs.html", '<ul class="left">', "{% for %}", 3),
    ],
)
def test_the_part_is_named_and_not_the_document(
    path: str,
    old: str,
    new: str,
    line: int,
    tiny: Workshop,
    tiny_library: Library,
    workers: Workers,
) -> None:
    """A mistake in what a document includes is a problem of the included file, at its line."""
    tiny.change(path, old, new)
    problems = composed(tiny, tiny_library, workers)
    assert problems
    assert {(problem.path, problem.line) for problem in problems} == {(path, line)}


def test_an_activity_is_given_no_answers(tiny: Workshop, tiny_library: Library) -> None:
    """The template of an activity reaches the learner's side only: no key, plan or document."""
    for name in ("key", "document", "session", "blocks", "guide", "arranged"):
        for kind in ("pairs", "piles"):
            path = f"templates/activities/{kind}.html"
            text = Path(path).read_text(encoding="utf-8")
            tiny.write(path, f"{text}{{{{ {name} }}}}\n")
            (problem, *_) = composed(tiny, tiny_library, AtOnce())
            assert (problem.code, problem.path) == ("unknown-name", path), name
            tiny.write(path, text)


def test_a_style_without_its_image_is_a_problem(
    tiny: Workshop, tiny_library: Library, workers: Workers
) -> None:
    """A style sheet that names a file which is not there stops every document that uses it."""
    Path("templates/images/dot.svg").unlink()
    problems = composed(tiny, tiny_library, workers)
    assert problems
    assert all("images/dot.svg" in problem.message for problem in problems)


def test_problems_of_all_documents_are_reported_at_once(
    tiny: Workshop, tiny_library: Library, workers: Workers
) -> None:
    """Mistakes in several documents come together, and the cover's come as problems, too."""
    for name in ("task-sheet", "guide", "cover"):
        path = f"templates/documents/{name}.html"
        tiny.change(path, TITLE, "{{ nobody }}")
    problems = composed(tiny, tiny_library, workers)
    assert [Path(problem.path).stem for problem in problems] == ["cover", "guide", "task-sheet"]
    templates = load_templates(tiny.templates)
    plan, _ = choose(ORDER, tiny_library, templates)
    made = (plan, templates, job_sheet_rows(plan, ()))
    with pytest.raises(NotFitToPrint, match=r"documents/cover.html:3:4 unknown-name"):
        run_in_worker(workers, render_the_cover, made, templates.folder)


def test_materials_load_with_any_template(tiny: Workshop) -> None:
    """Loading runs no template: a broken one is no reason not to read what people wrote."""
    tiny.change(SHEET, TITLE, "{% endfor %}")
    assert load_materials(tiny.materials, load_templates(tiny.templates)).snippets
