"""The manifest of a pack: its order, its sources, and the SHA-256 of every file.

It names a school only by its id.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from printroom.files import NotAFile, TooLarge, chunks_of, read_regular
from printroom.model import EDITIONS, Booking, Order, Plan, order_about

MANIFEST = "manifest.json"
MAX_BYTES = 4_000_000
MAX_FILE_BYTES = 500_000_000
"""More than any file of a pack; a larger one was put there by somebody else."""
ABSENT = (FileNotFoundError, NotADirectoryError, NotAFile, TooLarge)
FaultKind = Literal["changed", "missing", "extra", "no manifest", "unreadable"]
_FILE = Struct(">QQQq")
"""A file's device, number, size and time: while they are the same, so is its content."""
Names = TypeVar("Names", dict[str, str], tuple[str, ...])


_FILE_NAME = re.compile(r"(?!\.{1,2}\Z)[^/\\\0]+")


def _file_names(names: Names) -> Names:
    """Refuse names of files outside the pack's own folder: a manifest may come from anywhere."""
    if not _are_file_names(tuple(names)):
        raise ValueError("not the name of a file")
    return names


@lru_cache(500)  # thousands of packs have files of the same names
def _are_file_names(names: tuple[str, ...]) -> bool:
    return all(map(_FILE_NAME.fullmatch, names))


class MadeFrom(BaseModel):
    """What a pack was made from, to identify changes later."""

    model_config = ConfigDict(frozen=True, strict=True)

    inputs: str = ""
    """One digest of all files of materials and templates."""
    own: str = ""
    """A digest of the values of the booking's fields."""
    draft: tuple[str, ...] = ()
    made_with: dict[str, str] = {}
    code: str = ""
    """The code of the pack, by which the record knows its words."""


class Manifest(BaseModel):
    """The manifest of a pack; fields that an older program did not write are empty."""

    # Manifests share their keys; most of their values are digests, which differ.
    model_config = ConfigDict(frozen=True, strict=True, cache_strings="keys")

    session: str = ""
    band: str = ""
    nation: str = ""
    seed: int = 1
    edition: str = "standard"
    minutes: int | None = None
    """The shorter length of the session; none for the full one."""
    follows: bool = False
    """Whether the session follows another with the same group."""
    code: str = ""
    codes: dict[str, str] = {}
    """The short code of each document, by its name."""
    content: str = ""
    """The digest of the plan."""
    version: str = ""
    review_by: str = ""
    term: str = ""
    school: str = ""
    people: int = 0
    date: str = ""
    inputs: str = ""
    own: str = ""
    draft: tuple[str, ...] = ()
    made_with: dict[str, str] = {}
    key: str = ""
    """The digest of everything that decides the files of the pack."""
    pages: int = 0
    uses: dict[str, str] | None = None
    """Everything printed, by name, with a digest of its printed content."""
    sources: tuple[str, ...] | None = None
    """The input files that its text comes from."""
    before: MadeFrom | None = None
    """What the pack that it replaced was made from."""
    filled: Annotated[tuple[str, ...], AfterValidator(_file_names)] | None = None
    """The files with the booking's own details; the others are the same for every school."""
    details: dict[str, str] | None = None
    """A digest of each detail of the booking that is printed in it, such as the lead."""
    files: Annotated[dict[str, str], AfterValidator(_file_names)]
    """The SHA-256 of each file, by its name."""

    @property
    def made_from(self) -> MadeFrom:
        """What the pack was made from."""
        return MadeFrom(
            inputs=self.inputs,
            own=self.own,
            draft=self.draft,
            made_with=self.made_with,
            code=self.code,
        )

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the documents that the pack contains."""
        names = (file.partition("-")[2].removesuffix(".pdf") for file in self.files)
        return tuple(name for name in names if name)

    def order(self, as_of: dt.date) -> Order:
        """The order that the pack was made for, as of this day, or of its visit if that is later.

        Raises `ValueError` if it is not recognised.
        """
        as_of = max(as_of, dt.date.fromisoformat(self.date)) if self.date else as_of
        for edition in EDITIONS:
            if self.edition == edition and self.session:
                return order_about(self, seed=self.seed, as_of=as_of, edition=edition)
        raise ValueError("the manifest was written by another program")

    def as_json(self) -> bytes:
        """The bytes of the file."""
        text = self.model_dump_json(indent=2, exclude_none=True, ensure_ascii=False)
        return f"{text}\n".encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return sha256(self.as_json()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """A difference between a folder and its manifest."""

    file: Path
    what: FaultKind


class FileDigests:
    """Computes and remembers SHA-256 digests; a file to which many packs link is read once.

    `ahead` returns digests that were computed elsewhere, and is called when the first is needed.
    """

    def __init__(self, ahead: Callable[[], Iterable[tuple[bytes, bytes]]] = tuple) -> None:
        self.known: dict[bytes, bytes] = {}
        self._ahead: Callable[[], Iterable[tuple[bytes, bytes]]] | None = ahead

    def of(self, path: str) -> str:
        """The digest of a file's content. Raises `OSError`."""
        at = os.stat(path)  # noqa: PTH116 - a term has thousands of files
        key = _FILE.pack(at.st_dev, at.st_ino, at.st_size, at.st_mtime_ns)
        if self._ahead is not None:
            self.known.update(self._ahead())
            self._ahead = None
        if key not in self.known:
            digest = sha256()
            for chunk in chunks_of(path, MAX_FILE_BYTES):
                digest.update(chunk)
            self.known[key] = digest.digest()
        return self.known[key].hex()


