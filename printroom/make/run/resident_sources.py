"""Reads both folders repeatedly in a long-running process, and loads only what has changed."""

from __future__ import annotations

from pathlib import Path

from printroom.ledger.inputs import Inputs, inputs_below
from printroom.load import load_folders, load_materials, load_templates
from printroom.make.run.options import Sources
from printroom.model import Templates


class ResidentSources:
    """The folders of materials and templates; after a style sheet is saved, no materials are read.

    Mistakes in files that only some packs need stop only those packs.
    """

    def __init__(self, materials: Path, templates: Path) -> None:
        self._materials, self.templates = materials, templates
        self._inputs = Inputs()
        self._last: Sources | None = None

    def read(self) -> Sources:
        """The current content of the folders; the same object if nothing has changed.

        Raises `NotFitToPrint`, and then reads everything the next time.
        """
        inputs = self._inputs.of((self._materials, self.templates))
        last, self._last = self._last, None
        self._last = self._read(last, inputs)
        return self._last

    def _read(self, last: Sources | None, inputs: dict[str, str]) -> Sources:
        if last is None or self._materials.resolve().name == self.templates.resolve().name:
            library, templates = load_folders(self._materials, self.templates, sets_aside=True)
            return Sources(library, templates, inputs)
        if inputs == last.inputs:
            return last
        templates = last.templates
        if self._differs(self.templates, last, inputs):
            templates = load_templates(self.templates)
        library = last.library
        is_same_frame = _frame(templates) == _frame(last.templates)
        if not is_same_frame or self._differs(self._materials, last, inputs):
            library = load_materials(self._materials, templates, sets_aside=True)
        return Sources(library, templates, inputs)

    @staticmethod
    def _differs(folder: Path, last: Sources, inputs: dict[str, str]) -> bool:
        """Whether a file of a folder has changed."""
        return inputs_below(inputs, folder) != inputs_below(last.inputs, folder)


def _frame(templates: Templates) -> tuple[object, ...]:
    """What reading materials needs of templates: neither styles nor texts."""
    return templates.sessions, templates.sheets, templates.kinds, templates.sources.keys()
