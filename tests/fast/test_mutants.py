"""What `tools/mutants.py` breaks, and its list of changes that change nothing."""

from __future__ import annotations

from tests.workshop import HOME
from tools import mutants as tool
from tools.mutants import TARGETS, equivalent, mutants


def test_each_equivalent_mutant_can_still_be_made() -> None:
    """Each entry of tools/mutants-equivalent.txt is a change of a line of today's code."""
    known = set(equivalent())
    made = {
        mutant.key
        for path in {key.partition(" | ")[0] for key in known}
        for mutant in mutants(path, (HOME / path).read_text("utf-8"), TARGETS[path])
    }
    assert known - made == set()


def test_every_module_of_the_age_gate_is_broken() -> None:
    """Each module of `choose` is among the files that are broken, and each of these is there."""
    modules = {file.relative_to(HOME).as_posix() for file in HOME.glob("printroom/choose/**/*.py")}
    assert modules <= set(TARGETS)
    assert all((HOME / path).is_file() and tool.tests_of(path) for path in TARGETS)


def test_no_mutant_is_made_twice() -> None:
    """To take out either of two equal values is the same change: it is tried, and counted, once."""
    made = list(mutants("pairs.py", "PAIR = (1, 1)\n", ()))
    assert len(made) == len(set(made)) > 1
