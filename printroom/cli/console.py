"""A rich console whose texts cannot control the terminal.

In a module of its own, since importing rich takes long and most commands do without.
"""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from printroom.characters import escape_invisible


class SafeConsole(Console):
    """A console that escapes control characters in texts from files."""

    def render_str(self, text: str, **options: Any) -> Text:
        """A text with its control and invisible characters escaped."""
        return super().render_str(escape_invisible(text), **options)
