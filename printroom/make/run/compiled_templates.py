"""Compiles templates ahead, for a process that composes again after each save.

Templates run in a process that ends with its job, and compiling them takes most of the time of that
job. Here they are compiled once, in a job in which no template runs, so none can change the code of
another. This process passes the code on to the next job that runs templates, and does not read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from printroom.model import Templates
from printroom.workers import WorkerPool
from printroom.workers.composing import compile_all


@dataclass
class CompiledTemplates:
    """The compiled code of the last templates."""

    _sources: Mapping[str, str] = field(default_factory=dict)
    """The texts that were compiled."""
    _compiling: Future[bytes] | None = None

    def compile_ahead(self, templates: Templates, workers: WorkerPool) -> None:
        """Begin to compile templates, unless they are the last that were compiled."""
        if (sources := _sources_of(templates)) != self._sources:
            self._sources, self._compiling = sources, workers.submit(compile_all, templates)

    def of(self, templates: Templates) -> bytes:
        """The compiled code of exactly these templates; empty if they are not compiled yet."""
        compiling, sources = self._compiling, self._sources
        if compiling is None or not compiling.done() or sources != _sources_of(templates):
            return b""
        return b"" if compiling.exception() else compiling.result()


def _sources_of(templates: Templates) -> dict[str, str]:
    """The texts to compile, without style sheets."""
    return {name: text for name, text in templates.sources.items() if name.endswith(".html")}
