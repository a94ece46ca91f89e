"""Non-interference: text that a participant must not read cannot change a byte of their files.

In the materials and templates as they are, what must not matter is scrambled; for each session,
band and nation all documents for participants must stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain, combinations, permutations
from typing import Any, TypeVar

import pytest

from printroom.activities.match import Match, MatchPage
from printroom.activities.sequence import Sequence
from printroom.activities.sort import Sort
from printroom.choose import plan_for
from printroom.choose.digest import printed_digest
from printroom.choose.timetable import timetable
from printroom.compose import compose
from printroom.model import (
    ActivityModel,
    Authored,
    Document,
    Gated,
    Library,
    Order,
    Part,
    Plan,
    Setting,
    Snippet,
    Templates,
    Variant,
)
from tests import workshop
from tests.sample_libraries import EVERYONE, paragraph

M = TypeVar("M", bound=Authored)
T = TypeVar("T")


@cache
def shipped() -> tuple[Library, Templates]:
    """The project's own materials, unsigned, so that no signature can tell two of them apart."""
    return replace(workshop.shipped_library(), reviews=()), workshop.shipped()


@cache
def in_nation(nation: str) -> Library:
    """The materials in the words of one nation, in which all that prints can be scrambled."""
    return shipped()[0].in_nation(nation)


ORDERS = workshop.shipped_orders_in_turns(Order("", "", "").as_of)
"""Each session for each of its bands, the nations by turns: what differs by nation is little."""


@cache
def as_they_are(wanted: Order) -> tuple[Document, ...]:
    """What participants get of the unchanged materials: composed once for all scrambles."""
    return for_participants(wanted, shipped()[0])


@cache
def plan_as_it_is(wanted: Order) -> Plan:
    """What is chosen for participants from the unchanged materials."""
    return plan_for_participants(wanted, shipped()[0])


def for_participants(wanted: Order, held: Library) -> tuple[Document, ...]:
    """What participants get, page codes and all."""
    documents = compose(plan_for_participants(wanted, held), shipped()[1])
    assert len(documents) >= 3
    return documents


def plan_for_participants(wanted: Order, held: Library) -> Plan:
    """What is chosen for participants alone."""
    plan = plan_for(wanted, held, shipped()[1])
    chosen = tuple(d for d in plan.documents if d.row.audience == "participant")
    return replace(plan, documents=chosen)


class _OtherLetters(dict[int, int]):
    """For each letter one of eleven others: a table for `str.translate`, filled on first use."""

    def __missing__(self, letter: int) -> int:
        return self.setdefault(letter, ord("k") + letter % 11)


OTHER_LETTERS = _OtherLetters()


def scrambled(words: str) -> str:
    """Other words, as many letters as before or one for none."""
    return words.translate(OTHER_LETTERS) or "k"


def scrambled_part(one: Part) -> Part:
    return replace(one, nodes=(paragraph(scrambled(" ".join(n.words() for n in one.nodes))),))


def scrambled_fields(one: M, *names: str) -> M:
    """An authored thing with other words in some of its fields."""
    values = {name: getattr(one, name) for name in names}
    return one.model_copy(update={name: _other_values(words) for name, words in values.items()})


def _other_values(words: Any) -> Any:
    if isinstance(words, Mapping):
        return {key: scrambled(text) for key, text in words.items()}
    return tuple(map(scrambled, words)) if isinstance(words, tuple) else scrambled(words)


def other_pairs(one: Match) -> Match:
    """Other pairs, none of which the sheet lays side by side.

    That none lies side by side is the one thing that a sheet of pairs says about its answers.
    """
    other = one.model_copy(
        update={
            "pairs": tuple(p.model_copy(update={"why": scrambled(p.why)}) for p in one.pairs),
        }
    )
    rights, sheet = [pair.right for pair in one.pairs], right_column(one)
    for turned in permutations(rights):
        if lies_side_by_side(rights, turned) or lies_side_by_side(turned, sheet):
            continue
        turned_pairs = zip(turned, other.pairs, strict=True)
        pairs = tuple(pair.model_copy(update={"right": right}) for right, pair in turned_pairs)
        other = other.model_copy(update={"pairs": pairs})
        if not lies_side_by_side(rights, right_column(other)):
            return other
    raise AssertionError("every other pairing lies side by side somewhere on one of the sheets")


def right_column(one: Match) -> list[Any]:
    """The right sides of the pairs as the sheet lays them, from the top."""
    page = one.arrange(Setting(1)).page
    assert isinstance(page, MatchPage)
    pieces = {pair.right.piece(): pair.right for pair in one.pairs}
    return [pieces[entry.piece] for entry in page.right]


