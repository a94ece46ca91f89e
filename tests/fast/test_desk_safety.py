"""The desk answers its own pages in the browser that was let in, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printroom.desk import application as desk_application
from printroom.desk.access.gates import TokenGate
from printroom.desk.common import static_files
from printroom.desk.common.settings import DEFAULT_PORT, LOCAL
from printroom.desk.common.static_files import FILES
from printroom.make import compose_workers
from tests.desk_client import HERE, TestClient, browser, desk_in, stranger
from tests.workshop import TESTS, Workshop

TINY = Workshop(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates")
SECRET = "a line that is in no page of the desk"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A browser at a desk over the workshop in miniature."""
    with compose_workers() as workers:
        yield browser(desk_in(TINY, workers))


@pytest.fixture
def gate() -> TokenGate:
    """The gate of a desk that nobody has entered."""
    return TokenGate(LOCAL, DEFAULT_PORT)


@pytest.fixture
def outside(gate: TokenGate) -> Iterator[TestClient]:
    """A browser that has not been let in."""
    with compose_workers() as workers:
        yield stranger(desk_in(TINY, workers), gate)


def addresses() -> list[str]:
    """The path of every page, with something in place of what varies."""
    areas = [area for areas in desk_application.AREAS.values() for area in areas]
    routes = [route for area in (static_files, *areas) for route in area.ROUTES]
    return [route.path.replace("{", "x").replace("}", "x").replace(":", "") for route in routes]


@pytest.mark.starts_program("a page on changes asks git what can be compared")
@pytest.mark.parametrize("path", addresses())
def test_every_answer_has_the_headers_of_safety(client: TestClient, path: str) -> None:
    """Each answer, found or not, forbids what is from elsewhere, frames and guessing of types."""
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", addresses())
def test_without_the_cookie_nothing_but_style_is_shown(outside: TestClient, path: str) -> None:
    """Whoever was not let in gets no page, by any method."""
    for method in ("GET", "POST", "PUT", "DELETE"):
        answer = outside.request(method, path, headers={"origin": HERE})
        assert answer.status_code in ((403,) if not path.startswith("/static/") else (404, 405))


def test_the_token_lets_one_browser_in_once(outside: TestClient, gate: TokenGate) -> None:
    """The address of the terminal gives a cookie that scripts and other sites cannot use, once."""
    address = gate.address
    answer = outside.get(address)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.casefold()
    assert outside.get("/").status_code == 200
    outside.cookies.clear()
    assert outside.get(address).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "?", "é"])
def test_a_wrong_token_lets_nobody_in(outside: TestClient, gate: TokenGate, token: str) -> None:
    """No other token is taken, and a wrong one does not use up the right one."""
    assert outside.get("/", params={"token": token}).status_code == 403
    assert outside.get(gate.address).status_code == 303


@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{DEFAULT_PORT}", LOCAL, f"{LOCAL}:1", "0.0.0.0", ""],
)
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    """A name that was made to resolve to this computer gets nothing, cookie or not."""
    assert client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"http://{LOCAL}:1"},
        {"origin": f"https://{LOCAL}:{DEFAULT_PORT}"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_origin_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    """A form on another site's page, or on another port, is refused before any area sees it."""
    assert client.post("/", headers=headers).status_code == 403


@pytest.mark.parametrize("body", [b"x" * 100_001, iter([b"band=", b"juniors"])])
def test_a_form_has_a_limit(client: TestClient, body: Any) -> None:
    """What is longer than any form, or does not say how long it is, is not read."""
    assert client.post("/order/B1", content=body).status_code == 413


def test_a_change_needs_an_origin(client: TestClient) -> None:
    """A request that may change something and does not say where it comes from is refused."""
    request = client.build_request("POST", "/")
    del request.headers["origin"]
    assert client.send(request).status_code == 403


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(max_size=40), st.sampled_from(["", "../", "..%2f", "%2e%2e/", "..\\", "/", "%00"]))
def test_no_path_reaches_a_file(client: TestClient, name: str, prefix: str) -> None:
    """Whatever a path says, it gives a file of the closed list, or none."""
    if name in FILES:
        return
    for start in ("/static/", "/"):
        try:
            answer = client.get(f"{start}{prefix * 3}{name}")
        except Exception as error:  # an address that no browser could ask for
            assert "URL" in type(error).__name__ or isinstance(error, ValueError)  # noqa: PT017
            continue
        assert answer.status_code in (200, 303, 400, 403, 404, 405)
        assert answer.status_code != 200 or answer.url.path in ("/", "//")


@pytest.mark.parametrize(
    "name", ["../pages.py", "..%2fpages.py", "%2e%2e%2fpages.py", "....//pages.py", "pages.py"]
)
def test_what_lies_beside_the_files_is_not_served(client: TestClient, name: str) -> None:
    """The program's own files are not among those that it serves."""
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_each_file_of_the_list_is_served(client: TestClient, name: str) -> None:
    """Every style sheet, script and font that pages name is there."""
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert len(answer.content) > 100


def test_pages_load_nothing_from_another_host(client: TestClient) -> None:
    """No page and no style sheet names another host, and no page has a script or style within."""
    for text in (client.get("/").text, client.get("/static/desk.css").text):
        assert "http:" not in text
        assert "https:" not in text
        assert "style=" not in text
    assert "<script>" not in client.get("/").text
