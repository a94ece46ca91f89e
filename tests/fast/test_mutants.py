"""The list of mutants that change nothing: it names no line that is not there any more."""

from __future__ import annotations

from tests.workshop import HOME
from tools.mutants import TARGETS, equivalent, mutants


def test_each_equivalent_mutant_can_still_be_made() -> None:
    """Each entry of tools/mutants-equivalent.txt is a change of a line as it is today."""
    known = set(equivalent())
    made = {
        mutant.key
        for path in {key.partition(" | ")[0] for key in known}
        for mutant in mutants(path, (HOME / path).read_text("utf-8"), TARGETS[path])
    }
    assert known - made == set()


def test_no_mutant_is_made_twice() -> None:
    """To take out either of two equal values is the same change: it is tried, and counted, once."""
    made = list(mutants("pairs.py", "PAIR = (1, 1)\n", ()))
    assert len(made) == len(set(made)) > 1
