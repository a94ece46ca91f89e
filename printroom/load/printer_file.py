"""Load and save how far each of a person's printers is off, in one file on their machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from printroom.files import read_regular
from printroom.model import MAX_SHIFT_MM, NotFitToPrint, Printer, Problem

MAX_BYTES = 1_000_000


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
    known = {**load_printers(file), printer.name: printer}
    shifts = {name: {"front_mm": p.front_mm, "back_mm": p.back_mm} for name, p in known.items()}
    new = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(shifts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        new.replace(file)
    except OSError as error:
        message = f"the printer cannot be saved here: {error.strerror}"
        fix = "check the permissions of that folder"
        raise NotFitToPrint([Problem("printers", file.as_posix(), message, fix)]) from error


def _printer(name: str, shifts: Mapping[str, tuple[float, float]]) -> Printer:
    (front_right, front_down), (back_right, back_down) = shifts["front_mm"], shifts["back_mm"]
    sides = tuple(map(float, (front_right, front_down, back_right, back_down)))
    if not all(abs(side) <= MAX_SHIFT_MM for side in sides):
        raise ValueError(sides)
    return Printer(name, sides[:2], sides[2:])  # type: ignore[arg-type]
