"""The cache: finished documents and values, each under a digest of all that decides its bytes.

A document is two files: its content, and facts about it with a digest over both, written last. A
value is one file, with its digest in the first line. Each file is written under another name and
renamed, so an entry is complete or absent; a damaged one is ignored. Documents with a school's
words are in a folder for each term, which only its owner may read. Each use of an entry sets the
modification time of the file with the digest, from which `prune_unused` knows its last use.
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
"""The suffix of a document's file; that of the facts beside it is `.json`."""


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A cached document: its content, and facts about it as text, which only their writer reads."""

    content: bytes
    facts: str
    file: Path | None = field(default=None, compare=False)
    """The file with the content, to which packs can link."""


@dataclass(frozen=True, slots=True)
class CacheSize:
    """The size of a part of the cache."""

    documents: int
    size: int
    """In bytes."""


class Cache:
    """A folder of cached documents and values; personal ones are stored for one `term`."""

    def __init__(self, folder: Path, term: str = "") -> None:
        self.folder, self.term = folder, term or NO_TERM
        self.damaged: list[str] = []
        """The keys of damaged entries, which are made again."""

    def get(self, key: str, *, personal: bool) -> CacheEntry | None:
        """The entry under a key; none if it is absent or damaged."""
        file = self._file(key, personal)
        try:
            head = read_regular(file.with_suffix(".json"), MAX_BYTES)
            content = read_regular(file, MAX_BYTES)
        except FileNotFoundError as missing:
            if str(missing.filename) == str(file):  # the facts are there, and the content is not
                self.damaged.append(key)
            return None
        except OSError:
            return None
        facts = self.read(head, content, key)
        if facts is None:
            self.damaged.append(key)
            return None
        _set_used(file.with_suffix(".json"))
        return CacheEntry(content, facts, file)

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

    @staticmethod
    def read(head: bytes, content: bytes, key: str) -> str | None:
        """The facts of an entry; none if it is not exactly what was written for this key.

        An entry that was moved to another key, by mistake or on purpose, is not trusted.
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
        """Store a value. If it cannot be written, it will be made again next time."""
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

        It only predicts which workers are needed: some entries may have been pruned since.
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
        """Store the digests of input files by name, under one digest of them all."""
        self.put_texts(INPUTS, digest, inputs)

    def inputs(self, digest: str) -> dict[str, str] | None:
        """The digests of input files by name that were stored under one digest of them all."""
        return self.texts(INPUTS, digest)

    def put_texts(self, part: str, key: str, texts: Mapping[str, str]) -> None:
        """Store texts by name, such as codes or findings, unless the key has some already."""
        if self.texts(part, key) is None:
            self._put_value(self.folder / part / f"{key}.note", key, json.dumps(texts).encode())

    def texts(self, part: str, key: str) -> dict[str, str] | None:
        """The texts that were stored under a key; none if they are absent or damaged."""
        if not key.isalnum():  # one from a manifest could name another folder
            return None
        content = self._value(self.folder / part / f"{key}.note", key)
        return dict(json.loads(content)) if content is not None else None

    def sizes(self) -> dict[str, CacheSize]:
        """The size of shared documents, under "", and of each term's documents, under its name."""
        return {"": _size(self.folder / SHARED)} | {
            term.name: _size(term) for term in self._terms()
        }

    def prune(self, terms: Iterable[str]) -> int:
        """Delete the documents made for schools of these terms; returns how many there were."""
        wanted = set(terms)
        gone = [term for term in self._terms() if term.name in wanted]
        count = sum(_size(term).documents for term in gone)
        for term in gone:
            shutil.rmtree(term)
        return count

    def prune_unused(self, before: float) -> int:
        """Delete what was last used before this time (in seconds since 1970), in all parts.

        Returns the number of documents among it.
        """
        parts = [self.folder / name for name in (SHARED, *VALUES, *RESULTS)]
        files = {file for part in (*parts, *self._terms()) for file in _files(part)}
        gone = [file for file, used in _last_used(files).items() if used < before]
        _delete(gone)
        return sum(file.with_suffix(CONTENT) in files for file in gone)

    def keep_last(self, part: str, count: int) -> None:
        """Delete all values of a part but the `count` that were used last."""
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
            (self.folder / PERSONAL).chmod(0o700)  # also if the folder already exists
        with replacing(file, mode=0o600 if personal else 0o666, is_shared=True) as stream:
            stream.write(content)
            if mode != 0o666:
                Path(stream.name).chmod(mode)  # packs link to it: nobody may change it


def _set_used(file: Path) -> bool:
    """Set the time of a file's last use to now; returns whether it is there."""
    try:
        os.utime(file)
    except FileNotFoundError:
        return False
    except OSError:  # a read-only cache serves as well
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
