"""The command that lists sessions, and finds them by words and topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import print_json, print_set_aside, report_problems
from printroom.cli.parameters import DEFAULT_NATION, folders, given_options, recorded
from printroom.cli.sign_commands import WantedPacks, print_signatures
from printroom.cli.spread_table import print_spread

if TYPE_CHECKING:
    from printroom.make.find.asked import AskedAges
    from printroom.make.find.finding import Found
    from printroom.model import Library, Session


@click.command(name="list")
@click.argument("words", nargs=-1)
@click.option("--topic", help="Only sessions of this topic, such as gifts.")
@click.option("--band", help="Only sessions for this age group, such as 11-14.")
@click.option("--nation", help="The nation whose pages are searched; default: england.")
@click.option("--spread", is_flag=True, help="Show which people and places appear in the stories.")
@click.option(
    "--signed", is_flag=True, help="Show who has signed what, and what has changed since."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@recorded
@folders
def list_sessions(
    words: tuple[str, ...],
    topic: str | None,
    band: str | None,
    nation: str | None,
    spread: bool,
    signed: bool,
    as_json: bool,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Show every session that can be printed, and for whom; or those with these WORDS.

    Words are looked for in titles, aims and topics, and on the pages. The name of a nation or of a
    town in it says whose pages are searched; ages, school years and “primary” say for whom.

    \b
    python3 generate.py list
    python3 generate.py list sharing pictures
    python3 generate.py list --topic gifts --band 11-14
    python3 generate.py list --spread
    python3 generate.py list --signed
    python3 generate.py list power/who-has-it --signed --nation wales
    """
    if signed and topic:
        raise click.UsageError("--topic cannot be used with --signed")
    if spread and (words or topic or band or nation):
        raise click.UsageError("--spread counts everything: use it without words, topic or band")
    wanted = WantedPacks(" ".join(words), band or "", nation or "")
    with report_problems(as_json, "listed"):
        _refuse_unknown(wanted, topic or "", (materials, templates), signed=signed)
    if signed:
        print_signatures((materials, templates), record, wanted, as_json)
    elif spread:
        print_spread(materials, templates, as_json)
    elif words or topic or band:
        _print_found(words, topic or "", band or "", nation, as_json, materials, templates)
    else:
        _print_all(as_json, materials, templates)


@dataclass(frozen=True)
class _SessionRow:
    """A session as `list` shows it, also as JSON."""

    session: str
    code: str
    title: str
    bands: tuple[str, ...]
    minutes: int
    lengths: tuple[int, ...]
    """Every length that can be printed, the full one first."""
    review_by: str
    follows: tuple[str, ...]
    topics: tuple[str, ...]


def _print_all(as_json: bool, materials: Path, templates: Path) -> None:
    from printroom.ledger.unread_sessions import unread_sessions
    from printroom.load import load_folders

    with report_problems(as_json, "listed"):
        library, loaded = load_folders(materials, templates, sets_aside=True)
    unread = unread_sessions(library, loaded)
    print_set_aside(library, unread, "Until then these sessions cannot be printed")
    by_code = sorted(library.sessions.items(), key=lambda pair: pair[1].code)
    rows = [_row(name, session, library) for name, session in by_code]
    if as_json:
        print_json([asdict(row) for row in rows])
    elif not rows:
        click.echo(f"There are no sessions in {materials} yet: materials/README.md shows how.")
    else:
        _print_rows(rows)
        _print_next(rows[0], library.nations)


