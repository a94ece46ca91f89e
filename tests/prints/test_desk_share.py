"""A desk that an office shares, as a program and in a real browser: log in, sign, log out."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from printroom.cache import Cache
from printroom.desk.access.accounts import Account, Accounts, Role
from printroom.desk.access.passwords import Passwords
from tests.desk_program import running
from tests.prints.test_desk import (
    CHROMIUM,
    Visit,
    assert_accessible,
    complaints_of,
    launched,
    tab_to,
)
from tests.workshop import TESTS, Workshop, share_cache

PACK = "/review/B1/juniors/uphill"
PASSWORD = "seven quiet lamps"
needs_chromium = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")


def add_account(folder: Path, name: str, *roles: Role) -> None:
    """Somebody who may log in at a desk over the workshop in this folder."""
    Accounts(folder / "office").add(Account.new(name, roles, Passwords().hash(PASSWORD)))


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory, prints: Cache) -> Iterator[Visit]:
    """One shared desk over the workshop in miniature, at which nobody has logged in."""
    folder = tmp_path_factory.mktemp("share")
    shutil.copytree(TESTS / "tiny", folder, dirs_exist_ok=True)
    share_cache(folder, prints, "shared", "forms", "proofs")
    add_account(folder, "Ada Reed", "review")
    with sync_playwright() as playwright, running(folder, "--share") as (_, address):
        chromium = launched(playwright)
        page = chromium.new_page(reduced_motion="reduce")
        complaints = complaints_of(page)
        yield Visit(folder, address.removesuffix("/"), page, complaints)
        chromium.close()


@needs_chromium
def test_a_lead_logs_in_with_the_keyboard_and_signs_under_the_name_of_the_account(
    visit: Visit,
) -> None:
    """One story: wrong, then right; the pack that was asked for; the signature; and out again."""
    page = visit.page
    log_in(visit)
    sign(visit)
    assert_accessible(page)
    page.goto(f"{visit.home}/order/B1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account cannot open this page")
    assert_accessible(page)
    log_out(page)
    assert not [one for one in visit.complaints if not any(map(one.count, EXPECTED))]


EXPECTED = ("Clear-Site-Data header", "403 (Forbidden)", "404 (Not Found)", "422 (Unprocessable")


def log_in(visit: Visit) -> None:
    """A mistake is reported beside its field, and read out; then comes the wanted page."""
    page = visit.page
    page.goto(f"{visit.home}{PACK}")
    expect(page).to_have_url(f"{visit.home}/log-in?to={PACK.replace('/', '%2F')}")
    assert_accessible(page)
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    for typed, name in (("another one here", "Ada Reed"), (PASSWORD, "")):
        tab_to(page, "#name")
        page.keyboard.type(name)
        tab_to(page, "#password")
        page.keyboard.type(typed)
        with page.expect_event("load"):  # the page before has the same message
            page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_count(1 if name else 0)
    expect(page).to_have_url(f"{visit.home}{PACK}")


def sign(visit: Visit) -> None:
    """There is no name to type; the page and the file have that of the account."""
    page = visit.page
    expect(page.locator("#printed")).to_contain_text("All 5 documents")
    expect(page.get_by_label("Your full name")).to_have_count(0)
    areas = page.get_by_role("navigation", name="Areas").get_by_role("link")
    assert areas.all_inner_texts() == ["Find a session", "Review", "Helplines", "Codes"]
    tab_to(page, "#role")
    page.keyboard.type("Safeguarding lead")
    tab_to(page, "#sign button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#sign")).to_contain_text("Ada Reed, Safeguarding lead")
    assert "Ada Reed" in (visit.folder / "materials/reviews.yaml").read_text(encoding="utf-8")
    assert '"sign a pack", "result": "done"' in (visit.folder / "office/actions.jsonl").read_text()


def log_out(page: Page) -> None:
    """The pages that were open are not shown again."""
    tab_to(page, ".who button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def free_port() -> int:
    """A port that the system gives to nobody else for a while."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_shared_desk_listens_for_its_proxy_alone(tiny: Workshop) -> None:
    """As a program with --host: past the proxy, or by another name, there is no page."""
    folder = tiny.materials.absolute().parent
    add_account(folder, "Ada Reed", "print")
    name = {"host": "desk.example.org"}
    port, host = free_port(), "desk.example.org"  # a proxy has to know the port
    with running(folder, "--share", "--host", host, "--port", str(port)) as (_, address):
        assert address == f"http://127.0.0.1:{port}/"
        here = f"{address}log-in"
        assert httpx.get(here, headers={**name, "x-forwarded-proto": "https"}).status_code == 200
        assert "by https only" in httpx.get(here, headers=name).text
        assert httpx.get(here, headers={"x-forwarded-proto": "https"}).status_code == 403
