"""Lists of schools: whatever a spreadsheet did to them, values arrive intact or are reported."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from printroom.files import LISTS
from printroom.load import load_schools
from printroom.load.schools.column_words import column_words
from printroom.load.schools.read_school_list import school_of
from printroom.load.schools.school_columns import COLUMNS, column_of, header_error
from printroom.load.tables.csv_table import SEPARATORS, read_csv
from printroom.model import KnownNames, NotFitToPrint, Problem, School, SchoolList, name_key
from tests.spreadsheet import xlsx
from tests.workshop import HOME, nation_names

ALSO = column_words().also
NATIONS = ("england", "northern-ireland")
DRAMA = re.compile(
    r"01632 960 \d{3}|07700 900 \d{3}|020 7946 0\d{3}|0161 496 0\d{3}|029 2018 0\d{3}"
    r"|0131 496 0\d{3}|0141 496 0\d{3}|028 9649 6\d{3}"
)
"""The numbers that Ofcom keeps for drama: they ring nowhere."""
LIST = HOME / "materials" / "schools" / "2027-spring.csv"
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
IDS = st.just("0e0") | st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)
LETTERS = "abcEOxyz\u0301 éÉÔŵŷ’‘“”'\"&,;/|()éß£€–\n"
WORDS = st.text(LETTERS, max_size=30).filter(lambda text: text.strip() != "")
ROWS = st.lists(st.tuples(WORDS, st.sampled_from(NATIONS), WORDS), min_size=1, max_size=6)
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(folder: Path, content: str | bytes, name: str = "list.csv") -> SchoolList:
    """The schools of a list with this content."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_schools(file, KnownNames({name_key(name): name for name in NATIONS}))


def problems_of(folder: Path, content: str | bytes, name: str = "list.csv") -> list[Problem]:
    """What is wrong with a list."""
    with pytest.raises(NotFitToPrint) as caught:
        read(folder, content, name)
    return list(caught.value.problems)


