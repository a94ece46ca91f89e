"""Results that are made in the background are made once, kept for a while, and closed."""

from __future__ import annotations

from threading import Event

import pytest

from printroom.desk.state.background import ResultCache


def test_a_result_is_made_once_and_the_last_ones_are_kept() -> None:
    """Whoever asks again gets the same; the one that nobody asked for longest is dropped."""
    kept = ResultCache(most_kept=2)
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name, lambda name=name: make(name)).result() == name  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]
    kept.forget("a")
    kept.get("a", lambda: make("a")).result()
    assert made == ["a", "b", "c", "b", "a"]
    kept.close()


def test_a_failure_is_handed_out_once_and_then_tried_again() -> None:
    """A page that waits sees the failure, and does not wait for ever."""
    kept = ResultCache(most_kept=2)
    go = Event()

    def fail() -> str:
        go.wait()
        raise ValueError("not now")

    first = kept.get("a", fail)
    assert kept.get("a", fail) is first
    go.set()
    with pytest.raises(ValueError, match="not now"):
        first.result()
    assert kept.get("a", lambda: "well") is first
    assert kept.get("a", lambda: "well").result() == "well"
    kept.close()
