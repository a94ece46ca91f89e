"""Refuse styles that change which words a reader sees, or their order, without changing the code.

The code, the checks and the sign-off read the words of a composed document in its order. A style
sets, sizes and places these words. It may not strike out, hide, reverse, mirror or replace them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import Source
from printroom.load.styles.style_declarations import Declaration, declarations, styles_in
from printroom.load.styles.style_selectors import Wordless, is_added, is_of_authors, subjects
from printroom.model import Problem

Test = Callable[[str], object]
"""Whether a value, in small letters, changes the words."""
_ZERO = re.compile(r"[+-]?(?:0*\.)?0+(?:[a-z]+|%)?")
_NUMBER = re.compile(r"([+-]?(?:\d*\.)?\d+)([a-z]+|%)?")
_TURNS = re.compile(
    r"(?:(?:rotate|translate[xy]?)\((?:[^()]|\([^()]*\))*\)|scale[xy]?\([\d., ]+\))+"
)
_BEYOND = re.compile(r"(?<![#\w.-])[+-]?(?:\d{7,}|[\d.]+e[+-]?\d+)\w*%?", re.IGNORECASE)
"""Numbers with many digits, or an exponent: the engine takes minutes over them, or fails."""
_NAMED_FILE = re.compile(r"url\([^)]*\)|\"[^\"]*\"|'[^']*'")
_SPAN = re.compile(r"(?:auto|span \d+|1 ?/ ?-1|1 ?/ ?span \d+)")
_ESCAPED = re.compile(
    r"(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|/\*.*?\*/|url\([^)]*\))|(\\)", re.DOTALL
)
_EMS_OF = {"em": 1.0, "rem": 1.0, "%": 0.01, "ch": 0.5, "ex": 0.5, "pt": 1 / 12, "px": 1 / 16}
_EMS_OF |= {"mm": 0.24, "cm": 2.4, "q": 0.06, "in": 6.0, "pc": 1.0, "lh": 1.3, "": 1.0}
_POINTS = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "cm": 720 / 25.4, "q": 18 / 25.4, "in": 72.0}
_POINTS |= {"pc": 12.0}
_SMALLEST, _SMALLEST_SHARE = 6, 0.5
"""Points, and times the size of the text around: below these, nobody can read a text."""
TIGHTEST_LETTERS, TIGHTEST_LINES, FURTHEST_INDENT = -0.1, 0.8, -4
"""In times the size of the text: beyond these, letters or lines lie on each other, or outside."""


def _ems(value: str) -> float | None:
    """A length in ems, for text of a usual size; none if it has to be computed."""
    found = _NUMBER.fullmatch(value)
    return float(found[1]) * _EMS_OF.get(found[2] or "", 0.06) if found else None


def _below(least: float) -> Test:
    def is_below(value: str) -> bool:
        size = _ems(value)
        return "-" in value.replace("--", "") if size is None else size < least

    return is_below


def _is_tiny(value: str) -> bool:
    """Whether a size of text, alone or in a shorthand, is smaller than anybody can read."""
    for word in value.split():
        found = _NUMBER.fullmatch(word.partition("/")[0])
        if found and (unit := found[2]) and float(found[1]):
            least = _SMALLEST if unit in _POINTS else _SMALLEST_SHARE
            size = float(found[1]) * _POINTS.get(unit, _EMS_OF.get(unit, 1))
            return size < least
    return False


def _other_than(*allowed: str) -> Test:
    return lambda value: value not in (*allowed, "inherit", "initial", "unset")


def _has(pattern: str) -> Test:
    return re.compile(pattern).search


def _is_placed(value: str) -> bool:
    return not _SPAN.fullmatch(value)


def _is_zero_font(value: str) -> bool:
    return any(_ZERO.fullmatch(word.partition("/")[0]) for word in value.split())


def _is_mirrored(value: str) -> bool:
    """Whether a transformation could mirror or flatten: anything but turns, shifts and growth."""
    if value == "none":
        return False
    if not _TURNS.fullmatch(value.replace(" ", "")):
        return True
    sizes = re.findall(r"scale[xy]?\(([^()]*)\)", value)
    return any(float(one) < 0.5 for size in sizes for one in re.split(r"[, ]+", size.strip()))


_HIDE = "could hide words that the code and the sign-off hold"
_STRIKE = "strikes words out, and no check would see it"
_MOVE = "puts words into another order than the one that is checked and signed"
_REPLACE = "shows other letters than those that are checked and signed"
_TINY = f"makes words smaller than {_SMALLEST} pt or half of the text: nobody could read them"
_BEHIND = "could put words behind the background of a box"
_OVERLAP = "makes letters overlap"
_TAKE_APART = "takes sentences apart: each word in bold or in a span would become a box"
_RULES: Mapping[str, tuple[Test, str]] = {
    **dict.fromkeys(
        ("text-decoration", "text-decoration-line"), (_has("line-through|blink"), _STRIKE)
    ),
    "text-underline-offset": (_below(0), _STRIKE),
    "order": (_other_than("0"), _MOVE),
    **dict.fromkeys(("flex-direction", "flex-flow", "flex-wrap"), (_has("reverse"), _MOVE)),
    "grid-auto-flow": (_has("dense"), _MOVE),
    **dict.fromkeys(
        ("grid-area", "grid-row", "grid-row-start", "grid-row-end"), (_is_placed, _MOVE)
    ),
    **dict.fromkeys(("grid-column", "grid-column-start", "grid-column-end"), (_is_placed, _MOVE)),
    **dict.fromkeys(("direction", "unicode-bidi"), (_other_than("ltr", "normal"), _MOVE)),
    "caption-side": (_other_than("top"), _MOVE),
    "visibility": (_other_than("visible"), _HIDE),
    "opacity": (_other_than("1", "1.0", "100%"), _HIDE),
    "font-size": (_ZERO.fullmatch, _HIDE),
    "font": (_is_zero_font, _HIDE),
    "text-indent": (_below(FURTHEST_INDENT), _HIDE),
    **dict.fromkeys(("clip", "clip-path", "mask", "filter"), (_other_than("auto", "none"), _HIDE)),
    **dict.fromkeys(
        ("max-lines", "line-clamp", "continue", "block-ellipsis"),
        (_other_than("auto", "none"), _HIDE),
    ),
    "text-transform": (_other_than("none"), _REPLACE),
    "letter-spacing": (_below(TIGHTEST_LETTERS), _OVERLAP),
    "word-spacing": (_below(0), _OVERLAP),
    "transform": (_is_mirrored, _HIDE),
    "all": (lambda _: True, _REPLACE),
}
"""For each property, the values that are refused and what they would do."""
_FIX = "take it out, and change the words or their order in the template"
_FIXES = {_TINY: "write a larger size", _BEHIND: "give what is over it a higher z-index instead"}
_MOVES = _has(r"^(?:left|right|footnote|inline-\w+|absolute|fixed)$|^running")
_MOVED_GROUPS = ("table-header-group", "table-footer-group", "table-caption")
_LAID_OUT = ("flex", "grid", "inline-flex", "inline-grid", "flow-root", "table", "list-item")
_BY_SUBJECT = ("content", "display", "float", "line-height", "position", "z-index")
"""Properties whose effect depends on what their rule is for."""
_RUNNING = re.compile(r"running\(\s*([\w-]+)\s*\)", re.IGNORECASE)
_SHOWN_AGAIN = re.compile(r"element\(\s*([\w-]+)", re.IGNORECASE)
_RAISED = re.compile(r"su[bp]\b")
"""A raised figure, which takes no room in its line."""
_MAY_BE_COMPUTED = ("font", "font-size", "transform")
_COMPUTED = re.compile(r"\b(?:var|env|attr)\(|\{[{%]")


def style_effects(folder: str, sources: Mapping[str, str]) -> Iterator[Problem]:
    """Each declaration that would change what is read, in style sheets and templates' styles."""
    wordless = Wordless(sources)
    for name, source in sources.items():
        path = f"{folder}/{name}"
        for problem, hidden in parse_if_changed(path, _of_file, path, source):
            if not hidden or not all(map(wordless.holds, hidden)):
                yield problem
    yield from _margins_without_place(folder, sources)


