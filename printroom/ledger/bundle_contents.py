"""What a bundle has: its files, and which packs it was made from, so that an old one is found.

Both are in `bundle.json`. While the bundle is made, that says that it is incomplete.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict

from printroom.deliver.folder import write_file, write_problem
from printroom.deliver.folder_names import school_in
from printroom.deliver.manifest import manifest_digest
from printroom.files import half_written, read_regular
from printroom.model import NotFitToPrint

CONTENTS = "bundle.json"
MAX_BYTES = 10_000_000
Digests = Mapping[str, str]
"""The SHA-256 of each pack's manifest, by its path below the term's folder."""


class BundleContents(BaseModel):
    """The content of `bundle.json`."""

    model_config = ConfigDict(frozen=True, strict=True)

    files: tuple[str, ...]
    packs: dict[str, str] | None = None
    """The SHA-256 of each pack's manifest, by its path below the term's folder; none if unknown."""
    options: str = ""
    """The options of `bundle` that it was made with, as they are typed."""
    is_complete: bool = True
    """Whether all files are there; if not, some are, perhaps also those of an earlier bundle."""
    changed_for: tuple[str, ...] | None = None
    """The ids of schools whose packs are not those of the bundle before; none if unknown."""

    def as_json(self) -> bytes:
        """The bytes of the file."""
        return f"{self.model_dump_json(indent=1, ensure_ascii=False)}\n".encode()


@dataclass(frozen=True, slots=True)
class OldBundle:
    """A bundle, or a zip of one, that does not have the packs of its term as they are now."""

    place: Path
    contents: BundleContents
    changed: int
    """How many of its packs were made again since."""
    gone: int
    """How many of its packs no longer belong to the term."""
    lacking: int
    """How many packs of the term are not in it."""
    unfit: int = 0
    """How many of its packs were withdrawn, or are out of date."""

    @property
    def state(self) -> str:
        """What it is: “old”, or “incomplete” if it was interrupted."""
        return "old" if self.contents.is_complete else "incomplete"

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip."""
        return self.place.suffix == ".zip"

    @property
    def options(self) -> str:
        """The options to make the bundle again, with a space before each; "" if they are odd."""
        options = self.contents.options
        return options if re.fullmatch(r"( --[a-z-]+( [\w.-]+)?)*", options) else ""

    def __str__(self) -> str:
        if not self.contents.is_complete:
            return "It was not made to the end, so files are missing."
        if self.contents.packs is None:
            return "It does not say which packs it was made from: they may have been made again."
        held = len(self.contents.packs)
        packs_held = f"{held:,} pack{'s' * (held != 1)}"
        packs = "its only pack" if held == 1 else f"{self.changed:,} of its {held:,} packs"
        were, belong = "was" if self.changed == 1 else "were", "belong" + "s" * (self.gone == 1)
        are = "pack of the term is" if self.lacking == 1 else "packs of the term are"
        sentences = (
            f"It was made before {packs} {were} made again." if self.changed else "",
            f"{self.gone:,} of its packs no longer {belong} to the term." if self.gone else "",
            f"{self.lacking:,} {are} not in it." if self.lacking else "",
            f"Withdrawn or out of date: {self.unfit:,} of its {packs_held}." if self.unfit else "",
        )
        return " ".join(filter(None, sentences))


def old_bundles(
    folder: Path, packs: Iterable[Path] | Digests, unfit: Iterable[Path] = ()
) -> tuple[OldBundle, ...]:
    """The bundles in the folder of a term, and zips of them, that do not have its packs of now.

    `packs` are the folders of all packs of the term, or the digests of their manifests if these
    have just been compared. A bundle is old, too, if nobody knows of which packs it was made, or if
    it is incomplete, or has a pack of `unfit`, which were withdrawn or are out of date.
    """
    bundles = [*_bundles_in(folder)]
    if not bundles:
        return ()
    now = packs if isinstance(packs, Mapping) else _digests(folder, packs)
    bad = {pack.relative_to(folder).as_posix() for pack in unfit}
    found = (_compare(place, contents, now, bad) for place, contents in bundles)
    return tuple(one for one in found if one)


def _digests(folder: Path, packs: Iterable[Path]) -> Digests:
    digests = ((pack.relative_to(folder).as_posix(), manifest_digest(pack)) for pack in packs)
    return {path: digest for path, digest in digests if digest}


