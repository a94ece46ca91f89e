"""Forms in the cache: a stored form fills the same bytes, and nothing else is accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from printroom.cache import FORMS, Cache
from printroom.make import CachedPress
from printroom.model import Problem, Spot
from printroom.press.fill import Form, make_form
from printroom.press.fill.form_json import form_as_json, form_from_json
from printroom.workers.jobs import FormJob
from tests.press_helpers import document
from tests.term_helpers import AtOnce

STYLE = ".field { display: block; height: 6mm; width: 60mm } .long { font-size: 8pt }"
BODY = '<p>Name</p><span class="field" data-field="lead"></span><p>After</p>'
SHIFTING = '<p>Ask <span class="field" data-field="lead"></span> for help.</p>'
LEADS = ("Ms Bell", "Mx Zoë Łoś", "Mill Lane " + "il" * 25, "soft\N{SOFT HYPHEN}hyphen", "مدرسة")

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
keys = st.sampled_from(["r", "b", "m", "x"])
names = st.sampled_from(["Form", "Content", "Face", "Place", "Piece", "Problem", "nobody"])
any_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=2),
    max_leaves=8,
)


@cache
def form() -> Form:
    """A form with one field."""
    made = make_form(document(BODY, STYLE), ["lead"])
    assert made is not None
    return made


def test_a_kept_form_fills_the_same_bytes() -> None:
    """A form that was stored and restored fills what it filled before, and refuses what it did."""
    again = form_from_json(form_as_json(form()))
    assert again is not None
    filled = [again.fill({"lead": lead}) for lead in LEADS]
    assert filled == [form().fill({"lead": lead}) for lead in LEADS]
    assert None in filled
    assert any(filled)
    assert form_as_json(again) == form_as_json(form())


@given(st.binary(max_size=60))
def test_no_bytes_pass_for_a_form(content: bytes) -> None:
    """Whatever lies where a form should, reading it raises `ValueError` and nothing else."""
    with pytest.raises(ValueError):  # noqa: PT011 (json has a message of its own)
        form_from_json(content)


@given(
    any_json, st.lists(st.builds(lambda n, more: [n, *more], names, st.lists(any_json)) | any_json)
)
def test_no_json_passes_for_a_form(root: Any, records: Any) -> None:
    """JSON in the shape of a form, but with other values, is refused too."""
    assume(root is not None)
    with pytest.raises(ValueError):  # noqa: PT011
        form_from_json(json.dumps([root, records]).encode())


@given(st.data())
def test_a_form_cut_short_is_none(data: st.DataObject) -> None:
    """A form without its end, or without one of its records, is not restored by halves."""
    content = form_as_json(form())
    end = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(ValueError):  # noqa: PT011
        form_from_json(content[:end])
    root, records = json.loads(content)
    del records[data.draw(st.integers(0, len(records) - 1))]
    with pytest.raises(ValueError, match="not a stored form"):
        form_from_json(json.dumps([root, records]).encode())


def test_a_warning_with_its_place_on_the_page_is_stored() -> None:
    """A form whose pages have a warning is stored like any other, with the place of the warning."""
    spot = Spot(1, 10.0, 20.0, 30.5, 40.0)
    warning = Problem("nearly-full", "help-page.html", "it is nearly full", stops=False, spot=spot)
    stored = form_from_json(form_as_json(replace(form(), warnings=(warning,))))
    assert stored is not None
    assert stored.warnings == (warning,)
    assert stored.warnings[0].spot == spot


def test_that_there_is_no_form_is_remembered(tmp_path: Path) -> None:
    """A document that cannot be filled is tried once, and so is one that can."""
    assert form_from_json(form_as_json(None)) is None
    workers = AtOnce()
    press = CachedPress(Cache(tmp_path), workers)
    documents = {"fits": document(BODY, STYLE), "shifts": document(SHIFTING)}
    jobs = [FormJob(replace(one, key=key), frozenset(["lead"])) for key, one in documents.items()]
    first = press.forms(jobs)
    assert [one is None for one in first] == [False, True]
    assert workers.done == ["make_form", "make_form"]
    press.cache.put_value(FORMS, jobs[0].key, b"[[{}]]")  # as a worker that was taken over sends it
    press.forms(jobs)
    assert workers.done.count("make_form") == 3
    del workers.done[-1]
    again = press.forms(jobs)
    assert [form_as_json(one) for one in again] == [form_as_json(one) for one in first]
    assert workers.done == ["make_form", "make_form"]
