"""The rows of `tools/bench_terms.py`, each a process of its own: `term_rows.py ROW FOLDER`.

Every row gets the same packs. Ours makes them in one process, as the peers do, so that all have
one worker. The peers write the same personal documents for every school, and prove nothing.
"""

from __future__ import annotations

import base64
import json
import pickle
import re
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.alike import differences  # noqa: E402 - the project is not installed

DAY = "2026-11-25"
MIME = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "ttf": "font/ttf"}
VARIANT = "pdf/ua-1"
PAGES_APART = "\n#pagebreak()\n"


class AtOnce:
    """A crew of one that does each job where it stands."""

    count = 0
    """So that one order is made after the other."""

    def submit(self, function: Callable[[Any], Any], job: Any) -> Future[Any]:
        """Do the job."""
        promise: Future[Any] = Future()
        try:
            promise.set_result(function(job))
        except Exception as error:
            promise.set_exception(error)
        return promise


# --- ours ---------------------------------------------------------------------------------------


def ours(folder: Path, sampled: Collection[str] = ()) -> int:
    """The term, with every proof; or, for a few schools, with every file laid out in full."""
    import datetime as dt

    from printroom import make
    from printroom.cache import Cache
    from printroom.model import Failed

    places = (folder / "materials", HOME / "templates")
    sources = make.read_sources(*places)
    tour = make.load_term(places[0], "bench", sources.library)
    output = folder / "output"
    cache = Cache(output / ".cache", "bench")
    options = make.RunOptions(overlays=not sampled)
    target = folder / "laid-out" if sampled else output
    press = make.CachedPress(cache, AtOnce())
    bookings = make.bookings_of(tour, dt.date.fromisoformat(DAY))
    wanted = [one for one in bookings if not sampled or one.school_id in sampled]
    schools = tour.listed.schools.values()
    packs = 0
    for made in make.make_packs(wanted, sources, press, target, options, schools=schools):
        if isinstance(made, Failed):
            sys.exit(f"a pack failed: {made.problems}")
        packs += 1
    return packs


def unproven(folder: Path) -> int:
    """The same without its proofs: only here, to be compared with peers that have none."""
    from printroom import proof

    for name, nothing in (("proof", []), ("read_back", []), ("ink_percent", 5.0)):
        setattr(proof, name, lambda *_, said=nothing: said)
    return ours(folder)


def alike(folder: Path, sampled: Collection[str] = ("bench-00000", "bench-00001")) -> int:
    """Packs of two schools, laid out in full: each file is as the one that was filled.

    What carries no school's words is the same file, byte by byte.
    """
    shutil.rmtree(folder / "laid-out", ignore_errors=True)
    packs = ours(folder, sampled)
    pairs = [
        (folder / "output" / file.relative_to(folder / "laid-out"), file)
        for file in sorted((folder / "laid-out").rglob("*.pdf"))
    ]
    own = [(filled, full) for filled, full in pairs if filled.read_bytes() != full.read_bytes()]
    if not own:
        sys.exit("no file was filled: there is nothing to compare")
    for filled, full in own:
        if found := differences(filled.read_bytes(), full.read_bytes()):
            sys.exit(f"{filled} is filled otherwise than it is laid out: {', '.join(found)}")
    return packs


# --- peers --------------------------------------------------------------------------------------


