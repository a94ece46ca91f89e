"""Prints the shipped documents with the speedups of the engine and without, and compares the bytes.

    python tools/compare_engine.py              each session, band and nation, and large print
    python tools/compare_engine.py --sample 8   eight of these packs, spread evenly

All takes about a quarter of an hour on two quiet cores; `make test-nightly` does it.

Each document is printed in two processes at the same time. Times are CPU seconds, so that their
ratio holds on a busy machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from printroom.choose import all_orders, choose  # noqa: E402
from printroom.compose import compose  # noqa: E402
from printroom.load import load_folders  # noqa: E402
from printroom.model import Document, NotFitToPrint, Order  # noqa: E402
from printroom.press import print_document  # noqa: E402

AS_OF = dt.date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Print:
    """One printed document: the digest of its bytes, and its CPU seconds."""

    digest: str
    seconds: float


def main() -> None:
    """Print, compare and report; exit with 1 if bytes differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, metavar="PACKS")
    documents = dict(shipped_documents(parser.parse_args().sample))
    fast_s = slow_s = 0.0
    different = 0
    for name, fast, slow in printed_twice(documents):
        fast_s, slow_s = fast_s + fast.seconds, slow_s + slow.seconds
        if fast.digest != slow.digest:
            different += 1
            print(f"{name} differs")
    print(
        f"{len(documents)} documents, {different} of them differ. "
        f"CPU: {slow_s:.1f} s, with speedups {fast_s:.1f} s ({fast_s / slow_s:.2f})."
    )
    sys.exit(1 if different else 0)


def shipped_documents(sample: int | None) -> Iterator[tuple[str, Document]]:
    """The documents of all packs, or of a sample of them, with a name for each."""
    library, templates = load_folders(HOME / "materials", HOME / "templates")
    normal, nations = list(all_orders(library, AS_OF)), len(library.nations)
    in_turn = [o for n, o in enumerate(normal) if n % nations == n // nations % nations]
    orders = [*normal, *(replace(order, edition="large-print") for order in in_turn)]
    for order in orders[:: max(1, len(orders) // sample) if sample else 1][:sample]:
        plan, _ = choose(order, library, templates)
        for document in compose(plan, templates):
            yield f"{_name(order)} {document.name}", document


def _name(order: Order) -> str:
    return " ".join((order.session, order.band, order.nation, order.edition))


def printed_twice(documents: dict[str, Document]) -> Iterator[tuple[str, Print, Print]]:
    """Each document with speedups and without."""
    with _process(True) as fast, _process(False) as slow:
        yield from zip(
            documents,
            fast.map(print_one, documents.values()),
            slow.map(print_one, documents.values()),
            strict=True,
        )


def _process(speedups: bool) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"), start, (speedups,))


def start(speedups: bool) -> None:
    """Install the engine in this process, with speedups or without."""
    from printroom.press import engine, printing

    assert printing  # imported here, so that it is not measured
    engine.install(speedups=speedups)
    gc.freeze()
    if speedups:
        gc.set_threshold(100_000, 1, 1)


def print_one(document: Document) -> Print:
    """Print a document with empty fields; the result of a refused one is its problems."""
    begin = time.process_time()
    try:
        content = print_document(document, {}).content
    except NotFitToPrint as refused:
        content = "\n".join(map(str, refused.problems)).encode()
    return Print(sha256(content).hexdigest(), time.process_time() - begin)


if __name__ == "__main__":
    main()
