"""What commands are told, checked as it is read, and what they find by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from printroom.model import MAX_SHIFT_MM

if TYPE_CHECKING:
    from printroom.cache import Cache

DEFAULT_NATION = "england"
HOME = Path(__file__).resolve().parent.parent.parent
F = TypeVar("F", bound=Callable[..., None])

FolderPath = click.Path(path_type=Path, file_okay=False)
FilePath = click.Path(path_type=Path)


class Day(click.ParamType[dt.date]):
    """A day such as 2027-01-31."""

    name = "date"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The day, or a usage error that shows the right form."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a date: write it as 2027-01-31", param, ctx)


class Shift(click.ParamType[tuple[float, float]]):
    """How far a side is moved: two numbers of millimetres, such as 0.5,-1."""

    name = "right,down"

    def convert(
        self,
        value: str | tuple[float, float],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[float, float]:
        """The two numbers, or a usage error that shows the right form."""
        if isinstance(value, tuple):
            return value
        try:
            right, down = (float(number) for number in value.split(","))
        except ValueError:
            self.fail(f"“{value}” is not two numbers: write right,down as 0.5,-1", param, ctx)
        if not (abs(right) <= MAX_SHIFT_MM and abs(down) <= MAX_SHIFT_MM):
            self.fail(f"{value}: no printer is off by more than {MAX_SHIFT_MM:g} mm", param, ctx)
        return right, down


def folders(command: F) -> F:
    """The options that every command has: whose materials and templates are meant."""

    @click.option("--materials", type=FolderPath, help="Another folder of materials.")
    @click.option("--templates", type=FolderPath, help="Another folder of templates.")
    @wraps(command)
    def with_folders(
        *args: object, materials: Path | None, templates: Path | None, **kwargs: object
    ) -> None:
        command(
            *args,
            materials=materials or near(HOME / "materials"),
            templates=templates or near(HOME / "templates"),
            **kwargs,
        )

    return with_folders  # type: ignore[return-value]


def near(folder: Path) -> Path:
    """The folder as seen from here, when it lies below here."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def own_cache(term: str = "") -> Cache:
    """The cache of this checkout, whatever folder the packs go to."""
    from printroom.cache import Cache

    return Cache(HOME / "output" / ".cache", term)


def today() -> dt.date:
    """The day on which the program is called."""
    return dt.datetime.now().astimezone().date()
