"""Search what prints a thing or some words, in today's documents and in printed packs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from printroom.choose import plan_for
from printroom.deliver.manifest import Manifest, packs_below, read_manifest
from printroom.inspect.page_texts import PageText, at_source, texts_of_document
from printroom.ledger.inputs import named
from printroom.ledger.uses import file_of, used_in
from printroom.model import (
    Library,
    NotFitToPrint,
    Order,
    Plan,
    PlannedDocument,
    Problem,
    Templates,
)
from printroom.text.fingerprint import words

KINDS = ("contact", "fact", "snippet", "word", "picture", "text")


@dataclass(frozen=True, slots=True)
class Place:
    """A session for a band and a nation that prints it, and in which of its documents."""

    session: str
    session_code: str
    band: str
    nation: str
    documents: tuple[str, ...]
    digest: str
    """Of the plan, as a manifest has it."""


@dataclass(frozen=True, slots=True)
class PrintedPack:
    """A pack that was printed and has it; of other words than today's, documents are not known."""

    folder: str
    documents: tuple[str, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Where a thing is used."""

    name: str
    files: tuple[str, ...]
    """Where it is written."""
    places: tuple[Place, ...]
    packs: tuple[PrintedPack, ...]
    silent: int
    """Printed packs of other words, of which it is not known."""


def where_used(
    name: str, library: Library, templates: Templates, orders: Iterable[Order], output: Path
) -> Found:
    """The documents that print a thing, today and in packs below a folder.

    `name` is as a text writes it, such as `contact:childline`, or `text:` and any words. Raises
    `NotFitToPrint` when there is no such thing.
    """
    _refuse_unknown(name, library)
    files: dict[str, None] = {}
    digests: dict[tuple[str, ...], str] = {}
    places = []
    for plan in _plans(orders, library, templates):
        order = plan.order
        digests[order.session, order.band, order.nation] = plan.digest
        documents = tuple(_documents(name, plan, library, files))
        if documents:
            here = (order.session, plan.session_code, order.band, order.nation)
            places.append(Place(*here, documents, plan.digest))
    file = file_of(name, library, templates)
    files.update(dict.fromkeys([file] if file else _framing(name, templates)))
    packs, silent = _printed(name, places, digests, file, output)
    return Found(name, tuple(files), tuple(sorted(places, key=_by_code)), packs, silent)


def _documents(name: str, plan: Plan, library: Library, files: dict[str, None]) -> Iterator[str]:
    """The documents of a plan that print a thing; `files` gains where words are written."""
    is_text = name.startswith("text:")
    for document in plan.documents:
        said = list(_saying(name, document, plan)) if is_text else []
        files.update(dict.fromkeys(f"{one.path}:{one.line}" for one in said))
        if said or (not is_text and name in dict(used_in(document, plan, library))):
            yield document.row.name


def _printed(
    name: str,
    places: Iterable[Place],
    digests: Mapping[tuple[str, ...], str],
    file: str,
    output: Path,
) -> tuple[tuple[PrintedPack, ...], int]:
    """The printed packs that have a thing, and how many cannot tell."""
    by_digest = {place.digest: place for place in places}
    found, silent = [], 0
    for folder in packs_below(output) if output.is_dir() else ():
        manifest = read_manifest(folder)
        if manifest is None:
            silent += 1
            continue
        order = (manifest.session, manifest.band, manifest.nation)
        if digests.get(order) == manifest.content:
            place = by_digest.get(manifest.content)
            documents = _made(place.documents if place else (), manifest)
            if documents:
                found.append(PrintedPack(folder.as_posix(), documents, is_current=True))
        elif (has := _had(name, manifest, file)) is None:
            silent += 1
        elif has:
            found.append(PrintedPack(folder.as_posix(), (), is_current=False))
    return tuple(found), silent


def _made(documents: Iterable[str], manifest: Manifest) -> tuple[str, ...]:
    """Those documents that a pack has: it may be one document only."""
    made = {file.partition("-")[2].removesuffix(".pdf") for file in manifest.files}
    return tuple(name for name in documents if name in made)


def _had(name: str, manifest: Manifest, file: str) -> bool | None:
    """Whether a pack of other words than today's has a thing, if its manifest tells."""
    if name.startswith("text:"):
        return None
    if manifest.uses is not None:
        return name in manifest.uses
    if name.startswith("snippet:") and manifest.sources is not None:
        return bool(named(file, dict.fromkeys(manifest.sources, "")))
    return None


def _plans(orders: Iterable[Order], library: Library, templates: Templates) -> Iterator[Plan]:
    """What can be printed today."""
    for order in orders:
        try:
            yield plan_for(order, library, templates)
        except NotFitToPrint:
            continue


def _saying(name: str, document: PlannedDocument, plan: Plan) -> Iterator[PageText]:
    """The texts of a document in which words stand, each where it was written."""
    needle = _folded(name.removeprefix("text:"))
    for said in texts_of_document(document, plan):
        if needle in _folded(said.text):
            yield at_source(said, plan.places)


def _framing(name: str, templates: Templates) -> Iterator[str]:
    """Where templates themselves say the words, in any pack."""
    needle = _folded(name.removeprefix("text:"))
    for text, (path, line, _) in templates.phrases.items():
        if needle in _folded(text):
            yield f"{path}:{line}"


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    """The words of a text with a space around each, so that only whole words are found."""
    return f" {' '.join(words(text))} "


def _by_code(place: Place) -> tuple[str, str]:
    return place.session_code, place.band


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
    if kind not in known:
        message = f"“{name}” does not say what is looked for"
        fix = f"write {', '.join(f'{kind}:…' for kind in KINDS)}"
    elif own not in known[kind]:
        near = get_close_matches(own, known[kind], 1)
        message = f"there is no {kind} “{own}”"
        fix = f"did you mean {kind}:{near[0]}?" if near else "look into its file"
    else:
        return
    raise NotFitToPrint([Problem("unknown-name", name, message, fix)])
