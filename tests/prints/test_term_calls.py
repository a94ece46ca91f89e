"""Terms on the command line: processes that are killed and run again, in real folders."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.ledger import verification
from printroom.make.run.locking import lock_term
from tests import calls
from tests.held import PATIENCE_S, Held, held_at
from tests.prints.test_terms import EMOJI, TOLD
from tests.term_helpers import SCHOOLS, Row, contents, written_list
from tests.workshop import HOME, TESTS, program_in, share_cache

MANY: tuple[Row, ...] = tuple(
    (f"club-{n:02}", f"Club Number {n}", "uphill", f"Ms Lead {n}", f"01632 960 8{n:02}", "Shed")
    for n in range(24)
)
TERM = "title: A season\npeople: 12\nschools: {file: ../schools/season.csv}\npacks:\n"
ONE = ("pack", "repairs/flat-tyre", "--band", "juniors", "--nation", "uphill")
PACKS = "  - {session: repairs/flat-tyre, bands: [juniors]}\n"


@pytest.fixture
def folder(cold: Path, prints: Cache) -> Path:
    """The same with a cache that has what schools share, if another test printed it."""
    share_cache(cold, prints, "shared", "forms", "proofs")
    return cold


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    """The program, beside the workshop in miniature and a term of four schools."""
    shutil.copytree(TESTS / "tiny", tmp_path, dirs_exist_ok=True)
    program_in(tmp_path)
    write(tmp_path, SCHOOLS)
    return tmp_path


def write(folder: Path, rows: Sequence[Row], packs: str = PACKS) -> None:
    """Write the list and the term."""
    (folder / "materials" / "terms").mkdir(exist_ok=True)
    (folder / "materials" / "schools" / "season.csv").write_text(written_list(rows), "utf-8")
    (folder / "materials" / "terms" / "season.yaml").write_text(TERM + packs, "utf-8")


def arguments(folder: Path, *more: str) -> list[str]:
    return [
        sys.executable, str(folder / "generate.py"), *more,
        "--materials", "materials", "--templates", "templates", "-o", "output",
    ]  # fmt: skip


def call(folder: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        arguments(folder, *more),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, **environment},
    )


def ask(folder: Path, *more: str) -> calls.Answer:
    """Run the program in this process."""
    with calls.at_home(folder):
        return calls.ask(*arguments(folder, *more)[2:])


def held(
    folder: Path, *more: str, at: str, number: int = 1, env: Mapping[str, str] | None = None
) -> AbstractContextManager[Held]:
    """Run the program, which waits at a call."""
    _, program, *words = arguments(folder, *more)
    return held_at(at, number, Path(program), *words, env=env)


def pdfs(folder: Path) -> dict[str, bytes]:
    """All PDFs of the term, by their path."""
    found = contents(folder / "output" / "season")
    return {name: content for name, content in found.items() if name.endswith(".pdf")}


def test_a_term_is_made_and_reported_as_json(folder: Path) -> None:
    """Each pack is a line for a machine, and the report is the last one; the exit code is 0."""
    done = call(folder, "term", "season", "--json", "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    *events, report = map(json.loads, done.stdout.splitlines())
    assert {event["school"] for event in events} == {row[0] for row in SCHOOLS}
    assert all((folder / event["folder"]).is_dir() for event in events)
    assert (report["event"], report["packs"], report["failed"]) == ("report", 4, 0)
    again = call(folder, "term", "season")
    assert "Nothing has changed: 4 packs in" in again.stdout


def test_a_plan_writes_nothing(cold: Path) -> None:
    """A plan names packs, sheets and what is lacking, and leaves nothing but the cache behind."""
    write(cold, [(*SCHOOLS[0][:3], "", "", ""), *SCHOOLS[1:]])
    done = ask(cold, "term", "season", "--plan")
    assert done.returncode == 0, done.stderr
    assert "4 packs" in done.stdout
    assert "help-page" in done.stdout
    assert "spoke-1 lacks: lead, reach, room" in done.stdout
    left = [file.name for file in cold.glob("output/*")]
    assert left in ([], [".cache"])


def test_broken_files_of_others_are_one_line(folder: Path) -> None:
    """What a term does not need stops it not: a line counts these files, and names `check`."""
    (folder / "materials" / "terms" / "another.yaml").write_text("title: [\n", "utf-8")
    (folder / "materials" / "snippets" / "new.md").write_text("title: [\n", "utf-8")
    done = ask(folder, "term", "season", "--plan")
    assert done.returncode == 0, done.stderr
    notices = [line for line in done.stderr.splitlines() if "mistakes" in line]
    (line,) = notices
    assert line.startswith("2 other files have mistakes: python3 generate.py check --materials")
    assert "another.yaml" not in done.stderr


def test_one_bad_school_gives_exit_3(folder: Path) -> None:
    """The rest is delivered, the failure names the school's id, and the exit code is 3."""
    write(folder, [*SCHOOLS, EMOJI])
    done = ask(folder, "term", "season")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "failed: spoke-9" in done.stderr
    assert EMOJI[1] not in done.stdout + done.stderr
    assert len(list((folder / "output" / "season").glob("*/*/manifest.json"))) == len(SCHOOLS)


