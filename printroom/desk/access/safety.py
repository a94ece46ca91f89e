"""Protects the desk from other web pages, other programs and other computers.

A page from elsewhere must neither read the desk nor act on it, even if its host name resolves to
this computer (DNS rebinding), or if it has a form sent here (CSRF). So each request must name the
desk's own address, each request that changes something must come from the desk's own pages, and
whoever the gate does not let in gets nothing but the static files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from printroom.desk.access.gates import Gate
from printroom.desk.common.users import let_in

OPEN = "/static/"
"""Files below this path are served to everybody."""
MAX_BODY = 100_000
"""The most bytes that a form may have."""
UPLOAD = "/term/file"
"""The one address that takes a file."""
MAX_UPLOAD = 20_100_000
"""The most bytes of a form with a file: the largest list that is read, and its other fields."""
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


class Safety:
    """Refuses requests that are not allowed, and adds the security headers to every response."""

    def __init__(
        self, app: ASGIApp, gate: Gate, locked: Callable[[Request], Response] | None = None
    ) -> None:
        self.app, self.gate = app, gate
        self.locked = locked or (lambda _: PlainTextResponse("Not signed in.", 403))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":  # the desk has no web sockets
            return
        refused = self._refusal(Request(scope))
        await (refused or self.app)(scope, receive, _with_headers(send))

    def _refusal(self, request: Request) -> Response | None:
        """The response to a request that is not passed on; none if it is."""
        if self._is_foreign(request.headers, request.method):
            return PlainTextResponse("This request does not come from the desk.", 403)
        most = MAX_UPLOAD if request.url.path == UPLOAD else MAX_BODY
        if _is_too_long(request.headers, request.method, most):
            return PlainTextResponse("This is more than a form can hold.", 413)
        if request.url.path.startswith(OPEN):
            return None
        admitted = self.gate.admit(request)
        if admitted is None or isinstance(admitted, Response):
            return admitted or self.locked(request)
        let_in(request, admitted)
        return None

    def _is_foreign(self, headers: Headers, method: str) -> bool:
        """Whether a request is for another address, or was sent by another site's page."""
        known = self.gate.origins
        if headers.getlist("host") not in [[one.partition("://")[2]] for one in known]:
            return True
        if headers.get("sec-fetch-site") == "cross-site" and method not in READING:
            return True
        origins = headers.getlist("origin")
        if not origins:
            return method not in READING
        return origins not in [[one] for one in known]


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
