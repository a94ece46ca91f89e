"""Before a term at the desk: a list is dropped, understood, put right, saved and planned."""

from __future__ import annotations

import html
import io
import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.deliver import pack_folder
from printroom.deliver.manifest import MANIFEST, Manifest, manifest_digest
from printroom.desk.access.safety import MAX_UPLOAD
from printroom.desk.state.desk import Desk
from printroom.desk.state.term_runs import RunningTerm
from printroom.desk.term.term_bundle import WantedBundle
from printroom.ledger.bundle_contents import BundleContents
from printroom.load.schools.term_file import load_term
from printroom.load.spreadsheets.import_values import Choices
from printroom.load.templates.templates import load_label_sheets
from printroom.make import bookings_of
from printroom.make.pack.bookings import printed_details
from printroom.make.term.importing import read_list_file
from printroom.model import Booking, Delivered, Failed, NotFitToPrint, Order, Problem
from printroom.model.drafts import DraftReason, reason_texts
from printroom.workers import JobFailed
from tests.desk_client import TestClient, browser, desk_in
from tests.messy_workbook import NAMES
from tests.spreadsheet import Value, xlsx
from tests.term_helpers import AtOnce
from tests.workshop import HOME, TESTS, Workshop

Rows = Sequence[Sequence[Value]]
HEAD = ("Ref", "Club", "Country", "Who to ask", "Visit")
GOOD: Rows = [
    ("Clubs, spring",),
    HEAD,
    (1001, "Oak Club", "Uphill", "Ann Lee", "2027-06-07"),
    (1002, "Elm Club", "Downhill", "", "2027-06-08"),
]
BAD: Rows = [
    *GOOD,
    (1003, "Ash Club", "Narnia", "Bo Reed", "2027-06-09"),
    (1001, "Fir Club", "Uphill", "Cy Bell", "2027-06-10"),
    (1005, "Yew Club", "Uphill", "Di Crank", "soon after 3"),
]
ORDER = Order("repairs/flat-tyre", "juniors", "uphill")
FOLDERS = ("--materials", "materials", "--templates", "templates")
COLUMNS = {"column-A": "id", "column-B": "name", "column-D": "lead", "column-E": "date"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workshop in miniature that tests may write to."""
    for name in ("materials", "templates"):
        shutil.copytree(TESTS / "tiny" / name, tmp_path / name)
    shutil.copytree(HOME / "templates" / "labels", tmp_path / "templates" / "labels")
    return tmp_path


@pytest.fixture
def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over it, whose jobs are done in this process."""
    monkeypatch.chdir(folder)
    return desk_in(Workshop(Path("materials"), Path("templates")), AtOnce())


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """A browser at this desk."""
    return browser(desk)


def dropped(client: TestClient, rows: Rows, name: str = "Clubs spring.xlsx", **more: str) -> str:
    """The address of a list that was dropped."""
    files = {"file": (name, xlsx({"Clubs": rows}))}
    answer = client.post("/term/file", files=files, data=more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def text(client: TestClient, address: str) -> str:
    """The words of a page."""
    return html.unescape(re.sub(r"<[^>]*>|\s+", " ", client.get(address).text))


def text_of(part: str) -> str:
    """The words of a part of a page, single spaces between them."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", part)).split())


def test_a_dropped_list_is_read_in_a_worker_and_kept_nowhere(
    client: TestClient, desk: Desk, folder: Path
) -> None:
    """Until it is saved, no file has a word of it; forgotten, not even the desk."""
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    address = dropped(client, GOOD)
    assert isinstance(desk.press.workers, AtOnce)
    assert desk.press.workers.done[-1] == "import_list"
    assert "Clubs spring.xlsx" in text(client, address)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert client.post(f"{address}/forget").status_code == 303
    assert client.get(address).status_code == 404


def test_each_bad_row_is_shown_with_its_cell_and_reason(client: TestClient) -> None:
    """What is wrong names the cell as the spreadsheet does; a list with mistakes has no way on."""
    address = dropped(client, BAD)
    page = client.get(address).text
    assert re.search(r"(schools?|listed yet)\. \d columns? ha(s|ve) to be decided", page)
    client.post(address, data=COLUMNS)
    shown = text(client, address)
    for cell in ("cell C5", "cell A6", "cell E7"):
        assert cell in shown
    assert "3 mistakes to put right" in shown
    assert "Save the list" not in shown
    answer = client.post(f"{address}/save", data={"name": "clubs"})
    assert answer.status_code == 422
    assert not Path("lists").exists()


def test_what_is_wrong_with_the_whole_list_is_above_its_rows(client: TestClient) -> None:
    """A nation that nobody gave is no mistake of a row: it is chosen in the form below."""
    rows = [(row[0], *row[1:2], *row[3:]) if len(row) > 1 else row for row in GOOD]
    address = dropped(client, rows)
    client.post(address, data={"column-A": "id", "column-B": "name", "column-C": "lead"})
    page = client.get(address).text
    assert "Choose the nation below, if all schools are in one" in page
    assert "What is wrong in its rows" not in page
    client.post(address, data={"nation": "uphill", "column-D": "date"})
    assert "2 schools, and nothing wrong" in text(client, address)


def test_a_column_that_is_put_right_and_rows_left_out_can_be_saved(
    client: TestClient, folder: Path
) -> None:
    """The desk saves what the command that it shows writes, and the answers for next term."""
    address = dropped(client, BAD)
    client.post(address, data={**COLUMNS, "leave-out": ["5", "6", "7"]})
    shown = text(client, address)
    assert "2 schools, and nothing wrong. 1 has no safeguarding lead yet" in shown
    command = shlex.split(re.search(r"python3 generate.py (lists import .*?) Copy", shown)[1])  # type: ignore[index]
    answer = client.post(f"{address}/save", data={"name": "clubs-spring"})
    assert answer.headers["location"] == "/term/new?list=clubs-spring.csv"
    saved = (folder / "lists" / "clubs-spring.csv").read_text("utf-8")
    assert "1001,Oak Club,uphill,Ann Lee,2027-06-07\n" in saved
    kept = (folder / "lists" / "columns.json").read_bytes()
    shutil.rmtree(folder / "lists")
    (folder / "Clubs spring.xlsx").write_bytes(xlsx({"Clubs": BAD}))
    done = CliRunner().invoke(main, [*command, *FOLDERS])
    assert done.exit_code == 0, done.output
    assert (folder / "lists" / "clubs-spring.csv").read_text("utf-8") == saved
    assert (folder / "lists" / "columns.json").read_bytes() == kept


def test_a_cancelled_school_can_be_left_out_of_a_list_that_is_right(client: TestClient) -> None:
    """A note that says cancelled is shown with its cell, and its row can be ticked."""
    address = dropped(
        client,
        [
            ("URN", "School", "Nation", "Status"),
            (1, "Oak", "Uphill", "Cancelled"),
            (2, "Elm", "Uphill"),
        ],
    )
    page = client.get(address).text
    assert "2 schools, and nothing that stops you." in text(client, address)
    above = text_of(page.partition("Save the list")[0])
    assert "Before you save, look at 1 warning ." in above
    assert '<a href="#wrong">' in page
    assert '<h2 id="wrong">Warnings about its rows</h2>' in page
    assert "leave this row out below" in page
    assert 'name="leave-out" value="2"' in page
    client.post(address, data={"leave-out": "2"})
    assert "1 school, and nothing wrong" in text(client, address)


def test_a_corrected_file_keeps_the_answers(client: TestClient) -> None:
    """Whoever corrects cells and drops the file again does not choose the columns again."""
    address = dropped(client, BAD)
    client.post(address, data={**COLUMNS, "leave-out": "5"})
    again = dropped(client, GOOD, again=address.rpartition("/")[2])
    assert "2 schools, and nothing wrong" in text(client, again)
    assert client.get(address).status_code == 404


def test_a_column_about_children_can_only_be_left_out(client: TestClient) -> None:
    """No form can have such a column read as something else."""
    rows = [(*row, "x") if len(row) > 1 else row for row in GOOD]
    rows[1] = (*HEAD, "Date of birth of pupil")
    address = dropped(client, rows)
    client.post(address, data={**COLUMNS, "column-F": "room"})
    assert "can only be left out" in text(client, address)
    client.post(address, data={**COLUMNS, "column-F": "-"})
    assert "nothing wrong" in text(client, address)


def test_a_list_that_exists_is_replaced_only_on_purpose(client: TestClient) -> None:
    """The same name again is an error until somebody says that it is to be replaced."""
    Path("lists").mkdir()
    Path("lists/autumn.csv").write_text("before")
    address = dropped(client, GOOD)
    client.post(address, data=COLUMNS)
    answer = client.post(f"{address}/save", data={"name": "autumn"})
    assert answer.status_code == 422
    assert Path("lists/autumn.csv").read_text() == "before"
    client.post(f"{address}/save", data={"name": "autumn", "replace": "yes"})
    assert "Oak Club" in Path("lists/autumn.csv").read_text("utf-8")


def test_a_replaced_list_is_named_with_its_schools_and_terms(client: TestClient) -> None:
    """Whoever replaces a list reads beforehand how many schools it has, and what prints from it."""
    written(client)
    address = dropped(client, GOOD)
    assert "Replace clubs-spring.csv with 2 schools, from which 2027-spring is printed" in text(
        client, address
    )


def test_a_corrected_list_leads_back_to_the_plan_of_its_term(client: TestClient) -> None:
    """Whoever corrects the list of a term sees what that changes, and chooses no sessions again."""
    written(client)
    address = dropped(client, GOOD)
    data = {"name": "clubs-spring", "replace": "yes"}
    answer = client.post(f"{address}/save", data=data)
    assert answer.headers["location"] == "/term/plan/2027-spring"


def test_the_corrected_list_of_a_plan_is_about_to_replace_its_list(client: TestClient) -> None:
    """The plan's link carries the list along, whatever the file is called; no other name is."""
    written(client)
    with client.stream("GET", "/term/plan/2027-spring/events") as stream:
        events = stream.read().decode()
    assert "/term?list=clubs-spring#file" in events
    start = client.get("/term?list=clubs-spring").text
    assert "to replace clubs-spring.csv" in start
    assert '<input type="hidden" name="list" value="clubs-spring">' in start
    page = client.get(dropped(client, GOOD, name="again.xlsx", list="clubs-spring")).text
    assert 'name="name" type="text" value="clubs-spring"' in page
    assert 'name="replace" value="yes" checked' in page
    for other in ("nothing", "../clubs-spring", ""):
        assert "to replace" not in client.get("/term", params={"list": other}).text
        assert 'value="yes" checked' not in client.get(dropped(client, GOOD, list=other)).text


def test_no_saved_list_hides_one_of_the_materials(client: TestClient, folder: Path) -> None:
    """The name of a list among the materials is refused, whatever is ticked."""
    name = next((folder / "materials" / "schools").glob("*.csv")).stem
    files = {"file": (f"{name}.xlsx", xlsx({"Clubs": GOOD}))}
    address = client.post("/term/file", files=files).headers["location"]
    client.post(address, data=COLUMNS)
    assert f"There is a list {name}.csv among the materials" in text(client, address)
    answer = client.post(f"{address}/save", data={"name": name, "replace": "yes"})
    assert answer.status_code == 422
    assert f"There is a list {name}.csv among the materials" in html.unescape(answer.text)
    assert not Path("lists").exists()


def test_what_will_be_saved_is_shown_with_its_gaps(client: TestClient) -> None:
    """Before it is saved, the page shows each school as the program reads it, its gaps marked."""
    address = dropped(client, GOOD)
    client.post(address, data=COLUMNS)
    page = client.get(address).text
    assert "1 with no safeguarding lead; 2 with no way to reach the lead" in text(client, address)
    oak, elm = (
        re.sub(r"<[^>]*>|\s+", " ", row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)[1:]
    )
    assert "Oak Club" in oak
    assert "1001, row 3" in oak
    assert "Ann Lee" in oak
    assert "Mon 7 June 2027" in oak
    assert oak.count("Missing") == 2
    assert elm.count("Missing") == 3


def test_a_long_list_shows_gaps_first(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not all schools are shown, those are that somebody has to ask."""
    monkeypatch.setattr("printroom.desk.term.list_preview.MOST_SHOWN", 1)
    rows = [(*row, "4", "9") if len(row) > 1 else row for row in GOOD]
    rows[1] = (*HEAD, "Telephone", "Group size")
    rows[3] = (*rows[3][:6], "")
    address = dropped(client, rows)
    client.post(address, data={**COLUMNS, "column-F": "reach", "column-G": "people"})
    shown = text(client, address)
    assert "1 of 2 schools, those with gaps first" in shown
    assert "Elm Club" in shown
    assert "Oak Club" not in shown


def test_a_saved_list_can_be_picked_from_in_an_order(client: TestClient) -> None:
    """A school of a list that was saved at the desk is among the schools of the order form."""
    saved(client)
    page = client.get("/order/B1").text
    assert '<option value="clubs-spring.csv#1001">Oak Club</option>' in page
    form = {"band": "juniors", "school_is": "list", "school": "clubs-spring.csv#1001"}
    parts = html.unescape(client.post("/order/B1/parts", data=form).text)
    assert "--school lists/clubs-spring.csv#1001" in re.sub(r"'", "", parts)


@pytest.mark.parametrize("name", ["../clubs", "a/b", "", "Clubs", "x" * 101, "a\0b"])
def test_no_name_leaves_the_folder_of_lists(client: TestClient, name: str) -> None:
    """A list is saved under a plain name in its folder, or not at all."""
    address = dropped(client, GOOD)
    client.post(address, data=COLUMNS)
    assert client.post(f"{address}/save", data={"name": name}).status_code == 422
    assert not Path("lists").exists()


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({}, 422),
        ({"file": ("list.exe", b"MZ")}, 303),
        ({"file": ("list.xlsx", b"no workbook")}, 303),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(
    client: TestClient, files: Any, status: int
) -> None:
    """It is no failure of the desk: the message is that of the command line."""
    answer = client.post("/term/file", files=files or {"other": ("x.csv", b"")})
    assert answer.status_code == status
    if status == 303:
        assert ".xlsx" in text(client, answer.headers["location"])


def test_an_upload_has_a_limit(client: TestClient) -> None:
    """What is longer than the largest list is not read; no other address takes that much."""
    headers = {"content-length": str(MAX_UPLOAD + 1)}
    assert client.post("/term/file", content=b"x", headers=headers).status_code == 413
    headers = {"content-length": str(MAX_UPLOAD - 1)}
    assert client.post("/term/new", content=b"x", headers=headers).status_code == 413


def test_a_list_that_takes_too_long_is_a_problem_of_its_file(tmp_path: Path) -> None:
    """A workbook that hangs or crashes its reader ends neither the command nor the desk."""
    file = tmp_path / "list.csv"
    file.write_text("URN,School,Nation\n")
    with pytest.raises(NotFitToPrint, match="took too long") as caught:
        read_list_file(file, tmp_path / "x.csv", Choices({}), NAMES, _Failing())
    assert caught.value.problems[0].path == file.as_posix()


class _Failing(AtOnce):
    """Workers whose jobs all fail."""

    def submit(self, function: Any, job: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(JobFailed("It took too long."))
        return future


# --- the plan -------------------------------------------------------------------------------------


def saved(client: TestClient) -> None:
    """A list that was saved."""
    address = dropped(client, GOOD)
    client.post(address, data=COLUMNS)
    client.post(f"{address}/save", data={"name": "clubs-spring"})


TERM = {"list": "clubs-spring.csv", "name": "2027-spring", "title": "Spring", "people": "12"}


def test_a_term_is_planned_as_on_the_command_line(
    client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packs, sheets, time and what is missing are those of `term --plan`."""
    saved(client)
    answer = client.post("/term/new", data={**TERM, "pack": "B1|juniors"})
    assert answer.headers["location"] == "/term/plan/2027-spring", answer.text
    with client.stream("GET", "/term/plan/2027-spring/events") as stream:
        assert b"2 packs: 0 already there, 2 to be made" in stream.read()
    shown = text(client, "/term/plan/2027-spring")
    monkeypatch.setattr("printroom.cli.parameters.OUTPUT", folder / "output")  # the desk’s cache
    monkeypatch.setattr("printroom.make.press_workers", lambda *_, **__: nullcontext(AtOnce()))
    words = ["term", "2027-spring", "--plan", "-o", "output"]
    done = CliRunner().invoke(main, [*words, *FOLDERS])
    assert done.exit_code == 0, done.output
    sheets = re.search(r"([\d,]+) sheets of paper", done.output)
    assert sheets is not None
    assert f"{sheets[1]} sheets of paper" in shown
    assert "safeguarding lead, how to reach the lead, room : Elm Club" in shown
    assert "Make the PDFs, as drafts" in shown
    page = client.get("/term/plan/2027-spring").text
    assert '<a href="/term?list=clubs-spring#file">Drop the corrected list</a>' in page
    assert '<a href="/help-lines">Helplines</a>' in page
    assert "No number of people given: 12 sets assumed  for all 2 schools" in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pack": ""}, "packs"),
        ({"people": "0"}, "people"),
        ({"name": "../x"}, "name"),
        ({"name": "prune"}, "name"),
        ({"name": "summer"}, "name"),
        ({"title": ""}, "title"),
        ({"list": "../../etc/passwd"}, "list"),
    ],
)
def test_what_is_wrong_with_a_term_is_beside_its_field(
    client: TestClient, folder: Path, wrong: dict[str, str], field: str
) -> None:
    """Nothing is written, and the message is where it has to be put right."""
    saved(client)
    before = sorted((folder / "materials" / "terms").iterdir())
    answer = client.post("/term/new", data={**TERM, "pack": "B1|juniors", **wrong})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sorted((folder / "materials" / "terms").iterdir()) == before


def test_a_term_for_no_school_is_not_written(client: TestClient, folder: Path) -> None:
    """What `check` would refuse is refused before it is written."""
    Path("lists").mkdir()
    Path("lists/one.csv").write_text("id,name,nation\n1,Oak,uphill\n")
    data = {**TERM, "list": "one.csv", "pack": "B1|juniors", "nation": "downhill"}
    answer = client.post("/term/new", data=data)
    assert answer.status_code == 422
    assert "for no school in the list" in answer.text
    assert not (folder / "materials" / "terms" / "2027-spring.yaml").exists()


# --- printing -------------------------------------------------------------------------------------


def written(client: TestClient) -> None:
    """A saved list, and a term of two packs."""
    saved(client)
    client.post("/term/new", data={**TERM, "pack": "B1|juniors"})


def pretending(
    monkeypatch: pytest.MonkeyPatch,
    desk: Desk,
    cancel_after: int = 99,
    result: Any = None,
    draft: tuple[DraftReason, ...] = (),
) -> None:
    """Have runs of terms only pretend to make packs; after some, somebody cancels."""

    def make_term(run: Any, _: Any, press: Any, __: Any, on_pack: Any) -> None:
        for number, booking in enumerate(run.bookings, 1):
            press.monitor.step("composing")
            running = desk.term_runs.last(run.resolved.name)
            assert running is not None
            if number == cancel_after:
                running.cancelled.set()
            folder = run.output / pack_folder(booking)
            made = Delivered(booking, folder.as_posix(), (), 3, {"cards": 5}, draft)
            on_pack(result or made)

    monkeypatch.setattr("printroom.desk.state.term_runs.make_term", make_term)


def test_a_run_shows_its_packs_and_the_time_that_is_left(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever watches hears when all packs are ready; there is a link to each, and to no other."""
    written(client)
    pretending(monkeypatch, desk)
    answer = client.post("/term/print/2027-spring")
    assert answer.headers["location"] == "/term/print/2027-spring"
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        events = stream.read()
    assert b"2 packs are ready" in events
    assert b"10 sheets of paper" in events
    assert b"All packs are done" in events
    shown = client.get("/term/print/2027-spring").text
    links = re.findall(r'href="(/term/print/2027-spring/[^"]+/[^"]+[.]zip)"', shown)
    assert len(links) == 2
    assert client.get("/term/print/2027-spring/../../x.zip").status_code == 404
    assert client.get("/term/print/2027-spring/other/pack.zip").status_code == 404


def test_packs_that_are_drafts_say_so_as_soon_as_they_are_made(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself knows it: no manifest is read of the packs that it makes."""
    written(client)
    read = list[Path]()

    def noted(folder: Path) -> None:
        read.append(folder)

    monkeypatch.setattr("printroom.desk.term.term_print.read_manifest", noted)
    pretending(monkeypatch, desk, draft=(DraftReason("unsigned", "Not signed off yet."),))
    client.post("/term/print/2027-spring")
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        events = stream.read()
    assert b"Drafts: 2 of 2" in events
    assert b"DRAFT: not for use yet" in events
    assert read == []


def test_a_cancelled_run_keeps_the_packs_that_it_made(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops between two packs, says how many there are, and offers to make the others."""
    written(client)
    pretending(monkeypatch, desk, cancel_after=1)
    client.post("/term/print/2027-spring")
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        events = stream.read()
    assert b"1 of 2 packs were made, and stay" in events
    assert b"Make the others" in events
    assert len(re.findall(r"--uphill[.]zip", client.get("/term/print/2027-spring").text)) == 1


def test_a_run_that_fails_says_why(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packs that could not be made are counted, and each reason is shown once."""
    written(client)
    booking = Booking(ORDER, 3)
    problem = Problem("x", "materials/x.md", "this is missing", "write it")
    pretending(monkeypatch, desk, result=Failed(booking, (problem,)))
    client.post("/term/print/2027-spring")
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        events = stream.read().decode()
    assert "2 could not be made" in events
    assert events.count("this is missing") == 1


def test_packs_that_a_closing_desk_does_not_make_have_not_failed(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the workers; a pack that this stops is neither counted nor reported as failed."""
    written(client)
    pretending(monkeypatch, desk, cancel_after=2, result=Failed(Booking(ORDER, 3), ()))
    client.post("/term/print/2027-spring")
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        assert b"Cancelled" in stream.read()
    running = desk.term_runs.last("2027-spring")
    assert running is not None
    assert running.step == "cancelled"
    assert len(running.failures) == 1


def test_the_time_that_is_left_is_that_of_earlier_runs_until_packs_are_made() -> None:
    """At first it is what earlier runs took; from the first pack that it makes on, its own speed.

    Packs that exist already do not count: to find them takes next to no time.
    """
    running = RunningTerm("x", "2027-spring", 600.0, packs=5)
    assert 590 < (running.seconds_left or 0) <= 600
    running.began -= 30
    running.made.append(Delivered(Booking(ORDER, 2), "a", (), 3, {}, (), {"unchanged": 3}))
    assert 560 < (running.seconds_left or 0) <= 570
    running.made.append(Delivered(Booking(ORDER, 3), "a/b", (), 3, {}, ()))
    assert 89 < (running.seconds_left or 0) < 92
    assert RunningTerm("x", "y", None).seconds_left is None


def test_there_is_no_page_for_a_term_that_was_never_printed(client: TestClient) -> None:
    """It leads to the plan; and only for terms that there are."""
    written(client)
    answer = client.get("/term/print/2027-spring")
    assert answer.headers["location"] == "/term/plan/2027-spring"
    for path in ("print/other", "plan/other", "print/2027-spring/events"):
        assert client.get(f"/term/{path}").status_code == 404


# --- the bundle -----------------------------------------------------------------------------------


def test_a_bundle_of_missing_packs_says_which(client: TestClient) -> None:
    """Nothing is bundled in part unless somebody asks for that; the packs that lack are named."""
    written(client)
    client.post("/term/bundle/2027-spring", data={"by": "document"})
    with client.stream("GET", "/term/bundle/2027-spring/events") as stream:
        events = stream.read()
    assert b"The bundle could not be made" in events
    assert b"1001" in events


def test_a_print_shop_is_asked_for_on_the_form(client: TestClient) -> None:
    """The form has a tick for marks and one for PDF/X-4; packs for e-mail have neither."""
    written(client)
    page = client.get("/term/bundle/2027-spring").text
    sheets = load_label_sheets(HOME / "templates")
    sent = {"labels": "L7160", "without_missing": ""}
    for name in ("marks", "pdf_x"):
        assert f'name="{name}"' in page
        ticked = {"marks": "", "pdf_x": "", name: "yes"}
        wanted = WantedBundle.of({**sent, "by": "school", **ticked}, sheets)
        assert wanted.print_shop.names == (name.replace("_", "-"),)
        assert not WantedBundle.of({**sent, "by": "email", **ticked}, sheets).print_shop.names


def test_only_files_that_a_bundle_lists_are_served(client: TestClient, folder: Path) -> None:
    """No address reaches another file, whatever the list says."""
    written(client)
    home = folder / "output" / "2027-spring" / "bundle"
    home.mkdir(parents=True)
    (home / "01-cover.pdf").write_bytes(b"%PDF")
    (home / "mine.txt").write_text("mine")
    (home / "bundle.json").write_text('["01-cover.pdf", "../../../materials/bands.yaml"]')
    files = "/term/bundle/2027-spring/files"
    assert client.get(f"{files}/01-cover.pdf").content == b"%PDF"
    for name in ("mine.txt", "%2e%2e/%2e%2e/%2e%2e/materials/bands.yaml", "bundle.json"):
        assert client.get(f"{files}/{name}").status_code == 404
    assert "01-cover.pdf" in text(client, "/term/bundle/2027-spring")
    shown = text(client, "/term/bundle/2027-spring")
    assert "the list has no address for deliveries for any school" in shown
    assert "One PDF for each document, for all schools" in shown
    answer = client.get("/term/bundle/2027-spring/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["bundle/01-cover.pdf", "bundle/bundle.json"]


def test_a_school_whose_label_has_no_address_is_named(client: TestClient, folder: Path) -> None:
    """Where other schools have an address, the page of the bundle names those that have none."""
    written(client)
    Path("lists/clubs-spring.csv").write_text(
        "id,name,nation,deliver_to\n1001,Oak Club,uphill,1 Hill\n1002,Elm Club,downhill,\n"
    )
    home = folder / "output" / "2027-spring" / "bundle"
    home.mkdir(parents=True)
    (home / "box-labels.pdf").write_bytes(b"%PDF")
    (home / "print-order.csv").write_bytes(b"File")
    (home / "bundle.json").write_text('["print-order.csv", "box-labels.pdf"]')
    shown = text(client, "/term/bundle/2027-spring")
    assert "For the print shop: how each file is printed print-order.csv" in " ".join(shown.split())
    assert "no address for deliveries for Elm Club: their labels" in shown


@pytest.mark.parametrize(
    ("chosen", "options"),
    [
        ({"by": "document", "labels": "L7160"}, ""),
        ({"by": "email", "labels": "L7160", "marks": "yes"}, " --by email"),
        (
            {"by": "school", "labels": "5160", "without_missing": "yes", "marks": "yes"},
            " --without-missing --marks --by school --labels 5160",
        ),
        ({"by": "../x", "labels": "L7160", "pdf_x": "yes"}, " --pdf-x"),
    ],
)
def test_the_command_of_a_bundle_follows_the_form(
    client: TestClient, chosen: dict[str, str], options: str
) -> None:
    """What is chosen is in the command that is shown, and only there."""
    written(client)
    part = text_of(client.get("/term/bundle/2027-spring/command", params=chosen).text)
    assert f"generate.py bundle 2027-spring{options} Copy" in part
    form = client.get("/term/bundle/2027-spring").text.partition("<form")[2].partition("</form")[0]
    assert "--" not in form


def printed(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> RunningTerm:
    """The run of a term whose packs are pretended to be printed."""
    pretending(monkeypatch, desk)
    client.post("/term/print/2027-spring")
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        stream.read()
    running = desk.term_runs.last("2027-spring")
    assert running is not None
    return running


def test_all_packs_of_a_term_are_taken_as_one_zip(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were made, each in the folder of its school; before that there is none."""
    written(client)
    assert client.get("/term/print/2027-spring/packs.zip").status_code == 404
    assert client.get("/term/bundle/2027-spring/bundle.zip").status_code == 404
    running = printed(client, desk, monkeypatch)
    for one in running.made:
        deliver(one, desk)
    page = client.get("/term/print/2027-spring").text
    assert 'href="/term/print/2027-spring/packs.zip"' in page
    assert "generate.py take output/2027-spring --zip" in page
    for nation in ("Uphill", "Downhill"):  # whose packs look alike
        assert f"B1 · The flat tyre · Juniors · {nation}" in text_of(page)
    answer = client.get("/term/print/2027-spring/packs.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = [Path(one.folder).relative_to("output").as_posix() for one in running.made]
        assert archive.namelist() == sorted(f"{name}/manifest.json" for name in names)


def test_a_withdrawn_pack_is_not_taken_away(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither alone nor with the other packs of its term; these can be taken alone."""
    written(client)
    running = printed(client, desk, monkeypatch)
    for one in running.made:
        deliver(one, desk)
    order = running.made[0].booking.order
    where = f"session: {order.session}\n  bands: [{order.band}]\n  nations: [{order.nation}]"
    Path("materials/withdrawn.yaml").write_text(
        f"glue:\n  {where}\n  on: 2027-01-01\n  reason: It burns.\n  instead: Another.\n"
    )
    names = ["/".join(Path(one.folder).parts[-2:]) + ".zip" for one in running.made]
    for name, is_taken in (("packs.zip", False), (names[0], False), (names[1], True)):
        answer = client.get(f"/term/print/2027-spring/{name}")
        assert (answer.status_code == 200, "It burns." in answer.text) == (is_taken, not is_taken)


def test_a_pack_that_is_out_of_date_is_not_taken_away(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says why, as of a bundle, and what to do; so does that of all packs."""
    written(client)
    running = printed(client, desk, monkeypatch)
    for one in running.made:
        deliver(one, desk, draft=())  # as it was before there were reasons
    for name in ("packs.zip", "/".join(Path(running.made[0].folder).parts[-2:]) + ".zip"):
        answer = client.get(f"/term/print/2027-spring/{name}")
        assert answer.status_code != 200
        shown = text_of(answer.text)
        assert "out of date: there are new draft reasons" in shown
        assert "Make it again, then take it" in shown


def deliver(made: Any, desk: Desk, **more: Any) -> None:
    """Write the manifest of a pack without files, as it would be printed now."""
    order = made.booking.order
    plan = desk.content(desk.sources()).plan_or_raise(order)
    about = {"session": order.session, "band": order.band, "nation": order.nation}
    draft = reason_texts(plan.draft)
    values = {"code": plan.code, "codes": dict(plan.codes), "draft": tuple(draft), **more}
    manifest = Manifest(**about, **values, files={}, school=made.booking.school_id)
    Path(made.folder).mkdir(parents=True)
    Path(made.folder, MANIFEST).write_bytes(manifest.as_json())


def test_an_old_bundle_is_not_offered_without_saying_so(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of the packs and of the bundle say it; of a bundle of today's packs they do not."""
    written(client)
    running = printed(client, desk, monkeypatch)
    packs = {}
    for one in running.made:
        Path(one.folder).mkdir(parents=True)
        Path(one.folder, "manifest.json").write_text('{"files": {}}')
        path = Path(one.folder).relative_to("output/2027-spring").as_posix()
        packs[path] = manifest_digest(Path(one.folder))
    home = Path("output/2027-spring/bundle")
    home.mkdir()
    (home / "01-cover.pdf").write_bytes(b"%PDF")
    contents = BundleContents(files=("01-cover.pdf",), packs=packs)
    (home / "bundle.json").write_bytes(contents.as_json())
    pages = ("/term/bundle/2027-spring", "/term/print/2027-spring")

    def shown() -> str:
        return " ".join(text(client, pages[0]).split())

    assert "The bundle is ready. Its files Whole bundle (zip)" in shown()
    assert not any("do not print or send it" in text(client, page) for page in pages)
    Path(running.made[0].folder, "manifest.json").write_text('{"files": {}, "people": 3}')
    for page in pages:
        assert "old: do not print or send it." in text(client, page)
        assert "It was made before 1 of its 2 packs was made again." in text(client, page)
    assert "Files of the old bundle Old bundle (zip), not to be printed" in shown()
    assert "The bundle is ready" not in shown()


def test_packs_with_other_details_than_the_list_has_now_are_not_said_to_be_ready(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once another lead is in the list, neither the packs nor their bundle may be printed."""
    written(client)
    pretending(monkeypatch, desk)
    client.post("/term/bundle/2027-spring", data={"by": "document"})
    with client.stream("GET", "/term/bundle/2027-spring/events") as stream:
        stream.read()
    client.post("/term/print/2027-spring")
    with client.stream("GET", "/term/print/2027-spring/events") as stream:
        stream.read()
    assert "could not be made" not in text(client, "/term/bundle/2027-spring")
    pages = ("/term/bundle/2027-spring", "/term/print/2027-spring")
    term = load_term(Path("materials"), "2027-spring", desk.sources().library)
    bookings = bookings_of(term, desk.settings.today())
    home = Path("output/2027-spring/bundle")
    home.mkdir(parents=True)
    packs = {}
    for one in bookings:
        folder = Path("output", pack_folder(one))
        folder.mkdir(parents=True)
        made = {"files": {}, "details": printed_details(one)}
        folder.joinpath("manifest.json").write_text(json.dumps(made))
        packs[folder.relative_to("output/2027-spring").as_posix()] = manifest_digest(folder)
    (home / "01-cover.pdf").write_bytes(b"%PDF")
    contents = BundleContents(files=("01-cover.pdf",), packs=packs)
    (home / "bundle.json").write_bytes(contents.as_json())
    assert "The bundle is ready" in text(client, pages[0])
    assert "2 packs are ready" in text(client, pages[1])
    file = Path("lists/clubs-spring.csv")
    rows = file.read_text(encoding="utf-8")
    assert rows.count("Ann Lee") == 1
    file.write_text(rows.replace("Ann Lee", "Bo Park"), encoding="utf-8")
    for page in pages:
        shown = text(client, page)
        assert "the list has other details now for Oak Club." in shown
        assert "ready" not in shown
    assert "Old bundle (zip), not to be printed" in text(client, pages[0])
    assert text(client, pages[1]).count("Do not print it: the list has other details now") == 1
