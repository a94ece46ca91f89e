"""Finds what is known of a code that was printed or signed: its pack, its words and the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import LedgerEntry, Record
from printroom.ledger.verification import reasons_since
from printroom.ledger.withdrawal import PackIdentity, packs_with, printed_identity
from printroom.load.materials.reviews_file import read_signature
from printroom.model import Order, Review, Signature, order_about
from printroom.text.digests import short_code


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """What one source knows of content that was printed or signed with a code."""

    order: Order
    document: str
    """The name of the document with the code; "" for the code of a pack."""
    identity: PackIdentity
    source: str
    """Where the code was found: in the record, the folder of a pack, or the file of sign-offs."""
    entry: LedgerEntry | None = None
    """Its entry in the record, which has its words."""
    uses: Mapping[str, str] = field(default_factory=dict)
    changed_files: tuple[str, ...] = ()
    """If `uses` is unknown: the changes to files from which the content was made."""


def printed_codes(
    code: str, output: Path, current: CurrentContent, record: Record
) -> Iterator[PrintedCode]:
    """Everything that is known of a code, first by the record, the latest entry first."""
    yield from recorded_codes(code, current.as_of, record)
    yield from _in_packs(code, output, current)
    yield from _signed(code, current)


def document_with(codes: Mapping[str, str], code: str) -> str:
    """The document that has a code; "" if none does."""
    return next((name for name, one in codes.items() if one == code), "")


def recorded_codes(code: str, as_of: dt.date, record: Record) -> Iterator[PrintedCode]:
    """What the record knows of a code, the latest entry first."""
    for entry in record.with_code(code):
        own = {name: one.code for name, one in entry.documents.items() if one.code != entry.code}
        identity = PackIdentity.of(entry, entry.version, entry.codes)
        order, source = entry.order(as_of), record.folder.as_posix()
        yield PrintedCode(order, document_with(own, code), identity, source, entry)


def _in_packs(code: str, output: Path, current: CurrentContent) -> Iterator[PrintedCode]:
    """Packs below the output folder that have the code."""
    for pack, manifest in packs_with((code,), output):
        try:
            order = manifest.order(current.as_of)
        except ValueError:
            continue
        is_known = current.cache.inputs(manifest.inputs) is not None
        folders = (current.materials, Path(current.templates.folder))
        files = reasons_since(manifest, folders, current.cache) if is_known else []
        changed = tuple(str(reason) for reason in files if reason.is_used)
        document = document_with(manifest.codes, code)
        yield PrintedCode(
            order,
            document,
            printed_identity(manifest),
            pack.as_posix(),
            uses=manifest.uses or {},
            changed_files=changed,
        )


def _signed(code: str, current: CurrentContent) -> Iterator[PrintedCode]:
    """Signatures for the code, the latest first."""
    for review, signature in reviews_with(code, current.materials, current.library.reviews):
        named = signature.codes if signature else {}
        order = order_about(review, seed=review.seed, as_of=current.as_of)
        identity = PackIdentity.of(review, "", (short_code(review.digest), *named.values()))
        file = (current.materials / "reviews.yaml").as_posix()
        contents = signature.uses if signature else {}
        yield PrintedCode(order, document_with(named, code), identity, file, uses=contents)


def reviews_with(
    code: str, materials: Path, reviews: Sequence[Review]
) -> Iterator[tuple[Review, Signature | None]]:
    """The sign-offs with a code, the latest first, each with its signature if readable."""
    for review in reversed(reviews):
        signature = read_signature(materials, review)
        named = signature.codes if signature else {}
        if code in (short_code(review.digest), *named.values()):
            yield review, signature
