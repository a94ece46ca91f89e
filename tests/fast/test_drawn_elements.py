"""Drawings that draw more than their lines tell: refused at once, at the picture."""

from __future__ import annotations

import pytest

from printroom.load.artwork.drawings import drawing_fault


def drawing(*lines: str) -> bytes:
    """A drawing of these lines."""
    space = "http://www.w3.org/2000/svg"
    return f'<svg xmlns="{space}" viewBox="0 0 9 9">{"".join(lines)}</svg>'.encode()


def doubled(times: int) -> bytes:
    """A circle that is drawn twice, all of it twice, and so on."""
    groups = (f'<g id="a{n + 1}"><use href="#a{n}"/><use href="#a{n}"/></g>' for n in range(times))
    return drawing('<circle id="a0" r="1"/>', *groups)


def patterns(times: int) -> bytes:
    """A shape filled with a pattern of two shapes, which are filled with a pattern, and so on."""
    shape = '<rect fill="url(#p{0})"/>'
    two = (shape.format(n + 1) * 2 for n in range(times))
    made = (f'<pattern id="p{n}">{shapes}</pattern>' for n, shapes in enumerate(two))
    return drawing(*made, shape.format(0))


@pytest.mark.parametrize(
    "content",
    [
        doubled(22),
        doubled(90),
        drawing("<g>" * 150, "</g>" * 150),
        drawing("<g>" * 5_000, "</g>" * 5_000),
        patterns(25),
        drawing(*(f'<g id="c{n}"><use href="#c{n + 1}"/></g>' for n in range(5_000))),
    ],
    ids=["doubled", "doubled-again", "deep", "deeper", "patterns", "chain"],
)
def test_a_drawing_of_too_much_is_refused(content: bytes) -> None:
    """References that multiply, and groups without end, never reach the layout engine."""
    fault = drawing_fault(content)
    assert fault is not None
    assert fault[0] == "picture-too-large"


@pytest.mark.parametrize(
    "content",
    [
        doubled(8),
        drawing('<linearGradient id="a"/>', '<rect fill="url(#a)"/>' * 9_000),
        drawing('<use href="#nothing"/>'),
    ],
    ids=["doubled", "gradient", "nothing"],
)
def test_a_drawing_may_use_its_parts_again(content: bytes) -> None:
    """A pattern that is used often is fine."""
    assert drawing_fault(content) is None


@pytest.mark.parametrize(
    "content",
    [
        drawing('<g id="a"><use href="#a"/></g>'),
        drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/><use href="#a"/></g>'),
        drawing('<pattern id="a"><rect fill="url(#a)"/></pattern>', '<rect fill="url(#a)"/>'),
        drawing('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>'),
    ],
    ids=["itself", "each-other", "pattern", "clip"],
)
def test_a_part_that_uses_itself_is_refused(content: bytes) -> None:
    """It would be missing on the page without a message."""
    fault = drawing_fault(content)
    assert fault is not None
    assert fault[0] == "picture-unprintable"
    assert "uses itself" in fault[1]