def _given(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The documents of each order, and the values of each school, as `prepare` left them."""
    orders, rows = pickle.loads((folder / "documents").read_bytes())
    return orders, rows


def loop(folder: Path, sample: int = 6) -> int:
    """WeasyPrint in one process: fonts, parsed styles and pictures are shared, all is laid out."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self, assets: Mapping[str, bytes]) -> None:
            super().__init__()
            self.assets = assets

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            name = url.removeprefix("asset:")
            kind = {"Content-Type": MIME[name.rpartition(".")[2]]}
            return URLFetcherResponse(url, self.assets[name], kind)

    orders, rows = _given(folder)
    fonts = FontConfiguration()
    sheets: dict[str, Any] = {}
    pictures: dict[str, Any] = {}
    packs = 0
    for order, values in _sampled(orders, rows, sample):
        target = folder / "output" / str(packs)
        target.mkdir(parents=True)
        for one in order["documents"]:
            fetcher = Fetcher(one["assets"])
            style, source = _style_of(_filled(one["source"], values))
            if style not in sheets:
                sheets[style] = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
            page = HTML(string=source, url_fetcher=fetcher)
            styles = [sheets[style]]
            layout = page.render(fonts, stylesheets=styles, cache=pictures, pdf_variant=VARIANT)
            (target / f"{one['name']}.pdf").write_bytes(layout.write_pdf(pdf_variant=VARIANT))
        packs += 1
    return packs


def alone(folder: Path) -> int:
    """One pack in a process of its own, as a plain script does it."""
    return loop(folder, sample=1)


def one_typst(folder: Path) -> int:
    """Typst, for one pack of one school."""
    return typst(folder, orders=1, schools=1)


def typst(folder: Path, orders: int | None = None, schools: int | None = None) -> int:
    """Typst: each document compiled once and kept, what serves all written once and linked to.

    Its pages have the same words, fonts and numbers of pages, and no tables or pictures.
    """
    import os

    import typst as engine

    held, rows = _given(folder)
    work = folder / "typst"
    work.mkdir(exist_ok=True)
    packs = 0
    for number, order in enumerate(held[:orders]):
        compilers, shared = {}, {}
        for one in order["documents"]:
            file = work / f"{number}-{one['name']}.typ"
            file.write_text(_as_typst(one), encoding="utf-8")
            made = engine.Compiler(str(file), font_paths=[str(HOME / "templates" / "fonts")])
            if one["fields"]:
                compilers[one["name"]] = made
            else:
                shared[one["name"]] = work / f"{number}-{one['name']}.pdf"
                shared[one["name"]].write_bytes(_compiled(made, {}))
        for values in rows[:schools]:
            target = folder / "output" / str(packs)
            target.mkdir(parents=True)
            for name, file in shared.items():
                os.link(file, target / f"{name}.pdf")
            for name, made in compilers.items():
                (target / f"{name}.pdf").write_bytes(_compiled(made, values))
            packs += 1
    return packs


def chromium(folder: Path, sample: int = 3) -> int:
    """Chromium prints every file, in one browser that stays open."""
    from playwright.sync_api import sync_playwright

    orders, rows = _given(folder)
    packs = 0
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for order, values in _sampled(orders, rows, sample):
            target = folder / "output" / str(packs)
            target.mkdir(parents=True)
            for one in order["documents"]:
                page.set_content(_inlined(_filled(one["source"], values), one["assets"]))
                content = page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
                (target / f"{one['name']}.pdf").write_bytes(content)
            packs += 1
        browser.close()
    return packs


def _sampled(
    orders: list[dict[str, Any]], rows: list[dict[str, str]], sample: int
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    for number in range(sample):
        yield orders[number % len(orders)], rows[number % len(rows)]


def _filled(source: str, values: Mapping[str, str]) -> str:
    def field(match: re.Match[str]) -> str:
        return f'<span class="field filled">{values.get(match[1], "–")}</span>'

    return re.sub(r'<span class="field" data-field="([\w-]+)"></span>', field, source)


def _style_of(source: str) -> tuple[str, str]:
    style = "\n".join(re.findall(r"<style>(.*?)</style>", source, re.DOTALL))
    return style, re.sub(r"<style>.*?</style>", "", source, flags=re.DOTALL)


def _inlined(source: str, assets: Mapping[str, bytes]) -> str:
    for name, content in assets.items():
        data = base64.b64encode(content).decode()
        kind = MIME[name.rpartition(".")[2]]
        source = source.replace(f"asset:{name}", f"data:{kind};base64,{data}")
    return source


def _as_typst(one: Mapping[str, Any]) -> str:
    """The words of a document, spread over as many pages."""
    from printroom.proof.source import read_source

    marked = re.sub(
        r'<span class="field" data-field="([\w-]+)"></span>', r"\\u{1}\1\\u{2}", one["source"]
    )
    blocks = [" ".join(block) for block in read_source(marked, {}).blocks]
    pages = [blocks[n :: one["pages"]] for n in range(one["pages"])]
    head = """#set document(title: "Sample")
#set text(font: "Atkinson Hyperlegible Next", size: 9pt, lang: "en", region: "gb")
#set page(margin: 12mm)
"""
    return head + PAGES_APART.join("\n\n".join(map(_paragraph, page)) for page in pages)


def _paragraph(words: str) -> str:
    parts = re.split(r"\\u\{1\}([\w-]+)\\u\{2\}", words)
    said = []
    for number, part in enumerate(parts):
        if number % 2:
            said.append(f'#sys.inputs.at("{part}", default: "–")')
        elif part.strip():
            said.append(f"#text({json.dumps(part, ensure_ascii=False)})")
    return "".join(said)


def _compiled(made: Any, values: Mapping[str, str]) -> bytes:
    content: bytes = made.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs=dict(values))
    return content


ROWS = {
    row.__name__: row for row in (ours, unproven, alike, loop, alone, typst, one_typst, chromium)
}


def main() -> None:
    """Run one row, and print how many packs it made and the seconds that took, start included."""
    begin = time.perf_counter()
    packs = ROWS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({"packs": packs, "seconds": time.perf_counter() - begin}))


if __name__ == "__main__":
    main()
