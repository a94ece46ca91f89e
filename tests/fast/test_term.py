"""Terms: each school gets each pack that is meant for it, once, with its people and day."""

from __future__ import annotations

import csv
import datetime as dt
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printroom.load import load_term
from printroom.load.schools.term_file import term_names
from printroom.make.pack.bookings import bookings_of
from printroom.model import Library, NotFitToPrint, ResolvedTerm
from tests.workshop import HOME, TESTS, Workshop

TODAY = dt.date(2027, 1, 31)
CLUBS = "materials/schools/clubs.csv"
SUMMER = "materials/terms/summer.yaml"


@pytest.fixture
def summer(tiny: Workshop) -> ResolvedTerm:
    """The term of the workshop in miniature."""
    return load_term(tiny.materials, "summer", tiny.load())


def test_each_school_gets_each_session_for_each_band(summer: ResolvedTerm) -> None:
    """One pack for each, and none for a school that its filter leaves out."""
    assert [
        (one.school_id, one.order.session, one.order.band, one.order.nation)
        for one in bookings_of(summer, TODAY)
    ] == [
        ("bell-yard", "repairs/flat-tyre", "juniors", "uphill"),
        ("bell-yard", "repairs/flat-tyre", "seniors", "uphill"),
        ("dynamo-club", "repairs/flat-tyre", "juniors", "downhill"),
        ("dynamo-club", "repairs/flat-tyre", "seniors", "downhill"),
        ("dynamo-club", "roads/signals", "seniors", "downhill"),
    ]


def test_a_session_is_named_by_its_code_too(tiny: Workshop, summer: ResolvedTerm) -> None:
    """C2 or c2 in a term is the session that has this code, as on the command line."""
    tiny.change(SUMMER, "session: roads/signals", "session: B2")
    tiny.change(SUMMER, "session: repairs/flat-tyre", "session: b1")
    again = load_term(tiny.materials, "summer", tiny.load())
    assert bookings_of(again, TODAY) == bookings_of(summer, TODAY)
    tiny.change(SUMMER, "session: B2", "session: B9")
    with pytest.raises(NotFitToPrint, match="there is no session “B9”"):
        load_term(tiny.materials, "summer", tiny.load())


@pytest.mark.parametrize("choice", ["exclude: [100023, 0042]", "where: {id: [bell-yard]}"])
def test_an_id_of_digits_needs_no_quotes(tiny: Workshop, choice: str) -> None:
    """A number in `exclude` or `where: id` is an id, with its leading zeros."""
    text = Path(CLUBS).read_text("utf-8")
    tiny.write(CLUBS, f"{text}100023,Hill Club,uphill,,,,,\n0042,Vale Club,uphill,,,,,\n")
    tiny.change(SUMMER, "  file: ../schools/clubs.csv", f"  file: ../schools/clubs.csv\n  {choice}")
    tiny.change(SUMMER, "    where: {nation: [downhill]}\n", "")
    term = load_term(tiny.materials, "summer", tiny.load())
    wanted = {"bell-yard", "dynamo-club"} if "exclude" in choice else {"bell-yard"}
    assert {one.school_id for one in bookings_of(term, TODAY)} == wanted
    tiny.change(SUMMER, choice, choice.replace("[", "[7, "))
    with pytest.raises(NotFitToPrint, match="has the id “7”"):
        load_term(tiny.materials, "summer", tiny.load())


def test_the_nearest_word_counts(summer: ResolvedTerm) -> None:
    """People and day: the school's row before the pack, the pack before the term."""
    found = {(one.school_id, one.order.session): one for one in bookings_of(summer, TODAY)}
    row, term, pack = (
        found["bell-yard", "repairs/flat-tyre"],
        found["dynamo-club", "repairs/flat-tyre"],
        found["dynamo-club", "roads/signals"],
    )
    assert (row.people, row.date) == (12, dt.date(2027, 6, 7))
    assert (term.people, term.date) == (10, dt.date(2027, 6, 1))
    assert (pack.people, pack.date) == (6, dt.date(2027, 6, 1))
    assert {one.order.as_of for one in found.values()} == {TODAY}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    nations=st.lists(st.sampled_from(["uphill", "downhill"]), min_size=1, max_size=8),
    seed=st.integers(),
)
def test_the_order_of_the_rows_does_not_matter(
    nations: list[str], seed: int, tiny: Workshop, tiny_library: Library
) -> None:
    """A list that is sorted anew makes the same packs, each once, in the same order."""
    rows = [
        ("downhill-club", "D", "downhill"),
        *((f"a-{n}", "X", w) for n, w in enumerate(nations)),
    ]
    bookings = []
    for _ in range(2):
        with Path(CLUBS).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "name", "nation"), *rows])
        bookings.append(bookings_of(load_term(tiny.materials, "summer", tiny_library), TODAY))
        random.Random(seed).shuffle(rows)
    assert bookings[0] == bookings[1]
    packs = [(b.school_id, b.order.session, b.order.band) for b in bookings[0]]
    assert len(set(packs)) == len(packs) == 2 * len(rows) + sum(r[2] == "downhill" for r in rows)
    assert all(one[0] <= other[0] for one, other in pairwise(packs))


