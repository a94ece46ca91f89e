"""The structure of the program: what each package may import, and how long its parts may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from printroom.versions import MADE_BY, Kind, versions_of

HOME = Path(__file__).parents[2]
STEPS = {"load", "choose", "compose", "inspect", "press", "proof", "deliver"}
SHARED = {"model", "text", "files"}
MAY_IMPORT = {
    "characters": set[str](),
    "model": {"characters"},
    "text": {"model"},
    "activities": {"model"},
    **dict.fromkeys(STEPS, SHARED),
    "load": SHARED | {"activities"},
    "compose": SHARED | {"activities"},
    "files": set[str](),
    "cache": {"files"},
    "versions": set[str](),
    "word": {"model"},
    "workers": {"cache", "model", "load", "compose", "press", "proof", "versions", "word"},
    "ledger": SHARED | STEPS | {"cache", "versions", "workers"},
    "make": SHARED | STEPS | {"cache", "ledger", "versions", "workers"},
    "desk": {"cache", "deliver", "files", "ledger", "load", "make", "model", "workers"},
    "cli": {"cache", "characters", "deliver", "desk", "ledger", "load", "make", "model", "workers"},
}
"""Which other packages each package of `printroom` may import. Every package is listed here."""
UNDER_PAGES = {"common", "access", "state"}
FOLDERS_MAY_IMPORT = {
    "load": {
        "sources": set[str](),
        "tables": {"sources"},
        "artwork": {"sources"},
        "styles": {"sources"},
        "templates": {"sources", "artwork", "styles"},
        "snippets": {"sources"},
        "schools": {"sources", "tables"},
        "spreadsheets": {"sources", "tables", "schools"},
        "materials": {"sources", "artwork", "templates", "snippets", "schools"},
    },
    "make": {
        "run": set[str](),
        "pack": {"run"},
        "term": {"run", "pack"},
        "bundle": {"run", "pack"},
        "check": {"run", "pack"},
        "compare": {"run", "pack"},
        "preview": {"run", "pack", "check"},
        "find": {"run"},
        "new": {"run", "pack"},
        "requests": {"pack"},
    },
    "desk": {
        "common": set[str](),
        "access": {"common"},
        "state": {"common"},
        "order": UNDER_PAGES,
        "term": UNDER_PAGES | {"order"},
        "review": UNDER_PAGES,
        "design": UNDER_PAGES,
    },
}
"""Which other folders each folder of a large package may import; none imports its front door."""
FRONT_DOORS = {
    *("printroom.load", "printroom.make", "printroom.desk"),
    *("printroom.desk.application", "printroom.desk.serving"),
}
"""The modules of large packages that are in no folder: they may import every folder."""
ENGINE_IMPORTS = {
    "cli": ("click", "rich", "watchfiles"),
    "load": ("yaml", "markdown_it", "python_calamine", "tinycss2"),
    "compose": ("jinja2", "markupsafe", "reportlab", "segno"),
    "desk": ("starlette", "uvicorn", "jinja2", "watchfiles", "argon2"),
    "inspect": ("tinycss2",),
    "press": (
        *("weasyprint", "pydyf", "cssselect2", "tinycss2", "fontTools"),
        *("reportlab", "pikepdf", "pypdfium2", "page"),
    ),
    "proof": ("pikepdf", "pypdfium2", "page"),
    "word": ("docx",),
    "workers": ("distributed", "pebble"),
}
"""The libraries that only these packages may import."""
PATCHES = "printroom.press.engine"
"""The one module that may replace functions of WeasyPrint."""
CHANGE_OTHERS = {
    "printroom.press.pinned": "the search for libraries, imports of fontTools, and the settings of "
    "Fontconfig: WeasyPrint needs them while it is imported, before engine.py can replace anything",
    "printroom.load.artwork.pictures": "WeasyPrint lets Pillow read damaged pictures: not here",
    "printroom.cli.streams": "standard output and error, whose faults are reported at the end",
    "printroom.workers.fork_server": "the environment that the server inherits when it starts",
    "printroom.workers.startup": "the folder for temporary files of a worker",
    "printroom.workers.remote": "the folder for temporary files of a worker",
}
"""The modules that assign to values of other modules, beside `PATCHES`, and why."""
ENGINE_COMES_FROM = ("weasyprint", "pydyf", "printroom.press.engine", "printroom.press.pinned")
LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONG_FUNCTIONS = {
    "printroom.cli.term_command.term": "the options of a command are its parameters",
}
"""Longer functions, and why they are not split."""
SHORTEST_MODULE = 40
SHORT_MODULES = {
    **dict.fromkeys(
        (
            *("printroom.activities", "printroom.deliver", "printroom.desk", "printroom.word"),
            *("printroom.press.fill", "printroom.workers"),
        ),
        "what other packages import from this one",
    ),
    "printroom.characters": "data types and the command line share it",
    "printroom.choose.script_card": "the card has a rule of its own in the age gate",
    "printroom.cli.console": "its class needs rich, which messages import when they print",
    "printroom.compose.web_page": "pages without a plan, which no pack has",
    "printroom.desk.common.chosen_nation": "pages of two folders of the desk ask for it",
    "printroom.desk.common.commands": "pages of all folders of the desk show commands",
    "printroom.ledger.unread_sessions": "lists of sessions import it, and no engine",
    "printroom.make.pack.sample_cover": "checks, previews and comparisons share it",
    "printroom.make.run.template_checks": "`check` and `new` share it, and runs do without",
    "printroom.press.speedups": "the count that all speedups have",
    "printroom.press.speedups.c_types": "one module for each speedup",
    "printroom.proof.ink": "an estimate from pixels, beside rules that read the file",
    "printroom.text.digests": "composing and the ledger share it",
    "printroom.text.style_addresses": "loading and composing share it",
    "printroom.workers.editable_jobs": "it is in no key of a printed document, as `jobs` is",
}
"""Shorter modules, and why they are joined with no other; an `__init__` may be one docstring."""
SHOW_REFUSED = {
    *("printroom.model", "printroom.model.documents"),
    *("printroom.press", "printroom.press.page_pictures", "printroom.press.printing"),
    *("printroom.workers.jobs", "printroom.make.run.cached_press"),
    *("printroom.make.preview.previewing", "printroom.make.check.refused_pictures"),
}
"""The modules, beside the desk, that know of pages which must not be printed."""
MADE_IN: dict[Kind, set[str]] = {
    "documents": {"printroom.press", "printroom.proof.ink", "printroom.workers.jobs"},
    "proofs": {"printroom.proof"},
    "written": {"printroom.compose.written_names", "printroom.workers.composing"},
    "folders": {"printroom.load", "printroom.make.run.cached_folders"},
    "orders": {
        *("printroom.choose", "printroom.compose", "printroom.inspect"),
        *("printroom.workers.composing", "printroom.ledger.uses", "printroom.ledger.withdrawal"),
        "printroom.make.pack.orders",
    },
    "findings": {
        *("printroom.compose", "printroom.inspect", "printroom.workers.composing"),
        "printroom.make.check.inspections",
    },
    "codes": {
        *("printroom.compose", "printroom.workers.composing"),
        "printroom.ledger.current_content",
    },
    "indexes": {
        *("printroom.choose", "printroom.compose", "printroom.workers.composing"),
        *("printroom.ledger.code_search", "printroom.ledger.withdrawal"),
    },
    "packs": {"printroom.make.pack.packs", "printroom.make.term.term_run"},
    "pages": {"printroom.load", "printroom.choose", "printroom.compose", "printroom.press"},
}
"""The modules in which each kind of value in the cache, or of a manifest, is made."""
PICKLED = {"printroom.make.run.remembered", "printroom.workers.own_types"}
"""The modules that write and read `folders` and `orders`."""
AROUND = {"cache", "deliver", "ledger", "make", "versions", "workers"}
"""Packages that hand values on: what else these import does not decide a value."""
NEUTRAL = {
    *("annotated-types", "cffi", "charset-normalizer", "packaging", "pycparser"),
    *("typing-extensions", "typing-inspection"),  # they hold no data and draw nothing
    *("distributed", "filelock", "pebble"),  # they start processes, and lock files
}
"""Libraries that decide no value."""
UNTYPED = {
    "printroom.cli": "it writes JSON",
    "printroom.compose.sandbox": "it overrides methods of Jinja",
    "printroom.load.sources": "YAML, before it is validated",
    "printroom.model.channels": "an entry of YAML, before it is validated",
    "printroom.model.frames": "an activity in YAML, before its shape is known",
    "printroom.press": "the engines have no types for their boxes and PDF objects",
    "printroom.word": "python-docx has no types for its objects",
    "printroom.workers": "a result has any type, between a worker and the caller of its job",
}
"""Where public functions and fields may be untyped, and why."""
ENGINES = ("weasyprint", "pikepdf", "pypdfium2", "reportlab", "page", "jinja2")
MODELS = ("printroom.model", "pydantic", "rich")
"""What commands import when they run, and their help does without."""


@cache
def sources() -> dict[str, bytes]:
    """The source of each module of the program by its full name."""
    return {
        ".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__"): (
            file.read_bytes()
        )
        for file in (HOME / "printroom").rglob("*.py")
    }


@cache
def trees() -> dict[str, ast.Module]:
    """The syntax tree of each module."""
    return {name: ast.parse(source) for name, source in sources().items()}


@cache
def nodes() -> dict[str, tuple[ast.AST, ...]]:
    """Every node of each tree: to walk through all modules takes longer than to read them."""
    return {name: tuple(ast.walk(tree)) for name, tree in trees().items()}


def lengths() -> dict[str, int]:
    """The number of lines of each module."""
    return {name: len(source.splitlines()) for name, source in sources().items()}


@cache
def imports() -> dict[str, frozenset[str]]:
    """The modules that each module imports, at any time."""
    return {name: frozenset(_imported(inner, set(trees()))) for name, inner in nodes().items()}


def _imported(tree: Iterable[ast.AST], modules: set[str]) -> Iterator[str]:
    for node in tree:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports within the program give the full name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            inner = [name for name in names if name in modules]
            yield from inner or [str(node.module)]


def package_of(module: str) -> str:
    """The package of a module, such as `press`; empty for `printroom` itself."""
    return [*module.split("."), ""][1]


def test_each_package_imports_only_what_is_below_it() -> None:
    """A step imports the data types and no other step; nothing imports the command line."""
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        for other in others
        if other.partition(".")[0] == "printroom" and package_of(other) != package_of(module)
        if package_of(other) not in MAY_IMPORT[package_of(module)]
    ]
    assert not wrong


def test_no_package_uses_private_parts_of_another() -> None:
    """A module or a name with an underscore in front is used in its own package only."""
    wrong = [
        f"{module} imports {node.module}.{alias.name}"
        for module, inner in nodes().items()
        for node in inner
        if isinstance(node, ast.ImportFrom) and package_of(str(node.module)) != package_of(module)
        for alias in node.names
        if str(node.module).startswith("printroom.")
        if re.search(r"[.]_(?!_)", f"{node.module}.{alias.name}")
    ]
    assert not wrong


def test_values_between_modules_are_typed() -> None:
    """No public function or field is `Any` or a bare dict, but at the edges that are listed."""
    untyped = re.compile(r"\b(Any|JsonValue|(dict|Mapping)\[str, object\])")
    found = {name for name, tree in trees().items() if any(map(untyped.search, _public(tree)))}
    edges = {
        name: [edge for edge in UNTYPED if f"{name}.".startswith(f"{edge}.")] for name in found
    }
    assert not [name for name, edge in edges.items() if not edge]
    assert {edge for those in edges.values() for edge in those} == set(UNTYPED)


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    """The types of the public functions of a module, and of its classes' methods and fields."""
    for node in tree.body:
        name = getattr(node, "name", None) or ast.unparse(getattr(node, "target", ast.Pass()))
        if name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            yield from _public(node)
        elif isinstance(node, ast.AnnAssign) and isinstance(tree, ast.ClassDef):
            yield ast.unparse(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{ast.unparse(node.args)} {ast.unparse(node.returns) if node.returns else ''}"


def folder_of(module: str) -> str:
    """The folder of a module within its large package, such as `term`; empty for a front door."""
    return "" if module in FRONT_DOORS else module.split(".")[2]


def test_each_folder_imports_only_what_is_below_it() -> None:
    """Within a large package, a folder imports only those listed, and never the front door."""
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        if package_of(module) in FOLDERS_MAY_IMPORT and folder_of(module)
        for other in others
        if other.startswith(f"printroom.{package_of(module)}")
        if folder_of(other) != folder_of(module)
        if folder_of(other) not in FOLDERS_MAY_IMPORT[package_of(module)][folder_of(module)]
    ]
    assert not wrong


