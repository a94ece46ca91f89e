"""How long a pack takes, against a bare script that only renders the same HTML: ratios of one run.

    make bench          three rounds, rows in turn
    python tools/bench.py --rounds 5

The peer is WeasyPrint alone: it reads the composed HTML and its assets from disk, writes the same
PDFs, checks nothing and proves nothing. Memory is proportional set size, sampled while a row runs:
of all its processes together, and of the largest one.
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from printroom.model import Document

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))
T = TypeVar("T")
ORDER = ("power/who-has-it", "11-14", "england")

BARE = """
import pickle, sys
from pathlib import Path
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

MIME = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "ttf": "font/ttf"}
folder = Path(sys.argv[1])
for name, source, assets in pickle.loads((folder / "documents").read_bytes()):
    class Fetcher(URLFetcher):
        def fetch(self, url, headers=None):
            asset = url.removeprefix("asset:")
            kind = MIME[asset.rpartition(".")[2]]
            return URLFetcherResponse(url, assets[asset], {"Content-Type": kind})
    pdf = HTML(string=source, url_fetcher=Fetcher()).write_pdf(pdf_variant="pdf/ua-1")
    (folder / name).write_bytes(pdf)
"""


@dataclass(frozen=True)
class Run:
    """One run of one row."""

    seconds: float
    peak_mib: float
    """All its processes together."""
    largest_mib: float
    """The largest of its processes."""
    said: str


def main() -> None:
    """Run all rows in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bare.py").write_text(BARE)
        _write_documents(folder)
        rows: dict[str, list[Run]] = {"bare": [], "cold": [], "again": []}
        for _ in range(rounds):
            shutil.rmtree(folder / "program" / "output", ignore_errors=True)
            rows["bare"].append(measured(_bare(folder)))
            rows["cold"].append(measured(_pack(folder)))
            rows["again"].append(measured(_pack(folder)))
        press, checks = _by_step(rounds)
        puzzles = _puzzles(rounds)
    _report(rows, press, checks, puzzles)


def _bare(folder: Path) -> list[str]:
    return [sys.executable, str(folder / "bare.py"), str(folder)]


def _pack(folder: Path) -> list[str]:
    """The program as a person calls it, from a copy so that its cache is its own."""
    program = folder / "program"
    if not program.exists():
        program.mkdir()
        shutil.copytree(HOME / "printroom", program / "printroom")
        shutil.copy(HOME / "generate.py", program)
        for name in ("materials", "templates", ".venv"):
            (program / name).symlink_to(HOME / name)
    session, band, nation = ORDER
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from printroom.cli import main; main()"
    return [
        sys.executable, "-c", code, str(program), "pack", session,
        "--band", band, "--nation", nation, "-o", str(folder / "program" / "output"), "--json",
    ]  # fmt: skip


