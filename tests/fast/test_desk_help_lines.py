"""Helplines at the desk: the table of `contacts`, and the check that `contacts checked` writes."""

from __future__ import annotations

import html
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.make import compose_workers
from printroom.workers import WorkerPool
from tests.desk_client import DAY, TestClient, browser, desk_in
from tests.workshop import Workshop

CALLED = {"by": "Ada Reed", "on": DAY.isoformat()}
FILE = Path("materials/contacts.yaml")


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    """Workers that compose."""
    with compose_workers() as found:
        yield found


@pytest.fixture
def client(tiny: Workshop, workers: WorkerPool) -> TestClient:
    """A browser at a desk over a workshop of its own."""
    return browser(desk_in(tiny, workers))


def ids(page: str) -> list[str]:
    """The helplines of a table, in order."""
    return re.findall(r'<tr role="row" id="line-([^"]+)"', page)


def command_on(page: str, name: str) -> list[str]:
    """The command that a page shows, as words."""
    found = re.search(rf'<code id="command-{name}"[^>]*>(.*?)</code>', page)
    assert found is not None
    return shlex.split(html.unescape(found[1]))


def printed(*words: str) -> list[str]:
    """The ids that `contacts` prints with these options, in order."""
    folders = ("--materials", "materials", "--templates", "templates")
    done = CliRunner().invoke(main, ["contacts", "--json", *words, *folders])
    assert done.exit_code == 0, done.output
    return re.findall(r'"id": "([^"]+)"', done.stdout)


@pytest.mark.parametrize("due", ["", "2029-01-01", "2030-01-31"])
def test_the_table_is_that_of_the_command(client: TestClient, due: str) -> None:
    """The same helplines in the same order, those due first at the top, and the same choice."""
    page = client.get("/help-lines", params={"due": due}).text
    options = ("--due", due) if due else ()
    assert ids(page) == printed(*options)
    assert command_on(page, "contacts")[2:] == ["contacts", *options]
    assert "leaders-room" in ids(page)


def test_the_help_lines_of_one_nation_are_those_of_the_command(client: TestClient) -> None:
    """A lead in one nation sees what their packs may print, and nothing else."""
    page = client.get("/help-lines", params={"nation": "downhill"}).text
    assert ids(page) == printed("--nation", "Downhill")
    assert command_on(page, "contacts")[2:] == ["contacts", "--nation", "downhill"]
    assert 0 < len(ids(page)) < len(ids(client.get("/help-lines").text))
    assert ids(client.get("/help-lines?nation=%3Cb%3E").text) == ids(client.get("/help-lines").text)


