"""The cache: entries are complete or absent, damaged ones are ignored, personal ones private."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.cache import Cache, CacheEntry, CacheSize
from tests.faults import Counting, fail
from tests.held import PATIENCE_S
from tests.workshop import counted_elsewhere

PDF = b"%PDF-1.7\nOne page\n%%EOF\n"
KEY = "0123456789abcdef"


def files(folder: Path, *, personal: bool = False) -> list[Path]:
    """The files of the one entry: the facts, then the document; both may be written to."""
    found = sorted((folder / ("personal/packs" if personal else "shared")).iterdir())
    assert [file.suffix for file in found] == [".json", ".pdf"]
    return found


def damage(file: Path, content: bytes) -> None:
    """Write into a file of the cache, as a disk does that is going bad."""
    file.chmod(0o600)
    file.write_bytes(content)


@pytest.mark.parametrize("personal", [False, True])
def test_what_is_put_can_be_got(tmp_path: Path, personal: bool) -> None:
    """An entry comes back unchanged, and only from the side on which it was put."""
    cache = Cache(tmp_path / "cache")
    assert cache.get(KEY, personal=personal) is None
    cache.put(KEY, PDF, "3 pages", personal=personal)
    assert cache.get(KEY, personal=personal) == CacheEntry(PDF, "3 pages")
    assert cache.get(KEY, personal=not personal) is None
    assert cache.damaged == []


def test_every_damaged_byte_is_noticed(tmp_path: Path) -> None:
    """An entry in which any one byte is another is not believed, and its key is noted."""
    cache = Cache(tmp_path)
    cache.put(KEY, PDF, "3 pages", personal=False)
    tried = 0
    for file in files(tmp_path):
        whole = file.read_bytes()
        for place in range(len(whole)):
            damage(file, whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert cache.get(KEY, personal=False) is None, f"byte {place} of {file.suffix}"
        damage(file, whole)
        tried += len(whole)
    assert cache.get(KEY, personal=False) is not None
    assert cache.damaged == [KEY] * tried


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    """An entry that ends too early, or goes on too long, is not believed, and its key is noted."""
    cache = Cache(tmp_path)
    cache.put(KEY, PDF, "3 pages", personal=False)
    tried = 0
    for file in files(tmp_path):
        whole = file.read_bytes()
        cuts = [whole[:length] for length in range(len(whole))]
        for cut in [*cuts, whole + b"\n"]:
            damage(file, cut)
            assert cache.get(KEY, personal=False) is None
        damage(file, whole)
        tried += len(cuts) + 1
    assert cache.get(KEY, personal=False) is not None
    assert len(cache.damaged) == tried


def test_a_damaged_value_is_noticed(tmp_path: Path) -> None:
    """A value in which a byte is another, one more or one less is not believed, and is noted."""
    cache = Cache(tmp_path)
    cache.put_value("forms", KEY, b"some\nlines")
    (file,) = (tmp_path / "forms").iterdir()
    whole = file.read_bytes()
    flipped = [whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :] for n in range(len(whole))]
    for content in (*flipped, *(whole[:n] for n in range(len(whole))), whole + b"\n"):
        damage(file, content)
        assert cache.value("forms", KEY) is None
    damage(file, whole)
    assert cache.value("forms", KEY) == b"some\nlines"
    assert cache.damaged == [KEY] * (2 * len(whole) + 1)


def test_a_damaged_note_is_noticed_and_replaced(tmp_path: Path) -> None:
    """A note in which a byte is another is not believed: it is found out anew, and noted again."""
    cache = Cache(tmp_path)
    cache.put_texts("findings", KEY, {"a": "b"})
    (file,) = (tmp_path / "findings").iterdir()
    whole = file.read_bytes()
    for place in range(len(whole)):
        damage(file, whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert cache.texts("findings", KEY) is None
    cache.put_texts("findings", KEY, {"a": "c"})
    assert cache.texts("findings", KEY) == {"a": "c"}
    cache.put_texts("findings", KEY, {"a": "d"})
    assert cache.texts("findings", KEY) == {"a": "c"}


def test_only_the_values_used_last_are_kept(tmp_path: Path) -> None:
    """Of values that are large and soon out of date, a few stay: those that were used last."""
    cache = Cache(tmp_path)
    for number, key in enumerate(("one", "two", "three")):
        cache.put_value("folders", key, b"content")
        os.utime(tmp_path / "folders" / f"{key}.entry", (number, number))
    cache.value("folders", "one")
    cache.keep_last("folders", 2)
    found = [cache.value("folders", key) is not None for key in ("one", "two", "three")]
    assert found == [True, False, True]
    cache.keep_last("folders", 0)
    assert cache.value("folders", "one") is None


def test_facts_about_nothing_are_damage(tmp_path: Path) -> None:
    """An entry whose document is gone is not believed, and its key is noted."""
    cache = Cache(tmp_path)
    cache.put(KEY, PDF, "3 pages", personal=False)
    files(tmp_path)[1].unlink()
    assert cache.get(KEY, personal=False) is None
    assert cache.damaged == [KEY]


@given(st.binary(max_size=60), st.binary(max_size=9))
def test_invalid_content_is_refused(anything: bytes, content: bytes) -> None:
    """A file that the cache did not write is never an entry and never an error."""
    assert Cache.read(anything, content, "key") is None


def test_swapped_entries_are_ignored(tmp_path: Path) -> None:
    """An entry is good for its own key: whole files under each other's names are damage."""
    cache, keys = Cache(tmp_path), ("one", "two")
    for key in keys:
        cache.put(key, key.encode(), "3 pages", personal=False)
        cache.put_value("forms", key, key.encode())
        cache.put_texts("codes", key, {key: key})
    kinds = (("shared", ".pdf"), ("shared", ".json"), ("forms", ".entry"), ("codes", ".note"))
    for folder, suffix in kinds:
        one, two = (tmp_path / folder / f"{key}{suffix}" for key in keys)
        held = one.rename(tmp_path / "held")
        two.rename(one)
        held.rename(two)
    assert [cache.get(key, personal=False) for key in keys] == [None, None]
    assert [cache.value("forms", key) for key in keys] == [None, None]
    assert [cache.texts("codes", key) for key in keys] == [None, None]
    assert cache.damaged == [*keys, *keys, *keys]


