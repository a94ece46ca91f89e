"""Protects the desk from other web pages, other programs and other computers.

A page from elsewhere must neither read the desk nor act on it, even if it gets a name of its own
to resolve to this computer (DNS rebinding), or has a form sent here (CSRF). So each request must
name the desk's own address, each request that changes something must come from the desk's own
pages, and all but the style of the pages needs a cookie. The cookie is given once, in exchange for
the token in the address that the terminal shows.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "token"  # noqa: S105 - the name of it
OPEN = "/static/"
"""What is below this path is the same for everybody, and needs no cookie."""
MAX_BODY = 100_000
"""The most bytes that a form may have."""
UPLOAD = "/term/file"
"""The one address that takes a file."""
MAX_UPLOAD = 20_100_000
"""The most bytes of a form with a file: the largest list that is read, and what is around it."""
READING = frozenset({"GET", "HEAD"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # With "no-referrer" a browser would send no Origin with forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass
class Gate:
    """The address of a desk, and the secrets that let a browser in."""

    host: str
    port: int
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _lock: Lock = field(default_factory=Lock)

    @property
    def address(self) -> str:
        """The address that lets one browser in, once."""
        return f"http://{self.host}:{self.port}/?{TOKEN}={self._token}"

    @property
    def cookie(self) -> str:
        """The name of the cookie. Browsers share cookies between ports, so the port is in it."""
        return f"printroom-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which a browser may know this desk."""
        return frozenset({f"{self.host}:{self.port}", f"localhost:{self.port}"})

    def admits(self, cookie: str | None) -> bool:
        """Whether this is the cookie that the desk has given."""
        return cookie is not None and _same(cookie, self._key)

    def exchange(self, token: str) -> str | None:
        """The value of the cookie for the token, which is then used up."""
        with self._lock:
            if not self._token or not _same(token, self._token):
                return None
            self._token = ""
            return self._key


class Safety:
    """Answers each request that is not allowed, and adds the headers to every answer."""

    def __init__(
        self, app: ASGIApp, gate: Gate, locked: Callable[[Request], Response] | None = None
    ) -> None:
        self.app, self.gate = app, gate
        self.locked = locked or (lambda _: PlainTextResponse("Not signed in.", 403))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":  # the desk has no web sockets
            return
        refused = self._refused(Request(scope))
        await (refused or self.app)(scope, receive, _with_headers(send))

    def _refused(self, request: Request) -> Response | None:
        """The answer to a request that goes no further."""
        if self._is_foreign(request.headers, request.method):
            return PlainTextResponse("This request does not come from the desk.", 403)
        most = MAX_UPLOAD if request.url.path == UPLOAD else MAX_BODY
        if _is_too_long(request.headers, request.method, most):
            return PlainTextResponse("This is more than a form can hold.", 413)
        if request.url.path.startswith(OPEN):
            return None
        if self.gate.admits(request.cookies.get(self.gate.cookie)):
            return RedirectResponse("/", 303) if TOKEN in request.query_params else None
        key = self.gate.exchange(request.query_params.get(TOKEN, ""))
        if key is None or request.method != "GET":
            return self.locked(request)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.gate.cookie, key, httponly=True, samesite="strict")
        return answer

    def _is_foreign(self, headers: Headers, method: str) -> bool:
        """Whether a request was not meant for this desk, or was sent by another site's page."""
        hosts = self.gate.hosts
        if headers.getlist("host") not in [[host] for host in hosts]:
            return True
        if headers.get("sec-fetch-site") == "cross-site" and method not in READING:
            return True
        origins = headers.getlist("origin")
        if not origins:
            return method not in READING
        return origins not in [[f"http://{host}"] for host in hosts]


def _is_too_long(headers: Headers, method: str, most: int) -> bool:
    """Whether a request has a body of unknown length, or of more than so many bytes."""
    length = headers.get("content-length", "0")
    is_known = length.isascii() and length.isdigit() and "transfer-encoding" not in headers
    return method not in READING and not (is_known and int(length) <= most)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())
