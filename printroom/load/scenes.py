"""Draw the scenes of `scenes.yaml` from portraits and pictures: who says or does what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.yaml_text import YamlText
from printroom.model import Picture, Problem
from printroom.model.people import Scene, Shown

WIDTH, HEIGHT = 1084, 600
"""The size of a scene, in the units of its drawing; Easy Read pages have room for this shape."""
_CELL = {1: 560, 2: 430, 3: 355}
"""The width of each person or picture, by their number. Between two is room for a speech bubble."""
_SMALL = 0.74
_PICTURE = 0.8
"""How wide a picture is, compared with a portrait, whose hair needs room at the sides."""
_BUBBLE = (
    '<path d="M58 176 {tail} 118 190Z" fill="#fff" {edge}/>'
    '<ellipse cx="112" cy="108" rx="107" ry="102" fill="#fff" {edge}/>'
    '<path d="M66 172 {inside} 112 184Z" fill="#fff"/>'
)
_EDGE = 'stroke="#173f47" stroke-width="9" stroke-linejoin="round"'
_SIGNS = {
    True: '<circle r="66" fill="#1b7a43"/><path d="M-32 2-10 26 33-24" {line}/>',
    False: '<circle r="66" fill="#b3261e"/><path d="M-26-26 26 26M26-26-26 26" {line}/>',
}
_LINE = 'fill="none" stroke="#fff" stroke-width="19" stroke-linecap="round"'
_DRAWING = re.compile(rb"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", re.DOTALL)


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
        content = draw_scene(scene, pictures).encode()
        at = (name, scene.alt, scene.bands, "svg", content, yaml["scenes"].source.path)
        words = [line for shown in scene.shows for line in _words(shown, pictures)]
        found[name] = Picture(*at, words=tuple(words), is_scene=True)
    return found


def draw_scene(scene: Scene, pictures: Mapping[str, Picture]) -> str:
    """The drawing of a scene, with its people and pictures by id."""
    cell = _CELL[len(scene.shows)]
    gap = (WIDTH - cell * len(scene.shows)) / max(1, len(scene.shows) - 1)
    parts = []
    for number, shown in enumerate(scene.shows):
        is_alone = len(scene.shows) == 1
        x = (0 if shown.says else (WIDTH - cell) / 2) if is_alone else number * (cell + gap)
        is_mirrored = number == len(scene.shows) - 1 > 0
        parts.append(_shown(shown, pictures[shown.who], x, cell, is_mirrored))
        if shown.says:
            parts.append(_speech(pictures[shown.says], is_alone, number == 0))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none">'
        f"{''.join(parts)}</svg>\n"
    )


def _shown(shown: Shown, picture: Picture, x: float, cell: float, is_mirrored: bool) -> str:
    """A person, who is at the bottom and may look the other way, or a picture, half-way up."""
    width = cell * (_SMALL if shown.size == "small" else 1)
    width *= 1 if picture.is_portrait else _PICTURE
    at_x = x + (cell - width) / 2
    height = width * _ratio(picture)
    at_y = (
        HEIGHT - height if picture.is_portrait or shown.size == "small" else (HEIGHT - height) / 2
    )
    drawing = _placed(picture, at_x, at_y, width, is_mirrored and picture.is_portrait)
    if shown.is_right is None:
        return drawing
    sign = _SIGNS[shown.is_right].format(line=_LINE)
    return f'{drawing}<g transform="translate({x + cell - 70:.0f} {HEIGHT - 72})">{sign}</g>'


def _speech(picture: Picture, is_alone: bool, is_left: bool) -> str:
    """A speech bubble whose tail points to the left or the right, with a picture in it."""
    scale = 1.9 if is_alone else 1.3
    tail, inside = ("L4 250", "L24 232") if is_left else ("L220 250", "L200 232")
    x = (WIDTH / 2 + 60) if is_alone else WIDTH / 2 - 112 * scale
    bubble = _BUBBLE.format(tail=tail, inside=inside, edge=_EDGE)
    inner = _placed(picture, 48, 48, 128)
    return f'<g transform="translate({x:.0f} 6) scale({scale})">{bubble}{inner}</g>'


def _placed(picture: Picture, x: float, y: float, width: float, is_mirrored: bool = False) -> str:
    """A drawing, moved to a place and scaled to a width."""
    (left, top, wide, _), inside = _drawing(picture)
    scale = width / wide
    sign = -1 if is_mirrored else 1
    at_x = x + (width if is_mirrored else 0) - sign * left * scale
    move = f"translate({at_x:.1f} {y - top * scale:.1f}) scale({sign * scale:.4f} {scale:.4f})"
    return f'<g transform="{move}">{inside}</g>'


def _ratio(picture: Picture) -> float:
    """Height by width."""
    (_, _, wide, high), _ = _drawing(picture)
    return high / wide


def _drawing(picture: Picture) -> tuple[tuple[float, ...], str]:
    """The view box of a drawing (left, top, width, height), and what is in it."""
    found = _DRAWING.search(picture.content)
    assert found
    return tuple(float(number) for number in found[1].split()), found[2].decode()


def _words(shown: Shown, pictures: Mapping[str, Picture]) -> Iterator[str]:
    for name in filter(None, (shown.who, shown.says)):
        yield from pictures[name].words


def _faults(
    name: str, scene: Scene, pictures: Mapping[str, Picture], yaml: YamlText
) -> Iterator[Problem]:
    """A name that another picture has, and what a scene must not, or cannot, show."""
    if name in pictures:
        message, fix = f"a picture is also called “{name}”", "give one of them another name"
        yield yaml.key_problem((name,), "duplicate-id", message, fix)
    for number, shown in enumerate(scene.shows):
        for key, found in (("who", shown.who), ("says", shown.says)):
            at = (name, "shows", number, key)
            if found is None:
                continue
            if found not in pictures:
                yield from yaml.unknown("picture", found, pictures, at)
            elif not _DRAWING.search(pictures[found].content):
                message = f"“{found}” is not a drawing with a viewBox"
                yield yaml.problem(at, "not-a-picture", message, "use an .svg that has one")
            else:
                yield from _bands(name, scene, pictures[found], yaml)
    if len(scene.shows) > 2 and any(shown.says for shown in scene.shows):
        message, fix = "nobody can say something in a scene of three", "show two, or leave it out"
        yield yaml.problem((name, "shows"), "misplaced", message, fix)


def _bands(name: str, scene: Scene, shown: Picture, yaml: YamlText) -> Iterator[Problem]:
    """The age groups of a scene that may not see what it shows."""
    for number, band in enumerate(scene.bands):
        if band not in shown.bands:
            message = f"“{shown.id}” is not for the age group {band}"
            fix = "take the age group out here, or show somebody else"
            yield yaml.problem((name, "bands", number), "unknown-band", message, fix)
