"""Load and save the print offsets of a person's printers, in one file on their machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from printroom.files import locked_folder, read_regular
from printroom.model import MAX_SHIFT_MM, NotFitToPrint, Printer, Problem

MAX_BYTES = 1_000_000
MAX_NAME = 60


def load_printers(file: Path) -> dict[str, Printer]:
    """The printers by name; none if the file does not exist. Raises `NotFitToPrint`."""
    try:
        shifts_of = json.loads(read_regular(file, MAX_BYTES))
        return {name: _printer(name, shifts) for name, shifts in shifts_of.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = "this file of printers cannot be read"
        fix = "delete it, and save each printer again"
        raise NotFitToPrint([Problem("printers", file.as_posix(), message, fix)]) from None


def save_printer(file: Path, printer: Printer) -> None:
    """Save a printer under its name, beside the others. Raises `NotFitToPrint`."""
    if not printer.name.isprintable() or not 0 < len(printer.name) <= MAX_NAME:
        message = f"this is not a name: “{printer.name}”"
        fix = f"write at most {MAX_NAME} letters, digits and signs"
        raise NotFitToPrint([Problem("no-name", "NAME", message, fix, 0)])
    load_printers(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked_folder(file.parent):
            known = {**load_printers(file), printer.name: printer}
            _write(file, known.values())
    except OSError as error:
        message = f"the printer cannot be saved here: {error.strerror}"
        fix = "check the permissions of that folder"
        raise NotFitToPrint([Problem("printers", file.as_posix(), message, fix)]) from error


def _write(file: Path, printers: Iterable[Printer]) -> None:
    shifts = {
        printer.name: {"front_mm": printer.front_mm, "back_mm": printer.back_mm}
        for printer in printers
    }
    new = file.with_name(f".{file.name}.new")
    new.write_text(json.dumps(shifts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    new.replace(os.path.realpath(file))


def _printer(name: str, shifts: Mapping[str, tuple[float, float]]) -> Printer:
    (front_right, front_down), (back_right, back_down) = shifts["front_mm"], shifts["back_mm"]
    sides = tuple(map(float, (front_right, front_down, back_right, back_down)))
    if not all(abs(side) <= MAX_SHIFT_MM for side in sides):
        raise ValueError(sides)
    return Printer(name, sides[:2], sides[2:])  # type: ignore[arg-type]