def lies_side_by_side(some: Iterable[Any], others: Iterable[Any]) -> bool:
    """Whether two columns have the same thing in one of their lines."""
    return any(a == b for a, b in zip(some, others, strict=True))


SECRET = ("answer", "ask_answer", "example", "why")
"""Fields of any shape that only the key says."""
OURS = ("face", "kind", "picture", "shape")
"""Fields of any shape that name something of ours."""


def other_fields(one: Any, is_changed: Callable[[str], bool], name: str = "") -> Any:
    """The same activity with other words in some of its fields, at any depth."""
    if isinstance(one, str):
        return scrambled(one) if one and is_changed(name) else one
    if isinstance(one, tuple):
        return tuple(other_fields(inner, is_changed, name) for inner in one)
    if isinstance(one, Mapping):
        return {key: other_fields(inner, is_changed, name) for key, inner in one.items()}
    if isinstance(one, Authored):
        fields = {key: getattr(one, key) for key in type(one).model_fields}
        changed = {key: other_fields(inner, is_changed, key) for key, inner in fields.items()}
        return one.model_copy(update=changed)
    return one


def other_groups(one: Sort) -> Sort:
    """Other groups for all items, which the sheet does not lay in blocks."""
    names = [group.name for group in one.groups]
    for turn in range(1, len(names)):
        after = dict(zip(names, [*names[turn:], *names[:turn]], strict=True))
        items = [item.model_copy(update={"goes": after[item.goes]}) for item in one.items]
        other = one.model_copy(update={"items": tuple(items)})
        if other.arrange(Setting(1)).page == one.arrange(Setting(1)).page:
            return other
    raise AssertionError("every other grouping lies in blocks on this sheet")


def other_order(one: Sequence) -> Sequence:
    """The same steps in another right order, of which the sheet tells as little."""
    page = one.arrange(Setting(1)).page
    name, written = ("text", one.text.split("|")) if one.text else ("steps", [*one.steps])
    count = range(len(written))
    moves = (permutations(count, size) for size in (3, 4))
    for places in chain(combinations(count, 2), *moves):
        turned: list[Any] = [*written]
        for place, other_place in zip(places, (*places[1:], places[0]), strict=True):
            turned[place] = written[other_place]
        value = "|".join(turned) if one.text else tuple(turned)
        other = one.model_copy(update={name: value})
        if other.arrange(Setting(1)).page == page:
            return other
    raise AssertionError("every other order would be marked by this sheet")


def other_answers(one: ActivityModel | None) -> Any:
    """The activity with every answer and every reason changed: pairs and groups, too."""
    if isinstance(one, Match):
        return other_pairs(one)
    if isinstance(one, Sort):
        one = other_groups(one)
    elif isinstance(one, Sequence):
        one = other_order(one)
    return other_fields(one, lambda name: name in SECRET)


def other_activity(one: ActivityModel | None) -> Any:
    """The activity with other words everywhere."""
    return other_fields(one, lambda name: name not in OURS)


def other_kit(kit: tuple[str, ...] | None) -> Any:
    return kit and (*map(scrambled, kit), "a thing more")


S = TypeVar("S", Snippet, Variant)


_others: dict[tuple[object, int], tuple[Any, Any]] = {}


def changed_once(change: Callable[[T], T], one: T) -> T:
    """The same changed object for the same object each time."""
    key = change, id(one)
    if key not in _others:
        _others[key] = one, change(one)  # `one` is kept, so that its id stays its own
    kept: T = _others[key][1]
    return kept


def other_words(one: S) -> S:
    """A snippet, or a variant, that says something else everywhere."""
    return changed_once(_other_words, one)


def _other_words(one: S) -> S:
    return replace(
        one,
        parts={name: scrambled_part(part) for name, part in one.parts.items()},
        activity=other_activity(one.activity),
        kit=other_kit(one.kit),
        title=None if one.title is None else scrambled(one.title),
    )


@cache
def other_nations(nation: str) -> Library:
    """The words of all other nations say something else."""
    held, _ = shipped()

    def changed(one: S) -> S:
        others = {
            n: own if n == nation else other_words(replace(own, activity=None))
            for n, own in one.national.items()
        }
        return replace(one, national=others)

    snippets = {
        name: replace(changed(one), variants={b: changed(v) for b, v in one.variants.items()})
        for name, one in held.snippets.items()
    }
    return replace(held, snippets=snippets).in_nation(nation)


