"""Jobs: packs that are printed at the desk, with their progress and their files.

A pack is delivered into a private folder of the desk, not among the packs of the command line. This
folder is deleted when the desk closes, so details of schools that were typed in are not kept.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from printroom.cache import Cache
from printroom.deliver import pack_folder
from printroom.desk.common.commands import take_command
from printroom.desk.common.settings import Settings
from printroom.desk.common.users import Person
from printroom.desk.state.asked_pack import AskedPack
from printroom.desk.state.background import PagePictures, Pages, internal_error
from printroom.files import is_alive
from printroom.ledger.record import Record
from printroom.make import CachedPress, Monitor, RunOptions, Sources, make_pack
from printroom.model import Delivered, NotFitToPrint, Plan, Printed, Problem

AT_ONCE = 2
MOST_KEPT = 20
"""How many jobs of a person are kept; the files of earlier ones are deleted."""
DPI = 60
PRIVATE = ".desk-"


@dataclass(eq=False)
class Job:
    """One pack that is being printed, or is finished."""

    id: str
    person: Person
    """Who has ordered it: nobody else sees it."""
    asked: AskedPack
    plan: Plan
    command: str
    """The command that prints the same pack."""
    take_command: str
    """The command that then makes a zip and one PDF of it."""
    folder: Path
    step: str = "waiting for an earlier job"
    pages: dict[str, Future[Pages]] = field(default_factory=dict)
    """The pictures of each printed document, by its name."""
    made: Delivered | None = None
    problems: tuple[Problem, ...] = ()
    is_over: bool = False
    version: int = 0
    """Counts changes, for those who watch."""

    def notify(self) -> None:
        """Tell those who watch that something has changed."""
        self.version += 1

    @property
    def pack(self) -> Path | None:
        """The folder of the finished pack."""
        return Path(self.made.folder) if self.made else None


class Jobs:
    """The jobs of a desk."""

    def __init__(self, settings: Settings, press: CachedPress, pictures: PagePictures) -> None:
        self._settings, self._press, self._pictures = settings, press, pictures
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE)
        self._home: Path | None = None

    def start(self, person: Person, asked: AskedPack, sources: Sources, command: str) -> Job:
        """Print the pack that a form asks for."""
        assert asked.plan is not None
        assert asked.booking is not None
        name = secrets.token_urlsafe(9)
        place = self._settings.output / pack_folder(asked.booking, asked.only)
        take = f"{take_command(self._settings, place)} --print"
        job = Job(name, person, asked, asked.plan, command, take, self._folder() / name)
        with self._lock:
            self._jobs[name] = job
            own = [one for one in self._jobs.values() if one.person.id == person.id]
            over = [one for one in own if one.is_over]
            for old in over[: max(0, len(own) - MOST_KEPT)]:
                shutil.rmtree(self._jobs.pop(old.id).folder, ignore_errors=True)
        self._threads.submit(self._run, job, sources)
        return job

    def get(self, name: str, person: Person) -> Job | None:
        """The job with this id, if it is this person's."""
        job = self._jobs.get(name)
        return job if job and job.person.id == person.id else None

    def all(self, person: Person) -> list[Job]:
        """The jobs of a person that are kept, the last first."""
        with self._lock:
            return [one for one in reversed(self._jobs.values()) if one.person.id == person.id]

    def close(self) -> None:
        """Wait for the jobs, which end with the workers, and delete their files."""
        self._threads.shutdown(cancel_futures=True)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)

    def _run(self, job: Job, sources: Sources) -> None:
        """Print a pack; problems are shown on its page."""
        booking, term = job.asked.booking, f"desk-{job.id}"
        assert booking is not None
        cache = Cache(self._press.cache.folder, term)
        press = replace(self._press, cache=cache, monitor=_Progress(job, self._draw))
        record = Record(self._settings.record, self._settings.today())
        try:
            options = RunOptions(only=job.asked.only)
            job.made = make_pack(booking, sources, press, job.folder, record, options)
            self._draw_the_rest(job)
        except NotFitToPrint as error:
            job.problems = error.problems
        except Exception as error:
            job.problems = (internal_error("make this pack", error),)
            raise
        finally:
            cache.prune([term])  # files with a school's details stay in the pack only
            job.is_over = True
            job.notify()

    def _draw(self, job: Job, name: str, printed: Printed) -> None:
        """Have pictures of a finished document drawn for the job's page."""
        key = (blake2b(printed.content, digest_size=16).digest(), DPI)
        future = self._pictures.get(key, lambda: self._press.draw_pages(printed, DPI))
        job.pages[name] = future
        future.add_done_callback(lambda _: job.notify())

    def _draw_the_rest(self, job: Job) -> None:
        """Have pictures drawn of documents that were laid out for this booking only."""
        assert job.pack is not None
        for document in job.plan.documents:
            name = document.row.name
            file = job.pack / document.file
            if name not in job.pages and file.is_file():
                self._draw(job, name, Printed("", name, file.read_bytes(), 0))

    def _folder(self) -> Path:
        """The private folder of this desk; folders left by desks that were killed are deleted."""
        with self._lock:
            if self._home is None:
                output = self._settings.output
                output.mkdir(parents=True, exist_ok=True)
                for left in output.glob(f"{PRIVATE}*"):
                    process = left.name.removeprefix(PRIVATE).partition("-")[0]
                    if process.isdecimal() and not is_alive(int(process)):
                        shutil.rmtree(left, ignore_errors=True)
                self._home = Path(tempfile.mkdtemp(prefix=f"{PRIVATE}{os.getpid()}-", dir=output))
            return self._home


class _Progress(Monitor):
    """Records the progress of a job."""

    def __init__(self, job: Job, drawn: Callable[[Job, str, Printed], None]) -> None:
        self._job, self._draw = job, drawn

    def step(self, name: str) -> None:
        self._job.step = name
        self._job.notify()

    def printed(self, document: Printed) -> None:
        with suppress(RuntimeError):  # the desk is being closed
            self._draw(self._job, document.name, document)
