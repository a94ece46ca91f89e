"""Hold what was read against its model: values in, the frozen model out, or what is wrong.

Each complaint of pydantic's is said again in the words of the person who wrote the file, at the
place where it was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from printroom.load.yaml import Fraction, Number, Way, Written
from printroom.model import PHRASE, NotFitToPrint, Problem, nearest

M = TypeVar("M", bound=BaseModel)


def check(model: type[M], written: Written, way: Way = ()) -> M:
    """Hold the value at `way` against its model. Raises `NotFitToPrint` with all that is wrong."""
    value: Any = written.value
    if not way and value == {}:
        first = f"{next(iter(model.model_fields))}: …"
        raise NotFitToPrint(
            [written.problem((), "empty", "nothing is written here", f"begin with {first}")]
        )
    for step in way:
        value = value[step]
    return check_value(model, value, written, way)


def check_value(model: type[M], value: Any, written: Written, way: Way) -> M:
    """Hold a value that stands at `way` against a model."""
    try:
        return model.model_validate(_plain(value))
    except ValidationError as error:
        errors = [dict(one) for one in error.errors()]
        raise NotFitToPrint(
            [
                _said(_Complaint(model, one, value, written, way))
                for one in errors
                if not _echoes(one, errors)
            ]
        ) from None


def _plain(value: Any) -> Any:
    if isinstance(value, Number):
        return int(value)
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


def _echoes(error: dict[str, Any], errors: list[dict[str, Any]]) -> bool:
    """Whether a list is only too short because what stands in it is wrong."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in errors
    )


@dataclass(frozen=True)
class _Complaint:
    """One complaint of pydantic's about a value that stands at `way`."""

    model: type[BaseModel]
    error: Mapping[str, Any]
    value: Any
    written: Written
    way: Way

    @property
    def kind(self) -> str:
        """Pydantic's name for what is wrong."""
        return str(self.error["type"])

    @property
    def added(self) -> Mapping[str, Any]:
        """What pydantic adds, such as a limit."""
        added: Mapping[str, Any] = self.error.get("ctx", {})
        return added

    @property
    def steps(self) -> Way:
        """The way from the value to what is wrong in it."""
        return tuple(s for s in self.error["loc"] if not str(s).startswith("function-"))

    @property
    def there(self) -> Way:
        """The way from the top of the file."""
        return (*self.way, *self.steps)

    @property
    def name(self) -> str:
        """What the wrong value is called, in quotes; a member of a list is one of it."""
        names = [step for step in self.there if isinstance(step, str)]
        if not names:
            return "this file"
        return f"“{names[-1]}”" if self.there[-1] == names[-1] else f"each of “{names[-1]}”"

    @property
    def key(self) -> str:
        """The last name on the way, as a person writes it."""
        return next((step for step in reversed(self.there) if isinstance(step, str)), "name")

    @property
    def found(self) -> Any:
        """What was written there."""
        value = self.value
        for step in self.steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return value
        return value

    def problem(self, code: str, message: str, fix: str) -> Problem:
        """A problem at this place."""
        return self.written.problem(self.there, code, message, fix)


def _said(said: _Complaint) -> Problem:
    """One complaint in the author's words."""
    if said.found is None and said.kind.endswith("_type"):
        message = f"{said.name} is empty"
        return said.written.at_key(said.there, "empty", message, "fill it in or take it out")
    if said.kind in _WAYS_TO_SAY:
        return _WAYS_TO_SAY[said.kind](said)
    if said.kind in _WANTED:
        what, fix = _WANTED[said.kind]
        limit = next((f"{value:g}" for value in said.added.values() if _is_number(value)), "")
        found = getattr(said.found, "written", said.found)
        message = f"{said.name} must be {what.format(limit)}"
        return said.problem("not-right", f"{message}, not “{found}”", fix)
    message = str(said.error["msg"]).replace("Input should", "this should")
    return said.problem("not-right", f"{said.name}: {message}", "mend it")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float))


def _unknown_key(said: _Complaint) -> Problem:
    message = f"{said.name} is not something that is written here"
    fix = nearest(said.key, _fields(said.model, said.steps[:-1]))
    return said.written.at_key(said.there, "unknown-key", message, fix)


