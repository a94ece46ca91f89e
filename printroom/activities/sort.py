"""Sort: items that each belong to one group, on a page or as cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from printroom.activities._pieces import Shape, WrittenPiece, reject_duplicates
from printroom.activities._shuffle import Pieces, derange, sheet_code
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    KeyRow,
    NonEmptyStr,
    Piece,
    Setting,
    error_at,
)


class Group(Authored):
    """A group: its name, a shape that identifies it in grey print, and an explanation."""

    name: NonEmptyStr
    shape: Shape
    says: str = ""


class SortItem(WrittenPiece):
    """A piece, the group it `goes` to, and the reason; group and reason are for the key."""

    goes: NonEmptyStr
    why: str = ""


@dataclass(frozen=True, slots=True)
class SortPage:
    """The learner's side: the groups, and all items shuffled."""

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
    def _check_groups(self) -> Self:
        names = [group.name for group in self.groups]
        shapes = [group.shape for group in self.groups]
        for number, group in enumerate(self.groups):
            if group.name in names[:number]:
                message, fix = f"two groups are called “{group.name}”", "rename one"
                raise error_at(message, fix, "groups", number, "name")
            if group.shape in shapes[:number]:
                message = "two groups have the same shape, so they look alike in grey"
                fix = "give one of them another shape"
                raise error_at(message, fix, "groups", number, "shape")
        return self

    @model_validator(mode="after")
    def _check_items(self) -> Self:
        names = [group.name for group in self.groups]
        for number, item in enumerate(self.items):
            if item.goes not in names:
                message = f"“{item.goes}” is not one of the groups"
                fix = f"the groups are: {', '.join(names)}"
                raise error_at(message, fix, "items", number, "goes")
        reject_duplicates(tuple(item.piece() for item in self.items), "items")
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the items so that their order reveals no group; the key lists them by group."""
        written = tuple(item.piece() for item in self.items)
        goes = [item.goes for item in self.items]
        pieces = derange(written, setting.seed, _are_mixed(dict(zip(written, goes, strict=True))))
        key = tuple(
            KeyRow(item.piece().label, group.name, item.why)
            for group in self.groups
            for item in self.items
            if item.goes == group.name
        )
        page = SortPage(self.instruction, self.groups, pieces)
        return Arranged(self.kind, "sort", page, pieces, key, sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """The group of each item, and the reason."""
        return tuple(text for item in self.items for text in (item.goes, item.why))

    def pictures(self) -> tuple[str, ...]:
        """The pictures of the items."""
        return tuple(item.picture for item in self.items if item.picture)


def _are_mixed(goes: Mapping[Piece, str]) -> Callable[[Pieces], bool]:
    """The rule that the groups of the pieces do not appear in blocks."""
    groups = len(set(goes.values()))

    def is_mixed(order: Pieces) -> bool:
        return sum(goes[one] != goes[other] for one, other in pairwise(order)) >= groups

    return is_mixed
