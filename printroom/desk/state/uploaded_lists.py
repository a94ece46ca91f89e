"""Lists of schools at the desk: uploaded ones, in memory until they are saved; and saved ones."""

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
"""How many lists of a person are kept in memory; the oldest is dropped for another."""
NOTHING = Choices({})


@dataclass(frozen=True)
class UploadedList:
    """A list that was uploaded, the choices made about it, and how it is read."""

    id: str
    person: Person
    """Who uploaded it: nobody else sees it."""
    sent: SentList
    choices: Choices = NOTHING
    read: SchoolImport | None = None
    """None if it cannot be read at all."""
    problems: tuple[Problem, ...] = ()
    """Mistakes and warnings."""
    corrects: str = ""
    """The name of the saved list that it is meant to replace; empty if it is a new one."""

    @property
    def is_right(self) -> bool:
        """Whether it can be saved."""
        return self.read is not None and not self.read.is_open


class UploadedLists:
    """The lists that were uploaded to a desk and are not saved yet."""

    def __init__(self, settings: Settings, workers: WorkerPool) -> None:
        self._settings, self._workers = settings, workers
        self._kept: OrderedDict[str, UploadedList] = OrderedDict()
        self._lock = Lock()

    def add(
        self, person: Person, sent: SentList, choices: Choices, names: KnownNames, corrects: str
    ) -> UploadedList:
        """Read a list, and keep it in memory."""
        name = secrets.token_urlsafe(9)
        return self._keep(UploadedList(name, person, sent, choices, corrects=corrects), names)

    def decide(self, uploaded: UploadedList, choices: Choices, names: KnownNames) -> UploadedList:
        """Read a list again, with other choices."""
        return self._keep(replace(uploaded, choices=choices), names)

    def get(self, name: str, person: Person) -> UploadedList | None:
        """The list with this id, if it is this person's."""
        uploaded = self._kept.get(name)
        return uploaded if uploaded and uploaded.person.id == person.id else None

    def forget(self, name: str) -> None:
        """Delete a list from memory."""
        with self._lock:
            self._kept.pop(name, None)

    def _keep(self, uploaded: UploadedList, names: KnownNames) -> UploadedList:
        try:
            folder = lists_folder(self._settings)
            read = read_sent_list(uploaded.sent, folder, uploaded.choices, names, self._workers)
            uploaded = replace(uploaded, read=read, problems=read.problems)
        except NotFitToPrint as error:
            uploaded = replace(uploaded, read=None, problems=error.problems)
        with self._lock:
            self._kept[uploaded.id] = uploaded
            own = [one.id for one in self._kept.values() if one.person.id == uploaded.person.id]
            for old in own[:-MOST_KEPT]:
                del self._kept[old]
        return uploaded


def lists_folder(settings: Settings) -> Path:
    """The folder of saved lists: beside the materials, so that nobody publishes both together."""
    return list_folders(settings.materials)[1]


def list_folders(materials: Path) -> tuple[Path, Path]:
    """The folders of lists: the examples in the materials, and the lists saved at the desk."""
    return materials / "schools", materials.parent / "lists"


def saved_lists(settings: Settings) -> dict[str, Path]:
    """The lists that a term can be planned for, by name: saved ones and examples."""
    return {file.name: file for one in list_folders(settings.materials) for file in lists_at(one)}


@dataclass(frozen=True)
class ListedSchool:
    """A school in a list; `option` is the value of `--school` for it."""

    school: School
    option: str
    file: str


def listed_schools(materials: Path, names: KnownNames) -> Mapping[str, ListedSchool]:
    """The schools of all valid lists, by a name such as LIST.csv#ID that a form can send."""
    return {
        f"{Path(listed.path).name}#{school_id}": ListedSchool(
            school, f"{listed.path}#{school_id}", Path(listed.path).name
        )
        for folder in list_folders(materials)
        for listed in valid_school_lists(folder, names)
        for school_id, school in listed.schools.items()
    }
