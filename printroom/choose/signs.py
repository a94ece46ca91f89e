"""Signs: which of them a pack prints, so that its guide explains these and no others.

They follow from the plan, so that a guide printed alone explains what the whole pack prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from printroom.model import Kind, PlannedDocument, PlannedPart, Sign, walk_nodes

BLOCKS = {"facilitator": ("say", "alert", "note"), "participant": ("key", "help")}
"""The blocks of authors that have a sign on the pages of each audience."""


def signs(documents: Iterable[PlannedDocument], kinds: Mapping[str, Kind]) -> tuple[Sign, ...]:
    """The signs in the documents of a pack: of facilitators, of the group, then shapes.

    The shape of a group means what the group is called; one with several names means any of them.
    """
    ordered = sorted(documents, key=lambda document: document.row.audience)
    meanings: dict[str, dict[str, None]] = {}
    for document in ordered:
        for name, means in _signs(document, kinds):
            meanings.setdefault(name, {}).update(dict.fromkeys(filter(None, (means,))))
    found = (Sign(name, tuple(means)) for name, means in meanings.items())
    return tuple(sorted(found, key=lambda sign: bool(sign.means)))


def _signs(document: PlannedDocument, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    """Each sign of a document, with what a group of this shape is called."""
    found = {node.name for part in document.parts for node in walk_nodes(part.nodes)}
    yield from ((name, "") for name in BLOCKS[document.row.audience] if name in found)
    if document.strip:
        yield "help", ""
    for part in document.parts:
        yield from _of_activity(part, kinds, is_cut=document.layout is not None)


def _of_activity(
    part: PlannedPart, kinds: Mapping[str, Kind], *, is_cut: bool
) -> Iterator[tuple[str, str]]:
    """The signs that a kind draws, and the shapes of groups: of those with a card, if it is cut.

    A piece with a picture of its own has that instead of the sign of its kind.
    """
    if part.activity is None:
        return
    if not any(getattr(piece, "picture", "") for piece in part.activity.cards):
        yield from ((name, "") for name in kinds[part.activity.kind].signs)
    cards = {node.text for node in part.nodes}
    page = part.activity.page
    for group in (*getattr(page, "groups", ()), *getattr(page, "choices", ())):
        name = getattr(group, "name", "") or getattr(group, "text", "")
        if getattr(group, "shape", None) and (not is_cut or name in cards):
            yield group.shape, name
