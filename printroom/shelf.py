"""The shelf: finished documents by the digest of everything that decides their bytes.

An entry is one file: a line with the facts about the document and the digest of both, then the
PDF. It is written under another name and renamed, so an entry is whole or absent; a
damaged one is not believed. What carries a school's words lies apart, for its owner only.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Kept:
    """What the shelf holds under a key: a file, and facts about it as JSON can say them."""

    content: bytes
    facts: Mapping[str, Any]


class Shelf:
    """A folder of finished documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[str] = []
        """Keys whose entry was found damaged, and is to be made again."""

    def get(self, key: str, *, personal: bool) -> Kept | None:
        """The entry under a key, or none when there is none that can be believed."""
        try:
            entry = self._file(key, personal).read_bytes()
        except OSError:
            return None
        kept = self.read(entry)
        if kept is None:
            self.damaged.append(key)
        return kept

    @staticmethod
    def read(entry: bytes) -> Kept | None:
        """What an entry holds, or nothing when it is not exactly what was written."""
        head, _, content = entry.partition(b"\n")
        try:
            facts = json.loads(head)["facts"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return Kept(content, facts) if head == _head(content, facts) else None

    def put(self, key: str, content: bytes, facts: Mapping[str, Any], *, personal: bool) -> None:
        """Keep a finished document. A full disk or a missing right only loses the short cut."""
        entry = _head(content, facts) + b"\n" + content
        with contextlib.suppress(OSError):
            self._write(self._file(key, personal), entry, personal)

    def is_proven(self, key: str) -> bool:
        """Whether a proof with this key was passed."""
        return (self.folder / "proofs" / key).is_file()

    def note_proof(self, key: str) -> None:
        """Remember that a proof was passed."""
        with contextlib.suppress(OSError):
            self._write(self.folder / "proofs" / key, b"", personal=False)

    def _file(self, key: str, personal: bool) -> Path:
        return self.folder / ("personal" if personal else "shared") / f"{key}.pdf"

    def _write(self, file: Path, content: bytes, personal: bool) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if personal:
            file.parent.chmod(0o700)  # for the folder that is there already, too
        new = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            new.touch(mode=0o600 if personal else 0o666)
            new.write_bytes(content)
            new.replace(file)
        finally:
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)


def _head(content: bytes, facts: Mapping[str, Any]) -> bytes:
    """The first line of an entry: the facts, and a digest over them and the content."""
    said = json.dumps(facts, sort_keys=True)
    digest = blake2b(f"{said}\n".encode() + content, digest_size=16).hexdigest()
    return json.dumps({"facts": facts, "digest": digest}, sort_keys=True).encode()
