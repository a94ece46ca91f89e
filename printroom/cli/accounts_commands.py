"""Commands for the accounts of a desk that an office shares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import report_problems
from printroom.cli.parameters import FolderPath, folders

if TYPE_CHECKING:
    from printroom.desk.access.accounts import Role
    from printroom.desk.access.office import Office

ROLES = ("print", "review", "design")
"""As in `printroom.desk.common.users` (a test compares them): help must not import the desk."""
in_office = click.option(
    "--office",
    "office_folder",
    type=FolderPath,
    help="The folder of accounts and of the log of actions; default: office/ beside the materials.",
)
"""Adds the option for the folder of accounts."""


@click.group()
def accounts() -> None:
    """Keep the accounts of a desk that an office shares (`desk --share`).

    The password is asked for twice; without a terminal, it is the first line of standard input.

    \b
    python3 generate.py desk accounts add "Ada Reed" --role review
    python3 generate.py desk accounts list
    python3 generate.py desk accounts password "Ada Reed"
    python3 generate.py desk accounts remove "Ada Reed"
    """


@accounts.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(ROLES),
    help="What the account may do; repeatable.",
)
@in_office
@folders
def add(
    name: str, roles: tuple[Role, ...], office_folder: Path | None, materials: Path, templates: Path
) -> None:
    """Add an account under the full NAME of a person, with which they log in and sign."""
    from printroom import make
    from printroom.desk.access.accounts import LONGEST_NAME, Account
    from printroom.desk.access.action_log import COMMAND_LINE
    from printroom.make.requests.new_entries import refuse_no_name
    from printroom.model import WrongOption

    name = " ".join(name.split())
    office = office_in(office_folder, materials)
    with report_problems(False, "changed"):
        library, _ = make.load_folders(materials, templates, sets_aside=True)
        try:
            refuse_no_name(name, library.names)
        except WrongOption as error:
            raise click.UsageError(f"NAME: {error}") from None
        if len(name) > LONGEST_NAME:
            raise click.UsageError(f"NAME: this has more than {LONGEST_NAME} characters")
        office.accounts.refuse_taken(name)
        new = Account.new(name, sorted(set(roles)), office.passwords.hash(_password(name)))
        about = {"account": name, "roles": " ".join(new.roles)}
        with office.log.during(COMMAND_LINE, "add an account", **about):
            office.accounts.add(new)
    click.echo(f"{name} can log in now, with the roles: {', '.join(new.roles)}.")


@accounts.command(name="list")
@in_office
@folders
def list_accounts(office_folder: Path | None, materials: Path, templates: Path) -> None:
    """Show every account with its roles."""
    del templates
    with report_problems(False, "shown"):
        found = office_in(office_folder, materials).accounts.all()
    for one in sorted(found, key=lambda one: one.name.casefold()):
        click.echo(f"{one.name}: {', '.join(one.roles)}")
    if not found:
        click.echo(
            'No accounts yet: python3 generate.py desk accounts add "Full Name" --role print'
        )


@accounts.command()
@click.argument("name")
@in_office
@folders
def remove(name: str, office_folder: Path | None, materials: Path, templates: Path) -> None:
    """Remove an account; whoever uses it is logged out. What they signed stays."""
    from printroom.desk.access.action_log import COMMAND_LINE

    del templates
    office = office_in(office_folder, materials)
    with report_problems(False, "changed"):
        found = office.accounts.existing(name)
        with office.log.during(COMMAND_LINE, "remove an account", account=found.name):
            office.accounts.remove(name)
    click.echo(f"{found.name} can no longer log in.")


@accounts.command()
@click.argument("name")
@in_office
@folders
def password(name: str, office_folder: Path | None, materials: Path, templates: Path) -> None:
    """Give an account another password; whoever uses it is logged out."""
    from printroom.desk.access.action_log import COMMAND_LINE

    del templates
    office = office_in(office_folder, materials)
    with report_problems(False, "changed"):
        found = office.accounts.existing(name)
        hashed = office.passwords.hash(_password(found.name))
        with office.log.during(COMMAND_LINE, "change a password", account=found.name):
            office.accounts.set_password(name, hashed)
    click.echo(f"{found.name} logs in with the new password from now on.")


def office_in(folder: Path | None, materials: Path) -> Office:
    """The office in this folder; without one, the office beside these materials."""
    from printroom.desk.access.office import Office

    return Office.in_folder(folder or materials.parent / "office")


def _password(name: str) -> str:
    """A password that was typed twice, without being shown; the first line if input is piped."""
    from printroom.desk.access.passwords import unsuitable

    if sys.stdin.isatty():
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    if why := unsuitable(str(typed), name):
        raise click.UsageError(why)
    return str(typed)
