"""Helplines: the table, what runs out when, and recording a check without touching the rest."""

from __future__ import annotations

import datetime as dt
import json
import shlex
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from printroom.choose import all_orders, plan_for
from printroom.cli import main
from printroom.ledger.calendar import LONGEST, RunsOut, as_calendar, what_runs_out
from printroom.ledger.help_lines import help_lines, mark_checked
from printroom.load import load_folders
from printroom.load.materials.checked_contacts import ContactCheck, with_checks
from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml import read_yaml
from printroom.model import Contact, Library, NotFitToPrint, Templates
from printroom.model.channels import CheckLimit, good_until
from tests.workshop import HOME, Workshop

CONTACTS = "materials/contacts.yaml"
DAY = dt.date(2026, 12, 1)
CHECK = ContactCheck("Zoë “Zo” O'Neil: #1, {x}", DAY)
ME = ContactCheck("Ann Other", DAY)
BY = '"Zoë “Zo” O\'Neil: #1, {x}"'
LINES = [f"verified_on: {DAY}", f"verified_by: {BY}"]


def ask(*arguments: str) -> Result:
    """Call the program in this process."""
    return CliRunner().invoke(main, arguments)


# --- recording a check --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_check_adds_its_lines_and_changes_no_other_byte(library: Library) -> None:
    """In the shipped file each entry gets three lines, and the rest stays byte for byte."""
    file = HOME / CONTACTS
    before = file.read_bytes().decode().split("\n")
    after = with_checks(file, library.contacts, CHECK).decode().split("\n")
    added = [line for line in after if line.startswith("  verified_")]
    expected = []
    for contact in library.contacts.values():
        numbers = ", ".join(channel.value for channel in contact.channels)
        expected += [*(f"  {line}" for line in LINES), f'  verified_as: "{numbers}"']
    assert added == expected
    assert [line for line in after if line not in added] == before


def test_a_check_is_of_the_numbers_that_were_called(tiny: Workshop) -> None:
    """Once a number is another, nobody has checked its entry, until somebody calls that one."""
    file = tiny.materials / "contacts.yaml"

    def contacts() -> Mapping[str, Contact]:
        return load_folders(tiny.materials, tiny.templates)[0].contacts

    name, contact = next(iter(contacts().items()))
    file.write_bytes(with_checks(file, [name], ME))
    assert contacts()[name].verified_on == DAY
    number = contact.channels[0].value
    other = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    file.write_text(file.read_text("utf-8").replace(f"{number}", other, 1), "utf-8")
    assert contacts()[name].channels[0].value == other
    assert contacts()[name].verified_on is None
    file.write_bytes(with_checks(file, [name], ME))
    assert contacts()[name].verified_on == DAY


STYLES = {
    "a: # why\n  # here\n  says: x  # y\n  verify_by: 2027-02-28  # soon\nb: {}\n": (
        "a: # why\n  # here\n  says: x  # y\n  verified_on: 2026-12-01\n  verified_by: BY\n"
        "  verify_by: 2027-02-28  # soon\nb: {}\n"
    ),
    "a: {says: x, verify_by: 2027-02-28}  # one\n": (
        "a: {says: x, verified_on: 2026-12-01, verified_by: BY, verify_by: 2027-02-28}  # one\n"
    ),
    "a:\r\n  verify_by: 2027-02-28\r\n": (
        "a:\r\n  verified_on: 2026-12-01\r\n  verified_by: BY\r\n  verify_by: 2027-02-28\r\n"
    ),
    "\ufeffa: {verify_by: 2027-02-28}\n": (
        "\ufeffa: {verified_on: 2026-12-01, verified_by: BY, verify_by: 2027-02-28}\n"
    ),
    "a:\n  verified_on: 2025-01-01  # old\n  verify_by: 2027-02-28\n  verified_by: 'It''s I'\n": (
        "a:\n  verified_on: 2026-12-01  # old\n  verify_by: 2027-02-28\n  verified_by: BY\n"
    ),
    "a: {verified_on: 2025-01-01, verified_by: Me, verify_by: 2027-02-28}\n": (
        "a: {verified_on: 2026-12-01, verified_by: BY, verify_by: 2027-02-28}\n"
    ),
    "a:\n  verified_on:\n  verify_by: 2027-02-28\n": (
        "a:\n  verified_on: 2026-12-01\n  verified_by: BY\n  verify_by: 2027-02-28\n"
    ),
}


