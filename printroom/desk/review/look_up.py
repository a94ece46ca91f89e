"""Look up the code at the foot of a page, as `verify` does: its pack, and whether it is current."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.commands import command
from printroom.desk.common.draft_help import DraftHelp, Pages, draft_help
from printroom.desk.common.marked_words import marked_changes
from printroom.desk.common.pages import asks_for_part, page
from printroom.desk.review.pack_orders import pack_address, version_of
from printroom.desk.state.background import Unasked
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.signatures import WAIT_S
from printroom.ledger.code_lookup import CodeStatus, look_up
from printroom.ledger.code_search import OnGroup, has_index
from printroom.ledger.given_codes import code_in
from printroom.ledger.printed_codes import reviews_with
from printroom.ledger.recorded_code import look_up_recorded
from printroom.ledger.signing import signatures_of
from printroom.ledger.withdrawal import packs_with
from printroom.load.schools.term_file import load_term
from printroom.model import Library, NotFitToPrint, Order, Problem, Review, in_force, order_about

LONGEST = 200
STATES = {
    "current": "Current",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "known": "Known",
    "unknown": "Unknown",
}
MOST_SHOWN = 40


@dataclass(frozen=True)
class NamedPack:
    """A pack with a code: its title, and the address of the page on which it is read."""

    title: str
    """Its session, age group and nation."""
    address: str
    """Empty if the materials no longer have it."""


@dataclass(frozen=True)
class LookedUp:
    """What is known of a code, or the mistakes for which it cannot be looked up."""

    found: CodeStatus | None = None
    printed_for: tuple[PrintedFor, ...] = ()
    """The packs of terms with this code, in the output folder."""
    problems: tuple[Problem, ...] = ()
    is_searched: bool = True
    """Whether an unknown code was compared with every pack that can be printed today."""


def codes(request: Request) -> Response:
    """The form for a code, and its status; while that is looked up, the page asks again."""
    desk = desk_of(request)
    asked = request.query_params.get("code", "")[:LONGEST].strip()
    code = code_in(asked) if asked else None
    looked_up = _looked_up(code, desk) if code else None
    is_wrong = "code" in request.query_params and code is None
    is_part = asks_for_part(request)
    return page(
        request,
        "code.html" if is_part else "codes.html",
        422 if is_wrong else 200,
        asked=asked,
        code=code,
        errors={"code": "Enter a code as it is printed, such as ABC-DEF"} if is_wrong else {},
        waits=code is not None and (looked_up is None or not looked_up.is_searched),
        **_values(looked_up, desk),
        command=command(desk.settings, "verify", code or "ABC-DEF"),
        merge_command=command(desk.settings, "record", "merge", "FOLDER"),
    )


def _values(looked_up: LookedUp | None, desk: Desk) -> dict[str, object]:
    """The values that the page shows for a code."""
    found = looked_up.found if looked_up else None
    library = _library(desk)
    orders = (found.orders or ((found.order,) if found.order else ())) if found else ()
    return {
        "found": found,
        "state": STATES[found.state] if found else "",
        "problems": [one.shorten() for one in looked_up.problems] if looked_up else [],
        "packs": list(_pack_names(orders, library)),
        "review_days": _review_days(found, library) if found else [],
        "drafts": list(_drafts(found, library)) if found else [],
        "signatures": _signatures(found, desk.settings.materials, library),
        "printed_for": looked_up.printed_for if looked_up else (),
        "most_shown": MOST_SHOWN,
        "still_current": list(_pack_names(found.still_current, library)) if found else [],
        "document": _document_title(found) if found else "",
        "changes": marked_changes(found.words) if found else (),
    }


def _review_days(
    found: CodeStatus, library: Library | None
) -> list[tuple[dt.date, list[NamedPack]]]:
    """Each day of review that pages with a code print, with their current packs."""
    return [(day, _names(orders, library)) for day, orders in found.review_days.items()]


def _drafts(
    found: CodeStatus, library: Library | None
) -> Iterator[tuple[DraftHelp, list[NamedPack]]]:
    """Each reason to be a draft, with the packs that have it; none named if all have it."""
    every = _names((plan.order for plan in found.plans), library)
    for reason, orders in found.drafts.items():
        named = _names(orders, library)
        pages = Pages(review=named[0].address) if len(named) == 1 else Pages()
        yield draft_help([reason], pages)[0], named if len(named) < len(every) else []


def _names(orders: Iterable[Order], library: Library | None) -> list[NamedPack]:
    """The titles and addresses of these packs, each once."""
    return list(dict.fromkeys(_pack_names(orders, library)))


def _signatures(
    found: CodeStatus | None, materials: Path, library: Library | None
) -> list[tuple[NamedPack, tuple[Review, ...]]]:
    """Each pack whose words with this code were signed, with its sign-offs."""
    every = signers(found, materials, library)
    signed = {order: reviews for order, reviews in every.items() if reviews}
    return list(zip(_pack_names(signed, library), signed.values(), strict=True))


def _looked_up(code: str, desk: Desk) -> LookedUp | None:
    """What is known of a code; none while it is looked up. Finished results are not kept.

    A code that was recorded, printed or signed is found at once. Any other code is compared with
    every pack that can be printed today, and meanwhile the page tells so. Such a search holds up no
    other page, and stops when its own is left.
    """
    key = ("code", code)
    found = _result(desk.results.get(key, lambda: _look_up(code, desk, None)))
    if found and not found.is_searched:
        search = desk.searches.ask(code, lambda on_group: _look_up(code, desk, on_group))
        found = _result(search) or found
    if found and found.is_searched:
        desk.results.forget(key)
        desk.searches.forget(code)
    return found


def _result(future: Future[LookedUp]) -> LookedUp | None:
    """A result; none until it is made."""
    try:
        return future.result(WAIT_S)
    except (NotYet, Unasked):
        return None


def _look_up(code: str, desk: Desk, on_group: OnGroup | None) -> LookedUp:
    """Look up a code as `verify` does: in the record only, while the materials have mistakes."""
    settings = desk.settings
    try:
        try:
            sources = desk.fresh_sources()
        except NotFitToPrint as error:
            folders = (settings.materials, settings.output)
            found = look_up_recorded(
                code, folders, desk.record(), settings.today(), unread=error.problems
            )
            return LookedUp(found)
        current = desk.content(sources)
        found = look_up(code, settings.output, current, desk.record(), on_group)
        is_searched = on_group is not None or found.state != "unknown" or has_index(current)
        where = settings.materials, settings.output
        known_for = printed_for(code, *where, sources.library)
        return LookedUp(found, known_for, is_searched=is_searched)
    except NotFitToPrint as error:
        return LookedUp(problems=error.problems)


def _library(desk: Desk) -> Library | None:
    """The materials, if they can be read."""
    try:
        return desk.sources().library
    except NotFitToPrint:
        return None


def _pack_names(orders: Iterable[Order], library: Library | None) -> Iterator[NamedPack]:
    """The titles and addresses of these packs."""
    for order in orders:
        is_known = (
            library is not None
            and order.session in library.sessions
            and order.band in library.sessions[order.session].bands
            and order.nation in library.nations
        )
        if library is None or not is_known:
            names = (order.session, order.band, order.nation, version_of(order))
            yield NamedPack(", ".join(name for name in names if name), "")
            continue
        session, band = library.sessions[order.session], library.bands[order.band]
        where = (band.title, library.nations[order.nation].title, version_of(order))
        title = f"{session.code} {session.title}: {', '.join(one for one in where if one)}"
        yield NamedPack(title, pack_address(order, library))


def _document_title(found: CodeStatus) -> str:
    """The title of the document with the code; its name if it is no longer printed."""
    documents = found.plan.documents if found.plan else ()
    titles = {one.row.name: one.row.title for one in documents}
    return titles.get(found.document, found.document)


@dataclass(frozen=True, slots=True)
class PrintedFor:
    """A pack of a term with a code, in the output folder of this computer."""

    term: str
    school: str
    """The name of the school if the term's list has it, otherwise its id."""
    date: str
    """The day of the visit, such as 2027-01-18; empty if it has none."""


