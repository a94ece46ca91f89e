"""One large stack chunk for a deep recursion, which is faster than many small ones.

CPython keeps its frames in chunks of 16 KiB, and gives a chunk back to the system as soon as the
first frame in it returns. A recursion that goes to and fro over such a border maps and unmaps
memory at each call: a tenth of the time of a layout. A frame that asks for more than half a MiB
gets a chunk of one MiB, and the frames below it share the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 70_000
"""Of eight bytes. They are not touched, so that they are only addresses."""


def _call(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return function(*arguments, **named)


_FEW = _call.__code__.co_stacksize


def use_large_chunk(is_large: bool) -> None:
    """Let `with_large_stack` ask for a large chunk, or for no more than any call does."""
    _call.__code__ = _call.__code__.replace(co_stacksize=SLOTS if is_large else _FEW)


def with_large_stack(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function with all its frames in one chunk."""

    @wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> R:
        result: R = _call(function, *arguments, **named)
        return result

    return call
