"""Stress: every activity that is shipped, through many seeds, held against laws of its own.

python tools/stress.py                     a thousand seeds of everything, and three printed
python tools/stress.py --seeds 50 crossword word-search
python tools/stress.py --presses 0         without printing

Nothing here asks the code that arranges: each sheet is solved from what the learner sees and what
the author wrote, and compared with the key. The milliseconds are those of the processor for
one sheet, and those of the clock for a printed pack. Any problem ends with exit code 1.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from statistics import median

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from printroom import line  # noqa: E402 - the project is not installed
from printroom.activities.crossword import Crossword, CrosswordPage  # noqa: E402
from printroom.activities.match import Match, MatchPage  # noqa: E402
from printroom.activities.quiz import Quiz, QuizPage  # noqa: E402
from printroom.activities.sequence import Sequence, SequencePage  # noqa: E402
from printroom.activities.sort import Sort, SortPage  # noqa: E402
from printroom.activities.word_search import WordSearch, WordSearchPage  # noqa: E402
from printroom.choose.voices import voice  # noqa: E402
from printroom.load import load_materials, load_templates  # noqa: E402
from printroom.model import (  # noqa: E402
    ActivityModel,
    Arranged,
    Authored,
    Band,
    Booking,
    CannotArrange,
    Failed,
    KeyRow,
    Library,
    Order,
    Piece,
    Setting,
    Templates,
)
from printroom.shelf import Shelf  # noqa: E402
from tools.gallery import gallery  # noqa: E402

ROOM_MM = (162.0, 235.0)
"""What the narrowest page holds beside its margins and gutter, and below a heading."""
CROSSWORD_LINES, SEARCH_TICKS, SEARCH_EDGE_MM = 0.8, 1.5, 8.0
"""Squares as crossword.css and word-search.css set them: parts of --line, and of --tick."""
EIGHT = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0))
RUNS = {
    "right": (1, 0, "to the right"),
    "left": (-1, 0, "to the left"),
    "down": (0, 1, "down"),
    "up": (0, -1, "up"),
    "down-right": (1, 1, "down and to the right"),
    "down-left": (-1, 1, "down and to the left"),
    "up-right": (1, -1, "up and to the right"),
    "up-left": (-1, -1, "up and to the left"),
}
SENTENCE = 20
"""Letters from which a secret says so much that no page may hold it among other words."""
DRAWN = frozenset({"quiz"})
"""Shapes that print some of what is written, drawn by the seed; their solvers see what is lost."""
FREE = frozenset({"quiz", "crossword"})
"""Shapes whose lists have another law: an answer that never stands first would be given away, and
clues stand in the order of the grid."""
NAMED = 3
"""Problems of a kind and band that are printed; the others are counted."""


@dataclass(frozen=True)
class Task:
    """An activity as a band gets it, and what its sheets depend on apart from the seed."""

    kind: str
    band_id: str
    band: Band
    activity: ActivityModel
    kept_out: tuple[str, ...]

    def arranged(self, seed: int) -> Arranged:
        """The sheet of one seed."""
        return self.activity.arrange(Setting(seed, self.band.puzzle, self.kept_out))


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    kind: str
    band: str
    seeds: int
    problems: tuple[str, ...]
    milliseconds: tuple[float, ...]


# --- what is tried


def tasks(library: Library, kinds: Collection[str] = ()) -> Iterator[Task]:
    """Every activity of a library for each of its bands; only these kinds, if any are named."""
    every_language = tuple(w for e in library.not_in_puzzles.values() for w in e.words)
    for snippet in library.snippets.values():
        for band_id in snippet.bands:
            spoken = voice(snippet, band_id)
            activity = spoken.activity if spoken else None
            if activity is not None and (not kinds or activity.kind in kinds):
                band = library.bands[band_id]
                withheld = tuple(word.rstrip("*") for word in band.withheld)
                kept_out = (*every_language, *withheld)
                yield Task(activity.kind, band_id, band, activity, kept_out)


def tried(task: Task, seeds: Iterable[int]) -> Row:
    """Arrange one activity with each seed, and hold each sheet against the laws."""
    problems: list[str] = []
    milliseconds = []
    watch = _Watch(task)
    tried_seeds = tuple(seeds)
    for seed in tried_seeds:
        begin = time.process_time()
        try:
            arranged = task.arranged(seed)
        except CannotArrange as error:
            problems.append(f"seed {seed}: {error}")
            continue
        milliseconds.append((time.process_time() - begin) * 1000)
        broken = [*watch.broken(arranged), *SOLVERS.get(arranged.shape, _no_solver)(task, arranged)]
        if task.arranged(seed) != arranged:
            broken.append("the same setting gives another sheet")
        problems += [f"seed {seed}: {law}" for law in broken]
    problems += watch.broken_over_all()
    return Row(task.kind, task.band_id, len(tried_seeds), tuple(problems), tuple(milliseconds))


# --- laws of every shape


class _Watch:
    """The laws that need only what the learner sees, over all seeds of one activity."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._ranks = _ranks(task.activity)
        self._first: tuple[Counter[str], Counter[str], Counter[str]] | None = None
        self._orders: dict[tuple[str, tuple[int, ...]], set[tuple[int, ...]]] = {}
        self._pages: set[str] = set()
        self._codes: set[str] = set()

    def broken(self, arranged: Arranged) -> Iterator[str]:
        """The laws that one sheet breaks, alone or beside the first one."""
        self._pages.add(repr(arranged.page))
        self._codes.add(arranged.code)
        page, cards = (Counter(_strings(side)) for side in (arranged.page, arranged.cards))
        whys = Counter(row.why for row in arranged.key)
        if self._first is None:
            self._first = page, cards, whys
        names = ("the page", "the cards", "the key")
        for name, now, first in zip(names, (page, cards, whys), self._first, strict=True):
            if arranged.shape in DRAWN:
                if now.total() != first.total():
                    yield f"{name} has more texts, or fewer, than with another seed"
            elif now != first:
                lost = "; ".join([*(first - now), *(now - first)][:2])
                yield f"{name} lost or doubled something: {lost}"
        yield from self._leaks(arranged, (*page, *cards))
        for place, items in _lists(arranged.page) if arranged.shape not in FREE else ():
            ranks = [self._rank(item) for item in items]
            if len(items) > 1 and None not in ranks and len(set(ranks)) == len(ranks):
                order = tuple(rank for rank in ranks if rank is not None)
                self._orders.setdefault((place, tuple(sorted(order))), set()).add(order)

    def broken_over_all(self) -> Iterator[str]:
        """The laws that only all sheets together can break."""
        if len(self._pages) > 1 and "" in self._codes:
            yield "the seed changes the sheet, and the sheet has no code"
        if len(self._pages) == 1 and len(self._codes) > 1:
            yield "one sheet has several codes"
        for (place, written), orders in self._orders.items():
            if len(orders) > 1:
                kept = [o for o in orders if any(a == b for a, b in zip(o, written, strict=True))]
                if kept:
                    yield f"{len(kept)} of {len(orders)} orders keep an item in its place: {place}"

    def _leaks(self, arranged: Arranged, shown: tuple[str, ...]) -> Iterator[str]:
        """Reasons that are shown, and long secrets that are shown among other words."""
        whole = {_letters(text) for text in shown}
        for row in arranged.key:
            if row.why and _letters(row.why) in whole:
                yield f"the learner sees a reason: {row.why}"
        for secret in self._task.activity.secrets():
            letters = _letters(secret)
            if len(letters) >= SENTENCE and any(letters in t and letters != t for t in whole):
                yield f"the learner sees a secret: {secret}"

    def _rank(self, item: object) -> int | None:
        """Where an item of a list was written, before or after others."""
        return next((self._ranks[text] for text in _strings(item) if text in self._ranks), None)


