"""Turns an exception in a template into a `Problem` at its file and line, for the designer."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.tests import TESTS

from printroom.compose.markup import NotForPaper
from printroom.compose.plain_values import field_names
from printroom.compose.sandbox import ALLOWED_FILTERS
from printroom.model import Problem, Templates, nearest

ENDLESS = "template-endless"
"""The code of a template that takes too much time or memory."""
_READ_IT = "templates/README.md lists what a template may use"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an exception was raised: the template, its line, and the names defined there."""

    template: str
    line: int
    excerpt: str
    names: Mapping[str, object]


def template_problem(error: Exception, name: str, templates: Templates) -> Problem:
    """The problem that describes an exception raised while rendering the template `name`."""
    place = _place(error, name, templates)
    code, message, fix, word = _unknown(error, place, templates) or _other(error)
    column = place.excerpt.find(word) + 1 if word else 0
    path = f"{templates.folder}/{place.template}"
    return Problem(code, path, message, fix, place.line, max(column, 1), place.excerpt)


def _place(error: Exception, name: str, templates: Templates) -> _Place:
    """The innermost template in a traceback; the template `name` if there is none."""
    where, line, names = name, 1, dict[str, object]()
    if isinstance(error, TemplateSyntaxError):
        where, line = error.name or name, error.lineno
    else:
        found = [
            (frame.f_code.co_filename, number or 1, frame.f_locals)
            for frame, number in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename in templates.sources
        ]
        if isinstance(error, RecursionError):  # raised somewhere below the include that recurs
            found = [one for one in found if "include" in _line(templates, *one[:2])] or found
        if found:
            where, line, names = found[-1]
    return _Place(where, line, _line(templates, where, line), names)


def _line(templates: Templates, where: str, line: int) -> str:
    written = templates.sources.get(where, "").split("\n")
    return written[line - 1] if 0 < line <= len(written) else ""


# --- unknown names ------------------------------------------------------------------------------

_Explanation = tuple[str, str, str, str]
"""The code, the message, the fix, and the word that is wrong."""


def _unknown(error: Exception, place: _Place, templates: Templates) -> _Explanation | None:
    """Explain an unknown name, with the nearest known one; none for any other error."""
    words = str(error)
    if isinstance(error, KeyError):
        name = str(error.args[0])
        return "unknown-name", f"there is no “{name}” here", _READ_IT, name
    missing = _NO_FILE.match(words)
    if missing or isinstance(error, TemplateNotFound):
        return _no_file(missing[1] if missing else words, templates)
    for pattern, what, names in _UNKNOWN:
        if found := pattern.match(words):
            if what == "filter" and found[1] in _CUT_SHORT:
                return "template-forbidden", *_CUT_SHORT[found[1]], found[1]
            known = tuple(names(place, found[1]))
            message = f"there is no {'' if what == 'name' else f'{what} '}“{found[1]}” here"
            return f"unknown-{what}", message, nearest(found[1], known), found[1]
    return None


def _no_file(name: str, templates: Templates) -> _Explanation:
    """Explain a file that does not exist in the folder of templates."""
    ending = name.rpartition(".")[2]
    alike = [path for path in (*templates.sources, *templates.files) if path.endswith(f".{ending}")]
    message = f"there is no file “{name}” in the folder of templates"
    fix = nearest(name, alike) if alike else "a template can use only files of this folder"
    return "unknown-file", message, fix, name


def _names(place: _Place, _: str) -> Iterable[str]:
    """The names defined at a place, without Jinja's own."""
    return (
        name
        for name in place.names
        if not name.startswith("_") and not name.endswith("gettext") and name not in _JINJA_NAMES
    )


def _fields(place: _Place, word: str) -> Iterable[str]:
    """The fields that could have been named after the dot in place of a word."""
    owner = re.search(rf"([\w.]+)\.{re.escape(word)}\b", place.excerpt)
    first, *steps = owner[1].split(".") if owner else [""]
    value = place.names.get(first)
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return field_names(value)


_JINJA_NAMES = frozenset(DEFAULT_NAMESPACE)
_NO_FILE = re.compile(r"there is no (?:file|style sheet) (.+)$")
_UNKNOWN: tuple[tuple[re.Pattern[str], str, Callable[[_Place, str], Iterable[str]]], ...] = (
    (re.compile(r"'(\w+)' is undefined"), "name", _names),
    (re.compile(r"'.+ object' has no attribute '(\w+)'$"), "name", _fields),
    (re.compile(r"No filter named '(\w+)'"), "filter", lambda *_: ALLOWED_FILTERS),
    (re.compile(r"No test named '(\w+)'"), "test", lambda *_: TESTS),
)
"""For each message of Jinja about an unknown name: what kind of name it is, and the known ones."""
_CUT_SHORT = {
    "truncate": (
        "“truncate” would cut text off a page unnoticed",
        "let the words wrap, or ask whoever wrote them for fewer",
    ),
}
"""Filters of Jinja that no template may use: what is wrong with them, and what to do instead."""


# --- other errors -------------------------------------------------------------------------------


def _other(error: Exception) -> _Explanation:
    if isinstance(error, NotForPaper):
        return "template-forbidden", str(error), error.fix, ""
    reported = str(error) or type(error).__name__
    for kind, code, message, fix in _OTHERS:
        if isinstance(error, kind):
            return code, message.format(reported.rstrip(".")), fix, ""
    return "template-error", f"Jinja reports: {reported}", _READ_IT, ""


_SMALLER = "look for loops within loops and values that grow, here or where this is used"
_OTHERS = (
    (UndefinedError, "unknown-name", "Jinja reports: {}", _READ_IT),
    (
        TemplateSyntaxError,
        "template-syntax",
        "this cannot be read: {}",
        "look at the braces of this line and the one before",
    ),
    (SecurityError, "template-forbidden", "{}", "a template may only read what it is given"),
    (
        ArithmeticError,
        "template-arithmetic",
        "{}",
        "take the sum out: templates do not calculate",
    ),
    (TimeoutError, ENDLESS, "this takes too long to compute", _SMALLER),
    (MemoryError, ENDLESS, "this needs too much memory", _SMALLER),
    (
        RecursionError,
        "template-error",
        "this includes itself recursively",
        "take one of its includes or macros out",
    ),
)