def measured(command: list[str], folder: Path | None = None, expected: int = 0) -> Run:
    """Wall time and peak memory of a command with all its processes."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder)
    peak = [0.0, 0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    out, said = process.communicate()
    seconds = time.perf_counter() - begin
    watcher.join()
    if process.returncode != expected:
        sys.exit(f"{command} failed: {said.decode()}")
    return Run(seconds, peak[0], peak[1], out.decode())


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        each = [*map(_pss_mib, _family(process.pid))]
        peak[:] = max(peak[0], sum(each)), max(peak[1], *each)
        time.sleep(0.04)


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for parent in found:
        try:
            tasks = list(Path(f"/proc/{parent}/task").iterdir())
            for task in tasks:
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss_mib(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return (
        next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    )


def _write_documents(folder: Path) -> None:
    """The same HTML documents for the peer as the program prints."""
    documents = _documents()
    rows = [(d.name, d.source, dict(d.assets)) for d in documents]
    (folder / "documents").write_bytes(pickle.dumps(rows))


def _documents() -> list[Document]:
    from printroom.choose import choose
    from printroom.compose import compose, compose_cover
    from printroom.compose.job import job_rows
    from printroom.load import load_materials, load_templates
    from printroom.model import Order, Printed

    templates = load_templates(HOME / "templates")
    library = load_materials(HOME / "materials", templates)
    plan, _ = choose(Order(*ORDER), library, templates)
    documents = list(compose(plan, templates))
    printed = [Printed(d.key, d.name, b"", 2) for d in documents]
    cover = compose_cover(plan, templates, job_rows(plan, printed))
    return [*documents, *([cover] if cover else [])]


def _by_step(rounds: int) -> tuple[float, float]:
    """Seconds of the press, and of all checks and proofs, in one warm process."""
    from printroom.choose import choose
    from printroom.inspect import inspect
    from printroom.load import load_materials, load_templates
    from printroom.make.bookings import school_values
    from printroom.model import Booking, Order
    from printroom.press import print_document
    from printroom.proof import proof

    templates = load_templates(HOME / "templates")
    library = load_materials(HOME / "materials", templates)
    plan, forbidden = choose(Order(*ORDER), library, templates)
    documents = _documents()
    booked = school_values(Booking(Order(*ORDER), 24))
    press, checks = [], []
    for _ in range(rounds + 1):  # the first round warms up
        pressed, checked = 0.0, _timed(inspect, plan, documents)[0]
        for document in documents:
            own = {name: text for name, text in booked.items() if name in document.fields}
            seconds, printed = _timed(print_document, document, own)
            pressed += seconds
            seal = forbidden if document.name in forbidden.allowed else None
            seconds, found = _timed(proof, document, printed, seal, own)
            checked += seconds
            if found:
                sys.exit(f"the pack is not fit to print: {found}")
        press.append(pressed)
        checks.append(checked)
    return median(press[1:]), median(checks[1:])


def _puzzles(rounds: int) -> tuple[float, float]:
    """Seconds to arrange, and to print, a pack of nothing but word puzzles, in a warm process."""
    from printroom.choose import choose
    from printroom.compose import compose
    from printroom.model import Setting
    from printroom.press import print_document
    from tools.gallery import gallery

    with tempfile.TemporaryDirectory() as name:
        shown = gallery(Path(name), ("crossword", "word-search"))
        (order,) = (one for one in shown.orders() if one.band == "11-14")
        documents = compose(choose(order, shown.library, shown.templates)[0], shown.templates)
    band = shown.library.bands[order.band]
    never = tuple(w for entry in shown.library.not_in_puzzles.values() for w in entry.words)
    setting = Setting(order.seed, band.puzzle, never)
    activities = [one.activity for one in shown.library.snippets.values() if one.activity]
    arranging, printing = [], []
    for _ in range(rounds + 1):  # the first round warms up
        arranging.append(sum(_timed(one.arrange, setting)[0] for one in activities))
        printing.append(sum(_timed(print_document, document, {})[0] for document in documents))
    return median(arranging[1:]), median(printing[1:])


def _timed(work: Callable[..., T], *given: object) -> tuple[float, T]:
    begin = time.perf_counter()
    result = work(*given)
    return time.perf_counter() - begin, result


def _report(
    rows: dict[str, list[Run]], press: float, checks: float, puzzles: tuple[float, float]
) -> None:
    """The table: medians, and the ratio of each round's own rows."""
    print(
        f"{ORDER[0]}, {ORDER[1]}, {ORDER[2]}; {len(rows['bare'])} rounds, {os.cpu_count()} cores\n"
    )
    for name, words in (
        ("bare", "WeasyPrint alone, cold"),
        ("cold", "pack, cold"),
        ("again", "pack again, nothing changed"),
    ):
        seconds = median(run.seconds for run in rows[name])
        peak = median(run.peak_mib for run in rows[name])
        largest = median(run.largest_mib for run in rows[name])
        print(f"  {words:30} {seconds:6.2f} s  {peak:6.0f} MiB, {largest:.0f} in one process")
    print(f"  {'press, warm':30} {press:6.2f} s")
    print(f"  {'checks and proofs, warm':30} {checks:6.2f} s")
    arranging, printing = puzzles
    print(f"  {'puzzles arranged, warm':30} {arranging:6.3f} s")
    print(f"  {'puzzles printed, warm':30} {printing:6.2f} s\n")

    def ratio_of(one: str, other: str, of: Callable[[Run], float]) -> float:
        pairs = zip(rows[one], rows[other], strict=True)
        return median(of(a) / of(b) for a, b in pairs)

    for words, ratio, most in (
        ("pack cold ÷ WeasyPrint alone", ratio_of("cold", "bare", lambda run: run.seconds), 1.6),
        ("pack again ÷ pack cold", ratio_of("again", "cold", lambda run: run.seconds), 0.25),
        ("checks and proofs ÷ press", checks / press, 0.25),
        ("puzzles arranged ÷ printed", arranging / printing, 0.05),
        ("memory, all processes ÷ alone", ratio_of("cold", "bare", lambda run: run.peak_mib), 1.5),
        (
            "memory, largest process ÷ alone",
            ratio_of("cold", "bare", lambda run: run.largest_mib),
            1.5,
        ),
    ):
        print(f"  {words:34} {ratio:5.2f}   at most {most}   {'ok' if ratio <= most else 'MISSED'}")


if __name__ == "__main__":
    main()
