"""The order form at the desk: what it asks for, what it refuses, and the command it shows."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from printroom.cli.pack_command import pack
from printroom.desk.common.draft_help import draft_help
from printroom.desk.order.order_form import read_form
from printroom.desk.state.asked_pack import AskedPack, OrderFields
from printroom.desk.state.uploaded_lists import ListedSchool, listed_schools
from printroom.load import load_folders
from printroom.make import Sources, compose_workers
from printroom.model import FollowUp, School
from printroom.model.drafts import DraftCode, DraftReason
from printroom.model.print_shop import PrintShop
from tests.desk_client import TestClient, browser, desk_in, settings_in
from tests.term_helpers import AtOnce
from tests.workshop import TESTS, Workshop

TINY = Workshop(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates")
RIGHT = {"band": "juniors", "nation": "uphill"}
LISTED = {**RIGHT, "school_is": "list", "school": "clubs.csv#bell-yard"}
TYPED = {**RIGHT, "school_is": "typed", "school_name": "Spoke & Sons", "lead": "Jo", "reach": "4"}
TYPED |= {"room": "Hall 2"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A browser at a desk over the workshop in miniature."""
    with compose_workers() as workers:
        yield browser(desk_in(TINY, workers))


@pytest.fixture(scope="module")
def sources() -> Sources:
    """The workshop in miniature."""
    return Sources(*load_folders(TINY.materials, TINY.templates))


def asked(sources: Sources, **sent: Any) -> AskedPack:
    """What a form asks for."""
    fields = OrderFields.of(FormData(list(pairs(sent))), {})
    schools = listed_schools(TINY.materials, sources.library.names)
    return read_form(fields, "repairs/flat-tyre", sources, settings_in(TINY), schools)


