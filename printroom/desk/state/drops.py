"""Lists of schools at the desk: saved ones, and those dropped on it, kept in memory until saved."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from printroom.desk.common.settings import Settings
from printroom.desk.common.users import Person
from printroom.load.schools.lists_and_terms import lists_at, valid_school_lists
from printroom.load.spreadsheets.import_values import Choices, SchoolImport
from printroom.make.term.importing import read_sent_list
from printroom.model import KnownNames, NotFitToPrint, Problem, School
from printroom.workers import WorkerPool
from printroom.workers.list_jobs import SentList

MOST_KEPT = 4
"""Lists of a person in memory at a time; the oldest is forgotten for another."""
NOTHING = Choices({})


@dataclass(frozen=True)
class Drop:
    """A list that was dropped, what was decided about it, and how it is understood."""

    id: str
    person: Person
    """Who has dropped it: nobody else sees it."""
    sent: SentList
    choices: Choices = NOTHING
    read: SchoolImport | None = None
    """None if it cannot be read at all."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with it."""

    @property
    def is_right(self) -> bool:
        """Whether it can be saved."""
        return self.read is not None and not self.read.is_open


class Drops:
    """The lists that were dropped on a desk."""

    def __init__(self, settings: Settings, workers: WorkerPool) -> None:
        self._settings, self._workers = settings, workers
        self._kept: OrderedDict[str, Drop] = OrderedDict()
        self._lock = Lock()

    def add(self, person: Person, sent: SentList, choices: Choices, names: KnownNames) -> Drop:
        """Read a list, and keep it in memory."""
        return self._keep(Drop(secrets.token_urlsafe(9), person, sent, choices), names)

    def decide(self, drop: Drop, choices: Choices, names: KnownNames) -> Drop:
        """Read a list again, with other decisions."""
        return self._keep(replace(drop, choices=choices), names)

    def get(self, name: str, person: Person) -> Drop | None:
        """The list with this id, if it is this person's."""
        drop = self._kept.get(name)
        return drop if drop and drop.person.id == person.id else None

    def forget(self, name: str) -> None:
        """Keep nothing of a list."""
        with self._lock:
            self._kept.pop(name, None)

    def _keep(self, drop: Drop, names: KnownNames) -> Drop:
        try:
            folder = lists_folder(self._settings)
            read = read_sent_list(drop.sent, folder, drop.choices, names, self._workers)
            drop = replace(drop, read=read, problems=read.problems)
        except NotFitToPrint as error:
            drop = replace(drop, read=None, problems=error.problems)
        with self._lock:
            self._kept[drop.id] = drop
            own = [one.id for one in self._kept.values() if one.person.id == drop.person.id]
            for old in own[:-MOST_KEPT]:
                del self._kept[old]
        return drop


def lists_folder(settings: Settings) -> Path:
    """Where saved lists go: beside the materials, so that nobody publishes them with these."""
    return list_folders(settings.materials)[1]


def list_folders(materials: Path) -> tuple[Path, Path]:
    """Where lists are: the examples among the materials, and those saved at the desk."""
    return materials / "schools", materials.parent / "lists"


def saved_lists(settings: Settings) -> dict[str, Path]:
    """The lists that a term can be planned for, by name: those saved here, and the examples."""
    return {file.name: file for one in list_folders(settings.materials) for file in lists_at(one)}


@dataclass(frozen=True)
class ListedSchool:
    """A school of a list; `option` names it as `--school` does."""

    school: School
    option: str
    file: str


def listed_schools(materials: Path, names: KnownNames) -> Mapping[str, ListedSchool]:
    """The schools of all valid lists, saved at the desk or not, by a name that a form can send."""
    return {
        f"{Path(listed.path).name}#{school_id}": ListedSchool(
            school, f"{listed.path}#{school_id}", Path(listed.path).name
        )
        for folder in list_folders(materials)
        for listed in valid_school_lists(folder, names)
        for school_id, school in listed.schools.items()
    }
