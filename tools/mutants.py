"""Breaks the age gate in small ways, one at a time; its tests must notice each.

A mutant is one file with one thing changed. The gate's tests run on it in a copy of the project, in
a separate process, two at a time. A mutant that no test notices is a hole in the tests. Mutants
without a visible effect are listed, with the reason, in tools/mutants-equivalent.txt.

    python tools/mutants.py [PATH …]         only these files, such as printroom/choose/variants.py
    python tools/mutants.py --minutes 30     as many as fit, in a random order that changes daily
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

HOME = Path(__file__).resolve().parent.parent
EQUIVALENT = HOME / "tools" / "mutants-equivalent.txt"
AT_ONCE = 2
CPU_SECONDS = 60
"""CPU time after which a mutant counts as timed out: more than any of these tests takes."""
SECONDS = 900
"""Time after which a mutant that waits for ever counts as timed out."""
EXAMPLES = "60"
"""How many libraries Hypothesis draws in tests/fast/test_gate.py; always the same ones."""
TARGETS: Mapping[str, tuple[str, ...]] = {
    "printroom/choose/variants.py": (),
    "printroom/choose/document_plans.py": (),
    "printroom/choose/guides.py": (),
    "printroom/choose/arrangements.py": (),
    "printroom/choose/nation_checks.py": (),
    "printroom/choose/timetable.py": (),
    "printroom/choose/draft_reasons.py": (),
    "printroom/choose/digest.py": (),
    "printroom/choose/editions.py": (),
    "printroom/choose/lengths.py": (),
    "printroom/choose/forbidden.py": (),
    "printroom/choose/card_numbers.py": (),
    "printroom/choose/card_references.py": (),
    "printroom/choose/kit.py": (),
    "printroom/choose/script_card.py": (),
    "printroom/choose/signs.py": (),
    "printroom/choose/source_places.py": (),
    "printroom/choose/today.py": (),
    "printroom/choose/__init__.py": (),
    "printroom/choose/unknown_names.py": ("refuse_unknown_names",),
    "printroom/load/snippets/snippets.py": ("read", "_is_variant"),
    "printroom/load/sources/yaml_text.py": ("unknown_bands",),
    "printroom/compose/block_nodes.py": ("_link", "contact_words"),
    "printroom/text/fingerprint.py": (),
    "printroom/proof/leaks.py": (),
    "printroom/proof/contacts.py": (),
    "printroom/text/contact_search.py": (),
    "printroom/text/phone_numbers.py": (),
    "printroom/text/digests.py": (),
    "printroom/text/occurrence.py": (),
}
"""The files that are broken, with the functions; a whole file if none is named."""
CONTACTS = (
    "fast/test_contacts.py",
    "fast/test_no_contacts.py::test_a_mark_on_a_piece_of_a_contact_hides_nothing",
    "fast/test_no_contacts.py::test_figures_side_by_side_are_passed_over",
    "prints/test_proof.py::test_declared_contacts_are_no_alarm",
    "prints/test_proof.py::test_undeclared_contacts_are_found",
    "prints/test_proof.py::test_other_figures_are_no_contacts",
    "prints/test_proof.py::test_a_wrong_help_line_is_found",
    "prints/test_proof.py::test_a_contact_is_found_anywhere",
)
TESTS: Mapping[str, tuple[str, ...]] = {
    "printroom/load/": (
        "fast/test_band_claims.py",
        "fast/test_set_aside.py::test_the_words_of_a_broken_snippet_stay_forbidden",
        "fast/test_load.py",
    ),
    "printroom/text/fingerprint.py": ("fast/test_fingerprint_edges.py", "fast/test_fingerprint.py"),
    "printroom/proof/contacts.py": CONTACTS,
    "printroom/text/contact_search.py": CONTACTS,
    "printroom/text/phone_numbers.py": CONTACTS,
    "printroom/text/digests.py": ("fast/test_short_codes.py",),
    "printroom/text/occurrence.py": ("fast/test_occurrence.py",),
    "printroom/proof/leaks.py": ("fast/test_leaks.py", "prints/test_proof.py"),
    "printroom/choose/arrangements.py": (
        "fast/test_arrangements.py",
        "fast/test_choose.py",
        "fast/test_gate.py",
    ),
    "printroom/choose/draft_reasons.py": (
        "fast/test_draft_reasons.py",
        "fast/test_choose.py",
    ),
    "printroom/choose/digest.py": ("fast/test_digest.py",),
    "printroom/choose/editions.py": ("fast/test_editions.py",),
    "printroom/choose/lengths.py": ("fast/test_follow_up.py", "fast/test_lengths.py"),
    "printroom/choose/card_numbers.py": ("fast/test_card_numbers.py",),
    "printroom/choose/card_references.py": ("fast/test_card_references.py",),
    "printroom/choose/kit.py": ("fast/test_kit.py",),
    "printroom/choose/script_card.py": ("fast/test_script_card.py",),
    "printroom/choose/signs.py": ("fast/test_signs.py",),
    "printroom/choose/source_places.py": ("fast/test_source_places.py",),
    "printroom/choose/today.py": ("fast/test_today.py",),
    "printroom/choose/__init__.py": (
        "fast/test_orders.py",
        "fast/test_left_out.py",
        "fast/test_choose.py",
        "fast/test_gate.py",
        "fast/test_editions.py",
    ),
    "printroom/choose/document_plans.py": (
        "fast/test_choose.py",
        "fast/test_arrangements.py",
        "fast/test_follow_up.py::test_fixed_words_are_on_the_card_and_not_in_the_guide",
        "fast/test_today.py::test_the_welcome_says_aloud_what_today_is_about",
        "fast/test_gate.py",
        "fast/test_digest.py",
    ),
    "printroom/choose/guides.py": (
        "fast/test_choose.py",
        "fast/test_series.py",
        "fast/test_signs.py",
    ),
    "": ("fast/test_choose.py", "fast/test_gate.py"),
}
"""The tests for each file, the quickest first; the first entry whose start matches is used."""
T = TypeVar("T")


# --- making mutants -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """A file with one change: its path, the line and its number, the change, and the new text."""

    path: str
    number: int
    line: str
    change: str
    source: str

    @property
    def key(self) -> str:
        """Its name in the list of equivalent mutants, which does not depend on the line number."""
        return f"{self.path} | {self.line} | {self.change}"


_COMPARE: Mapping[type[ast.cmpop], tuple[ast.cmpop, ...]] = {
    ast.Eq: (ast.NotEq(),),
    ast.NotEq: (ast.Eq(),),
    ast.Lt: (ast.LtE(), ast.GtE()),
    ast.LtE: (ast.Lt(), ast.Gt()),
    ast.Gt: (ast.GtE(), ast.LtE()),
    ast.GtE: (ast.Gt(), ast.Lt()),
    ast.In: (ast.NotIn(),),
    ast.NotIn: (ast.In(),),
    ast.Is: (ast.IsNot(),),
    ast.IsNot: (ast.Is(),),
}
_ARITHMETIC: Mapping[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.FloorDiv(),
    ast.BitOr: ast.BitAnd(),
    ast.BitAnd: ast.BitOr(),
}


def mutants(path: str, source: str, functions: tuple[str, ...]) -> Iterator[Mutant]:
    """Every mutant of a file, or of some of its functions, each once."""
    tree = ast.parse(source)
    found: dict[Mutant, None] = {}
    named = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in functions)
    lines = source.split("\n")
    for root in named if functions else [tree]:
        for node in _code(root):
            for place, new in _changes(node):
                if new is not None and ast.dump(new) == ast.dump(place):
                    continue
                text = "pass" if new is None else f"({ast.unparse(new)})"
                if isinstance(new, ast.stmt):
                    text = ast.unparse(new)
                old = ast.unparse(place).partition("\n")[0]
                line = lines[place.lineno - 1].strip()
                changed = _put(source, place, text)
                found[Mutant(path, place.lineno, line, f"{old} → {text}", changed)] = None
    yield from found


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that can be changed: no imports, types, decorators, docstrings or messages."""
    yield node
    for name, inner in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list", "bases"):
            for child in inner if isinstance(inner, list) else [inner]:
                if isinstance(child, ast.AST) and not _is_unread(child):
                    yield from _code(child)


