"""Load: the two folders that people write in, read whole and checked, as frozen values."""

from printroom.load.materials import load_folders, load_materials
from printroom.load.schools import load_school, load_schools
from printroom.load.templates import load_templates
from printroom.load.terms import load_term

__all__ = [
    "load_folders",
    "load_materials",
    "load_school",
    "load_schools",
    "load_templates",
    "load_term",
]
