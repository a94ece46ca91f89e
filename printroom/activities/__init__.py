"""The shapes of activity: one module a shape, found by its name.

A shape's module `word_search` holds a model `WordSearch`: what an author writes, and how one
seed arranges it into the learner's side and the key. The seed never sees an answer: a learner's
page is the same whatever the answers are.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from printroom.model import ActivityModel


@cache
def shape_names() -> tuple[str, ...]:
    """The names of all shapes there are, as templates write them ("word-search")."""
    rooms = Path(__file__).parent.glob("*.py")
    return tuple(sorted(room.stem.replace("_", "-") for room in rooms if room.stem[0] != "_"))


def shape(name: str) -> type[ActivityModel]:
    """The model of the shape with this name; a `KeyError` when there is none."""
    if name not in shape_names():
        raise KeyError(name)
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    return cast("type[ActivityModel]", getattr(module, name.title().replace("-", "")))
