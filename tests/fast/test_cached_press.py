"""What several packs need alike is printed once, and proven for each."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Semaphore
from typing import Any

import pytest

from printroom.cache import Cache
from printroom.compose.coding import document_key
from printroom.make.pack.orders import PreparedOrder, print_order
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import Document, Forbidden, NotFitToPrint, Order, Printed, Problem
from printroom.model.problems import Spot
from printroom.workers.jobs import PressJob, facts_of
from printroom.workers.outcomes import JobFailed
from tests.held import PATIENCE_S
from tests.workshop import shipped, shipped_library, shipped_plan


class Awaited(Future[Any]):
    """A future that tells how many wait for its end."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = Semaphore(0)

    def add_done_callback(self, fn: Callable[[Future[Any]], object]) -> None:
        """Call a function at the end."""
        super().add_done_callback(fn)
        self.waiting.release()


@dataclass
class Slow:
    """Workers that are asked, and answer when the test does."""

    count: int = 2
    asked: SimpleQueue[tuple[str, Awaited]] = field(default_factory=SimpleQueue)

    def submit(self, function: Callable[[Any], Any], job: Any) -> Future[Any]:
        """Note the function, and return a future that is still open."""
        future = Awaited()
        self.asked.put((function.__name__, future))
        return future


def job(nation: str) -> PressJob:
    """The same document for a nation, in which other words are forbidden."""
    document = Document("handout", "Handout", "participant", 2, "<p>x</p>", {}, "handout.html", "k")
    nothing = frozenset[int]()
    return PressJob(document, {}, Forbidden(nothing, nothing, (), (), {"handout": nothing}, nation))


def test_the_key_of_a_document_covers_all_that_decides_its_file() -> None:
    """Each value that the press or the proof reads changes the key, the title in the file too."""
    document = job("england").document
    changes: dict[str, Any] = {
        "title": "Worksheet",
        "audience": "facilitator",
        "max_pages": 3,
        "source": "<p>y</p>",
        "assets": {"a.svg": b""},
        "contacts": ("0800 1111",),
        "no_contacts": ("0800 1111",),
        "paper": "A3",
        "sides": "double",
        "is_copied": True,
    }
    follows = {"name", "path", "key", "fields", "code", "shown", "origins", "session", "phrases"}
    assert {one.name for one in fields(document)} == {*changes, *follows}
    keys = [document_key(replace(document, **{name: value})) for name, value in changes.items()]
    assert len({document_key(document), *keys}) == 1 + len(changes)


def test_a_sample_is_no_bookings_file() -> None:
    """It has a key of its own, even if a school wrote the same digit, and is nobody's."""
    filled = replace(job("england"), values={"lead": "0"})
    sample = replace(filled, is_sample=True)
    assert filled.print_key != sample.print_key
    assert (filled.is_personal, sample.is_personal) == (True, False)


@pytest.mark.parametrize("is_fit", [True, False])
def test_what_serves_two_nations_is_printed_once(tmp_path: Path, is_fit: bool) -> None:
    """A document that is being printed for one nation is proven for the other, and not printed.

    If it is not fit for the one, it is printed for the other.
    """
    workers = Slow()
    press = CachedPress(Cache(tmp_path), workers)
    printed = Printed("k", "handout", b"pdf", 1)
    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(press.print_documents, [job("england")])
        name, first = workers.asked.get(timeout=PATIENCE_S)
        assert name == "press_and_proof"
        other = threads.submit(press.print_documents, [job("wales")])
        for _ in range(2):
            assert first.waiting.acquire(timeout=PATIENCE_S)
        if is_fit:
            first.set_result(printed)
        else:
            first.set_exception(NotFitToPrint([Problem("sealed", "handout.html", "no")]))
        name, second = workers.asked.get(timeout=PATIENCE_S)
        assert name == ("prove_or_raise" if is_fit else "press_and_proof")
        second.set_result(printed)
        (made,) = other.result(PATIENCE_S)
        assert made.content == b"pdf"
        assert (one.exception(PATIENCE_S) is None) == is_fit
    assert workers.asked.empty()
    assert not press._printing


