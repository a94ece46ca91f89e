"""The gate of a desk for one person. A gate decides whom the desk lets in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from printroom.desk.common.users import ALONE, Person

TOKEN = "token"  # noqa: S105 - the name of it


class Gate(Protocol):
    """Decides who may use the desk, and under which addresses it is reached."""

    @property
    def origins(self) -> frozenset[str]:
        """The addresses under which browsers may reach the desk, such as http://localhost:8484."""
        ...

    def admit(self, request: Request) -> Person | Response | None:
        """Who sends a request; or the response that the gate itself gives; none to refuse it."""
        ...


@dataclass
class TokenGate:
    """The gate of a desk for one person: an address that lets one browser in, once."""

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
        """The name of the cookie; with the port, since browsers share cookies between ports."""
        return f"printroom-{self.port}"

    @property
    def origins(self) -> frozenset[str]:
        """The addresses of this computer."""
        return frozenset({f"http://{self.host}:{self.port}", f"http://localhost:{self.port}"})

    def admit(self, request: Request) -> Person | Response | None:
        """Let in whoever has the cookie; give the cookie to whoever has the token first."""
        given = request.cookies.get(self.cookie)
        if given is not None and same(given, self._key):
            return RedirectResponse("/", 303) if TOKEN in request.query_params else ALONE
        is_used = request.method == "GET" and self._use(request.query_params.get(TOKEN, ""))
        if not is_used:
            return None
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.cookie, self._key, httponly=True, samesite="strict")
        return answer

    def _use(self, token: str) -> bool:
        """Whether this is the token, which is then used up."""
        with self._lock:
            if not self._token or not same(token, self._token):
                return False
            self._token = ""
            return True


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, compared in constant time."""
    return secrets.compare_digest(one.encode(), other.encode())
