"""The page to log in to a desk that an office shares, and out of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.access.attempts import WINDOW_S
from printroom.desk.access.office import TooManyAttempts
from printroom.desk.access.share_gate import PAGE, ShareGate
from printroom.desk.common.forms import posted
from printroom.desk.common.pages import page

LONGEST = 300
WRONG = "The name or the password is wrong. Check both, and try again"
TOO_MANY = f"Too many attempts have failed. Wait {WINDOW_S // 60} minutes, then try again"


def form(request: Request) -> Response:
    """The form to log in."""
    return _form(request, request.query_params.get("to", ""))


def send(request: Request, data: FormData) -> Response:
    """Log in; or show the form again, with its errors."""
    name, password, to = (_text(data, field) for field in ("name", "password", "to"))
    errors = {
        "name": "" if name.strip() else "Enter your full name",
        "password": "" if password else "Enter your password",
    }
    if any(errors.values()):
        wrong = {field: message for field, message in errors.items() if message}
        return _form(request, to, 422, wrong, name)
    gate = gate_of(request)
    try:
        key = gate.office.log_in(name, password, gate.address_of(request))
    except TooManyAttempts:
        return _form(request, to, 429, {"name": TOO_MANY}, name)
    if key is None:
        return _form(request, to, 422, {"name": WRONG}, name)
    answer = RedirectResponse(_own_path(to), 303)
    gate.remember(answer, key)
    return answer


def leave(request: Request) -> Response:
    """Log out."""
    gate = gate_of(request)
    gate.office.log_out(gate.key_of(request))
    answer = RedirectResponse(PAGE, 303)
    gate.forget(answer)
    return answer


def gate_of(request: Request) -> ShareGate:
    """The gate of the desk that answers a request."""
    gate = request.app.state.gate
    assert isinstance(gate, ShareGate)
    return gate


def _form(
    request: Request,
    to: str,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    name: str = "",
) -> Response:
    values = {"to": _own_path(to), "errors": errors or {}, "typed": name}
    return page(request, "log_in.html", status, **values)


def _text(data: FormData, field: str) -> str:
    value = data.get(field)
    return value[:LONGEST] if isinstance(value, str) else ""


def _own_path(to: str) -> str:
    """The path to go to after logging in: `to` if it is a path of this desk, else `/`."""
    try:
        split = urlsplit(to)
    except ValueError:
        return "/"
    is_own = to.startswith("/") and not to.startswith("//") and "\\" not in to
    is_own = is_own and to.isprintable() and not (split.scheme or split.netloc)
    return to if is_own and split.path != PAGE else "/"


ROUTES = (
    Route(PAGE, form, methods=["GET"]),
    Route(PAGE, posted(send), methods=["POST"]),
    Route("/log-out", leave, methods=["POST"]),
)
