"""Benchmark: packs for a list of schools with difficult names.

The small materials in `tests/tiny/` print three packs for each school, with one worker. Schools
share a few names; many of these differ only in case, accents and punctuation.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.bench_checkout import Checkout, Run, measured  # noqa: E402 - not installed
from tools.bench_runs import Runs  # noqa: E402

FACE = "DejaVuSansArabic-Bold.ttf"
NAMES = (
    *("St Mary's", "St Mary’s", "ST MARYS", "St. Mary’s / All Saints"),
    *("Hope", "HOPE", "hope", "Hope Road", "The", "X", "Class 3", "0161 School"),
    *("Łódź Street", "Lódz Street", "E\u0301cole Zoe\u0308", "École Zoë"),
    *("Ysgol Tŷ’r Môr", "Gaelscoil na bhFáinleog", "100 % “quoted”, ‘twice’"),
    *("CON", "nul", "com1.", "..", "../../etc/passwd", "C:\\School", "a/b|c?d*e"),
    *("Ash & Elm; Oak", "5 < 6 {Annexe} %"),
    "The Endowed Foundation School of Upper, Middle and Lower Buckthorn under Heather by the Water",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 2,
)
ARABIC, ARABIC_EVERY = "مدرسة النور الخيالية", 50
BAD = ("Bells \U0001f514 Ring", "学校")
"""Names with letters that no font has: pages for such a school cannot be printed."""
BAD_EVERY = 40
TERM = """title: An ugly term
people: 12
schools: {file: ../schools/ugly.csv}
packs:
  - {session: repairs/flat-tyre, bands: [juniors, seniors]}
  - {session: roads/signals, bands: [seniors]}
"""
PACKS = 3
"""The packs for each school."""


def rows(schools: int) -> Iterator[tuple[str, ...]]:
    """The rows of a list of schools; two in BAD_EVERY, with ids `bad-…`, cannot be printed."""
    yield "id", "name", "nation", "lead", "reach", "room"
    for number in range(schools):
        name, start = NAMES[number % len(NAMES)], "ugly"
        if number % ARABIC_EVERY == 7:
            name = ARABIC
        if number % BAD_EVERY in (3, 4):
            name, start = BAD[number % len(BAD)], "bad"
        nation = ("uphill", "downhill")[number % 2]
        lead, reach = f"Ms O’Lead {number // 2}", f"Office, or 01632 960 {number % 1000:03}"
        yield f"{start}-{number:05}", name, nation, lead, reach, f"Room {number % 9}"


def prepare(folder: Path, schools: int) -> None:
    """Copy the small materials, with a font for Arabic, and write the term."""
    shutil.copytree(HOME / "tests" / "tiny", folder, dirs_exist_ok=True)
    shutil.copy(HOME / "templates" / "fonts" / FACE, folder / "templates" / "fonts")
    style = folder / "templates" / "styles" / "club.css"
    text = style.read_text("utf-8").replace("Club; }\nh1", "Club, Arabic; }\nh1")
    face = f"@font-face {{ font-family: Arabic; font-weight: 400; src: url(fonts/{FACE}); }}\n"
    style.write_text(face + text, "utf-8")
    (folder / "materials" / "terms" / "ugly.yaml").write_text(TERM, "utf-8")
    with (folder / "materials" / "schools" / "ugly.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows(rows(schools))


def faults(report: dict[str, object], folder: Path, schools: int) -> list[str]:
    """What is wrong with the packs of a term and with what was reported of them."""
    ids = [row[0] for row in rows(schools)][1:]
    bad = {one for one in ids if one.startswith("bad")}
    failures = report["failures"]
    assert isinstance(failures, list)
    found = {manifest.parent.parent.name for manifest in folder.glob("*/*/manifest.json")}
    packs = sum(1 for _ in folder.glob("*/*/manifest.json"))
    wrong = {
        "other schools failed": {one["school"] for one in failures} ^ bad,
        "packs are missing": packs - PACKS * (len(ids) - len(bad)),
        "folders collide": len(found) - (len(ids) - len(bad)),
        "folders collide beyond case": len({one.casefold() for one in found}) - len(found),
    }
    return [f"{what}: {how}" for what, how in wrong.items() if how]


def ugly(_: Checkout, count: int) -> Runs:
    """The runs for a list of `count` schools, and for one five times as long."""
    yield "ugly", _term(count)
    yield "ugly, long", _term(5 * count)


def _term(schools: int) -> Run:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, schools)
        shutil.copytree(HOME / "printroom", folder / "printroom")
        code = "from printroom.cli import main; main()"
        command = [sys.executable, "-c", code, "term", "ugly", "--jobs", "1", "--json"]
        took = measured(command, folder, expected=3)
        report = json.loads((folder / "output" / "ugly" / "report.json").read_bytes())
        if wrong := faults(report, folder / "output" / "ugly", schools):
            sys.exit("\n".join(wrong))
    return took
