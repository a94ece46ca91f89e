"""Composing one document for a preview gives the same as composing the whole pack."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.make import CachedPress, Sources
from printroom.make.pack.orders import prepare_order
from printroom.make.preview.previewing import compose_document
from printroom.model import Edition, Library, Order, Templates
from tests.term_helpers import AtOnce

DAY = dt.date(2027, 1, 4)


@pytest.mark.parametrize(
    "edition", ["standard", pytest.param("large-print", marks=pytest.mark.slow)]
)
def test_a_document_is_the_same_alone_as_in_its_pack(
    library: Library, templates: Templates, edition: Edition, tmp_path: Path
) -> None:
    """Code, DRAFT line and all else that decides each page are those of the pack."""
    sources = Sources(library, templates)
    press = CachedPress(Cache(tmp_path), AtOnce())
    order = Order("power/nothing-is-free", "11-14", "wales", as_of=DAY, edition=edition)
    jobs = prepare_order(order, press, sources, values={}).jobs
    assert len(jobs) > 4
    for job in jobs:
        (alone,) = compose_document(order, job.document.name, sources, press).documents
        assert alone == job.document
