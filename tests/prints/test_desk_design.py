"""The desk of designers and authors in a real browser: save a file, and see the page change."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect, sync_playwright

from tests.desk_program import running
from tests.prints.test_desk import (
    CHROMIUM,
    PATIENCE_MS,
    Visit,
    assert_accessible,
    complaints_of,
    launched,
)
from tests.workshop import TESTS

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")
SHEET = "/design?session=B1&band=juniors&document=task-sheet&nation=uphill"
EDITS = {
    "snippet": ("materials/snippets/repairs/hole.md", "Look for bubbles", "Look for air"),
    "style": ("templates/styles/club.css", "h2 { font-size: 1.25em; }", "h2 { font-size: 2em; }"),
    "include": ("templates/parts/ends.html", '_("Sources")', '_("From here")'),
}


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One desk over the workshop in miniature, which all these tests visit."""
    folder = tmp_path_factory.mktemp("design")
    shutil.copytree(TESTS / "tiny", folder, dirs_exist_ok=True)
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q"), ("add", "materials", "templates"), ("commit", "-qm", "Begin")):
        subprocess.run([*git, *words], check=True, cwd=folder)
    with sync_playwright() as playwright, running(folder) as (_, address):
        chromium = launched(playwright)
        page = chromium.new_page(reduced_motion="reduce")
        complaints = complaints_of(page)
        page.on("response", lambda one: complaints.extend(_refused(one)))
        page.goto(address)
        yield Visit(folder, address.partition("/?")[0], page, complaints)
        chromium.close()


def _refused(response: Response) -> list[str]:
    """The address of what was not there; the workshop in miniature has no fonts of the desk."""
    is_font = response.url.endswith(".ttf")
    return [response.url] if response.status >= 400 and not is_font else []


def change(visit: Visit, path: str, old: str, new: str) -> None:
    """Save a file with another text."""
    file = visit.folder / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def pictures(page: Page) -> list[str]:
    """The addresses of the pictures of all pages, once they are there."""
    shown = page.locator("#live-sheets img")
    expect(shown.first).to_be_visible()
    expect(page.locator("#live-sheets .wait")).to_have_count(0)
    return [str(one.get_attribute("src")) for one in shown.all()]


def wait_for_another(page: Page, before: list[str]) -> list[str]:
    """Wait until a page has another picture."""
    script = """before => {
        const shown = [...document.querySelectorAll("#live-sheets img")];
        return shown.length > 0 && shown.some((one) => !before.includes(one.getAttribute("src")));
    }"""
    page.wait_for_function(script, arg=before, timeout=PATIENCE_MS)
    return pictures(page)


def test_a_save_shows_the_new_page_by_itself(visit: Visit) -> None:
    """Save a snippet, a style and an include, and see the picture change; nobody reloads."""
    page = visit.page
    page.goto(f"{visit.home}{SHEET}")
    shown = pictures(page)
    for edit in EDITS.values():
        change(visit, *edit)
        shown = wait_for_another(page, shown)
    assert page.locator("#live-sheets img").first.evaluate("one => one.naturalWidth") > 800


def test_a_broken_template_shows_its_message_until_it_is_corrected(visit: Visit) -> None:
    """The message names file and line beside the last good page; the next good save clears it."""
    page = visit.page
    page.goto(f"{visit.home}{SHEET}")
    shown = pictures(page)
    broken = ("templates/documents/task-sheet.html", "<h1>", "<h1>{{ nobody }}")
    change(visit, *broken)
    expect(page.get_by_role("status")).to_contain_text("cannot be printed now")
    expect(page.locator("#live-problems")).to_contain_text("templates/documents/task-sheet.html:")
    expect(page.get_by_role("heading", name="The last good pages")).to_be_visible()
    assert pictures(page) == shown
    assert_accessible(page)
    change(visit, broken[0], "{{ nobody }}", "")
    expect(page.get_by_role("status")).to_contain_text("fit to print")
    assert pictures(page) == shown


