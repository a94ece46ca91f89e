"""Finding a session at the desk: the same as `list`, on cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.make import compose_workers
from tests.desk_client import TestClient, browser, desk_in
from tests.workshop import TESTS, Workshop

TINY = Workshop(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A browser at a desk over the workshop in miniature."""
    with compose_workers() as workers:
        yield browser(desk_in(TINY, workers))


def cards(page: str) -> list[str]:
    """The codes of the cards on a page."""
    return re.findall(r'<span class="code">(\w+)</span>', page)


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ({}, ()),
        ({"words": "wheel"}, ("wheel",)),
        ({"words": "puncture repair"}, ("puncture", "repair")),
        ({"words": "arm", "band": "seniors"}, ("arm", "--band", "seniors")),
        ({"topic": "traffic"}, ("--topic", "traffic")),
        ({"words": "nothing at all of this"}, ("nothing", "at", "all", "of", "this")),
    ],
)
def test_the_desk_finds_what_list_finds(
    client: TestClient, query: dict[str, str], options: tuple[str, ...]
) -> None:
    """The same sessions in the same order, for words, topics and age groups."""
    folders = ("--materials", str(TINY.materials), "--templates", str(TINY.templates))
    printed = CliRunner().invoke(main, ["list", *options, *folders, "--nation", "uphill"]).stdout
    page = client.get("/", params={"nation": "uphill", **query}).text
    assert cards(page) == re.findall(r"^([A-Z]\d+)  ", printed, re.MULTILINE)


def test_the_words_that_were_found_are_marked(client: TestClient) -> None:
    """A card shows where the words are, and marks them."""
    page = client.get("/", params={"words": "bubbles"}).text
    assert "<mark>bubbles</mark>" in page


def test_the_command_that_finds_the_same_is_shown(client: TestClient) -> None:
    """It can be copied and run, whatever was typed."""
    page = client.get("/", params={"words": "it's “a” & <b>", "nation": "uphill"}).text
    shown = re.search(r'<code id="command-find"[^>]*>(.*?)</code>', page)
    assert shown is not None
    import html
    import shlex

    words = shlex.split(html.unescape(shown[1]))
    assert words == [
        "python3", "generate.py", "list", "it's", "“a”", "&", "<b>", "--nation", "uphill",
    ]  # fmt: skip
    assert "<b>" not in page


def test_a_part_of_the_page_is_enough_while_someone_types(client: TestClient) -> None:
    """A search while typing gets the results without the page around them."""
    part = client.get("/", params={"words": "wheel"}, headers={"hx-request": "true"}).text
    assert cards(part) == ["B1"]
    assert "<html" not in part


@pytest.mark.parametrize(
    "words", ["wheel Spokeham", "wheel in spokeham", "downhill wheel", "Downhill, wheel"]
)
def test_a_place_or_a_nation_in_the_search_chooses_the_nation(
    client: TestClient, words: str
) -> None:
    """The rest of the words is searched in that nation's pages, and the command says the same."""
    page = client.get("/", params={"words": words, "nation": "uphill"}).text
    assert cards(page) == ["B1"]
    assert "The packs are for Downhill" in page
    assert "/order/B1?nation=downhill" in page
    assert "list wheel --nation downhill" in page
    assert f'value="{words}"' in page
    folders = ("--materials", str(TINY.materials), "--templates", str(TINY.templates))
    printed = CliRunner().invoke(main, ["list", *words.split(), *folders]).stdout
    assert re.findall(r"^([A-Z]\d+)  ", printed, re.MULTILINE) == ["B1"]


def test_the_field_of_the_nation_follows_the_words(client: TestClient) -> None:
    """While somebody types, the field shows the nation that was named; otherwise it stays alone."""
    headers = {"hx-request": "true"}
    part = client.get("/", params={"words": "wheel Spokeham", "nation": "uphill"}, headers=headers)
    assert 'hx-swap-oob="true"' in part.text
    assert '<option value="downhill" selected>' in part.text
    for given in (
        {"words": "wheel", "nation": "uphill"},
        {"words": "Spokeham", "nation": "downhill"},
    ):
        assert "hx-swap-oob" not in client.get("/", params=given, headers=headers).text


def test_a_place_alone_finds_every_session(client: TestClient) -> None:
    """Whoever types only where they are sees all that there is for it."""
    page = client.get("/", params={"words": "Chain  Bay"}).text
    assert "2 sessions. The packs are for Downhill, as you typed “Chain Bay”" in page


