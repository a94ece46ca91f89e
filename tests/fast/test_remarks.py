"""Remarks on packs: the same entry by command and at the desk, shown until somebody deletes it."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.desk.state.background import Pages
from printroom.desk.state.packs_being_read import PacksBeingRead
from printroom.load.materials.added_entries import with_row
from printroom.make import compose_workers
from printroom.model import NotFitToPrint, Remark
from printroom.workers import WorkerPool
from tests.desk_client import DAY, TestClient, browser, desk_in, settled
from tests.workshop import Workshop

PACK = "/review/B1/juniors/uphill"
HOLE = "materials/snippets/repairs/hole.md"
FILE = Path("materials/remarks.yaml")
FOLDERS = ("--materials", "materials", "--templates", "templates")
SAYS = "Is “cold” <b>safe</b>: ask {lead}?"
SENT = {"target": "task-sheet/Find the hole", "says": SAYS, "by": "Ada Reed"}
REMARK = (
    *("remark", "b1", "--band", "juniors", "--nation", "uphill", "--document", "task-sheet"),
    *("--part", "Find the hole", "--says", SAYS, "--by", "Ada Reed", "--on", DAY.isoformat()),
)


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    """Workers that compose."""
    with compose_workers() as found:
        yield found


@pytest.fixture
def client(
    tiny: Workshop, workers: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A browser at a desk over a workshop of its own, which prints nothing."""
    monkeypatch.setattr(PacksBeingRead, "pages", lambda *_: Future[Pages]())
    desk = desk_in(tiny, workers)
    yield browser(desk)
    desk.close()


def call(*words: str) -> Result:
    """Run a command over the workshop."""
    return CliRunner().invoke(main, [*words, *FOLDERS])


def remarks() -> list[dict[str, Any]]:
    """The remarks that `list --signed` shows of the pack."""
    done = call("list", "b1", "--signed", "--json", "--band", "juniors", "--nation", "uphill")
    (state,) = json.loads(done.stdout)
    found: list[dict[str, Any]] = state["remarks"]
    return found


