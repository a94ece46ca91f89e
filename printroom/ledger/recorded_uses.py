"""Finds which recorded packs used or showed something, wherever these packs are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from printroom.deliver.manifest import Manifest
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import LedgerEntry, PrintedText, Record
from printroom.text.occurrence import contains


@dataclass(frozen=True, slots=True)
class RecordedPack:
    """A recorded pack that used something, with either its current documents or the others."""

    session: str
    band: str
    nation: str
    version: str
    code: str
    documents: tuple[str, ...]
    """The documents that showed it; empty if it is only known that the pack used it."""
    on: tuple[str, ...] = ()
    """The days on which it was printed or signed, the latest first."""
    is_current: bool = False
    """Whether these documents would still be printed like that."""


class RecordedUses:
    """Finds the recorded packs that used one thing; each distinct text is searched once.

    `name` is written as `contact:childline`; `signs` are the words and numbers by which a page
    shows it, for packs whose entries do not name what they used.
    """

    def __init__(self, name: str, signs: Iterable[str], record: Record) -> None:
        self._name, self._signs, self._record = name, tuple(signs), record
        self._found: dict[str, bool | None] = {}

    def documents_of(self, manifest: Manifest) -> tuple[str, ...] | None:
        """The documents of a pack that showed it; none if that is not recorded."""
        for entry in self._record.with_code(manifest.code):
            if entry.code == manifest.code and set(manifest.documents) <= set(entry.documents):
                found = self._shown_in(entry) if self._signs else None
                if found is not None:
                    return tuple(name for name in found if name in manifest.documents)
        return None

    def packs(
        self, current: CurrentContent, there: Collection[str]
    ) -> tuple[tuple[RecordedPack, ...], int]:
        """The recorded packs that used it, and the number of those for which that is unknown.

        If a pack's code is in `there`, the codes in the output folder, only its pages that are no
        longer current count.
        """
        days: dict[RecordedPack, dict[str, None]] = {}
        unknown = set()
        for entry in self._record.entries:
            is_used, documents = self._uses(entry)
            if is_used is None and not (entry.code in there or _is_current(entry, current)):
                unknown.add(entry.code)
            for pack in _packs(entry, documents, current) if is_used else ():
                if not (pack.is_current and (entry.code in there or entry.event != "printed")):
                    days.setdefault(pack, {})[entry.on.isoformat()] = None
        return tuple(replace(pack, on=tuple(on)) for pack, on in days.items()), len(unknown)

    def _uses(self, entry: LedgerEntry) -> tuple[bool | None, tuple[str, ...]]:
        """Whether a pack used it (none if unknown), and the documents that showed it."""
        is_recorded = bool(entry.uses) and not self._name.startswith("text:")
        if is_recorded and self._name not in entry.uses:
            return False, ()
        shown = self._shown_in(entry) if self._signs else ()
        if is_recorded:
            return True, shown or ()
        return (None if shown is None or not self._signs else bool(shown)), shown or ()

    def _shown_in(self, entry: LedgerEntry) -> tuple[str, ...] | None:
        found = {name: self._is_in(printed) for name, printed in entry.documents.items()}
        if None in found.values():
            return None
        return tuple(name for name, is_in in found.items() if is_in)

    def _is_in(self, printed: PrintedText) -> bool | None:
        if printed.text not in self._found:
            texts = self._record.texts(printed)
            self._found[printed.text] = (
                None
                if texts is None
                else any(contains(text, sign) for _, text in texts for sign in self._signs)
            )
        return self._found[printed.text]


def _packs(
    entry: LedgerEntry, documents: tuple[str, ...], current: CurrentContent
) -> Iterable[RecordedPack]:
    """Split a recorded pack into its current documents and the others, of these documents."""
    if not documents:
        yield _pack(entry, (), is_current=_is_current(entry, current))
        return
    plan = current.plan(entry.order(current.as_of))
    now = (plan.code, *plan.codes.values()) if plan else ()
    for is_current in (False, True):
        own = tuple(one for one in documents if (entry.documents[one].code in now) is is_current)
        if own:
            yield _pack(entry, own, is_current=is_current)


def _pack(entry: LedgerEntry, documents: tuple[str, ...], *, is_current: bool) -> RecordedPack:
    return RecordedPack(
        entry.session,
        entry.band,
        entry.nation,
        entry.version,
        entry.code,
        documents=documents,
        is_current=is_current,
    )


def _is_current(entry: LedgerEntry, current: CurrentContent) -> bool:
    plan = current.plan(entry.order(current.as_of))
    return plan is not None and plan.code == entry.code
