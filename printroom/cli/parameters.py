"""Parameter types and options shared by the commands, and their defaults."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, TypeVar, Unpack

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from printroom.cache import Cache
    from printroom.ledger.current_content import CurrentContent
    from printroom.ledger.record import Record
    from printroom.make.run.options import Sources
    from printroom.model import Edition, Order
    from printroom.workers import WorkerPool

DEFAULT_NATION = "england"
EDITIONS = ("standard", "large-print")
"""As in `printroom.model` (a test compares them), which takes too long to import for help."""
HOME = Path(__file__).resolve().parent.parent.parent
OUTPUT = HOME / "output"
"""Where packs are, unless a command is given another folder."""
F = TypeVar("F", bound=Callable[..., None])

ExistingFolder = click.Path(path_type=Path, file_okay=False, exists=True)
FolderPath = click.Path(path_type=Path, file_okay=False)
FilePath = click.Path(path_type=Path)


class Day(click.ParamType[dt.date]):
    """A day such as 2027-01-31."""

    name = "date"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The day, or a usage error that shows the format."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a date: write it as 2027-01-31", param, ctx)


class Shift(click.ParamType[tuple[float, float]]):
    """The shift of a printed side: two numbers of millimetres, such as 0.5,-1."""

    name = "right,down"

    def convert(
        self,
        value: str | tuple[float, float],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[float, float]:
        """The two numbers, or a usage error that shows the format."""
        from printroom.model import MAX_SHIFT_MM

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
    """Add the options for the folders of materials and templates."""

    @click.option("--materials", type=ExistingFolder, help="The folder of materials.")
    @click.option("--templates", type=ExistingFolder, help="The folder of templates.")
    @wraps(command)
    def with_folders(
        *args: object, materials: Path | None, templates: Path | None, **kwargs: object
    ) -> None:
        command(
            *args,
            materials=materials or relative(HOME / "materials"),
            templates=templates or relative(HOME / "templates"),
            **kwargs,
        )

    return with_folders  # type: ignore[return-value]


recorded = click.option(
    "--record",
    "record",
    type=FolderPath,
    help="The record of what was printed; default: record/ beside the materials.",
)
"""Adds the option for the folder of the record."""


length = click.option(
    "--minutes",
    type=click.IntRange(1, 480),
    help="A shorter length that the session offers, as `list` shows; default: the full session.",
)
"""Adds the option for the length of a session."""
following = click.option(
    "--follows",
    is_flag=True,
    help="A session that follows another with the same group: a short welcome, more practice.",
)
"""Adds the option for a follow-up."""


class OrderOptions(TypedDict):
    """The options that name an order: each is a field of `Order` of the same name."""

    session: str
    band: str
    nation: str
    seed: NotRequired[int]
    edition: NotRequired[Edition]
    minutes: int | None
    follows: bool


def known_order(
    folders: tuple[Path, Path], only: tuple[str, ...] = (), **asked: Unpack[OrderOptions]
) -> Order:
    """The order that these options name, with its ids. Reads only what names need.

    Raises `NotFitToPrint` and `WrongOption`.
    """
    from printroom.make.requests import wanted_pack
    from printroom.model import Order

    return wanted_pack.known_order(Order(**asked, as_of=today()), folders, only)


def record_in(folder: Path | None, materials: Path) -> Record:
    """The record in this folder; without one, the record beside these materials."""
    from printroom.ledger.record import Record

    return Record(folder or materials.parent / "record", today())


def given_options(*only: str, without: tuple[str, ...] = ()) -> str:
    """The options that the user gave, for the command in a hint, with a space before each.

    `only` names the parameters that are wanted; without it, all but `without`.
    """
    context = click.get_current_context()
    words: list[str] = []
    for option in context.command.params:
        name = option.name or ""
        is_wanted = (
            isinstance(option, click.Option) and name not in without and name in (only or (name,))
        )
        if is_wanted and context.get_parameter_source(name) == ParameterSource.COMMANDLINE:
            words += _as_given(option, context.params[name])
    return "".join(f" {word}" for word in words)


def _as_given(option: click.Parameter, value: Any) -> list[str]:
    """An option with its value as it is typed; several if the option can be repeated."""
    flag = max(option.opts, key=len)
    if isinstance(value, bool):
        return [flag if value else max(option.secondary_opts, key=len)]
    values = value if option.multiple else (value,)
    return [f"{flag} {shlex.quote(str(value))}" for value in values]


def relative(folder: Path) -> Path:
    """The path relative to the working directory, if it lies below that."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def default_output() -> Path:
    """The output folder of this checkout, relative to the working directory if possible."""
    return relative(OUTPUT)


def default_cache(term: str = "") -> Cache:
    """The cache of this checkout, whatever output folder a command is given."""
    from printroom.cache import Cache

    return Cache(OUTPUT / ".cache", term)


def for_print_shop(command: F) -> F:
    """Add the options for what a print shop asks of its files."""
    marks = click.option(
        "--marks", is_flag=True, help="Bleed and crop marks on posters and on what is cut out."
    )
    pdf_x = click.option(
        "--pdf-x", is_flag=True, help="Write PDF/X-4, for printing only: no tags and no links."
    )
    return marks(pdf_x(command))


def today() -> dt.date:
    """The current date."""
    return dt.datetime.now().astimezone().date()


def current_of(materials: Path, sources: Sources, workers: WorkerPool) -> CurrentContent:
    """What these sources would print now, to compare packs with it before they are sent."""
    from printroom.ledger.current_content import CurrentContent

    content = sources.library, sources.templates, default_cache(), today(), workers
    return CurrentContent(materials, *content)


def read_current(
    materials: Path, templates: Path, workers: WorkerPool, as_of: dt.date | None = None
) -> CurrentContent:
    """The current content of both folders. Raises `NotFitToPrint`.

    Files with mistakes that only some packs need are set aside; those packs cannot be compared.
    """
    from printroom import make
    from printroom.ledger.current_content import CurrentContent

    library, loaded = make.load_folders(materials, templates, sets_aside=True)
    return CurrentContent(materials, library, loaded, default_cache(), as_of or today(), workers)
