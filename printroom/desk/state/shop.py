"""The state that all pages of the desk share: the materials, the press and the folders."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Lock

from starlette.requests import Request

from printroom.desk.common.settings import Settings
from printroom.desk.state.background import Kept, PagePictures
from printroom.desk.state.comparisons import Comparisons
from printroom.desk.state.drops import Drops
from printroom.desk.state.live import LivePreviews
from printroom.desk.state.pack_jobs import Jobs
from printroom.desk.state.packs_being_read import PacksBeingRead
from printroom.desk.state.signatures import Signatures, current_content, record_of
from printroom.desk.state.sources import CurrentSources
from printroom.desk.state.term_runs import TermRuns
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import Record
from printroom.make import CachedPress, Sources
from printroom.make.find.finding import SessionIndex

MOST_RESULTS = 12


@dataclass(frozen=True)
class Shop:
    """The shop behind the desk. Nothing is laid out in this process: `press` has workers."""

    settings: Settings
    press: CachedPress
    current: CurrentSources
    pictures: PagePictures
    jobs: Jobs
    signatures: Signatures
    """The sign-off of every pack."""
    packs_being_read: PacksBeingRead
    live: LivePreviews
    comparisons: Comparisons
    term_runs: TermRuns
    drops: Drops
    """Lists of schools that were dropped, and are not saved."""
    results: Kept = field(default_factory=lambda: Kept(MOST_RESULTS))
    """Other results that take a while, by a key that begins with what they are."""
    closing: Event = field(default_factory=Event)
    """Set when the desk is about to close: nobody watches any longer."""
    _indexes: dict[str, tuple[Sources, SessionIndex]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def over(cls, settings: Settings, press: CachedPress) -> Shop:
        """The shop over the folders of some settings."""
        pictures = PagePictures()
        current = CurrentSources(settings.materials, settings.templates)
        jobs, signatures = Jobs(settings, press, pictures), Signatures(settings, press)
        room = PacksBeingRead(press)
        live, comparisons = LivePreviews(settings, press, current), Comparisons(settings, press)
        runs, drops = TermRuns(settings, press), Drops(settings, press.workers)
        reviewing = jobs, signatures, room
        return cls(settings, press, current, pictures, *reviewing, live, comparisons, runs, drops)

    def sources(self) -> Sources:
        """The materials and templates as of today. Raises `NotFitToPrint`."""
        return self.current.on_day(self.settings.today())

    def fresh_sources(self) -> Sources:
        """The same, for whoever is about to write: raises `NotFitToPrint` for any mistake."""
        return self.current.present(self.settings.today())

    def content(self, sources: Sources) -> CurrentContent:
        """What these sources would print now, to judge what was printed or signed before."""
        return current_content(sources, self.settings, self.press)

    def record(self) -> Record:
        """The record of what was printed and signed; what is added to it is of today."""
        return record_of(self.settings)

    def index(self, nation: str) -> SessionIndex:
        """The words of all sessions as a nation's packs have them, as they are now."""
        sources = self.current.now()
        with self._lock:
            kept = self._indexes.get(nation)
            if kept is None or kept[0] is not sources:
                kept = self._indexes[nation] = sources, SessionIndex(sources, nation)
            return kept[1]

    def close(self) -> None:
        """End what runs beside the workers, which must have ended, and delete its files."""
        self.live.close()
        self.comparisons.close()
        self.pictures.close()
        self.signatures.close()
        self.packs_being_read.close()
        self.results.close()
        self.jobs.close()
        self.term_runs.close()


def shop_of(request: Request) -> Shop:
    """The shop that answers a request."""
    shop: Shop = request.app.state.shop
    return shop
