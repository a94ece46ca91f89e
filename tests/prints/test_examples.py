"""`new document`, `activity` and `organisation`: what it writes passes `check`, and prints."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from printroom.cache import Cache
from printroom.make import CachedPress
from printroom.make.check.checking import check
from printroom.make.new.example_files import Kind, WantedExample
from printroom.make.new.examples import new_example, new_organisation
from printroom.make.preview.previewing import DocumentPreview
from printroom.make.run.resident_sources import ResidentSources
from printroom.model import Order
from tests.fast.test_examples import NAMES, workshop, written
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

HOLE = "materials/snippets/repairs/hole.md"


def preview(order: Order, document: str, folders: tuple[Path, Path], prints: Cache) -> int:
    """How many pages a document has, which must be fit to print."""
    press = CachedPress(prints, AtOnce())
    read = ResidentSources(*folders).read
    made = DocumentPreview(order, document, read, press, dpi=20).refresh()
    assert made.problems == ()
    return len(made.pages)


@settings(max_examples=6)
@given(name=NAMES, kind=st.sampled_from(["document", "activity"]))
def test_what_new_writes_passes_check_whatever_its_name(name: str, kind: Kind) -> None:
    """For any name: `check` finds no error in what was written, or it was refused."""
    with workshop() as (_, cache, folders):
        press = CachedPress(Cache(cache / "cache"), AtOnce())
        files, problems = written(WantedExample(kind, name), folders, press)
        assert bool(files) != bool(problems)
        if files:
            found = check(*folders, press, DAY)
            assert [problem for problem in found if problem.stops] == []


def test_authors_can_use_a_new_document_and_a_new_activity(tiny: Workshop, prints: Cache) -> None:
    """A heading of the new document, and the new kind of activity, print at once."""
    folders = (tiny.materials, tiny.templates)
    press = CachedPress(prints, AtOnce())
    new_example(WantedExample("document", "reminder"), folders, press, DAY)
    new_example(WantedExample("activity", "stand-or-sit"), folders, press, DAY)
    tiny.change(HOLE, "kind: piles", "kind: stand-or-sit")
    text = Path(HOLE).read_text("utf-8").replace("::: activity\n:::\n\n## Cards", "## Cards")
    reminder = "## Reminder\n\nBring a [tube](word:tube).\n\n::: activity\n:::\n\n## Cards"
    Path(HOLE).write_text(text.replace("## Cards", reminder), "utf-8")
    order = Order("repairs/flat-tyre", "seniors", "uphill", as_of=DAY)
    assert preview(order, "reminder", folders, prints) == 1


def test_a_new_organisation_passes_check_and_prints_its_pack(tmp_path: Path, prints: Cache) -> None:
    """Its folders have no error, also when every page is laid out, and no warning but drafts."""
    press = CachedPress(prints, AtOnce())
    files = new_organisation("our-club", tmp_path, press, DAY)
    assert all(file.is_file() for file in files)
    home = tmp_path / "our-club"
    found = check(home / "materials", home / "templates", press, DAY, fit=True)
    assert {problem.code for problem in found} <= {"draft"}
