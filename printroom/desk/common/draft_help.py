"""Tells who can remove a draft reason, how, and on which page of the desk; and a page of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.pages import page
from printroom.model.drafts import DraftCode, DraftReason


@dataclass(frozen=True, slots=True)
class DraftHelp:
    """A draft reason, with who can remove it, how, and where."""

    reason: str
    who: str
    how: str
    link: str = ""
    """The address of the page where it is removed, or which says in what file that is done."""
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


DRAFTS = "/drafts"
"""The page that says who settles each reason, and how."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can remove one kind of draft reason."""

    reason: str
    """What the reason says, without the names and days that it is about."""
    who: str
    how: str
    page: str = ""
    """The page of the desk for it, or a name of one of `Pages`; empty if it is done in a file."""
    title: str = ""
    file: str = ""
    """The file in which it is noted, if there is no page for it."""


_CALLER = (
    "Whoever looks after your helplines",
    "They call each number, but never an emergency number, which they compare with the official "
    "site. Then they note their name and the day.",
    "/help-lines",
    "Helplines",
)
HELPERS: Mapping[DraftCode, Helper] = {
    "no-lead": Helper(
        "No safeguarding lead has been named",
        "You",
        "Name the school and its safeguarding lead.",
        "school",
    ),
    "helplines-unchecked": Helper("Nobody has checked these helplines yet", *_CALLER),
    "helplines-late": Helper("Helplines must be checked again", *_CALLER),
    "review-due": Helper(
        "Facts, a definition, the law or the session are due for review",
        "Whoever writes your materials",
        "They check what is due at its source, and note the day of the next review.",
        file="review_by: in materials/facts.yaml, materials/nations/ or materials/sessions/",
    ),
    "nation-unchecked": Helper(
        "Nobody has checked the definition, the curriculum, or who must report to whom",
        "The lead whom it names",
        "They compare it with today’s guidance. Whoever writes your materials then deletes its "
        "entry.",
        file="unchecked: in materials/nations/NATION.yaml",
    ),
    "law-unchecked": Helper(
        "No lawyer has checked what the pack says about the law",
        "A lawyer",
        "Whoever writes your materials asks one to check each law that is named in the guide, and "
        "notes the day.",
        file="checked_on: of each law in materials/nations/NATION.yaml",
    ),
    "unsigned": Helper(
        "The wording has not been signed off yet",
        "Your safeguarding lead, who is not the author",
        "They read this pack, and sign it.",
        "review",
        "Read and sign it",
    ),
}
"""For each kind of draft reason, who can remove it and how, as docs/sign-off.md says, too."""
YOU = HELPERS["no-lead"].who


def draft_help(reasons: Iterable[DraftReason], pages: Pages | None = None) -> tuple[DraftHelp, ...]:
    """Each draft reason with who can remove it; first those that the user can remove."""
    found = [_help_for(reason, pages or Pages()) for reason in reasons]
    return tuple(sorted(found, key=lambda one: one.who != YOU))


def _help_for(reason: DraftReason, pages: Pages) -> DraftHelp:
    helper = HELPERS[reason.code]
    link = {"school": pages.school, "review": pages.review}.get(helper.page, helper.page)
    if helper.file:
        link, title = f"{DRAFTS}#{reason.code}", "How that is done"
    else:
        title = helper.title or pages.school_title
    return DraftHelp(reason.text, helper.who, helper.how, link, title if link else "")


def drafts(request: Request) -> Response:
    """The page of all reasons, to which those that are removed in a file link."""
    return page(request, "drafts.html", helpers=HELPERS)


ROUTES = (Route(DRAFTS, drafts),)
