"""What a run is given beside its bookings: its sources, its options, and who follows it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from printroom.ledger.inputs import digest_of_inputs, inputs_of
from printroom.load import load_folders
from printroom.model import Library, Templates


@dataclass(frozen=True)
class Sources:
    """Materials and templates as they were read, and the digest of each of their files."""

    library: Library
    templates: Templates
    inputs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """One digest of all input files."""
        return digest_of_inputs(self.inputs)


def read_sources(
    materials: Path, templates: Path, inputs: Mapping[str, str] | None = None
) -> Sources:
    """Read both folders; `inputs` are the digests of their files where they are known already.

    Raises `NotFitToPrint` with everything that is wrong in them.
    """
    if inputs is None:
        inputs = inputs_of((materials, templates))
    return Sources(*load_folders(materials, templates), inputs)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How the packs of a run are made."""

    only: str = ""
    """The one document that is wanted; all of them otherwise."""
    is_release: bool = False
    """Whether drafts are refused."""
    overlays: bool = True
    """Whether schools' values are written into finished forms where they fit."""
    proves_all: bool = False
    """Whether every file is proven in full, and not only the first and the longest of its kind."""
    all_or_nothing: bool = False
    """Whether packs are only built; `publish_together` then delivers all of them or none."""


class Monitor:
    """Follows a run; this one ignores it."""

    def step(self, name: str) -> None:
        """A step begins, such as “composing”."""

    def timed(self, step: str) -> AbstractContextManager[None]:
        """Take the time of a block, as part of a step."""
        return nullcontext()


DEFAULTS = RunOptions()
IGNORED = Monitor()
