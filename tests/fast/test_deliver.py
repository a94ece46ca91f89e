"""Delivery: a pack is complete or absent, and files that a person added to it are kept.

A fault is injected into every call to the file system, one after the other.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.deliver import disk
from printroom.deliver import folder as folder_module
from printroom.deliver.folder import PackFile, build, clean_up, publish, recover, write_file
from printroom.deliver.manifest import MANIFEST, Manifest
from printroom.model import NotFitToPrint, Problem
from tests.faults import Counting, Deed, fail
from tests.workshop import counted_elsewhere

OLD = {"01-cover.pdf": b"old cover", "02-guide.pdf": b"old guide", "03-slips.pdf": b"old slips"}
NEW = {"01-cover.pdf": b"new cover", "02-guide.pdf": b"new guide", "04-cards.pdf": b"new cards"}
BY_HAND = {"notes.txt": b"Ring the bell!", "photos/wheel.txt": b"A wheel"}


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk itself is not tested here: nothing waits for it."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def deliver(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, str]) -> Path:
    """Build a pack with these contents, and publish it. Raises `NotFitToPrint`."""
    ready = {name: PackFile.of(content) for name, content in files.items()}
    digests = {name: file.digest for name, file in ready.items()}
    build(folder, ready, Manifest(files=digests, **manifest))  # type: ignore[arg-type]
    if problem := publish([folder]).get(folder):
        raise NotFitToPrint([problem])
    return folder


def interrupt() -> None:
    raise KeyboardInterrupt


DEEDS: dict[str, Deed] = {
    "full": partial(fail, errno.ENOSPC),
    "refused": partial(fail, errno.EACCES),
    "interrupted": interrupt,
}


def with_old_pack(folder: Path) -> Path:
    """A pack as it was delivered before, with what a person put into it since."""
    shutil.rmtree(folder.parent, ignore_errors=True)
    deliver(folder, OLD, {"session": "old"})
    for name, content in BY_HAND.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the manifest."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }


def assert_whole(folder: Path, *, by_hand: Mapping[str, bytes] = BY_HAND) -> str:
    """Assert that a pack is the old or the new one, whole by its manifest; say which."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    wanted = {"old": OLD, "new": NEW}[manifest["session"]]
    assert manifest["files"] == {name: sha256(one).hexdigest() for name, one in wanted.items()}
    assert files_of(folder) == {**wanted, **by_hand}
    return str(manifest["session"])


def leftovers(folder: Path) -> list[str]:
    """What is beside a pack and is none."""
    return [beside.name for beside in folder.parent.iterdir() if beside != folder]


def test_a_pack_is_delivered_whole(tmp_path: Path) -> None:
    """A pack holds its files and a manifest with their digests, and nothing is beside it."""
    folder = tmp_path / "out" / "pack"
    assert deliver(folder, NEW, {"session": "new"}) == folder
    assert assert_whole(folder, by_hand={}) == "new"
    assert leftovers(folder) == []


def test_the_same_pack_can_be_delivered_again(tmp_path: Path) -> None:
    """A new pack takes the place of the old one, file by file, and takes along what is by hand."""
    folder = with_old_pack(tmp_path / "out" / "pack")
    for _ in range(2):
        deliver(folder, NEW, {"session": "new"})
        assert assert_whole(folder) == "new"
        assert leftovers(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "for_good"),
    [("full", False), ("refused", True), ("interrupted", False), ("interrupted", True)],
)
def test_a_fault_at_any_call_leaves_a_whole_pack(tmp_path: Path, deed: str, for_good: bool) -> None:
    """Whatever call fails, once or from then on, the old pack or the new one is there, or comes."""
    folder, chosen, raised = tmp_path / "out" / "pack", 0, 0
    expected = KeyboardInterrupt if deed == "interrupted" else NotFitToPrint
    while True:
        chosen += 1
        counting = Counting(chosen, DEEDS[deed], for_good=for_good)
        with_old_pack(folder)
        try:
            with counting.watch():
                deliver(folder, NEW, {"session": "new"})
        except expected:
            raised += 1
        if not for_good:
            assert folder.exists()
        recover(folder)
        assert_whole(folder)
        if counting.count < chosen:
            break
        deliver(folder, NEW, {"session": "new"})
        assert assert_whole(folder) == "new"
        assert leftovers(folder) == []
    assert raised > 20


