"""Chooses the services that a page lists, such as the help page."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from printroom.model import Contact


def listed_contacts(open_to: Collection[Contact], asked: Iterable[Contact]) -> tuple[Contact, ...]:
    """Those that a list has, in the order of the file.

    `open_to` are all that its reader may have; `asked` are those that the session adds, unless one
    that is listed anyway has the same number.
    """
    listed = [one for one in open_to if one.listed]
    known = {channel.value for one in listed for channel in one.channels}
    listed += [one for one in asked if known.isdisjoint(c.value for c in one.channels)]
    return tuple(one for one in open_to if one in listed)
