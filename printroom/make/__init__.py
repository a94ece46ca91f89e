"""The line: bookings in, packs out. Load, choose, compose, inspect, press, proof, deliver.

What may hang or explode (templates, the press, reading a finished file) runs in a worker; this
process keeps the story, the cache and the output folder.
"""

from __future__ import annotations

from pathlib import Path

from printroom import press
from printroom.choose import all_orders, plan_for
from printroom.deliver.folder import write_file
from printroom.inspect.spread import Cast, twice
from printroom.load import load_folders, load_school, load_templates, load_term
from printroom.make.bookings import bookings_of
from printroom.make.checking import casts, check
from printroom.make.orders import PrintRoom, RunOptions, a_font
from printroom.make.packs import make_pack, make_packs
from printroom.make.plan_run import foresee
from printroom.workers.jobs import compose_workers, press_workers, remote_workers

__all__ = [
    "Cast",
    "PrintRoom",
    "RunOptions",
    "all_orders",
    "bookings_of",
    "casts",
    "check",
    "compose_workers",
    "foresee",
    "load_folders",
    "load_school",
    "load_term",
    "make_pack",
    "make_packs",
    "plan_for",
    "press_workers",
    "remote_workers",
    "twice",
    "write_printer_sheet",
]


def write_printer_sheet(templates: Path, file: Path) -> None:
    """Write the sheet on which a printer shows how far it is off. Raises `NotFitToPrint`."""
    content = press.printer_sheet(a_font(load_templates(templates)))
    write_file(file, content)