def _margins_without_place(folder: str, sources: Mapping[str, str]) -> Iterator[Problem]:
    """Each style that takes an element out of the page, for a margin where nothing prints it."""
    shown = {name for source in sources.values() for name in _SHOWN_AGAIN.findall(source)}
    for name, source in sources.items():
        for start, css in styles_in(name, source):
            for one in declarations(css) if "running(" in css.casefold() else ():
                found = _RUNNING.search(one.value) if one.name == "position" else None
                is_moved = any(map(is_of_authors, subjects(one.selector)))  # refused for that
                if found and found[1] not in shown and not is_moved:
                    message = f"“{found[0]}” takes words off the page, and no margin prints them"
                    fix = f"write content: element({found[1]}) for a margin, or take it out"
                    place = Source(f"{folder}/{name}", source)
                    yield place.problem_at(start + one.at, "style-effect", message, fix)


_Found = tuple[Problem, tuple[str, ...]]
"""A problem, and the subjects of its rule if it is a problem only where one of them has words."""


_Effect = tuple[int, str, str, tuple[str, ...]]
"""The offset of a declaration, a message, its fix, and the subjects as in `_Found`."""


def _of_file(path: str, text: str) -> tuple[_Found, ...]:
    """The declarations of one file that would change what is read."""
    source = Source(path, text)
    return tuple(
        (source.problem_at(start + at, "style-effect", message, fix), hidden)
        for start, css in styles_in(path, text)
        for at, message, fix, hidden in (*_effects(css), *_beyond(css))
    )


