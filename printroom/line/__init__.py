"""The line: bookings in, packs out. Load, choose, compose, inspect, press, proof, deliver.

What may hang or explode (templates, the press, reading a finished file) runs in a worker; this
process keeps the story, the shelf and the output folder.
"""

from __future__ import annotations

from pathlib import Path

from printroom import press
from printroom.choose import plan_for
from printroom.deliver import write_file
from printroom.inputs import inputs_of
from printroom.inspect.spread import Cast, twice
from printroom.jobs import compose_workers, press_workers, remote_workers
from printroom.line.checking import all_orders, casts, check
from printroom.line.finding import where_used
from printroom.line.keeping import verify
from printroom.line.orders import Manner, PrintRoom, a_font
from printroom.line.origins import origins
from printroom.line.packs import make_pack, make_packs
from printroom.line.planning import foresee
from printroom.line.signing import sign, standings
from printroom.load import load_folders, load_school, load_templates, load_term
from printroom.term import bookings_of

__all__ = [
    "Cast",
    "Manner",
    "PrintRoom",
    "all_orders",
    "bookings_of",
    "casts",
    "check",
    "compose_workers",
    "foresee",
    "inputs_of",
    "load_folders",
    "load_school",
    "load_term",
    "make_pack",
    "make_packs",
    "origins",
    "plan_for",
    "press_workers",
    "remote_workers",
    "sign",
    "standings",
    "twice",
    "verify",
    "where_used",
    "write_printer_sheet",
]


def write_printer_sheet(templates: Path, file: Path) -> None:
    """Write the sheet on which a printer shows how far it is off. Raises `NotFitToPrint`."""
    content = press.printer_sheet(a_font(load_templates(templates)))
    write_file(file, content)
