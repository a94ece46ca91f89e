"""What a plan tells an office: paper and copies, what rows lack, and times that were measured."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom import make
from printroom.cache import Cache
from printroom.choose import choose
from printroom.cli import main
from printroom.cli.term_output import _paper_lines, _plan_lines
from printroom.compose import compose_pack
from printroom.make.pack.orders import _with_cover, with_print_jobs
from printroom.make.run.speed import (
    FILE,
    KEPT,
    Measured,
    Speed,
    measure_speed,
    note_speed,
    read_speed,
)
from printroom.make.term.known_orders import KnownOrder
from printroom.make.term.plan_gaps import assumed_numbers, lacking, lacking_list
from printroom.make.term.plan_run import RunPlan
from printroom.make.term.plan_words import time_line
from printroom.model import (
    Booking,
    Delivered,
    Library,
    Order,
    PaperNeed,
    Printed,
    Problem,
    School,
    Templates,
)
from tests.term_helpers import DAY, SCHOOLS, AtOnce, Season
from tests.workshop import Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", 1, DAY)
RUN = Measured(
    layouts=10,
    orders=5,
    packs=100,
    reading_seconds=2.0,
    layout_seconds=20.0,
    order_seconds=1.0,
    pack_seconds=5.0,
)


@pytest.fixture
def season(tiny: Workshop, tmp_path: Path) -> Season:
    """A term of four schools, of which the last lacks a lead and a room."""
    season = Season(tiny, tmp_path / "output", AtOnce())
    season.write([*SCHOOLS[:3], (*SCHOOLS[3][:3], "?", SCHOOLS[3][4], "")])
    return season


def planned(season: Season) -> RunPlan:
    """The plan of the term."""
    sources, press = season.sources(), season.press()
    known = make.known_orders(season.run(sources).bookings, sources, press, season.output)
    return make.plan_run(known, read_speed(press.cache))


def known(library: Library, templates: Templates) -> KnownOrder:
    """An order that is in no cache, and two bookings of it."""
    plan, forbidden = choose(ORDER, library, templates)
    sources = make.Sources(library, templates)
    prepared = with_print_jobs(compose_pack(plan, templates), forbidden, sources, values={})
    bookings = tuple(Booking(ORDER, people, f"spoke-{people}") for people in (10, 20))
    missing = frozenset(job.print_key for job in prepared.jobs)
    return KnownOrder(bookings, prepared, missing=missing)


def in_cache(order: KnownOrder, sources: make.Sources, press: make.CachedPress) -> KnownOrder:
    """The same as if its documents were in the cache, of three pages and a thousand bytes each."""
    assert order.prepared is not None
    jobs = order.prepared.jobs
    pages = [Printed("", job.document.name, b"x" * 1000, 3) for job in jobs]
    printed = _with_cover(order.prepared, pages, (), press, sources)
    return replace(order, printed=printed, missing=frozenset({"form"}))


def test_a_plan_follows_from_values_alone(
    tiny_library: Library,
    tiny_templates: Templates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same orders and speed are the same plan, and no file is looked at for it."""
    press = make.CachedPress(Cache(tmp_path / "cache"), AtOnce())
    new = known(tiny_library, tiny_templates)
    old = in_cache(new, make.Sources(tiny_library, tiny_templates), press)
    wrong = KnownOrder(new.bookings, None, problems=(Problem("odd", "a.md", "odd", "even"),))
    orders, speed = (new, old, replace(old, unchanged=1), wrong), Speed(1.0, 2.0, 3.0, 4.0, 500.0)
    plan = make.plan_run(orders, speed)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was looked at")

    with monkeypatch.context() as nothing:
        for name in ("open", "stat", "lstat", "scandir", "listdir", "utime"):
            nothing.setattr(os, name, refuse)
        nothing.setattr(io, "open", refuse)
        nothing.setattr("builtins.open", refuse)
        again = make.plan_run(iter(orders), speed)
    assert again == plan
    assert (plan.packs, plan.unchanged, plan.orders, plan.unprinted) == (8, 1, 4, 1)
    assert plan.problems == wrong.problems


def test_a_plan_adds_up_its_orders(
    tiny_library: Library, tiny_templates: Templates, tmp_path: Path
) -> None:
    """What is made of two orders is the sum of both; what both lay out is laid out once."""
    press = make.CachedPress(Cache(tmp_path / "cache"), AtOnce())
    new = known(tiny_library, tiny_templates)
    old = in_cache(new, make.Sources(tiny_library, tiny_templates), press)
    speed = Speed(1.0, 2.0, 3.0, 4.0, 500.0)
    first, second, both = (make.plan_run(one, speed) for one in ([new], [old], [new, old]))
    for count in ("packs", "orders", "unprinted", "files", "pages", "size", "copied_size"):
        assert getattr(both, count) == getattr(first, count) + getattr(second, count)
    assert second.layouts == 1
    assert both.layouts == first.layouts + 1
    assert make.plan_run([new, new], speed).layouts == first.layouts
    assert both.first_seconds == 2.0 * both.layouts
    assert both.filling_seconds == 1.0 + 2 * 3.0 + 4 * 4.0
    assert first.pages > second.pages
    assert first.files == second.files


