"""Reads both folders, or takes them from the cache if their files have not changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from printroom.cache import FOLDERS, Cache
from printroom.ledger.inputs import inputs_of, without_lists
from printroom.load import lists_of, load_content, load_term, with_lists
from printroom.load.materials.order_names import load_order_names
from printroom.load.schools.term_file import refuse_unknown_term
from printroom.make.run.options import Sources
from printroom.make.run.remembered import FOLDERS_KEPT, CachePart, keep, recall, value_key
from printroom.model import Library, Problem, ResolvedTerm, Templates

_READ = CachePart[tuple[Library, Templates]](FOLDERS)


def read_sources(
    materials: Path,
    templates: Path,
    inputs: Mapping[str, str] | None = None,
    cache: Cache | None = None,
    *,
    sets_aside: bool = False,
) -> Sources:
    """Read both folders; `inputs` are the digests of their files, if already known.

    Raises `NotFitToPrint` with all problems in them. With `sets_aside`, mistakes in files that only
    some packs need stop only those packs. Terms and lists of schools are never cached.
    """
    content = _FolderContent((materials, templates), inputs, cache)
    known = content.from_cache()
    sources, problems = (known, ()) if known else content.read()
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

    Unknown names in the term are refused at once: if the folders are not in the cache, the few
    files with the names of sessions, bands and nations are read first. Raises `NotFitToPrint`.
    """
    content = _FolderContent((materials, templates), inputs, cache)
    if known := content.from_cache():
        refuse_unknown_term(materials, name, known.library)
    elif names := load_order_names(materials, templates):
        refuse_unknown_term(materials, name, names[0])
    sources, problems = (known, ()) if known else content.read()
    read = lists_of(sources.library)
    library = with_lists(sources.library, materials, problems, read, sets_aside=True)
    return replace(sources, library=library), load_term(materials, name, library, read)


class _FolderContent:
    """The content of both folders without lists of schools; `inputs` are its files' digests."""

    def __init__(
        self,
        folders: tuple[Path, Path],
        inputs: Mapping[str, str] | None,
        cache: Cache | None,
    ) -> None:
        self._folders, self._cache = folders, cache
        self._inputs = inputs_of(folders) if inputs is None else inputs
        self._files = without_lists(self._inputs, folders[0])

    def from_cache(self) -> Sources | None:
        """The content in the cache, which has no problems; none if any file has changed."""
        known = recall(self._cache, _READ, self._key) if self._cache else None
        if known is None:
            return None
        library, templates = known
        return Sources(library, templates, self._inputs, self._key)

    def read(self) -> tuple[Sources, tuple[Problem, ...]]:
        """The content as read from the folders, and its problems.

        It has no key, and is not cached, if it has problems, or if a file was saved meanwhile, so
        that it is unknown which text was read.
        """
        library, templates, problems = load_content(*self._folders)
        cache, folders = self._cache, self._folders
        if not cache or problems or without_lists(inputs_of(folders), folders[0]) != self._files:
            return Sources(library, templates, self._inputs), problems
        keep(cache, _READ, self._key, (library, templates))
        cache.keep_last(FOLDERS, FOLDERS_KEPT)
        return Sources(library, templates, self._inputs, self._key), ()

    @cached_property
    def _key(self) -> str:
        return value_key("folders", [folder.as_posix() for folder in self._folders], self._files)
