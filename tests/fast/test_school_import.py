"""Spreadsheets as they come: what is meant is understood, what is dangerous is refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.load import load_schools
from printroom.load.schools.column_words import column_words, header_words
from printroom.load.spreadsheets.import_values import IGNORED, LEAD_AND_REACH, Choices, SchoolImport
from printroom.load.spreadsheets.school_import import content_of, import_content
from printroom.make.term.importing import KEPT, clean_list, clean_text, read_list_file, write_import
from printroom.model import KnownNames, NotFitToPrint, Problem
from printroom.text.addresses import label_lines
from tests.messy_workbook import HEADER, KINDS, MERGED, NAMES, ROWS, SCHOOLS, TITLE
from tests.spreadsheet import Formula, Value, ods, xlsx
from tests.term_helpers import AtOnce
from tests.workshop import Workshop

LEAD = Choices({"DSL": "lead"})
HERE = AtOnce()
NOTES = Choices({"Notes": IGNORED})
HEAD = ("URN", "School", "Nation")
OAK = (100001, "Oak Hill", "England")
Rows = Sequence[Sequence[Value]]


def read_import(file: Path, names: KnownNames, choices: Choices) -> SchoolImport:
    """What is understood of a file."""
    return import_content(file.as_posix(), content_of(file), names, choices)


def imported(
    folder: Path, rows: Rows, choices: Choices | None = None, **form: Sequence[Any]
) -> SchoolImport:
    """What is understood of a sheet with these rows."""
    file = folder / "list.xlsx"
    file.write_bytes(xlsx({"Schools": rows}, **form))  # type: ignore[arg-type]
    return read_import(file, NAMES, choices or Choices({}))


def refused(folder: Path, rows: Rows, choices: Choices | None = None) -> list[Problem]:
    """What stops the import of these rows."""
    try:
        read = imported(folder, rows, choices)
    except NotFitToPrint as error:
        return list(error.problems)
    assert read.is_open
    return [problem for problem in read.problems if problem.stops]


def row(column: str, value: Value, **more: Value) -> Rows:
    """A list of one school with this value in a column more, below its header."""
    heads, values = (column, *more), (value, *more.values())
    return [(*HEAD, *heads), (*OAK, *values)]


def texts(folder: Path, rows: Rows, choices: Choices | None = None) -> Mapping[str, str]:
    """What is understood of a list with one school, which has nothing wrong."""
    read = imported(folder, rows, choices)
    assert not read.is_open, read
    return read.rows[0].texts


# --- the messy workbook ---------------------------------------------------------------------------


def test_sixty_kinds_of_dirt_are_understood(tmp_path: Path) -> None:
    """A workbook as schools send it arrives complete: only its free text has to be named."""
    assert KINDS >= 60
    sheets: dict[str, Rows] = {
        "Spring 2027": [*TITLE, HEADER, *ROWS],
        "Prices": [("Item", "Cost"), ("A", 3)],
        "Last year": [HEADER, *ROWS],
    }
    file = tmp_path / "list.xlsx"
    file.write_bytes(xlsx(sheets, hidden="Last year", merged=MERGED))
    before = read_import(file, NAMES, Choices({}))
    assert [column.header for column in before.doubtful] == ["Notes"]
    assert [one.code for one in before.problems] == ["hidden-sheet"]
    assert "“Last year” is hidden, and is not read" in before.problems[0].message
    read = read_import(file, NAMES, NOTES)
    assert not read.is_open
    assert clean_text(read) == SCHOOLS
    assert read.left_out == (13, 15, 22, 25, 26)
    assert "F6" in next(change.cells for change in read.changes if "telephone" in change.what)


@pytest.mark.parametrize(
    ("value", "reach"),
    [
        (1632960020, "01632 960020"),
        ("1632 960 020", "01632 960 020"),
        (1134960020, "0113 496 0020"),
        (2079460020, "020 7946 0020"),
        (1539496002, "015394 96002"),
        (7700900020, "07700 900020"),
        (3069990020, "0306 999 0020"),
        ("447700900020", "+44 7700 900020"),
        ("01632960020", "01632960020"),
    ],
)
def test_a_restored_number_is_in_groups(value: Value, reach: str, tmp_path: Path) -> None:
    """Digits alone are grouped as people in the UK write them; what a person typed stays."""
    assert texts(tmp_path, row("DSL Tel.", value))["reach"] == reach


def test_a_clean_list_is_read_without_a_word(tmp_path: Path) -> None:
    """What an import writes, every command reads as a list without warnings or mistakes."""
    file = tmp_path / "clean.csv"
    file.write_text(SCHOOLS, encoding="utf-8")
    listed = load_schools(file, NAMES)
    assert listed.warnings == ()
    assert len(listed.schools) == SCHOOLS.count("\n") - 1
    assert listed.schools["91490s"].time == "13:15"
    assert listed.schools["91490s"].reach == "+353 1 555 0102"


def test_ods_and_csv_say_the_same(tmp_path: Path) -> None:
    """The same list is understood alike in each kind of file, merged cells and times too."""
    rows: Rows = [
        ("Bookings",),
        ("School", "DfE no.", "Country", "Visit", "Time", "DSL"),
        ("Oak", "302/4001", "Wales", dt.date(2027, 1, 18), dt.time(9, 30), "Ann Lee"),
        ("Elm", "302/4002", "", dt.date(2027, 1, 19), dt.time(13, 15), "TBC"),
    ]
    spans = {"C3": 'table:number-rows-spanned="2"'}
    book = imported(tmp_path, rows, merged=["C3:C4"])
    (tmp_path / "list.ods").write_bytes(ods({"Schools": rows}, spans))
    other = read_import(tmp_path / "list.ods", NAMES, Choices({}))
    file = tmp_path / "list.csv"
    lines = [";".join(str(cell) for cell in row) for row in rows]
    file.write_text("\n".join(lines).replace("Elm;302/4002;;", "Elm;302/4002;Wales;"), "cp1252")
    plain = read_import(file, NAMES, Choices({}))
    assert not book.is_open
    assert clean_text(book) == clean_text(other) == clean_text(plain)
    assert "302-4002,Elm,wales,,2027-01-19,13:15\n" in clean_text(book)


# --- columns --------------------------------------------------------------------------------------


def test_names_of_columns_have_one_meaning() -> None:
    """No name is that of a column and of something that is not needed."""
    words = column_words()
    named = [*words.columns, *words.either]
    assert not words.not_needed.intersection(named)
    assert len(named) == len(set(named))
    assert header_words("Name of the D.L.P.") == header_words("DSL’s name")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(("No. of pupils", "people"), ("NumberOfPupils", "people"), ("# learners", "people")),
        *(("Establishment (name)", "name"), ("EstablishmentName", "name"), ("Ysgol", "name")),
        *(("DSL’s name", "lead"), ("Designated Liaison Person (DLP)", "lead")),
        *(("Child Protection Co-ordinator", "lead"), ("DESIGNATED TEACHER", "lead")),
        *(("TelephoneNum", "reach"), ("DSL Tel.", "reach"), ("Mobile no", "reach")),
        *(("DfE No.", "id"), ("U.R.N.", "id"), ("LA/Estab", "id"), ("Roll Number", "id")),
        *(("Date (dd/mm/yyyy)", "date"), ("Date of the workshop*", "date"), ("Starts at", "time")),
        *(("Round", "route"), ("School address", "deliver_to"), ("Which country?", "nation")),
    ],
)
def test_columns_are_known_by_the_names_that_schools_give_them(header: str, column: str) -> None:
    """Capitals, order, brackets, abbreviations and other words for the same do not matter."""
    assert column_words().candidates(header) == (column,)


@pytest.mark.parametrize("header", ["Remarks", "Number on roll", "No."])
def test_an_unknown_column_is_asked_about(header: str, tmp_path: Path) -> None:
    """A column that nobody knows stops the import until it is named, or named as not needed."""
    rows = row(header, "some words")
    read = imported(tmp_path, rows)
    assert [(column.header, column.why) for column in read.doubtful] == [(header, "unknown")]
    assert texts(tmp_path, rows, Choices({header: IGNORED})).get("room") is None
    assert texts(tmp_path, rows, Choices({header.upper(): "room"}))["room"] == "some words"
    assert texts(tmp_path, rows, Choices({"D": "room"}))["room"] == "some words"


@pytest.mark.parametrize("header", ["Pupil name", "DOB", "Parent email", "UPN"])
def test_a_column_about_children_can_only_be_left_out(header: str, tmp_path: Path) -> None:
    """Nothing of it is read; its name alone decides."""
    read = imported(tmp_path, row(header, "x"))
    assert [column.why for column in read.doubtful] == ["children"]
    assert "x" not in imported(tmp_path, row(header, "x"), Choices({header: IGNORED})).rows[0].texts


@pytest.mark.parametrize(
    ("value", "column"), [("Ann Lee", "lead"), ("01632 960101", "reach"), (1632960101, "reach")]
)
def test_cells_decide_what_a_contact_is(value: Value, column: str, tmp_path: Path) -> None:
    """“Safeguarding contact” is a name or a number: its cells say which."""
    assert texts(tmp_path, row("Safeguarding contact", value))[column]


def test_a_name_with_a_number_is_split_when_asked(tmp_path: Path) -> None:
    """A cell with both is asked about, and then gives the lead and how to reach them."""
    rows = row("Contact", "Mrs Ann Lee – 01632 960101")
    (column,) = imported(tmp_path, rows).doubtful
    assert column.suggestion == LEAD_AND_REACH
    found = texts(tmp_path, rows, Choices({"contact": LEAD_AND_REACH}))
    assert (found["lead"], found["reach"]) == ("Mrs Ann Lee", "01632 960101")


@pytest.mark.parametrize(
    ("header", "value"), [("Pupils", "Ann, Ben, Cat"), ("DSL", 1632960101), ("Visit date", "soon")]
)
def test_cells_can_contradict_a_name(header: str, value: Value, tmp_path: Path) -> None:
    """A column is not believed whose cells are something else."""
    assert [one.why for one in imported(tmp_path, row(header, value)).doubtful] == ["unclear"]


def test_two_columns_for_one_thing_are_asked_about(tmp_path: Path) -> None:
    """Which of two leads is meant cannot be known; two ways to reach one are both written."""
    read = imported(tmp_path, row("DSL", "Ann Lee", **{"Safeguarding lead": "Bo Lee"}))
    assert [column.suggestion for column in read.doubtful] == ["lead", "lead"]
    found = texts(tmp_path, row("Phone", "01632 960101", Telephone="01632 960102"))
    assert found["reach"] == "01632 960101, 01632 960102"


def test_a_list_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    """Without ids, names or nations nothing is written; one nation for all may be given."""
    for missing, header in (("id", "URN"), ("name", "School"), ("nation", "Nation")):
        kept = [place for place, name in enumerate(HEAD) if name != header]
        rows: Rows = [[row[place] for place in kept] for row in (HEAD, OAK)]
        (problem,) = refused(tmp_path, rows)
        assert problem.code == "missing-field"
        assert {"id": "reference number", "name": "names", "nation": "nation"}[
            missing
        ] in problem.message
    assert texts(tmp_path, rows, Choices({}, nation="wales"))["nation"] == "wales"


def test_several_sheets_are_asked_about(tmp_path: Path) -> None:
    """Of two sheets with lists, one has to be named."""
    file = tmp_path / "list.xlsx"
    file.write_bytes(xlsx({"Primary": [HEAD, OAK], "Secondary": [HEAD, (2, "Elm", "Wales")]}))
    with pytest.raises(NotFitToPrint, match="2 sheets may be the list") as caught:
        read_import(file, NAMES, Choices({}))
    assert "--sheet “Secondary”" in caught.value.problems[0].fix
    read = read_import(file, NAMES, Choices({}, sheet="secondary"))
    assert read.rows[0].texts["name"] == "Elm"
    with pytest.raises(NotFitToPrint, match="no sheet “Third”"):
        read_import(file, NAMES, Choices({}, sheet="Third"))


def test_hidden_rows_are_warned_of(tmp_path: Path) -> None:
    """A row that is filtered out is read, and that is reported."""
    rows: Rows = [HEAD, OAK, (100002, "Elm", "Wales")]
    read = imported(tmp_path, rows, hidden_rows=[3])
    assert len(read.rows) == 2
    assert [(problem.code, problem.stops) for problem in read.problems] == [("hidden-row", False)]


def test_hidden_columns_are_warned_of_by_name(tmp_path: Path) -> None:
    """A column that nobody sees is read, and named, by the import and by a list as it is."""
    read = imported(tmp_path, row("DSL", "Ann Lee"), hidden_columns=[4])
    assert read.rows[0].texts["lead"] == "Ann Lee"
    (problem,) = read.problems
    assert (problem.code, problem.stops) == ("hidden-column", False)
    assert "the column “DSL” (D) is hidden, and is read" in problem.message
    assert imported(tmp_path, row("Notes", "x"), NOTES, hidden_columns=[4]).problems == ()
    file = tmp_path / "as it is.xlsx"
    rows: Rows = [("id", "name", "nation", "lead"), ("a", "Oak", "wales", "Ann Lee")]
    file.write_bytes(xlsx({"S": rows}, hidden_columns=[2, 4]))
    warned = [one.message for one in load_schools(file, NAMES).warnings]
    assert warned == [f"the column “{name}” is hidden, and is read" for name in ("name", "lead")]


def test_all_that_is_wrong_is_reported_at_once(tmp_path: Path) -> None:
    """A column that is missing hides no wrong cell, and the sheet of a wrong cell is named."""
    others = [(2, "Elm", "Ann Lee", "x"), (3, "Ash", "Bo Lee", "y")]
    rows: Rows = [("URN", "School", "DSL", "Notes"), (1, "Oak", "=1+1", "z"), *others]
    assert [one.code for one in refused(tmp_path, rows)] == ["missing-field", "formula"]
    assert [one.header for one in imported(tmp_path, rows).doubtful] == ["Notes"]
    file = tmp_path / "as it is.xlsx"
    file.write_bytes(xlsx({"Spring": [("id", "name", "nation"), ("a", "Oak", "Narnia")]}))
    with pytest.raises(NotFitToPrint, match=r"no nation of this name \(the sheet “Spring”\)"):
        load_schools(file, NAMES)


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd|'x'!A0", "-2+3"]
)
def test_a_formula_as_a_text_is_refused(text: str, tmp_path: Path) -> None:
    """A text that a spreadsheet would run is not written."""
    assert [problem.code for problem in refused(tmp_path, row("DSL", text), LEAD)] == ["formula"]


@pytest.mark.parametrize("cell", [Formula("1/0", "#DIV/0!"), Formula("A1"), "#N/A"])
def test_a_formula_that_failed_is_refused(cell: Value, tmp_path: Path) -> None:
    """A cell without a value that was calculated is no empty cell."""
    assert [problem.code for problem in refused(tmp_path, row("Room", cell))] == ["formula-failed"]


@pytest.mark.parametrize("other", ["91490s", " 91490S ", "91490S."])
def test_two_schools_with_one_id_are_refused(other: str, tmp_path: Path) -> None:
    """Ids that are the same once they are written alike are one id."""
    rows: Rows = [HEAD, ("91490S", "Elm", "Ireland"), (other, "Ash", "Ireland")]
    (problem,) = refused(tmp_path, rows)
    assert problem.code == "duplicate-id"
    assert "row 2" in problem.message


@pytest.mark.parametrize("nation", ["UK", "Great Britain", "N Wales", ""])
def test_a_nation_that_is_unclear_is_refused(nation: str, tmp_path: Path) -> None:
    """It decides law and helplines: nothing is guessed."""
    rows: Rows = [HEAD, (1, "Elm", "Wales"), (2, "Oak", nation)]
    (problem,) = refused(tmp_path, rows)
    assert problem.code in ("unknown-nation", "empty")
    assert problem.place.endswith("cell C3")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        *(("Visit date", "17 Feb"), ("Visit date", "Fri 18 January 2027")),
        *(("Pupils", "2 x 15"), ("Pupils", "25-30"), ("Pupils", 900)),
        *(("Time", "Period 3 or 4.99"), ("Phone", "7.45E+08"), ("Room", dt.date(2027, 7, 5))),
        *(("DSL", "Ann {{ 1 }}"), ("School office phone", "163 296 515")),
    ],
)
def test_what_is_unclear_is_refused_in_the_language_of_the_sheet(
    header: str, value: Value, tmp_path: Path
) -> None:
    """A message names the cell, the header and the school's id, and never repeats the cell."""
    rows: Rows = [(*HEAD, header), (*OAK, None), (2, "Elm", "Wales", value)]
    (problem,) = refused(tmp_path, rows, Choices({header: column_words().candidates(header)[0]}))
    assert problem.place.endswith("list.xlsx, cell D3")
    assert f"in “{header}” of 2: " in problem.message
    assert str(value) not in problem.message + problem.fix


