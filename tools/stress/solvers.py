"""Solves the sheets of each shape, to compare the solutions with the key.

The solvers do not use the code that arranges.
"""

from __future__ import annotations

from collections.abc import Iterator

from printroom.activities.match import Match, MatchPage
from printroom.activities.quiz import Quiz, QuizPage
from printroom.activities.sequence import Sequence, SequencePage
from printroom.activities.sort import Sort, SortPage
from printroom.model import Arranged, KeyRow, Piece
from tools.stress.task import Task


def match_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Find the partner of each left member among the lettered ones."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, MatchPage)
    assert isinstance(activity, Match)
    letters = {entry.piece: entry.letter for entry in page.right}
    if len(letters) != len(page.right) or len(set(letters.values())) != len(letters):
        yield "a letter or a member of the right column is there twice"
    if page.left != tuple(pair.left.piece() for pair in activity.pairs):
        yield "the left column is not as it was written"
    solved = []
    for pair in activity.pairs:
        right = pair.right.piece()
        letter = letters.get(right, "?")
        solved.append(KeyRow(_name(pair.left.piece()), _name(right), pair.why, letter=letter))
    yield from compared(solved, arranged)


def sort_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Put each item of the page into its group."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, SortPage)
    assert isinstance(activity, Sort)
    solved = [
        KeyRow(_name(item.piece()), group.name, item.why)
        for group in page.groups
        for item in activity.items
        if item.goes == group.name and item.piece() in page.items
    ]
    if len(solved) != len(page.items):
        yield "the page has other items than were written"
    yield from compared(solved, arranged)


def sequence_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Put the steps into the order in which they were written."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, SequencePage)
    assert isinstance(activity, Sequence)
    letters = {entry.piece: entry.letter for entry in page.steps}
    cuts = [Piece(cut.strip()) for cut in activity.text.split("|")] if activity.text else []
    right = cuts or [step.piece() for step in activity.steps]
    if sorted(map(repr, right)) != sorted(repr(entry.piece) for entry in page.steps):
        yield "the page has other steps than were written"
    else:
        whys = [step.why for step in activity.steps] or [""] * len(right)
        solved = [
            KeyRow(str(place), _name(piece), why, letter=letters[piece])
            for place, (piece, why) in enumerate(zip(right, whys, strict=True), 1)
        ]
        yield from compared(solved, arranged)


def quiz_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Answer each question with the letters of the right options."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, QuizPage)
    assert isinstance(activity, Quiz)
    questions = {one.ask: one for one in activity.questions}
    solved = []
    for number, shown in enumerate(page.questions, 1):
        asked = questions.pop(shown.ask)
        named = {one.piece: f"{one.letter}  {_name(one.piece)}" for one in shown.options}
        right = [*(one.piece() for one in asked.right), *map(Piece, asked.answers)]
        answer = "; ".join(label for piece, label in named.items() if piece in right)
        why = asked.why
        if page.choices:
            answer = right[0].text
        elif page.nations:
            why = f"{answer}. {why}"
            pairs = zip(page.nations, asked.answers, strict=True)
            answer = "; ".join(f"{nation}: {named[Piece(label)][0]}" for nation, label in pairs)
        elif not set(right) < named.keys() or len(named) > task.band.puzzle.choices:
            yield f"question {number} offers too much, or not what is right and what is wrong"
        if len(named) != len(shown.options) or shown.several != (len(asked.right) > 1):
            yield f"question {number} offers something twice, or asks for another number of ticks"
        solved.append(KeyRow(f"{number}. {shown.ask}", answer, why))
    if questions:
        yield f"a question is missing: {next(iter(questions))}"
    yield from compared(solved, arranged)


def compared(solved: list[KeyRow], arranged: Arranged) -> Iterator[str]:
    if tuple(solved) != arranged.key:
        wrong = next((row for row in arranged.key if row not in solved), "its rows or their order")
        yield f"the key is not what the sheet gives: {wrong}"


def _name(piece: Piece) -> str:
    return piece.label


def letters_of(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
