"""Allows each route only to people with its role, and logs their actions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from printroom.desk.access.action_log import BEGUN, DONE, FAILED, REFUSED, ActionLog
from printroom.desk.common.pages import page
from printroom.desk.common.users import ROLES, person_of

ACTIONS: Mapping[str, str] = {
    "/order/{code}": "print a pack",
    "/term/file": "drop a list",
    "/term/lists/{id}/save": "save a list",
    "/term/lists/{id}/forget": "forget a list",
    "/term/new": "write a term",
    "/term/print/{term}": "print a term",
    "/term/print/{term}/cancel": "cancel a term",
    "/term/bundle/{term}": "bundle a term",
    "/review/{code}/{band}/{nation}": "sign a pack",
    "/review/{code}/{band}/{nation}/take-back": "take back a sign-off",
    "/review/{code}/{band}/{nation}/remark": "leave a remark",
    "/help-lines/{name}": "check a helpline",
    "/codes/{code}/withdraw": "withdraw a code",
    "/design/new": "write an example",
    "/design/changes": "compare",
    "/design/changes/{id}/stop": "stop a comparison",
}
"""The action of each route to which a form is sent, as the log calls it."""
ASKING = frozenset({"/order/{code}/parts", "/term/lists/{id}"})
"""Routes to which a form is sent without any action, to show what it would do."""
_NOTED = ("code", "band", "nation", "name")
"""The parts of an address that are logged: names from the materials. A term's may be a school's."""
_IS_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")


def permitted(route: Route, role: str, log: ActionLog | None) -> Route:
    """The same route, for people with this role only; with a log, actions are noted in it."""
    is_action = "POST" in (route.methods or ()) and route.path not in ASKING
    action = ACTIONS[route.path] if is_action else ""
    guard = Middleware(_Permitted, role=role, action=action, log=log)
    return Route(route.path, route.endpoint, methods=route.methods, middleware=[guard])


class _Permitted:
    """Checks the role of whoever sends a request, and passes it on."""

    def __init__(self, app: ASGIApp, role: str, action: str, log: ActionLog | None) -> None:
        self.app, self.role, self.action, self.log = app, role, action, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        request = Request(scope)
        if not person_of(request).may(self.role):
            what = ROLES[self.role]
            refused = page(request, "not_yours.html", 403, role=self.role, what=what)
            await refused(scope, receive, send)
        elif self.log and self.action:
            await self._run_logged(request, self.log, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _run_logged(
        self, request: Request, log: ActionLog, receive: Receive, send: Send
    ) -> None:
        """Handle a request that does something: it is noted in the log before it is done."""
        by = person_of(request).name
        about = {
            name: value for name, value in request.path_params.items() if _is_noted(name, value)
        }

        async def note(result: str) -> None:
            await run_in_threadpool(lambda: log.note(by, self.action, result, **about))

        statuses = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        await note(BEGUN)
        try:
            await self.app(request.scope, receive, sending)
        except BaseException:
            await note(FAILED)
            raise
        await note(DONE if statuses and statuses[0] < 400 else REFUSED)


def _is_noted(name: str, value: object) -> bool:
    return name in _NOTED and isinstance(value, str) and bool(_IS_NAME.fullmatch(value))