def signers(
    found: CodeStatus | None, materials: Path, library: Library | None
) -> dict[Order, tuple[Review, ...]]:
    """The sign-offs of the words with this code, by pack, whether or not they are still current."""
    if found is None or library is None:
        return {}
    if found.plans:
        return {
            plan.order: tuple(
                one for one in signatures_of(plan.order, library) if one.digest == plan.digest
            )
            for plan in found.plans
        }
    signed: dict[Order, tuple[Review, ...]] = {}
    for one, _ in reviews_with(found.code, materials, in_force(library.reviews)):
        order = order_about(one, seed=one.seed)
        signed[order] = (*signed.get(order, ()), one)
    return signed


def printed_for(
    code: str, materials: Path, output: Path, library: Library | None
) -> tuple[PrintedFor, ...]:
    """The packs of terms with a code, from their manifests; the record has no schools."""
    names: dict[str, dict[str, str]] = {}
    found = []
    for _, manifest in packs_with((code,), output):
        if not manifest.term:
            continue
        if manifest.term not in names:
            names[manifest.term] = _schools(manifest.term, materials, library)
        school = names[manifest.term].get(manifest.school, manifest.school)
        found.append(PrintedFor(manifest.term, school, manifest.date))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.date or "9999", one.school)))


def _schools(term: str, materials: Path, library: Library | None) -> dict[str, str]:
    """The names of a term's schools by their ids; empty if its list cannot be read."""
    if library is None:
        return {}
    try:
        schools = load_term(materials, term, library).listed.schools
    except NotFitToPrint:
        return {}
    return {school_id: school.name for school_id, school in schools.items()}


ROUTES = (Route("/codes", codes),)
