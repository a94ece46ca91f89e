"""Hooks into WeasyPrint for drawing text and breaking lines, and a fix for a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

Box = Any
Draw = Callable[..., None]
DrawHook = Callable[..., None]
Lines = Callable[..., Iterator[tuple[Box, Any]]]
LinesHook = Callable[[Callable[[], Iterator[tuple[Box, Any]]], Box, Box], Iterator[tuple[Box, Any]]]
T = TypeVar("T")

DRAW_HOOK: ContextVar[DrawHook | None] = ContextVar("draw hook", default=None)
"""Called for each text with WeasyPrint's `draw_text` and its arguments."""
LINES_HOOK: ContextVar[LinesHook | None] = ContextVar("lines hook", default=None)
"""Returns the lines of a block; called with a function that breaks them, the line and the block."""


@contextmanager
def hooked(hook: ContextVar[T | None], function: T) -> Iterator[None]:
    """Set a hook for the duration of a `with` block."""
    token = hook.set(function)
    try:
        yield
    finally:
        hook.reset(token)


def with_draw_hook(draw: Draw) -> Draw:
    """Make WeasyPrint's `draw_text` call the draw hook, if one is set."""

    def draw_text(*arguments: Any) -> None:
        hook = DRAW_HOOK.get()
        if hook is None:
            draw(*arguments)
        else:
            hook(draw, *arguments)

    return draw_text


def with_lines_hook(break_lines: Lines) -> Lines:
    """Make WeasyPrint's `iter_line_boxes` call the lines hook, if one is set."""

    def iter_line_boxes(
        context: Any, line: Box, y: float, bottom: float, start: Any, block: Box, *rest: Any
    ) -> Iterator[tuple[Box, Any]]:
        lines = partial(break_lines, context, line, y, bottom, start, block, *rest)
        hook = LINES_HOOK.get()
        return lines() if hook is None else hook(lines, line, block)

    return iter_line_boxes


def without_unknown_heights(finish: Callable[..., None]) -> Callable[..., None]:
    """Make `finish_block_formatting_context` skip boxes whose height is not known yet.

    WeasyPrint abandons a grid that moves to the next page before it has a height. If the grid has a
    float, WeasyPrint adds to this height all the same, and fails with a TypeError.
    """

    def finish_block_formatting_context(context: Any, root_box: Any = None) -> None:
        has_height = root_box is not None and root_box.height != "auto"
        finish(context, root_box if has_height else None)

    return finish_block_formatting_context
