"""Plans the guide: what only a document for facilitators gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from printroom.choose.arrangements import Arrangements
from printroom.choose.card_numbers import keys_as_printed
from printroom.choose.kit import kit
from printroom.choose.nation_checks import law_of
from printroom.choose.signs import signs
from printroom.choose.timetable import TimetableEntry
from printroom.choose.variants import BandSnippet
from printroom.model import Guide, Kind, Library, Order, PlannedDocument, Session, Templates


def plan_guide(
    order: Order,
    library: Library,
    templates: Templates,
    arrangements: Arrangements,
    entries: Iterable[TimetableEntry],
    snippets: Mapping[str, BandSnippet],
    documents: Sequence[PlannedDocument],
) -> Guide:
    """The aims, plan, kit and keys of a session; `documents` are all that its pack prints."""
    session = library.sessions[order.session]
    nation = library.nations[order.nation]
    keys = (
        (snippet, chosen.title, arranged)
        for snippet, chosen in snippets.items()
        if (arranged := arrangements.of(snippet, chosen)) and arranged.key
    )
    after = [other for other in library.sessions.values() if order.session in other.follows]
    return Guide(
        aim=session.aim,
        outcomes=session.outcomes,
        why=session.why,
        plan=tuple(entry.segment for entry in entries if entry.segment),
        kit=_kit(snippets, templates.kinds),
        keys=tuple(keys_as_printed(keys, documents)),
        definition=nation.definition,
        curriculum=nation.curriculum.get(order.band, ()),
        prints=tuple(document.row for document in documents),
        law=law_of(order, library),
        before=tuple(_label(library.sessions[name], order, library) for name in session.follows),
        after=tuple(_label(other, order, library) for other in after),
        signs=signs(documents, templates.kinds),
    )


def _label(session: Session, order: Order, library: Library) -> str:
    """Another session's code and title, with its age group if it is not for the order's band."""
    label = f"{session.code} {session.title}"
    if order.band in session.bands:
        return label
    return f"{label} ({library.bands[session.bands[0]].title})"


def _kit(snippets: Mapping[str, BandSnippet], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """What to bring: the authors' lists, and what each kind of activity needs."""
    things = [thing for chosen in snippets.values() for thing in chosen.kit]
    for chosen in snippets.values():
        if chosen.activity:
            needs = kinds[chosen.activity.kind].needs
            things += (thing[:1].upper() + thing[1:] for thing in needs)
    return kit(things)
