"""Chooses the plans that use some files or folders, so that `check PATH` composes only these.

A file that any pack may use, such as the contacts, affects all plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from printroom.make.run.options import Sources
from printroom.model import Plan, PlannedDocument

_IN_MATERIALS = ("snippets", "sessions", "nations", "pictures", "schools", "terms")
_IN_TEMPLATES = ("sessions", "documents", "activities", "pieces")
"""Folders whose files only some plans use; no plan uses schools and terms."""


def affected_plans(
    paths: Sequence[Path], plans: Sequence[Plan], sources: Sources, materials: Path
) -> list[Plan]:
    """The plans that use one of these files or folders; all if another kind of file is named."""
    templates = Path(sources.templates.folder)
    homes = [(materials / name).resolve() for name in _IN_MATERIALS]
    homes += [(templates / name).resolve() for name in _IN_TEMPLATES]
    named = [path.resolve() for path in paths]
    is_known = all(any(one.is_relative_to(home) for home in homes) for one in named)
    if not named or not is_known or _is_shared(named, sources, templates.resolve()):
        return [*plans]
    return [
        plan
        for plan in plans
        if any(file.is_relative_to(one) for file in _files(plan, sources) for one in named)
    ]


def _is_shared(named: Iterable[Path], sources: Sources, templates: Path) -> bool:
    """Whether a template names one of these files, since it may include or extend it."""
    names = [
        one.relative_to(templates).as_posix() for one in named if one.is_relative_to(templates)
    ]
    return any(name in source for name in names for source in sources.templates.sources.values())


def _files(plan: Plan, sources: Sources) -> set[Path]:
    """The files that a plan uses, without those that any plan may use."""
    order, library, folder = plan.order, sources.library, sources.templates.folder
    session = library.sessions[order.session]
    found = {
        library.paths[f"sessions:{order.session}"],
        library.paths[f"nations:{order.nation}"],
        f"{folder}/sessions/{session.template}.yaml",
    }
    for document in plan.documents:
        found.update(part.path for part in document.parts)
        found.update(picture.path for picture in document.pictures.values())
        found.update(f"{folder}/{name}" for name in _templates(document))
    return {Path(file).resolve() for file in found}


def _templates(document: PlannedDocument) -> Iterator[str]:
    """The template of a document, and the files of its activities."""
    yield f"documents/{document.row.name}.html"
    for kind in {part.activity.kind for part in document.parts if part.activity}:
        for home in ("activities", "pieces"):
            yield from (f"{home}/{kind}.html", f"{home}/{kind}.css")