def scramble_notes_and_answers(_held: Library, wanted: Order) -> Library:
    """Scripts, answers, reasons, kit, aims, definitions and curriculum say something else."""
    return other_notes_and_answers(wanted.nation)


@cache
def other_notes_and_answers(nation: str) -> Library:
    """The same for all orders: what is for no participant is for none in any band or session."""
    held, (_, shapes) = other_nations(nation), shipped()
    facilitator = {
        row.name
        for template in shapes.sessions.values()
        for row in template.documents
        if row.audience == "facilitator"
    }

    def changed(one: S) -> S:
        parts = {
            name: scrambled_part(part) if name in facilitator else part
            for name, part in one.parts.items()
        }
        answers, kit = changed_once(other_answers, one.activity), other_kit(one.kit)
        return replace(one, parts=parts, activity=answers, kit=kit)

    snippets = {
        name: replace(changed(one), variants={b: changed(v) for b, v in one.variants.items()})
        for name, one in held.snippets.items()
    }
    sessions = {
        name: scrambled_fields(one, "aim", "why", "outcomes", "today")
        for name, one in held.sessions.items()
    }
    nations = {
        name: one.model_copy(
            update={
                "definition": scrambled_fields(one.definition, "says", "source"),
                "curriculum": {
                    band: tuple(scrambled_fields(each, "says", "source") for each in links)
                    for band, links in one.curriculum.items()
                },
            }
        )
        for name, one in held.nations.items()
    }
    return replace(held, snippets=snippets, sessions=sessions, nations=nations)


def named_bands(held: Library, wanted: Order) -> set[str]:
    """The order's own band, and those whose type and look a row of its template asks for."""
    _, shapes = shipped()
    rows = shapes.sessions[held.sessions[wanted.session].template].documents
    return {wanted.band} | {row.read_by for row in rows if row.read_by}


