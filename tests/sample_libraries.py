"""Small libraries and templates, built in memory, for tests of the age gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from printroom.activities import shape
from printroom.model import (
    ActivityModel,
    Audience,
    Band,
    Channel,
    Contact,
    CurriculumLink,
    Definition,
    DocumentRow,
    Fact,
    FillerSegment,
    GlossaryEntry,
    Kind,
    Library,
    Nation,
    Node,
    Note,
    Order,
    Part,
    Picture,
    Plan,
    PlannedDocument,
    Segment,
    Session,
    SessionTemplate,
    SheetLayout,
    Snippet,
    Templates,
    Variant,
)

CHILDREN, TEENS, OLDER = BANDS = ("5-8", "11-14", "14-16")
NATIONS = ("england", "northern-ireland")
EVERYONE: tuple[Audience, ...] = ("participant", "facilitator")
TODAY, LATER = dt.date(2027, 1, 31), dt.date(2028, 6, 30)
SESSION = "power/who"

GREEDY = """<html><title>{{ row.title }}</title>{{ code }} {{ session }} {{ nation }}
{% for part in document.parts %}<h2>{{ part.title }}</h2>{{ blocks(part) }}{% endfor %}
{% for sheet in sheets %}{% for place in sheet.places %}
<div>{{ place.piece.title }}{{ place.piece.body }}{{ place.piece.mark }}</div>
{% if place.piece.picture %}{{ picture(place.piece.picture) }}{% endif %}
{% endfor %}{% endfor %}
{% for name in document.pictures %}{{ picture(name) }}{% endfor %}
{% for fact in document.facts.values() %}<p>{{ fact.says }}{{ fact.source }}</p>{% endfor %}
{% for entry in document.glossary.values() %}<p>{{ entry.word }}{{ entry.means }}</p>{% endfor %}
{% for contact in document.contacts %}<p>{{ contact_words(contact) }}{{ contact }}</p>{% endfor %}
{% for contact in document.strip %}<p>{{ contact_words(contact) }}</p>{% endfor %}
<pre>{{ document }}{{ document.declared }}{{ band }}{{ row }}{{ sources }}{{ sheets }}</pre>
"""
"""A template that prints whatever it can lay hands on; from <pre> on, all that it was given."""

_PIECES = """{{ page }}{{ band }}
{% for piece in page.NAME if piece.picture %}{{ picture(piece.picture) }}{% endfor %}
"""
ACTIVITIES = {
    "matching": _PIECES.replace("NAME", "left"),
    "card-sort": _PIECES.replace("NAME", "items"),
    "power-balance": "{{ page }}{{ band }}",
}
KINDS = {
    "matching": Kind("match"),
    "card-sort": Kind("sort"),
    "power-balance": Kind("diagram"),
}

Fields = Any
"""Fields of a noun by name, to write something else than a builder's default."""


def text(words: str) -> Node:
    return Node("text", words)


def paragraph(*inline: Node | str) -> Node:
    return Node("paragraph", children=tuple(text(n) if isinstance(n, str) else n for n in inline))


def link(target: str, line: int = 1, column: int = 1) -> Node:
    return Node("link", "", (text("these words"),), target, line, column)


def shown(picture_id: str, alt: str = "", line: int = 1) -> Node:
    return Node("picture", alt, name=picture_id, line=line)


def block(name: str, *children: Node | str, title: str = "") -> Node:
    nodes = tuple(paragraph(n) if isinstance(n, str) else n for n in children)
    return Node("block", title, nodes, name)


ACTIVITY_BLOCK = block("activity")


def part(document: str, *nodes: Node | str, path: str = "s.md", line: int = 9) -> Part:
    content = tuple(paragraph(n) if isinstance(n, str) else n for n in nodes)
    return Part(document, content, path, line)


def snippet(
    name: str = "power/words",
    *parts: Part,
    bands: tuple[str, ...] = BANDS,
    variants: Iterable[Variant] = (),
    activity: ActivityModel | None = None,
    title: str = "",
    kit: tuple[str, ...] = (),
) -> Snippet:
    by_document = {one.document: one for one in parts}
    by_band = {one.band: one for one in variants}
    return Snippet(
        name, title or f"T {name}", bands, kit, activity, by_document, f"{name}.md", by_band
    )


def variant(
    band_id: str,
    *parts: Part,
    title: str | None = None,
    kit: tuple[str, ...] | None = None,
    activity: ActivityModel | None = None,
) -> Variant:
    by_document = {one.document: one for one in parts}
    return Variant(band_id, title, kit, activity, by_document, f"v.{band_id}.md")


def activity(kind: str, **written: object) -> ActivityModel:
    return shape(KINDS[kind].shape).model_validate({"kind": kind, **written})


