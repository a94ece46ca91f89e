"""Takes the pictures of the desk that the README shows: python tools/desk_pictures.py."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tests.prints.test_desk import PATIENCE_MS, launched  # noqa: E402 - not installed

WIDTH, HEIGHT, GAP = 1120, 940, 28
SHOWN = 560
"""The width of each screen in the picture of the README, in pixels."""
PREVIEW = {"width": 1180.0, "height": 1180.0}
GROUND = (201, 217, 216)


@contextmanager
def desk() -> Iterator[str]:
    """The address of a desk with the shipped materials, which runs meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "generate.py", "desk", "--no-browser", "--output", folder]
        command += ["--record", f"{folder}/record"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME)
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.wait()


def screens(page: Page, address: str) -> Iterator[bytes]:
    """Screenshots of finding a session, ordering its pack, and the finished pages."""
    page.goto(address)
    page.get_by_label("Search").fill("fair in Cardiff")
    expect(page.get_by_role("status")).to_contain_text("with “fair”. The packs are for Wales")
    for card in page.locator(".card .picture").all()[:4]:
        card.scroll_into_view_if_needed()
        expect(card.locator("img")).to_be_visible(timeout=PATIENCE_MS)
    yield _seen(page)
    page.locator(".card").filter(has_text="Power: who has it?").get_by_role("link").click()
    page.get_by_label("Type it in").check()
    page.get_by_label("Name of the school or club").fill("Ysgol Y Bont (invented)")
    page.get_by_label("Safeguarding lead").fill("Siân Reed")
    page.get_by_label("Number of people").fill("28")
    page.get_by_role("heading", name="How it is printed").click()
    expect(page.locator("#command-order")).to_contain_text("--people 28")
    yield _seen(page)
    page.get_by_role("button", name="Make the PDFs").click()
    over = page.get_by_role("status").filter(has_text=re.compile("is ready"))
    expect(over).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#document-handout img").first).to_be_visible(timeout=PATIENCE_MS)
    page.locator(".pages-title").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.querySelector('.pages-title').offsetTop - 40)")
    page.wait_for_timeout(1500)  # pictures are loaded once they are visible
    yield bytes(page.screenshot())


def preview(page: Page, home: str) -> bytes:
    """A screenshot of a live preview with marks over its pages."""
    page.goto(f"{home}/design?session=C2&band=11-14&document=handout&nation=england")
    expect(page.locator("#live-sheets .wait")).to_have_count(0)
    expect(page.locator("#sheet-1 img")).to_be_visible()
    for layer in ("Reading order and tags", "Alternative texts"):
        page.get_by_label(layer).check()
    expect(page.locator(".marks .order").first).to_be_visible()
    return bytes(page.screenshot(full_page=True, clip={"x": 0, "y": 0, **PREVIEW}))


def _seen(page: Page) -> bytes:
    page.evaluate("scrollTo(0, 0)")
    return bytes(page.screenshot())


def beside(pictures: list[bytes]) -> Image.Image:
    """The pictures side by side on a plain background."""
    images = [Image.open(BytesIO(one)).convert("RGB") for one in pictures]
    high = SHOWN * HEIGHT // WIDTH
    sheet = Image.new("RGB", ((SHOWN + GAP) * len(images) + GAP, high + 2 * GAP), GROUND)
    for number, image in enumerate(images):
        small = image.resize((SHOWN, high), Image.Resampling.LANCZOS)
        sheet.paste(small, (GAP + number * (SHOWN + GAP), GAP))
    return sheet


def main() -> None:
    """Write docs/desk.png and docs/design.png."""
    with sync_playwright() as playwright, desk() as address:
        chromium = launched(playwright)
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        pictures = list(screens(page, address))
        page.set_viewport_size({"width": int(PREVIEW["width"]), "height": HEIGHT})
        designed = Image.open(BytesIO(preview(page, address.partition("/?")[0])))
        chromium.close()
    small = designed.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(HOME / "docs" / "design.png", optimize=True)
    beside(pictures).quantize(256, kmeans=3).save(HOME / "docs" / "desk.png", optimize=True)


if __name__ == "__main__":
    main()
