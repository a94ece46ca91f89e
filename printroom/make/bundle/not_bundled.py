"""Why packs cannot be bundled or taken: they are missing or damaged, or must not be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from glob import escape
from pathlib import Path

from printroom.deliver.manifest import FileDigests, Manifest, damage, read_manifest
from printroom.ledger.current_content import Unfit
from printroom.make.pack.bookings import booking_label, changed_details, order_label
from printroom.model import Booking, NotFitToPrint, Problem, SchoolList

AGAIN = "make the term again, then bundle it"
TAKE_AGAIN = "make it again, then take it"
MOST_NAMED = 3
"""How many packs a message names."""
_WHOLE_PACKS = ("this pack", "only a part")
"""How reasons begin that are about a pack as a whole."""
_MANY = {
    "this pack is": "these packs are",
    "this pack was": "these packs were",
    "this pack": "these packs",
}
"""The words of reasons about one pack, for several packs."""


class NotBundled(Exception):
    """A pack cannot be bundled, because of its folder, a file in it, the list or the term."""

    def __init__(
        self, booking: Booking | str, says: str, path: str, line: int = 0, *, fix: str = AGAIN
    ) -> None:
        super().__init__(says)
        self.label = booking if isinstance(booking, str) else booking_label(booking)
        self.says, self.path, self.line, self.fix = says, path, line, fix

    @property
    def reason(self) -> tuple[str, str, str]:
        """What several packs may have in common: the text, the file or list, and the fix."""
        where = "" if self.says.startswith(_WHOLE_PACKS) else self.path
        return self.says, where, self.fix


def intact_manifest(booking: Booking, folder: Path, digests: FileDigests) -> Manifest:
    """The manifest of a pack whose files are as they were delivered. Raises `NotBundled`."""
    try:
        manifest = read_manifest(folder)
        wrong = next(damage(folder, manifest, digests), None) if manifest else None
    except OSError:
        wrong = manifest = None
    if manifest is None:
        raise NotBundled(booking, _why_missing(folder), folder.as_posix())
    if wrong:
        says = f"this file of the pack is {wrong.what}"
        raise NotBundled(booking, says, wrong.file.as_posix())
    if manifest.filled is None or manifest.details is None:
        raise NotBundled(booking, "this pack was made by an earlier version", folder.as_posix())
    return manifest


def _why_missing(folder: Path) -> str:
    """Why there is no whole pack: only some of its documents may have been made."""
    if any(folder.parent.glob(f"{escape(folder.name)}--only-*")):
        return "only a part of this pack was made, with --only: make the whole pack"
    return "this pack is missing"


def refuse_changed(
    booking: Booking, printed: Mapping[str, str], listed: SchoolList, term: str
) -> None:
    """Raise `NotBundled` if details have changed since a pack was printed.

    The place is the school's row or, for the contact, the term.
    """
    if changed := changed_details(booking, printed):
        line = listed.lines.get(booking.school_id, 0)
        place = (term, 0) if changed == ("contact",) else (listed.path, line)
        raise NotBundled(booking, f"another {', '.join(changed)} was printed in this pack", *place)


def refuse_unfit(
    booking: Booking | str, folder: Path, unfit: Unfit | None, again: str = AGAIN
) -> None:
    """Raise `NotBundled` if a pack was withdrawn or is out of date."""
    if unfit:
        says, fix = f"this pack {unfit.why}", unfit.instead or again
        raise NotBundled(booking, says, folder.as_posix(), fix=fix)


def refuse_to_take(
    folders: Iterable[Path],
    unfit: Callable[[Manifest], Unfit | None],
    again: str = TAKE_AGAIN,
) -> None:
    """Raise `NotFitToPrint` if packs that are taken away were withdrawn or are out of date.

    They are judged as those of a bundle are; `again` is what to do with one that is out of date.
    What is no pack is left to whoever reads it.
    """
    refused = []
    for folder in folders:
        if manifest := _readable_manifest(folder):
            school = f"{manifest.school}: " if manifest.school else ""
            try:
                label = f"{school}{order_label(manifest)}"
                refuse_unfit(label, folder, unfit(manifest), again)
            except NotBundled as error:
                refused.append(error)
    if refused:
        raise NotFitToPrint([*problems_of(refused, "not-taken")])


def _readable_manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except OSError:
        return None


def problems_of(refused: Iterable[NotBundled], code: str = "not-bundled") -> Iterator[Problem]:
    """One problem for all packs that are refused for the same reason."""
    for (says, *_), same in _groups(refused).items():
        first, *others = same
        labels = "; ".join(one.label for one in same[:MOST_NAMED])
        if others:
            more = f" and {len(same) - MOST_NAMED} more" if len(same) > MOST_NAMED else ""
            labels = f"{len(same)} packs ({labels}{more})"
        message = f"{labels}: {_of_many(says) if others else says}"
        yield Problem(code, first.path, message, first.fix, first.line)


def _of_many(says: str) -> str:
    for one, many in _MANY.items():
        says = says.replace(one, many)
    return says


def _groups(refused: Iterable[NotBundled]) -> dict[tuple[str, ...], list[NotBundled]]:
    """Refused packs by reason."""
    groups: dict[tuple[str, ...], list[NotBundled]] = {}
    for one in refused:
        groups.setdefault(one.reason, []).append(one)
    return groups
