"""Answers a route only for those whose account has its role."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from printroom.desk.pages import page
from printroom.desk.people import ROLES, person_of


def permitted(route: Route, role: str) -> Route:
    """The same route, for whoever has this role."""
    guard = Middleware(_Permitted, role=role)
    return Route(route.path, route.endpoint, methods=route.methods, middleware=[guard])


class _Permitted:
    """A route behind the check of a role."""

    def __init__(self, app: ASGIApp, role: str) -> None:
        self.app, self.role = app, role

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        request = Request(scope)
        app = self.app
        if not person_of(request).may(self.role):
            app = page(request, "not_yours.html", 403, role=self.role, what=ROLES[self.role])
        await app(scope, receive, send)
