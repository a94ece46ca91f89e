"""Load a term: its file and the list that it names in, the term held against the library out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from printroom.load.bands import unknown_bands
from printroom.load.check import check
from printroom.load.ids import refuse_odd_names
from printroom.load.schools import load_schools
from printroom.load.text import read_text
from printroom.load.yaml import Way, Written, read_yaml
from printroom.model import (
    UNDATED,
    Choice,
    Library,
    NotFitToPrint,
    Problem,
    ResolvedTerm,
    School,
    SchoolList,
    Term,
    nearest,
)

NO_LIST = "no-list"
"""A list that is not there: real ones are kept elsewhere, where not everybody has them."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Schools = tuple[tuple[str, School], ...]


def term_names(materials: Path) -> tuple[str, ...]:
    """The names of all terms in a folder of materials."""
    return tuple(sorted(file.stem for file in (materials / "terms").glob("*.yaml")))


def load_term(materials: Path, name: str, library: Library) -> ResolvedTerm:
    """Read `terms/NAME.yaml` and its list of schools. Raises `NotFitToPrint`, with all faults.

    What names nothing in the library is told, and so is a pack that nobody would get, or that a
    school would get twice, or that cannot be made for a school's nation.
    """
    file, names = materials / "terms" / f"{name}.yaml", term_names(materials)
    if name not in names:
        said, fix = f"there is no term “{name}”", nearest(name, names)
        raise NotFitToPrint([Problem("unknown-term", file.parent.as_posix(), said, fix)])
    refuse_odd_names([name], file.as_posix())
    _refuse_a_day(name, file)
    source = read_text(file)
    written = read_yaml(source)
    term = check(Term, written)
    problems = list(_unknown(term, written, library))
    try:
        listed = _listed(file, term, written, library)
    except NotFitToPrint as error:
        raise NotFitToPrint([*problems, *error.problems]) from None
    warnings = (*source.warnings, *listed.warnings)
    tour = ResolvedTerm(name, term, source.path, listed, warnings)
    problems += _unknown_schools(tour, written)
    problems += problems or _wrong_packs(tour, written, library)
    if problems:
        raise NotFitToPrint(problems)
    return tour


def _refuse_a_day(name: str, file: Path) -> None:
    """Refuse a name by which single packs stand: two runs would write into one folder."""
    if name == UNDATED or _DAY.fullmatch(name):
        said = f"a term cannot be called “{name}”: single packs stand in a folder of that name"
        fix = "call it by its time of the year, such as 2027-spring"
        raise NotFitToPrint([Problem("odd-name", file.as_posix(), said, fix)])


def _listed(file: Path, term: Term, written: Written, library: Library) -> SchoolList:
    """The list of schools that a term names. Raises `NotFitToPrint`."""
    named = Path(os.path.normpath(file.parent / term.schools.file))
    if not _is_there(named):
        said = f"there is no list of schools “{term.schools.file}”, as seen from here"
        fix = "write its path from this folder on, such as ../schools/2027-spring.csv"
        raise NotFitToPrint([written.problem(("schools", "file"), NO_LIST, said, fix)])
    return load_schools(named, library.nations)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name that no file can have
        return False


def _unknown(term: Term, written: Written, library: Library) -> Iterator[Problem]:
    """Sessions, bands and nations that there are not."""
    yield from _no_nations(term.schools, written, ("schools",), tuple(library.nations))
    for number, pack in enumerate(term.packs):
        way: Way = ("packs", number)
        yield from _no_nations(pack, written, way, tuple(library.nations))
        yield from unknown_bands(pack.bands, library.bands, written, (*way, "bands"))
        if pack.session not in library.sessions:
            said = f"there is no session “{pack.session}”"
            fix = nearest(pack.session, tuple(library.sessions))
            yield written.problem((*way, "session"), "unknown-session", said, fix)
            continue
        own = library.sessions[pack.session].bands
        for place, band in enumerate(pack.bands):
            if band in library.bands and band not in own:
                said = f"“{pack.session}” is not written for {band}"
                fix = f"it is for {', '.join(own)}"
                yield written.problem((*way, "bands", place), "unknown-band", said, fix)


def _no_nations(
    choice: Choice, written: Written, way: Way, known: tuple[str, ...]
) -> Iterator[Problem]:
    for number, nation in enumerate(choice.where.nation):
        if nation not in known:
            said, fix = f"there is no nation “{nation}”", nearest(nation, known)
            yield written.problem((*way, "where", "nation", number), "unknown-nation", said, fix)


def _unknown_schools(tour: ResolvedTerm, written: Written) -> Iterator[Problem]:
    """Ids that no school of the list has: an exclusion with a slip of the pen excludes nobody."""
    known = tuple(tour.listed.schools)
    packs = ((("packs", number), pack) for number, pack in enumerate(tour.term.packs))
    choices: list[tuple[Way, Choice]] = [(("schools",), tour.term.schools), *packs]
    for way, choice in choices:
        for key, ids in ((("where", "id"), choice.where.id), (("exclude",), choice.exclude)):
            for number, school_id in enumerate(ids):
                if school_id not in known:
                    said = f"no school in {tour.listed.path} has the id “{school_id}”"
                    there: Way = (*way, *key, number)
                    fix = nearest(school_id, known)
                    yield written.problem(there, "unknown-school", said, fix)


def _wrong_packs(tour: ResolvedTerm, written: Written, library: Library) -> Iterator[Problem]:
    """Packs for nobody, packs that a school gets twice, and packs that its nation cannot have."""
    seen: set[tuple[str, str, str]] = set()
    for number, pack in enumerate(tour.term.packs):
        visited = tour.schools_for(pack)
        if not visited:
            said = "no school of the list is chosen for this pack"
            fix = "look at where and exclude, here and under schools"
            yield written.problem(("packs", number), "no-school", said, fix)
        for place, band in enumerate(pack.bands):
            there: Way = ("packs", number, "bands", place)
            orders = {(pack.session, band, school_id) for school_id, _ in visited}
            if twice := sorted(orders & seen):
                said = f"{len(twice)} of the schools get this pack twice, such as {twice[0][2]}"
                fix = "take it out here or there, or choose other schools with where"
                yield written.problem(there, "duplicate-id", said, fix)
            seen |= orders
            yield from _unserved(visited, band, written, there, library)


def _unserved(
    visited: Schools, band: str, written: Written, there: Way, library: Library
) -> Iterator[Problem]:
    """Nations of these schools that have no definition, or no curriculum, for a band."""
    for name in sorted({school.nation for _, school in visited}):
        nation = library.nations[name]
        if band not in nation.definition.bands or band not in nation.curriculum:
            those = [school_id for school_id, school in visited if school.nation == name]
            said = f"{nation.title} has no words for {band} yet, and {len(those)} of the schools "
            said += f"{'is' if len(those) == 1 else 'are'} there, such as {those[0]}"
            fix = "take the band out, or choose other schools with where: {nation: […]}"
            yield written.problem(there, "unserved-nation", said, fix)
