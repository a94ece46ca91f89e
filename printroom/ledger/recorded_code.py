"""Looks up codes and packs in the record and in withdrawals, if other files cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from printroom.deliver.manifest import read_manifest
from printroom.ledger.code_lookup import CodeStatus, known_or_raise, known_status
from printroom.ledger.printed_codes import recorded_codes
from printroom.ledger.record import Record
from printroom.ledger.withdrawal import (
    PackIdentity,
    packs_with,
    page_identity,
    printed_identity,
    withdrawal,
)
from printroom.load.materials.entry_files import EntryReader
from printroom.model import Problem, Withdrawn


def look_up_recorded(
    code: str,
    folders: tuple[Path, Path],
    record: Record,
    as_of: dt.date,
    unread: tuple[Problem, ...],
) -> CodeStatus:
    """The status of a code that is withdrawn or recorded.

    `folders` are the materials (of which only `withdrawn.yaml` is read) and the output folder.
    `unread` are the mistakes in other files. Raises `NotFitToPrint` with them for any other code,
    which may be that of a current page.
    """
    materials, output = folders
    known = tuple(recorded_codes(code, as_of, record))
    packs = [
        *(one.identity for one in known),
        *(printed_identity(manifest) for _, manifest in packs_with((code,), output)),
    ]
    withdrawn = EntryReader(materials).entries("withdrawn", Withdrawn)
    for pack in packs or [PackIdentity("", "", "", "", (code,))]:
        if found := withdrawal(page_identity(pack, code), withdrawn):
            return known_status(code, "withdrawn", known, withdrawn=found[1])
    return known_or_raise(code, known, unread)


def withdrawn_in(materials: Path) -> Callable[[Path], Withdrawn | None]:
    """A function that finds the withdrawal of a pack; only `withdrawn.yaml` is read."""
    withdrawn = EntryReader(materials).entries("withdrawn", Withdrawn)

    def of_pack(pack: Path) -> Withdrawn | None:
        manifest = read_manifest(pack)
        found = withdrawal(printed_identity(manifest), withdrawn) if manifest else None
        return found[1] if found else None

    return of_pack
