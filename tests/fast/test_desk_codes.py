"""Codes at the desk: what `verify` says of each, and the entry that `withdraw` writes."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.ledger.record import Record
from printroom.ledger.signing import Signer, sign
from printroom.load import load_folders
from printroom.make import compose_workers
from printroom.model import Order
from printroom.workers import WorkerPool
from printroom.workers.composing import render_many
from tests.desk_client import DAY, TestClient, browser, desk_in
from tests.held import PATIENCE_S
from tests.term_helpers import AtOnce, Job, Result
from tests.workshop import Workshop

HOLE = "materials/snippets/repairs/hole.md"
FILE = Path("materials/withdrawn.yaml")
FOLDERS = ("--materials", "materials", "--templates", "templates", "--record", "record")
WHY = {"reason": "Step 3 is “wrong”: it burns.", "instead": "Print it again.", "by": "Ada Reed"}
SENT = {**WHY, "on": DAY.isoformat()}


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    """Workers that compose."""
    with compose_workers() as found:
        yield found


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all of these tests: a code that nobody has is compared with every pack."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def client(tiny: Workshop, workers: WorkerPool, cache: Path) -> TestClient:
    """A browser at a desk over a workshop of its own."""
    return browser(desk_in(tiny, workers, cache))


@pytest.fixture
def code(tiny: Workshop, workers: WorkerPool) -> str:
    """The code of a pack that was signed, so that its words are on record."""
    return sign_pack(tiny, workers)


def sign_pack(tiny: Workshop, workers: WorkerPool) -> str:
    """Sign a pack as it is now; returns its code."""
    order = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
    signer = Signer("Ada Reed", "Safeguarding lead", DAY)
    folders = load_folders(tiny.materials, tiny.templates)
    record = Record(Path("record"), DAY)
    return sign(tiny.materials, order, signer, *folders, workers, record)[1]


def looked_up(client: TestClient, text: str) -> str:
    """The page of a code once it was looked up."""
    page: str = client.get("/codes", params={"code": text}).text
    while 'class="working"' in page:
        page = client.get("/codes", params={"code": text}).text
    return html.unescape(page)


def shown_command(page: str, name: str) -> list[str]:
    """The command that a page shows, as words."""
    found = re.search(rf'<code id="command-{name}"[^>]*>(.*?)</code>', page)
    assert found is not None
    return shlex.split(html.unescape(found[1]))[2:]


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    found = sorted(folder.rglob("*"))
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in found if one.is_file()}


def test_a_current_code_shows_everything_that_it_was_made_from(
    client: TestClient, code: str
) -> None:
    """Pack, age group, nation, version, day, review date and draft reasons; and the command."""
    page = looked_up(client, code.replace("-", " ").lower())
    assert '<span class="badge current">Current</span>' in page
    assert "A DRAFT: please do not use it with a group yet." in page
    for text in ("B1 The flat tyre: Juniors, Uphill", "1.0", "30 November 2026", "31 January 2030"):
        assert text in page
    assert re.search(
        r"<dt>Signed</dt><dd>.*?Ada Reed, Safeguarding lead, on 30 November 2026", page
    )
    assert '<a href="/help-lines">Helplines</a>' in page
    assert shown_command(page, "verify") == ["verify", code]
    assert 'href="/review/B1/juniors/uphill"' in page
    assert f'href="/codes/{code}/withdraw"' in page
    done = CliRunner().invoke(main, ["verify", code, *FOLDERS])
    assert f"{code} is current" in done.stdout


def test_the_code_of_a_pack_has_the_day_of_review_of_its_cover(
    client: TestClient, tiny: Workshop, workers: WorkerPool
) -> None:
    """It is the first in the pack, as the cover prints it; the cards have that of the session."""
    definition = Path("materials/nations/uphill.yaml")
    text = definition.read_text("utf-8").replace("2030-01-31", "2029-05-02", 1)
    tiny.write(definition.as_posix(), text)
    code = sign_pack(tiny, workers)
    (entry,) = Record(Path("record"), DAY).with_code(code)
    page = looked_up(client, code)
    assert "<dt>Review by</dt><dd>2 May 2029</dd>" in page
    assert "31 January 2030" not in page
    cards = looked_up(client, entry.documents["cards"].code)
    assert "<dt>Review by</dt><dd>31 January 2030</dd>" in cards
    assert "2 May 2029" not in cards


def test_a_reason_of_several_packs_is_shown_once(client: TestClient, code: str) -> None:
    """With the packs that have it, unless all have; a page of packs to use and drafts says so."""

    def drafts(page: str) -> list[str]:
        shown = page.partition("<dt>Draft</dt>")[2].partition("</dd>")[0]
        return re.findall(r"<li>(.*?)</li>", shown)

    (entry,) = Record(Path("record"), DAY).with_code(code)
    cards = entry.documents["cards"].code
    page = looked_up(client, cards)
    assert "A DRAFT: please do not use it with a group yet." in page
    unchecked, unsigned = sorted(drafts(page), key=lambda one: "signed off" in one)
    assert unchecked.startswith("Nobody has checked these helplines yet:")
    packs, _, _ = unsigned.partition(": The wording has not been signed off yet")
    assert "B1 The flat tyre: Juniors, Downhill" in packs
    assert "Juniors, Uphill" not in packs
    called = {"by": "Ada Reed", "on": DAY.isoformat(), "until": "2031-01-31"}
    assert client.post("/help-lines/leaders-room", data=called).status_code == 303
    page = looked_up(client, cards)
    assert "A DRAFT in some packs: please do not use it" in page
    assert [one.startswith("B1 The flat tyre: ") for one in drafts(page)] == [True]


def test_a_code_may_be_used_once_nothing_makes_it_a_draft(client: TestClient, code: str) -> None:
    """Somebody with a page in the hand reads in one sentence whether it may be used."""
    assert "It may be used." not in looked_up(client, code)
    called = {"by": "Ada Reed", "on": DAY.isoformat(), "until": "2031-01-31"}
    assert client.post("/help-lines/leaders-room", data=called).status_code == 303
    page = looked_up(client, code)
    assert "It may be used." in page
    assert "A DRAFT" not in page


def test_a_form_without_a_code_asks_for_one(client: TestClient) -> None:
    """Sent empty, it answers what to enter."""
    answer = client.get("/codes?code=")
    assert answer.status_code == 422
    assert "Enter a code as it is printed" in answer.text
    assert client.get("/codes").status_code == 200


def test_a_code_names_the_schools_of_its_packs_from_their_manifests(
    client: TestClient, code: str, tiny: Workshop
) -> None:
    """Packs of terms in the output folder say for whom they were printed; a record says nothing."""
    tiny.write(
        "materials/terms/autumn.yaml",
        "title: A\npeople: 3\nschools: {file: ../schools/clubs.csv}\n"
        "packs:\n  - {session: repairs/flat-tyre, bands: [juniors]}\n",
    )
    for school, term in (("bell-yard", "autumn"), ("gone", "autumn"), ("", "")):
        folder = Path("output", term or "undated", school or "no-school", "pack")
        folder.mkdir(parents=True)
        made = {"term": term, "school": school, "code": code, "date": "2027-06-07", "files": {}}
        (folder / "manifest.json").write_text(json.dumps(made))
    page = looked_up(client, code)
    shown = page.partition("Packs of terms on this computer")[2].partition("</dd>")[0]
    assert re.findall(r"<li>(.*?)</li>", shown) == [
        "Bell Yard, Upper Road, autumn, 7 June 2027",
        "gone, autumn, 7 June 2027",
    ]


def test_a_page_that_several_packs_have_names_them_all(client: TestClient, code: str) -> None:
    """The code of one document, with what is printed beside it, gives its title and each pack."""
    (entry,) = Record(Path("record"), DAY).with_code(code)
    cards = entry.documents["cards"].code
    page = looked_up(client, f"B1 · 03 {cards}")
    titles = re.findall(r'<li><a href="/review/B1/(\w+)/(\w+)">', page)
    assert f"is Cards of {len(titles)} packs" in page
    assert {("juniors", "uphill"), ("juniors", "downhill")} <= set(titles)


def test_a_superseded_code_shows_old_and_new_words(
    client: TestClient, tiny: Workshop, code: str
) -> None:
    """Once a word has changed, both sentences are side by side, with file and line."""
    tiny.change(HOLE, "3. Hold it under water.", "3. Hold it under cold water.")
    page = looked_up(client, code)
    assert '<span class="badge superseded">Superseded</span>' in page
    assert '<p class="when">Printed</p><p>Hold it under water.</p>' in page
    assert "<dt>Signed</dt>" in page
    assert "Ada Reed, Safeguarding lead, on 30 November 2026" in page
    assert "Hold it under <ins>cold </ins>water." in page
    assert f"{HOLE}:" in page
    assert "The current code is" in page
    assert "Its words have changed since: print the current pack instead." in page


def test_a_withdrawal_at_the_desk_is_that_of_the_command_it_shows(
    client: TestClient, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files have the same bytes after both; a code is looked up anew for each page."""
    other = tmp_path / "other"
    for name in ("materials", "templates", "record"):
        shutil.copytree(name, other / name)
    at = f"/codes/{code}/withdraw"
    assert "badge current" in looked_up(client, code)
    words = shown_command(client.post(at, data={**SENT, "on": ""}).text, "withdraw")
    answer = client.post(at, data=SENT)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/codes?code={code}")
    page = looked_up(client, code)
    assert f"WITHDRAWN: do not use {code}" in page
    assert f"Since 30 November 2026, by Ada Reed: {WHY['reason']}" in page
    assert WHY["instead"] in page
    assert "badge current" not in page
    assert f"/codes/{code}/withdraw" not in page
    monkeypatch.chdir(other)
    for module in ("parameters", "withdraw_command"):
        monkeypatch.setattr(f"printroom.cli.{module}.today", lambda: DAY)
    done = CliRunner().invoke(main, [*words, *FOLDERS])
    assert done.exit_code == 0, done.output
    for name in ("materials", "record"):
        assert files_in(tmp_path / name) == files_in(other / name)


