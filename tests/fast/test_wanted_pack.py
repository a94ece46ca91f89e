"""What the options of `pack` and the order form ask for, and a school that is typed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.deliver import pack_folder
from printroom.load import load_folders
from printroom.make.pack.bookings import booking_values
from printroom.make.requests.wanted_pack import (
    TYPED,
    WantedPack,
    about_packs,
    find_printer,
)
from printroom.model import Booking, Library, NotFitToPrint, Printer, WrongOption
from tests.workshop import Workshop

DAY = dt.date(2026, 11, 30)


def wanted(**options: Any) -> WantedPack:
    """A pack of the workshop in miniature, with these options."""
    return WantedPack(
        **{"session": "B1", "band": "juniors", "nation": "uphill", "as_of": DAY, **options}
    )


def booked(library: Library, **options: Any) -> Booking:
    """The booking of such a pack."""
    pack = wanted(**options)
    pack.check_together()
    return pack.booking(library, pack.load_list(library))


def test_a_typed_school_is_booked_as_one_of_a_list(tiny: Workshop, tiny_library: Library) -> None:
    """The same details give the same school, whether they are in a list or typed in."""
    in_list = booked(tiny_library, school="materials/schools/clubs.csv#bell-yard").school
    typed = booked(
        tiny_library,
        school_name="  Bell Yard,  Upper Road ",
        lead="Mr Reed Spoke",
        reach="01632 960 301",
        room="Shed  2",
    )
    assert in_list is not None
    assert typed.school is not None
    assert typed.school_id == TYPED
    for name in ("name", "nation", "lead", "reach", "room"):
        assert getattr(typed.school, name) == getattr(in_list, name)


def test_who_made_the_pack_is_a_value_of_its_cover(tiny_library: Library) -> None:
    """A contact is filled into the field for it; without one the field stays a line to write on."""
    given = booking_values(booked(tiny_library, contact=" Print desk, 01632 960 400 "))
    assert given["contact"] == "Print desk, 01632 960 400"
    assert "contact" not in booking_values(booked(tiny_library))


def test_what_a_print_shop_asks_for_gives_a_pack_another_folder(tiny_library: Library) -> None:
    """A pack for a shop is beside the one for the office, whose folder stays what it was."""
    plain, shop = booked(tiny_library), booked(tiny_library, marks=True, pdf_x=True)
    assert pack_folder(shop) == Path(f"{pack_folder(plain)}--marks--pdf-x")
    assert pack_folder(shop, ("cards",)).name.endswith("--only-cards--marks--pdf-x")


@pytest.mark.parametrize("option", ["--marks", "--pdf-x"])
def test_packs_to_send_are_not_for_a_print_shop(option: str) -> None:
    """`bundle --by email` zips unchanged packs, and refuses options for a print shop."""
    answer = CliRunner().invoke(main, ["bundle", "autumn", "--by", "email", option])
    assert answer.exit_code == 2
    assert "leave out --marks" in answer.output


def test_the_nation_of_a_typed_school_is_the_one_given(tiny_library: Library) -> None:
    """Its helplines are those of the nation that is ordered."""
    booking = booked(tiny_library, school_name="A", nation="downhill")
    assert booking.school is not None
    assert booking.school.nation == booking.order.nation == "downhill"


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"lead": "Jo"}, "--lead"),
        ({"printer": Printer("hall"), "marks": True}, "--printer"),
        ({"printer": Printer("hall"), "pdf_x": True}, "--printer"),
        ({"reach": "Room 4"}, "--reach"),
        ({"room": "Hall"}, "--room"),
        ({"school": "materials/schools/clubs.csv#bell-yard", "lead": "Jo"}, "--lead"),
        ({"school": "materials/schools/clubs.csv#bell-yard", "school_name": "A"}, "--school-name"),
        ({"school": "clubs"}, "--school"),
        ({"school": "none.csv#a"}, "--school"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    tiny: Workshop, options: dict[str, str], option: str
) -> None:
    """A school is in a list or typed in, and a lead belongs to a school."""
    with pytest.raises(WrongOption) as caught:
        wanted(**options).check_together()
    assert caught.value.option == option


@pytest.mark.parametrize("typed", ["=1+1", "\u202eevil", "x" * 201, "<b>Jo</b>", "{{ code }}"])
@pytest.mark.parametrize(
    ("field", "option"),
    [
        ("school_name", "--school-name"),
        ("lead", "--lead"),
        ("reach", "--reach"),
        ("room", "--room"),
    ],
)
def test_what_is_refused_in_a_list_is_refused_when_typed(
    tiny_library: Library, field: str, option: str, typed: str
) -> None:
    """Each wrong detail is a problem of its option, which does not repeat what was typed."""
    with pytest.raises(NotFitToPrint) as caught:
        booked(tiny_library, **{"school_name": "A", field: typed})
    (problem,) = caught.value.problems
    assert problem.path == option
    assert typed not in f"{problem.message} {problem.fix} {problem.excerpt}"


def test_a_word_for_a_missing_name_is_no_lead(library: Library) -> None:
    """TBC leaves the pack a draft, as in a list; the pack says which option was left empty."""
    wanted = WantedPack(session="C2", band="11-14", nation="wales", school_name="A", as_of=DAY)
    pack = replace(wanted, lead="TBC", reach="n/a", room="?")
    booking = pack.booking(library, None)
    assert booking.school is not None
    assert (booking.school.lead, booking.school.reach, booking.school.room) == ("", "", "")
    found = tuple(pack.warnings(booking, library.names))
    assert [one.path for one in found] == ["--lead", "--reach", "--room"]
    assert all("left empty" in one.message and not one.stops for one in found)
    named = replace(pack, lead="Ann Reed", reach="", room="4")
    assert tuple(named.warnings(booking, library.names)) == ()


def test_a_pack_warns_of_nothing_that_packs_are_not_made_of(tiny: Workshop) -> None:
    """Other lists and terms, and files that nothing reads, are left to `check`."""
    tiny.write(
        "materials/schools/other.csv",
        "id,name,nation\na,Spokeham Hall,uphill\nb,Spokeham Hal,uphill\n",
    )
    for name in ("notes.json", "snippets/lost.txt", "schools/old.json", "terms/old.yml"):
        tiny.write(f"materials/{name}", "x")
    warnings = load_folders(tiny.materials, tiny.templates, sets_aside=True)[0].warnings
    assert {"similar-school", "unread-file"} <= {one.code for one in warnings}
    (found,) = about_packs(warnings, tiny.materials)
    assert found.path == "materials/snippets/lost.txt"


def test_a_printer_that_was_not_saved_is_refused(tiny: Workshop) -> None:
    """The message says which there are."""
    assert find_printer(None, tiny.materials / "none.json") is None
    with pytest.raises(WrongOption, match="none has been saved yet"):
        find_printer("staffroom", tiny.materials / "none.json")