@pytest.mark.parametrize(
    ("only", "packs", "names"),
    [
        (("spoke-2",), 1, 6),
        (("repairs/flat-tyre",), 4, 24),
        (("help-page", "b1", "cover"), 4, 12),
    ],
)
def test_only_one_school_session_or_document(
    folder: Path, only: tuple[str, ...], packs: int, names: int
) -> None:
    """What is asked for is made, and nothing else."""
    done = ask(folder, "term", "season", *(f"--only={name}" for name in only))
    assert done.returncode == 0, done.stderr
    made = list((folder / "output" / "season").glob("*/*/manifest.json"))
    files = list((folder / "output" / "season").glob("*/*/*"))
    assert (len(made), len(files) - len(made)) == (packs, names)


def test_a_school_may_be_called_like_a_code(folder: Path) -> None:
    """Where a school has the id that is a session's code as well, the school is meant."""
    write(folder, [("b1", *SCHOOLS[0][1:]), *SCHOOLS[1:]])
    done = ask(folder, "term", "season", "--only", "b1")
    assert done.returncode == 0, done.stderr
    (made,) = (folder / "output" / "season").glob("*/*/manifest.json")
    assert made.parent.parent.name.endswith("--b1")


def test_the_report_of_a_part_replaces_no_whole_one(folder: Path) -> None:
    """A part that is made anew has a report of its own, and that of the term still tells of all."""
    assert ask(folder, "term", "season").returncode == 0
    season = folder / "output" / "season"
    whole = contents(season)
    shutil.rmtree(next(season.glob("*spoke-2")))
    done = ask(folder, "term", "season", "--only", "spoke-2")
    assert done.returncode == 0, done.stderr
    assert "report-of-a-part.html" in done.stdout
    part = json.loads((season / "report-of-a-part.json").read_bytes())
    assert (part["packs"], part["title"]) == (1, "A season, only spoke-2")
    now = contents(season)
    assert now.keys() - whole.keys() == {"report-of-a-part.html", "report-of-a-part.json"}
    assert {name: now[name] for name in whole} == whole
    assert "Nothing has changed: 4 packs in" in ask(folder, "term", "season").stdout


@pytest.mark.parametrize("name", ["seasons", "../terms/season"])
def test_an_unknown_term_is_reported(folder: Path, name: str) -> None:
    """A term that there is not gets a sentence with the nearest name, and exit code 2."""
    done = ask(folder, "term", name)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "season" in done.stderr


