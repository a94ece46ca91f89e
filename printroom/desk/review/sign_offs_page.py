"""Review: which packs are signed, which are not, which sign-offs are no longer valid, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.commands import command
from printroom.desk.common.marked_words import MarkedChange, marked_changes
from printroom.desk.common.pages import asks_for_part, page
from printroom.desk.review.pack_orders import pack_address, version_of
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.signatures import KnownSignatures, States
from printroom.ledger.signing import SignatureState, listed_orders
from printroom.model import Library, order_about

STATES = {
    "unsigned": "Never signed",
    "changed": "No longer valid",
    "signed": "Signed",
    "withdrawn": "Withdrawn",
    "unprintable": "Cannot be printed",
}
"""The states of a sign-off, as they are shown and chosen."""


@dataclass(frozen=True)
class Filter:
    """Which packs are listed; an unknown value is left out."""

    session: str = ""
    """The code of a session."""
    band: str = ""
    nation: str = ""
    state: str = ""

    @classmethod
    def of(cls, request: Request, library: Library) -> Filter:
        """The filter in the address of a request."""
        known = {
            "session": [session.code for session in library.sessions.values()],
            "band": list(library.bands),
            "nation": list(library.nations),
            "state": list(STATES),
        }
        given = {name: request.query_params.get(name, "") for name in known}
        return cls(**{name: one for name, one in given.items() if one in known[name]})

    def matches(self, state: SignatureState) -> bool:
        """Whether a pack is listed."""
        return all(
            wanted in ("", found)
            for wanted, found in (
                (self.session, state.session_code),
                (self.band, state.band),
                (self.nation, state.nation),
                (self.state, state.state),
            )
        )

    def command(self, desk: Desk) -> str:
        """The command that lists the same packs; it always shows every state."""
        named = (self.session,) if self.session else ()
        options = {"--band": self.band, "--nation": self.nation}
        return command(desk.settings, "list", *named, "--signed", **options)


@dataclass(frozen=True)
class Row:
    """A pack as the list shows it."""

    state: SignatureState
    band: str
    nation: str
    version: str
    address: str

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state.state]


@dataclass(frozen=True)
class Lapsed:
    """Packs of a session that have changed in the same words since they were signed."""

    rows: list[Row]
    words: tuple[MarkedChange, ...]

    @property
    def state(self) -> SignatureState:
        """The state of the first pack; the others have the same changes."""
        return self.rows[0].state


def review(request: Request) -> Response:
    """The packs with their sign-offs, or those of some sessions, ages and nations."""
    desk = desk_of(request)
    library = desk.sources().library
    listed = desk.signatures.now(desk.sources())
    chosen = Filter.of(request, library)
    known = _not_compared(library, desk) if listed.states is None else listed.states
    states = [state for state in known if chosen.matches(state)]
    is_part = asks_for_part(request)
    return page(
        request,
        "review_list.html" if is_part else "review.html",
        **_shared_values(listed, desk, library),
        sessions=[
            (code, title, [_row(state, library) for state in those])
            for (code, title), those in groupby(states, lambda one: (one.session_code, one.title))
        ],
        count=len(states),
        signed=sum(state.state == "signed" for state in states),
        chosen=chosen,
        states=STATES,
        again="/review",
        command=chosen.command(desk),
    )


def _not_compared(library: Library, desk: Desk) -> list[SignatureState]:
    """Every pack, until it is known whether it is signed; all are listed as unsigned."""
    return sorted(
        (
            SignatureState(
                *(order.session, session.title, session.code, order.band, order.nation, "unsigned"),
                minutes=order.minutes,
                follows=order.follows,
            )
            for order in listed_orders(library, desk.settings.today())
            if (session := library.sessions.get(order.session))
        ),
        key=lambda state: state.session_code,
    )


def changed(request: Request) -> Response:
    """Every sign-off that is no longer valid, with the old and new wording side by side."""
    desk = desk_of(request)
    library = desk.sources().library
    listed = desk.signatures.now(desk.sources())
    is_part = asks_for_part(request)
    return page(
        request,
        "changed_list.html" if is_part else "changed.html",
        **_shared_values(listed, desk, library),
        groups=_together(_row(state, library) for state in _lapsed(listed.states)),
        again="/review/changed",
        command=Filter().command(desk),
    )


def _shared_values(listed: KnownSignatures, desk: Desk, library: Library) -> dict[str, Any]:
    """The values that all three pages show."""
    return {
        "listed": listed,
        "library": library,
        "changed_count": len(_lapsed(listed.states)) if listed.is_current else None,
        "stopped": [one.shorten() for one in listed.problems],
        "remark_count": len(library.remarks),
        "problems": [one.shorten() for one in desk.current.problems],
    }


def _lapsed(states: States | None) -> list[SignatureState]:
    return [state for state in states or () if state.state == "changed"]


def remarks(request: Request) -> Response:
    """Every remark, by pack."""
    desk = desk_of(request)
    library = desk.sources().library
    listed = desk.signatures.now(desk.sources())
    states = [state for state in listed.states or () if state.remarks]
    known = sum(len(state.remarks) for state in states)
    is_part = asks_for_part(request)
    return page(
        request,
        "remarks_list.html" if is_part else "remarks.html",
        **_shared_values(listed, desk, library),
        rows=[_row(state, library) for state in states],
        lost=len(library.remarks) - known if listed.is_current else 0,
        again="/review/remarks",
        command=Filter().command(desk),
    )


def _together(rows: Iterable[Row]) -> list[Lapsed]:
    """Groups of packs with the same changes, as after one edit of a snippet that they share."""
    found: dict[object, list[Row]] = {}
    for row in rows:
        state = row.state
        key = (state.session, state.words, state.changes, state.why)
        found.setdefault(key, []).append(row)
    return [Lapsed(those, marked_changes(those[0].state.words)) for those in found.values()]


def _row(state: SignatureState, library: Library) -> Row:
    order = order_about(state, seed=state.review.seed if state.review else 1)
    is_there = state.session in library.sessions
    return Row(
        state,
        library.bands[state.band].title if state.band in library.bands else state.band,
        library.nations[state.nation].title if state.nation in library.nations else state.nation,
        version_of(order),
        pack_address(order, library) if is_there else "",
    )


ROUTES = (
    Route("/review", review),
    Route("/review/changed", changed),
    Route("/review/remarks", remarks),
)