def written(rows: Sequence[Sequence[str]], separator: str = ",", line_end: str = "\n") -> str:
    """A table as a spreadsheet saves it."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=line_end).writerows(rows)
    return stream.getvalue()


def is_utf_8(content: bytes) -> bool:
    """Whether bytes may be UTF-8, as those of É£ in Windows-1252 by chance are."""
    return content.decode("utf-8", "ignore").encode() == content


def clean(words: str) -> str:
    """What is printed of the words of a cell."""
    return unicodedata.normalize("NFC", " ".join(words.split()))


JOINS = re.compile(r"[;/&+]|\b(?:and|or)\b", re.IGNORECASE)
"""What joins two leads; what counts as the second one is the subject of test_known_names.py."""


def lead(words: str) -> str:
    """What is printed of the words of a cell for the lead: signs alone, or a ?, are no name."""
    return clean(words) if name_key(words) and "?" not in words else ""


@pytest.mark.parametrize("ending", LISTS)
def test_each_kind_of_list_is_read_as_what_it_is(ending: str, tmp_path: Path) -> None:
    """A list with any ending that the program looks for is read, by the reader of its kind."""
    rows = [("id", "name", "nation"), ("a", "Acorn", "england")]
    kinds: dict[str, tuple[str | bytes, str]] = {
        ".csv": (written(rows), "separated by commas"),
        ".tsv": (written(rows, "\t"), "separated by tabs"),
        ".xlsx": (xlsx({"Schools": rows}), "the sheet “Schools”"),
        ".yaml": ("a: {name: Acorn, nation: england}", "YAML"),
        ".yml": ("a: {name: Acorn, nation: england}", "YAML"),
    }
    content, read_as = kinds[ending]
    for name in (f"list{ending}", f"LIST{ending.upper()}"):
        listed = read(tmp_path, content, name)
        assert listed.schools["a"].name == "Acorn"
        assert listed.read_as.endswith(read_as)


@pytest.mark.parametrize("ending", ["", ".ods", ".txt", ".csv.bak", ".json"])
def test_a_list_of_another_kind_is_refused(ending: str, tmp_path: Path) -> None:
    """No other file is read as one of these, whatever is in it; the message names what to save."""
    for content in (written([("id", "name", "nation"), ("a", "Acorn", "england")]), b""):
        (problem,) = problems_of(tmp_path, content, f"list{ending}")
        assert problem.code == "not-a-table"
        assert problem.fix == "save it as .xlsx or .csv, or write .yaml"


@quick
@given(
    rows=ROWS,
    ids=st.lists(IDS, min_size=6, max_size=6, unique=True),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    separator=st.sampled_from(sorted(SEPARATORS)),
    line_end=st.sampled_from(["\n", "\r\n"]),
    order=st.permutations(range(4)),
)
def test_every_list_arrives_as_it_was_typed(
    tmp_path: Path,
    rows: list[tuple[str, str, str]],
    ids: list[str],
    encoding: str,
    separator: str,
    line_end: str,
    order: list[int],
) -> None:
    """In each encoding, with each separator and line end, in any order of columns."""
    assume(not any(JOINS.search(row[2]) for row in rows))
    table = [
        ("id", "name", "nation", "lead"),
        *((i, *row) for i, row in zip(ids, rows, strict=False)),
    ]
    shuffled = [[row[place] for place in order] for row in table]
    text = written(shuffled, separator, line_end)
    content = MARKS.get(encoding, b"") + text.encode(encoding, "replace")
    expected = content.removeprefix(MARKS.get(encoding, b"")).decode(encoding)
    is_ascii = text.isascii()
    assume(encoding != "cp1252" or is_ascii or not is_utf_8(content))
    listed = read(tmp_path, content)
    typed = list(csv.reader(io.StringIO(expected, newline=""), delimiter=separator))[1:]
    back = [[row[order.index(place)] for place in range(4)] for row in typed]
    assert [
        (school_id, school.name, school.nation, school.lead)
        for school_id, school in listed.schools.items()
    ] == [(row[0], clean(row[1]), row[2], lead(row[3])) for row in back]
    assert listed.read_as.endswith(SEPARATORS[separator])
    assert listed.read_as.startswith(
        "UTF-8" if encoding == "cp1252" and is_ascii else ENCODINGS[encoding]
    )
    about_reading = [
        one for one in listed.warnings if one.code not in ("similar-school", "no-lead")
    ]
    assert len(about_reading) == (encoding == "cp1252" and not is_ascii)


@quick
@given(
    names=st.lists(WORDS, min_size=1, max_size=5),
    day=st.dates(dt.date(2020, 1, 1), dt.date(2099, 12, 31)),
    people=st.integers(1, 500),
)
def test_every_sheet_arrives_as_it_was_typed(
    tmp_path: Path, names: list[str], day: dt.date, people: int
) -> None:
    """A number is written without a point, a cell that is a date is that date, words are words."""
    header = ("URN", "School name", "Country", "Visit date", "Group size")
    rows = [(100_000 + n, name, "Northern Ireland", day, people) for n, name in enumerate(names)]
    content = xlsx({"Empty": [], "Schools": [(), header, *rows]})
    listed = read(tmp_path, content, "list.xlsx")
    assert listed.schools == {
        str(100_000 + n): School(
            name=clean(name), nation="northern-ireland", people=people, date=day
        )
        for n, name in enumerate(names)
    }
    assert listed.lines == {str(100_000 + n): n + 3 for n in range(len(names))}
    assert listed.read_as == "the sheet “Schools”"


@quick
@given(
    content=st.binary(max_size=200), name=st.sampled_from(["a.csv", "a.tsv", "a.xlsx", "a.yaml"])
)
@example(content=b"PK\x05\x06" + bytes(18), name="a.xlsx")
@example(content=xlsx({}), name="a.xlsx")
@example(content=xlsx({"S": [("id", "name", "nation")]})[:-60], name="a.xlsx")
@example(content=b'id,name,nation\n"', name="a.csv")
@example(content=b"id,name,nation\r\r\r", name="a.csv")
@example(content=b"sep=,\n", name="a.csv")
def test_any_bytes_get_a_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    """Whatever a file holds, it is a list or problems with fixes: no traceback."""
    problems: tuple[Problem, ...] = ()
    try:
        read(tmp_path, content, name)
    except NotFitToPrint as error:
        problems = error.problems
    assert all(problem.fix for problem in problems)


SECRET = "Zebedee"
SPOILERS = ("=", "+44 ", "-", "@", "\t", "\a", "\u202e", "Ã©", "1632960123 ", "x" * 200, "\n", "")


@quick
@given(
    cells=st.lists(
        st.tuples(st.sampled_from(SPOILERS), st.text(max_size=8), st.sampled_from(SPOILERS)),
        min_size=8,
        max_size=24,
    ),
    separator=st.sampled_from(sorted(SEPARATORS)),
)
def test_no_message_quotes_a_cell(
    tmp_path: Path,
    cells: list[tuple[str, str, str]],
    separator: str,
) -> None:
    """Names and numbers of people never come into a log: a problem has a place, and no value."""
    texts = [before + SECRET + rest + after for before, rest, after in cells]
    rows = [texts[start : start + 8] for start in range(0, len(texts), 8)]
    content = written([COLUMNS, *rows], separator)
    problems = problems_of(tmp_path, content.encode("utf-8", "replace"))
    assert problems
    assert SECRET.casefold() not in "".join(map(repr, problems)).casefold()


@pytest.mark.parametrize(
    "column",
    [
        *("pupil", "Pupil", "PUPILS", "pupil's name", "PupilName", "child", "Children", "student"),
        *("dob", "D.O.B.", "date of birth", "DateOfBirth", "born", "upn", "UPN", "gender", "sex"),
        *("First name", "surname", "family_name", "home-address", "Address", "Postcode", "parent"),
        *("carer phone", "SEN", "EHCP", "ethnicity", "NHS number", "photo", "medical"),
    ],
)
def test_nothing_about_a_child_gets_in(column: str, tmp_path: Path) -> None:
    """A column that could hold something about a child is refused, with the reason."""
    problems = problems_of(
        tmp_path, written([("id", "name", "nation", column), ("a", "A", "england", "x")])
    )
    assert [problem.code for problem in problems] == ["personal-column"]
    assert "nothing about a child" in problems[0].message
    with pytest.raises(NotFitToPrint, match="personal-column"):
        read(tmp_path, f'a: {{name: A, nation: england, "{column}": x}}', "a.yaml")


@pytest.mark.parametrize("column", [*COLUMNS, *ALSO])
def test_a_column_is_known_in_any_dress(column: str) -> None:
    """Capitals, spaces and hyphens do not matter, and what is known is never refused."""
    dresses = (column, column.upper(), f"  {column.title()} ", column.replace(" ", "_"))
    assert {column_of(dress) for dress in dresses} == {ALSO.get(column, column)}
    assert not any(header_error(dress) for dress in dresses)


def test_the_other_names_of_columns_are_documented() -> None:
    """The README lists every name that a column may have."""
    text = (HOME / "materials" / "README.md").read_text(encoding="utf-8")
    _, _, section = text.partition("\n## Schools\n")
    section, _, _ = section.partition("\n## ")
    assert [name for name in (*COLUMNS, *ALSO) if f"`{name}`" not in section] == []


@pytest.mark.parametrize(
    "reach",
    [
        *("1632960123", "1632 960123", "(1632) 960 123", "Office, or 1632-960-123", "7700900123"),
        *("441632960123", "12345678", "Ring 2079460123 or knock"),
    ],
)
def test_a_number_without_its_zero_is_reported(reach: str, tmp_path: Path) -> None:
    """A telephone number that a spreadsheet took for a number reaches nobody."""
    rows = [("id", "name", "nation", "reach"), ("a", "A", "england", reach)]
    assert [problem.code for problem in problems_of(tmp_path, written(rows))] == ["lost-zero"]


@pytest.mark.parametrize(
    "reach",
    [
        *("01632 960123", "(01632) 960 123", "Room 12, or 01632 960123", "Room 4 01632 960123"),
        *("116 123", "999", "Extension 1234", "Rooms 10-12", "lead@oak.example", "028 9649 6123"),
        *("9649 6123", "01632 960 123 or 07700 900 123", "0161 496 0203 ext. 4"),
    ],
)
def test_a_right_number_passes(reach: str, tmp_path: Path) -> None:
    """No way to reach a lead that is right is refused."""
    rows = [("id", "name", "nation", "reach"), ("a", "A", "england", reach)]
    assert read(tmp_path, written(rows)).schools["a"].reach == reach


@pytest.mark.parametrize(
    "text", ["05-Jul", "5 july", "Jul-05", "May 2027", "05/07/27", "2027-07-05"]
)
def test_a_room_that_became_a_day_is_reported(text: str, tmp_path: Path) -> None:
    """Room 5-7 is no day in July."""
    rows = [("id", "name", "nation", "room"), ("a", "A", "england", text)]
    assert [problem.code for problem in problems_of(tmp_path, written(rows))] == ["mangled"]


@pytest.mark.parametrize(
    "text", ["Mayfield 12", "Marsh 22", "Room 5-7", "Juniper 10", "March", "12"]
)
def test_a_room_with_a_number_is_no_day(text: str, tmp_path: Path) -> None:
    """Not all that has a number and some letters is a date."""
    rows = [("id", "name", "nation", "room"), ("a", "A", "england", text)]
    assert read(tmp_path, written(rows)).schools["a"].room == text


@pytest.mark.parametrize("day", ["20270131", "2027-W04-7", "2027-1-31", "tomorrow", "2027-13-01"])
def test_a_day_is_written_in_one_way(day: str, tmp_path: Path) -> None:
    """What is not written as 2027-01-31 is asked about, and never guessed."""
    rows = [("id", "name", "nation", "date"), ("a", "A", "england", day)]
    assert [problem.code for problem in problems_of(tmp_path, written(rows))] == ["not-right"]


@pytest.mark.parametrize("length", [96, 200])
def test_a_long_name_passes(length: int, tmp_path: Path) -> None:
    """Names of real schools are long."""
    name = "St Ŵ’s & C, " + "o" * (length - 12)
    rows = [("id", "name", "nation"), ("a", name, "england")]
    assert read(tmp_path, written(rows)).schools["a"].name == name


@quick
@given(rows=st.lists(st.lists(st.text(LETTERS + ";\t \n", max_size=6), min_size=1), max_size=6))
def test_every_cell_has_its_position(rows: list[list[str]]) -> None:
    """Line and column of a cell are those at which an editor shows its first sign."""
    text = written(rows)
    lines = text.split("\n")
    for row in read_csv("a.csv", text.encode(), lambda _: 0).rows:
        for cell in row:
            there = lines[cell.line - 1][cell.column - 1 :]
            first = cell.text.replace('"', '""').split("\n")[0]
            assert there.startswith((first, f'"{first}'))


def test_a_school_of_a_list_is_read_by_its_id() -> None:
    """FILE#ID names a row of a spreadsheet as it names an entry of a YAML file."""
    listed = load_schools(LIST, nation_names(HOME / "materials"))
    assert school_of(listed, "example-otter-quay").people == 16
    with pytest.raises(NotFitToPrint, match="there is no school “example-otter-key”"):
        school_of(listed, "example-otter-key")


