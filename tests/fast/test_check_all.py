"""A mistake in one file hides none in others, and `check` says what it has not read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.load import load_folders
from printroom.make.check.checking import NOT_CHECKED, _until_too_slow
from printroom.make.check.checking import check as check_folders
from printroom.make.run.options import Monitor
from printroom.model import NotFitToPrint, Problem
from tests.fast.test_examples import press
from tests.term_helpers import DAY
from tests.workshop import Workshop

FOLDERS = ("--materials", "materials", "--templates", "templates")
CSS = "templates/styles/club.css"
STYLES = {"style-words": 'a::after { content: "her own fault" }\n', "unclosed": "a { color: red\n"}
SNIPPET = "---\ntitle: X\nbands: [juniors]\n---\n\n## {}\n\n[Words](contact:{}) here.\n"
MISTAKES = {
    "no-heading-of-a-document": ("unknown-heading", SNIPPET.format("Nonsense", "bike-line")),
    "a-link-to-nothing": ("unknown-contact", SNIPPET.format("Task sheet", "nobody")),
}
UNCHECKED = "materials not-checked no page of a pack was checked for its words, parts and layout"


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words, *FOLDERS], catch_exceptions=False)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("sets_aside", [False, True])
def test_a_mistake_in_a_style_sheet_hides_none_in_materials(
    tiny: Workshop, style: str, mistake: str, sets_aside: bool
) -> None:
    """What depends on templates, or on several files, is found beside it."""
    code, text = MISTAKES[mistake]
    tiny.write(CSS, STYLES[style])
    tiny.write("materials/snippets/new.md", text)
    with pytest.raises(NotFitToPrint) as caught:
        load_folders(tiny.materials, tiny.templates, sets_aside=sets_aside)
    assert {(one.code, one.path) for one in caught.value.problems} >= {
        (style, CSS),
        (code, "materials/snippets/new.md"),
    }


def test_an_error_elsewhere_does_not_pass_for_pages_that_fit(
    tiny: Workshop, tmp_path: Path
) -> None:
    """`check --fit` counts the packs that errors keep from being laid out, whatever its PATHS."""
    base = "templates/parts/base.html"
    tiny.change(base, "{% block content %}", "<p>Ring 01632 960999</p>{% block content %}")
    found = check_folders(tiny.materials, tiny.templates, press(tmp_path), DAY, fit=True)
    (unlaid,) = [one for one in found if one.code == NOT_CHECKED]
    assert "packs were not laid out, because of errors" in unlaid.message


@pytest.mark.parametrize("path", ["office", "office/ours.csv"])
def test_a_list_that_is_kept_elsewhere_can_be_checked(tiny: Workshop, path: str) -> None:
    """Its mistakes are reported by their cells; the pages of packs are not composed for it."""
    tiny.write("office/ours.csv", "id,name,nation\na,Spoke Hall,uphil\n")
    tiny.write("office/notes.txt", "nothing")
    tiny.write("materials/snippets/new.md", "---\ntitle: [\n")
    done = check(path)
    assert done.exit_code == 1
    assert "office/ours.csv:2:14 unknown-nation" in done.stderr
    assert "Spoke Hall" not in done.output
    assert done.stdout == "1 error, 0 warnings.\n"
    tiny.write("office/ours.csv", "id,name,nation\na,Spoke Hall,uphill\n")
    assert (check(path).stdout, check(path).exit_code) == ("No problems found.\n", 0)


@pytest.mark.parametrize("path", ["nowhere", "office", "office/notes.txt"])
def test_what_is_no_list_and_in_no_folder_cannot_be_checked(tiny: Workshop, path: str) -> None:
    """The answer says what can be."""
    tiny.write("office/notes.txt", "nothing")
    done = check(path)
    assert (done.exit_code, "or a list of schools elsewhere" in done.stderr) == (2, True)


@pytest.mark.parametrize("paths", [(), ("materials/sessions",)])
def test_check_says_that_it_could_not_read_the_pages(
    tiny: Workshop, paths: tuple[str, ...]
) -> None:
    """Where a mistake stops the composing, the pages are not passed over in silence."""
    tiny.write(CSS, STYLES["style-words"])
    done = check(*paths)
    assert done.exit_code == (0 if paths else 1), "the code is about the PATHS"
    assert "No problems found." not in done.stdout
    assert UNCHECKED in done.stderr
    assert ("style-words" in done.stderr) is (not paths)


def test_errors_come_first_and_are_marked(tiny: Workshop) -> None:
    """Errors are below a line that counts them, before all warnings; in JSON, too."""
    tiny.write("materials/snippets/new.md", SNIPPET.format("Nonsense", "bike-line"))
    done = check()
    lines = done.stderr.splitlines()
    first, second = (lines.index(line) for line in lines if line.endswith((" error:", "warnings:")))
    assert lines[first] == "1 error:"
    assert "unknown-heading" in lines[first + 1]
    assert first < second
    assert not any(" unknown-heading " in line for line in lines[second:])
    stops = [one["stops"] for one in json.loads(check("--json").stdout)]
    assert stops == sorted(stops, reverse=True)
    assert len(set(stops)) == 2


USED_BY_ALL = (
    "materials/snippets",
    "materials/contacts.yaml",
    "templates/sessions/meeting.yaml",
    "templates/parts/base.html",
)


@pytest.mark.parametrize(
    ("path", "sessions"),
    [
        ("materials/snippets/roads/arms.md", {"roads/signals"}),
        ("materials/sessions/repairs", {"repairs/flat-tyre"}),
        ("materials/snippets", {"roads/signals", "repairs/flat-tyre"}),
        ("materials/contacts.yaml", {"roads/signals", "repairs/flat-tyre"}),
        ("materials/nations/uphill.yaml", {"roads/signals", "repairs/flat-tyre"}),
        ("materials/pictures/wheel.svg", {"repairs/flat-tyre"}),
        ("materials/schools", set()),
        ("materials/terms/summer.yaml", set()),
        ("templates/activities/arms.html", {"roads/signals"}),
        ("templates/sessions/meeting.yaml", {"roads/signals", "repairs/flat-tyre"}),
        ("templates/parts/base.html", {"roads/signals", "repairs/flat-tyre"}),
    ],
)
def test_only_packs_that_use_a_path_are_composed(
    tiny: Workshop, tmp_path: Path, path: str, sessions: set[str]
) -> None:
    """`check PATH` composes what can have a mistake there, and says how many of all that is."""
    steps: list[str] = []

    class Steps(Monitor):
        def step(self, name: str) -> None:
            steps.append(name)

    checked = replace(press(tmp_path), monitor=Steps())
    check_folders(tiny.materials, tiny.templates, checked, DAY, paths=[Path(path)])
    named = [one.split()[1] for one in steps if " in " in one]
    assert {one for one in named if "/" in one} == sessions
    progress = [one for one in steps if " packs: " in one]
    assert len(progress) == (path not in USED_BY_ALL)
    assert all(f"checking {len(named)} of " in one for one in progress)


BASE, TERM = "templates/parts/base.html", "materials/terms/summer.yaml"
SNIPPET_OF_ONE = "materials/snippets/repairs/hole.md"


def found_in(tiny: Workshop, place: Path) -> list[Problem]:
    """What `check` finds that is more than a draft."""
    found = check_folders(tiny.materials, tiny.templates, press(place), DAY)
    return [one for one in found if one.stops or one.code == NOT_CHECKED]


@pytest.mark.parametrize("path", [TERM, "materials/schools/odd.csv"])
def test_a_broken_term_or_list_hides_no_mistake_of_a_template(
    tiny: Workshop, tmp_path: Path, path: str
) -> None:
    """No page needs a term or a list of schools: all pages are checked beside a broken one."""
    tiny.write(path, "id,name,nation\n  x: [\n")
    tiny.change(BASE, "<title>{{ session.title }}", "<title>{{ session.title|truncate(20) }}")
    found = found_in(tiny, tmp_path)
    assert {one.path for one in found} == {path, BASE}
    assert {one.code for one in found if one.path == BASE} == {"template-forbidden"}


def test_a_broken_snippet_hides_no_mistake_on_the_pages_of_others(
    tiny: Workshop, tmp_path: Path
) -> None:
    """The sessions that print it are named, since their pages are not checked; others are."""
    text = Path(SNIPPET_OF_ONE).read_text(encoding="utf-8")
    tiny.write(SNIPPET_OF_ONE, text.replace("title:", "titel:"))
    alone = found_in(tiny, tmp_path)
    assert {(one.path, one.stops) for one in alone} == {
        (SNIPPET_OF_ONE, True),
        ("materials", False),
    }
    (warning,) = (one for one in alone if one.code == NOT_CHECKED)
    code = tiny_code(tiny, "repairs/flat-tyre")
    assert warning.message == f"no page of {code} was checked for its words, parts and layout"
    tiny.change(BASE, "<title>{{ session.title }}", "<title>{{ session.title|truncate(20) }}")
    more = found_in(tiny, tmp_path)
    assert {one.code for one in more if one not in alone} == {"template-forbidden"}


def tiny_code(tiny: Workshop, session: str) -> str:
    """The code of a session, whatever is wrong with its snippets."""
    return load_folders(tiny.materials, tiny.templates, sets_aside=True)[0].sessions[session].code


WRITTEN = {
    "template-forbidden": "{{ session.title|truncate(20) }}",
    "unknown-filter": "{{ session.title|uper }}",
    "unknown-file": '{{ img("images/nothing.svg", "A dot") }}',
    "template-syntax": "{{ session.title }",
}


@pytest.mark.parametrize("code", WRITTEN)
@pytest.mark.parametrize("is_read", [True, False])
def test_what_a_template_shows_to_be_wrong_is_found_where_no_page_composes_it(
    tiny: Workshop, tmp_path: Path, code: str, *, is_read: bool
) -> None:
    """A forbidden filter or a missing image is a mistake also in a part that no order uses.

    It is so where a broken snippet keeps pages from being composed, too.
    """
    part = "templates/parts/unused.html"
    tiny.write(part, f"<p>\n{{% if band.never %}}{WRITTEN[code]}{{% endif %}}</p>\n")
    if not is_read:
        tiny.write(SNIPPET_OF_ONE, "title: [\n")
    found = [one for one in found_in(tiny, tmp_path) if one.path == part]
    assert [(one.code, one.line) for one in found] == [(code, 2)]


def test_an_image_that_exists_and_listed_filters_are_no_mistake(
    tiny: Workshop, tmp_path: Path
) -> None:
    """What may be used is not reported, also in a part that no order uses."""
    text = '{{ img("images/dot.svg", "A dot") }}{{ session.title|upper }}'
    tiny.write("templates/parts/unused.html", text)
    assert found_in(tiny, tmp_path) == []


def test_templates_without_end_cost_a_few_packs_only() -> None:
    """What takes too long for three plans is tried for no other: there may be hundreds."""
    endless = (Problem("template-endless", "templates/a.html", "this takes too long to compute"),)
    other = (Problem("unknown-name", "templates/a.html", "there is no “x” here"),)
    plans = iter([other, endless, other, endless, endless, *[endless] * 400])
    assert list(_until_too_slow(plans)) == [other, endless, other, endless, endless]
    assert len(list(plans)) == 400


def test_a_mistake_that_composing_finds_is_reported_once(tiny: Workshop, tmp_path: Path) -> None:
    """The text and the composed page give one and the same problem."""
    tiny.change(BASE, "<title>{{ session.title }}", "<title>{{ session.title|truncate(20) }}")
    assert [(one.code, one.path) for one in found_in(tiny, tmp_path)] == [
        ("template-forbidden", BASE)
    ]


@pytest.mark.parametrize("path", ["materials/contacts.yaml", CSS])
def test_a_mistake_in_a_file_of_everybody_hides_none_in_the_text_of_a_template(
    tiny: Workshop, tmp_path: Path, path: str
) -> None:
    """Where no page can be composed, what a template shows to be wrong is still reported."""
    tiny.write(path, STYLES["style-words"] if path == CSS else "x: [\n")
    tiny.change(BASE, "<title>{{ session.title }}", "<title>{{ session.title|truncate(20) }}")
    found = found_in(tiny, tmp_path)
    assert {one.path for one in found} == {path, BASE, "materials"}
    assert {one.code for one in found if one.path == BASE} == {"template-forbidden"}
