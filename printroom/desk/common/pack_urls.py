"""The addresses of pages about packs."""

from __future__ import annotations

from urllib.parse import urlencode

from printroom.model import Order


def review_address(order: Order, session_code: str, below: str = "") -> str:
    """The address of the page on which a pack is read, or of one below it."""
    version = {"minutes": str(order.minutes)} if order.minutes else {}
    version |= {"follows": "yes"} if order.follows else {}
    version |= {"seed": str(order.seed)} if order.seed != 1 else {}
    query = f"?{urlencode(version)}" if version else ""
    return f"/review/{session_code}/{order.band}/{order.nation}{below}{query}"
