"""A desk that an office shares: who gets in, how, and for how long; and what is noted."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.requests import Request
from starlette.routing import Route

from printroom.desk import application as desk_application
from printroom.desk.access import log_in_page
from printroom.desk.access.accounts import Account, Accounts, Role
from printroom.desk.access.action_log import ActionLog
from printroom.desk.access.attempts import OF_ACCOUNT, OF_ADDRESS, WINDOW_S, Attempts
from printroom.desk.access.logged_in import IDLE_S, LONGEST_S, LogIns
from printroom.desk.access.office import Office
from printroom.desk.access.passwords import Passwords
from printroom.desk.access.permissions import ACTIONS, ASKING
from printroom.desk.access.share_gate import ShareGate
from printroom.desk.common.settings import DEFAULT_PORT, Share
from printroom.desk.common.users import let_in
from printroom.desk.state.desk import Desk
from printroom.desk.state.events import Updates, stream
from printroom.desk.state.pack_jobs import Jobs
from tests.desk_client import HERE, TestClient, desk_in
from tests.spreadsheet import xlsx
from tests.term_helpers import AtOnce
from tests.workshop import TESTS, Workshop

TINY = Workshop(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates")
HOST = "desk.example.org"
HOME = f"https://{HOST}"
PROXY = "127.0.0.1"
PASSWORD = "seven quiet lamps"
ADA = {"name": "Ada Reed", "password": PASSWORD}
ALL: tuple[Role, ...] = ("print", "review", "design")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of an office."""
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Office:
    """An office with two accounts, whose hashes take no time."""
    accounts = Accounts(tmp_path / "office")
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for name in ("Ada Reed", "Bo Lee"):
        accounts.add(Account.new(name, ALL, passwords.hash(PASSWORD)))
    log_ins, attempts = LogIns(accounts, clock), Attempts(clock)
    return Office(accounts, passwords, ActionLog(tmp_path / "office"), log_ins, attempts)


