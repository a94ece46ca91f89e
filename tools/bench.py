"""Measures how long packs and terms take, as ratios of two runs: see docs/performance.md.

make bench                     this checkout
make bench BASE=33c1b82        this checkout and an older revision, in turn
python tools/bench.py --schools 8 --rounds 1 --parts start pack
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any, Literal

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools import bench_desk, bench_runs, bench_ugly  # noqa: E402 - the project is not installed
from tools.bench_checkout import Checkout, Run, adopt_orphans, checkout  # noqa: E402
from tools.bench_runs import Runs  # noqa: E402

SLOW = 3
"""Pages that take so many times the median are listed."""
Round = dict[str, Run]


@dataclass(frozen=True)
class Part:
    """A group of runs."""

    name: str
    work: Callable[[Checkout], Runs]
    is_new: bool = False
    """Whether it is measured for the current files only, not for the base."""
    is_once: bool = False
    """Whether it is measured in the first round only."""


@dataclass(frozen=True)
class Row:
    """A row of the table: a run, the run by which its time is divided, and the target."""

    title: str
    run: str
    unit: str = ""
    """The run to divide by, of the same checkout or "base NAME"; empty for `run` of the base."""
    target: float | None = None
    aim: float | None = None
    kind: Literal["most", "least", "seconds", "count", "memory"] = "most"
    """What the target is: the highest or lowest ratio of times, a time, a number, or memory."""


ROWS = (
    Row("pack, nothing cached, two cores", "pack", target=0.5, aim=0.3),
    Row("pack, one worker ÷ bare WeasyPrint", "pack, one worker", "bare", 1.0, 0.7),
    Row("pack again, nothing changed ÷ pack", "pack again", "pack", 0.25),
    Row("pack, memory of the largest process ÷ bare", "pack", "bare", 1.6, 1.4, "memory"),
    Row("term, nothing cached, two workers", "term", target=0.55, aim=0.4),
    Row("term, sessions cached ÷ base, nothing cached", "term, cached", "base term", 0.25, 0.15),
    Row("term, 5 % of names too long ÷ term", "term, long names", "term"),
    Row("Typst ÷ term, nothing cached", "typst term", "term", 0.5, 0.8, "least"),
    Row("Typst ÷ term, sessions cached", "typst term", "term, cached", 1.1, 1.8, "least"),
    Row("bare WeasyPrint (sample) ÷ term", "weasyprint term", "term"),
    Row("Chromium (sample) ÷ term", "chromium term", "term"),
    Row("watch: letter, save to new PDF", "watch family-letter", "", 0.5, 0.3, "seconds"),
    Row("watch: worksheet", "watch worksheet", "", 1.0, 0.6, "seconds"),
    Row("watch: guide", "watch facilitator-guide", "", 1.4, 1.0, "seconds"),
    Row(
        "preview: letter, save to picture ÷ press",
        "preview family-letter",
        "press family-letter",
        1.3,
    ),
    Row("preview: worksheet ÷ press", "preview worksheet", "press worksheet", 1.3),
    Row("preview: guide ÷ press", "preview facilitator-guide", "press facilitator-guide", 1.3),
    Row("preview: worksheet, save to picture", "preview worksheet", "", 1.0, None, "seconds"),
    Row("list of 2,000 sessions, beyond a static page", "list beyond", "", 0.2, None, "seconds"),
    Row("search in 2,000 sessions, beyond it", "search beyond", kind="seconds"),
    Row("large term", "large term"),
    Row("large term, nothing changed ÷ first run", "nothing changed", "large term", 0.04),
    Row("large term, one lead changed ÷ first run", "one lead changed", "large term", 0.05, 0.02),
    Row("large term, ten schools more ÷ first run", "ten schools added", "large term", 0.08, 0.04),
    Row("large term, five schools fewer ÷ first run", "five schools fewer", "large term"),
    Row("large term, memory ÷ term", "large term", "term", 1.15, None, "memory"),
    Row("bundle of all ÷ first run", "bundle, many", "term, many", 0.25),
    Row("bundle, memory, 3,000 ÷ 300 schools", "bundle, many", "bundle, few", 1.2, None, "memory"),
    Row("ugly list, five times as long", "ugly, long", "ugly", 5),
    Row("ugly list, memory", "ugly, long", "ugly", 1.15, None, "memory"),
    Row("filled files that are as a full layout makes them", "filled", kind="count"),
    Row("layouts per document, every pack", "layouts", "", 1.2, 1.0, "count"),
    Row("layouts per document with schools' words, term", "layouts, term", kind="count"),
    Row("--help", "--help", "", 0.25, 0.15, "seconds"),
    Row("import printroom.cli", "import", "", 0.25, 0.15, "seconds"),
    Row("make test-fast", "test-fast", "", 60, None, "seconds"),
    Row("all tests, nothing cached", "tests, cold", "", 480, None, "seconds"),
    Row("all tests, again", "tests, warm", "", 180, None, "seconds"),
)


def parts(count: int, python: str) -> tuple[Part, ...]:
    """All parts for terms of `count` schools; `python` has the peers installed, or is empty."""
    return (
        Part("start", bench_runs.start),
        Part("pack", bench_runs.pack),
        Part("term", partial(bench_runs.term, count=count)),
        Part("large", partial(bench_runs.large_term, count=5 * count)),
        Part(
            "bundles", partial(bench_runs.bundles, count=3 * count // 2), is_new=True, is_once=True
        ),
        Part("peers", partial(bench_runs.peers, count=count, python=python)),
        Part("watch", bench_runs.watch, is_new=True),
        Part("desk", bench_desk.desk, is_new=True),
        Part("filled", bench_runs.filled, is_new=True, is_once=True),
        Part("ugly", partial(bench_ugly.ugly, count=count), is_new=True, is_once=True),
        Part("layouts", partial(bench_runs.layouts, packs=5 * count), is_once=True),
        Part("tests", bench_runs.tests, is_new=True, is_once=True),
    )


def main() -> None:
    """Make all runs in turn, and print the table."""
    names = [part.name for part in parts(0, "")]
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--base", metavar="REVISION", help="a revision to compare with")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--schools", type=int, default=200, help="of a term; the rest in proportion"
    )
    parser.add_argument("--peers", action="store_true", help="install Typst beside, and run it")
    parser.add_argument("--tests", action="store_true", help="take the time of the tests, too")
    parser.add_argument("--parts", nargs="+", choices=names, default=names[:-1])
    args = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bases = [checkout("base", folder / "base", args.base)] if args.base else []
        now = checkout("now", folder / "now")
        python = bench_runs.install_peers(folder / "peers") if args.peers else ""
        wanted = [*args.parts, *(["tests"] if args.tests else [])]
        chosen = [part for part in parts(args.schools, python) if part.name in wanted]
        rounds = [_round(chosen, [*bases, now], n) for n in range(args.rounds)]
        print(f"Terms of {args.schools} schools × 3 and {5 * args.schools} × 2; ", end="")
        print(f"medians of {args.rounds} rounds, {os.cpu_count()} cores.\n")
        print(*_table(Results(rounds)), sep="\n")
        if "layouts" in wanted:
            print(*_pages(pickle.loads((now.folder / "layouts").read_bytes())), sep="\n")


def _round(chosen: list[Part], checkouts: list[Checkout], number: int) -> Round:
    """The runs of one round: each part in one checkout after the other."""
    done: Round = {}
    for part in chosen:
        for one in checkouts[-1:] if part.is_new else checkouts:
            for name, run in part.work(one) if number == 0 or not part.is_once else ():
                print(f"{one.name} {name}: {run.wall:.2f}", file=sys.stderr)
                done[f"{one.name} {name}"] = run
    return done


# --- the table ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Results:
    """The runs of all rounds."""

    rounds: list[Round]

    def figures(self, checkout: str, name: str, of: str) -> list[float]:
        """The field `of` of a run, in each round; a name with “base ” is of that checkout."""
        key = name if name.startswith("base ") else f"{checkout} {name}"
        return [getattr(one[key], of) for one in self.rounds if key in one]

    def ratio(self, checkout: str, row: Row, of: str) -> float | None:
        """The median of the ratios of all rounds."""
        above = self.figures(checkout, row.run, of)
        below = self.figures(checkout, row.unit or f"base {row.run}", of)
        return median(map(truediv, above, below)) if above and below and all(below) else None


def _table(results: Results) -> Iterator[str]:
    yield "| row | base | now | ratio CPU | ratio wall | target | aim |"
    yield "|---" * 7 + "|"
    for row in ROWS:
        if results.figures("now", row.run, "wall"):
            yield f"| {' | '.join(_cells(results, row))} |"


def _cells(results: Results, row: Row) -> Iterator[str]:
    yield row.title
    size, unit = {"memory": ("mib", " MiB"), "count": ("wall", "")}.get(row.kind, ("wall", " s"))
    sizes = [results.figures(name, row.run, size) for name in ("base", "now")]
    yield from (_number(median(one), unit) if one else "–" for one in sizes)
    names = ("base", "now") if row.unit else ("now",)
    ratios = {of: [results.ratio(name, row, of) for name in names] for of in ("cpu", size)}
    yield "–" if row.kind == "memory" else _change(ratios["cpu"])
    yield _change(ratios[size])
    is_ratio = row.kind not in ("seconds", "count")
    yield _goal(row, ratios[size][-1] if is_ratio else median(sizes[1]))
    yield _number(row.aim, _goal_unit(row))


def _number(number: float | None, unit: str = "") -> str:
    return "–" if number is None else f"{number:.{0 if number >= 100 else 2}f}{unit}"


def _change(ratios: list[float | None]) -> str:
    """The ratio of the base, if there is one, and that of now."""
    return " → ".join(_number(one) for one in ratios if one is not None) or "–"


def _goal(row: Row, reached: float | None) -> str:
    goal = _number(row.target, _goal_unit(row))
    if row.target is None or reached is None:
        return goal
    is_met = reached >= row.target if row.kind == "least" else reached <= row.target
    return f"{goal} {'met' if is_met else 'MISSED'}"


def _goal_unit(row: Row) -> str:
    return " s" if row.kind == "seconds" else ""


def _pages(found: list[dict[str, Any]]) -> Iterator[str]:
    """Seconds per page for each kind of document, and the documents with slow pages."""
    rates = [(one["seconds"] / one["pages"], one) for one in found]
    middle = median(rate for rate, _ in rates)
    yield f"\nCPU seconds per page, by kind of document; of all documents {middle:.3f}:\n"
    for kind in sorted({one["kind"] for one in found}):
        yield f"- {kind}: {median(rate for rate, one in rates if one['kind'] == kind):.3f}"
    slow = [(rate, one) for rate, one in rates if rate > SLOW * middle]
    yield f"\nOver {SLOW} times the median: {len(slow)} of {len(found)} documents"
    for rate, one in sorted(slow, key=lambda pair: -pair[0]):
        yield f"- {one['pack']}, {one['kind']}: {rate:.3f}, laid out {one['layouts']} times"
    reasons = Counter(reason for one in found for reason in one["reasons"])
    if reasons:
        yield "\nWhy documents were laid out: " + ", ".join(
            f"{n} {why}" for why, n in reasons.items()
        )


if __name__ == "__main__":
    main()
