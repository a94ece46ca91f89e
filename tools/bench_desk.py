"""Measures the desk: previews after a save, and the list of many sessions.

    bench_desk.py previews FILE      from a save to the new picture, and the time of the press alone
    bench_desk.py sessions FILE      the list of 2,000 sessions, and a static page

It runs in the folder of a checkout, whose materials it changes, and writes seconds by name.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.bench_checkout import Checkout, Run, measured  # noqa: E402 - not installed
from tools.bench_runs import EDITS, PACK  # noqa: E402

TIMES = 6
"""How often each is measured; the first time is not counted."""
LONGEST_WAIT_S = 120
MANY = 2_000
PAUSE_S = 0.5
"""The pause before a save: longer than the desk waits for further saves."""
INTERVAL_S = 0.005
CODE, TITLE = re.compile(r"^code: .*", re.MULTILINE), re.compile(r"^title: (.*)", re.MULTILINE)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def desk(one: Checkout) -> Iterator[tuple[str, Run]]:
    """The runs of the desk, by their names."""
    for what in ("previews", "sessions"):
        one.reset()
        file = one.folder / f"{what}.json"
        measured([sys.executable, __file__, what, str(file)], one.folder)
        for name, seconds in json.loads(file.read_text(encoding="utf-8")).items():
            yield name, Run(seconds)


def previews() -> Iterator[tuple[str, float]]:
    """The time from the save of a snippet to the new picture, and that of the press alone."""
    from printroom.make import press_workers
    from printroom.model import Order
    from tests.desk_client import DAY, desk_in
    from tests.workshop import Workshop

    jobs = {}
    with press_workers(2) as workers:
        desk = desk_in(Workshop(Path("materials"), Path("templates")), workers)
        for document in EDITS:
            live = desk.live.open(Order(*PACK, "england", as_of=DAY), document)
            with live.watched():
                yield f"preview {document}", median(_saved(live, document))
            jobs[document] = live.preview._good
        desk.close()
    for document, job in jobs.items():
        yield f"press {document}", median(_pressed(job))


def _saved(live: Any, document: str) -> Iterator[float]:
    """The seconds from each of several saves to its picture."""
    name, old, new = EDITS[document]
    snippet = Path("materials/snippets/power") / name
    text = snippet.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"{name} no longer says “{old}”: choose other words in EDITS")
    _wait(lambda: live.last.pages and all(live.last.pages))
    for turn in range(TIMES):
        time.sleep(PAUSE_S)
        before, begin = live.last.printed, time.perf_counter()
        words = new + " so" * turn  # new words each time: printed pages are in the cache
        snippet.write_text(text.replace(old, words), encoding="utf-8")
        if turn:
            _wait(partial(_is_other, live, before))
            yield time.perf_counter() - begin


def _is_other(live: Any, before: object) -> bool:
    return live.last.printed is not before


def _pressed(job: Any) -> Iterator[float]:
    """The seconds that the press takes for a document, once its engine is imported."""
    from printroom.press import print_document

    for turn in range(TIMES):
        begin = time.perf_counter()
        print_document(job.document, job.values)
        if turn:
            yield time.perf_counter() - begin


def _wait(until: Callable[[], object]) -> None:
    end = time.perf_counter() + LONGEST_WAIT_S
    while not until():
        if time.perf_counter() > end:
            sys.exit("a preview took too long")
        time.sleep(INTERVAL_S)


def sessions() -> Iterator[tuple[str, float]]:
    """The time of a list of many sessions, and of a search, less that of a static page."""
    from printroom.make import compose_workers
    from tests.desk_client import browser, desk_in
    from tests.workshop import TESTS, Workshop

    folder = Path("many")
    shutil.copytree(TESTS / "tiny", folder, dirs_exist_ok=True)
    _write_sessions(folder / "materials" / "sessions")
    with compose_workers() as workers:
        client = browser(desk_in(Workshop(folder / "materials", folder / "templates"), workers))
        page = client.get("/").text
        style = re.search(r'href="(/static/desk[^"]*)"', page)
        assert style is not None
        assert f"{MANY + 2} sessions" in page
        plain = median(_answered(client, style[1]))
        yield "list beyond", median(_answered(client, "/")) - plain
        yield "search beyond", median(_answered(client, "/?words=wheel")) - plain


def _write_sessions(folder: Path) -> None:
    """Write MANY copies of the sessions in tests/tiny, each with its own code and title."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.yaml"))]
    home = folder / "many"
    home.mkdir()
    for number in range(MANY):
        letter, rest = divmod(number, 99)
        text = CODE.sub(f"code: {LETTERS[letter + 2]}{rest + 1}", texts[number % len(texts)])
        text = TITLE.sub(rf"title: \1 {number}", text)
        (home / f"session-{number}.yaml").write_text(text, encoding="utf-8")


def _answered(client: Any, address: str) -> Iterator[float]:
    """The seconds until each of several answers."""
    for turn in range(TIMES):
        begin = time.perf_counter()
        answer = client.get(address)
        assert answer.status_code == 200, address
        if turn:
            yield time.perf_counter() - begin


if __name__ == "__main__":
    work = {"previews": previews, "sessions": sessions}[sys.argv[1]]
    Path(sys.argv[2]).write_text(json.dumps(dict(work())), encoding="utf-8")