def _is_unread(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar"))):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, ast.AST | None]]:
    """The nodes to change, each with its replacement; none if a statement is removed."""
    match node:
        case ast.Compare():
            for n, operator in enumerate(node.ops):
                for other in _COMPARE[type(operator)]:
                    ops = [*node.ops[:n], other, *node.ops[n + 1 :]]
                    yield node, ast.Compare(node.left, ops, node.comparators)
        case ast.BoolOp():
            other_op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield node, ast.BoolOp(other_op, node.values)
            for rest in _without_each(node.values):
                yield node, ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not()):
            yield node, node.operand
        case ast.UnaryOp(op=ast.USub()):
            yield node, node.operand
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield node, ast.BinOp(node.left, _ARITHMETIC[type(node.op)], node.right)
        case ast.Constant(value=bool()):
            yield node, ast.Constant(not node.value)
        case ast.Constant(value=int() as number):
            yield node, ast.Constant(number + 1)
        case ast.Constant(value=str() as name) if " " not in name:
            yield node, ast.Constant(f"{name}~")
        case ast.IfExp() | ast.If() | ast.While():
            yield node.test, ast.Constant(True)
            yield node.test, ast.Constant(False)
        case ast.comprehension():
            yield from ((condition, ast.Constant(True)) for condition in node.ifs)
            yield node.iter, ast.Tuple([], ast.Load())
        case ast.For():
            yield node.iter, ast.Tuple([], ast.Load())
        case ast.Continue():
            yield from ((node, ast.Break()), (node, None))
        case ast.Break():
            yield from ((node, ast.Continue()), (node, None))
        case ast.Return(value=ast.expr() as value):
            yield value, ast.Constant(None)
        case ast.Expr() | ast.Raise() | ast.AugAssign():
            yield node, None
        case ast.Call():
            yield from ((node, changed) for changed in _calls(node))
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) if len(node.elts) > 1:
            yield from ((node, type(node)(rest, ast.Load())) for rest in _without_each(node.elts))
        case ast.Set() if len(node.elts) > 1:
            yield from ((node, ast.Set(rest)) for rest in _without_each(node.elts))
        case ast.Dict() if len(node.keys) > 1:
            pairs = list(zip(node.keys, node.values, strict=True))
            for left in (*_without_each(pairs), pairs[::-1]):
                yield node, ast.Dict([key for key, _ in left], [value for _, value in left])


