"""Starts the workers of a run: here, with the modules that they need imported, or elsewhere."""

from __future__ import annotations

from printroom import press, proof
from printroom.model import NotFitToPrint
from printroom.versions import program_versions
from printroom.workers import RemoteWorkers, Workers

JOB_SECONDS = 120
"""The limit of elapsed time of a job; that of CPU time is in its budget, and lower."""
JOB_MEGABYTES = 2048
"""The limit of address space of a job, beyond that of the modules imported before it."""
COMPOSING = ("printroom.compose", "printroom.workers.composing")


def press_workers(count: int = 1, *, early: bool = True) -> Workers:
    """Workers that can print: they import the engines while this process reads the files.

    If not `early`, they start with the first job.
    """
    return workers_with(count, *COMPOSING, *press.ENGINES, *proof.ENGINES, early=early)


def fill_workers(count: int = 1, *, early: bool = True) -> Workers:
    """Workers for a run that lays out hardly anything: they import its engine only if needed."""
    return workers_with(count, "printroom.workers.fill_forms", *proof.ENGINES, early=early)


def compose_workers(count: int = 1) -> Workers:
    """Workers that can only compose: they import no engine."""
    return workers_with(count, *COMPOSING)


def remote_workers(address: str) -> RemoteWorkers:
    """Workers on other machines, by way of the dask scheduler at `dask://HOST:PORT`."""
    return RemoteWorkers(
        address, seconds=JOB_SECONDS, expected=(NotFitToPrint,), versions=program_versions
    )


def workers_with(count: int, *modules: str, early: bool = True) -> Workers:
    """Workers with these modules, which are imported once for all of them."""
    return Workers(
        count,
        preload=("printroom.workers.jobs", *modules),
        expected=(NotFitToPrint,),
        seconds=JOB_SECONDS,
        memory_mb=JOB_MEGABYTES,
        starts_early=early,
    )
