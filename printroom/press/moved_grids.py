"""A fix of WeasyPrint: a grid that moves to the next page may hold a picture set at the side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def without_unknown_heights(finish: Callable[..., None]) -> Callable[..., None]:
    """Make `finish_block_formatting_context` enlarge no box whose height is not known yet.

    A grid that moves to the next page is left before it has a height. With a float in it,
    WeasyPrint adds to this height all the same, and fails with a TypeError.
    """

    def finish_block_formatting_context(context: Any, root_box: Any = None) -> None:
        has_height = root_box is not None and root_box.height != "auto"
        finish(context, root_box if has_height else None)

    return finish_block_formatting_context
