"""Says who can change what keeps a pack a draft, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from printroom.compose.coding import UNSIGNED, unsigned

__all__ = ["DraftHelp", "draft_help", "unsigned"]


@dataclass(frozen=True, slots=True)
class DraftHelp:
    """A reason why a pack is a draft, who can change it, and how."""

    reason: str
    who: str
    how: str


_YOU = ("You", "Name the school and its safeguarding lead when you order the pack.")
_CALLER = (
    "Whoever looks after your help lines",
    "They call each number and note the day: python3 generate.py contacts",
)
_AUTHOR = (
    "Whoever writes your materials",
    "They check the sources again, a lawyer the law, and change the date.",
)
_LAWYER = ("A lawyer", "Whoever writes your materials asks one, and notes the day.")
_SIGNER = (
    "Your safeguarding lead",
    "They read this pack on paper and sign it: python3 generate.py sign --help",
)
_HELP = {
    "No safeguarding lead": _YOU,
    "Nobody has checked these helplines": _CALLER,
    "Helplines must be checked again": _CALLER,
    "Due for review": _AUTHOR,
    "No lawyer": _LAWYER,
    UNSIGNED: _SIGNER,
}
"""By the beginning of a reason: who can help, and how."""


def draft_help(reasons: Iterable[str]) -> tuple[DraftHelp, ...]:
    """Each reason with who can change it; what you can change yourself comes first."""
    found = [DraftHelp(reason, *_help(reason)) for reason in reasons]
    return tuple(sorted(found, key=lambda one: one.who != _YOU[0]))


def _help(reason: str) -> tuple[str, str]:
    return next((help for start, help in _HELP.items() if reason.startswith(start)), _AUTHOR)