def test_the_order_of_days_is_asked_where_it_is_not_proven(tmp_path: Path) -> None:
    """05/07 may be in July or in May; one day after the twelfth settles it for its column."""
    rows = [*row("Visit", "05/07/2027"), (2, "Elm", "Wales", "06/07/2027")]
    assert imported(tmp_path, rows).asks_day_order == "Visit"
    assert (
        imported(tmp_path, rows, Choices({}, day_first=True)).rows[0].texts["date"] == "2027-07-05"
    )
    month = imported(tmp_path, rows, Choices({}, day_first=False))
    assert month.rows[0].texts["date"] == "2027-05-07"
    read = imported(tmp_path, [*rows, (3, "Ash", "Wales", "25/07/2027")])
    assert [one.texts["date"] for one in read.rows] == ["2027-07-05", "2027-07-06", "2027-07-25"]


def test_days_that_a_spreadsheet_may_have_swapped_are_refused(tmp_path: Path) -> None:
    """Where all cells that are days could be swapped and all texts could not, they are suspect."""
    days: Rows = [
        (2, "Elm", "Wales", dt.date(2027, 5, 7)),
        (3, "Ash", "Wales", dt.date(2027, 6, 7)),
    ]
    (problem,) = refused(tmp_path, [*row("Visit", "25/07/2027"), *days])
    assert problem.code == "swapped-days"
    assert not imported(tmp_path, [*row("Visit", "25 July 2027"), *days]).is_open


