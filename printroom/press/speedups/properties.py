"""A shortcut for properties that no rule sets.

Rules set few of the hundreds of properties of an element. The others are inherited, or have their
initial values. WeasyPrint treats each of these like a value in a style sheet: it looks for
variables, for functions, and for a property that depends on the direction of writing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from printroom.press.pinned import weasyprint

Style = Any
INHERITED = weasyprint.css.INHERITED
INITIAL = weasyprint.css.INITIAL_VALUES
BY_DIRECTION = weasyprint.css.PHYSICAL_FUNCTIONS
ALWAYS_COMPUTED = frozenset(
    {"display", "float", "page", "position", *weasyprint.css.INITIAL_NOT_COMPUTED}
)
"""Properties that are computed even if no rule sets them."""


def with_shortcut_for_unset(compute: Callable[[Style, str], Any]) -> Callable[[Style, str], Any]:
    """Make WeasyPrint's `ComputedStyle.__missing__` look up unset properties directly."""

    def missing(self: Style, name: str) -> Any:
        set_by_rules, parent = self.cascaded, self.parent_style
        is_special = name in set_by_rules or name in ALWAYS_COMPUTED or parent is None
        if is_special or name.startswith("text_decoration_"):
            return compute(self, name)
        if name in BY_DIRECTION and _by_direction(name, self["direction"]) in set_by_rules:
            return compute(self, name)
        if name not in INHERITED and not name.startswith("__"):
            value = self[name] = INITIAL[name]
            return value
        value = self[name] = parent[name]
        return value

    return missing


@cache
def _by_direction(name: str, direction: str) -> str:
    """The logical property that sets this one in a direction of writing."""
    found: str = BY_DIRECTION[name](block="ttb", inline=direction)
    return found
