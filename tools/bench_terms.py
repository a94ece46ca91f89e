"""How long a term takes, against peers that print the same packs: ratios of one run, rows in turn.

    make bench
    python tools/bench_terms.py --rounds 3 --schools 200

Peers that lay every file out make a sample of packs, and their time is multiplied; the others, and
ours, make all. Typst and Chromium are rows only where they are installed (`pip install typst
playwright`, and Debian's chromium). Memory is the proportional set size of all processes of a row.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.bench import Run, measured  # noqa: E402 - the project is not installed
from tools.term_lists import (  # noqa: E402
    ORDERS,
    PACKS,
    packs,
    write,
    write_documents,
    write_list,
    write_orders,
    write_term,
)
from tools.term_rows import DAY  # noqa: E402

SNIPPET = "materials/snippets/friends/friend-recipe.md"
SAMPLED = ("alone", "loop", "chromium", "programme")
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
        write_term(folder, schools)
        write_documents(folder)
        for row in _rows():
            rows[row] = _row(folder, row, 1 if row == "one_typst" else schools * len(PACKS))
        write_term(folder, schools, long_share=20)
        write_documents(folder)
        rows["ours, 5 % long"] = _row(folder, "ours", schools * len(PACKS))
        _row(folder, "alike", 1, is_new=False)
        write_term(folder, many)
        for row in ("ours", "unproven"):
            rows[f"{row}, many"] = _row(folder, row, many * len(PACKS))
    rows["one pack"] = _one_pack()
    rows |= _again(schools)
    rows |= _two_workers()
    rows |= _programme(rows["2 jobs"])
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
    """The program itself: one pack of one school, with nothing in the cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = _program(Path(name))
        write_list(folder, [("one", "Conker Hill", "england", "Ms Lead", "Office", "Room 1")])
        write(folder, f"people: 24\npacks:\n{packs(PACKS[:1])}")
        return _term(folder)


def _again(schools: int) -> dict[str, Row]:
    """The program itself: a term, again with nothing changed, and again with one word changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = _program(Path(name))
        write_term(folder, schools)
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
            write_orders(folder)
            rows[f"{jobs} jobs"] = _term(folder, "--jobs", str(jobs))
    return rows


def _programme(some: Row) -> dict[str, Row]:
    """What it takes to check the words of every session, and to print all, as `some` were."""
    with tempfile.TemporaryDirectory() as name:
        folder = _program(Path(name))
        listed = json.loads(_called(folder, "list", "--json").said)
        checked = _called(folder, "check")
    share = sum(len(session["bands"]) for session in listed) / len(ORDERS)
    return {
        "programme": replace(some, seconds=some.seconds * share),
        "check": Row(checked.seconds, checked.peak_mib),
    }


def _program(folder: Path) -> Path:
    """A copy of the program, so that its cache is its own."""
    for name in ("printroom", "materials", "templates"):
        shutil.copytree(HOME / name, folder / name)
    return folder


def _term(folder: Path, *more: str) -> Row:
    jobs = () if more else ("--jobs", "1")
    run = _called(folder, "term", "bench", "--as-of", DAY, *jobs, *more)
    return Row(run.seconds, run.peak_mib)


def _called(folder: Path, *arguments: str) -> Run:
    """The program of this folder, as a person calls it."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from printroom.cli import main; main()"
    run = measured([sys.executable, "-c", code, str(folder), *arguments])
    print(f"{' '.join(arguments)}: {run.seconds:.1f} s", file=sys.stderr)
    return run


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
    check = median(one["check"].seconds / one["programme"].seconds for one in rounds)
    for words, ratio, most in (
        ("every word checked ÷ every session printed", check, 0.1),
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
