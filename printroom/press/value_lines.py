"""Lets `small_type` decide how the lines of each block are broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

Box = Any
Lines = Callable[..., Iterator[tuple[Box, Any]]]
Setter = Callable[[Callable[[], Iterator[tuple[Box, Any]]], Box, Box], Iterator[tuple[Box, Any]]]

_setter: ContextVar[Setter | None] = ContextVar("setter", default=None)


@contextmanager
def set_by(setter: Setter) -> Iterator[None]:
    """Ask `setter` for the lines of each block, with a way to break them, and their block."""
    token = _setter.set(setter)
    try:
        yield
    finally:
        _setter.reset(token)


def for_setter(break_lines: Lines) -> Lines:
    """Make WeasyPrint's `iter_line_boxes` leave its lines to a setter, where there is one."""

    def iter_line_boxes(
        context: Any, line: Box, y: float, bottom: float, start: Any, block: Box, *rest: Any
    ) -> Iterator[tuple[Box, Any]]:
        lines = partial(break_lines, context, line, y, bottom, start, block, *rest)
        setter = _setter.get()
        return lines() if setter is None else setter(lines, line, block)

    return iter_line_boxes
