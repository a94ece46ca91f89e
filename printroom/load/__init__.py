"""Load: reads and checks the folders of authors and designers, and returns frozen values.

- any file: `text_file`, `memo`; YAML: `yaml`, `yaml_text`, `validate`
- snippets: `markdown`, `markdown_checks`, `leftovers`, `snippet_body`, `snippets`, `figure_marks`
- materials: `entry_files`, `pictures`, `materials`; across files: `references`, `consistency`,
  `session_templates`
- templates: `templates`, `template_text`
- schools and terms: `csv_table`, `workbook`, `xlsx`, `school_columns`, `read_school_list`,
  `term_file`, `lists_and_terms`
- imported spreadsheets of schools: `school_import`, `column_mapping`, `import_rows`, `meant_cells`
- files that the program writes, too: `reviews`, `printer_file`
"""

from __future__ import annotations

from pathlib import Path

from printroom.load.lists_and_terms import with_lists
from printroom.load.read_school_list import load_school, load_schools
from printroom.load.term_file import lists_of, load_term
from printroom.model import Library, Problem, Templates

__all__ = [
    "lists_of",
    "load_content",
    "load_folders",
    "load_materials",
    "load_school",
    "load_schools",
    "load_templates",
    "load_term",
    "with_lists",
]

# What parses snippets and templates takes a while to import: who has them in the cache does not.


def load_folders(
    materials: Path, templates: Path, *, sets_aside: bool = False
) -> tuple[Library, Templates]:
    """See `materials.load_folders`."""
    from printroom.load.materials import load_folders as load

    return load(materials, templates, sets_aside=sets_aside)


def load_content(
    materials: Path, templates: Path
) -> tuple[Library, Templates, tuple[Problem, ...]]:
    """See `materials.load_content`."""
    from printroom.load.materials import load_content as load

    return load(materials, templates)


def load_materials(folder: Path, templates: Templates, *, sets_aside: bool = False) -> Library:
    """See `materials.load_materials`."""
    from printroom.load.materials import load_materials as load

    return load(folder, templates, sets_aside=sets_aside)


def load_templates(folder: Path) -> Templates:
    """See `templates.load_templates`."""
    from printroom.load.templates import load_templates as load

    return load(folder)
