"""Composes the documents of a plan, and defines the functions and values that templates can use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from gettext import NullTranslations
from hashlib import blake2b

from jinja2 import TemplateError
from markupsafe import Markup

from printroom.compose.block_nodes import BlockWriter, contact_words, write_lines
from printroom.compose.cover_values import CoverValues
from printroom.compose.errors import template_problem
from printroom.compose.marks import CODE
from printroom.compose.markup import refuse_composed
from printroom.compose.plain_values import Plain
from printroom.compose.sandbox import TemplateEnvironment, loader_of
from printroom.compose.sheets import cut_sheets
from printroom.compose.vectors import qr_svg
from printroom.model import (
    Document,
    NotFitToPrint,
    Plan,
    PlannedDocument,
    PlannedPart,
    Templates,
)
from printroom.text.style_addresses import with_addresses

QR_MM = 28
"""The side of a QR code with its quiet zone; a style may draw it larger."""
TEMPLATE_ERRORS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TimeoutError,
    TypeError,
    ValueError,
)
_FIELD = re.compile(r'data-field="([\w-]+)"')


class DocumentComposer:
    """Composes the documents of one plan."""

    def __init__(self, plan: Plan, templates: Templates) -> None:
        self.plan, self.templates = plan, templates
        self.translations = NullTranslations()
        self.jinja = TemplateEnvironment(loader_of(templates), self.translations)

    def compose(self, planned: PlannedDocument, cover: CoverValues | None = None) -> Document:
        """One document from its template, with a mark for its code. Raises `NotFitToPrint`.

        `cover` are the values that only a cover has.
        """
        planned = replace(planned, code=CODE)
        name = f"documents/{planned.row.name}.html"
        page = _Page(self, planned)
        try:
            source = self.jinja.get_template(name).render(**page.names(cover))
            refuse_composed(source, name)
        except TEMPLATE_ERRORS as error:
            raise NotFitToPrint([template_problem(error, name, self.templates)]) from error
        path = self.templates.folder + "/" + name
        document = _document(planned, source, page.assets, path)
        phrases = tuple(self._phrases(name))
        return replace(document, origins=page.origins, session=self._session(), phrases=phrases)

    def _phrases(self, name: str) -> Iterator[tuple[str, str, int]]:
        """The texts of a template and its includes, each with its file and line."""
        for text in self.templates.words.get(name, ()):
            if place := self.templates.phrases.get(text):
                path, line, _ = place
                yield text, path, line

    def _session(self) -> tuple[str, str, int]:
        title = self.plan.title
        place = self.plan.places.get(title)
        return (title, *place[:2]) if place else (title, self.plan.path, 1)


class _Page:
    """The functions and values for the template of one document; collects the assets it uses."""

    def __init__(self, composer: DocumentComposer, planned: PlannedDocument) -> None:
        self.composer, self.planned = composer, planned
        self.band = planned.reader or composer.plan.band
        self.assets: dict[str, bytes] = {}
        self.origins: dict[str, str] = {}
        self.plain = Plain()
        self.writer = BlockWriter(
            planned,
            self.picture,
            self.activity,
            self.piece,
            lambda content: self._asset(content, "svg"),
            composer.translations.gettext,
        )

    def names(self, cover: CoverValues | None) -> dict[str, object]:
        """All names that the template can use: functions and plain values."""
        plan, planned, plain = self.composer.plan, self.planned, self.plain
        functions = {
            "blocks": self.blocks,
            "contact_words": contact_words,
            "field": field_box,
            "qr": self.qr,
            "style": self.style,
            **self._images(),
        }
        self.composer.jinja.allow(functions.values())
        values = {
            "document": planned,
            "row": planned.row,
            "band": self.band,
            "session": {
                "title": plan.title,
                "heading": _heading(plan.title),
                "code": plan.session_code,
                "minutes": plan.minutes,
                "version": plan.version,
                "review_by": plan.review_day(planned.row),
                "private": plan.private,
                "letter_to": plan.band.letter_to,
                "lead": plan.lead,
                "local": plan.local,
            },
            "nation": plan.nation,
            "edition": plan.order.edition,
            "stage": plan.school_years,
            "code": planned.code,
            "sheets": cut_sheets(planned, plan.session_code, self.writer),
            "looks": self.looks(),
            **({one.name: getattr(cover, one.name) for one in fields(cover)} if cover else {}),
        }
        plain_values = {name: plain(value) for name, value in values.items()}
        # No copy of `sources`: the writer fills it while the page is written.
        return {**functions, **plain_values, "sources": self.writer.sources}

    def blocks(self, part: object) -> Markup:
        """All blocks of a part, as HTML."""
        planned = self.plain.original(part)
        if not isinstance(planned, PlannedPart):
            raise TypeError("blocks(part) needs a part of this document")
        return self.writer.part(planned)

    def picture(self, name: str, alt: str = "") -> Markup:
        """A picture of the library with its alternative text."""
        picture = self.planned.pictures[name]
        words = Markup(' data-words="{}"').format("\n".join(picture.words))
        kind = "picture portrait" if picture.is_portrait else "picture"
        return Markup('<img class="{}" src="{}" alt="{}"{}>').format(
            kind,
            self._asset(picture.content, picture.suffix, picture.path),
            alt or picture.alt,
            words if picture.words else "",
        )

    def image(self, path: str) -> str:
        """The address of a template's own image, for styles."""
        origin = f"{self.composer.templates.folder}/{path}"
        return self._asset(self._file(path), path.rpartition(".")[2], origin)

    def img(self, path: str, alt: str) -> Markup:
        """A template's own image as a picture."""
        return Markup('<img src="{}" alt="{}">').format(self.image(path), alt)

    def qr(self, channel: object) -> Markup:
        """A QR code for a site of a contact of this document, with the address in letters."""
        declared = {
            (channel.kind, channel.value)
            for contact in self.planned.declared()
            for channel in contact.channels
        }
        kind, value = getattr(channel, "kind", ""), getattr(channel, "value", "")
        if kind != "web" or (kind, value) not in declared:
            what = f"“{value}”" if value else "this"
            raise LookupError(f"{what} is not a web address of a contact in this document")
        is_whole = value.casefold().startswith(("https://", "http://"))
        target = value if is_whole else f"https://{value}"
        alt = self.composer.translations.gettext("QR code for {}").format(value)
        return Markup(
            '<span class="qr-with-address"><img class="qr" src="{}" alt="{}">'
            '<span class="address">{}</span></span>'
        ).format(self._asset(qr_svg(target, QR_MM), "svg"), alt, value)

    def style(self, *paths: str) -> Markup:
        """Style sheets as one `style` element; the files that they name become assets."""
        sources = self.composer.templates.sources
        for path in paths:
            if path not in sources:
                raise LookupError(f"there is no style sheet {path}")
        text = "\n".join(f"/* sheet: {path} */\n{sources[path]}" for path in paths)
        text = with_addresses(text, self.image)
        return Markup(f"<style>\n{text}</style>")

    def activity(self, part: PlannedPart) -> Markup:
        """The learner's side of a part's activity, as its kind draws it."""
        arranged = part.activity
        if arranged is None:
            return Markup("")
        template = self.composer.jinja.get_template(f"activities/{arranged.kind}.html")
        return Markup(
            template.render(
                page=self.plain(arranged.page), code=arranged.code, **self._activity_names()
            )
        )

    def piece(self, part: PlannedPart, piece: object) -> Markup | None:
        """One piece of a part's activity as its kind draws it; none if the kind draws no pieces."""
        name = f"pieces/{part.activity.kind}.html" if part.activity else ""
        if name not in self.composer.templates.sources:
            return None
        template = self.composer.jinja.get_template(name)
        return Markup(template.render(piece=self.plain(piece), **self._activity_names()))

    def _activity_names(self) -> dict[str, object]:
        """The names that every template of an activity can use."""
        functions = {"lines": write_lines, **self._images()}
        self.composer.jinja.allow(functions.values())
        return {"band": self.plain(self.band), **functions}

    def _images(self) -> dict[str, Callable[..., object]]:
        return {"picture": self.picture, "image": self.image, "img": self.img}

    def looks(self) -> tuple[str, ...]:
        """The style sheets of the shapes and kinds of activity that this document uses."""
        used = [part.activity for part in self.planned.parts if part.activity]
        shapes = [f"styles/shapes/{activity.shape}.css" for activity in used]
        folder = "pieces" if self.planned.layout else "activities"
        kinds = [f"{folder}/{activity.kind}.css" for activity in used]
        sources = self.composer.templates.sources
        return tuple(path for path in dict.fromkeys((*shapes, *kinds)) if path in sources)

    def _file(self, path: str) -> bytes:
        files = self.composer.templates.files
        if path not in files:
            raise LookupError(f"there is no file {path}")
        return files[path]

    def _asset(self, content: bytes, suffix: str, origin: str = "") -> str:
        name = f"{_digest(content)}.{suffix}"
        self.assets[name] = content
        if origin:
            self.origins.setdefault(name, origin)
        return f"asset:{name}"


