"""Break the age gate in small ways, one at a time, and see that its tests notice each.

A mutant is one file with one thing changed. Each runs the gate's tests in a copy of the project,
in a process of its own; a mutant that no test notices is a hole in the tests. Those that change
nothing that can be seen are listed, with the reason, in tools/mutants-equivalent.txt.

    python tools/mutants.py [PATH …]     only these files, such as printroom/choose/voices.py
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
EQUIVALENT = HOME / "tools" / "mutants-equivalent.txt"
AT_ONCE = 2
SECONDS = 60
WHOLE = ("",)
TARGETS: Mapping[str, tuple[str, ...]] = {
    "printroom/choose/voices.py": WHOLE,
    "printroom/choose/documents.py": WHOLE,
    "printroom/choose/timetable.py": WHOLE,
    "printroom/choose/draft.py": WHOLE,
    "printroom/choose/digest.py": WHOLE,
    "printroom/choose/forbidden.py": WHOLE,
    "printroom/choose/__init__.py": WHOLE,
    "printroom/load/bands.py": WHOLE,
    "printroom/load/snippets.py": ("read", "_is_claim"),
    "printroom/compose/blocks.py": ("_link", "contact_words"),
    "printroom/fingerprint.py": WHOLE,
    "printroom/proof/seal.py": WHOLE,
    "printroom/proof/contacts.py": WHOLE,
}
"""What is broken: whole files, or some functions of them."""
TESTS: Mapping[str, tuple[str, ...]] = {
    "printroom/load/": ("test_claims.py",),
    "printroom/fingerprint.py": ("test_fingerprint.py", "test_choose.py"),
    "printroom/proof/": ("test_proof.py",),
    "": ("test_choose.py", "test_gate.py"),
}
"""Which tests look after a file, the quickest first; the first line that fits holds."""


# --- making mutants -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """One file with one thing changed: where, its line before and after, and the whole text."""

    path: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> str:
        """What names it in the list of equivalent ones, wherever its line moves to."""
        return f"{self.path} | {self.before} | {self.after}"


COMPARE: Mapping[type[ast.cmpop], tuple[ast.cmpop, ...]] = {
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
ARITHMETIC: Mapping[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.FloorDiv(),
    ast.BitOr: ast.BitAnd(),
    ast.BitAnd: ast.BitOr(),
}


def mutants(path: str, source: str, functions: tuple[str, ...]) -> Iterator[Mutant]:
    """Every way to change one thing in a file, or in some of its functions."""
    tree = ast.parse(source)
    seen = set()
    for root in _roots(tree, functions):
        for node in _code(root):
            for changed in _changes(node):
                mutant = _splice(path, source, node, changed)
                if mutant.source != source and mutant.source not in seen:
                    seen.add(mutant.source)
                    yield mutant


def _roots(tree: ast.Module, functions: tuple[str, ...]) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if functions == WHOLE:
            yield tree
            return
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            yield node


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """What runs: no imports, types, docstrings or decorators, and no words of messages."""
    yield node
    for name, field in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in field if isinstance(field, list) else [field]:
            if not isinstance(child, ast.AST) or isinstance(child, _UNREAD) or _is_words(child):
                continue
            yield from _code(child)


_UNREAD = (ast.Import, ast.ImportFrom, ast.JoinedStr)


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """What may stand in a node's place; none where a statement is dropped."""
    match node:
        case ast.Compare():
            for n, operator in enumerate(node.ops):
                for other in COMPARE[type(operator)]:
                    ops = [*node.ops[:n], other, *node.ops[n + 1 :]]
                    yield ast.Compare(node.left, ops, node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
            for rest in _without_each(node.values):
                yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(node.op)], node.right)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() as number):
            yield ast.Constant(number + 1)
        case ast.IfExp():
            yield ast.IfExp(ast.Constant(True), node.body, node.orelse)
            yield ast.IfExp(ast.Constant(False), node.body, node.orelse)
        case ast.If() | ast.While():
            for value in (True, False):
                yield type(node)(ast.Constant(value), node.body, node.orelse)
        case ast.comprehension():
            for n, rest in enumerate(_without_each(node.ifs)):
                del n
                yield ast.comprehension(node.target, node.iter, rest, node.is_async)
        case ast.For():
            yield ast.For(node.target, ast.Tuple([], ast.Load()), node.body, node.orelse)
        case ast.Continue():
            yield ast.Break()
            yield None
        case ast.Break():
            yield ast.Continue()
            yield None
        case ast.Return(value=ast.expr()):
            yield ast.Return(ast.Constant(None))
        case ast.Expr() | ast.Raise() | ast.AugAssign():
            yield None
        case ast.Call():
            yield from _calls(node)
        case ast.Tuple() | ast.List() | ast.Set() if len(node.elts) > 1:
            if not isinstance(getattr(node, "ctx", None), ast.Store):
                for rest in _without_each(node.elts):
                    yield ast.Tuple(rest, ast.Load()) if isinstance(node, ast.Tuple) else (
                        type(node)(elts=rest)
                    )
        case ast.Dict() if len(node.keys) > 1:
            pairs = list(zip(node.keys, node.values, strict=True))
            for rest in (*_without_each(pairs), pairs[::-1]):
                yield ast.Dict([key for key, _ in rest], [value for _, value in rest])


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Arguments swapped, arguments by name left out."""
    for n in range(len(node.args) - 1):
        args = [*node.args[:n], node.args[n + 1], node.args[n], *node.args[n + 2 :]]
        yield ast.Call(node.func, args, node.keywords)
    for rest in _without_each(node.keywords):
        yield ast.Call(node.func, node.args, rest)


def _without_each[T](of: list[T]) -> Iterator[list[T]]:
    for n in range(len(of)):
        yield [*of[:n], *of[n + 1 :]]