def test_a_choice_takes_and_leaves(tiny: Workshop) -> None:
    """`where` takes only some schools, `exclude` leaves some out, for the term or for one pack."""
    tiny.change(SUMMER, "clubs.csv\n", "clubs.csv\n  where: {id: [dynamo-club, bell-yard]}\n")
    tiny.change(SUMMER, "bands: [juniors, seniors]", "bands: [juniors]\n    exclude: [bell-yard]")
    bookings = bookings_of(load_term(tiny.materials, "summer", tiny.load()), TODAY)
    assert [one.school_id for one in bookings] == ["dynamo-club", "dynamo-club"]


def test_the_contact_of_a_term_is_on_each_of_its_packs(tiny: Workshop) -> None:
    """Whoever needs another edition reads on the cover who can print it."""
    tiny.change(SUMMER, "schools:", "contact: Print desk, room 3\nschools:")
    bookings = bookings_of(load_term(tiny.materials, "summer", tiny.load()), TODAY)
    assert {one.contact for one in bookings} == {"Print desk, room 3"}


def test_no_school_reaches_the_order(summer: ResolvedTerm) -> None:
    """What decides the words and the look of a pack has no school in it: it is shared."""
    orders = {one.order for one in bookings_of(summer, TODAY)}
    text = repr(orders)
    for school in summer.listed.schools.values():
        assert school.name not in text
        assert not school.lead or school.lead not in text


def test_an_unknown_term_is_named(tiny: Workshop, tiny_library: Library) -> None:
    """A slip of the pen gets the nearest name, and no path is opened for it."""
    for name in ("sumer", "../terms/summer", "x" * 5000, "a\0b"):
        with pytest.raises(NotFitToPrint, match="unknown-term") as caught:
            load_term(tiny.materials, name, tiny_library)
        assert "summer" in caught.value.problems[0].fix


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("2027-01-28", "a folder of single packs has"),
        ("undated", "a folder of single packs has"),
        ("prune", "a command has"),
    ],
)
def test_no_term_is_called_as_single_packs_are(tiny: Workshop, name: str, use: str) -> None:
    """The folder of a term is no other pack's, and `term prune` is no term."""
    Path(SUMMER).rename(f"materials/terms/{name}.yaml")
    with pytest.raises(NotFitToPrint, match=f"{use} that name"):
        load_term(tiny.materials, name, tiny.load())


def test_a_list_that_is_elsewhere_stops_the_term_only(tiny: Workshop) -> None:
    """Real lists are kept where not everybody has them: other packs are printed all the same."""
    tiny.change(SUMMER, "clubs.csv", f"{'x' * 5000}.csv")
    library = tiny.load()
    assert [warning.code for warning in library.warnings] == ["no-list"]
    with pytest.raises(NotFitToPrint, match="no-list"):
        load_term(tiny.materials, "summer", library)


def test_a_day_of_a_pack_that_the_list_overrules_gets_a_warning(tiny: Workshop) -> None:
    """At the line of the day; a pack on the day of the list, or only for others, gets none."""
    for day, choice, warned in (
        ("2027-06-09", "", [("other-date", 9, False)]),
        ("2027-06-07", "", []),
        ("2027-06-09", ", where: {id: [dynamo-club]}", []),
    ):
        pack = f"  - {{session: roads/signals, bands: [seniors], date: {day}{choice}}}\n"
        text = Path(SUMMER).read_text("utf-8").partition("packs:\n")[0]
        tiny.write("materials/terms/autumn.yaml", f"{text}packs:\n\n\n{pack}")
        found = load_term(tiny.materials, "autumn", tiny.load()).warnings
        dates = [one for one in found if one.code == "other-date"]
        assert [(one.code, one.line, one.stops) for one in dates] == warned
        assert all("another date for 1 school, such as bell-yard" in one.message for one in dates)


def test_every_shipped_term_can_be_ordered(library: Library) -> None:
    """Each term that we ship books something for each school that it does not exclude."""
    materials = HOME / "materials"
    assert "2027-spring" in term_names(materials, [])
    for name in term_names(materials, []):
        resolved = load_term(materials, name, library)
        booked = {one.school_id for one in bookings_of(resolved, TODAY)}
        assert booked == set(resolved.listed.schools) - set(resolved.term.schools.exclude)


def test_the_term_in_the_manual_is_right(tiny: Workshop, library: Library) -> None:
    """Whoever copies the example out of the manual has a term."""
    text = (HOME / "materials" / "README.md").read_text(encoding="utf-8")
    _, _, section = text.partition("\n## Terms\n")
    example = section.split("```\n")[1]
    tiny.write("materials/terms/2027-spring.yaml", example)
    tiny.write(
        "materials/schools/2027-spring.csv",
        (TESTS.parent / "materials" / "schools" / "2027-spring.csv").read_bytes(),
    )
    assert bookings_of(load_term(tiny.materials, "2027-spring", library), TODAY)
