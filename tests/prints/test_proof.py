"""Proof: faults are injected into finished files in many ways, and each is caught."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from unittest.mock import patch

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from printroom.model import Document, Forbidden, Printed, Problem
from printroom.press import print_document
from printroom.proof import proof
from printroom.text.contact_search import declare, find_undeclared
from printroom.text.fingerprint import fingerprints_in, forbidden_fingerprints
from tests.press_helpers import document as make_document

KINDS = {
    "adult": "Watch the room: a child who goes quiet may be telling you something by it.",
    "older": "A person who exploits someone often begins with presents, trips and a phone.",
    "answer": "Uncle Dafydd",
    "word": "grooming",
}
CODES = {
    "adult": "forbidden-text",
    "older": "forbidden-text",
    "answer": "forbidden-text",
    "word": "withheld-word",
}
ALL = " ".join(KINDS.values())
UNKNOWN = "Nobody has ever approved of this little remark."

STYLE = """
.foot { position: running(foot); font-size: 9pt; color: #555 }
@page { @bottom-left { content: element(foot); width: 100% } }
.now::before { content: counter(page) } .all::before { content: counter(pages) }
html { hyphens: auto; hyphenate-character: "-" }
.panel { background: #123; color: #fff; padding: 3mm }
.new { break-before: page }
.columns { display: flex; gap: 4mm } .columns > div { flex: 1 }
.field.blank { display: inline-block; width: 40mm; border-bottom: 1pt solid }
.step { counter-increment: step } .step::before { content: counter(step) }
"""
BODY = """
<div class="foot"><p>Power · <strong>Worksheet</strong> · K7Q-4TD · review by 28 Feb 2027 · page
<span class="now"></span> of <span class="all"></span></p></div>
<main><h1>What is power?</h1>
<p>Power is when someone can decide what happens. It can be <strong>fair</strong> or unfair, and
it can change from one place to another. In 2019–2024 a club had 12,500 members.</p>
<h2>Who has it?</h2>
<table><tr><th>Who</th><th>What they decide</th></tr>
<tr><td>Coach</td><td>Who plays on Saturday in the team</td></tr>
<tr><td>Gran</td><td>When it is time to go home for tea</td></tr></table>
<ol><li>Read the story.</li><li>Talk about it for 10 minutes.</li><li>Draw.</li></ol>
<p class="step">Yes</p><p class="step">No</p>
<p class="panel">Anyone may say stop, and anyone may pass.</p>
<div class="columns"><div><p>You can choose what happens to your own body.</p></div>
<div><p>Other people can choose what happens to theirs.</p></div></div>
<p><img src="asset:pic.svg" alt="A seesaw with two children on it"></p>
<section class="new"><h2>Getting help</h2>
<p>Our lead is <span class="field" data-field="lead"></span>. Ask for a call.</p>
<p><a href="https://www.childline.org.uk">Childline</a>: call 0800 1111, or text SHOUT to 85258.
In an emergency call 999. Missing people are on 116 000.</p>
<p>C2 · 07, room <span class="field" data-field="room"></span></p></section></main>
"""
CONTACTS = ("0800 1111", "https://www.childline.org.uk", "85258", "999", "116 000")
VALUES = {"lead": "Mrs Ferch-Huws, 01632 960 001", "room": "B12"}


def document(body: str = "", style: str = "") -> Document:
    """A worksheet for participants, with more HTML at the end of its text."""
    whole = BODY.replace("</main>", f"{body}</main>")
    made = make_document(whole, STYLE + style)
    return replace(made, contacts=CONTACTS, fields=("lead", "room"))


@cache
def forbidden(*kinds: str) -> Forbidden:
    """What the worksheet must not say: a text of each of these kinds."""
    texts = [KINDS[kind] for kind in kinds if kind != "word"]
    grams, phrases, lengths = forbidden_fingerprints(texts)
    withheld = ("groom*", "self-harm*") if "word" in kinds else ()
    allowed = fingerprints_in([re.sub(r"<[^>]*>", " ", BODY)], lengths)
    return Forbidden(grams, phrases, lengths, withheld, {"worksheet": allowed}, "")


@cache
def printed(body: str = "", style: str = "") -> Printed:
    """A document as the press finishes it; text outside its frame, or too pale, is let through."""
    with (
        patch("printroom.press.printing.misfits", lambda *_, **__: []),
        patch("printroom.press.printing.low_contrast", lambda *_: []),
    ):
        return print_document(document(body, style), VALUES)


def found(
    made: Printed,
    of: Document | None = None,
    values: Mapping[str, str] = VALUES,
    gate: Forbidden | None = None,
) -> list[Problem]:
    return proof(of or document(), made, gate or forbidden(*KINDS), values)


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


@contextmanager
def changed(made: Printed) -> Iterator[tuple[pikepdf.Pdf, list[bytes]]]:
    """A finished file to put a fault into; its new bytes are in the list afterwards."""
    result: list[bytes] = []
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        yield pdf, result
        target = io.BytesIO()
        pdf.save(target)
        result.append(target.getvalue())


Fault = Callable[[pikepdf.Pdf, str], object]


@cache
def with_fault(fault: Fault, text: str) -> Printed:
    with changed(printed()) as (pdf, result):
        fault(pdf, text)
    return replace(printed(), content=result[0])


# --- routes: how a text gets into a file --------------------------------------------------------


def tags(pdf: pikepdf.Pdf, role: str) -> list[pikepdf.Object]:
    return [
        one
        for one in pdf.objects
        if isinstance(one, Dictionary)
        and one.get("/Type") == Name.StructElem
        and one.get("/S") == Name(role)
    ]


def before_content(pdf: pikepdf.Pdf, commands: bytes) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(commands), prepend=True)


def alt_text(pdf: pikepdf.Pdf, text: str) -> None:
    tags(pdf, "/Figure")[0].Alt = String(text)


def tag_text(pdf: pikepdf.Pdf, text: str) -> None:
    tags(pdf, "/Span")[0].ActualText = String(text)


def tag_expansion(pdf: pikepdf.Pdf, text: str) -> None:
    tags(pdf, "/Span")[0].E = String(text)


def tag_title(pdf: pikepdf.Pdf, text: str) -> None:
    tags(pdf, "/P")[0].T = String(text)


def tag_id(pdf: pikepdf.Pdf, text: str) -> None:
    tags(pdf, "/P")[0].ID = String(text)


def content_text(pdf: pikepdf.Pdf, text: str) -> None:
    before_content(pdf, f"/Span <</ActualText ({text})>> BDC EMC\n".encode())


def content_property(pdf: pikepdf.Pdf, text: str) -> None:
    held = pdf.make_indirect(Dictionary(ActualText=String(text)))
    pdf.pages[0].Resources.Properties = Dictionary(P1=held)
    before_content(pdf, b"/Span /P1 BDC EMC\n")


def content_remark(pdf: pikepdf.Pdf, text: str) -> None:
    before_content(pdf, f"% {text}\n".encode())


def bookmark(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.Outlines.First.Title = String(text)


def file_title(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.docinfo["/Title"] = text


def file_keywords(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.docinfo["/Keywords"] = text


def metadata(pdf: pikepdf.Pdf, text: str) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    more = f'<rdf:Description rdf:about="" xmlns:d="urn:d"><d:d>{text}</d:d></rdf:Description>'
    pdf.Root.Metadata.write(xmp.replace(b"</rdf:RDF>", more.encode() + b"</rdf:RDF>"))


def metadata_attribute(pdf: pikepdf.Pdf, text: str) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    more = f'<rdf:Description rdf:about="" xmlns:d="urn:d" d:d="{text}"/>'
    pdf.Root.Metadata.write(xmp.replace(b"</rdf:RDF>", more.encode() + b"</rdf:RDF>"))


def attachment(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.attachments["notes.txt"] = text.encode()


def attachment_in_utf16(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.attachments["notes.txt"] = text.encode("utf-16")


def text_note(pdf: pikepdf.Pdf, text: str) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 20, 20]), Contents=String(text)
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def link(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[1].Annots[0]


def link_words(pdf: pikepdf.Pdf, text: str) -> None:
    link(pdf).Contents = String(text)


def link_address(pdf: pikepdf.Pdf, text: str) -> None:
    link(pdf).A.URI = String("https://www.childline.org.uk/?q=" + text.replace(" ", "%20"))


def form_field(pdf: pikepdf.Pdf, text: str) -> None:
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("f"),
            V=String(text),
            Rect=Array([0, 0, 9, 9]),
        )
    )
    pdf.pages[0].Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))


def layer(pdf: pikepdf.Pdf, text: str) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(text)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))


def page_label(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(text))]))


def named_place(pdf: pikepdf.Pdf, text: str) -> None:
    place = Array([String(text), Array([pdf.pages[0].obj, Name.Fit])])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=place))


def script(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{text}')"))


def script_stream(pdf: pikepdf.Pdf, text: str) -> None:
    code = pdf.make_stream(f"app.alert('{text}')".encode())
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=code)


def private_string(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.PieceInfo = Dictionary(SchoolFile=Dictionary(Private=String(text)))


def private_stream(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.PieceInfo = Dictionary(SchoolFile=Dictionary(Private=pdf.make_stream(text.encode())))


def unused_string(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.Unused = pdf.make_indirect(String(text))


def name_object(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.Unused = Name("/" + text)


ROUTES: dict[str, tuple[Fault, str]] = {
    "alt text": (alt_text, ""),
    "replacement text of a tag": (tag_text, ""),
    "expansion of a tag": (tag_expansion, ""),
    "title of a tag": (tag_title, ""),
    "id of a tag": (tag_id, ""),
    "replacement text in content": (content_text, "foreign-part"),
    "replacement text in resources": (content_property, "foreign-part"),
    "remark in content": (content_remark, ""),
    "bookmark": (bookmark, ""),
    "title of the file": (file_title, ""),
    "keywords of the file": (file_keywords, ""),
    "metadata": (metadata, ""),
    "attribute in metadata": (metadata_attribute, ""),
    "attachment": (attachment, "foreign-part"),
    "attachment in UTF-16": (attachment_in_utf16, "foreign-part"),
    "text annotation": (text_note, "foreign-part"),
    "words of a link": (link_words, ""),
    "address of a link": (link_address, "undeclared-contact"),
    "form field": (form_field, "foreign-part"),
    "layer": (layer, "foreign-part"),
    "page label": (page_label, ""),
    "named place": (named_place, ""),
    "script": (script, "foreign-part"),
    "script in a stream": (script_stream, "foreign-part"),
    "private string": (private_string, ""),
    "private stream": (private_stream, ""),
    "unused string": (unused_string, ""),
    "name object": (name_object, ""),
}

IN_HTML: dict[str, tuple[str, str, str]] = {
    "paragraph": ("<p>{text}</p>", "", ""),
    "capitals": ('<p class="x">{text}</p>', ".x { text-transform: uppercase }", ""),
    "narrow column": ('<p lang="en" class="x">{text}</p>', ".x { width: 14mm }", ""),
    "soft hyphens": ("<p>{soft}</p>", "", ""),
    "hard line breaks": ("<p>{lines}</p>", "", ""),
    "wide letters": ('<p class="x">{text}</p>', ".x { letter-spacing: 0.4em }", ""),
    "wider letters": ('<p class="x">{text}</p>', ".x { letter-spacing: 0.2em }", ""),
    "over a page break": ("<p>{halves}</p>", ".x { display: block; break-before: page }", ""),
    "table cells": ("<table><tr>{cells}</tr></table>", "", ""),
    "alternative text": ('<p><img src="asset:pic.svg" alt="{text}"></p>', "", ""),
    "style": ('<p class="x">And</p>', '.x::after {{ content: " {text}" }}', "unexplained-text"),
    "white": ('<p class="x">{text}</p>', ".x { color: #fff }", "hidden-text"),
    "almost white": ('<p class="x">{text}</p>', ".x { color: #f4f4f4 }", "hidden-text"),
    "transparent": ('<p class="x">{text}</p>', ".x { color: transparent }", "hidden-text"),
    "dark on dark": ('<p class="x panel">{text}</p>', ".x { color: #123 }", "hidden-text"),
    "tiny": ('<p class="x">{text}</p>', ".x { font-size: 2px }", "hidden-text"),
    "beside the page": (
        '<p class="x">{text}</p>',
        ".x { position: absolute; left: -150mm; width: 120mm }",
        "hidden-text",
    ),
    "below the page": (
        '<p class="x">{text}</p>',
        ".x { position: absolute; top: 250mm }",
        "hidden-text",
    ),
    "cut off": ('<p class="x">{text}</p>', ".x { height: 0; overflow: hidden }", "hidden-text"),
    "under a box": (
        '<p class="x">{text}</p><div class="y"></div>',
        ".x { margin: 0; height: 30mm } .y { height: 30mm; margin-top: -30mm; "
        "position: relative; background: #fff }",
        "hidden-text",
    ),
}


def cut(text: str, place: int, by: str) -> str:
    return text[:place] + by + text[place:]


def in_html(route: str) -> tuple[str, str]:
    """The HTML and the style that bring a text of each kind into pages by this route."""
    html, style, _ = IN_HTML[route]
    if "{{" in style:
        return html, style.format(text=ALL)
    return "".join(html.format(**set_in_html(text)) for text in KINDS.values()), style


def set_in_html(text: str) -> dict[str, str]:
    parts = text.split(" ")
    middle = len(text) // 2
    hyphen = "-" if text[middle - 1 : middle + 1].isalpha() else ""
    return {
        "text": text,
        "soft": "\u00ad".join(re.findall("..?", text)),
        "lines": "<br>".join(parts),
        "halves": cut(text, middle, f'{hyphen}<span class="x">') + "</span>",
        "cells": "".join(f"<td>{part}</td>" for part in parts),
    }


# --- the laws -----------------------------------------------------------------------------------


def test_a_sound_document_has_no_problems() -> None:
    """A sound document, with all that our pages have, passes without a word."""
    assert found(printed()) == []


def test_a_file_that_was_only_saved_again_has_no_problems() -> None:
    """The tool that puts faults into files leaves no trace of its own that is found instead."""
    assert found(with_fault(lambda pdf, text: None, "")) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("route", ROUTES)
def test_no_entry_of_a_file_hides_a_text(route: str, kind: str) -> None:
    """A forbidden text or word is found in every entry that a file can have."""
    fault, also = ROUTES[route]
    problems = codes(found(with_fault(fault, ALL), gate=forbidden(kind)))
    assert CODES[kind] in problems
    assert not also or also in problems


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("route", IN_HTML)
def test_no_setting_hides_a_text(route: str, kind: str) -> None:
    """A forbidden text or word is found on the page however it is set, and hidden text as such."""
    body, style = in_html(route)
    also = IN_HTML[route][2]
    problems = codes(found(printed(body, style), document(body, style), gate=forbidden(kind)))
    assert CODES[kind] in problems
    assert not also or also in problems


@pytest.mark.parametrize("kind", KINDS)
def test_text_without_ink_is_found(kind: str) -> None:
    """Text that is written and not drawn is found, and found to be hidden."""
    body, style = f'<p class="x">{ALL}</p>', ".x { color: #f0f }"
    made = printed(body, style)
    with changed(made) as (pdf, result):
        for page in pdf.pages:
            content = page.Contents.read_bytes()
            page.Contents.write(content.replace(b"1 0 1 rg", b"1 0 1 rg 3 Tr"))
    made = replace(made, content=result[0])
    problems = codes(found(made, document(body, style), gate=forbidden(kind)))
    assert {CODES[kind], "hidden-text"} <= problems


@pytest.mark.parametrize("kind", KINDS)
def test_a_remark_between_the_objects_is_found(kind: str) -> None:
    """Text between the objects of a file, where no viewer looks, is found."""
    remark = b"\n% " + KINDS[kind].encode()
    content = re.sub(rb"\n\d+ 0 obj", lambda start: remark + start[0], printed().content, count=1)
    assert CODES[kind] in codes(found(replace(printed(), content=content)))


def test_a_second_revision_is_found() -> None:
    """A file that was changed by appending still holds its former words: it is refused."""
    content = printed().content
    start = content.rindex(b"startxref")
    place = re.findall(rb"\d+", content[start:])[0]
    appended = content + b"xref\n0 0\ntrailer\n<</Prev " + place + b">>\nstartxref\n" + place
    problems = codes(found(replace(printed(), content=appended + b"\n%%EOF\n")))
    assert problems & {"foreign-part", "unreadable-file"}


@pytest.mark.parametrize("kind", ["adult", "older"])
def test_a_text_that_is_cut_into_strings_is_found(kind: str) -> None:
    """A long text is found where each of several bookmarks or tags says a few words of it."""

    def cut_up(pdf: pikepdf.Pdf, text: str) -> None:
        for part, tag in zip(re.findall(r"\S+ ?\S* ?", text), tags(pdf, "/Span"), strict=False):
            tag.ActualText = String(part)

    made = with_fault(cut_up, KINDS[kind])
    assert CODES[kind] in codes(found(made, gate=forbidden(kind)))


def test_a_few_words_in_a_row_of_strings_are_no_phrase() -> None:
    """Three bookmarks in a row are not a sentence: a short text is found in one string only."""

    def cut_up(pdf: pikepdf.Pdf, text: str) -> None:
        for part, tag in zip(text.split(), tags(pdf, "/Span"), strict=False):
            tag.ActualText = String(part)

    made = with_fault(cut_up, KINDS["answer"])
    assert found(made, gate=forbidden("answer")) == []


def test_a_repeated_page_is_found() -> None:
    """A page that the file shows twice is reported as a fault of the file, without a crash."""
    with changed(printed()) as (pdf, result):
        pdf.Root.Pages.Kids.append(pdf.Root.Pages.Kids[1])
        pdf.Root.Pages.Count = 3
    problems = codes(found(replace(printed(), content=result[0])))
    assert "not-accessible" in problems


def test_a_link_with_a_drawing_is_found() -> None:
    """A link is an area and no picture: PDFium would not read the words of its drawing."""

    def draw(pdf: pikepdf.Pdf, text: str) -> None:
        link(pdf).AP = Dictionary(N=pdf.make_stream(b""))

    assert "foreign-part" in codes(found(with_fault(draw, "")))


def test_text_in_a_background_picture_is_found() -> None:
    """PDFium does not read the patterns that CSS backgrounds make: text in them is refused."""
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">'
        b'<text y="15" font-family="Atkinson">grooming</text></svg>'
    )
    style = ".x { background: url(asset:words.svg); height: 20px }"
    of = document('<div class="x"></div>', style)
    of = replace(of, assets={**of.assets, "words.svg": svg})
    assert codes(found(print_document(of, VALUES), of)) == {"foreign-part"}


def test_no_text_is_hidden_from_facilitators() -> None:
    """In their documents too, no text is cut off or written without being drawn."""
    body, style = f'<p class="x">{UNKNOWN}</p>', ".x { color: #f0f }"
    of = replace(document(body, style), audience="facilitator")
    with changed(printed(body, style)) as (pdf, result):
        content = pdf.pages[1].Contents.read_bytes()
        pdf.pages[1].Contents.write(content.replace(b"1 0 1 rg", b"1 0 1 rg 3 Tr"))
    (problem, *_) = found(replace(printed(body, style), content=result[0]), of)
    assert (problem.code, "without ink" in problem.message) == ("hidden-text", True)
    style = ".x { height: 0; overflow: hidden }"
    (problem,) = found(printed(body, style), replace(document(body, style), audience="facilitator"))
    assert (problem.code, "cut off" in problem.message) == ("hidden-text", True)


def test_what_is_no_pdf_is_a_problem() -> None:
    """Bytes that are no PDF are a problem and no traceback."""
    assert codes(found(replace(printed(), content=b"%PDF-1.7 nothing"))) == {"unreadable-file"}


def test_a_facilitator_may_read_everything() -> None:
    """The gate closes documents for participants only."""
    body = f"<p>{KINDS['adult']} It may be {KINDS['word']}. {KINDS['answer']}.</p>"
    of = replace(document(body), audience="facilitator")
    assert proof(of, printed(body), None, VALUES) == []
    assert proof(of, printed(body), forbidden(*KINDS), VALUES) == []


def test_a_gate_that_was_never_set_is_an_error() -> None:
    """A document for participants that the gate does not know does not pass in silence."""
    with pytest.raises(KeyError):
        found(printed(), replace(document(), name="slips"))


def test_messages_quote_little_and_only_what_was_found() -> None:
    """A message shows where the fault is, and never more than 40 letters of it."""
    body = f"<p>Before. {KINDS['adult']} After.</p>"
    (problem,) = found(printed(body), document(body))
    assert problem.message.startswith("page 2 contains")
    quoted = problem.message.partition("“")[2].rstrip("”")
    assert quoted.startswith("Watch the room: a child")
    assert len(re.sub(r"\W", "", quoted)) <= 40
    assert problem.path == "templates/documents/worksheet.html"
    assert problem.fix


# --- complete -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route",
    [
        "alt text",
        "replacement text of a tag",
        "expansion of a tag",
        "title of a tag",
        "bookmark",
        "title of the file",
        "keywords of the file",
        "metadata",
        "words of a link",
        "page label",
        "named place",
        "private string",
        "text annotation",
        "form field",
        "layer",
        "script",
    ],
)
def test_what_nobody_wrote_is_found(route: str) -> None:
    """Words that are not in the source are found in every entry that carries words."""
    fault, _ = ROUTES[route]
    assert "unexplained-text" in codes(found(with_fault(fault, UNKNOWN)))


def test_words_of_a_style_are_found() -> None:
    """Styles may bring in signs and numbers, but no words."""
    style = f'.x::after {{ content: "{UNKNOWN}" }}'
    body = '<p class="x">And then?</p>'
    problems = found(printed(body, style), document(body, style))
    assert codes(problems) == {"unexplained-text"}
    assert "page 2" in problems[0].message


def test_short_texts_may_be_drawn_in_any_order() -> None:
    """Labels of a few letters have no runs to compare: as whole words they explain themselves."""
    body = '<div class="x"><p>Coach</p><p>Team</p><p>Size</p><p>Age</p><p>Money</p></div>'
    style = ".x { display: flex; flex-direction: row-reverse; gap: 5mm }"
    assert found(printed(body, style), document(body, style)) == []
    shuffled = "AgeMo neyTe amCoa chSiz"
    problems = found(with_fault(bookmark, shuffled), document(body, style))
    assert "unexplained-text" in codes(problems)


def test_the_title_of_a_document_needs_no_explanation() -> None:
    """The press names the file after the document, whatever its template is called."""
    of = replace(document(), title="Power at home, in clubs and online")
    assert found(print_document(of, VALUES), of) == []


def test_words_of_another_document_are_found() -> None:
    """A page of one document in the file of another is found."""
    made = printed("<p>The bus was late again, so Tomos walked home by himself.</p>")
    assert "unexplained-text" in codes(found(made))


@pytest.mark.parametrize(
    "style",
    [
        ".x { display: none }",
        ".x { visibility: hidden }",
        ".x { font-size: 0 }",
        ".x { height: 0; overflow: hidden }",
        ".x { position: absolute; left: -200mm; width: 150mm }",
    ],
)
def test_a_lost_text_is_found(style: str) -> None:
    """A text of the source that nobody can read on the pages is found, whatever hides it."""
    body = '<p>Before.</p><p class="x">Nobody may make you keep a secret.</p><p>After.</p>'
    problems = found(printed(body, style), document(body, style))
    assert codes(problems) & {"missing-text", "hidden-text"}
    assert any("Nobody may make you" in problem.message for problem in problems)


def test_a_lost_short_text_is_found() -> None:
    """Also a word of three letters may not get lost."""
    body, style = '<p class="x">Bryn</p>', ".x { display: none }"
    assert codes(found(printed(body, style), document(body, style))) == {"missing-text"}


def test_a_copy_too_few_is_found() -> None:
    """Where the source says a text twice, the pages do."""
    body = '<p>Write your name here.</p><p class="x">Write your name here.</p>'
    style = ".x { display: none }"
    (problem,) = found(printed(body, style), document(body, style))
    assert problem.code == "missing-text"
    assert "1 times instead of 2" in problem.message


def test_a_value_is_printed_and_no_other() -> None:
    """The values of this booking are on the page, and those of another are not."""
    other = {"lead": "Mr Gwilym Pryce-Anwyl, 01632 960 777", "room": "B12"}
    with patch("printroom.press.printing.misfits", lambda *_, **__: []):
        made = print_document(document(), other)
    problems = codes(found(made))
    assert {"missing-text", "unexplained-text", "undeclared-contact"} <= problems
    assert found(made, values=other) == []


def test_without_values_fields_are_lines() -> None:
    """A document without values is sound: its fields are lines to write on."""
    assert found(print_document(document(), {}), values={}) == []


def test_visible_text_of_every_kind_is_no_alarm() -> None:
    """Text that can be seen is not hidden: pale, small, light on dark, or a single dot."""
    body = (
        '<p style="color: #767676">Pale but to be read</p><p style="font-size: 5pt">Small print</p>'
        '<p class="panel" style="color: #ffd">Light on dark</p><p>.</p><p>–</p>'
        '<p style="background: #fde; color: #a03">Coral on pink</p>'
        '<h2 style="font-size: 40pt">I</h2>'
        '<p style="transform: rotate(-12deg)">Turned a little</p>'
    )
    assert found(printed(body), document(body)) == []


# --- contacts -----------------------------------------------------------------------------------

DECLARED = declare(
    [
        "0800 1111",
        "0808 800 5000",
        "116 000",
        "116123",
        "85258",
        "999",
        "01632 960001",
        "020 7946 0958",
        "1800 66 66 66",
        "help@nspcc.org.uk",
        "https://www.childline.org.uk/get-support",
        "www.nspcc.org.uk",
        "CF10 1AA",
        "D02 X285",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "Call 0800 1111.",
        "Call 0800\u00a01111, any time",
        "08001111",
        "0800-1111",
        "0800‑1111",
        "(0800) 1111",
        "Childline 0800 1111 (24 hours)",
        "Childline 0800 1111, 24/7",
        "0800\r\n1111",
        "Ring 0800\n1111 or 116\n000",
        "0 8 0 0 1 1 1 1",
        "0808 800 5000 and 0800 1111",
        "0800 1111\n0808 800 5000\n116 000",
        "0800 1111 116 000",
        "in 2024 0800 1111",
        "+44 1632 960001",
        "+44 (0)1632 960001",
        "0044 1632 960 001",
        "(01632) 960001",
        "020 7946 0958",
        "+44 20 7946 0958",
        "1800 66 66 66",
        "1800 666 666",
        "116 123 or 116000",
        "text SHOUT to 85258",
        "85258",
        "Call 999",
        "HELP@NSPCC.ORG.UK",
        "mailto:help@nspcc.org.uk",
        "help@nspcc.\norg.uk",
        "https://www.childline.org.uk/get-support/",
        "childline.org.uk/get-support.",
        "www.childline.org.uk/get-\nsupport",
        "childline.org.\nuk/get-support",
        "childline.org.uk",
        "WWW.NSPCC.ORG.UK",
        "CF10 1AA",
        "CF10\n1AA",
        "D02 X285",
        "D02X285",
    ],
)
def test_declared_contacts_are_no_alarm(text: str) -> None:
    """A declared contact passes in every spelling that a page may give it."""
    assert find_undeclared(text, DECLARED) == []


@pytest.mark.parametrize(
    "text",
    [
        "Call 0800 1112.",
        "Call 0801 1111",
        "0800 111 11 12",
        "0800\r\n1112",
        "0 8 0 0 1 1 1 2",
        "08001112",
        "0800 1111\n0808 800 5001",
        "0808 800 500",
        "116 001",
        "116\n001",
        "116001",
        "+44 1632 960002",
        "+353 1 234 5678",
        "01 234 5678",
        "07700 900123",
        "1800 66 66 67",
        "text SHOUT to 85259",
        "85259",
        "Ring 101",
        "Call 112",
        "help@nspcc.org",
        "kelp@nspcc.org.uk",
        "http://childline.org.uk.example.com",
        "childline.com",
        "childline.org.uk/other",
        "www.nspcc.org",
        "bit.ly/abc",
        "https://10.0.0.1/x",
        "CF10 1AB",
        "D02 X286",
        "tel:+441632960002",
    ],
)
def test_undeclared_contacts_are_found(text: str) -> None:
    """A contact that nobody declared is found, by one wrong digit or letter."""
    assert find_undeclared(text, DECLARED)


@pytest.mark.parametrize(
    "text",
    [
        "2019–2024",
        "2019 2020 2021 2022",
        "2016 2019 2024",
        "28 February 2027, 09:30 to 10:25",
        "2027-02-28",
        "28/02/2027",
        "K7Q-4TD",
        "C2 · 07",
        "C2 · 07\nC2 · 08",
        "C12 CARE 2026",
        "page 1 of 12",
        "0 1 2 3 4 5 6 7 8 9 10",
        "0 1 2 3 4 5 6 7 8 9",
        "10 15 20 25 30 35",
        "100 200 300 400",
        "0 – 10",
        "1 2 3 4 5 6 7 8",
        "01 02 03 04 05 06",
        "60,000 children, 1,234,567 people, 12.5 %",
        "£85000",
        "A4, 210 × 297 mm",
        "e.g. this, i.e. that",
        "the end.Then",
        "after school.School starts",
        "Year 7 to Year 9",
        "10 minutes, 100 minutes",
        "03-worksheet.pdf",
        "Call 20 people",
        "ring all 30 of them",
        "section 47 of the 1989 Act",
        "ages 5-8, 11-14, 14-16",
        "WeasyPrint 70.0",
        "D:20261124155700Z",
    ],
)
def test_other_figures_are_no_contacts(text: str) -> None:
    """Years, dates, minutes, scales, codes and file names are no contacts."""
    assert find_undeclared(text, DECLARED) == []


@pytest.mark.parametrize("audience", ["participant", "facilitator"])
def test_a_wrong_help_line_is_found(audience: str) -> None:
    """One wrong digit in a helpline is found on the pages of everybody."""
    body = "<p>Or call Childline on 0800 1112.</p>"
    of = document(body)
    of = replace(of, audience="facilitator") if audience == "facilitator" else of
    (problem,) = found(printed(body), of)
    assert problem.code == "undeclared-contact"
    assert "page 2" in problem.message
    assert "0800 1112" in problem.message


@pytest.mark.parametrize(
    "fault",
    [alt_text, bookmark, metadata, link_words, file_title, tag_text, page_label],
    ids=lambda fault: fault.__name__,
)
def test_a_contact_is_found_anywhere(fault: Fault) -> None:
    """An undeclared number is found in every entry of the file."""
    assert "undeclared-contact" in codes(found(with_fault(fault, "0800 1112")))


# --- structure ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """A way to break the tags, and what proof says of it."""

    break_it: Callable[[pikepdf.Pdf], object]
    says: str


def delete(key: str) -> Callable[[pikepdf.Object], None]:
    def without(holder: pikepdf.Object) -> None:
        del holder[key]

    return without


BROKEN = {
    "no tags": Broken(lambda pdf: delete("/StructTreeRoot")(pdf.Root), "no tags"),
    "two h1": Broken(lambda pdf: tags(pdf, "/H2")[0].__setitem__("/S", Name.H1), "level 1"),
    "skipped level": Broken(lambda pdf: tags(pdf, "/H2")[0].__setitem__("/S", Name.H3), "follows"),
    "no alt": Broken(lambda pdf: delete("/Alt")(tags(pdf, "/Figure")[0]), "alternative text"),
    "placeholder": Broken(lambda pdf: alt_text(pdf, "image 1"), "“image 1”"),
    "file name": Broken(lambda pdf: alt_text(pdf, "seesaw.svg"), "seesaw"),
    "no scope": Broken(lambda pdf: delete("/A")(tags(pdf, "/TH")[0]), "table heading"),
    "silent link": Broken(lambda pdf: delete("/Contents")(link(pdf)), "link without a desc"),
    "loose link": Broken(
        lambda pdf: tags(pdf, "/Link")[0].__setitem__("/K", Array([])), "link without a tag"
    ),
    "empty P": Broken(lambda pdf: tags(pdf, "/P")[0].__setitem__("/K", Array([])), "empty para"),
    "empty LI": Broken(lambda pdf: tags(pdf, "/LI")[0].__setitem__("/K", Array([])), "empty entry"),
    "empty H2": Broken(lambda pdf: tags(pdf, "/H2")[0].__setitem__("/K", Array([])), "empty head"),
    "lost content": Broken(
        lambda pdf: tags(pdf, "/P")[0].__setitem__("/K", Array([])), "content without a tag"
    ),
    "no language": Broken(lambda pdf: delete("/Lang")(pdf.Root), "its language"),
    "no title": Broken(lambda pdf: delete("/Title")(pdf.docinfo), "no title"),
    "no bookmarks": Broken(lambda pdf: delete("/Outlines")(pdf.Root), "no bookmarks"),
    "no metadata": Broken(lambda pdf: delete("/Metadata")(pdf.Root), "PDFUA1-"),
    "a page less": Broken(lambda pdf: pdf.pages.__delitem__(1), "1 pages instead of 2"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_tree_is_found(how: str) -> None:
    """Whatever a screen reader would miss or stumble over is found and named."""
    broken = BROKEN[how]
    problems = found(with_fault(lambda pdf, text: broken.break_it(pdf), ""))
    messages = [problem.message for problem in problems if problem.code == "not-accessible"]
    assert any(broken.says in message for message in messages), messages


def test_a_joined_file_is_found() -> None:
    """Two files in one lose the tags of the second: such a file is refused."""
    with changed(printed()) as (pdf, result), pikepdf.open(io.BytesIO(printed().content)) as more:
        pdf.pages.extend(more.pages)
    problems = found(replace(printed(), content=result[0], pages=4))
    assert "not-accessible" in codes(problems)
    assert any("page 3 has content" in problem.message for problem in problems)