def test_a_row_has_number_sessions_check_and_end(client: TestClient) -> None:
    """Who prints it, who checked it and when, and when that runs out."""
    page = client.get("/help-lines").text
    row = re.search(r'id="line-bike-line">(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    for text in ("0808 157 0123", "bikeline.example", "B1 B2", "5 January 2026", "31 January 2030"):
        assert text in row[1]
    assert re.search(r'id="line-leaders-room">.*?Not yet', page, re.DOTALL)


def test_a_check_at_the_desk_is_that_of_the_command_it_shows(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of contacts has the same bytes after both, and the table has the check."""
    other = tmp_path / "other"
    for name in ("materials", "templates"):
        shutil.copytree(name, other / name)
    sent = {**CALLED, "until": "2031-01-31"}
    wrong = client.post("/help-lines/leaders-room", data={**sent, "by": "Ada Reed", "on": ""})
    words = command_on(wrong.text, "checked")
    answer = client.post("/help-lines/leaders-room", data=sent)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "Leaders&#39; Room is checked." in page
    assert re.search(r'id="line-leaders-room">.*?30 November 2026, Ada Reed', page, re.DOTALL)
    assert ids(page)[-1] == "leaders-room"
    monkeypatch.chdir(other)
    monkeypatch.setattr("printroom.cli.contacts_commands.today", lambda: DAY)
    folders = ("--materials", "materials", "--templates", "templates")
    done = CliRunner().invoke(main, [*words[2:], "--on", str(DAY), *folders])
    assert done.exit_code == 0, done.output
    assert FILE.read_bytes() == (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"by": ""}, "by", "Enter your full name"),
        ({"by": "7"}, "by", "This is not a name"),
        ({"by": "Ann?"}, "by", "This is not a name"),
        ({"by": "{lead}"}, "by", "This is not a name"),
        ({"by": "?" * 5000}, "by", "This is not a name"),
        ({"on": "2026-12-01"}, "on", "This date is in the future"),
        ({"on": ""}, "on", "Enter the day"),
        ({"on": "1.1.2026"}, "on", "Enter the day"),
        ({"on": "2026-01-01"}, "on", "“bike-line” was checked later already"),
        ({"until": "soon"}, "until", "Enter the day"),
        ({"until": "2026-01-01"}, "until", "“bike-line” runs out on 2026-01-01"),
    ],
)
def test_what_the_command_refuses_the_desk_refuses(
    client: TestClient, sent: dict[str, str], field: str, message: str
) -> None:
    """The same message, beside its field and in the summary; nothing is written."""
    before = FILE.read_bytes()
    answer = client.post("/help-lines/bike-line", data={**CALLED, **sent})
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">{re.escape(message)}', answer.text)
    assert f'id="{field}-error"' in answer.text
    assert FILE.read_bytes() == before


@pytest.mark.parametrize(
    ("values", "says", "hints", "button"),
    [
        ("call 01632960456", "called this number", [], "I called it, and it is right"),
        ("text 07700900789", "checked this", [], "I checked it, and it is right"),
        ("web a.example", "checked this", [], "I checked it, and it is right"),
        (
            *("call 999,web a.example", "checked this", ["999"]),
            "I compared it with the official site, and it is right",
        ),
        (
            *("call 112,call 101,call 01632960456", "called this number", ["112", "101"]),
            "I called the other numbers and compared the emergency numbers with the official "
            "site, and all are right",
        ),
    ],
)
def test_nobody_is_told_to_ring_an_emergency_number_to_check_it(
    client: TestClient, values: str, says: str, hints: list[str], button: str
) -> None:
    """A number of three digits is compared with its site, and only called lines are “called”."""
    pairs = (one.split(" ") for one in values.split(","))
    given = ", ".join(f'{{kind: {kind}, value: "{value}"}}' for kind, value in pairs)
    text = FILE.read_text(encoding="utf-8")
    old = '- {kind: text, value: "07700 900 789"}'
    assert old in text
    FILE.write_text(
        text.replace(old, "\n    ".join(f"- {{{one}}}" for one in given[1:-1].split("}, {"))),
        encoding="utf-8",
    )
    page = client.get("/help-lines/leaders-room").text
    assert re.findall(r"<strong>([^<]+)</strong> Do not ring it: compare it", page) == hints
    assert ("Do not ring emergency numbers" in page) == bool(hints)
    assert ("Call each" in page) == (says == "called this number")
    assert f"I have just {says}</h2>" in page
    assert f">{button}</button>" in page
    table = client.get("/help-lines").text
    assert re.search(rf'href="/help-lines/leaders-room">I have just {says}<', table)


def test_one_call_counts_for_other_entries_with_the_same_number_if_they_are_ticked(
    client: TestClient, tiny: Workshop
) -> None:
    """Only entries with exactly its numbers can be ticked; whatever else is sent is left alone."""
    entry = FILE.read_text(encoding="utf-8").partition("leaders-room:")[2]
    with FILE.open("a", encoding="utf-8") as file:
        file.write(f"\nroom-again:{entry}\nroom-third:{entry}")
    page = client.get("/help-lines/leaders-room").text
    assert re.findall(r'name="also" value="([^"]+)"', page) == ["room-again", "room-third"]
    sent: dict[str, Any] = {**CALLED, "also": ["room-again", "road-desk", "../x"]}
    assert client.post("/help-lines/leaders-room", data=sent).status_code == 303
    library = tiny.load()
    checked = [name for name, one in library.contacts.items() if one.verified_by == "Ada Reed"]
    assert checked == ["leaders-room", "room-again"]


def test_nothing_is_recorded_while_a_file_has_a_mistake(client: TestClient, tiny: Workshop) -> None:
    """The mistake is named, and what was typed stays."""
    assert client.get("/help-lines").status_code == 200
    tiny.change("materials/bands.yaml", "title: Juniors", "titel: Juniors")
    before = FILE.read_bytes()
    answer = client.post("/help-lines/bike-line", data=CALLED)
    assert answer.status_code == 422
    assert "Nothing was recorded" in answer.text
    assert "materials/bands.yaml:" in answer.text
    assert 'value="Ada Reed"' in answer.text
    assert FILE.read_bytes() == before
    assert "as they were before" in client.get("/help-lines").text


@pytest.mark.parametrize(
    "name", ["nothing", "...", "%2e%2e%2fbands", "Bike Line", "", "bike-line/x"]
)
def test_there_is_no_page_for_another_name(client: TestClient, name: str) -> None:
    """Only entries of the file of contacts have an address."""
    assert client.get(f"/help-lines/{name}").status_code == 404
    assert client.post(f"/help-lines/{name}", data=CALLED).status_code == 404