def test_the_example_has_nasty_names_and_invented_numbers() -> None:
    """The list to learn from has twelve schools with all that is known to break; none is real."""
    listed = load_schools(LIST, nation_names(HOME / "materials"))
    assert len(listed.schools) == 12
    names = [school.name for school in listed.schools.values()]
    for sign in ("/", "'", "’", "&", ",", "É", "ŷ", "ò", "م"):
        assert any(sign in name for name in names), sign
    assert 96 in map(len, names)
    for school_id, school in listed.schools.items():
        assert school_id.startswith("example-")
        assert "invented" in school.name or "خيالية" in school.name
        assert not re.search(r"\d{3} ?\d{3}", DRAMA.sub("", school.reach)), school_id
    assert listed.read_as == "UTF-8, separated by commas"
    assert listed.warnings == ()


def test_every_letter_of_the_example_can_be_printed() -> None:
    """Some font of cover and help page has each letter of a school's words, Arabic ones too."""
    styles, letters = HOME / "templates" / "styles", ""
    for school in load_schools(LIST, nation_names(HOME / "materials")).schools.values():
        letters += school.name + school.lead + school.reach + school.room
    for page in ("cover.css", "help-page.css"):
        text = "".join((styles / name).read_text(encoding="utf-8") for name in ("fonts.css", page))
        faces = [HOME / "templates" / name for name in re.findall(r"url\((fonts/[^)]+)\)", text)]
        covered = {letter for face in faces for letter in TTFont(face).getBestCmap()}
        assert {sign for sign in letters if ord(sign) not in covered} == set()


