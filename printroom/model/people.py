"""The people of the stories, and scenes in which people say or do something."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

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


class SceneItem(Authored):
    """A person or picture in a scene, what they say, and whether it is right or wrong."""

    who: NonEmptyStr
    """The id of a person or picture."""
    says: NonEmptyStr | None = None
    """The id of a picture, which is drawn in a speech bubble."""
    size: Literal["small", "full"] = "full"
    is_right: bool | None = None
    """A tick or a cross beside them; nothing if this is not given."""


class Scene(Authored):
    """People and pictures side by side: an Easy Read page has one for each line."""

    alt: NonEmptyStr
    bands: BandIds
    shows: Annotated[tuple[SceneItem, ...], Field(min_length=1, max_length=3)]
    """From left to right. In a scene of three, nobody says anything: there is no room."""
