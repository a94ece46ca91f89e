"""The live preview at the desk: what it shows, when it is made again, and what it keeps."""

from __future__ import annotations

import asyncio
import html
import re
import shlex
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.cache import Cache
from printroom.cli.watch_command import watch
from printroom.desk.common.places import editor_link, place_problems
from printroom.desk.design.preview_page import choice_of
from printroom.desk.state.desk import Desk
from printroom.desk.state.events import Updates, _messages
from printroom.desk.state.live import LivePreview
from printroom.desk.state.sources import CurrentSources
from printroom.load import load_folders
from printroom.make import CachedPress, Sources
from printroom.make.preview.previewing import Preview
from printroom.model import NotFitToPrint, Order, Problem
from tests.desk_client import DAY, TestClient, browser, settings_in
from tests.held import PATIENCE_S
from tests.pretend_press import PNG, PretendPress
from tests.workshop import TESTS, Workshop

TINY = Workshop(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates")
SHEET = "templates/documents/task-sheet.html"
ASKED = {"session": "B1", "band": "juniors", "document": "task-sheet", "nation": "uphill"}


@pytest.fixture
def desk(tiny: Workshop) -> Iterator[Desk]:
    """A desk over a workshop that a test may change, which prints nothing."""
    settings = replace(settings_in(tiny), editor="vscode")
    made = Desk.over(settings, CachedPress(Cache(settings.cache), PretendPress()))
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """A browser at that desk."""
    return browser(desk)


@pytest.fixture(scope="module")
def sources() -> Sources:
    """The workshop in miniature."""
    return Sources(*load_folders(TINY.materials, TINY.templates))


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    latest = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < latest, "it never came to be so"
        time.sleep(0.01)


def live_in(desk: Desk) -> LivePreview:
    """The only preview of a desk, once it is made."""
    (live,) = desk.live._kept.values()
    until(lambda: live.version and not live._is_running)
    return live


def test_the_page_shows_a_document_and_the_command_that_does_the_same(client: TestClient) -> None:
    """The command that is shown can be run: `watch` knows its words."""
    page = client.get("/design", params={**ASKED, "edition": "large-print"}).text
    assert 'value="task-sheet" selected' in page
    shown = re.search(r'<code id="command-watch"[^>]*>(.*?)</code>', page)
    assert shown is not None
    words = shlex.split(html.unescape(shown[1]))
    assert words[:3] == ["python3", "generate.py", "watch"]
    parsed = watch.make_context("watch", words[3:])
    assert parsed.params["band"] == "juniors"
    assert parsed.params["only"] == ("task-sheet",)
    assert parsed.params["pictures"]


@given(st.dictionaries(st.sampled_from([*ASKED, "edition"]), st.text(max_size=30)))
def test_any_address_chooses_something_that_exists(sources: Sources, given: dict[str, str]) -> None:
    """Whatever an address names, a session, a band of it, a document and an edition are chosen."""
    choice = choice_of(given, "uphill", sources, settings_in(TINY))
    session = sources.library.sessions[choice.order.session]
    assert choice.order.band in session.bands
    assert choice.document in choice.documents
    assert choice.order.edition in ("standard", "large-print")


def test_the_picture_of_the_page_is_served_by_its_content_alone(
    desk: Desk, client: TestClient
) -> None:
    """Pages have addresses that change with their pictures; no other name gives anything."""
    client.get("/design", params=ASKED)
    live_in(desk)
    page = client.get("/design", params=ASKED).text
    (address,) = re.findall(r'<img src="(/design/\w+/\w+\.png)"', page)
    assert client.get(address).content.startswith(PNG)
    for wrong in ("/design/x/y.png", re.sub(r"\w+\.png", "0.png", address), "/design/../x.png"):
        assert client.get(wrong).status_code == 404


def test_a_broken_save_keeps_the_page_beside_the_message(
    tiny: Workshop, desk: Desk, client: TestClient
) -> None:
    """The message names file and line, and links to them; the next good save clears it."""
    client.get("/design", params=ASKED)
    good = live_in(desk).last.pages
    tiny.change(SHEET, "<h1>", "<h1>{{ nobody_knows_this }}")
    client.get("/design", params=ASKED)
    assert live_in(desk).last.pages == good
    page = client.get("/design", params=ASKED).text
    assert "It cannot be printed now." in page
    assert "The last good pages" in page
    file = (tiny.templates / "documents" / "task-sheet.html").resolve()
    assert re.search(rf'<a href="vscode://file{file}:\d+:\d+"><code>{SHEET}:\d+:\d+', page)
    tiny.change(SHEET, "{{ nobody_knows_this }}", "")
    client.get("/design", params=ASKED)
    assert live_in(desk).last.problems == ()
    assert "It cannot be printed now." not in client.get("/design", params=ASKED).text


def test_a_save_reaches_only_what_it_changes_and_somebody_looks_at(
    tiny: Workshop, desk: Desk, client: TestClient
) -> None:
    """Nothing but a save prints; it prints what it changes, and nothing that nobody looks at."""
    workers = desk.press.workers
    assert isinstance(workers, PretendPress)
    for document in ("task-sheet", "help-page", "guide"):
        client.get("/design", params={**ASKED, "document": document})
    sheet, help_page, guide = lives = list(desk.live._kept.values())
    until(lambda: all(one.version and not one._is_running for one in lives))
    sheet.watchers = guide.watchers = 1
    printed = workers.done.count("press")
    assert printed == 3
    version = help_page.version

    def differ(before: tuple[int, int]) -> bool:
        return (sheet.version, guide.version) != before

    for document in ("help-page", "task-sheet", "guide"):
        before = sheet.version, guide.version
        tiny.change(f"templates/documents/{document}.html", "<h1>", "<h1 class='new'>")
        if document != "help-page":  # nobody looks at that
            until(partial(differ, before))
    until(lambda: not any(one._is_running for one in lives))
    assert (sheet.version, guide.version, help_page.version) == (2, 2, version)
    assert workers.done.count("press") == printed + 2


def test_ten_tabs_and_two_designers_end_with_what_was_saved_last(
    tiny: Workshop, desk: Desk, client: TestClient
) -> None:
    """While two save at once, ten tabs are served; each then shows the last save."""
    documents = ("task-sheet", "guide", "help-page", "cards", "cover")
    for nation in ("uphill", "downhill"):
        for document in documents:
            client.get("/design", params={**ASKED, "document": document, "nation": nation})
    tabs = list(desk.live._kept.values())
    assert len(tabs) == 10
    for tab in tabs:
        tab.watchers = 1

    def save(path: str, old: str, mark: str) -> None:
        for number in range(8):
            text = (tiny.templates.parent / path).read_text(encoding="utf-8")
            new = re.sub(rf"<!--{mark}\d*-->|{old}", rf"<!--{mark}{number}-->", text, count=1)
            Path(path).write_text(new, encoding="utf-8")
            client.get("/")

    with ThreadPoolExecutor(2) as designers:
        both = [
            designers.submit(save, SHEET, "(?=<h1>)", "one"),
            designers.submit(save, "templates/documents/guide.html", "(?=<h1>)", "two"),
        ]
        for one in both:
            one.result(PATIENCE_S)
    for tab in tabs:
        tab.request()
    until(lambda: all(tab.version and not tab._is_running for tab in tabs))
    for tab in tabs:
        shown = tab.last.pages[0].decode(errors="replace")
        assert tab.last.problems == ()
        marks = {"task-sheet": "<!--one7-->", "guide": "<!--two7-->"}
        assert marks.get(tab.preview.document, "") in shown


class Slow:
    """A preview that takes until it is let go."""

    def __init__(self) -> None:
        self.runs, self.may_end, self.has_begun = 0, Event(), Event()

    def refresh(self, early: Callable[[Preview], None]) -> Preview:
        """Take a while."""
        early(Preview((b"first",)))
        self.has_begun.set()
        assert self.may_end.wait(PATIENCE_S)
        self.runs += 1
        return Preview((b"first", b"second"))


def test_saves_during_a_run_cause_one_more() -> None:
    """However many files are saved while a page is made, it is made once more after that."""
    slow: Any = Slow()
    with ThreadPoolExecutor(2) as threads:
        live = LivePreview("x", slow, threads)
        live.request()
        assert slow.has_begun.wait(PATIENCE_S)
        assert live.last.pages == (b"first",), "the first page is shown at once"
        for _ in range(5):
            live.request()
        slow.may_end.set()
        until(lambda: slow.runs == 2 and not live._is_running)
    assert slow.runs == 2


def test_a_preview_that_fails_says_so_and_can_be_tried_again() -> None:
    """An error of the program is shown in the page, and does not end the preview."""

    class Broken:
        def refresh(self, _: object) -> Preview:
            raise ZeroDivisionError

    broken: Any = Broken()
    with ThreadPoolExecutor(1) as threads:
        live = LivePreview("x", broken, threads)
        live.request()
        until(lambda: live.version == 1)
        assert "ZeroDivisionError" in live.last.problems[0].message
        assert not live._is_running


def test_unwatched_previews_are_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number, the oldest previews that nobody looks at are dropped; others never."""
    monkeypatch.setattr("printroom.desk.state.live.MOST_KEPT", 2)
    orders = [Order("repairs/flat-tyre", "juniors", "uphill", seed) for seed in range(1, 6)]
    first = desk.live.open(orders[0], "task-sheet")
    first.watchers = 1
    others = [desk.live.open(order, "task-sheet") for order in orders[1:]]
    assert desk.live.get(first.id) is first
    assert [desk.live.get(one.id) is one for one in others] == [False, False, False, True]


def test_news_are_sent_once_and_end_with_the_desk() -> None:
    """A part is sent when it changes; when the desk closes, nobody watches any longer."""
    closing, shown, left = Event(), {"a": "1", "b": "1"}, Event()
    seen = ExitStack()
    seen.callback(left.set)
    version = [0]
    news = Updates(lambda: version[0], lambda: dict(shown), interval_s=0.001)

    async def heard() -> list[str]:
        messages = _messages(news, closing.is_set, lambda: seen)
        found = [await anext(messages)]
        shown["b"] = "2"
        version[0] += 1
        found.append(await anext(messages))
        closing.set()
        return [*found, *[one async for one in messages]]

    assert asyncio.run(heard()) == ['data: {"a": "1", "b": "1"}\n\n', 'data: {"b": "2"}\n\n']
    assert left.is_set()


@pytest.mark.parametrize(
    ("path", "line", "is_linked"),
    [(SHEET, 3, True), (SHEET, 0, False), ("--band", 1, False), ("templates", 1, False)],
)
def test_only_lines_of_files_are_linked(
    tiny: Workshop, path: str, line: int, *, is_linked: bool
) -> None:
    """An editor is offered for a line of a file, and for nothing else."""
    settings = replace(settings_in(tiny), editor="vscode")
    link = editor_link(settings, path, line, 7)
    assert bool(link) == is_linked
    assert not is_linked or link.endswith("documents/task-sheet.html:3:7")
    assert not editor_link(replace(settings, editor=""), path, line, 7)


def test_the_library_stays_the_same_while_no_material_changes(tiny: Workshop) -> None:
    """After a style sheet is saved, what was gathered of the materials is still valid."""
    current = CurrentSources(tiny.materials, tiny.templates)
    before = current.valid_on(DAY).library
    tiny.change("templates/styles/club.css", "h2 { font-size: 1.25em; }", "h2 { color: #900; }")
    assert current.valid_on(DAY).library is before
    tiny.change("materials/facts.yaml", "Tyre Survey", "Tyre Report")
    assert current.valid_on(DAY).library is not before


def test_present_mistakes_are_not_hidden_by_the_last_good_state(tiny: Workshop) -> None:
    """A preview gets the mistakes of now; other pages get the last good state."""
    current = CurrentSources(tiny.materials, tiny.templates)
    good = current.now()
    tiny.change("templates/styles/club.css", "h2 {", "h2 {{")
    assert current.now() is good
    with pytest.raises(NotFitToPrint, match=r"club\.css"):
        current.valid_on(DAY)


def test_closing_the_desk_ends_what_waits_for_saves(desk: Desk) -> None:
    """No thread is left that waits for saves, and nothing more is made."""
    desk.live.open(Order("repairs/flat-tyre", "juniors", "uphill"), "task-sheet")
    watcher = desk.live._watcher
    assert watcher is not None
    desk.live.close()
    assert not watcher.is_alive()


def test_the_style_that_a_fix_names_is_linked_too(tiny: Workshop) -> None:
    """A designer opens the style sheet that sets a height, as an author opens the snippet."""
    settings = replace(settings_in(tiny), editor="vscode")
    fix = "Shorten it, or give the box more room. The height is set in templates/styles/club.css:4."
    (one,) = place_problems([Problem("text-outside", SHEET, "Too long.", fix)], settings)
    assert one.style == "templates/styles/club.css:4"
    assert one.style_link.endswith("/templates/styles/club.css:4:1")
    (other,) = place_problems(
        [Problem("text-outside", SHEET, "Too long.", "Shorten it.")], settings
    )
    assert (other.style, other.style_link) == ("", "")


def test_whoever_looks_is_counted_until_they_leave(desk: Desk) -> None:
    """A page that is looked at is made after a save; it is not when nobody looks any longer."""
    live = desk.live.open(Order("repairs/flat-tyre", "juniors", "uphill"), "task-sheet")
    with live.watched(), live.watched():
        assert live.watchers == 2
    assert live.watchers == 0
