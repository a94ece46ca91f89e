"""Writes a comparison as lines of text, and as a web page beside its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from printroom.compose.web_page import render_page
from printroom.deliver import write_file
from printroom.make.compare.comparing import KINDS, Comparison, PageChange
from printroom.model import Order

PAGE = Path(__file__).with_name("differences.html")
LEAST = 0.001
"""A smaller share of pixels is shown as “less than 0.1%”."""
NAMED = 6
"""How many packs with the same page are named."""


def write_differences(found: Comparison, title: str, folder: Path) -> Path:
    """Write the web page of a comparison beside its pictures; returns its file."""
    changes = [
        {
            "title": change_title(change),
            "packs": packs_with(change),
            "pictures": [(kind, _address(change, kind, folder)) for kind in KINDS],
        }
        for change in found.changes
    ]
    text = render_page(
        PAGE.read_text("utf-8"),
        title=title,
        numbers=numbers(found),
        changes=changes,
        problems=[str(problem) for problem in found.problems],
    )
    file = folder / "index.html"
    write_file(file, text.encode())
    return file


def numbers(found: Comparison) -> Sequence[tuple[int, str]]:
    """Each count of a comparison, with its label."""
    return (
        (len(found.changes), "pages differ"),
        (found.same_pages, "pages of the same documents do not"),
        (found.same_documents, "documents have the same source and were not printed"),
        (found.changed_packs, f"of {found.packs:,} packs differ"),
    )


def change_title(change: PageChange) -> str:
    """The title of a page, with the share that differs."""
    how = f"{change.share:.1%} differs" if change.share >= LEAST else "less than 0.1% differs"
    if not (change.before and change.after):
        how = "new" if change.after else "gone"
    return f"{change.document}, page {change.page}: {how}"


def packs_with(change: PageChange) -> str:
    """The packs that have a page; the first few by name."""
    names = list(map(pack_name, change.orders[:NAMED]))
    more = len(change.orders) - len(names)
    return "; ".join([*names, *([f"and {more:,} more"] if more else [])])


def pack_name(order: Order) -> str:
    """A name for the pack of an order."""
    edition = "" if order.edition == "standard" else f", {order.edition}"
    return f"{order.session} for {order.band} in {order.nation}{edition}"


def _address(change: PageChange, kind: str, folder: Path) -> str:
    file: Path | None = getattr(change, kind)
    return quote(file.relative_to(folder).as_posix()) if file else ""


def lines(found: Comparison) -> Iterator[str]:
    """A line for each page that differs, then the counts."""
    for change in found.changes:
        yield f"{change_title(change)} ({packs_with(change)})"
    for count, label in numbers(found):
        yield f"{count:,} {label}"