@pytest.mark.parametrize("old", STYLES)
def test_a_check_fits_into_any_style(old: str, tmp_path: Path) -> None:
    """Blocks, braces, comments, Windows line ends and values that are there keep their form."""
    file = tmp_path / "contacts.yaml"
    file.write_bytes(old.encode())
    assert with_checks(file, ["a"], CHECK).decode() == STYLES[old].replace("BY", BY)


def test_a_check_can_move_the_day_on_which_it_runs_out(tmp_path: Path) -> None:
    """With `until` the day is replaced where it is written."""
    file = tmp_path / "contacts.yaml"
    file.write_bytes(b"a:\n  verify_by: 2027-02-28  # soon\n")
    text = with_checks(file, ["a"], ContactCheck("Me", DAY, dt.date(2028, 1, 1))).decode()
    assert text == (
        'a:\n  verified_on: 2026-12-01\n  verified_by: "Me"\n  verify_by: 2028-01-01  # soon\n'
    )


def test_what_cannot_be_written_is_refused_with_the_words_to_write(tmp_path: Path) -> None:
    """Where a value goes over lines, nothing is guessed: the person is shown what to write."""
    file = tmp_path / "contacts.yaml"
    file.write_bytes(b"a:\n  verified_by: Me\n    and you\n  verify_by: 2027-02-28\n")
    with pytest.raises(NotFitToPrint) as caught:
        with_checks(file, ["a"], ContactCheck("Me", DAY))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, 1)
    assert 'verified_on: 2026-12-01; verified_by: "Me"' in problem.fix