def matching(picture_id: str = "") -> ActivityModel:
    pairs = [
        {"left": f"left {n}", "right": f"right {n}", "why": f"matching reason {n}"} for n in "abc"
    ]
    if picture_id:
        pairs.append({"left": {"picture": picture_id}, "right": "right d"})  # type: ignore[dict-item]
    return activity("matching", instruction="Draw lines", pairs=tuple(pairs))


def sorting(*items: Mapping[str, object]) -> ActivityModel:
    groups = (
        {"name": "Fair", "shape": "star", "says": "as it should be"},
        {"name": "Unfair", "shape": "heart"},
    )
    plain = (
        {"text": "item a", "goes": "Fair", "why": "sorting reason a"},
        {"text": "item b", "goes": "Unfair", "why": "sorting reason b"},
    )
    return activity("card-sort", instruction="Sort them", groups=groups, items=(*plain, *items))


def drawing() -> ActivityModel:
    place = {"label": "Age", "answer": "the coach of course", "why": "drawing reason"}
    panel = {
        "title": "The bus",
        "story": "A bus is late",
        "sides": ("Coach", "Child"),
        "places": (place,),
        "ask": "Who helps?",
        "ask_answer": "the gran it is",
    }
    return activity("power-balance", instruction="Look", panels=(panel,))


def band(title: str = "Some people", **more: Fields) -> Band:
    sizes = {"body_pt": 12.0, "line_mm": 8.0, "tick_mm": 4.0}
    reading = {"grade_max": 6.0, "words_mean": 12, "words_max": 18}
    wanted = {"title": title, "people": "people", "look": "middle", **sizes, **reading, **more}
    return Band(**wanted)


def fact(says: str = "one in ten", **more: Fields) -> Fact:
    open_to = {"bands": BANDS, "audiences": EVERYONE}
    wanted = {"says": says, "source": "A bureau", "year": 2024, "caveat": "as far as seen"}
    return Fact(**{**open_to, **wanted, "review_by": LATER, **more})


def word(means: str = "being able to decide", **more: Fields) -> GlossaryEntry:
    wanted = {"bands": BANDS, "audiences": EVERYONE, "word": "power", "means": means}
    return GlossaryEntry(**{**wanted, **more})


def contact(name: str = "Childline", number: str = "0800 1111", **more: Fields) -> Contact:
    open_to = {"bands": BANDS, "audiences": EVERYONE, "nations": NATIONS}
    wanted = {
        "name": name,
        "channels": (Channel(kind="call", value=number),),
        "says": f"{name} listens",
        "source": "its site",
        "verified_on": dt.date(2026, 12, 1),
        "verify_by": LATER,
    }
    return Contact(**{**open_to, **wanted, **more})


def picture(name: str = "gift", bands: tuple[str, ...] = BANDS, alt: str = "") -> Picture:
    alt = alt or f"a picture of {name}"
    return Picture(name, alt, bands, "svg", f"<svg>{name}</svg>".encode(), f"p/{name}.svg")


def nation(title: str = "England", **more: Fields) -> Nation:
    definition = Definition(
        bands=BANDS,
        audiences=EVERYONE,
        says=f"In {title} it means harm",
        source="The law",
        year=2023,
        review_by=LATER,
    )
    links = {name: (CurriculumLink(says=f"{title} {name}", source="C"),) for name in BANDS}
    return Nation(**{"title": title, "definition": definition, "curriculum": links, **more})


def segment(title: str, minutes: int, *snippets: str, mode: str = "input") -> Segment:
    return Segment(title=title, minutes=minutes, mode=mode, snippets=snippets)  # type: ignore[arg-type]


def session(*snippets: str, notes: tuple[Note | str, ...] = (), **more: Fields) -> Session:
    wanted = {
        "title": "Who has it",
        "code": "C2",
        "template": "lesson",
        "bands": BANDS,
        "minutes": 30,
        "version": "1.0",
        "review_by": LATER,
        "aim": "the aim of it",
        "outcomes": ("say what power is",),
        "why": "why we teach it",
        "today": dict.fromkeys(more.get("bands", BANDS), "today is about it"),
        "segments": (segment("Middle", 20, *snippets),),
        "notes": tuple(Note(snippet=n) if isinstance(n, str) else n for n in notes),
    }
    return Session(**{**wanted, **more})


def row(
    name: str, audience: str = "participant", medium: str = "page", **more: Fields
) -> DocumentRow:
    wanted = {
        "name": name,
        "title": name.replace("-", " ").capitalize(),
        "audience": audience,
        "medium": medium,
        "copies": "person",
        "sides": "single",
        "colour": "grey",
        "paper": "plain",
        "use": "Now",
        "max_pages": 2,
    }
    return DocumentRow(**{**wanted, **more})