def kill_everywhere(folder: Path) -> int:
    """Die at each call in turn, each time in a process of its own; the number of calls."""
    os.fsync = lambda fd: None
    chosen = 0
    while True:
        chosen += 1
        with_old_pack(folder)
        child = os.fork()
        if child == 0:
            with Counting(chosen, lambda: os._exit(9)).watch():
                deliver(folder, NEW, {"session": "new"})
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            assert assert_whole(folder) == "new"
            return chosen
        if folder.exists():
            assert_whole(folder)
        recover(folder)
        assert_whole(folder)
        deliver(folder, NEW, {"session": "new"})
        assert assert_whole(folder) == "new"
        assert leftovers(folder) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_kill_at_any_call_leaves_a_whole_pack(tmp_path: Path) -> None:
    """A process that is killed at any call leaves the old pack or the new one, or it comes back."""
    assert counted_elsewhere(kill_everywhere, tmp_path / "out" / "pack") > 30


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_fault_at_any_call_leaves_a_whole_file(tmp_path: Path, deed: Deed) -> None:
    """A file that is written anew is, whatever call fails, the old one or the new one, whole."""
    file, raised = tmp_path / "report.json", 0
    for number in count(1):
        file.write_bytes(b"old report")
        counting = Counting(number, deed, below=(tmp_path,))
        with suppress(NotFitToPrint, KeyboardInterrupt), counting.watch():
            write_file(file, b"new report")
        if counting.count < number:
            break
        raised += file.read_bytes() == b"old report"
        assert file.read_bytes() in (b"old report", b"new report")
    assert raised > 3


def test_what_takes_a_name_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut takes nothing: before a rename, all that it names was given to the disk."""
    folder, synced, named = with_old_pack(tmp_path / "out" / "pack"), set[int](), list[str]()

    def sync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)

    def watched(real: Callable[..., None]) -> Callable[..., None]:
        def rename(source: Path, target: Path) -> None:
            if source != folder:
                files = (source, *source.rglob("*"))
                assert not [one for one in files if one.stat().st_ino not in synced]
            named.append(target.name)
            real(source, target)

        return rename

    monkeypatch.setattr(os, "fsync", sync)
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    deliver(folder, NEW, {"session": "new"})
    write_file(folder.with_name("report.json"), b"report")
    Cache(tmp_path / "cache").put("key", b"content", "", personal=True)
    assert named == [".previous-pack", "pack", "report.json", "key.pdf", "key.json"]


def build_three(output: Path) -> list[Path]:
    """Three packs beside their places, of which one was there before; no file is flushed yet."""
    folders = [output / school / "pack" for school in ("one", "two", "three")]
    shutil.rmtree(output, ignore_errors=True)
    with_old_pack(folders[1])
    ready = {name: PackFile.of(content) for name, content in NEW.items()}
    digests = {name: file.digest for name, file in ready.items()}
    for folder in folders:
        build(folder, ready, Manifest(session="new", files=digests), flush_each=False)
    return folders


@pytest.mark.parametrize("has_call", [True, False], ids=["one-call", "each-file"])
def test_packs_that_take_their_names_together_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_call: bool
) -> None:
    """Before the first of many packs takes its name, all files of all were given to the disk.

    One call does so where the system has it, and another one for the names; else, one a file.
    """
    synced, calls = set[int](), list[Path]()

    def sync_file(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)

    def sync_all(folder: Path) -> None:
        calls.append(folder)
        synced.update(one.stat().st_ino for one in tmp_path.rglob("*"))

    def rename(source: Path, target: Path) -> None:
        if source.name.startswith(".building"):
            files = (source, *source.rglob("*"))
            assert not [one for one in files if one.stat().st_ino not in synced]
            assert len(calls) == has_call
        os.rename(source, target)  # noqa: PTH104 - Path.rename is what is replaced

    with_old_pack(tmp_path / "out" / "two" / "pack")
    for module in (disk, folder_module):
        monkeypatch.setattr(module, "is_synced_as_a_whole", lambda _: has_call)
    monkeypatch.setattr(os, "fsync", sync_file)
    monkeypatch.setattr(disk, "sync_file_system", sync_all)
    folders = build_three(tmp_path / "out")
    monkeypatch.setattr(Path, "rename", rename)
    assert publish(folders, flush_each=False) == {}
    assert [assert_whole(one, by_hand=BY_HAND if n == 1 else {}) for n, one in enumerate(folders)]
    assert len(calls) == 2 * has_call


def test_where_the_disk_is_full_no_pack_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the files of many packs cannot be flushed, each is a problem, and what was there stays."""
    for module in (disk, folder_module):
        monkeypatch.setattr(module, "is_synced_as_a_whole", lambda _: True)
    monkeypatch.setattr(disk, "sync_file_system", lambda _: fail(errno.ENOSPC))
    folders = build_three(tmp_path / "out")
    failed = publish(folders, flush_each=False)
    assert list(failed) == folders
    assert {problem.code for problem in failed.values()} == {"not-written"}
    assert assert_whole(folders[1]) == "old"
    assert [one.name for one in tmp_path.glob("out/*/*")] == ["pack"]


