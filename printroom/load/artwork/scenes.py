"""Draw the scenes of `scenes.yaml` from portraits and pictures: who says or does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.etree.ElementTree import fromstring, register_namespace, tostring

from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import Picture, Problem
from printroom.model.people import Scene, SceneItem

WIDTH, HEIGHT = 1084, 600
"""The size of a scene, in the units of its drawing; Easy Read pages have room for this shape."""
_COLUMN = {1: 560, 2: 430, 3: 355}
"""How wide each column is, by how many there are. A bubble is drawn between two, or beside one."""
_SMALL = 0.74
"""The width of a `small` item, as a share of its column."""
_PICTURE = 0.8
"""How wide a picture is, compared with a portrait, whose hair needs room at the sides."""
_BUBBLE_SIDE = 224
"""The width of a speech bubble, before it is scaled."""
_BUBBLE_SCALE = {1: 1.9, 2: 1.3}
"""By the number of columns. The bubble of one person has half the scene for itself."""
_BUBBLE = (
    '<path d="M58 176 {tail} 118 190Z" fill="#fff" {edge}/>'
    '<ellipse cx="112" cy="108" rx="107" ry="102" fill="#fff" {edge}/>'
    '<path d="M66 172 {inside} 112 184Z" fill="#fff"/>'
)
_EDGE = 'stroke="#173f47" stroke-width="9" stroke-linejoin="round"'
_SIGN_PLACE = 70
"""From the right and lower edges of a column to the middle of its tick or cross."""
_SIGNS = {
    True: '<circle r="66" fill="#1b7a43"/><path d="M-32 2-10 26 33-24" {line}/>',
    False: '<circle r="66" fill="#b3261e"/><path d="M-26-26 26 26M26-26-26 26" {line}/>',
}
_LINE = 'fill="none" stroke="#fff" stroke-width="19" stroke-linecap="round"'
_NAMESPACE = "http://www.w3.org/2000/svg"


def read_scenes(
    scenes: Mapping[str, Scene],
    pictures: Mapping[str, Picture],
    yaml: Mapping[str, YamlText],
    problems: list[Problem],
) -> dict[str, Picture]:
    """The scenes of a library, as pictures; problems are added to `problems`, at their entries."""
    found = {}
    for name, scene in scenes.items():
        if faults := list(_faults(name, scene, pictures, yaml["scenes"])):
            problems += faults
            continue
        shown_ids = [id_ for shown in scene.shows for id_ in (shown.who, shown.says) if id_]
        found[name] = Picture(
            id=name,
            alt=scene.alt,
            bands=scene.bands,
            suffix="svg",
            content=_draw_scene(scene, pictures).encode(),
            path=yaml["scenes"].source.path,
            words=tuple(line for id_ in shown_ids for line in pictures[id_].words),
            is_scene=True,
        )
    return found


def _draw_scene(scene: Scene, pictures: Mapping[str, Picture]) -> str:
    """The drawing of a scene, with its people and pictures by id."""
    count = len(scene.shows)
    column = _COLUMN[count]
    step = (WIDTH - column) / (count - 1) if count > 1 else 0
    parts = []
    for number, shown in enumerate(scene.shows):
        is_alone_in_the_middle = count == 1 and not shown.says
        left = (WIDTH - column) / 2 if is_alone_in_the_middle else number * step
        looks_left = number == count - 1 > 0
        parts.append(_column(shown, pictures[shown.who], left, column, looks_left))
        if shown.says:
            parts.append(_speech(pictures[shown.says], count, number == 0))
    inside = "".join(parts)
    return f'<svg xmlns="{_NAMESPACE}" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none">{inside}</svg>\n'


def _column(
    shown: SceneItem, picture: Picture, left: float, column: float, looks_left: bool
) -> str:
    """An item in its column: people and small items at the bottom, other pictures half-way up."""
    width = column * (_SMALL if shown.size == "small" else 1)
    width *= 1 if picture.is_portrait else _PICTURE
    height = width * _height_by_width(picture.content)
    is_low = picture.is_portrait or shown.size == "small"
    top = HEIGHT - height if is_low else (HEIGHT - height) / 2
    x = left + (column - width) / 2
    drawing = _place(picture.content, x, top, width)
    if looks_left and picture.is_portrait:
        drawing = f'<g transform="translate({2 * x + width:.1f} 0) scale(-1 1)">{drawing}</g>'
    if shown.is_right is None:
        return drawing
    sign = _SIGNS[shown.is_right].format(line=_LINE)
    at_x, at_y = left + column - _SIGN_PLACE, HEIGHT - _SIGN_PLACE
    return f'{drawing}<g transform="translate({at_x:.1f} {at_y})">{sign}</g>'


def _speech(picture: Picture, columns: int, is_left: bool) -> str:
    """A speech bubble with a picture in it, and a tail to the left or the right."""
    scale = _BUBBLE_SCALE[columns]
    tail, inside = ("L4 250", "L24 232") if is_left else ("L220 250", "L200 232")
    x = WIDTH / 2 + 60 if columns == 1 else (WIDTH - _BUBBLE_SIDE * scale) / 2
    bubble = _BUBBLE.format(tail=tail, inside=inside, edge=_EDGE)
    inner = _place(picture.content, 48, 48, 128)
    return f'<g transform="translate({x:.1f} 6) scale({scale})">{bubble}{inner}</g>'


@lru_cache(maxsize=512)
def _place(content: bytes, x: float, y: float, width: float) -> str:
    """A drawing at a place, scaled to a width."""
    root = fromstring(content)
    height = width * _height_by_width(content)
    place = {"x": x, "y": y, "width": width, "height": height}
    root.attrib.update({name: f"{number:.1f}" for name, number in place.items()})
    register_namespace("", _NAMESPACE)
    return tostring(root, encoding="unicode").replace(f' xmlns="{_NAMESPACE}"', "")


def _height_by_width(content: bytes) -> float:
    _, _, wide, high = map(float, _view_box(content))
    return high / wide


@lru_cache(maxsize=512)
def _view_box(drawing: bytes) -> tuple[str, ...]:
    """The four numbers of a drawing's viewBox; nothing if it has none."""
    return tuple(fromstring(drawing).get("viewBox", "").replace(",", " ").split())


