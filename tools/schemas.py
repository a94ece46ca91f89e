"""Writes JSON Schemas from the models, with which text editors check the files that people write.

python tools/schemas.py            write docs/schemas/
python tools/schemas.py --check    list the files that do not match the models; exit 1 if any

There is one for each kind of file in materials/ and templates/, and one for the front matter of a
snippet, with the fields of each kind of activity.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from pydantic import BaseModel  # noqa: E402 - the project is not installed

from printroom.activities import shape  # noqa: E402
from printroom.load import load_templates  # noqa: E402
from printroom.model import (  # noqa: E402
    Band,
    Contact,
    Fact,
    GlossaryEntry,
    LanguageRule,
    Nation,
    NotInPuzzles,
    Person,
    PictureEntry,
    Placeholders,
    Remark,
    Review,
    School,
    Session,
    SessionTemplate,
    SheetLayout,
    SnippetHead,
    SpreadEntry,
    Term,
    Topic,
    VariantHead,
    Withdrawn,
)
from printroom.model.channels import CheckLimit  # noqa: E402
from printroom.model.people import Scene  # noqa: E402

FOLDER = HOME / "docs" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: Mapping[str, type[BaseModel]] = {
    "nation": Nation,
    "session": Session,
    "session-template": SessionTemplate,
    "sheet": SheetLayout,
    "term": Term,
}
"""Files that have one object."""
ENTRIES: Mapping[str, type[BaseModel]] = {
    "bands": Band,
    "checks": CheckLimit,
    "contacts": Contact,
    "facts": Fact,
    "glossary": GlossaryEntry,
    "language": LanguageRule,
    "not-in-puzzles": NotInPuzzles,
    "placeholders": Placeholders,
    "spread": SpreadEntry,
    "people": Person,
    "pictures": PictureEntry,
    "scenes": Scene,
    "schools": School,
    "topics": Topic,
    "withdrawn": Withdrawn,
}
"""Files of entries by name."""


def schemas() -> dict[str, dict[str, Any]]:
    """All schemas by the names of their files."""
    kinds = load_templates(HOME / "templates").kinds
    found = {name: _schema(model) for name, model in FILES.items()}
    for name, model in ENTRIES.items():
        inner = _schema(model)
        shared = {"$defs": inner.pop("$defs")} if "$defs" in inner else {}
        found[name] = {"type": "object", "additionalProperties": inner, **shared}
    for name, model in (("reviews", Review), ("remarks", Remark)):
        found[name] = {"type": "array", "items": _schema(model)}
    for name, head in (("snippet", SnippetHead), ("snippet-variant", VariantHead)):
        found[name] = _with_activities(_schema(head), kinds)
    return {f"{name}.json": {"$schema": DIALECT, **schema} for name, schema in found.items()}


def _with_activities(schema: dict[str, Any], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of the front matter of a snippet, with those of all kinds of activity."""
    definitions = schema.setdefault("$defs", {})
    options = []
    for name, kind in sorted(kinds.items()):
        one = _schema(shape(kind.shape))
        for inner, definition in one.pop("$defs", {}).items():
            own = f"{kind.shape}.{inner}"
            definitions[own] = _renamed(definition, kind.shape)
        one = _renamed(one, kind.shape)
        one["properties"]["kind"] = {"const": name}
        definitions[name] = {**one, "title": name}
        options.append({"$ref": f"#/$defs/{name}"})
    schema["properties"]["activity"] = {"oneOf": options}
    return schema


def _renamed(value: Any, shape_name: str) -> Any:
    """A schema whose references have the name of this shape before that of the definition."""
    if isinstance(value, dict):
        return {
            key: f"#/$defs/{shape_name}.{str(inner).rpartition('/')[2]}"
            if key == "$ref"
            else _renamed(inner, shape_name)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_renamed(inner, shape_name) for inner in value]
    return value


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema, with the docstrings of its fields as descriptions."""
    schema = model.model_json_schema()
    for name, known in {model.__name__: model, **dict(_inner_models(model))}.items():
        target = schema if known is model else schema.get("$defs", {}).get(name)
        if target is None:
            continue
        for field, description in _docstrings(known).items():
            if field in target.get("properties", {}):
                target["properties"][field]["description"] = description
    return schema


def _inner_models(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """The models in the fields of a model, by name, at any depth."""
    waiting: list[object] = [field.annotation for field in model.model_fields.values()]
    seen: set[object] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in seen:
            seen.add(one)
            yield one.__name__, one
            waiting += [field.annotation for field in one.model_fields.values()]
        waiting += get_args(one)


@cache
def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The docstring of each field of a class and its ancestors."""
    found: dict[str, str] = {}
    for known in reversed(model.__mro__):
        if not issubclass(known, BaseModel) or known is BaseModel:
            continue
        (body,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(known))).body
        assert isinstance(body, ast.ClassDef)
        for field, below in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            ):
                found[field.target.id] = inspect.cleandoc(str(below.value.value))
    return found


def text(schema: Mapping[str, Any]) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the schemas, or compare them with the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    wanted = {name: text(schema) for name, schema in schemas().items()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    there = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    changed = sorted(n for n in wanted.keys() | there.keys() if wanted.get(n) != there.get(n))
    for name in changed:
        print(f"docs/schemas/{name}")
        if not is_check:
            (FOLDER / name).unlink(missing_ok=True)
            if name in wanted:
                (FOLDER / name).write_text(wanted[name], encoding="utf-8")
    sys.exit(1 if is_check and changed else 0)


if __name__ == "__main__":
    main()
