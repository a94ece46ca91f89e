"""The columns of a list of schools: one entry for each, which all other modules use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Holds = Literal["id", "name", "nation", "contact", "text", "number", "day", "time"]
"""The kind of value in a column, by which `load` reads, checks and recognises its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """A column of a list of schools. The other names for it are in `load/schools/columns.yaml`."""

    name: str
    """Its name in a list; all but `id` are attributes of `School`, too."""
    title: str
    """Its name at the desk."""
    holds: Holds
    is_needed: bool = False
    field: str = ""
    """The field of documents that its text fills; empty if no pack prints what is written there."""
    joined_by: str = ""
    """What is put between the cells of several columns that are all taken for this one."""
    may_be_several: bool = False
    """Whether several columns of a spreadsheet may be taken for this one without asking."""
    lacking: str = ""
    """Its name in plans and reports, if a school has no value for it."""
    counted_as: str = ""
    """The words beside the number of schools without it, at the desk before a list is saved."""
    withheld_as: str = ""
    """What is written in place of its text in messages that are kept."""


LIST_COLUMNS: Mapping[str, ListColumn] = {
    one.name: one
    for one in (
        ListColumn(name="id", title="Reference number", holds="id", is_needed=True),
        ListColumn(
            name="name",
            title="Name of the school",
            holds="name",
            is_needed=True,
            field="school_name",
            withheld_as="the school’s name",
        ),
        ListColumn(name="nation", title="Nation", holds="nation", is_needed=True),
        ListColumn(
            name="lead",
            title="Safeguarding lead",
            holds="name",
            field="lead",
            joined_by=" ",
            lacking="lead",
            counted_as="no safeguarding lead",
            withheld_as="the name of its lead",
        ),
        ListColumn(
            name="reach",
            title="How to reach the lead",
            holds="contact",
            field="reach",
            joined_by=", ",
            may_be_several=True,
            lacking="how to reach the lead",
            counted_as="no way to reach the lead",
            withheld_as="how its lead is reached",
        ),
        ListColumn(
            name="room",
            title="Room",
            holds="text",
            field="room",
            joined_by=", ",
            lacking="room",
            withheld_as="its room",
        ),
        ListColumn(
            name="people",
            title="Number of people",
            holds="number",
            lacking="number of people",
            counted_as="no number of people",
        ),
        ListColumn(
            name="date",
            title="Day of the visit",
            holds="day",
            lacking="date",
            counted_as="no day",
        ),
        ListColumn(name="time", title="Time of the visit", holds="time", lacking="time"),
        ListColumn(
            name="deliver_to",
            title="Address for deliveries",
            holds="text",
            joined_by=", ",
            may_be_several=True,
        ),
        ListColumn(name="route", title="Route of deliveries", holds="text"),
    )
}
"""By name, in the order in which a list is written."""
SCHOOL_FIELDS: Mapping[str, str] = {
    one.field: name for name, one in LIST_COLUMNS.items() if one.field
}
"""The column, and attribute of `School`, whose text fills each field of documents."""


def columns_of(*holds: Holds) -> tuple[str, ...]:
    """The names of the columns that hold one of these."""
    return tuple(name for kind in holds for name, one in LIST_COLUMNS.items() if one.holds == kind)
