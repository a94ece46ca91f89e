"""Prints the same documents with other tools, without proofs: `bench_peers.py TOOL DOCUMENTS`.

`DOCUMENTS` is a file that `bench_inside.py` wrote. WeasyPrint and Chromium print one pack of each
order; Typst prints one for each school: `bench_peers.py typst DOCUMENTS NUMBER-OF-SCHOOLS`.
"""

from __future__ import annotations

import base64
import os
import pickle
import sys
import tempfile
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.bench_lists import School, schools  # noqa: E402 - the project is not installed

MIME = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "ttf": "font/ttf"}
Order = list[dict[str, Any]]


def _mime(asset: str) -> str:
    return MIME[asset.rpartition(".")[2]]


def weasyprint(orders: list[Order], target: Path) -> None:
    """WeasyPrint without changes: a script of five lines that prints each HTML."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            name = url.removeprefix("asset:")
            return URLFetcherResponse(url, one["assets"][name], {"Content-Type": _mime(name)})

    for number, documents in enumerate(orders):
        for one in documents:
            pdf = HTML(string=one["html"], url_fetcher=Fetcher()).write_pdf(pdf_variant="pdf/ua-1")
            (target / f"{number:02}-{one['name']}.pdf").write_bytes(pdf)


def chromium(orders: list[Order], target: Path) -> None:
    """Print each document with Chromium, in one browser that stays open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        # The press sets FONTCONFIG_FILE, with fonts that a browser cannot use.
        own = {name: text for name, text in os.environ.items() if name != "FONTCONFIG_FILE"}
        path, arguments = "/usr/bin/chromium", ["--no-sandbox"]
        browser = player.chromium.launch(executable_path=path, args=arguments, env=own)
        page = browser.new_page()
        for number, documents in enumerate(orders):
            for one in documents:
                page.set_content(_inlined(one["html"], one["assets"]))
                content = page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
                (target / f"{number:02}-{one['name']}.pdf").write_bytes(content)
        browser.close()


def _inlined(html: str, assets: dict[str, bytes]) -> str:
    for name, content in assets.items():
        data = base64.b64encode(content).decode()
        html = html.replace(f"asset:{name}", f"data:{_mime(name)};base64,{data}")
    return html


def typst(orders: list[Order], target: Path, count: str) -> None:
    """Print each document with Typst; files without fields are made once, and hard-linked."""
    rows = [_values(school) for school in schools(int(count))]
    for number, documents in enumerate(orders):
        for one in documents:
            file = target / f"{number:02}-{one['name']}.typ"
            file.write_text(one["typst"], encoding="utf-8")
            _print_with_typst(file, one["fields"], rows)


def _values(school: School) -> dict[str, str]:
    return {**school, "school_name": school["name"], "date": "Monday 18 January 2027"}


def _print_with_typst(file: Path, fields: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    import typst as engine

    made = engine.Compiler(str(file), font_paths=[str(HOME / "templates" / "fonts")])
    for school, row in enumerate(rows):
        pdf = file.with_name(f"{school}-{file.stem}.pdf")
        if school and not fields:
            os.link(file.with_name(f"0-{file.stem}.pdf"), pdf)
            continue
        values = {name: row.get(name, "24") for name in fields}
        pdf.write_bytes(made.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs=values))


if __name__ == "__main__":
    TOOL = {one.__name__: one for one in (weasyprint, chromium, typst)}[sys.argv[1]]
    with tempfile.TemporaryDirectory() as folder:
        TOOL(pickle.loads(Path(sys.argv[2]).read_bytes()), Path(folder), *sys.argv[3:])
