"""Codes: digests of what the composed documents show, whatever route it took to the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printroom.choose import plan_for
from printroom.compose import Composed, compose_cover, compose_pack
from printroom.compose.coding import unsigned_reason
from printroom.compose.shown import shown_in
from printroom.load import load_templates
from printroom.model import NotFitToPrint, Order, Review
from tests.workshop import Workshop, shipped, shipped_plan

FOR_JUNIORS = Order("repairs/flat-tyre", "juniors", "uphill")
SHEET = "templates/documents/task-sheet.html"
BASE = "templates/parts/base.html"
CSS = "templates/styles/club.css"
H1 = "<h1>{{ session.title }}</h1>"


def composed(tiny: Workshop, order: Order = FOR_JUNIORS) -> Composed:
    """A pack of the workshop as it is now."""
    templates = load_templates(tiny.templates)
    return compose_pack(plan_for(order, tiny.load(), templates), templates)


def texts(source: str) -> list[str]:
    """What a page shows, without the kinds of its pieces."""
    return [one.text for one in shown_in(source, {})]


def append(path: str, more: str) -> Callable[[Workshop], None]:
    """An edit that adds to the end of a file."""

    def edit(_: Workshop) -> None:
        file = Path(path)
        file.write_text(f"{file.read_text('utf-8')}{more}", "utf-8")

    return edit


def change(path: str, old: str, new: str) -> Callable[[Workshop], None]:
    """An edit that replaces a text."""
    return lambda tiny: tiny.change(path, old, new)


EDITS = {
    "words outside _()": change(SHEET, H1, f"{H1}<p>It is so.</p>"),
    "words of a part": change(BASE, "<main>", "<main><p>It is so.</p>"),
    "words of an expression": change(SHEET, H1, f"{H1}{{{{ 'It is so.' }}}}"),
    "a label": change(SHEET, "<section>", '<section aria-label="It is so">'),
    "an alternative text": change(SHEET, H1, f'{H1}<img src="" alt="It is so">'),
    "the order of parts": change(SHEET, "in document.parts", "in document.parts|reverse"),
    "the title of the file": change(BASE, "<title>", "<title>It is so: "),
    "a sign of a style sheet": append(CSS, 'h2::after { content: "!" }\n'),
    "a numbering": append(CSS, "ol { list-style-type: decimal-leading-zero }\n"),
    "words of a macro": change(
        SHEET, H1, f"{H1}{{% macro so() %}}It is so.{{% endmacro %}}{{{{ so() }}}}"
    ),
    "the draft line": change(BASE, '{{ _("DRAFT") }}', '{{ _("DRAFT") }} of ours'),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_whatever_a_page_shows_is_in_its_code(
    tiny: Workshop, edit: Callable[[Workshop], None]
) -> None:
    """A word by any route, the order of parts and generated signs change code and digest."""
    before = composed(tiny).plan
    edit(tiny)
    after = composed(tiny).plan
    assert after.codes["task-sheet"] != before.codes["task-sheet"]
    assert after.digest != before.digest
    assert after.code != before.code


SAME = {
    "a remark": change(SHEET, H1, f"{H1}{{# It is so. #}}"),
    "white space": change(SHEET, H1, f"\n  {H1}\n"),
    "an element": change(SHEET, H1, H1.replace("h1>", "h2>")),
    "a colour": append(CSS, "h1 { color: #900 }\n"),
    "an empty sign": append(CSS, 'h2::after { content: ""; height: 1mm }\n'),
}


@pytest.mark.parametrize("edit", SAME.values(), ids=SAME)
def test_how_a_page_looks_is_not_in_its_code(
    tiny: Workshop, edit: Callable[[Workshop], None]
) -> None:
    """What no reader is shown changes no code."""
    before = composed(tiny).plan
    edit(tiny)
    assert composed(tiny).plan.codes == before.codes


def test_a_document_has_a_code_of_its_own_words(tiny: Workshop) -> None:
    """A word that changes in one document changes its code and the pack's, and no other code."""
    before = composed(tiny).plan
    assert len({before.code, *before.codes.values()}) == len(before.codes) + 1
    tiny.change("templates/documents/guide.html", H1, f"{H1}<p>It is so.</p>")
    after = composed(tiny).plan
    assert {n for n in before.codes if before.codes[n] != after.codes[n]} == {"guide"}
    assert after.code != before.code


def test_the_words_of_the_cover_are_in_the_code_of_the_pack(tiny: Workshop) -> None:
    """The cover has the code of its pack, and a word on it changes that code only."""
    before = composed(tiny).plan
    tiny.change("templates/documents/cover.html", H1, f"{H1}<p>It is so.</p>")
    made = composed(tiny)
    assert made.plan.codes == before.codes
    assert made.plan.code != before.code
    cover = compose_cover(made.plan, load_templates(tiny.templates), ())
    assert cover
    assert made.plan.code in cover.source


