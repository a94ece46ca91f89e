"""The workers' laws: whatever a job does, it costs that job and nothing else."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from printroom.workers import JobFailed, Workers


class Awkward(Exception):
    """An exception that pickle cannot bring back: its constructor wants two arguments."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


class Honest(Exception):
    """An exception that survives the journey."""


def double(number: int) -> int:
    return 2 * number


def kill_itself(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash(_: int) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def never_end(_: int) -> None:
    while True:
        pass


def eat_memory(_: int) -> int:
    return len(bytearray(3_000_000_000))


def leave_at_once(_: int) -> None:
    os._exit(3)


def leave(_: int) -> None:
    sys.exit(4)


def interrupt(_: int) -> None:
    raise KeyboardInterrupt


def recurse(number: int) -> int:
    return recurse(number + 1)


def bring_a_lambda(_: int) -> Callable[[], int]:
    return lambda: 1


def raise_awkward(_: int) -> None:
    raise Awkward("this", "that")


def raise_honest(_: int) -> None:
    raise Honest("as it was")


def connect(_: int) -> None:
    socket.create_connection(("127.0.0.1", 9))


def look_up(_: int) -> None:
    socket.getaddrinfo("localhost", 80)


def run_a_program(_: int) -> None:
    subprocess.run(["true"], check=True)


def run_a_shell(_: int) -> None:
    os.system("true")


def pid(_: int) -> int:
    return os.getpid()


def temporary_file(_: int) -> str:
    handle, name = tempfile.mkstemp()
    os.close(handle)
    return name


def die_once(path: str) -> str:
    if not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    return "second time"


POISONS: dict[Callable[[int], object], str] = {
    kill_itself: "The job's process died of SIGKILL.",
    crash: "The job's process died of SIGSEGV.",
    never_end: "The job was stopped because it took longer than 0.5 seconds.",
    eat_memory: "The job was stopped because it needed more than 2000 MB.",
    leave_at_once: "The job's process ended itself with exit status 3.",
    leave: "SystemExit: 4",
    interrupt: "KeyboardInterrupt: ",
    recurse: "RecursionError: maximum recursion depth exceeded",
    bring_a_lambda: "local object 'bring_a_lambda.<locals>.<lambda>'",
    raise_awkward: "Awkward: this and that",
}


def test_each_poison_costs_one_job() -> None:
    """Each bad job is named with its own reason, and every good job among them is done."""
    with Workers(2, seconds=0.5) as workers:
        good: list[Future[int]] = []
        bad: dict[Callable[[int], object], Future[object]] = {}
        for poison in POISONS:
            good.append(workers.submit(double, len(good)))
            bad[poison] = workers.submit(poison, 1)
            good.append(workers.submit(double, len(good)))
        assert [future.result(30) for future in good] == [2 * n for n in range(len(good))]
        reasons = {poison: future.exception(30) for poison, future in bad.items()}
    for poison, reason in reasons.items():
        assert isinstance(reason, JobFailed)
        assert POISONS[poison] in str(reason)
        assert "could not be handed" not in str(reason)


def test_expected_exceptions_arrive_as_themselves() -> None:
    """A class named as expected comes back as itself, if it can make the journey at all."""
    with Workers(expected=(Honest, Awkward)) as workers:
        with pytest.raises(Honest, match="as it was"):
            workers.submit(raise_honest, 1).result(10)
        with pytest.raises(JobFailed, match="Awkward: this and that"):
            workers.submit(raise_awkward, 1).result(10)


def test_a_job_that_died_is_tried_once_more(tmp_path: Path) -> None:
    """A job that died through no fault of its own succeeds on its second, lonely attempt."""
    with Workers() as workers:
        future = workers.submit(die_once, str(tmp_path / "was-here"))
        assert future.result(10) == "second time"


@pytest.mark.parametrize("deed", [connect, look_up, run_a_program, run_a_shell])
def test_workers_have_no_network_and_start_no_programs(deed: Callable[[int], None]) -> None:
    """Neither a connection nor a look-up nor a program gets past a worker's door."""
    with Workers() as workers, pytest.raises(JobFailed, match="PermissionError: a worker may not"):
        workers.submit(deed, 1).result(10)


def test_workers_are_replaced() -> None:
    """After its number of jobs a worker is replaced by a fresh one."""
    with Workers(max_tasks=2) as workers:
        pids = [workers.submit(pid, n).result(10) for n in range(5)]
    assert len(set(pids)) == 3


def test_leaving_waits_for_all_jobs() -> None:
    """At the end of the block every job that was handed in is done."""
    with Workers() as workers:
        futures = [workers.submit(double, n) for n in range(20)]
    assert [future.result(0) for future in futures] == [2 * n for n in range(20)]


def test_nothing_is_left_behind() -> None:
    """What a worker writes to its temporary folder is gone when the workers are."""
    with Workers() as workers:
        name = Path(workers.submit(temporary_file, 1).result(10))
        assert name.exists()
    assert not name.parent.exists()


def test_an_unreadable_job_is_a_failed_job() -> None:
    """A job that cannot be sent fails by itself, and the next one is done."""
    with Workers() as workers:
        with pytest.raises(JobFailed, match="could not be handed to a worker"):
            workers.submit(double, lambda: 1).result(10)  # type: ignore[arg-type]
        assert workers.submit(double, 4).result(10) == 8


def never_return(marker: str) -> None:
    """Show that it has begun, and then let no other thread of the process run."""
    Path(marker).touch()
    re.match(r"(a+)+$", "a" * 40 + "b")


CALLER = """
import sys, time
from pathlib import Path

sys.path[:0] = [{root!r}]
from printroom.workers import Workers
from tests.fast.test_workers import never_return

if __name__ == "__main__":
    markers = [Path({folder!r}, name) for name in "ab"]
    with Workers(2) as workers:
        for marker in markers:
            workers.submit(never_return, str(marker))
        while not all(marker.exists() for marker in markers):
            time.sleep(0.05)
        print("both have begun", flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_no_orphans(tmp_path: Path, name: str) -> None:
    """However the caller ends, by Ctrl-C or killed outright, its workers end with it."""
    root = Path(__file__).parents[2]
    script = tmp_path / "caller.py"
    script.write_text(CALLER.format(root=str(root), folder=str(tmp_path)))
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
        text=True,
    ) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "both have begun\n"
        # Ctrl-C reaches the whole group, a kill the caller alone.
        (os.killpg if name == "SIGINT" else os.kill)(caller.pid, getattr(signal, name))
        caller.communicate(timeout=20)
    assert has_ended(caller.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="there, no socket is a file")
@pytest.mark.parametrize("length", [60, 61, 200])
def test_a_temporary_folder_may_have_a_long_name(length: int) -> None:
    """Where temporary files lie never keeps a worker from starting; nothing is left there."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="") as short:
        place = Path(short) / ("x" * (length - len(short) - 1))
        place.mkdir()
        code = (
            "import sys; sys.path[:0] = [sys.argv[1]]\n"
            "from printroom.workers import Workers\n"
            "with Workers() as workers: print(workers.submit(abs, -2).result(20))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parents[2])],
            capture_output=True,
            env={**os.environ, "TMPDIR": str(place)},
            text=True,
        )
        assert (done.stdout, done.stderr) == ("2\n", "")
        assert not [*place.iterdir()]


def has_ended(group: int) -> bool:
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
