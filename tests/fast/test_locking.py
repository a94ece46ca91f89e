"""Locks: one process at a time works in a folder, and no delivery starts after closing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from printroom.make.run.locking import Deliveries, DeliveriesClosed, lock_pack
from printroom.model import NotFitToPrint
from tests.held import PATIENCE_S, closing


def test_a_pack_is_made_by_one_at_a_time(tmp_path: Path) -> None:
    """The same pack is refused meanwhile, any other is not, and afterwards nothing is left."""
    folder = tmp_path / "undated" / "no-school" / "pack"
    refused = pytest.raises(NotFitToPrint, match="another process is making this pack")
    with lock_pack(folder):
        with lock_pack(folder.with_name("other")):
            pass
        with refused, lock_pack(folder):
            pass
    with lock_pack(folder):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_locked_is_a_problem(tmp_path: Path) -> None:
    """Where nothing can be written, the problem names the place, and nothing is raised else."""
    (tmp_path / "undated").write_text("a file", "utf-8")
    with (
        pytest.raises(NotFitToPrint) as refused,
        lock_pack(tmp_path / "undated" / "no-school" / "pack"),
    ):
        pass
    (problem,) = refused.value.problems
    assert problem.code == "not-written"
    assert "undated" in problem.path


def test_to_shut_a_gate_is_to_wait_for_who_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a gate is shut, whoever was inside is through, and nobody else comes in."""
    closes = closing(monkeypatch)
    gate, is_inside, seen = Deliveries(), Event(), list[str]()

    def deliver() -> None:
        with gate.in_progress():
            is_inside.set()
            assert closes.wait(PATIENCE_S)
            seen.append("delivered")

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(deliver)
        assert is_inside.wait(PATIENCE_S)
        gate.close()
        assert seen == ["delivered"]
        with pytest.raises(DeliveriesClosed), gate.in_progress():
            seen.append("never")
        done.result(PATIENCE_S)
    assert seen == ["delivered"]
