"""Sessions beside each other: the whole library in, what is wrong with codes and order out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from printroom.load.yaml import Written
from printroom.model import Library, Problem


def wrong_series(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """Codes that two sessions share, and sessions that follow nothing, or themselves."""
    yield from _codes(library, written)
    yield from _series(library, written)


def _codes(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """A code stands on every card: two sessions with the same would mix their piles."""
    seen: dict[str, str] = {}
    for name, session in library.sessions.items():
        other = seen.setdefault(session.code, name)
        if other != name:
            yield written[f"sessions:{name}"].problem(
                ("code",),
                "duplicate-id",
                f"{session.code} is the code of “{other}”, too",
                "give one of them another code",
            )


def _series(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """What a session follows is a session, and no session comes before itself."""
    follows = {name: session.follows for name, session in library.sessions.items()}
    for name, others in follows.items():
        for number, other in enumerate(others):
            at = written[f"sessions:{name}"]
            yield from at.unknown("session", other, follows, ("follows", number))
    try:
        TopologicalSorter(follows).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        yield written[f"sessions:{ring[0]}"].problem(
            ("follows",),
            "ring",
            f"these sessions follow each other: {', '.join(dict.fromkeys(ring))}",
            "take one of them out: a programme has a first session",
        )