def test_a_time_beside_a_date_is_that_of_the_visit(tmp_path: Path) -> None:
    """09:30 is taken from a cell of its own before one that also has a day."""
    moment = dt.datetime.fromisoformat("2027-01-18T13:15")
    assert texts(tmp_path, row("Visit", moment))["time"] == "13:15"
    found = texts(tmp_path, row("Visit", moment, Start=dt.time(9, 30)))
    assert (found["date"], found["time"]) == ("2027-01-18", "09:30")


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list.xlsx", "list.ods", "list.docx", "list.csv"])
def test_what_is_no_list_gets_a_sentence(name: str, tmp_path: Path) -> None:
    """Any bytes are a list or a problem, with a way out."""
    file = tmp_path / name
    for content in (b"", b"PK\x05\x06" + bytes(18), xlsx({"S": [("a", "b")]}), b"\xff\xfe\x00"):
        file.write_bytes(content)
        with pytest.raises(NotFitToPrint) as caught:
            read_import(file, NAMES, Choices({}))
        assert all(problem.fix for problem in caught.value.problems)


@pytest.mark.parametrize("many", ["rows", "columns"])
def test_an_ods_file_that_repeats_cells_without_end_is_refused(many: str, tmp_path: Path) -> None:
    """Cells that would fill the memory are counted before they are read."""
    content = ods({"S": [HEAD, OAK]}, {"C2": f'table:number-{many}-repeated="99999999"'})
    if many == "rows":  # which a row repeats, not a cell
        content = ods({"S": [HEAD, OAK]}, {}, row='table:number-rows-repeated="99999999"')
    file = tmp_path / "list.ods"
    file.write_bytes(content)
    with pytest.raises(NotFitToPrint, match="the cells of a sheet reach") as caught:
        read_import(file, NAMES, Choices({}))
    assert caught.value.problems[0].line == 0


