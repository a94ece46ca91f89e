"""Caches the paths of SVG pictures.

WeasyPrint parses the paths of a picture each time that it is drawn. The result depends on the text
of the path and, if that has units, on the font size and the size of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any

from printroom.press.speedups import Count

Picture = Any
Node = Any
Draw = Callable[[Picture, Node, float], None]
PathResult = tuple[list[bytes], list[Any]]
"""The operators that a path adds to a page, and its vertices, on which markers are drawn."""

MOST = 500

count = Count()
_cache: dict[Hashable, PathResult] = {}


def with_cached_paths(tags: dict[str, Draw]) -> dict[str, Draw]:
    """Make WeasyPrint's function for `path` elements cache its results."""
    return {**tags, "path": _cached(tags["path"])}


def _cached(draw: Draw) -> Draw:
    def path(picture: Picture, node: Node, font_size: float) -> None:
        count.calls += 1
        key = node.get("d", ""), font_size, picture.inner_width, picture.inner_height
        content, vertices = picture.stream.stream, node.vertices
        if known := _cache.get(key):
            content.extend(known[0])
            vertices.extend(known[1])
            return
        count.misses += 1
        before, vertices_before = len(content), len(vertices)
        draw(picture, node, font_size)
        if len(_cache) >= MOST:
            del _cache[next(iter(_cache))]
        _cache[key] = content[before:], list(islice(vertices, vertices_before, None))

    return path
