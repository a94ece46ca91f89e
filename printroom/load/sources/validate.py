"""Check values against their models, and report pydantic's errors in plain words.

Each error is placed at the key or value in the file that caused it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from printroom.load.sources.yaml_text import Fraction, KeyPath, Number, YamlText
from printroom.model import CODE, PHRASE, NotFitToPrint, Problem, nearest

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], yaml: YamlText, at: KeyPath = ()) -> M:
    """The value at a key path of a file as its model. Raises `NotFitToPrint` with all problems."""
    value: Any = yaml.value
    if not at and value == {}:
        fix = f"begin with {_fields(model, ())[0]}: …"
        raise NotFitToPrint([yaml.problem((), "empty", "nothing is written here", fix)])
    for key in at:
        value = value[key]
    return validate_value(model, value, yaml, at)


def validate_value(model: type[M], value: Any, yaml: YamlText, at: KeyPath) -> M:
    """A value as its model, where the value was written at this key path."""
    try:
        return model.model_validate(value)
    except ValidationError as failure:
        errors = [dict(error) for error in failure.errors()]
        problems = [
            _problem(_Error(model, error, value, yaml, at))
            for error in errors
            if not _follows(error, errors)
        ]
        raise NotFitToPrint(problems) from None


def _follows(error: dict[str, Any], errors: list[dict[str, Any]]) -> bool:
    """Whether a list is only too short because members of it are invalid."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in errors
    )


@dataclass(frozen=True)
class _Error:
    """An error of pydantic's, about a value that was written at the key path `top`."""

    model: type[BaseModel]
    error: Mapping[str, Any]
    value: Any
    yaml: YamlText
    top: KeyPath

    @property
    def kind(self) -> str:
        """Pydantic's name for what is wrong."""
        return str(self.error["type"])

    @property
    def context(self) -> Mapping[str, Any]:
        """What pydantic adds, such as a limit."""
        context: Mapping[str, Any] = self.error.get("ctx", {})
        return context

    @property
    def inner(self) -> KeyPath:
        """The key path from the validated value to the invalid one."""
        return tuple(s for s in self.error["loc"] if not str(s).startswith("function-"))

    @property
    def at(self) -> KeyPath:
        """The key path of the invalid value from the top of the file."""
        return (*self.top, *self.inner)

    @property
    def name(self) -> str:
        """What to call the invalid value: its key in quotes, or a member of that key's list."""
        keys = [key for key in self.at if isinstance(key, str)]
        if not keys:
            return "this file"
        return f"“{keys[-1]}”" if self.at[-1] == keys[-1] else f"each of “{keys[-1]}”"

    @property
    def key(self) -> str:
        """The last key of the path, as a person writes it."""
        return next((key for key in reversed(self.at) if isinstance(key, str)), "name")

    @property
    def found(self) -> Any:
        """The invalid value."""
        value = self.value
        for key in self.inner:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return value
        return value

    def problem(self, code: str, message: str, fix: str) -> Problem:
        """A problem at the invalid value."""
        return self.yaml.problem(self.at, code, message, fix)

    def key_problem(self, code: str, message: str, fix: str) -> Problem:
        """A problem at the key of the invalid value."""
        return self.yaml.key_problem(self.at, code, message, fix)


def _problem(error: _Error) -> Problem:
    """One error of pydantic in plain words."""
    if error.found is None and error.kind.endswith("_type"):
        return error.key_problem("empty", f"{error.name} is empty", _FILL_IN)
    if error.kind in _PROBLEMS:
        return _PROBLEMS[error.kind](error)
    if error.kind in _EXPECTED:
        expected, fix = _EXPECTED[error.kind]
        numbers = (value for value in error.context.values() if isinstance(value, (int, float)))
        limit = next((f"{number:g}" for number in numbers), "")
        found = getattr(error.found, "written", error.found)
        message = f"{error.name} must be {expected.format(limit)}, not “{found}”"
        return error.problem("not-right", message, fix)
    message = str(error.error["msg"]).replace("Input should", "this should")
    return error.problem("not-right", f"{error.name}: {message}", "correct it")


def _unknown_key(error: _Error) -> Problem:
    fix = nearest(error.key, _fields(error.model, error.inner[:-1]))
    return error.key_problem("unknown-key", f"{error.name} is not a known key here", fix)


def _missing(error: _Error) -> Problem:
    return error.problem("missing-field", f"{error.name} is missing", f"add {error.key}: …")