def test_merged_cells_without_end_are_refused(tmp_path: Path) -> None:
    """A sheet of nothing but merged ranges would take hours to read."""
    with pytest.raises(NotFitToPrint, match="too many merged cells"):
        imported(tmp_path, [HEAD, OAK], merged=[f"A{n}:B{n}" for n in range(3, 20_010)])
    wide: Rows = [HEAD, *([OAK] * 400)]
    with pytest.raises(NotFitToPrint, match="too many merged cells"):
        imported(tmp_path, wide, merged=["A1:A400"] * 6_000)


# --- the command ----------------------------------------------------------------------------------


def test_answers_are_kept_for_the_next_list(tmp_path: Path) -> None:
    """Next term's workbook goes straight through; an answer that its cells contradict is asked."""
    rows = row("Contact", "Ann Lee 01632 960101", Notes="x")
    output, names = tmp_path / "spring.csv", NAMES
    choices = Choices({"Contact": LEAD_AND_REACH, "Notes": IGNORED})
    write_import(_understood(tmp_path, rows, choices), output, choices)
    assert "Ann Lee,01632 960101" in output.read_text(encoding="utf-8")
    summer = (tmp_path / "list.xlsx", tmp_path / "summer.csv", Choices({}), names, HERE)
    later = read_list_file(*summer)
    assert not later.is_open
    assert {column.why for column in later.columns} == {"name", "kept"}
    kept = json.loads((tmp_path / KEPT).read_text(encoding="utf-8"))
    assert kept["columns"] == {"Contact": LEAD_AND_REACH, "Notes": IGNORED}
    (tmp_path / KEPT).write_text('{"columns": {"Contact": "date"}}')
    again = read_list_file(*summer)
    assert [column.header for column in again.doubtful] == ["Contact", "Notes"]
    (tmp_path / KEPT).write_text("{")
    with pytest.raises(NotFitToPrint, match="cannot be read"):
        read_list_file(*summer)


