"""Lets a form watch how the texts of a document are drawn, to cut some of them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Draw = Callable[..., None]
Watcher = Callable[..., None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Call `watcher` for each text, with WeasyPrint's `draw_text` and what that is called with."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def for_watcher(draw: Draw) -> Draw:
    """Make WeasyPrint's `draw_text` leave the drawing to a watcher, where there is one."""

    def draw_text(*arguments: Any) -> None:
        watcher = _watcher.get()
        if watcher is None:
            draw(*arguments)
        else:
            watcher(draw, *arguments)

    return draw_text
