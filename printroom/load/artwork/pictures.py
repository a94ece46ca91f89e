"""Load the pictures that `pictures.yaml` lists, and refuse damaged files."""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from printroom.load.artwork.drawings import drawing_fault, drawing_words
from printroom.load.artwork.raster import strip_metadata
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import ID_RULE, read_bytes
from printroom.load.sources.yaml_text import YamlText
from printroom.model import NotFitToPrint, Picture, PictureEntry, Problem

MAX_BYTES = 2_000_000
MAX_SIDE_PX = 4_000
_LONGEST_SHOWN = 100
_FORMATS = {".svg": (), ".png": ("PNG",), ".jpg": ("JPEG",)}
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_Error = tuple[str, str, str]
"""Code, message and fix."""


def read_pictures(
    folder: Path,
    entries: Mapping[str, PictureEntry],
    yaml: Mapping[str, YamlText],
    problems: list[Problem],
) -> dict[str, Picture]:
    """The pictures of a library; problems are added to `problems`, at their entries."""
    found = {}
    for name, entry in entries.items():
        file = folder / "pictures" / entry.file
        content, error = _read(folder, entry.file)
        if error:
            code, message, fix = error
            message = f"{file.as_posix()}: {message}"
            problems.append(yaml["pictures"].problem((name, "file"), code, message, fix))
        else:
            suffix = file.suffix.removeprefix(".")
            if suffix != "svg":
                content = parse_if_changed(file.as_posix(), strip_metadata, content)
            found[name] = Picture(
                id=name,
                alt=entry.alt,
                bands=entry.bands,
                suffix=suffix,
                content=content,
                path=file.as_posix(),
                words=entry.words,
                figures=entry.figures,
            )
            if undeclared := _undeclared_words(content, suffix, entry.words):
                code, message, fix = undeclared
                message = f"{file.as_posix()}: {message}"
                problems.append(yaml["pictures"].problem((name, "words"), code, message, fix))
    return found


def _read(folder: Path, name: str) -> tuple[bytes, _Error | None]:
    """The bytes of a picture, and why it cannot be printed."""
    file = folder / "pictures" / name
    if PurePosixPath(name).name != name or "\\" in name:
        return b"", ("picture-missing", "this is not a file name", "write the name alone")
    if not _NAME.fullmatch(name):
        return b"", ("odd-name", f"“{name}” is not a valid name", ID_RULE)
    if file.suffix not in _FORMATS:
        message = f"“{file.suffix}” is not a supported format"
        return b"", ("not-a-picture", message, "use .svg, .png or .jpg")
    if not os.path.lexists(file):
        return b"", ("picture-missing", "there is no such file", "check the spelling")
    try:
        content = read_bytes(file, folder, MAX_BYTES)
    except NotFitToPrint as error:
        problem = error.problems[0]
        code = "picture-too-large" if problem.code == "file-too-large" else "not-a-picture"
        return b"", (code, problem.message, problem.fix)
    return content, parse_if_changed(file.as_posix(), _picture_error, content, file.suffix)


def _undeclared_words(content: bytes, suffix: str, declared: tuple[str, ...]) -> _Error | None:
    """Why the words in a drawing are not those that its entry declares."""
    drawn = drawing_words(content) if suffix == "svg" else declared
    if sorted(drawn) == sorted(" ".join(words.split()) for words in declared):
        return None
    listed = ", ".join(f'"{words}"' for words in drawn)
    if len(listed) > _LONGEST_SHOWN:
        listed = f"{listed[:_LONGEST_SHOWN]}…"
    if not drawn:
        return "picture-words", "the drawing has no words", "take words: out"
    message = f"the words in the drawing are {listed}"
    if not declared:
        message += ", and nothing here declares them"
    return "picture-words", message, f"write words: [{listed}], or turn text into paths"


def _picture_error(content: bytes, suffix: str) -> _Error | None:
    return drawing_fault(content) if suffix == ".svg" else _raster_error(content, suffix)


def _raster_error(content: bytes, suffix: str) -> _Error | None:
    from PIL import Image, ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES  # WeasyPrint sets it for the whole process
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a decompression bomb
            with Image.open(io.BytesIO(content), formats=_FORMATS[suffix]) as image:
                if max(image.size) > MAX_SIDE_PX:
                    width, height = image.size
                    message = f"this picture has {width:,} by {height:,} pixels"
                    fix = f"make each side {MAX_SIDE_PX:,} pixels or less"
                    return "picture-too-large", message, fix
                image.load()
    except Exception:  # a decoder may fail in any way at all on a damaged file
        name = suffix.removeprefix(".").upper()
        return "not-a-picture", f"this is damaged, or not a {name} at all", "save it again"
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return None
