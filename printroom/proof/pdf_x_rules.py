"""Checks a finished file against those rules of PDF/X-4 (ISO 15930-7) that a program can check.

It shares no code with `press/pdf_x.py`, which writes such files. No free program checks the whole
standard: `docs/print-shop.md` lists the rules below, and those that only a preflight can check.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf

from printroom.model import Problem

VERSION = "PDF/X-4"
NEWEST = (1, 6)
NEWEST_PROFILE = 4
NEAR = 0.01
REPORT_THIS = "Report this: a print shop would refuse such a file."
DATES = ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate")
IDENTITY = ("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass")
FORBIDDEN = {
    "/AA": "an action",
    "/OpenAction": "an action",
    "/JS": "a script",
    "/AcroForm": "a form to fill in",
    "/EmbeddedFiles": "an embedded file",
    "/Alternates": "an alternate picture",
    "/OPI": "a picture outside the file",
    "/Ref": "a page of another file",
    "/PS": "PostScript",
    "/TR": "a transfer function",
    "/HTP": "a halftone of its own",
}
"""Keys that no object may have, and what they mean."""


def check_pdf_x(content: bytes, path: str) -> list[Problem]:
    """A problem for each checked rule of PDF/X-4 that a file breaks."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            file = _File(pdf)
            found = [message for rule in RULES for message in rule(file)]
    except pikepdf.PdfError as error:
        found = [f"it cannot be read: {error}"]
    return [
        Problem("not-pdf-x", path, f"this is not PDF/X-4: {message}", REPORT_THIS, 0)
        for message in dict.fromkeys(found)
    ]


@dataclass(frozen=True)
class _File:
    pdf: pikepdf.Pdf

    @cached_property
    def parts(self) -> list[Any]:
        """Each dictionary, stream and array of the file, including nested ones."""
        return [part for found in self.pdf.objects for part in _own_parts(found)]

    @cached_property
    def dictionaries(self) -> list[Any]:
        """Each dictionary and stream of the file."""
        return [part for part in self.parts if not isinstance(part, pikepdf.Array)]

    @cached_property
    def metadata(self) -> pikepdf.models.PdfMetadata:
        """The metadata; empty if there are none."""
        return self.pdf.open_metadata()

    def property(self, name: str) -> str:
        """A property of the XMP metadata; empty if there is none."""
        return str(self.metadata.get(name) or "")


def _own_parts(found: Any) -> Iterator[Any]:
    if isinstance(found, pikepdf.Array):
        inner = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value for _, value in found.items()]
    else:
        return
    yield found
    for part in inner:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _own_parts(part)


# --- rules --------------------------------------------------------------------------------------


def _can_be_read_anywhere(file: _File) -> Iterator[str]:
    if tuple(map(int, file.pdf.pdf_version.split("."))) > NEWEST:
        yield f"it is PDF {file.pdf.pdf_version}, newer than 1.6"
    if file.pdf.is_encrypted:
        yield "it is encrypted"
    if "/ID" not in file.pdf.trailer:
        yield "it has no ID"


def _says_what_it_is(file: _File) -> Iterator[str]:
    info = file.pdf.docinfo
    if str(info.get("/GTS_PDFXVersion")) != VERSION:
        yield "its Info dictionary does not say that it is"
    if file.property("pdfxid:GTS_PDFXVersion") != VERSION:
        yield "its metadata do not say that it is"
    trapped = str(info.get("/Trapped"))
    if trapped not in ("/True", "/False") or file.property("pdf:Trapped") != trapped[1:]:
        yield "it does not say whether it is trapped"


def _has_a_title_dates_and_an_identity(file: _File) -> Iterator[str]:
    info = file.pdf.docinfo
    if not str(info.get("/Title", "")) or not file.property("dc:title"):
        yield "it has no title"
    if "/CreationDate" not in info or "/ModDate" not in info or not all(map(file.property, DATES)):
        yield "it has no dates"
    if not all(map(file.property, IDENTITY)):
        yield "its metadata do not identify it"