def test_a_withdrawn_pack_can_neither_be_read_nor_signed(client: TestClient, code: str) -> None:
    """Its page says why, and its state on the list is withdrawn."""
    client.post(f"/codes/{code}/withdraw", data=SENT)
    answer = client.get("/review/B1/juniors/uphill")
    while 'class="working"' in answer.text:
        answer = client.get("/review/B1/juniors/uphill")
    assert answer.status_code == 422
    assert f"{code} was withdrawn on {DAY}" in answer.text
    again = client.post(f"/codes/{code}/withdraw", data=SENT)
    assert again.status_code == 422
    assert f"{code} was withdrawn before" in again.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("reason", " ", "Say in a sentence why"),
        ("instead", "", "Say in a sentence what to use"),
        ("by", "", "Enter your full name"),
        ("by", "?", "This is not a name"),
        ("on", "soon", "Enter the day"),
    ],
)
def test_what_is_missing_is_named_beside_its_field(
    client: TestClient, code: str, field: str, value: str, message: str
) -> None:
    """Nothing is withdrawn, and what was typed stays."""
    answer = client.post(f"/codes/{code}/withdraw", data={**SENT, field: value})
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">{message}', answer.text)
    assert f'id="{field}-error"' in answer.text
    assert answer.text.count("Print it again.") >= (field != "instead")
    assert not FILE.exists()


