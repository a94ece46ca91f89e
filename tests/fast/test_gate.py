"""The age gate as a whole: a pack contains exactly what is written for it, in any library.

In generated libraries every text is a marker whose origin is known, and the templates print all
that they can reach.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from printroom.choose import choose
from printroom.compose import compose, compose_cover
from printroom.model import (
    ActivityModel,
    Library,
    Node,
    Note,
    NotFitToPrint,
    Order,
    Part,
    Snippet,
)
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    BANDS,
    EVERYONE,
    NATIONS,
    SESSION,
    activity,
    block,
    contact,
    fact,
    frame,
    library,
    link,
    nation,
    order,
    paragraph,
    part,
    picture,
    segment,
    session,
    shown,
    snippet,
    templates,
    text,
    variant,
    word,
)

T = TypeVar("T")
TRIES = settings().max_examples
EXAMPLES = int(os.environ.get("PRINTROOM_EXAMPLES", max(min(100, 4 * TRIES), 2 * TRIES)))
PARTICIPANTS = ("handout", "worksheet", "cards", "help-page")
GUIDE = "facilitator-guide"
DOCUMENTS = (*PARTICIPANTS, GUIDE)
FRAME = frame(
    opening=(segment("Hello", 3, "f/hello"),),
    talk=("f/talk",),
    closing=(segment("Bye", 2, "f/bye"),),
    notes=(Note(snippet="f/note"),),
)
SHAPES = templates(FRAME)

# --- generated libraries ------------------------------------------------------------------------

_MARKER = re.compile("(?:zo|zs)[0-9]{5}")


def markers(value: object) -> set[str]:
    """Every marker that a value holds, at any depth."""
    return set(_MARKER.findall(repr(value)))


@dataclass
class Maker:
    """Makes a library by chance; every text in it is a marker that is nowhere else.

    `zs` marks what only a facilitator may read: scripts, answers, reasons. `zo` marks the rest.
    """

    chance: Random
    count: int = 0

    def open(self) -> str:
        self.count += 1
        return f"zo{self.count:05}"

    def secret(self) -> str:
        return self.open().replace("zo", "zs")

    def is_so(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def some(self, of: Sequence[T]) -> tuple[T, ...]:
        """All of them half of the time, else some, but never none."""
        if self.is_so(50):
            return tuple(of)
        return tuple(sorted(self.chance.sample(of, self.chance.randint(1, len(of))), key=of.index))

    def gate(self) -> dict[str, Any]:
        return {"bands": self.some(BANDS), "audiences": self.some(EVERYONE)}

    def entries(self) -> dict[str, dict[str, Any]]:
        """Facts, words, contacts and pictures, each for some bands and some audiences.

        One contact more is at the foot of all pages: without one no pack is printed.
        """
        names = "ab"
        channel = contact().channels[0]
        return {
            "facts": {
                n: fact(self.open(), source=self.open(), caveat=self.open(), **self.gate())
                for n in names
            },
            "glossary": {n: word(self.open(), **self.gate()) for n in names},
            "contacts": {
                n: contact(
                    self.open(),
                    says=self.open(),
                    channels=(channel.model_copy(update={"value": self.open()}),),
                    nations=self.some(NATIONS),
                    strip=self.is_so(50),
                    **self.gate(),
                )
                for n in names
            }
            | {"foot": contact(self.open(), says=self.open(), strip=True)},
            "pictures": {
                n: replace(picture(n, self.some(BANDS), self.open()), content=self.open().encode())
                for n in names
            },
        }

    def activity(self) -> ActivityModel | None:
        """Nothing, or an activity of any shape."""
        kind = self.chance.choice(["", "matching", "card-sort", "power-balance"])
        open_fields = {"instruction": self.open()}
        if kind == "matching":
            pairs = [
                {"left": self.piece(), "right": self.piece(), "why": self.secret()} for _ in "ab"
            ]
            return activity(kind, pairs=tuple(pairs), **open_fields)
        if kind == "card-sort":
            groups = [
                {"name": self.open(), "says": self.open(), "shape": s} for s in ("star", "heart")
            ]
            items = [
                {**self.piece(), "goes": self.chance.choice(groups)["name"], "why": self.secret()}
                for _ in "abc"
            ]
            return activity(kind, groups=tuple(groups), items=tuple(items), **open_fields)
        if kind:
            place = {"label": self.open(), "answer": self.secret(), "why": self.secret()}
            panel = {
                "title": self.open(),
                "story": self.open(),
                "sides": (self.open(), self.open()),
                "places": (place,),
                "ask": self.open(),
                "ask_answer": self.secret(),
            }
            return activity(kind, panels=(panel,), **open_fields)
        return None

    def piece(self) -> dict[str, str]:
        return {"text": self.open(), "picture": self.chance.choice(["", "", "", "a"])}

    def part(self, document: str, *, has_activity: bool) -> Part:
        """A part with its own words, and now and then a link, a picture, the activity."""
        own = self.secret if document == GUIDE else self.open
        nodes: list[Node] = [text(own())]
        if self.is_so(20):
            nodes.append(link(self.chance.choice(["fact", "word", "contact"]) + ":a"))
        if self.is_so(12):
            nodes.append(shown("a", self.chance.choice(["", own()])))
        blocks = [self.wrapped(paragraph(*nodes)), block("key", paragraph(own()))]
        if document == "cards":
            blocks = [block("card", one, title=own()) for one in blocks]
        if has_activity and self.is_so(60):
            blocks.insert(self.chance.randint(0, len(blocks)), ACTIVITY_BLOCK)
        return part(document, *blocks)

    def wrapped(self, node: Node) -> Node:
        """The node as it is, or somewhere within a list, a table, a quotation or emphasis."""
        match self.chance.randrange(5):
            case 0:
                return Node("bullets", children=(Node("item", children=(node, node)),))
            case 1:
                cell = Node("cell", children=node.children)
                head = Node("row", children=(Node("header", children=(text("h"),)),))
                return Node("table", children=(head, Node("row", children=(cell,))))
            case 2:
                return Node("quote", children=(block("story", node),))
            case 3:
                return paragraph(
                    Node("strong", children=(Node("emphasis", children=node.children),))
                )
            case _:
                return node

    def parts(self, percent: int, *, has_activity: bool) -> list[Part]:
        return [
            self.part(name, has_activity=has_activity) for name in DOCUMENTS if self.is_so(percent)
        ]

    def snippet(self, name: str) -> Snippet:
        """A snippet for some bands, with variants for some of these."""
        bands = BANDS if self.is_so(90) else self.some(BANDS)
        shared = self.activity()
        variants = []
        for band in bands:
            if self.is_so(35):
                own = self.activity()
                variants.append(
                    variant(
                        band,
                        *self.parts(35, has_activity=bool(own or shared)),
                        title=self.open() if self.is_so(50) else None,
                        kit=(self.secret(),) if self.is_so(50) else None,
                        activity=own,
                    )
                )
        return snippet(
            name,
            *self.parts(60, has_activity=bool(shared)),
            bands=bands,
            variants=variants,
            activity=shared,
            title=self.open(),
            kit=(self.secret(),),
        )

    def nation(self) -> Any:
        """A nation that speaks to nearly all bands."""
        plain = nation()
        bands = BANDS if self.is_so(90) else self.some(BANDS)
        entry = {"says": self.secret(), "bands": bands}
        links = {
            band: (plain.curriculum[band][0].model_copy(update={"says": self.secret()}),)
            for band in (BANDS if self.is_so(90) else self.some(BANDS))
        }
        definition = plain.definition.model_copy(update=entry)
        return nation(definition=definition, curriculum=links)

    def session(self, *names: str, notes: tuple[str, ...] = ()) -> Any:
        bands = BANDS if self.is_so(85) else self.some(BANDS)
        return session(
            *names,
            notes=notes,
            bands=bands,
            today={band: self.secret() for band in bands},
            title=self.open(),
            aim=self.secret(),
            why=self.secret(),
            outcomes=(self.secret(), self.secret()),
        )

    def library(self) -> Library:
        """Two sessions in one frame; the second one's snippets are no business of the first."""
        names = ("a", "b", "note", "f/hello", "f/talk", "f/bye", "f/note", "else/a", "else/b")
        return library(
            *map(self.snippet, names),
            sessions={
                SESSION: self.session("a", "b", notes=("note",)),
                "power/else": self.session("else/a", "a", notes=("else/b",)),
            },
            nations={name: self.nation() for name in NATIONS},
            **self.entries(),
        )


