"""What was read and composed before: the same as if it were read and composed now."""

from __future__ import annotations

import os
import pickle
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printroom import choose
from printroom.cache import Cache
from printroom.load import load_content
from printroom.load.schools import read_school_list, term_file
from printroom.make import CachedPress, Sources, read_sources
from printroom.make.pack import orders
from printroom.make.pack.orders import PreparedOrder, prepare_order
from printroom.make.run import cached_folders
from printroom.model import KnownNames, NotFitToPrint, Order, Plan, SchoolList
from printroom.workers.own_types import own_dumps, own_loads
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

HOLE = "materials/snippets/repairs/hole.md"
BUBBLES = (HOLE, "Look for bubbles", "Look for air")
CLUBS = "materials/schools/clubs.csv"
ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)


@pytest.fixture
def cache(tiny: Workshop) -> Cache:
    """An empty cache."""
    return Cache(tiny.materials.parent / "cache")


def read(tiny: Workshop, cache: Cache | None = None) -> Sources:
    """Both folders, as a command reads them."""
    return read_sources(tiny.materials, tiny.templates, sets_aside=True, cache=cache)


def prepared(sources: Sources, cache: Cache, *only: str) -> PreparedOrder:
    """An order as it is printed."""
    return prepare_order(ORDER, CachedPress(cache, AtOnce()), sources, only=only, values={})