def scramble_other_bands(held: Library, wanted: Order) -> Library:
    """Whatever is not open to participants of the band and the nation says something else."""
    band = wanted.band

    def is_shut(one: Any) -> bool:
        return (
            band not in one.bands
            or "participant" not in getattr(one, "audiences", EVERYONE)
            or wanted.nation not in getattr(one, "nations", (wanted.nation,))
        )

    def changed(entries: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
        return {name: change(one) if is_shut(one) else one for name, one in entries.items()}

    def other_contact(one: Any) -> Any:
        channels = tuple(scrambled_fields(channel, "value", "note") for channel in one.channels)
        other: Any = scrambled_fields(one, "name", "says", "hours")
        return other.model_copy(update={"channels": channels, "strip": not one.strip})

    named = named_bands(held, wanted)
    snippets = {}
    for name, one in held.snippets.items():
        variants = {b: v if b == band else other_words(v) for b, v in one.variants.items()}
        snippets[name] = replace(one if band in one.bands else other_words(one), variants=variants)
    return replace(
        held,
        snippets=snippets,
        sessions={
            name: one.model_copy(
                update={
                    "today": {b: s if b == band else scrambled(s) for b, s in one.today.items()}
                }
            )
            for name, one in held.sessions.items()
        },
        facts=changed(held.facts, lambda f: scrambled_fields(f, "says", "source", "caveat")),
        glossary=changed(held.glossary, lambda w: scrambled_fields(w, "word", "means")),
        contacts=changed(held.contacts, other_contact),
        pictures=changed(
            held.pictures, lambda p: replace(p, alt=scrambled(p.alt), content=p.content + b" ")
        ),
        bands={
            name: one if name in named else scrambled_fields(one, "title", "people", "look")
            for name, one in held.bands.items()
        },
        nations={
            name: one if name == wanted.nation else scrambled_fields(one, "title")
            for name, one in held.nations.items()
        },
    )


def used(held: Library, wanted: Order) -> set[str]:
    _, shapes = shipped()
    one = held.sessions[wanted.session]
    stretches = timetable(one, shapes.sessions[one.template])
    return {note.snippet for stretch in stretches for note in stretch.snippets}


def scramble_other_sessions(held: Library, wanted: Order) -> Library:
    """All other sessions, and all snippets that this session does not use, say something else."""

    def changed(one: Snippet) -> Snippet:
        variants = {band: other_words(own) for band, own in one.variants.items()}
        return replace(other_words(one), variants=variants)

    kept = used(held, wanted)
    return replace(
        held,
        snippets={n: one if n in kept else changed(one) for n, one in held.snippets.items()},
        sessions={
            name: scrambled_fields(one, "title", "aim", "why", "today")
            if name != wanted.session
            else one
            for name, one in held.sessions.items()
        },
    )


def without_what_is_not_named(held: Library, wanted: Order) -> Library:
    """Sessions that it does not follow, unused snippets, and entries shut to the band, are gone.

    The guide names the age group of each session that it follows, so that stays.
    """
    kept = used(held, wanted)
    followed = held.sessions[wanted.session].follows
    ages = {held.sessions[name].bands[0] for name in followed}

    def open_only(entries: Mapping[str, Gated]) -> dict[str, Any]:
        return {name: one for name, one in entries.items() if wanted.band in one.bands}

    def spoken(one: Snippet) -> Snippet:
        variants = {band: own for band, own in one.variants.items() if band == wanted.band}
        return replace(one, variants=variants, bands=(wanted.band,))

    return replace(
        held,
        bands={name: held.bands[name] for name in named_bands(held, wanted) | ages},
        nations={wanted.nation: held.nations[wanted.nation]},
        snippets={name: spoken(one) for name, one in held.snippets.items() if name in kept},
        sessions={name: held.sessions[name] for name in (wanted.session, *followed)},
        facts=open_only(held.facts),
        glossary=open_only(held.glossary),
        contacts=open_only(held.contacts),
        pictures={n: one for n, one in held.pictures.items() if wanted.band in one.bands},
    )


SCRAMBLES = (
    scramble_notes_and_answers,  # the first, because it begins with other_nations
    scramble_other_bands,
    scramble_other_sessions,
    without_what_is_not_named,
)


def test_shipped_materials_load() -> None:
    """The materials and templates of this project load, so that the laws below say something."""
    held, _ = shipped()
    assert len(ORDERS) >= len(held.sessions)
    assert {order.nation for order in ORDERS} == set(held.nations)


each_order = pytest.mark.parametrize(
    "wanted",
    workshop.with_one_of_each_band(ORDERS),
    ids=lambda o: f"{o.session}-{o.band}-{o.nation}",
)
each_scramble = pytest.mark.parametrize("scramble", SCRAMBLES, ids=lambda s: s.__name__)


@each_scramble
@each_order
def test_shipped_plans_do_not_depend_on_what_participants_must_not_read(
    wanted: Order, scramble: Callable[[Library, Order], Library]
) -> None:
    """Notes, answers, other bands and other sessions change nothing chosen for participants."""
    held = in_nation(wanted.nation)
    other = scramble(held, wanted)
    assert other != held
    assert plan_for_participants(wanted, other).documents == plan_as_it_is(wanted).documents


@each_order
def test_shipped_pages_do_not_depend_on_any_of_it(wanted: Order) -> None:
    """Everything scrambled at once changes no byte of a participant's page."""
    other = in_nation(wanted.nation)
    for scramble in SCRAMBLES[:-1]:
        other = scramble(other, wanted)
    assert for_participants(wanted, other) == as_they_are(wanted)


@pytest.mark.nightly
@each_scramble
@each_order
def test_shipped_pages_do_not_depend_on_what_participants_must_not_read(
    wanted: Order, scramble: Callable[[Library, Order], Library]
) -> None:
    """Notes, answers, other bands and other sessions change no byte of a participant's page."""
    other = scramble(in_nation(wanted.nation), wanted)
    assert for_participants(wanted, other) == as_they_are(wanted)


@each_order
def test_shipped_scrambles_do_change_the_guide(wanted: Order) -> None:
    """The scrambling reaches what it means to: the facilitator's guide is another one then."""
    held, (_, shapes) = in_nation(wanted.nation), shipped()

    def planned(given_library: Library) -> Plan:
        return plan_for(wanted, given_library, shapes)

    before = planned(held)
    after = planned(scramble_notes_and_answers(held, wanted))
    guides = [d for d in before.documents if d.row.audience == "facilitator" and d.guide]
    others = [d for d in after.documents if d.row.audience == "facilitator" and d.guide]
    assert guides
    for one, other in zip(guides, others, strict=True):
        assert one.guide is not None
        assert other.guide is not None
        assert one.guide.aim != other.guide.aim
        changed = [
            a.key != b.key for (_, a), (_, b) in zip(one.guide.keys, other.guide.keys, strict=True)
        ]
        assert changed
        assert all(changed)
        assert all(a.nodes != b.nodes for a, b in zip(one.parts, other.parts, strict=True))
    assert printed_digest(before) != printed_digest(after)