def _compare(
    place: Path, contents: BundleContents, now: Digests, bad: Set[str]
) -> OldBundle | None:
    """What is old in a bundle; none if nothing is."""
    then = contents.packs or {}
    changed = sum(now[path] != digest for path, digest in then.items() if path in now)
    gone, lacking = len(then.keys() - now.keys()), len(now.keys() - then.keys())
    found = OldBundle(place, contents, changed, gone, lacking, len(then.keys() & bad))
    is_known = contents.is_complete and contents.packs is not None
    return None if is_known and not (changed or gone or lacking or found.unfit) else found


def _bundles_in(folder: Path) -> Iterator[tuple[Path, BundleContents]]:
    for file in sorted(folder.glob(f"*/{CONTENTS}")):
        try:
            yield file.parent, _read(file)
        except (OSError, ValueError):
            yield file.parent, BundleContents(files=())
    for file in sorted(folder.glob("*.zip")):
        with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(file) as archive:
            yield from ((file, one) for one in _zipped(archive))


def _zipped(archive: zipfile.ZipFile) -> Iterator[BundleContents]:
    """The contents of the bundle in a zip, if it is one; an earlier version left them out."""
    names = {PurePosixPath(name).name: name for name in archive.namelist() if name.count("/") == 1}
    if CONTENTS not in names and "packing-list.pdf" not in names:
        return
    try:
        with archive.open(names[CONTENTS]) as file:
            yield _parse(file.read(MAX_BYTES))
    except (KeyError, ValueError, OSError, RuntimeError, zipfile.BadZipFile):
        yield BundleContents(files=())


def bundle_files(folder: Path) -> tuple[str, ...]:
    """The paths of the files of a complete bundle in its folder; none if there is no bundle."""
    try:
        contents = _read(folder / CONTENTS)
    except (OSError, ValueError):
        return ()
    paths = map(PurePosixPath, contents.files if contents.is_complete else ())
    return tuple(str(path) for path in paths if _is_inside(path) and (folder / path).is_file())


def _is_inside(path: PurePosixPath) -> bool:
    return not path.is_absolute() and ".." not in path.parts


def _read(file: Path) -> BundleContents:
    """Raises `OSError`, `ValueError`."""
    return _parse(read_regular(file, MAX_BYTES))


def _parse(content: bytes) -> BundleContents:
    """The contents; an earlier version wrote only a list of files. Raises `ValueError`."""
    if isinstance(names := json.loads(content), list):
        return BundleContents(files=tuple(map(str, names)))
    return BundleContents.model_validate_json(content)


def read_contents(folder: Path) -> BundleContents:
    """The contents of the bundle in this folder. Raises `OSError`, `ValueError`."""
    return _read(folder / CONTENTS)


def begin_bundle(folder: Path, contents: BundleContents) -> BundleContents:
    """Delete the files and folders of an earlier bundle, but no other files.

    Returns the `contents` of the new bundle with the schools that differ. Until they are written,
    `bundle.json` says that the bundle is incomplete, and lists the files of both. Raises
    `NotFitToPrint`.
    """
    file = folder / CONTENTS
    try:
        before = _read(file)
    except FileNotFoundError:
        before = BundleContents(files=(), is_complete=False)
    except (OSError, ValueError) as error:
        problem = OSError(0, "the list of an earlier bundle cannot be read")
        raise NotFitToPrint([write_problem(file, problem)]) from error
    names = before.files
    both = tuple(dict.fromkeys((*names, *contents.files)))
    begun = contents.model_copy(update={"files": both, "is_complete": False})
    write_file(file, begun.as_json())
    paths = [path for path in map(PurePosixPath, names) if _is_inside(path)]
    for path in (folder / path for path in paths):
        for old in (path, half_written(path)):
            with suppress(OSError):
                old.unlink()
    for home in {path.parent for path in paths} - {PurePosixPath()}:
        with suppress(OSError):  # unless somebody put a file there
            (folder / home).rmdir()
    return contents.model_copy(update={"changed_for": _schools_between(before, contents)})


def _schools_between(before: BundleContents, after: BundleContents) -> tuple[str, ...] | None:
    """The ids of schools whose packs differ; none if the packs of the bundle before are unknown."""
    if before.packs is None or not before.is_complete:
        return None
    then, now = before.packs, after.packs or {}
    packs = (path for path in sorted({*then, *now}) if then.get(path) != now.get(path))
    return tuple(dict.fromkeys(school_in(path.partition("/")[0]) for path in packs))