def pairs(sent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields as a browser sends them: one with several values is repeated."""
    for name, value in sent.items():
        yield from ((name, one) for one in (value if isinstance(value, tuple) else (value,)))


@pytest.mark.parametrize("sent", [RIGHT, LISTED, TYPED])
def test_a_form_that_is_filled_in_right_asks_for_a_pack(
    sources: Sources, sent: dict[str, str]
) -> None:
    """With and without a school, from a list or typed in, there is a booking and all documents."""
    found = asked(sources, **sent)
    assert found.is_right
    assert found.only == ()
    assert found.documents == ("cover", "task-sheet", "cards", "guide", "help-page")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("people", "0", "from 1 to 500"),
        ("people", "501", "from 1 to 500"),
        ("people", "many", "in figures"),
        ("people", "٣", "in figures"),
        ("people", "-1", "in figures"),
        ("date", "31.1.2027", "such as 2027-01-31"),
        ("date", "2027-02-31", "such as 2027-01-31"),
        ("band", "babies", "There is no"),
        ("nation", "atlantis", "There is no nation"),
        ("edition", "braille", "Choose standard or large print"),
        ("printer", "staffroom", "There is no such printer"),
        ("school_is", "guess", "Choose how"),
        ("minutes", "7", "offers 40 minutes"),
        ("minutes", "soon", "Choose one of the lengths"),
    ],
)
def test_each_wrong_field_gets_a_message_of_its_own(
    sources: Sources, field: str, value: str, message: str
) -> None:
    """A wrong field is named, with what to do, and nothing is ordered."""
    found = asked(sources, **{**RIGHT, field: value})
    assert not found.is_right
    text = found.errors[field].replace("Repairs/flat-tyre is not for the band", "There is no")
    assert message in text


def test_what_a_print_shop_asks_for_is_ticked_as_on_the_command_line(
    client: TestClient, sources: Sources
) -> None:
    """The form has both ticks; each reaches the booking and the command; neither is the default."""
    page = client.get("/order/B1").text
    assert 'name="marks"' in page
    assert 'name="pdf_x"' in page
    schools = listed_schools(TINY.materials, sources.library.names)
    for sent in ({}, {"marks": "yes"}, {"pdf_x": "yes"}, {"marks": "yes", "pdf_x": "yes"}):
        found = asked(sources, **RIGHT, **sent)
        assert found.booking is not None
        words = shlex.split(found.command(settings_in(TINY), schools))
        params = pack.make_context("pack", words[3:]).params
        assert found.booking.print_shop == PrintShop("marks" in sent, "pdf_x" in sent)
        assert PrintShop(params["marks"], params["pdf_x"]) == found.booking.print_shop


def test_a_session_that_follows_another_is_ordered_as_on_the_command_line(
    sources: Sources,
) -> None:
    """The choice reaches the order and the command; where there is no frame for it, it is wrong."""
    assert (
        "no frame for a second session" in asked(sources, **RIGHT, follows="yes").errors["follows"]
    )
    frame = sources.templates.sessions["meeting"]
    again = FollowUp(opening=frame.opening, closing=frame.closing)
    sessions = {
        **sources.templates.sessions,
        "meeting": frame.model_copy(update={"follow_up": again}),
    }
    with_frame = replace(sources, templates=replace(sources.templates, sessions=sessions))
    found = asked(with_frame, **RIGHT, follows="yes")
    assert found.booking is not None, (found.errors, found.problems)
    assert found.booking.order.follows
    schools = listed_schools(TINY.materials, sources.library.names)
    words = shlex.split(found.command(settings_in(TINY), schools))
    assert pack.make_context("pack", words[3:]).params["follows"]
    assert not asked(with_frame, **RIGHT).booking.order.follows  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"school_is": "typed", "lead": "Jo"}, "school_name"),
        ({"school_is": "typed", "school_name": "A", "lead": "=1+1"}, "lead"),
        ({"school_is": "typed", "school_name": "<b>", "reach": "x"}, "school_name"),
        ({"school_is": "list", "school": ""}, "school"),
        ({"school_is": "list", "school": "clubs.csv#none"}, "school"),
        ({"school_is": "list", "school": "../../etc/passwd#root"}, "school"),
        ({"is_sent": "yes"}, "documents"),
        ({"is_sent": "yes", "documents": ("nothing",)}, "documents"),
    ],
)
def test_what_does_not_go_together_is_refused(
    sources: Sources, sent: dict[str, Any], field: str
) -> None:
    """A lead without a school, a school that is in no list, and no document at all."""
    assert list(asked(sources, **RIGHT, **sent).errors) == [field]


def test_why_a_lead_is_none_is_shown_with_the_reasons_for_a_draft(sources: Sources) -> None:
    """A typed-in lead that names no person makes a draft, and the reason says why."""
    typed = {**TYPED, "lead": "Mrs Jones?"}
    reasons = [one.reason for one in asked(sources, **typed).draft]
    assert [one for one in reasons if "doesn’t say who that is." in one]
    named = [one.reason for one in asked(sources, **TYPED).draft]
    assert not [one for one in named if one.startswith("No safeguarding lead")]


@given(
    st.dictionaries(
        st.sampled_from([*OrderFields.__dataclass_fields__, "x"]), st.text(max_size=40), max_size=12
    )
)
def test_no_form_does_harm(sources: Sources, sent: dict[str, str]) -> None:
    """Whatever is sent, a form is right, or says what is wrong."""
    found = asked(sources, **sent)
    assert found.is_right or found.errors or found.problems


@pytest.mark.parametrize(
    "sent",
    [
        RIGHT,
        {**LISTED, "people": "7", "date": "2027-02-03"},
        TYPED,
        {**RIGHT, "is_sent": "yes", "documents": ("guide", "cards")},
        {**RIGHT, "school_is": "none", "school_name": "left from before", "lead": "Jo"},
    ],
)
def test_the_command_that_is_shown_asks_for_the_same(
    sources: Sources, sent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The options of the command are read as the same order, booking and documents."""
    found = asked(sources, **sent)
    schools = listed_schools(TINY.materials, sources.library.names)
    words = shlex.split(found.command(settings_in(TINY), schools))
    assert words[:3] == ["python3", "generate.py", "pack"]
    given_options = pack.make_context("pack", words[3:]).params
    assert found.wanted is not None
    of_order, of_school = ("band", "edition", "minutes", "people"), ("school", "school_name")
    for name in (*of_order, *of_school, "lead", "reach", "room"):
        assert given_options[name] == getattr(found.wanted, name), name
    assert given_options["nation"] in (found.wanted.nation, None)
    assert given_options["only"] == found.only
    assert (given_options["date"] or None) == found.wanted.date


def test_a_wrong_form_is_shown_again_with_what_was_typed(client: TestClient) -> None:
    """The summary links to each wrong field; what was right stays."""
    answer = client.post("/order/B1", data={**TYPED, "people": "a lot"})
    assert answer.status_code == 422
    assert "<title>Error: Order The flat tyre" in answer.text
    assert '<a href="#people">Enter the number of people in figures, such as 24</a>' in answer.text
    assert 'id="people-error"' in answer.text
    assert 'value="Spoke &amp; Sons"' in answer.text
    assert 'value="a lot"' in answer.text
    assert 'value="task-sheet" checked' in answer.text


def test_what_depends_on_the_fields_is_shown_while_they_are_filled_in(client: TestClient) -> None:
    """The documents, the draft reasons and the command follow the form."""
    part = client.post("/order/B1/parts", data=TYPED).text
    command = re.search(r'<code id="command-order"[^>]*>(.*?)</code>', part)
    assert command is not None
    assert "--school-name 'Spoke & Sons'" in html.unescape(command[1])
    assert 'value="task-sheet" checked' in part
    assert "No safeguarding lead" not in part
    assert "No safeguarding lead" in client.post("/order/B1/parts", data=RIGHT).text
    assert "<html" not in part


@pytest.mark.parametrize(
    ("sent", "assumed"),
    [
        (RIGHT, 24),
        (TYPED, 24),
        ({**RIGHT, "edition": "large-print"}, 1),
        ({**RIGHT, "people": "24"}, 0),
        (LISTED, 0),
    ],
)
def test_a_number_of_people_that_is_assumed_is_reported(
    client: TestClient, sources: Sources, sent: dict[str, str], assumed: int
) -> None:
    """Where neither the form nor the list gives one, the order says how many sets it prints."""
    assert asked(sources, **sent).assumed == assumed
    page = client.post("/order/B1/parts", data=sent).text
    assert ("No number of people given:</strong> " in page) == bool(assumed)


@pytest.mark.parametrize(
    ("date", "is_past"),
    [("2026-11-29", True), ("2026-11-30", False), ("2027-02-03", False), ("", False)],
)
def test_a_day_that_has_passed_is_pointed_out(client: TestClient, date: str, is_past: bool) -> None:
    """A visit last year is likely a slip of the year; the pack can be made all the same."""
    page = client.post("/order/B1/parts", data={**RIGHT, "date": date}).text
    assert ("has passed" in page) == is_past


def test_the_form_names_the_school_years_of_the_nation(tiny: Workshop) -> None:
    """Who orders for a year group sees that this pack is for it, in the words of the nation."""
    stages = "title: Uphill\nstages: {juniors: Years 4 to 6}"
    tiny.change("materials/nations/uphill.yaml", "title: Uphill", stages)
    client = browser(desk_in(tiny, AtOnce()))
    for page in (
        client.get("/order/B1?nation=uphill&band=juniors").text,
        client.post("/order/B1/parts", data=RIGHT).text,
    ):
        assert "Juniors, Years 4 to 6" in page


@pytest.mark.parametrize("code", ["Z9", "...", "repairs", "%2e%2e%2fetc"])
def test_there_is_no_form_for_another_session(client: TestClient, code: str) -> None:
    """Only sessions of the library can be ordered."""
    assert client.get(f"/order/{code}").status_code == 404
    assert client.post(f"/order/{code}", data=RIGHT).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/events",
        "/pack.zip",
        "/editable.zip",
        "/to-print.pdf",
        "/files/01-cover.pdf",
        "/pages/x/1.png",
    ],
)
def test_there_is_no_page_for_a_job_that_is_not(client: TestClient, path: str) -> None:
    """Names of jobs cannot be guessed, and no other name gives anything."""
    for name in ("1", "...", "%2e%2e%2f", "x" * 400):
        assert client.get(f"/jobs/{name}{path}").status_code == 404


