"""Editions: large print has the same words as the standard edition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printroom.choose import choose, plan_for
from printroom.cli import parameters
from printroom.compose import Composed, compose, compose_cover, compose_pack
from printroom.compose.job_sheet import job_sheet_rows
from printroom.deliver.folder import pack_folder
from printroom.deliver.manifest import Manifest
from printroom.load import load_templates, load_term
from printroom.make.pack.bookings import bookings_of
from printroom.model import EDITIONS, Booking, NotFitToPrint, Order, Plan, Printed
from tests.workshop import Workshop, shipped, shipped_plan, shown

SENIORS = Order("repairs/flat-tyre", "seniors", "uphill")
LARGE = replace(SENIORS, edition="large-print")
FRAME = "templates/sessions/meeting.yaml"
SHEET = "max_pages: 4, use: One for two"
CARDS = "sheet: cards-6, use: One set for four"
HELP = "contacts: true, use: One each to take home"


@pytest.fixture
def large(tiny: Workshop) -> Workshop:
    """A workshop whose seniors have an edition in large print, and no guide in it."""
    tiny.change("materials/bands.yaml", "  tick_mm: 4.5", "  tick_mm: 4.5\n" + SIZES)
    tiny.change(FRAME, SHEET, f"large_print: {{max_pages: 9}}, {SHEET}")
    tiny.change(FRAME, CARDS, f"large_print: {{max_pages: 8, sheet: cards-2}}, {CARDS}")
    tiny.change(FRAME, HELP, f"large_print: {{max_pages: 2}}, {HELP}")
    tiny.write("templates/sheets/cards-2.yaml", LARGE_CARDS)
    return tiny


SIZES = "  large_print: {body_pt: 18, line_mm: 12, tick_mm: 7}"
LARGE_CARDS = """\
title: Two large cards
page_width_mm: 210
page_height_mm: 297
columns: 1
rows: 2
piece_width_mm: 150
piece_height_mm: 120
gutter_mm: 6
bleed_mm: 3
flip: long
"""


def plans(workshop: Workshop) -> tuple[Plan, Plan]:
    """What is printed for everybody, and in large print."""
    library, templates = workshop.load(), load_templates(workshop.templates)
    return plan_for(SENIORS, library, templates), plan_for(LARGE, library, templates)


def composed(workshop: Workshop) -> tuple[Composed, Composed]:
    """The same, composed."""
    standard, plan = plans(workshop)
    templates = load_templates(workshop.templates)
    return compose_pack(standard, templates), compose_pack(plan, templates)


def test_large_print_has_the_words_of_the_standard_edition(large: Workshop) -> None:
    """Words, codes, digest and reasons to be a draft are the same: who signed one signed both.

    The reason of one that nobody has signed adds that it holds for any edition.
    """
    standard, plan = (one.plan for one in composed(large))
    assert (plan.code, plan.digest) == (standard.code, standard.digest)
    *others, unsigned = standard.draft
    in_any = replace(unsigned, text=unsigned.text[:-1] + ", in any edition.")
    assert plan.draft == (*others, in_any)
    usual = {one.row.name: one for one in standard.documents}
    for one in plan.documents:
        assert one.parts == usual[one.row.name].parts
        assert one.code == usual[one.row.name].code != ""


def test_words_of_large_print_alone_are_not_signed(large: Workshop) -> None:
    """A template that says something in one edition only has another code in that edition."""
    more = '{% if edition == "large-print" %}<p>It is so.</p>{% endif %}'
    large.change("templates/documents/task-sheet.html", "<section>", f"{more}\n<section>")
    standard, plan = (one.plan for one in composed(large))
    assert standard.digest != plan.digest
    changed = [name for name in plan.codes if plan.codes[name] != standard.codes[name]]
    assert changed == ["task-sheet"]


def test_large_print_is_the_cover_and_what_has_a_setting_for_it(large: Workshop) -> None:
    """A row that says nothing of large print is left out, and the files are numbered anew."""
    _, plan = plans(large)
    named = [(one.number, one.row.name, one.row.max_pages) for one in plan.documents]
    usual, large_pages = [(1, "cover", 1)], [(2, "task-sheet", 9), (3, "cards", 8)]
    assert named == [*usual, *large_pages, (4, "help-page", 2)]


def test_large_print_is_set_in_the_sizes_of_its_band(large: Workshop) -> None:
    """Text, lines and boxes have the large sizes, and cards their larger sheet."""
    standard, plan = plans(large)
    assert (plan.band.body_pt, plan.band.line_mm, plan.band.tick_mm) == (18, 12, 7)
    assert plan.band.title == standard.band.title
    cards = next(one for one in plan.documents if one.row.name == "cards")
    assert (cards.row.sheet, cards.layout and cards.layout.piece_width_mm) == ("cards-2", 150)
    templates = load_templates(large.templates)
    sources = {one.name: one.source for one in compose(plan, templates)}
    assert "18.0pt" in sources["task-sheet"]
    assert "12.0pt" not in sources["task-sheet"]


def test_who_reads_a_document_reads_it_in_their_own_large_sizes(large: Workshop) -> None:
    """A page that is read by another band is set in the large sizes of that band."""
    large.change(
        FRAME, f"{{max_pages: 9}}, {SHEET}", f"{{max_pages: 9}}, read_by: juniors, {SHEET}"
    )
    with pytest.raises(NotFitToPrint, match="“juniors” has no large-print edition"):
        plans(large)
    sizes = SIZES.replace("18", "24")
    large.change("materials/bands.yaml", "  tick_mm: 7\n  grade", f"  tick_mm: 7\n{sizes}\n  grade")
    _, plan = plans(large)
    reader = next(one.reader for one in plan.documents if one.row.name == "task-sheet")
    assert reader
    assert (reader.title, reader.body_pt) == ("Juniors", 24)


def test_a_band_without_large_sizes_is_refused(large: Workshop) -> None:
    """A band that does not say its large sizes has no such edition, and the file is named."""
    library, templates = large.load(), load_templates(large.templates)
    with pytest.raises(NotFitToPrint) as caught:
        choose(replace(LARGE, band="juniors"), library, templates)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("no-large-print", "materials/bands.yaml")
    assert "large_print" in problem.fix


WRONG_ROWS = {
    "a sheet that is not there": ("sheet: cards-2}", "sheet: cards-3}", "no sheet “cards-3”"),
    "what is cut without a sheet": (
        ", sheet: cards-2}",
        "}",
        "what is cut needs a sheet",
    ),
    "a page with a sheet": ("{max_pages: 9}", "{max_pages: 9, sheet: cards-2}", "only for what"),
    "the cover": (
        "max_pages: 1, use: Read this",
        "max_pages: 1, large_print: {max_pages: 2}, use: Read this",
        "in every edition",
    ),
}


@pytest.mark.parametrize("case", WRONG_ROWS)
def test_a_wrong_setting_for_large_print_is_named_at_its_place(case: str, large: Workshop) -> None:
    """A mistake of a session template about large print is reported when it is read."""
    old, new, message = WRONG_ROWS[case]
    large.change(FRAME, old, new)
    with pytest.raises(NotFitToPrint) as caught:
        load_templates(large.templates)
    text = shown(caught.value.problems)
    assert message in text
    assert text.startswith(FRAME)


def test_an_edition_has_a_folder_of_its_own(large: Workshop) -> None:
    """Two editions of one pack are beside each other; the job sheet says which one it is."""
    folders = {pack_folder(Booking(order, 1)).name for order in (SENIORS, LARGE)}
    usual = "repairs-flat-tyre--seniors--uphill"
    assert folders == {usual, f"{usual}--large-print"}
    both = replace(LARGE, seed=7)
    for only, name in ((("cards",), "cards"), (("task-sheet", "cards"), "cards+task-sheet")):
        folder = pack_folder(Booking(both, 1), only).name
        assert folder.endswith(f"--large-print--seed-7--only-{name}")


def test_commands_offer_every_edition() -> None:
    """The commands’ own list, which help shows without importing models, is that of the models."""
    assert parameters.EDITIONS == EDITIONS


def test_the_cover_of_our_packs_says_that_it_is_large_print() -> None:
    """Whoever finds the folder reads on its cover which edition it is; the usual one is silent."""
    for edition in EDITIONS:
        order = Order("power/who-has-it", "11-14", "england", edition=edition)
        plan = shipped_plan(order)
        printed = [Printed("k", one.row.name, b"", 2) for one in plan.documents]
        cover = compose_cover(plan, shipped(), job_sheet_rows(plan, printed))
        assert cover
        facts = cover.source.partition('class="facts">')[2].partition("</p>")[0]
        assert "C2" in facts
        assert ("Large print" in facts) == (edition == "large-print")


def test_a_term_in_large_print_counts_who_needs_it(large: Workshop) -> None:
    """A school's row says how many come, and not how many need large print: the term does."""
    large.change("materials/terms/summer.yaml", "people: 10", "people: 2\nedition: large-print")
    resolved = load_term(large.materials, "summer", large.load())
    assert any(school.people for school in resolved.listed.schools.values())
    booked = bookings_of(resolved, SENIORS.as_of)
    assert {one.order.edition for one in booked} == {"large-print"}
    assert {one.people for one in booked if one.order.session == "repairs/flat-tyre"} == {2}
    assert {one.people for one in booked if one.order.session == "roads/signals"} == {6}


def test_a_manifest_says_which_edition_it_is_of() -> None:
    """A manifest that names no edition is an older one's, of the standard edition."""
    day = SENIORS.as_of
    named = {"session": "repairs/flat-tyre", "files": {}}
    large = Manifest.model_validate({**named, "edition": "large-print"})
    assert large.order(day).edition == "large-print"
    assert Manifest.model_validate(named).order(day).edition == "standard"
    with pytest.raises(ValueError, match="by another program"):
        Manifest.model_validate({**named, "edition": "tiny"}).order(day)
