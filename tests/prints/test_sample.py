"""Comparing a school's file with a sample of its form finds at least what PDFium finds."""

from __future__ import annotations

import pickle
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from printroom import proof
from printroom.press.fill import Form, font_metrics, make_form
from printroom.press.fill.form import Content, Place, Setting
from printroom.press.fill.sized_font import SizedFont
from printroom.press.fill.splice import splice
from printroom.proof import (
    allowed_content,
    compare_with_sample,
    details_of,
    read_back,
    read_sample,
    school_file,
)
from printroom.proof.form_layout import _stream, take_apart
from printroom.proof.glyphs import MOST_KERNING, Font
from printroom.proof.page_text import read_text
from printroom.proof.sample import shows_exactly, shows_letters
from printroom.workers import fill_forms
from printroom.workers.fill_forms import READ_EACH, FillJob, PackedForm, fill
from tests.form_helpers import FITTING, FOREIGN, LONG, personal_documents
from tests.press_helpers import document
from tests.workshop import HOME, TESTS

BOX = ".field { display: block; height: 6mm; width: 60mm } .long { font-size: 8pt }"
BODY = (
    "<h1>Who to ask</h1><p>Our person is</p>{lead}<p>who is here</p>{reach}"
    "<p>and the number of copies is</p><div style='text-align: right'>{copies}</div>"
    "<p><b>Or call Childline on 0800 1111.</b></p>"
)
CONTACTS = ("0800 1111",)
OWN = {"lead": "Ms Hope Young", "reach": "Office, or 01632 960 001", "copies": "24"}
OTHER = {"lead": "Mr Łukasz O’Fee", "reach": "Hall, or 01632 960 002", "copies": "30"}
Values = Mapping[str, str]


def own_document(body: str = BODY) -> Any:
    boxes = {name: f'<span class="field" data-field="{name}"></span>' for name in OWN}
    return document(body.format(**boxes), BOX)


@cache
def sound_form() -> Form:
    made = make_form(own_document(), OWN)
    assert made is not None
    return made


def document_of(rows: tuple[Values, ...] = (OWN, OTHER), body: str = BODY) -> proof.AllowedContent:
    schools = ({name: row[name] for name in ("lead", "reach")} for row in rows)
    return allowed_content(
        "help-page.html", CONTACTS, own_document(body).source, details_of(schools)
    )


def sample_of(form: Form, whose: proof.AllowedContent | None = None) -> proof.Sample | None:
    layout = fill_forms._layout_of(form)
    return read_sample(form.fill, form.fields, layout, whose or document_of())


@cache
def sound_sample() -> proof.Sample:
    made = sample_of(sound_form())
    assert made is not None
    return made


def found_by(content: bytes | None, sample: proof.Sample, row: Values = OWN) -> set[str]:
    """What a comparison finds, which is at least what a reading of the same file finds."""
    assert content is not None
    compared = {one.code for one in compare_with_sample(content, document_of(), row, sample)}
    assert compared == {one.code for one in read_back(content, document_of(), row, sample)}
    assert compared >= {one.code for one in read_back(content, document_of(), row)}
    return compared


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that PDFium reads, in order."""
    files: list[bytes] = []

    def noted(content: bytes) -> tuple[str, ...]:
        files.append(content)
        return read_text(content)

    monkeypatch.setattr(school_file, "read_text", noted)
    return files


# --- right files --------------------------------------------------------------------------------


@cache
def tiny_forms() -> list[tuple[Any, Form, proof.Sample]]:
    """Each document with fields of a session, its form and a sample of that."""
    made = []
    for one in personal_documents(TESTS / "tiny", "roads/signals", "seniors"):
        form = make_form(one.document, one.given("Acorn Room"))
        assert form is not None
        whose = allowed_content(
            "page.html", one.document.contacts, one.document.source, details_of(())
        )
        sample = sample_of(form, whose)
        assert sample is not None
        made.append((one, form, sample))
    return made


def test_a_compared_file_says_what_pdfium_reads() -> None:
    """The sample's pages with a school's values are, letter by letter, what PDFium reads."""
    for one, form, sample in tiny_forms():
        for name in (*FITTING, *LONG, *FOREIGN):
            values = one.given(name)
            content = form.fill(values)
            if content is None:
                continue
            fields = sample.fields_of(content)
            assert fields is not None
            assert shows_exactly(fields, values)
            shown = {field: " ".join(value.split()) for field, value in values.items()}
            pages = [
                page.with_values(shown[field] for field in page.fields) for page in sample.pages
            ]
            assert pages == list(read_text(content))


def test_a_right_file_needs_no_engine(read: list[bytes]) -> None:
    """A file that is its form with the school's values in it is right, and PDFium is not asked."""
    for row in (OWN, OTHER):
        content = sound_form().fill(row)
        assert content is not None
        assert compare_with_sample(content, document_of(), row, sound_sample()) == []
        assert read == []
        assert read_back(content, document_of(), row, sound_sample()) == []
        assert read.pop() == content