@pytest.mark.parametrize("digest", ["../shared/one", "/etc/passwd", "", "a.b"])
def test_inputs_are_read_from_their_own_folder(digest: str, tmp_path: Path) -> None:
    """A digest from a manifest cannot name another file; a value of another type is no digest."""
    cache = Cache(tmp_path)
    (tmp_path / "inputs").mkdir()
    (tmp_path / "shared").mkdir()
    for name in ("shared/one", "inputs/a.b", "inputs/"):
        (tmp_path / f"{name}.note").write_text('{"a": "b"}')
    assert cache.inputs(digest) is None
    (tmp_path / "inputs" / "list.note").write_text("[1]")
    assert cache.inputs("list") is None


def test_a_damaged_entry_is_made_again(tmp_path: Path) -> None:
    """A new entry takes the place of a damaged one."""
    cache = Cache(tmp_path)
    cache.put(KEY, PDF, "3 pages", personal=False)
    damage(files(tmp_path)[1], b"rubbish")
    assert cache.get(KEY, personal=False) is None
    cache.put(KEY, PDF, "3 pages", personal=False)
    assert cache.get(KEY, personal=False) == CacheEntry(PDF, "3 pages")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are for POSIX")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_personal_entries_are_for_their_owner_only(tmp_path: Path, mask: int) -> None:
    """What carries a school's words lies in a folder that nobody else can open, whatever was."""
    folder = tmp_path / "new" / "cache"
    if mask == 0:
        (folder / "personal").mkdir(parents=True, mode=0o755)  # by another program, before
    before = os.umask(mask)
    try:
        Cache(folder).put(KEY, PDF, "3 pages", personal=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "personal").stat().st_mode) == 0o700
    for file in files(folder, personal=True):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_fault_only_loses_the_short_cut(tmp_path: Path, number: int) -> None:
    """Whatever call fails, putting raises nothing, and what is there is whole; nothing is left."""
    chosen, absent = 0, 0
    while True:
        chosen += 1
        cache = Cache(tmp_path / str(chosen))
        counting = Counting(chosen, lambda: fail(number))
        with counting.watch():
            cache.put(KEY, PDF, "3 pages", personal=True)
        kept = cache.get(KEY, personal=True)
        assert kept in (None, CacheEntry(PDF, "3 pages"))
        assert cache.damaged == []
        absent += kept is None
        if counting.count < chosen:
            assert kept is not None
            break
    assert absent > 2


def put_and_die_everywhere(folder: Path) -> int:
    """Die at each call of putting in turn; the number of entries that were not there yet."""
    chosen, absent = 0, 0
    while True:
        chosen += 1
        cache = Cache(folder / str(chosen))
        child = os.fork()
        if child == 0:
            with Counting(chosen, lambda: os._exit(9)).watch():
                cache.put(KEY, PDF, "3 pages", personal=False)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        kept = cache.get(KEY, personal=False)
        assert kept in (None, CacheEntry(PDF, "3 pages"))
        assert cache.damaged == []
        absent += kept is None
        if status == 0:
            return absent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_kill_leaves_whole_entries(tmp_path: Path) -> None:
    """A process that is killed at any call leaves the whole entry or none."""
    assert counted_elsewhere(put_and_die_everywhere, tmp_path) > 2


