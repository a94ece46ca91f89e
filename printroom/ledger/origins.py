"""Finds the origins of a document: for each part, the file it comes from and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.choose import unknown_document
from printroom.choose.today import TODAY
from printroom.choose.variants import snippet_for_band
from printroom.ledger.uses import contact_id, place_of
from printroom.model import (
    Contact,
    Library,
    Plan,
    PlannedDocument,
    PlannedPart,
    SessionTemplate,
    Templates,
    walk_nodes,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part of a document comes from, and why it is printed."""

    what: str
    path: str
    line: int
    """0 for a whole file."""
    why: str


def origins(name: str, plan: Plan, library: Library, templates: Templates) -> tuple[Origin, ...]:
    """The origins of everything in one document. Raises `NotFitToPrint` if it does not exist."""
    for document in plan.documents:
        if document.row.name == name:
            return tuple(_Tracer(document, plan, library, templates).everything())
    raise unknown_document(name, plan, "DOCUMENT")


class _Tracer:
    """Traces one document of a plan."""

    def __init__(
        self, document: PlannedDocument, plan: Plan, library: Library, templates: Templates
    ) -> None:
        self.document, self.plan, self.library = document, plan, library
        self.templates, self.order = templates, plan.order
        self.session = library.sessions[plan.order.session]
        self.frame = templates.sessions[self.session.template]
        self.frames = _frame_places(self.frame, self.session.template)

    def everything(self) -> Iterator[Origin]:
        """The session template, the parts in order, then everything that they refer to."""
        yield from self._frame()
        for part in self.document.parts:
            yield from self._part(part)
        yield from self._contacts()
        for kind, entries in (
            ("fact", self.document.facts),
            ("word", self.document.glossary),
            ("picture", self.document.pictures),
        ):
            for name in entries:
                yield self._entry(kind, name, self._reference_to(f"{kind}:{name}"))
        yield from self._guide()

    def _frame(self) -> Iterator[Origin]:
        row, folder = self.document.row, self.templates.folder
        name = self.session.template
        why = f"the session’s template is {name}; this row is for the {row.audience}"
        home = f"{folder}/sessions/{name}.yaml"
        yield Origin("the document", home, self._line(home, row.use), why)
        layout = f"{folder}/documents/{row.name}.html"
        yield Origin("how it looks", layout, 0, "the file has the name of the document")
        if row.sheet:
            sheet = f"{folder}/sheets/{row.sheet}.yaml"
            yield Origin("where the pieces lie", sheet, 0, f"the row says sheet: {row.sheet}")
        band, why = self.order.band, "it is for this band"
        if row.read_by:
            band, why = row.read_by, f"the row says read_by: {row.read_by}"
        yield self._entry("band", band, why)

    def _part(self, part: PlannedPart) -> Iterator[Origin]:
        snippet = self.library.snippets[part.snippet]
        variant, band = snippet.variants.get(self.order.band), self.order.band
        if variant and part.path == variant.path:
            which = f"its variant for {band} replaces this heading"
        elif variant:
            which = f"its variant for {band} does not carry this heading, so its own words print"
        else:
            which = f"it has no variant for {band}, so its own words print"
        what = f"“{part.title}”, snippet:{part.snippet}"
        yield Origin(what, part.path, part.line, f"{self._where(part)}; {which}")
        chosen = snippet_for_band(snippet, band)
        if part.activity and chosen:
            is_own = variant is not None and chosen.activity_path == variant.path
            whose = f"the variant for {band} has one of its own" if is_own else "the snippet’s own"
            why = f"the part says ::: activity; {whose}; shuffled by seed {self.order.seed}"
            what = f"    its activity, {part.activity.kind}"
            yield Origin(what, chosen.activity_path, chosen.activity_line, why)

        for node in walk_nodes(part.nodes):
            if node.kind == "block" and node.path:
                why = f"the part says ::: {TODAY}; the session’s sentence for {band}"
                yield Origin("    what today is about", node.path, node.line, why)

    def _where(self, part: PlannedPart) -> str:
        """The place of a part's snippet in the session."""
        if part.snippet in self.frames:
            return self.frames[part.snippet]
        if part.segment is None:
            return "the session names it among its notes"
        segment, home = part.segment, self.plan.path
        start, end = segment.starts_at, segment.starts_at + segment.minutes
        line = self._line(home, segment.title) or self._line(home, part.snippet)
        return f"“{segment.title}”, minutes {start} to {end} of the session ({home}:{line})"

    def _contacts(self) -> Iterator[Origin]:
        document, nation = self.document, self.order.nation
        who = f"it serves {nation} and is for {self.order.band}, {document.row.audience}"
        for contact in document.contacts:
            yield self._contact(contact, f"this document lists contacts; {who}")
        for contact in document.strip:
            yield self._contact(contact, f"strip: true puts it at the foot; {who}")
        for wanted, contact in document.linked.items():
            linked = self._reference_to(f"contact:{wanted}")
            stands_in = contact.instead_of == wanted
            instead = f"; it stands in for contact:{wanted} here" if stands_in else ""
            yield self._contact(contact, f"{linked}{instead}; {who}")

    def _contact(self, contact: Contact, why: str) -> Origin:
        return self._entry("contact", contact_id(contact, self.library), why)

    def _guide(self) -> Iterator[Origin]:
        guide, home = self.document.guide, self.plan.path
        if guide is None:
            return
        nation = self.library.paths[f"nations:{self.order.nation}"]
        own = "the session says it"
        yield Origin("aim", home, self._line(home, guide.aim), own)
        yield Origin("outcomes", home, self._line(home, guide.outcomes[0]), own)
        yield Origin("why it matters", home, self._line(home, guide.why), own)
        for segment in guide.plan:
            if segment.title in {segment.title for segment in self.session.segments}:
                line = self._line(home, segment.title)
                yield Origin(f"plan: {segment.title}", home, line, own)
            else:
                path, line, _ = self.templates.phrases.get(segment.title, ("", 0, 0))
                path = path or f"{self.templates.folder}/sessions/{self.session.template}.yaml"
                yield Origin(f"plan: {segment.title}", path, line, "every such session has it")
        definition = guide.definition.says
        yield Origin("definition", nation, self._line(nation, definition), "the nation’s own")
        for link in guide.curriculum:
            why = f"the nation’s link for {self.order.band}"
            yield Origin("curriculum", nation, self._line(nation, link.says), why)
        for matter, law in zip(self.session.law, guide.law, strict=False):
            line = self._line(nation, law.says)
            yield Origin(f"law: {matter}", nation, line, "the session names this matter")
        yield from self._keys(dict(guide.keys))

    def _keys(self, keys: Mapping[str, object]) -> Iterator[Origin]:
        """The answers, at their activities."""
        for name in dict.fromkeys(p.snippet for d in self.plan.documents for p in d.parts):
            snippet = self.library.snippets[name].in_nation(self.order.nation)
            chosen = snippet_for_band(snippet, self.order.band)
            if chosen and chosen.title in keys:
                why = "answers print in a document with guide: true, and nowhere else"
                what = f"answers to “{chosen.title}”"
                yield Origin(what, chosen.activity_path, chosen.activity_line, why)

    def _entry(self, kind: str, name: str, why: str) -> Origin:
        """An entry of a file, at the line where it starts."""
        path, line = place_of(f"{kind}:{name}", self.library, self.templates)
        return Origin(f"{kind}:{name}", path, line, why)

    def _reference_to(self, target: str) -> str:
        """Where the parts of the document refer to something."""
        for part in self.document.parts:
            for node in walk_nodes(part.nodes):
                is_link = node.kind == "link" and node.name == target
                if is_link or (node.kind == "picture" and target == f"picture:{node.name}"):
                    return f"named at {part.path}:{node.line}"
        return "an activity of this document names it"

    def _line(self, path: str, text: str) -> int:
        """The line of a text in a file; 0 if unknown."""
        if (place := self.templates.phrases.get(text)) and place[0] == path:
            return place[1]
        return self.library.places.get(path, {}).get(text, (0, 0))[0]


def _frame_places(template: SessionTemplate, name: str) -> dict[str, str]:
    """The place of each snippet of a session template."""
    found = {}
    follow_up = template.follow_up
    for where, segments in (
        ("opening of a follow-up", follow_up.opening if follow_up else ()),
        ("closing of a follow-up", follow_up.closing if follow_up else ()),
        ("opening", template.opening),
        ("break", (template.pause,) if template.pause else ()),
        ("closing", template.closing),
    ):
        for segment in segments:
            for snippet in segment.snippets:
                found[snippet] = f"the {where} of the session template {name}, “{segment.title}”"
    for snippet in template.talk.snippets:
        found[snippet] = f"the talk of the session template {name}"
    for note in template.notes:
        found[note.snippet] = f"the session template {name} names it among its notes"
    return found
