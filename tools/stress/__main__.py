"""Stress: arranges every shipped activity with many seeds, and checks each sheet.

python tools/stress                     a thousand seeds of every kind, and three printed
python tools/stress --seeds 50 crossword word-search
python tools/stress --presses 0         without printing
python tools/stress --fits 0            without checking that sheets fit on their pages

The checks do not use the code that arranges: each sheet is solved from what the learner sees and
what the author wrote, and compared with the answer key. Times are CPU milliseconds for a sheet, and
elapsed milliseconds for a printed pack. Then it counts for how many sheets it is proven that they
fit on their pages. After any problem, the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)

from tools.stress.fit import MOST_LAYOUTS  # noqa: E402 - the project is not installed
from tools.stress.report import fits, print_fits, print_rows, rows  # noqa: E402


def main() -> None:
    """Read the command line, print the tables, and exit with 1 after any problem."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="kinds of activity; else all")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--fits", type=int, help="seeds whose sheets are compared with their pages")
    parser.add_argument("--layouts", type=int, default=MOST_LAYOUTS, help="at most, of a document")
    parser.add_argument("--presses", type=int, default=3, help="seeds that are printed as well")
    given = parser.parse_args()
    is_right = print_rows(rows(given.kinds, given.seeds, given.presses))
    if seeds := given.seeds if given.fits is None else given.fits:
        is_right = print_fits(fits(given.kinds, seeds, given.layouts)) and is_right
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
