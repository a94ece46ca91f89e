"""Reads both folders, or takes them from the cache if their files have not changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from printroom.cache import FOLDERS, Cache
from printroom.ledger.inputs import inputs_of, without_lists
from printroom.load import lists_of, load_content, load_term, with_lists
from printroom.load.materials.order_names import load_order_names
from printroom.load.schools.term_file import refuse_unknown_term
from printroom.make.run.options import Sources
from printroom.make.run.remembered import FOLDERS_KEPT, keep, recall, value_key
from printroom.model import Problem, ResolvedTerm


def read_sources(
    materials: Path,
    templates: Path,
    inputs: Mapping[str, str] | None = None,
    cache: Cache | None = None,
    *,
    sets_aside: bool = False,
) -> Sources:
    """Read both folders; `inputs` are the digests of their files, if already known.

    Raises `NotFitToPrint` with all problems in them; with `sets_aside`, mistakes in files that only
    some packs need stop only those packs. Terms and lists of schools are always read again.
    """
    sources, problems = _content((materials, templates), inputs, cache)
    library = with_lists(sources.library, materials, problems, sets_aside=sets_aside)
    return replace(sources, library=library)


def read_term(
    materials: Path,
    templates: Path,
    name: str,
    inputs: Mapping[str, str] | None = None,
    cache: Cache | None = None,
) -> tuple[Sources, ResolvedTerm]:
    """Read both folders with `sets_aside`, and a term; each list of schools is read once.

    A name in the term that nothing has is refused before all else is read.

    Raises `NotFitToPrint`.
    """
    if names := load_order_names(materials, templates):
        refuse_unknown_term(materials, name, names[0])
    sources, problems = _content((materials, templates), inputs, cache)
    read = lists_of(sources.library)
    library = with_lists(sources.library, materials, problems, read, sets_aside=True)
    return replace(sources, library=library), load_term(materials, name, library, read)


def _content(
    folders: tuple[Path, Path], inputs: Mapping[str, str] | None, cache: Cache | None
) -> tuple[Sources, tuple[Problem, ...]]:
    """What packs print, and what is wrong with it; from the cache if no file has changed.

    It has no key if something is wrong with it, or a file was saved meanwhile: then nobody knows
    which of both texts was read.
    """
    if inputs is None:
        inputs = inputs_of(folders)
    if cache is None:
        library, templates, problems = load_content(*folders)
        return Sources(library, templates, inputs), problems
    files = without_lists(inputs, folders[0])
    key = value_key([folder.as_posix() for folder in folders], files)
    if known := recall(cache, FOLDERS, key):
        library, templates = known
        return Sources(library, templates, inputs, key), ()
    library, templates, problems = load_content(*folders)
    if problems or without_lists(inputs_of(folders), folders[0]) != files:
        return Sources(library, templates, inputs), problems
    keep(cache, FOLDERS, key, (library, templates))
    cache.keep_last(FOLDERS, FOLDERS_KEPT)
    return Sources(library, templates, inputs, key), ()
