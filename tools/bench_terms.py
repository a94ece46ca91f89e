"""How long a term takes, against peers that print the same packs: ratios of one run, rows in turn.

    make bench-terms
    python tools/bench_terms.py --rounds 3 --schools 200

Peers that lay every file out make a sample of packs, and their time is multiplied; the others, and
ours, make all. Typst and Chromium are rows only where they are installed (`pip install typst
playwright`, and Debian's chromium). Memory is the proportional set size of all processes of a row.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.bench import measured  # noqa: E402 - the project is not installed
from tools.term_rows import DAY  # noqa: E402

PACKS = (
    ("power/who-has-it", "11-14"),
    ("power/who-has-it", "14-16"),
    ("friends/good-and-tricky", "8-11"),
)
ORDERS = (
    ("feelings/safe-feelings-safe-people", "5-8"),
    ("friends/good-and-tricky", "8-11"),
    ("power/who-has-it", "11-14"),
    ("power/nothing-is-free", "11-14"),
    ("relationships/what-is-fair", "11-14"),
    ("exploitation/what-is-it", "14-16"),
)
"""These for each of five nations are thirty orders."""
SNIPPET = "materials/snippets/friends/friend-recipe.md"
LONG = "The Endowed Foundation School of Upper, Middle and Lower Buckthorn under Heather by Water"
NAMES = (
    "Conker Hill",
    "Puffin Bay",
    "Otter Brook",
    "Ysgol Bryn/Coed",
    "St Mary’s",
    "O’Connor Road",
    "Łódź Street",
    "Ash & Elm",
)
SAMPLED = ("alone", "loop", "chromium")
CHROMIUM = Path("/usr/bin/chromium")


@dataclass(frozen=True)
class Row:
    """One row of one round: seconds for all packs, and the most memory of it."""

    seconds: float
    peak_mib: float


def main() -> None:
    """Run all rows in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--schools", type=int, default=200)
    parser.add_argument("--many", type=int, default=1000, help="schools of the large term")
    chosen = parser.parse_args()
    rounds = [_round(chosen.schools, chosen.many) for _ in range(chosen.rounds)]
    _report(rounds, chosen.schools * len(PACKS))


def _round(schools: int, many: int) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_term(folder, schools)
        _write_documents(folder)
        for row in _rows():
            rows[row] = _row(folder, row, 1 if row == "one_typst" else schools * len(PACKS))
        _write_term(folder, schools, long_share=20)
        _write_documents(folder)
        rows["ours, 5 % long"] = _row(folder, "ours", schools * len(PACKS))
        _row(folder, "alike", 1, is_new=False)
        _write_term(folder, many)
        for row in ("ours", "unproven"):
            rows[f"{row}, many"] = _row(folder, row, many * len(PACKS))
    rows["one pack"] = _one_pack()
    rows |= _again(schools)
    rows |= _two_workers()
    return rows


def _rows() -> Iterable[str]:
    yield from ("alone", "loop")
    if importlib.util.find_spec("typst"):
        yield from ("typst", "one_typst")
    if importlib.util.find_spec("playwright") and CHROMIUM.is_file():
        yield "chromium"
    yield from ("unproven", "ours")


def _row(folder: Path, row: str, packs: int, *, is_new: bool = True) -> Row:
    """One row, from an empty folder if it `is_new`; sampled ones are multiplied."""
    if is_new:
        shutil.rmtree(folder / "output", ignore_errors=True)
    run = measured([sys.executable, str(HOME / "tools" / "term_rows.py"), row, str(folder)])
    made = json.loads(run.said)["packs"]
    print(f"{row}: {made} packs in {run.seconds:.1f} s", file=sys.stderr)
    return Row(run.seconds * packs / made, run.peak_mib)