@dataclass(frozen=True)
class Expected:
    """What an order must print, read from the library by nothing but its own declarations."""

    library: Library
    order: Order

    def heard(self) -> list[Snippet]:
        """The snippets that the session and its frame use, in any order."""
        names = ("f/hello", "a", "b", "f/talk", "f/bye", "note", "f/note")
        return [self.library.snippets[name] for name in names]

    def part(self, one: Snippet, document: str) -> Part | None:
        own = one.variants.get(self.order.band)
        return (own.parts.get(document) if own else None) or one.parts.get(document)

    def carried(self, one: Snippet, name: str) -> Any:
        """The title, kit or activity that the band gets."""
        own = one.variants.get(self.order.band)
        mine = getattr(own, name) if own else None
        return getattr(one, name) if mine is None else mine

    def prints_activity(self, one: Snippet, document: str) -> bool:
        part = self.part(one, document)
        return part is not None and "name='activity'" in repr(part.nodes)

    def may_appear(self, entry: Any, document: str) -> bool:
        audience = "facilitator" if document == GUIDE else "participant"
        return (
            self.order.band in entry.bands
            and audience in getattr(entry, "audiences", EVERYONE)
            and self.order.nation in getattr(entry, "nations", NATIONS)
        )

    def named(self, one: Snippet, document: str) -> list[Any]:
        """The entries and pictures that a snippet and its activity name in a document."""
        part = self.part(one, document)
        node_text = repr(part.nodes) if part else ""
        named: list[Any] = [
            store["a"]
            for kind, store in (
                ("fact", self.library.facts),
                ("word", self.library.glossary),
                ("contact", self.library.contacts),
            )
            if f"name='{kind}:a'" in node_text
        ]
        shows = self.prints_activity(one, document) and "picture='a'" in repr(
            self.carried(one, "activity")
        )
        if shows or "kind='picture'" in node_text:
            named.append(self.library.pictures["a"])
        return named

    def is_refused(self) -> bool:
        band, place = self.order.band, self.library.nations[self.order.nation]
        return (
            band not in self.library.sessions[SESSION].bands
            or band not in place.definition.bands
            or band not in place.curriculum
            or any(band not in one.bands for one in self.heard())
            or any(
                not self.may_appear(entry, document)
                for one in self.heard()
                for document in DOCUMENTS
                for entry in self.named(one, document)
            )
        )

    def document(self, name: str) -> set[str]:
        """Every marker of one document, no more and no fewer."""
        found = markers(self.library.sessions[SESSION].title)
        for one in self.heard():
            part = self.part(one, name)
            if part:
                found |= markers(part.nodes) | markers(self.carried(one, "title"))
            if self.prints_activity(one, name):
                found |= self.page(one)
            found |= markers(self.named(one, name))
        contacts = [c for c in self.library.contacts.values() if self.may_appear(c, name)]
        if name in ("help-page", GUIDE):
            found |= markers(contacts)
        if name != GUIDE:
            found |= markers([c for c in contacts if c.strip])
        return found | (self.guide() if name == GUIDE else set())

    def page(self, one: Snippet) -> set[str]:
        """The learner's side of the activity: all of it that is no secret."""
        return {m for m in markers(self.carried(one, "activity")) if m.startswith("zo")}

    def guide(self) -> set[str]:
        place, one = self.library.nations[self.order.nation], self.library.sessions[SESSION]
        found = markers((one.aim, one.why, one.outcomes, place.definition))
        found |= markers(place.curriculum[self.order.band])
        for heard in self.heard():
            found |= markers(self.carried(heard, "kit"))
            if self.carried(heard, "activity"):
                found |= markers(self.carried(heard, "activity"))
                found |= markers(self.carried(heard, "title"))
        return found


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=settings().derandomize or "PRINTROOM_EXAMPLES" in os.environ,
    phases=[Phase.generate],  # a library is made from a seed: a smaller seed is no smaller library
)
@given(st.integers(0, 2**32), st.sampled_from(BANDS), st.sampled_from(NATIONS))
def test_a_pack_says_exactly_what_is_written_for_it(seed: int, band: str, place: str) -> None:
    """Templates that print all they reach print what the order's own words name, and only that.

    Nothing of another band, nation or session; no script, answer or reason for participants; and
    nothing that is open and named is missing. Its cover has no more than the title and the
    helplines of its documents. An order that names what is not open is refused.
    """
    held = Maker(Random(seed)).library()
    expected = Expected(held, order(band, place))
    if expected.is_refused():
        event("refused")
        with pytest.raises(NotFitToPrint) as caught:
            choose(expected.order, held, SHAPES)
        assert all(problem.stops for problem in caught.value.problems)
        return
    event("printed")
    plan, forbidden = choose(expected.order, held, SHAPES)
    documents = {one.name: one for one in compose(plan, SHAPES)}
    for name, document in documents.items():
        found = markers(document.source) | markers(document.assets)
        assert found == expected.document(name), name
        assert document.audience == ("facilitator" if name == GUIDE else "participant")
        if document.audience == "participant":
            assert not [marker for marker in found if marker.startswith("zs")]
    for name in DOCUMENTS:
        pages = documents[name].source.partition("<pre>")[0] if name in documents else ""
        for one in expected.heard():
            spoken = expected.part(one, name)
            assert markers(spoken) <= markers(pages), (name, one.id)
    cover = compose_cover(plan, SHAPES, ())
    assert cover is not None
    shown = set().union(*map(expected.document, documents))
    help_lines = markers(list(held.contacts.values())) & shown
    assert markers(cover) <= markers(held.sessions[SESSION].title) | help_lines
    assert not markers(forbidden)


