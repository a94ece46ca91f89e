"""Sign-offs at the desk: the same as `list --signed`, and both sentences where one has changed."""

from __future__ import annotations

import html
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.desk.common.draft_help import HELPERS, Pages, draft_help
from printroom.desk.common.marked_words import marked_changes
from printroom.desk.state.signatures import KnownSignatures, Signatures
from printroom.ledger.record import Record
from printroom.ledger.signing import Signer, sign
from printroom.ledger.word_changes import WordChange
from printroom.load import load_folders
from printroom.make import compose_workers
from printroom.model import Order
from printroom.model.drafts import DraftCode, DraftReason
from printroom.workers import WorkerPool
from tests.desk_client import DAY, TestClient, browser, desk_in, settled
from tests.workshop import HOME, Workshop

FOLDERS = ("--materials", "materials", "--templates", "templates", "--record", "record")
HOLE = "materials/snippets/repairs/hole.md"


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    """Workers that compose."""
    with compose_workers() as found:
        yield found


@pytest.fixture
def client(tiny: Workshop, workers: WorkerPool) -> TestClient:
    """A browser at a desk over a workshop of its own."""
    return browser(desk_in(tiny, workers))


def listed(*words: str) -> list[str]:
    """The codes that `list --signed` prints with these words and options."""
    done = CliRunner().invoke(main, [*words, *FOLDERS])
    assert done.exit_code == 0, done.output
    return re.findall(r"^    .*?([0-9A-Z]{3}-[0-9A-Z]{3})", done.stdout, re.MULTILINE)


def signed(tiny: Workshop, workers: WorkerPool) -> None:
    """Sign a pack, as the command does."""
    order = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
    signer = Signer("Ada Reed", "Safeguarding lead", DAY)
    folders = load_folders(tiny.materials, tiny.templates)
    sign(tiny.materials, order, signer, *folders, workers, Record(Path("record"), DAY))


def codes(page: str) -> list[str]:
    """The codes on a page, in order."""
    return re.findall(r'<p class="code">([0-9A-Z-]{7})</p>', page)


def states(page: str) -> list[str]:
    """The states on a page, in order."""
    return re.findall(r'<span class="badge (\w+)">', page)


def test_every_pack_is_listed_with_its_sign_off(
    client: TestClient, tiny: Workshop, workers: WorkerPool
) -> None:
    """The same packs, codes and states as `list --signed`, in the same order."""
    signed(tiny, workers)
    page = settled(client, "/review")
    assert codes(page) == listed("list", "--signed")
    assert states(page).count("signed") == 1
    assert set(states(page)) == {"signed", "unsigned"}
    assert "Safeguarding lead (Ada Reed), 30 November 2026" in page


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("session=B1", ("B1",)),
        ("band=seniors", ("--band", "seniors")),
        ("nation=downhill", ("--nation", "downhill")),
        (
            "session=B1&band=juniors&nation=uphill",
            ("B1", "--band", "juniors", "--nation", "uphill"),
        ),
    ],
)
def test_a_list_of_some_packs_is_that_of_the_command_it_shows(
    client: TestClient, query: str, options: tuple[str, ...]
) -> None:
    """Each filter gives the packs of its command, which can be copied."""
    page = settled(client, f"/review?{query}")
    shown = re.search(r'<code id="command-signed"[^>]*>(.*?)</code>', page)
    assert shown is not None
    words = shlex.split(html.unescape(shown[1]))
    named = [one for one in options if not one.startswith("-") and one == "B1"]
    others = [one for one in options if one not in named]
    assert words == ["python3", "generate.py", "list", *named, "--signed", *others]
    assert codes(page) == listed(*words[2:])
    assert codes(page)


