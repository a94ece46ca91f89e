"""Packs as the pages for reviewers name them."""

from __future__ import annotations

from printroom.ledger.signing import SignatureState
from printroom.model import Order


def order_of(state: SignatureState) -> Order:
    """The order whose sign-off this is."""
    what = (state.session, state.band, state.nation)
    seed = state.review.seed if state.review else 1
    return Order(*what, seed, minutes=state.minutes, follows=state.follows)


def version_of(order: Order) -> str:
    """What is unusual about a pack; empty if nothing is."""
    length = f"{order.minutes} minutes" if order.minutes else ""
    follow_up = "as a follow-up" if order.follows else ""
    seed = f"arrangement {order.seed}" if order.seed != 1 else ""
    return ", ".join(one for one in (length, follow_up, seed) if one)