@lru_cache(maxsize=128)
def _digest(content: bytes) -> str:
    """The digest of a font or picture, kept because most documents of a pack contain the same."""
    return blake2b(content, digest_size=16).hexdigest()


def field_box(name: str) -> Markup:
    """An empty box for a text that only a booking knows."""
    return Markup('<span class="field" data-field="{}"></span>').format(name)


def _document(
    planned: PlannedDocument, source: str, assets: Mapping[str, bytes], path: str
) -> Document:
    """A document without its key, which is computed once its code is known."""
    return Document(
        name=planned.row.name,
        title=planned.row.title,
        audience=planned.row.audience,
        max_pages=planned.row.max_pages,
        source=source,
        assets=dict(sorted(assets.items())),
        path=path,
        key="",
        fields=tuple(dict.fromkeys(_FIELD.findall(source))),
        contacts=tuple(dict.fromkeys(c.value for k in planned.declared() for c in k.channels)),
        no_contacts=planned.no_contacts,
        paper=planned.row.size,
        sides=planned.row.sides,
        is_copied=planned.row.copies != "one",
    )


def _heading(title: str) -> str:
    """A title for large type, with a no-break space before the last word."""
    *others, last = title.split()
    return " ".join([*others[:-1], "\u00a0".join([*others[-1:], last])])
