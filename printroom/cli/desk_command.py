"""The command that opens the desk, the web application on this computer."""

from __future__ import annotations

from pathlib import Path

import click

from printroom.cli.messages import stderr
from printroom.cli.parameters import (
    FolderPath,
    default_cache,
    default_output,
    folders,
    given,
    recorded,
    today,
)
from printroom.cli.printer_commands import printers_file

EDITORS = ("vscode", "vscode-insiders", "vscodium", "cursor", "windsurf")
"""Editors that open links such as vscode://file/PATH:LINE:COLUMN."""


@click.command()
@click.option("--browser/--no-browser", "opens", default=True, help="Open it in a browser.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port; default: 8484, or a free one."
)
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@click.option(
    "--editor",
    type=click.Choice(EDITORS),
    envvar="PRINTROOM_EDITOR",
    help="Link each place in a file to this editor.",
)
@click.option(
    "--base",
    "bases",
    multiple=True,
    type=FolderPath,
    help="A folder that pages can be compared with, as `diff --base` does; repeatable.",
)
@recorded
@folders
def desk(
    opens: bool,
    port: int | None,
    output: Path | None,
    editor: str | None,
    bases: tuple[Path, ...],
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Open the desk: find, order and print packs in a browser, until Ctrl-C.

    Only this computer can reach it. The address works once, in one browser.

    \b
    python3 generate.py desk
    python3 generate.py desk --no-browser
    """
    from printroom.desk import Settings, serve

    settings = Settings(
        materials,
        templates,
        output or default_output(),
        record or materials.parent / "record",
        default_cache().folder,
        printers_file(),
        today,
        editor or "",
        bases,
        shown_options=given("materials", "templates", "record"),
        shown_folders=given("materials", "templates"),
    )
    try:
        serve(settings, port, _opened if opens else _printed)
    except OSError as error:
        raise click.UsageError(f"--port {port}: {error.strerror}") from None
    stderr().print("The desk is closed.")


def _printed(address: str) -> None:
    click.echo(f"The desk is open: {address}")
    stderr().print("Ctrl-C closes it.")


def _opened(address: str) -> None:
    import webbrowser

    _printed(address)
    webbrowser.open(address)