def test_an_unknown_code_is_not_withdrawn(client: TestClient) -> None:
    """Accepting a misspelt one would leave the pages in use that were meant."""
    assert "Check each letter" in looked_up(client, "ABC-DEF")
    answer = client.post("/codes/ABC-DEF/withdraw", data=SENT)
    assert answer.status_code == 422
    assert "ABC-DEF is unknown" in answer.text
    assert not FILE.exists()


class Held(AtOnce):
    """Workers that compose many packs only when a test lets them."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = Event()

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        if function is render_many:
            assert self.go_on.wait(PATIENCE_S)
        return super().submit(function, job)


def test_an_unknown_code_is_answered_before_anything_is_composed(
    tiny: Workshop, tmp_path: Path
) -> None:
    """The record answers first; once all packs were compared, nothing is composed any more."""
    workers = Held()
    desk = desk_in(tiny, workers, tmp_path / "cache")
    client = browser(desk)
    page = client.get("/codes", params={"code": "ABC-DEF"}).text
    while "No record, pack, sign-off" not in page:
        page = client.get("/codes", params={"code": "ABC-DEF"}).text
    assert "Check each letter" in page
    assert 'class="working"' in page, "it is being compared"
    workers.go_on.set()
    unknown = "is not known: no record"
    assert unknown in looked_up(client, "ABC-DEF")
    composed = [*workers.done]
    assert unknown in looked_up(client, "ABC-DEG")
    plan = desk.content(desk.sources()).plan(
        Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
    )
    assert plan is not None
    assert '<span class="badge current">' in looked_up(client, plan.code)
    assert workers.done == composed
    tiny.change(HOLE, "Hold it under water.", "Hold it under cold water.")
    assert unknown in looked_up(client, plan.code)
    assert workers.done != composed


def test_slow_searches_hold_up_no_other_code(tiny: Workshop, tmp_path: Path) -> None:
    """While codes are compared with every pack, the record answers for the next one."""
    workers = Held()
    client = browser(desk_in(tiny, workers, tmp_path / "cache"))
    for code in ("ABC-DEF", "ABC-DEG", "ABC-DEH"):
        answered = any(
            "No record, pack, sign-off" in client.get("/codes", params={"code": code}).text
            for _ in range(30)
        )
        assert answered, code
    workers.go_on.set()


def test_a_search_stops_when_no_page_asks_for_it(
    tiny: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It composes no further packs; once a page asks again, it starts again."""
    workers = AtOnce()
    client = browser(desk_in(tiny, workers, tmp_path / "cache"))
    monkeypatch.setattr("printroom.desk.state.background.UNASKED_S", -1)
    pages = [client.get("/codes", params={"code": "ABC-DEF"}).text for _ in range(3)]
    assert all('class="working"' in page for page in pages)
    assert "render_many" not in workers.done
    monkeypatch.setattr("printroom.desk.state.background.UNASKED_S", PATIENCE_S)
    assert "is not known: no record" in looked_up(client, "ABC-DEF")
    assert "render_many" in workers.done


