"""A broken file of one session: every command answers for the others, and says what it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.deliver.manifest import read_manifest
from printroom.ledger.record import Record
from printroom.model import Order
from tests.prints.test_verify_words import FOLDERS, ORDER, PACK, current, deliver
from tests.term_helpers import DAY
from tests.workshop import Workshop

BROKEN = "materials/snippets/roads/arms.md"
"""Of session B2, for seniors; B1 does not use it."""
OTHER = "1 other file has mistakes: python3 generate.py check"
SIGNALS = Order("roads/signals", "seniors", "uphill", as_of=DAY)
SIGN = ("--band", "seniors", "--nation", "uphill", "--reviewer", "Ada Bell", "--role", "Lead")
READ = ("--code", "AAA-AAA")
WHY = ("--reason", "It burns.", "--instead", "A new one.")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, *FOLDERS], catch_exceptions=False)


def break_file() -> None:
    """What a colleague has not finished; beside it a list of schools that nobody asked for."""
    Path(BROKEN).write_text("---\ntitle: [\n", "utf-8")


def refuses(done: Result) -> bool:
    """Whether a command names the broken file, and no other reason."""
    return done.exit_code == 1 and f"{BROKEN}:" in done.stderr and "1 error" in done.stderr


@pytest.mark.parametrize(
    ("words", "effect"),
    [
        (["list"], "Until then these sessions cannot be printed: B2"),
        (["list", "flat"], "Until then the pages of these sessions are not searched: B2"),
        (["list", "--spread"], "Until then these sessions are not counted: B2"),
        (["list", "--signed"], ""),
        (["contacts"], "Until then it is not known what these sessions print: B2"),
        (["contacts", "--due", "2027-01-01"], "Until then it is not known what these"),
        (["contacts", "--calendar", "days.ics"], "Until then it is not known what these"),
        (["why", "B1", "guide", "--band", "seniors", "--nation", "uphill"], ""),
        (["contacts", "checked", "bike-line", "--by", "Ada Bell", "--on", "2026-11-30"], ""),
    ],
)
def test_a_command_answers_for_all_other_sessions(
    tiny: Workshop, words: list[str], effect: str
) -> None:
    """It ends well, says in one line that a file has mistakes, and what is therefore unknown."""
    del tiny
    break_file()
    done = call(*words)
    assert done.exit_code == 0, done.stderr
    line = " ".join((OTHER, *FOLDERS))
    assert done.stderr.splitlines().count(line) == 1, done.stderr
    assert effect in done.stderr
    assert done.stdout


def test_a_printed_pack_of_another_session_is_signed(tiny: Workshop) -> None:
    """Only what was printed and read is signed: `sign` needs its code, and the record has it."""
    order = Order("repairs/flat-tyre", "seniors", "uphill", as_of=DAY)
    words = ("sign", "B1", *SIGN)
    assert call(*words).exit_code == 2
    composed = current(tiny).compose(order)
    assert composed
    code = composed.plan.code
    done = call(*words, "--code", code)
    assert done.exit_code == 1
    assert "not-printed" in done.stderr
    assert Path("materials/reviews.yaml").read_text("utf-8").strip() == "[]"
    deliver(tiny, order)
    break_file()
    done = call(*words, "--code", code)
    assert done.exit_code == 0, done.stderr
    assert " ".join((OTHER, *FOLDERS)) in done.stderr.splitlines()


def test_signatures_of_a_broken_session_name_its_file(tiny: Workshop) -> None:
    """`list --signed` says of the packs with the broken file where the mistake is."""
    del tiny
    break_file()
    rows = call("list", "--signed").stdout.splitlines()
    assert sum(f"cannot be printed: {BROKEN}:" in row for row in rows) == 2, "a nation each"
    assert sum("not signed" in row for row in rows) == 4


@pytest.mark.parametrize(
    "words",
    [
        ["sign", "B2", *SIGN, *READ],
        ["why", "B2", "guide", "--band", "seniors", "--nation", "uphill"],
        ["where-used", "snippet:roads/arms"],
        ["verify", "AAA-AAA"],
        ["withdraw", "AAA-AAA", *WHY],
    ],
)
def test_a_command_about_the_broken_file_refuses(tiny: Workshop, words: list[str]) -> None:
    """Nothing is signed, and no code is called unknown, while a session cannot be composed."""
    before = Path("materials/reviews.yaml").read_bytes()
    del tiny
    break_file()
    assert refuses(call(*words))
    assert Path("materials/reviews.yaml").read_bytes() == before
    assert not Path("materials/withdrawn.yaml").exists()


def test_a_printed_code_is_answered_unless_its_own_session_is_broken(tiny: Workshop) -> None:
    """A page of another session is current; one of the broken session is not called superseded."""
    good, bad = deliver(tiny), deliver(tiny, SIGNALS)
    break_file()
    done = call("verify", good.code)
    assert (done.exit_code, "is current" in done.stdout) == (0, True)
    assert OTHER in done.stderr
    done = call("verify", bad.codes["guide"])
    assert (done.exit_code, "is known: the guide of roads/signals" in done.stdout) == (1, True)
    assert f"cannot be checked until {BROKEN} is corrected" in done.stdout


def test_a_page_of_a_broken_session_can_be_withdrawn(tiny: Workshop) -> None:
    """A dangerous page cannot wait for a colleague's file; then it is known as withdrawn."""
    bad = deliver(tiny, SIGNALS)
    break_file()
    done = call("withdraw", bad.code, *WHY)
    assert done.exit_code == 0, done.stderr
    done = call("verify", bad.codes["guide"])
    assert (done.exit_code, "WITHDRAWN" in done.stdout) == (1, True)


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_folder_of_packs_is_not_called_current_while_one_cannot_be_compared(
    tiny: Workshop, is_broken: bool
) -> None:
    """Each pack that can be compared is, and the exit code is 0 only if all could be."""
    deliver(tiny)
    make_whole(PACK)
    shutil.copytree(PACK, "output/good")
    deliver(tiny, SIGNALS)
    make_whole(PACK)
    if is_broken:
        break_file()
    done = call("verify", "output", "--json")
    assert done.exit_code == is_broken
    outdated = json.loads(done.stdout)["outdated"]
    assert list(outdated) == ([PACK.as_posix()] if is_broken else [])
    assert all(f"a file has a mistake: {BROKEN}" in why for why in outdated.values())


