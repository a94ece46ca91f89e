"""The live preview: a save prints the one document that it changes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.make import CachedPress, Sources, read_sources
from printroom.make.pack.orders import prepare_order
from printroom.make.preview.previewing import DocumentPreview, Preview
from printroom.make.run.resident_sources import ResidentSources
from printroom.model import Order
from tests.term_helpers import AtOnce
from tests.workshop import Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill")
HOLE = "materials/snippets/repairs/hole.md"
SHEET = "templates/documents/task-sheet.html"
STYLE = "templates/styles/club.css"

SOURCES = {
    "snippet": (HOLE, "Look for bubbles", "Look for air"),
    "variant": ("materials/snippets/repairs/tools.juniors.md", "round and round", "round"),
    "fact": ("materials/facts.yaml", "Tyre Survey", "Tyre Report"),
    "word": ("materials/glossary.yaml", "The soft ring inside", "The ring inside"),
    "band": ("materials/bands.yaml", "tick_mm: 7", "tick_mm: 8"),
    "template": (SHEET, "<section>", "<section class='one'>"),
    "include": ("templates/parts/ends.html", '_("Sources")', '_("From")'),
    "style": (STYLE, "h2 { font-size: 1.25em; }", "h2 { font-size: 1.3em; }"),
    "activity": ("templates/activities/piles.html", "<ul>\n{% for group", "<ul>\n\n{% for group"),
    "image": ("templates/images/dot.svg", "<svg ", '<svg id="dot" '),
}
"""What the task sheet of the juniors is made from: a file of each kind, and a change in it."""
OTHERS = {
    "another document": ("templates/documents/guide.html", "<h1>", "<h1> "),
    "another band": ("materials/bands.yaml", "line_mm: 8.5", "line_mm: 9"),
    "another session": ("materials/snippets/roads/arms.md", "Ada once waved", "Ada waved"),
    "another part": (HOLE, "Fill the bowl to the line", "Fill the bowl"),
    "a fact of others": ("materials/facts.yaml", "Hook Count", "Hooks"),
    "a blank line": ("templates/sheets/cards-6.yaml", "title: Six cards", "title: Six"),
}


def reading(tiny: Workshop) -> Callable[[], Sources]:
    """What a process that stays reads the workshop with."""
    return ResidentSources(tiny.materials, tiny.templates).read


def printed_in(done: list[str]) -> int:
    """How many of these jobs print a document."""
    return sum(map(done.count, ("press_and_proof", "print_unproven")))


@dataclass(frozen=True)
class Watched:
    """A preview of the task sheet, and the jobs that were done for it."""

    tiny: Workshop
    workers: AtOnce
    cache: Cache
    preview: DocumentPreview

    def save(self, change: tuple[str, str, str]) -> tuple[Preview, int, int]:
        """Change a file; the preview after it, how often was printed for it, and drawn besides."""
        self.tiny.change(*change)
        before = len(self.workers.done)
        made, done = self.preview.refresh(), self.workers.done[before:]
        drawn = done.count("draw_pages") + done.count("draw_refused")
        return made, printed_in(done), drawn


@pytest.fixture
def watched(tiny: Workshop, tmp_path: Path) -> Watched:
    """A preview that was made once."""
    workers = AtOnce()
    cache = Cache(tmp_path / "cache")
    press = CachedPress(cache, workers)
    preview = DocumentPreview(ORDER, "task-sheet", reading(tiny), press, dpi=30)
    first = preview.refresh()
    assert not first.problems
    assert first.is_new
    assert printed_in(workers.done) == 1
    assert first.pages
    assert all(page.startswith(b"\x89PNG") for page in first.pages)
    return Watched(tiny, workers, cache, preview)


def test_a_save_of_a_source_prints_the_document_once(watched: Watched) -> None:
    """Whatever the document was made from: a save of it prints that document, once."""
    for kind, change in SOURCES.items():
        made, printed, drawn = watched.save(change)
        assert (made.problems, made.is_new, printed) == ((), True, 1), kind
        assert drawn == 1 + (len(made.pages) > 1), "the first page is drawn before the others"


def test_nothing_else_prints_it(watched: Watched) -> None:
    """What the document was not made from prints nothing and draws nothing."""
    pages = watched.preview.last.pages
    for kind, change in OTHERS.items():
        made, printed, drawn = watched.save(change)
        assert (made.problems, made.is_new, printed, drawn) == ((), False, 0, 0), kind
        assert made.pages == pages


def test_a_broken_save_keeps_the_last_good_page(watched: Watched) -> None:
    """Beside the message are the pages of the last good save; the next good save clears it."""
    good = watched.preview.last.pages
    broken, _, _ = watched.save((SHEET, "<h1>", "<h1>{{ nobody_knows_this }}"))
    assert [problem.path for problem in broken.problems] == [SHEET]
    assert (broken.pages, broken.is_new) == (good, False)
    cleared, printed, _ = watched.save((SHEET, "{{ nobody_knows_this }}", ""))
    assert (cleared.problems, cleared.pages, printed) == ((), good, 0)


def test_a_refused_page_is_drawn_beside_the_last_good_one(watched: Watched) -> None:
    """A page that does not fit is shown with its fault, and other saves do not draw it again."""
    good = watched.preview.last.pages
    low = (STYLE, ".step { list-style", ".key { height: 3mm } .step { list-style")
    refused, printed, drawn = watched.save(low)
    assert (refused.pages, printed, drawn) == (good, 1, 1)
    codes = {problem.code for page in refused.refused for problem in page.problems}
    assert "text-outside" in codes
    assert {problem.code for problem in refused.problems} == codes
    again, printed, drawn = watched.save(OTHERS["another session"])
    assert (again, printed, drawn) == (refused, 0, 0)
    cleared, _, _ = watched.save((STYLE, ".key { height: 3mm } ", ""))
    assert (cleared.problems, cleared.refused, cleared.pages) == ((), (), good)


def test_a_page_with_an_answer_on_it_is_not_shown(watched: Watched) -> None:
    """What is printed is proven against all that is forbidden, and only then shown."""
    good = watched.preview.last.pages
    answer = '<p>{{ _("A patch does not hold on the side.") }}</p><h1>'
    watched.tiny.change(SHEET, "<h1>", answer)
    shown: list[Preview] = []
    watched.tiny.change(*SOURCES["snippet"])
    leaked = watched.preview.refresh(shown.append)
    assert "prove_or_raise" in watched.workers.done
    assert {problem.code for problem in leaked.problems} == {"forbidden-text"}
    assert (leaked.pages, leaked.is_new, shown) == (good, False, [])


def test_a_cover_is_shown_without_printing_the_rest(tiny: Workshop, tmp_path: Path) -> None:
    """The preview of a cover prints the cover only."""
    workers: AtOnce = AtOnce()
    press = CachedPress(Cache(tmp_path / "cache"), workers)
    made = DocumentPreview(ORDER, "cover", reading(tiny), press, dpi=30).refresh()
    assert made.printed is not None
    assert (made.problems, made.printed.name) == ((), "cover")
    assert printed_in(workers.done) == 1


def test_it_follows_saves(watched: Watched) -> None:
    """Over a stream of saves there is one preview now, and one after each."""
    saves: list[Callable[[], None]] = [
        lambda: watched.tiny.change(*SOURCES["snippet"]),
        lambda: watched.tiny.change(*OTHERS["another session"]),
    ]
    made = [watched.preview.refresh()]
    for save in saves:
        save()
        made.append(watched.preview.refresh())
    assert [one.is_new for one in made] == [False, True, False]


def test_a_previewed_page_is_that_of_the_pack(watched: Watched) -> None:
    """A preview shows the page that `pack` prints, with the same proof: the cache has its key."""
    press = CachedPress(watched.cache, watched.workers)
    sources = read_sources(watched.tiny.materials, watched.tiny.templates, {}, sets_aside=True)
    prepared = prepare_order(ORDER, press, sources, values={})
    jobs = {job.document.name: job for job in prepared.jobs}
    assert press.find(jobs["task-sheet"]) is not None
    assert press.find(jobs["guide"]) is None


def test_the_first_page_is_shown_before_the_others_are_drawn(watched: Watched) -> None:
    """Whoever waits gets the new first page early, with room for the pages that follow."""
    watched.tiny.change(*SOURCES["snippet"])
    early: list[tuple[bytes, ...]] = []
    made = watched.preview.refresh(lambda one: early.append(one.pages))
    assert [[bool(page) for page in one] for one in early] == [[True, False]]
    assert all(made.pages)
    assert made.pages[0] == early[0][0]
