"""Load: the two folders that people write in, read whole and checked, as frozen values."""

from printroom.load.materials import load_materials
from printroom.load.schools import load_school
from printroom.load.templates import load_templates

__all__ = ["load_materials", "load_school", "load_templates"]
