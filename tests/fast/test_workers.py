"""Workers: whatever a job does, it affects no other job."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import product
from pathlib import Path

import pytest
from pebble.common.types import Result as PoolResult
from pebble.common.types import ResultStatus
from pebble.pool.process import TaskResult

from printroom.model import NotFitToPrint, Printed
from printroom.workers import JobFailed, Workers, landlock
from printroom.workers.jobs import make_form, press_and_proof
from printroom.workers.limits import budget, budget_of
from printroom.workers.outcomes import Outcome
from tests.held import PATIENCE_S
from tests.workshop import HOME

pytestmark = pytest.mark.slow  # most of these tests wait for processes to begin, to die or to end


class Awkward(Exception):
    """An exception that pickle cannot bring back: its constructor wants two arguments."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


class Honest(Exception):
    """An exception that survives the journey."""


def double(number: int) -> int:
    return 2 * number


def garbage(_: int) -> tuple[int, int]:
    return gc.get_freeze_count(), gc.get_threshold()[0]


def kill_itself(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash(_: int) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def never_end(_: int) -> None:
    time.sleep(3600)


def eat_memory(_: int) -> int:
    return len(bytearray(3_000_000_000))


def eat_freely(megabytes: int) -> int:
    return len(bytearray(megabytes << 20)) >> 20


@budget(5.0, memory_mb=300)
def eat_a_little(megabytes: int) -> int:
    return len(bytearray(megabytes << 20)) >> 20


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


def count_and_wait(path: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("begun\n")
    time.sleep(3600)


@budget(0.3)
def compute(path: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("begun\n")
    while True:
        pass


@budget(1.0, runs_templates=True)
def compute_apart(_: int) -> None:
    while True:
        pass


@budget(5.0, runs_templates=True)
def eat_memory_apart(_: int) -> int:
    return len(bytearray(400_000_000))


@budget(5.0, runs_templates=True)
def double_apart(number: int) -> int:
    return 2 * number


class Evil:
    """What runs a program wherever it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.path}",)


def bring_evil(path: str) -> Evil:
    return Evil(path)


def send_evil(path: str) -> None:
    """Write to the pool's own pipe, as a job could that runs code of its own."""
    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        assert frame.f_back is not None
        frame = frame.f_back
    frame.f_locals["channel"].writer.send_bytes(pickle.dumps(Evil(path)))


def send_nonsense(what: object) -> None:
    """Answer for the pool, with what is no outcome."""
    frame = sys._getframe()
    while "task" not in frame.f_locals or "channel" not in frame.f_locals:
        assert frame.f_back is not None
        frame = frame.f_back
    answer = TaskResult(frame.f_locals["task"].id, PoolResult(ResultStatus.SUCCESS, what))
    frame.f_locals["channel"].send(answer)


def claim_to_lie_elsewhere(_: int) -> Printed:
    return Printed("k", "n", b"", 1, cached_at="/etc/hostname")


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def read_by_c(path: str) -> int:
    return ctypes.CDLL(None).open(path.encode(), os.O_RDONLY)  # type: ignore[no-any-return]


def write(path: str) -> None:
    Path(path).write_text("here", encoding="utf-8")


def make_folder(path: str) -> None:
    Path(path).mkdir()


def rename_to(path: str) -> None:
    handle, name = tempfile.mkstemp()
    os.close(handle)
    Path(name).rename(path)


def socket_by_c(_: str) -> int:
    return ctypes.CDLL(None).socket(2, 1, 0)  # type: ignore[no-any-return]


def program_by_c(_: str) -> int:
    nothing = (ctypes.c_char_p * 1)(None)
    return ctypes.CDLL(None).execve(b"/bin/true", nothing, nothing)  # type: ignore[no-any-return]


def fork_by_c(_: str) -> int:
    return ctypes.CDLL(None).fork()  # type: ignore[no-any-return]


@budget(5.0, runs_templates=True)
def fork_apart(path: str) -> int:
    return fork_by_c(path)


def kill_the_caller(number: str) -> None:
    os.kill(int(number), signal.SIGTERM)


def other_limits(number: str) -> None:
    resource.prlimit(int(number), resource.RLIMIT_NOFILE, (64, 64))


def open_descriptors(_: int) -> list[int]:
    found = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found


@budget(5.0, runs_templates=True)
def open_descriptors_apart(_: int) -> list[int]:
    return open_descriptors(0)


POISONS: dict[Callable[[int], object], str] = {
    kill_itself: "The job's process died of SIGKILL.",
    crash: "The job's process died of SIGSEGV.",
    never_end: "The job was stopped because it took longer than 4 seconds.",
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
    with Workers(2, seconds=4) as workers:
        good: list[Future[int]] = []
        bad: dict[Callable[[int], object], Future[object]] = {}
        for poison in POISONS:
            good.append(workers.submit(double, len(good)))
            bad[poison] = workers.submit(poison, 1)
            good.append(workers.submit(double, len(good)))
        assert [future.result(PATIENCE_S) for future in good] == [2 * n for n in range(len(good))]
        reasons = {poison: future.exception(PATIENCE_S) for poison, future in bad.items()}
    for poison, reason in reasons.items():
        assert isinstance(reason, JobFailed)
        assert POISONS[poison] in str(reason)
        assert "could not be handed" not in str(reason)


def test_a_job_has_a_memory_budget_of_its_own() -> None:
    """What one job may not take, the next one in the same worker may, if its budget allows."""
    with Workers(seconds=60) as workers:
        assert workers.submit(eat_a_little, 200).result(PATIENCE_S) == 200
        assert workers.submit(eat_freely, 600).result(PATIENCE_S) == 600
        with pytest.raises(JobFailed, match="needed more than 300 MB"):
            workers.submit(eat_a_little, 600).result(PATIENCE_S)
    assert 0 < budget_of(press_and_proof).memory_mb < 1000
    assert 0 < budget_of(make_form).memory_mb < 1000


def test_expected_exceptions_arrive_as_themselves() -> None:
    """A class named as expected comes back as itself, if it can make the journey at all."""
    with Workers(expected=(Honest, Awkward)) as workers:
        with pytest.raises(Honest, match="as it was"):
            workers.submit(raise_honest, 1).result(PATIENCE_S)
        with pytest.raises(JobFailed, match="Awkward: this and that"):
            workers.submit(raise_awkward, 1).result(PATIENCE_S)


def test_a_job_that_died_is_tried_once_more(tmp_path: Path) -> None:
    """A job that died through no fault of its own succeeds on its second, lonely attempt."""
    with Workers(open_folders=(str(tmp_path),)) as workers:
        future = workers.submit(die_once, str(tmp_path / "was-here"))
        assert future.result(PATIENCE_S) == "second time"


@pytest.mark.parametrize("function", [count_and_wait, compute])
def test_a_job_that_took_too_long_is_not_tried_again(
    function: Callable[[str], None], tmp_path: Path
) -> None:
    """What ran out of time, or of time of a processor, costs its time once."""
    marker = tmp_path / "begun"
    with Workers(seconds=4, open_folders=(str(tmp_path),)) as workers:
        with pytest.raises(JobFailed, match=r"longer than (4|0\.3) seconds"):
            workers.submit(function, str(marker)).result(PATIENCE_S)
        assert workers.submit(double, 4).result(PATIENCE_S) == 8
    assert marker.read_text(encoding="utf-8") == "begun\n"


def test_a_template_that_takes_too_much_is_ended(tmp_path: Path) -> None:
    """A process for templates has its own budget of time and memory; its worker goes on."""
    with Workers(seconds=60) as workers:
        before = workers.submit(pid, 1).result(PATIENCE_S)
        with pytest.raises(JobFailed, match="computed for longer than 1 seconds"):
            workers.submit(compute_apart, 1).result(PATIENCE_S)
        with pytest.raises(JobFailed, match="needed more than 256 MB"):
            workers.submit(eat_memory_apart, 1).result(PATIENCE_S)
        assert workers.submit(double_apart, 4).result(PATIENCE_S) == 8
        assert workers.submit(pid, 1).result(PATIENCE_S) == before


@pytest.mark.parametrize("function", [bring_evil, send_evil])
def test_what_a_worker_sends_is_read_as_data(
    function: Callable[[str], object], tmp_path: Path
) -> None:
    """Whatever a worker sends, nothing of it runs here; the job failed, and the next is done."""
    marker = tmp_path / "ran"
    with Workers(seconds=5) as workers:
        with pytest.raises(JobFailed):
            workers.submit(function, str(marker)).result(PATIENCE_S)
        assert workers.submit(double, 4).result(PATIENCE_S) == 8
    assert not marker.exists()


@pytest.mark.parametrize(
    "what", [3, Outcome("died", text="x"), Outcome("result"), Outcome("expected", b"x")], ids=repr
)
def test_an_answer_that_is_none_is_a_failed_job(what: object) -> None:
    """Whatever a worker answers, the caller gets its answer."""
    with Workers(seconds=5) as workers:
        assert isinstance(workers.submit(send_nonsense, what).exception(PATIENCE_S), JobFailed)
        assert workers.submit(double, 4).result(PATIENCE_S) == 8


def test_a_worker_cannot_name_a_cached_file() -> None:
    """A place in the caller's folders is not taken from a worker, which could name any file."""
    with Workers(expected=(NotFitToPrint,)) as workers:
        assert workers.submit(claim_to_lie_elsewhere, 1).result(PATIENCE_S).cached_at == ""


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
@pytest.mark.parametrize(
    "deed",
    [
        *(read, read_by_c, write, make_folder, rename_to, socket_by_c, program_by_c),
        *(fork_apart, kill_the_caller, other_limits),
    ],
)
def test_the_kernel_holds_a_worker(deed: Callable[[str], object], tmp_path: Path) -> None:
    """Code that asks the kernel itself gets no file, socket, program or other process."""
    secret = tmp_path / "secret"
    if deed in (read, read_by_c):
        secret.write_text("secret", encoding="utf-8")
    aim = str(os.getpid()) if deed in (kill_the_caller, other_limits) else str(secret)
    with Workers() as workers:
        answer = workers.submit(deed, aim)
        if error := answer.exception(PATIENCE_S):
            assert re.match(r"(PermissionError|OSError): .*(not permitted|denied|link)", str(error))
        else:
            assert answer.result() == -1
    assert deed in (read, read_by_c) or not secret.exists()


def test_a_worker_has_nothing_open_but_its_pipes() -> None:
    """No file of the caller comes along, and what a job prints goes nowhere."""
    with Workers() as workers:
        at_work = workers.submit(open_descriptors, 1).result(PATIENCE_S)
        apart = workers.submit(open_descriptors_apart, 1).result(PATIENCE_S)
    assert at_work[:3] == apart[:3] == [0, 1, 2]
    assert len(at_work) == 7, "to and from the pool, the end of the caller, its use of memory"
    assert len(apart) == 4, "the outcome alone"


@pytest.mark.parametrize(
    "limits",
    ["-v 1500000", "-n 40", "-f 100", "-t 60", "-v 1500000 -n 40 -f 100 -t 60 -c 0"],
)
def test_low_limits_of_the_caller_are_no_error(limits: str) -> None:
    """Where the system allows less than we would, that is what workers have."""
    code = (
        "import sys; sys.path[:0] = [sys.argv[1]]\n"
        "from printroom.workers import Workers\n"
        "with Workers(memory_mb=99999) as workers: print(workers.submit(abs, -2).result())"
    )
    shell = " && ".join(f"ulimit -{one.strip()}" for one in limits.split("-") if one.strip())
    done = subprocess.run(
        ["bash", "-c", f'{shell} && exec "$@"', "-", sys.executable, "-c", code, str(HOME)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


OLD_KERNEL = """
import sys; sys.path[:0] = [sys.argv[1]]
from printroom.workers import Workers, landlock, seccomp
from errno import ENOSYS
{without}
with Workers() as workers: print(workers.submit(abs, -2).result())
with Workers() as workers: print(workers.submit(abs, -3).result())
"""
WITHOUT = {
    "landlock": """
steps = [
    seccomp._Step(seccomp.LOAD, 0, 0, seccomp.AT_NUMBER),
    seccomp._Step(seccomp.EQUAL, 0, 1, landlock.CREATE_RULESET),
    seccomp._Step(seccomp.RETURN, 0, 0, seccomp.REFUSE | ENOSYS),
    seccomp._Step(seccomp.RETURN, 0, 0, seccomp.ALLOW),
]
seccomp.install(steps)
""",
}


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("name", WITHOUT)
def test_an_old_kernel_is_noted_in_one_line(name: str) -> None:
    """Where the kernel lacks a wall, work goes on, and one line says once what is missing."""
    done = subprocess.run(
        [sys.executable, "-c", OLD_KERNEL.format(without=WITHOUT[name]), str(HOME)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "2\n3\n", done.stderr
    (note,) = done.stderr.splitlines()
    assert "one line of defence instead of two" in note


@pytest.mark.parametrize("deed", [connect, look_up, run_a_program, run_a_shell])
def test_workers_have_no_network_and_start_no_programs(deed: Callable[[int], None]) -> None:
    """Neither a connection nor a look-up nor a program gets past a worker's door."""
    with Workers() as workers, pytest.raises(JobFailed, match="PermissionError: a worker may not"):
        workers.submit(deed, 1).result(PATIENCE_S)


def test_workers_are_replaced() -> None:
    """After its number of jobs a worker is replaced by a fresh one."""
    with Workers(max_tasks=2) as workers:
        pids = [workers.submit(pid, n).result(PATIENCE_S) for n in range(5)]
    assert len(set(pids)) == 3


def test_leaving_waits_for_all_jobs() -> None:
    """At the end of the block every job that was handed in is done."""
    with Workers() as workers:
        futures = [workers.submit(double, n) for n in range(20)]
    assert [future.result(0) for future in futures] == [2 * n for n in range(20)]


def test_nothing_is_left_behind() -> None:
    """What a worker writes to its temporary folder is gone when the workers are."""
    with Workers() as workers:
        name = Path(workers.submit(temporary_file, 1).result(PATIENCE_S))
        assert name.exists()
    assert not name.parent.exists()


@pytest.mark.parametrize("jobs", [0, 1])
def test_workers_that_were_still_starting_say_nothing(jobs: int) -> None:
    """A caller that gives up at once leaves no worker that starts without it, and complains."""
    script = f"""
import contextlib
from printroom.workers import Workers
for _ in range(20):
    with contextlib.suppress(KeyError), Workers(2) as workers:
        for number in range({jobs}):
            workers.submit(abs, number)
        raise KeyError
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unreadable_job_is_a_failed_job() -> None:
    """A job that cannot be sent fails by itself, and the next one is done."""
    with Workers() as workers:
        with pytest.raises(JobFailed, match="could not be handed to a worker"):
            workers.submit(double, lambda: 1).result(PATIENCE_S)  # type: ignore[arg-type]
        assert workers.submit(double, 4).result(PATIENCE_S) == 8


def never_return(marker: str) -> None:
    """Show that it has begun, and then let no other thread of the process run."""
    Path(marker).touch()
    re.match(r"(a+)+$", "a" * 40 + "b")


def cling(marker: str) -> None:
    """Do what a process can against its end, and then never end."""
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    never_return(marker)


@budget(30.0, runs_templates=True)
def never_return_apart(marker: str) -> None:
    """The same where nothing can be written: to have begun shows in the list of processes."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    re.match(r"(a+)+$", "a" * 40 + "b")


def alive_in(group: int) -> int:
    """How many processes of a group there are."""
    found = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found += file.read_text().rpartition(")")[2].split()[2] == str(group)
    return found


CALLER = """
import os, sys, time
from pathlib import Path

sys.path[:0] = [{root!r}]
from printroom.workers import Workers
from tests.fast.test_workers import alive_in, cling, never_return, never_return_apart

if __name__ == "__main__":
    markers = [Path({folder!r}, name) for name in "ab"]
    with Workers(2, open_folders=({folder!r},)) as workers:
        for marker in markers:
            workers.submit({job}, str(marker))
        while not (all(marker.exists() for marker in markers) or alive_in(os.getpid()) >= 7):
            time.sleep(0.05)
        print("both have begun", flush=True)
        time.sleep(3600)
"""


JOBS = (never_return, cling, never_return_apart)
BY_DAY = {
    *(("SIGKILL", job) for job in JOBS),
    *(("SIGINT", cling), ("SIGTERM", never_return_apart), ("SIGSEGV", never_return)),
}
ENDS = [
    pytest.param(*end, marks=() if end in BY_DAY else pytest.mark.nightly)
    for end in product(("SIGKILL", "SIGINT", "SIGTERM", "SIGSEGV"), JOBS)
]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX")
@pytest.mark.parametrize(("name", "job"), ENDS)
def test_no_orphans(tmp_path: Path, name: str, job: Callable[[str], None]) -> None:
    """However the caller ends, by Ctrl-C or killed outright, all that it started ends with it.

    Each kind of job meets the end that gives nobody a chance, and each end a kind of job; the other
    pairs meet at night.
    """
    root = Path(__file__).parents[2]
    script = tmp_path / "caller.py"
    script.write_text(CALLER.format(root=str(root), folder=str(tmp_path), job=job.__name__))
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
        caller.communicate(timeout=PATIENCE_S)
    assert has_ended(caller.pid)


INTERRUPTED = """
import os, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [{root!r}]
from printroom.workers import Workers, pool
from tests.fast.test_workers import show_and_wait

def held(one, stop=pool._stop):
    print("ending", flush=True)
    os.read(0, 1)
    stop(one)

if __name__ == "__main__":
    pool._stop = held
    marker = Path({folder!r}, "a")
    with ThreadPoolExecutor() as threads, Workers(1, open_folders=({folder!r},)) as workers:
        for _ in range(9):
            threads.submit(workers.submit(show_and_wait, (str(marker), bytes(1 << 20))).result)
        while not marker.exists():
            time.sleep(0.05)
        print("begun", flush=True)
        time.sleep(3600)
"""


def show_and_wait(job: tuple[str, bytes]) -> None:
    """Show that it has begun, and keep the jobs behind it in the pipe, which they fill."""
    Path(job[0]).touch()
    time.sleep(3600)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are for POSIX")
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_ends_all_however_often_it_is_pressed(tmp_path: Path, presses: int) -> None:
    """Large jobs in a full pipe and threads that wait for them keep no process, even if Ctrl-C is
    pressed again while the workers are stopped."""
    script = tmp_path / "caller.py"
    script.write_text(INTERRUPTED.format(root=str(HOME), folder=str(tmp_path)))
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
        text=True,
    ) as caller:
        try:
            assert caller.stdout is not None
            for line in ("begun\n", "ending\n")[:presses]:
                assert caller.stdout.readline() == line
                os.killpg(caller.pid, signal.SIGINT)
            caller.communicate("\n", timeout=PATIENCE_S)
        finally:
            caller.kill()
    assert caller.returncode == -signal.SIGINT
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
            "with Workers() as workers: print(workers.submit(abs, -2).result())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parents[2])],
            capture_output=True,
            env={**os.environ, "TMPDIR": str(place)},
            text=True,
            check=False,
        )
        assert (done.stdout, done.stderr) == ("2\n", "")
        assert not [*place.iterdir()]


def has_ended(group: int) -> bool:
    """Whether no process of a group is left, once the system has had its time to end them."""
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="signals are read from /proc")
def test_ctrl_c_never_reaches_the_server() -> None:
    """The server lets Ctrl-C wait from its first moment, so that it ends without a traceback."""
    spy = """
from multiprocessing import forkserver
from pathlib import Path
from printroom.workers.fork_server import start_server
start_server(())
print(Path(f"/proc/{forkserver._forkserver._forkserver_pid}/status").read_text())
"""
    done = subprocess.run(
        [sys.executable, "-c", spy],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    blocked = next(line for line in done.stdout.splitlines() if line.startswith("SigBlk:"))
    assert int(blocked.split()[1], 16) & 1 << signal.SIGINT - 1


def test_idle_workers_start_with_the_first_job() -> None:
    """A run that has no job after all starts no process; a job finds its worker all the same."""
    spy = """
from multiprocessing import forkserver
from printroom.workers import Workers
server = forkserver._forkserver
with Workers(starts_early=False) as workers:
    before = server._forkserver_pid
    print(before, workers.submit(len, "job").result(), server._forkserver_pid is None)
"""
    done = subprocess.run(
        [sys.executable, "-c", spy],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "None 3 False\n"
