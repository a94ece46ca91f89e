"""Every pack that we ship: printed, proven and looked at as a reader would."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from printroom import make
from printroom.cache import Cache
from printroom.choose import choose
from printroom.compose import compose
from printroom.load import load_materials, load_school, load_templates
from printroom.model import Booking, Delivered, Failed, Library, Order, Templates
from printroom.press import print_document
from printroom.workers import Workers
from tests.paper import said_on_pages

HOME = Path(__file__).resolve().parents[2]
AS_OF = dt.date(2026, 11, 24)
SHIPPED_TEMPLATES = load_templates(HOME / "templates")
SHIPPED = load_materials(HOME / "materials", SHIPPED_TEMPLATES)
ORDERS = [
    Order(name, band, nation, as_of=AS_OF)
    for name, session in SHIPPED.sessions.items()
    for band in session.bands
    for nation in SHIPPED.nations
]
IN_LARGE_PRINT = [
    replace(order, edition="large-print")
    for number, order in enumerate(ORDERS)
    if number % len(SHIPPED.nations) == number // len(SHIPPED.nations) % len(SHIPPED.nations)
]
"""Each session × band once, the nations by turns."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One worker that prints everything here."""
    with make.press_workers() as crew:
        yield crew


def printed(
    booking: Booking,
    output: Path,
    workers: Workers,
    library: Library = SHIPPED,
    templates: Templates = SHIPPED_TEMPLATES,
) -> Delivered:
    """The pack of a booking; every problem fails the test."""
    press = make.CachedPress(Cache(output / ".cache"), workers)
    (made,) = make.make_packs([booking], make.Sources(library, templates), press, output)
    assert not isinstance(made, Failed), "\n".join(map(str, made.problems))
    return made


def documents(made: Delivered) -> list[str]:
    """The files of a pack that are to be read: not the booklet, not the print shop's list."""
    return [name for name in made.files if name.endswith(".pdf") and "--" not in name]


def text(file: Path) -> str:
    """What a finished file says on its pages."""
    return "\n".join(said_on_pages(file.read_bytes()))


@pytest.mark.parametrize("order", ORDERS, ids=lambda o: f"{o.session}-{o.band}-{o.nation}")
def test_every_pack_prints_without_an_alarm(order: Order, tmp_path: Path, workers: Workers) -> None:
    """Each session × band × nation prints whole, and no check or proof has a false alarm."""
    made = printed(Booking(order, 24), tmp_path, workers)
    folder = Path(made.folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["files"]) == list(made.files)
    assert made.draft, "no help line has been checked yet: every pack must be a draft"
    for name in documents(made):
        with pikepdf.open(folder / name) as pdf:
            assert pdf.Root.StructTreeRoot is not None
            assert str(pdf.Root.Lang) == "en-GB"
    (booklet,) = folder.glob("*--booklet.pdf")
    with pikepdf.open(booklet) as pdf:
        assert "StructTreeRoot" not in pdf.Root, "what is only printed does not pretend to be read"
    help_page = next(folder.glob("*-help-page.pdf"))
    at_the_foot = [
        contact.channels[0].value
        for contact in SHIPPED.contacts.values()
        if contact.strip and order.nation in contact.nations and order.band in contact.bands
    ]
    assert at_the_foot
    assert all(number in text(help_page) for number in at_the_foot)
    cover = text(folder / made.files[0])
    assert "DRAFT" in cover
    assert str(made.sheets) in cover


@pytest.mark.parametrize("order", IN_LARGE_PRINT, ids=lambda o: f"{o.session}-{o.band}-{o.nation}")
def test_every_pack_prints_in_large_print(order: Order, tmp_path: Path, workers: Workers) -> None:
    """What a learner reads fits in large print too: no page nearly empty, no heading left alone."""
    made = printed(Booking(order, 1), tmp_path, workers)
    assert [str(one) for one in made.warnings if one.code != "odd-pages"] == []
    assert {"handout", "worksheet", "slips", "help-page"} <= {
        name.partition("-")[2].removesuffix(".pdf") for name in documents(made)
    }


def test_what_must_be_found_in_a_hurry_stands_behind_the_plan() -> None:
    """The page on what to do when a child tells something is the second of the guide, and whole."""
    plan, _ = choose(ORDERS[0], SHIPPED, SHIPPED_TEMPLATES)
    (guide,) = (one for one in plan.documents if one.guide)
    (urgent,) = (part for part in guide.parts if part.is_urgent)
    (source,) = (one for one in compose(plan, SHIPPED_TEMPLATES) if one.name == guide.row.name)
    pages = said_on_pages(print_document(source, {}).content)
    (welcome, *_) = (part for part in guide.parts if part.segment)
    assert [urgent.title in page for page in pages[:3]] == [False, True, False]
    assert welcome.title in pages[2]


