"""Watching: a save prints what it changes, and a mistake keeps the last good page."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.make import CachedPress
from printroom.make.preview.watching import Reprint, watch_order
from printroom.model import Order
from tests.held import PATIENCE_S
from tests.paper import texts_of_pages
from tests.prints.test_term_calls import until
from tests.term_helpers import Remembering
from tests.workshop import TESTS, Workshop, program_in, share_cache

HOLE = "materials/snippets/repairs/hole.md"
SHEET = "templates/documents/task-sheet.html"
STYLE = "templates/styles/club.css"
ORDER = Order("repairs/flat-tyre", "juniors", "uphill")
FILES = ["02-task-sheet.pdf", "03-cards.pdf", "04-guide.pdf", "05-help-page.pdf"]


def text(file: Path) -> str:
    """What a file says."""
    return "\n".join(texts_of_pages(file.read_bytes()))


def watched(
    tiny: Workshop,
    prints: Cache,
    output: Path,
    *saves: Callable[[], object],
    only: tuple[str, ...] = (),
) -> Iterator[Reprint]:
    """Print now, and after each of these saves."""
    press = CachedPress(Cache(output / ".cache"), Remembering(prints))
    folders = (tiny.materials, tiny.templates)
    return watch_order(ORDER, only, folders, press, output, (save() for save in saves))


def test_templates_are_compiled_once_for_many_saves(
    tiny: Workshop, prints: Cache, tmp_path: Path
) -> None:
    """After the first print they are compiled, and again only after one of them is saved."""
    workers = Remembering(prints)
    press, folders = (
        CachedPress(Cache(tmp_path / ".cache"), workers),
        (tiny.materials, tiny.templates),
    )
    edits: list[Callable[[], object]] = [
        lambda: tiny.change(HOLE, "Look for bubbles", "Look for air"),
        lambda: Path(STYLE).write_text(Path(STYLE).read_text("utf-8") + "\n", "utf-8"),
        lambda: tiny.change(SHEET, "</h1>", "</h1><p>Words</p>"),
    ]
    saves = (edit() for edit in edits)
    assert len([*watch_order(ORDER, (), folders, press, tmp_path, saves)]) == 4
    composing = [name for name in workers.done if name.startswith(("render", "compile"))]
    first = ["render_documents", "compile_all"]
    assert composing == [*first, "render_compiled", "render_compiled", *first]


def test_a_save_rewrites_the_documents_that_it_changes(
    tiny: Workshop, prints: Cache, tmp_path: Path
) -> None:
    """First all are printed; then those whose pages change, and none where no page does."""
    before = dict[str, int]()

    def other_word() -> None:
        before.update({file.name: file.stat().st_ino for file in output.glob("*.pdf")})
        tiny.change(HOLE, "Look for bubbles", "Look for air")

    def blank_line() -> None:
        Path(HOLE).write_text(Path(HOLE).read_text("utf-8") + "\n", "utf-8")

    output = tmp_path / "pages"
    first, second, third = watched(tiny, prints, output, other_word, blank_line)
    assert [file.name for file in first.files] == FILES
    changed = {file.name for file in second.files}
    assert "02-task-sheet.pdf" in changed
    assert "05-help-page.pdf" not in changed
    rewritten = {name for name in FILES if (output / name).stat().st_ino != before[name]}
    assert rewritten == changed
    assert "Look for air" in text(output / "02-task-sheet.pdf")
    assert third == Reprint()


def test_one_document_can_be_watched(tiny: Workshop, prints: Cache, tmp_path: Path) -> None:
    """With `only`, no other document is printed, then or later."""

    def save() -> None:
        tiny.change(HOLE, "Look for bubbles", "Look for air")

    for reprint in watched(tiny, prints, tmp_path / "pages", save, only=("task-sheet",)):
        assert [file.name for file in reprint.files] == ["02-task-sheet.pdf"]
    assert [file.name for file in (tmp_path / "pages").glob("*.pdf")] == ["02-task-sheet.pdf"]


def test_a_mistake_leaves_the_last_good_page(tiny: Workshop, prints: Cache, tmp_path: Path) -> None:
    """A mistake is reported and nothing is written; the save that corrects it prints again."""
    output, good = tmp_path / "pages", dict[str, bytes]()

    def broken() -> None:
        good.update({file.name: file.read_bytes() for file in output.glob("*.pdf")})
        tiny.change(SHEET, "<h1>", "<h1>{{ nobody_knows_this }}")

    def fixed() -> None:
        assert {file.name: file.read_bytes() for file in output.glob("*.pdf")} == good
        tiny.change(SHEET, "{{ nobody_knows_this }}", "")
        tiny.change(HOLE, "Look for bubbles", "Look for air")

    _, second, third = watched(tiny, prints, output, broken, fixed)
    (problem,) = second.problems
    assert (problem.path, second.files) == (SHEET, ())
    assert problem.line == sheet_line(tiny)
    assert not third.problems
    assert "Look for air" in text(output / "02-task-sheet.pdf")


def test_pages_are_drawn_beside_their_files(tiny: Workshop, prints: Cache, tmp_path: Path) -> None:
    """With pictures, each page that is good or refused is a picture, and the message names it."""

    def too_low() -> None:
        tiny.change(STYLE, ".step { list-style", ".key { height: 3mm } .step { list-style")

    output = tmp_path / "pages"
    press = CachedPress(Cache(output / ".cache"), Remembering(prints))
    folders, only = (tiny.materials, tiny.templates), ("task-sheet",)
    saves = (save() for save in (too_low,))
    reprints = watch_order(ORDER, only, folders, press, output, saves, pictures=True)
    first, second = reprints
    assert first.files == (output / "02-task-sheet.pdf",)
    drawn = sorted(file.name for file in output.glob("*.png"))
    assert drawn == [f"02-task-sheet-{number}.png" for number in range(1, len(drawn) + 1)]
    assert drawn
    for problem in second.problems:
        picture = Path(problem.message.rpartition(" See ")[2].rstrip("."))
        assert picture.parent == output / "refused"
        assert picture.read_bytes().startswith(b"\x89PNG")


def sheet_line(tiny: Workshop) -> int:
    """The line on which the mistake was."""
    lines = (tiny.templates / "documents" / "task-sheet.html").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if "<h1>" in line)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as on POSIX")
def test_watch_follows_its_files_until_ctrl_c(tmp_path: Path, prints: Cache) -> None:
    """The command prints, follows saves, names a mistake's line, and ends without a trace."""
    shutil.copytree(TESTS / "tiny", tmp_path, dirs_exist_ok=True)
    log, sheet = tmp_path / "log.txt", tmp_path / "pages" / "02-task-sheet.pdf"
    hole, template = tmp_path / HOLE, tmp_path / SHEET
    command = [
        sys.executable, str(program_in(tmp_path)), "watch", "repairs/flat-tyre",
        "--band", "juniors", "--nation", "uphill", "-o", str(tmp_path / "pages"),
        "--materials", str(tmp_path / "materials"), "--templates", str(tmp_path / "templates"),
    ]  # fmt: skip
    share_cache(tmp_path, prints)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=subprocess.STDOUT, cwd=tmp_path, start_new_session=True
        )

    def reported(words: str, times: int = 1) -> Callable[[], bool]:
        return lambda: log.read_text("utf-8").count(words) >= times or process.poll() is not None

    try:
        until(reported("Waiting for the next save"))
        assert "Look for bubbles" in text(sheet)
        help_page = (tmp_path / "pages" / "05-help-page.pdf").stat().st_mtime_ns
        change(hole, "Look for bubbles", "Look for air")
        until(reported(sheet.name, 2))  # one save may be seen as two, and the first prints nothing
        assert "Look for air" in text(sheet)
        assert (tmp_path / "pages" / "05-help-page.pdf").stat().st_mtime_ns == help_page
        good = sheet.read_bytes()
        change(template, "<h1>", "<h1>{{ nobody_knows_this }}")
        until(reported("Nothing was printed"))
        line = template.read_text("utf-8").partition("<h1>")[0].count("\n") + 1
        assert f"{SHEET}:{line}:" in log.read_text("utf-8")
        assert sheet.read_bytes() == good
        change(template, "{{ nobody_knows_this }}", "")
        change(hole, "Look for air", "Look for foam")
        until(lambda: "Look for foam" in text(sheet) or process.poll() is not None)
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE_S)
    assert code == 130, log.read_text("utf-8")
    assert "Traceback" not in log.read_text("utf-8")
    until(lambda: not has_processes(process.pid))


def change(file: Path, old: str, new: str) -> None:
    """Save a file with another text, as an editor does: at once."""
    content = file.read_text("utf-8")
    assert content.count(old) == 1
    other = file.with_name(f"{file.name}~")
    other.write_text(content.replace(old, new), "utf-8")
    other.replace(file)


def has_processes(group: int) -> bool:
    """Whether a process of a group is alive."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
