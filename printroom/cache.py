"""The cache: finished documents and values, by the digest of everything that decides their bytes.

A document is two files: the content, and beside it, written last, the facts about it with a digest
over both; a value is one file, with its digest in the first line. Each is written under another
name and renamed, so an entry is complete or absent; a damaged one is ignored. Those with a school's
words are kept apart, for their owner only, by the term that they were made for. Each use sets the
time of the file with the digest, so that `prune_unused` knows what was last used when.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from printroom.files import read_regular, remove_half_written, replacing

NO_TERM = "packs"  # the folder of personal entries that belong to no term
SHARED, PERSONAL, PROOFS = "shared", "personal", "proofs"
FORMS, LENGTHS, FOLDERS, ORDERS = "forms", "lengths", "folders", "orders"
VALUES = (FORMS, LENGTHS, FOLDERS, ORDERS)
INPUTS, CODES, COMPLETE, FINDINGS = "inputs", "codes", "complete", "findings"
INDEXES = "indexes"
RESULTS = (PROOFS, INPUTS, CODES, COMPLETE, FINDINGS, INDEXES)
"""The parts with small results: what was proven, computed or found under a key."""

MAX_BYTES = 500_000_000  # the largest size of an entry
CONTENT = ".pdf"
"""How the file of a document ends; that of the facts beside it ends in `.json`."""


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A cached document: its content, and the facts about it as whoever stored it wrote them."""

    content: bytes
    facts: str
    file: Path | None = field(default=None, compare=False)
    """The file with the content, which packs can link to."""


@dataclass(frozen=True, slots=True)
class CacheSize:
    """The size of a part of the cache."""

    documents: int
    size: int
    """In bytes."""


