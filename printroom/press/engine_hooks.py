"""What WeasyPrint's functions ask of us: how texts are drawn, how lines are broken; and a fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

Box = Any
Draw = Callable[..., None]
Watcher = Callable[..., None]
Lines = Callable[..., Iterator[tuple[Box, Any]]]
Setter = Callable[[Callable[[], Iterator[tuple[Box, Any]]], Box, Box], Iterator[tuple[Box, Any]]]
T = TypeVar("T")

WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
"""Called for each text, with WeasyPrint's `draw_text` and what that is called with."""
SETTER: ContextVar[Setter | None] = ContextVar("setter", default=None)
"""Asked for the lines of each block, with a way to break them, and their block."""


@contextmanager
def hooked(hook: ContextVar[T | None], function: T) -> Iterator[None]:
    """Have the engine call a function in this block."""
    token = hook.set(function)
    try:
        yield
    finally:
        hook.reset(token)


def for_watcher(draw: Draw) -> Draw:
    """Make WeasyPrint's `draw_text` leave the drawing to a watcher, where there is one."""

    def draw_text(*arguments: Any) -> None:
        watcher = WATCHER.get()
        if watcher is None:
            draw(*arguments)
        else:
            watcher(draw, *arguments)

    return draw_text


def for_setter(break_lines: Lines) -> Lines:
    """Make WeasyPrint's `iter_line_boxes` leave its lines to a setter, where there is one."""

    def iter_line_boxes(
        context: Any, line: Box, y: float, bottom: float, start: Any, block: Box, *rest: Any
    ) -> Iterator[tuple[Box, Any]]:
        lines = partial(break_lines, context, line, y, bottom, start, block, *rest)
        setter = SETTER.get()
        return lines() if setter is None else setter(lines, line, block)

    return iter_line_boxes


def without_unknown_heights(finish: Callable[..., None]) -> Callable[..., None]:
    """Make `finish_block_formatting_context` enlarge no box whose height is not known yet.

    A grid that moves to the next page is left before it has a height. With a float in it,
    WeasyPrint adds to this height all the same, and fails with a TypeError.
    """

    def finish_block_formatting_context(context: Any, root_box: Any = None) -> None:
        has_height = root_box is not None and root_box.height != "auto"
        finish(context, root_box if has_height else None)

    return finish_block_formatting_context
