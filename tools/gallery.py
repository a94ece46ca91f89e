"""Prints one specimen of every kind of activity, for each band that may use it.

python tools/gallery.py                         all kinds, all bands, into output/gallery/
python tools/gallery.py crossword gap-fill      only these kinds
python tools/gallery.py crossword --band 11-14  only for this band
python tools/gallery.py --edition large-print   as the large-print edition sets them

Specimens are snippets in templates/gallery/snippets/, named like the kind. Designers look at the
printed pages while they edit styles.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from printroom import make  # noqa: E402 - the project is not installed
from printroom.cache import Cache  # noqa: E402
from printroom.ledger.record import Record  # noqa: E402
from printroom.load import load_materials, load_templates  # noqa: E402
from printroom.model import (  # noqa: E402
    EDITIONS,
    KIND_FOLDERS,
    Booking,
    Edition,
    Failed,
    Library,
    NotFitToPrint,
    Order,
    Problem,
    Templates,
)
from tools.look import look_at  # noqa: E402

GALLERY = HOME / "templates" / "gallery"
THEME = "gallery"
AS_HIGH_AS_A_PAGE = {f"{THEME}/body-clues"}
"""Specimens that do not fit below the heading of the first page: they come last."""
_SESSION = """\
title: "Every kind of activity"
code: Z{number}
template: gallery
bands: ["{band}"]
minutes: 60
version: "1.0"
review_by: 2099-12-31
aim: To show designers every kind of activity.
outcomes: [Every kind is shown once.]
why: A drawing that nobody looks at goes wrong in silence.
today: {{"{band}": Today we look at drawings.}}
segments:
  - {{title: Specimens, minutes: 60, mode: practice, snippets: [{snippets}]}}
"""


@dataclass(frozen=True)
class Gallery:
    """Materials and templates that contain the specimens, in one session for each band."""

    library: Library
    templates: Templates

    def orders(self, bands: Collection[str] = (), edition: Edition = "standard") -> Iterator[Order]:
        """An order for each of these bands that has a specimen; for all bands if none is named."""
        for name, session in self.library.sessions.items():
            (band,) = session.bands
            if not bands or band in bands:
                yield Order(name, band, "england", as_of=dt.date.max, edition=edition)


def gallery(folder: Path, kinds: Collection[str] = ()) -> Gallery:
    """Build materials and templates in `folder` from those of the project, and load them.

    With `kinds`, only these are included. Raises `NotFitToPrint`, with the paths of the originals.
    """
    try:
        _copy_templates(folder / "templates", kinds)
        templates = load_templates(folder / "templates")
        _copy_materials(folder / "materials", kinds)
        _write_sessions(folder / "materials", templates)
        return Gallery(load_materials(folder / "materials", templates), templates)
    except NotFitToPrint as error:
        raise NotFitToPrint([_at_home(problem, folder) for problem in error.problems]) from None


def _copy_templates(folder: Path, kinds: Collection[str]) -> None:
    shutil.copytree(HOME / "templates", folder, ignore=shutil.ignore_patterns("gallery"))
    shutil.rmtree(folder / "sessions")
    (folder / "sessions").mkdir()
    shutil.copy(GALLERY / "session.yaml", folder / "sessions" / "gallery.yaml")
    with (folder / "styles" / "activities.css").open("a", encoding="utf-8") as style:
        style.write((GALLERY / "gallery.css").read_text(encoding="utf-8"))
    for file in (file for home in KIND_FOLDERS for file in (folder / home).glob("*.*")):
        if kinds and file.stem not in kinds:
            file.unlink()


def _copy_materials(folder: Path, kinds: Collection[str]) -> None:
    of_sessions = ("snippets", "sessions", "terms", "topics.yaml", "reviews.yaml")
    left_out = shutil.ignore_patterns(*of_sessions, "README.md")
    shutil.copytree(HOME / "materials", folder, ignore=left_out)
    home = folder / "snippets" / THEME
    home.mkdir(parents=True)
    for file in sorted((GALLERY / "snippets").glob("*.md")):
        if not kinds or file.name.partition(".")[0] in kinds:
            shutil.copy(file, home)


def _write_sessions(folder: Path, templates: Templates) -> None:
    """A session for each band, with every specimen that names the band."""
    (folder / "sessions").mkdir()
    library = load_materials(folder, templates)  # to know the bands of each snippet
    for number, band in enumerate(library.bands, 1):
        snippets = [name for name, snippet in library.snippets.items() if band in snippet.bands]
        snippets.sort(key=AS_HIGH_AS_A_PAGE.__contains__)
        if snippets:
            text = _SESSION.format(number=number, band=band, snippets=", ".join(snippets))
            file = folder / "sessions" / THEME / f"{band}.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")


def _at_home(problem: Problem, folder: Path) -> Problem:
    """The problem at the file that it was copied from."""
    path = problem.path
    path = path.replace(f"{folder}/materials/snippets/{THEME}", "templates/gallery/snippets")
    path = path.replace(
        f"{folder}/templates/sessions/gallery.yaml", "templates/gallery/session.yaml"
    )
    path = path.replace(f"{folder}/", "")
    return replace(problem, path=path)


def print_gallery(
    output: Path, kinds: Collection[str], bands: Collection[str], edition: Edition
) -> bool:
    """Print the specimens and their contact sheets; returns whether all are fit to print."""
    is_fit = True
    with tempfile.TemporaryDirectory() as scratch, make.press_workers(2) as workers:
        folder = Path(scratch)
        shown = gallery(folder, kinds)
        cache = Cache(HOME / "output" / ".cache")
        for order in shown.orders(bands, edition):
            sources = make.Sources(shown.library, shown.templates)
            press = make.CachedPress(cache, workers)
            record = Record(folder / "record", order.as_of)
            (made,) = make.make_packs([Booking(order, 24)], sources, press, output, record)
            if isinstance(made, Failed):
                is_fit = False
                print(f"{order.band}: not fit to print", file=sys.stderr)
                print_problems(_at_home(problem, folder) for problem in made.problems)
                continue
            print(f"{order.band}: {made.pages} pages in {made.folder}")
            print_problems(_at_home(problem, folder) for problem in made.warnings)
            for picture in look_at(Path(made.folder), output, 60):
                print(f"    {picture}")
    return is_fit


def print_problems(problems: Iterator[Problem]) -> None:
    """Print each problem with its place and fix, on standard error."""
    for problem in problems:
        print(problem, f"    {problem.fix}", sep="\n", file=sys.stderr)


def main() -> None:
    """Read the command line and print the gallery."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", help="kinds of activity; all of them if none is named")
    parser.add_argument("--band", action="append", default=[], help="such as 11-14")
    parser.add_argument("--edition", choices=EDITIONS, default="standard")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    output = given.output or HOME / "output" / "gallery" / "-".join(given.kinds)
    output.mkdir(parents=True, exist_ok=True)
    try:
        is_fit = print_gallery(output, given.kinds, given.band, given.edition)
    except NotFitToPrint as error:
        print_problems(iter(error.problems))
        is_fit = False
    sys.exit(0 if is_fit else 1)


if __name__ == "__main__":
    main()
