"""Each part of the desk is for those with its role, and what a person typed in is theirs alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from printroom.desk import application as desk_application
from printroom.desk.common import static_files
from printroom.desk.common.users import ROLES, Person
from printroom.desk.state.desk import Desk
from printroom.desk.state.pack_jobs import Jobs
from tests.desk_client import browser_of, desk_in
from tests.spreadsheet import xlsx
from tests.term_helpers import AtOnce
from tests.workshop import TESTS, Workshop

TINY = Workshop(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates")
ADA, BO = Person("1", "Ada Reed"), Person("2", "Bo Lee")
PLACEHOLDER = re.compile(r"\{[^}]*\}")
TYPED = {
    "band": "juniors",
    "nation": "uphill",
    "school_is": "typed",
    "school_name": "Bell Yard School",
    "lead": "Mr Reed Spoke",
    "reach": "01632 960 301",
}
LIST = xlsx({"Clubs": [("Ref", "Club", "Country"), (1001, "Oak Club", "Uphill")]})
SHOWN = {"print": "/jobs", "review": "/help-lines", "design": "/design/new"}
"""A page of each role."""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """The shop behind a desk over the workshop in miniature."""
    yield (desk := desk_in(TINY, AtOnce()))
    desk.close()


@pytest.fixture
def own_desk(tiny: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The shop behind a desk over a copy of it; jobs wait for ever."""
    monkeypatch.setattr(Jobs, "_run", lambda *_: None)
    yield (desk := desk_in(tiny, AtOnce()))
    desk.close()


def routes(role: str) -> Iterator[Route]:
    """Every route that needs a role."""
    for area in desk_application.AREAS[role]:
        yield from area.ROUTES


def test_every_route_has_a_role() -> None:
    """What the areas of the roles and the files for everybody have is all that there is."""
    assert set(desk_application.AREAS) == {"", *ROLES}
    known = [one for role in ("", *ROLES) for one in routes(role)]
    app = desk_application.application(Desk.__new__(Desk), _no_gate)
    served = [one for one in app.routes if isinstance(one, Route)]
    assert named(served) - named(static_files.ROUTES) == named(known)


def named(found: Iterable[Route]) -> set[tuple[str, ...]]:
    """Routes by their paths and methods."""
    return {(one.path, *sorted(one.methods or ())) for one in found}


_no_gate: Any = None


@pytest.mark.parametrize("role", ROLES)
def test_a_route_is_closed_to_those_without_its_role(desk: Desk, role: str) -> None:
    """By any of its methods, an account with all other roles gets a refusal and nothing else."""
    client = browser_of(Person("1", "Ada Reed", frozenset(ROLES) - {role}), desk)
    for route in routes(role):
        for method in route.methods or ():
            answer = client.request(method, PLACEHOLDER.sub("1", route.path))
            assert answer.status_code == 403, (method, route.path)
            assert method == "HEAD" or "Your account cannot open this page" in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_area_and_names_no_other(desk: Desk, role: str) -> None:
    """The navigation, and the links of the cards, have only what the account may open."""
    client = browser_of(Person("1", "Ada Reed", frozenset({role})), desk)
    assert client.get(SHOWN[role]).status_code == 200
    shown = client.get("/?nation=uphill").text
    for link in set(re.findall(r'href="(/[^"]*)"', shown)):
        if link.startswith("/design"):  # which would print
            assert role == "design"
        elif not link.startswith("/static/"):
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_a_pack_that_somebody_ordered_is_theirs_alone(own_desk: Desk) -> None:
    """Nobody else lists it, opens it, takes it, or gets the form that was filled in for it."""
    ada, bo = browser_of(ADA, own_desk), browser_of(BO, own_desk)
    ordered = ada.post("/order/B1", data=TYPED)
    assert ordered.status_code == 303, ordered.text
    address = ordered.headers["location"]
    again = f"/order/B1?again={address.rpartition('/')[2]}"
    assert "Bell Yard School" in ada.get(address).text
    assert "Bell Yard School" in ada.get(again).text
    assert address in ada.get("/jobs").text
    assert "Bell Yard School" not in bo.get(again).text
    assert address not in bo.get("/jobs").text
    below = [one.path for one in routes("print") if one.path.startswith("/jobs/{job}")]
    assert len(below) > 5
    for path in below:
        there = PLACEHOLDER.sub("1", path.replace("/jobs/{job}", address))
        assert bo.get(there).status_code == 404, path


def test_a_list_that_somebody_dropped_is_theirs_alone(own_desk: Desk) -> None:
    """Nobody else sees it, decides about it, saves it, or deletes it."""
    ada, bo = browser_of(ADA, own_desk), browser_of(BO, own_desk)
    files = {"file": ("Oak Club.xlsx", LIST)}
    address = ada.post("/term/file", files=files).headers["location"]
    assert bo.get(address).status_code == 404
    below = [one for one in routes("print") if one.path.startswith("/term/lists/{id}")]
    assert len(below) > 3
    for route in below:
        there = route.path.replace("/term/lists/{id}", address)
        for method in route.methods or ():
            answer = bo.request(method, there, data={"name": "clubs"})
            assert answer.status_code == 404, (method, route.path)
    assert "Oak Club" in ada.get(address).text
    assert not Path("lists").exists()


def test_the_packs_of_one_do_not_push_out_those_of_another(
    own_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a number, the oldest packs and lists of the same person go, and no others."""
    monkeypatch.setattr("printroom.desk.state.pack_jobs.MOST_KEPT", 1)
    monkeypatch.setattr("printroom.desk.state.uploaded_lists.MOST_KEPT", 1)
    clients = [browser_of(one, own_desk) for one in (ADA, BO, BO)]
    kept = []
    for client in clients:
        job = client.post("/order/B1", data=TYPED).headers["location"]
        files = {"file": ("Oak Club.xlsx", LIST)}
        drop = client.post("/term/file", files=files).headers["location"]
        for one in own_desk.jobs.all(ADA) + own_desk.jobs.all(BO):
            one.is_over = True
        kept.append((job, drop))
    found = [
        [client.get(one).status_code for one in both]
        for client, both in zip(clients, kept, strict=True)
    ]
    assert found == [[200, 200], [404, 404], [200, 200]]