def _calls(node: ast.Call) -> Iterator[ast.Call]:
    """A call with two neighbouring arguments swapped, or with a keyword argument left out."""
    for n in range(len(node.args) - 1):
        args = [*node.args[:n], node.args[n + 1], node.args[n], *node.args[n + 2 :]]
        yield ast.Call(node.func, args, node.keywords)
    for rest in _without_each(node.keywords):
        yield ast.Call(node.func, node.args, rest)


def _without_each(of: list[T]) -> Iterator[list[T]]:
    yield from ([*of[:n], *of[n + 1 :]] for n in range(len(of)))


def _put(source: str, place: ast.expr | ast.stmt, text: str) -> str:
    """The source with one node replaced by a text; `ast` counts columns in bytes."""
    lines = source.encode().splitlines(keepends=True)
    assert place.end_lineno is not None
    assert place.end_col_offset is not None
    before = b"".join(lines[: place.lineno - 1]) + lines[place.lineno - 1][: place.col_offset]
    after = lines[place.end_lineno - 1][place.end_col_offset :] + b"".join(
        lines[place.end_lineno :]
    )
    return (before + text.encode() + after).decode()


# --- running the tests --------------------------------------------------------------------------


def tests_of(path: str) -> tuple[str, ...]:
    """The test files for a file; none if they do not exist yet."""
    names = next(names for start, names in TESTS.items() if path.startswith(start))
    files = {name: HOME / "tests" / name.partition("::")[0] for name in names}
    return tuple(f"tests/{name}" for name, file in files.items() if file.exists())


class Bench:
    """Runs mutants in copies of the project, in each of which one file at a time is broken."""

    def __init__(self, folder: Path) -> None:
        self.free = [self._copy(folder / str(n)) for n in range(AT_ONCE)]
        self.busy: dict[int, tuple[Path, Mutant]] = {}

    def _copy(self, place: Path) -> Path:
        for name in ("printroom", "tests"):
            shutil.copytree(HOME / name, place / name)
        for name in ("materials", "templates", "pyproject.toml"):
            (place / name).symlink_to(HOME / name)
        return place

    def outcomes(self, waiting: Iterable[Mutant]) -> Iterator[tuple[Mutant, str]]:
        """Each mutant with its outcome, in the order in which they are finished."""
        for mutant in waiting:
            while not self.free:
                yield self._wait()
            self._start(mutant)
        while self.busy:
            yield self._wait()

    def _start(self, mutant: Mutant) -> None:
        place = self.free.pop()
        (place / mutant.path).write_text(mutant.source)
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(run_tests(place, tests_of(mutant.path)))
            finally:  # the child process must end here
                os._exit(3)
        self.busy[pid] = (place, mutant)

    def _wait(self) -> tuple[Mutant, str]:
        pid, status = os.wait()
        place, mutant = self.busy.pop(pid)
        shutil.copy2(HOME / mutant.path, place / mutant.path)
        self.free.append(place)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGALRM, signal.SIGPROF):
            return mutant, "timed out"
        # 1: a test failed; 2 and 4: a module could not be imported; others are no verdict.
        outcomes = {0: "survived", 1: "killed", 2: "killed", 4: "killed"}
        return mutant, outcomes.get(os.waitstatus_to_exitcode(status), "no verdict")


