"""Load a term: its file and the list of schools that it names, checked against the library."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from printroom.load.schools.read_school_list import load_schools
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.nation_names import term_with_nation_ids
from printroom.load.sources.text_file import Source, files_in, read_text, refuse_invalid_names
from printroom.load.sources.validate import validate
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import KeyPath, YamlText, unknown_bands
from printroom.model import (
    UNDATED,
    Library,
    NotFitToPrint,
    Problem,
    ResolvedTerm,
    School,
    SchoolChoice,
    SchoolList,
    Term,
    TermPack,
    nearest,
)
from printroom.model.school_years import year_hint

NO_LIST = "no-list"
"""The code of a list that is missing: real ones are kept where not everybody has them."""
COMMAND = "prune"
"""What follows `term` where no term is made."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
Schools = tuple[tuple[str, School], ...]
ReadList = Callable[[Path], SchoolList]


def term_names(materials: Path, problems: list[Problem]) -> tuple[str, ...]:
    """The names of all terms of the materials; unreadable folders are added to `problems`."""
    return tuple(file.stem for file in files_in(materials / "terms", problems, ".yaml"))


def load_term(
    materials: Path, name: str, library: Library, read: ReadList | None = None
) -> ResolvedTerm:
    """Read `terms/NAME.yaml` and its list of schools. Raises `NotFitToPrint` with all problems.

    `read` returns the list, for a caller that has read it already.

    Names that are not in the library are problems, and so are packs for no school, packs that a
    school would get twice, and packs that cannot be made for a school's nation.
    """
    return term_of(name, _source(materials, name), library, read)


def refuse_unknown_term(materials: Path, name: str, library: Library) -> None:
    """Check a term as `load_term` does, without its list of schools: `library` needs only names."""
    _, _, problems = _with_ids(_source(materials, name), library)
    if problems:
        raise NotFitToPrint(problems)


def _source(materials: Path, name: str) -> Source:
    """The text of `terms/NAME.yaml`. Raises `NotFitToPrint`."""
    file, problems = materials / "terms" / f"{name}.yaml", list[Problem]()
    names = term_names(materials, problems)
    if problems:
        raise NotFitToPrint(problems)
    if name not in names:
        message, fix = f"there is no term “{name}”", nearest(name, names)
        raise NotFitToPrint([Problem("unknown-term", file.parent.as_posix(), message, fix, 0)])
    refuse_term_name(name, file)
    return read_text(file, materials)


def refuse_term_name(name: str, file: Path) -> None:
    """Raise `NotFitToPrint` for a name that no term can have."""
    refuse_invalid_names([name], file.as_posix())
    if name in (UNDATED, COMMAND) or _DATE.fullmatch(name):
        use = "a command has" if name == COMMAND else "a folder of single packs has"
        message = f"a term cannot be called “{name}”: {use} that name"
        fix = "call it by its time of the year, such as 2027-spring"
        raise NotFitToPrint([Problem("odd-name", file.as_posix(), message, fix)])


def term_of(
    name: str, source: Source, library: Library, read: ReadList | None = None
) -> ResolvedTerm:
    """The term that the text of its file describes. Raises `NotFitToPrint` as `load_term` does."""
    term, yaml, problems = _with_ids(source, library)
    try:
        schools = _school_list(Path(source.path), term, yaml, read or lists_of(library))
    except NotFitToPrint as error:
        raise NotFitToPrint([*problems, *error.problems]) from None
    warnings = (*source.warnings, *schools.warnings)
    lines = tuple(_date_line(number, pack, yaml) for number, pack in enumerate(term.packs))
    resolved = ResolvedTerm(name, term, source.path, schools, lines, warnings)
    resolved = replace(resolved, warnings=(*warnings, *_overruled_dates(resolved, yaml)))
    problems += _unknown_schools(resolved, yaml)
    problems += problems or _invalid_packs(resolved, yaml, library)
    if problems:
        raise NotFitToPrint(problems)
    return resolved


def _with_ids(source: Source, library: Library) -> tuple[Term, YamlText, list[Problem]]:
    """The term with ids for names, its YAML, and its unknown names. Raises `NotFitToPrint`."""
    yaml = parse_if_changed(source.path, read_yaml, source)
    term = term_with_nation_ids(validate(Term, yaml), library.names)
    packs = tuple(_as_ordered(pack, library) for pack in term.packs)
    term = term.model_copy(update={"packs": packs})
    return term, yaml, [*_unknown_names(term, yaml, library)]


def _as_ordered(pack: TermPack, library: Library) -> TermPack:
    """A pack with its session's id, and its length as orders name it: none for a full session."""
    name = library.find_session(pack.session)
    session = library.sessions.get(name)
    minutes = session.shorter(pack.minutes) if session else pack.minutes
    return pack.model_copy(update={"session": name, "minutes": minutes})


def lists_of(library: Library) -> ReadList:
    """A function that reads lists of schools with the names of a library, each list once."""
    names = library.names
    return cache(lambda file: load_schools(file, names))


def _school_list(file: Path, term: Term, yaml: YamlText, read: ReadList) -> SchoolList:
    """The list of schools that a term names. Raises `NotFitToPrint`."""
    named = Path(os.path.normpath(file.parent / term.schools.file))
    try:
        is_there = named.is_file()
    except OSError:  # a name that no file can have
        is_there = False
    if not is_there:
        message = f"there is no list of schools at “{term.schools.file}”, seen from this folder"
        fix = "write its path relative to this folder, such as ../schools/2027-spring.csv"
        raise NotFitToPrint([yaml.problem(("schools", "file"), NO_LIST, message, fix)])
    return read(named)


