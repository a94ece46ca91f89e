"""The parts of the benchmark: runs of the commands of a checkout, and of other tools."""

from __future__ import annotations

import os
import pickle
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from statistics import mean
from threading import Timer

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.alike import differences  # noqa: E402 - the project is not installed
from tools.bench_checkout import ENVIRONMENT, Checkout, Run, measured  # noqa: E402
from tools.bench_lists import DAY, SESSIONS, schools, write_term  # noqa: E402

Runs = Iterator[tuple[str, Run]]
CHROMIUM = Path("/usr/bin/chromium")
PACK = ("power/who-has-it", "11-14")
ONE_WORKER = (
    "import os, sys; os.cpu_count = lambda: 1; sys.path.insert(0, '.'); "
    "from printroom.cli import main; main()"
)
EDITS = {
    "family-letter": ("who-has-it-letter.md", "everyday stories", "short stories"),
    "worksheet": ("who-has-the-power.md", "Kwame’s first climb", "Kwame’s third climb"),
    "facilitator-guide": ("who-has-it-adaptations.md", "a kind word", "a quiet word"),
}
"""For documents of the pack: a snippet that each shows, old words in it, and new ones."""
LONGEST_WAIT_S = 600


def start(one: Checkout) -> Runs:
    """Commands that print nothing."""
    yield "--help", one.run("--help")
    yield "import", measured([sys.executable, "-c", "import printroom.cli"], one.folder)


def pack(one: Checkout) -> Runs:
    """One pack with an empty cache, and the same HTML printed by bare WeasyPrint."""
    words = ("pack", PACK[0], "--band", PACK[1], "--nation", "england")
    one.reset()
    yield "pack", one.run(*words)
    yield "pack again", one.run(*words)
    one.reset()
    yield "pack, one worker", measured([sys.executable, "-c", ONE_WORKER, *words], one.folder)
    documents = one.inside("pack", "documents", *PACK)
    yield "bare", _peer(sys.executable, "weasyprint", documents)


def term(one: Checkout, count: int) -> Runs:
    """A term of three sessions: with an empty cache, with sessions cached, and with long names."""
    one.reset(count, 3)
    yield "term", one.term()
    one.reset(count, 3)
    _fill_cache(one, count)
    yield "term, cached", one.term()
    one.reset(count, 3, long_every=20)
    yield "term, long names", one.term()


def _fill_cache(one: Checkout, count: int) -> None:
    """Print sessions in advance; in a revision without `cache fill`, for three other schools."""
    with suppress(SystemExit):
        one.run("cache", "fill", "bench", "--as-of", DAY, "--jobs", "2")
        return
    write_term(one.materials, "ahead", schools(count + 3)[-3:], SESSIONS)
    one.term("ahead")