def _beyond(css: str) -> Iterator[_Effect]:
    """Each declaration with a number that no page has."""
    for one in declarations(css):
        if beyond := _BEYOND.search(_NAMED_FILE.sub("", one.value)):
            message = f"“{one.name}: {beyond[0]}” is a size that no page has"
            yield one.at, message, "write a size that fits a page, such as 12mm", ()


def _effects(css: str) -> Iterator[_Effect]:
    """Each declaration that would change what is read."""
    for escape in _ESCAPED.finditer(css) if "\\" in css else ():
        if escape[1]:
            yield (
                escape.start(1),
                "“\\” outside of quotation marks could hide what a style does",
                _FIX,
                (),
            )
    for one in declarations(css):
        if one.name in _RULES or one.name in _BY_SUBJECT:
            value = " ".join(one.value.casefold().replace("!important", "").split())
            effect, hidden = _effect(one, value)
            if effect:
                message = f"“{one.name}: {value[:60]}” {effect}"
                yield one.at, message, _FIXES.get(effect, _FIX), hidden


def _effect(one: Declaration, value: str) -> tuple[str, tuple[str, ...]]:
    """What a declaration would do to the words, and the subjects as in `_Found`."""
    is_computed = _COMPUTED.search(value)
    if one.name in ("font", "font-size") and _is_tiny(value):
        return _TINY, ()
    if one.name in _RULES:
        test, effect = _RULES[one.name]
        is_unknown = is_computed and one.name not in _MAY_BE_COMPUTED
        return (effect if test(value) or is_unknown else ""), ()
    about = subjects(one.selector)
    if one.name == "content":
        is_own = not one.selector.startswith("@") and not all(map(is_added, about))
        return (_REPLACE if is_own else ""), ()
    if one.name == "display":
        if value in _LAID_OUT and any(map(is_of_authors, about)):
            return _TAKE_APART, ()
        effect = (
            _MOVE if value in _MOVED_GROUPS else _HIDE if value == "none" or is_computed else ""
        )
        return effect, () if effect == _MOVE else about
    if one.name == "z-index":
        return (_BEHIND if value.startswith("-") or is_computed else ""), about
    if one.name == "line-height":
        size, about = _ems(value), tuple(one for one in about if not _RAISED.match(one))
        return (_OVERLAP if about and size is not None and size < TIGHTEST_LINES else ""), about
    is_moved = _MOVES(value) or is_computed
    return (_MOVE if is_moved and any(map(is_of_authors, about)) else ""), ()
