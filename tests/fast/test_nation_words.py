"""The laws of nation words: one text, in which each nation reads words of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from printroom.choose import choose
from printroom.load import load_folders
from printroom.model import NotFitToPrint, Order, Plan
from tests.workshop import Workshop

TOOLS = "materials/snippets/repairs/tools.md"
NATIONS = ("uphill", "downhill")


@pytest.fixture
def national(tiny: Workshop) -> Workshop:
    """The workshop with a word of its own for each nation, and a snippet that uses it."""
    for nation, word in zip(NATIONS, ("bike warden", "cycle keeper"), strict=True):
        file = f"materials/nations/{nation}.yaml"
        says = f"words:\n  helper: {{says: {word}, source: Road Office}}\ncurriculum:"
        tiny.change(file, "curriculum:", says)
    tiny.change(TOOLS, "A wheel turns", "{Helper}s know: the {helper} says a wheel turns")
    tiny.change(TOOLS, "right: Turns a nut", 'right: "Is the {helper}’s own"')
    return tiny


def plan_in(workshop: Workshop, nation: str) -> Plan:
    library, templates = load_folders(workshop.materials, workshop.templates)
    order = Order("repairs/flat-tyre", "seniors", nation, as_of=dt.date(2026, 9, 1))
    return choose(order, library, templates)[0]


@pytest.mark.parametrize(
    ("nation", "own", "other"),
    [("uphill", "bike warden", "cycle keeper"), ("downhill", "cycle keeper", "bike warden")],
)
def test_each_nation_reads_its_own_words(
    national: Workshop, nation: str, own: str, other: str
) -> None:
    """Text, activities and keys carry the words of the order's nation, and no other's."""
    documents = repr(plan_in(national, nation).documents)
    assert f"{own.capitalize()}s know: the {own} says" in documents
    assert f"Is the {own}’s own" in documents
    assert other not in documents.lower()
    assert "{" not in "".join(
        node.text
        for document in plan_in(national, nation).documents
        for part in document.parts
        for top in part.nodes
        for node in top.walk()
    )


def test_a_text_with_nation_words_keeps_its_place(national: Workshop) -> None:
    """A text of an activity is found at its line, whatever words a nation puts into it."""
    places = plan_in(national, "uphill").places
    assert places["Is the bike warden’s own"][:2] == (TOOLS, 11)


def problems_of(workshop: Workshop) -> set[tuple[str, int, str]]:
    with pytest.raises(NotFitToPrint) as raised:
        workshop.load()
    return {(one.path, one.line, one.message) for one in raised.value.problems}


def test_an_unknown_name_is_refused(national: Workshop) -> None:
    """A name that no nation has words for is refused at its line."""
    national.change(TOOLS, "{helper} says", "{halper} says")
    assert problems_of(national) == {(TOOLS, 16, "no nation has words for “{halper}”")}


def test_a_name_that_one_nation_lacks_is_refused(national: Workshop) -> None:
    """A name that some nation has no words for is refused at each of its lines."""
    words = "helper: {says: cycle keeper, source: Road Office}"
    national.change("materials/nations/downhill.yaml", f"words:\n  {words}\n", "")
    message = "there are no words for “{{{}}}” in downhill"
    lines = ((11, "helper"), (16, "Helper"), (16, "helper"))
    assert problems_of(national) == {(TOOLS, line, message.format(name)) for line, name in lines}


def test_a_wrong_answer_in_one_nation_is_refused(national: Workshop) -> None:
    """An activity is validated in the words of every nation, not only the first."""
    national.change(TOOLS, "right: Carries the rider", 'right: "{helper}"')
    national.change("materials/nations/downhill.yaml", "cycle keeper", "Lifts the tyre off the rim")
    assert {(path, line) for path, line, _ in problems_of(national)} == {(TOOLS, 12)}


def test_braces_elsewhere_are_refused(national: Workshop) -> None:
    """A file in which nation words are not replaced may not use them."""
    national.change("materials/nations/uphill.yaml", "A bicycle is", "A {helper} is")
    ((path, _, message),) = problems_of(national)
    assert (path, "nation words are not replaced" in message) == (
        "materials/nations/uphill.yaml",
        True,
    )


def test_braces_in_code_are_code(national: Workshop) -> None:
    """Code prints unchanged: a name in its braces is no nation word, nor a missing one."""
    national.change(TOOLS, "says a wheel", "says `{helper} {rim}`: a wheel")
    plan = plan_in(national, "uphill")
    nodes = [
        node for d in plan.documents for p in d.parts for top in p.nodes for node in top.walk()
    ]
    assert [node.text for node in nodes if node.kind == "code"] == ["{helper} {rim}"]