def run_tests(place: Path, tests: tuple[str, ...]) -> int:
    """Run tests in this process up to the first that fails; returns the exit code of pytest."""
    import pytest

    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    signal.alarm(SECONDS)
    os.chdir(place)
    sys.path[0] = str(place)
    sys.dont_write_bytecode = True  # a broken file's code must not outlive it
    os.environ["PRINTROOM_EXAMPLES"] = EXAMPLES
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    options = ["-x", "-q", "--assert=plain", "--tb=no", "-p", "no:cacheprovider"]
    options += ["--hypothesis-profile=mutants"]
    return int(pytest.main([*options, f"--rootdir={place}", *tests]))


def read_engines() -> None:
    """Import once what all runs need, before processes are forked; no module of this project."""
    import hypothesis.strategies
    import jinja2.sandbox
    import markdown_it
    import pydantic
    import pytest
    import yaml

    del hypothesis, jinja2, markdown_it, pydantic, pytest, yaml
    assert not any(name.partition(".")[0] in ("printroom", "tests") for name in sys.modules)


# --- reporting ----------------------------------------------------------------------------------


def equivalent() -> dict[str, str]:
    """The keys of mutants without a visible effect, each with the reason written above it."""
    keys, reason = {}, ""
    for line in EQUIVALENT.read_text().splitlines() if EQUIVALENT.exists() else ():
        if line.startswith("#"):
            reason = line.lstrip("# ")
        elif line.strip():
            keys[line.strip()] = reason
    return keys


def main(arguments: list[str]) -> int:
    """Make and run the mutants; returns 1 if one survived that is not listed as equivalent."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--minutes", type=float)
    options = parser.parse_args(arguments)
    only = options.paths
    paths = [path for path in TARGETS if not only or path in only]
    missing = [path for path in paths if not (HOME / path).exists() or not tests_of(path)]
    sources = {path: (HOME / path).read_text() for path in paths if path not in missing}
    made = [m for path in sources for m in mutants(path, sources[path], TARGETS[path])]
    whole = [Mutant(path, 0, "", "nothing changed", text) for path, text in sources.items()]
    read_engines()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        bench = Bench(Path(folder))
        broken = [m.path for m, outcome in bench.outcomes(whole) if outcome != "survived"]
        if broken:
            print("The tests fail before anything is broken:", *sorted(broken))
            return 1
        outcomes = {}
        for mutant, outcome in bench.outcomes(drawn(made, begun, options.minutes)):
            outcomes[mutant] = outcome
            print(f"\r{len(outcomes)} of {len(made)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if len(outcomes) < len(made):
        print(f"Of {len(made)} mutants, {len(outcomes)} were tried in {options.minutes:g} minutes.")
    return report(outcomes, missing, time.monotonic() - begun)


def drawn(made: list[Mutant], begun: float, minutes: float | None) -> Iterator[Mutant]:
    """All mutants; with `minutes`, as many as there is time for, in a random order of the day."""
    if minutes is None:
        yield from made
        return
    for mutant in Random(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}").sample(made, len(made)):
        if time.monotonic() - begun > minutes * 60:
            return
        yield mutant


def report(outcomes: Mapping[Mutant, str], missing: list[str], seconds: float) -> int:
    """Print the table and the survivors; returns 1 if there is a hole in the tests."""
    known = equivalent()
    noticed = ("killed", "timed out")
    survivors = [mutant for mutant, outcome in outcomes.items() if outcome not in noticed]
    holes = [mutant for mutant in survivors if mutant.key not in known]
    print(f"{'':32}  made  killed  timed out  equivalent  survived")
    for path in [*dict.fromkeys(mutant.path for mutant in outcomes), ""]:
        here = [mutant for mutant in outcomes if path in ("", mutant.path)]
        count = Counter(outcomes[mutant] for mutant in here)
        lost = sum(mutant.path == path or not path for mutant in holes)
        same = len(here) - count["killed"] - count["timed out"] - lost
        row = (len(here), count["killed"], count["timed out"], same, lost)
        print(f"{path or 'all':32} {row[0]:5} {row[1]:7} {row[2]:10} {row[3]:11} {row[4]:9}")
    print(f"{seconds:.0f} seconds")
    for path in missing:
        print(f"{path}: its tests are not written yet")
    for mutant in sorted(holes, key=lambda m: (m.path, m.number)):
        print(f"\n{mutant.path}:{mutant.number}: {outcomes[mutant]}")
        print(f"    {mutant.line}\n    {mutant.change}")
    tried = {mutant.key for mutant in outcomes}
    for key in sorted(known.keys() & tried - {mutant.key for mutant in survivors}):
        print(f"\n{EQUIVALENT.name} names what did not survive: {key}")
    return 1 if holes or missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