def _empty(error: _Error) -> Problem:
    least = error.context.get("min_length", 1)
    if least > 1:
        return error.problem("not-right", f"{error.name} must have {least} or more", "add another")
    return error.problem("empty", f"{error.name} is empty", _FILL_IN)


def _too_long(error: _Error) -> Problem:
    most, length = error.context["max_length"], len(str(error.found))
    message = f"{error.name} has {length} letters, and {most} fit on its pages"
    return error.problem("too-long", message, "say it in fewer words")


def _not_text(error: _Error) -> Problem:
    found = error.found
    if isinstance(found, (Number, Fraction)):
        message = f"{error.name} must be text, but YAML reads {found.written} as a number"
        return error.problem("number-for-text", message, f'put it in quotes: "{found.written}"')
    if isinstance(found, (bool, dt.date)):
        return error.problem("not-right", f"{error.name} must be text", "put it in quotes")
    fix = "write it on one line, in quotes"
    return error.problem("not-right", f"{error.name} must be a single text", fix)


def _unknown_word(error: _Error) -> Problem:
    expected = error.context["expected"].replace(" or ", ", ").split(", ")
    code = "unknown-audience" if "audiences" in error.at else "unknown-word"
    fix = nearest(str(error.found), [word.strip("'") for word in expected])
    return error.problem(code, f"“{error.found}” is not one of the words allowed here", fix)


def _not_a_list(error: _Error) -> Problem:
    is_text = isinstance(error.found, str)
    fix = f"write {error.key}: [{error.found}]" if is_text else "write a list"
    return error.problem("not-right", f"{error.name} must be a list", fix)


def _not_a_mapping(error: _Error) -> Problem:
    first = next(iter(_fields(error.model, error.inner)), "name")
    message = f"{error.name} must hold names with values"
    return error.problem("not-right", message, f"write {first}: … and so on")


def _wrong_pattern(error: _Error) -> Problem:
    pattern = error.context["pattern"]
    fix = f"write it as {_PATTERNS.get(pattern, f'something like {pattern}')}"
    message = f"“{error.found}” is not a valid value of “{error.key}”"
    return error.problem("not-right", message, fix)


def _misplaced(error: _Error) -> Problem:
    """A problem that a model's own validator found, at its place within the model."""
    at = (*error.at, *error.context["path"])
    return error.yaml.problem(at, "not-right", error.error["msg"], error.context["fix"])


_FILL_IN = "fill it in or take it out"
_PROBLEMS: Mapping[str, Callable[[_Error], Problem]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "too_short": _empty,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "string_type": _not_text,
    "literal_error": _unknown_word,
    "tuple_type": _not_a_list,
    "model_type": _not_a_mapping,
    "model_attributes_type": _not_a_mapping,
    "dict_type": _not_a_mapping,
    "mapping_type": _not_a_mapping,
    "string_pattern_mismatch": _wrong_pattern,
    "misplaced": _misplaced,
}
_A_DATE = ("a date", "write it as 2027-01-31")
_A_WHOLE_NUMBER = ("a whole number", "write it as 10")
_EXPECTED = {
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "int_type": _A_WHOLE_NUMBER,
    "int_parsing": _A_WHOLE_NUMBER,
    "float_type": ("a number", "write it as 10 or 10.5"),
    "bool_type": ("true or false", "write true or false"),
    "greater_than_equal": ("{} or more", "write a larger number"),
    "less_than_equal": ("{} or less", "write a smaller number"),
}
"""What is expected instead, and how to write it."""

_PATTERNS = {
    r"^[A-Z][0-9]{1,2}$": "a capital letter and one or two digits, such as C2",
    CODE: "the code on a cover, such as C7K-3PQ",
    r"^[^\W\d_]{3,}$": "one word of three letters or more",
    PHRASE: "words, with * for any ending, / between words if "
    "any of them will do, and … between spaces for a gap, such as put/puts … at risk",
    r"^[a-z]+(-[a-z]+)*$": "lower-case letters with hyphens, such as help-page",
}


def _fields(model: type[BaseModel], keys: KeyPath) -> list[str]:
    """The fields of the nested model that these keys lead to, required ones first."""
    for key in keys:
        if isinstance(key, str) and key in model.model_fields:
            inner = _nested_model(model.model_fields[key].annotation)
            if inner is None:
                return []
            model = inner
    fields = model.model_fields
    return sorted(fields, key=lambda name: not fields[name].is_required())


def _nested_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = map(_nested_model, getattr(annotation, "__args__", ()))
    return next(filter(None, found), None)
