"""Finds where something is used, in current documents and in printed packs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from printroom.choose import plan_for
from printroom.deliver.manifest import Manifest, packs_below, read_manifest
from printroom.inspect.page_texts import PageText, texts_of_document
from printroom.inspect.positions import at_source
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.inputs import find_input
from printroom.ledger.record import Record
from printroom.ledger.recorded_uses import RecordedPack, RecordedUses
from printroom.ledger.unread_sessions import unread_sessions
from printroom.ledger.uses import file_of, used_in
from printroom.model import (
    Library,
    NotFitToPrint,
    Order,
    Plan,
    PlannedDocument,
    Problem,
    Templates,
    order_about,
    words_key,
)
from printroom.text.fingerprint import words
from printroom.text.occurrence import contains

_WordsKey = tuple[str, str, str, int | None, bool]
"""The result of `words_key`."""
KINDS = ("contact", "fact", "snippet", "word", "picture", "text")


@dataclass(frozen=True, slots=True)
class Use:
    """A session, band and nation, and its documents that use something."""

    session: str
    session_code: str
    band: str
    nation: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedPack:
    """A printed pack that uses something; if its text is not current, documents may be unknown."""

    folder: str
    documents: tuple[str, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """Where something is used."""

    name: str
    files: tuple[str, ...]
    """The files that define it, or in which a text is written."""
    places: tuple[Use, ...]
    packs: tuple[PrintedPack, ...]
    """Packs in the output folder."""
    unknown: int
    """The number of printed packs for which it is unknown, because their text is not current."""
    recorded: tuple[RecordedPack, ...] = ()
    """Recorded packs that are not in the output folder, or have earlier text."""
    unread: tuple[str, ...] = ()
    """The codes of sessions for which it is unknown, because their files have mistakes."""


def where_used(
    name: str, current: CurrentContent, orders: Iterable[Order], output: Path, record: Record
) -> Usage:
    """Find where something is used: in current documents, in packs below a folder, in the record.

    `name` is written as in a snippet, such as `contact:childline`, or is `text:` and any words.
    Raises `NotFitToPrint` if there is no such thing.
    """
    library, templates = current.library, current.templates
    _refuse_unknown(name, library)
    files: dict[str, None] = {}
    found: dict[_WordsKey, tuple[str, ...]] = {}
    for plan in _plans(orders, library, templates):
        if documents := tuple(_documents(name, plan, library, files)):
            found[words_key(plan.order)] = documents
    file = file_of(name, library, templates)
    files.update(dict.fromkeys([file] if file else _template_lines(name, templates)))
    recorded = RecordedUses(name, _signs(name, library), record)
    folders = packs_below(output) if output.is_dir() else ()
    manifests = {folder: read_manifest(folder) for folder in folders}
    packs, unknown = _packs_using(name, found, current, file, manifests, recorded)
    there = {manifest.code for manifest in manifests.values() if manifest}
    others, unknown_others = recorded.packs(current, there)
    return Usage(
        name,
        tuple(files),
        tuple(_places(found, library)),
        packs,
        unknown + unknown_others,
        others,
        unread_sessions(library, templates),
    )


def _signs(name: str, library: Library) -> tuple[str, ...]:
    """The words and numbers by which a page shows something."""
    kind, _, own = name.partition(":")
    if kind == "text":
        return (own,)
    if kind == "contact":
        contact = library.contacts[own]
        return (contact.name, *(channel.value for channel in contact.channels))
    return ()


def _places(found: Mapping[_WordsKey, tuple[str, ...]], library: Library) -> list[Use]:
    """The uses by session, band and nation, whatever the length of the session."""
    together: dict[tuple[str, str, str], dict[str, None]] = {}
    for (*place, _, _), documents in found.items():
        together.setdefault(tuple(place), {}).update(dict.fromkeys(documents))  # type: ignore[arg-type]
    uses = (
        Use(session, library.sessions[session].code, band, nation, tuple(documents))
        for (session, band, nation), documents in together.items()
    )
    return sorted(uses, key=lambda use: (use.session_code, use.band))


def _documents(name: str, plan: Plan, library: Library, files: dict[str, None]) -> Iterator[str]:
    """The documents of a plan that use something; adds the places of a text to `files`."""
    is_text = name.startswith("text:")
    for document in plan.documents:
        texts = list(_texts_with(name, document, plan)) if is_text else []
        files.update(dict.fromkeys(f"{text.path}:{text.line}" for text in texts))
        if texts or (not is_text and name in dict(used_in(document, plan, library))):
            yield document.row.name


def _packs_using(
    name: str,
    found_in: Mapping[_WordsKey, tuple[str, ...]],
    current: CurrentContent,
    file: str,
    manifests: Mapping[Path, Manifest | None],
    recorded: RecordedUses,
) -> tuple[tuple[PrintedPack, ...], int]:
    """The printed packs that use something, and the number for which it is unknown."""
    found, unknown = [], 0
    for folder, manifest in manifests.items():
        if manifest is None:
            unknown += 1
        elif _is_current(manifest, current):
            used = found_in.get(words_key(manifest), ())
            if documents := tuple(name for name in used if name in manifest.documents):
                found.append(PrintedPack(folder.as_posix(), documents, is_current=True))
        else:
            earlier = recorded.documents_of(manifest)
            is_used = _was_used(name, manifest, file, earlier)
            unknown += is_used is None
            if is_used:
                found.append(PrintedPack(folder.as_posix(), earlier or (), is_current=False))
    return tuple(found), unknown


def _is_current(manifest: Manifest, current: CurrentContent) -> bool:
    """Whether a pack shows what its order would print now."""
    plan = current.plan(order_about(manifest, seed=manifest.seed, as_of=current.as_of))
    return plan is not None and plan.digest == manifest.content


def _was_used(
    name: str, manifest: Manifest, file: str, earlier: tuple[str, ...] | None
) -> bool | None:
    """Whether a pack with earlier text uses something; none if that is unknown.

    `earlier` are the documents that show it, if recorded.
    """
    if name.startswith("text:"):
        return None if earlier is None else bool(earlier)
    if manifest.uses is not None:
        return name in manifest.uses
    if name.startswith("snippet:") and manifest.sources is not None:
        return bool(find_input(file, dict.fromkeys(manifest.sources, "")))
    return None if earlier is None else bool(earlier)


def _plans(orders: Iterable[Order], library: Library, templates: Templates) -> Iterator[Plan]:
    """The plans of these orders, except orders that cannot be printed."""
    for order in orders:
        try:
            yield plan_for(order, library, templates)
        except NotFitToPrint:
            continue


def _texts_with(name: str, document: PlannedDocument, plan: Plan) -> Iterator[PageText]:
    """The texts of a document that contain the words, with their source positions."""
    wanted = name.removeprefix("text:")
    for texts in texts_of_document(document, plan):
        if contains(texts.text, wanted):
            yield at_source(texts, plan)


def _template_lines(name: str, templates: Templates) -> Iterator[str]:
    """Where templates themselves contain the words, in any pack."""
    wanted = name.removeprefix("text:")
    for text, (path, line, _) in templates.phrases.items():
        if contains(text, wanted):
            yield f"{path}:{line}"


def _refuse_unknown(name: str, library: Library) -> None:
    kind, _, own = name.partition(":")
    known: Mapping[str, Collection[str]] = {
        "contact": library.contacts,
        "fact": library.facts,
        "snippet": library.snippets,
        "word": library.glossary,
        "picture": library.pictures,
    }
    if kind == "text" and words(own):
        return
    if kind == "snippet" and own in library.set_aside:
        raise NotFitToPrint(library.set_aside[own])
    if kind not in known:
        message = f"“{name}” does not name anything to look for"
        fix = f"write {', '.join(f'{kind}:…' for kind in KINDS)}"
    elif own not in known[kind]:
        near = get_close_matches(own, known[kind], 1)
        message = f"there is no {kind} “{own}”"
        fix = f"did you mean {kind}:{near[0]}?" if near else "look up the name in its file"
    else:
        return
    raise NotFitToPrint([Problem("unknown-name", name, message, fix, 0)])
