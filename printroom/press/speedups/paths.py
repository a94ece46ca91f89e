"""Paths of SVG pictures that are read once per process.

A picture is drawn wherever it is shown, and WeasyPrint reads its paths each time. What it writes
for one depends on its text and, if that has units, on the sizes of the type and of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any

from printroom.press.speedups import Count

Picture = Any
Node = Any
Draw = Callable[[Picture, Node, float], None]
Kept = tuple[list[bytes], list[Any]]
"""What a path adds to the content of a page, and its vertices, on which markers are drawn."""

MOST = 500

count = Count()
_kept: dict[Hashable, Kept] = {}


def keeping_paths(tags: dict[str, Draw]) -> dict[str, Draw]:
    """Make WeasyPrint's functions for the elements of a picture keep what they write of paths."""
    return {**tags, "path": _keeping(tags["path"])}


def _keeping(draw: Draw) -> Draw:
    def path(picture: Picture, node: Node, font_size: float) -> None:
        count.asked += 1
        key = node.get("d", ""), font_size, picture.inner_width, picture.inner_height
        content, vertices = picture.stream.stream, node.vertices
        if known := _kept.get(key):
            content.extend(known[0])
            vertices.extend(known[1])
            return
        count.made += 1
        before, vertices_before = len(content), len(vertices)
        draw(picture, node, font_size)
        if len(_kept) >= MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = content[before:], list(islice(vertices, vertices_before, None))

    return path