@pytest.fixture
def desk(tiny: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The shop behind a desk over a workshop of its own; jobs wait for ever."""
    monkeypatch.setattr(Jobs, "_run", lambda *_: None)
    yield (desk := desk_in(tiny, AtOnce()))
    desk.close()


def client_of(
    desk: Desk, office: Office, share: Share | None = None, peer: str = PROXY
) -> TestClient:
    """A browser that reaches the desk through its proxy, at which nobody has logged in."""
    share = share or Share(Path(), HOST)
    app = desk_application.application(desk, ShareGate(share, DEFAULT_PORT, office))
    home = f"https://{share.host}" if share.host else HERE
    client = TestClient(
        app, home, raise_server_exceptions=False, follow_redirects=False, client=(peer, 50_000)
    )
    client.headers.update({"origin": home, "accept": "text/html"})
    if share.host:
        client.headers.update({"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.7"})
    return client


@pytest.fixture
def client(desk: Desk, office: Office) -> TestClient:
    """A browser at which nobody has logged in."""
    return client_of(desk, office)


def log_in_as(client: TestClient, name: str = "Ada Reed") -> None:
    """Log somebody in."""
    answer = client.post("/log-in", data={**ADA, "name": name})
    assert answer.status_code == 303, answer.text


def noted(office: Office) -> list[dict[str, str]]:
    """The log of an office."""
    text = office.log.file.read_text(encoding="utf-8") if office.log.file.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def routes() -> list[Route]:
    """Every route that has a role."""
    areas = [area for areas in desk_application.AREAS.values() for area in areas]
    return [route for area in areas for route in area.ROUTES]


def test_without_an_account_there_is_only_the_page_to_log_in(client: TestClient) -> None:
    """Every page leads there, and nothing else is answered, by any method."""
    for route in routes():
        path = re.sub(r"\{[^}]*\}", "1", route.path)
        for method in route.methods or ():
            answer = client.request(method, path)
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith("/log-in")
        assert client.get(path, headers={"accept": "*/*"}).status_code == 403
    shown = client.get("/log-in")
    assert shown.status_code == 200
    assert not re.findall(r'href="(?!/static/|/"|#main)[^"]*"', shown.text)


def test_whoever_logs_in_gets_to_the_page_that_they_wanted(client: TestClient) -> None:
    """With its query; a part of a page that htmx asks for has the whole page go there."""
    there = client.get("/?words=fair&nation=uphill").headers["location"]
    page = client.get(there).text
    to = re.search(r'name="to" value="([^"]*)"', page)
    assert to is not None
    answer = client.post("/log-in", data={**ADA, "to": to[1].replace("&amp;", "&")})
    assert answer.headers["location"] == "/?words=fair&nation=uphill"
    assert "Log out" in client.get(answer.headers["location"]).text
    client.cookies.clear()
    part = client.get("/?words=x", headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (403, "/log-in")


@pytest.mark.parametrize(
    "to",
    [
        *(
            "https://evil.example/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
        ),
        *("javascript:alert(1)", "/\t/evil.example", "//[", "evil", "/log-in", "\n//evil.example"),
    ],
)
def test_nobody_is_sent_to_another_site_after_logging_in(client: TestClient, to: str) -> None:
    """Only a path of this desk is gone on to."""
    assert client.post("/log-in", data={**ADA, "to": to}).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: TestClient) -> None:
    """Nobody learns which accounts there are."""
    wrong = client.post("/log-in", data={**ADA, "password": "another one here"})
    unknown = client.post("/log-in", data={**ADA, "name": "Cy Bell"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text == unknown.text.replace("Cy Bell", "Ada Reed")
    assert "The name or the password is wrong" in wrong.text
    assert "another one here" not in wrong.text
    assert not client.cookies


@pytest.mark.parametrize("field", ADA)
def test_a_form_that_is_not_filled_in_is_no_attempt(
    client: TestClient, office: Office, field: str
) -> None:
    """The message is beside its field, and nothing is counted or noted."""
    answer = client.post("/log-in", data={**ADA, field: ""})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert not noted(office)


@pytest.mark.parametrize("host", [HOST, ""])
def test_the_cookie_is_for_this_host_alone(desk: Desk, office: Office, host: str) -> None:
    """No script reads it, no other site sends it, and behind TLS nothing else carries it."""
    client = client_of(desk, office, Share(Path(), host))
    cookie = client.post("/log-in", data=ADA).headers["set-cookie"]
    name, *given = (one.strip().casefold() for one in cookie.split(";"))
    assert {"httponly", "samesite=strict", "path=/"} <= set(given)
    assert ("secure" in given) == bool(host)
    assert name.startswith("__host-printroom=" if host else f"printroom-{DEFAULT_PORT}=")
    assert not any(one.startswith("domain") for one in given)
    assert client.get("/").status_code == 200


def test_each_log_in_has_a_key_of_its_own(client: TestClient) -> None:
    """No browser keeps a key that it had before somebody logged in."""
    client.cookies.set("__Host-printroom", "chosen by somebody else", domain=HOST)
    keys = set()
    for _ in range(2):
        answer = client.post("/log-in", data=ADA)
        keys.add(answer.headers["set-cookie"].partition(";")[0])
        client.cookies.clear()
    assert len(keys) == 2
    assert not any("chosen" in key for key in keys)


@pytest.mark.parametrize(("idle", "total"), [(IDLE_S, 1), (IDLE_S // 2, 2 * LONGEST_S // IDLE_S)])
def test_a_log_in_runs_out(client: TestClient, clock: Clock, idle: float, total: int) -> None:
    """After some time without a request, and after half a day in any case."""
    log_in_as(client)
    for _ in range(total):
        assert client.get("/log-in").status_code == 303  # there is no need for it yet
        clock.now += idle
    clock.now += 1
    assert client.get("/log-in").status_code == 200


def test_a_log_in_holds_while_it_is_used(client: TestClient, clock: Clock) -> None:
    """Somebody who works is not logged out."""
    log_in_as(client)
    for _ in range(3):
        clock.now += IDLE_S - 60
        assert client.get("/codes").status_code == 200


def test_logging_out_ends_the_key(client: TestClient, office: Office) -> None:
    """Whoever has kept it gets no further, and the browser forgets what it has kept."""
    log_in_as(client)
    kept = dict(client.cookies)
    assert "Ada Reed" in client.get("/").text
    answer = client.post("/log-out")
    assert answer.headers["location"] == "/log-in"
    assert "cache" in answer.headers["clear-site-data"]
    assert client.get("/").status_code == 303
    client.cookies.update(kept)
    assert client.get("/").status_code == 303
    assert [one["what"] for one in noted(office)] == ["log in", "log out"]


@pytest.mark.parametrize("change", ["remove", "password"])
def test_a_changed_account_is_logged_out_at_once(
    client: TestClient, office: Office, change: str
) -> None:
    """A command that removes it, or gives it another password, ends every log-in of it."""
    log_in_as(client)
    others = Accounts(office.accounts.file.parent)
    if change == "remove":
        others.remove("Ada Reed")
    else:
        others.set_password("Ada Reed", office.passwords.hash("three other words"))
    assert client.get("/").status_code == 303


def test_what_is_watched_ends_when_somebody_logs_out(office: Office) -> None:
    """No news are sent to a page whose person is no longer logged in."""
    ada = office.accounts.existing("Ada Reed")
    key = office.log_ins.begin(ada)
    person = office.log_ins.person(key)
    assert person is not None
    desk = SimpleNamespace(closing=Event())
    app = SimpleNamespace(state=SimpleNamespace(desk=desk))
    request = Request({"type": "http", "app": app})
    let_in(request, person)
    version = [0]
    news = Updates(lambda: version[0], lambda: {"a": str(version[0])}, interval_s=0.001)
    answer: Any = stream(request, news)

    async def heard() -> list[str]:
        messages = answer.body_iterator
        found = [await anext(messages)]
        office.log_ins.end(key)
        version[0] += 1
        return [*found, await anext(messages, "over")]

    assert asyncio.run(heard()) == ['data: {"a": "0"}\n\n', "over"]


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}:8484", f"{PROXY}:{DEFAULT_PORT}", ""])
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    """Only the name that --host gives is answered, whoever is logged in."""
    log_in_as(client)
    assert client.get("/", headers={"host": host}).status_code == 403
    assert client.post("/log-in", data=ADA, headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": f"http://{HOST}"},
        {"origin": f"https://{HOST}.evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_neither_acts_nor_logs_anybody_in(
    client: TestClient, office: Office, headers: dict[str, str]
) -> None:
    """A form on another site's page is refused, also the one to log in or out."""
    for path in ("/log-in", "/log-out", "/order/B1"):
        assert client.post(path, data=ADA, headers=headers).status_code == 403
    request = client.build_request("POST", "/log-in", data=ADA)
    del request.headers["origin"]
    assert client.send(request).status_code == 403
    assert not noted(office)


@pytest.mark.parametrize(
    ("peer", "sent"),
    [
        (PROXY, []),
        (PROXY, ["http"]),
        (PROXY, ["https, http"]),
        (PROXY, ["https", "https"]),
        ("192.0.2.9", ["https"]),
        ("testclient", ["https"]),
    ],
)
def test_only_the_proxy_says_that_a_request_came_by_tls(
    desk: Desk, office: Office, peer: str, sent: list[str]
) -> None:
    """Whoever comes past the proxy, or without TLS, sees no form to type a password in."""
    client = client_of(desk, office, peer=peer)
    del client.headers["x-forwarded-proto"]
    headers = [("x-forwarded-proto", one) for one in sent]
    for path in ("/", "/log-in"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 403
        assert "by https only" in answer.text
    assert client.post("/log-in", data=ADA, headers=headers).status_code == 403


def test_a_proxy_elsewhere_is_believed_once_it_is_named(desk: Desk, office: Office) -> None:
    """`--proxy` takes addresses and networks; this computer is then no proxy any more."""
    from ipaddress import ip_network

    share = Share(Path(), HOST, proxies=(ip_network("10.89.0.0/24"),))
    log_in_as(client_of(desk, office, share, peer="10.89.0.2"))
    assert client_of(desk, office, share).get("/log-in").status_code == 403


def test_an_account_is_closed_after_some_failures_for_a_while(
    client: TestClient, clock: Clock
) -> None:
    """Then even the right password is not tried; others log in, and later so does this one."""
    for _ in range(OF_ACCOUNT):
        assert client.post("/log-in", data={**ADA, "password": "x"}).status_code == 422
    answer = client.post("/log-in", data=ADA)
    assert answer.status_code == 429
    assert "Too many attempts have failed" in answer.text
    assert client.post("/log-in", data={**ADA, "name": "ada  REED"}).status_code == 429
    log_in_as(client, "Bo Lee")
    client.cookies.clear()
    clock.now += WINDOW_S + 1
    log_in_as(client)


def test_an_unknown_name_is_closed_as_an_account_is(client: TestClient) -> None:
    """That a name can be tried no more says nothing of whether it exists."""
    answers = [
        client.post("/log-in", data={"name": "Cy Bell", "password": "x"}).status_code
        for _ in range(OF_ACCOUNT + 1)
    ]
    assert answers == [422] * OF_ACCOUNT + [429]


def test_an_address_is_closed_whatever_names_it_tries(client: TestClient) -> None:
    """What the browser itself says of its address does not count, only the word of the proxy."""
    for number in range(OF_ADDRESS):
        forwarded = {"x-forwarded-for": f"203.0.113.{number}, 192.0.2.7"}
        data = {"name": f"Person {number}", "password": "x"}
        assert client.post("/log-in", data=data, headers=forwarded).status_code == 422
    assert client.post("/log-in", data=ADA).status_code == 429
    elsewhere = {"x-forwarded-for": "192.0.2.8"}
    assert client.post("/log-in", data=ADA, headers=elsewhere).status_code == 303


def test_attempts_at_the_same_time_are_all_counted() -> None:
    """An attempt counts before it is judged, so that many at once are no more than the limit."""
    attempts = Attempts()
    let = [attempts.begin("ada", f"192.0.2.{number}") for number in range(OF_ACCOUNT + 5)]
    assert let.count(True) == OF_ACCOUNT
    attempts = Attempts()
    many = [
        attempts.begin(f"ada{number}", f"2001:db8::{number:x}") for number in range(OF_ADDRESS + 5)
    ]
    assert many.count(True) == OF_ADDRESS


def test_whoever_logs_in_uses_up_no_attempts_of_their_office() -> None:
    """Colleagues behind one address may log in as often as they like."""
    attempts = Attempts()
    for _ in range(OF_ADDRESS * 2):
        assert attempts.begin("ada", "192.0.2.7")
        attempts.succeeded("ada", "192.0.2.7")
    assert not attempts._known


def test_failed_attempts_are_noted_without_what_was_typed(
    client: TestClient, office: Office
) -> None:
    """A password in the wrong field is not kept; an attempt on an account is, with its address."""
    client.post("/log-in", data={"name": PASSWORD, "password": "Ada Reed"})
    client.post("/log-in", data={**ADA, "password": "another one here"})
    log_in_as(client)
    assert PASSWORD not in office.log.file.read_text("utf-8")
    assert [(one["by"], one["what"], one["result"], one["address"]) for one in noted(office)] == [
        ("", "log in", "refused", "192.0.2.7"),
        ("Ada Reed", "log in", "refused", "192.0.2.7"),
        ("Ada Reed", "log in", "done", "192.0.2.7"),
    ]


def test_every_form_is_noted_or_only_asks() -> None:
    """Whatever changes something has a name in the log; logging in and out note themselves."""
    posts = {route.path for route in routes() if "POST" in (route.methods or ())}
    assert posts == ACTIONS.keys() | ASKING
    assert {one.path for one in log_in_page.ROUTES} == {"/log-in", "/log-out"}


def test_what_is_done_is_noted_with_no_word_of_a_school(client: TestClient, office: Office) -> None:
    """Who, when, what and how it ended, with names of materials; not what was typed or dropped."""
    log_in_as(client)
    typed = {"school_is": "typed", "school_name": "Bell Yard", "lead": "Mr Spoke", "reach": "0301"}
    what = {"band": "juniors", "nation": "uphill"}
    assert client.post("/order/B1", data={**what, **typed}).status_code == 303
    client.post("/order/B1/parts", data={**what, **typed})
    client.post("/order/Bell Yard", data=what)
    file = xlsx({"Clubs": [("Ref", "Club", "Country"), (1001, "Bell Yard", "Uphill")]})
    address = client.post("/term/file", files={"file": ("Bell Yard.xlsx", file)}).headers[
        "location"
    ]
    client.post(f"{address}/save", data={"name": "bell-yard"})
    client.post("/term/print/bell-yard")
    found = noted(office)[1:]
    assert [(one["by"], one["what"], one["result"], one.get("code")) for one in found] == [
        ("Ada Reed", "print a pack", "begun", "B1"),
        ("Ada Reed", "print a pack", "done", "B1"),
        ("Ada Reed", "print a pack", "begun", None),
        ("Ada Reed", "print a pack", "refused", None),
        ("Ada Reed", "drop a list", "begun", None),
        ("Ada Reed", "drop a list", "done", None),
        ("Ada Reed", "save a list", "begun", None),
        ("Ada Reed", "save a list", "done", None),
        ("Ada Reed", "print a term", "begun", None),
        ("Ada Reed", "print a term", "refused", None),
    ]
    assert all(re.fullmatch(r"[-\d]{10}T[:.\d]{12}\+00:00", one["at"]) for one in found)
    assert not re.search("bell|yard|spoke|0301", office.log.file.read_text("utf-8"), re.IGNORECASE)


def test_what_cannot_be_noted_is_not_done(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk no form does anything, nobody is logged in, and the page says why."""
    log_in_as(client)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("printroom.desk.access.action_log.os.write", full)
    answer = client.post("/order/B1", data={"band": "juniors", "nation": "uphill"})
    assert answer.status_code == 422
    assert "the log of actions cannot be written: No space left" in answer.text
    assert not list(desk.settings.output.glob(".desk-*"))
    client.cookies.clear()
    assert client.post("/log-in", data=ADA).status_code == 422
    assert not client.cookies


def test_a_desk_of_ones_own_has_no_page_to_log_in(desk: Desk) -> None:
    """Without --share there are no accounts."""
    from tests.desk_client import browser

    own = browser(desk)
    assert own.get("/log-in").status_code == 404
    assert "Log out" not in own.get("/").text


def test_an_action_that_breaks_is_noted_as_failed(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the desk itself ends what was begun in the log, too."""
    log_in_as(client)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Jobs, "start", broken)
    answer = client.post("/order/B1", data={"band": "juniors", "nation": "uphill"})
    assert answer.status_code == 500
    assert [one["result"] for one in noted(office)[1:]] == ["begun", "failed"]
