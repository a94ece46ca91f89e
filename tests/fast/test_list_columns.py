"""Each column of a list of schools is described once, and whatever cannot take its part from there
agrees with the description."""

from __future__ import annotations

from dataclasses import fields

import pytest

from printroom.cli import main
from printroom.desk.state.asked_pack import OrderFields
from printroom.load.schools.column_words import column_words
from printroom.load.spreadsheets.cell_meanings import Meaning, Reading, meaning
from printroom.load.tables.csv_table import Cell
from printroom.make.requests.wanted_pack import TYPED_OPTIONS, WantedPack
from printroom.model import KnownNames, School
from printroom.model.list_columns import LIST_COLUMNS, SCHOOL_FIELDS, Holds
from tests.workshop import HOME

TEXTS: dict[Holds, tuple[str, str]] = {
    "id": ("URN 123456", "123456"),
    "name": ("Oak Hill", "Oak Hill"),
    "nation": ("Cymru", "wales"),
    "contact": ("1632 960123", "01632 960123"),
    "text": ("Hall", "Hall"),
    "number": ("24 pupils", "24"),
    "day": ("31/01/2027", "2027-01-31"),
    "time": ("9.30am", "09:30"),
}
"""What a person writes into a column that holds this, and what it is read as."""
NATIONS = KnownNames(nations={"cymru": "wales"})


def test_a_school_has_each_column_but_its_id() -> None:
    """The attributes of `School` are the columns, in the same order; the id is its key."""
    assert ["id", *School.model_fields] == [*LIST_COLUMNS]


def test_every_column_has_other_names() -> None:
    """`columns.yaml` has an entry for each column and for nothing else."""
    assert set(column_words().columns.values()) == set(LIST_COLUMNS)


@pytest.mark.parametrize("column", LIST_COLUMNS)
def test_an_import_reads_every_column(column: str) -> None:
    """A cell of each column is read as what the column holds, however it is written."""
    text, expected = TEXTS[LIST_COLUMNS[column].holds]
    found = meaning(column, Cell(text, 2, 1), Reading(NATIONS, day_first=True), "wales")
    assert isinstance(found, Meaning)
    assert found.texts[column] == expected


def test_what_prints_can_be_typed_for_one_pack() -> None:
    """Each text of a school that prints is an option of `pack`, and a field of the order form."""
    assert set(SCHOOL_FIELDS) <= {one.name for one in fields(WantedPack)}
    assert set(SCHOOL_FIELDS) <= {one.name for one in fields(OrderFields)}
    known = {option for one in main.commands["pack"].params for option in one.opts}
    assert set(TYPED_OPTIONS.values()) <= known
    form = (HOME / "printroom/desk/templates/order.html").read_text(encoding="utf-8")
    assert [one for one in SCHOOL_FIELDS if f'text_field("{one}"' not in form] == []
