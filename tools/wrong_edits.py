"""Adds words to files that people edit, one edit at a time: none may reach a page unnoticed.

Each edit is made twice. First with harmless words: if a page shows them, its code must change. Then
with words that the language rules forbid and, for participants, words withheld from the band: these
must be reported at the file that was edited. Otherwise the edit must be refused, or be on no page.
Styles and markup that hide or change words, such as `line-through`, must be refused. Nothing is
printed.

    python tools/wrong_edits.py [--count N] [--seed S] [--tiny]
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

import yaml  # noqa: E402

from printroom.choose import all_orders, plan_for  # noqa: E402
from printroom.compose import Composed, compose_pack  # noqa: E402
from printroom.inspect import inspect  # noqa: E402
from printroom.load import load_folders  # noqa: E402
from printroom.model import (  # noqa: E402
    KIND_FOLDERS,
    Document,
    Library,
    NotFitToPrint,
    Order,
    Problem,
    Templates,
)
from printroom.text.fingerprint import letters  # noqa: E402

TOKEN = "Zqxvy"
"""The harmless word: no page has it, so it is easily found."""
DAY = dt.date(2027, 1, 4)
UNREAD = (
    "README.md",
    "reviews.yaml",
    "withdrawn.yaml",
    "language.yaml",
    "spread.yaml",
    "topics.yaml",
    "not-in-puzzles.yaml",
)
"""Manuals and lists that are not printed."""
FOLDERS = ("materials", "templates")
NEAR = 24
"""How many characters before an edit are looked for on pages, to find one that shows it."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_SPOKEN = re.compile(
    r"""\b(?:alt|title|aria-[\w-]+|content|label|placeholder|summary)=("[^"]*"|'[^']*')"""
)
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_CSS_STRING = re.compile(r"(?:content|string-set|quotes|list-style[\w-]*)\s*:[^;}]*")


@dataclass(frozen=True)
class Edit:
    """An edited file; `text` has TOKEN in place of the added words."""

    path: str
    way: str
    text: str

    def with_words(self, words: str) -> str:
        """The text of the file with these words."""
        return self.text.replace(TOKEN, words)


@dataclass(frozen=True)
class Verdict:
    """The outcome of an edit: refused, on no page or caught; or “NOT …” for a hole."""

    edit: Edit
    outcome: str
    details: str = ""

    @property
    def is_hole(self) -> bool:
        """Whether the words reached a page unnoticed."""
        return self.outcome.startswith("NOT")

    @property
    def place(self) -> str:
        """The words with the text around them."""
        at = self.edit.text.find(TOKEN)
        return " ".join(self.edit.text[max(at - 60, 0) : at + 60].split())


# --- edits --------------------------------------------------------------------------------------

Way = Callable[[str, Random], str]


def _at_gap(text: str, random: Random) -> str:
    """Add words after a word anywhere in the file."""
    gaps = [one.end() for one in re.finditer(r"\w[.,]?(?=[ \n])", text)] or [0]
    at = random.choice(gaps)
    return f"{text[:at]} {TOKEN}{text[at:]}"


def _after(pattern: str, words: str) -> Way:
    """A way of adding words after one of the places that match a pattern."""

    def edit(text: str, random: Random) -> str:
        places = [one.end() for one in re.finditer(pattern, text)] or [len(text)]
        at = random.choice(places)
        return text[:at] + words + text[at:]

    return edit


def _in_a_value(text: str, random: Random) -> str:
    """Add words to a value in YAML or in the front matter of a snippet, such as a title."""
    head = re.match(r"---\n(.*?)^---$", text, re.DOTALL | re.MULTILINE)
    first, yaml_text = (head.start(1), head[1]) if head else (0, text)
    try:
        values = [*_values(yaml.compose(yaml_text, yaml.CSafeLoader))]
    except yaml.YAMLError:  # a snippet without a head
        values = []
    if not values:
        return _at_gap(text, random)
    node = random.choice(values)
    at = first + node.end_mark.index - (node.style in ("'", '"'))
    return f"{text[:at].rstrip()} {TOKEN}{text[at:]}"


