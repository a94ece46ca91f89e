"""Before and after at the desk: what can be compared, and that nothing else is ever read."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.cli.diff_command import diff
from printroom.desk.comparisons import Running
from printroom.desk.shop import Shop
from printroom.make import CachedPress
from tests.desk_client import TestClient, browser, settings_in
from tests.held import PATIENCE_S
from tests.pretend_press import PretendPress
from tests.workshop import Workshop

ONE = {"session": "B1", "band": "juniors", "nation": "uphill", "edition": "standard"}


@pytest.fixture
def before(tiny: Workshop, tmp_path: Path) -> Path:
    """A copy of the workshop before any edit."""
    for folder in (tiny.materials, tiny.templates):
        shutil.copytree(folder, tmp_path / "before" / folder.name)
    return tmp_path / "before"


@pytest.fixture
def shop(tiny: Workshop, before: Path) -> Iterator[Shop]:
    """A desk that was opened with that folder to compare with."""
    settings = replace(settings_in(tiny), bases=(before,))
    made = Shop.over(settings, CachedPress(Cache(settings.cache), PretendPress()))
    yield made
    made.close()


@pytest.fixture
def client(shop: Shop) -> TestClient:
    """A browser at that desk."""
    return browser(shop)


def finished(shop: Shop) -> Running:
    """The last comparison, once it is over."""
    latest = time.monotonic() + PATIENCE_S
    running = shop.comparisons.all()[0]
    while not running.is_over:
        assert time.monotonic() < latest
        time.sleep(0.01)
    return running


def test_folders_that_are_alike_show_no_change(
    client: TestClient, shop: Shop, before: Path
) -> None:
    """The comparison counts what is the same, and shows the command that does the same."""
    answer = client.post("/design/changes", data={"base": str(before), **ONE})
    assert answer.status_code == 303
    running = finished(shop)
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
def test_only_what_is_offered_can_be_compared(client: TestClient, shop: Shop, base: str) -> None:
    """A folder or a revision that the desk does not offer is not looked at."""
    answer = client.post("/design/changes", data={"base": base, **ONE})
    assert answer.status_code == 422
    assert "Choose what to compare with" in answer.text
    assert not shop.comparisons.all()


def test_an_unknown_edition_is_not_compared_as_another(
    client: TestClient, shop: Shop, before: Path
) -> None:
    """An edition that does not exist is refused at its field."""
    answer = client.post("/design/changes", data={"base": str(before), **ONE, "edition": "braille"})
    assert answer.status_code == 422
    assert 'id="edition-error"' in answer.text
    assert not shop.comparisons.all()


def test_mistakes_in_the_base_are_reported(client: TestClient, shop: Shop, before: Path) -> None:
    """What is wrong before the edit is shown, and nothing is compared."""
    file = before / "materials" / "bands.yaml"
    file.write_text("juniors: [\n", encoding="utf-8")
    answer = client.post("/design/changes", data={"base": str(before), **ONE})
    assert finished(shop).problems
    page = client.get(answer.headers["location"]).text
    assert "This could not be compared." in page
    assert f"{file}:" in html.unescape(page)


def test_no_address_of_a_picture_reaches_another_file(
    client: TestClient, shop: Shop, before: Path
) -> None:
    """Pictures are found by number and kind alone."""
    answer = client.post("/design/changes", data={"base": str(before), **ONE})
    finished(shop)
    home = answer.headers["location"]
    for name in ("1-before", "0-after", "-1-after", "1-difference", "..%2f..%2fx", "1-x"):
        assert client.get(f"{home}/{name}.png").status_code == 404
    assert client.get("/design/changes/unknown").status_code == 404


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
    client: TestClient, shop: Shop, before: Path
) -> None:
    """Nothing is left in the temporary folder."""
    client.post("/design/changes", data={"base": str(before), **ONE})
    folder = finished(shop).folder.parent
    assert folder.is_dir()
    shop.comparisons.close()
    assert not folder.exists()
