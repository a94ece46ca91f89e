"""Reading a pack at the desk and signing it: the same entry, and the same refusals, as `sign`."""

from __future__ import annotations

import html
import re
import shlex
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.desk.state.background import Pages
from printroom.desk.state.packs_being_read import PacksBeingRead
from printroom.ledger.record import LedgerEntry, Record
from printroom.make import compose_workers
from printroom.make.preview.review_copy import ReadDocument
from printroom.model import Review, in_force
from printroom.workers import WorkerPool
from tests.desk_client import DAY, TestClient, browser, desk_in, settled
from tests.workshop import Workshop

PACK = "/review/B1/juniors/uphill"
HOLE = "materials/snippets/repairs/hole.md"
SIGNED = {"reviewer": "Ada Reed", "role": "Safeguarding lead", "on": DAY.isoformat()}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (900).to_bytes(4, "big") + (1200).to_bytes(4, "big")


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    """Workers that compose."""
    with compose_workers() as found:
        yield found


@pytest.fixture
def client(
    tiny: Workshop, workers: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A browser at a desk over a workshop of its own, whose pages are printed already."""
    monkeypatch.setattr(PacksBeingRead, "pages", drawn)
    desk = desk_in(tiny, workers)
    yield browser(desk)
    desk.close()


def drawn(_: PacksBeingRead, document: ReadDocument) -> Future[Pages]:
    """One picture for each document, without a press."""
    future: Future[Pages] = Future()
    future.set_result((PNG,) if document.name != "cards" else (PNG, PNG))
    return future


def code_on(page: str) -> str:
    """The code that a form signs."""
    found = re.search(r'name="code" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    found = sorted(folder.rglob("*"))
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in found if one.is_file()}


def test_a_signature_at_the_desk_is_that_of_the_command_it_shows(
    client: TestClient, tiny: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of sign-offs, what was signed and the record have the same bytes after both.

    The command is for those who read on paper: the record knows that the pack was printed.
    """
    other = tmp_path / "other"
    for name in ("materials", "templates"):
        shutil.copytree(name, other / name)
    code = code_on(settled(client, PACK))
    what = {"session": "repairs/flat-tyre", "band": "juniors", "nation": "uphill", "version": "1.0"}
    printed = {**what, "code": code, "documents": {}, "on": DAY, "event": "printed"}
    for folder in (tmp_path, other):
        Record(folder / "record", DAY).add([LedgerEntry.model_validate(printed)], ())
    answer = client.post(PACK, data={**SIGNED, "role": "", "code": code})
    shown = re.search(r'<code id="command-sign"[^>]*>(.*?)</code>', answer.text)
    assert shown is not None
    assert client.post(PACK, data={**SIGNED, "code": code}).status_code == 303
    _, _, *words = shlex.split(html.unescape(shown[1]))
    monkeypatch.chdir(other)
    for module in ("parameters", "sign_commands"):
        monkeypatch.setattr(f"printroom.cli.{module}.today", lambda: DAY)
    folders = ("--materials", "materials", "--templates", "templates", "--record", "record")
    done = CliRunner().invoke(main, [*words, *folders])
    assert done.exit_code == 0, done.output
    assert code in done.stdout
    for name in ("materials", "record"):
        assert files_in(tmp_path / name) == files_in(other / name)
    assert "Ada Reed" in Path("materials/reviews.yaml").read_text(encoding="utf-8")


def test_a_signed_pack_says_so_until_a_word_changes(client: TestClient, tiny: Workshop) -> None:
    """The page then has both sentences and a new form; and signing with it holds again."""
    first = code_on(settled(client, PACK))
    answer = client.post(PACK, data={**SIGNED, "code": first}, follow_redirects=True)
    page = settled(client, answer.url.path)
    assert "Ada Reed, Safeguarding lead, on 30 November 2026" in page
    assert 'name="code"' not in page
    tiny.change(HOLE, "3. Hold it under water.", "3. Hold it under cold water.")
    page = settled(client, PACK)
    assert "Changed since it was signed" in page
    assert "Hold it under water." in page
    assert "Hold it under <ins>cold </ins>water." in page
    second = code_on(page)
    assert second != first
    assert client.post(PACK, data={**SIGNED, "code": second}).status_code == 303
    assert "Changed since" not in settled(client, PACK)


def test_words_that_changed_while_they_were_read_are_not_signed(
    client: TestClient, tiny: Workshop
) -> None:
    """The code that was read is sent along: a signature is never put below other words."""
    code = code_on(settled(client, PACK))
    tiny.change(HOLE, "3. Hold it under water.", "3. Hold it under cold water.")
    answer = client.post(PACK, data={**SIGNED, "code": code})
    assert answer.status_code == 422
    assert f"The pack that was read has code {code}, but the current one is" in answer.text
    assert code_on(answer.text) != code
    assert Path("materials/reviews.yaml").read_text(encoding="utf-8").strip() == "[]"


WHY = "I had read the pack for Downhill."
BACK = f"{PACK}/take-back"
FOLDERS = ("--materials", "materials", "--templates", "templates")


def test_a_sign_off_is_taken_back_with_a_reason_and_never_deleted(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack is a draft again, and can be signed again; the command shown does the same."""
    file = Path("materials/reviews.yaml")
    assert client.get(BACK).status_code == 404, "nobody has signed it"
    code = code_on(settled(client, PACK))
    assert client.post(PACK, data={**SIGNED, "code": code}).status_code == 303
    signed = file.read_text("utf-8")
    assert f'href="{BACK}"' in settled(client, PACK)
    shown = client.get(BACK).text
    assert "Ada Reed, Safeguarding lead, on 30 November 2026" in shown
    assert f'href="/codes/{code}/withdraw"' in shown
    other = tmp_path / "other"
    for name in ("materials", "templates"):
        shutil.copytree(name, other / name)
    refused = client.post(BACK, data={"by": "Ada Reed", "reason": ""})
    assert '<a href="#reason">Say in a sentence why' in refused.text
    refused = client.post(BACK, data={"by": "Ben Moy", "reason": WHY})
    assert "Ada Reed signed it, and nobody else can take that back" in refused.text
    assert refused.status_code == 422
    assert file.read_text("utf-8") == signed
    found = re.search(r'<code id="command-unsign"[^>]*>(.*?)</code>', refused.text)
    assert found is not None
    words = shlex.split(html.unescape(found[1].replace("Ben Moy", "ada reed")))[2:]
    answer = client.post(BACK, data={"by": "Ada  reed", "reason": WHY})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PACK}#sign")
    assert file.read_text("utf-8").startswith(signed)
    page = settled(client, PACK)
    assert code_on(page) == code
    assert f"Ada Reed took back the sign-off on 30 November 2026: {WHY}" in page
    assert "The wording has not been signed off yet" in page
    listed = CliRunner().invoke(main, ["list", "--signed", *FOLDERS, "--record", "record"])
    assert f"not signed; Ada Reed took it back on {DAY}: {WHY}" in listed.stdout
    assert client.post(PACK, data={**SIGNED, "code": code}).status_code == 303
    assert 'name="code"' not in settled(client, PACK)
    assert file.read_text("utf-8").count("Ada Reed") == 3
    once = file.read_text("utf-8").removesuffix(signed.removeprefix("[]\n"))
    monkeypatch.chdir(other)
    monkeypatch.setattr("printroom.cli.unsign_command.today", lambda: DAY)
    done = CliRunner().invoke(main, [*words, *FOLDERS])
    assert done.exit_code == 0, done.output
    assert f"Taken back: the sign-off of repairs/flat-tyre for juniors in uphill, {code}" in (
        done.stdout
    )
    assert Path("materials/reviews.yaml").read_text("utf-8") == once
    again = CliRunner().invoke(main, [*words, *FOLDERS])
    assert "nobody has signed it" in again.stderr
    assert again.exit_code == 1


def test_only_the_sign_offs_of_who_takes_them_back_cease_to_count() -> None:
    """Those of other people and packs hold; earlier ones for other words do not hold again."""
    row = {"session": "a", "band": "b", "nation": "c", "role": "Lead", "on": DAY}

    def review(reviewer: str, digest: str, **more: object) -> Review:
        return Review.model_validate({**row, "reviewer": reviewer, "digest": digest, **more})

    old, now = review("Ada Reed", "1"), review("Ada  reed", "2")
    others = [review("Ben Moy", "2"), review("Ada Reed", "3", minutes=45)]
    others += [review("Ada Reed", "4", seed=7), review("Ada Reed", "5", nation="d")]
    event = review("Ada Reed", "2", taken_back=WHY)
    later = review("Ada Reed", "2")
    assert in_force([old, *others, now, event]) == tuple(others)
    assert in_force([now, event, later]) == (later,)
    assert in_force([old, now]) == (old, now)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("reviewer", "", "Enter your full name"),
        ("reviewer", "Ada", "This is one name only: “Ada”: write first and last name"),
        ("reviewer", "the DSL?", "This is not a name: “the DSL?”"),
        ("role", "7", "This is not a role: “7”: write it so that others know who that is"),
        ("role", "a" * 250, "This has 250 characters; the limit is 200"),
        ("on", "2026-12-01", "This date is in the future"),
        ("on", "2024-01-01", "This is more than a year ago"),
        ("on", "1.12.2026", "Enter the day as year, month and day"),
        ("on", "", "Enter the day as year, month and day"),
        ("code", "", "Read the pack on this page"),
        ("code", "<b>", "A code looks like ABC-DEF"),
        ("code", "ABC-DEF", "The pack that was read has code ABC-DEF"),
    ],
)
def test_what_the_command_refuses_the_desk_refuses(
    client: TestClient, field: str, value: str, message: str
) -> None:
    """The same message, beside its field and in the summary; nothing is written."""
    code = code_on(settled(client, PACK))
    before = files_in(Path("materials"))
    answer = client.post(PACK, data={**SIGNED, "code": code, field: value})
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">{re.escape(message)}', answer.text)
    assert f'id="{field}-error"' in answer.text
    assert "<title>Error: " in answer.text
    assert "<b>" not in answer.text
    assert files_in(Path("materials")) == before
    assert not Path("record").exists()


def test_every_empty_field_is_named_at_once(client: TestClient) -> None:
    """Nobody has to send a form twice to learn that two fields are empty."""
    code = code_on(settled(client, PACK))
    answer = client.post(PACK, data={"code": code, "on": str(DAY)})
    assert '<a href="#reviewer">Enter your full name' in answer.text
    assert '<a href="#role">Enter your role' in answer.text
    answer = client.post(f"{PACK}/remark", data={"target": "guide"})
    assert '<a href="#says">Say in a sentence' in answer.text
    assert '<a href="#by">Enter your full name' in answer.text


def test_nothing_is_signed_while_a_file_has_a_mistake(client: TestClient, tiny: Workshop) -> None:
    """What is shown are the last good words; they are not signed, and the mistake is named."""
    code = code_on(settled(client, PACK))
    tiny.change("materials/contacts.yaml", "  name: Bike Line", "  nam: Bike Line")
    answer = client.post(PACK, data={**SIGNED, "code": code})
    assert answer.status_code == 422
    assert "Nothing was signed" in answer.text
    assert "materials/contacts.yaml:" in answer.text
    assert 'value="Ada Reed"' in answer.text
    assert "cannot sign it" in settled(client, PACK)


def test_every_page_is_beside_the_source_of_its_words(client: TestClient) -> None:
    """All documents in order, each page as a picture, each text with file and line."""
    page = settled(client, PACK)
    names = re.findall(r'<section class="read" id="document-([^"]+)"', page)
    assert names == ["cover", "task-sheet", "cards", "guide", "help-page"]
    assert "All 5 documents are below" in page
    assert "<strong>Fixed words of this kind of page</strong> <code>templates/" in page
    for section in page.split('<section class="read" id="document-')[1:]:
        templates = set(re.findall(r"<code>templates/documents/([a-z-]+)\.html", section))
        assert templates <= {section.partition('"')[0]}, "words are never of another document"
    assert not re.search(r"<strong>(?!Fixed words)[^<]*</strong> <code>templates/", page)
    pictures = re.findall(r'<img src="([^"]+)" alt="Page (\d) of ([^"]+)"', page)
    assert [(number, title) for _, number, title in pictures if title == "Cards"] == [
        ("1", "Cards"),
        ("2", "Cards"),
    ]
    for address, _, _ in pictures:
        assert client.get(address).content == PNG
        assert f'<a href="{address.replace(".png", "")}">' in page
    large = client.get(f"{PACK}/documents/cards/1").text
    assert f'src="{PACK}/documents/cards/1.png" alt="Page 1 of Cards"' in large
    assert f'href="{PACK}/documents/cards/2" rel="next"' in large
    assert 'rel="prev"' not in large
    assert client.get(f"{PACK}/documents/cards/3").status_code == 404
    lines = Path(HOLE).read_text(encoding="utf-8").splitlines()
    line = lines.index("3. Hold it under water.") + 1
    start = lines.index("## Task sheet") + 1
    assert f"<strong>Find the hole</strong> <code>{HOLE}:{start}</code>" in page
    assert re.search(rf">{line}</span> <span>Hold it under water\.", page)


def test_a_pack_that_cannot_be_printed_is_not_signed(client: TestClient, tiny: Workshop) -> None:
    """Its mistakes are shown in its place, also where they come after a wait."""
    tiny.change(HOLE, "## Cards", "## Card")
    answer = client.get(PACK)
    while 'class="working"' in answer.text:
        answer = client.get(PACK)
    assert answer.status_code == 422
    assert HOLE in answer.text
    assert 'name="code"' not in answer.text
    part = client.get(PACK, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert HOLE in part.text
    refused = client.post(PACK, data={**SIGNED, "code": "ABC-DEF"})
    assert refused.status_code == 422
    assert "Nothing was signed" in refused.text


@pytest.mark.parametrize(
    "path",
    [
        *("/review/Z9/juniors/uphill", "/review/B1/babies/uphill", "/review/B1/juniors/atlantis"),
        *("/review/%2e%2e/juniors/uphill", "/review/B1/juniors/..%2f..", "/review/B1/juniors"),
        *(f"{PACK}?minutes=7", f"{PACK}?seed=0", f"{PACK}?seed=x", f"{PACK}?seed=9999999"),
        *(f"{PACK}/documents/nothing", f"{PACK}/documents/..%2fcards", f"{PACK}/documents/cards/"),
        *(f"{PACK}/documents/cards/0.png", f"{PACK}/documents/cards/3.png"),
        f"{PACK}/documents/cards/99999999999999999999.png",
    ],
)
def test_there_is_no_page_for_what_is_not_in_the_library(client: TestClient, path: str) -> None:
    """Only packs and documents of the library have an address."""
    assert client.get(path).status_code == 404
    assert client.post(path, data=SIGNED).status_code in (404, 405)
    assert not Path("record").exists()
