"""The gallery, with a specimen of every kind of activity: it prints for each band and edition.

Sessions use some kinds for some bands only, so that nothing else prints the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from printroom import make
from printroom.cache import Cache
from printroom.ledger.record import Record
from printroom.model import EDITIONS, Booking, Edition, Failed
from tools.gallery import Gallery, gallery

BANDS = ("5-8", "8-11", "11-14", "14-16", "16-18", "parents", "professionals")
BY_DAY = ("5-8",)
"""The band whose pages differ most from the others."""
EXPECTED = ("odd-pages", "page-emptied", "code-parted", "text-below-size")
"""Each specimen begins a page of its own, and a bookmark has no room for larger names."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """The specimens, read once."""
    return gallery(tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="module")
def press(prints: Cache) -> Iterator[make.CachedPress]:
    """One worker that prints them, unless an earlier run did."""
    with make.press_workers() as workers:
        yield make.CachedPress(prints, workers)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "band", [pytest.param(n, marks=() if n in BY_DAY else pytest.mark.nightly) for n in BANDS]
)
def test_every_kind_of_activity_prints(
    band: str, edition: Edition, shown: Gallery, press: make.CachedPress, tmp_path: Path
) -> None:
    """Each specimen fits on its pages, and nothing that belongs together is parted."""
    (order,) = shown.orders([band], edition)
    sources = make.Sources(shown.library, shown.templates)
    record = Record(tmp_path / "record", order.as_of)
    (made,) = make.make_packs([Booking(order, 24)], sources, press, tmp_path, record)
    assert not isinstance(made, Failed), "\n".join(map(str, made.problems))
    assert [str(one) for one in made.warnings if one.code not in EXPECTED] == []