def test_every_folder_has_import_rules() -> None:
    """Each module of a large package is in a listed folder, whose `__init__` is one docstring."""
    inner = {module for module in trees() if package_of(module) in FOLDERS_MAY_IMPORT}
    folders = {(package_of(module), folder_of(module)) for module in inner - FRONT_DOORS}
    assert folders == {(name, one) for name, given in FOLDERS_MAY_IMPORT.items() for one in given}
    assert inner >= FRONT_DOORS
    for package, folder in folders:
        body = trees()[f"printroom.{package}.{folder}"].body
        assert len(body) == 1
        assert isinstance(body[0], ast.Expr)


def test_every_package_has_import_rules() -> None:
    """The rules above have an entry for each package, and for no other."""
    assert {package_of(module) for module in imports()} - {""} == set(MAY_IMPORT)
    assert imports()["printroom"] <= {"__future__"}


def test_each_library_is_imported_by_its_package_only() -> None:
    """To exchange a library, one package has to be changed."""
    restricted = {package for packages in ENGINE_IMPORTS.values() for package in packages}
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        for other in others
        if other.partition(".")[0] in restricted - set(ENGINE_IMPORTS.get(package_of(module), ()))
    ]
    assert not wrong


def test_nothing_is_imported_behind_the_rules() -> None:
    """Only activities (their shapes) and workers (what they preload) import by a computed name."""
    dynamic = {
        package_of(module)
        for module, others in imports().items()
        if others & {"importlib", "importlib.util"}
    }
    assert dynamic <= {"activities", "workers"}


