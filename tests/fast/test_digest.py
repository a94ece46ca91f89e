"""The digest of a plan: it changes with each word that prints, and only then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pydantic import BaseModel

from printroom.activities._shuffle import sheet_code
from printroom.choose import choose
from printroom.choose.digest import printed_digest
from printroom.load.templates.template_text import template_words
from printroom.model import (
    Criteria,
    LanguageRule,
    Law,
    Pace,
    Plan,
    PlannedSegment,
    SessionRule,
    Sizes,
)
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    BANDS,
    LATER,
    TODAY,
    fact,
    full,
    library,
    matching,
    order,
    part,
    picture,
    snippet,
    templates,
)

UNPRINTED = {
    "edition",
    "first_review",
    "large_print",
    "as_of",
    "path",
    "line",
    "column",
    "verified_by",
    "verified_as",
    "verified_on",
    "verify_by",
    "digest",
    "code",
    "draft",
    "signed",
    "standard",
    "grade_max",
    "words_mean",
    "words_max",
    "withheld",
    "language",
    "places",
    "rules",
    "segments",
    "serves",
    "quotes",
    "phrases",
}
"""Values that are on no page: where a word was written, when it was checked, how it is judged."""


@dataclass(frozen=True)
class Changed:
    """A value with one thing in it changed, and the way there."""

    way: tuple[str, ...]
    value: Any


def changes(  # noqa: C901, PLR0912 – one branch for each type
    value: Any, way: tuple[str, ...] = ()
) -> Iterator[Changed]:
    """Each change of one word, number, day or order that can be made in a value."""
    if isinstance(value, str):
        yield Changed(way, value + "x")
    elif isinstance(value, bytes):
        yield Changed(way, value + b"x")
    elif isinstance(value, bool):
        yield Changed(way, not value)
    elif isinstance(value, int | float):
        yield Changed(way, value + 1)
    elif isinstance(value, dt.date):
        yield Changed(way, value + dt.timedelta(days=1))
    elif isinstance(value, tuple):
        yield from _changes_of_tuple(value, way)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield Changed(way, {(k + "x" if k == key else k): v for k, v in value.items()})
            for one in changes(inner, (*way, f"[{key}]")):
                yield Changed(one.way, {**value, key: one.value})
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            for one in changes(getattr(value, name), (*way, name)):
                yield Changed(one.way, value.model_copy(update={name: one.value}))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for one in changes(getattr(value, field.name), (*way, field.name)):
                yield Changed(one.way, replace(value, **{field.name: one.value}))


def _changes_of_tuple(value: tuple[Any, ...], way: tuple[str, ...]) -> Iterator[Changed]:
    for n, inner in enumerate(value):
        yield Changed(way, value[:n] + value[n + 1 :])
        for one in changes(inner, (*way, str(n))):
            yield Changed(one.way, (*value[:n], one.value, *value[n + 1 :]))
    for n in range(len(value) - 1):
        if value[n] != value[n + 1]:
            yield Changed(way, (*value[:n], value[n + 1], value[n], *value[n + 2 :]))


def _is_printed(way: tuple[str, ...]) -> bool:
    is_entrys_date = way[-1] == "review_by" and way != ("review_by",)
    return not (set(way) & UNPRINTED) and not is_entrys_date


def test_the_digest_changes_with_everything_that_prints_and_with_nothing_else() -> None:
    """Any printed word, number, picture or order changes the digest; unprinted things never do."""
    plan, _ = choose(order(), full(), templates())
    before, printed, unprinted = printed_digest(plan), 0, 0
    for changed in changes(plan):
        is_new = printed_digest(changed.value) != before
        assert is_new == _is_printed(changed.way), changed.way
        printed, unprinted = printed + is_new, unprinted + (not is_new)
    assert printed > 500
    assert unprinted > 50


def test_how_another_edition_is_set_does_not_count() -> None:
    """The sizes of large print void no signature: its words are those that were read."""
    plan, _ = choose(order(), full(), templates())
    sizes = Sizes(body_pt=18, line_mm=12, tick_mm=7)
    band = plan.band.model_copy(update={"large_print": sizes})
    assert printed_digest(replace(plan, band=band)) == printed_digest(plan)
    larger = plan.band.model_copy(update={"body_pt": plan.band.body_pt + 1})
    assert printed_digest(replace(plan, band=larger)) != printed_digest(plan)


def test_how_a_session_is_judged_and_who_checked_its_law_does_not_count() -> None:
    """Rules, what a segment serves, the places of words and a lawyer's day void no signature."""
    plan, _ = choose(order(), full(), templates())
    law = Law(says="It is so.", source="An Act", review_by=LATER)
    checked = law.model_copy(update={"checked_on": TODAY})
    segment = PlannedSegment("Begin", 5, 0, "talk")

    def digest(one: PlannedSegment, entry: Law, **more: Any) -> str:
        documents = tuple(
            replace(document, guide=replace(document.guide, law=(entry,), plan=(one,)))
            if document.guide
            else document
            for document in plan.documents
        )
        return printed_digest(replace(plan, documents=documents, **more))

    same = digest(segment, law)
    assert digest(replace(segment, serves=("skill",), line=7), checked) == same
    rule = SessionRule(
        prints="handout", rule="B", why="so", fix="do", fails=("cover",), passes=("handout",)
    )
    criteria = Criteria(rules=(rule,), phrases={"x": ("p", 1, 1)})
    assert digest(segment, law, criteria=criteria) == same
    assert digest(replace(segment, minutes=6), law) != same
    assert digest(segment, law.model_copy(update={"says": "It is not."})) != same