def _faults(
    name: str, scene: Scene, pictures: Mapping[str, Picture], yaml: YamlText
) -> Iterator[Problem]:
    """A name that another picture has, and what a scene must not, or cannot, show."""
    if name in pictures:
        message, fix = f"a picture is also called “{name}”", "give one of them another name"
        yield yaml.key_problem((name,), "duplicate-id", message, fix)
    for number, shown in enumerate(scene.shows):
        for key, id_ in (("who", shown.who), ("says", shown.says)):
            if id_ is not None:
                at = (name, "shows", number, key)
                yield from _picture_faults(id_, at, scene, pictures, yaml)
    speakers = [shown for shown in scene.shows if shown.says]
    if len(speakers) > (1 if len(scene.shows) < 3 else 0):
        message = "there is room for one speech bubble, and for none in a scene of three"
        yield yaml.problem((name, "shows"), "misplaced", message, "take `says` out")


def _picture_faults(
    id_: str, at: KeyPath, scene: Scene, pictures: Mapping[str, Picture], yaml: YamlText
) -> Iterator[Problem]:
    """A picture that does not exist, cannot be scaled, or is not for all age groups of a scene."""
    if id_ not in pictures:
        yield from yaml.unknown("picture", id_, pictures, at)
        return
    if pictures[id_].suffix != "svg" or len(_view_box(pictures[id_].content)) != 4:
        message = f"“{id_}” is not a drawing with a viewBox"
        yield yaml.problem(at, "not-a-picture", message, "use an .svg that has one")
    for number, band in enumerate(scene.bands):
        if band not in pictures[id_].bands:
            message = f"“{id_}” is not for the age group {band}"
            fix = "take the age group out here, or show somebody else"
            yield yaml.problem((at[0], "bands", number), "unknown-band", message, fix)
