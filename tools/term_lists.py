"""What the rows of `tools/bench_terms.py` print: terms, lists of schools, and peers' documents."""

from __future__ import annotations

import csv
import pickle
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from tools.term_rows import DAY  # noqa: E402 - the project is not installed

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


def write_term(folder: Path, schools: int, long_share: int = 0) -> None:
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
    write_list(folder, rows)
    write(folder, f"people: 24\ndate: 2027-01-18\npacks:\n{packs(PACKS)}")


def write_orders(folder: Path) -> None:
    """A school in each nation, and six sessions for each."""
    nations = sorted(file.stem for file in (folder / "materials" / "nations").glob("*.yaml"))
    rows = [(f"bench-{n}", f"School {n}", n, "Ms Lead", "Office", "") for n in nations]
    write_list(folder, rows)
    write(folder, f"people: 24\npacks:\n{packs(ORDERS)}")


def packs(orders: Iterable[tuple[str, str]]) -> str:
    """These sessions and bands, as a term names them."""
    return "".join(f'  - {{session: {name}, bands: ["{band}"]}}\n' for name, band in orders)


def write_list(folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """The list of schools of the term."""
    with (folder / "materials" / "schools" / "bench.csv").open("w", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "name", "nation", "lead", "reach", "room"), *rows])


def write(folder: Path, text: str) -> None:
    """The term itself, with `text` as what it says of its packs."""
    head = "title: A benchmark\nschools: {file: ../schools/bench.csv}\n"
    (folder / "materials" / "terms").mkdir(exist_ok=True)
    (folder / "materials" / "terms" / "bench.yaml").write_text(head + text, encoding="utf-8")


def write_documents(folder: Path) -> None:
    """What the peers print: the composed documents of each order, and the values of each school."""
    import datetime as dt

    from printroom import make
    from printroom.choose import choose
    from printroom.compose import compose, compose_cover
    from printroom.compose.job import cover_row, job_rows, people_values
    from printroom.make.bookings import school_values
    from printroom.model import Printed

    library, shapes = make.load_folders(folder / "materials", HOME / "templates")
    tour = make.load_term(folder / "materials", "bench", library)
    bookings = make.bookings_of(tour, dt.date.fromisoformat(DAY))
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
