"""What is answered for a printed code while files have mistakes: the page may be in use."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.ledger.record import LedgerEntry, PrintedText, Record
from tests.workshop import Workshop

FOLDERS = ("--materials", "materials", "--templates", "templates", "--record", "record")
CODE = "WKM-DTC"
DAY = dt.date(2026, 11, 30)
BY_CODE = "glue:\n  codes: [{}]\n  on: 2026-11-30\n  reason: It burns.\n  instead: A new one.\n"
BY_PACK = (
    "glue:\n  session: roads/signals\n  bands: [seniors]\n  nations: [uphill]\n"
    "  on: 2026-11-30\n  reason: It burns.\n  instead: A new one.\n"
)
BROKEN = {
    "materials/snippets/roads/arms.md": "---\ntitle: [\n",
    "materials/contacts.yaml": "x: [\n",
    "materials/bands.yaml": "x: [\n",
    "templates/styles/club.css": 'a::after { content: "her own fault" }\n',
    "templates/sessions/meeting.yaml": "x: [\n",
}
SHARED = [name for name in BROKEN if "snippets" not in name]
"""The files without which nothing can be compared."""


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, tiny: Workshop) -> str:
    """A file with a mistake, in a workshop whose record has a sheet of cards."""
    entry = LedgerEntry(
        on=DAY,
        session="roads/signals",
        band="seniors",
        nation="uphill",
        version="1",
        code="ABC-DEF",
        documents={"cards": PrintedText(code=CODE)},
    )
    Record(Path("record"), DAY).add([entry], ())
    file: str = request.param
    tiny.write(file, BROKEN[file])
    return file


def verify(*words: str) -> Result:
    return CliRunner().invoke(
        main, ["verify", *words, "-o", "output", *FOLDERS], catch_exceptions=False
    )


def test_a_recorded_code_is_known_whatever_is_broken(broken: str) -> None:
    """It names the page, its day and the file to correct; it is no success."""
    done = verify(CODE)
    assert done.exit_code == 1
    first = f"{CODE} is known: the cards of roads/signals for seniors in uphill, version 1."
    assert done.stdout.splitlines()[:3] == [
        first,
        "Recorded on 30 Nov 2026.",
        f"Whether it is current cannot be checked until {broken} is corrected:",
    ]
    found = json.loads(verify(CODE, "--json").stdout)
    assert (found["state"], found["document"]) == ("known", "cards")
    assert {row["path"] for row in found["unread"]} == {broken}


@pytest.mark.parametrize("entry", [BY_CODE.format(CODE), BY_CODE.format("ABC-DEF"), BY_PACK])
def test_a_withdrawn_code_is_withdrawn_whatever_is_broken(
    broken: str, entry: str, tiny: Workshop
) -> None:
    """A dangerous page is called so by its code, that of its pack, or what the pack is."""
    del broken
    tiny.write("materials/withdrawn.yaml", entry)
    done = verify(CODE)
    assert done.exit_code == 1
    assert f"{CODE} was WITHDRAWN, do not use it: the cards of roads/signals" in done.stdout
    assert "It burns." in done.stdout
    assert json.loads(verify(CODE, "--json").stdout)["state"] == "withdrawn"


def test_a_withdrawn_code_without_a_record_is_withdrawn(broken: str, tiny: Workshop) -> None:
    """The file of withdrawals alone is enough."""
    del broken
    tiny.write("materials/withdrawn.yaml", BY_CODE.format("XYZ-123"))
    done = verify("XYZ-123")
    assert (done.exit_code, "XYZ-123 was WITHDRAWN" in done.stdout) == (1, True)


def test_an_unrecorded_code_is_not_called_unknown(broken: str) -> None:
    """It may be that of a page which cannot be read now: the mistakes are shown instead."""
    done = verify("AAA-AAA")
    assert (done.exit_code, done.stdout) == (1, "")
    assert broken in done.stderr
    assert done.stderr.splitlines()[-1].endswith(": nothing was verified.")


def test_a_broken_file_of_withdrawals_is_no_clearance(tiny: Workshop) -> None:
    """That a code was not withdrawn is not claimed when nobody can know."""
    entry = {"on": DAY, "session": "roads/signals", "band": "seniors", "nation": "uphill"}
    pack = {**entry, "version": "1", "code": CODE, "documents": {}}
    Record(Path("record"), DAY).add([LedgerEntry.model_validate(pack)], ())
    tiny.write("materials/withdrawn.yaml", "x: [\n")
    done = verify(CODE)
    assert done.exit_code == 1
    assert "Whether it is current, or withdrawn, cannot be checked until" in done.stdout


# --- packs ----------------------------------------------------------------------------------------


@pytest.fixture
def packs(tiny: Workshop) -> Path:
    """Two packs: one as it was delivered, one with a changed file; the first was withdrawn."""
    for name, content in (("one", b"page"), ("two", b"another page")):
        manifest = {
            "session": "roads/signals",
            "code": "ABC-DEF" if name == "one" else CODE,
            "files": {"02-cards.pdf": hashlib.sha256(b"page").hexdigest()},
        }
        tiny.write(f"output/undated/{name}/02-cards.pdf", content)
        tiny.write(f"output/undated/{name}/manifest.json", json.dumps(manifest))
    tiny.write("materials/withdrawn.yaml", BY_CODE.format("ABC-DEF"))
    return Path("output/undated")


def test_packs_are_verified_as_far_as_they_can_be(broken: str, packs: Path) -> None:
    """Files and withdrawals need no other file; those not comparable are reported."""
    done = verify(str(packs))
    assert done.exit_code == 1
    assert f"WITHDRAWN, do not use: {packs}/one" in done.stdout
    assert f"changed: {packs}/two/02-cards.pdf" in done.stdout
    if broken in SHARED:
        assert f"Whether they are current cannot be checked until {broken} is" in done.stdout
        assert "out of date" not in done.stdout
        found = json.loads(verify(str(packs), "--json").stdout)
        assert {row["path"] for row in found["unread"]} == {broken}


def test_a_folder_without_packs_is_no_success(tiny: Workshop) -> None:
    """Nothing was verified, and nothing is reported as intact."""
    del tiny
    done = verify("materials")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "materials no-packs there are no packs here" in done.stderr


def test_a_folder_without_packs_shows_the_mistakes(broken: str) -> None:
    """Nothing can be verified there."""
    done = verify("materials")
    is_shared = broken in SHARED
    assert (done.exit_code, broken in done.stderr) == (1, is_shared)
