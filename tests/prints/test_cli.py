"""The command line as a person calls it, with real folders and processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from printroom.cache import Cache
from printroom.load import load_schools
from tests.calls import ask, at_home
from tests.held import held_at
from tests.spreadsheet import xlsx
from tests.workshop import Workshop, nation_names, program, program_in, share_cache

HOME = Path(__file__).resolve().parents[2]
TINY = HOME / "tests" / "tiny"
FOLDERS = ("--materials", str(TINY / "materials"), "--templates", str(TINY / "templates"))
CLUBS = f"{TINY}/materials/schools/clubs.csv#nobody"
A_PACK = ("pack", "repairs/flat-tyre", "--band", "juniors", "--nation", "uphill")


@pytest.fixture(scope="module", autouse=True)
def _shared_cache(prints: Cache) -> Iterator[None]:
    """What another test or an earlier run has printed is not printed again."""
    share_cache(program().parent, prints)
    with at_home(program().parent):
        yield


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, str(program()), *arguments],
        capture_output=True,
        text=True,
        cwd=program().parent,
        timeout=300,
        check=False,
    )


@cache
def a_session() -> dict[str, object]:
    """The first session of the tiny workshop."""
    rows: list[dict[str, object]] = json.loads(ask("list", "--json", *FOLDERS).stdout)
    return rows[0]


def pack_arguments(output: Path, *more: str) -> tuple[str, ...]:
    """A complete call of `pack` for the tiny workshop."""
    session = a_session()
    bands = session["bands"]
    assert isinstance(bands, list)
    nation = min(file.stem for file in (TINY / "materials" / "nations").glob("*.yaml"))
    return (
        "pack", str(session["session"]), "--band", bands[0], "--nation", nation,
        "-o", str(output), "--record", str(output.parent / "record"), *FOLDERS, *more,
    )  # fmt: skip


def test_another_workshop_prints(tmp_path: Path) -> None:
    """Folders of somebody else print a whole pack that equals its manifest."""
    done = call(*pack_arguments(tmp_path, "--json", "--people", "30"))
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    folder = Path(report["folder"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {file.name for file in folder.iterdir()} - {"manifest.json"}
    assert on_disk == set(manifest["files"]) == set(report["files"])
    assert report["people"] == 30
    *documents, job_sheet = report["files"]
    assert all((folder / name).read_bytes().startswith(b"%PDF-") for name in documents)
    assert json.loads((folder / job_sheet).read_text(encoding="utf-8"))["people"] == 30


def test_the_second_print_comes_from_the_cache(tmp_path: Path) -> None:
    """What has been printed and proven once is not printed again, and has the same bytes."""
    ask(*pack_arguments(tmp_path / "one"))
    done = ask(*pack_arguments(tmp_path / "two", "--json"))
    report = json.loads(done.stdout)
    assert report["from_cache"] == sum(name.endswith(".pdf") for name in report["files"])
    for name in report["files"]:
        (first,) = (tmp_path / "one").rglob(name)
        assert first.read_bytes() == (Path(report["folder"]) / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pack", "no/such", "--band", "x", *FOLDERS), 2, "there is no session"),
        (("pack", "no/such", *FOLDERS), 2, "--band"),
        (("pack", "x" * 5_000, "--band", "x", *FOLDERS), 2, "there is no session"),
        ((*A_PACK[:2], "--band", "x" * 5_000, *FOLDERS), 2, "choose from: "),
        (("verify", "x" * 5_000, *FOLDERS), 2, "is not a term, a folder or a code"),
        (("pack", "no/such", "--band", "x", "--people", "0"), 2, "--people"),
        (("pack", "no/such", "--band", "x", "--date", "soon"), 2, "2027-01-31"),
        (("pack", "no/such", "--band", "x", "--school", "nowhere"), 2, "FILE#ID"),
        (("pack", "no/such", "--band", "x", "--school", "none.yaml#a"), 2, "there is no file"),
        ((*A_PACK, "--only", "cards", "--only", "card", *FOLDERS), 2, "choose from: cards, cover,"),
        ((*A_PACK, "--only", "x" * 5_000, *FOLDERS), 2, "choose from: cards, cover,"),
        ((*A_PACK, "--nation", "cardiff", *FOLDERS), 2, "choose from: downhill, uphill"),
        ((*A_PACK, "--school", CLUBS, *FOLDERS), 2, "there is no school “nobody”"),
        (("nonsense",), 2, "nonsense"),
        (("list", "--materials", "no-such-folder"), 2, "does not exist"),
        (("check", "--templates", str(HOME / "README.md")), 2, "is a file"),
        (("check", str(TINY / "materials" / "snippet"), *FOLDERS), 2, "cannot be checked"),
        (("check", str(HOME / "README.md"), *FOLDERS), 2, "cannot be checked"),
    ],
)
def test_a_wrong_call_is_answered_in_words(
    arguments: tuple[str, ...], code: int, words: str
) -> None:
    """A wrong call ends with its exit code and a sentence, never with a traceback."""
    done = ask(*arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert max(map(len, done.stderr.splitlines())) < 1_000


def test_a_wrong_call_of_a_real_process_is_answered_in_words() -> None:
    """The front door itself hands on the exit code and the sentence."""
    done = call("pack", "no/such", "--band", "x", *FOLDERS)
    assert done.returncode == 2, done.stderr
    assert "there is no session" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_session_of_another_band_is_refused(tmp_path: Path) -> None:
    """A band that the session does not name prints nothing and shows the bands there are."""
    arguments = list(pack_arguments(tmp_path))
    arguments[arguments.index("--band") + 1] = "nobody"
    done = ask(*arguments)
    assert done.returncode == 2
    assert "unknown-band" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_nation_is_the_schools(tmp_path: Path) -> None:
    """A school decides the nation; another one asked for is a conflict and is refused."""
    file = TINY / "materials" / "schools" / "example.yaml"
    text = file.read_text(encoding="utf-8")
    found = re.search(r"^([\w-]+):\n(?:  .*\n)*?  nation: (\S+)", text, re.MULTILINE)
    assert found is not None
    school, nation = found.groups()
    others = {f.stem for f in (TINY / "materials" / "nations").glob("*.yaml")} - {nation}
    arguments = list(pack_arguments(tmp_path, "--school", f"{file}#{school}", "--json"))
    arguments[arguments.index("--nation") + 1] = min(others)
    refused = ask(*arguments)
    assert refused.returncode == 2
    assert nation in refused.stderr
    where = arguments.index("--nation")
    del arguments[where : where + 2]
    done = ask(*arguments)
    assert done.returncode == 0, done.stderr
    assert f"--{nation}" in json.loads(done.stdout)["folder"]


ROWS = [("id", "name", "nation", "lead"), ("a-b", "Café", "downhill", "Ann Lee")]
DOUBTFUL = {
    "old.csv": "\n".join(map(",".join, ROWS)).encode("cp1252"),
    "several.xlsx": xlsx({"One": ROWS, "Two": ROWS}),
    "hidden.xlsx": xlsx({"One": ROWS, "Two": []}, hidden="One"),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_pack_for_a_school_warns_of_its_list_as_a_term_does(name: str, tmp_path: Path) -> None:
    """A guessed encoding, several sheets and a hidden one that was read are reported by `pack`."""
    file = tmp_path / name
    file.write_bytes(DOUBTFUL[name])
    warnings = load_schools(file, nation_names(TINY / "materials")).warnings
    assert warnings
    school = ("--school", f"{file}#a-b", "--only", "cards")
    done = ask(*pack_arguments(tmp_path / "output", *school))
    assert done.returncode == 0, done.stderr
    for warning in warnings:
        assert f"{warning.code} {warning.message}" in " ".join(done.stderr.split())


def test_the_default_nation_is_announced(tmp_path: Path) -> None:
    """Without a school and a nation the pack is for england, and the program says so."""
    done = ask("pack", "power/who-has-it", "--band", "11-14", "--release", "-o", str(tmp_path))
    assert "this pack is for england" in done.stderr


def test_release_refuses_a_draft_with_all_reasons(tmp_path: Path) -> None:
    """A draft is not released: all reasons are reported at once, and nothing is written."""
    done = ask(*pack_arguments(tmp_path, "--release"))
    assert done.returncode == 1
    assert done.stderr.count(" draft ") >= 2
    assert list(tmp_path.iterdir()) == []


def test_a_session_answers_to_its_code(tmp_path: Path) -> None:
    """A session may be called by the code that `list` shows, in capitals or not."""
    code = str(a_session()["code"])
    by_name = ask(*pack_arguments(tmp_path / "name", "--json"))
    arguments = list(pack_arguments(tmp_path / "code", "--json"))
    arguments[1] = code.lower()
    by_code = ask(*arguments)
    folders = [Path(json.loads(done.stdout)["folder"]) for done in (by_name, by_code)]
    manifests = [(folder / "manifest.json").read_bytes() for folder in folders]
    assert folders[0].name == folders[1].name
    assert manifests[0] == manifests[1]


def test_only_one_document(tmp_path: Path) -> None:
    """`--only` prints one document, beside a whole pack and not over it.

    A cover is that of the whole pack: the output says that others are laid out for it, and that it
    lists more than there is.
    """
    whole = json.loads(ask(*pack_arguments(tmp_path, "--json")).stdout)
    name = next(n for n in whole["files"] if "cover" not in n)
    document = name.partition("-")[2].removesuffix(".pdf")
    done = ask(*pack_arguments(tmp_path, "--json", "--only", document))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["files"] == [name, "job-sheet.json"]
    sheet = json.loads((Path(report["folder"]) / "job-sheet.json").read_bytes())
    assert [row["file"] for row in sheet["documents"]] == [name]
    assert report["folder"] != whole["folder"]
    *_, last = (n for n in whole["files"] if n.endswith(".pdf"))
    two = ("--only", "cover", "--only", last.partition("-")[2].removesuffix(".pdf"))
    report = json.loads(ask(*pack_arguments(tmp_path, "--json", *two)).stdout)
    assert report["files"] == [whole["files"][0], last, "job-sheet.json"]
    done = ask(*pack_arguments(tmp_path, *two))
    assert "laying out the whole pack, whose pages the cover counts" in done.stderr
    assert "; the cover lists the whole pack, also what is not in this folder." in done.stdout
    assert len(list(Path(whole["folder"]).iterdir())) == len(whole["files"]) + 1


def test_check_says_what_is_wrong_and_prints_nothing(tiny: Workshop) -> None:
    """`check` names a mistake at its file and line, and leaves with 1; --json says the same."""
    materials, templates = tiny.materials.resolve(), tiny.templates.resolve()
    folders = ("--materials", str(materials), "--templates", str(templates))
    assert ask("check", *folders).returncode == 0
    snippet = next((materials / "snippets").rglob("*.md"))
    snippet.write_text(snippet.read_text(encoding="utf-8") + "\n## Nonsense\n\nx\n", "utf-8")
    done = ask("check", *folders)
    assert done.returncode == 1
    assert re.search(rf"{re.escape(snippet.name)}:\d+:4 unknown-heading", done.stderr)
    problems = json.loads(ask("check", "--json", *folders).stdout)
    assert [p["code"] for p in problems if p["stops"]] == ["unknown-heading"]
    elsewhere = ask("check", str(templates), *folders)
    assert elsewhere.returncode == 0


def test_check_of_one_file_tells_of_that_file_only(tiny: Workshop) -> None:
    """`check PATHS` tells what is wrong below these paths, and not what is wrong elsewhere."""
    materials, templates = tiny.materials.resolve(), tiny.templates.resolve()
    folders = ("--materials", str(materials), "--templates", str(templates))
    for name in ("roads/arms.md", "repairs/hole.md"):
        snippet = materials / "snippets" / name
        snippet.write_text(snippet.read_text(encoding="utf-8") + "\n## Nonsense\n\nx\n", "utf-8")
    done = ask("check", str(materials / "snippets" / "roads"), *folders)
    assert done.returncode == 1
    assert "arms.md" in done.stderr
    assert "hole.md" not in done.stderr


def test_what_is_one_is_called_one(tmp_path: Path) -> None:
    """A single sheet and person are called by the singular, two files and pages by the plural."""
    done = ask(*pack_arguments(tmp_path, "--only", "task-sheet", "--people", "1"))
    assert re.search(r"^2 files, 2 pages: ", done.stdout), done.stdout
    assert "For 1 person that is 1 sheet of paper.\n" in done.stdout


def test_check_fit_lays_every_page_out(tiny: Workshop) -> None:
    """`check` alone lays nothing out; with --fit it says what no page has room for, and where."""
    materials, templates = tiny.materials.resolve(), tiny.templates.resolve()
    folders = ("--materials", str(materials), "--templates", str(templates))
    snippet = materials / "snippets" / "roads" / "arms.md"
    words = "Ride in the middle of your lane and look over your shoulder. " * 500
    text = snippet.read_text(encoding="utf-8")
    snippet.write_text(text.replace("## Guide", f"{words}\n\n## Guide"), encoding="utf-8")
    assert ask("check", *folders).returncode == 0
    done = ask("check", "--fit", *folders)
    assert done.returncode == 1
    assert re.search(r"arms\.md:\d+:\d+ too-many-pages", done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as on POSIX")
def test_ctrl_c_leaves_nothing_half_made(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Interrupted, the program leaves with 130, no pack, no orphan and a sentence.

    It has a cache of its own: from that of other tests it might take every document.
    """
    alone, words = program_in(tmp_path_factory.mktemp("program")), pack_arguments(tmp_path)
    with held_at("printroom.make.run.cached_press.layout_result", 1, alone, *words) as run:
        run.process.send_signal(signal.SIGINT)  # its workers lay documents out
        out, rest = run.let_go()
    assert run.process.returncode == 130, out + rest
    assert "No incomplete pack was left behind" in rest
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_a_pack_in_large_print_is_for_one_and_stays_current(tmp_path: Path) -> None:
    """It has copies for one person, a folder of its own, and words that verify knows as current."""
    wanted = ("C2", "--band", "11-14", "--nation", "england", "--only", "handout")
    done = ask("pack", *wanted, "--edition", "large-print", "--json", "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    folder = Path(report["folder"])
    assert report["people"] == 1
    assert folder.name.endswith("england--large-print--only-handout")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["edition"], manifest["people"]) == ("large-print", 1)
    (name,) = [name for name in report["files"] if name.endswith(".pdf")]
    with pikepdf.open(folder / name) as pdf:
        assert len(pdf.pages) > 1, "what is large takes more room"
    assert "0 are out of date" in ask("verify", str(folder)).stdout
    (code,) = manifest["codes"].values()
    assert "current" in ask("verify", code, "-o", str(tmp_path)).stdout
