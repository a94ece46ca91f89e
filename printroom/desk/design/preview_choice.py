"""The choice of a live preview: a document of a session, age group, nation and edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from printroom.desk.common.commands import command
from printroom.desk.common.settings import Settings
from printroom.make import Sources, plan_for
from printroom.model import EDITIONS, Edition, Library, NotFitToPrint, Order

HANDOUT = "handout"


@dataclass(frozen=True)
class Choice:
    """A document to look at; what an address leaves out, or gets wrong, is chosen for it."""

    order: Order
    document: str
    documents: Mapping[str, str]
    """The documents that there are to choose from, and their titles."""
    code: str
    """The session's code, such as C2."""

    def address(self) -> str:
        """The address of its preview."""
        order = self.order
        given = {"session": self.code, "band": order.band, "document": self.document}
        return f"/design?{urlencode({**given, 'nation': order.nation, 'edition': order.edition})}"

    def command(self, settings: Settings) -> str:
        """The command that prints it again after each save."""
        order = self.order
        edition = order.edition if order.edition != EDITIONS[0] else ""
        options = {"--band": order.band, "--nation": order.nation, "--edition": edition}
        only = {"--only": self.document}
        return command(settings, "watch", self.code, **options, **only) + " --pictures"


def choice_of(
    given: Mapping[str, str], nation: str, sources: Sources, settings: Settings
) -> Choice:
    """What the values of an address choose; `nation` is used if they name none."""
    library = sources.library
    name = library.find_session(given.get("session", ""))
    if name not in library.sessions:
        name = min(library.sessions, key=lambda one: library.sessions[one].code)
    session = library.sessions[name]
    band = given.get("band", "")
    if band not in session.bands:
        band = session.bands[0]
    edition = _edition(given.get("edition", ""), band, library)
    order = Order(name, band, nation, as_of=settings.today(), edition=edition)
    documents = _documents(order, sources)
    document = given.get("document", "")
    if document not in documents:
        document = HANDOUT if HANDOUT in documents else _front(order, documents, sources)
    return Choice(order, document, documents, session.code)


def _edition(given: str, band: str, library: Library) -> Edition:
    """The edition that is asked for; the standard one if there is none, or the band lacks it."""
    edition = next((one for one in EDITIONS if one == given), EDITIONS[0])
    is_lacking = edition == "large-print" and library.bands[band].large_print is None
    return EDITIONS[0] if is_lacking else edition


def _documents(order: Order, sources: Sources) -> dict[str, str]:
    """The documents of an order; those of its session template, if it cannot be planned now."""
    library, templates = sources.library, sources.templates
    try:
        rows = [one.row for one in plan_for(order, library, templates).documents]
    except NotFitToPrint:
        rows = [*templates.sessions[library.sessions[order.session].template].documents]
    return {row.name: row.title for row in rows}


def _front(order: Order, documents: Mapping[str, str], sources: Sources) -> str:
    """The first page that participants get, or else the first document."""
    template = sources.library.sessions[order.session].template
    rows = sources.templates.sessions[template].documents
    own = (row.name for row in rows if row.audience == "participant" and row.medium == "page")
    return next((name for name in own if name in documents), min(documents))