@pytest.mark.parametrize(
    "text",
    ["<b>Oak</b>", "Oak</p>", "<!-- Oak", "Oak &amp; Elm", "{{ 1 }}", "{% raw %}", "Oak\ue000"],
)
def test_what_is_no_plain_text_is_refused_at_its_cell(tmp_path: Path, text: str) -> None:
    """HTML, template code and private characters are named at their cell, without their words."""
    (problem,) = problems_of(tmp_path, f"id,name,nation\na-b,{text},england\n")
    assert (problem.line, problem.column) == (2, 5)
    assert problem.code in ("markup", "control-character")
    assert text not in str(problem) + problem.fix + problem.excerpt


def test_a_number_in_yaml_is_not_repeated(tmp_path: Path) -> None:
    """A telephone number that YAML takes for a number is refused without being repeated."""
    (problem,) = problems_of(
        tmp_path, "a-b:\n  name: Oak\n  nation: england\n  reach: 1632960123\n", "list.yaml"
    )
    assert (problem.line, problem.code) == (4, "number-for-text")
    assert "1632960123" not in str(problem) + problem.fix + problem.excerpt


def test_a_hidden_sheet_is_read_last_and_named(tmp_path: Path) -> None:
    """The sheet that a person sees is the list; a hidden one is read alone only, with a warning."""
    rows = [("id", "name", "nation"), ("a-b", "Oak", "england")]
    other = [("id", "name", "nation"), ("c-d", "Elm", "england")]
    both = read(tmp_path, xlsx({"Old": other, "New": rows}, hidden="Old"), "list.xlsx")
    assert list(both.schools) == ["a-b"]
    assert [problem.code for problem in both.warnings] == ["unread-sheet"]
    one = read(tmp_path, xlsx({"Old": other, "New": []}, hidden="Old"), "list.xlsx")
    assert list(one.schools) == ["c-d"]
    assert [problem.code for problem in one.warnings] == ["hidden-sheet"]


