"""Load: reads and checks the folders of authors and designers, and returns frozen values.

- `sources`: text and YAML files, with the place of each value; `tables`: CSV and spreadsheets
- `snippets`, `artwork`, `materials`: what authors write, and what has to agree across files
- `styles`, `templates`: what designers write
- `schools`: lists of schools, terms and printers; `spreadsheets`: importing lists from workbooks
"""

from __future__ import annotations

from pathlib import Path

from printroom.load.schools.lists_and_terms import with_lists
from printroom.load.schools.read_school_list import load_schools
from printroom.load.schools.term_file import lists_of, load_term
from printroom.model import Library, Problem, Templates

__all__ = [
    "lists_of",
    "load_content",
    "load_folders",
    "load_materials",
    "load_schools",
    "load_templates",
    "load_term",
    "with_lists",
]

# The parsers of snippets and templates take a while to import: a run that has both folders in the
# cache does without. So the functions below import them when they are called.


def load_folders(
    materials: Path, templates: Path, *, sets_aside: bool = False
) -> tuple[Library, Templates]:
    """Both folders. Raises `NotFitToPrint`. See `load_folders` in `materials/materials.py`."""
    from printroom.load.materials.materials import load_folders as load

    return load(materials, templates, sets_aside=sets_aside)


def load_content(
    materials: Path, templates: Path
) -> tuple[Library, Templates, tuple[Problem, ...]]:
    """Both folders and their problems. See `load_content` in `materials/materials.py`."""
    from printroom.load.materials.materials import load_content as load

    return load(materials, templates)


def load_materials(folder: Path, templates: Templates, *, sets_aside: bool = False) -> Library:
    """Materials. Raises `NotFitToPrint`. See `load_materials` in `materials/materials.py`."""
    from printroom.load.materials.materials import load_materials as load

    return load(folder, templates, sets_aside=sets_aside)


def load_templates(folder: Path) -> Templates:
    """Templates. Raises `NotFitToPrint`. See `load_templates` in `templates/templates.py`."""
    from printroom.load.templates.templates import load_templates as load

    return load(folder)