def test_a_document_is_handed_on_while_others_are_printed(tmp_path: Path) -> None:
    """Each as soon as it is finished, whichever is first; what is returned has their own order."""
    workers, handed_on = Slow(), SimpleQueue[str]()
    jobs = [job("england"), job("england")]
    letter = replace(jobs[1].document, name="letter", key="other")
    jobs[1] = PressJob(letter, {}, None)
    with ThreadPoolExecutor(1) as threads:
        made = threads.submit(
            CachedPress(Cache(tmp_path), workers).print_documents,
            jobs,
            lambda printed: handed_on.put(printed.name),
        )
        futures = [workers.asked.get(timeout=PATIENCE_S)[1] for _ in jobs]
        futures[1].set_result(Printed("other", "letter", b"pdf", 1))
        assert handed_on.get(timeout=PATIENCE_S) == "letter"
        futures[0].set_result(Printed("k", "handout", b"pdf", 1))
        assert [one.name for one in made.result(PATIENCE_S)] == ["handout", "letter"]
    assert handed_on.get(timeout=PATIENCE_S) == "handout"


def test_a_booklet_is_made_while_others_are_printed(tmp_path: Path) -> None:
    """Imposition waits for its own document only."""
    workers, forbidden = Slow(), job("england").forbidden
    plan = shipped_plan(Order("power/who-has-it", "11-14", "england"))
    documents = [
        replace(job("england").document, name=name, key=name)
        for name in ("facilitator-guide", "worksheet")
    ]
    jobs = tuple(PressJob(document, {}, None) for document in documents)
    assert forbidden is not None
    prepared = PreparedOrder(plan, forbidden, jobs, (), b"", None)
    with ThreadPoolExecutor(1) as threads:
        press = CachedPress(Cache(tmp_path), workers)
        made = threads.submit(print_order, prepared, press, Sources(shipped_library(), shipped()))
        (_, guide), (_, worksheet) = (workers.asked.get(timeout=PATIENCE_S) for _ in jobs)
        guide.set_result(Printed("facilitator-guide", "facilitator-guide", b"pdf", 14))
        try:
            assert workers.asked.get(timeout=PATIENCE_S)[0] == "impose"
        finally:
            worksheet.set_exception(NotFitToPrint([Problem("sealed", "worksheet.html", "no")]))
        assert isinstance(made.exception(PATIENCE_S), NotFitToPrint)


def test_a_job_that_fails_names_the_style_sheets_of_its_document(tmp_path: Path) -> None:
    """Where nobody knows what is endless, the message names each file that may be to blame."""
    workers = Slow()
    source = "<style>\n/* sheet: styles/a.css */\n/* sheet: pieces/b.css */\n</style>"
    failing = job("england")
    failing = replace(failing, document=replace(failing.document, source=source))
    with ThreadPoolExecutor(1) as threads:
        made = threads.submit(CachedPress(Cache(tmp_path), workers).print_documents, [failing])
        _, first = workers.asked.get(timeout=PATIENCE_S)
        first.set_exception(JobFailed("The job was stopped"))
        error = made.exception(PATIENCE_S)
    assert isinstance(error, NotFitToPrint)
    (problem,) = error.problems
    assert problem.path == failing.document.path
    assert problem.fix.endswith("or in its style sheets: styles/a.css, pieces/b.css")


def test_a_document_from_the_cache_has_all_that_was_found_out_about_it(tmp_path: Path) -> None:
    """Its pages, its ink, and its warnings with their place on the page, whatever they quote."""
    spot = Spot(2, 10.5, 20.0, 30.0, 40.0)
    warning = Problem(
        "x", "a.html", "“é\udc80”", "fix", 3, stops=False, spot=spot, documents=("A",)
    )
    made = Printed("k", "handout", b"pdf", 2, 12.5, warnings=(warning,))
    entry = Cache(tmp_path).put("key", made.content, facts_of(made), personal=False)
    known = job("england").printed_as(entry)
    assert (known.pages, known.ink_percent, known.from_cache) == (2, 12.5, True)
    (again,) = known.warnings
    assert asdict(again) == asdict(warning)
    assert again.spot == spot