def test_while_files_have_mistakes_the_record_answers(
    client: TestClient, tiny: Workshop, code: str
) -> None:
    """As `verify` does: what is known, and which files have to be corrected first."""
    tiny.change("materials/bands.yaml", "title: Juniors", "titel: Juniors")
    page = looked_up(client, code)
    assert "cannot be checked until these files are corrected" in page
    assert "materials/bands.yaml:" in page
    assert "cannot be looked up until" in looked_up(client, "ABC-DEF")
    answer = client.post(f"/codes/{code}/withdraw", data=SENT)
    assert answer.status_code == 422
    assert "Nothing was withdrawn" in answer.text
    assert not FILE.exists()


@pytest.mark.parametrize("text", ["x", "<b>x</b>", "../../etc/passwd", "%00", "ABCDEFG", "é" * 500])
def test_what_is_no_code_is_not_looked_up(client: TestClient, text: str) -> None:
    """No path and no markup gets anywhere; the message says what a code looks like."""
    answer = client.get("/codes", params={"code": text})
    assert answer.status_code == 422
    assert "Enter a code as it is printed" in answer.text
    assert "<b>x" not in answer.text


@pytest.mark.parametrize("name", ["abc-def", "ABCDEF", "x", "..%2f..", "output", "ABC-DEF/x"])
def test_only_a_code_can_be_withdrawn(client: TestClient, name: str) -> None:
    """There is no page for anything else."""
    assert client.get(f"/codes/{name}/withdraw").status_code == 404
    assert client.post(f"/codes/{name}/withdraw", data=SENT).status_code == 404
