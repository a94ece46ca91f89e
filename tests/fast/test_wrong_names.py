"""A call that names something unknown is refused before all materials are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from printroom.load.materials.order_names import load_order_names
from tests.calls import ask, at_home
from tests.workshop import Workshop

UPHILL = ("--nation", "uphill")
SIGN = ("--reviewer", "Rae Hub", "--role", "Reader", "--code", "ABC-DEF")
REMARK = ("--document", "cards", "--says", "Who?", "--by", "Rae Hub")
CALLS = {
    ("pack", "B7", "--band", "juniors"): "choose from: B1, B2",
    ("pack", "repairs/flat-tire", "--band", "juniors"): "did you mean “repairs/flat-tyre”?",
    ("pack", "B2", "--band", "juniors"): "choose from: seniors",
    ("pack", "B1", "--band", "juniors", "--nation", "Downhil"): "choose from: downhill, uphill",
    ("pack", "B1", "--band", "juniors", "--minutes", "33"): "flat-tyre” offers 40 minutes",
    (
        "pack",
        "B1",
        "--band",
        "juniors",
        *UPHILL,
        "--only",
        "task-shet",
    ): "did you mean “task-sheet”?",
    ("pack", "B1", "--band", "juniors", "--school", "materials/schools/clubs.csv#bel-yard"): (
        "did you mean “bell-yard”?"
    ),
    ("list", "--band", "junior"): "did you mean “juniors”?",
    ("list", "--nation", "Downhil"): "choose from: downhill, uphill",
    ("list", "--topic", "repair"): "did you mean “repairs”?",
    ("list", "--signed", "B7"): "choose from: B1, B2",
    ("term", "sumer"): "did you mean “summer”?",
    ("term", "summer", "--only", "task-shet"): "Did you mean “task-sheet”?",
    ("term", "prune", "sumer"): "did you mean “summer”?",
    ("sign", "B7", "--band", "juniors", *UPHILL, *SIGN): "choose from: B1, B2",
    ("remark", "B7", "--band", "juniors", *UPHILL, *REMARK): "choose from: B1, B2",
    ("why", "B7", "cards", "--band", "juniors", *UPHILL): "choose from: B1, B2",
    ("watch", "B7", "--band", "juniors", *UPHILL): "choose from: B1, B2",
}
FOLDERS = ("--materials", "materials", "--templates", "templates")


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_wrong_name_is_refused_before_all_is_read(
    call: tuple[str, ...], tiny: Workshop, tmp_path: Path
) -> None:
    """Materials that cannot be read at all do not come before the answer to a wrong call."""
    tiny.write("materials/contacts.yaml", "a: [")
    with at_home(tmp_path):
        answer = ask(*call, *FOLDERS)
    assert answer.returncode == 2
    assert CALLS[call] in " ".join(answer.stderr.split())


def test_a_term_with_an_unknown_session_is_refused_before_all_is_read(
    tiny: Workshop, tmp_path: Path
) -> None:
    """The names in the file of a term need no other materials, either."""
    tiny.write("materials/contacts.yaml", "a: [")
    tiny.change("materials/terms/summer.yaml", "roads/signals", "B7")
    with at_home(tmp_path):
        answer = ask("term", "summer", "--plan", *FOLDERS)
    assert answer.returncode == 1
    assert "summer.yaml:9:14 unknown-session there is no session “B7”" in answer.stderr


def test_a_mistake_where_names_are_is_reported_with_all_others(
    tiny: Workshop, tmp_path: Path
) -> None:
    """While the names cannot be known, nothing is refused for its name."""
    tiny.write("materials/contacts.yaml", "a: [")
    tiny.change("materials/sessions/roads/signals.yaml", "minutes: 40", "minutes: forty")
    assert load_order_names(tiny.materials, tiny.templates) is None
    with at_home(tmp_path):
        answer = ask("pack", "B7", "--band", "juniors", *FOLDERS)
    assert "contacts.yaml" in answer.stderr
    assert "signals.yaml" in answer.stderr
    assert "B7" not in answer.stderr
