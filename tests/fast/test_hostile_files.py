"""Hostile files: pipes, devices, links and gigabytes among materials; and what messages repeat."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.deliver.manifest import MANIFEST, FileDigests, faults, read_manifest
from printroom.files import ASSETS, ENDINGS, LISTS, paths_below, read_regular
from printroom.ledger.inputs import Inputs, inputs_of
from printroom.ledger.rewriting import rewritten
from printroom.ledger.term_record import RECORD, read_record
from printroom.load import load_schools
from printroom.load.schools.printer_file import load_printers
from printroom.load.sources.text_file import line_of, read_text
from printroom.model import KnownNames, NotFitToPrint, Problem
from tests.held import PATIENCE_S
from tests.workshop import Workshop, nation_names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices are POSIX")
SECRET = "root:x:0:0:a line of another file"
HUGE = 8 << 30
FOLDERS = (Path("materials"), Path("templates"))
OPTIONS = ("--materials", "materials", "--templates", "templates")


@pytest.fixture(autouse=True)
def hurry() -> Iterator[None]:
    """Stop a test that waits for a pipe, or reads a device to its end."""

    def late(*_: object) -> None:
        raise TimeoutError("this takes far too long")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def sparse(file: Path) -> None:
    """A file of gigabytes that takes no space."""
    with file.open("wb") as stream:
        stream.truncate(HUGE)


IRREGULAR: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "device": lambda file: file.symlink_to("/dev/zero"),
    "folder": lambda file: file.mkdir(),
    "loop": lambda file: file.symlink_to(file.name),
    "gone": lambda file: file.symlink_to("nowhere"),
    "huge": sparse,
}


@pytest.fixture(params=IRREGULAR)
def irregular(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    """Puts something that must not be read in the place of a file."""
    return IRREGULAR[request.param]


READERS: dict[str, Callable[[Path], object]] = {
    "sessions/repairs/a.yaml": lambda file: read_text(file, Path("materials")),
    "schools/a.csv": lambda file: load_schools(file, KnownNames({})),
    "schools/a.xlsx": lambda file: load_schools(file, KnownNames({})),
    "schools/a.yaml": lambda file: load_schools(file, KnownNames({})),
    "printers.json": load_printers,
    "reviews.yaml": lambda file: rewritten(file, Path("materials"), str),
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_waits_or_reads_what_is_no_file(
    name: str, tiny: Workshop, irregular: Callable[[Path], None]
) -> None:
    """Each reader refuses a pipe, a device, a folder, a broken link and gigabytes, at once."""
    file = tiny.materials / name
    if file.exists():
        file.unlink()
    irregular(file)
    if name == "printers.json" and not file.exists():
        return  # a link to nothing is no printers
    with pytest.raises(NotFitToPrint) as caught:
        READERS[name](file)
    assert [problem.path for problem in caught.value.problems] == [file.as_posix()]


def test_digests_of_inputs_read_only_what_is_used(
    tiny: Workshop, irregular: Callable[[Path], None]
) -> None:
    """A film among the pictures is not read; what cannot be read has no digest."""
    before = inputs_of([tiny.materials])
    irregular(tiny.materials / "pictures" / "film.mp4")
    irregular(tiny.materials / "snippets" / "a.md")
    after = inputs_of([tiny.materials])
    assert {**after, "materials/snippets/a.md": ""} == {**before, "materials/snippets/a.md": ""}


UNUSED = (
    "materials/notes",
    "materials/pictures/film.png",
    "materials/schools/form",
    "materials/snippets/hole.bak",
    "templates/images/old",
    "templates/parts/old.htm",
)
"""Names in folders that are read, which no file and no command needs."""
_opened: list[str] = []


def _note_opening(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], (str, bytes, Path)):
        _opened.append(os.fsdecode(arguments[0]))


sys.addaudithook(_note_opening)


def socket_at(file: Path) -> None:
    """A socket of the file system."""
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(file.as_posix())


@pytest.mark.parametrize("kind", ["pipe", "device", "socket"])
def test_what_nothing_uses_is_never_opened(kind: str, tiny: Workshop) -> None:
    """A pipe, device or socket among materials or templates stops nothing, and is left alone."""
    before = tiny.load()
    for name in UNUSED:
        (socket_at if kind == "socket" else IRREGULAR[kind])(Path(name))
    _opened.clear()
    assert tiny.load() == before
    assert Inputs().of([tiny.materials, tiny.templates]) == inputs_of(FOLDERS)
    for arguments in (["list"], ["check", "materials/schools"], ["contacts"]):
        done = CliRunner().invoke(main, [*arguments, *OPTIONS])
        assert (done.exit_code, done.stderr) == (0, ""), done.output
    opened = {Path(name).resolve() for name in _opened if name.startswith(("m", "t", "/"))}
    assert Path("materials/bands.yaml").resolve() in opened
    assert not opened & {Path(name).absolute() for name in UNUSED}
    assert "/dev/zero" not in _opened


def test_digests_of_inputs_follow_no_link_out_of_the_folder(tiny: Workshop, tmp_path: Path) -> None:
    """A link has the digest of what it leads to, under its own name."""
    (tmp_path / "elsewhere.md").write_text(SECRET)
    (tiny.materials / "snippets" / "a.md").symlink_to(tmp_path / "elsewhere.md")
    (tiny.materials / "snippets" / "b").symlink_to("/usr")
    assert set(inputs_of([tiny.materials])) - set(inputs_of([Path("materials/snippets")])) > {
        "materials/snippets/a.md"
    }


def test_what_may_be_loaded_has_a_digest() -> None:
    """No kind of file is read that a change of would go unnoticed."""
    assert {".md", ".yaml", ".html", ".css", *ASSETS, *LISTS} <= ENDINGS


def test_a_link_is_followed_within_the_folder_only(tiny: Workshop, tmp_path: Path) -> None:
    """Materials may be linked among themselves; a link to another place is refused, unread."""
    snippets = tiny.materials / "snippets" / "frame"
    (tmp_path / "secret.md").write_text(SECRET)
    (snippets / "again.md").symlink_to("hello.md")
    tiny.load()
    (snippets / "away.md").symlink_to(tmp_path / "secret.md")
    (snippets / "folder").symlink_to(tmp_path)
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    assert [(p.path, p.code) for p in caught.value.problems] == [
        ("materials/snippets/frame/away.md", "link-outside"),
        ("materials/snippets/frame/folder", "linked-folder"),
    ]
    assert SECRET not in str(caught.value.problems)


def test_what_editors_leave_beside_files_is_not_read(tiny: Workshop) -> None:
    """Hidden files, such as an editor’s lock, are no materials."""
    (tiny.materials / "snippets" / ".#hello.md").symlink_to("user@host.123")
    (tiny.materials / "sessions" / "._flat-tyre.yaml").write_bytes(b"\0\5\26\7")
    tiny.load()


def test_a_folder_that_cannot_be_listed_is_named(
    tiny: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Snippets behind a missing right are not passed over in silence."""
    real = os.scandir

    def refuse(folder: str) -> object:
        if str(folder).endswith("snippets/repairs"):
            raise PermissionError(13, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    assert ("materials/snippets/repairs", "not-readable") in {
        (problem.path, problem.code) for problem in caught.value.problems
    }


def test_a_file_in_the_place_of_a_folder_is_named(tiny: Workshop) -> None:
    """Materials that are one file where a folder belongs are not simply empty."""
    (tiny.materials / "terms" / "summer.yaml").unlink()
    (tiny.materials / "terms").rmdir()
    (tiny.materials / "terms").write_text("x")
    with pytest.raises(NotFitToPrint, match="materials/terms:1:1 not-a-folder"):
        tiny.load()


@pytest.mark.parametrize("ending", ["", ".txt", ".csv", ".yaml", ".tsv", ".xlsx"])
def test_a_term_quotes_no_file_that_is_not_its_list(
    ending: str, tiny: Workshop, tmp_path: Path
) -> None:
    """A term that names any file of the machine as its list of schools learns nothing of it."""
    file = tmp_path / f"passwd{ending}"
    file.write_text(f"{SECRET}\nname: {SECRET}\n- [{SECRET}\n")
    tiny.change("materials/terms/summer.yaml", "../schools/clubs.csv", str(file))
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    assert file.as_posix() in {problem.path for problem in caught.value.problems}
    for problem in caught.value.problems:
        assert SECRET not in str(problem) + problem.excerpt + problem.fix
        assert not line_of(problem.path, problem.line)


@pytest.mark.parametrize(
    "value", ["<b>Mr Hill</b>", "12", "[1, 2]", "{a: b}", "Mr\\eHill", "2027-01-01"]
)
def test_no_message_repeats_what_a_school_wrote(value: str, tiny: Workshop) -> None:
    """A mistake in a school is reported at its line, without its words."""
    file = tiny.materials / "schools" / "example.yaml"
    text = file.read_text()
    field = next(line for line in text.splitlines() if line.strip().startswith("lead:"))
    quoted = f'"{value}"' if "\\e" in value else value
    file.write_text(text.replace(field, f"  lead: {quoted}"))
    try:
        load_schools(file, nation_names(tiny.materials))
    except NotFitToPrint as error:
        for problem in error.problems:
            assert "Hill" not in str(problem) + problem.excerpt + problem.fix
            assert not problem.excerpt
            assert not line_of(problem.path, problem.line)


def test_an_excerpt_is_short_and_has_its_mark_in_it() -> None:
    """Of a long line a message shows 100 characters around the column."""
    line = "x" * 5_000 + "HERE" + "y" * 5_000
    excerpt, column = Problem("c", "p", "m", "", 1, 5_001, line).window()
    assert len(excerpt) == 100
    assert excerpt[column - 1 :].startswith("HERE")
    assert Problem("c", "p", "m", "", 1, 3, "short").window() == ("short", 3)


def test_a_message_repeats_no_page_and_no_control_character() -> None:
    """Names in a message are cut short, and characters that command a terminal are escapes."""
    given = Problem("c", "a\nb\x1b[31m\udcff.md", f"“{'n' * 5_000}” is wrong\x9b", "do\u202ethis")
    problem = given.shorten()
    assert problem.path == r"a\nb\u001b[31m\udcff.md"
    assert problem.message == f"“{'n' * 100}…” is wrong\\u009b"
    assert problem.fix == r"do\u202ethis"


def test_a_pack_folder_of_anything_is_answered(
    tmp_path: Path, irregular: Callable[[Path], None]
) -> None:
    """A folder or a link in the place of a manifest or a record is ignored."""
    for name in (MANIFEST, RECORD):
        irregular(tmp_path / name)
    assert read_record(tmp_path) is None
    try:
        manifest = read_manifest(tmp_path)
    except OSError:  # a link to itself: what calls this reports it
        return
    assert manifest is None


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a/b", "..", "", "a\\b", "a\0b"])
def test_a_manifest_names_files_of_its_own_folder_only(name: str, tmp_path: Path) -> None:
    """A manifest with another path is ignored: nothing elsewhere is read for it, or copied."""
    pack = tmp_path / "a" / "b"
    pack.mkdir(parents=True)
    (tmp_path / "x").write_text(SECRET)
    (pack / MANIFEST).write_text(json.dumps({"files": {name: "0" * 64}}))
    assert read_manifest(pack) is None
    assert [fault.what for fault in faults(pack, FileDigests())] == ["no manifest"]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"files": []}',
        '{"files": {}, "seed": [1]}',
        '{"files": {}, "pages": "many"}',
        '{"files": {}, "before": 3}',
        '{"files": {"a.pdf": 7}}',
        "[" * 100_000,
        '{"files": {}, "seed": 1e999}',
        "\0",
    ],
)
def test_a_manifest_of_other_types_is_none(text: str, tmp_path: Path) -> None:
    """What is in a manifest has the types that the program writes, or it is not one."""
    (tmp_path / MANIFEST).write_text(text)
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("path", ["../../x", "/etc", "a/../../b", "", "a\\b"])
def test_a_record_names_packs_below_its_term_only(path: str, tmp_path: Path) -> None:
    """A record with another path is ignored."""
    empty: dict[str, object] = {
        **dict.fromkeys(("packs", "made", "unchanged", "failed", "pages", "sheets", "drafts"), 0),
        **{name: {} for name in ("documents", "sheets_by_document", "draft_reasons", "seconds")},
        **{name: [] for name in ("paper", "without_lead", "without_address", "laid_out_for")},
    }
    report = {"term": "t", "title": "T", "failures": [], **empty}
    record = {"term": "t", "key": "k", "lists": [], "failed": [], "report": report}
    (tmp_path / RECORD).write_text(json.dumps({**record, "packs": {path: "0"}}))
    assert read_record(tmp_path) is None
    (tmp_path / RECORD).write_text(json.dumps({**record, "packs": {"a/b": "0"}}))
    assert read_record(tmp_path) is not None


def test_a_file_that_grows_is_read_to_the_limit(tmp_path: Path) -> None:
    """A file whose size the system does not know is not read past the limit."""
    with pytest.raises(OSError, match="more than 10 bytes"):
        read_regular(Path("/proc/self/status"), 10)


def test_a_limit_reserves_no_memory(tmp_path: Path) -> None:
    """A small file is read into a small buffer, however large it might have been."""
    (tmp_path / "a").write_bytes(b"small")
    tracemalloc.start()
    assert read_regular(tmp_path / "a", 500_000_000) == b"small"
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_listing_is_sorted_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    """Links to folders are left out, and named."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.md").touch()
    (tmp_path / "a.md").touch()
    (tmp_path / "up").symlink_to("..")
    errors: list[OSError] = []
    assert [one.name for one in paths_below(tmp_path, errors)] == ["a.md", "b", "c.md"]
    assert [Path(error.filename).name for error in errors] == ["up"]
