"""Whether each pack is signed, found in the background: composing all packs can take a minute."""

from __future__ import annotations

from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

from printroom.desk.common.settings import Settings
from printroom.desk.state.background import ResultCache
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import Record
from printroom.ledger.signing import SignatureState, listed_orders, signature_states
from printroom.make import CachedPress, Sources
from printroom.model import NotFitToPrint, Problem

WAIT_S = 0.7
"""How long a page waits for a result before it is shown without it."""
States = tuple[SignatureState, ...]


@dataclass(frozen=True)
class KnownSignatures:
    """The sign-offs that are known now, or were known last."""

    states: States | None
    """None until they are known for the first time."""
    is_current: bool
    """Whether they are those of the current files; if not, these are being compared."""
    problems: tuple[Problem, ...] = ()
    """Why they cannot be found."""


class Signatures:
    """Finds the sign-offs of all packs, and keeps the last ones."""

    def __init__(self, settings: Settings, press: CachedPress) -> None:
        self._settings, self._press = settings, press
        self._kept = ResultCache(most_kept=2, at_once=1)
        self._last: States | None = None

    def now(self, sources: Sources) -> KnownSignatures:
        """The sign-offs of these sources; while they are being found, the last ones."""
        key = (sources.digest, self._settings.today())
        future = self._kept.get(key, lambda: self._find(sources))
        try:
            self._last = future.result(WAIT_S)
        except NotYet:
            return KnownSignatures(self._last, is_current=False)
        except NotFitToPrint as error:
            return KnownSignatures(self._last, is_current=True, problems=error.problems)
        return KnownSignatures(self._last, is_current=True)

    def close(self) -> None:
        """Start no more work."""
        self._kept.close()

    def _find(self, sources: Sources) -> States:
        record = record_of(self._settings)
        current = current_content(sources, self._settings, self._press)
        orders = listed_orders(sources.library, record.day)
        found = signature_states(current, orders, record)
        return tuple(sorted(found, key=lambda state: state.session_code))


def current_content(sources: Sources, settings: Settings, press: CachedPress) -> CurrentContent:
    """The packs that these sources would print now, to compare printed or signed ones with."""
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
    """The record of what was printed and signed; new entries have today's date."""
    return Record(settings.record, settings.today())
