"""Reads both folders; what was read before, and has not changed since, comes from the cache."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from printroom.cache import FOLDERS, Cache
from printroom.ledger.inputs import inputs_of, without_lists
from printroom.load import load_content, with_lists
from printroom.make.options import Sources
from printroom.make.remembered import FOLDERS_KEPT, keep, recall, value_key
from printroom.model import Library, Problem, Templates

Read = tuple[Library, Templates, tuple[Problem, ...], str]
"""What was read of the folders, what is wrong with it, and its key."""


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
    folders = (materials, templates)
    if inputs is None:
        inputs = inputs_of(folders)
    if cache is None:
        library, loaded, problems, key = (*load_content(*folders), "")
    else:
        library, loaded, problems, key = _content(folders, inputs, cache)
    library = with_lists(library, materials, problems, sets_aside=sets_aside)
    return Sources(library, loaded, inputs, key)


def _content(folders: tuple[Path, Path], inputs: Mapping[str, str], cache: Cache) -> Read:
    """What packs print, from the cache if the files are those that it was read from.

    It has no key if something is wrong with it, or a file was saved meanwhile: then nobody knows
    which of both texts was read.
    """
    files = without_lists(inputs, folders[0])
    key = value_key([folder.as_posix() for folder in folders], files)
    if known := recall(cache, FOLDERS, key):
        return (*known, (), key)
    library, loaded, problems = load_content(*folders)
    if problems or without_lists(inputs_of(folders), folders[0]) != files:
        return library, loaded, problems, ""
    keep(cache, FOLDERS, key, (library, loaded))
    cache.keep_last(FOLDERS, FOLDERS_KEPT)
    return library, loaded, (), key
