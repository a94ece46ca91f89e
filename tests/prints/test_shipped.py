"""Every shipped pack: printed, proven, and checked as a reader would."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from printroom import make
from printroom.cache import Cache
from printroom.choose import plan_for
from printroom.ledger.record import Record
from printroom.load import load_schools
from printroom.make import CachedPress
from printroom.make.pack.for_shop import trims
from printroom.model import Booking, Delivered, Failed, Order
from printroom.press.bleed import with_bleed
from printroom.proof.trimmed import read_trimmed
from tests.paper import text_ends, texts_of_pages
from tests.shipped_packs import assert_composes
from tests.workshop import (
    HOME,
    nation_names,
    shipped,
    shipped_library,
    shipped_orders,
    shipped_orders_in_turns,
    shipped_plan,
)

AS_OF = dt.date(2026, 11, 24)
OF_README = {
    ("feelings/safe-feelings-safe-people", "5-8"): "ireland",
    ("friends/good-and-tricky", "8-11"): "ireland",
    ("power/who-has-it", "11-14"): "england",
    ("power/who-has-it", "14-16"): "england",
}
"""The nations for which the commands of the README print these packs in its test, too."""
IN_TURNS = shipped_orders_in_turns(AS_OF, OF_README)
OTHERS = [order for order in shipped_orders(AS_OF) if order not in IN_TURNS]
ALSO_BY_DAY = shipped_orders_in_turns(AS_OF, skipped=2)
"""Each session × band for a nation two turns later than that for which it is printed."""
MOST_EMPTY = 0.35
"""The share of a page."""
GUIDE_HEAD_MM, GUIDE_FOOT_MM = 16, 297 - 23
"""Where the text of a page of a guide begins and ends, from the top of the sheet."""
IN_README = "power/who-has-it"
ONE_OF_EACH_BAND = [
    *{one.band: one for one in sorted(IN_TURNS, key=lambda one: one.session == IN_README)}.values()
]
"""If there is a choice, the session that other tests print in large print, too."""
WORKSHEETS_BY_DAY = [order for order in IN_TURNS if order not in ONE_OF_EACH_BAND]
NOT_LARGE_BY_DAY = [order for order in shipped_orders(AS_OF) if order not in ONE_OF_EACH_BAND]


def in_large_print(orders: Iterable[Order]) -> list[Order]:
    """The same orders in the other edition."""
    return [replace(order, edition="large-print") for order in orders]


def name_of(order: Order) -> str:
    return f"{order.session}-{order.band}-{order.nation}"


each_in_turns = pytest.mark.parametrize("order", IN_TURNS, ids=name_of)
each_other = pytest.mark.parametrize("order", OTHERS, ids=name_of)
each_other_by_turns = pytest.mark.parametrize(
    "order",
    [pytest.param(one, marks=() if one in ALSO_BY_DAY else pytest.mark.nightly) for one in OTHERS],
    ids=name_of,
)


@pytest.fixture(scope="module")
def press(prints: Cache) -> Iterator[CachedPress]:
    """One worker that prints everything here, and the cache that all runs share."""
    with make.press_workers() as workers:
        yield CachedPress(prints, workers)


def printed(booking: Booking, output: Path, press: CachedPress, *only: str) -> Delivered:
    """The pack of a booking, or only these documents; every problem fails the test."""
    sources = make.Sources(shipped_library(), shipped())
    record = Record(output / "record", booking.order.as_of)
    options = make.RunOptions(only=only)
    (made,) = make.make_packs([booking], sources, press, output, record, options)
    assert not isinstance(made, Failed), "\n".join(map(str, made.problems))
    return made


def documents(made: Delivered) -> list[str]:
    """The files of a pack that are to be read: not the booklet, not the print shop's list."""
    return [name for name in made.files if name.endswith(".pdf") and "--" not in name]


def text(file: Path) -> str:
    """What a finished file says on its pages."""
    return "\n".join(texts_of_pages(file.read_bytes()))


