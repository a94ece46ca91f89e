"""Draw the portrait of each person in `people.yaml` from the parts in `portraits/`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from printroom.load.artwork.drawings import undeclared_fault
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import files_in, read_bytes
from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import NotFitToPrint, Person, Picture, Problem

MAX_BYTES = 50_000
DRAWN_IN = {"skin": "#edb98a", "hair": "#b9b2a6", "clothes": "#9ddadb"}
"""The colours in the drawings of parts, which a portrait replaces with those of its person."""
_SKIN = {1: "#f7d9c4", 2: "#eebd97", 3: "#d79d6e", 4: "#b87f56", 5: "#9c6847"}
_HAIR = {
    "black": "#3a3431",
    "brown": "#9a6b45",
    "ginger": "#d9824a",
    "fair": "#ead29b",
    "grey": "#d5d3cf",
}
_CLOTHES = {
    "teal": "#8fcfd3",
    "blue": "#8fb4de",
    "yellow": "#f8d77e",
    "coral": "#f0a08c",
    "green": "#a5d3a0",
    "lilac": "#c9b6e4",
    "white": "#ffffff",
}
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="40 -16 640 736" fill="none"><defs>'
    '<clipPath id="disc"><path d="M40-40H680V410A320 310 0 0 1 40 410Z"/></clipPath></defs>'
    '<circle cx="360" cy="410" r="306" fill="#cbe3e1"/><g clip-path="url(#disc)">'
)
_INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def read_portraits(
    folder: Path,
    people: Mapping[str, Person],
    yaml: Mapping[str, YamlText],
    problems: list[Problem],
) -> dict[str, Picture]:
    """The portraits of a library; problems are added to `problems`, at their entries."""
    files = {file.stem: file for file in files_in(folder / "portraits", problems, ".svg")}
    drawings: dict[str, str] = {}
    found = {}
    for name, person in people.items():
        if faults := list(_faults(name, person, files, yaml)):
            problems += faults
            continue
        for part in files.keys() & _every_part(person) - drawings.keys():
            drawings[part] = _inside(files[part], folder, problems)
        found[name] = Picture(
            id=name,
            alt=person.alt,
            bands=person.bands,
            suffix="svg",
            content=portrait(person, drawings).encode(),
            path=yaml["people"].source.path,
            is_portrait=True,
        )
    return found


def portrait(person: Person, drawings: Mapping[str, str]) -> str:
    """The drawing of a person, put together from the drawings of the parts by name."""
    behind = "".join(drawings.get(f"behind-{thing}", "") for thing in person.has)
    bust = "".join(drawings[f"{kind}-{part}"] for _, kind, part in _bust(person))
    before = "".join(drawings[f"with-{thing}"] for thing in person.has)
    svg = f"{_FRAME}{behind}{bust}</g>{before}</svg>\n"
    own = {
        "skin": _SKIN[person.skin],
        "hair": _HAIR[person.hair_colour],
        "clothes": _CLOTHES[person.clothes],
    }
    for kind, colour in DRAWN_IN.items():
        svg = svg.replace(colour, own[kind])
    return svg


def _bust(person: Person) -> Iterator[tuple[KeyPath, str, str]]:
    """The parts in the order in which they are drawn: where each is written, its kind and name."""
    yield (), "body", "shirt"
    yield ("hair",), "hair", person.hair
    yield ("face",), "face", person.face
    if person.beard:
        yield ("beard",), "beard", person.beard
    if person.glasses:
        yield ("glasses",), "glasses", person.glasses


def _every_part(person: Person) -> set[str]:
    """The names of all parts that a portrait may need; those behind a person need no drawing."""
    things = {f"{place}-{thing}" for thing in person.has for place in ("behind", "with")}
    return things | {f"{kind}-{part}" for _, kind, part in _bust(person)}


def _faults(
    name: str, person: Person, files: Mapping[str, Path], yaml: Mapping[str, YamlText]
) -> Iterator[Problem]:
    """A problem of each part that nobody has drawn, and of a name that a picture has, too."""
    pictures = yaml["pictures"].value if "pictures" in yaml else None
    if isinstance(pictures, dict) and name in pictures:
        message, fix = f"a picture is also called “{name}”", "give one of them another name"
        yield yaml["people"].key_problem((name,), "duplicate-id", message, fix)
    things = [(("has", number), "with", thing) for number, thing in enumerate(person.has)]
    for at, kind, part in (*_bust(person), *things):
        known = [file.removeprefix(f"{kind}-") for file in files if file.startswith(f"{kind}-")]
        yield from yaml["people"].unknown("part", part, known, (name, *at))


def _inside(file: Path, folder: Path, problems: list[Problem]) -> str:
    """The content of the SVG element of a part; its faults are added to `problems`."""
    try:
        content = read_bytes(file, folder, MAX_BYTES)
    except NotFitToPrint as error:
        problems += error.problems
        return ""
    if fault := parse_if_changed(file.as_posix(), undeclared_fault, content):
        (code, message, fix), line = fault
        problems.append(Problem(code, file.as_posix(), message, fix, line))
        return ""
    found = _INSIDE.search(content.decode())
    return found[1] if found else ""