def test_the_engine_is_patched_in_one_module() -> None:
    """No function of WeasyPrint is replaced outside `press/engine.py`, and none by a mock.

    `press/pinned.py` replaces functions of Python while WeasyPrint is imported (`CHANGE_OTHERS`).
    """
    assert [name for name, inner in nodes().items() if _changes_engine(inner)] == [PATCHES]
    mocks = {"unittest", "unittest.mock"}
    assert not [name for name, others in imports().items() if others & mocks]


def test_no_module_changes_another_one() -> None:
    """No module assigns to values of another one, except those that are listed with the reason."""
    changing = {name for name, inner in nodes().items() if _assigns_to(_names(inner), inner)}
    assert changing == set(CHANGE_OTHERS)


def _changes_engine(inner: Collection[ast.AST]) -> bool:
    """Whether a module assigns to something of the engine, or uses `setattr` beside it."""
    engine = _names(inner, ENGINE_COMES_FROM)
    named = {node.id for node in inner if isinstance(node, ast.Name)}
    return _assigns_to(engine, inner) or bool(engine and "setattr" in named)


def _names(inner: Collection[ast.AST], modules: tuple[str, ...] = ("",)) -> set[str]:
    """The names under which a module imports others, or things of them."""
    return {
        alias.asname or alias.name.partition(".")[0]
        for node in inner
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if getattr(node, "module", alias.name).startswith(modules)
    }


