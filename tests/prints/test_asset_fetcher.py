"""Assets: a document can load its own, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import printroom.press.printing  # noqa: F401 - to import the engine is to look for libraries
from tests.press_helpers import problems

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
STOLEN = SVG.format("<text>secret</text>").encode()

VECTORS = {
    "file": '<img alt="x" src="file://{secret}">',
    "file in capitals": '<img alt="x" src="FILE://{secret}">',
    "path": '<img alt="x" src="{secret}">',
    "relative path": '<img alt="x" src="secret.svg">',
    "http": '<img alt="x" src="http://127.0.0.1:9/x.png">',
    "ftp": '<img alt="x" src="ftp://127.0.0.1:9/x.png">',
    "data": '<img alt="x" src="data:image/svg+xml,%3Csvg/%3E">',
    "dot-dot": '<img alt="x" src="asset:../../../../../..{secret}">',
    "encoded dot-dot": '<img alt="x" src="asset:%2e%2e/%2e%2e{secret}">',
    "host": '<img alt="x" src="asset://localhost{secret}">',
    "base": '<base href="file://{secret}"><img alt="x" src="secret.svg">',
    "import": "<style>@import url(file://{secret});</style>",
    "import over http": '<style>@import "https://127.0.0.1:9/x.css";</style>',
    "style sheet": '<link rel="stylesheet" href="file://{secret}">',
    "font": "<style>@font-face {{ font-family: X; src: url(file://{secret}) }}</style>",
    "local font": '<style>@font-face {{ font-family: X; src: local("DejaVu Sans") }}</style>',
    "system font": '<p style="font-family: DejaVu Sans">x</p>',
    "colour profile": "<style>@color-profile --x {{ src: url(file://{secret}) }}</style>",
    "attachment": '<link rel="attachment" href="file://{secret}">',
    "own attachment": '<link rel="attachment" href="asset:pic.svg">',
    "attachment link": '<a rel="attachment" href="file://{secret}">x</a>',
    "file link": '<a href="file://{secret}">x</a>',
    "script link": '<a href="javascript:alert(1)">x</a>',
    "object": '<object data="file://{secret}"></object>',
    "embed": '<embed src="file://{secret}">',
    "background": '<p style="background: url(file://{secret})">x</p>',
    "content": "<style>p::before {{ content: url(file://{secret}) }}</style><p>x</p>",
    "list image": '<ul style="list-style-image: url(file://{secret})"><li>x</li></ul>',
    "border image": '<p style="border: 1mm solid; border-image: url(file://{secret}) 1">x</p>',
    "margin box": "<style>@page {{ @top-left {{ content: url(file://{secret}) }} }}</style>",
    "inline svg image": SVG.format('<title>x</title><image href="file://{secret}" width="9"/>'),
    "inline svg use": SVG.format('<title>x</title><use href="file://{secret}#a"/>'),
}

SVG_VECTORS = {
    "image": '<image href="file://{secret}" width="9" height="9"/>',
    "image over http": '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>',
    "relative image": '<image href="secret.svg" width="9" height="9"/>',
    "use": '<use href="file://{secret}#a"/>',
    "import": "<style>@import url(file://{secret});</style><rect width='9' height='9'/>",
    "font": (
        "<style>@font-face {{ font-family: X; src: url(file://{secret}) }}</style>"
        "<text y='9' font-family='X'>x</text>"
    ),
}

ENTITY = (
    '<!DOCTYPE s [<!ENTITY x SYSTEM "file://{secret}">]>'
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">&x;</text></svg>'
)
BOMB = (
    '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">&i;</text></svg>'
)

_touched: list[str] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and "secret" in str(arguments[0]):
        _touched.append(str(arguments[0]))
    if event.startswith(("socket.", "urllib.", "subprocess.")):
        _touched.append(event)


sys.addaudithook(_note)  # a hook stays for good, so it only takes notes


@pytest.fixture
def secret(tmp_path: Path) -> Iterator[str]:
    """The path of a file that nobody may open."""
    path = tmp_path / "secret.svg"
    path.write_bytes(STOLEN)
    _touched.clear()
    yield str(path)
    assert _touched == []


@pytest.mark.parametrize("vector", VECTORS)
def test_html_and_css_reach_nothing(vector: str, secret: str) -> None:
    """Each way out that HTML and CSS have is a problem, and nothing is opened."""
    found = problems(VECTORS[vector].format(secret=secret))
    assert {problem.code for problem in found} <= {
        "font-broken",
        "font-not-ours",
        "refused-address",
        "engine-warning",
        "asset-missing",
    }


@pytest.mark.parametrize("vector", SVG_VECTORS)
def test_pictures_reach_nothing(vector: str, secret: str) -> None:
    """Each way out that a picture of our own has is a problem, though the engine swallows it."""
    picture = SVG.format(SVG_VECTORS[vector].format(secret=secret)).encode()
    found = problems('<img alt="x" src="asset:way-out.svg">', assets={"way-out.svg": picture})
    assert {problem.code for problem in found} & {"refused-address", "picture-broken"}


@pytest.mark.parametrize("picture", [ENTITY, BOMB])
def test_entities_are_not_expanded(picture: str, secret: str) -> None:
    """A picture that brings entities is broken, whatever their values."""
    content = picture.replace("{secret}", secret).encode()
    found = problems('<img alt="x" src="asset:way-out.svg">', assets={"way-out.svg": content})
    assert [problem.code for problem in found] == ["picture-broken"]


def test_a_missing_asset_is_named() -> None:
    """A dead address within the document is reported as another mistake than one that leads out."""
    (problem,) = problems('<img alt="x" src="asset:gone.svg">')
    assert (problem.code, "asset:gone.svg" in problem.message) == ("asset-missing", True)


def test_a_broken_font_is_named() -> None:
    """A file that is no font is a problem and no crash, even where it is the only font."""
    style = "@font-face { font-family: X; src: url(asset:x.ttf) } html { font-family: X }"
    found = problems("<p>Words</p>", style, assets={"x.ttf": b"no font"})
    assert "font-broken" in {problem.code for problem in found}