def _understood(folder: Path, rows: Rows, choices: Choices) -> SchoolImport:
    (folder / "list.xlsx").write_bytes(xlsx({"Schools": rows}))
    return read_list_file(folder / "list.xlsx", folder / "spring.csv", choices, NAMES, HERE)


def run(workshop: Workshop, *words: object) -> Result:
    """Call the program in this process."""
    folders = ("--materials", workshop.materials, "--templates", workshop.templates)
    return CliRunner().invoke(main, ["lists", "import", *map(str, (*words, *folders))])


def test_a_list_that_replaces_another_says_what_becomes_of_its_schools(
    tiny: Workshop, tmp_path: Path
) -> None:
    """Schools that go, change and come are counted and named, by their ids alone."""
    file, output = tmp_path / "spring.xlsx", tmp_path / "clean.csv"
    head = (*HEAD, "DSL")
    old: Rows = [head, *((n, f"Club {n}", "Uphill", "Ann") for n in (1, 2, 3))]
    file.write_bytes(xlsx({"S": old}))
    first = run(tiny, file, "--map", "DSL=lead", "-o", output)
    assert (first.exit_code, "replaces" in first.stdout) == (0, False), first.output
    assert "replaces" not in run(tiny, file, "-o", output).stdout
    changed = (2, "Club 2", "Uphill", "Bea"), (3, "Club 3", "Uphill", "Ann")
    new: Rows = [head, *changed, (4, "Club 4", "Uphill", "Dee")]
    file.write_bytes(xlsx({"S": new}))
    said = run(tiny, file, "-o", output).stdout
    assert said.startswith(
        f"3 schools in {output}.\nIt replaces the list that was there:\n"
        "    1 no longer in it: 1\n    1 changed: 2\n    1 new: 4\n"
    )
    assert "Bea" not in said