def _assigns_to(names: set[str], inner: Collection[ast.AST]) -> bool:
    """Whether something within one of these names is assigned or deleted."""
    return any(
        _root(node) in names
        for node in inner
        if isinstance(node, ast.Attribute | ast.Subscript)
        and isinstance(node.ctx, ast.Store | ast.Del)
    )


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _deciding(kind: Kind) -> set[str]:
    """The modules in which a kind of value is made, and all that these import."""
    left = MADE_IN[kind] | (PICKLED if kind in ("folders", "orders") else set())
    ends = {"versions"} if kind == "packs" else AROUND
    found: set[str] = set()
    while left:
        module = left.pop()
        found.add(module)
        if package_of(module) not in ends:
            left |= {one for one in _imported_here(module) if package_of(one) not in ends} - found
    return found


def _imported_here(module: str) -> set[str]:
    """The modules of the program that a module imports, shapes of activities by their names."""
    if module == "printroom.activities":
        return {name for name in trees() if name.startswith(f"{module}.")}
    return set(imports()[module] & trees().keys())


def _listed(place: str) -> set[str]:
    """The modules at a place of the program, such as `make/run` or `cache.py`."""
    start = ".".join(("printroom", *Path(place).with_suffix("").parts))
    return {name for name in trees() if name == start or name.startswith(f"{start}.")}