def test_a_refused_page_is_seen_with_its_fault(visit: Visit) -> None:
    """What does not fit is drawn, stamped and named, beside the last good page."""
    page = visit.page
    page.goto(f"{visit.home}{SHEET}")
    low = (
        "templates/styles/club.css",
        ".step { list-style",
        ".key { height: 3mm } .step { list-style",
    )
    change(visit, *low)
    refused = page.locator("#live-refused img")
    expect(refused.first).to_be_visible()
    assert "not for printing" in str(refused.first.get_attribute("alt"))
    expect(page.locator("#live-problems .place").first).to_contain_text(":")
    assert pictures(page)
    assert_accessible(page)
    change(visit, low[0], ".key { height: 3mm } ", "")
    expect(refused).to_have_count(0)


def test_what_is_known_of_a_page_is_drawn_over_it(visit: Visit) -> None:
    """Each layer has a checkbox, survives a save, and is listed for whoever cannot see it."""
    page = visit.page
    page.goto(f"{visit.home}{SHEET}")
    shown = pictures(page)
    for layer in ("Reading order and tags", "Where it was written", "Fonts and sizes"):
        page.get_by_label(layer).check()
    expect(page.locator(".marks .order").first).to_be_visible()
    expect(page.locator(".marks .baseline").first).to_be_hidden()
    listed = page.get_by_text("Where it was written, page 1")
    listed.click()
    expect(page.locator(".mark-list.source").first).to_contain_text("materials/snippets/")
    page.get_by_text("Fonts and sizes, page 1").click()
    expect(page.locator(".mark-list.font li").first).to_contain_text(" pt")
    assert_accessible(page)
    change(visit, "materials/snippets/repairs/hole.md", "Pump it up.", "Pump it up well.")
    wait_for_another(page, shown)
    expect(page.locator(".marks .order").first).to_be_visible()
    page.get_by_label("Reading order and tags").uncheck()
    expect(page.locator(".marks .order").first).to_be_hidden()
    for layer in ("Where it was written", "Fonts and sizes"):
        page.get_by_label(layer).uncheck()


def test_another_document_is_chosen_without_losing_the_place(visit: Visit) -> None:
    """A choice shows another document, keeps the focus, and changes the address."""
    page = visit.page
    page.goto(f"{visit.home}{SHEET}")
    before = pictures(page)
    chooser = page.get_by_label("Document")
    chooser.focus()
    chooser.select_option("help-page")
    wait_for_another(page, before)
    assert "document=help-page" in page.url
    expect(page.get_by_label("Document")).to_be_focused()
    assert "--only help-page" in page.locator("#command-watch").inner_text()
    assert_accessible(page)


def test_an_edit_is_compared_with_the_last_commit(visit: Visit) -> None:
    """Every page that the edit changes is shown before, after and as a difference."""
    page = visit.page
    change(visit, "templates/documents/help-page.html", "<h1>", "<h1>Hello ")
    page.goto(f"{visit.home}/design/changes")
    assert_accessible(page)
    page.get_by_label("Compare with").select_option("HEAD")
    page.get_by_label("Session").select_option("B1")
    page.get_by_label("Age group").select_option("juniors")
    page.get_by_label("Nation").select_option("uphill")
    page.get_by_role("button", name="Compare").click()
    done = page.get_by_role("status").filter(has_text=re.compile(r"pages? differs?\."))
    expect(done).to_be_visible()
    help_page = page.get_by_role("listitem").filter(has_text="help-page, page 1")
    expect(help_page.get_by_role("img")).to_have_count(3)
    for picture in help_page.get_by_role("img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 200
    assert "diff --base HEAD --session B1" in page.locator("#command-diff").inner_text()
    assert_accessible(page)


def test_an_example_is_written_and_seen(visit: Visit) -> None:
    """The form writes a session that works, and leads to its pages."""
    page = visit.page
    page.goto(f"{visit.home}/design/new")
    assert_accessible(page)
    page.get_by_label("Name").fill("fair-play")
    page.get_by_role("button", name="Write the example").click()
    expect(page.get_by_role("heading", name="“fair-play” was written")).to_be_visible()
    assert (visit.folder / "materials" / "snippets" / "fair-play.md").is_file()
    assert_accessible(page)
    page.get_by_role("link", name="See its pages while you edit").click()
    assert pictures(page)


def test_the_browser_had_nothing_to_complain_of(visit: Visit) -> None:
    """No script, style or request was refused."""
    known = ("404 (Not Found)",)
    assert not [one for one in visit.complaints if not any(part in one for part in known)]