def manifest_of(
    booking: Booking,
    plan: Plan,
    made_from: MadeFrom,
    *,
    key: str = "",
    pages: int = 0,
    uses: dict[str, str] | None = None,
    sources: tuple[str, ...] | None = None,
    before: MadeFrom | None = None,
    filled: tuple[str, ...] = (),
    details: dict[str, str] | None = None,
    files: dict[str, str],
) -> Manifest:
    """The manifest of a new pack."""
    order = booking.order
    of_order = ("session", "band", "nation", "seed", "edition", "minutes", "follows")
    return Manifest(
        **{name: getattr(order, name) for name in of_order},
        code=plan.code,
        codes=dict(plan.codes),
        content=plan.digest,
        version=plan.version,
        review_by=plan.review_by.isoformat(),
        term=booking.term,
        school=booking.school_id,
        people=booking.people,
        date=booking.date.isoformat() if booking.date else "",
        **made_from.model_dump(exclude={"code"}),
        key=key,
        pages=pages,
        uses=uses,
        sources=sources,
        before=before,
        filled=filled,
        details=details,
        files=files,
    )


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a pack's folder; none if there is no valid one.

    Raises `OSError` if it cannot be read.
    """
    try:
        return Manifest.model_validate_json(read_regular(folder / MANIFEST, MAX_BYTES))
    except (*ABSENT, ValidationError):
        return None


def manifest_digest(folder: Path) -> str:
    """The SHA-256 of a pack's manifest as it is in its folder; "" if it cannot be read."""
    try:
        return sha256(read_regular(folder / MANIFEST, MAX_BYTES)).hexdigest()
    except OSError:
        return ""


def faults(folder: Path, digests: FileDigests) -> Iterator[Fault]:
    """Every file of a pack that is missing, changed, or not listed in its manifest.

    Raises `OSError` if a file cannot be read.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        yield Fault(folder / MANIFEST, "no manifest")
        return
    yield from damage(folder, manifest, digests)
    listed = {MANIFEST, *manifest.files}
    for file in sorted(folder.iterdir()):
        if file.name not in listed:
            yield Fault(file, "extra")


def existing_pack(folder: Path, key: str, digests: FileDigests) -> tuple[Manifest, str] | None:
    """The manifest of the pack with this key, and its SHA-256, if the pack is there and intact.

    Extra files do no harm.
    """
    try:
        content = read_regular(folder / MANIFEST, MAX_BYTES)
        manifest = Manifest.model_validate_json(content)
        is_wanted = manifest.key == key and is_intact(folder, manifest, digests)
    except (OSError, ValidationError):
        return None
    return (manifest, sha256(content).hexdigest()) if is_wanted else None


def is_intact(folder: Path, manifest: Manifest, digests: FileDigests) -> bool:
    """Whether all files of a manifest are in a folder, unchanged. Raises `OSError`."""
    return not any(damage(folder, manifest, digests))


def damage(folder: Path, manifest: Manifest, digests: FileDigests) -> Iterator[Fault]:
    """Every file of a manifest that is missing or changed. Raises `OSError`."""
    for name, digest in manifest.files.items():
        path = f"{folder}{os.sep}{name}"
        try:
            if digests.of(path) != digest:
                yield Fault(Path(path), "changed")
        except ABSENT:
            yield Fault(Path(path), "changed" if os.path.lexists(path) else "missing")


def packs_below(folder: Path, without: Container[str] = ()) -> Iterator[Path]:
    """The folders of packs in a folder, including itself, but not packs being built.

    Folders in `without` are not looked at.
    """
    for here, folders, files in os.walk(folder):
        visible = (name for name in folders if not name.startswith("."))
        folders[:] = sorted(name for name in visible if f"{here}{os.sep}{name}" not in without)
        if MANIFEST in files:
            yield Path(here)