@pytest.mark.slow
@pytest.mark.parametrize("deed", DEEDS)
def test_a_fault_at_any_call_leaves_whole_packs(tmp_path: Path, deed: str) -> None:
    """Whatever call fails while many packs take their names, each is whole, or not there."""
    undone = 0
    for chosen in count(1):
        folders, failed = build_three(tmp_path / "out"), dict[Path, Problem]()
        counting = Counting(chosen, DEEDS[deed])
        with suppress(KeyboardInterrupt), counting.watch():
            failed = publish(folders, flush_each=False)
        if counting.count < chosen:
            break
        there = [one for one in folders if one.exists()]
        undone += len(there) < len(folders)
        assert folders[1] in there
        assert {assert_whole(one, by_hand={}) for one in there if one != folders[1]} <= {"new"}
        is_old = assert_whole(folders[1]) == "old"
        assert set(failed) <= {one for one in folders if one not in there or is_old}
        if deed != "interrupted":
            assert {one for one in folders if one not in there} <= set(failed)
        recover(folders[1])  # an earlier pack that could not be deleted goes by the next delivery
        assert [leftovers(one) for one in there] == [[]] * len(there)
    assert undone > 3


@pytest.mark.skipif(sys.platform != "linux", reason="there is no syncfs")
def test_the_system_is_asked_to_flush_a_file_system(tmp_path: Path) -> None:
    """The library's calls are made with what they need, and what they refuse is an error."""
    disk._call("syncfs", tmp_path)
    assert disk.is_synced_as_a_whole(tmp_path) in (True, False)
    assert not disk.is_synced_as_a_whole(Path("/proc"))
    with pytest.raises(OSError, match="Bad address"):
        disk._call("fstatfs", tmp_path, None)


def test_the_previous_pack_comes_back(tmp_path: Path) -> None:
    """After a kill between the two renames the previous pack is put back under its name."""
    folder = with_old_pack(tmp_path / "out" / "pack")
    folder.rename(folder.with_name(".previous-pack"))
    folder.with_name(".building-pack").mkdir()
    recover(folder)
    assert assert_whole(folder) == "old"
    assert leftovers(folder) == [".building-pack"]


def test_a_delivery_puts_the_previous_pack_back_first(tmp_path: Path) -> None:
    """After such a kill the next delivery loses nothing of what a person had put into the pack."""
    folder = with_old_pack(tmp_path / "out" / "pack")
    folder.rename(folder.with_name(".previous-pack"))
    deliver(folder, NEW, {"session": "new"})
    assert assert_whole(folder) == "new"
    assert leftovers(folder) == []


