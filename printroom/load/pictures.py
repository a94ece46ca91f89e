"""Load pictures: the list of pictures in, each with its bytes out; what is no picture is named."""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import ParseError, fromstring

from printroom.load.ids import MEND
from printroom.load.text import read_bytes
from printroom.load.yaml import Written
from printroom.model import NotFitToPrint, Picture, PictureEntry, Problem

MAX_BYTES = 2_000_000
MAX_SIDE_PX = 4_000
_FORMATS = {".svg": (), ".png": ("PNG",), ".jpg": ("JPEG",)}
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


def read_pictures(
    folder: Path,
    entries: Mapping[str, PictureEntry],
    written: Mapping[str, Written],
    problems: list[Problem],
) -> dict[str, Picture]:
    """The pictures of a library. What is wrong is added to `problems`, where the list names it."""
    found = {}
    for name, entry in entries.items():
        file = folder / "pictures" / entry.file
        content, said = _read(file, entry.file)
        if said:
            way = (name, "file")
            message = f"{file.as_posix()}: {said[1]}"
            problems.append(written["pictures"].problem(way, said[0], message, said[2]))
        else:
            suffix = file.suffix.removeprefix(".")
            found[name] = Picture(name, entry.alt, entry.bands, suffix, content, file.as_posix())
    return found


def _read(file: Path, name: str) -> tuple[bytes, tuple[str, str, str] | None]:
    """The bytes of a picture, and why they are none that can be printed: code, message, mend."""
    if PurePosixPath(name).name != name or "\\" in name:
        return b"", ("picture-missing", "this is no name of a file", "write the name alone")
    if not _NAME.fullmatch(name):
        return b"", ("odd-name", f"“{name}” cannot be a name here", MEND)
    if file.suffix not in _FORMATS:
        return b"", ("not-a-picture", f"“{file.suffix}” is not printed", "use .svg, .png or .jpg")
    if not os.path.lexists(file):
        return b"", ("picture-missing", "there is no such file", "look at the spelling")
    try:
        content = read_bytes(file, MAX_BYTES)
    except NotFitToPrint as error:
        problem = error.problems[0]
        code = "picture-too-large" if problem.code == "file-too-large" else "not-a-picture"
        return b"", (code, problem.message, problem.fix)
    is_drawing = file.suffix == ".svg"
    return content, _wrong_svg(content) if is_drawing else _wrong_raster(content, file.suffix)


def _wrong_svg(content: bytes) -> tuple[str, str, str] | None:
    said = ("not-a-picture", "this is no drawing", "save it as plain SVG")
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return "not-a-picture", "this drawing is not UTF-8", "save it as plain SVG in UTF-8"
    if "<!ENTITY" in words or "<!DOCTYPE" in words:
        return "not-a-picture", "this drawing declares entities", "save it as plain SVG"
    try:
        root = fromstring(words)
    except (ParseError, ValueError, LookupError):
        return said
    return None if root.tag in ("svg", "{http://www.w3.org/2000/svg}svg") else said


def _wrong_raster(content: bytes, suffix: str) -> tuple[str, str, str] | None:
    from PIL import Image, ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES  # the press allows it for all of a process
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a bomb is only warned of
            with Image.open(io.BytesIO(content), formats=_FORMATS[suffix]) as image:
                if max(image.size) > MAX_SIDE_PX:
                    size = "by".join(f" {side:,} " for side in image.size).strip()
                    return (
                        "picture-too-large",
                        f"this picture has {size} pixels",
                        f"make each side {MAX_SIDE_PX:,} pixels or less",
                    )
                image.load()
    except Exception:  # a decoder may fail in any way at all on a damaged file
        return (
            "not-a-picture",
            f"this is damaged, or no {suffix.removeprefix('.').upper()} at all",
            "save it again",
        )
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return None
