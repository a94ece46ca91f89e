"""Merges one document of many schools into a file for a print shop, in the order of delivery.

Before the sheets of each school there is a separator sheet. Bookmarks and page labels name the
school. The first copy of each file keeps its tags; separator sheets, blank backs and further copies
have none, so a bundle is for printing, and the single files are for screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem

from printroom.model import BundleSection
from printroom.press.calibration_sheet import saved
from printroom.press.print_runs import add_back, add_copies, finish


def bundle(
    sections: Iterable[BundleSection], separators: bytes, title: str, *, is_double: bool
) -> bytes:
    """One file with the sheets of each school behind its separator sheet.

    `separators` has a page for each section. With `is_double` everything is printed on both sides
    and begins on a new sheet. Raises `ValueError` for more than 20,000 pages.
    """
    with pikepdf.new() as run, ExitStack() as sources:
        sheets = sources.enter_context(pikepdf.open(BytesIO(separators)))
        tags, labels = _Tags(run), NumberTree.new(run)
        with run.open_outline() as outline:
            for section, sheet in zip(sections, sheets.pages, strict=True):
                start = len(run.pages)
                outline.root.append(OutlineItem(section.name, start))
                labels[start] = Dictionary(P=f"{section.school_id} ", S=Name.D, St=1)
                run.pages.append(sheet)
                if is_double:
                    add_back(run)
                for part in section.parts:
                    source = sources.enter_context(pikepdf.open(BytesIO(part.content)))
                    tags.add(source, add_copies(run, source, part, has_backs=is_double))
        run.Root.PageLabels = labels.obj
        tags.finish()
        finish(run, title, is_double=is_double)
        return saved(run)


class _Tags:
    """The structure trees of all files as one: each file is a part of the document."""

    def __init__(self, run: pikepdf.Pdf) -> None:
        self._run = run
        self._root = run.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = run.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root, K=Array())
        )
        self._leaves = Array()
        self._next = 0
        self._languages: set[str] = set()

    def add(self, source: pikepdf.Pdf, pages: Iterable[pikepdf.Page]) -> None:
        """Add the tags of a file whose pages were added to the run."""
        if "/StructTreeRoot" not in source.Root:
            return
        tree = self._run.copy_foreign(source.Root.StructTreeRoot)
        kids = tree.K if isinstance(tree.K, Array) else [tree.K]
        for kid in kids:
            kid.P, kid.S = self._document, Name.Part
            self._document.K.append(kid)
        numbered = sorted(NumberTree(tree.ParentTree).items())
        shift = self._next
        nums = Array(part for key, value in numbered for part in (shift + key, value))
        limits = [shift + numbered[0][0], shift + numbered[-1][0]] if numbered else [shift, shift]
        self._leaves.append(self._run.make_indirect(Dictionary(Nums=nums, Limits=Array(limits))))
        self._next = limits[1] + 1
        for page in pages:
            _renumber(page.obj, "/StructParents", shift)
            for annotation in page.obj.get("/Annots", ()):
                _renumber(annotation, "/StructParent", shift)
        if "/Lang" in source.Root:
            self._languages.add(str(source.Root.Lang))

    def finish(self) -> None:
        """Put the tree into the file; a file that mixes languages names none for all."""
        self._root.K = self._document
        self._root.ParentTree = self._run.make_indirect(Dictionary(Kids=self._leaves))
        self._root.ParentTreeNextKey = self._next
        self._run.Root.StructTreeRoot = self._root
        self._run.Root.MarkInfo = Dictionary(Marked=True)
        if len(self._languages) == 1:
            self._run.Root.Lang = self._languages.pop()


def _renumber(owner: pikepdf.Object, key: str, shift: int) -> None:
    if key in owner:
        owner[key] = int(owner[key]) + shift