def _values(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """The values with letters in a node, without keys."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _values(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _values(value)
    elif isinstance(node, yaml.ScalarNode) and re.search(r"[^\W\d_]", node.value):
        yield node


_TAG_END = r"<(?:p|h1|h2|section|div|li|span|header|main|td)\b[^<>{}]*>"
WAYS: Mapping[str, Mapping[str, Way]] = {
    ".md": {"a word": _at_gap, "a value": _in_a_value},
    ".yaml": {"a word": _at_gap, "a value": _in_a_value},
    ".html": {
        "a word": _at_gap,
        "an element": _after(_TAG_END, f"<p>{TOKEN}</p>"),
        "in a call of _": _after(r'_\("', f"{TOKEN} "),
        "an expression": _after(_TAG_END, f"{{{{ ' {TOKEN} ' }}}}"),
        "a variable": _after(_TAG_END, f"{{% set zq = ' {TOKEN} ' %}}{{{{ zq }}}}"),
        "a macro": _after(_TAG_END, f"{{% macro zq() %}} {TOKEN} {{% endmacro %}}{{{{ zq() }}}}"),
        "a label": _after(_TAG_END, f'<span aria-label="{TOKEN}"></span>'),
        "an alternative text": _after(_TAG_END, f'<img src="" alt="{TOKEN}">'),
        "a drawing": _after(_TAG_END, f"<svg><title>{TOKEN}</title></svg>"),
        "in large print": _after(
            _TAG_END, f"{{% if edition == 'large-print' %}} {TOKEN} {{% endif %}}"
        ),
        "in a draft": _after(_TAG_END, f"{{% if draft %}} {TOKEN} {{% endif %}}"),
        "struck words": _after(_TAG_END, f"<s>{TOKEN}</s>"),
        "hidden words": _after(_TAG_END, f"<p hidden>{TOKEN}</p>"),
        "no size": _after(_TAG_END, f'<b style="font-size: 0">{TOKEN}</b>'),
        "a style": _after(_TAG_END, f"<style>p::after {{ content: '{TOKEN}' }}</style>"),
    },
    ".css": {
        "content": _after(r"\}\n", f' p::after {{ content: "{TOKEN}" }}\n'),
        "a list's sign": _after(r"\}\n", f' ul {{ list-style: "{TOKEN}" }}\n'),
        "a variable": _after(
            r"\}\n", f' p {{ --zq: "{TOKEN}" }} p::after {{ content: var(--zq) }}\n'
        ),
        "struck words": _after(r"\}\n", " em { text-decoration: line-through }\n"),
        "hidden words": _after(r"\}\n", " strong { visibility: hidden }\n"),
        "words left out": _after(r"\}\n", " em { display: none }\n"),
        "other order": _after(r"\}\n", " main { display: flex; flex-direction: row-reverse }\n"),
        "other letters": _after(r"\}\n", " h1 { text-transform: uppercase }\n"),
        "no ink": _after(r"\}\n", " p { color: transparent }\n"),
        "a running head": _after(r"\}\n", f' h1 {{ string-set: zq "{TOKEN}" }}\n'),
        "a word": _at_gap,
    },
    ".svg": {
        "a text": _after(r"(?=</svg>)", f"<text>{TOKEN}</text>"),
        "a title": _after(r"<svg\b[^>]*>", f"<title>{TOKEN}</title>"),
        "a label": _after(r"<svg\b", f' aria-label="{TOKEN}"'),
    },
}


TAKEN_BACK = (
    *("struck words", "hidden words", "words left out", "other order", "other letters"),
    *("no ink", "no size"),
)
"""Ways that change which words are read without adding any: none may be accepted."""


def edits(folder: Path, count: int, seed: int) -> Iterator[Edit]:
    """Random edits of files in a folder; each file extension is equally likely."""
    random = Random(seed)
    files: dict[str, list[Path]] = {}
    for name in FOLDERS:
        for file in sorted((folder / name).rglob("*")):
            is_read = file.name not in UNREAD and not {"terms", "schools", "gallery"} & set(
                file.relative_to(folder).parts
            )
            if file.suffix in WAYS and is_read:
                files.setdefault(file.suffix, []).append(file)
    for _ in range(count):
        suffix = random.choice(sorted(files))
        file = random.choice(files[suffix])
        way = random.choice(sorted(WAYS[suffix]))
        text = WAYS[suffix][way](file.read_text(encoding="utf-8"), random)
        yield Edit(file.relative_to(folder).as_posix(), way, text)


# --- verdicts -----------------------------------------------------------------------------------


class Bench:
    """Tries edits in a copy of both folders, one at a time."""

    def __init__(self, source: Path, place: Path) -> None:
        self.source, self.place = source, place
        for name in FOLDERS:
            shutil.copytree(source / name, place / name)
        self.library, self.templates = self._load()
        self.orders = tuple(self._orders())
        self._before: dict[Order, Composed] = {}
        self.wrong = " ".join(self._forbidden_words())

    def verdict(self, edit: Edit) -> Verdict:
        """The outcome of an edit."""
        try:
            made = [self._composed(one, edit, TOKEN) for one in self._orders_of(edit)]
        except NotFitToPrint as error:
            return Verdict(edit, "refused", str(error.problems[0]))
        seen = [(one, document) for one in made for document in one.documents if _shows(document)]
        on_cover = [one for one in made if any(map(_shows, one.covers))]
        is_used = bool(seen or on_cover)
        if edit.way in TAKEN_BACK and (is_used or edit.path.endswith(".css")):
            return Verdict(edit, "NOT refused")
        if not is_used:
            return Verdict(edit, "on no page")
        for one, document in seen:
            if document.code == self._known(one.plan.order).plan.codes.get(document.name):
                return Verdict(edit, "NOT in the code", f"{document.name}, {one.plan.order}")
        for one in (*(one for one, _ in seen), *on_cover):
            if one.plan.digest == self._known(one.plan.order).plan.digest:
                return Verdict(edit, "NOT in the signature", str(one.plan.order))
        shown_to = {document.audience for _, document in seen}
        order = (seen[0][0] if seen else on_cover[0]).plan.order
        return self._checked(edit, order, "participant" in shown_to)

    def _checked(self, edit: Edit, order: Order, is_gated: bool) -> Verdict:
        """Whether forbidden words in the same place are reported at the edited file."""
        withheld = self.library.bands[order.band].withheld
        words = f"{self.wrong} {withheld[0].rstrip('*')}" if withheld else self.wrong
        try:
            made = self._composed(order, edit, words)
            problems = inspect(made.plan, (*made.documents, *made.covers))
        except NotFitToPrint as error:
            problems = list(error.problems)
        found = [one for one in problems if one.stops]
        wanted = {"words-to-avoid", *(("withheld-word",) if is_gated and withheld else ())}
        missing = wanted - {one.code for one in found}
        if missing and _only_words(found):
            return Verdict(edit, "NOT checked", f"{', '.join(missing)}: {order}")
        if not any(edit.path in one.path for one in found):
            return Verdict(edit, "NOT blamed on the file", str(found[0]))
        return Verdict(edit, "caught", str(found[0]))

    def _composed(self, order: Order, edit: Edit, words: str) -> Composed:
        file = self.place / edit.path
        file.write_text(edit.with_words(words), encoding="utf-8")
        try:
            library, templates = self._load()
            made = compose_pack(plan_for(order, library, templates), templates)
        finally:
            shutil.copyfile(self.source / edit.path, file)
        return made

    def _load(self) -> tuple[Library, Templates]:
        return load_folders(self.place / "materials", self.place / "templates")

    def _known(self, order: Order) -> Composed:
        if order not in self._before:
            plan = plan_for(order, self.library, self.templates)
            self._before[order] = compose_pack(plan, self.templates)
        return self._before[order]

    def _orders(self) -> Iterator[Order]:
        """All orders, those of the first nation first."""
        nation = next(iter(self.library.nations))
        yield from sorted(all_orders(self.library, DAY), key=lambda one: one.nation != nation)

    def _orders_of(self, edit: Edit) -> Iterable[Order]:
        """An order that uses the file, or shows the words before the edit; else the first."""
        first = self.orders[0].nation
        near = letters(edit.text.partition(TOKEN)[0][-NEAR:])
        users = (o for o in self.orders if o.nation == first and edit.path in self._sources(o))
        order = next(users, None) or next(
            (o for o in self.orders if near and near in self._words(o)), self.orders[0]
        )
        yield order
        if self.library.bands[order.band].large_print:
            yield Order(order.session, order.band, order.nation, 1, DAY, "large-print")

    def _words(self, order: Order) -> str:
        """The letters of all texts that the pages of an order show."""
        made = self._known(order)
        shown = (one.text for page in (*made.documents, *made.covers) for one in page.shown)
        return letters(" ".join(shown))

    def _sources(self, order: Order) -> frozenset[str]:
        """The files that an order uses, by their paths in the two folders."""
        made = self._known(order)
        start = f"{self.place.as_posix()}/"
        parts = [part for planned in made.plan.documents for part in planned.parts]
        paths = {part.path for part in parts} | {made.plan.path}
        paths |= {one.path for one in made.documents}
        kinds = {part.activity.kind for part in parts if part.activity}
        names = {path.removeprefix(start) for path in paths}
        homes = [f"templates/{folder}/{kind}" for kind in kinds for folder in KIND_FOLDERS]
        names |= {f"{home}.{end}" for home in homes for end in ("html", "css")}
        pictures = {p for planned in made.plan.documents for p in planned.pictures.values()}
        names |= {picture.path.removeprefix(start) for picture in pictures}
        used = {name for one in made.documents for name in one.assets.values()}
        names |= {f"templates/{n}" for n, one in self.templates.files.items() if one in used}
        return frozenset(names)

    def _forbidden_words(self) -> Iterator[str]:
        """A sentence forbidden by a language rule, if possible one without exceptions."""
        for rule in self.library.language.values():
            if rule.rule == "X" and rule.audience is None and not rule.quoted_for:
                yield rule.fails[0].strip(" .")
                return
        yield next(r.fails[0].strip(" .") for r in self.library.language.values() if r.rule == "X")


def _only_words(problems: Iterable[Problem]) -> bool:
    return all(one.code in ("words-to-avoid", "withheld-word") for one in problems)


def _shows(document: Document) -> bool:
    """Whether a page could show TOKEN; found without the program's own extraction of texts."""
    styles = " ".join(_CSS_STRING.findall(" ".join(_STYLE.findall(document.source))))
    page = _COMMENT.sub(" ", _STYLE.sub(" ", document.source))
    page = _TAG.sub(lambda tag: " ".join(_SPOKEN.findall(tag[0])), page) + styles
    drawings = (content for name, content in document.assets.items() if name.endswith(".svg"))
    return TOKEN in page or any(TOKEN.encode() in drawing for drawing in drawings)


def run(source: Path, count: int, seed: int) -> list[Verdict]:
    """The verdicts on `count` edits."""
    with tempfile.TemporaryDirectory(prefix="wrong-edits-") as folder:
        bench = Bench(source, Path(folder))
        found = []
        for edit in edits(source, count, seed):
            found.append(bench.verdict(edit))
            if sys.stderr.isatty():
                print(f"\r{len(found)} of {count}", end="", file=sys.stderr, flush=True)
    return found


def main() -> int:
    """Try the edits and print the verdicts; returns 1 if words reached a page unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tiny", action="store_true", help="edit tests/tiny, which is quicker")
    given = parser.parse_args()
    begun = time.monotonic()
    found = run(HOME / "tests" / "tiny" if given.tiny else HOME, given.count, given.seed)
    counts = Counter((Path(one.edit.path).suffix, one.outcome) for one in found)
    for (suffix, outcome), number in sorted(counts.items()):
        print(f"{suffix:6} {outcome:24} {number:5}")
    print(f"{len(found)} wrong edits in {time.monotonic() - begun:.0f} seconds")
    holes = [one for one in found if one.is_hole]
    for one in holes:
        print(f"\n{one.edit.path}, {one.edit.way}: {one.outcome}")
        print(f"    {one.place}\n    {one.details}")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