@each_in_turns
def test_every_pack_prints_without_an_alarm(
    order: Order, tmp_path: Path, press: CachedPress
) -> None:
    """Each session × band prints whole, and no check or proof has a false alarm.

    The nations take turns: their documents differ in little more than a code. Of those that are not
    printed here some are composed and inspected below; at night all are, and printed.
    """
    assert_prints(order, tmp_path, press)


@each_other_by_turns
def test_every_other_pack_composes_without_an_alarm(order: Order) -> None:
    """Each session × band composes whole for nations that are not printed: by day for one more."""
    assert_composes(order)


@pytest.mark.nightly
@each_other
def test_every_other_pack_prints_without_an_alarm(
    order: Order, tmp_path: Path, press: CachedPress
) -> None:
    """Each session × band × nation prints whole, and no check or proof has a false alarm."""
    assert_prints(order, tmp_path, press)


def assert_prints(order: Order, output: Path, press: CachedPress) -> None:
    """Assert that a pack prints, and that its finished files are what a reader needs."""
    made = printed(Booking(order, 24), output, press)
    folder = Path(made.folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["files"]) == list(made.files)
    assert made.draft, "no helpline has been checked yet: every pack must be a draft"
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
        for contact in shipped_library().contacts.values()
        if contact.strip and order.nation in contact.nations and order.band in contact.bands
    ]
    assert at_the_foot
    assert all(number in text(help_page) for number in at_the_foot)
    assert_can_be_cut(order, folder)
    assert_guide_is_filled(order, next(folder.glob("*-facilitator-guide.pdf")))
    cover = text(folder / made.files[0])
    assert "DRAFT" in cover
    assert str(made.sheets) in cover


def assert_guide_is_filled(order: Order, file: Path) -> None:
    """Assert that no page of a guide but its last is much more than a third empty at its foot.

    A list that moves to the next page as a whole leaves that much. Its helplines, which an office
    copies, are on one page.
    """
    content = file.read_bytes()
    foot_mm, height_mm = GUIDE_FOOT_MM, GUIDE_FOOT_MM - GUIDE_HEAD_MM
    empty = [(foot_mm - end_mm) / height_mm for end_mm in text_ends(content, foot_mm)]
    assert [round(share, 2) for share in empty[:-1] if share > MOST_EMPTY] == []
    (guide,) = (one for one in shipped_plan(order).documents if one.guide)
    (page,) = (page for page in texts_of_pages(content) if "How to reach them" in page)
    assert all(contact.channels[0].value in page for contact in guide.contacts)


def assert_can_be_cut(order: Order, folder: Path) -> None:
    """Assert that a print shop can cut posters and cards: words clear of the cut, no white rim."""
    for name, trim in trims(shipped_plan(order).documents).items():
        before = (folder / name).read_bytes()
        assert read_trimmed(with_bleed(before, trim), before, trim, name) == []


@pytest.mark.parametrize("order", in_large_print(ONE_OF_EACH_BAND), ids=name_of)
def test_a_pack_of_each_band_prints_in_large_print(
    order: Order, tmp_path: Path, press: CachedPress
) -> None:
    """What a learner reads fits in large print too: no page nearly empty, no heading left alone.

    What sets large print apart, its sizes and margins, goes by the band; the other sessions and
    nations of each band are printed at night.
    """
    assert_prints_large(order, tmp_path, press)


@pytest.mark.parametrize("order", in_large_print(WORKSHEETS_BY_DAY), ids=name_of)
def test_every_worksheet_prints_in_large_print(
    order: Order, tmp_path: Path, press: CachedPress
) -> None:
    """The activities of a session are its own, and each fills pages in its own way."""
    assert_no_page_is_bad(printed(Booking(order, 1), tmp_path, press, "worksheet"))


@pytest.mark.nightly
@pytest.mark.parametrize("order", in_large_print(NOT_LARGE_BY_DAY), ids=name_of)
def test_every_other_pack_prints_in_large_print(
    order: Order, tmp_path: Path, press: CachedPress
) -> None:
    """What fits in large print for one session and nation of a band fits for all."""
    assert_prints_large(order, tmp_path, press)


