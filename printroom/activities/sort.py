"""Sort: items that each belong to one group, on a page or as cards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from printroom.activities._shuffle import Order, WrittenPiece, deranged, sheet_code
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    KeyRow,
    NonEmptyStr,
    Piece,
    Setting,
    misplaced,
)


class Group(Authored):
    """Where items go: a name, a shape that tells it apart in grey, and a line that explains it."""

    name: NonEmptyStr
    shape: Literal["circle", "square", "triangle", "star", "heart", "diamond"]
    says: str = ""


class SortItem(WrittenPiece):
    """A piece, the group it `goes` to, and why; group and reason are for the key."""

    goes: NonEmptyStr
    why: str = ""


@dataclass(frozen=True, slots=True)
class SortPage:
    """What the learner sees: the groups, and all items shuffled."""

    instruction: str
    groups: tuple[Group, ...]
    items: tuple[Piece, ...]


class Sort(ActivityModel):
    """Items to put into two to four groups; the same items make the cards."""

    has_cards: ClassVar[bool] = True

    instruction: NonEmptyStr
    groups: Annotated[tuple[Group, ...], Field(min_length=2, max_length=4)]
    items: Annotated[tuple[SortItem, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _all_have_a_place(self) -> Self:
        names = [group.name for group in self.groups]
        shapes = [group.shape for group in self.groups]
        for number, group in enumerate(self.groups):
            if group.name in names[:number]:
                raise misplaced(
                    f"two groups are called “{group.name}”", "rename one", "groups", number, "name"
                )
            if group.shape in shapes[:number]:
                raise misplaced(
                    "two groups have the same shape: in grey nobody can tell them apart",
                    "give one of them another shape",
                    "groups",
                    number,
                    "shape",
                )
        pieces = [item.piece() for item in self.items]
        for number, item in enumerate(self.items):
            if item.goes not in names:
                raise misplaced(
                    f"“{item.goes}” is no group",
                    f"the groups are: {', '.join(names)}",
                    "items",
                    number,
                    "goes",
                )
            if item.piece() == Piece():
                raise misplaced(
                    "this item is empty", "give it a text or a picture", "items", number
                )
            if item.piece() in pieces[:number]:
                raise misplaced("another item is the same", "take one out", "items", number)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the items until their order tells no group; the key lists them by group."""
        written = tuple(item.piece() for item in self.items)
        pieces = deranged(written, setting.seed, self._is_mixed)
        key = tuple(
            KeyRow(item.piece().named, group.name, item.why)
            for group in self.groups
            for item in self.items
            if item.goes == group.name
        )
        page = SortPage(self.instruction, self.groups, pieces)
        return Arranged(self.kind, "sort", page, pieces, key, sheet_code(page))

    def _is_mixed(self, order: Order) -> bool:
        """Whether the groups do not stand in blocks, one after the other."""
        goes = {item.piece(): item.goes for item in self.items}
        changes = sum(goes[one] != goes[other] for one, other in pairwise(order))
        return changes >= len(set(goes.values()))

    def secrets(self) -> tuple[str, ...]:
        """Where each item goes, and why."""
        return tuple(text for item in self.items for text in (item.goes, item.why))

    def pictures(self) -> tuple[str, ...]:
        """All that the items show."""
        return tuple(item.picture for item in self.items if item.picture)
