"""The page on which a reviewer reads a pack as it prints, beside the source of its words."""

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
from printroom.desk.common.pages import fragment, page
from printroom.desk.common.users import person_of
from printroom.desk.review.pack_orders import pack_address, parse_order, version_of
from printroom.desk.review.sign_form import SignForm
from printroom.desk.state.background import size_of
from printroom.desk.state.shop import Shop, shop_of
from printroom.desk.state.signatures import PATIENCE_S
from printroom.ledger.remarks import place_remark, remarks_on
from printroom.ledger.shown_parts import ShownPart
from printroom.ledger.signing import SignatureState, signature_states, signatures_of
from printroom.make import Sources
from printroom.make.preview.review_copy import ReadDocument, Reading
from printroom.model import NotFitToPrint, Order, Problem

KINDS = {
    "snippets": "Title and activity",
    "sessions": "The session",
    "nations": "Words of the nation",
    "contacts.yaml": "Help lines",
    "facts.yaml": "Facts",
    "bands.yaml": "Words of the age group",
    "glossary.yaml": "Word list",
    "pictures.yaml": "Pictures",
    "portraits": "Pictures",
    "people.yaml": "People",
    "scenes.yaml": "Scenes",
}
"""What is written in a file or folder of materials, for parts without a heading."""
FIXED = "Fixed words of this kind of page"
AT = "/review/{code}/{band}/{nation}"


@dataclass(frozen=True)
class ShownPages:
    """The pages of a document as far as they are there."""

    pictures: tuple[tuple[str, int, int], ...] = ()
    """The address, width and height of each."""
    problems: tuple[Problem, ...] = ()
    """Why they cannot be printed."""
    is_over: bool = False

    @property
    def state(self) -> str:
        """For somebody who does not see them come."""
        if not self.is_over:
            return "being made"
        if self.problems:
            return "cannot be made"
        return f"{len(self.pictures)} {'page' if len(self.pictures) == 1 else 'pages'}"


def read(request: Request) -> Response:
    """The page of a pack; while it is composed, one that asks again."""
    shop = shop_of(request)
    sources = shop.sources()
    order = parse_order(request, shop, sources)
    form = SignForm.empty(shop.settings.today(), person_of(request))
    return show_pack(request, shop, sources, order, form)


def show_pack(
    request: Request,
    shop: Shop,
    sources: Sources,
    order: Order,
    form: SignForm,
    patience_s: float | None = PATIENCE_S,
) -> Response:
    """The page of a pack with a form to sign it, as it was filled in; or why it cannot print."""
    reading, stopped = _reading(shop.packs_being_read.reading(order, sources), patience_s)
    is_part = request.headers.get("hx-request") == "true"
    shown = _pack_values(reading, shop, sources, form) if reading else {}
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
        problems=[one.shorten() for one in shop.current.problems],
        **shown,
    )


def _reading(
    future: Future[Reading], patience_s: float | None
) -> tuple[Reading | None, tuple[Problem, ...]]:
    """A pack to read, if it is composed by now; and why it cannot be printed."""
    try:
        return future.result(patience_s), ()
    except NotYet:
        return None, ()
    except NotFitToPrint as error:
        return None, tuple(one.shorten() for one in error.problems)


def _pack_values(reading: Reading, shop: Shop, sources: Sources, form: SignForm) -> dict[str, Any]:
    """What the page shows of a pack that is composed."""
    order, library = reading.plan.order, sources.library
    lapsed = _lapsed(reading, shop, sources)
    return {
        "documents": [(one, _pages_of(one, order, shop, sources)) for one in reading.documents],
        "signatures": [
            one for one in signatures_of(order, library) if one.digest == reading.plan.digest
        ],
        "lapsed": lapsed,
        "changes": marked_changes(lapsed.words) if lapsed else (),
        "remarks": [
            place_remark(one, reading.plan) for one in remarks_on(order, sources.library.remarks)
        ],
        "part_title": part_title,
        "draft": draft_help(reading.plan.draft, Pages(review="#sign")),
        "command": form.command(order, reading.plan.code, shop.settings),
        "printed": _count_printed(reading, shop),
        "below": lambda path: pack_address(order, library, path),
    }


def part_title(part: ShownPart) -> str:
    """What a part is called: its heading, or else what kind of words are in its file."""
    folders = PurePath(part.path).parts
    is_fixed = "templates" in folders
    kinds = (title for name, title in KINDS.items() if name in folders and not is_fixed)
    return part.title or next(kinds, FIXED)


def _lapsed(reading: Reading, shop: Shop, sources: Sources) -> SignatureState | None:
    """The last signature of this pack, if it no longer holds."""
    order = reading.plan.order
    if reading.is_signed or not signatures_of(order, sources.library):
        return None
    (state,) = signature_states(shop.content(sources), [order], shop.record())
    return state if state.state == "changed" else None


def pages(request: Request) -> Response:
    """The pages of a document, to put into its place on the page of the pack."""
    shop, sources = shop_of(request), shop_of(request).sources()
    document, order = _document(request, shop, sources)
    return HTMLResponse(
        fragment(
            "pack_pages.html",
            document=document,
            shown=_pages_of(document, order, shop, sources),
            below=lambda path: pack_address(order, sources.library, path),
        )
    )


def printed(request: Request) -> Response:
    """How many documents are there, for the live region."""
    shop, sources = shop_of(request), shop_of(request).sources()
    order = parse_order(request, shop, sources)
    reading = shop.packs_being_read.reading(order, sources).result()
    return HTMLResponse(
        fragment(
            "pack_printed.html",
            printed=_count_printed(reading, shop),
            reading=reading,
            below=lambda path: pack_address(order, sources.library, path),
        )
    )


def picture(request: Request) -> Response:
    """One page of a document, once it is there."""
    shop = shop_of(request)
    document, _ = _document(request, shop, shop.sources())
    drawn = shop.packs_being_read.pages(document)
    number = request.path_params["page"]
    if not drawn.done() or drawn.exception() or not 1 <= number <= len(drawn.result()):
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=60"}
    return Response(drawn.result()[number - 1], media_type="image/png", headers=headers)


def large(request: Request) -> Response:
    """One page of a document by itself, with links to the ones before and after it."""
    shop, sources = shop_of(request), shop_of(request).sources()
    document, order = _document(request, shop, sources)
    number = request.path_params["page"]
    count = len(_pages_of(document, order, shop, sources).pictures)
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


def _document(request: Request, shop: Shop, sources: Sources) -> tuple[ReadDocument, Order]:
    """The document that an address names."""
    order = parse_order(request, shop, sources)
    reading = shop.packs_being_read.reading(order, sources).result()
    document = reading.document(request.path_params["document"])
    if document is None:
        raise HTTPException(404)
    return document, order


def _count_printed(reading: Reading, shop: Shop) -> int:
    return sum(shop.packs_being_read.pages(one).done() for one in reading.documents)


def _pages_of(document: ReadDocument, order: Order, shop: Shop, sources: Sources) -> ShownPages:
    """The pictures of a document, if they are there."""
    drawn = shop.packs_being_read.pages(document)
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
