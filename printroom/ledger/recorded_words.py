"""Finds words in the packs that the record knows, wherever these are now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from printroom.deliver.manifest import Manifest
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import LedgerEntry, PrintedText, Record, Texts
from printroom.text.occurrence import contains


@dataclass(frozen=True, slots=True)
class RecordedPack:
    """A pack of the record that showed certain words, which are not those printed now."""

    session: str
    band: str
    nation: str
    version: str
    code: str
    documents: tuple[str, ...]
    on: tuple[str, ...] = ()
    """The days on which it was printed or signed, the latest first."""


class RecordedWords:
    """Finds words in the packs of the record; each distinct text is searched once."""

    def __init__(self, wanted: str, record: Record) -> None:
        self._wanted, self._record = wanted, record
        self._found: dict[str, bool | None] = {}

    def documents_of(self, manifest: Manifest) -> tuple[str, ...] | None:
        """The documents of a pack that showed the words; none if the record does not know it."""
        for entry in self._record.with_code(manifest.code):
            if entry.code == manifest.code and set(manifest.documents) <= set(entry.documents):
                found = self._documents(entry)
                if found is not None:
                    return tuple(name for name in found if name in manifest.documents)
        return None

    def earlier(self, current: CurrentContent) -> tuple[tuple[RecordedPack, ...], int]:
        """The recorded packs that showed the words on pages that are no longer current.

        And the number of packs whose words are damaged or missing in the record.
        """
        days: dict[RecordedPack, dict[str, None]] = {}
        damaged = 0
        for entry in self._record.entries:
            found = self._documents(entry)
            damaged += found is None
            if documents := _not_current(found or (), entry, current):
                what = (entry.session, entry.band, entry.nation, entry.version, entry.code)
                days.setdefault(RecordedPack(*what, documents), {})[entry.on.isoformat()] = None
        return tuple(replace(pack, on=tuple(on)) for pack, on in days.items()), damaged

    def _documents(self, entry: LedgerEntry) -> tuple[str, ...] | None:
        found = {name: self._is_in(printed) for name, printed in entry.documents.items()}
        if None in found.values():
            return None
        return tuple(name for name, is_in in found.items() if is_in)

    def _is_in(self, printed: PrintedText) -> bool | None:
        if printed.text not in self._found:
            texts = self._record.texts(printed)
            self._found[printed.text] = None if texts is None else self._is_among(texts)
        return self._found[printed.text]

    def _is_among(self, texts: Texts) -> bool:
        return any(contains(text, self._wanted) for _, text in texts)


def _not_current(
    documents: tuple[str, ...], entry: LedgerEntry, current: CurrentContent
) -> tuple[str, ...]:
    """Those documents of a recorded pack that would not be printed like that now."""
    plan = current.plan(entry.order(current.as_of)) if documents else None
    now = (plan.code, *plan.codes.values()) if plan else ()
    return tuple(name for name in documents if entry.documents[name].code not in now)