# --- wrong files --------------------------------------------------------------------------------


def placed(form: Form, change: Callable[[Setting], Setting], field: str) -> Form:
    """The form with the settings of one field changed."""

    def changed(place: Place) -> Place:
        if place.field != field:
            return place
        return replace(place, normal=change(place.normal), small=change(place.small))

    contents = (replace(c, places=tuple(map(changed, c.places))) for c in form.contents)
    return replace(form, contents=tuple(contents))


def drawn(form: Form, change: Callable[[bytes], bytes]) -> Form:
    """The form with what is drawn around its fields changed, and deflated again."""

    def changed(content: Content) -> Content:
        pieces = (content.drawn.first, *content.drawn.rest)
        whole = [zlib.decompressobj(-15).decompress(piece.deflated) for piece in pieces]
        return replace(content, drawn=splice(map(change, whole)))

    return replace(form, contents=tuple(map(changed, form.contents)))


class Stretched(SizedFont):
    """A font that moves the first letter of a line far away from the others."""

    @property
    def line(self) -> Any:
        set_line = super().line

        def far_apart(text: str) -> tuple[bytes, float]:
            line = set_line(text)
            assert line is not None
            return re.sub(rb"^\[<(....)>?-?\d*<?", rb"[<\1>-4000<", line[0]), line[1]

        return far_apart


def stretched(setting: Setting) -> Setting:
    font = setting.font
    return replace(setting, font=Stretched(font.face, font.size_px, font.widths))


def other_font(setting: Setting) -> Setting:
    names = {name for fonts in sound_sample().fonts.values() for name in fonts}
    own = setting.end.split(b"/")[1].split(b" ")[0]
    (other,) = names - {own}
    return replace(setting, end=setting.end.replace(own, other))


def fill_own(form: Form) -> bytes | None:
    return form.fill(OWN)


def with_byte(content: bytes | None, at: int) -> bytes:
    assert content is not None
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


