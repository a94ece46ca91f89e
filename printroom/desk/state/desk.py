"""The state that all pages of the desk share."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Lock

from starlette.requests import Request

from printroom.desk.common.settings import Settings
from printroom.desk.state.background import PagePictures, ResultCache, Searches
from printroom.desk.state.comparisons import Comparisons
from printroom.desk.state.live import LivePreviews
from printroom.desk.state.pack_jobs import Jobs
from printroom.desk.state.packs_being_read import PacksBeingRead
from printroom.desk.state.signatures import Signatures, current_content, record_of
from printroom.desk.state.sources import CurrentSources
from printroom.desk.state.term_runs import TermRuns
from printroom.desk.state.uploaded_lists import UploadedLists
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.record import Record
from printroom.make import CachedPress, Sources
from printroom.make.find.finding import SessionIndex

MOST_RESULTS = 12


@dataclass(frozen=True)
class Desk:
    """One running desk. Nothing is laid out in this process: `press` has workers."""

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
    uploads: UploadedLists
    """Lists of schools that were uploaded and are not saved."""
    results: ResultCache = field(default_factory=lambda: ResultCache(MOST_RESULTS))
    """Other slow results, by a key that begins with their kind."""
    searches: Searches = field(default_factory=Searches)
    """Codes that are compared with every pack."""
    closing: Event = field(default_factory=Event)
    """Set when the desk is about to close: event streams end."""
    _indexes: dict[str, tuple[Sources, SessionIndex]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def over(cls, settings: Settings, press: CachedPress) -> Desk:
        """A desk for the folders in these settings."""
        pictures = PagePictures()
        current = CurrentSources(settings.materials, settings.templates)
        jobs, signatures = Jobs(settings, press, pictures), Signatures(settings, press)
        room = PacksBeingRead(press)
        live, comparisons = LivePreviews(settings, press, current), Comparisons(settings, press)
        runs, uploads = TermRuns(settings, press), UploadedLists(settings, press.workers)
        reviewing = jobs, signatures, room
        return cls(settings, press, current, pictures, *reviewing, live, comparisons, runs, uploads)

    def sources(self) -> Sources:
        """The materials and templates as of today. Raises `NotFitToPrint`."""
        return self.current.on_day(self.settings.today())

    def fresh_sources(self) -> Sources:
        """The same without any mistake, before something is written. Raises `NotFitToPrint`."""
        return self.current.valid_on(self.settings.today())

    def content(self, sources: Sources) -> CurrentContent:
        """The packs that these sources would print now, to compare printed or signed ones with."""
        return current_content(sources, self.settings, self.press)

    def record(self) -> Record:
        """The record of what was printed and signed; new entries have today's date."""
        return record_of(self.settings)

    def index(self, nation: str) -> SessionIndex:
        """The search index of the current words of all sessions, in a nation's packs."""
        sources = self.current.now()
        with self._lock:
            kept = self._indexes.get(nation)
            if kept is None or kept[0] is not sources:
                kept = self._indexes[nation] = sources, SessionIndex(sources, nation)
            return kept[1]

    def close(self) -> None:
        """Stop all background work, and delete its files. The workers must have ended before."""
        self.live.close()
        self.comparisons.close()
        self.pictures.close()
        self.signatures.close()
        self.packs_being_read.close()
        self.results.close()
        self.searches.close()
        self.jobs.close()
        self.term_runs.close()


def desk_of(request: Request) -> Desk:
    """The desk that a request is for."""
    desk: Desk = request.app.state.desk
    return desk