def test_the_plan_counts_copies_and_sheets_on_each_paper(season: Season) -> None:
    """Each document has its copies; what has the same paper and ink adds up to sheets and reams."""
    plan = planned(season)
    by_name = {need.document: need for need in plan.paper}
    assert by_name["help-page"].copies == 4 * 12
    assert plan.sheets["help-page"] == by_name["help-page"].sheets
    lines = list(_paper_lines(plan.paper, "at most "))
    total = sum(need.sheets for need in plan.paper)
    assert lines[0] == f"At most {total:,} sheets of paper:"
    copies = lines.index("Copies:")
    assert sum(int(line.split()[0].replace(",", "")) for line in lines[1:copies]) == total
    assert {line.split()[1] for line in lines[copies + 1 :]} == set(by_name)
    many = PaperNeed("poster", "A3", "plain", "colour", 501, 501)
    assert list(_paper_lines([many], ""))[1].strip() == "501 A3 plain, colour (2 reams)"


def test_the_plan_has_every_row_that_lacks_something(season: Season) -> None:
    """The plan and its CSV list have all such rows, each with its number and what is missing."""
    plan, listed = planned(season), season.run(season.sources()).resolved.listed
    assert plan.lacking == {"spoke-4": ("lead", "room")}
    assert any("spoke-4 lacks: lead, room" in line for line in _plan_lines(plan, season.folder))
    (row,) = csv.DictReader(lacking_list(plan.lacking, listed).splitlines())
    assert row[f"row in {listed.path}"] == "5"
    assert (row["id"], row["name"]) == ("spoke-4", "Hope")
    assert (row["lead"], row["reach"], row["room"], row["date"]) == ("missing", "", "missing", "")


def test_a_date_is_missing_where_others_have_one(season: Season) -> None:
    """In a term without dates none is missing; in one with dates, a row without is named."""
    booking = season.run(season.sources()).bookings[0]
    dated = replace(booking, date=dt.date(2027, 2, 1))
    other = replace(booking, school_id="other")
    assert lacking([booking, other]) == {}
    assert lacking([dated, other]) == {"other": ("date",)}


def test_a_time_is_missing_where_others_have_one(season: Season) -> None:
    """In a list without times none is missing; in one with times, a row without is named."""
    listed = season.run(season.sources()).resolved.listed
    at_ten, without = (
        replace(
            season.run(season.sources()).bookings[0],
            school_id=school_id,
            school=listed.schools[school_id].model_copy(update={"time": time}),
        )
        for school_id, time in (("spoke-1", "10:00"), ("spoke-2", None))
    )
    assert lacking([without]) == {}
    found = lacking([at_ten, without])
    assert found == {"spoke-2": ("time",)}
    (row,) = csv.DictReader(lacking_list(found, listed).splitlines())
    assert (row["id"], row["time"], row["date"]) == ("spoke-2", "missing", "")


def test_a_number_of_people_that_is_assumed_is_reported(season: Season) -> None:
    """A school without a number prints for the term's, and the plan says for which schools."""
    bookings = list(season.run(season.sources()).bookings)
    assert lacking(bookings)["spoke-4"] == ("lead", "room")
    assert assumed_numbers(bookings) == {12: ("spoke-1", "spoke-2", "spoke-3", "spoke-4")}
    first = bookings[0]
    assert first.school is not None
    bookings[0] = replace(first, school=first.school.model_copy(update={"people": 12}))
    assert lacking(bookings)["spoke-4"] == ("lead", "room", "people")
    assert assumed_numbers(bookings) == {12: ("spoke-2", "spoke-3", "spoke-4")}
    large = [
        replace(one, order=replace(one.order, edition="large-print"), people=2) for one in bookings
    ]
    assert assumed_numbers(large) == {}
    expected = "No number of people given: 12 sets assumed for spoke-1, spoke-2, spoke-3, spoke-4."
    assert expected in _plan_lines(planned(season), season.folder)


def test_booklets_are_counted_before_the_first_run(season: Season) -> None:
    """A document that is there as a booklet, too, is two files in each pack."""
    before = planned(season)
    booklet = "max_pages: 6, print_only: booklet,"
    season.tiny.change("templates/sessions/meeting.yaml", "max_pages: 6,", booklet)
    plan = planned(season)
    assert plan.files == before.files + plan.packs
    assert plan.size > before.size
    assert plan.copied_size > before.copied_size