class Cache:
    """A folder of finished documents; `term` is what personal ones are made for."""

    def __init__(self, folder: Path, term: str = "") -> None:
        self.folder, self.term = folder, term or NO_TERM
        self.damaged: list[str] = []
        """The keys of damaged entries, which are made again."""

    def get(self, key: str, *, personal: bool) -> CacheEntry | None:
        """The entry under a key; none if it is absent or damaged."""
        return self._entry(self._file(key, personal))

    def value(self, part: str, key: str) -> bytes | None:
        """The stored value under a key; none if it is absent or damaged."""
        return self._value(self.folder / part / f"{key}.entry", key)

    def _value(self, file: Path, key: str) -> bytes | None:
        try:
            head, _, content = read_regular(file, MAX_BYTES).partition(b"\n")
        except OSError:
            return None
        if self.read(head, content, key) is None:
            self.damaged.append(key)
            return None
        _set_used(file)
        return content

    def _entry(self, file: Path) -> CacheEntry | None:
        try:
            head = read_regular(file.with_suffix(".json"), MAX_BYTES)
            content = read_regular(file, MAX_BYTES)
        except FileNotFoundError as missing:
            if str(missing.filename) == str(file):  # the facts are there, and the content is not
                self.damaged.append(file.stem)
            return None
        except OSError:
            return None
        facts = self.read(head, content, file.stem)
        if facts is None:
            self.damaged.append(file.stem)
            return None
        _set_used(file.with_suffix(".json"))
        return CacheEntry(content, facts, file)

    @staticmethod
    def read(head: bytes, content: bytes, key: str) -> str | None:
        """The facts of an entry; none if it is not exactly what was written for this key.

        An entry that was moved to another key, by mistake or on purpose, is not believed.
        """
        try:
            facts = json.loads(head)["facts"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if not isinstance(facts, str) or head != _head(key, content, facts):
            return None
        return facts

    def put(self, key: str, content: bytes, facts: str, *, personal: bool) -> CacheEntry:
        """Store a finished document. If it cannot be written, it will be made again next time."""
        file = self._file(key, personal)
        try:
            self._write(file, content, personal, mode=0o400 if personal else 0o444)
            self._write(file.with_suffix(".json"), _head(key, content, facts), personal)
        except OSError:
            return CacheEntry(content, facts)
        return CacheEntry(content, facts, file)

    def put_value(self, part: str, key: str, content: bytes) -> None:
        """Store a value. If it cannot be written, it will only be made again."""
        self._put_value(self.folder / part / f"{key}.entry", key, content)

    def _put_value(self, file: Path, key: str, content: bytes) -> None:
        with contextlib.suppress(OSError):
            self._write(file, _head(key, content, "") + b"\n" + content, personal=False)

    def is_proven(self, key: str) -> bool:
        """Whether a proof with this key was passed."""
        return _set_used(self.folder / PROOFS / key)

    def set_proven(self, key: str) -> None:
        """Remember that a proof with this key was passed."""
        self._set(PROOFS, key)

    def is_complete(self, key: str) -> bool:
        """Whether everything that a run needs from the cache was stored under this key.

        It is a prediction for choosing workers: single entries may have been pruned since.
        """
        return _set_used(self.folder / COMPLETE / key)

    def set_complete(self, key: str) -> None:
        """Remember that everything that a run needs from the cache was stored."""
        self._set(COMPLETE, key)

    def _set(self, part: str, key: str) -> None:
        if not _set_used(self.folder / part / key):
            with contextlib.suppress(OSError):
                self._write(self.folder / part / key, b"", personal=False)

    def put_inputs(self, digest: str, inputs: Mapping[str, str]) -> None:
        """Store the digests of the files that something was made from, under one of them all."""
        self.put_texts(INPUTS, digest, inputs)

    def inputs(self, digest: str) -> dict[str, str] | None:
        """The digests of files by name that were stored under a digest of them all."""
        return self.texts(INPUTS, digest)

    def put_texts(self, part: str, key: str, texts: Mapping[str, str]) -> None:
        """Store texts by name, such as codes or findings, unless the key has some already."""
        if self.texts(part, key) is None:
            self._put_value(self.folder / part / f"{key}.note", key, json.dumps(texts).encode())

    def texts(self, part: str, key: str) -> dict[str, str] | None:
        """The texts that were stored under a key; none if they are absent or damaged."""
        if not key.isalnum():  # it may be from a manifest, and could name another folder
            return None
        content = self._value(self.folder / part / f"{key}.note", key)
        return dict(json.loads(content)) if content is not None else None

    def sizes(self) -> dict[str, CacheSize]:
        """The size of each part: shared entries under "", those of a term under its name."""
        return {"": _size(self.folder / SHARED)} | {
            term.name: _size(term) for term in self._terms()
        }

    def prune(self, terms: Iterable[str]) -> int:
        """Delete what was made for the schools of these terms; returns the number."""
        wanted = set(terms)
        gone = [term for term in self._terms() if term.name in wanted]
        count = sum(_size(term).documents for term in gone)
        for term in gone:
            shutil.rmtree(term)
        return count

    def prune_unused(self, before: float) -> int:
        """Delete what was last used before this time (in seconds since 1970); returns the number.

        Proofs, digests of inputs, codes and personal entries are forgotten, too.
        """
        parts = [self.folder / name for name in (SHARED, *VALUES, *RESULTS)]
        files = {file for part in (*parts, *self._terms()) for file in _files(part)}
        gone = [file for file, used in _last_used(files).items() if used < before]
        _delete(gone)
        return sum(file.with_suffix(CONTENT) in files for file in gone)

    def keep_last(self, part: str, count: int) -> None:
        """Delete all but so many values of a part, those that were used last."""
        with contextlib.suppress(OSError):
            used = _last_used(_files(self.folder / part))
            _delete(sorted(used, key=lambda file: used[file], reverse=True)[count:])

    def remove_half_written(self) -> None:
        """Remove files that processes left half-written when they ended."""
        hidden = (self.folder.glob("*/.*.*"), self.folder.glob(f"{PERSONAL}/*/.*.*"))
        remove_half_written(chain.from_iterable(hidden))

    def _terms(self) -> list[Path]:
        personal = self.folder / PERSONAL
        found = personal.iterdir() if personal.is_dir() else ()
        return sorted(path for path in found if path.is_dir())

    def _file(self, key: str, personal: bool) -> Path:
        folder = self.folder / PERSONAL / self.term if personal else self.folder / SHARED
        return folder / f"{key}{CONTENT}"

    def _write(self, file: Path, content: bytes, personal: bool, mode: int = 0o666) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if personal:
            (self.folder / PERSONAL).chmod(0o700)  # for the folder that is there already, too
        with replacing(file, mode=0o600 if personal else 0o666, is_shared=True) as stream:
            stream.write(content)
            if mode != 0o666:
                Path(stream.name).chmod(mode)  # packs link to it: nobody writes into it by mistake


def _set_used(file: Path) -> bool:
    """Set the time of a file's last use to now; returns whether it is there."""
    try:
        os.utime(file)
    except FileNotFoundError:
        return False
    except OSError:  # a cache that may only be read serves as well
        return file.is_file()
    return True


def _files(folder: Path) -> list[Path]:
    """The files of a folder, without those that are being written."""
    there = folder.iterdir() if folder.is_dir() else ()
    return [file for file in there if not file.name.startswith(".")]


def _last_used(files: Iterable[Path]) -> dict[Path, float]:
    """When each entry was last used, by the file with its digest."""
    return {file: file.stat().st_mtime for file in files if file.suffix != CONTENT}


def _delete(entries: Iterable[Path]) -> None:
    for file in entries:
        file.unlink(missing_ok=True)
        file.with_suffix(CONTENT).unlink(missing_ok=True)


def _size(folder: Path) -> CacheSize:
    sizes = [file.stat().st_size for file in folder.glob(f"*{CONTENT}")] if folder.is_dir() else []
    return CacheSize(len(sizes), sum(sizes))


def _head(key: str, content: bytes, facts: str) -> bytes:
    """The key and the facts, and a digest over them and the content."""
    start = json.dumps([key, facts], sort_keys=True)
    digest = blake2b(f"{start}\n".encode() + content, digest_size=16).hexdigest()
    return json.dumps({"digest": digest, "facts": facts, "key": key}, sort_keys=True).encode()


def digest_of(*parts: object) -> str:
    """The digest of plain values."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()
