"""The record of a term: what its packs were made from, stored in the term's folder.

While that is unchanged, no pack has to be made again, and no file has to be parsed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from printroom.cache import digest_of
from printroom.deliver.manifest import MANIFEST, FileDigests, Manifest, is_intact, packs_below
from printroom.files import read_regular
from printroom.ledger.inputs import digest_of_inputs, inputs_of
from printroom.model.report_file import ReportFile
from printroom.versions import version_of

RECORD = "term.json"
MAX_BYTES = 100_000_000


def _pack_path(path: str) -> str:
    """Refuse a path that is not below the term's folder."""
    if not path or path.startswith("/") or set(path) & set("\\\0") or ".." in path.split("/"):
        raise ValueError("not a path below the folder of the term")
    return path


PackPath = Annotated[str, AfterValidator(_pack_path)]


class TermRecord(BaseModel):
    """The options, packs and report of a term's last run."""

    model_config = ConfigDict(frozen=True, strict=True)

    term: str
    key: str
    """The digest of all inputs."""
    lists: tuple[str, ...]
    """The files with the lists of schools."""
    packs: dict[PackPath, str]
    """The SHA-256 of each pack's manifest, by the pack's path below the term's folder."""
    failed: tuple[str, ...]
    report: ReportFile

    def as_json(self) -> bytes:
        """The bytes of the file."""
        return f"{self.model_dump_json(indent=1, ensure_ascii=False)}\n".encode()


@dataclass(frozen=True)
class TermRequest:
    """What decides the packs of a term: its name, the options, and the input folders."""

    term: str
    options: TermOptions | None
    """None where they do not matter."""
    folders: tuple[Path, ...]

    @cached_property
    def inputs(self) -> dict[str, str]:
        """The digest of each file in the folders, as first read."""
        return inputs_of(self.folders)

    @cached_property
    def shared_key(self) -> str:
        """The digest of what all packs share: everything except the lists of schools."""
        lists = tuple(f"{folder.resolve().name}/schools/" for folder in self.folders)
        shared = [item for item in self.inputs.items() if not item[0].startswith(lists)]
        return digest_of(self.term, shared, version_of("packs"))

    def key(self, lists: Iterable[str]) -> str:
        """The digest of all inputs, with these lists of schools, of options and program."""
        inputs = digest_of_inputs(self.inputs | inputs_of(map(Path, lists)))
        return digest_of(self.term, self.options, inputs, version_of("packs"))


@dataclass(frozen=True)
class TermOptions:
    """The options that decide the packs of a term."""

    as_of: dt.date
    layout: str = "auto"
    only: tuple[str, ...] = ()
    proof: str = "auto"
    release: bool = False

    def request(self, term: str, folders: tuple[Path, ...]) -> TermRequest:
        """The request for a term with these options."""
        return TermRequest(term, self, folders)


def read_record(folder: Path) -> TermRecord | None:
    """The record in the folder of a term; none if it cannot be read."""
    try:
        return TermRecord.model_validate_json(read_regular(folder / RECORD, MAX_BYTES))
    except (OSError, ValidationError):
        return None


def other_packs(folder: Path, record: TermRecord | None) -> list[Path]:
    """The packs in the folder of a term that its last run did not make; none without a record."""
    own = {folder / name for name in record.packs} if record else set()
    return [pack for pack in packs_below(folder) if pack not in own] if record else []


def find_unchanged_term(
    folder: Path, request: TermRequest, digests: FileDigests | None = None
) -> TermRecord | None:
    """The record of a term if all its packs are intact and up to date; otherwise none.

    `digests` are those of the files in its packs, if already known.
    """
    record = read_record(folder)
    if record is None or record.failed:
        return None
    try:
        if record.key != request.key(record.lists):
            return None
        digests = digests or FileDigests()
        is_whole = all(
            _is_intact(folder / name, manifest, digests) for name, manifest in record.packs.items()
        )
    except (OSError, ValidationError):
        return None
    return record if is_whole else None


def _is_intact(pack: Path, manifest: str, digests: FileDigests) -> bool:
    """Whether a pack has the manifest with this SHA-256, and all its files."""
    content = read_regular(pack / MANIFEST, MAX_BYTES)
    if sha256(content).hexdigest() != manifest:
        return False
    return is_intact(pack, Manifest.model_validate_json(content), digests)