def large_term(one: Checkout, count: int) -> Runs:
    """A term of two sessions for many schools, and the same term after small changes."""
    one.reset(count, 2)
    yield "large term", one.term()
    yield "nothing changed", one.term()
    rows = schools(count + 10)
    rows[count // 2]["lead"] = "Mx New Lead"
    write_term(one.materials, "bench", rows[:count], SESSIONS[:2])
    yield "one lead changed", one.term()
    write_term(one.materials, "bench", rows, SESSIONS[:2])
    yield "ten schools added", one.term()
    write_term(one.materials, "bench", rows[:-5], SESSIONS[:2])
    yield "five schools fewer", one.term()


def bundles(one: Checkout, count: int) -> Runs:
    """The bundle of a term of one session, and that of ten times as many schools."""
    for size, times in (("few", 1), ("many", 10)):
        one.reset(times * count, 1)
        yield f"term, {size}", one.term()
        yield f"bundle, {size}", one.run("bundle", "bench")


def watch(one: Checkout) -> Runs:
    """The time from the save of a snippet to the new file of `watch`."""
    one.reset()
    words = ("watch", PACK[0], "--band", PACK[1], "--output", "watched")
    process = subprocess.Popen(
        [sys.executable, "generate.py", *words],
        cwd=one.folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    timer = Timer(LONGEST_WAIT_S, process.kill)
    timer.start()
    _next_print(process)
    time.sleep(1)  # it begins to wait for saves
    for document, (name, old, new) in EDITS.items():
        (file,) = (one.folder / "watched").glob(f"*{document}.pdf")
        before = file.stat().st_mtime_ns
        snippet = one.materials / "snippets" / "power" / name
        text = snippet.read_text(encoding="utf-8")
        if old not in text:
            sys.exit(f"watch: {name} no longer says “{old}”: choose other words in EDITS")
        begin = time.perf_counter()
        snippet.write_text(text.replace(old, new, 1), encoding="utf-8")
        _next_print(process)
        yield f"watch {document}", Run(time.perf_counter() - begin)
        if file.stat().st_mtime_ns == before:
            sys.exit(f"watch: a new word in {name} did not change {file.name}")
    process.send_signal(signal.SIGINT)
    process.communicate()
    timer.cancel()


def _next_print(process: subprocess.Popen[str]) -> None:
    """Read the output of `watch` until it waits for the next save."""
    assert process.stdout
    if not any("Waiting for the next save" in line for line in process.stdout):
        sys.exit("watch ended, or took too long")


def peers(one: Checkout, count: int, python: str) -> Runs:
    """The term by other tools; the time of those that lay out every file is extrapolated."""
    documents = one.inside("term", "documents", *chain(*SESSIONS))
    tools = {"weasyprint": sys.executable}
    if python and CHROMIUM.is_file():
        tools["chromium"] = python
    for tool, interpreter in tools.items():
        run = _peer(interpreter, tool, documents)
        yield f"{tool} term", Run(run.wall * count, run.cpu * count, run.mib)
    if python:
        yield "typst term", _peer(python, "typst", documents, str(count))


def _peer(python: str, tool: str, documents: Path, *words: str) -> Run:
    return measured(
        [python, str(HOME / "tools" / "bench_peers.py"), tool, str(documents), *words], HOME
    )


def install_peers(folder: Path) -> str:
    """Install the peers that are not in requirements.lock, and return the Python to run them."""
    measured([sys.executable, "-m", "venv", str(folder)], HOME)
    python = str(folder / "bin" / "python")
    packages = ("typst", *(("playwright",) if CHROMIUM.is_file() else ()))
    measured([python, "-m", "pip", "install", "--quiet", *packages], HOME)
    return python


def filled(one: Checkout) -> Runs:
    """The number of filled files that equal full layouts; ends the benchmark if one does not."""
    one.reset(4, 3, long_every=4)
    one.term()
    one.term("bench", "--layout", "always", "--output", "laid-out")
    count = 0
    for full in (one.folder / "laid-out" / "bench").rglob("*.pdf"):
        file = one.output / full.relative_to(one.folder / "laid-out")
        if (content := file.read_bytes()) != full.read_bytes():
            count += 1
            if found := differences(content, full.read_bytes()):
                sys.exit(f"{file} differs from a full layout: {', '.join(found)}")
    if not count:
        sys.exit("no file was filled: there is nothing to compare")
    yield "filled", Run(count)


def layouts(one: Checkout, packs: int) -> Runs:
    """The mean number of layouts of a document, given in place of seconds."""
    found = pickle.loads(one.inside("layouts", "layouts", str(packs)).read_bytes())
    in_term = [
        d["form_layouts"] + d["layouts"] * bool(d["is_blank_in_term"])
        for d in found
        if d["form_layouts"]
    ]
    yield "layouts", Run(mean(d["layouts"] for d in found))
    yield "layouts, term", Run(mean(in_term))


def tests(one: Checkout) -> Runs:
    """The tests as the Makefile runs them, in a checkout without caches."""
    count = os.cpu_count() or 1
    pytest = [sys.executable, "-m", "pytest", "-q", "--dist", "worksteal", "-n"]
    makefile = (one.folder / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\ntest-fast:")[2].partition("--dist worksteal")[2]
    quick = shlex.split(recipe.splitlines()[0])
    yield "test-fast", measured([*pytest, str(count), *quick], one.folder)
    yield "tests, cold", measured([*pytest, str(count + 1)], one.folder)
    yield "tests, warm", measured([*pytest, str(count + 1)], one.folder)
