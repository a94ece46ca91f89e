"""Records: what the packs of a term were made from and are, as its folder keeps it.

While that is still so, nothing has to be read or made again; so this room needs no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from printroom.cache import digest_of
from printroom.deliver.manifest import MANIFEST, Digests, faults
from printroom.ledger.inputs import digest_of_inputs, inputs_of
from printroom.press.versions import versions

RECORD = "term.json"


@dataclass(frozen=True)
class Asked:
    """What decides the packs of a term: which term, how, and from which folders."""

    term: str
    wishes: tuple[tuple[str, object], ...]
    folders: tuple[Path, ...]

    @cached_property
    def inputs(self) -> dict[str, str]:
        """The files that stood in the folders when they were first looked at."""
        return inputs_of(self.folders)

    def key(self, lists: Iterable[str]) -> str:
        """The digest of all that is read, with these lists of schools, and of the program."""
        inputs = digest_of_inputs(self.inputs | inputs_of(map(Path, lists)))
        return digest_of(self.term, self.wishes, inputs, sorted(versions().items()))


def standing(folder: Path, asked: Asked) -> dict[str, Any] | None:
    """The record of a term that stands as it was asked for, every byte of it; else nothing."""
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_bytes())
        if record["failed"] or record["key"] != asked.key(record["lists"]):
            return None
        digests = Digests()
        for name, manifest in record["packs"].items():
            if sha256((folder / name / MANIFEST).read_bytes()).hexdigest() != manifest:
                return None
            if any(fault.what != "extra" for fault in faults(folder / name, digests)):
                return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record


def recorded(folder: Path) -> tuple[str, ...]:
    """The packs that the record of a term lists, as paths below its folder."""
    try:
        return tuple(json.loads((folder / RECORD).read_bytes())["packs"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