def _date_line(number: int, pack: TermPack, yaml: YamlText) -> int:
    """The line of a pack's own date, or of the term's."""
    return yaml.position(("packs", number, "date") if pack.date else ("date",))[0]


def _choices(term: Term) -> Iterator[tuple[KeyPath, SchoolChoice]]:
    """The choice of schools for the whole term, and that of each pack."""
    yield ("schools",), term.schools
    for number, pack in enumerate(term.packs):
        yield ("packs", number), pack


def _unknown_names(term: Term, yaml: YamlText, library: Library) -> Iterator[Problem]:
    """Sessions, bands and nations that do not exist, and bands that a session is not for."""
    for at, choice in _choices(term):
        for place, nation in enumerate(choice.where.nation):
            where, fix = (*at, "where", "nation", place), library.names.nation_fix(nation)
            yield from yaml.unknown("nation", nation, library.nations, where, fix)
    years = partial(year_hint, nations=library.nations)
    for number, pack in enumerate(term.packs):
        at = ("packs", number)
        yield from unknown_bands(pack.bands, library.bands, yaml, (*at, "bands"), years)
        yield from yaml.unknown(
            "session",
            pack.session,
            library.sessions,
            (*at, "session"),
            library.session_fix(pack.session),
        )
        if pack.session in library.sessions:
            session = library.sessions[pack.session]
            if pack.minutes and pack.minutes not in session.lengths:
                message = f"“{pack.session}” does not offer {pack.minutes} minutes"
                fix = f"it offers {session.offered}"
                yield yaml.problem((*at, "minutes"), "unknown-length", message, fix)
            own = session.bands
            for place, band in enumerate(pack.bands):
                if band in library.bands and band not in own:
                    message = f"“{pack.session}” is not written for {band}"
                    fix = f"it is for {', '.join(own)}"
                    yield yaml.problem((*at, "bands", place), "unknown-band", message, fix)


def _unknown_schools(resolved: ResolvedTerm, yaml: YamlText) -> Iterator[Problem]:
    """Ids that no school of the list has: a misspelt exclusion would exclude no school."""
    known = tuple(resolved.listed.schools)
    for at, choice in _choices(resolved.term):
        for key, ids in ((("where", "id"), choice.where.id), (("exclude",), choice.exclude)):
            for number, school_id in enumerate(ids):
                if school_id not in known:
                    message = f"no school in {resolved.listed.path} has the id “{school_id}”"
                    fix, there = nearest(school_id, known), (*at, *key, number)
                    yield yaml.problem(there, "unknown-school", message, fix)


def _invalid_packs(resolved: ResolvedTerm, yaml: YamlText, library: Library) -> Iterator[Problem]:
    """Packs for no school, packs that a school gets twice, and packs that its nation lacks."""
    seen: set[tuple[str, str, int | None, bool, str]] = set()
    for number, pack in enumerate(resolved.term.packs):
        visited = resolved.schools_for(pack)
        if not visited:
            message = "this pack is for no school in the list"
            fix = "check where and exclude, here and under schools"
            yield yaml.problem(("packs", number), "no-school", message, fix)
        for place, band in enumerate(pack.bands):
            at = ("packs", number, "bands", place)
            what = (pack.session, band, pack.minutes, pack.follows)
            orders = {(*what, school_id) for school_id, _ in visited}
            if twice := sorted(orders & seen):
                get = "school gets" if len(twice) == 1 else "schools get"
                message = f"{len(twice)} {get} this pack twice, such as {twice[0][-1]}"
                fix = "take it out here or there, or choose other schools with where"
                yield yaml.problem(at, "duplicate-id", message, fix)
            seen |= orders
            yield from _unserved_nations(visited, band, yaml, at, library)


def _overruled_dates(resolved: ResolvedTerm, yaml: YamlText) -> Iterator[Problem]:
    """Warnings of days of packs that schools do not get, since the list has another for them."""
    for number, pack in enumerate(resolved.term.packs):
        own = [
            school_id
            for school_id, school in resolved.schools_for(pack)
            if school.date not in (None, pack.date)
        ]
        if pack.date and own:
            schools = f"{len(own)} school{'s' if len(own) > 1 else ''}, such as {own[0]}"
            message = f"{resolved.listed.path} has another date for {schools}, which counts there"
            fix = "if schools have sessions on several days, leave their dates out of the list"
            problem = yaml.problem(("packs", number, "date"), "other-date", message, fix)
            yield replace(problem, stops=False)


def _unserved_nations(
    visited: Schools, band: str, yaml: YamlText, at: KeyPath, library: Library
) -> Iterator[Problem]:
    """Nations of these schools that have no definition, or no curriculum, for a band."""
    for name in sorted({school.nation for _, school in visited}):
        nation = library.nations[name]
        if band not in nation.definition.bands or band not in nation.curriculum:
            there = [school_id for school_id, school in visited if school.nation == name]
            are = "is" if len(there) == 1 else "are"
            message = f"{nation.title} has no definition or curriculum for {band} yet, and "
            message += f"{len(there)} of the schools {are} there, such as {there[0]}"
            fix = "take the band out, or choose other schools with where: {nation: […]}"
            yield yaml.problem(at, "unserved-nation", message, fix)
