"""Load one school: a file of schools and an id in, the school out."""

from __future__ import annotations

from pathlib import Path

from printroom.load.check import check
from printroom.load.ids import MEND, is_id
from printroom.load.text import nearest, read_text
from printroom.load.yaml import read_yaml
from printroom.model import NotFitToPrint, School


def load_school(file: Path, school_id: str) -> School:
    """The school with this id. Raises `NotFitToPrint`."""
    written = read_yaml(read_text(file))
    schools = written.value
    if not isinstance(schools, dict) or school_id not in schools:
        names = list(schools) if isinstance(schools, dict) else []
        raise NotFitToPrint(
            [
                written.problem(
                    (),
                    "unknown-school",
                    f"there is no school “{school_id}”",
                    nearest(school_id, names),
                )
            ]
        )
    if not is_id(school_id):
        said = f"“{school_id}” cannot be a name here"
        raise NotFitToPrint([written.at_key((school_id,), "odd-name", said, MEND)])
    return check(School, written, (school_id,))
