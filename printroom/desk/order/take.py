"""Downloads of a finished pack: single files, a zip, one PDF to print, or copies to edit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from printroom.desk.order.job_page import job_of
from printroom.desk.state.desk import desk_of
from printroom.make.bundle.not_bundled import refuse_to_take
from printroom.make.bundle.taking import print_run, run_name, taken_name, zip_packs, zipped_files
from printroom.make.bundle.zip_stream import File, zip_pieces
from printroom.make.pack.editable import editable_copies


def file(request: Request) -> Response:
    """One of the files that a finished pack lists."""
    job, name = job_of(request), request.path_params["name"]
    if job.pack is None or job.made is None or name not in job.made.files:
        raise HTTPException(404)
    is_shown = name.endswith(".pdf") and "download" not in request.query_params
    kind = "application/pdf" if name.endswith(".pdf") else "application/json"
    how = "inline" if is_shown else "attachment"
    return FileResponse(
        job.pack / name, media_type=kind, filename=name, content_disposition_type=how
    )


def pack_zip(request: Request) -> Response:
    """The whole pack as a zip."""
    folder = _pack(request)
    return attachment(zip_packs(folder), "application/zip", f"{taken_name(folder)}.zip")


def editable(request: Request) -> Response:
    """A zip with copies to edit of the pack's documents."""
    job, desk = job_of(request), desk_of(request)
    if job.made is None:
        raise HTTPException(404)
    copies = editable_copies(job.made, desk.sources(), desk.press, job.asked.only)
    name = f"{taken_name(_pack(request))}--editable"
    return attachment(zipped_files(name, copies), "application/zip", f"{name}.zip")


def to_print(request: Request) -> Response:
    """One PDF with everything to print on one kind of paper, in order, with all copies."""
    folder, paper = _pack(request), request.query_params.get("paper", "")
    content = print_run(folder, paper, desk_of(request).press)
    return attachment(content, "application/pdf", run_name(folder, paper))


def _pack(request: Request) -> Path:
    """The folder of the pack. Raises `NotFitToPrint` if it was withdrawn or is out of date."""
    pack, desk = job_of(request).pack, desk_of(request)
    if pack is None:
        raise HTTPException(404)
    refuse_to_take([pack], desk.content(desk.sources()).unfit)
    return pack


def streamed_zip(files: Iterable[File], name: str) -> Response:
    """A zip that is sent while it is made, for the browser to save."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(zip_pieces(files), media_type="application/zip", headers=headers)


def attachment(content: bytes, kind: str, name: str) -> Response:
    """A file for the browser to save."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


ROUTES = (
    Route("/jobs/{job}/files/{name}", file),
    Route("/jobs/{job}/pack.zip", pack_zip),
    Route("/jobs/{job}/editable.zip", editable),
    Route("/jobs/{job}/to-print.pdf", to_print),
)