def test_a_cache_that_is_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    """Where nothing can be kept, everything is made anew without an error."""
    (tmp_path / "cache").write_bytes(b"a file")
    cache = Cache(tmp_path / "cache")
    cache.put(KEY, PDF, "3 pages", personal=True)
    cache.set_proven(KEY)
    assert cache.get(KEY, personal=True) is None
    assert not cache.is_proven(KEY)
    assert cache.damaged == []


def test_a_proof_is_remembered(tmp_path: Path) -> None:
    """A proof counts under its own key only, and only once it was noted."""
    cache = Cache(tmp_path)
    assert not cache.is_proven(KEY)
    cache.set_proven(KEY)
    assert Cache(tmp_path).is_proven(KEY)
    assert not cache.is_proven(KEY[::-1])


def test_what_a_dead_process_left_is_no_entry(tmp_path: Path) -> None:
    """A half-written file under its first name is never taken for an entry."""
    cache = Cache(tmp_path)
    with contextlib.suppress(KeyboardInterrupt), pytest.MonkeyPatch.context() as patch:

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(Path, "replace", interrupted)
        cache.put(KEY, PDF, "3 pages", personal=False)
    assert cache.get(KEY, personal=False) is None
    assert list((tmp_path / "shared").iterdir()) == []


def test_what_a_dead_process_left_is_swept_away(tmp_path: Path) -> None:
    """What was being written by a process that has ended goes; what a living one writes stays."""
    cache = Cache(tmp_path, "season")
    cache.put(KEY, PDF, "", personal=True)
    room = tmp_path / "personal" / "season"
    dead = room / f".{KEY}.pdf.{1 << 30}-1"
    alive = room / f".{KEY}.pdf.{os.getpid()}-1"
    for file in (dead, alive):
        file.write_bytes(b"half")
    cache.remove_half_written()
    assert not dead.exists()
    assert alive.exists()
    assert cache.get(KEY, personal=True) == CacheEntry(PDF, "")


def test_two_threads_may_keep_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two orders that print the same document at the same time do not write into one file."""
    both = Barrier(2, timeout=PATIENCE_S)
    monkeypatch.setattr(os, "fsync", lambda _: both.wait())
    cache = Cache(tmp_path)
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(cache.put, KEY, PDF, "", personal=False) for _ in range(2)]
        kept = [one.result() for one in waiting]
    assert [one.file is not None for one in kept] == [True, True]
    assert cache.get(KEY, personal=False) == CacheEntry(PDF, "")


def test_no_pack_can_be_written_into_by_mistake(tmp_path: Path) -> None:
    """A document that many packs may link to is there to be read, whoever made it."""
    kept = Cache(tmp_path).put(KEY, PDF, "", personal=False)
    assert kept.file is not None
    assert kept.file.read_bytes() == PDF
    assert stat.S_IMODE(kept.file.stat().st_mode) & 0o222 == 0


def test_a_term_forgets_what_it_made_for_its_schools(tmp_path: Path) -> None:
    """Pruning a term takes what carries its schools' words, and nothing of anybody else."""
    for term in ("", "spring", "summer"):
        Cache(tmp_path, term).put(KEY, PDF, "", personal=True)
    Cache(tmp_path).put(KEY, PDF, "", personal=False)
    cache = Cache(tmp_path)
    assert cache.prune(["spring", "no-such-term"]) == 1
    one = CacheSize(1, len(PDF))
    assert cache.sizes() == {"": one, "packs": one, "summer": one}
    assert Cache(tmp_path, "spring").get(KEY, personal=True) is None


def test_what_was_used_is_not_forgotten(tmp_path: Path) -> None:
    """Pruning what was not used for long keeps what was used since, whoever it is for."""
    cache = Cache(tmp_path)
    for key in ("old", "new"):
        cache.put(key, PDF, "", personal=False)
        cache.put(key, PDF, "", personal=True)
        cache.set_proven(key)
        cache.put_inputs(key, {"a.md": "1"})
    for file in tmp_path.rglob("*"):
        if file.is_file():
            os.utime(file, (1000.0, 1000.0))
    for personal in (False, True):
        assert cache.get("new", personal=personal) is not None
    assert cache.is_proven("new")
    assert cache.inputs("new") == {"a.md": "1"}
    assert cache.prune_unused(before=2000.0) == 2
    for personal in (False, True):
        assert cache.get("old", personal=personal) is None
        assert cache.get("new", personal=personal) is not None
    assert (cache.is_proven("old"), cache.is_proven("new")) == (False, True)
    assert (cache.inputs("old"), cache.inputs("new")) == (None, {"a.md": "1"})
    assert cache.damaged == []
