"""The people of the stories, as `people.yaml` describes how each is drawn."""

from __future__ import annotations

from typing import Literal

from printroom.model.base import Authored, BandIds, NonEmptyStr

HairColour = Literal["black", "brown", "ginger", "fair", "grey"]
Clothes = Literal["teal", "blue", "yellow", "coral", "green", "lilac", "white"]
Skin = Literal[1, 2, 3, 4, 5]
"""From light to dark."""


class Person(Authored):
    """How an invented person looks, wherever they appear, and the bands that may see them."""

    alt: NonEmptyStr
    """The name, and what the portrait shows of them."""
    bands: BandIds
    skin: Skin
    hair: NonEmptyStr
    """The drawing `portraits/hair-….svg`; a headscarf and a turban are such drawings, too."""
    hair_colour: HairColour = "black"
    """For hair that is drawn in outline; other hair is black."""
    face: NonEmptyStr = "calm"
    beard: NonEmptyStr | None = None
    glasses: NonEmptyStr | None = None
    has: tuple[NonEmptyStr, ...] = ()
    """What belongs to them, such as a wheelchair or a hearing aid."""
    clothes: Clothes = "teal"
