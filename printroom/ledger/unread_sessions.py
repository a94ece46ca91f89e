"""The sessions that cannot be planned because a file has a mistake.

It is a module of its own so that lists of sessions import no engine.
"""

from __future__ import annotations

from printroom.choose import set_aside_in
from printroom.model import Library, Templates


def unread_sessions(library: Library, templates: Templates) -> tuple[str, ...]:
    """The codes of the sessions with snippets that were set aside."""
    sessions = library.sessions.items()
    return tuple(one.code for name, one in sessions if set_aside_in(name, library, templates))
