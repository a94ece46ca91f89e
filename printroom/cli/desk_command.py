"""The command that opens the desk, the web application on this computer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.accounts_commands import accounts
from printroom.cli.messages import report_problems, stderr
from printroom.cli.parameters import (
    FolderPath,
    default_cache,
    default_output,
    folders,
    given_options,
    recorded,
    today,
)
from printroom.cli.printer_commands import printers_file
from printroom.cli.share_options import sharing

if TYPE_CHECKING:
    from printroom.desk import Settings, Share

EDITORS = ("vscode", "vscode-insiders", "vscodium", "cursor", "windsurf")
"""Editors that open links such as vscode://file/PATH:LINE:COLUMN."""


@click.group(invoke_without_command=True)
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
@sharing
@click.pass_context
def desk(
    context: click.Context,
    opens: bool,
    port: int | None,
    output: Path | None,
    editor: str | None,
    bases: tuple[Path, ...],
    record: Path | None,
    share: Share | None,
    materials: Path,
    templates: Path,
) -> None:
    """Open the desk: find, order and print packs in a browser, until Ctrl-C.

    Only this computer can reach it. The address works once, in one browser. To share it with
    colleagues, who log in, see docs/desk-share.md.

    \b
    python3 generate.py desk
    python3 generate.py desk --no-browser
    python3 generate.py desk --share --host desk.example.org
    """
    if context.invoked_subcommand:
        return
    from printroom.desk import Settings

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
        shown_options=given_options("materials", "templates", "record"),
        shown_folders=given_options("materials", "templates"),
    )
    _serve(settings, port, share, opens=opens)


desk.add_command(accounts)


def _serve(settings: Settings, port: int | None, share: Share | None, *, opens: bool) -> None:
    """Serve the desk until Ctrl-C; a shared one is opened by whoever logs in."""
    from printroom.desk import serve
    from printroom.desk.common.settings import DEFAULT_PORT

    opened = _open_browser if opens else _print_address
    if share:
        opened = partial(_print_shared_address, share)
    try:
        with report_problems(False, "opened"):
            serve(settings, port, opened, share)
    except OSError as error:
        where = f"--listen {share.listen}, " if share else ""
        raise click.UsageError(f"{where}--port {port or DEFAULT_PORT}: {error.strerror}") from None
    stderr().print("The desk is closed.")


def _print_address(address: str) -> None:
    click.echo(f"The desk is open: {address}")
    stderr().print("Ctrl-C closes it.")


def _open_browser(address: str) -> None:
    import webbrowser

    _print_address(address)
    webbrowser.open(address)


def _print_shared_address(share: Share, address: str) -> None:
    click.echo(f"The desk is open: {address}")
    if share.host:
        stderr().print(f"It answers only requests for https://{share.host}/ from its proxy.")
    else:
        stderr().print(
            "Only this computer can reach it. For colleagues, put it behind a proxy with TLS, and "
            "add --host NAME: see docs/desk-share.md."
        )
    stderr().print("Ctrl-C closes it.")