def _print_found(
    words: tuple[str, ...],
    topic: str,
    band: str,
    nation: str | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    from printroom import make
    from printroom.ledger.unread_sessions import unread_sessions
    from printroom.make.find.asked import asked_ages, asked_nation
    from printroom.make.find.finding import SessionIndex

    with report_problems(as_json, "listed"):
        sources = make.read_sources(materials, templates, {}, sets_aside=True)
        library = sources.library
        asked = asked_nation(" ".join(words), library)
        nation = _known_nation(library, nation or asked.nation or None, band)
        found = SessionIndex(sources, nation).find(asked.rest, topic=topic, band=band)
    unread = unread_sessions(library, sources.templates)
    print_set_aside(library, unread, "Until then the pages of these sessions are not searched")
    rows = [_row(one.session, library.sessions[one.session], library) for one in found]
    if as_json:
        print_json(
            [{**asdict(row), "hits": _hits_json(one)} for row, one in zip(rows, found, strict=True)]
        )
    elif not rows:
        _print_none(asked.rest, library, nation)
    else:
        _print_ages(asked_ages(asked.rest, library, nation), library.nations[nation].title)
        _print_rows(rows, found)
        _print_next(rows[0], library.nations)


def _print_ages(asked: AskedAges, nation: str) -> None:
    """Print which age groups the ages or the school year of a search are in a nation."""
    if asked.name:
        bands = " or ".join(f"--band {band}" for band in asked.bands)
        click.echo(f"“{asked.name}” in {nation}: {bands}\n")


def _hits_json(found: Found) -> list[dict[str, object]]:
    return [{"where": one.where, "text": one.text, "left_out": one.left_out} for one in found.hits]


def _print_none(words: str, library: Library, nation: str) -> None:
    """Print that nothing was found; a school year may be one of another nation."""
    from printroom.model.school_years import year_hint

    click.echo("No session has all these words. Try fewer, or another word for the same.")
    if years := year_hint(words, library.nations, nation):
        click.echo(f"{years[0].upper()}{years[1:]}.")


def _refuse_unknown(
    wanted: WantedPacks, topic: str, folders: tuple[Path, Path], *, signed: bool
) -> None:
    """Refuse a name that is not in the materials, before all of them are read."""
    if not topic and wanted == WantedPacks():
        return  # a list of all sessions imports no engine
    from printroom.load.materials.order_names import load_order_names
    from printroom.make.find.asked import asked_nation
    from printroom.make.find.finding import sessions_of
    from printroom.model import NotFitToPrint

    names = load_order_names(*folders)
    if names is None:
        return
    library, _ = names
    if signed:
        wanted.by_ids(library)
        return
    asked = asked_nation(wanted.session, library)
    _known_nation(library, wanted.nation or asked.nation or None, wanted.band)
    try:
        sessions_of(library, topic)
    except NotFitToPrint as error:
        (problem,) = error.problems
        raise click.UsageError(f"{problem.message}: {problem.fix}") from None


def _known_nation(library: Library, nation: str | None, band: str) -> str:
    """The id of a nation that exists. Raises `UsageError`, also for an unknown band."""
    found = library.names.nation(nation or DEFAULT_NATION)
    if found not in library.nations:
        if nation is not None:
            raise click.UsageError(f"--nation {nation}: {library.names.nation_fix(nation)}")
        found = min(library.nations)  # the materials are somebody else's
    if band and band not in library.bands:
        fix = library.band_fix(band, found)
        raise click.UsageError(f"--band {band}: there is no such age group; {fix}")
    return found


def _print_rows(rows: Sequence[_SessionRow], found: Sequence[Found] = ()) -> None:
    for number, row in enumerate(rows):
        click.echo(f"{row.code}  {row.title}")
        follows = f" · after {', '.join(row.follows)}" if row.follows else ""
        shorter = " or ".join(map(str, row.lengths[1:]))
        offered = f" (or {shorter}: --minutes)" if shorter else ""
        click.echo(f"    {row.session} · {row.minutes} minutes{offered}{follows}")
        click.echo(f"    {'  '.join(f'--band {band}' for band in row.bands)}")
        for hit in found[number].hits if found else ():
            text = "".join(
                click.style(piece, bold=True) if is_match else piece
                for piece, is_match in hit.pieces
            )
            lengths = " or ".join(map(str, hit.left_out))
            without = f" (left out at {lengths} minutes)" if lengths else ""
            click.echo(f"    {hit.where}: {text}{without}")


def _print_next(first: _SessionRow, nations: Iterable[str]) -> None:
    click.echo(f"\nNations: {', '.join(nations)}")
    same = given_options("materials", "templates")
    click.echo(f"Print one: python3 generate.py pack {first.session} --band …{same}")


def _row(name: str, session: Session, library: Library) -> _SessionRow:
    return _SessionRow(
        name,
        session.code,
        session.title,
        session.bands,
        session.minutes,
        session.lengths,
        session.review_by.isoformat(),
        tuple(library.sessions[other].code for other in session.follows),
        tuple(topic for topic, one in library.topics.items() if name in one.sessions),
    )
