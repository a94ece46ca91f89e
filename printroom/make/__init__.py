"""Makes packs: turns orders and bookings into delivered folders. Start reading at `make_packs`.

Workers do what may hang or crash: run templates, lay out, read finished files. This process manages
the cache and the output folder.
"""

from __future__ import annotations

from pathlib import Path

from printroom.choose import all_orders, other_orders, plan_for
from printroom.compose.coding import unsigned_reason
from printroom.deliver.folder import write_file
from printroom.load import load_folders, load_templates, load_term
from printroom.make.check.sheet_faults import all_sheet_faults
from printroom.make.pack.bookings import booking_label, bookings_of, group_by_order, past_visits
from printroom.make.pack.orders import plain_font
from printroom.make.pack.packs import make_pack, make_packs
from printroom.make.pack.print_ahead import fill_cache
from printroom.make.run.cached_folders import read_sources, read_term
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Monitor, RunOptions, Sources
from printroom.make.run.speed import read_speed
from printroom.make.term.known_orders import known_orders
from printroom.make.term.plan_run import RunPlan, plan_run
from printroom.workers.bundle_jobs import bundle_workers
from printroom.workers.worker_pools import (
    compose_workers,
    fill_workers,
    press_workers,
    remote_workers,
)


def write_printer_sheet(templates: Path, file: Path) -> None:
    """Write the calibration sheet for a printer. Raises `NotFitToPrint`."""
    font = plain_font(load_templates(templates))
    # The engine takes a while to import, so it is imported when it is first used.
    from printroom.press.calibration_sheet import printer_sheet

    write_file(file, printer_sheet(font))