def test_a_remark_at_the_desk_is_that_of_the_command_it_shows(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of remarks has the same bytes after both; and the remark is beside its part."""
    other = tmp_path / "other"
    for name in ("materials", "templates"):
        shutil.copytree(name, other / name)
    wrong = client.post(f"{PACK}/remark", data={**SENT, "by": "?"}).text
    shown = re.search(r'<code id="command-remark"[^>]*>(.*?)</code>', wrong)
    assert shown is not None
    words = shlex.split(html.unescape(shown[1]))[2:]
    answer = client.post(f"{PACK}/remark", data=SENT)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PACK}#document-task-sheet")
    page = settled(client, PACK)
    remark = re.escape(html.escape(SAYS))
    assert re.search(rf"<strong>Find the hole</strong>.*?{remark}", page, re.DOTALL)
    assert "<b>safe" not in page
    assert "Remarks (1)" in settled(client, "/review")
    assert ">1 remark<" in settled(client, "/review")
    assert html.unescape(settled(client, "/review/remarks")).count(SAYS) == 1
    monkeypatch.chdir(other)
    monkeypatch.setattr("printroom.cli.remark_command.today", lambda: DAY)
    words[words.index("--by") + 1] = "Ada Reed"
    done = call(*words)
    assert done.exit_code == 0, done.output
    assert FILE.read_bytes() == (tmp_path / FILE).read_bytes()


def test_the_form_begins_with_the_part_that_was_read(client: TestClient) -> None:
    """Each part of a pack leads to the form, with this part chosen."""
    address = re.search(rf'<a href="({PACK}/remark[^"]*Find[^"]*)"', settled(client, PACK))
    assert address is not None
    page = client.get(html.unescape(address[1])).text
    assert re.search(r'value="task-sheet/Find the hole" selected', page)
    assert page.count(" selected") == 1


def test_a_remark_is_shown_with_its_place_and_stops_nothing(tiny: Workshop) -> None:
    """`list --signed` names file and line, also after these have moved, and what has changed."""
    lines = Path(HOLE).read_text(encoding="utf-8").splitlines()
    done = call(*REMARK)
    assert done.exit_code == 0, done.output
    start = lines.index("## Task sheet") + 1
    assert f"{HOLE}:{start}" in done.stdout
    (found,) = remarks()
    assert (found["says"], found["path"], found["line"]) == (SAYS, HOLE, start)
    assert found["has_changed"] is False
    assert f"remark on task-sheet, “Find the hole” ({HOLE}:{start}): {SAYS} – Ada Reed" in (
        call("list", "--signed").stdout
    )
    tiny.change(HOLE, "3. Hold it under water.", "3. Hold it under cold water.")
    assert remarks()[0]["has_changed"] is True
    assert tiny.load().remarks[0].says == SAYS


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--document", "nothing"), "this pack has no document “nothing”"),
        (("--part", "Find the hol"), "did you mean “Find the hole”?"),
        (("--says", " "), "--says: say in a sentence"),
        (("--says", "x" * 2001), "--says: this has 2,001 characters; the limit is 2,000"),
        (("--says", "a\x07b"), "--says: this has characters that cannot be printed"),
        (("--by", "7"), "--by “7”: this is not a name"),
        (("--on", "2999-01-01"), "--on 2999-01-01: this date is in the future"),
        (("--band", "babies"), "babies"),
    ],
)
def test_what_cannot_be_a_remark_is_refused(
    tiny: Workshop, options: tuple[str, ...], message: str
) -> None:
    """Each mistake is named at its option, and nothing is written."""
    done = call(*REMARK, *options)
    assert done.exit_code in (1, 2)
    assert message in " ".join(done.output.split())
    assert not FILE.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"says": ""}, "says"),
        ({"says": "x" * 2400}, "says"),
        ({"by": ""}, "by"),
        ({"target": "nothing"}, "target"),
        ({"target": "../../x/Find the hole"}, "target"),
        ({"target": "task-sheet/<b>"}, "target"),
    ],
)
def test_the_form_is_shown_again_with_what_is_wrong(
    client: TestClient, sent: dict[str, str], field: str
) -> None:
    """Beside its field and in the summary; nothing is written, and what was typed stays."""
    answer = client.post(f"{PACK}/remark", data={**SENT, **sent})
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "<b>" not in answer.text
    assert "by" in sent or 'value="Ada Reed"' in answer.text
    assert not FILE.exists()


def test_a_remark_is_put_below_what_people_wrote() -> None:
    """Comments stay, an equal one is not added again, and a file that is no list is refused."""
    remark = Remark(
        session="a/b",
        band="c",
        nation="d",
        document="guide",
        code="ABC-DEF",
        says="“Why”: so?",
        by="Ann Lee",
        on=DAY,
        follows=True,
    )
    once = with_row("remarks.yaml", "# Ours\n", remark)
    assert once.startswith("# Ours\n- session: ")
    assert "part" not in once
    assert with_row("remarks.yaml", once, remark) == once
    with pytest.raises(NotFitToPrint, match="no entry can be added"):
        with_row("remarks.yaml", "a: b\n", remark)


def test_a_file_of_remarks_with_a_mistake_is_reported(tiny: Workshop) -> None:
    """With its line, as any file of materials is."""
    assert call(*REMARK).exit_code == 0
    tiny.change(FILE.as_posix(), "says:", "say:")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    assert any(one.path == FILE.as_posix() and one.line for one in caught.value.problems)


def test_a_remark_on_a_pack_that_is_gone_is_not_lost(client: TestClient, tiny: Workshop) -> None:
    """The desk counts it, so that somebody looks into the file."""
    assert call(*REMARK).exit_code == 0
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("repairs/flat-tyre", "repairs/gone"), encoding="utf-8")
    assert "1 remark is on a pack that no longer exists" in settled(client, "/review/remarks")
