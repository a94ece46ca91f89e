"""Files that another process hashed ahead have the digests that they have now."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from printroom.deliver import hashing
from printroom.deliver.hashing import digests_below
from printroom.deliver.manifest import MANIFEST


def digest_of(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three packs of two schools that share a file; one being built, and a bundle."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # pytest may have threads
    for name in ("one/pack", "one/other", "two/pack", "two/.building-pack", "bundle"):
        pack = tmp_path / name
        pack.mkdir(parents=True)
        if name != "bundle":
            (pack / MANIFEST).write_text(f"{{}} {name}", encoding="utf-8")
        (pack / "cover.pdf").write_text(f"the cover of {name}", encoding="utf-8")
    os.link(tmp_path / "one/pack/cover.pdf", tmp_path / "two/pack/shared.pdf")
    return tmp_path


def hashed_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that this process hashes from now on."""
    seen: list[str] = []

    def chunks(path: str, _: int) -> list[bytes]:
        seen.append(Path(path).name)
        return [Path(path).read_bytes()]

    monkeypatch.setattr("printroom.deliver.manifest.chunks_of", chunks)
    return seen


@pytest.mark.skipif(sys.platform != "linux", reason="there is no other process")
def test_files_of_packs_are_hashed_elsewhere_and_those_changed_since_are_hashed_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = digests_below(folder)
    assert digests.of(str(folder / "one/other/cover.pdf"))  # now all have arrived
    seen = hashed_here(monkeypatch)
    others = (folder / "two/.building-pack/cover.pdf", folder / "bundle/cover.pdf")
    files = [file for file in folder.rglob("*.pdf") if file not in others]
    assert [digests.of(str(file)) for file in files] == [digest_of(file) for file in files]
    assert not seen
    changed = folder / "two/pack/cover.pdf"
    changed.write_text("changed by hand", encoding="utf-8")
    assert digests.of(str(changed)) == digest_of(changed)
    assert seen == ["cover.pdf"]
    for file in others:
        assert digests.of(str(file)) == digest_of(file)
    assert len(seen) == 3


def fails(*_: object) -> int:
    raise OSError


def ends(*_: object) -> None:
    os._exit(1)


@pytest.mark.parametrize(
    ("place", "name", "replacement"),
    [
        (os, "fork", fails),
        (hashing, "_hash", ends),
        (threading, "active_count", lambda: 2),
    ],
)
def test_without_the_other_process_each_file_is_hashed_when_its_digest_is_needed(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    replacement: Callable[..., object],
) -> None:
    monkeypatch.setattr(place, name, replacement, raising=False)
    digests = digests_below(folder)
    for file in folder.rglob("*.pdf"):
        assert digests.of(str(file)) == digest_of(file)


def test_a_folder_that_is_not_there_has_no_digests(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("text", encoding="utf-8")
    assert digests_below(tmp_path / "nothing").of(str(file)) == digest_of(file)
