"""Check drawings (SVG) as drawing programs save them, and read the words in them.

What an editor adds for itself, such as Inkscape's layers, prints nothing and is left alone. What a
page could not show, such as a photo inside a drawing, is refused with a short excerpt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from printroom.load.artwork.drawn_elements import too_much_drawn
from printroom.text.svg_texts import svg_texts

Fault = tuple[str, str, str]
"""Code, message and fix."""
EXCERPT = 60
_SVG = "{http://www.w3.org/2000/svg}"
_NOT_DRAWN = ("title", "desc", "metadata", "style", "script")
_UNPRINTABLE = {
    "script": "a script",
    "foreignObject": "HTML (foreignObject)",
    "iframe": "another page",
    "audio": "sound",
    "video": "a film",
    "animate": "an animation",
    "animateTransform": "an animation",
    "set": "an animation",
}
_ADDRESS = re.compile(r"url\(\s*['\"]?\s*([^#'\")\s][^'\")]*)|@import\s+['\"]?([^'\";]+)")
_SAVE = "save it as plain SVG, with all that it uses in one drawing"
_NO_WORDS = (
    "write them beside it, turn the text into paths if it is no more than a shape, or list the "
    "picture in materials/pictures.yaml with its words"
)
_PHOTO = "take the photo out, save it as .png or .jpg, and list it by itself in pictures.yaml"


def drawing_fault(content: bytes) -> Fault | None:
    """Why a drawing cannot be printed."""
    root = _root(content)
    if isinstance(root, tuple):
        return root
    return too_much_drawn(root) or next(_faults(root), None)


def undeclared_fault(content: bytes) -> tuple[Fault, int] | None:
    """Why a drawing cannot be printed, and the line. Without an entry, it must have no words."""
    if fault := drawing_fault(content):
        return fault, 1
    words = drawing_words(content)
    if not words:
        return None
    message = f"there are words in this drawing: “{_short(words[0])}”"
    lines = (line for line, text in svg_texts(content) if text.startswith(words[0]))
    return ("picture-words", message, _NO_WORDS), next(lines, 1)


def drawing_words(content: bytes) -> tuple[str, ...]:
    """The words in a drawing, a line of text each, in the order in which they are drawn."""
    if b"text" not in content:  # nearly always, and then there is nothing to read
        return ()
    root = _root(content)
    return () if isinstance(root, tuple) else tuple(_lines(root))


def _root(content: bytes) -> Element | Fault:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "not-a-picture", "this drawing is not UTF-8", "save it as plain SVG in UTF-8"
    if "<!ENTITY" in text or re.search(r"<!DOCTYPE[^>]*\[", text):
        fix = "save it as plain SVG; in Illustrator, without its editing capabilities"
        return "not-a-picture", "this drawing declares entities", fix
    try:
        root = fromstring(text.removeprefix("\ufeff"))
    except (ParseError, ValueError, LookupError):
        return "not-a-picture", "this is not SVG", "save it as plain SVG"
    if root.tag not in ("svg", f"{_SVG}svg"):
        return "not-a-picture", "this is not SVG", "save it as plain SVG"
    return root


def _faults(root: Element) -> Iterator[Fault]:
    for element in root.iter():
        name = _name(element)
        if name in _UNPRINTABLE:
            message = f"this drawing holds {_UNPRINTABLE[name]}, which no page can show"
            yield "picture-unprintable", message, "take it out in the editor"
        for key, value in element.attrib.items():
            is_target = key.rpartition("}")[2] == "href" and name != "a"
            if is_target and value and not value.startswith("#"):
                is_photo = "image" in name.lower()
                what, fix = ("a photo", _PHOTO) if is_photo else ("a part of another file", _SAVE)
                message = f"this drawing uses {what}: “{_short(value)}”"
                yield "picture-unprintable", message, fix
            elif found := _ADDRESS.search(value):
                yield _elsewhere(found)
        if name == "style" and (found := _ADDRESS.search(element.text or "")):
            yield _elsewhere(found)


def _elsewhere(found: re.Match[str]) -> Fault:
    address = _short(found[1] or found[2])
    return "picture-unprintable", f"this drawing uses another file: “{address}”", _SAVE


def _lines(root: Element) -> Iterator[str]:
    """The lines of text below an element; a piece with a place of its own is a line."""
    for element in root.iter():
        if _name(element) == "text":
            yield from filter(None, (" ".join(line.split()) for line in _split(element)))


def _split(text: Element) -> Iterator[str]:
    line = text.text or ""
    for piece in text:
        if _name(piece) in _NOT_DRAWN:
            line += piece.tail or ""
            continue
        if {"x", "y", "dy"} & piece.attrib.keys():
            yield line
            line = ""
        line += "".join(piece.itertext()) + (piece.tail or "")
    yield line


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
