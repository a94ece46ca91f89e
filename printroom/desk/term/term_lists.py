"""Before a term: upload a list of schools, correct how its columns are read, and save it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.access.safety import UPLOAD
from printroom.desk.common.forms import posted
from printroom.desk.common.pages import page
from printroom.desk.common.users import person_of
from printroom.desk.state.desk import desk_of
from printroom.desk.state.uploaded_lists import NOTHING, UploadedList, lists_folder, saved_lists
from printroom.desk.term.list_choices import (
    chosen,
    import_command,
    is_in_row,
    list_fields,
    without_rows,
    wrong_rows,
)
from printroom.desk.term.list_names import (
    LONGEST_NAME,
    corrected,
    hidden_by,
    replaced_by,
    suggested,
    terms_with,
    wrong_name,
)
from printroom.desk.term.list_preview import preview_of
from printroom.load.schools.term_file import term_names
from printroom.make.term.importing import write_import
from printroom.model import NotFitToPrint
from printroom.workers.list_jobs import SentList

MAX_FILE = 20_000_000
UPLOAD_S = 60
"""An upload that takes longer is refused."""
MOST_FIELDS = 1000
"""The most fields of a form: there is one for each column, and for each row with a mistake."""


def start(request: Request) -> Response:
    """The page to upload a list, with the saved lists and terms."""
    return _start(request, given=request.query_params.get("list", ""))


def _start(request: Request, status: int = 200, error: str = "", given: object = "") -> Response:
    desk = desk_of(request)
    settings = desk.settings
    return page(
        request,
        "term.html",
        status,
        errors={"file": error} if error else {},
        list=corrected(given, desk),
        lists=sorted(saved_lists(settings)),
        terms=term_names(settings.materials, []),
    )


async def send(request: Request) -> Response:
    """Receive a file, and show how it was read."""
    try:
        async with asyncio.timeout(UPLOAD_S), request.form(max_files=1, max_fields=3) as form:
            sent = await _sent_list(form)
            again, replaced = form.get("again"), form.get("list")
    except TimeoutError:
        sent, again = "The file took too long to arrive. Try it again.", None
        replaced = None
    if isinstance(sent, str):
        return await run_in_threadpool(_start, request, 422, sent, replaced)
    return await run_in_threadpool(_keep_list, request, sent, again, replaced)


async def _sent_list(form: FormData) -> SentList | str:
    """The file in a form, or a message if it cannot be used."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return "Choose a file: .xlsx, .ods or .csv"
    content = await file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        return "Choose a smaller file: this has more than 20 MB. Delete logos and other sheets"
    name = Path(file.filename.replace("\\", "/")).name
    return SentList(f"{Path(name).stem[:LONGEST_NAME]}{Path(name).suffix}", content)


def _keep_list(request: Request, sent: SentList, again: object, replaced: object) -> Response:
    """Keep an uploaded list; a corrected one takes over the choices about the one before."""
    desk = desk_of(request)
    person = person_of(request)
    before = desk.uploads.get(again, person) if isinstance(again, str) else None
    choices = without_rows(before.choices) if before else NOTHING
    corrects = before.corrects if before else corrected(replaced, desk)
    uploaded = desk.uploads.add(person, sent, choices, desk.sources().library.names, corrects)
    if before:
        desk.uploads.forget(before.id)
    return RedirectResponse(f"/term/lists/{uploaded.id}", 303)


def show(request: Request) -> Response:
    """The page of an uploaded list."""
    return _show(request, _drop_of(request))


def decide(request: Request, data: FormData) -> Response:
    """Read a list again with the choices in a form."""
    desk, uploaded = desk_of(request), _drop_of(request)
    library = desk.sources().library
    desk.uploads.decide(uploaded, chosen(data, uploaded, library), library.names)
    return RedirectResponse(f"/term/lists/{uploaded.id}", 303)


def save(request: Request, data: FormData) -> Response:
    """Save a list without mistakes, and go on to the term that uses it, or to a new term."""
    desk, uploaded = desk_of(request), _drop_of(request)
    name = str(data.get("name", "")).strip()
    if message := wrong_name(name, desk, replaces=bool(data.get("replace"))):
        return _show(request, uploaded, {"name": message}, name)
    file = lists_folder(desk.settings) / f"{name}.csv"
    if uploaded.read is None or uploaded.read.is_open:
        raise NotFitToPrint(uploaded.problems)
    terms = tuple(terms_with(file, desk)) if file.exists() else ()
    write_import(uploaded.read, file, uploaded.choices)
    desk.uploads.forget(uploaded.id)
    known = f"/term/plan/{terms[0]}" if len(terms) == 1 else ""
    return RedirectResponse(known or f"/term/new?list={file.name}", 303)


async def forget(request: Request) -> Response:
    """Delete a list from memory."""
    desk_of(request).uploads.forget(_drop_of(request).id)
    return RedirectResponse("/term", 303)


def _show(
    request: Request, uploaded: UploadedList, errors: dict[str, str] | None = None, name: str = ""
) -> Response:
    desk = desk_of(request)
    library = desk.sources().library
    name = name or suggested(uploaded)
    return page(
        request,
        "term_list.html",
        422 if errors else 200,
        uploaded=uploaded,
        read=uploaded.read,
        fields=list_fields(uploaded),
        wrong=wrong_rows(uploaded),
        others=[one.shorten() for one in uploaded.problems if not is_in_row(one, uploaded)],
        library=library,
        errors=errors or {},
        list_name=name,
        preview=preview_of(uploaded.read, library) if uploaded.read and uploaded.is_right else None,
        hidden=hidden_by(name, desk),
        replaces=replaced_by(name, desk),
        command=import_command(uploaded, name, desk.settings),
    )


def _drop_of(request: Request) -> UploadedList:
    uploaded = desk_of(request).uploads.get(request.path_params["id"], person_of(request))
    if uploaded is None:
        raise HTTPException(404)
    return uploaded


ROUTES = (
    Route("/term", start),
    Route(UPLOAD, send, methods=["POST"]),
    Route("/term/lists/{id}", show, methods=["GET"]),
    Route("/term/lists/{id}", posted(decide, MOST_FIELDS), methods=["POST"]),
    Route("/term/lists/{id}/save", posted(save), methods=["POST"]),
    Route("/term/lists/{id}/forget", forget, methods=["POST"]),
)
