"""Refuses a call that names something unknown, before all materials are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from printroom.choose import refuse_unknown_order
from printroom.load.materials.order_names import load_order_names
from printroom.make.requests.wanted_pack import WantedPack, offered_length
from printroom.model import Order


def known_order(asked: Order, folders: tuple[Path, Path], only: tuple[str, ...] = ()) -> Order:
    """The order with the ids of what was named otherwise: a code, a nation in other words.

    `folders` are those of materials and templates. Raises `NotFitToPrint`, and `WrongOption`; not
    if a file of names is not valid, which reading everything reports.
    """
    names = load_order_names(*folders)
    if names is None:
        return asked
    library, templates = names
    session, nation = library.find_session(asked.session), library.names.nation(asked.nation)
    minutes = offered_length(library, session, asked.minutes)
    order = replace(asked, session=session, nation=nation, minutes=minutes)
    refuse_unknown_order(order, library, templates, only)
    return order


def refuse_unknown_pack(
    wanted: WantedPack, folders: tuple[Path, Path], only: tuple[str, ...]
) -> None:
    """Raise what `known_order` raises for a pack that cannot be; its list of schools is read."""
    if names := load_order_names(*folders):
        library, templates = names
        order = wanted.booking(library, wanted.load_list(library)).order
        refuse_unknown_order(order, library, templates, only)
