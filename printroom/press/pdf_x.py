"""Converts a finished file to PDF/X-4 (ISO 15930-7), as print shops ask for.

Its colours are sRGB. The output intent is sheetfed offset printing on coated paper (FOGRA39), whose
profile is embedded. The file is for printing only: it has no links and no tags.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PROGRAM = "Printroom"
VERSION = "PDF/X-4"
PROFILES = Path(__file__).parent / "icc"
CONDITION, REGISTRY = "FOGRA39", "http://www.color.org"
"""The printing condition, and the registry that lists it."""
ABOUT = "Offset printing on coated paper (ISO 12647-2), characterised by FOGRA39L"
FOR_READERS = ("/StructTreeRoot", "/MarkInfo", "/OpenAction", "/AA", "/Names", "/AcroForm")
OF_PAGES = ("/Annots", "/StructParents", "/Tabs", "/AA", "/Trans", "/CropBox", "/ArtBox")
METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 pdf:Producer="{producer}" pdf:Trapped="False"
 xmp:CreateDate="{date}" xmp:ModifyDate="{date}" xmp:MetadataDate="{date}"
 xmpMM:DocumentID="uuid:{id}" xmpMM:RenditionClass="default" xmpMM:VersionID="1">
<pdfxid:GTS_PDFXVersion>{version}</pdfxid:GTS_PDFXVersion>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def as_pdf_x(content: bytes, day: dt.date) -> bytes:
    """The file as PDF/X-4, dated on this day. The same file and day give the same bytes."""
    with pikepdf.open(BytesIO(content)) as pdf:
        _delete(pdf.Root, FOR_READERS)
        for page in pdf.pages:
            _delete(page.obj, OF_PAGES)
            _add_boxes(page.obj)
        _add_profiles(pdf)
        _describe(pdf, content, day)
        made = BytesIO()
        pdf.save(made, deterministic_id=True, force_version="1.6", fix_metadata_version=False)
        return made.getvalue()


def _delete(found: pikepdf.Object, keys: Iterable[str]) -> None:
    for key in keys:
        if key in found:
            del found[key]


def _add_boxes(page: pikepdf.Object) -> None:
    """Add a TrimBox and a BleedBox to a page that is not cut: the whole paper."""
    if "/TrimBox" not in page:
        page.TrimBox = page.MediaBox
    if "/BleedBox" not in page:
        page.BleedBox = page.TrimBox


# --- colours ------------------------------------------------------------------------------------


def _add_profiles(pdf: pikepdf.Pdf) -> None:
    """Add the RGB profile of the colours, and the CMYK profile of the output intent."""
    srgb = pdf.make_indirect(Array([Name.ICCBased, _profile(pdf, "sRGB.icc", 3)]))
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=String(CONDITION),
                OutputCondition=String(ABOUT),
                RegistryName=String(REGISTRY),
                Info=String(ABOUT),
                DestOutputProfile=_profile(pdf, "FOGRA39L_coated.icc", 4),
            )
        ]
    )
    for found in pdf.objects:
        for part in _own_parts(found):
            _set_rgb(part, srgb)


def _profile(pdf: pikepdf.Pdf, name: str, inks: int) -> pikepdf.Object:
    return pdf.make_stream(_read(name), N=inks)


@cache
def _read(name: str) -> bytes:
    return (PROFILES / name).read_bytes()


def _own_parts(found: Any) -> Iterator[Any]:
    """An object of a file, and the direct objects within it."""
    if isinstance(found, pikepdf.Array):
        inner = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        inner = list(dict(found.items()).values())
    else:
        return
    yield found
    for part in inner:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _own_parts(part)


def _set_rgb(part: Any, srgb: pikepdf.Object) -> None:
    """Replace RGB without a profile with sRGB, also as the default of drawing commands."""
    entries = enumerate(part) if isinstance(part, pikepdf.Array) else part.items()
    for key, value in list(entries):
        if isinstance(value, pikepdf.Name) and value == "/DeviceRGB":
            part[key] = srgb
    if not isinstance(part, pikepdf.Array) and "/Resources" in part:
        if "/ColorSpace" not in part.Resources:
            part.Resources.ColorSpace = Dictionary()
        part.Resources.ColorSpace.DefaultRGB = srgb


# --- metadata -----------------------------------------------------------------------------------


def _describe(pdf: pikepdf.Pdf, content: bytes, day: dt.date) -> None:
    info = pdf.docinfo
    title, producer = (
        str(info.get("/Title", "")) or "Print",
        str(info.get("/Producer", "Printroom")),
    )
    for key in list(info.keys()):
        del info[key]
    info["/Title"], info["/Producer"], info["/Creator"] = title, producer, PROGRAM
    info["/CreationDate"] = info["/ModDate"] = f"D:{day:%Y%m%d}000000Z"
    info["/Trapped"], info["/GTS_PDFXVersion"] = Name("/False"), VERSION
    text = METADATA.format(
        producer=escape(producer, {'"': "&quot;"}),
        version=VERSION,
        date=f"{day.isoformat()}T00:00:00Z",
        id=UUID(bytes=sha256(content).digest()[:16], version=4),
        title=escape(title),
    )
    pdf.Root.Metadata = pdf.make_stream(text.encode(), Type=Name.Metadata, Subtype=Name.XML)