def test_the_command_asks_by_naming_its_options(tiny: Workshop, tmp_path: Path) -> None:
    """Without a terminal it exits with 2 and the options to add; with them, it writes the list."""
    file = tmp_path / "Clubs spring.xlsx"
    rows: Rows = [(*HEAD, "Notes", "Contact"), (1, "Oak", "Uphill", "x", "Ann 01632 960101")]
    file.write_bytes(xlsx({"S": rows}))
    done = run(tiny, file)
    assert done.exit_code == 2
    assert '--ignore "Notes"' in done.stderr
    assert '--map "Contact=lead+reach"' in done.stderr
    assert not clean_list(file).exists()
    assert "Ann" not in done.output
    assert "kept" not in done.output
    assert not (tmp_path / KEPT).exists()
    done = run(tiny, file, "--ignore", "Notes", "--map", "Contact=lead+reach")
    assert done.exit_code == 0, done.output
    assert clean_list(file).read_text("utf-8").endswith("1,Oak,uphill,Ann,01632 960101\n")
    assert f"Your answers are kept for the next list: {tmp_path / KEPT}." in done.output
    again = json.loads(run(tiny, file, "--json").stdout)
    assert (again["schools"], again["replaced"]) == (1, {"gone": [], "changed": [], "new": []})
    assert run(tiny, file, "--map", "Contact=leed").exit_code == 2
    assert run(tiny, file, "--nation", "Narnia").exit_code == 2


