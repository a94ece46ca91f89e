"""Codes of documents and packs: short digests of what composed documents show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from printroom.compose.marks import finish
from printroom.compose.shown import shown_in
from printroom.model import EDITIONS, Document, Order, Plan, Shown
from printroom.model.drafts import DraftReason
from printroom.text.digests import digest_of_parts, short_code, shown_digest

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The documents of a plan as its templates wrote them, with marks in place of codes."""

    documents: tuple[Document, ...]
    standard: tuple[Document, ...]
    """The documents of the standard edition: `documents` itself, unless this is another edition."""
    covers: tuple[Document, ...]
    """The cover in each edition, with the largest job that it can list."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A plan with its codes and draft reasons, and its finished documents."""

    plan: Plan
    documents: tuple[Document, ...]
    covers: tuple[Document, ...] = ()
    """The cover of each edition with the largest job, to check its words; they are not printed."""

    @property
    def cover(self) -> Document | None:
        """The cover of the plan's own edition as it is signed, if there is one."""
        own = EDITIONS.index(self.plan.order.edition)
        return self.covers[own] if self.covers else None


def add_codes(plan: Plan, rendered: Rendered) -> Composed:
    """Give a plan and its documents their codes, which are those of the standard edition.

    The digest of the pack tells whether it is signed off. If it is not, the pack is a draft, and
    what `{% if draft %}` encloses prints.
    """
    standard = {one.name: _shown(one) for one in rendered.standard}
    digests = {name: shown_digest(shown) for name, shown in standard.items()}
    for document in rendered.documents:
        shown, known = _shown(document), standard.get(document.name, ())
        if shown == known:
            continue
        extra_words = _words_beyond(shown, known)
        if extra_words:  # not signed with the standard edition: the code must differ
            digests[document.name] = digest_of_parts((digests.get(document.name), extra_words))
    cover_digests = [shown_digest(_shown(cover)) for cover in rendered.covers]
    digest = digest_of_parts((*sorted(digests.items()), *cover_digests))
    plan = with_codes(plan, digest, {name: short_code(one) for name, one in digests.items()})
    codes = {document.row.name: document.code for document in plan.documents}
    documents = tuple(
        _finished(document, codes[document.name], plan) for document in rendered.documents
    )
    covers = tuple(_finished(cover, plan.code, plan) for cover in rendered.covers)
    return Composed(plan, documents, covers)


def coded_cover(plan: Plan, rendered: Document | None) -> Document | None:
    """The cover with the code of its pack."""
    return _finished(rendered, plan.code, plan) if rendered else None


def with_codes(plan: Plan, digest: str, codes: Mapping[str, str]) -> Plan:
    """A plan with its digest and the codes of its documents; unsigned, it gets a draft reason."""
    pack = short_code(digest)
    documents = tuple(
        replace(document, code=codes.get(document.row.name, pack)) for document in plan.documents
    )
    reasons = () if digest in plan.signed else (unsigned_reason(plan.order),)
    draft = (*plan.draft, *reasons)
    return replace(plan, documents=documents, digest=digest, code=pack, draft=draft)


def unsigned_reason(order: Order) -> DraftReason:
    """The draft reason of a pack that is not signed off.

    One sign-off holds for all editions, since they have the same words.
    """
    text = "The wording has not been signed off yet for this group and nation"
    text += f", in {order.minutes} minutes" if order.minutes else ""
    text += ", as a follow-up" if order.follows else ""
    text += ", in any edition" if order.edition != EDITIONS[0] else ""
    return DraftReason("unsigned", f"{text}.")


def document_key(document: Document) -> str:
    """The digest of everything in a document that decides what prints."""
    parts = (
        document.title,
        document.audience,
        document.paper,
        document.sides,
        document.is_copied,
        document.max_pages,
        document.source,
        tuple(document.assets),
        document.contacts,
        document.no_contacts,
    )
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _finished(document: Document, code: str, plan: Plan) -> Document:
    source = finish(document.source, code, is_draft=bool(plan.draft))
    done = replace(document, source=source, code=code, shown=_shown(document))
    return replace(done, key=document_key(done))


def _shown(document: Document) -> tuple[Shown, ...]:
    return shown_in(document.source, document.assets)


def _words_beyond(shown: Iterable[Shown], standard: Iterable[Shown]) -> tuple[str, ...]:
    """The words of an edition that the standard edition does not show. Numbers may differ."""
    known = {word for one in standard if one.kind != "generated" for word in _words(one)}
    own = {word for one in shown if one.kind != "generated" for word in _words(one)}
    return tuple(sorted(own - known))


def _words(one: Shown) -> list[str]:
    return [one.text] if one.kind == "picture" else _WORD.findall(one.text.casefold())
