"""Commands for calibrating printers."""

from __future__ import annotations

from pathlib import Path

import click

from printroom.cli.messages import report_problems
from printroom.cli.parameters import Shift, default_output, folders


@click.group()
def printer() -> None:
    """Calibrate printers, so that the backs of cards align with their fronts.

    \b
    python3 generate.py printer sheet
    python3 generate.py printer save staffroom --back 0.5,-1
    python3 generate.py pack power/who-has-it --band 11-14 --printer staffroom
    """


@printer.command(name="sheet")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@folders
def printer_sheet(output: Path | None, materials: Path, templates: Path) -> None:
    """Make a calibration sheet that shows how far a printer is off.

    Print it on both sides at actual size, hold it up to the light, and read off two numbers.
    """
    from printroom import make

    del materials
    with report_problems(False, "written"):
        file = output or default_output() / "printer-sheet.pdf"
        make.write_printer_sheet(templates, file)
    click.echo(f"{file}: print it on both sides, at actual size, turned over the long edge.")
    click.echo("Next: python3 generate.py printer save NAME --back RIGHT,DOWN")


@printer.command(name="save")
@click.argument("name")
@click.option("--front", type=Shift(), default="0,0", help="Millimetres right,down for fronts.")
@click.option("--back", type=Shift(), default="0,0", help="Millimetres right,down for backs.")
def printer_save(name: str, front: tuple[float, float], back: tuple[float, float]) -> None:
    """Save the numbers read off the sheet under the NAME of a printer.

    \b
    python3 generate.py printer save staffroom --back 0.5,-1
    """

    from printroom.load.schools.printer_file import save_printer
    from printroom.model import Printer

    with report_problems(False, "saved"):
        save_printer(printers_file(), Printer(name, front, back))
    click.echo(f"Saved. Print with: python3 generate.py pack … --printer {name}")


@printer.command(name="list")
def printer_list() -> None:
    """Show the saved printers, and how far each is off."""
    from printroom.load.schools.printer_file import load_printers

    with report_problems(False, "shown"):
        known = load_printers(printers_file())
    for name, one in sorted(known.items()):
        front, back = ("{:g},{:g}".format(*side) for side in (one.front_mm, one.back_mm))
        click.echo(f"{name}: front {front} · back {back} (millimetres right,down)")
    if not known:
        click.echo("No printers saved yet: python3 generate.py printer sheet")


def printers_file() -> Path:
    """The file of saved printers, in the user's application settings."""
    return Path(click.get_app_dir("printroom")) / "printers.json"