def test_a_school_stands_on_cover_and_help_page_only(tmp_path: Path, workers: Workers) -> None:
    """A school's words stand on two documents; the others are the same bytes for every school."""
    file = HOME / "materials" / "schools" / "example.yaml"
    order = Order("power/who-has-it", "11-14", "england", as_of=AS_OF)
    school = load_school(file, "example-conker-hill")
    with_school = Booking(order, 24, "example-conker-hill", school, dt.date(2027, 1, 28))
    personal = printed(with_school, tmp_path, workers)
    plain = printed(Booking(order, 24), tmp_path, workers)
    for name in documents(personal):
        mine = (Path(personal.folder) / name).read_bytes()
        other = (Path(plain.folder) / name).read_bytes()
        is_personal = "cover" in name or "help-page" in name
        assert (mine == other) is not is_personal, name
        assert (school.lead in text(Path(personal.folder) / name)) is is_personal, name
    assert "28 January 2027" in text(Path(personal.folder) / personal.files[0])


def test_another_seed_is_another_sheet_with_its_own_key(tmp_path: Path, workers: Workers) -> None:
    """Another seed shuffles the page, changes the code, and goes to a folder of its own."""
    packs = [
        printed(
            Booking(Order("power/who-has-it", "11-14", "england", seed, AS_OF), 24),
            tmp_path,
            workers,
        )
        for seed in (1, 2)
    ]
    assert packs[0].folder != packs[1].folder
    sheets = [text(next(Path(pack.folder).glob("*-worksheet.pdf"))) for pack in packs]
    assert sheets[0] != sheets[1]
    assert sorted(sheets[0].split())[:40] != sheets[0].split()[:40]


def test_only_listed_people_change_the_job_sheet(tmp_path: Path, workers: Workers) -> None:
    """More people need more copies: both job sheets follow, and nothing else does."""
    order = Order("feelings/safe-feelings-safe-people", "5-8", "england", as_of=AS_OF)
    few, many = (printed(Booking(order, n), tmp_path / str(n), workers) for n in (8, 32))
    assert few.sheets < many.sheets
    for name in few.files:
        same = (Path(few.folder) / name).read_bytes() == (Path(many.folder) / name).read_bytes()
        assert same is (name not in ("1-cover.pdf", "job-sheet.json")), name


def test_every_nation_can_carry_every_band() -> None:
    """No nation lacks what a session of any band might ask of it, and no child's band its years."""
    matters = {matter for nation in SHIPPED.nations.values() for matter in nation.law}
    assert matters >= {"consent", "under-18", "trust", "images", "trafficking"}
    for name, nation in SHIPPED.nations.items():
        bands = set(SHIPPED.bands)
        assert set(nation.definition.bands) == set(nation.curriculum) == bands, name
        assert set(nation.stages) == bands - {"parents", "professionals"}, name
        assert set(nation.law) == matters, name
        feet = [
            set(one.bands)
            for one in SHIPPED.contacts.values()
            if one.strip and name in one.nations and "participant" in one.audiences
        ]
        assert set().union(*feet) == bands, name


def test_the_youngest_are_told_of_childline_and_the_emergency_number_only() -> None:
    """To ages 5 to 11 pages name no other service, in any nation, but one for grown-ups at home."""
    for name in SHIPPED.nations:
        for band in ("5-8", "8-11"):
            told = [
                one
                for one in SHIPPED.contacts.values()
                if name in one.nations and band in one.bands and "participant" in one.audiences
            ]
            theirs = [one.name for one in told if "grown-up" not in one.says]
            assert len(theirs) == 2, (name, band)
            assert theirs[0] == "Childline"
            assert [one.says for one in told[2:]] == ["For a worried grown-up."]


def test_facts_are_for_no_page_of_anyone_under_18() -> None:
    """A figure stands before young people in no document that they get."""
    young = set(SHIPPED.bands) - {"parents", "professionals"}
    open_to_young = [
        name
        for name, fact in SHIPPED.facts.items()
        if "participant" in fact.audiences and young & set(fact.bands)
    ]
    assert not open_to_young