# --- two rows for one school ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "is_warned"),
    [
        ("St Mary's Primary", "St. Marys Primary School", True),
        ("St Mary’s Primary School", "Saint Mary's Primary", True),
        ("Ysgol Tŷ Gwyn", "Ysgol Ty Gwyn", True),
        ("Oak & Ash Academy", "Oak and Ash Academy", True),
        ("Conker Hill School", "Conker Hil School", True),
        ("Conker Hill School", "Conkre Hill School", True),
        ("Conker Hill School", "Conker Hill School", True),
        ("St Mary's Primary", "St Mary's High", False),
        ("Conker Hill School", "Conker Mill Road School", False),
        ("Annexe 1 of Conker Hill", "Annexe 2 of Conker Hill", False),
        ("Hope", "Pope", False),
    ],
)
@pytest.mark.parametrize("name", ["list.csv", "list.yaml"])
def test_two_rows_that_may_be_one_school_are_a_warning(
    tmp_path: Path, first: str, second: str, is_warned: bool, name: str
) -> None:
    """Nearly the same name is reported by ids, at the second; it stops nothing."""
    rows = f"""id,name,nation\na,"{first}",england\nb,"{second}",england\n"""
    if name.endswith("yaml"):
        rows = "".join(
            f'{key}: {{name: "{school}", nation: england}}\n'
            for key, school in (("a", first), ("b", second))
        )
    listed = read(tmp_path, rows, name)
    warned = [(one.code, one.stops, one.line) for one in listed.warnings]
    line = 2 if name.endswith("yaml") else 3
    assert warned == [("similar-school", False, line)] * is_warned
    assert not any(first in one.message or second in one.message for one in listed.warnings)
    assert list(listed.schools) == ["a", "b"]


def test_the_same_name_in_another_nation_is_another_school(tmp_path: Path) -> None:
    """No warning joins schools of two nations."""
    rows = "id,name,nation\na,Hope Street,england\nb,Hope Street,northern-ireland\n"
    assert read(tmp_path, rows).warnings == ()
