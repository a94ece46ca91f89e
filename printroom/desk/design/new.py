"""The page that writes a small working example, as the command `new` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import ClassVar, get_args
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.commands import FRONT_DOOR, command
from printroom.desk.common.forms import CheckedForm, posted, texts_of
from printroom.desk.common.pages import page
from printroom.desk.state.desk import Desk, desk_of
from printroom.make import Sources
from printroom.make.new.example_files import Kind, WantedExample
from printroom.make.new.examples import new_example, new_organisation
from printroom.model import NotFitToPrint

ORGANISATION = "organisation"
KINDS: Mapping[str, tuple[str, str]] = {
    "session": ("Session", "A workshop with its timing, and a snippet with its words."),
    "snippet": ("Snippet", "Words for the pages of a session, in Markdown."),
    "document": ("Document", "A page of a pack with a template of its own, such as a reminder."),
    "activity": ("Kind of activity", "Another look for a shape of activity, such as a sort."),
    ORGANISATION: (
        "Organisation",
        "Materials and templates in a folder of their own.",
    ),
}
LONGEST = 100
_one_at_a_time = Lock()


@dataclass(frozen=True)
class NewForm(CheckedForm):
    """The form as it was filled in, and the files that were written."""

    field_of: ClassVar[Mapping[str, str]] = {
        "NAME": "name",
        "--band": "band",
        "--template": "template",
    }

    kind: str = "session"
    name: str = ""
    band: str = ""
    template: str = ""
    files: tuple[Path, ...] = ()
    """What was written."""

    @classmethod
    def of(cls, data: FormData) -> NewForm:
        """The form that was sent."""
        given = texts_of(data, ("kind", "name", "band", "template"), LONGEST)
        kind = given["kind"] if given["kind"] in KINDS else "session"
        return cls(kind, given["name"], given["band"], given["template"])

    def command(self, desk: Desk) -> str:
        """The command that writes the same example."""
        words, settings = ("new", self.kind, self.name), desk.settings
        if self.kind == ORGANISATION:
            parent = settings.materials.parent
            output = {"--output": "" if parent == Path() else str(parent)}
            return command(replace(settings, shown_options=""), *words, **output)
        return command(settings, *words, **{"--band": self.band, "--template": self.template})


def form(request: Request) -> Response:
    """The empty form."""
    return _page(request, NewForm())


def send(request: Request, data: FormData) -> Response:
    """Write the example; or show the form again, with its errors."""
    filled = NewForm.of(data)
    try:
        with _one_at_a_time:
            filled = replace(filled, files=_write_example(filled, desk_of(request)))
    except NotFitToPrint as error:
        return _page(request, filled.with_problems(error.problems), 422)
    return _page(request, filled)


def _write_example(filled: NewForm, desk: Desk) -> tuple[Path, ...]:
    """Write the example, and return its files. Raises `NotFitToPrint`."""
    settings, today = desk.settings, desk.settings.today()
    if filled.kind == ORGANISATION:
        return new_organisation(filled.name, settings.materials.parent, desk.press, today)
    kind = next(one for one in get_args(Kind) if one == filled.kind)
    wanted = WantedExample(kind, filled.name, filled.band, filled.template)
    return new_example(wanted, (settings.materials, settings.templates), desk.press, today)


def _page(request: Request, filled: NewForm, status: int = 200) -> Response:
    desk = desk_of(request)
    sources = desk.sources()
    return page(
        request,
        "new.html",
        status,
        form=filled,
        errors=filled.errors,
        kinds=KINDS,
        library=sources.library,
        templates=sources.templates,
        problems=filled.problems,
        command=filled.command(desk) if filled.name else "",
        preview=_preview(filled, sources) if filled.files else "",
        desk=_own_desk(filled, desk),
    )


def _preview(filled: NewForm, sources: Sources) -> str:
    """The address of a live preview of the example; empty if no session uses it yet."""
    sessions = sources.library.sessions
    if filled.kind == "session" and filled.name in sessions:
        return f"/design?{urlencode({'session': sessions[filled.name].code})}"
    if filled.kind == "document":
        for session in sessions.values():
            rows = sources.templates.sessions[session.template].documents
            bands = [band for band in session.bands if filled.band in ("", band)]
            if bands and any(row.name == filled.name for row in rows):
                given = {"session": session.code, "band": bands[0], "document": filled.name}
                return f"/design?{urlencode(given)}"
    return ""


def _own_desk(filled: NewForm, desk: Desk) -> str:
    """The command that opens a desk for the new organisation; empty for other examples."""
    if filled.kind != ORGANISATION or not filled.files:
        return ""
    home = desk.settings.materials.parent / filled.name
    folders = f"--materials {home / 'materials'} --templates {home / 'templates'}"
    return f"{FRONT_DOOR} desk {folders}"


ROUTES = (
    Route("/design/new", form, methods=["GET"]),
    Route("/design/new", posted(send), methods=["POST"]),
)
