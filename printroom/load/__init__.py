"""Load: read and check the folders that authors and designers write, as frozen values."""

from printroom.load.materials import load_folders, load_materials
from printroom.load.school_list import load_school, load_schools
from printroom.load.templates import load_templates
from printroom.load.term_file import load_term

__all__ = [
    "load_folders",
    "load_materials",
    "load_school",
    "load_schools",
    "load_templates",
    "load_term",
]