def _ranks(activity: ActivityModel) -> dict[str, int]:
    """Each text of an activity, and what is marked or cut in it, with its place as written."""
    places: dict[str, int] = {}
    for text in _strings(activity):
        marked = re.findall(r"\[([^\]]*)\]", text)
        for part in (text, *marked, *map(str.strip, text.split("|"))):
            places.setdefault(part, len(places))
    return places


def _strings(value: object) -> Iterator[str]:
    """Every text in a value; the rows of a word search are letters, not texts."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (*_strings(key), *_strings(inner))
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, Authored):
        for name in type(value).model_fields:
            yield from _strings(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            if not (isinstance(value, WordSearchPage) and field.name == "rows"):
                yield from _strings(getattr(value, field.name))


def _lists(value: object, place: str = "page") -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every list in a value, with the way that leads to it."""
    if isinstance(value, (tuple, list)):
        yield place, tuple(value)
        for number, inner in enumerate(value):
            yield from _lists(inner, f"{place}[{number}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _lists(getattr(value, field.name), f"{place}.{field.name}")


# --- solvers: each solves a sheet and compares what it found with the key


def _no_solver(task: Task, arranged: Arranged) -> Iterator[str]:
    del task, arranged
    return iter(())


def match_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Find the partner of each left member among the lettered ones."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, MatchPage)
    assert isinstance(activity, Match)
    letters = {entry.piece: entry.letter for entry in page.right}
    if len(letters) != len(page.right) or len(set(letters.values())) != len(letters):
        yield "a letter or a member of the right column stands twice"
    if page.left != tuple(pair.left.piece() for pair in activity.pairs):
        yield "the left column is not as it was written"
    solved = []
    for pair in activity.pairs:
        right = pair.right.piece()
        answer = f"{letters.get(right, '?')}  {_name(right)}"
        solved.append(KeyRow(_name(pair.left.piece()), answer, pair.why))
    yield from _compared(solved, arranged)


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
    yield from _compared(solved, arranged)


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
    elif cuts:
        order = " ".join(letters[piece] for piece in right)
        yield from _compared([KeyRow(order, " ".join(p.text for p in right))], arranged)
    else:
        solved = [
            KeyRow(str(place), f"{letters[step.piece()]}  {_name(step.piece())}", step.why)
            for place, step in enumerate(activity.steps, 1)
        ]
        yield from _compared(solved, arranged)


def quiz_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Answer each question with the letters of what is right."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, QuizPage)
    assert isinstance(activity, Quiz)
    questions = {one.ask: one for one in activity.questions}
    solved = []
    for number, shown in enumerate(page.questions, 1):
        asked = questions.pop(shown.ask)
        named = {one.piece: f"{one.letter}  {_name(one.piece)}" for one in shown.options}
        right = [*(one.piece() for one in asked.right), *map(Piece, asked.answers)]
        answer = "; ".join(said for piece, said in named.items() if piece in right)
        why = asked.why
        if page.choices:
            answer = right[0].text
        elif page.nations:
            why = f"{answer}. {why}"
            pairs = zip(page.nations, asked.answers, strict=True)
            answer = ", ".join(f"{nation} {named[Piece(said)][0]}" for nation, said in pairs)
        elif not set(right) < named.keys() or len(named) > task.band.puzzle.choices:
            yield f"question {number} offers too much, or not what is right and what is wrong"
        if len(named) != len(shown.options) or shown.several != (len(asked.right) > 1):
            yield f"question {number} offers something twice, or asks for another number of ticks"
        solved.append(KeyRow(f"{number}. {shown.ask}", answer, why))
    if questions:
        yield f"a question is missing: {next(iter(questions))}"
    yield from _compared(solved, arranged)


def crossword_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Number the squares, write each word where its clue says, and read all that stands there."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, CrosswordPage)
    assert isinstance(activity, Crossword)
    square_mm = task.band.line_mm * CROSSWORD_LINES
    if page.width * square_mm > ROOM_MM[0] or page.height * square_mm > ROOM_MM[1]:
        yield f"{page.width} by {page.height} squares do not fit on a page"
    squares = {(square.x, square.y): square.number for square in page.squares}
    if len(squares) != len(page.squares) or not _is_boxed(squares, page):
        yield "squares lie on each other, or not within the grid"
    runs = _runs(squares)
    starts = sorted({(y, x) for _, x, y, _ in runs})
    numbers = {(x, y): number for number, (y, x) in enumerate(starts, 1)}
    if {place: number for place, number in squares.items() if number} != numbers:
        yield "the numbers do not follow the words"
    written: dict[tuple[int, int], str] = {}
    entries = {entry.clue: entry for entry in activity.words}
    solved, used = [], Counter[str]()
    for way, clues in (("across", page.across), ("down", page.down)):
        places = {numbers[x, y]: (x, y, long) for is_way, x, y, long in runs if is_way == way}
        if len(places) != len(clues) or len(runs) != len(activity.words):
            yield f"there are other words {way} than clues, or words that nobody wrote"
        for clue in clues:
            entry = entries[clue.text]
            word = _capitals(entry.word)
            used[word] += 1
            x, y, long = places.get(clue.number, (0, 0, 0))
            if long != len(word) or clue.lengths != _lengths(entry.word):
                yield f"{clue.number} {way} has {long} squares and {clue.lengths} letters"
            for step, letter in enumerate(word):
                place = (x + step, y) if way == "across" else (x, y + step)
                if written.setdefault(place, letter) != letter:
                    yield f"{clue.number} {way} crosses a word with another letter"
            cased = getattr(entry.word, task.band.puzzle.letters)()
            solved.append(KeyRow(f"{clue.number} {way}", cased, entry.why))
    if any(count != 1 for count in used.values()) or len(used) != len(activity.words):
        yield "a word is missing or stands there twice"
    if written.keys() != squares.keys() or not _is_whole(set(squares)):
        yield "the words do not fill one grid"
    if any(says(text, used) for text in _strings(page)):
        yield "the sheet says one of the words"
    yield from _compared(solved, arranged)


def _is_boxed(squares: Mapping[tuple[int, int], int], page: CrosswordPage) -> bool:
    """Whether the squares reach each edge of the grid, and none goes beyond."""
    across, down = {x for x, _ in squares}, {y for _, y in squares}
    edges = (min(across), max(across), min(down), max(down))
    return edges == (0, page.width - 1, 0, page.height - 1)


def _runs(squares: Collection[tuple[int, int]]) -> list[tuple[str, int, int, int]]:
    """Every row of two squares or more that cannot be longer: way, column, row, length."""
    found = []
    for way, across, down in (("across", 1, 0), ("down", 0, 1)):
        for x, y in squares:
            if (x - across, y - down) in squares:
                continue
            long = 1
            while (x + long * across, y + long * down) in squares:
                long += 1
            if long > 1:
                found.append((way, x, y, long))
    return found


def _is_whole(squares: set[tuple[int, int]]) -> bool:
    """Whether one can walk from each square to each other one."""
    if not squares:
        return False
    seen, edge = set[tuple[int, int]](), {min(squares)}
    while edge:
        seen |= edge
        beside = {(x + 1, y) for x, y in edge} | {(x - 1, y) for x, y in edge}
        beside |= {(x, y + 1) for x, y in edge} | {(x, y - 1) for x, y in edge}
        edge = (beside & squares) - seen
    return seen == squares


def says(text: str, capitals: Collection[str]) -> bool:
    """Whether a text has one of these among its words, alone or over several of them."""
    words = [_capitals(word) for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)]
    runs = {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    return not runs.isdisjoint(capitals)


def word_search_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Walk from each letter in each of eight directions, and see what is spelt."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, WordSearchPage)
    assert isinstance(activity, WordSearch)
    size, puzzle = len(page.rows), task.band.puzzle
    if any(len(row) != size for row in page.rows):
        yield "the grid is no square"
        return
    if size * task.band.tick_mm * SEARCH_TICKS + SEARCH_EDGE_MM > ROOM_MM[0]:
        yield f"{size} by {size} squares do not fit on a page"
    if any(row != getattr(row, puzzle.letters)() for row in page.rows):
        yield "the letters are not those that the band reads"
    wanted = tuple(getattr(entry.word, puzzle.letters)() for entry in activity.words)
    if page.words != wanted:
        yield "the list has other words than were written"
    grid = [_capitals(row) for row in page.rows]
    places = {_capitals(entry.word): list[tuple[int, ...]]() for entry in activity.words}
    for x, y, across, down, text in _walks(grid):
        for word, found in places.items():
            if text.startswith(word):
                found.append((x, y, across, down))
    solved, covered = [], set[frozenset[tuple[int, int]]]()
    ways = {RUNS[way][:2]: RUNS[way][2] for way in puzzle.directions}
    for entry, said in zip(activity.words, wanted, strict=True):
        word = _capitals(entry.word)
        covers = {
            frozenset((x + across * n, y + down * n) for n in range(len(word)))
            for x, y, across, down in places[word]
        }
        if len(covers) != 1:
            yield f"“{said}” stands there {len(covers)} times"
        if any(len(one & other) > 1 for one in covers for other in covered):
            yield f"“{said}” shares more than one square with another word"
        covered |= covers
        keyed = next((row.answer for row in arranged.key if row.asked == said), "")
        runs = {f"row {y + 1}, column {x + 1}, {ways.get((a, d))}" for x, y, a, d in places[word]}
        # A word that reads the same backwards may be found from either end.
        solved.append(KeyRow(said, keyed if keyed in runs else "?", entry.why))
    yield from _forbidden(grid, task.kept_out)
    yield from _compared(solved, arranged)


def _walks(grid: list[str]) -> Iterator[tuple[int, int, int, int, str]]:
    """From each place in each direction: column, row, step across, step down, the text."""
    size = len(grid)
    for y in range(size):
        for x in range(size):
            for across, down in EIGHT:
                text, column, row = "", x, y
                while 0 <= column < size and 0 <= row < size:
                    text += grid[row][column]
                    column, row = column + across, row + down
                yield x, y, across, down, text


def _forbidden(grid: list[str], kept_out: tuple[str, ...]) -> Iterator[str]:
    plain = [_without_marks(row) for row in grid]
    never = re.compile("|".join(sorted({_without_marks(_capitals(word)) for word in kept_out})))
    for x, y, _, _, text in _walks(plain):
        if kept_out and (found := never.match(text)):
            yield f"“{found[0]}” can be read from row {y + 1}, column {x + 1}"


SOLVERS: Mapping[str, Callable[[Task, Arranged], Iterator[str]]] = {
    "match": match_problems,
    "sort": sort_problems,
    "sequence": sequence_problems,
    "quiz": quiz_problems,
    "crossword": crossword_problems,
    "word-search": word_search_problems,
}


def _compared(solved: list[KeyRow], arranged: Arranged) -> Iterator[str]:
    if tuple(solved) != arranged.key:
        wrong = next((row for row in arranged.key if row not in solved), "its rows or their order")
        yield f"the key is not what the sheet gives: {wrong}"


def _name(piece: Piece) -> str:
    return piece.named


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _capitals(text: str) -> str:
    """The letters of a text in a grid: capitals, of whose accents only Ŵ and Ŷ keep theirs."""
    letters = unicodedata.normalize("NFC", text.upper())
    kept = (sign if sign in "ŴŶ" else _without_marks(sign) for sign in letters)
    return "".join(sign for sign in "".join(kept) if sign.isalpha())


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _lengths(text: str) -> str:
    """Each word's number of letters, with the hyphens and spaces of the text between them."""
    return re.sub(
        r"[^\W\d_’']+(?:['’][^\W\d_]+)*",
        lambda word: str(len(_capitals(word[0]))),
        text,
    ).replace(" ", ", ")


# --- printing


def pressed(orders: Iterable[Order], library: Library, templates: Templates) -> Iterator[Row]:
    """Print the whole pack of each order, through every check and proof."""
    with tempfile.TemporaryDirectory() as name, line.press_workers(2) as workers:
        output = Path(name)
        for order in orders:
            begin = time.perf_counter()
            room = line.PrintRoom(library, templates, Shelf(output / ".shelf"), workers)
            (made,) = line.make_packs([Booking(order, 24)], room, output)
            milliseconds = (time.perf_counter() - begin) * 1000
            problems = made.problems if isinstance(made, Failed) else ()
            said = tuple(f"seed {order.seed}: {problem}" for problem in problems)
            yield Row(f"printed: {order.session}", order.band, 1, said, (milliseconds,))


# --- the table


def print_rows(rows: Iterable[Row]) -> bool:
    """Print the table as it grows; whether there is no problem in it."""
    is_right = True
    print(f"{'kind':32} {'band':6} {'seeds':>6} {'problems':>8} {'median ms':>10} {'max ms':>9}")
    for row in rows:
        middle = median(row.milliseconds or (0.0,))
        most = max(row.milliseconds or (0.0,))
        count = len(row.problems)
        print(f"{row.kind:32} {row.band:6} {row.seeds:6} {count:8} {middle:10.2f} {most:9.2f}")
        for problem in row.problems[:NAMED]:
            print(f"    {problem}")
        sys.stdout.flush()
        is_right = is_right and not row.problems
    return is_right


def rows(kinds: Collection[str], seeds: int, presses: int) -> Iterator[Row]:
    """All that is shipped, and all specimens: arranged with many seeds, and printed with a few."""
    templates = load_templates(HOME / "templates")
    shipped = load_materials(HOME / "materials", templates)
    with tempfile.TemporaryDirectory() as name:
        specimens = gallery(Path(name), kinds)
        todo = [*tasks(shipped, kinds), *tasks(specimens.library, kinds)]
        with ProcessPoolExecutor() as workers:
            yield from workers.map(tried, todo, [range(1, seeds + 1)] * len(todo))
        for seed in range(1, presses + 1):
            orders = [replace(order, seed=seed) for order in specimens.orders()]
            yield from pressed(orders, specimens.library, specimens.templates)


def main() -> None:
    """Read the command line, print the table, and say whether all is right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="kinds of activity; else all")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--presses", type=int, default=3, help="seeds that are printed as well")
    given = parser.parse_args()
    sys.exit(0 if print_rows(rows(given.kinds, given.seeds, given.presses)) else 1)


if __name__ == "__main__":
    main()
