"""The stress tool notices faults: an error is injected into a sheet, and a rule must name it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from printroom.activities import shape
from printroom.model import Arranged, KeyRow, Library, Piece
from tests.fast.test_crossword import BAND, TEN, crossword
from tests.fast.test_word_search import SIX, search
from tests.workshop import HOME
from tools.gallery import gallery
from tools.stress.laws import tried
from tools.stress.report import print_rows
from tools.stress.task import Row, Task, tasks

Spoil = Callable[[Arranged], Arranged]
KEPT_OUT = ("rude",)


@dataclass(frozen=True)
class Broken(Task):
    """A task whose sheets are spoilt after they were arranged."""

    spoil: Spoil = lambda arranged: arranged

    def arranged(self, seed: int) -> Arranged:
        """The sheet of one seed, spoilt."""
        return self.spoil(super().arranged(seed))


def activity(name: str) -> Any:
    """An activity of a shape, as small as it can be."""
    if name == "crossword":
        return crossword(TEN)
    if name == "word-search":
        return search(SIX)
    whys = [{"why": f"Because of reason {n}."} for n in range(5)]
    texts = [f"text {n}" for n in range(5)]
    steps = tuple({"text": text, **why} for text, why in zip(texts, whys, strict=True))
    groups = ({"name": "One", "shape": "circle"}, {"name": "Two", "shape": "star"})
    own: dict[str, dict[str, object]] = {
        "match": {
            "pairs": tuple(
                {"left": f"left {n}", "right": text, **why}
                for n, (text, why) in enumerate(zip(texts, whys, strict=True))
            )
        },
        "sort": {
            "groups": groups,
            "items": tuple({**s, "goes": "One" if n % 2 else "Two"} for n, s in enumerate(steps)),
        },
        "sequence": {"steps": steps},
        "quiz": {
            "questions": tuple(
                {"ask": f"Which {n}?", "right": f"yes {n}", "wrong": (f"no {n}", f"not {n}"), **why}
                for n, why in enumerate(whys)
            )
        },
    }
    return shape(name).model_validate({"kind": name, "instruction": "Do it.", **own[name]})


def broken(name: str, spoil: Spoil) -> str:
    """What the stress says of a shape whose every sheet is spoilt."""
    row = tried(Broken(name, "11-14", BAND, activity(name), KEPT_OUT, spoil), range(1, 9))
    assert row.seeds == 8
    return "\n".join(row.problems)


def paged(name: str, change: Callable[[Any], Any]) -> Spoil:
    """Change one field of the page."""

    def spoil(arranged: Arranged) -> Arranged:
        page: Any = arranged.page
        return replace(arranged, page=replace(page, **{name: change(getattr(page, name))}))

    return spoil


def keyed(change: Callable[[tuple[KeyRow, ...]], tuple[KeyRow, ...]]) -> Spoil:
    """Change the key."""
    return lambda arranged: replace(arranged, key=change(arranged.key))


def other_answer(key: tuple[KeyRow, ...]) -> tuple[KeyRow, ...]:
    """A key whose first and last answers are exchanged."""
    one, *rest, last = key
    return (replace(one, answer=last.answer), *rest, replace(last, answer=one.answer))


SHAPES = ["match", "sort", "sequence", "quiz", "crossword", "word-search"]


@pytest.mark.parametrize("name", SHAPES)
def test_a_sheet_that_is_right_breaks_no_law(name: str) -> None:
    """No problem is reported for the sheets that activities arrange."""
    assert broken(name, lambda arranged: arranged) == ""


@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_key_is_noticed(name: str) -> None:
    """A key with two answers exchanged is not what the sheet gives."""
    broken_laws = broken(name, keyed(other_answer))
    assert broken_laws.count("the key is not what the sheet gives") == 8


@pytest.mark.parametrize("name", SHAPES)
def test_a_shown_reason_is_noticed(name: str) -> None:
    """A reason of the key that is on the page is a leak."""

    def leak(arranged: Arranged) -> Arranged:
        reason = next(row.why for row in arranged.key if row.why)
        return paged("instruction", lambda _: reason)(arranged)

    assert "the learner sees a reason" in broken(name, leak)


@pytest.mark.parametrize("name", SHAPES)
def test_a_sheet_that_changes_is_noticed(name: str) -> None:
    """The same setting must give the same sheet twice."""
    turns = count()
    assert "the same setting gives another sheet" in broken(
        name, paged("instruction", lambda text: f"{text} {next(turns)}")
    )


@pytest.mark.parametrize("name", SHAPES)
def test_a_sheet_without_its_code_is_noticed(name: str) -> None:
    """Sheets that the seed changes carry a code."""
    broken_laws = broken(name, lambda arranged: replace(arranged, code=""))
    assert "the seed changes the sheet, and the sheet has no code" in broken_laws


LISTS = {"match": "right", "sort": "items", "sequence": "steps"}


@pytest.mark.parametrize("name", LISTS)
def test_a_lost_and_a_doubled_item_are_noticed(name: str) -> None:
    """Each item is on each sheet, and once."""
    turns = count()

    def lose(items: tuple[object, ...]) -> tuple[object, ...]:
        return items[1:] if next(turns) > 3 else items

    assert "lost or doubled something" in broken(name, paged(LISTS[name], lose))
    broken_laws = broken(name, paged(LISTS[name], lambda items: (*items, items[0])))
    assert "twice" in broken_laws or "other" in broken_laws


@pytest.mark.parametrize("name", LISTS)
def test_an_item_in_its_place_is_noticed(name: str) -> None:
    """In a list that is shuffled, nothing is where the author wrote it."""
    turns = count()

    def order(items: tuple[Any, ...]) -> tuple[Any, ...]:
        if next(turns) > 3:
            return items
        return tuple(sorted(items, key=repr if name == "sort" else lambda item: repr(item.piece)))

    assert "keep an item in its place" in broken(name, paged(LISTS[name], order))


def test_an_answer_too_many_is_noticed() -> None:
    """A question offers what is right, what is wrong, and no more than the band can choose from."""
    assert "offers too much" in broken("quiz", paged("questions", _with_more))
    assert "a question is missing" in broken("quiz", paged("questions", lambda q: q[1:]))


def _with_more(questions: tuple[Any, ...]) -> tuple[Any, ...]:
    one, *rest = questions
    more = tuple(replace(one.options[0], letter=sign, piece=Piece(sign)) for sign in "xyz")
    return (replace(one, options=(*one.options, *more)), *rest)


def _moved(squares: tuple[Any, ...]) -> tuple[Any, ...]:
    return (replace(squares[0], y=squares[0].y + 40), *squares[1:])


CROSSWORDS: dict[str, tuple[Spoil, str]] = {
    "a block is a square": (
        paged("squares", lambda s: (*s, *_beside(s))),
        "there are other words",
    ),
    "a square is gone": (paged("squares", lambda s: s[:-1]), "the words do not fill one grid"),
    "a square is elsewhere": (paged("squares", _moved), "not within the grid"),
    "a wrong number": (
        paged("squares", lambda s: tuple(replace(one, number=one.number and 9) for one in s)),
        "the numbers do not follow the words",
    ),
    "a clue is gone": (paged("across", lambda c: c[1:]), "a word is missing"),
    "clues of the other way": (
        lambda a: replace(a, page=replace(a.page, across=a.page.down, down=a.page.across)),  # type: ignore[type-var, attr-defined]
        "squares and",
    ),
    "wrong lengths": (
        paged("across", lambda c: tuple(replace(one, lengths="1") for one in c)),
        "squares and 1 letters",
    ),
    "a clue tells a word": (
        paged("instruction", lambda text: f"{text} Ask a trusted adult."),
        "the sheet says one of the words",
    ),
    "too large": (paged("width", lambda width: width + 9), "do not fit on a page"),
}  # fmt: skip


def _beside(squares: tuple[Any, ...]) -> list[Any]:
    """A new square right of or below another one, within the grid."""
    places = {(one.x, one.y) for one in squares}
    widest = max(x for x, _ in places)
    free = [(x + 1, y) for x, y in sorted(places) if (x + 1, y) not in places and x < widest]
    return [replace(squares[0], x=free[0][0], y=free[0][1], number=0)]


@pytest.mark.parametrize("name", CROSSWORDS)
def test_a_broken_crossword_is_noticed(name: str) -> None:
    """Whatever breaks the law of the crossword is named."""
    spoil, law = CROSSWORDS[name]
    assert law in broken("crossword", spoil)


def _with_row(text: str) -> Spoil:
    """Write a text into the last row, from its first letter on."""
    return paged("rows", lambda rows: (*rows[:-1], text + rows[-1][len(text) :]))


SEARCHES: dict[str, tuple[Spoil, str]] = {
    "a kept-out word": (_with_row("RUDE"), "“RUDE” can be read from row"),
    "a kept-out word, backwards": (_with_row("EDUR"), "“RUDE” can be read from row"),
    "a kept-out word, slanting": (
        paged("rows", lambda r: (*map(_at, r, range(4), "RUDE"), *r[4:])),
        "“RUDE” can be read from row 1, column 1",
    ),
    "a second copy": (
        paged("rows", lambda r: (*r[:-1], ("FAIRIAF" + r[-1])[: len(r)])),
        "“FAIR” is there",
    ),
    "one word over the end of another": (
        paged("rows", lambda r: (*r[:-1], ("LISTENOHSTRIAF" + r[-1])[: len(r)])),
        "LISTEN",
    ),
    "a word is overwritten": (
        paged("rows", lambda r: tuple("Q" * len(row) for row in r)),
        "“FAIR” is there 0 times",
    ),
    "small letters": (paged("rows", lambda r: (r[0].lower(), *r[1:])), "not those that the band"),
    "a list of other words": (paged("words", lambda w: w[1:]), "the list has other words"),
    "no square": (paged("rows", lambda r: (r[0] + "A", *r[1:])), "the grid is no square"),
    "too large": (
        paged("rows", lambda r: tuple("A" * 30 for _ in range(30))),
        "30 by 30 squares do not fit on a page",
    ),
}  # fmt: skip


def _at(row: str, place: int, letter: str) -> str:
    return row[:place] + letter + row[place + 1 :]


@pytest.mark.parametrize("name", SEARCHES)
def test_a_broken_word_search_is_noticed(name: str) -> None:
    """Whatever breaks the law of the word search is named."""
    spoil, law = SEARCHES[name]
    assert law in broken("word-search", spoil)


def test_what_cannot_be_arranged_is_a_problem() -> None:
    """A seed without a sheet is named, and does not stop the others."""
    row = tried(Task("word-search", "11-14", BAND, search(SIX), ("fair",)), [4, 5])
    assert [problem[:8] for problem in row.problems] == ["seed 4: ", "seed 5: "]
    assert "“fair” holds “fair”" in row.problems[0]


def test_every_shipped_activity_keeps_the_laws(library: Library, tmp_path: Path) -> None:
    """A few seeds of all that is shipped, and of every specimen, break no law."""
    specimens = gallery(tmp_path).library
    found = [*tasks(library), *tasks(specimens)]
    assert {task.band_id for task in found} == set(library.bands)
    kinds = {task.kind for task in found}
    assert {"crossword", "word-search", "matching", "card-sort", "power-balance"} <= kinds
    problems = {(t.kind, t.band_id): tried(t, range(1, 4)).problems for t in found}
    assert {name: broken_laws for name, broken_laws in problems.items() if broken_laws} == {}


def test_the_table_names_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line says kind, band, seeds, problems and times; a few of the problems follow."""
    assert print_rows([Row("sort", "5-8", 9, (), (1.0, 2.0, 4.0))])
    line = capsys.readouterr().out.splitlines()[1]
    assert line.split() == ["sort", "5-8", "9", "0", "2.00", "4.00"]
    assert not print_rows([Row("sort", "5-8", 9, tuple("abcdef"), ())])
    assert capsys.readouterr().out.splitlines()[2:] == ["    a", "    b", "    c"]


def test_the_command_runs() -> None:
    """The command prints the table of the kinds that are named, and ends well."""
    done = subprocess.run(
        [sys.executable, "tools/stress", "--seeds", "3", "--presses", "0", "crossword"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split()[:4] for line in done.stdout.splitlines()]
    assert ["crossword", "11-14", "3", "0"] in lines
    assert ["crossword", "14-16", "3", "0"] in lines
