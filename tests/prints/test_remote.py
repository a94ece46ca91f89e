"""Remote workers, with a real scheduler and two real workers on this machine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from distributed import LocalCluster

from printroom import make
from printroom.cache import Cache
from printroom.model import Delivered, NotFitToPrint, Problem
from printroom.versions import program_versions
from printroom.workers import JobFailed, RemoteWorkers, UnsuitableWorkers
from printroom.workers.worker_pools import JOB_SECONDS
from tests.held import PATIENCE_S
from tests.term_helpers import TWO_SESSIONS, AtOnce, Remembering, Season, contents
from tests.workshop import HOME, Workshop


def double(number: int) -> int:
    """A good job."""
    return 2 * number


def own_pid(_: int) -> int:
    """Which process does this."""
    return os.getpid()


def raise_not_fit(number: int) -> int:
    """A job that brings problems."""
    raise NotFitToPrint([Problem("odd", "here", f"{number} is odd")])


def raise_something(number: int) -> int:
    """A job with a mistake in it."""
    raise ZeroDivisionError(number)


def never_return(_: int) -> None:
    """A job without an end."""
    time.sleep(3600)


def other_versions() -> Mapping[str, str]:
    """What nobody has."""
    return {"printroom": str(os.getpid())}


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler and two workers, each a process with a nanny that starts it again."""
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HOME), before]))
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as found:
        os.environ["PYTHONPATH"] = before
        yield found


def elsewhere(cluster: LocalCluster, seconds: float = JOB_SECONDS) -> RemoteWorkers:
    """The workers of the cluster."""
    return RemoteWorkers(
        cluster.scheduler_address.replace("tcp://", "dask://"),
        seconds=seconds,
        expected=(NotFitToPrint,),
        versions=program_versions,
    )


def test_jobs_are_done_elsewhere(cluster: LocalCluster) -> None:
    """A result comes back as itself, problems as problems, a mistake as a sentence."""
    with elsewhere(cluster) as workers:
        assert workers.count == 2
        assert [workers.submit(double, n).result(PATIENCE_S) for n in range(9)] == list(
            range(0, 18, 2)
        )
        with pytest.raises(NotFitToPrint, match="7 is odd"):
            workers.submit(raise_not_fit, 7).result(PATIENCE_S)
        with pytest.raises(JobFailed, match="ZeroDivisionError: 5"):
            workers.submit(raise_something, 5).result(PATIENCE_S)


def test_a_job_without_an_end_costs_one_job(cluster: LocalCluster) -> None:
    """What takes too long is ended with its process, and the others are done."""
    with elsewhere(cluster, seconds=2.0) as workers:
        bad = workers.submit(never_return, 0)
        good = [workers.submit(double, n) for n in range(9)]
        assert [one.result(PATIENCE_S) for one in good] == list(range(0, 18, 2))
        with pytest.raises(JobFailed, match="its worker died"):
            bad.result(PATIENCE_S)


def test_other_versions_are_refused(cluster: LocalCluster) -> None:
    """Workers that would print other bytes get no job."""
    workers = elsewhere(cluster)
    workers._versions = other_versions
    with pytest.raises(UnsuitableWorkers, match="differs from this machine: printroom is"):
        workers.__enter__()


def test_a_missing_scheduler_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, a sentence says so."""
    monkeypatch.setattr("printroom.workers.remote.CONNECT_S", 0.5)
    with pytest.raises(UnsuitableWorkers, match="no dask scheduler answers"):
        RemoteWorkers(
            "dask://127.0.0.1:9", seconds=1, expected=(), versions=program_versions
        ).__enter__()


def test_a_term_survives_the_death_of_a_worker(
    cluster: LocalCluster, tiny: Workshop, prints: Cache, tmp_path: Path
) -> None:
    """A term made elsewhere, one worker killed in the middle, is byte for byte one made here."""
    here = Season(tiny, tmp_path / "here", Remembering(prints))
    here.write(packs=TWO_SESSIONS)
    here.make()
    there = Season(tiny, tmp_path / "there", AtOnce())
    with elsewhere(cluster) as workers:
        pids = [workers.submit(own_pid, n).result(PATIENCE_S) for n in range(2)]
        sources = there.sources()
        made = []
        for one in make.make_packs(
            there.run(sources).bookings, sources, there.press(workers), there.output, there.record
        ):
            made.append(one)
            if len(made) == 1:
                os.kill(pids.pop(), signal.SIGKILL)
    assert all(isinstance(one, Delivered) for one in made)
    pdfs = {name: b for name, b in contents(here.folder).items() if name.endswith(".pdf")}
    assert {name: b for name, b in contents(there.folder).items() if name in pdfs} == pdfs