def test_unchanged_files_are_not_parsed_again(
    tiny: Workshop, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders whose files are the same are read from the cache, and equal what reading them is."""
    first = read(tiny, cache)
    with monkeypatch.context() as forbidden:
        forbidden.setattr(cached_folders, "load_content", None)
        again = read(tiny, cache)
    assert again == first
    assert again.key
    assert replace(again, key="") == read(tiny)


def test_names_of_a_term_are_read_from_the_cache_too(
    tiny: Workshop, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is parsed for the names of a term that the cache knows; a wrong one is refused."""
    read(tiny, cache)
    monkeypatch.setattr(cached_folders, "load_order_names", None)
    _, resolved = cached_folders.read_term(tiny.materials, tiny.templates, "summer", cache=cache)
    assert resolved.name == "summer"
    tiny.change("materials/terms/summer.yaml", "roads/signals", "B7")
    with pytest.raises(NotFitToPrint, match="there is no session “B7”"):
        cached_folders.read_term(tiny.materials, tiny.templates, "summer", cache=cache)


@pytest.mark.parametrize(
    "change",
    [
        BUBBLES,
        ("materials/facts.yaml", "Tyre Survey", "Tyre Report"),
        ("templates/styles/club.css", "h1 { font-size: 1.6em; }", "h1 { font-size: 1.7em; }"),
    ],
    ids=["snippet", "fact", "style"],
)
def test_a_changed_file_is_read(tiny: Workshop, cache: Cache, change: tuple[str, ...]) -> None:
    """After any save, the folders are as they are now; and after its undoing, as they were."""
    path, old, new = change
    first = read(tiny, cache)
    tiny.change(path, old, new)
    changed = read(tiny, cache)
    assert replace(changed, key="") == read(tiny)
    assert changed.key != first.key
    tiny.change(path, new, old)
    assert read(tiny, cache) == first


def test_a_file_that_is_saved_while_it_is_read_is_not_kept(
    tiny: Workshop, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which of both texts was read, so nothing is kept under the digest of either."""

    def load_and_save(*folders: Path) -> Any:
        tiny.change(*BUBBLES)
        return load_content(*folders)

    with monkeypatch.context() as slow:
        slow.setattr(cached_folders, "load_content", load_and_save)
        assert read(tiny, cache).key == ""
    tiny.change(BUBBLES[0], BUBBLES[2], BUBBLES[1])
    assert replace(read(tiny, cache), key="") == read(tiny)


def test_mistakes_are_reported_each_time(tiny: Workshop, cache: Cache) -> None:
    """What is wrong with a file is not kept: the second command reports it as the first did."""
    tiny.change(HOLE, "title: Find the hole", "titel: Find the hole")
    for _ in range(2):
        sources = read(tiny, cache)
        assert sources.key == ""
        assert [problem.path for those in sources.library.set_aside.values() for problem in those]
    tiny.write("materials/bands.yaml", "nothing: right\n")
    for _ in range(2):
        with pytest.raises(NotFitToPrint):
            read(tiny, cache)


def test_lists_are_always_read(tiny: Workshop, cache: Cache) -> None:
    """A list, a term or a stray file that is new has its messages, though no text has changed."""
    first = read(tiny, cache)
    tiny.write("materials/schools/odd.csv", "id,name,nation\nodd,Odd,nowhere\n")
    tiny.write("materials/terms/odd.yaml", "title: Odd\n")
    tiny.write("materials/snippets/odd.txt", "Words.\n")
    sources = read(tiny, cache)
    assert sources.key == first.key
    found = {Path(path).name for path in sources.library.set_aside}
    found |= {Path(warning.path).name for warning in sources.library.warnings}
    assert {"odd.csv", "odd.yaml", "odd.txt"} <= found
    assert replace(sources, key="") == read(tiny)


def test_a_list_is_read_once_for_itself_and_its_terms(
    tiny: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many terms name a list of schools, reading the folder parses it once."""
    summer = Path("materials/terms/summer.yaml")
    tiny.write("materials/terms/autumn.yaml", summer.read_bytes())
    files: list[Path] = []

    def load_schools(file: Path, names: KnownNames) -> SchoolList:
        files.append(file)
        return read_school_list.load_schools(file, names)

    monkeypatch.setattr(term_file, "load_schools", load_schools)
    read(tiny)
    assert Path(CLUBS) in files
    assert len(files) == len(set(files))


@pytest.mark.parametrize("only", [(), ("task-sheet",)], ids=["pack", "one document"])
def test_an_unchanged_order_is_not_composed_again(
    tiny: Workshop, cache: Cache, monkeypatch: pytest.MonkeyPatch, only: tuple[str, ...]
) -> None:
    """An order from the same content is what it was, and no template runs for it."""
    sources = read(tiny, cache)
    first = prepared(sources, cache, *only)
    with monkeypatch.context() as forbidden:
        forbidden.setattr(orders, "plan_for", None)
        assert prepared(read(tiny, cache), cache, *only) == first
    assert prepared(read(tiny), cache, *only) == first


def test_an_order_is_planned_once(tiny: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is composed and what must not appear come from one plan."""
    planned: list[Order] = []
    plan_of = choose._plan

    def plan(order: Order, *others: Any) -> Plan:
        planned.append(order)
        return plan_of(order, *others)

    monkeypatch.setattr(choose, "_plan", plan)
    prepared(read(tiny), Cache(tiny.materials.parent / "cache"))
    assert planned == [ORDER]


def test_a_changed_word_is_composed(tiny: Workshop, cache: Cache) -> None:
    """An order whose words have changed has the new ones, and another code."""
    first = prepared(read(tiny, cache), cache)
    tiny.change(*BUBBLES)
    now = prepared(read(tiny, cache), cache)
    assert now.plan.code != first.plan.code
    assert now == prepared(read(tiny), cache)


def test_a_check_that_is_dated_later_is_another_content(tiny: Workshop, cache: Cache) -> None:
    """On a day before a contact was checked, its packs are drafts, whatever was composed before."""
    sources = read(tiny, cache)
    days = sorted(c.verified_on for c in sources.library.contacts.values() if c.verified_on)
    before = sources.on_day(days[0].replace(year=days[0].year - 1))
    assert sources.on_day(days[-1]).key == sources.key
    assert before.key not in ("", sources.key)
    assert prepared(sources, cache).plan.draft != prepared(before, cache).plan.draft


class Runs:
    """What runs a program wherever pickle reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.path}",)


NAMES: dict[str, Callable[[], object]] = {
    "function of the program": lambda: read_sources,
    "exception of the program": lambda: NotFitToPrint,
    "class that is no data": lambda: Cache,
    "class of Python": lambda: Path,
}


@pytest.mark.parametrize("named", NAMES.values(), ids=NAMES)
def test_a_value_names_data_types_only(named: Callable[[], object]) -> None:
    """Whatever else a value in the cache names is refused before it is looked up."""
    with pytest.raises(pickle.PicklingError, match="not a data type"):
        own_loads(pickle.dumps(named()))


def test_reading_a_value_runs_no_program(tmp_path: Path, tiny: Workshop) -> None:
    """A value that somebody put into the cache runs nothing, and is made again."""
    content = pickle.dumps(Runs(tmp_path / "ran"))
    with pytest.raises(pickle.PicklingError, match=r"posix\.system"):
        own_loads(content)
    cache = Cache(tmp_path / "cache")
    first = read(tiny, cache)
    (value,) = (tmp_path / "cache" / "folders").glob("*.entry")
    cache.put_value("folders", value.stem, zlib.compress(content))
    assert read(tiny, cache) == first
    assert not (tmp_path / "ran").exists()


def test_a_value_arrives_as_it_was(tiny: Workshop) -> None:
    """Everything that the folders hold makes the journey."""
    sources = read(tiny)
    held = (sources.library, sources.templates)
    assert own_loads(own_dumps(held)) == held
