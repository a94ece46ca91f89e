"""Plans each document: its parts and everything they refer to, if it is open to the band.

A participant document gets no key, no guide, and no contact, fact or word that is not open to
participants of its band. A reference to anything else is a problem at its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from printroom.choose.arrangements import Arrangements
from printroom.choose.guides import plan_guide
from printroom.choose.lengths import snippet_in_version, versions
from printroom.choose.nation_checks import missing_for_nation
from printroom.choose.script_card import script_card
from printroom.choose.timetable import TimetableEntry
from printroom.choose.today import with_today
from printroom.choose.variants import BandSnippet, snippet_for_band
from printroom.model import (
    KIND_FOLDERS,
    Contact,
    DocumentRow,
    Gated,
    Library,
    Node,
    Order,
    Picture,
    PlannedDocument,
    PlannedPart,
    Problem,
    Templates,
    walk_nodes,
)
from printroom.text.no_contacts import no_contacts

G = TypeVar("G", bound=Gated)


def plan_documents(
    order: Order, library: Library, templates: Templates, entries: tuple[TimetableEntry, ...]
) -> tuple[tuple[PlannedDocument, ...], list[Problem]]:
    """Every document of the pack in order, and a problem for all that is not open to the band."""
    chooser = _Chooser(order, library, templates)
    snippets = chooser.snippets(entries)
    rows = templates.sessions[library.sessions[order.session].template].documents
    chooser.arrangements.letter_decks(rows, entries, snippets)
    documents: list[PlannedDocument] = []
    for row in rows:
        parts = tuple(chooser.parts(row, entries, snippets))
        if parts or row.medium == "cover" or row.contacts or row.guide:
            documents.append(chooser.document(len(documents) + 1, row, parts, snippets))
    planned: list[PlannedDocument] = []
    for document in documents:
        if document.row.guide and document.row.audience == "facilitator":
            # Only now: a guide lists all documents, and has the numbers of their cards in its keys.
            guide = plan_guide(
                order, library, templates, chooser.arrangements, entries, snippets, documents
            )
            planned.append(replace(document, guide=guide))
        else:
            planned.append(document)
    missing = missing_for_nation(order, library, planned)
    return tuple(planned), [*chooser.problems, *chooser.arrangements.problems, *missing]


class _Chooser:
    """Chooses for one order; `problems` collects what is not open to its band."""

    def __init__(self, order: Order, library: Library, templates: Templates) -> None:
        self.order, self.library, self.templates = order, library, templates
        self.problems: list[Problem] = []
        self.arrangements = Arrangements(order, library)
        template = templates.sessions[library.sessions[order.session].template]
        self.card = script_card(order, template)

    def snippets(self, entries: tuple[TimetableEntry, ...]) -> dict[str, BandSnippet]:
        """Each snippet of the session as this band gets it."""
        found = {}
        wanted = versions(self.order, self.library)
        names = (note.snippet for entry in entries for note in entry.snippets)
        for name in dict.fromkeys((*names, *self.card.snippets)):
            snippet = self.library.snippets[name]
            chosen = snippet_for_band(snippet, self.order.band)
            if chosen is None:
                self._refuse(
                    self.library.paths[f"sessions:{self.order.session}"],
                    f"snippet “{snippet.id}” is not for {self.order.band}: "
                    f"it is for {', '.join(snippet.bands)}",
                )
            else:
                printed = snippet_in_version(chosen, wanted)
                found[snippet.id] = with_today(printed, self.order, self.library)
        return found

    def parts(
        self,
        row: DocumentRow,
        entries: tuple[TimetableEntry, ...],
        snippets: Mapping[str, BandSnippet],
    ) -> Iterator[PlannedPart]:
        """The content of the session's snippets for one document, in session order."""
        if row.scripts:
            yield from self.card.parts(snippets)
            return
        for entry in entries:
            for note in entry.snippets:
                chosen = snippets.get(note.snippet)
                if chosen and (part := chosen.parts.get(row.name)):
                    on_card = self.card.has(note.snippet, row)
                    yield PlannedPart(
                        snippet=note.snippet,
                        title=chosen.title,
                        nodes=() if on_card else part.nodes,
                        path=part.path,
                        line=part.line,
                        segment=entry.segment,
                        activity=self.arrangements.for_page(note.snippet, chosen, part),
                        new_page=note.new_page,
                        on_card=on_card,
                    )

    def document(
        self,
        number: int,
        row: DocumentRow,
        parts: tuple[PlannedPart, ...],
        snippets: Mapping[str, BandSnippet],
    ) -> PlannedDocument:
        """One document with everything that its parts refer to."""
        contacts = tuple(c for c in self.library.contacts.values() if self._is_open(c, row))
        names = self.library.sessions[self.order.session].help
        asked = [self._entry_for(name, self.library.contacts, row) for name in names]
        planned = PlannedDocument(
            number,
            row,
            parts,
            contacts=_listed_contacts(contacts, asked) if row.contacts else (),
            strip=tuple(c for c in contacts if c.strip) if row.audience == "participant" else (),
            linked=self._linked_entries("contact", self.library.contacts, row, parts),
            facts=self._linked_entries("fact", self.library.facts, row, parts),
            glossary=self._linked_entries("word", self.library.glossary, row, parts),
            pictures=self._pictures(parts, snippets),
            layout=self.templates.sheets[row.sheet] if row.sheet else None,
            reader=self.library.bands[row.read_by] if row.read_by else None,
            words=self._words(row, parts),
        )
        return replace(planned, no_contacts=self._no_contacts(planned, snippets))

    def _no_contacts(
        self, planned: PlannedDocument, snippets: Mapping[str, BandSnippet]
    ) -> tuple[str, ...]:
        """Figures in a document or the pack's activities that look like a contact but are not."""
        own = (planned.facts, planned.glossary, planned.pictures)
        activities = [chosen.activity for chosen in snippets.values() if chosen.activity]
        in_keys = [name for activity in activities for name in activity.pictures()]
        marks = (
            no_contacts(node for part in planned.parts for node in part.nodes),
            *(chosen.figures for chosen in snippets.values()),
            *(entry.figures for entries in own for entry in entries.values()),
            *(self.library.pictures[name].figures for name in in_keys),
            self.library.sessions[self.order.session].figures,
            self.library.nations[self.order.nation].figures,
        )
        return tuple(dict.fromkeys(text for figures in marks for text in figures))

    def _words(self, row: DocumentRow, parts: tuple[PlannedPart, ...]) -> tuple[str, ...]:
        """The texts that the templates of a document, and of its activities, may print."""
        kinds = dict.fromkeys(part.activity.kind for part in parts if part.activity)
        drawings = [f"{folder}/{kind}.html" for kind in kinds for folder in KIND_FOLDERS]
        words = self.templates.words
        names = (f"documents/{row.name}.html", *drawings)
        return tuple(dict.fromkeys(text for name in names for text in words.get(name, ())))

    def _is_open(self, entry: Gated, row: DocumentRow) -> bool:
        """Whether an entry may be printed in a document of this order."""
        is_here = not isinstance(entry, Contact) or self.order.nation in entry.nations
        return is_here and self.order.band in entry.bands and row.audience in entry.audiences

    def _linked_entries(
        self, kind: str, entries: Mapping[str, G], row: DocumentRow, parts: tuple[PlannedPart, ...]
    ) -> dict[str, G]:
        """The entries of one kind that the parts link to."""
        found = {}
        for part, node in _nodes(parts, "link"):
            wanted, _, name = node.name.partition(":")
            if wanted != kind:
                continue
            entry = self._entry_for(name, entries, row)
            if self._is_open(entry, row):
                found[name] = entry
            else:
                self._refuse(
                    part.path,
                    f"{kind} “{name}” may not appear in the {row.title.lower()} for "
                    f"{self.order.band} in {self.order.nation}: it is for "
                    f"{', '.join(entry.bands)}, {' and '.join(entry.audiences)}",
                    node.line,
                    node.column,
                )
        return found

    def _entry_for(self, name: str, entries: Mapping[str, G], row: DocumentRow) -> G:
        """The entry, or the contact that replaces it for this nation and band."""
        for entry in entries.values():
            is_stand_in = isinstance(entry, Contact) and entry.instead_of == name
            if is_stand_in and self._is_open(entry, row):
                return entry
        return entries[name]

    def _pictures(
        self, parts: tuple[PlannedPart, ...], snippets: Mapping[str, BandSnippet]
    ) -> dict[str, Picture]:
        """The pictures that the parts and their activities show."""
        found = {}
        for part, name, line, column in _shown(parts, snippets):
            picture = self.library.pictures[name]
            if self.order.band in picture.bands:
                found[name] = picture
            else:
                self._refuse(
                    part.path,
                    f"picture “{name}” is not for {self.order.band}: "
                    f"it is for {', '.join(picture.bands)}",
                    line,
                    column,
                )
        return found

    def _refuse(self, path: str, message: str, line: int = 1, column: int = 1) -> None:
        fix = f"take it out for {self.order.band}, or write it for {self.order.band} too"
        self.problems.append(Problem("not-open-to-band", path, message, fix, line, column))


def _listed_contacts(open_to: Collection[Contact], asked: Iterable[Contact]) -> tuple[Contact, ...]:
    """The contacts that a page such as the help page lists, in the order of the file.

    `open_to` are all that its reader may have; `asked` are those that the session adds, unless one
    that is listed anyway has the same number.
    """
    listed = [one for one in open_to if one.listed]
    known = {channel.value for one in listed for channel in one.channels}
    listed += [one for one in asked if known.isdisjoint(c.value for c in one.channels)]
    return tuple(one for one in open_to if one in listed)


def _shown(
    parts: tuple[PlannedPart, ...], snippets: Mapping[str, BandSnippet]
) -> Iterator[tuple[PlannedPart, str, int, int]]:
    """The id of each picture in the text and in the activities, with its line and column."""
    for part, node in _nodes(parts, "picture"):
        yield part, node.name, node.line, node.column
    for part in parts:
        activity = snippets[part.snippet].activity if part.activity else None
        for name in activity.pictures() if activity else ():
            yield part, name, part.line, 1


def _nodes(parts: tuple[PlannedPart, ...], kind: str) -> Iterator[tuple[PlannedPart, Node]]:
    for part in parts:
        yield from ((part, n) for n in walk_nodes(part.nodes) if n.kind == kind)