def test_a_pack_of_a_session_that_is_gone_is_no_success(tiny: Workshop) -> None:
    """What can no longer be printed has been superseded: the exit code says so."""
    deliver(tiny)
    make_whole(PACK)
    assert call("verify", PACK.as_posix()).exit_code == 0
    session = "materials/sessions/repairs/flat-tyre.yaml"
    tiny.change(session, "[juniors, seniors]", "[seniors]")
    tiny.change(session, "  juniors: Today we look for holes.\n", "")
    done = call("verify", PACK.as_posix())
    assert done.exit_code == 1
    assert "it can no longer be printed" in done.stdout


def make_whole(pack: Path) -> None:
    """Write the files of a pack that its manifest names, and their digests into that."""
    manifest = read_manifest(pack)
    assert manifest
    for name in manifest.files:
        (pack / name).write_bytes(b"page")
    files = dict.fromkeys(manifest.files, sha256(b"page").hexdigest())
    (pack / "manifest.json").write_bytes(manifest.model_copy(update={"files": files}).as_json())


def test_why_a_pack_was_made_again_is_reported_without_the_words(tiny: Workshop) -> None:
    """`why-rebuilt` tells the changed files, and that the words of the broken session must wait."""
    deliver(tiny, SIGNALS)
    break_file()
    done = call("why-rebuilt", PACK.as_posix())
    assert done.exit_code == 0
    assert "Changes since:" in done.stdout
    assert "Which words changed is shown once check finds no mistakes." in done.stdout


def documents(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {name for row in rows for name in row["documents"]}


@pytest.mark.parametrize("name", ["contact:bike-line", "text:bike line"])
def test_where_used_answers_and_is_no_success(tiny: Workshop, name: str) -> None:
    """Uses in other sessions are found; the broken one is named, and the exit code is not 0."""
    del tiny
    assert call("where-used", name).exit_code == 0
    break_file()
    done = call("where-used", name, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert found["unread"] == ["B2"]
    assert {place["session"] for place in found["places"]} == {"repairs/flat-tyre"}
    assert "Sessions not searched until these are fixed: B2" in done.stderr


# --- the record ---------------------------------------------------------------------------------

THINGS = (
    "contact:bike-line",
    "fact:tyre-2024",
    "word:tube",
    "picture:wheel",
    "snippet:repairs/hole",
)


def recorded(name: str) -> tuple[int, dict[str, Any]]:
    done = call("where-used", name, "-o", "output", "--record", "record", "--json")
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.parametrize("name", [*THINGS, "text:bike line"])
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_pack_whose_folder_is_gone_is_found_in_the_record(
    tiny: Workshop, name: str, is_changed: bool
) -> None:
    """Whatever it used is found, whether its pages are current or not; what it did not is not."""
    old = deliver(tiny, ORDER)
    shutil.rmtree("output")
    if is_changed:
        for file, was, now in (
            ("contacts.yaml", "name: Bike Line", "name: Wheel Line"),
            ("snippets/repairs/hole.md", "Look for bubbles.", "Look for air."),
        ):
            tiny.change(f"materials/{file}", was, now)
    exit_code, found = recorded(name)
    codes = {row["code"] for row in found["recorded"]}
    assert (exit_code, codes) == (0, {old.code})
    assert found["recorded"][0]["is_current"] is not is_changed
    if name == "contact:bike-line":
        assert "help-page" in documents(found["recorded"])
    assert recorded("contact:road-desk")[1]["recorded"] == []


@pytest.mark.parametrize("name", THINGS)
def test_a_record_of_an_older_program_tells_what_its_words_show(tiny: Workshop, name: str) -> None:
    """Without a list of what it used, a pack is found by a number on its pages, or is unknown."""
    deliver(tiny, ORDER)
    shutil.rmtree("output")
    tiny.change("materials/snippets/repairs/hole.md", "Look for bubbles.", "Look for air.")
    assert recorded(name)[0] == 0
    without_uses()
    exit_code, found = recorded(name)
    is_contact = name.startswith("contact:")
    assert (exit_code, found["unknown"]) == ((0, 0) if is_contact else (1, 1))
    assert bool(found["recorded"]) is is_contact


def without_uses() -> None:
    """Write the record as an older program did."""
    record = Record(Path("record"), DAY)
    entries = record.entries
    for file in Path("record/packs").iterdir():
        file.unlink()
    Record(Path("record"), DAY).add(
        [entry.model_copy(update={"uses": ()}) for entry in entries], ()
    )
