"""Load the sheets of labels that an office may have: `labels/` of the templates."""

from __future__ import annotations

from pathlib import Path

from printroom.load.sources.text_file import files_in, read_text
from printroom.load.sources.validate import validate
from printroom.load.sources.yaml import read_yaml
from printroom.model import LabelSheet, NotFitToPrint, Problem


def load_label_sheets(templates: Path) -> dict[str, LabelSheet]:
    """Each sheet by its maker's number, such as L7160. Raises `NotFitToPrint`."""
    problems: list[Problem] = []
    sheets = {}
    for file in files_in(templates / "labels", problems, ".yaml"):
        try:
            sheets[file.stem] = validate(LabelSheet, read_yaml(read_text(file, templates)))
        except NotFitToPrint as error:
            problems += error.problems
    if problems:
        raise NotFitToPrint(problems)
    return sheets
