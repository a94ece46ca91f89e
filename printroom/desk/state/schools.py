"""The schools that can be picked: those of all saved lists, each under a unique name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from printroom.desk.state.drops import list_folders
from printroom.load.schools.find_school_lists import valid_school_lists
from printroom.model import KnownNames, School


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
