"""Before a term: drop a list of schools, correct how it was understood, and save it."""

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
from printroom.desk.state.drops import NOTHING, Drop, lists_folder, saved_lists
from printroom.desk.state.shop import shop_of
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
"""A file that takes longer to arrive is given up."""
MOST_FIELDS = 1000
"""A list may have many columns, and many rows that are wrong."""


def start(request: Request) -> Response:
    """Where to drop a list, and what is there already."""
    return _start(request)


def _start(request: Request, status: int = 200, error: str = "") -> Response:
    settings = shop_of(request).settings
    return page(
        request,
        "term.html",
        status,
        errors={"file": error} if error else {},
        lists=sorted(saved_lists(settings)),
        terms=term_names(settings.materials, []),
    )


async def send(request: Request) -> Response:
    """Take a file, and show how it is understood."""
    try:
        async with asyncio.timeout(UPLOAD_S), request.form(max_files=1, max_fields=2) as form:
            sent = await _sent_list(form)
            again = form.get("again")
    except TimeoutError:
        sent, again = "The file took too long to arrive. Try it again.", None
    if isinstance(sent, str):
        return await run_in_threadpool(_start, request, 422, sent)
    return await run_in_threadpool(_keep_list, request, sent, again)


async def _sent_list(form: FormData) -> SentList | str:
    """The file that a form has, or what is wrong with it."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return "Choose a file: .xlsx, .ods or .csv"
    content = await file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        return "Choose a smaller file: this has more than 20 MB. Delete logos and other sheets"
    name = Path(file.filename.replace("\\", "/")).name
    return SentList(f"{Path(name).stem[:LONGEST_NAME]}{Path(name).suffix}", content)


def _keep_list(request: Request, sent: SentList, again: object) -> Response:
    """Keep a list; one that was corrected keeps what was decided about the one before."""
    shop = shop_of(request)
    person = person_of(request)
    before = shop.drops.get(again, person) if isinstance(again, str) else None
    choices = without_rows(before.choices) if before else NOTHING
    drop = shop.drops.add(person, sent, choices, shop.sources().library.names)
    if before:
        shop.drops.forget(before.id)
    return RedirectResponse(f"/term/lists/{drop.id}", 303)


def show(request: Request) -> Response:
    """How a list is understood."""
    return _show(request, _drop_of(request))


def decide(request: Request, data: FormData) -> Response:
    """Read it again with what was decided about its columns and rows."""
    shop, drop = shop_of(request), _drop_of(request)
    library = shop.sources().library
    shop.drops.decide(drop, chosen(data, drop, library), library.names)
    return RedirectResponse(f"/term/lists/{drop.id}", 303)


def save(request: Request, data: FormData) -> Response:
    """Save a list that is right, under a name of its own; for the term that had it, plan that."""
    shop, drop = shop_of(request), _drop_of(request)
    name = str(data.get("name", "")).strip()
    if message := wrong_name(name, shop, replaces=bool(data.get("replace"))):
        return _show(request, drop, {"name": message}, name)
    file = lists_folder(shop.settings) / f"{name}.csv"
    if drop.read is None or drop.read.is_open:
        raise NotFitToPrint(drop.problems)
    terms = tuple(terms_with(file, shop)) if file.exists() else ()
    write_import(drop.read, file, drop.choices)
    shop.drops.forget(drop.id)
    known = f"/term/plan/{terms[0]}" if len(terms) == 1 else ""
    return RedirectResponse(known or f"/term/new?list={file.name}", 303)


async def forget(request: Request) -> Response:
    """Keep nothing of a list."""
    shop_of(request).drops.forget(_drop_of(request).id)
    return RedirectResponse("/term", 303)


def _show(
    request: Request, drop: Drop, errors: dict[str, str] | None = None, name: str = ""
) -> Response:
    shop = shop_of(request)
    library = shop.sources().library
    name = name or suggested(drop)
    return page(
        request,
        "term_list.html",
        422 if errors else 200,
        drop=drop,
        read=drop.read,
        fields=list_fields(drop),
        wrong=wrong_rows(drop),
        others=[one.shorten() for one in drop.problems if not is_in_row(one, drop)],
        library=library,
        errors=errors or {},
        list_name=name,
        preview=preview_of(drop.read, library) if drop.read and drop.is_right else None,
        hidden=hidden_by(name, shop),
        replaces=replaced_by(name, shop),
        command=import_command(drop, name, shop.settings),
    )


def _drop_of(request: Request) -> Drop:
    drop = shop_of(request).drops.get(request.path_params["id"], person_of(request))
    if drop is None:
        raise HTTPException(404)
    return drop


ROUTES = (
    Route("/term", start),
    Route(UPLOAD, send, methods=["POST"]),
    Route("/term/lists/{id}", show, methods=["GET"]),
    Route("/term/lists/{id}", posted(decide, MOST_FIELDS), methods=["POST"]),
    Route("/term/lists/{id}/save", posted(save), methods=["POST"]),
    Route("/term/lists/{id}/forget", forget, methods=["POST"]),
)