def test_the_line_for_the_term_file_finds_the_list(tiny: Workshop, tmp_path: Path) -> None:
    """What the import prints as the line of a term file names the written list from there."""
    file, output = tmp_path / "Clubs spring.xlsx", tmp_path / "clean" / "spring.csv"
    output.parent.mkdir()
    file.write_bytes(xlsx({"S": [HEAD, (1, "Oak", "Uphill")]}))
    done = run(tiny, file, "-o", output)
    line = done.output.rstrip().split("\n")[-1]
    assert line.startswith("  file: ")
    terms = tiny.materials.absolute() / "terms"
    assert (terms / line.removeprefix("  file: ")).resolve() == output.resolve()


def test_nothing_is_written_while_a_cell_is_wrong(tiny: Workshop, tmp_path: Path) -> None:
    """The cell is named, the exit code is 1, and the file that is imported is never replaced."""
    file = tmp_path / "list.xlsx"
    wrong: Rows = [HEAD, (1, "Oak", "UK"), (2, "Elm", "Uphill"), (3, "Ash", "Uphill")]
    file.write_bytes(xlsx({"S": wrong}))
    done = run(tiny, file)
    assert done.exit_code == 1
    assert "list.xlsx, cell C2 unknown-nation" in done.stderr
    assert "1 error in the sheet “S”: nothing was written." in done.stderr
    assert not clean_list(file).exists()
    plain = tmp_path / "list.csv"
    plain.write_text("URN,School,Nation\n1,Oak,Uphill\n")
    assert run(tiny, plain, "-o", plain).exit_code == 1
    assert run(tiny, plain).exit_code == 0
    assert clean_list(plain).name == "list-clean.csv"


@pytest.mark.parametrize(
    ("column", "text", "kept", "what"),
    [
        ("DSL", "Mrs Jones?", "", "a question mark doesn’t say who"),
        ("DSL", "the head", "", "is not a name"),
        ("DSL", "TBC", "", "words such as TBC"),
        ("Room", "tbc", "", "words such as TBC"),
        ("DSL", "Mrs Head", "Mrs Head", ""),
    ],
)
def test_each_cell_that_is_read_as_empty_is_listed(
    column: str, text: str, kept: str, what: str, tmp_path: Path
) -> None:
    """A placeholder, or a lead that is no name, is left out of the clean list, and named."""
    read = imported(tmp_path, [(*HEAD, column), (*OAK, text)])
    target = "lead" if column == "DSL" else "room"
    assert read.rows[0].texts[target] == kept
    assert [(what in one.what, one.cells) for one in read.changes] == [(True, ("D2",))] * (not kept)


@pytest.mark.parametrize(
    ("header", "value", "is_warned"),
    [
        *(("Notes", "CANCELLED 20/11 – rang to say no", True), ("Status", "Withdrawn", True)),
        *(("Notes", "not coming", True), ("Cancelled on", dt.date(2026, 11, 20), True)),
        *(("Cancelled?", "No", False), ("Notes", "not cancelled", False), ("Notes", "", False)),
        *(("Notes", "cancellation terms sent", False), ("Child’s name", "cancelled", False)),
    ],
)
def test_a_cancelled_school_is_noticed_in_a_column_that_is_left_out(
    header: str, value: Value, is_warned: bool, tmp_path: Path
) -> None:
    """A warning names its cell and the row to leave out; without that row there is none."""
    rows = [*row(header, value), (100002, "Elm", "England", "")]
    choices = Choices({header: IGNORED})
    read = imported(tmp_path, rows, choices)
    assert not read.is_open
    found = [(one.line, one.column, one.stops) for one in read.problems]
    assert found == [(2, 4, False)] * is_warned
    assert all("--leave-out 2" in one.fix for one in read.problems)
    left_out = replace(choices, left_out=frozenset([2]))
    without = imported(tmp_path, rows, left_out)
    assert without.problems == ()
    assert without.dropped == ("2 (Oak Hill)",)