MUTANTS: dict[str, Callable[[Form], bytes | None]] = {
    "a foreign name": lambda form: form.fill({**OWN, "lead": OTHER["lead"]}),
    "swapped fields": lambda form: form.fill({**OWN, "lead": OWN["reach"], "reach": OWN["lead"]}),
    "another number": lambda form: form.fill({**OWN, "copies": "25"}),
    "moved to the right": lambda form: fill_own(
        placed(form, lambda one: replace(one, left_px=one.left_px + 0.01), "lead")
    ),
    "moved down": lambda form: fill_own(
        placed(form, lambda one: replace(one, end=one.end.replace(b" ", b" 1", 1)), "lead")
    ),
    "moved in a box at the right": lambda form: fill_own(
        placed(form, lambda one: replace(one, box_width_px=one.box_width_px - 2), "copies")
    ),
    "made narrow": lambda form: fill_own(
        placed(form, lambda one: replace(one, start=b"0.9" + one.start[1:]), "lead")
    ),
    "another font": lambda form: fill_own(placed(form, other_font, "lead")),
    "letters far apart": lambda form: fill_own(placed(form, stretched, "lead")),
    "a fixed text moved": lambda form: fill_own(
        drawn(form, lambda one: one.replace(b" Tm\n", b"1 Tm\n", 1))
    ),
    "something hidden": lambda form: fill_own(drawn(form, lambda one: one + b"\n")),
    "a byte of a font": lambda form: with_byte(fill_own(form), len(form.start) // 2),
    "a byte of the end": lambda form: with_byte(fill_own(form), -9),
    "a byte of a page": lambda form: with_byte(fill_own(form), len(form.start) + 90),
    "a byte more": lambda form: (fill_own(form) or b"") + b"\n",
    "a byte less": lambda form: (fill_own(form) or b"")[:-1],
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_file_is_refused(mutant: str) -> None:
    """Whatever differs from the form with this school's values in it is never delivered."""
    content = MUTANTS[mutant](sound_form())
    assert content != fill_own(sound_form())
    assert found_by(content, sound_sample()) & {"changed-file", "unreadable-file"}


@pytest.mark.parametrize("first", ["sound", "damaged"])
def test_a_damaged_to_unicode_is_refused(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a font says that one letter is another, no school's file with that letter goes out."""
    sized_font_of = font_metrics.sized_font_of

    def damaged(style: Any, stream: Any, widths: Any) -> SizedFont | None:
        sized = sized_font_of(style, stream, widths)
        assert sized is not None
        font, _ = font_metrics._font_of(style, stream)
        font.to_unicode[sized.face.glyphs[sized.face.letters["Y"]]] = "X"
        return sized

    monkeypatch.setattr("printroom.press.fill.form_maker.sized_font_of", damaged)
    form = make_form(own_document(), OWN)
    assert form is not None
    sample = sound_sample() if first == "sound" else sample_of(form)
    assert sample is not None
    assert found_by(form.fill(OWN), sample) >= {"changed-file", "missing-value"}
    if first == "damaged":
        without = {**OWN, "lead": "Ms Hope Lee"}
        assert found_by(form.fill(without), sample, without) == set()


def test_two_signs_with_one_glyph_are_left_to_pdfium(read: list[bytes]) -> None:
    """A field that shows its value but for signs or accents is read by PDFium, as before."""
    fields = [("lead", "Ms\N{NO-BREAK SPACE}Zoë Young")]
    assert shows_letters(fields, {"lead": "Ms Zoë Young"})
    assert not shows_exactly(fields, {"lead": "Ms Zoë Young"})
    assert not shows_letters(fields, {"lead": "Ms Zoë Younge"})
    content = sound_form().fill(OWN)
    assert content is not None
    other_sign = {**OWN, "lead": "Ms Hope–Young"}
    assert compare_with_sample(content, document_of((OWN, OTHER)), other_sign, sound_sample()) == []
    assert read == [content]


def test_a_value_and_a_fixed_text_can_make_a_contact() -> None:
    """A number that is complete only with the words around a field is found as PDFium finds it."""
    body = BODY.replace("Our person is", "Ring us on 0800")
    form = make_form(own_document(body), OWN)
    assert form is not None
    whose = document_of(body=body)
    sample = sample_of(form, whose)
    assert sample is not None
    for lead, wrong in (("1112", {"undeclared-contact"}), ("Ms Young", set())):
        values = {**OWN, "lead": lead}
        content = form.fill(values)
        assert content is not None
        assert {one.code for one in compare_with_sample(content, whose, values, sample)} == wrong
        assert {one.code for one in read_back(content, whose, values, sample)} == wrong


@pytest.mark.parametrize("slip", [OTHER["lead"], "Ring 0800 1112", "There are 701 of us, 401, 201"])
def test_without_a_sample_every_file_is_read(slip: str, read: list[bytes]) -> None:
    """A form with another school's words, or with numbers that look alike, gets no sample."""
    form = make_form(own_document(BODY + f"<p>{slip}</p>"), OWN)
    assert form is not None
    assert sample_of(form) is None
    packed = PackedForm.of(form, document_of())
    answered = fill(FillJob(packed, (OWN,) * 5))
    assert answered is not None
    assert len(read) == 5


# --- cutting ------------------------------------------------------------------------------------


def test_a_file_is_cut_only_where_all_is_right() -> None:
    """Lengths, numbers, offsets and the end of a file have to be exactly those of the form's."""
    form = sound_form()
    layout = fill_forms._layout_of(form)
    content = form.fill(OWN)
    assert content is not None
    parts = take_apart(content, layout)
    assert parts is not None
    assert [line.field for line in parts.lines] == list(OWN)
    end = content.rindex(b"startxref")
    tail = content[len(form.start) :]
    wrong = [
        content[:end] + content[end:].replace(b"startxref\n", b"startxref\n1"),
        content + b"%",
        content[: len(form.start)] + tail.replace(b" 0 obj\n<<", b" 0 obj\n<</A 1", 1),
        content[: len(form.start)] + tail.replace(b"/Length ", b"/Length 1", 1),
        content[: len(form.start)] + tail.replace(b"\nendstream", b" \nendstream", 1),
    ]
    for one in wrong:
        assert one != content
        assert take_apart(one, layout) is None
    (page,) = layout.pages
    other = replace(page, number=page.number + 1)
    assert take_apart(content, replace(layout, pages=(other,))) is None
    for start in (layout.start - 1, layout.start + 1, len(content)):
        assert take_apart(content, replace(layout, start=start)) is None


def rebuilt(
    content: bytes,
    *,
    says: bytes = b"",
    drawing: Callable[[bytes], bytes] = bytes,
    points_to: int = 0,
    index_says: Callable[[bytes], bytes] = bytes,
    index: Callable[[bytes], bytes] = bytes,
) -> bytes:
    """A file with one page of fields written anew, every offset right but where it is changed."""
    start = len(sound_form().start)
    page = _stream(content, start)
    assert page is not None
    old = _stream(content, page.end)
    assert old is not None
    drawn = _written(page.number, says, drawing(page.data))
    at = start + len(drawn)
    entries = bytearray(index(old.data))
    for number, offset in ((page.number, start + points_to), (old.number, at)):
        entries[number * 7 : number * 7 + 7] = struct.pack(">BIH", 1, offset, 0)
    tail = _written(old.number, index_says(old.entries), bytes(entries))
    return content[:start] + drawn + tail + b"startxref\n%d\n%%%%EOF\n" % at


def _written(number: int, says: bytes, data: bytes) -> bytes:
    return _object(number, says, zlib.compress(data))


def _object(number: int, says: bytes, deflated: bytes) -> bytes:
    head = b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n"
    return head % (number, says, len(deflated)) + deflated + b"\nendstream\nendobj\n"


def test_the_end_of_a_file_is_its_forms() -> None:
    """Written anew a file is right; with any entry, offset or operator changed it is not."""
    content = fill_own(sound_form())
    assert content is not None
    assert found_by(rebuilt(content), sound_sample()) == set()
    wrong = [
        rebuilt(content, says=b"/A 1"),
        rebuilt(content, drawing=lambda data: data + b" "),
        rebuilt(content, drawing=lambda data: b" " + data),
        rebuilt(content, points_to=1),
        rebuilt(content, index_says=lambda says: says.replace(b"/Info", b"/Note")),
        rebuilt(content, index=lambda data: data[:-8] + b"~" + data[-7:]),
        rebuilt(content, index=lambda data: data + b"~"),
    ]
    for one in wrong:
        assert found_by(one, sound_sample()) >= {"changed-file"}


def test_a_line_has_to_fit_its_box() -> None:
    """A line that is wider than its box is not set as the form sets it."""
    content = fill_own(sound_form())
    assert content is not None
    sample = sound_sample()
    assert sample.fields_of(content) == list(OWN.items())
    (page,) = sample.layout.pages
    narrow = (replace(one, box_width_px=20) for one in page.boxes[0].settings)
    boxes = (replace(page.boxes[0], settings=tuple(narrow)), *page.boxes[1:])
    layout = replace(sample.layout, pages=(replace(page, boxes=boxes),))
    assert replace(sample, layout=layout).fields_of(content) is None


def test_a_stream_is_cut_only_where_it_is_whole() -> None:
    """A stream ends with its checksum, its length and the words that end it."""
    stream = _written(5, b"/A 1", b"drawn")
    found = _stream(b"..." + stream + b"...", 3)
    assert found is not None
    assert (found.number, found.entries, found.data) == (5, b"/A 1", b"drawn")
    assert (found.at, found.end) == (3, 3 + len(stream))
    deflated = zlib.compress(b"drawn")
    for cut in (deflated[:-4], deflated + b"%", deflated[:-1] + b"%", b""):
        assert _stream(_object(5, b"", cut), 0) is None
    assert _stream(stream.replace(b"endobj", b"endxxx"), 0) is None


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        (b"[<00010002>] TJ", ("AB", 1100.0)),
        (b"[<0001>-20<0002>0] TJ", ("AB", 1120.0)),
        (b"[<0001>%d<0002>] TJ" % MOST_KERNING, ("AB", 600.0)),
        (b"[<0001>%d<0002>] TJ" % (MOST_KERNING + 1), None),
        (b"[<0001>-%d<0002>] TJ" % (MOST_KERNING + 1), None),
        (b"[5<0001>] TJ", None),
        (b"[<01>] TJ", None),
        (b"[<0001>] TJ\n[<0001>] TJ", None),
        (b"[] TJ", None),
        (b"[<0003>] TJ", ("\N{REPLACEMENT CHARACTER}", 0.0)),
    ],
)
def test_a_line_of_glyphs_is_read_by_the_font(shown: bytes, read: object) -> None:
    """Glyphs become letters and widths; nothing but glyphs and kerning is a line."""
    assert Font({1: "A", 2: "B"}, {1: 500, 2: 600}).read(shown) == read


# --- in a worker --------------------------------------------------------------------------------


def test_pdfium_reads_the_first_of_each_sixteen(
    read: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a job's files one of sixteen is read, or all; what was not read is the same file."""
    monkeypatch.setattr(fill_forms, "_kept", {})
    rows = tuple({**OWN, "copies": str(number)} for number in range(READ_EACH + 2))
    packed = PackedForm.of(sound_form(), document_of(rows))
    made = fill(FillJob(packed, rows))
    assert made is not None
    assert [sha256(one.content).hexdigest() for one in made] == [one.digest for one in made]
    assert [one.problems for one in made] == [()] * len(rows)
    assert read == [made[0].content, made[READ_EACH].content]
    read.clear()
    assert fill(FillJob(packed.by_key, rows, reads_all=True)) == made
    assert read == [one.content for one in made]


def test_a_worker_keeps_the_forms_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form is sent whole once; a worker that does not have it says so, and keeps the last few."""
    monkeypatch.setattr(fill_forms, "_kept", {})
    monkeypatch.setattr(fill_forms, "KEPT_FORMS", 2)
    packed_forms = [PackedForm.of(sound_form(), document_of((OWN,) * n)) for n in (0, 1)]
    packed_forms.append(PackedForm.of(sound_form(), document_of((OTHER,))))
    assert fill(FillJob(packed_forms[0].by_key, (OWN,))) is None
    for packed in (packed_forms[0], packed_forms[1], packed_forms[0]):
        assert fill(FillJob(packed, (OWN,)))
        assert fill(FillJob(packed.by_key, (OWN,)))
    assert fill(FillJob(packed_forms[2], (OWN,)))
    assert fill(FillJob(packed_forms[0].by_key, (OWN,)))
    assert fill(FillJob(packed_forms[1].by_key, (OWN,))) is None


def test_a_worker_that_fills_never_reads_the_engine_that_lays_out(tmp_path: Path) -> None:
    """WeasyPrint takes a second and 60 MB: overlaying and reading back need none of it."""
    job = FillJob(PackedForm.of(sound_form(), document_of()), (OWN, OTHER))
    file = tmp_path / "job"
    file.write_bytes(pickle.dumps(job))
    names = ("fontTools", "jinja2", "pikepdf", "pydyf", "pypdfium2", "tinycss2", "weasyprint")
    script = (
        "import pickle, sys; from pathlib import Path; "
        "from printroom.workers.fill_forms import fill; "
        f"made = fill(pickle.loads(Path({str(file)!r}).read_bytes())); "
        "assert made and all(one.content and not one.problems for one in made); "
        f"print([name for name in {names} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['pikepdf', 'pypdfium2']"