def test_a_pack_that_was_replaced_does_not_come_back(tmp_path: Path) -> None:
    """After a kill behind the two renames the new pack stays, and the old one goes."""
    folder = with_old_pack(tmp_path / "out" / "pack")
    shutil.copytree(folder, folder.with_name(".previous-pack"))
    recover(folder)
    assert assert_whole(folder) == "old"
    assert leftovers(folder) == []


def test_what_was_changed_by_hand_is_kept(tmp_path: Path) -> None:
    """A file that a person changed, or whose name the new pack takes, is kept beside it."""
    folder = with_old_pack(tmp_path / "out" / "pack")
    (folder / "01-cover.pdf").write_bytes(b"old cover, written on")
    (folder / "03-slips.pdf").write_bytes(b"old slips, written on")
    (folder / "04-cards.pdf").write_bytes(b"cards by hand")
    deliver(folder, NEW, {"session": "new"})
    kept = {
        "01-cover-kept.pdf": b"old cover, written on",
        "03-slips.pdf": b"old slips, written on",
        "04-cards-kept.pdf": b"cards by hand",
    }
    assert assert_whole(folder, by_hand={**BY_HAND, **kept}) == "new"


@pytest.mark.parametrize("manifest", [None, b"", b"{", b"[]", b'{"files": 3}', b"\xff"])
def test_without_a_manifest_nothing_is_lost(tmp_path: Path, manifest: bytes | None) -> None:
    """Where nothing says what was delivered, every file may be a person's and is kept."""
    folder = tmp_path / "out" / "pack"
    folder.mkdir(parents=True)
    (folder / "01-cover.pdf").write_bytes(b"whose?")
    if manifest is not None:
        (folder / MANIFEST).write_bytes(manifest)
    deliver(folder, NEW, {"session": "new"})
    assert files_of(folder)["01-cover-kept.pdf"] == b"whose?"
    assert files_of(folder)["01-cover.pdf"] == b"new cover"


def test_links_are_kept_as_links(tmp_path: Path) -> None:
    """A link that a person made goes along as a link, even when it leads nowhere."""
    folder = with_old_pack(tmp_path / "out" / "pack")
    (folder / "link").symlink_to("nowhere")
    deliver(folder, NEW, {"session": "new"})
    assert (folder / "link").readlink() == Path("nowhere")


def test_a_pack_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    """Where no folder can be made, the problem names the folder and a fix."""
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(NotFitToPrint) as caught:
        deliver(tmp_path / "out" / "pack", NEW, {})
    (problem,) = caught.value.problems
    assert problem.code == "not-written"
    assert problem.path == (tmp_path / "out" / "pack").as_posix()
    assert problem.fix


def test_what_interrupted_deliveries_left_is_cleaned_up(tmp_path: Path) -> None:
    """A pack that was being built goes, with its school's folder if nothing else is there; a pack
    that was set aside gets its name back, unless the new one has it. All else stays."""
    for name in (
        *("oak/.building-a", "elm/.building-a", "elm/b"),
        *("ash/.previous-a", "fir/.previous-a", "fir/a", "fir/.thumbnails"),
    ):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "cover.pdf").write_text(name, encoding="utf-8")
    (tmp_path / "report.html").write_text("a report", encoding="utf-8")
    clean_up(tmp_path)
    left = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*")}
    assert left == {
        *("elm/b/cover.pdf", "ash/a/cover.pdf", "fir/a/cover.pdf"),
        *("fir/.thumbnails", "fir/.thumbnails/cover.pdf", "report.html"),
    }
    assert (tmp_path / "ash/a/cover.pdf").read_text(encoding="utf-8") == "ash/.previous-a"
    assert (tmp_path / "fir/a/cover.pdf").read_text(encoding="utf-8") == "fir/a"
    assert not (tmp_path / "oak").exists()
    clean_up(tmp_path / "nothing")
