"""The house's walls: which room may import which, and behind which door each engine stands."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
STAGES = {"load", "choose", "compose", "inspect", "press", "proof", "deliver"}
GROUND = {"model", "text"}
MAY_IMPORT = {
    "model": set[str](),
    "text": {"model"},
    "activities": {"model"},
    **dict.fromkeys(STAGES, GROUND),
    "load": GROUND | {"activities"},
    "compose": GROUND | {"activities"},
    "cache": set[str](),
    "workers": {"cache", "model", "compose", "press", "proof"},
    "ledger": GROUND | STAGES | {"cache", "workers"},
    "make": GROUND | STAGES | {"cache", "ledger", "workers"},
    "cli": {"cache", "deliver", "ledger", "load", "make", "model", "workers"},
    "desk": {"ledger", "make", "model"},
}
"""Which other rooms each room may import. A room that is not here has no place in the house."""
FENCES = {
    "cli": ("click", "rich", "watchfiles"),
    "load": ("yaml", "markdown_it", "python_calamine"),
    "compose": ("jinja2", "markupsafe"),
    "press": ("weasyprint", "pydyf", "fontTools", "reportlab", "pikepdf", "pypdfium2", "page"),
    "proof": ("pikepdf", "pypdfium2", "page"),
    "activities": ("reportlab", "segno"),
    "workers": ("distributed", "pebble"),
}
"""The packages that only this room may import, and others that are named here too."""
PATCHES = "printroom.press.engine"
"""The one module that replaces functions of the engine."""
ENGINE_COMES_FROM = ("weasyprint", "pydyf", "printroom.press.engine", "printroom.press.pinned")
ENGINES = ("weasyprint", "pikepdf", "pypdfium2", "reportlab", "page", "jinja2")


@cache
def trees() -> dict[str, ast.Module]:
    """Each module of the package by its full name."""
    files = {
        ".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (HOME / "printroom").rglob("*.py")
    }
    return {name: ast.parse(file.read_bytes()) for name, file in files.items()}


@cache
def imports() -> dict[str, frozenset[str]]:
    """Each module of the package by its full name, and all that it imports at any time."""
    return {name: frozenset(_imported(tree, set(trees()))) for name, tree in trees().items()}


def _imported(tree: ast.Module, modules: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports within the house give the full name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            inner = [name for name in names if name in modules]
            yield from inner or [str(node.module)]


def room_of(module: str) -> str:
    """The room that a module of ours stands in; nothing for the front door."""
    return [*module.split("."), ""][1]


def test_each_room_imports_only_what_lies_below_it() -> None:
    """A stage knows the nouns and no other stage; nobody knows the command line."""
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        for other in others
        if other.partition(".")[0] == "printroom" and room_of(other) != room_of(module)
        if room_of(other) not in MAY_IMPORT[room_of(module)]
    ]
    assert not wrong


def test_every_room_has_its_place() -> None:
    """A new room is entered in the rules above before anything can be built in it."""
    assert {room_of(module) for module in imports()} - {""} <= set(MAY_IMPORT)
    assert imports()["printroom"] <= {"__future__"}


def test_each_engine_stands_behind_its_fence() -> None:
    """Exchanging an engine means changing one room."""
    fenced = {package for packages in FENCES.values() for package in packages}
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        for other in others
        if other.partition(".")[0] in fenced - set(FENCES.get(room_of(module), ()))
    ]
    assert not wrong


def test_nothing_is_imported_behind_the_rules() -> None:
    """Modules are found by a computed name in two places: shapes, and what a worker reads early."""
    dynamic = {
        room_of(module)
        for module, others in imports().items()
        if others & {"importlib", "importlib.util"}
    }
    assert dynamic <= {"activities", "workers"}


def test_the_engine_is_changed_in_one_place() -> None:
    """No function of WeasyPrint is replaced outside `press/engine.py`, and none by a mock."""
    assert [name for name, tree in trees().items() if _changes_engine(tree)] == [PATCHES]
    mocks = {"unittest", "unittest.mock"}
    assert not [name for name, others in imports().items() if others & mocks]


def _changes_engine(tree: ast.Module) -> bool:
    """Whether something of the engine is assigned to, or anything by a computed name."""
    engine = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if getattr(node, "module", alias.name).startswith(ENGINE_COMES_FROM)
    }
    stored = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Subscript)
        and isinstance(node.ctx, ast.Store | ast.Del)
    )
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return any(_root(node) in engine for node in stored) or bool(engine and "setattr" in named)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_imports_make_no_ring() -> None:
    """No module needs itself, whatever way round."""
    modules = imports()
    graph = {
        name: {other for other in others if other in modules} for name, others in modules.items()
    }
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(
    "command",
    [
        "import printroom.cli",
        "import runpy, sys; sys.argv = ['generate.py', '--help']; "
        "runpy.run_path('generate.py', run_name='__main__')",
        "import runpy, sys; sys.argv = ['generate.py', 'list']; "
        "runpy.run_path('generate.py', run_name='__main__')",
    ],
    ids=["import", "--help", "list"],
)
def test_speaking_needs_no_engine(command: str) -> None:
    """Help and lists come at once: no engine is read before something is composed."""
    spy = f"""
import sys
try:
    {command}
except SystemExit as end:
    code = end.code or 0
else:
    code = 0
print([name for name in {ENGINES!r} if name in sys.modules], code, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", spy],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[] 0", done.stderr