def test_a_school_year_in_the_search_chooses_the_age_group(tiny: Workshop) -> None:
    """The order begins with the age group of that year in that nation."""
    stages = "places: [Spokeham]\nstages: {juniors: Years 5 and 6, seniors: Years 7 to 9}\n"
    tiny.change("materials/nations/downhill.yaml", "places: [Chain Bay, Spokeham]\n", stages)
    with compose_workers() as workers:
        page = browser(desk_in(tiny, workers)).get("/", params={"words": "Year 8 in Spokeham"}).text
    assert re.findall(r'href="(/order/\w+)\?nation=downhill&amp;band=(\w+)"', page)
    assert "band=juniors" not in page


def test_ages_in_the_search_choose_the_age_group(tiny: Workshop) -> None:
    """Cards are those of the ages; the page and `list` say how they were understood."""
    tiny.change("materials/bands.yaml", "title: Juniors", "title: Ages 8 to 11")
    tiny.change("materials/bands.yaml", "title: Seniors", "title: Ages 11 to 14\n  also: [bigger]")
    with compose_workers() as workers:
        client = browser(desk_in(tiny, workers))
        pages = [client.get("/", params={"words": words}).text for words in ("11-14", "Bigger")]
    for page, words in zip(pages, ("11-14", "Bigger"), strict=True):
        assert f"sessions for Ages 11 to 14, as you typed “{words}”" in page
        assert "band=seniors" in page
        assert "band=juniors" not in page
    folders = ("--materials", str(tiny.materials), "--templates", str(tiny.templates))
    printed = CliRunner().invoke(main, ["list", "11-14", *folders]).stdout
    assert printed.startswith("“11-14” in Downhill: --band seniors\n")


def test_a_school_year_that_a_nation_lacks_is_explained(tiny: Workshop) -> None:
    """Nothing is found for it; page and `list` name its nations, and the year’s name here."""
    stages = "title: Uphill\nstages: {seniors: S1 to S3}\n"
    tiny.change("materials/nations/uphill.yaml", "title: Uphill\n", stages)
    stages = "title: Downhill\nstages: {seniors: Years 7 to 9}\n"
    tiny.change("materials/nations/downhill.yaml", "title: Downhill\n", stages)
    hint = "Uphill has no such school year; in Downhill that is seniors; in Uphill, seniors is S1"
    with compose_workers() as workers:
        page = browser(desk_in(tiny, workers)).get("/", params={"words": "Year 8 in Uphill"}).text
    assert f"<p>{hint} to S3</p>" in page
    folders = ("--materials", str(tiny.materials), "--templates", str(tiny.templates))
    printed = CliRunner().invoke(main, ["list", "Year", "8", "in", "Uphill", *folders]).stdout
    assert f"{hint} to S3." in printed


def test_the_nation_is_remembered(client: TestClient) -> None:
    """A nation that was chosen is chosen on the next page, too; an unknown one is not."""
    assert 'value="uphill" selected' in client.get("/", params={"nation": "Uphill"}).text
    assert 'value="uphill" selected' in client.get("/").text
    assert 'value="uphill" selected' in client.get("/", params={"nation": "../etc"}).text
    assert 'value="downhill" selected' in client.get("/", params={"nation": "downhill"}).text


def test_a_change_is_seen_and_a_mistake_keeps_the_last_good_state(tiny: Workshop) -> None:
    """An edit shows at the next look; while it is wrong, the messages are beside what was there."""
    session = "materials/sessions/roads/signals.yaml"
    with compose_workers() as workers:
        client = browser(desk_in(tiny, workers))
        assert "Hand signals" in client.get("/").text
        tiny.change(session, "title: Hand signals", "title: Arm signals")
        assert "Arm signals" in client.get("/").text
        tiny.change(session, "title: Arm signals", "titel: Arm signals")
        page = client.get("/").text
        assert "Arm signals" in page
        assert "The materials have mistakes" in page
        assert f"{session}:1:1" in page
        tiny.change(session, "titel: Arm signals", "title: Signs")
        assert "The materials have mistakes" not in client.get("/").text


def test_a_desk_over_broken_materials_says_what_is_wrong(tiny: Workshop) -> None:
    """Where nothing was ever good, the page is the list of mistakes."""
    tiny.change("materials/sessions/roads/signals.yaml", "code: B2", "code: b2")
    with compose_workers() as workers:
        answer = browser(desk_in(tiny, workers)).get("/")
    assert answer.status_code == 422
    assert "materials/sessions/roads/signals.yaml:2:7" in answer.text


def test_a_long_list_is_shown_a_part_at_a_time(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count is of all sessions; a link shows more of them."""
    monkeypatch.setattr("printroom.desk.order.find_page.AT_ONCE", 1)
    page = client.get("/", params={"show": "1"}).text
    assert "2 sessions" in page
    assert cards(page) == ["B1"]
    more = re.search(r'href="(/\?[^"]*show=2)"', page)
    assert more is not None
    assert cards(client.get(more[1].replace("&amp;", "&")).text) == ["B1", "B2"]
    assert "2 sessions" in client.get("/", params={"show": "x"}).text