def _missing(said: _Complaint) -> Problem:
    return said.problem("missing-field", f"{said.name} is missing", f"add {said.key}: …")


def _empty(said: _Complaint) -> Problem:
    few = said.added.get("min_length", 1)
    if few > 1:
        return said.problem("not-right", f"{said.name} must have {few} or more", "add another")
    return said.problem("empty", f"{said.name} is empty", "fill it in or take it out")


def _not_text(said: _Complaint) -> Problem:
    found = said.found
    if isinstance(found, (Number, Fraction)):
        message = f"{said.name} must be a text, but YAML reads {found.written} as a number"
        return said.problem("number-for-text", message, f'put it in quotes: "{found.written}"')
    if isinstance(found, (bool, dt.date)):
        return said.problem("not-right", f"{said.name} must be a text", "put it in quotes")
    fix = "write it on one line, in quotes"
    return said.problem("not-right", f"{said.name} must be one text", fix)


def _unknown_word(said: _Complaint) -> Problem:
    expected = said.added["expected"].replace(" or ", ", ").split(", ")
    code = "unknown-audience" if "audiences" in said.there else "unknown-word"
    fix = nearest(str(said.found), [word.strip("'") for word in expected])
    return said.problem(code, f"“{said.found}” is not known here", fix)


def _not_a_list(said: _Complaint) -> Problem:
    fix = f"write {said.key}: [{said.found}]" if isinstance(said.found, str) else "write a list"
    return said.problem("not-right", f"{said.name} must be a list", fix)


def _not_names(said: _Complaint) -> Problem:
    first = next(iter(_fields(said.model, said.steps)), "name")
    message = f"{said.name} must hold names with values"
    return said.problem("not-right", message, f"write {first}: … and so on")


def _wrong_pattern(said: _Complaint) -> Problem:
    pattern = said.added["pattern"]
    shape = _PATTERNS.get(pattern, f"something like {pattern}")
    return said.problem(
        "not-right", f"{said.name} cannot be “{said.found}”", f"write it as {shape}"
    )


def _misplaced(said: _Complaint) -> Problem:
    """What an activity's own rules found, with the way to the place within it."""
    there = (*said.there, *said.added["path"])
    return said.written.problem(there, "not-right", said.error["msg"], said.added["fix"])


_WAYS_TO_SAY: Mapping[str, Callable[[_Complaint], Problem]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "too_short": _empty,
    "string_too_short": _empty,
    "string_type": _not_text,
    "literal_error": _unknown_word,
    "tuple_type": _not_a_list,
    "model_type": _not_names,
    "model_attributes_type": _not_names,
    "dict_type": _not_names,
    "mapping_type": _not_names,
    "string_pattern_mismatch": _wrong_pattern,
    "misplaced": _misplaced,
}
_WANTED = {
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing"),
        ("a date", "write it as 2027-01-31"),
    ),
    **dict.fromkeys(("int_type", "int_parsing"), ("a whole number", "write it as 10")),
    "float_type": ("a number", "write it as 10 or 10.5"),
    "bool_type": ("true or false", "write true or false"),
    "greater_than_equal": ("{} or more", "write a larger number"),
    "less_than_equal": ("{} or less", "write a smaller number"),
}
"""What is wanted instead, and how to write it."""

_PATTERNS = {
    r"^[A-Z][0-9]{1,2}$": "a capital letter and one or two digits, such as C2",
    r"^[^\W\d_]{3,}$": "one word of three letters or more",
    PHRASE: "words, with * for any ending, / between words of which "
    "any will do, and … between spaces for a gap, such as put/puts … at risk",
    r"^[a-z]+(-[a-z]+)*$": "small letters with hyphens, such as help-page",
}


def _fields(model: type[BaseModel], steps: Way) -> list[str]:
    """The names of the fields at the end of this way through nested models."""
    fields = list(model.model_fields)
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            inner = _inner(model.model_fields[step].annotation)
            if inner is None:
                return []
            model, fields = inner, list(inner.model_fields)
    return fields


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner(argument)
        if found is not None:
            return found
    return None
