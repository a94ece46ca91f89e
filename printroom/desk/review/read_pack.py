"""The page on which a reviewer reads a pack as it prints, beside the sources of its words."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from printroom.desk.common.draft_help import Pages, draft_help
from printroom.desk.common.marked_words import marked_changes
from printroom.desk.common.pages import asks_for_part, fragment, page
from printroom.desk.common.users import person_of
from printroom.desk.review.pack_orders import pack_address, parse_order, version_of
from printroom.desk.review.sign_form import SignForm
from printroom.desk.state.background import size_of
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.signatures import WAIT_S
from printroom.ledger.remarks import place_remark, remarks_on
from printroom.ledger.shown_parts import ShownPart
from printroom.ledger.signing import SignatureState, signature_states, signatures_of, taken_back
from printroom.make import Sources
from printroom.make.preview.review_copy import ReadDocument, Reading
from printroom.model import NotFitToPrint, Order, Problem

KINDS = {
    "snippets": "Title and activity",
    "sessions": "The session",
    "nations": "Words of the nation",
    "contacts.yaml": "Helplines",
    "facts.yaml": "Facts",
    "bands.yaml": "Words of the age group",
    "glossary.yaml": "Word list",
    "pictures.yaml": "Pictures",
    "portraits": "Pictures",
    "people.yaml": "People",
    "scenes.yaml": "Scenes",
}
"""The titles of parts without a heading, by the file or folder of materials they come from."""
FIXED = "Fixed words of this kind of page"
COMPOSED = "Put together for this pack"
AT = "/review/{code}/{band}/{nation}"


@dataclass(frozen=True)
class ShownPages:
    """The pictures of a document's pages, once they are drawn."""

    pictures: tuple[tuple[str, int, int], ...] = ()
    """The address, width and height of each."""
    problems: tuple[Problem, ...] = ()
    """Why the document cannot be printed."""
    is_over: bool = False

    @property
    def state(self) -> str:
        """The state in words, for screen readers."""
        if not self.is_over:
            return "being made"
        if self.problems:
            return "cannot be made"
        return f"{len(self.pictures)} {'page' if len(self.pictures) == 1 else 'pages'}"


def read(request: Request) -> Response:
    """The page of a pack; while the pack is composed, the page asks again."""
    desk = desk_of(request)
    sources = desk.sources()
    order = parse_order(request, desk, sources)
    form = SignForm.empty(desk.settings.today(), person_of(request))
    return show_pack(request, desk, sources, order, form)


def show_pack(
    request: Request,
    desk: Desk,
    sources: Sources,
    order: Order,
    form: SignForm,
    wait_s: float | None = WAIT_S,
) -> Response:
    """The page of a pack with the form to sign it; or the problems for which it cannot print."""
    reading, stopped = _reading(desk.packs_being_read.reading(order, sources), wait_s)
    is_part = asks_for_part(request)
    shown = _pack_values(reading, desk, sources, form) if reading else {}
    return page(
        request,
        "pack_body.html" if is_part else "pack.html",
        422 if form.is_wrong or (stopped and not is_part) else 200,
        reading=reading,
        stopped=stopped,
        session=sources.library.sessions[order.session],
        band=sources.library.bands[order.band].title,
        nation=sources.library.nations[order.nation].title,
        version=version_of(order),
        address=pack_address(order, sources.library),
        form=form,
        problems=[one.shorten() for one in desk.current.problems],
        **shown,
    )


def _reading(
    future: Future[Reading], wait_s: float | None
) -> tuple[Reading | None, tuple[Problem, ...]]:
    """The composed pack, if it is ready by now; and the problems that stop it."""
    try:
        return future.result(wait_s), ()
    except NotYet:
        return None, ()
    except NotFitToPrint as error:
        return None, tuple(one.shorten() for one in error.problems)


def _pack_values(reading: Reading, desk: Desk, sources: Sources, form: SignForm) -> dict[str, Any]:
    """The values that the page shows for a composed pack."""
    order, library = reading.plan.order, sources.library
    lapsed = _lapsed(reading, desk, sources)
    return {
        "documents": [(one, _pages_of(one, order, desk, sources)) for one in reading.documents],
        "signatures": [
            one for one in signatures_of(order, library) if one.digest == reading.plan.digest
        ],
        "taken_back": taken_back(order, library),
        "lapsed": lapsed,
        "changes": marked_changes(lapsed.words) if lapsed else (),
        "remarks": [
            place_remark(one, reading.plan) for one in remarks_on(order, sources.library.remarks)
        ],
        "part_title": part_title,
        "draft": draft_help(reading.plan.draft, Pages(review="#sign")),
        "command": form.command(order, reading.plan.code, desk.settings),
        "printed": _count_printed(reading, desk),
        "below": lambda path: pack_address(order, library, path),
    }


