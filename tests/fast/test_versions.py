"""What an edit to the program makes again: what the edited code decides, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import get_args

import pytest

from printroom import versions
from printroom.cache import Cache
from printroom.ledger import code_search
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.term_record import TermRequest
from printroom.make import CachedPress, Sources, read_sources
from printroom.make.check.inspections import Inspections
from printroom.make.pack import orders
from printroom.make.pack.orders import PreparedOrder, prepare_order
from printroom.make.run.template_checks import check_styles, check_written
from printroom.model import Order, Printed
from printroom.versions import Kind
from printroom.workers.jobs import FormJob, ImposeJob
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
PAGES: set[Kind] = {"packs", "pages"}
COMPOSED: set[Kind] = {"written", "orders", "findings", "codes", "indexes", *PAGES}
EVERYTHING: set[Kind] = {"documents", "proofs", "folders", *COMPOSED}
DECIDES: Mapping[str, set[Kind]] = {
    "cli/console.py": set(),
    "desk/serving.py": set(),
    "make/compare/comparing.py": set(),
    "word/writing.py": set(),
    "load/materials/materials.py": {"folders", *PAGES},
    "load/schools/columns.yaml": {"folders", *PAGES},
    "files.py": {"folders", *PAGES},
    "choose/draft_reasons.py": {"orders", "indexes", *PAGES},
    "activities/quiz.py": EVERYTHING - {"documents", "proofs", "written"},
    "compose/marks.py": COMPOSED,
    "inspect/figures.py": {"orders", "findings", "packs"},
    "press/impose.py": {"documents", *PAGES},
    "press/fonts.conf": {"documents", *PAGES},
    "model/papers.py": EVERYTHING,
    "text/contrast.py": EVERYTHING - {"written"},
    "proof/leaks.py": {"proofs", "packs"},
    "proof/ink.py": {"documents", "proofs", "packs"},
    "workers/jobs.py": {"documents", "packs"},
    "workers/own_types.py": {"folders", "orders", "packs"},
    "ledger/uses.py": {"orders", "packs"},
    "deliver/folder.py": {"packs"},
    "make/term/report.html": {"packs"},
}
"""What an edit to a file of the program decides, beside the version of the whole program."""


@contextmanager
def edited(path: str) -> Iterator[None]:
    """The program with another content of one of its files."""
    file = versions.PROGRAM / path
    assert file.is_file()
    real = versions._digest_of_file
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            versions, "_digest_of_file", lambda one: "edited" if one == file else real(one)
        )
        versions.versions_of.cache_clear()
        yield
    versions.versions_of.cache_clear()


@pytest.mark.parametrize("path", DECIDES)
def test_an_edit_changes_the_versions_of_what_it_decides(path: str) -> None:
    """An edit to a package makes what this package decides again; to commands or pages, nothing."""
    before = {kind: versions.version_of(kind) for kind in get_args(Kind)}
    with edited(path):
        now = {kind: versions.version_of(kind) for kind in get_args(Kind)}
    assert {kind for kind in now if now[kind] != before[kind]} == DECIDES[path] | {"program"}
    assert before == {kind: versions.version_of(kind) for kind in get_args(Kind)}


class Asked(Cache):
    """A cache that knows every proof, and under which key it was asked for."""

    key = ""

    def is_proven(self, key: str) -> bool:
        """Yes."""
        self.key = key
        return True


@dataclass(frozen=True)
class Made:
    """What keys are made of."""

    tiny: Workshop
    cache: Asked
    sources: Sources
    order: PreparedOrder

    @property
    def press(self) -> CachedPress:
        """A press that uses this cache."""
        return CachedPress(self.cache, AtOnce())

    @property
    def current(self) -> CurrentContent:
        """The folders as packs are verified against them."""
        library, templates = self.sources.library, self.sources.templates
        folder = self.tiny.materials
        return CurrentContent(folder, library, templates, self.cache, DAY, AtOnce(), "key")

    @property
    def request(self) -> TermRequest:
        """A term."""
        return TermRequest("summer", None, (self.tiny.materials, self.tiny.templates))

    def proven(self, check: Callable[[CachedPress], object]) -> str:
        """The key of what a check has found before."""
        check(self.press)
        return self.cache.key


def read(tiny: Workshop, cache: Cache) -> Sources:
    """Both folders, as a command reads them."""
    return read_sources(tiny.materials, tiny.templates, cache=cache)


@pytest.fixture
def made(tiny: Workshop) -> Made:
    """An order of the workshop in miniature."""
    cache = Asked(tiny.materials.parent / "cache")
    sources = read(tiny, cache)
    order = prepare_order(ORDER, CachedPress(cache, AtOnce()), sources, values={})
    return Made(tiny, cache, sources, order)


PRINTED = Printed("", "poster", b"%PDF", 4)
KEYS: Mapping[str, tuple[Kind, Callable[[Made], str]]] = {
    "document": ("documents", lambda made: replace(made.order.jobs[0]).print_key),
    "form": ("documents", lambda made: FormJob(made.order.jobs[0].document, frozenset()).key),
    "booklet": ("documents", lambda made: ImposeJob(PRINTED, "booklet", "booklet", b"").key),
    "style sheet": (
        "documents",
        lambda made: made.proven(lambda press: check_styles(made.sources.templates, press)),
    ),
    "proof": ("proofs", lambda made: replace(made.order.jobs[0]).proof_key_of("")),
    "written": (
        "written",
        lambda made: made.proven(lambda press: check_written(made.sources.templates, press)),
    ),
    "folders": ("folders", lambda made: read(made.tiny, made.cache).key),
    "order": ("orders", lambda made: orders._key(made.sources, ORDER)),
    "findings": (
        "findings",
        lambda made: Inspections(made.cache, made.sources)._key(made.order.plan),
    ),
    "codes": ("codes", lambda made: made.current._key(made.order.plan)),
    "index of codes": ("indexes", lambda made: code_search._key(made.current)),
    "term": ("packs", lambda made: made.request.key(())),
    "complete cache": ("packs", lambda made: made.request.shared_key),
}
"""Each key of the cache and of a term, and the kind of value that it is for."""


@pytest.mark.parametrize("name", KEYS)
def test_a_key_follows_the_code_of_its_value(made: Made, name: str) -> None:
    """A key changes if code changes that decides its value, and for an edit elsewhere it stays."""
    kind, key = KEYS[name]
    before = key(made)
    assert before
    for path, decided in DECIDES.items():
        with edited(path):
            assert (key(made) != before) == (kind in decided), path