ROWS = (
    row("cover", "facilitator", "cover"),
    row("handout"),
    row("worksheet"),
    row("cards", medium="cut", sheet="cards"),
    row("facilitator-guide", "facilitator", contacts=True, guide=True),
    row("help-page", contacts=True),
)


def frame(
    *,
    opening: tuple[Segment, ...] = (),
    talk: tuple[str, ...] = (),
    closing: tuple[Segment, ...] = (),
    notes: tuple[Note, ...] = (),
    documents: tuple[DocumentRow, ...] = ROWS,
) -> SessionTemplate:
    return SessionTemplate(
        title="Lesson",
        minutes=(30,),
        opening=opening,
        talk=FillerSegment(title="Talk", snippets=talk),
        closing=closing,
        notes=notes,
        documents=documents,
    )


def templates(template: SessionTemplate | None = None) -> Templates:
    """Templates that print everything they can reach, for each document of the session template."""
    lesson = template or frame()
    names = [one.name for one in lesson.documents]
    sheet = SheetLayout(
        title="Cards",
        page_width_mm=210,
        page_height_mm=297,
        columns=2,
        rows=2,
        piece_width_mm=80,
        piece_height_mm=60,
        gutter_mm=0,
        bleed_mm=0,
        flip="long",
    )
    sources = {f"documents/{name}.html": '{% include "all.html" %}' for name in names}
    sources |= {f"activities/{kind}.html": source for kind, source in ACTIVITIES.items()}
    sources["all.html"] = GREEDY
    return Templates({"lesson": lesson}, {"cards": sheet}, sources, {}, KINDS, "t")


def library(
    *snippets: Snippet, sessions: Mapping[str, Session] | None = None, **more: Fields
) -> Library:
    """A library with one session that uses all the snippets, and with what else is given."""
    entries: dict[str, Any] = {
        "bands": {name: band(f"Band {name}", withheld=(f"not{name}",)) for name in BANDS},
        "nations": {"england": nation(), "northern-ireland": nation("Northern Ireland")},
        "contacts": {},
        "facts": {},
        "glossary": {},
        "pictures": {},
        "reviews": (),
        "not_in_puzzles": {},
    }
    sessions = sessions or {SESSION: session(*(one.id for one in snippets))}
    paths = {f"sessions:{name}": f"sessions/{name}.yaml" for name in sessions}
    paths |= {f"nations:{name}": f"nations/{name}.yaml" for name in NATIONS}
    by_id = {one.id: one for one in snippets}
    given = {**entries, "snippets": by_id, "sessions": sessions, "paths": paths, **more}
    return Library(**{**given, "contacts": with_foot(given["contacts"])})


FOOT = contact("Foot", "0800 1234 567", strip=True, audiences=("participant",))


def with_foot(contacts: Mapping[str, Contact]) -> dict[str, Contact]:
    """The contacts, and one for the foot of each page, without which no pack is printed."""
    has_foot = any(one.strip for one in contacts.values())
    return dict(contacts) if has_foot else {**contacts, "foot": FOOT}


def order(
    band_id: str = TEENS,
    nation_id: str = "england",
    *,
    as_of: dt.date = TODAY,
    seed: int = 1,
    session_id: str = SESSION,
) -> Order:
    return Order(session_id, band_id, nation_id, seed, as_of)


def plan_of(document: PlannedDocument, reader: Band) -> Plan:
    """A plan of one document, for this band."""
    return Plan(
        order=Order(SESSION, TEENS, "england"),
        band=reader,
        nation="England",
        title="A quiet title",
        session_code="C2",
        minutes=60,
        version="1.0",
        review_by=LATER,
        documents=(replace(document, code="ABC-123"),),
        digest="0" * 32,
    )


def full() -> Library:
    """A library with everything that a pack can hold."""
    words = paragraph("Power ", link("fact:it"), link("word:power"), link("contact:line"))
    alt = paragraph(shown("gift", "a box with a bow"), shown("sun"))
    first = snippet(
        "a",
        part("handout", words, alt),
        part("worksheet", "Write", ACTIVITY_BLOCK),
        part("facilitator-guide", "Tell them", link("fact:guide")),
        activity=matching("gift"),
        kit=("Pens", "Paper"),
    )
    second = snippet(
        "b",
        part("cards", block("card", "front", title="Card"), ACTIVITY_BLOCK),
        part("facilitator-guide", "Hand out"),
        activity=sorting(),
        kit=("Paper", "Glue"),
    )
    third = snippet("c", part("worksheet", ACTIVITY_BLOCK), activity=drawing())
    return library(
        first,
        second,
        third,
        facts={"it": fact(caveat="rounded"), "guide": fact("for you", audiences=("facilitator",))},
        glossary={"power": word()},
        contacts={"line": contact(strip=True, hours="always"), "desk": contact("Desk", "0300 1")},
        pictures={"gift": picture(), "sun": picture("sun")},
    )
