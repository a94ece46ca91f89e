"""A large picture of one page of a finished pack, drawn on request."""

from __future__ import annotations

from hashlib import blake2b

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.pages import page
from printroom.desk.order.job_page import drawn_pages, job_of
from printroom.desk.state.desk import desk_of
from printroom.desk.state.pack_jobs import Job
from printroom.model import PlannedDocument, Printed

DPI = 130
LONGEST_S = 60
"""Drawing a page fails after so long."""


def large(request: Request) -> Response:
    """A page of a document with links to the ones before and after it."""
    job, document = _document(request)
    number, count = request.path_params["page"], len(drawn_pages(job, document.row.name))
    at = f"/jobs/{job.id}/pages/{document.row.name}"
    return page(
        request,
        "large_page.html",
        title=document.row.title,
        back=f"/jobs/{job.id}#document-{document.row.name}",
        kicker=job.plan.title,
        number=number,
        count=count,
        picture=f"{at}/{number}/large.png",
        before=f"{at}/{number - 1}" if number > 1 else "",
        after=f"{at}/{number + 1}" if number < count else "",
    )


def picture(request: Request) -> Response:
    """The picture of that page."""
    job, document = _document(request)
    desk, number = desk_of(request), request.path_params["page"]
    assert job.pack is not None
    content = (job.pack / document.file).read_bytes()
    printed = Printed("", document.row.name, content, 0)
    key = (blake2b(content, digest_size=16).digest(), DPI, number)
    drawn = desk.pictures.get(
        key, lambda: desk.press.draw_pages(printed, DPI, number - 1, number)
    ).result(LONGEST_S)
    headers = {"cache-control": "private, max-age=600"}
    return Response(drawn[0], media_type="image/png", headers=headers)


def _document(request: Request) -> tuple[Job, PlannedDocument]:
    """The document and job in the address; 404 if the finished pack has no such page."""
    job, name = job_of(request), request.path_params["document"]
    for document in job.plan.documents:
        is_there = job.made is not None and document.file in job.made.files
        has_page = 1 <= request.path_params["page"] <= len(drawn_pages(job, document.row.name))
        if document.row.name == name and is_there and has_page:
            return job, document
    raise HTTPException(404)


ROUTES = (
    Route("/jobs/{job}/pages/{document}/{page:int}", large),
    Route("/jobs/{job}/pages/{document}/{page:int}/large.png", picture),
)