def test_packs_can_be_read_while_they_are_compared(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first comparison takes a while: until it is over, each pack is a link without a state."""
    pending = KnownSignatures(None, is_current=False)
    monkeypatch.setattr(Signatures, "now", lambda *_: pending)
    page = client.get("/review?nation=uphill").text
    assert "/review/B1/juniors/uphill" in page
    assert "downhill" not in "".join(re.findall(r'<p class="what">.*?</p>', page))
    assert not states(page)
    assert 'class="ghost"' in client.get("/review?state=signed").text
    assert '<form id="filters"' in page
    assert 'hx-get="/review" hx-trigger' in page
    assert 'hx-include="#filters"' in page


def test_a_filter_by_state_takes_only_those(
    client: TestClient, tiny: Workshop, workers: WorkerPool
) -> None:
    """Signed packs can be shown alone; without any, the page says that there are none."""
    assert "No pack matches" in settled(client, "/review?state=signed")
    signed(tiny, workers)
    assert states(settled(client, "/review?state=signed")) == ["signed"]


@pytest.mark.parametrize("query", ["session=../etc", "band=%00", "nation=<b>", "state=x", "band="])
def test_an_unknown_filter_is_none(client: TestClient, query: str) -> None:
    """What does not exist filters nothing, and is not repeated."""
    page = settled(client, f"/review?{query}")
    assert len(states(page)) == len(states(settled(client, "/review"))) > 3
    assert "<b>" not in page


def test_when_a_word_changes_both_sentences_are_side_by_side(
    client: TestClient, tiny: Workshop, workers: WorkerPool
) -> None:
    """A signature falls with its words: old and new, what differs marked, and file and line."""
    signed(tiny, workers)
    assert "Every sign-off holds" in settled(client, "/review/changed")
    tiny.change(HOLE, "3. Hold it under water.", "3. Hold it under cold water.")
    page = client.get("/review/changed").text
    while 'class="working"' in page:
        assert "Every sign-off holds" not in page
        assert "No longer valid (" not in page
        page = client.get("/review/changed").text
    assert "1 sign-off no longer holds" in page
    assert re.search(r'<p class="when">Signed</p><p>Hold it under water\.</p>', page)
    assert "Hold it under <ins>cold </ins>water." in page
    line = Path(HOLE).read_text(encoding="utf-8").splitlines().index("3. Hold it under cold water.")
    assert f"<code>{HOLE}:{line + 1}</code>" in page
    assert "changed" in states(settled(client, "/review"))
    tiny.change(HOLE, "under cold water", "under water")
    assert "Every sign-off holds" in settled(client, "/review/changed")


def test_packs_with_mistakes_stay_on_the_list(
    client: TestClient, tiny: Workshop, workers: WorkerPool
) -> None:
    """A pack that cannot be printed is listed with the reason, beside the others."""
    tiny.change(HOLE, "## Cards", "## Card")
    page = settled(client, "/review")
    assert {"unprintable", "unsigned"} == set(states(page))
    assert "Card" in page


@pytest.mark.parametrize("path", ["/review", "/review/changed", "/review/remarks"])
def test_what_stops_the_comparison_is_shown_in_its_place(
    client: TestClient, tiny: Workshop, workers: WorkerPool, path: str
) -> None:
    """A damaged file of a signature is named; nothing waits for ever, and no page is in a page."""
    signed(tiny, workers)
    tiny.change(HOLE, "3. Hold it under water.", "3. Hold it under cold water.")
    shutil.rmtree("record")
    (file,) = Path("materials/reviews").rglob("*.yaml")
    file.write_text("[", encoding="utf-8")
    page = settled(client, path)
    assert "cannot be compared until this is corrected" in page
    assert file.as_posix() in page
    part = client.get(path, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text


def test_only_what_differs_is_marked() -> None:
    """Words on both sides are plain; a sentence without its other side is not marked at all."""
    (one, new, gone) = marked_changes(
        [
            WordChange("a", "Ask Ann to come.", "Ask Ben to come.", "x.md", 3),
            WordChange("a", "", "All new.", "x.md", 4),
            WordChange("a", "All gone.", "", ""),
        ]
    )
    assert one.old == (("Ask ", False), ("Ann", True), (" to come.", False))
    assert one.new == (("Ask ", False), ("Ben", True), (" to come.", False))
    assert (one.change.place, new.change.place, gone.change.place) == ("x.md:3", "x.md:4", "")
    assert (new.old, new.new) == ((), (("All new.", False),))
    assert (gone.old, gone.new) == ((("All gone.", False),), ())


def test_each_draft_reason_says_who_settles_it_how_and_where(client: TestClient) -> None:
    """A reason without a page of its own links to the table, which names the file as docs do."""
    page = client.get("/drafts").text
    docs = (HOME / "docs" / "sign-off.md").read_text("utf-8")
    for code in get_args(DraftCode):
        (one,) = draft_help([DraftReason(code, "Why.")], Pages("#school_is"))
        assert one.who, code
        assert one.how, code
        assert one.link, code
        assert one.title, code
        assert f'id="{code}"' in page, code
        path, _, target = one.link.partition("#")
        assert path != "/drafts" or target == code
        if file := HELPERS[code].file:
            key, *_ = file.split()
            assert f"`{key}`" in docs
            assert f"<code>{file}</code>" in page
