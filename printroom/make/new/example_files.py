"""Makes the files of an example from texts in `printroom/examples/`, by filling marks like «title».

What an example needs of the folders, such as the heading of a document, is taken from the actual
folders, so it also works in those of another organisation.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printroom.model import (
    DocumentRow,
    Library,
    NotFitToPrint,
    Problem,
    SessionTemplate,
    Templates,
    nearest,
)

Kind = Literal["session", "snippet", "document", "activity"]
HOME = Path(__file__).parents[3]
EXAMPLES = HOME / "printroom" / "examples"
FONTS = (
    *(f"AtkinsonHyperlegibleNext-{style}.ttf" for style in ("Regular", "Bold", "Italic")),
    "OFL-AtkinsonHyperlegibleNext.txt",
)
"""The fonts that a new organisation gets."""
TRIAL = "new-example/trial"
"""The name of a session, and of its snippet, in which other examples are tried."""
LONGEST = 60
TALK = 5
"""The minutes that an example session leaves for talk."""
_LETTERS, _MOST = "ZYXWVUTSRQPONMLKJIHGFEDCBA", 99
_WORD = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_NAMES: Mapping[str, tuple[str, str]] = {
    "session": (rf"{_WORD}(/{_WORD})?", "power/fair-play"),
    "snippet": (rf"{_WORD}(/{_WORD})?", "power/fair-play"),
    "document": (r"[a-z]+(-[a-z]+)*", "reminder"),
    "activity": (_WORD, "stand-or-sit"),
    "organisation": (_WORD, "our-club"),
}
"""The pattern of names of each kind, and an example."""
_WORDS_AND_SOURCES = "organisation/templates/parts/words-and-sources.html"
"""Copied into a new document, since other folders of templates may not have it as a part."""
_MARK = re.compile("«([a-z_]+)»")
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class WantedExample:
    """The example that somebody wants; if band or template is empty, the usual one."""

    kind: Kind
    name: str
    band: str = ""
    template: str = ""


def example_files(
    wanted: WantedExample, library: Library, templates: Templates, as_of: dt.date
) -> tuple[Files, Files, Files]:
    """The new files of an example, the files that it changes, and those in which it is tried.

    Raises `NotFitToPrint` for names that cannot be used.
    """
    refuse_name(wanted.kind, wanted.name)
    values = _values(wanted, library, templates, as_of)
    tried = values | {"file": TRIAL, "snippet": TRIAL}
    match wanted.kind:
        case "session":
            return _filled("session", values) | _filled("snippet", values), {}, {}
        case "snippet":
            in_session = values | {"file": TRIAL}
            return _filled("snippet", values), {}, _filled("session", in_session)
        case "document":
            changed = _with_row(values, templates)
            in_snippet = tried | {"page": values["title"]}
            values |= {"words_and_sources": _text(_WORDS_AND_SOURCES, values)}
        case "activity":
            changed = {}
            activity = _text("activity.yaml", values)
            in_snippet = tried | {"activity": activity, "task": "\n::: activity\n:::\n"}
            values |= {"activity": activity}
    trial = _filled("session", tried) | _filled("snippet", in_snippet)
    return _filled(wanted.kind, values), changed, trial


def organisation_files(name: str, as_of: dt.date) -> Files:
    """The files of a new organisation. Raises `NotFitToPrint` for a name that cannot be used."""
    refuse_name("organisation", name)
    values = {"name": name, "title": _title(name), "file": name, "review_by": _review_by(as_of)}
    fonts = {f"templates/fonts/{font}": HOME / "templates" / "fonts" / font for font in FONTS}
    return _filled("organisation", values) | {
        path: file.read_bytes() for path, file in fonts.items()
    }


def refuse_name(kind: str, name: str) -> None:
    """Raise `NotFitToPrint` for a name that is not allowed for a kind."""
    form, example = _NAMES[kind]
    if len(name) > LONGEST or not re.fullmatch(form, name):
        hint = re.sub(r"[^a-z0-9/]+", "-", name.casefold()).strip("-/")[:LONGEST]
        close = hint if re.fullmatch(form, hint) else example
        message = f"“{name}” cannot be the name of a new {kind}"
        digits = "" if kind == "document" else ", digits"
        fix = f"write small letters{digits} and hyphens, such as {close}"
        raise NotFitToPrint([Problem("bad-name", "NAME", message, fix, 0)])


# --- texts ---------------------------------------------------------------------------------------


def _filled(kind: str, values: Mapping[str, str]) -> Files:
    """The files of a kind with their marks filled."""
    folder = EXAMPLES / kind
    return {
        file.relative_to(folder).as_posix().replace("NAME", values["file"]): _fill(
            file.read_text("utf-8"), values
        ).encode()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _text(name: str, values: Mapping[str, str]) -> str:
    return _fill((EXAMPLES / name).read_text("utf-8"), values).rstrip("\n")


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values[mark[1]], text)


# --- values of marks -----------------------------------------------------------------------------


def _values(
    wanted: WantedExample, library: Library, templates: Templates, as_of: dt.date
) -> dict[str, str]:
    """The value of each mark, for these folders. Raises `NotFitToPrint`."""
    band = _band(wanted, library)
    name = _template(wanted, band, library, templates)
    frame = templates.sessions[name]
    rules = [rule for rule in frame.rules if not rule.bands or band in rule.bands]
    fixed = {purpose for segment in frame.fixed for purpose in segment.serves}
    needs = [rule.needs for rule in rules if rule.needs and rule.needs not in fixed]
    says = [rule.passes[0] for rule in rules if rule.says]
    minutes = frame.minutes[0]
    values = {
        "name": wanted.name,
        "file": wanted.name,
        "snippet": wanted.name,
        "title": _title(wanted.name),
        "band": band,
        "template": name,
        "code": _free_code(library),
        "minutes": str(minutes),
        "own_minutes": str(minutes - sum(segment.minutes for segment in frame.fixed) - TALK),
        "review_by": _review_by(as_of),
        "serves": ", ".join(dict.fromkeys(needs)),
        "key": "\n".join(says or ["Whoever has power has to be fair."]),
        "page": _page(frame, f"{templates.folder}/sessions/{name}.yaml").title,
        "activity": "",
        "task": "",
    }
    guide = next((row.title for row in frame.documents if row.guide), "")
    return values | {"script": _text("script.md", {"guide": guide}) if guide else ""}


def _title(name: str) -> str:
    """A name as a title: “Fair play” for power/fair-play."""
    return name.rpartition("/")[2].replace("-", " ").capitalize()


def _review_by(as_of: dt.date) -> str:
    return (as_of + dt.timedelta(days=365)).isoformat()


def _band(wanted: WantedExample, library: Library) -> str:
    """The named band, or the middle one of those for children."""
    bands = [name for name, band in library.bands.items() if not band.adults] or [*library.bands]
    return _known_name("band", wanted.band or bands[len(bands) // 2], library.bands)


def _template(wanted: WantedExample, band: str, library: Library, templates: Templates) -> str:
    """The named session template, or the one that most sessions of the band have."""
    used = Counter(one.template for one in library.sessions.values() if band in one.bands)
    names = [name for name, _ in used.most_common()] or [*templates.sessions]
    chosen = wanted.template or (names[0] if names else "")
    return _known_name("template", chosen, templates.sessions)


def _known_name(what: str, name: str, known: Mapping[str, object]) -> str:
    if name not in known:
        fix = nearest(name, known)
        message = f"there is no {what} “{name}”"
        raise NotFitToPrint([Problem(f"unknown-{what}", f"--{what}", message, fix, 0)])
    return name


def _page(frame: SessionTemplate, path: str) -> DocumentRow:
    """The first document of which each participant gets a copy. Raises `NotFitToPrint`."""
    for row in frame.documents:
        is_page = row.medium == "page" and row.audience == "participant"
        if is_page and row.copies != "one" and not row.contacts and not row.read_by:
            return row
    message = "this template has no page for participants, which an example needs"
    fix = "choose another with --template, or give it one"
    raise NotFitToPrint([Problem("no-page", path, message, fix, 0)])


def _free_code(library: Library) -> str:
    """A code that no session has."""
    used = {session.code for session in library.sessions.values()}
    codes = (f"{letter}{number}" for letter in _LETTERS for number in range(1, _MOST + 1))
    return next(code for code in codes if code not in used)


# --- a row in a session template -----------------------------------------------------------------


def _with_row(values: Mapping[str, str], templates: Templates) -> Files:
    """The session template with a row for a new document below the others."""
    name = f"sessions/{values['template']}.yaml"
    file = Path(templates.folder) / name
    frame = templates.sessions[values["template"]]
    if any(row.name == values["name"] for row in frame.documents):
        message = f"this has a document “{values['name']}” already"
        raise NotFitToPrint([Problem("exists", str(file), message, "choose another name", 0)])
    lines = file.read_text("utf-8").split("\n")
    end = _end_of_documents(lines)
    if not end:
        message, fix = "its documents are not a list of lines", "write each after a hyphen"
        raise NotFitToPrint([Problem("no-list", str(file), message, fix, 0)])
    indent = lines[end - 1][: len(lines[end - 1]) - len(lines[end - 1].lstrip())]
    lines.insert(end, f"{indent}- {_text('row.yaml', values)}")
    return {f"templates/{name}": "\n".join(lines).encode()}


def _end_of_documents(lines: list[str]) -> int:
    """The line number of the last row below `documents:`; 0 if none is a single line."""
    end, is_inside = 0, False
    for number, line in enumerate(lines, start=1):
        if is_inside and line.lstrip().startswith("- "):
            end = number
        elif line.strip() and not line.lstrip().startswith("#") and not line[0].isspace():
            is_inside = line.rstrip() == "documents:"
    return end
