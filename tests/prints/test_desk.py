"""The desk in a real browser: order a pack, with the mouse and with the keyboard alone."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from printroom.cache import Cache
from printroom.make.bundle.taking import taken_name
from tests.desk_program import running
from tests.workshop import TESTS, share_cache

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
AXE = TESTS / "axe" / "axe.min.js"
PATIENCE_MS = 240_000
expect.set_options(timeout=PATIENCE_MS)
MOST_TABS = 60
pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")


@dataclass(frozen=True)
class Visit:
    """A visit to the desk: its folder and address, and a page that was let in."""

    folder: Path
    home: str
    page: Page
    complaints: list[str]
    """What the browser complained of: refused scripts, styles and requests."""


def complaints_of(page: Page) -> list[str]:
    """What the browser will complain of on a page, which waits as long as a busy machine takes."""
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(f"{one.type}: {one.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def launched(playwright: Playwright) -> Browser:
    """A browser with the fonts of the system.

    The press, once imported in the same process, names fonts that are none for a browser.
    """
    own = {name: text for name, text in os.environ.items() if name != "FONTCONFIG_FILE"}
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS), env=own)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = launched(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def visit(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, prints: Cache
) -> Iterator[Visit]:
    """One desk over the workshop in miniature, which all these tests visit."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(TESTS / "tiny", folder, dirs_exist_ok=True)
    share_cache(folder, prints, "shared", "forms", "proofs")
    with running(folder) as (_, address):
        # What moves while a page waits would be drawn sixty times a second.
        page = browser.new_page(accept_downloads=True, reduced_motion="reduce")
        complaints = complaints_of(page)
        page.goto(address)
        yield Visit(folder, address.partition("/?")[0], page, complaints)
        page.close()


@pytest.fixture(scope="module")
def job(visit: Visit) -> str:
    """The address of a pack that was ordered through the form, for a school that was typed in."""
    page = visit.page
    page.goto(f"{visit.home}/?nation=uphill")
    page.get_by_role("link", name="The flat tyre").click()
    page.get_by_label("Juniors").check()
    page.get_by_label("Type it in").check()
    page.get_by_label("Name of the school or club").fill("Bell Yard & Sons")
    page.get_by_label("Safeguarding lead").fill("Mr Reed Spoke")
    page.get_by_label("How to reach them").fill("01632 960 301")
    page.get_by_label("Number of people").fill("7")
    page.get_by_label("Day of the visit").fill("2027-02-03")
    page.get_by_role("button", name="Make the PDFs").click()
    wait_for_pack(page)
    return str(page.url)


def wait_for_pack(page: Page) -> None:
    """Wait until a pack is printed, or cannot be."""
    over = page.get_by_role("status").filter(has_text=re.compile("is ready|could not"))
    expect(over).to_be_visible()
    assert "Your pack is ready" in over.inner_text(), page.locator("#problems").inner_text()