def _one_pack() -> Row:
    """The program itself: one pack of one school, with nothing on the shelf."""
    with tempfile.TemporaryDirectory() as name:
        folder = _program(Path(name))
        _write_list(folder, [("one", "Conker Hill", "england", "Ms Lead", "Office", "Room 1")])
        _write(folder, f"people: 24\npacks:\n{_packs(PACKS[:1])}")
        return _term(folder)


def _again(schools: int) -> dict[str, Row]:
    """The program itself: a term, again with nothing changed, and again with one word changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = _program(Path(name))
        _write_term(folder, schools)
        rows = {"term": _term(folder), "term again": _term(folder)}
        snippet = folder / SNIPPET
        snippet.write_text(snippet.read_text(encoding="utf-8").replace(" a ", " one ", 1))
        rows["one snippet changed"] = _term(folder)
    return rows


def _two_workers() -> dict[str, Row]:
    """Many orders and one school each: all the time goes into laying out."""
    rows = {}
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as name:
            folder = _program(Path(name))
            _write_orders(folder)
            rows[f"{jobs} jobs"] = _term(folder, "--jobs", str(jobs))
    return rows


def _program(folder: Path) -> Path:
    """A copy of the program, so that its shelf is its own."""
    for name in ("printroom", "materials", "templates"):
        shutil.copytree(HOME / name, folder / name)
    return folder


def _term(folder: Path, *more: str) -> Row:
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from printroom.cli import main; main()"
    jobs = () if more else ("--jobs", "1")
    run = measured(
        [sys.executable, "-c", code, str(folder), "term", "bench", "--as-of", DAY, *jobs, *more]
    )
    print(f"term {' '.join(more)}: {run.seconds:.1f} s", file=sys.stderr)
    return Row(run.seconds, run.peak_mib)


# --- what is printed ----------------------------------------------------------------------------


def _write_term(folder: Path, schools: int, long_share: int = 0) -> None:
    """A list of so many schools; one in `long_share` has a name that fits no box."""
    if not (folder / "materials").exists():
        shutil.copytree(HOME / "materials", folder / "materials")
    rows = []
    for number in range(schools):
        is_long = long_share and number % long_share == 0
        name = f"{LONG if is_long else NAMES[number % len(NAMES)]} {number}"
        rows.append(
            (f"bench-{number:05}", name, "england", f"Ms Lead Number {number}",
             f"Office {number}, or 01632 960 {number % 1000:03}", f"Room {number}")
        )  # fmt: skip
    _write_list(folder, rows)
    _write(folder, f"people: 24\ndate: 2027-01-18\npacks:\n{_packs(PACKS)}")


def _write_orders(folder: Path) -> None:
    """A school in each nation, and six sessions for each."""
    nations = sorted(file.stem for file in (folder / "materials" / "nations").glob("*.yaml"))
    rows = [(f"bench-{n}", f"School {n}", n, "Ms Lead", "Office", "") for n in nations]
    _write_list(folder, rows)
    _write(folder, f"people: 24\npacks:\n{_packs(ORDERS)}")


def _packs(orders: Iterable[tuple[str, str]]) -> str:
    return "".join(f'  - {{session: {name}, bands: ["{band}"]}}\n' for name, band in orders)


def _write_list(folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with (folder / "materials" / "schools" / "bench.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "name", "nation", "lead", "reach", "room"), *rows])


def _write(folder: Path, text: str) -> None:
    head = "title: A benchmark\nschools: {file: ../schools/bench.csv}\n"
    (folder / "materials" / "terms").mkdir(exist_ok=True)
    (folder / "materials" / "terms" / "bench.yaml").write_text(head + text, encoding="utf-8")


def _write_documents(folder: Path) -> None:
    """What the peers print: the composed documents of each order, and the values of each school."""
    import datetime as dt

    from printroom import line
    from printroom.bookings import school_values
    from printroom.choose import choose
    from printroom.compose import compose, compose_cover
    from printroom.compose.job import cover_row, job_rows, people_values
    from printroom.model import Printed

    library, shapes = line.load_folders(folder / "materials", HOME / "templates")
    tour = line.load_term(folder / "materials", "bench", library)
    bookings = line.bookings_of(tour, dt.date.fromisoformat(DAY))
    orders: list[dict[str, object]] = []
    numbers: dict[str, str] = {}
    for order in dict.fromkeys(booking.order for booking in bookings):
        plan, _ = choose(order, library, shapes)
        documents = list(compose(plan, shapes))
        pages = {d.name: max(1, min(d.max_pages, PAGES.get(d.name, 2))) for d in documents}
        job = job_rows(plan, [Printed(d.key, d.name, b"", pages[d.name]) for d in documents])
        cover = compose_cover(plan, shapes, job)
        numbers |= people_values(job, 24, cover_row(plan))
        whole = [*documents, *([cover] if cover else [])]
        orders.append(
            {
                "documents": [
                    {
                        "name": d.name,
                        "source": d.source,
                        "assets": dict(d.assets),
                        "fields": d.fields,
                        "pages": pages.get(d.name, 2),
                    }
                    for d in whole
                ]
            }
        )
    first = [booking for booking in bookings if booking.order == bookings[0].order]
    rows = [school_values(booking) | numbers for booking in first]
    (folder / "documents").write_bytes(pickle.dumps((orders, rows)))


PAGES = {"handout": 2, "worksheet": 2, "cards": 4, "slips": 4, "pocket-cards": 2, "poster": 1,
         "facilitator-guide": 13, "help-page": 1, "family-letter": 1}  # fmt: skip
"""About how many pages each document has here."""


# --- the table ----------------------------------------------------------------------------------


def _report(rounds: list[dict[str, Row]], packs: int) -> None:
    print(f"{packs} packs; {len(rounds)} rounds, {os.cpu_count()} cores\n")
    for name in rounds[0]:
        seconds = median(one[name].seconds for one in rounds)
        peak = median(one[name].peak_mib for one in rounds)
        about = "  (from a sample)" if name in SAMPLED else ""
        print(f"  {name:24} {seconds:9.2f} s  {peak:6.0f} MiB{about}")
    print()
    for words, above, below, least in RATIOS:
        if above in rounds[0] and below in rounds[0]:
            ratio = median(one[above].seconds / one[below].seconds for one in rounds)
            wanted = f"at least {least:<6} {_mark(ratio >= least)}" if least else ""
            print(f"  {words:52} {ratio:8.2f}  {wanted}".rstrip())
    time = median(one["unproven, many"].seconds / one["unproven"].seconds for one in rounds)
    memory = median(one["ours, many"].peak_mib / one["ours"].peak_mib for one in rounds)
    for words, ratio, most in (
        ("large term ÷ term, time", time, 3.5),
        ("large term ÷ term, memory", memory, 1.15),
    ):
        print(f"  {words:52} {ratio:8.2f}  at most  {most:<6} {_mark(ratio <= most)}")


def _mark(is_met: bool) -> str:
    return "ok" if is_met else "MISSED"


RATIOS = (
    ("a process for each pack ÷ ours without proofs", "alone", "unproven", 150),
    ("a loop in one process ÷ ours without proofs", "loop", "unproven", 60),
    ("Typst ÷ ours with proofs", "typst", "ours", 1.5),
    ("Typst ÷ ours without proofs", "typst", "unproven", 3),
    ("Chromium ÷ ours without proofs", "chromium", "unproven", 50),
    ("Typst ÷ ours with proofs, 5 % of names too long", "typst", "ours, 5 % long", 1.2),
    ("one cold pack: Typst ÷ the program, with proofs", "one_typst", "one pack", 0),
    ("term ÷ again, nothing changed, contents verified", "term", "term again", 25),
    ("term ÷ again, one snippet changed", "term", "one snippet changed", 3),
    ("one worker ÷ two, 30 orders to lay out", "1 jobs", "2 jobs", 1.6),
)


if __name__ == "__main__":
    main()