def test_a_copy_is_larger_than_links(season: Season) -> None:
    """What schools share is counted once where it is linked, and for each school in a copy."""
    plan = planned(season)
    assert plan.copied_size > plan.size > 0


def test_first_layouts_and_filling_are_estimated_apart(tmp_path: Path) -> None:
    """A run that lays out nothing is not estimated by the time of layouts, and vice versa."""
    cache = Cache(tmp_path / "cache")
    assert read_speed(cache) == Speed(0.0, None, None, None, None)
    note_speed(cache, RUN)
    speed = read_speed(cache)
    assert speed.first_seconds(10) == 20.0
    assert speed.first_seconds(0) == 0.0
    assert speed.filling_seconds(5, 100) == 2.0 + 1.0 + 5.0
    filled = RUN.model_copy(update={"layouts": 0, "layout_seconds": 0.0, "pack_seconds": 15.0})
    note_speed(cache, filled)
    again = read_speed(cache)
    assert again.first_seconds(10) == 20.0
    assert again.filling_seconds(5, 100) == 2.0 + 1.0 + 10.0
    note_speed(cache, RUN.model_copy(update={"packs": 0}))
    assert read_speed(cache) == again


def test_the_times_of_the_last_runs_are_kept(tmp_path: Path) -> None:
    """Old runs are forgotten, and a file that is damaged is an unknown speed."""
    cache = Cache(tmp_path / "cache")
    for number in range(KEPT + 5):
        note_speed(cache, RUN.model_copy(update={"layout_seconds": 10.0 if number < 5 else 30.0}))
    assert read_speed(cache).first_seconds(10) == 30.0
    (cache.folder / FILE).write_text("{")
    assert read_speed(cache).first_seconds(10) is None


def test_steps_share_the_time_that_has_passed(tmp_path: Path) -> None:
    """Steps run beside each other: the time on the clock is shared among them."""
    (tmp_path / "cover.pdf").write_bytes(b"x" * 500)
    pack = Delivered(
        Booking(ORDER, 12, "a", School(name="A", nation="uphill")),
        *(tmp_path.as_posix(), ("cover.pdf",), 4, {}, ()),
        how={"fill": 1},
    )
    seconds = {"read materials and templates": 2.0, "print": 60.0, "compose": 20.0, "deliver": 20.0}
    run = measure_speed(seconds, 52.0, 30, [pack])
    assert (run.layouts, run.orders, run.packs, run.file_bytes) == (30, 1, 1, 500.0)
    taken = (run.layout_seconds, run.order_seconds, run.pack_seconds)
    assert taken == pytest.approx((30.0, 10.0, 10.0))
    without = measure_speed(seconds, 52.0, 0, [pack])
    assert (without.layout_seconds, without.order_seconds) == pytest.approx((0.0, 40.0))


def test_the_plan_says_what_was_not_measured(season: Season) -> None:
    """Before the first run no time is given; after a run that only filled, none for layouts."""
    plan = replace(planned(season), layouts=10, first_seconds=None, filling_seconds=None)
    assert time_line(plan) == "How long this takes is known after the first run."
    filling = replace(plan, filling_seconds=30.0)
    assert "10 first layouts, which were not measured yet" in time_line(filling)
    both = replace(filling, first_seconds=300.0)
    assert "5 minutes for 10 first layouts, 30 seconds for everything else" in time_line(both)
    filled = replace(both, layouts=0, first_seconds=0.0)
    assert time_line(filled) == "This takes about 30 seconds, as measured here."


def test_the_plan_as_json_has_all_of_it(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    """For another program: paper, times, what rows lack; and the list of these as a file."""
    command = "printroom.cli.term_command"
    monkeypatch.setattr(f"{command}.term_workers", lambda *_, **__: nullcontext(season.workers))
    monkeypatch.setattr(f"{command}.default_cache", lambda _: season.press().cache)
    file = season.output / "lacking.csv"
    folders = ("--materials", "materials", "--templates", "templates")
    wanted = ["term", "season", "-o", str(season.output), "--lacking", str(file), *folders]
    assert CliRunner().invoke(main, wanted).exit_code == 2
    done = CliRunner().invoke(main, [*wanted, "--plan", "--json"])
    assert done.exit_code == 0, done.output
    plan = json.loads(done.stdout)
    assert {need["stock"] for need in plan["paper"]} >= {"A4 plain, grey"}
    assert plan["lacking"] == {"spoke-4": ["lead", "room"]}
    assert any("spoke-4" in pack for packs in plan["drafts"].values() for pack in packs)
    assert plan["layouts"] > 0
    assert (plan["first_seconds"], plan["filling_seconds"]) == (None, None)
    assert "spoke-4,Hope,missing" in file.read_text(encoding="utf-8-sig")
