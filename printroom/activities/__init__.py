"""The shapes of activity, one module each, found by name.

The module `word_search` defines the model `WordSearch`: what an author writes, and how a seed
arranges it into the learner's side and the key. Arranging never uses the answers, so a learner's
page is the same whatever they are.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from printroom.model import ActivityModel


@cache
def shape_names() -> tuple[str, ...]:
    """The names of all shapes, as templates write them ("word-search")."""
    stems = (file.stem for file in Path(__file__).parent.glob("*.py"))
    return tuple(sorted(stem.replace("_", "-") for stem in stems if stem[0] != "_"))


def shape(name: str) -> type[ActivityModel]:
    """The model of the shape with this name. Raises `KeyError` when there is none."""
    if name not in shape_names():
        raise KeyError(name)
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    return cast("type[ActivityModel]", getattr(module, name.title().replace("-", "")))