def test_a_pack_ordered_at_the_desk_is_the_one_of_the_command(visit: Visit, job: str) -> None:
    """The command that the desk shows prints the same files, byte for byte; so does its zip."""
    page = visit.page
    page.goto(job)
    with page.expect_download() as download:
        page.get_by_role("link", name="Whole pack (zip)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        taken = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    with page.expect_download() as download:
        page.get_by_role("link", name="One PDF to print").click()
    to_print = Path(download.value.path()).read_bytes()
    with page.expect_download() as download:
        page.get_by_role("link", name="Copies to edit (Word)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        copies = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    page.get_by_text("More commands").click()
    shown = {name: page.locator(f"#command-{name}").inner_text() for name in ("pack", "edit")}
    assert shown["edit"] == f"{shown['pack']} --editable"
    for name in ("edit", "take"):
        done = run(page.locator(f"#command-{name}").inner_text(), visit.folder)
        assert done.returncode == 0, done.stderr
    (manifest,) = visit.folder.glob("output/2027-02-03/*/*/manifest.json")
    pack = manifest.parent
    assert {file.name: file.read_bytes() for file in pack.iterdir()} == taken
    assert len(taken) == 7
    beside = pack.with_name(f"{pack.name}--editable")
    assert {file.name: file.read_bytes() for file in beside.iterdir()} == copies
    assert pack.with_name(f"{taken_name(pack)}--to-print.pdf").read_bytes() == to_print


def test_a_pack_that_was_withdrawn_since_is_not_taken(visit: Visit, job: str) -> None:
    """Neither as a zip nor to print: its reason is shown in its place."""
    (manifest,) = visit.folder.glob("output/2027-02-03/*/*/manifest.json")
    withdrawn = visit.folder / "materials" / "withdrawn.yaml"
    code = json.loads(manifest.read_bytes())["code"]
    glue = f"glue:\n  codes: [{code}]\n  on: 2027-01-01\n  reason: It burns.\n  instead: Another.\n"
    withdrawn.write_text(glue, "utf-8")
    try:
        for name in ("pack.zip", "to-print.pdf"):
            answer = visit.page.request.get(f"{job}/{name}")
            assert not answer.ok
            assert "was withdrawn on 2027-01-01: It burns." in answer.text()
    finally:
        withdrawn.unlink()


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command exactly as the desk shows it."""
    _, *words = shlex.split(command)
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_pages_are_those_of_the_finished_files(visit: Visit, job: str) -> None:
    """Each page of each document is shown as a picture, and each document can be opened."""
    page = visit.page
    page.goto(job)
    for document in ("Cover", "Task sheet", "Cards", "Guide", "Help page"):
        pictures = page.get_by_role("list", name=f"Pages of {document}").get_by_role("img")
        assert pictures.count() > 0, document
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("image => image.naturalWidth") > 200
    page.get_by_role("link", name="Page 1 of Cards").click()
    picture = page.get_by_role("img", name="Page 1 of Cards")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 900
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("img", name="Page 2 of Cards")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="All pages").click()
    link = page.get_by_role("link", name="Open Cards as PDF").get_attribute("href")
    answer = page.request.get(f"{visit.home}{link}")
    assert answer.body().startswith(b"%PDF-1.7")


def test_what_was_typed_in_is_kept_nowhere_else(visit: Visit, job: str) -> None:
    """The cache has no file of this booking; what has it is in the desk's private folder."""
    visit.page.goto(job)
    assert not list(visit.folder.glob("output/.cache/personal/desk-*"))
    (private,) = visit.folder.glob("output/.desk-*")
    assert private.stat().st_mode & 0o077 == 0


def test_the_order_can_be_changed_without_typing_it_again(visit: Visit, job: str) -> None:
    """The way back leads to the form with its values; no address has a detail of the school."""
    page = visit.page
    page.goto(job)
    page.get_by_role("link", name="Back to the order").click()
    expect(page.get_by_label("Safeguarding lead")).to_have_value("Mr Reed Spoke")
    expect(page.get_by_label("Number of people")).to_have_value("7")
    assert "Reed" not in page.url


def test_the_whole_way_goes_by_keyboard_alone(visit: Visit) -> None:
    """From the search to a finished document, with Tab, Space, arrows and Enter only."""
    page = visit.page
    page.goto(f"{visit.home}/?nation=uphill")
    tab_to(page, "#words")
    page.keyboard.type("tyre")
    expect(page.get_by_role("status")).to_contain_text("1 session with “tyre”")
    tab_to(page, ".card a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/order/**")
    tab_to(page, "[name=band]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=people]")
    page.keyboard.type("2")
    for name in ("cover", "task-sheet", "cards", "guide"):
        tab_to(page, f"#document-{name}")
        page.keyboard.press("Space")
        expect(page.locator(f"#document-{name}")).not_to_be_checked()
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/**")
    wait_for_pack(page)
    assert "--only help-page" in page.locator("#command-pack").inner_text()
    tab_to(page, "a.primary")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, which must be visible."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus: dict[str, Any] = page.evaluate(
            """selector => {
              const one = document.activeElement;
              const marked = one.closest(".card") ?? one;
              const style = getComputedStyle(marked);
              return {is: one.matches(selector), outline: parseFloat(style.outlineWidth)};
            }""",
            selector,
        )
        if focus["is"]:
            assert focus["outline"] >= 2, f"nobody sees that {selector} has the focus"
            return
    raise AssertionError(f"Tab does not reach {selector}")


PAGES = (
    "/?nation=uphill",
    "/?words=wheel",
    "/?words=nothing+of+this",
    "/order/B1?nation=uphill",
    "/order/B1?nation=uphill&school_is=typed",
    "/order/nothing",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_fault_of_access(visit: Visit, path: str) -> None:
    """axe-core finds nothing serious, and at 320 pixels nothing has to be scrolled sideways."""
    visit.page.goto(f"{visit.home}{path}")
    assert_accessible(visit.page)


def test_the_pages_after_the_order_have_none_either(visit: Visit, job: str) -> None:
    """The same for a finished pack, a form with mistakes, and a browser that is not let in."""
    page = visit.page
    for address in (job, f"{visit.home}/jobs"):
        page.goto(address)
        assert_accessible(page)
    expect(page.get_by_role("main")).to_contain_text("Bell Yard & Sons")
    page.goto(f"{visit.home}/order/B1")
    page.get_by_label("Number of people").fill("many")
    page.get_by_role("button", name="Make the PDFs").click()
    expect(page.get_by_role("alert")).to_contain_text("in figures")
    assert_accessible(page)
    assert page.context.browser is not None
    stranger = page.context.browser.new_page()
    stranger.goto(visit.home)
    assert_accessible(stranger)
    stranger.close()


def assert_accessible(page: Page) -> None:
    """Neither axe-core nor a narrow window finds a fault."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(all => all.violations)")
    serious = [
        f"{one['id']}: {one['help']} ({', '.join(node['html'] for node in one['nodes'][:3])})"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious, serious
    for width in (320, 720):  # 720 is a window of 1440 at 200 %
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{over} pixels too wide at {width}"
    page.set_viewport_size({"width": 1280, "height": 800})


def test_the_browser_had_nothing_to_complain_of(visit: Visit) -> None:
    """No script, style or request was refused, but for what a test asked for on purpose."""
    expected = ("404 (Not Found)", "422 (Unprocessable", "403 (Forbidden)")
    assert not [one for one in visit.complaints if not any(part in one for part in expected)]