@pytest.mark.parametrize(
    ("value", "is_warned"),
    [("12.30am", True), ("6.59 am", True), ("22:00", True), ("07:00", False), ("12.30pm", False)],
)
def test_a_visit_at_night_is_warned_of(value: str, is_warned: bool, tmp_path: Path) -> None:
    """“12.30am” is half past midnight, and hardly anybody means that: the cell is named."""
    rows = row("Date", "18 January 2027", **{"Time of visit": value})
    read = imported(tmp_path, rows)
    found = [(one.code, one.line, one.column, one.stops) for one in read.problems]
    assert found == [("at-night", 2, 5, False)] * is_warned, read


def test_an_empty_nation_is_filled_for_this_list_only(tmp_path: Path) -> None:
    """Each cell that is filled is named; the answer is not kept, and refusing names the options."""
    rows = [*row("Room", "1"), *((100002 + n, "Elm", "", "2") for n in range(9))]
    (first, *_) = refused(tmp_path, rows)
    assert "--nation (one of " in first.fix
    assert "--leave-out 3" in first.fix
    wales = Choices({}, nation="wales")
    read = _understood(tmp_path, rows, wales)
    assert [one.texts["nation"] for one in read.rows] == ["england", *["wales"] * 9]
    (change,) = read.changes
    assert "read as wales" in change.what
    assert change.named == ", ".join(f"C{line}" for line in range(3, 12))
    write_import(read, tmp_path / "spring.csv", replace(wales, columns={"Room": "room"}))
    assert "nation" not in json.loads((tmp_path / KEPT).read_text(encoding="utf-8"))
    assert _understood(tmp_path, rows, Choices({})).is_open
    (tmp_path / KEPT).write_text('{"nation": "wales"}')  # as earlier versions wrote it
    assert _understood(tmp_path, rows, Choices({})).is_open


def test_an_address_is_put_together(tmp_path: Path) -> None:
    """Its parts follow it in the order of their columns; a town alone is no address."""
    more = {"Town": "Leeds", "Postcode": "LS1 1AA"}
    assert texts(tmp_path, row("Address", "1 Oak Lane", **more))["deliver_to"] == (
        "1 Oak Lane, Leeds, LS1 1AA"
    )
    assert "deliver_to" not in texts(tmp_path, row("Phone", "", **more))


@pytest.mark.parametrize(
    ("address", "together"),
    [
        ("1 Alder Road, Leeds LS1 1AA", "1 Alder Road, Leeds LS1 1AA"),
        ("1 Alder Road Leeds, LS11AA", "1 Alder Road Leeds, LS11AA"),
        ("1 Leeds Road", "1 Leeds Road, Leeds, LS1 1AA"),
    ],
)
def test_a_town_in_a_column_before_the_address_comes_behind_it_once(
    address: str, together: str, tmp_path: Path
) -> None:
    """Parts follow the street wherever their columns are, unless the address has them."""
    rows = row("Town", "Leeds", Postcode="LS1 1AA", **{"Delivery address": address})
    assert texts(tmp_path, rows)["deliver_to"] == together


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            "Leeds, Alder Bank School, 1 Alder Road, Leeds LS1 1AA",
            ("1 Alder Road", "Leeds LS1 1AA"),
        ),
        ("Alder Bank School", ("Alder Bank School",)),
        ("1 Alder Bank; Leeds; leeds", ("1 Alder Bank", "leeds")),
        ("1 Ham Lane, Ham, Birmingham", ("1 Ham Lane", "Ham", "Birmingham")),
        ("", ()),
    ],
)
def test_a_label_says_nothing_twice(address: str, lines: tuple[str, ...]) -> None:
    """The school's name is above the address, and a town is in its last place only."""
    assert label_lines(address, "Alder Bank School") == lines
