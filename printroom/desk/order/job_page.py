"""The page of a job: its progress, and the pages of its documents as they are finished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.draft_help import draft_help
from printroom.desk.common.pages import fragment, page
from printroom.desk.common.users import person_of
from printroom.desk.state.background import Pages, size_of
from printroom.desk.state.desk import desk_of
from printroom.desk.state.events import Updates, stream
from printroom.desk.state.pack_jobs import Job
from printroom.make.bundle.taking import papers
from printroom.make.pack.editable import is_editable
from printroom.model import PlannedDocument


@dataclass(frozen=True)
class ShownDocument:
    """A document as the page of its job shows it."""

    document: PlannedDocument
    is_printed: bool
    pictures: tuple[tuple[str, int, int], ...]
    """The pictures of its pages, once they are drawn: the address, width and height of each."""
    file: str
    """The name of its file, once the pack is finished."""

    @property
    def name(self) -> str:
        """Its name, as in the addresses of pictures."""
        return self.document.row.name


def jobs_page(request: Request) -> Response:
    """The packs that somebody has ordered since the desk was opened."""
    return page(request, "jobs.html", jobs=desk_of(request).jobs.all(person_of(request)))


def job_page(request: Request) -> Response:
    """The page of a job."""
    job = job_of(request)
    return page(request, "job.html", **_values(job), parts=_parts(job))


def picture(request: Request) -> Response:
    """A page of a document of this job."""
    pages = drawn_pages(job_of(request), request.path_params["document"])
    number = request.path_params["page"]
    if not 1 <= number <= len(pages):
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=600"}
    return Response(pages[number - 1], media_type="image/png", headers=headers)


def events(request: Request) -> Response:
    """The parts of the page that change, as server-sent events, until the job is over."""
    job = job_of(request)
    news = Updates(lambda: job.version, lambda: _parts(job), lambda: _is_complete(job))
    return stream(request, news)


def drawn_pages(job: Job, document: str) -> Pages:
    """The pictures of a document's pages; empty until they are drawn."""
    pages = job.pages.get(document)
    if pages is None or not pages.done() or pages.cancelled() or pages.exception():
        return ()
    return pages.result()


def _is_complete(job: Job) -> bool:
    """Whether a job is over, and all its pages are drawn."""
    return job.is_over and all(pages.done() for pages in job.pages.values())


def job_of(request: Request) -> Job:
    """The job in the address, if it is the person's own; else the page is missing (404)."""
    job = desk_of(request).jobs.get(request.path_params["job"], person_of(request))
    if job is None:
        raise HTTPException(404)
    return job


def _parts(job: Job) -> dict[str, str]:
    """The parts of the page that change, by the ids of their elements."""
    values = _values(job)
    shown = {f"document-{one.name}": one for one in values["documents"]}
    parts = {name: fragment("job_document.html", job=job, one=one) for name, one in shown.items()}
    for name in ("status", "draft", "take", "problems"):
        parts[name] = fragment(f"job_{name}.html", **values)
    return parts


def _values(job: Job) -> dict[str, Any]:
    documents = list(_documents(job))
    made = job.made
    return {
        "job": job,
        "documents": documents,
        "finished": sum(one.is_printed for one in documents),
        "draft": draft_help(
            made.draft if made else job.asked.reasons, job.asked.pages_with(_school(job))
        ),
        "made": made,
        "take_command": job.take_command,
        "is_editable": any(is_editable(one.document.row) for one in documents),
        "papers": papers(Path(made.folder)) if made else {},
        "problems": [one.shorten() for one in job.problems],
        "booking": job.asked.booking,
        "plan": job.plan,
    }


def _school(job: Job) -> str:
    """The address of the fields of the school, in the form as it was filled in."""
    return f"/order/{job.plan.session_code}?again={job.id}#school_is"


def _documents(job: Job) -> Iterator[ShownDocument]:
    """The documents that are wanted, in the order of the pack."""
    files = job.made.files if job.made else ()
    for document in job.plan.documents:
        name = document.row.name
        if name not in job.asked.documents:
            continue
        yield ShownDocument(
            document,
            name in job.pages or document.file in files,
            tuple(
                (f"/jobs/{job.id}/pages/{name}/{number}.png", *size_of(one))
                for number, one in enumerate(drawn_pages(job, name), start=1)
            ),
            document.file if document.file in files else "",
        )


ROUTES = (
    Route("/jobs", jobs_page),
    Route("/jobs/{job}", job_page),
    Route("/jobs/{job}/events", events),
    Route("/jobs/{job}/pages/{document}/{page:int}.png", picture),
)
