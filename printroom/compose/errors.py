"""What went wrong in a template, in a designer's words, at its file and line."""

from __future__ import annotations

import traceback

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError

from printroom.model import Problem, Templates


def template_problem(error: Exception, name: str, templates: Templates) -> Problem:
    """The problem behind an exception that rendering the template `name` raised."""
    place, line = _place(error, name, templates)
    source = templates.sources.get(place, "").split("\n")
    code, mend = _kind(error)
    return Problem(
        code,
        f"{templates.folder}/{place}",
        str(error) or type(error).__name__,
        mend,
        line,
        1,
        source[line - 1] if 0 < line <= len(source) else "",
    )


def _kind(error: Exception) -> tuple[str, str]:
    if isinstance(error, UndefinedError):
        return "unknown-name", "templates/README.md lists what a template may use"
    if isinstance(error, TemplateSyntaxError):
        return "template-syntax", "look at the braces of this line and the one before"
    if isinstance(error, SecurityError):
        return "template-forbidden", "a template may only read what it is given"
    if isinstance(error, ArithmeticError):
        return "template-arithmetic", "take the sum out: templates do not calculate"
    return "template-error", "mend the template"


def _place(error: Exception, name: str, templates: Templates) -> tuple[str, int]:
    """The template and the line in which an exception was raised."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or name, error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename in templates.sources:
            return frame.filename, frame.lineno or 1
    return name, 1
