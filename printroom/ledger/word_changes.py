"""Compares the text that a document showed with what it shows now, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from printroom.compose import Composed
from printroom.deliver.manifest import Manifest, read_manifest
from printroom.inspect.page_texts import PageText, texts_of_document
from printroom.inspect.positions import at_source
from printroom.inspect.shown_texts import template_texts
from printroom.ledger.compared_sentences import compare_sentences
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import LedgerEntry, Record, Texts, texts_of
from printroom.model import SHEET_MARK, Document, Plan
from printroom.text.fingerprint import letters

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][”’\"')])\s+")
_SHEET_CODE = re.compile("[0-9A-Z]{3}")
"""The code of an activity, such as ABC in “Sheet ABC”, by which its key refers to it."""
_LABELS = {"alt": "alternative text: ", "generated": "added by a style sheet: "}
_PICTURE = "picture "
"""The prefix of the digest of a picture."""
Place = tuple[str, int]
"""A file and a line in it; 0 for the whole file."""
_NOWHERE: Place = ("", 0)
SHORT = 4
"""A text with fewer letters must match a whole text, since it is in others by chance."""


@dataclass(frozen=True, slots=True)
class WordChange:
    """A sentence of a document that has changed, is new, or is gone."""

    document: str
    old: str
    """Empty if the sentence is new."""
    new: str
    """Empty if the sentence is gone."""
    path: str
    """The file of the new sentence, or of one beside the sentence that is gone; "" if unknown."""
    line: int = 0
    is_reordered: bool = False
    """Whether this means that sentences have moved; then there is no old or new one."""

    @property
    def place(self) -> str:
        """The file and line, as text; empty if unknown."""
        line = f":{self.line}" if self.line else ""
        beside = "" if self.new or not self.path else "beside "
        return f"{beside}{self.path}{line}" if self.path else ""


def words_since(
    entry: LedgerEntry, composed: Composed | None, record: Record
) -> tuple[WordChange, ...]:
    """What has changed in those documents of a recorded pack whose words are recorded."""
    if composed is None:
        return ()
    covers = (composed.cover,) if composed.cover else ()
    now = {document.name: document for document in (*composed.documents, *covers)}
    return tuple(
        change
        for name, printed in entry.documents.items()
        if (old := record.texts(printed)) is not None
        for change in _changes_of(name, old, now.get(name), composed.plan)
    )


def words_of_pack(pack: Path, current: CurrentContent, record: Record) -> tuple[WordChange, ...]:
    """What has changed in those documents of a printed pack whose words are recorded."""
    manifest = read_manifest(pack)
    entry = entry_of(manifest, manifest.code, current, record) if manifest else None
    if manifest is None or entry is None:
        return ()
    found = words_since(entry, current.compose(entry.order(current.as_of)), record)
    return tuple(change for change in found if change.document in manifest.documents)


def words_between(
    old: LedgerEntry, new: LedgerEntry, composed: Composed | None, record: Record
) -> tuple[WordChange, ...]:
    """What differs between two recorded packs; places are those of the texts in `composed`."""
    now = {document.name: document for document in composed.documents} if composed else {}
    found: list[WordChange] = []
    for name in old.documents.keys() & new.documents.keys():
        before, after = record.texts(old.documents[name]), record.texts(new.documents[name])
        if before is not None and after is not None and before != after:
            document = now.get(name)
            known = source_places(composed.plan, document) if composed and document else None
            found += word_changes(name, before, after, known or (lambda _: _NOWHERE))
    return tuple(found)


def entry_of(
    manifest: Manifest, code: str, current: CurrentContent, record: Record
) -> LedgerEntry | None:
    """The recorded entry with this code, for the order of a manifest; none if there is none."""
    try:
        order = manifest.order(current.as_of)
    except ValueError:
        return None
    entries = (
        entry
        for entry in record.with_code(code)
        if entry.code == code and entry.order(current.as_of) == order and record.has_texts(entry)
    )
    return max(entries, key=lambda entry: len(entry.documents), default=None)


def _changes_of(name: str, old: Texts, now: Document | None, plan: Plan) -> tuple[WordChange, ...]:
    if now is None:
        return (WordChange(name, "the whole document", "", plan.path),)
    new = texts_of(now)
    if new == old:
        return ()
    found = word_changes(name, old, new, source_places(plan, now))
    return tuple(change for change in found if not _is_sheet_code(change, plan)) or found


def _is_sheet_code(change: WordChange, plan: Plan) -> bool:
    """Whether only the code of an activity has changed, which follows from its words."""
    parts = (part for document in plan.documents for part in document.parts)
    codes = {part.activity.code for part in parts if part.activity and part.activity.code}
    before, _, old = change.old.rpartition(" ")
    now, _, new = change.new.rpartition(" ")
    return new in codes and before == now and _SHEET_CODE.fullmatch(old) is not None


def word_changes(
    name: str, old: Texts, new: Texts, place_of: Callable[[str], Place]
) -> tuple[WordChange, ...]:
    """What has changed in one document, sentence by sentence, in order.

    Sentences on both sides have not changed; if some have moved, that is one change for all.
    `place_of` finds the source of a text that the document shows now.
    """
    before, after = tuple(_sentences(old)), tuple(_sentences(new))
    pairs, is_reordered = compare_sentences(before, after)
    found = [
        WordChange(name, was, now, *_place_of_pair(was, now, before, after, place_of))
        for was, now in pairs
    ]
    if is_reordered:
        found.append(WordChange(name, "", "", *_NOWHERE, is_reordered=True))
    return tuple(found)


def _place_of_pair(
    was: str,
    now: str,
    before: Sequence[str],
    after: Sequence[str],
    place_of: Callable[[str], Place],
) -> Place:
    """The place of a new sentence; for one that is gone, that of the nearest one still there."""
    if now or was not in before:  # after a shuffle, pieces are compared without their letters
        return place_of(now) if now else _NOWHERE
    at, left = before.index(was), {*after}
    beside = (*before[:at][::-1], *before[at + 1 :])
    return next((place_of(one) for one in beside if one in left and letters(one)), _NOWHERE)


def source_places(plan: Plan, document: Document) -> Callable[[str], Place]:
    """A function that finds the file and line of a text that a composed document shows."""
    planned = next(one for one in plan.documents if one.row.name == document.name)
    authored = [
        (letters(text.text), at_source(text, plan)) for text in texts_of_document(planned, plan)
    ]
    shown = tuple(template_texts(planned, document, plan))

    def place_of(text: str) -> Place:
        if text.startswith((_PICTURE, _LABELS["generated"])):
            return _place_of_picture_or_style(text, document) or (document.path, 0)
        text = text.removeprefix(_LABELS["alt"])
        wanted = letters(text)
        within = [
            written
            for own, written in authored
            if wanted == own or (len(wanted) >= SHORT and wanted in own)
        ]
        if within:
            written = min(within, key=lambda one: len(one.text))
            return written.path, written.place(max(written.text.find(text), 0))[0]
        # A page may put a letter or a number before a text.
        parts = [one for own, one in authored if own in wanted and len(own) * 2 > len(wanted)]
        if parts:
            longest = max(parts, key=lambda one: len(one.text))
            return longest.path, longest.line
        return _place_of_shown(text, shown, plan) or (document.path, 0)

    return place_of


def _place_of_picture_or_style(text: str, document: Document) -> Place | None:
    """The file of a picture, or the line of a style sheet that adds a text."""
    if text.startswith(_PICTURE):
        digest = text.removeprefix(_PICTURE)
        paths = (path for name, path in document.origins.items() if name.startswith(digest))
        return next(((path, 1) for path in paths), None)
    wanted = text.removeprefix(_LABELS["generated"]).replace(": ", ":", 1).casefold()
    sheet, first = "", 0
    for number, line in enumerate(document.source.split("\n")):
        if mark := SHEET_MARK.fullmatch(line):
            sheet, first = mark[1], number
        elif sheet and wanted in re.sub(r"\s*:\s*", ":", " ".join(line.split())).casefold():
            return f"{document.templates}/{sheet}", number - first
    return None


def _place_of_shown(text: str, shown: Iterable[PageText], plan: Plan) -> Place | None:
    """The place of a sentence in the texts of templates and lists."""
    for piece in shown:
        if (start := piece.text.find(text)) >= 0:
            found = at_source(piece, plan, start, start + len(text))
            return found.path, found.line
    return None


def _sentences(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The sentences of a document; pictures and other pieces begin with their kind."""
    for kind, text in texts:
        if kind == "text":
            yield from _SENTENCE_END.split(text)
        elif kind == "picture":
            yield f"{_PICTURE}{text[:8]}"
        else:
            yield _LABELS.get(kind, f"{kind}: ") + text
