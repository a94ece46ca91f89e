"""Load: reads and checks the folders of authors and designers, and returns frozen values.

- any file: `text_file`, `memo`; YAML: `yaml`, `yaml_text`, `validate`
- snippets: `markdown`, `markdown_checks`, `leftovers`, `snippet_body`, `snippets`, `figure_marks`
- materials: `entry_files`, `pictures`, `materials`; across files: `references`, `consistency`
- templates: `templates`, `template_text`
- schools and terms: `csv_table`, `workbook`, `xlsx`, `school_columns`, `school_list`, `term_file`,
  `lists_and_terms`
- schools as they come: `school_import`, `column_mapping`, `import_rows`, `meant_cells`
- files that the program writes, too: `reviews`, `printer_file`
"""

from printroom.load.lists_and_terms import with_lists
from printroom.load.materials import load_content, load_folders, load_materials
from printroom.load.school_list import load_school, load_schools
from printroom.load.templates import load_templates
from printroom.load.term_file import lists_of, load_term

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