def assert_prints_large(order: Order, output: Path, press: CachedPress) -> None:
    """Assert that a pack prints in large print, with the documents that learners read."""
    made = printed(Booking(order, 1), output, press)
    assert_can_be_cut(order, Path(made.folder))
    assert_no_page_is_bad(made)
    assert {"handout", "worksheet", "slips", "help-page"} <= {
        name.partition("-")[2].removesuffix(".pdf") for name in documents(made)
    }


def assert_no_page_is_bad(made: Delivered) -> None:
    """Assert that no page of a pack in large print is nearly empty or parts what belongs together.

    A drawing or a match that fills a page moves to the next one as a whole, and one that fills it
    to the foot leaves its code to the next.
    """
    expected = ("odd-pages", "page-emptied", "code-parted")
    assert [str(one) for one in made.warnings if one.code not in expected] == []


def test_urgent_notes_come_after_the_plan(tmp_path: Path, press: CachedPress) -> None:
    """The page on what to do when a child tells something is the second of the guide, and whole.

    The helplines are opposite.
    """
    plan = plan_for(IN_TURNS[0], shipped_library(), shipped())
    (guide,) = (one for one in plan.documents if one.guide)
    (urgent,) = (part for part in guide.parts if part.is_urgent)
    made = printed(Booking(IN_TURNS[0], 24), tmp_path, press)
    (file,) = Path(made.folder).glob(f"*-{guide.row.name}.pdf")
    pages = texts_of_pages(file.read_bytes())
    assert [urgent.title in page for page in pages[:3]] == [False, True, False]
    assert "How to reach them" in pages[2]


def test_a_school_is_on_four_documents_only(tmp_path: Path, press: CachedPress) -> None:
    """Cover, letter, poster and help page show a school's words; all else is the same for all."""
    file = HOME / "materials" / "schools" / "example.yaml"
    order = Order("power/who-has-it", "11-14", "england", as_of=AS_OF)
    school = load_schools(file, nation_names(HOME / "materials")).schools["example-conker-hill"]
    with_school = Booking(order, 24, "example-conker-hill", school, dt.date(2027, 1, 28))
    personal = printed(with_school, tmp_path, press)
    plain = printed(Booking(order, 24), tmp_path, press)
    for name in documents(personal):
        mine = (Path(personal.folder) / name).read_bytes()
        other = (Path(plain.folder) / name).read_bytes()
        personal_ones = ("-cover.pdf", "-family-letter.pdf", "-poster.pdf", "-help-page.pdf")
        is_personal = name.endswith(personal_ones)
        assert (mine == other) is not is_personal, name
        assert (school.lead in text(Path(personal.folder) / name)) is is_personal, name
    assert "28 January 2027" in text(Path(personal.folder) / personal.files[0])


def test_another_seed_is_another_sheet_with_its_own_key(tmp_path: Path, press: CachedPress) -> None:
    """Another seed shuffles the page, changes the code, and goes to a folder of its own."""
    packs = [
        printed(
            Booking(Order("power/who-has-it", "11-14", "england", seed, AS_OF), 24),
            tmp_path,
            press,
        )
        for seed in (1, 2)
    ]
    assert packs[0].folder != packs[1].folder
    sheets = [text(next(Path(pack.folder).glob("*-worksheet.pdf"))) for pack in packs]
    assert sheets[0] != sheets[1]
    assert sorted(sheets[0].split())[:40] != sheets[0].split()[:40]


def test_only_listed_people_change_the_job_sheet(tmp_path: Path, press: CachedPress) -> None:
    """More people need more copies: both job sheets follow, and nothing else does."""
    order = Order("feelings/safe-feelings-safe-people", "5-8", "england", as_of=AS_OF)
    few, many = (printed(Booking(order, n), tmp_path / str(n), press) for n in (8, 32))
    assert few.sheets < many.sheets
    for name in few.files:
        same = (Path(few.folder) / name).read_bytes() == (Path(many.folder) / name).read_bytes()
        assert same is (name not in ("01-cover.pdf", "job-sheet.json")), name