def test_each_document_prints_its_code(tiny: Workshop) -> None:
    """The code replaces a mark on each page, and no page keeps the mark."""
    made = composed(tiny)
    for one in made.documents:
        assert one.code == made.plan.codes[one.name]
        assert one.code in one.source
        assert not set(one.source) & set("\ufff9\ufffa\ufffb")
        assert not any(one.code in piece.text for piece in one.shown)


@pytest.mark.parametrize(
    ("version", "named"),
    [
        ({}, "group and nation."),
        ({"minutes": 45}, "nation, in 45 minutes."),
        ({"minutes": 45, "follows": True}, "nation, in 45 minutes, as a follow-up."),
        ({"edition": "large-print"}, "nation, in any edition."),
    ],
)
def test_an_unsigned_version_is_named(version: dict[str, Any], named: str) -> None:
    """A length and a follow-up have sign-offs of their own; an edition has that of its words."""
    order = Order("a/b", "juniors", "uphill", 1, dt.date(2027, 1, 4))
    assert unsigned_reason(replace(order, **version)).text.endswith(named)


def test_signed_words_are_no_draft(tiny: Workshop) -> None:
    """The DRAFT line goes with the signature of these words, and neither changes a code."""
    templates, library = load_templates(tiny.templates), tiny.load()
    draft = composed(tiny)
    assert "DRAFT" in draft.documents[0].source
    review = Review(
        session=FOR_JUNIORS.session,
        band=FOR_JUNIORS.band,
        nation=FOR_JUNIORS.nation,
        digest=draft.plan.digest,
        role="lead",
        reviewer="A. Person",
        on=FOR_JUNIORS.as_of,
    )
    signed = compose_pack(
        plan_for(FOR_JUNIORS, replace(library, reviews=(review,)), templates), templates
    )
    assert len(signed.plan.draft) == len(draft.plan.draft) - 1
    assert signed.plan.digest == draft.plan.digest
    done = compose_pack(replace(signed.plan, draft=(), digest=""), templates)
    assert done.plan.draft == ()
    assert not any("DRAFT" in one.source for one in done.documents)


@pytest.mark.parametrize(
    "words",
    [
        "{{ draft }}",
        "{% if draft and row %}x{% endif %}",
        "{% if draft %}x{% else %}y{% endif %}",
        "{{ 'x' if draft else 'y' }}",
        "{{ '\\ufffa' }}",
    ],
)
def test_a_template_cannot_say_something_else_to_who_signs(tiny: Workshop, words: str) -> None:
    """`draft` encloses what a draft prints beside the rest, and serves for nothing else."""
    tiny.change(SHEET, H1, H1 + words)
    with pytest.raises(NotFitToPrint) as caught:
        composed(tiny)
    assert {(one.code, one.path, one.line) for one in caught.value.problems} == {
        ("template-forbidden", SHEET, 3)
    }


def test_equal_pages_of_two_nations_are_one_document() -> None:
    """Nations whose pages show the same share the code, the source and the key of the cache."""
    made = {
        nation: compose_pack(
            shipped_plan(Order("power/who-has-it", "11-14", nation)),
            shipped(),
        )
        for nation in ("england", "wales")
    }
    shared = 0
    for one, other in zip(*(pack.documents for pack in made.values()), strict=True):
        assert (one.code == other.code) == (one.shown == other.shown), one.name
        assert (one.key == other.key) == (one.code == other.code), one.name
        shared += one.key == other.key
    assert shared >= 3
    codes = [pack.plan.code for pack in made.values()]
    assert codes[0] != codes[1], "the cover names the nation"


def test_pieces_are_in_the_order_of_the_document() -> None:
    """Words, alternative texts, pictures and generated signs come as a reader meets them."""
    drawing = b"<svg><title>A map</title><text>Our <tspan>town</tspan></text></svg>"
    pages = (
        '<title>T</title><style>p::after { content: "\\2192" }'
        ".a { background: url(asset:aa.png) }</style>"
        '<h1>One</h1><p>Two <b>th</b>ree<img alt="Four" src="asset:bb.svg"> five</p>six'
        '<ol start="7"><li>se&shy;ven</ol>'
    )
    found = [(one.kind, one.text) for one in shown_in(pages, {"bb.svg": drawing})]
    assert found == [
        ("text", "T"),
        ("generated", 'content: "\\2192"'),
        ("picture", "aa"),
        ("text", "One"),
        ("text", "Two three five"),
        ("alt", "Four"),
        ("picture", "bb"),
        ("text", "A map"),
        ("text", "Our town"),
        ("text", "six"),
        ("generated", "start: 7"),
        ("text", "seven"),
    ]
