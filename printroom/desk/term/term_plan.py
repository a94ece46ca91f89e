"""The plan of a term, before anything is printed: packs, paper, time, and what schools lack."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.cache import Cache
from printroom.deliver import pack_folder
from printroom.deliver.manifest import read_manifest
from printroom.desk.common.commands import command
from printroom.desk.common.draft_help import DraftHelp, Pages, draft_help
from printroom.desk.common.pages import fragment, page
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.events import Updates, stream
from printroom.ledger.inputs import digest_of_inputs, inputs_of
from printroom.ledger.term_record import RECORD
from printroom.load.schools.term_file import term_names
from printroom.make import (
    RunPlan,
    Sources,
    bookings_of,
    known_orders,
    load_term,
    past_visits,
    plan_run,
    read_speed,
)
from printroom.make.pack.bookings import changed_details
from printroom.make.term.plan_words import (
    assumed_lines,
    drafts_in_short,
    lacking_alike,
    paper_by_stock,
    time_line,
)
from printroom.model import NotFitToPrint, Problem, ResolvedTerm, in_order
from printroom.model.list_columns import LIST_COLUMNS

LACKING = {
    **{name: column.lacking for name, column in LIST_COLUMNS.items()},
    "lead": "safeguarding lead",
}
"""The names of columns that schools lack, as the page shows them."""


@dataclass(frozen=True)
class ReadTerm:
    """A term with the current materials."""

    sources: Sources
    resolved: ResolvedTerm
    warnings: tuple[Problem, ...]
    key: tuple[str, ...]
    """A key of everything that its plan depends on."""


def plan(request: Request) -> Response:
    """The plan of a term; until it is worked out, the page waits for it."""
    desk, term = desk_of(request), term_in(request)
    planned = _planned(term, desk)
    name = term.resolved.name
    return page(
        request,
        "term_plan.html",
        term=term.resolved,
        library=term.sources.library,
        warnings=[one.shorten() for one in term.warnings],
        is_done=planned.done(),
        parts=_parts(planned, term, desk),
        command=command(desk.settings, "term", name, "--plan"),
    )


def events(request: Request) -> Response:
    """The parts of the page that change, once the plan is worked out."""
    desk, term = desk_of(request), term_in(request)
    planned = _planned(term, desk)
    news = Updates(planned.done, lambda: _parts(planned, term, desk), planned.done)
    return stream(request, news)


def term_in(request: Request) -> ReadTerm:
    """The term in the address; 404 if there is none."""
    desk, name = desk_of(request), request.path_params["term"]
    settings = desk.settings
    if name not in term_names(settings.materials, []):
        raise HTTPException(404)
    sources, today = desk.sources(), settings.today()
    resolved = load_term(settings.materials, name, sources.library)
    past = in_order(past_visits(resolved, today))
    listed = digest_of_inputs(inputs_of([Path(resolved.listed.path)]))
    key = ("term", name, sources.digest, listed, str(today), _stamp(name, desk))
    return ReadTerm(sources, resolved, (*resolved.warnings, *past), key)


def other_details(term: ReadTerm, desk: Desk) -> list[str]:
    """The schools with a pack that has other details than the list and the term have now."""
    found: dict[str, None] = {}
    for one in bookings_of(term.resolved, desk.settings.today()):
        made = read_manifest(desk.settings.output / pack_folder(one)) if one.school else None
        if one.school and made and made.details and changed_details(one, made.details):
            found[one.school.name] = None
    return list(found)


def _stamp(name: str, desk: Desk) -> str:
    """A text that changes when packs of the term have been made."""
    running, file = desk.term_runs.last(name), desk.settings.output / name / RECORD
    stamp = file.stat().st_mtime_ns if file.is_file() else 0
    return f"{stamp} {len(running.made) if running and running.is_over else 0}"


def _planned(term: ReadTerm, desk: Desk) -> Future[RunPlan]:
    def made() -> RunPlan:
        settings, name = desk.settings, term.resolved.name
        press = replace(desk.press, cache=Cache(settings.cache, name))
        bookings = bookings_of(term.resolved, settings.today())
        known = known_orders(bookings, term.sources, press, settings.output)
        return plan_run(known, read_speed(press.cache))

    return desk.results.get(term.key, made)


def expected_seconds(term: ReadTerm, desk: Desk) -> float | None:
    """The seconds that printing should take; none if the plan is not worked out or has no time."""
    planned = _planned(term, desk)
    if not planned.done() or planned.exception() is not None:
        return None
    first, filling = planned.result().first_seconds, planned.result().filling_seconds
    return None if first is None or filling is None else first + filling


def _parts(planned: Future[RunPlan], term: ReadTerm, desk: Desk) -> dict[str, str]:
    """The parts of the page that change, by the ids of their elements."""
    plan: RunPlan | None = None
    problems: tuple[Problem, ...] = ()
    if planned.done():
        try:
            plan = planned.result()
            problems = plan.problems
        except NotFitToPrint as error:
            problems = error.problems
    values = {
        "plan": plan,
        "problems": [one.shorten() for one in problems],
        "is_done": planned.done(),
        "schools": term.resolved.listed.schools,
        "paper": list(paper_by_stock(plan.paper)) if plan else [],
        "sheets": sum(plan.sheets.values()) if plan else 0,
        "lacking": _in_words(lacking_alike(plan)) if plan else {},
        "assumed": list(assumed_lines(plan)) if plan else [],
        "drafts": _draft_help(plan, term.resolved.listed.path) if plan else [],
        "time": time_line(plan) if plan else "",
        "term": term.resolved,
        "folder": (desk.settings.output / term.resolved.name).as_posix(),
    }
    return {f"plan-{name}": fragment(f"plan_{name}.html", **values) for name in ("status", "body")}


def _draft_help(plan: RunPlan, listed: str) -> list[tuple[DraftHelp, list[tuple[str, int]]]]:
    """For each person who can remove draft reasons: these, with their numbers of packs."""
    packs = drafts_in_short(plan.drafts)
    counts = {reason.text: len(labels) for reason, labels in packs.items()}
    found: dict[str, tuple[DraftHelp, list[tuple[str, int]]]] = {}
    school = f"/term?{urlencode({'list': Path(listed).stem})}#file"
    for one in draft_help(packs, Pages(school, school_title="Drop the corrected list")):
        found.setdefault(one.who, (one, []))[1].append((one.reason, counts[one.reason]))
    return list(found.values())


def _in_words(lacking: Mapping[tuple[str, ...], list[str]]) -> dict[tuple[str, ...], list[str]]:
    """The columns that schools lack, by the names that the page shows."""
    return {tuple(LACKING[one] for one in names): ids for names, ids in lacking.items()}


ROUTES = (
    Route("/term/plan/{term}", plan),
    Route("/term/plan/{term}/events", events),
)
