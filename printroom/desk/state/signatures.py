"""The sign-off of every pack, found in the background: composing them all can take a minute."""

from __future__ import annotations

from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

from printroom.desk.common.settings import Settings
from printroom.desk.state.background import Kept
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import Record
from printroom.ledger.signing import SignatureState, listed_orders, signature_states
from printroom.make import CachedPress, Sources
from printroom.model import NotFitToPrint, Problem

PATIENCE_S = 0.7
"""So long a page waits before it is shown without the result."""
States = tuple[SignatureState, ...]


@dataclass(frozen=True)
class Listed:
    """The sign-offs as far as they are known."""

    states: States | None
    """None if they were never known yet."""
    is_current: bool
    """Whether they are those of the present files; others are on their way."""
    problems: tuple[Problem, ...] = ()
    """Why they cannot be found."""


class Signatures:
    """The sign-offs of one desk, as they are now or last were."""

    def __init__(self, settings: Settings, press: CachedPress) -> None:
        self._settings, self._press = settings, press
        self._kept = Kept(most_kept=2, at_once=1)
        self._last: States | None = None

    def now(self, sources: Sources) -> Listed:
        """The sign-offs of these sources; the last ones while they are found."""
        key = (sources.digest, self._settings.today())
        future = self._kept.get(key, lambda: self._find(sources))
        try:
            self._last = future.result(PATIENCE_S)
        except NotYet:
            return Listed(self._last, is_current=False)
        except NotFitToPrint as error:
            return Listed(self._last, is_current=True, problems=error.problems)
        return Listed(self._last, is_current=True)

    def close(self) -> None:
        """Find no more."""
        self._kept.close()

    def _find(self, sources: Sources) -> States:
        record = record_of(self._settings)
        current = current_content(sources, self._settings, self._press)
        orders = listed_orders(sources.library, record.day)
        found = signature_states(current, orders, record)
        return tuple(sorted(found, key=lambda state: state.session_code))


def current_content(sources: Sources, settings: Settings, press: CachedPress) -> CurrentContent:
    """What these sources would print now, to judge what was printed or signed before."""
    return CurrentContent(
        settings.materials,
        sources.library,
        sources.templates,
        press.cache,
        settings.today(),
        press.workers,
        sources.key,
    )


def record_of(settings: Settings) -> Record:
    """The record of what was printed and signed; what is added to it is of today."""
    return Record(settings.record, settings.today())
