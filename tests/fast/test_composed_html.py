"""The HTML of the workshop in miniature: what the press gets, held against golden files."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from printroom.choose import plan_for
from printroom.compose import compose, compose_cover, compose_pack
from printroom.compose.job_sheet import largest_job
from printroom.load import load_folders
from printroom.model import Library, Order, Templates
from tests.snapshots import Golden
from tests.workshop import TESTS, Workshop

PACKS = (
    ("repairs/flat-tyre", "juniors"),
    ("repairs/flat-tyre", "seniors"),
    ("roads/signals", "seniors"),
)


@pytest.mark.parametrize(("session", "band"), PACKS)
def test_each_document_is_composed_as_its_golden_file_shows(
    session: str, band: str, tiny: Workshop, golden: Golden
) -> None:
    """Composing changes no character of any document by accident; all have the same style."""
    library, templates = load_folders(tiny.materials, tiny.templates)
    order = Order(session, band, "uphill", as_of=dt.date(2026, 9, 1))
    made = compose_pack(plan_for(order, library, templates), templates)
    cover = compose_cover(made.plan, templates, largest_job(made.plan))
    assert cover
    for document in (cover, *made.documents):
        before, style, after = re.split("<style>\n|</style>", document.source)
        golden("html/style.css", style)
        name = f"html/{order.session.replace('/', '-')}-{band}-{document.name}.html"
        golden(name, f"{before}<style>…</style>{after}")


def test_a_document_knows_where_its_templates_words_are_written(
    tiny_library: Library, tiny_templates: Templates
) -> None:
    """So that a fault of a printed page is named at the part that has it, not at the document."""
    order = Order(*PACKS[0], "uphill", as_of=dt.date(2026, 9, 1))
    composed = compose(plan_for(order, tiny_library, tiny_templates), tiny_templates)
    words = next(one for one in composed if one.name == "task-sheet").phrases
    assert ("Words", f"{tiny_templates.folder}/parts/ends.html", 2) in words
    assert not any(path.endswith("cover.html") for _, path, _ in words)


def test_no_golden_document_is_left_over(tiny_library: Library, tiny_templates: Templates) -> None:
    """Each golden file belongs to a document that is composed."""
    composed = {"style.css"} | {
        f"{session.replace('/', '-')}-{band}-{document.row.name}.html"
        for session, band in PACKS
        for document in plan_for(
            Order(session, band, "uphill", as_of=dt.date(2026, 9, 1)), tiny_library, tiny_templates
        ).documents
    }
    assert {file.name for file in (TESTS / "golden" / "html").iterdir()} <= composed
