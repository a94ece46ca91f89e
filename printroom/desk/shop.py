"""What all pages of the desk share: the materials, the press with its workers, and the folders."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from printroom.desk.settings import Settings
from printroom.desk.sources import CurrentSources
from printroom.make import CachedPress, Sources


@dataclass(frozen=True)
class Shop:
    """The shop behind the desk. Nothing is laid out in this process: `press` has workers."""

    settings: Settings
    press: CachedPress
    current: CurrentSources

    def sources(self) -> Sources:
        """The materials and templates as of today. Raises `NotFitToPrint`."""
        return self.current.now().on_day(self.settings.today())


def shop_of(request: Request) -> Shop:
    """The shop that answers a request."""
    shop: Shop = request.app.state.shop
    return shop
