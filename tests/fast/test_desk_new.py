"""New at the desk: the same examples as the command writes, and the way to their pages."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printroom.cache import Cache
from printroom.cli.new_command import new
from printroom.desk.design.new import KINDS
from printroom.desk.state.desk import Desk
from printroom.make import CachedPress
from tests.desk_client import TestClient, browser, settings_in
from tests.pretend_press import PretendPress
from tests.workshop import Workshop


@pytest.fixture
def client(tiny: Workshop) -> Iterator[TestClient]:
    """A browser at a desk over a workshop that a test may change."""
    given = settings_in(tiny)
    desk = Desk.over(given, CachedPress(Cache(given.cache), PretendPress()))
    yield browser(desk)
    desk.close()


def written(page: str) -> list[str]:
    """The files that a page says were written."""
    return re.findall(r"<li><code>([^<]+)</code></li>", page)


@pytest.mark.parametrize("kind", ["session", "snippet", "document", "organisation"])
def test_what_is_asked_for_is_written_and_shown(client: TestClient, kind: str) -> None:
    """Each file that the page names is there, and the command that is shown names the same."""
    page = client.post("/design/new", data={"kind": kind, "name": "fair-play"}).text
    files = written(page)
    assert files
    assert all(Path(file).is_file() for file in files)
    shown = re.search(r'<code id="command-new"[^>]*>(.*?)</code>', page)
    assert shown is not None
    words = shlex.split(html.unescape(shown[1]))
    parsed = new.make_context("new", words[3:]).params
    assert (parsed["kind"], parsed["name"]) == (kind, "fair-play")


def test_a_new_session_leads_to_its_live_preview(client: TestClient) -> None:
    """The button opens the pages of the new session, which the desk knows at once."""
    page = client.post("/design/new", data={"kind": "session", "name": "fair-play"}).text
    address = re.search(r'href="(/design\?session=\w+)"', page)
    assert address is not None
    assert "Fair play" in client.get("/").text
    code = address[1].rpartition("=")[2]
    assert re.search(rf'value="{code}" selected', client.get(address[1]).text)


def test_a_name_that_exists_or_cannot_be_is_refused(client: TestClient) -> None:
    """Nothing is overwritten; a wrong name, age group or template gets a message at its field."""
    assert client.post("/design/new", data={"kind": "snippet", "name": "fair"}).status_code == 200
    before = Path("materials/snippets/fair.md").read_bytes()
    again = client.post("/design/new", data={"kind": "snippet", "name": "fair"})
    assert again.status_code == 422
    assert "exists already" in again.text
    assert Path("materials/snippets/fair.md").read_bytes() == before
    for field, value in (("name", "../../etc/x"), ("band", "babies"), ("template", "../x")):
        answer = client.post("/design/new", data={"kind": "snippet", "name": "b", field: value})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text


@settings(
    max_examples=2 * settings().max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from([*KINDS]), st.text(max_size=12) | st.sampled_from(["../x", "/x", "a/../b"]))
def test_no_name_leaves_the_folders(client: TestClient, kind: str, name: str) -> None:
    """Whatever a name is, what is written lies where its kind belongs."""
    if re.fullmatch(r"[a-z][a-z0-9/-]*", name.strip()):
        return  # a name that is right is written, as the tests above have it
    before = {file for file in Path().rglob("*") if ".cache" not in file.parts}
    assert client.post("/design/new", data={"kind": kind, "name": name}).status_code == 422
    assert {file for file in Path().rglob("*") if ".cache" not in file.parts} == before
    assert not Path("../x").exists()