def test_a_term_that_only_fills_never_imports_the_layout_engine(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Once the cache has what schools share, another lead needs no WeasyPrint in any process."""
    package = tmp_path_factory.mktemp("path") / "weasyprint"
    package.mkdir()
    marker = package / "imported"
    (package / "__init__.py").write_text(f"open({str(marker)!r}, 'w'); raise ImportError")
    assert ask(folder, "term", "season").returncode == 0
    before, (first, *others) = pdfs(folder), SCHOOLS
    write(folder, [(*first[:3], "Ms Another Lead", *first[4:]), *others])
    done = call(folder, "term", "season", PYTHONPATH=str(package.parent))
    assert done.returncode == 0, done.stderr
    assert {name for name, new in pdfs(folder).items() if new != before[name]}
    assert not marker.exists()


def test_the_same_term_is_the_same_bytes(
    cold: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Other hash seeds, time zones, numbers of workers and orders of rows change no byte."""
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(TESTS / "tiny", other, dirs_exist_ok=True)
    program_in(other)
    rows = list(SCHOOLS)
    random.Random(1).shuffle(rows)
    write(other, rows)
    one = call(cold, "term", "season", "--jobs", "1", PYTHONHASHSEED="1", TZ="UTC")
    two = call(other, "term", "season", "--jobs", "2", PYTHONHASHSEED="2", TZ="Asia/Tokyo")
    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr
    assert pdfs(cold) == pdfs(other)
    assert len(pdfs(cold)) == 5 * len(SCHOOLS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_what_was_interrupted_goes_on(folder: Path, number: signal.Signals) -> None:
    """Killed before the fourth pack is in place, three are whole, and are not made again."""
    write(folder, MANY)
    season = folder / "output" / "season"
    with held(folder, "term", "season", at="pathlib.Path.rename", number=4) as run:
        assert len(list(season.rglob(".building-*"))) == 4, "that take their names together"
        run.process.send_signal(number)
        _, reported = run.let_go()
    assert "resource_tracker" not in reported
    assert run.process.returncode == (130 if number is signal.SIGINT else -number)
    stood = verification.verify(season, (), lambda _: "")
    assert stood.is_intact
    assert len(stood.packs) == 3
    assert not (season / "term.json").exists()
    done = ask(folder, "term", "season", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["packs"] == len(MANY)
    assert report["unchanged"] == len(stood.packs)
    assert not list(season.rglob(".building-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX")
@pytest.mark.parametrize("kills", [2, pytest.param(12, marks=pytest.mark.nightly)])
def test_killed_again_and_again_it_ends_as_if_undisturbed(
    cold: Path, tmp_path_factory: pytest.TempPathFactory, kills: int
) -> None:
    """Killed outright anywhere, a term ends byte for byte as it would have.

    It is killed before a call to the file system, at random in each of as many equal parts of the
    run as there are kills.
    """
    other, season = tmp_path_factory.mktemp("undisturbed"), cold / "output" / "season"
    shutil.copytree(cold, other, dirs_exist_ok=True, symlinks=True)
    for place in (cold, other):
        write(place, MANY)
    calls, chance = killed_at_call(other, sys.maxsize), random.Random(7)
    assert calls > 400
    for part in chance.sample(range(kills), kills):
        if killed_at_call(cold, chance.randrange(part * calls, (part + 1) * calls) // kills):
            assert_undisturbed(cold, other)  # with what it found made it needed fewer calls
            shutil.rmtree(cold / "output")
        elif season.exists():
            assert verification.verify(season, (), lambda _: "").is_intact
    assert call(cold, "term", "season").returncode == 0
    assert_undisturbed(cold, other)


def killed_at_call(folder: Path, number: int) -> int:
    """Make the term until a call to the file system: none if it was killed, or all its calls."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(number), *arguments(folder, "term", "season")[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return int(done.stdout.split()[-1]) if done.returncode == 0 else 0


KILLED = """
import atexit, itertools, os, signal, sys

number, program = int(sys.argv[1]), sys.argv[2]
del sys.argv[:2]
home = os.path.dirname(program)
sys.path.insert(0, home)
below = tuple(os.path.join(home, name) for name in ("output", "record"))
calls = itertools.count()

def count(event, arguments, main=os.getpid()):
    if event == "open" or event.startswith("os."):
        path = os.path.join(home, str(arguments[0])) if arguments else ""
        if path.startswith(below) and next(calls) == number:
            os.kill(main, signal.SIGKILL)

atexit.register(lambda: print(next(calls)))
sys.addaudithook(count)
from printroom.cli import main
main()
"""


def assert_undisturbed(folder: Path, other: Path) -> None:
    """Assert that a term is as the other one, with nothing left beside it."""
    wanted, made = (contents(place / "output" / "season") for place in (other, folder))
    assert {name for name in wanted if wanted[name] != made.get(name)} <= TOLD
    assert wanted.keys() == made.keys()
    left = [one.name for one in (folder / "output").rglob(".*")]
    assert sorted(left) == [".cache", ".term.lock"]


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what comes of itself, however long a busy machine takes."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it never was"
        time.sleep(0.005)


def test_a_second_build_at_the_same_time_is_refused(folder: Path) -> None:
    """While one process holds the lock of a term, another one is refused with exit code 1."""
    season = folder / "output" / "season"
    with lock_term(season):
        refused = call(folder, "term", "season", "--only", "spoke-1")
    assert refused.returncode == 1
    assert "another process is making the packs of this term" in refused.stderr
    assert not list(season.rglob("*.pdf"))
    assert ask(folder, "term", "season").returncode == 0
    assert verification.verify(season, (), lambda _: "").is_intact


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for temporary files whose name leaves room for a socket's: tmp_path is too long."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.skipif(sys.platform == "win32", reason="there, nothing is swept")
def test_what_a_killed_run_left_goes_at_the_next_start(folder: Path, place: Path) -> None:
    """The folder for a moment of a run that was killed is cleared away, and no living run's."""
    environment = {"TMPDIR": str(place)}

    def begun(seed: str) -> AbstractContextManager[Held]:
        at = "printroom.make.run.cached_press.layout_result"
        return held(folder, *ONE, "--seed", seed, at=at, env=environment)

    with begun("2") as killed:
        left = set(place.iterdir())
        killed.process.kill()
        killed.process.wait()
    assert left
    with begun("3") as living:
        its = set(place.iterdir())
        assert its
        assert not its & left
        assert call(folder, *ONE, **environment).returncode == 0
        assert set(place.iterdir()) == its
        _, reported = living.let_go()
    assert living.process.returncode == 0, reported
    assert list(place.iterdir()) == []


def test_verify_why_and_cache_print_something(folder: Path) -> None:
    """What is wrong is found and named, with exit code 1; why and what is kept can be asked."""
    assert ask(folder, "term", "season").returncode == 0
    sound = ask(folder, "verify", "season")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert "4 packs: no file is missing or changed; 0 are out of date." in sound.stdout
    _verify_after_a_change_of_the_list(folder)
    (pack,) = (folder / "output" / "season").glob("*spoke-3/*")
    cover = pack / "01-cover.pdf"
    cover.write_bytes(cover.read_bytes() + b" ")
    faulty = ask(folder, "verify", str(folder / "output"))
    assert faulty.returncode == 1
    assert f"changed: {cover}" in faulty.stdout
    assert "4 packs: 1 file is missing or changed;" in faulty.stdout
    with calls.at_home(folder):
        why = calls.ask(*arguments(folder, "why-rebuilt", str(pack))[2:-2])
    assert why.returncode == 0, why.stderr
    assert "It was made once" in why.stdout
    nothing = ask(folder, "verify", "winter-2027")
    assert nothing.returncode == 2
    assert "is not a term, a folder or a code" in nothing.stderr


def _verify_after_a_change_of_the_list(folder: Path) -> None:
    """A detail of a row that has changed since makes its pack out of date, and is named.

    No school's words are repeated. A term that is gone cannot be compared, and is no fault.
    """
    (school, name, nation, lead, *rest), *others = SCHOOLS
    write(folder, ((school, name, nation, "Mx Brand New", *rest), *others))
    found = ask(folder, "verify", "season")
    assert found.returncode == 1
    (line,) = (one for one in found.stdout.splitlines() if one.startswith("out of date: "))
    assert f"--{school}/" in line
    place = "materials/schools/season.csv:2"
    assert line.endswith(f": it prints another lead than {place} has now")
    again = f"To make it again: python3 generate.py term season --only {school}"
    assert f"1 is out of date.\n{again} --materials materials" in found.stdout
    assert lead not in found.stdout
    assert "Mx Brand New" not in found.stdout
    assert place in json.dumps(json.loads(ask(folder, "verify", "season", "--json").stdout))
    (pack,) = (folder / "output" / "season").glob(f"*--{school}/*")
    for inner in (pack, pack.parent, folder / "output"):
        inside = ask(folder, "verify", str(inner))
        assert (inside.returncode, line.partition(": it")[2] in inside.stdout) == (1, True), inner
        assert "See: python3 generate.py verify output/season\n" in inside.stdout
    other = next(one for one in pack.parent.parent.glob("*--*/*") if one != pack)
    assert ask(folder, "verify", str(other)).returncode == 0
    write(folder, SCHOOLS)
    term = folder / "materials" / "terms" / "season.yaml"
    term.rename(term.with_suffix(".old"))
    found = ask(folder, "verify", "season")
    assert found.returncode == 0, found.stdout
    assert "Not compared with the list of schools: there is no term “season”." in found.stdout
    write(folder, SCHOOLS)


def test_an_old_bundle_is_named_until_it_is_made_again(folder: Path) -> None:
    """From when a pack is made again: by that run, by a run without changes, and by `verify`."""
    shutil.copytree(HOME / "templates" / "labels", folder / "templates" / "labels")
    bundled = ("bundle", "season", "--packs", "output", "--by", "school")
    options = ("--materials", "materials", "--templates", "templates")
    made = ask(folder, "term", "season").stdout
    assert "OLD BUNDLE" not in made
    shown = "--output output --materials materials --templates templates"
    to_bundle = "bundle season --materials materials --templates templates"
    assert made.endswith(
        f"Next: python3 generate.py verify season {shown}\n"
        f"Then, to print: python3 generate.py {to_bundle}\n"
    )
    assert "Next: " not in ask(folder, "term", "season", "--only", "cover").stdout
    for is_new in (True, False):
        with calls.at_home(folder):
            done = calls.ask(*bundled, *options)
        assert done.returncode == 0, done.stderr
        sound = ask(folder, "verify", "season")
        assert (sound.returncode, "OLD BUNDLE" in sound.stdout) == (0, False), sound.stdout
        if is_new:
            _make_a_pack_again(folder)
    assert "OLD BUNDLE" not in ask(folder, "term", "season").stdout


def test_a_withdrawn_or_outdated_pack_is_not_bundled(folder: Path) -> None:
    """`bundle` says why, and what to do; `verify` names the bundle that has such packs already."""
    shutil.copytree(HOME / "templates" / "labels", folder / "templates" / "labels")
    assert ask(folder, "term", "season").returncode == 0
    bundled = _bundle(folder)
    assert (bundled.returncode, "Give the shop" in bundled.stdout) == (0, False)
    assert "last bundle" not in bundled.stdout
    assert "Packs that are not as in the last bundle: none.\n" in _bundle(folder).stdout
    assert "Do not have it printed yet: 4 of its 4 packs are DRAFTS.\n" in bundled.stdout
    assert "python3 generate.py term season --release\n" in bundled.stdout
    asked = ask(folder, "verify", "output/season/bundle")
    assert asked.returncode == 1
    assert "this is a bundle" in asked.stderr
    assert "python3 generate.py verify output/season" in asked.stderr
    (manifest, *_) = folder.glob("output/season/*/*/manifest.json")
    withdrawn = folder / "materials" / "withdrawn.yaml"
    withdrawn.write_text(
        f"glue:\n  codes: [{json.loads(manifest.read_bytes())['code']}]\n  on: 2027-01-01\n"
        "  reason: It burns.\n  instead: Print another session.\n"
    )
    refused = _bundle(folder).stderr
    assert "these packs were withdrawn on 2027-01-01: It burns." in refused
    assert "Print another session." in refused
    _has_old_bundle(folder)
    withdrawn.unlink()
    hole = folder / "materials" / "snippets" / "repairs" / "hole.md"
    hole.write_text(hole.read_text("utf-8").replace("Look for bubbles.", "Look for air."), "utf-8")
    refused = " ".join(_bundle(folder).stderr.split())
    assert "these packs are out of date: its text has changed: task-sheet" in refused
    command = "python3 generate.py term season --materials materials --templates templates"
    assert f"make the term again, then bundle it: {command}" in refused
    _has_old_bundle(folder)
    hole.write_text(f"{hole.read_text('utf-8')}\n:::nonsense\n", "utf-8")
    refused = " ".join(_bundle(folder).stderr.split())
    assert "these packs cannot be compared with the materials, because a file has a mis" in refused
    assert "correct that file" in refused
    assert "out of date" not in refused
    assert "OLD BUNDLE" not in ask(folder, "verify", "season").stdout


def _bundle(folder: Path) -> calls.Answer:
    with calls.at_home(folder):
        return calls.ask(
            *("bundle", "season", "--materials", "materials", "--templates", "templates")
        )


def _has_old_bundle(folder: Path) -> None:
    """Assert that `verify` says of a bundle whose packs may not be used that it is old."""
    found = ask(folder, "verify", "season")
    assert found.returncode == 1
    old = "OLD BUNDLE, do not print or send it: output/season/bundle\n"
    assert f"{old}    Withdrawn or out of date: 4 of its 4 packs.\n" in found.stdout
    assert json.loads(ask(folder, "verify", "season", "--json").stdout)["old_bundles"][0]["unfit"]


def _make_a_pack_again(folder: Path) -> None:
    """Give a school another lead, and make its pack again: the bundle is now old."""
    (school, name, nation, _, *rest), *others = SCHOOLS
    write(folder, ((school, name, nation, "Mx Brand New", *rest), *others))
    runs = [("term", "season", "--only", school), ("term", "season"), ("term", "season")]
    for words in (*runs, ("verify", "season")):
        done = ask(folder, *words)
        assert done.returncode == (words[0] == "verify"), done.stdout + done.stderr
        old = "OLD BUNDLE, do not print or send it: output/season/bundle\n"
        assert f"{old}    It was made before 1 of its 4 packs was made again.\n" in done.stdout
        assert "To make it again: python3 generate.py bundle season --by school" in done.stdout
    for words in (("term", "season"), ("term", "season", "--only", school)):
        *_, report = ask(folder, *words, "--json").stdout.splitlines()
        (found,) = json.loads(report)["old_bundles"]
        assert (found["place"], found["made_again"]) == ("output/season/bundle", 1)


def test_nothing_changed_needs_no_engine(folder: Path) -> None:
    """Where nothing has changed nothing is read but bytes: no engine, no YAML, no template."""
    assert ask(folder, "term", "season").returncode == 0
    spy = (
        "import sys\nsys.path.insert(0, sys.argv[1])\nsys.argv[:] = ['x', *sys.argv[2:]]\n"
        "from printroom.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([n for n in ('weasyprint', 'pypdfium2', 'jinja2', 'yaml', 'pikepdf') "
        "if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", spy, str(folder), *arguments(folder, "term", "season")[2:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Nothing has changed" in done.stdout, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("[]")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX")
def test_two_cannot_make_the_same_pack_at_the_same_time(folder: Path) -> None:
    """While one process makes a pack, another one ends with exit code 1; the first goes on."""
    place = folder / "output" / "undated" / "no-school"
    with held(folder, *ONE, at="printroom.make.pack.packs.print_order") as first:
        second = call(folder, *ONE)
        _, reported = first.let_go()
    assert (second.returncode, first.process.returncode) == (1, 0), reported
    assert "another process is making this pack" in second.stderr
    assert [one.name for one in place.iterdir()] == ["repairs-flat-tyre--juniors--uphill"]