def part_title(part: ShownPart) -> str:
    """The title of a part: its heading, or else the kind of words in its file."""
    if not part.path:
        return COMPOSED
    folders = PurePath(part.path).parts
    is_fixed = "templates" in folders
    kinds = (title for name, title in KINDS.items() if name in folders and not is_fixed)
    return part.title or next(kinds, FIXED)


def _lapsed(reading: Reading, desk: Desk, sources: Sources) -> SignatureState | None:
    """The last signature of this pack, if it no longer holds."""
    order = reading.plan.order
    if reading.is_signed or not signatures_of(order, sources.library):
        return None
    (state,) = signature_states(desk.content(sources), [order], desk.record())
    return state if state.state == "changed" else None


def pages(request: Request) -> Response:
    """The pages of one document, as a part of the page of the pack."""
    desk, sources = desk_of(request), desk_of(request).sources()
    document, order = _document(request, desk, sources)
    return HTMLResponse(
        fragment(
            "pack_pages.html",
            document=document,
            shown=_pages_of(document, order, desk, sources),
            below=lambda path: pack_address(order, sources.library, path),
        )
    )


def printed(request: Request) -> Response:
    """How many documents are ready, as a part of the page that screen readers announce."""
    desk, sources = desk_of(request), desk_of(request).sources()
    order = parse_order(request, desk, sources)
    reading = desk.packs_being_read.reading(order, sources).result()
    return HTMLResponse(
        fragment(
            "pack_printed.html",
            printed=_count_printed(reading, desk),
            reading=reading,
            below=lambda path: pack_address(order, sources.library, path),
        )
    )


def picture(request: Request) -> Response:
    """The picture of one page of a document, once it is drawn."""
    desk = desk_of(request)
    document, _ = _document(request, desk, desk.sources())
    drawn = desk.packs_being_read.pages(document)
    number = request.path_params["page"]
    if not drawn.done() or drawn.exception() or not 1 <= number <= len(drawn.result()):
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=60"}
    return Response(drawn.result()[number - 1], media_type="image/png", headers=headers)


def large(request: Request) -> Response:
    """One page of a document by itself, with links to the ones before and after it."""
    desk, sources = desk_of(request), desk_of(request).sources()
    document, order = _document(request, desk, sources)
    number = request.path_params["page"]
    count = len(_pages_of(document, order, desk, sources).pictures)
    if not 1 <= number <= count:
        raise HTTPException(404)

    def at(path: str) -> str:
        return pack_address(order, sources.library, f"/documents/{document.name}/{path}")

    return page(
        request,
        "large_page.html",
        title=document.planned.row.title,
        back=f"{pack_address(order, sources.library)}#document-{document.name}",
        kicker=sources.library.sessions[order.session].title,
        number=number,
        count=count,
        picture=at(f"{number}.png"),
        before=at(f"{number - 1}") if number > 1 else "",
        after=at(f"{number + 1}") if number < count else "",
    )


def _document(request: Request, desk: Desk, sources: Sources) -> tuple[ReadDocument, Order]:
    """The document in the address, and its order; 404 if there is none."""
    order = parse_order(request, desk, sources)
    reading = desk.packs_being_read.reading(order, sources).result()
    document = reading.document(request.path_params["document"])
    if document is None:
        raise HTTPException(404)
    return document, order


def _count_printed(reading: Reading, desk: Desk) -> int:
    return sum(desk.packs_being_read.pages(one).done() for one in reading.documents)


def _pages_of(document: ReadDocument, order: Order, desk: Desk, sources: Sources) -> ShownPages:
    """The pictures of a document, if they are drawn."""
    drawn = desk.packs_being_read.pages(document)
    if not drawn.done():
        return ShownPages()
    try:
        found = drawn.result()
    except NotFitToPrint as error:
        return ShownPages(problems=tuple(one.shorten() for one in error.problems), is_over=True)
    at = f"/documents/{document.name}"
    return ShownPages(
        tuple(
            (pack_address(order, sources.library, f"{at}/{number}.png"), *size_of(one))
            for number, one in enumerate(found, start=1)
        ),
        is_over=True,
    )


ROUTES = (
    Route(AT, read, methods=["GET"]),
    Route(f"{AT}/printed", printed),
    Route(f"{AT}/documents/{{document}}", pages),
    Route(f"{AT}/documents/{{document}}/{{page:int}}.png", picture),
    Route(f"{AT}/documents/{{document}}/{{page:int}}", large),
)
