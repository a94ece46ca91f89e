"""Keep what was parsed of each file, so that loading again parses only the files that changed.

A command reads each file once and gains nothing; a process that stays (`watch`, the desk) loads
both folders after every edit. The key is the path, and the content itself is compared, not a time
or a digest. Results are shared between loads and must not be changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple

from printroom.model import NotFitToPrint

Args = TypeVarTuple("Args")
R = TypeVar("R")
MOST_RESULTS = 5_000
"""More files than any library has; beyond them the oldest results are dropped."""
_results: dict[tuple[str, str], tuple[tuple[object, ...], Callable[[], Any]]] = {}
"""By function and path: the arguments of the last call, and a function that repeats its outcome."""


def parse_if_changed(path: str, parse: Callable[[*Args], R], *args: *Args) -> R:
    """`parse(*args)`, called only if its last arguments for this path were different ones.

    `parse` must depend on nothing but its arguments, the content of the file among them.
    Raises what it raises: problems are kept, too.
    """
    key = (f"{parse.__module__}.{parse.__qualname__}", path)
    known = _results.get(key)
    if known is None or known[0] != args:
        known = _results[key] = (args, _outcome(parse, *args))
        if len(_results) > MOST_RESULTS:
            _results.pop(next(iter(_results)), None)
    result: R = known[1]()
    return result


def _outcome(parse: Callable[[*Args], R], *args: *Args) -> Callable[[], R]:
    """A function that returns what `parse` returns, or raises the problems that it raises."""
    try:
        result = parse(*args)
    except NotFitToPrint as error:
        problems = error.problems

        def fail() -> R:
            raise NotFitToPrint(problems)

        return fail
    return lambda: result
