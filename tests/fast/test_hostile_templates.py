"""Hostile templates: each of the two lines of defence alone stops their attacks."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from printroom.choose import choose
from printroom.compose import Rendered, compose
from printroom.model import Document, Library, NotFitToPrint, Order, Plan, Templates
from printroom.workers import JobFailed, Workers, landlock
from printroom.workers.composing import render_documents
from tests.held import PATIENCE_S
from tests.hostile_templates import BITES, HOSTILE, REFUSED, WITHOUT_A_LINE, compose_loosely
from tests.workshop import HOME

SECRET = "SECRET-OF-THE-CANARY"
SHEET = "documents/task-sheet.html"
TITLE = "<h1>{{ session.title }}</h1>"
ORDER = Order("repairs/flat-tyre", "seniors", "uphill")
Job = tuple[Plan, Templates]
needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


@dataclass
class Trap:
    """A file that must not be read, one that must not be written, and a port to listen at."""

    folder: Path
    port: int = 0
    guests: SimpleQueue[object] = field(default_factory=SimpleQueue)
    """The address of each who has connected, in order."""

    def set_in(self, template: str) -> str:
        """A hostile template that aims at this trap."""
        aims = {"CANARY": self.canary, "WRITTEN": self.written, "PORT": self.port}
        for name, aim in aims.items():
            template = template.replace(name, str(aim))
        return template

    @property
    def canary(self) -> Path:
        return self.folder / "canary.json"

    @property
    def written(self) -> Path:
        return self.folder / "written"

    def harm(self, result: object) -> list[str]:
        """What a template reached, as its result and the trap tell."""
        return self.harm_to_files(result) + (["connected"] if self.knocks() else [])

    def harm_to_files(self, result: object) -> list[str]:
        """Which files it reached."""
        found = ["read"] if SECRET in str(result) else []
        return found + (["wrote"] if self.written.is_symlink() or self.written.exists() else [])

    def knocks(self) -> int:
        """How many have connected: all who came before this call, which comes last itself."""
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            own = last.getsockname()
            return sum(1 for _ in iter(lambda: self.guests.get(timeout=PATIENCE_S), own))


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    """A trap that is set, and a thread that notes who knocks."""
    trap = Trap(tmp_path)
    trap.canary.write_text(f'{{"letters": "{SECRET}"}}', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        trap.port = listener.getsockname()[1]
        thread = threading.Thread(target=_note_guests, args=(listener, trap), daemon=True)
        thread.start()
        yield trap
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_S)


def _note_guests(listener: socket.socket, trap: Trap) -> None:
    while True:
        try:
            guest, address = listener.accept()
        except OSError:
            return
        trap.guests.put(address)
        guest.close()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """A worker as the product has it."""
    with Workers(preload=("printroom.compose",), expected=(NotFitToPrint,)) as workers:
        yield workers


def job(template: str, library: Library, templates: Templates) -> Job:
    """The task sheet of the tiny workshop, with this instead of its title."""
    sources = dict(templates.sources)
    assert sources[SHEET].count(TITLE) == 1
    sources[SHEET] = sources[SHEET].replace(TITLE, template)
    changed = replace(templates, sources=sources)
    plan, _ = choose(ORDER, library, changed)
    only = tuple(one for one in plan.documents if f"documents/{one.row.name}.html" == SHEET)
    return replace(plan, documents=only), changed


def result(make: Callable[[], object]) -> object:
    """What composing brings: documents, problems or a sentence on why there is nothing."""
    try:
        return make()
    except NotFitToPrint as error:
        return error.problems
    except JobFailed as error:
        return str(error)


def test_the_corpus_is_large() -> None:
    """There are enough hostile templates to mean something."""
    assert len(HOSTILE) >= 40
    assert len(BITES) >= 15


@pytest.mark.parametrize(
    "name",
    [*BITES, *(pytest.param(one, marks=pytest.mark.slow) for one in HOSTILE if one not in BITES)],
)
def test_a_hostile_template_is_refused_or_harmless(
    name: str, trap: Trap, workers: Workers, tiny_library: Library, tiny_templates: Templates
) -> None:
    """With both walls, nothing is read, written or connected, and what is refused has its line."""
    composed = job(trap.set_in(HOSTILE[name]), tiny_library, tiny_templates)
    brought = result(lambda: workers.submit(render_documents, composed).result(PATIENCE_S))
    assert not trap.harm(brought)
    if name in BITES or name in REFUSED:
        assert isinstance(brought, tuple), brought
        (problem,) = brought
        assert problem.path.endswith(SHEET), problem
        assert problem.line == 3 or name in WITHOUT_A_LINE, problem
    else:
        assert isinstance(brought, Rendered), brought
        assert all(isinstance(one, Document) for one in brought.documents)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_sandbox_of_templates_holds_alone(
    name: str, trap: Trap, tiny_library: Library, tiny_templates: Templates
) -> None:
    """In a process that may do everything, no hostile template reaches anything."""
    composed = job(trap.set_in(HOSTILE[name]), tiny_library, tiny_templates)
    assert not trap.harm(result(lambda: compose(*composed)))


@needs_landlock
@pytest.mark.parametrize("name", BITES)
def test_the_worker_sandbox_suffices_alone(
    name: str, trap: Trap, workers: Workers, tiny_library: Library, tiny_templates: Templates
) -> None:
    """With live models and all of Jinja, a template that runs Python still reaches nothing."""
    composed = job(trap.set_in(BITES[name]), tiny_library, tiny_templates)
    brought = result(lambda: workers.submit(compose_loosely, composed).result(PATIENCE_S))
    assert not trap.harm(brought), brought


@pytest.mark.slow
def test_without_sandboxes_the_attacks_succeed(
    trap: Trap, tmp_path: Path, tiny_library: Library, tiny_templates: Templates
) -> None:
    """Each of the templates that the walls hold does its harm where there is no wall."""
    code = f"""
import sys
sys.path[:0] = [{str(HOME)!r}]
from tests.fast import test_hostile_templates as here
from tests.hostile_templates import BITES
here.bite(BITES, {str(tmp_path)!r}, {trap.port})
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    silent = [line for line in done.stdout.splitlines() if not line.endswith(("read", "wrote"))]
    assert {line.split()[0] for line in silent} == {"connect", "connect-from-below", "fetch"}
    assert trap.knocks() == 3


def bite(templates: dict[str, str], folder: str, port: int) -> None:
    """In a process without walls: run each template, and print what it reached."""
    from printroom.load import load_materials, load_templates
    from tests.hostile_templates import let_loose

    let_loose()
    shapes = load_templates(HOME / "tests" / "tiny" / "templates")
    library = load_materials(HOME / "tests" / "tiny" / "materials", shapes)
    trap = Trap(Path(folder), port)
    for name, template in templates.items():
        plan, changed = job(trap.set_in(template), library, shapes)
        try:
            brought: object = compose(plan, changed)
        except Exception as error:
            brought = f"{error}"
        print(name, *trap.harm_to_files(brought))
        if trap.written.is_dir():
            trap.written.rmdir()
        trap.written.unlink(missing_ok=True)
