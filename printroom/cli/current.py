"""Reads both folders for the commands that compare printed packs with current content."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from printroom.cli.parameters import default_cache, today

if TYPE_CHECKING:
    from printroom.ledger.current_content import CurrentContent
    from printroom.workers import WorkerPool


def read_current(
    materials: Path, templates: Path, workers: WorkerPool, as_of: dt.date | None = None
) -> CurrentContent:
    """The current content of both folders. Raises `NotFitToPrint`.

    Mistakes in files that only some packs need are set aside: only those packs cannot be judged.
    """
    from printroom import make
    from printroom.ledger.current_content import CurrentContent

    library, loaded = make.load_folders(materials, templates, sets_aside=True)
    return CurrentContent(materials, library, loaded, default_cache(), as_of or today(), workers)