def changed_documents(first: Plan, second: Plan) -> set[str]:
    """The names of the documents whose printed content differs."""
    digests = [{d.row.name: printed_digest(d) for d in one.documents} for one in (first, second)]
    return {name for name in digests[0] if digests[0][name] != digests[1][name]}


def test_the_words_of_an_activitys_template_count() -> None:
    """A word in the look of a kind is a change of each document that shows it."""
    given = library(
        snippet("a", part("worksheet", ACTIVITY_BLOCK), part("handout", "x"), activity=matching())
    )
    shapes = templates()
    first, second = (
        choose(order(), given, replace(shapes, words={"activities/matching.html": (words,)}))[0]
        for words in ("Draw a line", "Draw two lines")
    )
    assert changed_documents(first, second) == {"worksheet"}


def test_the_words_of_templates_count() -> None:
    """A word in a template, or in one that it includes, is a change where it can print."""
    sources = {
        "documents/handout.html": '{% include "foot.html" %}{{ _("Mine") }}',
        "documents/worksheet.html": '{{ _("Yours") }}',
        "foot.html": '{% include "foot.html" %}{% trans %}Page {{ n }} of{% endtrans %}',
        "style.css": "",
    }
    words = template_words(sources)
    assert words["documents/handout.html"] == ("Mine", "Page", "of")
    assert words["documents/worksheet.html"] == ("Yours",)
    given, shapes = library(snippet("a", part("handout", "x"))), templates()
    first, _ = choose(order(), given, replace(shapes, words=words))
    other = words | {"documents/handout.html": ("Mine", "Side", "of")}
    second, _ = choose(order(), given, replace(shapes, words=other))
    assert changed_documents(first, second) == {"handout"}


def test_the_day_and_the_checks_do_not_change_the_digest() -> None:
    """Checking a helpline or a fact anew, or printing on another day, is no change of content."""
    given = full()
    later = replace(
        given,
        facts={k: v.model_copy(update={"review_by": TODAY}) for k, v in given.facts.items()},
        contacts={k: v.model_copy(update={"verified_on": None}) for k, v in given.contacts.items()},
    )
    first, _ = choose(order(), given, templates())
    second, _ = choose(order(as_of=LATER), later, templates())
    assert printed_digest(first) == printed_digest(second)


def test_other_bands_and_nations_differ() -> None:
    """Each band, nation and arrangement of a session has its own digest."""
    given = library(snippet("a", part("handout", "x")))
    wanted = [order(band, place) for band in BANDS for place in given.nations]
    wanted.append(order(seed=2))
    digests = {printed_digest(choose(one, given, templates())[0]) for one in wanted}
    assert len(digests) == len(wanted)


def test_no_sheet_is_called_like_a_number_to_ring() -> None:
    """The code of a sheet begins with a letter, whatever its content."""
    codes = {sheet_code(("sheet", n)) for n in range(20_000)}
    assert all(code[0].isalpha() and len(code) == 3 for code in codes)
    assert len(codes) > 8_000, "two sheets of one activity have different codes"


def test_how_words_are_judged_does_not_count() -> None:
    """Another language rule, or a word that moves to another line, is no new sign-off."""
    plan, _ = choose(order(), full(), templates())
    rule = LanguageRule(
        phrases=("asked for it",),
        rule="X",
        why="It blames.",
        instead="was harmed",
        source="guide",
        fails=("She asked for it.",),
        passes=("She asked for tea.",),
    )
    judged = replace(plan, criteria=Criteria({"asked": rule}), places={"Pens": ("a.md", 3, 4)})
    assert judged.criteria != plan.criteria
    assert printed_digest(judged) == printed_digest(plan)


def test_what_is_known_beside_the_words_does_not_count() -> None:
    """Sign-offs, the standard edition and what is no contact change no digest, of 32 digits."""
    plan, _ = choose(order(), full(), templates())
    documents = tuple(replace(one, no_contacts=("1-2",)) for one in plan.documents)
    for changed in (
        replace(plan, signed=("0" * 32,)),
        replace(plan, standard=plan),
        replace(plan, documents=documents),
    ):
        assert changed != plan
        assert printed_digest(changed) == printed_digest(plan)
    assert len(printed_digest(plan)) == 32


def test_what_only_checks_the_words_does_not_count() -> None:
    """What a shorter version leaves out, a band's pace and marked figures change no digest."""
    plan, _ = choose(order(), full(), templates())
    pace = Pace(hears=130, reads=120, card_s=20, answer_s=30, source="a study")
    marked = {"0300 1": "a score"}
    slow = plan.band.model_copy(update={"pace": pace})
    shorter = replace(plan, criteria=Criteria(left_out=("Middle",)))
    assert printed_digest(shorter) == printed_digest(plan)
    assert printed_digest(replace(plan, band=slow)) == printed_digest(plan)
    for value, changed in (
        (fact(), fact(figures=marked)),
        (picture(), replace(picture(), figures=marked)),
        (snippet(), replace(snippet(), figures=marked)),
    ):
        assert changed != value
        assert printed_digest(changed) == printed_digest(value)
