"""Tells who can remove a draft reason, how, and on which page of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from printroom.model.drafts import DraftCode, DraftReason


@dataclass(frozen=True, slots=True)
class DraftHelp:
    """A draft reason, with who can remove it, how, and where."""

    reason: str
    who: str
    how: str
    link: str = ""
    """The address of the page where it is removed; empty if that is done in a file."""
    title: str = ""
    """The text of the link."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of the desk on which draft reasons are removed."""

    school: str = ""
    """Where the school and its lead are named; empty if there is no such page."""
    review: str = "/review?state=unsigned"
    """Where the pack is read and signed."""
    school_title: str = "To the fields of the school"
    """The text of the link to the school."""


@dataclass(frozen=True, slots=True)
class _Helper:
    """Somebody who can remove one kind of draft reason."""

    who: str
    how: str
    page: str = ""
    title: str = ""


_YOU = _Helper("You", "Name the school and its safeguarding lead.", "school")
_CALLER = _Helper(
    "Whoever looks after your helplines",
    "They check each number, and note the day.",
    "/help-lines",
    "Helplines",
)
_AUTHOR = _Helper(
    "Whoever writes your materials",
    "They check the sources again, have a lawyer check the law, and change the date.",
)
_LAWYER = _Helper("A lawyer", "Whoever writes your materials asks one, and notes the day.")
_SIGNER = _Helper(
    "Your safeguarding lead", "They read this pack, and sign it.", "review", "Read and sign it"
)
HELPERS: Mapping[DraftCode, _Helper] = {
    "no-lead": _YOU,
    "helplines-unchecked": _CALLER,
    "helplines-late": _CALLER,
    "review-due": _AUTHOR,
    "nation-unchecked": _AUTHOR,
    "law-unchecked": _LAWYER,
    "unsigned": _SIGNER,
}
"""For each kind of draft reason, who can remove it and how."""


def draft_help(reasons: Iterable[DraftReason], pages: Pages | None = None) -> tuple[DraftHelp, ...]:
    """Each draft reason with who can remove it; first those that the user can remove."""
    found = [_help_for(reason, pages or Pages()) for reason in reasons]
    return tuple(sorted(found, key=lambda one: one.who != _YOU.who))


def _help_for(reason: DraftReason, pages: Pages) -> DraftHelp:
    helper = HELPERS[reason.code]
    link = {"school": pages.school, "review": pages.review}.get(helper.page, helper.page)
    title = helper.title or pages.school_title
    return DraftHelp(reason.text, helper.who, helper.how, link, title if link else "")
