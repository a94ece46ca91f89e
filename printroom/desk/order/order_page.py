"""Order a pack: the form, and what it shows about the pack before that is printed."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.chosen_nation import nation_of, remember
from printroom.desk.common.forms import posted
from printroom.desk.common.pages import page
from printroom.desk.common.users import person_of
from printroom.desk.order.order_form import read_form
from printroom.desk.state.asked_pack import OrderFields
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.uploaded_lists import ListedSchool, listed_schools
from printroom.load.schools.printer_file import load_printers
from printroom.model import NotFitToPrint

MOST_FIELDS = 100


def order(request: Request) -> Response:
    """The form, filled in from the address."""
    shown = _Shown(request, request.query_params)
    response = shown.page("order.html", is_checked=False)
    remember(response, shown.asked.fields.nation)
    return response


def parts(request: Request, data: FormData) -> Response:
    """The part of the page that depends on the fields: documents, draft reasons and command.

    It is a POST like the form itself, so that no address contains details of a school.
    """
    return _Shown(request, data).page("order_parts.html", is_checked=False)


def send(request: Request, data: FormData) -> Response:
    """Print the pack; or show the form again, with its errors."""
    shown = _Shown(request, data)
    if not shown.asked.is_right:
        return shown.page("order.html", is_checked=True, status=422)
    job = shown.desk.jobs.start(person_of(request), shown.asked, shown.sources, shown.command)
    response = RedirectResponse(f"/jobs/{job.id}", 303)
    remember(response, shown.asked.fields.nation)
    return response


class _Shown:
    """The filled-in form of one session, with the values that its page shows."""

    def __init__(self, request: Request, data: FormData | QueryParams) -> None:
        self.request, self.desk = request, desk_of(request)
        self.sources = self.desk.sources()
        library = self.sources.library
        name = library.find_session(request.path_params["code"])
        if name not in library.sessions:
            raise HTTPException(404)
        self.name, self.session = name, library.sessions[name]
        self.schools = listed_schools(self.desk.settings.materials, library.names)
        usual = {"band": self.session.bands[0], "nation": nation_of(request, library)}
        again = str(data.get("again", "")) if request.method == "GET" else ""
        before = self.desk.jobs.get(again, person_of(request))
        given = before.asked.fields if before else OrderFields.of(data, usual)
        self.asked = read_form(given, name, self.sources, self.desk.settings, self.schools)
        self.command = self.asked.command(self.desk.settings, self.schools)

    def page(self, template: str, *, is_checked: bool, status: int = 200) -> Response:
        """A page with the form; its errors are shown only if `is_checked`."""
        library = self.sources.library
        return page(
            self.request,
            template,
            status,
            session=self.session,
            can_follow=self.sources.templates.sessions[self.session.template].follow_up is not None,
            lengths=[str(length) for length in self.session.lengths],
            library=library,
            nation=library.nations[self._nation],
            asked=self.asked,
            fields=self.asked.fields,
            errors=self.asked.errors if is_checked else {},
            problems=[one.shorten() for one in self.asked.problems],
            schools=_by_file(self.schools),
            printers=_printers(self.desk),
            command=self.command,
        )

    @property
    def _nation(self) -> str:
        """The nation of the pack, or of the form if there is no pack yet."""
        if self.asked.booking:
            return self.asked.booking.order.nation
        known = self.sources.library.names.nation(self.asked.fields.nation)
        nations = self.sources.library.nations
        return known if known in nations else min(nations)


def _by_file(schools: Mapping[str, ListedSchool]) -> dict[str, dict[str, str]]:
    """The names of the schools of each list."""
    found: dict[str, dict[str, str]] = {}
    for name, one in schools.items():
        found.setdefault(one.file, {})[name] = one.school.name
    return found


def _printers(desk: Desk) -> list[str]:
    try:
        return sorted(load_printers(desk.settings.printers))
    except NotFitToPrint:
        return []


ROUTES = (
    Route("/order/{code}", order, methods=["GET"]),
    Route("/order/{code}", posted(send, MOST_FIELDS), methods=["POST"]),
    Route("/order/{code}/parts", posted(parts, MOST_FIELDS), methods=["POST"]),
)
