"""Before a term, in a real browser: from a spreadsheet that is dropped to the plan."""

from __future__ import annotations

import base64
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FileChooser, Page, TimeoutError, expect

from printroom.cache import Cache
from tests.desk_program import running
from tests.fast.test_desk_term import BAD
from tests.prints.test_desk import (
    PATIENCE_MS,
    assert_accessible,
    browser,
    complaints_of,
    tab_to,
)
from tests.spreadsheet import xlsx
from tests.workshop import HOME, TESTS, share_cache

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="needs Chromium")
TRIES = 8
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const event = new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true});
  document.querySelector("h1").dispatchEvent(event);
}"""
WIDE = """\
id,name,nation,lead,reach,room,people,date,time,deliver_to,route
bartholomew,St Bartholomew’s Roman Catholic Academy,uphill,Siobhán Featherstonehaugh (DSL),\
safeguarding@bartholomews.example,Room 12 behind the hall,28,2027-01-18,09:30,\
"12 Upper Longstanding Road, Middlesbrough TS1 1AA",North
llanfair,Ysgol Gyfun Gymraeg Bro Llanfairpwllgwyngyll,downhill,Angharad Llewellyn-Williams,\
01632 960 201 or at reception,,30,2027-01-19,,"Ffordd Caergybi, Llanfairpwllgwyngyll",West
"""
BROKEN = """() => [...document.querySelectorAll(".preview th, .preview td")].flatMap((cell) => {
  if (cell.closest("thead")?.offsetWidth === 1) return [];
  const found = [], range = document.createRange(), texts = document.createTreeWalker(cell, 4);
  for (let text; text = texts.nextNode();) {
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
      if (new Set(boxes.map((box) => box.top)).size > 1) found.push(word[0]);
    }
  }
  return found;
})"""
"""The words of the table of schools that are on more than one line, where they are seen."""


@pytest.fixture(scope="module")
def place(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, prints: Cache
) -> Iterator[tuple[Page, str]]:
    """A page that a desk over the workshop in miniature has let in, and its address."""
    folder = tmp_path_factory.mktemp("term")
    shutil.copytree(TESTS / "tiny", folder, dirs_exist_ok=True)
    shutil.copytree(HOME / "templates" / "labels", folder / "templates" / "labels")
    share_cache(folder, prints, "shared", "forms", "proofs")
    with running(folder) as (_, address):
        page = browser.new_page()
        complaints = complaints_of(page)
        page.goto(address)
        yield page, address.partition("/?")[0]
        assert [one for one in complaints if "404" not in one and "422" not in one] == []
        page.close()


def test_a_dropped_spreadsheet_becomes_a_plan(place: tuple[Page, str]) -> None:
    """Three bad rows are shown with their cells; a column is put right, the list saved, planned.

    No page on the way has a serious fault of access, and none is too wide for 320 pixels.
    """
    page, home = place
    page.goto(f"{home}/jobs")
    page.get_by_role("link", name="Before a term").click()
    assert_accessible(page)
    content = base64.b64encode(xlsx({"Clubs": BAD})).decode()
    page.evaluate(DROP, ["Clubs spring.xlsx", content])
    expect(page.get_by_role("heading", name="Clubs spring.xlsx")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Who to ask").select_option("lead")
    page.get_by_label("Ref column A").select_option("id")
    page.get_by_role("button", name="Read it again like this").click()
    expect(page.get_by_role("status")).to_contain_text("3 mistakes to put right")
    wrong = page.locator(".problems")
    for cell in ("cell C5", "cell A6", "cell E7"):
        expect(wrong).to_contain_text(cell)
    assert_accessible(page)
    for row in (5, 6, 7):
        page.get_by_label(f"Leave row {row} out").check()
    page.get_by_role("button", name="Read it again like this").click()
    expect(page.get_by_role("status")).to_contain_text("2 schools, and nothing wrong")
    expect(page.locator("#command-import")).to_contain_text("--leave-out 7")
    assert_accessible(page)
    page.get_by_role("button", name="Save, and choose sessions").click()
    page.get_by_role("button", name="Save the term, and plan it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one session")
    assert_accessible(page)
    page.get_by_label("Juniors").first.check()
    page.get_by_role("button", name="Save the term, and plan it").click()
    expect(page.get_by_role("status")).to_contain_text("2 packs: 0 already there")
    expect(page.locator("#plan-body")).to_contain_text("Elm Club")
    assert_accessible(page)
    page.get_by_role("button", name="Make the PDFs").click()
    expect(page.locator("#print-status")).to_contain_text("2 packs are ready")
    expect(page.locator("#print-status")).to_contain_text("Drafts: 2 of 2.")
    expect(page.locator("#print-packs")).to_contain_text("DRAFT: not for use yet")
    expect(page.get_by_role("status")).to_have_text("All packs are done.")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="One PDF to print for Oak Club").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Bundle them, with labels").click()
    page.get_by_role("button", name="Make the bundle").click()
    expect(page.get_by_role("status")).to_contain_text("bundle is ready")
    expect(page.locator("#bundle-files")).to_contain_text("packing-list.pdf")
    page.get_by_label("For boxes").check()
    expect(page.locator("#command-bundle")).to_contain_text("--by school")
    with page.expect_download() as download:
        page.get_by_role("link", name="Whole bundle (zip)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "bundle/packing-list.pdf" in archive.namelist()
    assert_accessible(page)


def test_a_list_is_read_by_keyboard_alone(place: tuple[Page, str], tmp_path: Path) -> None:
    """The file is chosen as any file is, and sent by a button that the keyboard reaches."""
    page, home = place
    file = tmp_path / "clubs.csv"
    file.write_text("URN,School,Nation\n1,Oak,Uphill\n")
    page.goto(f"{home}/term")
    tab_to(page, "#file")
    page.bring_to_front()
    expect(page.locator("#file")).to_be_focused()
    _open_by_keyboard(page).set_files(file)
    tab_to(page, ".drop button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 school, and nothing wrong")
    tab_to(page, "#name")
    tab_to(page, "button.primary")


def _open_by_keyboard(page: Page) -> FileChooser:
    """Press Space on the field for a file, again if a busy browser has opened nothing."""
    for _ in range(TRIES):
        with suppress(TimeoutError), page.expect_file_chooser(timeout=PATIENCE_MS / TRIES) as one:
            page.keyboard.press("Space")
            return one.value
    raise AssertionError("Space opens no window to choose a file")


def test_the_table_of_schools_breaks_no_word(place: tuple[Page, str]) -> None:
    """With every column filled in, at the width of a laptop, a tablet and a telephone."""
    page, home = place
    page.goto(f"{home}/term")
    page.evaluate(DROP, ["wide.csv", base64.b64encode(WIDE.encode()).decode()])
    expect(page.get_by_role("heading", name="What will be saved")).to_be_visible()
    size = page.viewport_size
    for width in (1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BROKEN) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert size
    page.set_viewport_size(size)
    assert_accessible(page)
