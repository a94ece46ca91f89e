"""Documents: each with its own parts and with what those name, if it is open to the band.

A document for participants gets no key, no guide and no contact, fact or word that is not open
to participants of its band. A reference to anything else stops the pack at its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from printroom.choose.kit import kit
from printroom.choose.nations import lacks, law_of
from printroom.choose.timetable import Stretch
from printroom.choose.voices import Voice, voice
from printroom.model import (
    KIND_FOLDERS,
    ActivityModel,
    Arranged,
    CannotArrange,
    Contact,
    DocumentRow,
    Gated,
    Guide,
    KeyRow,
    Library,
    Node,
    Order,
    Part,
    Picture,
    PlannedDocument,
    PlannedPart,
    Problem,
    Setting,
    Templates,
)

G = TypeVar("G", bound=Gated)
_PICTURE = re.compile(r"\bpicture:([\w-]+)")


def plan_documents(
    order: Order, library: Library, templates: Templates, stretches: tuple[Stretch, ...]
) -> tuple[tuple[PlannedDocument, ...], list[Problem]]:
    """Every document of the pack in its order, and all that is not open to the band."""
    chooser = _Chooser(order, library, templates)
    voices = chooser.voices(stretches)
    rows = templates.sessions[library.sessions[order.session].template].documents
    documents: list[PlannedDocument] = []
    for row in rows:
        parts = tuple(chooser.parts(row, stretches, voices))
        if parts or row.medium == "cover" or row.contacts or row.guide:
            documents.append(chooser.document(len(documents) + 1, row, parts, voices))
    prints = tuple(document.row for document in documents)
    guided = tuple(
        replace(document, guide=chooser.guide(document.row, stretches, voices, prints))
        if document.row.guide and document.row.audience == "facilitator"
        else document
        for document in documents
    )
    return guided, [*chooser.problems, *lacks(order, library, guided)]


class _Chooser:
    """Chooses for one order; `problems` grows with what is not open to its band."""

    def __init__(self, order: Order, library: Library, templates: Templates) -> None:
        self.order, self.library, self.templates = order, library, templates
        self.problems: list[Problem] = []
        self._sheets: dict[str, Arranged | None] = {}

    def voices(self, stretches: tuple[Stretch, ...]) -> dict[str, Voice]:
        """Each snippet of the session as this band gets it."""
        found = {}
        for note in (note for stretch in stretches for note in stretch.snippets):
            snippet = self.library.snippets[note.snippet]
            spoken = voice(snippet, self.order.band)
            if spoken is None:
                self._refuse(
                    "not-open-to-band",
                    self.library.paths[f"sessions:{self.order.session}"],
                    f"snippet “{snippet.id}” is not for {self.order.band}: "
                    f"it is for {', '.join(snippet.bands)}",
                )
            else:
                found[snippet.id] = spoken
        return found

    def parts(
        self, row: DocumentRow, stretches: tuple[Stretch, ...], voices: Mapping[str, Voice]
    ) -> Iterator[PlannedPart]:
        """What the session's snippets say in one document, in the order of the session."""
        for stretch in stretches:
            for note in stretch.snippets:
                spoken = voices.get(note.snippet)
                if spoken and (part := spoken.parts.get(row.name)):
                    yield PlannedPart(
                        note.snippet,
                        spoken.title,
                        part.nodes,
                        part.path,
                        part.line,
                        stretch.segment,
                        self._activity(note.snippet, spoken, part),
                        note.new_page,
                    )

    def _activity(self, snippet: str, spoken: Voice, part: Part) -> Arranged | None:
        """The learner's side of the activity, without its key, where the part prints it."""
        is_printed = any(n.kind == "block" and n.name == "activity" for n in _walk(part.nodes))
        arranged = self._arranged(snippet, spoken) if is_printed else None
        return replace(arranged, key=()) if arranged else None

    def _arranged(self, snippet: str, spoken: Voice) -> Arranged | None:
        """The activity as this order lays it out, once for its sheet and its key."""
        if spoken.activity is not None and snippet not in self._sheets:
            self._sheets[snippet] = self._arrange(spoken.activity, spoken)
        return self._sheets.get(snippet)

    def _in_words(self, row: KeyRow) -> KeyRow:
        """A line of a key in which each picture is called by what it shows."""

        def shown(found: re.Match[str]) -> str:
            picture = self.library.pictures.get(found[1])
            return picture.alt if picture else found[0]

        asked, answer = (_PICTURE.sub(shown, text) for text in (row.asked, row.answer))
        return KeyRow(asked, answer, row.why)

    def _arrange(self, activity: ActivityModel, spoken: Voice) -> Arranged | None:
        band = self.library.bands[self.order.band]
        withheld = tuple(word.removesuffix("*") for word in band.withheld)
        never = tuple(w for entry in self.library.not_in_puzzles.values() for w in entry.words)
        nation = self.library.nations[self.order.nation].title
        setting = Setting(self.order.seed, band.puzzle, (*never, *withheld), nation)
        try:
            arranged = activity.arrange(setting)
            key = tuple(map(self._in_words, arranged.key))
            return replace(arranged, key=key, quotes=activity.quotes)
        except CannotArrange as error:
            path, line = spoken.activity_path, spoken.activity_line
            self.problems.append(Problem("cannot-arrange", path, str(error), error.fix, line))
            return None

    def document(
        self,
        number: int,
        row: DocumentRow,
        parts: tuple[PlannedPart, ...],
        voices: Mapping[str, Voice],
    ) -> PlannedDocument:
        """One document with all that its parts name."""
        contacts = tuple(c for c in self.library.contacts.values() if self._is_open(c, row))
        return PlannedDocument(
            number,
            row,
            parts,
            contacts=tuple(c for c in contacts if c.listed) if row.contacts else (),
            strip=tuple(c for c in contacts if c.strip) if row.audience == "participant" else (),
            linked=self._linked("contact", self.library.contacts, row, parts),
            facts=self._linked("fact", self.library.facts, row, parts),
            glossary=self._linked("word", self.library.glossary, row, parts),
            pictures=self._pictures(parts, voices),
            layout=self.templates.sheets[row.sheet] if row.sheet else None,
            reader=self.library.bands[row.read_by] if row.read_by else None,
            words=self._words(row, parts),
        )

    def _words(self, row: DocumentRow, parts: tuple[PlannedPart, ...]) -> tuple[str, ...]:
        """What the templates of a document, and of the activities on it, may say themselves."""
        kinds = dict.fromkeys(part.activity.kind for part in parts if part.activity)
        drawn = [f"{folder}/{kind}.html" for kind in kinds for folder in KIND_FOLDERS]
        words = self.templates.words
        names = (f"documents/{row.name}.html", *drawn)
        return tuple(dict.fromkeys(said for name in names for said in words.get(name, ())))

    def guide(
        self,
        row: DocumentRow,
        stretches: tuple[Stretch, ...],
        voices: Mapping[str, Voice],
        prints: tuple[DocumentRow, ...],
    ) -> Guide:
        """Aims, plan, kit and keys, for a document of the facilitator."""
        session = self.library.sessions[self.order.session]
        nation = self.library.nations[self.order.nation]
        return Guide(
            session.aim,
            session.outcomes,
            session.why,
            tuple(stretch.segment for stretch in stretches if stretch.segment),
            self._kit(voices),
            tuple(
                (spoken.title, arranged)
                for snippet, spoken in voices.items()
                if (arranged := self._arranged(snippet, spoken)) and arranged.key
            ),
            nation.definition,
            nation.curriculum.get(self.order.band, ()),
            prints,
            law_of(self.order, self.library),
            tuple(self._called(name) for name in session.follows),
            tuple(
                self._called(name)
                for name, other in self.library.sessions.items()
                if self.order.session in other.follows
            ),
        )

    def _called(self, name: str) -> str:
        session = self.library.sessions[name]
        return f"{session.code} {session.title}"

    def _kit(self, voices: Mapping[str, Voice]) -> tuple[str, ...]:
        """What to bring: what the authors say, and what each kind of activity needs, once."""
        things = [thing for spoken in voices.values() for thing in spoken.kit]
        for spoken in voices.values():
            if spoken.activity:
                needs = self.templates.kinds[spoken.activity.kind].needs
                things += (thing[:1].upper() + thing[1:] for thing in needs)
        return kit(things)

    def _is_open(self, entry: Gated, row: DocumentRow) -> bool:
        """Whether an entry may be printed in a document of this order."""
        is_here = not isinstance(entry, Contact) or self.order.nation in entry.nations
        return is_here and self.order.band in entry.bands and row.audience in entry.audiences

    def _linked(
        self, kind: str, entries: Mapping[str, G], row: DocumentRow, parts: tuple[PlannedPart, ...]
    ) -> dict[str, G]:
        """The entries of one kind that the parts link to."""
        found = {}
        for part, node in _nodes(parts, "link"):
            wanted, _, name = node.name.partition(":")
            if wanted != kind:
                continue
            entry = self._here(name, entries, row)
            if self._is_open(entry, row):
                found[name] = entry
            else:
                self._refuse(
                    "not-open-to-band",
                    part.path,
                    f"{kind} “{name}” may not stand in the {row.title.lower()} for "
                    f"{self.order.band} in {self.order.nation}: it is for "
                    f"{', '.join(entry.bands)}, {' and '.join(entry.audiences)}",
                    node.line,
                    node.column,
                )
        return found

    def _here(self, name: str, entries: Mapping[str, G], row: DocumentRow) -> G:
        """The entry, or the contact that stands in its place for this nation and band."""
        for entry in entries.values():
            is_stand_in = isinstance(entry, Contact) and entry.instead_of == name
            if is_stand_in and self._is_open(entry, row):
                return entry
        return entries[name]

    def _pictures(
        self, parts: tuple[PlannedPart, ...], voices: Mapping[str, Voice]
    ) -> dict[str, Picture]:
        """The pictures that the parts and their activities show."""
        found = {}
        for part, name, line, column in _shown(parts, voices):
            picture = self.library.pictures[name]
            if self.order.band in picture.bands:
                found[name] = picture
            else:
                self._refuse(
                    "not-open-to-band",
                    part.path,
                    f"picture “{name}” is not for {self.order.band}: "
                    f"it is for {', '.join(picture.bands)}",
                    line,
                    column,
                )
        return found

    def _refuse(self, code: str, path: str, message: str, line: int = 1, column: int = 1) -> None:
        fix = f"take it out for {self.order.band}, or write it for {self.order.band} too"
        self.problems.append(Problem(code, path, message, fix, line, column))


def _shown(
    parts: tuple[PlannedPart, ...], voices: Mapping[str, Voice]
) -> Iterator[tuple[PlannedPart, str, int, int]]:
    """The id of each picture in the words, and in the activities, with its line and column."""
    for part, node in _nodes(parts, "picture"):
        yield part, node.name, node.line, node.column
    for part in parts:
        activity = voices[part.snippet].activity if part.activity else None
        for name in activity.pictures() if activity else ():
            yield part, name, part.line, 1


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield from node.walk()


def _nodes(parts: tuple[PlannedPart, ...], kind: str) -> Iterator[tuple[PlannedPart, Node]]:
    for part in parts:
        for node in _walk(part.nodes):
            if node.kind == kind:
                yield part, node
