"""The record of what was printed: the codes and words of every pack that was printed or signed.

It is a folder of small files that are written once and never changed, each named by the digest of
its content. `packs/` has an entry for each pack and day, whatever the number of copies; `texts/`
has the words of documents, each distinct text once. To merge two records, copy the files of one
into the other. The record contains no school's details, because its fields are empty.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from printroom.compose import Composed
from printroom.deliver.disk import sync
from printroom.deliver.folder import write_problem
from printroom.files import read_regular, remove_half_written, replacing
from printroom.model import Document, Edition, NotFitToPrint, Order, Plan, order_about

PACKS, TEXTS = "packs", "texts"
MAX_BYTES = 20_000_000
"""More than any file; a record to merge may come from anywhere."""
Event = Literal["printed", "signed", "withdrawn"]
"""A pack is recorded as printed before it is delivered, so that every delivered one is known."""
Texts = tuple[tuple[str, str], ...]
"""What a document shows, in order: the kind, such as "text" or "alt", and text of each piece."""
_TEXTS = TypeAdapter(Texts)
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class PrintedText(BaseModel):
    """The code of a document, and the digest of its words."""

    model_config = ConfigDict(frozen=True, strict=True)

    code: str
    text: str = ""
    """The name of a file in `texts/` without its suffix; "" if its words are not recorded."""


class LedgerEntry(BaseModel):
    """A pack as it was printed, signed or withdrawn on a day."""

    model_config = ConfigDict(frozen=True, strict=True)

    on: dt.date
    event: Event = "printed"
    session: str
    band: str
    nation: str
    seed: int = 1
    edition: Edition = "standard"
    minutes: int | None = None
    """The shorter length of the session; none for the full one."""
    follows: bool = False
    """Whether the session follows another with the same group."""
    version: str
    code: str
    """The code of the whole pack, also where only some of its documents were printed."""
    documents: Mapping[str, PrintedText]
    """The documents that were printed, by name; a cover has the code of the pack."""
    is_draft: bool = False
    uses: tuple[str, ...] = ()
    """Everything that it was made from, by name; empty if an older program wrote the entry."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The pack's code and those of its documents."""
        return (self.code, *(document.code for document in self.documents.values()))

    def order(self, as_of: dt.date) -> Order:
        """The order that it was made for."""
        return order_about(self, seed=self.seed, as_of=as_of, edition=self.edition)