def test_checks_at_once_are_all_kept(tiny: Workshop, tiny_library: Library) -> None:
    """Eight people who record a check in the same moment lose none."""
    text = Path(CONTACTS).read_text(encoding="utf-8")
    entry = text[text.index("road-desk:") : text.index("leaders-room:")]
    more = [entry.replace("road-desk:", f"desk-{number}:") for number in range(8)]
    tiny.write(CONTACTS, text + "".join(more))
    library = tiny.load()
    names = [f"desk-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: mark_checked(tiny.materials, [name], ME, library), names))
    assert {tiny.load().contacts[name].verified_on for name in names} == {DAY}


def test_a_name_means_one_entry(tiny: Workshop) -> None:
    """An id, or a name that one entry has; for a name of two entries their ids are shown."""
    tiny.change(CONTACTS, "name: Leaders' Room", "name: ROAD desk")
    library = tiny.load()
    assert mark_checked(tiny.materials, ["Bike line", "road-desk"], ME, library) == (
        "bike-line",
        "road-desk",
    )
    for name, words in (("Road Desk", "road-desk, leaders-room"), ("bike-lane", "bike-line")):
        with pytest.raises(NotFitToPrint) as caught:
            mark_checked(tiny.materials, ["bike-line", name], ME, library)
        assert words in caught.value.problems[0].fix


@pytest.mark.parametrize(
    ("check", "option"),
    [
        (ContactCheck("Me", dt.date(2030, 1, 31)), "--until"),
        (ContactCheck("Me", DAY, DAY), "--until"),
        (ContactCheck("Me", DAY, dt.date(2031, 12, 2)), "--until"),
        (ContactCheck("Me", dt.date(2026, 1, 4)), "--on"),
    ],
)
def test_a_check_that_would_not_count_is_refused(
    check: ContactCheck, option: str, tiny: Workshop, tiny_library: Library
) -> None:
    """One that has run out on its own day, is good for too long, or older than the one there."""
    before = Path(CONTACTS).read_bytes()
    with pytest.raises(NotFitToPrint) as caught:
        mark_checked(tiny.materials, ["bike-line"], check, tiny_library)
    assert [problem.place for problem in caught.value.problems] == [option]
    assert Path(CONTACTS).read_bytes() == before


def test_no_check_is_good_for_ever(tiny: Workshop) -> None:
    """In the file, too, a check lasts for as many months as `checks.yaml` says, or else a year."""
    text = Path(CONTACTS).read_text(encoding="utf-8")
    checks = "materials/checks.yaml"
    for content, last, later in (
        ("help-lines: {months: 3, source: so}\n", "2026-04-05", "2026-04-06"),
        ("{}\n", "2027-01-05", "2027-01-06"),
    ):
        tiny.write(checks, content)
        tiny.write(CONTACTS, text.replace("2030-01-31", last))
        assert tiny.load().check_limits.keys() <= {"help-lines"}
        tiny.write(CONTACTS, text.replace("2030-01-31", later))
        with pytest.raises(NotFitToPrint) as caught:
            tiny.load()
        found = [(one.code, one.fix.split()[1]) for one in caught.value.problems]
        assert found == [("good-too-long", last)] * 2
        assert "verify_by" in caught.value.problems[0].excerpt


@pytest.mark.parametrize(
    ("checked", "months", "last"),
    [
        ("2026-11-24", 12, "2027-11-24"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-31", 60, "2031-01-31"),
    ],
)
def test_months_end_on_the_same_day_of_the_month(checked: str, months: int, last: str) -> None:
    """A check lasts until the same day some months later, or the last day of a shorter month."""
    limits = {"help-lines": CheckLimit(months=months, source="so")}
    assert str(good_until(dt.date.fromisoformat(checked), limits)) == last


def test_a_check_changes_no_code_and_ends_the_draft_reason(
    tiny: Workshop, tiny_templates: Templates
) -> None:
    """Who checked a number and when is no word of a pack: its signature and codes stay."""
    library = tiny.load()
    order = next(all_orders(library, DAY))
    before = plan_for(order, library, tiny_templates)
    names = [name for name, one in library.contacts.items() if one.verified_on is None]
    mark_checked(tiny.materials, names, ME, library)
    after = plan_for(order, tiny.load(), tiny_templates)
    assert (after.digest, after.code) == (before.digest, before.code)
    assert {one for one in before.draft if one.code == "helplines-unchecked"} == (
        set(before.draft) - set(after.draft)
    )


# --- the table ----------------------------------------------------------------------------------


def test_the_table_knows_who_prints_each_line(tiny: Workshop, tiny_templates: Templates) -> None:
    """Each line has the sessions that print it for anybody; the unchecked come first."""
    library = tiny.load()
    found = help_lines(library, tiny_templates, all_orders(library, DAY))
    assert [line.id for line in found] == ["leaders-room", "bike-line", "road-desk"]
    sessions = {line.id: line.sessions for line in found}
    codes = tuple(sorted(session.code for session in library.sessions.values()))
    assert sessions["bike-line"] == codes
    assert found[1].reach == ("0808 157 0123", "bikeline.example")


def test_due_are_those_unchecked_and_those_that_run_out_by_then(tiny: Workshop) -> None:
    """`--due` lists what somebody has to call by that day, its last good day included."""
    tiny.change(
        CONTACTS,
        "source: roaddesk.example\n  verified_on: 2026-01-05\n  verify_by: 2030-01-31",
        "source: roaddesk.example\n  verified_on: 2026-01-05\n  verify_by: 2029-05-01",
    )
    for day, names in {
        "2029-04-30": ["leaders-room"],
        "2029-05-01": ["leaders-room", "road-desk"],
        "2030-01-31": ["leaders-room", "road-desk", "bike-line"],
    }.items():
        rows = json.loads(ask("contacts", "--due", day, "--json", *folders(tiny)).stdout)
        assert [row["id"] for row in rows] == names
        assert rows[0]["checked_on"] is None


def test_the_command_shows_records_and_shows_again(tiny: Workshop) -> None:
    """The table says who checked each line; the hint of a check works when it is pasted."""
    done = ask("contacts", *folders(tiny))
    assert done.exit_code == 0, done.output
    assert "1 of 3 not checked yet" in done.stdout
    for words in ("Leaders' Room", "(leaders-room)", "07700 900 789", "not yet", "2030-01-31"):
        assert words in done.stdout
    tiny.write("materials/placeholders.yaml", "en: {words: [TBC]}\n")
    wrong = ("contacts", "checked", "leaders-room", *folders(tiny), "--by")
    for arguments in (("TBC",), ("7",), ("{me}",), ("Me", "--on", "2999-01-01")):
        assert ask(*wrong, *arguments).exit_code == 2
    done = ask("contacts", "checked", "leaders-room", "--by", "Ann Other", *folders(tiny))
    assert "runs out on 2030-01-31" in done.stdout
    hint = done.stdout.partition("generate.py ")[2].split()
    again = ask(*hint)
    assert "0 of 3 not checked yet" in again.stdout
    assert "Ann Other" in again.stdout


def test_entries_with_the_same_numbers_are_named_and_not_marked(tiny: Workshop) -> None:
    """One call may check several entries: which are left is reported, with the command for them."""
    text = Path(CONTACTS).read_text(encoding="utf-8")
    entry = text.partition("bike-line:")[2].partition("\nroad-desk:")[0]
    also = entry.replace("  verified_on: 2026-01-05\n", "")
    tiny.write(CONTACTS, f"{text}\nbike-again:{also}")
    before = ("contacts", "checked", "bike-line", "--by", "Ann Other", "--on", "2026-03-01")
    done = ask(*before, *folders(tiny))
    assert "Not marked, though the numbers are the same: bike-again (juniors," in done.stdout
    assert not tiny.load().contacts["bike-again"].verified_on
    hint = done.stdout.partition("If you checked these, too: python3 generate.py ")[2]
    again = ask(*shlex.split(hint.partition("\n")[0]))
    assert again.exit_code == 0, again.output
    assert "the same" not in again.stdout
    assert tiny.load().contacts["bike-again"].verified_by == "Ann Other"


def folders(tiny: Workshop) -> tuple[str, ...]:
    """The options for the folders of a workshop."""
    return ("--materials", str(tiny.materials), "--templates", str(tiny.templates))


# --- the calendar -------------------------------------------------------------------------------


def unfolded(content: bytes) -> list[str]:
    """The lines of a calendar, as a program reads them (RFC 5545, section 3.1)."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= LONGEST for line in content.split(b"\r\n"))
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def value(lines: list[str], name: str) -> str:
    """The first text with this name, without its escapes (section 3.3.11)."""
    escaped = next(line for line in lines if line.startswith(f"{name}:")).partition(":")[2]
    signs, read = iter(escaped), ""
    for sign in signs:
        after = next(signs) if sign == "\\" else ""
        read += {"": sign, "n": "\n"}.get(after, after)
        assert sign not in ",;"
    return read


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=90))
def test_a_calendar_says_what_it_was_given(name: str) -> None:
    """Whatever a name holds, its event reads so after folding and escaping; no line is too long."""
    lines = unfolded(as_calendar([RunsOut(DAY, "facts", (name, "b, c"))], DAY))
    assert value(lines, "DESCRIPTION").split("\n")[1:] == [name, "b, c"]
    assert value(lines, "SUMMARY") == "2 facts run out"


def test_everything_with_a_day_is_in_the_calendar(library: Library) -> None:
    """Helplines, facts, definitions, law and sessions; each event has its last good day."""
    found = what_runs_out(library)
    lines = unfolded(as_calendar(found, DAY))
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(found)
    days = [line.partition(":")[2] for line in lines if line.startswith("DTSTART;VALUE=DATE:")]
    assert days == [f"{one.day:%Y%m%d}" for one in found]
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    assert sum(len(one.names) for one in found if one.kind == "helplines") == len(library.contacts)
    assert {one.kind for one in found} == {
        *("helplines", "facts", "definitions", "texts on the law", "sessions"),
    }


def test_the_command_writes_a_calendar(tiny: Workshop) -> None:
    """`--calendar` writes the file that it names."""
    done = ask("contacts", "--calendar", "out/due.ics", *folders(tiny))
    assert done.exit_code == 0, done.output
    assert b"SUMMARY:3 helplines run out" in Path("out/due.ics").read_bytes()


def test_the_text_of_an_entry_is_read_as_our_reader_reads_it() -> None:
    """The styles above are valid YAML that says the same after the check as before it."""
    for old, new in STYLES.items():
        plain = (text.lstrip("\ufeff").replace("\r\n", "\n") for text in (old, new))
        before, after = (read_yaml(Source("x", text)).value for text in plain)
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        checked = {"verified_on": DAY, "verified_by": "BY"}
        assert after == {**before, "a": {**before["a"], **checked}}
