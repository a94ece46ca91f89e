"""Word changes: the words of a page before and now, and where the author wrote them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.choose import plan_for
from printroom.cli.code_output import REORDERED, word_lines
from printroom.compose import compose_pack
from printroom.ledger.compared_sentences import compare_sentences
from printroom.ledger.record import Record, Texts, texts_of
from printroom.ledger.word_changes import WordChange, source_places, word_changes, words_since
from printroom.load import load_folders
from printroom.model import Library, Order, PlannedDocument, Templates
from tests.workshop import Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=dt.date(2027, 1, 4))
HOLE = "materials/snippets/repairs/hole.md"


def text(*texts: str) -> Texts:
    return tuple(("text", one) for one in texts)


def changes(old: Texts, new: Texts) -> list[tuple[str, str, str]]:
    """The old and the new sentence of each change, and what its place was sought by."""
    found = word_changes("page", old, new, lambda sought: (sought, 1))
    return [(one.old, one.new, one.path) for one in found]


def test_a_changed_sentence_is_shown_old_and_new() -> None:
    """Only the sentence that changed is shown, not the paragraph around it."""
    old = text("Ring the bell! Ring it twice. Go in.", "Bye.")
    new = text("Ring the bell! Ring it once. Go in.", "Bye.")
    assert changes(old, new) == [("Ring it twice.", "Ring it once.", "Ring it once.")]
    assert changes(old, old) == []


def test_a_new_or_removed_sentence_is_listed_alone() -> None:
    """What has no counterpart is shown without one; what is gone is sought by what is beside it."""
    long, short = text("One is here.", "Two is there.", "Bye."), text("One is here.", "Bye.")
    assert changes(short, long) == [("", "Two is there.", "Two is there.")]
    assert changes(long, short) == [("Two is there.", "", "One is here.")]
    assert changes(text("Gone is this.", "Bye."), text("Bye.")) == [("Gone is this.", "", "Bye.")]
    assert changes(text("A bell."), ()) == [("A bell.", "", "")]
    assert changes(text("Alpha beta.", "Ring it twice."), text("Ring it once.")) == [
        ("Alpha beta.", "", ""),
        ("Ring it twice.", "Ring it once.", "Ring it once."),
    ]


SENTENCES = st.lists(
    st.text("ABab 1.", min_size=1, max_size=9).map(lambda words: f"{words.strip()}o"), min_size=1
)
"""Short sentences of few letters, so that many are alike, are twice there or seem labelled."""


@given(SENTENCES, st.data())
def test_one_edit_is_one_change(sentences: list[str], data: st.DataObject) -> None:
    """Whatever sentence is edited, in whatever way, exactly that one is reported."""
    at = data.draw(st.integers(0, len(sentences) - 1))
    edited = data.draw(st.text("ABab 1.", min_size=1).map(lambda words: f"{words.strip()}i"))
    now = [*sentences[:at], edited, *sentences[at + 1 :]]
    assert compare_sentences(sentences, now) == (((sentences[at], edited),), False)


@given(SENTENCES, st.randoms(use_true_random=False))
def test_a_shuffle_changes_nothing_but_the_order(sentences: list[str], random: Random) -> None:
    """Sentences that are on both sides, in whatever order, have not changed."""
    mixed = random.sample(sentences, len(sentences))
    assert compare_sentences(sentences, mixed) == ((), mixed != sentences)


@given(st.permutations("ABCDEFGH"), st.permutations("ABCDEFGH"))
def test_letters_move_with_a_shuffle(before: list[str], after: list[str]) -> None:
    """A key that gives the same answers other letters shows only the answer that was edited."""
    old = [f"{letter} The answer has {count} wheels." for count, letter in enumerate(before)]
    new = [f"{letter} The answer has {count} wheels." for count, letter in enumerate(after)]
    assert compare_sentences(old, new) == ((), old != new)
    new[3] = new[3].replace("wheels", "tyres")
    (pair,), is_moved = compare_sentences(old, new)
    assert is_moved == (before != after)
    assert [one.partition("The ")[2] for one in pair] == [
        "answer has 3 wheels.",
        "answer has 3 tyres.",
    ]


def test_a_swapped_letter_alone_is_a_change() -> None:
    """A first word of one letter is left out only if the same letters are on both sides."""
    assert compare_sentences(["A bell rings."], ["I bell rings."]) == (
        (("A bell rings.", "I bell rings."),),
        False,
    )


def test_an_edit_that_shuffles_is_one_change_and_a_line_about_the_order() -> None:
    """What moved is not listed; the order is one line after the sentence that was edited."""
    old = text("Emer is sad.", "B", "Mrs Tran rings home.", "A")
    new = text("Mrs Tran phones home.", "B", "Emer is sad.", "A")
    found = word_changes("cards", old, new, lambda _: ("a.md", 13))
    assert list(word_lines(found)) == [
        "cards, a.md:13",
        "    - Mrs Tran rings home.",
        "    + Mrs Tran phones home.",
        f"cards: {REORDERED}",
    ]


def test_what_is_no_text_is_named() -> None:
    """A picture, and the words that a screen reader says of it, are changes too."""
    old: Texts = (("picture", "aaaaaaaaaaaa"), ("alt", "A wheel"))
    new: Texts = (("picture", "bbbbbbbbbbbb"), ("alt", "A tyre"))
    assert [one[:2] for one in changes(old, new)] == [
        ("picture aaaaaaaa", "picture bbbbbbbb"),
        ("alternative text: A wheel", "alternative text: A tyre"),
    ]


@pytest.mark.parametrize(
    ("document", "file", "old", "new"),
    [
        ("task-sheet", HOLE, "Look for bubbles", "Look for air"),
        ("help-page", "materials/contacts.yaml", "your wheel is flat", "your tyre is flat"),
        ("task-sheet", "materials/glossary.yaml", "The soft ring", "The ring"),
        ("guide", HOLE, "A patch covers it", "A patch holds"),
        ("cards", HOLE, "A torn side", "A cut side"),
        ("guide", "materials/nations/uphill.yaml", "moves by foot", "drives by foot"),
    ],
)
def test_a_change_is_found_where_it_was_written(
    tiny: Workshop, document: str, file: str, old: str, new: str
) -> None:
    """The file and the line are those that the author edits, of snippets and of lists."""
    before = _shown(tiny, document)[0]
    tiny.change(file, old, new)
    now, place_of = _shown(tiny, document)
    (change,) = word_changes(document, before, now, place_of)
    assert old in change.old
    lines = Path(file).read_text("utf-8").splitlines()
    line = next(number for number, row in enumerate(lines, 1) if new in row)
    assert change == WordChange(document, change.old, change.old.replace(old, new), file, line)


def _shown(tiny: Workshop, name: str) -> tuple[Texts, Callable[[str], tuple[str, int]]]:
    """What a document shows now, and the function that finds where it was written."""
    library, templates = load_folders(tiny.materials, tiny.templates)
    made = compose_pack(plan_for(ORDER, library, templates), templates)
    (document,) = [one for one in made.documents if one.name == name]
    return texts_of(document), source_places(made.plan, document)


@pytest.mark.parametrize(
    ("document", "old", "beside"),
    [
        ("task-sheet", "4. Look for bubbles.\n", "3. Hold it under water."),
        ("task-sheet", "1. Take the [tube](word:tube) out.\n", "### In four steps"),
        ("guide", "Fill the bowl to the line.\n", ""),
    ],
)
def test_a_sentence_that_is_gone_has_the_place_of_what_is_beside_it(
    tiny: Workshop, document: str, old: str, beside: str
) -> None:
    """Who takes a step out, or the first of a part, finds the line where it was."""
    before = _shown(tiny, document)[0]
    tiny.change(HOLE, old, "")
    now, place_of = _shown(tiny, document)
    change, *_ = (one for one in word_changes(document, before, now, place_of) if not one.new)
    assert change.path
    if beside:
        line = Path(HOLE).read_text("utf-8").splitlines().index(beside) + 1
        assert change.place == f"beside {HOLE}:{line}"


def test_a_sign_that_the_guide_explains_no_more_or_newly_has_a_place(
    library: Library, templates: Templates
) -> None:
    """The legend follows from the plan; its change is found in the template that has the words."""
    order = Order("power/who-has-it", "11-14", "england", as_of=ORDER.as_of)
    plan = plan_for(order, library, templates)
    fewer = replace(plan, documents=tuple(map(_with_fewer_signs, plan.documents)))
    (more, long), (less, short) = (
        next(
            (made.plan, one)
            for made in (compose_pack(one, templates),)
            for one in made.documents
            if one.name == "facilitator-guide"
        )
        for one in (plan, fewer)
    )
    for planned, old, new in ((less, long, short), (more, short, long)):
        found = word_changes(new.name, texts_of(old), texts_of(new), source_places(planned, new))
        assert found
        assert all(one.path and one.line for one in found)


def _with_fewer_signs(document: PlannedDocument) -> PlannedDocument:
    if document.guide is None:
        return document
    first, *rest = document.guide.signs
    assert not first.means
    return replace(document, guide=replace(document.guide, signs=tuple(rest)))


def test_no_place_is_in_a_list_that_only_checks(library: Library, templates: Templates) -> None:
    """A text is looked for only where it can be printed from, never in the rules of language."""
    order = Order("power/who-has-it", "11-14", "england", as_of=ORDER.as_of)
    homes = {path for path, _, _ in plan_for(order, library, templates).places.values()}
    checking = {library.paths[f"language:{name}"] for name in library.language}
    assert homes
    assert checking
    assert not homes & checking


def test_a_code_that_follows_from_the_words_is_left_out(
    tmp_path: Path, library: Library, templates: Templates
) -> None:
    """The code that joins a worksheet and its key is shown only if nothing else has changed."""
    order = Order("power/who-has-it", "11-14", "england", as_of=ORDER.as_of)
    made = compose_pack(plan_for(order, library, templates), templates)
    (worksheet,) = [one for one in made.documents if one.name == "worksheet"]
    record = Record(tmp_path, order.as_of)

    def changed(old: Texts) -> list[tuple[str, str]]:
        entry = record.entry(made.plan, {"worksheet": old}, is_draft=True)
        record.add([entry], [old])
        return [(one.old, one.new) for one in words_since(entry, made, record)]

    now = texts_of(worksheet)
    (sheet,) = {piece for kind, piece in now if kind == "text" and piece.startswith("Sheet ")}
    long = max((piece for kind, piece in now if kind == "text"), key=len)
    other_code = tuple((kind, "Sheet A1B" if piece == sheet else piece) for kind, piece in now)
    other_words = tuple((kind, f"Oh. {piece}" if piece == long else piece) for kind, piece in now)
    both = tuple(
        (kind, "Sheet A1B" if piece == sheet else f"Oh. {piece}" if piece == long else piece)
        for kind, piece in now
    )
    assert changed(now) == []
    assert changed(other_code) == [("Sheet A1B", sheet)]
    assert changed(other_words) == changed(both) == [("Oh.", "")]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("templates/images/dot.svg", "<svg ", "<svg  ", 1),
        ("materials/pictures/wheel.svg", "<svg ", "<svg  ", 1),
        ("templates/styles/club.css", "body {", 'p::after { content : "/" }\nbody {', 24),
        ("templates/styles/club.css", "dot.svg); }", 'dot.svg); quotes: "+"  "-" }', 22),
    ],
)
def test_a_change_of_look_is_found_where_it_was_made(
    tiny: Workshop, file: str, old: str, new: str, line: int
) -> None:
    """A sign that a style sheet adds has its line, and a picture that was edited its file."""
    found: list[WordChange] = []
    for name in ("task-sheet", "cards", "guide"):
        before = _shown(tiny, name)[0]
        tiny.change(file, old, new)
        now, place_of = _shown(tiny, name)
        found += word_changes(name, before, now, place_of)
        tiny.change(file, new, old)
    places = {(one.path, one.line) for one in found if one.new and not one.is_reordered}
    assert (file, line) in places
    assert places <= {(file, line), ("templates/styles/club.css", 22)}, "which names dot.svg"