class Record:
    """A record in a folder; entries that are added get the date `day`."""

    def __init__(self, folder: Path, day: dt.date) -> None:
        self.folder, self.day = folder, day
        self._written: set[Path] = set()
        self._by_code: dict[str, tuple[LedgerEntry, ...]] = {}
        self.damaged: list[Path] = []
        """Files that have changed since they were written, and are ignored."""

    def entry(
        self,
        plan: Plan,
        texts: Mapping[str, Texts],
        *,
        is_draft: bool,
        event: Event = "printed",
        uses: Iterable[str] = (),
    ) -> LedgerEntry:
        """Today's entry for a plan; `texts` is what each of its printed documents shows.

        `uses` are the names of everything from which they are made.
        """
        order = plan.order
        return LedgerEntry(
            on=self.day,
            event=event,
            session=order.session,
            band=order.band,
            nation=order.nation,
            seed=order.seed,
            edition=order.edition,
            minutes=order.minutes,
            follows=order.follows,
            version=plan.version,
            code=plan.code,
            documents={
                name: PrintedText(code=plan.codes.get(name, plan.code), text=_digest(_as_json(one)))
                for name, one in texts.items()
            },
            is_draft=is_draft,
            uses=tuple(sorted(uses)),
        )

    def add(self, entries: Iterable[LedgerEntry], texts: Iterable[Texts]) -> None:
        """Store entries, after the words to which they refer. Raises `NotFitToPrint`."""
        try:
            self._write(TEXTS, dict(_file(_as_json(text)) for text in texts))
            self._write(PACKS, dict(map(_entry_file, entries)))
        except OSError as error:
            raise NotFitToPrint([write_problem(self.folder, error)]) from error

    def add_composed(self, composed: Composed, event: Event, uses: Iterable[str]) -> None:
        """Store an entry for a whole composed pack, with its words. Raises `NotFitToPrint`."""
        covers = (composed.cover,) if composed.cover else ()
        texts = {one.name: texts_of(one) for one in (*composed.documents, *covers)}
        is_draft = bool(composed.plan.draft)
        entry = self.entry(composed.plan, texts, is_draft=is_draft, event=event, uses=uses)
        self.add([entry], texts.values())

    def has(self, wanted: LedgerEntry) -> bool:
        """Whether there is an entry that differs only in its day."""
        return any(
            entry.model_copy(update={"on": wanted.on}) == wanted
            for entry in self._read_entries(f"*-{wanted.code}-*.json")
        )

    @cached_property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """Every entry, the latest first."""
        return tuple(self._read_entries("*.json"))

    def with_code(self, code: str) -> tuple[LedgerEntry, ...]:
        """The entries of packs that have a code, or a document with it; the latest first."""
        if code not in self._by_code:
            found = self._read_entries("*.json", code.encode())
            self._by_code[code] = tuple(entry for entry in found if code in entry.codes)
        return self._by_code[code]

    def has_texts(self, entry: LedgerEntry) -> bool:
        """Whether the words of each document of an entry are recorded."""
        return all(self.texts(document) is not None for document in entry.documents.values())

    def texts(self, document: PrintedText) -> Texts | None:
        """What a document showed; none if that is not recorded."""
        file = self.folder / TEXTS / f"{document.text}.json"
        content = self._read(file)
        try:
            return _TEXTS.validate_json(content) if content is not None else None
        except ValidationError:
            self.damaged.append(file)
            return None

    def merge(self, other: Path) -> int:
        """Copy files from another record that are missing here; returns the number of new entries.

        Raises `NotFitToPrint`.
        """
        counts = []
        try:
            for part in (TEXTS, PACKS):  # an entry is never here before its words
                there = {file.name: self._read(file) for file in _files(other / part)}
                intact = {name: content for name, content in there.items() if content is not None}
                counts.append(self._write(part, intact))
        except OSError as error:
            raise NotFitToPrint([write_problem(self.folder, error)]) from error
        return counts[-1]

    def remove_half_written(self) -> None:
        """Remove files that processes left half-written when they ended."""
        remove_half_written(self.folder.glob("*/.*"))

    def _write(self, part: str, files: Mapping[str, bytes]) -> int:
        """Write the files that are missing here, flushed to the disk; returns how many."""
        folder = self.folder / part
        wanted = {folder / name: content for name, content in files.items()}
        new = {
            file: content
            for file, content in wanted.items()
            if file not in self._written and self._read(file) is None
        }
        if new:
            folder.mkdir(parents=True, exist_ok=True)
        for file, content in new.items():
            with replacing(file, is_shared=True) as stream:
                stream.write(content)
        if new:
            sync(folder)
            sync(self.folder)
        self._written |= set(new)
        self._by_code.clear()
        return len(new)

    def _read_entries(self, pattern: str, containing: bytes = b"") -> Iterator[LedgerEntry]:
        for file in reversed(_files(self.folder / PACKS, pattern)):
            content = self._read(file)
            if content is not None and containing in content:
                with contextlib.suppress(ValidationError):  # written by a later program
                    yield LedgerEntry.model_validate_json(content)

    def _read(self, file: Path) -> bytes | None:
        """The content of a file; none if it is absent, or does not match the digest in its name."""
        try:
            content = read_regular(file, MAX_BYTES)
        except OSError:
            return None
        if _digest(content) == file.stem.rpartition("-")[2]:
            return content
        self.damaged.append(file)
        return None


def texts_of(document: Document) -> Texts:
    """What a composed document shows, without its code and the values of a booking."""
    return tuple((piece.kind, piece.text) for piece in document.shown)


def _entry_file(entry: LedgerEntry) -> tuple[str, bytes]:
    """The name of the file of an entry, readable and with its digest, and its content."""
    text = entry.model_dump_json(indent=1, exclude_defaults=True, ensure_ascii=False)
    name, content = _file(f"{text}\n")
    return f"{entry.on}-{entry.code}-{name}", content


def _as_json(texts: Texts) -> str:
    """The words of a document as JSON, one line for each text, so that people can read it."""
    rows = ",\n".join(map(_ENCODER.encode, texts))
    return f"[\n{rows}\n]\n"


def _file(text: str) -> tuple[str, bytes]:
    """The name and the content of a file."""
    return f"{_digest(text)}.json", text.encode()


def _digest(content: str | bytes) -> str:
    content = content.encode() if isinstance(content, str) else content
    return blake2b(content, digest_size=16).hexdigest()


def _files(folder: Path, pattern: str = "*.json") -> list[Path]:
    """The files of a folder by name, without those that are being written."""
    found = folder.glob(pattern) if folder.is_dir() else ()
    return sorted(file for file in found if not file.name.startswith(".") and file.is_file())