def _names_its_printing_condition(file: _File) -> Iterator[str]:
    intents = [one for one in file.pdf.Root.get("/OutputIntents", []) if one.S == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"it has {len(intents)} output intents, not one"
        return
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "its output intent names no printing condition"
    profile = intents[0].get("/DestOutputProfile")
    if profile is None or _profile_of(profile) != (4, b"prtr", b"CMYK"):
        yield "its output intent has no profile of a CMYK printer"


def _says_where_pages_are_cut(file: _File) -> Iterator[str]:
    for number, page in enumerate(file.pdf.pages, 1):
        boxes = [page.obj.get(key) for key in ("/TrimBox", "/BleedBox", "/MediaBox")]
        if boxes[0] is None or "/ArtBox" in page.obj:
            yield f"page {number} has no TrimBox, or an ArtBox beside it"
            continue
        known = [[float(side) for side in box] for box in boxes if box is not None]
        if not all(map(_is_within, known, known[1:])):
            yield f"the boxes of page {number} do not lie within each other"
        if "/CropBox" in page.obj:
            yield f"page {number} has a CropBox, which may hide its bleed"


def _has_nothing_for_screens(file: _File) -> Iterator[str]:
    if any("/Annots" in page.obj for page in file.pdf.pages):
        yield "a page has links or annotations"
    for found in file.dictionaries:
        yield from (f"it has {what}" for key, what in FORBIDDEN.items() if key in found)
        if found.get("/S") in ("/JavaScript", "/Launch", "/URI", "/GoTo", "/GoToR", "/Named"):
            yield "it has an action"
        if found.get("/Subtype") == "/PS":
            yield "it has PostScript"


def _embeds_its_fonts(file: _File) -> Iterator[str]:
    for found in file.dictionaries:
        if found.get("/Type") == "/Font" and found.get("/Subtype") not in ("/Type0", "/Type3"):
            described = found.get("/FontDescriptor", pikepdf.Dictionary())
            if not any(f"/FontFile{kind}" in described for kind in ("", "2", "3")):
                yield f"the font {str(found.get('/BaseFont', '/?'))[1:]} is not embedded"


def _has_a_profile_for_each_rgb(file: _File) -> Iterator[str]:
    named = (value for part in file.parts for value in _values(part))
    if any(isinstance(value, pikepdf.Name) and value == "/DeviceRGB" for value in named):
        yield "something has an RGB colour without a profile"
    for found in file.dictionaries:
        if "/Resources" in found and not _is_srgb(_default_rgb(found.Resources)):
            yield "a page or a drawing has no DefaultRGB with a profile"
    if any("/Resources" not in page.obj for page in file.pdf.pages):
        yield "a page has no resources of its own"


def _compresses_as_allowed(file: _File) -> Iterator[str]:
    for found in file.dictionaries:
        filters = found.get("/Filter", [])
        filters = filters if isinstance(filters, pikepdf.Array) else [filters]
        if any(one in ("/LZWDecode", "/Crypt") for one in filters):
            yield "a stream is compressed in a way that is not allowed"


RULES: tuple[Callable[[_File], Iterator[str]], ...] = (
    _can_be_read_anywhere,
    _says_what_it_is,
    _has_a_title_dates_and_an_identity,
    _names_its_printing_condition,
    _says_where_pages_are_cut,
    _has_nothing_for_screens,
    _embeds_its_fonts,
    _has_a_profile_for_each_rgb,
    _compresses_as_allowed,
)


# --- helpers of the rules -----------------------------------------------------------------------


def _values(part: Any) -> Iterator[Any]:
    if isinstance(part, pikepdf.Array):
        yield from part
    else:
        yield from (value for _, value in part.items())


def _is_within(inner: list[float], outer: list[float]) -> bool:
    below = all(a >= b - NEAR for a, b in zip(inner[:2], outer[:2], strict=True))
    return below and all(a <= b + NEAR for a, b in zip(inner[2:], outer[2:], strict=True))


def _default_rgb(resources: Any) -> Any:
    return resources.get("/ColorSpace", pikepdf.Dictionary()).get("/DefaultRGB")


def _is_srgb(space: Any) -> bool:
    is_based = isinstance(space, pikepdf.Array) and space[0] == "/ICCBased"
    return is_based and _profile_of(space[1]) in ((3, b"mntr", b"RGB "), (3, b"scnr", b"RGB "))


def _profile_of(stream: Any) -> tuple[int, bytes, bytes]:
    """The number of colours, the device class and the colour space of an ICC profile."""
    head = stream.read_bytes()[:40]
    if len(head) < 40 or head[36:] != b"acsp" or head[8] > NEWEST_PROFILE:
        return 0, b"", b""
    kind, space = struct.unpack("12x4s4s20x", head)
    return int(stream.get("/N", 0)), kind, space
