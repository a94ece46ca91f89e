"""The desk of safeguarding leads in a real browser: read, sign, remark, withdraw, note a call."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from printroom.cache import Cache
from printroom.desk.common.pages import _pages
from tests.desk_program import running
from tests.prints.test_desk import (
    CHROMIUM,
    Visit,
    assert_accessible,
    complaints_of,
    launched,
    tab_to,
)
from tests.workshop import TESTS, share_cache

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")
PACK = "/review/B1/juniors/uphill"
HOLE = "materials/snippets/repairs/hole.md"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory, prints: Cache) -> Iterator[Visit]:
    """One desk over the workshop in miniature, which all these tests visit, one after another."""
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(TESTS / "tiny", folder, dirs_exist_ok=True)
    share_cache(folder, prints, "shared", "forms", "proofs")
    with sync_playwright() as playwright, running(folder) as (_, address):
        chromium = launched(playwright)
        page = chromium.new_page(reduced_motion="reduce")
        complaints = complaints_of(page)
        page.goto(address)
        yield Visit(folder, address.partition("/?")[0], page, complaints)
        chromium.close()


def settled(visit: Visit, path: str) -> Page:
    """A page once nothing on it is still being found or printed."""
    visit.page.goto(f"{visit.home}{path}")
    expect(visit.page.locator(".working, .wait")).to_have_count(0)
    return visit.page


def test_a_lead_signs_with_the_keyboard_and_sees_the_signature_fall(visit: Visit) -> None:
    """What was signed holds until a word changes: one story, in this order."""
    sign_what_was_read(visit)
    see_a_changed_word(visit)


def sign_what_was_read(visit: Visit) -> None:
    """From the list to a signature: every page of the real files is there, and the list says so."""
    page = settled(visit, "/review?nation=uphill")
    tab_to(page, f"a[href='{PACK}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PACK}")
    expect(page.locator("#printed")).to_contain_text("All 5 documents")
    expect(page.locator(".wait")).to_have_count(0)
    for document in ("Cover", "Task sheet", "Cards", "Guide", "Help page"):
        pictures = page.get_by_role("list", name=f"Pages of {document}").get_by_role("img")
        assert pictures.count() > 0, document
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("image => image.naturalWidth") > 600
    assert_accessible(page)
    tab_to(page, "#reviewer")
    page.keyboard.type("Ada Reed")
    tab_to(page, "#role")
    page.keyboard.type("Safeguarding lead")
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#sign")).to_contain_text("Ada Reed, Safeguarding lead")
    expect(page.locator("#sign")).to_be_focused()
    assert "Ada Reed" in (visit.folder / "materials/reviews.yaml").read_text(encoding="utf-8")
    expect(settled(visit, "/review?state=signed").get_by_role("status")).to_contain_text("1 signed")


def see_a_changed_word(visit: Visit) -> None:
    """The signature falls; once the list is looked at again, both sentences are side by side."""
    page = settled(visit, "/review/changed")
    expect(page.get_by_role("heading", name="Every sign-off holds")).to_be_visible()
    file = visit.folder / HOLE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Hold it under water", "Hold it under cold water"), "utf-8")
    page = settled(visit, "/review/changed")
    expect(page.locator(".side.old")).to_contain_text("Hold it under water.")
    expect(page.locator(".side.new ins")).to_have_text("cold ")
    expect(page.locator(".changes .place")).to_contain_text(f"{HOLE}:23")
    assert_accessible(page)


def test_no_page_for_leads_has_a_serious_fault_of_access(visit: Visit) -> None:
    """axe-core finds nothing serious and nothing is too wide, with and without mistakes."""
    page = settled(visit, f"{PACK}/remark?document=guide")
    page.get_by_role("button", name="Leave this remark").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Your remark").fill("Who fills the bowl?")
    page.get_by_label("Your full name").fill("Ada Reed")
    page.get_by_role("button", name="Leave this remark").click()
    expect(page.locator("#document-guide")).to_contain_text("Who fills the bowl?")
    assert_accessible(page)
    page = settled(visit, "/help-lines/leaders-room")
    page.get_by_role("button", name="It is right").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your full name")
    assert_accessible(page)
    page.get_by_label("Your full name").fill("Ada Reed")
    page.get_by_role("button", name="It is right").click()
    expect(page.get_by_role("status").first).to_contain_text("is checked")
    assert_accessible(page)
    other = PACK.replace("juniors", "seniors")  # the pack that is signed stays as it is
    code = settled(visit, other).locator("[name=code]").get_attribute("value")
    assert_accessible(settled(visit, f"/codes/{code}/withdraw"))
    page.get_by_label("Why it must not be used").fill("It burns.")
    page.get_by_label("What to use in its place").fill("Print it again.")
    page.get_by_label("Your full name").fill("Ada Reed")
    page.get_by_role("button", name=f"Withdraw {code}").click()
    expect(page.get_by_role("alert")).to_contain_text(f"WITHDRAWN: do not use {code}")
    assert_accessible(page)
    for path in ("/review", "/review/remarks", "/codes", "/codes?code=x", "/codes?code=ABC-DEF"):
        assert_accessible(settled(visit, path))


def test_a_list_that_is_being_compared_keeps_the_filters(visit: Visit) -> None:
    """An answer to what was asked before the last choice comes too late, and changes nothing."""
    parts = _pages.get_template("review_parts.html").make_module()
    waiting = parts.waiting("/review", "#packs", "Comparing.", "#filters")  # type: ignore[attr-defined]
    page, asked = settled(visit, "/review"), list[Route]()

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/review?**", hold)
    with page.expect_request("**/review?**"):
        page.evaluate(
            """html => {
              document.querySelector("#packs [role=status]").innerHTML = html;
              htmx.process(document.querySelector("#packs"));
            }""",
            str(waiting),
        )
    with page.expect_request("**/review?*nation=uphill*"):
        page.get_by_label("Nation").select_option("uphill")
    for _ in range(100):
        page.wait_for_timeout(20 if len(asked) < 2 else 0)
    before, chosen = asked
    chosen.continue_()
    packs = page.locator("#packs .what")
    expect(packs.filter(has_text="Downhill")).to_have_count(0)
    before.continue_()
    page.unroute_all()
    page.wait_for_timeout(500)
    expect(packs.filter(has_text="Uphill")).not_to_have_count(0)
    expect(packs.filter(has_text="Downhill")).to_have_count(0)


def test_a_page_that_waits_goes_on_after_a_lost_answer(visit: Visit) -> None:
    """A request that is lost, and one that fails, are made again; meanwhile the page says so."""
    page, asked, seen = settled(visit, f"{PACK}/remark"), list[str](), Event()

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if seen.is_set():
            route.fulfill(body="<h2>It is there</h2>")
        elif len(asked) % 2:
            route.fulfill(status=500, body="broken")
        else:
            route.abort()

    page.route("**/waits", answer)
    page.evaluate(
        """() => {
          const waiting = document.createElement("p");
          Object.entries({"hx-get": "/waits", "hx-trigger": "load"}).forEach(
            ([name, value]) => waiting.setAttribute(name, value));
          document.querySelector("main").append(waiting);
          htmx.process(waiting);
        }"""
    )
    expect(page.get_by_text("The desk does not answer")).to_be_visible()
    seen.set()
    expect(page.get_by_role("heading", name="It is there")).to_be_visible()
    expect(page.get_by_text("The desk does not answer")).to_be_hidden()
    assert len(asked) > 2
    lost = ("Failed to fetch", "net::ERR_FAILED", "500 (Internal")
    for one in [one for one in visit.complaints if any(part in one for part in lost)]:
        visit.complaints.remove(one)


def test_the_browser_had_nothing_to_complain_of(visit: Visit) -> None:
    """No script, style or request was refused, but for what a test asked for on purpose."""
    expected = ("404 (Not Found)", "422 (Unprocessable")
    assert not [one for one in visit.complaints if not any(part in one for part in expected)]
