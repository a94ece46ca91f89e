"""The gate of a desk that an office shares: lets in people who have logged in."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from printroom.desk.access.office import Office
from printroom.desk.common.pages import asks_for_part
from printroom.desk.common.settings import LOCAL, Share
from printroom.desk.common.users import NOBODY, Person

PAGE = "/log-in"
"""The page that needs nobody to be logged in."""
NO_TLS = (
    "This desk can be reached by https only, through its proxy. If this is https already, the "
    "proxy has to send X-Forwarded-Proto, and --proxy has to name its address."
)


@dataclass(frozen=True)
class ShareGate:
    """Lets in people who have logged in, under the host name and through the proxy only."""

    share: Share
    port: int
    office: Office

    @property
    def address(self) -> str:
        """The address on which the desk listens."""
        host = f"[{self.share.listen}]" if ":" in self.share.listen else self.share.listen
        return f"http://{host}:{self.port}/"

    @property
    def origins(self) -> frozenset[str]:
        """The https address with the host name; without one, the addresses of this computer."""
        if self.share.host:
            return frozenset({f"https://{self.share.host}"})
        return frozenset({f"http://{LOCAL}:{self.port}", f"http://localhost:{self.port}"})

    @property
    def cookie(self) -> str:
        """The name of the cookie; browsers accept `__Host-` only by TLS, from this host."""
        return "__Host-printroom" if self.share.host else f"printroom-{self.port}"

    def admit(self, request: Request) -> Person | Response | None:
        """Let in whoever is logged in, and anybody to the page to log in."""
        if self.share.host and not self._came_by_tls(request):
            return PlainTextResponse(NO_TLS, 403)
        person = self.office.log_ins.person(self.key_of(request))
        if request.scope["path"] != PAGE:
            return person
        return RedirectResponse("/", 303) if person else NOBODY

    def key_of(self, request: Request) -> str:
        """The key that a browser sends; empty if it has none."""
        return request.cookies.get(self.cookie, "")

    def remember(self, answer: Response, key: str) -> None:
        """Set the cookie, so that the browser sends this key until it is closed."""
        secure = bool(self.share.host)
        answer.set_cookie(self.cookie, key, httponly=True, samesite="strict", secure=secure)

    def forget(self, answer: Response) -> None:
        """Have the browser delete the cookie, and its cache and storage of the desk."""
        secure = bool(self.share.host)
        answer.delete_cookie(self.cookie, httponly=True, samesite="strict", secure=secure)
        answer.headers["clear-site-data"] = '"cache", "storage"'

    def address_of(self, request: Request) -> str:
        """The address that a request came from: as the proxy names it, if it came from the proxy.

        The last address is the one that the proxy added itself; earlier ones may be forged.
        """
        peer = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        return forwarded if forwarded and self._is_proxy(peer) else peer

    def _came_by_tls(self, request: Request) -> bool:
        peer = request.client.host if request.client else ""
        return self._is_proxy(peer) and request.headers.getlist("x-forwarded-proto") == ["https"]

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.share.proxies)


def to_log_in(request: Request) -> Response:
    """The response to somebody who is not logged in: a page redirects to the page to log in."""
    if asks_for_part(request):
        return Response(status_code=403, headers={"hx-redirect": PAGE})
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Log in first.", 403)
    path, query = request.scope["path"], request.url.query
    wanted = f"{path}?{query}" if query else path
    is_page = request.method == "GET" and wanted != "/"
    return RedirectResponse(f"{PAGE}?to={quote(wanted, safe='')}" if is_page else PAGE, 303)
