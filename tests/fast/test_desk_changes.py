"""Before and after at the desk: what can be compared, and that nothing else is ever read."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from printroom.cache import Cache
from printroom.cli.diff_command import diff
from printroom.desk.state.comparisons import RunningComparison
from printroom.desk.state.desk import Desk
from printroom.make import CachedPress
from printroom.make.compare.comparing import Compared, Comparison, PageChange
from printroom.model import Order
from tests.desk_client import TestClient, browser, settings_in
from tests.held import PATIENCE_S
from tests.pretend_press import PNG, PretendPress
from tests.workshop import Workshop

pytestmark = pytest.mark.starts_program("git lists what can be compared")
ONE = {"session": "B1", "band": "juniors", "nation": "uphill", "edition": "standard"}


@pytest.fixture
def before(tiny: Workshop, tmp_path: Path) -> Path:
    """A copy of the workshop before any edit."""
    for folder in (tiny.materials, tiny.templates):
        shutil.copytree(folder, tmp_path / "before" / folder.name)
    return tmp_path / "before"


@pytest.fixture
def desk(tiny: Workshop, before: Path) -> Iterator[Desk]:
    """A desk that was opened with that folder to compare with."""
    settings = replace(settings_in(tiny), bases=(before,))
    made = Desk.over(settings, CachedPress(Cache(settings.cache), PretendPress()))
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """A browser at that desk."""
    return browser(desk)


def finished(desk: Desk) -> RunningComparison:
    """The last comparison, once it is over."""
    latest = time.monotonic() + PATIENCE_S
    running = desk.comparisons.all()[0]
    while not running.is_over:
        assert time.monotonic() < latest
        time.sleep(0.01)
    return running


def test_folders_that_are_alike_show_no_change(
    client: TestClient, desk: Desk, before: Path
) -> None:
    """The comparison counts what is the same, and shows the command that does the same."""
    answer = client.post("/design/changes", data={"base": str(before), **ONE})
    assert answer.status_code == 303
    running = finished(desk)
    assert running.problems == ()
    page = client.get(answer.headers["location"]).text
    assert "No page differs" in page
    assert "5 documents have the same source" in page
    shown = re.search(r'<code id="command-diff"[^>]*>(.*?)</code>', page)
    assert shown is not None
    words = shlex.split(html.unescape(shown[1]))
    parsed = diff.make_context("diff", words[3:]).params
    assert (parsed["base"], parsed["sessions"], parsed["bands"]) == (
        *(str(before), ("B1",), ("juniors",)),
    )
    assert client.get("/design/changes").text.count("0 pages differ") == 1


@pytest.mark.parametrize("base", ["", "/etc", "..", "HEAD", "--output=x", "/", "no-such-branch"])
def test_only_what_is_offered_can_be_compared(client: TestClient, desk: Desk, base: str) -> None:
    """A folder or a revision that the desk does not offer is not looked at."""
    answer = client.post("/design/changes", data={"base": base, **ONE})
    assert answer.status_code == 422
    assert "Choose what to compare with" in answer.text
    assert not desk.comparisons.all()


def test_an_unknown_edition_is_not_compared_as_another(
    client: TestClient, desk: Desk, before: Path
) -> None:
    """An edition that does not exist is refused at its field."""
    answer = client.post("/design/changes", data={"base": str(before), **ONE, "edition": "braille"})
    assert answer.status_code == 422
    assert 'id="edition-error"' in answer.text
    assert not desk.comparisons.all()


def test_mistakes_in_the_base_are_reported(client: TestClient, desk: Desk, before: Path) -> None:
    """What is wrong before the edit is shown, and nothing is compared."""
    file = before / "materials" / "bands.yaml"
    file.write_text("juniors: [\n", encoding="utf-8")
    answer = client.post("/design/changes", data={"base": str(before), **ONE})
    assert finished(desk).problems
    page = client.get(answer.headers["location"]).text
    assert "This could not be compared." in page
    assert f"{file}:" in html.unescape(page)


def test_no_address_of_a_picture_reaches_another_file(
    client: TestClient, desk: Desk, before: Path
) -> None:
    """Pictures are found by the names of those that the comparison made."""
    answer = client.post("/design/changes", data={"base": str(before), **ONE})
    finished(desk)
    home = answer.headers["location"]
    for name in ("cover-1-before", "1-after", "..%2f..%2fx", "%2e%2e", "x" * 300):
        assert client.get(f"{home}/{name}.png").status_code == 404
    assert client.get("/design/changes/unknown").status_code == 404


def test_what_is_found_is_shown_before_the_end_and_can_be_stopped(
    client: TestClient, desk: Desk, before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A designer sees the first pages while others are compared, and need not wait for the rest."""
    shown = Event()

    def pages(
        _: Compared, press: CachedPress, folder: Path, seen: Callable[[Comparison], None]
    ) -> Comparison:
        folder.mkdir()
        (folder / "cover-1-after.png").write_bytes(PNG)
        after = folder / "cover-1-after.png"
        order = Order("repairs/flat-tyre", "juniors", "uphill")
        seen(Comparison((PageChange("cover", 1, 1.0, (order,), after=after),)))
        shown.set()
        latest = time.monotonic() + PATIENCE_S
        while time.monotonic() < latest:
            press.monitor.step("comparing the next")
            time.sleep(0.01)
        raise AssertionError("it was not stopped")

    monkeypatch.setattr(Compared, "pages", pages)
    home = client.post("/design/changes", data={"base": str(before), **ONE}).headers["location"]
    assert shown.wait(PATIENCE_S)
    page = client.get(home).text
    assert "1 page differs so far." in page
    assert "B1 The flat tyre, Juniors, Uphill" in page
    (picture,) = re.findall(r'<img src="([^"]+)"', page)
    assert client.get(picture).content == PNG
    assert client.post(f"{home}/stop").status_code == 303
    assert finished(desk).problems == ()
    assert "Stopped at pack " in client.get(home).text
    assert "1 page differs; stopped" in client.get("/design/changes").text


def test_the_preview_leads_to_the_comparison_of_its_pack(client: TestClient) -> None:
    """Session, age group, nation and edition are chosen already, so that little is compared."""
    page = client.get("/design?session=B1&band=seniors&nation=uphill").text
    (address,) = re.findall(r'href="(/design/changes\?[^"]+)"', page)
    form = client.get(html.unescape(address)).text
    chosen = re.findall(r'<option value="([^"]+)" selected>', form)
    assert chosen == ["B1", "seniors", "uphill", "standard"]


def test_revisions_of_the_folders_are_offered(tiny: Workshop, client: TestClient) -> None:
    """In a checkout, commits that touched the folders, branches and tags can be chosen."""
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q", "-b", "trunk"), ("add", "."), ("commit", "-qm", "Begin <here>")):
        subprocess.run([*git, *words], check=True, cwd=tiny.materials.parent)
    page = client.get("/design/changes").text
    assert '<option value="HEAD">' in page
    assert '<option value="trunk">' in page
    assert "Begin &lt;here&gt;" in page


def test_pictures_of_comparisons_are_deleted_with_the_desk(
    client: TestClient, desk: Desk, before: Path
) -> None:
    """Nothing is left in the temporary folder."""
    client.post("/design/changes", data={"base": str(before), **ONE})
    folder = finished(desk).folder.parent
    assert folder.is_dir()
    desk.comparisons.close()
    assert not folder.exists()