def test_generated_libraries_are_printed_and_refused() -> None:
    """The property above is no empty one: a good part of its orders prints, and most links do."""
    printed = [
        Expected(held, order(BANDS[n % 3]))
        for n in range(30)
        for held in [Maker(Random(n)).library()]
        if not Expected(held, order(BANDS[n % 3])).is_refused()
    ]
    assert 3 <= len(printed) <= 27
    named = [
        entry
        for one in printed
        for heard in one.heard()
        for name in DOCUMENTS
        for entry in one.named(heard, name)
    ]
    assert len({type(entry) for entry in named}) == 4


def test_what_a_link_prints() -> None:
    """A contact prints its number behind the words of a sentence, a fact that of its source."""
    names = ("fact:b", "word:w", "contact:c", "fact:a", "fact:b", "fact:c")
    made = library(
        snippet("a", part("handout", paragraph(*map(link, names)))),
        facts={name: fact(name) for name in "abc"},
        glossary={"w": word()},
        contacts={"c": contact("Childline", "0800 1111"), "d": contact("Else", "0300 1")},
    )
    plan, _ = choose(order(), made, templates())
    source = compose(plan, templates())[0].source
    assert re.findall(r"these words(?:<sup[^>]*>(.)|(</strong>))", source) == [
        ("1", ""),
        ("", "</strong>"),
        ("2", ""),
        ("1", ""),
        ("3", ""),
    ]
    assert '<strong class="contact">these words 0800\u00a01111</strong>' in source