@pytest.mark.parametrize("kind", MADE_IN)
def test_a_key_has_the_code_that_makes_its_value(kind: Kind) -> None:
    """Whatever the code of a value imports is in the value's key, and no place for nothing."""
    places = {place: _listed(place) for place in MADE_BY[kind]}
    deciding = _deciding(kind)
    assert not deciding - set().union(*places.values())
    assert not [place for place, modules in places.items() if not modules & deciding]


@pytest.mark.parametrize("kind", MADE_IN)
def test_a_key_has_the_libraries_that_make_its_value(kind: Kind) -> None:
    """A key has each library that the code of a value imports, and what these libraries need."""
    code = set().union(*map(_listed, MADE_BY[kind]))
    named = {name.partition(".")[0] for module in code for name in imports()[module]}
    packages = packages_distributions()
    found = {_spelled(library) for name in named for library in packages.get(name, ())}
    needed = set().union(*(_needed(library, ()) for library in found - NEUTRAL)) - NEUTRAL
    others = {"printroom", "python", "zlib", "pango", "harfbuzz"}
    assert set(versions_of(kind)) - others == needed


def _needed(library: str, extras: tuple[str, ...]) -> set[str]:
    """A library and all that it needs here."""
    found = {library}
    for requirement in map(Requirement, requires(library) or ()):
        marker = requirement.marker
        if not marker or any(marker.evaluate({"extra": one}) for one in ("", *extras)):
            found |= _needed(_spelled(requirement.name), tuple(requirement.extras))
    return found


def _spelled(library: str) -> str:
    return re.sub(r"[-_.]+", "-", library).lower()


def test_imports_have_no_cycle() -> None:
    """No module imports itself, directly or through others."""
    modules = imports()
    graph = {
        name: {other for other in others if other in modules} for name, others in modules.items()
    }
    TopologicalSorter(graph).prepare()


def test_functions_are_short() -> None:
    """No function has more than 40 lines, except the few that are listed with a reason."""
    long = {
        f"{module}.{node.name}"
        for module, inner in nodes().items()
        for node in inner
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


def test_each_module_has_a_name_of_its_own() -> None:
    """No two modules have one name, so that a name alone says which file is meant."""
    files = [file.stem for file in (HOME / "printroom").rglob("*.py")]
    assert {name for name in files if files.count(name) > 1} == {"__init__"}


def test_modules_are_short() -> None:
    """No module has more than 300 lines."""
    assert not {name for name, lines in lengths().items() if lines > LONGEST_MODULE}


def test_modules_are_not_too_short() -> None:
    """No module has fewer than 40 lines, except those that are listed with the reason."""
    bare = {name for name, tree in trees().items() if len(tree.body) == 1}
    short = {name for name, lines in lengths().items() if lines < SHORTEST_MODULE}
    assert short - bare == set(SHORT_MODULES)


def test_refused_pages_reach_only_what_shows_them() -> None:
    """Nothing that delivers, stores or records files names a refused page or its layout."""
    name = re.compile(rb"\b(RefusedPage|draw_refused|refused_pages|_LaidOut)\b")
    naming = {module for module, source in sources().items() if name.search(source)}
    assert {module for module in naming if package_of(module) != "desk"} == SHOW_REFUSED


@pytest.mark.starts_program("which modules are imported shows in a fresh interpreter only")
@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        pytest.param("import printroom.cli", (*ENGINES, *MODELS), id="import"),
        pytest.param(
            "import runpy, sys; sys.argv = ['generate.py', '--help']; "
            "runpy.run_path('generate.py', run_name='__main__')",
            (*ENGINES, *MODELS),
            id="--help",
        ),
        pytest.param(
            "import runpy, sys; sys.argv = ['generate.py', 'list']; "
            "runpy.run_path('generate.py', run_name='__main__')",
            ENGINES,
            id="list",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_help_and_lists_load_no_engine(command: str, unwanted: tuple[str, ...]) -> None:
    """Help and lists start fast: no engine is imported for a list, and no data type for help."""
    spy = f"""
import sys
try:
    {command}
except SystemExit as end:
    code = end.code or 0
else:
    code = 0
print([name for name in {unwanted!r} if name in sys.modules], code, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", spy],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[] 0", done.stderr
