"""A console of rich that writes no command of somebody else's to the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from printroom.characters import escape_invisible


class SafeConsole(Console):
    """A console that writes texts without the characters that command a terminal."""

    def render_str(self, text: str, **options: Any) -> Text:
        """A text without the characters that command a terminal."""
        return super().render_str(escape_invisible(text), **options)