def test_a_link_with_a_name_prints_the_contacts_own_name() -> None:
    """Whatever name an author gives a helpline, it prints as the list of contacts has it."""
    named = replace(link("contact:c"), children=(text("Child line"),))
    made = library(
        snippet("a", part("handout", paragraph(named))),
        contacts={"c": contact("Childline", "0800 1111")},
    )
    plan, _ = choose(order(), made, templates())
    source = compose(plan, templates())[0].source
    assert '<strong class="contact">Childline 0800\u00a01111</strong>' in source


@pytest.mark.parametrize(("words", "printed"), [("eSafety", "eSafety"), ("Helpline", "Childline")])
def test_words_in_small_letters_stay_before_the_number(words: str, printed: str) -> None:
    """A link that begins with a small letter is part of its sentence; others print the name."""
    named = replace(link("contact:c"), children=(text(words),))
    given = {"c": contact("Childline", "0800 1111", strip=True)}
    made = library(snippet("a", part("handout", paragraph(named))), contacts=given)
    plan, _ = choose(order(), made, templates())
    source = compose(plan, templates())[0].source
    assert f'<strong class="contact">{printed} 0800\u00a01111</strong>' in source
    assert "<p>Childline 0800\u00a01111</p>" in source, "as templates print it"


def test_a_figure_is_kept_on_one_line() -> None:
    """What looks like a number to call, and is none, prints as it is written."""
    made = library(snippet("a", part("handout", paragraph(link("figure:it")))))
    plan, _ = choose(order(), made, templates())
    source = compose(plan, templates())[0].source
    assert '<span class="figure" style="white-space: nowrap">these words</span>' in source


def test_a_number_that_is_the_name_is_printed_once() -> None:
    """A contact such as “Text 50808” is named by its number, which is not printed again."""
    made = library(
        snippet("a", part("handout", paragraph(replace(link("contact:c"), children=())))),
        contacts={"c": contact("Text 50808", "50808")},
    )
    plan, _ = choose(order(), made, templates())
    source = compose(plan, templates())[0].source
    assert '<strong class="contact">Text 50808</strong>' in source


def test_a_template_cannot_climb_to_the_plan() -> None:
    """From what a template is given there is no way to another document's words."""
    made = library(snippet("a", part("handout", "x"), part(GUIDE, "zs00001")))
    for way in (
        "blocks.__self__.document",
        "picture.__self__.desk.plan",
        "(blocks|attr('__self__'))",
        "'{0.__self__.desk}'.format(picture)",
        "image.__func__",
        "document.__class__",
        "self._TemplateReference__context",
    ):
        shapes = templates()
        sources = {**shapes.sources, "documents/handout.html": "{{ " + way + " }}"}
        shapes = replace(shapes, sources=sources)
        plan, _ = choose(order(), made, shapes)
        with pytest.raises(NotFitToPrint) as caught:
            compose(plan, shapes)
        (problem,) = caught.value.problems
        assert problem.path == "t/documents/handout.html", way
