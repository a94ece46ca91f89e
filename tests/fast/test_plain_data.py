"""Results of workers: plain data arrives unchanged, and decoding runs no code."""

from __future__ import annotations

import datetime as dt
import os
import pickle
from importlib.metadata import version
from pathlib import Path

import pytest

from printroom.model import Document, Printed, Problem
from printroom.workers.plain_data import Unsendable, decode, encode, plain_loads
from printroom.workers.safe_pool import MESSAGES, SafePool

PROBLEM = Problem("odd", "here", "It is odd.")
VALUES = [
    *(None, True, 3, 0.5, "text", b"bytes", (), (1, (2, [3])), {"a": {1: b"x"}}),
    *(frozenset((1, 2)), dt.date(2027, 1, 4), PROBLEM, [PROBLEM, PROBLEM]),
    Document("n", "t", "participant", 1, "<p>", {"a.svg": b"<svg/>"}, "p", "k"),
    Printed("k", "n", b"%PDF", 2, warnings=(PROBLEM,)),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_makes_the_journey(value: object) -> None:
    """What was encoded is decoded equal, and of the same kind."""
    arrived = decode(encode(value), {"printroom"})
    assert arrived == value
    assert type(arrived) is type(value)


def test_what_is_there_twice_is_sent_once() -> None:
    """Two names for one thing are two names for one thing afterwards."""
    one, other = decode(encode((PROBLEM, PROBLEM)), {"printroom"})
    assert one is other


class Runs:
    """What runs a program wherever pickle reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.path}",)


def test_nothing_that_a_pickle_names_is_called(tmp_path: Path) -> None:
    """A function in a pickle is refused before it is looked up, in results and in messages."""
    content = pickle.dumps(Runs(tmp_path / "ran"))
    with pytest.raises(Unsendable, match=r"posix\.system"):
        decode(content, {"printroom"})
    with pytest.raises(pickle.PicklingError, match=r"posix\.system"):
        plain_loads(content, MESSAGES)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("subprocess", "Popen"),
        ("printroom.model.base", "Authored"),
        ("printroom.model.problems", "nearest"),
        ("printroom.workers.jobs", "Path"),
        ("printroom.model.problems", "Problem.__init__"),
        ("printroom.not_imported_yet", "Thing"),
    ],
)
def test_only_dataclasses_of_the_program_are_made(module: str, name: str) -> None:
    """No other class, no function and no module comes of a name that a worker sent."""
    content = pickle.dumps(("made", module, name, {}))
    with pytest.raises(Unsendable, match="which it may not"):
        decode(content, {"printroom"})


@pytest.mark.parametrize("value", [Runs(Path()), lambda: 1, object(), len])
def test_what_is_no_data_is_not_sent(value: object) -> None:
    """A worker that would send something else says so."""
    with pytest.raises(Unsendable, match="cannot hold"):
        encode(value)


def test_the_pool_is_the_one_that_we_know() -> None:
    """What is replaced within pebble is there in this version, and takes effect."""
    assert version("pebble").startswith("5."), "read safe_pool.py against the new version"
    pool = SafePool(1, 1, print, (), __import__("multiprocessing").get_context("spawn"))
    manager = pool._pool_manager.worker_manager
    manager.create_channels()  # type: ignore[no-untyped-call]
    channel, workers = manager.pool_channel, manager.workers_channel
    assert channel is not None
    assert workers is not None
    workers.writer.send_bytes(pickle.dumps(Runs(Path("never"))))
    with pytest.raises(pickle.PicklingError):
        channel.recv()
