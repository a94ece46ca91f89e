"""Comparing: every page that an edit changes is found, and what it leaves alone is not printed."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.cli import main
from printroom.make import CachedPress, read_sources
from printroom.make.compare.compared_sides import Base
from printroom.make.compare.comparing import Comparison, compare, orders_of
from printroom.make.compare.differences_page import lines, write_differences
from tests.press_helpers import printed
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

HOLE = "materials/snippets/repairs/hole.md"
STYLE = "templates/styles/club.css"
ONE = ({"repairs/flat-tyre"}, {"juniors"}, {"uphill"})


@dataclass(frozen=True)
class Edited:
    """A workshop that may be edited, a copy from before the edits, and what is printed."""

    tiny: Workshop
    prints: Cache
    before: Path

    def compare(
        self, *, choices: tuple[set[str], ...] = ONE, early: list[Comparison] | None = None
    ) -> tuple[Comparison, list[str]]:
        """What differs now, and the jobs that were done to find it; `early` gets what was seen."""
        seen = [] if early is None else early
        workers = AtOnce()
        press = CachedPress(self.prints, workers)
        read = self.before / "materials", self.before / "templates"
        now = read_sources(self.tiny.materials, self.tiny.templates, {})
        moved = tuple((str(one), one.name) for one in read)
        base = Base(read_sources(*read, {}), moved)
        orders = orders_of((now, base.sources), DAY, "standard", *choices)
        found = compare(base, now, orders, press, Path("diff"), 40, seen.append)
        return found, workers.done


@pytest.fixture
def edited(tiny: Workshop, tmp_path: Path, prints: Cache) -> Edited:
    """A workshop before any edit."""
    before = tmp_path / "before"
    for folder in ("materials", "templates"):
        shutil.copytree(folder, before / folder)
    return Edited(tiny, prints, before)


def test_the_same_folders_compose_and_print_nothing(edited: Edited) -> None:
    """Without an edit no page differs, and nothing is composed for finding that out."""
    found, done = edited.compare(choices=(set(), set(), set()))
    assert (found.changes, found.changed_packs, done) == ((), 0, [])
    assert found.packs == 6
    assert found.same_documents > found.packs


def test_an_edit_shows_each_page_that_it_changes(edited: Edited) -> None:
    """The pages with the changed words differ; documents without them are not printed."""
    edited.tiny.change(HOLE, "Fill the bowl to the line.", "Fill the bowl.")
    found, done = edited.compare()
    (guide,) = found.changes
    assert (guide.document, guide.page) == ("guide", 2)
    assert 0 < guide.share < 0.2
    assert found.same_pages > 0
    for picture in (guide.before, guide.after, guide.difference):
        assert picture is not None
        assert picture.read_bytes().startswith(b"\x89PNG")
    assert found.same_documents == 4
    assert set(done) <= {"render_many", "render_the_cover", "press_and_proof", "compare_pages"}
    assert done.count("compare_pages") == 1
    assert found.changed_packs == 1


def test_a_line_that_only_moves_words_down_prints_nothing(edited: Edited) -> None:
    """Where the words of a page are written does not decide how it looks."""
    path = Path("materials/snippets/frame/hello.md")
    path.write_text(path.read_text("utf-8").replace("## Guide", "\n\n## Guide"), "utf-8")
    edited.tiny.change("templates/sheets/cards-6.yaml", "title: Six cards", "title: Six")
    found, done = edited.compare()
    assert found.changes == ()
    assert "press_and_proof" not in done


def test_the_largest_change_comes_first(edited: Edited) -> None:
    """A page that is new or gone, then larger changes, then smaller ones; each pack is named."""
    edited.tiny.change(STYLE, "h2 { font-size: 1.25em; }", "h2 { font-size: 1.3em; }")
    edited.tiny.change(HOLE, "Look for bubbles.", "Look for bubbles." + " Wait." * 150)
    early: list[Comparison] = []
    found, _ = edited.compare(early=early)
    shares = [change.share for change in found.changes]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1.0
    assert found.changes[0].before is None
    assert early  # somebody who waits sees the first documents before the last is printed
    assert 0 < len(early[0].changes) < len(found.changes)
    assert set(early[0].changes) < set(found.changes)


def test_nations_with_the_same_page_share_its_picture(edited: Edited) -> None:
    """A page that several packs have is compared once, and each of them is named."""
    edited.tiny.change(HOLE, "Look for bubbles", "Look for air")
    found, done = edited.compare(choices=({"repairs/flat-tyre"}, {"juniors"}, set()))
    (sheet, *_) = [change for change in found.changes if change.document == "task-sheet"]
    assert [order.nation for order in sheet.orders] == ["downhill", "uphill"] or len(
        sheet.orders
    ) == 1
    assert done.count("compare_pages") == len(
        {(change.document, change.orders) for change in found.changes}
    )


def test_what_cannot_be_printed_is_a_problem_and_the_rest_is_shown(edited: Edited) -> None:
    """A page that no longer fits is reported, and the other pages are compared."""
    edited.tiny.change(HOLE, "Fill the bowl to the line.", "Fill the bowl.")
    edited.tiny.change(
        STYLE, ".step { list-style", "html.task-sheet .key { height: 3mm } .step { list-style"
    )
    found, _ = edited.compare()
    assert {problem.path for problem in found.problems} <= {HOLE}
    assert "text-outside" in {problem.code for problem in found.problems}
    assert "guide" in {change.document for change in found.changes}
    assert "task-sheet" not in {change.document for change in found.changes}


def test_the_page_names_every_change_and_loads_nothing(edited: Edited) -> None:
    """index.html shows each changed page by files beside it, and asks nothing of any network."""
    edited.tiny.change(HOLE, "Fill the bowl to the line.", "Fill the bowl <b>& more</b>.")
    edited.tiny.change(HOLE, "Fill the bowl <b>& more</b>.", "Fill the bowl & more.")
    found, _ = edited.compare()
    page = write_differences(found, "compared with <HEAD>", Path("diff")).read_text("utf-8")
    assert "compared with &lt;HEAD&gt;" in page
    assert "http" not in page
    for change in found.changes:
        assert change.after is not None
        assert f'src="{change.after.name}"' in page
    assert len(list(lines(found))) == len(found.changes) + 4


def test_the_pictures_show_where_two_files_differ() -> None:
    """Only dots that differ count, also one; the same bytes have none."""
    from printroom.press.page_pictures import compare_pages

    one, other = printed("<p>One word</p>"), printed("<p>One sword</p>")
    assert [pair.share for pair in compare_pages(one, one, 50)] == [0.0]
    (pair,) = compare_pages(one, other, 50)
    assert 0 < pair.share < 0.01
    (gone,) = compare_pages(one, b"", 50)
    assert (gone.share, gone.after) == (1.0, b"")


def test_a_revision_of_git_can_be_the_base(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    """`diff --base HEAD` reads the committed materials and templates."""
    for command in (
        ["init", "-q"],
        ["add", "materials", "templates"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "all"],
    ):
        subprocess.run(["git", *command], check=True)
    edited.tiny.change("materials/sessions/repairs/flat-tyre.yaml", "Name four", "Name three")
    options = ["--materials", "materials", "--templates", "templates", "-o", "diff"]
    narrow = ["--session", "B1", "--band", "juniors", "--nation", "uphill"]
    with pytest.raises(SystemExit) as end:
        main(["diff", "--base", "HEAD", *narrow, *options])
    shown = capsys.readouterr().out
    assert end.value.code == 0, shown
    assert "guide, page 1:" in shown
    assert Path("diff/index.html").is_file()
    with pytest.raises(SystemExit) as end:
        main(["diff", "--base", "--output=x", *options])
    assert end.value.code == 2
