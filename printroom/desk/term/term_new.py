"""Choose the sessions and age groups of a term, for the schools of a saved list."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.commands import command
from printroom.desk.common.forms import posted, texts_of
from printroom.desk.common.pages import page
from printroom.desk.common.wording import sentence
from printroom.desk.state.desk import desk_of
from printroom.desk.state.uploaded_lists import saved_lists
from printroom.desk.term.list_names import NAME
from printroom.make.term.new_term import NewTerm, write_term
from printroom.model import MAX_PEOPLE, Library, NotFitToPrint, Problem

LONGEST = 200
MOST_FIELDS = 2000
USUAL_PEOPLE = "24"
NAME_CODES = {"exists", "odd-name", "bad-name"}
"""The codes of problems with the name of a term."""


@dataclass(frozen=True)
class TermForm:
    """The form of a new term, as it was filled in."""

    list: str = ""
    name: str = ""
    title: str = ""
    people: str = USUAL_PEOPLE
    packs: tuple[str, ...] = ()
    """A session's code and an age group, such as B1|11-14, for each pack."""
    nations: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, data: FormData) -> TermForm:
        """The form that was sent."""
        texts = texts_of(data, ("list", "name", "title", "people"), LONGEST)
        packs = tuple(one for one in data.getlist("pack") if isinstance(one, str))
        nations = tuple(one for one in data.getlist("nation") if isinstance(one, str))
        list_name, name, title, people = texts.values()
        return cls(list_name, name, title, people, packs, nations)

    def wrong(self, lists: dict[str, Path]) -> dict[str, str]:
        """A message for each field that is wrong."""
        found = {}
        if self.list not in lists:
            found["list"] = "Choose the list of schools"
        if not NAME.fullmatch(self.name):
            found["name"] = "Enter a name in small letters, digits and hyphens, such as 2027-spring"
        if not self.title:
            found["title"] = "Enter a title, such as Spring 2027"
        is_number = self.people.isascii() and self.people.isdigit()
        if not (is_number and 1 <= int(self.people) <= MAX_PEOPLE):
            found["people"] = f"Enter a number of people from 1 to {MAX_PEOPLE}"
        if not self.packs:
            found["packs"] = "Choose at least one session for an age group"
        return found

    def wanted(self, lists: dict[str, Path], library: Library) -> NewTerm:
        """The term that it asks for, without sessions and nations that do not exist."""
        packs = (
            (name, tuple(band for band in one.bands if f"{one.code}|{band}" in self.packs))
            for name, one in library.sessions.items()
        )
        return NewTerm(
            self.name,
            self.title,
            int(self.people),
            lists[self.list],
            tuple(pack for pack in packs if pack[1]),
            tuple(name for name in library.nations if name in self.nations),
        )


def form(request: Request) -> Response:
    """The form, for one list."""
    name = request.query_params.get("list", "")[:LONGEST]
    stem = Path(name).stem
    title = stem.replace("-", " ").title() if NAME.fullmatch(stem) else ""
    return _form(request, TermForm(list=name, name=stem if title else "", title=title))


def send(request: Request, data: FormData) -> Response:
    """Write the term and show its plan; or show the form again, with its errors."""
    desk, given = desk_of(request), TermForm.of(data)
    lists = saved_lists(desk.settings)
    if errors := given.wrong(lists):
        return _form(request, replace(given, errors=errors), 422)
    library = desk.fresh_sources().library
    wanted = given.wanted(lists, library)
    if not wanted.packs:
        return _form(request, replace(given, errors={"packs": "Choose a session"}), 422)
    try:
        write_term(wanted, desk.settings.materials, library)
    except NotFitToPrint as error:
        of_name = [one for one in error.problems if one.code in NAME_CODES]
        errors = dict.fromkeys(
            ("name",) if of_name else (),
            " ".join(sentence(f"{one.message}: {one.fix}") for one in of_name),
        )
        others = tuple(one.shorten() for one in error.problems if one.code not in NAME_CODES)
        return _form(request, replace(given, errors=errors, problems=others), 422)
    return RedirectResponse(f"/term/plan/{wanted.name}", 303)


def _form(request: Request, given: TermForm, status: int = 200) -> Response:
    desk = desk_of(request)
    library = desk.sources().library
    return page(
        request,
        "term_new.html",
        status,
        given=given,
        errors=given.errors,
        problems=given.problems,
        lists={name: name for name in sorted(saved_lists(desk.settings))},
        library=library,
        sessions=sorted(
            library.sessions.values(), key=lambda one: (one.code[0], int(one.code[1:]))
        ),
        file=(desk.settings.materials / "terms" / f"{given.name or 'NAME'}.yaml").as_posix(),
        command=command(desk.settings, "term", given.name or "NAME", "--plan"),
    )


ROUTES = (
    Route("/term/new", form, methods=["GET"]),
    Route("/term/new", posted(send, MOST_FIELDS), methods=["POST"]),
)