def test_schools_with_mistakes_are_not_offered(tiny: Workshop) -> None:
    """A list that is wrong is left out; the others are offered, and open copies are not."""
    names = tiny.load().names
    tiny.write("materials/schools/wrong.csv", "id,name\n1,x\n")
    tiny.write("materials/schools/~$clubs.csv", "junk")
    offered = listed_schools(tiny.materials, names)
    assert {one.file for one in offered.values()} == {"clubs.csv", "example.yaml"}
    assert isinstance(next(iter(offered.values())), ListedSchool)
    assert all(isinstance(one.school, School) for one in offered.values())


def test_each_reason_has_somebody_who_can_change_it() -> None:
    """Every kind of draft reason has an entry of its own, whatever its text; yours comes first."""
    expected = {"helplines": "helplines", "law": "A lawyer", "no": "You", "unsigned": "lead"}
    expected |= {"nation": "The lead whom it names"}
    reasons = [DraftReason(code, f"<{code}>") for code in get_args(DraftCode)]
    for reason in reasons:
        (found,) = draft_help([reason])
        assert expected.get(reason.code.partition("-")[0], "materials") in found.who, reason
        assert found.reason == reason.text
    assert draft_help(reasons)[0].who == "You"


def test_a_reason_links_to_the_page_where_it_is_changed(client: TestClient) -> None:
    """The lead is a field of the form, a signature is on the pack's own page, a call on its own."""
    part = client.post("/order/B1/parts", data=RIGHT).text
    links = re.findall(r'<a href="([^"]+)">', part)
    assert links == ["#school_is", "/help-lines", "/review/B1/juniors/uphill"]
    listed = {**LISTED, "school": "example.yaml#tandem-house"}
    part = client.post("/order/B1/parts", data=listed).text
    assert re.findall(r'<a href="([^"]+)">', part)[0] == "/term?list=example#file"


def test_a_corrected_list_of_a_pack_replaces_the_list_of_its_school(tiny: Workshop) -> None:
    """The link names the list, so that its page says which one a file replaces."""
    tiny.write("lists/2027-spring.csv", "id,name,nation\nhall,Spoke Hall,uphill\n")
    client = browser(desk_in(tiny, AtOnce()))
    part = client.post("/order/B1/parts", data={**LISTED, "school": "2027-spring.csv#hall"}).text
    link = html.unescape(re.findall(r'<a href="([^"]+)">', part)[0])
    assert link == "/term?list=2027-spring#file"
    page = client.get(link.partition("#")[0]).text
    assert "Drop the corrected list here, to replace 2027-spring.csv" in page
