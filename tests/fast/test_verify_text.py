"""What `verify` makes of the words it is given, and how commands that print nothing end."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.cli.parameters import today
from printroom.cli.term_output import remake_text
from printroom.cli.verified_packs import SHOWN, _print_changed_words
from printroom.cli.verify_commands import verify
from printroom.ledger.given_codes import code_in, meant_code
from printroom.ledger.word_changes import WordChange
from tests.workshop import HOME, Workshop

FOLDERS = ("--materials", "materials", "--templates", "templates")
PACK = ("--band", "juniors", "--nation", "uphill")
SIGNER = ("--reviewer", "Ada Bell", "--role", "Lead")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, *FOLDERS], catch_exceptions=False)


@pytest.mark.parametrize(
    "text",
    [
        "WKM-DTC",
        "wkm dtc",
        "C4 · 03 WKM-DTC",
        "C4 03 wkm\u2011dtc",
        "C4 · 03\nWKM-DTC",
        "B1 · WKM-DTC · version 2026-11-30",
        "(WKM-DTC), WKM-DTC.",
        *("Code WKM-DTC", "code: wkm dtc", "CODE WKMDTC"),
    ],
)
def test_a_code_is_found_in_what_is_printed_around_it(text: str) -> None:
    """A whole line of a card or of a foot may be typed in: its code is meant."""
    assert code_in(text) == "WKM-DTC"


@pytest.mark.parametrize(
    "text",
    [
        *("C4 · 03", "2027-spring", "output/WKM-DTC", "WKM-DTC/pack", "WKM-DTC.pdf"),
        *("WKM-DTC ABC-DEF", "a-WKM-DTC", "power/who-has-it", "C4 · 03 WKMDTC", ""),
    ],
)
def test_no_code_is_guessed(text: str) -> None:
    """A path, a longer word and a text with two codes have none that can be meant."""
    assert code_in(text) is None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("output/undated/tyre", "WKM-DTC"),
        ("undated/tyre", "WKM-DTC"),
        ("output/undated/tyre/01-cover.pdf", "WKM-DTC"),
        ("undated/tyre/02-task-sheet.pdf", "ABC-DEF"),
        ("undated/tyre/02-task-sheet--booklet.pdf", "ABC-DEF"),
        ("undated/tyre/manifest.json", None),
        ("undated", None),
        ("elsewhere/ABC-DEF", None),
        ("Code WKM-DTC", "WKM-DTC"),
        ("x" * 9999, None),
    ],
)
def test_a_code_may_be_named_by_the_path_of_its_pack(
    path: str, code: str | None, tiny: Workshop
) -> None:
    """The folder of a pack, or one of its files, can be given instead of its code."""
    names = ("01-cover.pdf", "02-task-sheet.pdf", "02-task-sheet--booklet.pdf")
    manifest = {
        "code": "WKM-DTC",
        "codes": {"task-sheet": "ABC-DEF"},
        "files": dict.fromkeys(names, "0"),
    }
    for name in names:
        tiny.write(f"output/undated/tyre/{name}", b"")
    tiny.write("output/undated/tyre/manifest.json", json.dumps(manifest))
    assert meant_code(path, Path("output")) == code


@pytest.mark.parametrize("words", [("Code", "wkm", "dtc"), ("output/pack",)])
def test_a_code_is_withdrawn_and_signed_as_people_type_it(
    words: tuple[str, ...], tiny: Workshop
) -> None:
    """`withdraw` and `sign --code` read what `verify` reads, here a code that nothing has."""
    tiny.write("output/pack/manifest.json", json.dumps({"code": "WKM-DTC", "files": {}}))
    why = ("--reason", "R.", "--instead", "I.", "-o", "output", "--record", "record")
    assert "WKM-DTC is unknown" in call("withdraw", *words, *why).stderr
    signed = call("sign", "B1", *PACK, *SIGNER, "--code", " ".join(words), "--record", "record")
    assert "the pack that was read has code WKM-DTC" in signed.stderr


def test_verify_answers_for_the_code_in_a_text(tiny: Workshop) -> None:
    """What is printed on a card is looked up, here as a code that nothing has."""
    del tiny
    done = call("verify", "C4", "·", "03", "WKM-DTC", "-o", "output", "--record", "record")
    assert (done.exit_code, done.stdout.split(":")[0]) == (1, "Unknown code WKM-DTC")


def test_what_is_no_term_folder_or_code_has_no_line(tiny: Workshop) -> None:
    """Words on the command line are in no file, so no line and column is named."""
    del tiny
    done = call("verify", "nonsense")
    assert done.exit_code == 2
    assert ":1:1" not in done.stderr
    assert done.stderr.startswith("nonsense unknown-folder “nonsense” is not a term, a folder or")
    assert json.loads(call("verify", "nonsense", "--json").stdout)["problems"][0]["line"] == 0


@pytest.mark.parametrize("name", ["B1", "b1", "repairs/flat-tyre"])
def test_verify_says_of_a_session_that_it_is_one(name: str, tiny: Workshop) -> None:
    """Its code is printed beside that of the page; it is told what to type instead."""
    done = call("verify", name)
    assert done.exit_code == 2
    assert f"“{name}” is the session “The flat tyre”, not the code of a page" in done.stderr
    assert "type the code at the foot of the page, such as ABC-DEF" in done.stderr
    assert "python3 generate.py list B1" in done.stderr
    tiny.write("materials/bands.yaml", "x: [\n")
    assert f"“{name}” is not a term, a folder or a code" in call("verify", name).stderr


@pytest.mark.parametrize(
    "words",
    [
        ["bundle", "autumn"],
        ["sign", "B9", *PACK, *SIGNER, "--code", "WKM-DTC"],
        ["sign", "B1", *PACK, *SIGNER, "--code", "WKM-DTC", "--reviewer", "DSL?"],
        ["why", "B9", "guide", *PACK],
        ["why", "B1", "poster", *PACK],
        ["where-used", "contact:nobody"],
        ["list", "--topic", "nothing"],
        ["contacts", "checked", "nobody", "--by", "Ada Bell"],
        ["verify", "nonsense"],
        ["term", "prune", "autumn"],
        ["remark", "B1", *PACK, "--document", "poster", "--says", "Why?", "--by", "Ada Bell"],
        ["lists", "import", "nowhere.csv"],
    ],
)
def test_a_name_that_nothing_has_is_a_wrong_call(tiny: Workshop, words: list[str]) -> None:
    """Whatever the command, an option or an argument that names nothing ends it with 2."""
    del tiny
    done = call(*words)
    assert done.exit_code == 2, done.output


@pytest.mark.parametrize(
    ("words", "undone"),
    [
        (["sign", "B1", *PACK, *SIGNER, "--code", "WKM-DTC"], "signed"),
        (["verify", "materials"], "verified"),
        (["withdraw", "ABC-DEF", "--reason", "R.", "--instead", "I."], "withdrawn"),
        (["list"], "listed"),
        (["list", "tyre"], "listed"),
        (["list", "--spread"], "counted"),
        (["list", "--signed"], "shown"),
        (["contacts"], "shown"),
        (["contacts", "checked", "bike-line", "--by", "Ada Bell"], "recorded"),
        (["where-used", "contact:bike-line"], "shown"),
        (["why", "B1", "guide", *PACK], "shown"),
    ],
)
def test_a_command_that_fails_ends_with_what_it_has_not_done(
    tiny: Workshop, words: list[str], undone: str
) -> None:
    """A broken file of everybody's stops it; a command that prints nothing speaks of no print."""
    tiny.write("materials/contacts.yaml", "x: [\n")
    done = call(*words)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].endswith(f": nothing was {undone}.")


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (
            (),
            {("repairs/flat-tyre", "juniors", "uphill"), ("roads/signals", "seniors", "downhill")},
        ),
        (("b1", "--band", "juniors", "--nation", "uphill"), {("repairs/flat-tyre", *PACK[1::2])}),
        (("roads/signals", "--nation", "uphill"), {("roads/signals", "seniors", "uphill")}),
    ],
)
def test_the_list_of_sign_offs_can_be_narrowed(
    wanted: tuple[str, ...], rows: set[tuple[str, ...]], tiny: Workshop
) -> None:
    """By session, group and nation; without these it has every pack."""
    del tiny
    shown = json.loads(call("list", "--signed", "--json", "--record", "record", *wanted).stdout)
    found = {(one["session"], one["band"], one["nation"]) for one in shown}
    assert found == rows if wanted else found > rows


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (("--signed", "b9"), "WORDS b9: choose from: B1, B2"),
        (("--signed", "--band", "junior"), "did you mean “juniors”"),
        (("--signed", "--nation", "france"), "downhill, uphill"),
        (("--signed", "--topic", "wheel"), "--topic cannot be used with --signed"),
        (("--spread", "B1"), "--spread counts everything"),
    ],
)
def test_a_list_of_what_does_not_exist_is_a_wrong_call(
    wanted: tuple[str, ...], message: str, tiny: Workshop
) -> None:
    """No name is ignored, and none is taken for another."""
    del tiny
    done = call("list", *wanted)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr


def test_examples_record_nothing_in_the_future() -> None:
    """A check or a sign-off of a day that is still to come is refused: no manual shows one."""
    texts = [HOME / "README.md", *HOME.glob("*/README.md"), *HOME.glob("docs/*.md")]
    texts += (HOME / "printroom" / "cli").glob("*.py")
    found = [
        day
        for text in texts
        for day in re.findall(
            r"(?:contacts checked|sign) .*--on (\d{4}-\d\d-\d\d)", text.read_text("utf-8")
        )
    ]
    assert len(found) >= 3
    assert all(dt.date.fromisoformat(day) <= today() for day in found)


@pytest.mark.parametrize(
    ("schools", "count", "only"),
    [
        (["a"], 4, " --only a"),
        (["a", "b", "a", "it's"], 5, " --only a --only b --only 'it'\"'\"'s'"),
        (["a", "b", "c", "d"], 5, ""),
        (["a", "b"], 2, ""),
    ],
)
def test_packs_are_made_again_by_the_shortest_command(
    schools: list[str], count: int, only: str, tiny: Workshop
) -> None:
    """It names the schools if they are few, but not if all packs of the term are made anyway."""
    folder, packs = Path("output/autumn"), []
    for number, school in enumerate(schools):
        packs.append(folder / f"pack-{number}")
        manifest = json.dumps({"school": school, "files": {}})
        tiny.write(f"{packs[-1]}/manifest.json", manifest)
    with click.Context(verify):
        text = remake_text(folder, packs, count)
    them = "it" if len(packs) == 1 else "them"
    command = f"python3 generate.py term autumn{only}"
    assert text == f"To make {them} again: {command}"


def test_verify_counts_the_packs_whose_changed_words_it_leaves_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Words are shown for so many groups of packs; how many others have changed is said."""
    words = {
        Path(f"pack-{number}"): (WordChange("worksheet", f"Word {number}.", "", ""),)
        for number in range(SHOWN)
    }
    _print_changed_words(words)
    assert "other pack" not in capsys.readouterr().out
    alike = (WordChange("worksheet", "The last.", "", ""),)
    _print_changed_words({**words, Path("a"): alike, Path("b"): alike})
    assert "and in 2 other packs: verify its folder" in capsys.readouterr().out
