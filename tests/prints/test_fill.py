"""Forms: a filled file equals a full layout with the same values.

Forms and full layouts of whole documents are made once for all processes and runs: whatever decides
a byte of them, their code too, is in the key under which the cache of the tests has them.
"""

from __future__ import annotations

import itertools
import os
import pickle
import random
import re
import subprocess
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from io import BytesIO
from string import ascii_letters
from typing import Any
from unittest.mock import patch

import pikepdf
import pytest

from printroom.cache import Cache
from printroom.make import CachedPress
from printroom.model import NotFitToPrint, Printed
from printroom.press import print_document
from printroom.press.engine import weasyprint
from printroom.press.fill import Form, make_form
from printroom.press.fill.splice import splice
from printroom.press.layouts import Layouts
from printroom.proof import proof
from printroom.workers.jobs import FormJob, PressJob
from tests.form_helpers import FITTING, FOREIGN, LONG, SCHOOL, Personal, personal_documents
from tests.press_helpers import document
from tests.term_helpers import AtOnce
from tests.workshop import HOME, TESTS
from tools.alike import differences, drawings

SESSIONS = (
    (HOME, "power/who-has-it", "11-14"),
    (HOME, "feelings/safe-feelings-safe-people", "5-8"),
    (HOME, "adults/notice-listen-act", "parents"),
    (HOME, "adults/seeing-the-child", "professionals"),
    (TESTS / "tiny", "roads/signals", "seniors"),
)
LINES = 30
USUAL = {
    "school_name": "Conker Hill Primary School",
    "lead": "Mrs Bartholomew-Smith",
    "reach": "Office, or 01632 960 701",
    "room": "Room 12",
    "date": "Monday 18 January 2027, 09:30",
}
"""What many schools write."""
NAMES = [
    f"{session}-{band}-{name}" for _, session, band in SESSIONS for name in ("help-page", "cover")
]
NAMES += [f"{session}-{band}-family-letter" for _, session, band in SESSIONS[:2]]
NAMES += ["power/who-has-it-11-14-poster"]


@cache
def documents() -> Mapping[str, Personal]:
    """The documents with fields of all sessions, by name."""
    return {one.name: one for session in SESSIONS for one in personal_documents(*session)}


@pytest.fixture
def personal(request: pytest.FixtureRequest) -> Personal:
    """One of the documents: none is composed before a test needs it."""
    return documents()[request.param]


each_document = pytest.mark.parametrize("personal", NAMES, indirect=True)


def by_turns(turns: Sequence[Any]) -> pytest.MarkDecorator:
    """By day a document and one of these for each, in turn; at night each with each.

    Each layout takes half a second. The documents of a kind differ in little more than their type
    sizes, so that each document meets one of these, and each of these a document.
    """
    rows = []
    for number, name in enumerate(NAMES):
        own = turns[(number // 2 + number % 2 * 2) % len(turns)]
        for turn in turns:
            marks = () if turn == own else pytest.mark.nightly
            rows.append(pytest.param(name, turn, marks=marks))
    return pytest.mark.parametrize(("personal", "turn"), rows, indirect=["personal"])


one_of_each_session = pytest.mark.parametrize(
    "personal",
    [
        pytest.param(name, marks=() if number % 4 in (0, 3) else pytest.mark.nightly)
        for number, name in enumerate(NAMES)
    ],
    indirect=True,
)
"""By day the help page or the cover of each session in turn, and a letter; at night all."""


def test_no_document_with_fields_is_left_out() -> None:
    """The tests of filling go through every document of the sessions that has fields."""
    assert {*documents()} == {*NAMES}


class Press:
    """Makes forms and full layouts of whole documents, unless the cache of the tests has them."""

    def __init__(self, prints: Cache) -> None:
        self._press = CachedPress(prints, AtOnce())
        self._forms: dict[tuple[str, frozenset[str]], Form] = {}

    def form_of(self, personal: Personal, names: Iterable[str]) -> Form:
        """The form for these fields of a document."""
        given = frozenset(names)
        if (personal.name, given) not in self._forms:
            (made,) = self._press.forms([FormJob(personal.document, given)])
            assert made is not None
            self._forms[personal.name, given] = made
        return self._forms[personal.name, given]

    def filled(self, personal: Personal, values: Mapping[str, str]) -> bytes | None:
        """The form of a document with these values in it, if they fit."""
        return self.form_of(personal, values).fill(values)

    def laid_out(self, personal: Personal, values: Mapping[str, str]) -> bytes:
        """A document as it is laid out with these values."""
        return self._press.print_unproven(PressJob(personal.document, values, None)).content


@pytest.fixture(scope="module")
def press(prints: Cache) -> Press:
    """The press of these tests."""
    return Press(prints)


def assert_equal(content: bytes, reference: bytes) -> None:
    assert not differences(content, reference)


@each_document
def test_a_usual_school_needs_no_layout_of_its_own(press: Press, personal: Personal) -> None:
    """Usual details fit their boxes: a term that lays a file out for each school takes hours."""
    own = {name: text for name, text in USUAL.items() if name in personal.document.fields}
    assert press.filled(personal, {**personal.values, **own}) is not None


# --- equal to a full layout ---------------------------------------------------------------------


@by_turns(range(0, len(FITTING), 4))
def test_a_filled_file_equals_a_full_layout(press: Press, personal: Personal, turn: int) -> None:
    """Each name is filled in documents of each kind as a full layout would have set it."""
    boxes = len(personal.own)
    for at in range(turn, turn + 4, boxes):
        assert_filled_as_laid_out(press, personal, personal.given(*FITTING[at : at + boxes]))


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(len(FITTING)))
@each_document
def test_a_name_in_every_box_equals_a_full_layout(
    press: Press, personal: Personal, first: int
) -> None:
    """The same for one name in all boxes of a document."""
    assert_filled_as_laid_out(press, personal, personal.given(FITTING[first]))


def assert_filled_as_laid_out(press: Press, personal: Personal, values: Mapping[str, str]) -> None:
    content = press.filled(personal, values)
    assert content is not None
    assert_equal(content, press.laid_out(personal, values))


@by_turns([*itertools.product(LONG, range(len(SCHOOL)))])
def test_a_long_name_is_never_filled_otherwise(
    press: Press, personal: Personal, turn: tuple[str, int]
) -> None:
    """A long name is filled in the boxes that have room for it in small type, and in no other."""
    name, box = turn
    field = personal.own[box % len(personal.own)]
    values = personal.given("Acorn Room") | {field: name}
    content = press.filled(personal, values)
    if content is not None:
        assert_equal(content, press.laid_out(personal, values))


@pytest.mark.parametrize("name", FOREIGN)
@each_document
def test_what_is_not_in_the_alphabet_is_laid_out(
    press: Press, personal: Personal, name: str
) -> None:
    """One strange letter in one field, and nothing is filled."""
    for field in personal.own:
        assert press.filled(personal, personal.given("Acorn Room") | {field: name}) is None


def test_long_names_need_no_layout(press: Press) -> None:
    """A school with a long name, and short ones for the rest, is filled in small type."""
    cover = documents()["power/who-has-it-11-14-cover"]
    assert_filled_as_laid_out(press, cover, cover.given("Acorn Room") | {"school_name": LONG[0]})


@one_of_each_session
def test_lines_to_write_on_stay(press: Press, personal: Personal) -> None:
    """A form for some of the fields has lines to write on for the others, as a full layout has."""
    assert_filled_as_laid_out(press, personal, personal.given())


@one_of_each_session
def test_a_filled_file_passes_every_proof(press: Press, personal: Personal) -> None:
    """The proofs find nothing in a filled file, nor does qpdf in its structure."""
    values = personal.given("Fifth & <b>Cliff</b>")
    form = press.form_of(personal, values)
    content = form.fill(values)
    assert content is not None
    own = personal.document
    printed = Printed(own.key, own.name, content, form.pages, warnings=form.warnings)
    assert proof(own, printed, personal.forbidden, values) == []
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == form.pages
    assert content.startswith(press.laid_out(personal, values)[:15])


@pytest.mark.parametrize(
    "face", sorted(file.name for file in (HOME / "templates" / "fonts").glob("*.ttf"))
)
@pytest.mark.parametrize("seed", ["", *(pytest.param(n, marks=pytest.mark.nightly) for n in "123")])
def test_every_line_is_set_as_the_engine_sets_it(face: str, seed: str) -> None:
    """Kerning, ligatures and widths are the engine's, for any letters at any size."""
    dice = random.Random(f"{face}{seed}")
    content = (HOME / "templates" / "fonts" / face).read_bytes()
    style = f'@font-face {{ font-family: "Own"; src: url(asset:{face}) }} html {{ font: 9px Own }}'
    lines = [
        f'<div style="font-size: {dice.uniform(6, 20):.2f}px; height: 10mm; width: 110mm">'
        f"{box(number)}</div>"
        for number in range(LINES)
    ]
    own = document("".join(lines), f"{style} .field {{ display: block }}", assets={face: content})
    form = make_form(own, [f"n{number}" for number in range(LINES)])
    assert form is not None
    known = [*form.contents[0].places[0].normal.font.face.letters]
    known.remove("\N{DIAERESIS}")  # Andika puts it onto the letter before it: not for a form
    assert set(ascii_letters) < set(known)
    often = [*known, *30 * "fil", *10 * "AVTo. "]
    values = {name: f"x{''.join(dice.choices(often, k=18))}x" for name in sorted(form.fields)}
    filled_in = form.fill(values)
    assert filled_in is not None
    assert drawings(filled_in) == drawings(print_document(own, values).content)


# --- when it has to be laid out again -----------------------------------------------------------

BOX = ".field { display: block; height: 6mm; width: 60mm } .long { font-size: 8pt }"


FOOT = ".foot { position: running(foot) } @page { @bottom-left { content: element(foot) } }"
ROW = ".row { display: flex } .row .field { flex: none }"
FIXED = "table { table-layout: fixed; width: 90mm } td { vertical-align: top }"


def box(name: object) -> str:
    return f'<span class="field" data-field="n{name}"></span>'


def test_a_value_is_small_only_when_it_is_too_wide() -> None:
    """As it is, in small type, or not at all: wherever a value is filled, a layout agrees."""
    own = document(f"<p>Name</p>{box(0)}<p>After</p>", BOX)
    form = make_form(own, ["n0"])
    assert form is not None
    sizes = set()
    ends = []
    for count in range(20, 50):
        values = {"n0": "Mill Lane " + "il" * (count - 8)}
        content = form.fill(values)
        ends.append(content is not None)
        if content is not None:
            assert_equal(content, print_document(own, values).content)
            sizes.add(tuple(re.findall(rb"([\d.]+) Tf", drawings(content)[0])))
    assert len(sizes) == 2
    assert ends[0]
    assert not ends[-1]


def test_a_letter_of_another_font_is_laid_out() -> None:
    """Where another font helps out with a letter, the form knows that its own has none."""
    content = (HOME / "templates" / "fonts" / "BricolageGrotesque-SemiBold.ttf").read_bytes()
    style = '@font-face { font-family: "Own"; src: url(asset:own.ttf) } html { font-family: Own }'
    own = document(f"<p>Price</p>{box(0)}", style + BOX, assets={"own.ttf": content})
    form = make_form(own, ["n0"])
    assert form is not None
    print_document(own, {"n0": "5 \N{CURRENCY SIGN}"})  # there is such a font
    assert form.fill({"n0": "5 \N{CURRENCY SIGN}"}) is None
    assert form.fill({"n0": "5 \N{LATIN SMALL LETTER U WITH ACUTE}"}) is not None


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_values_are_aligned_as_the_style_says(align: str) -> None:
    """A line may be at the left, in the middle or at the right of its box."""
    own = document(box(0), f"{BOX} .field {{ text-align: {align} }}")
    form = make_form(own, ["n0"])
    assert form is not None
    for name in ("A", "Conker Hill", "To AVA fi 7"):
        content = form.fill({"n0": name})
        assert content is not None
        assert_equal(content, print_document(own, {"n0": name}).content)


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (f"<p>Ask {box(0)} for help.</p>", ""),
        (f"<p>Ask {box(0)}</p>", ""),
        (f'<div style="display: flex; width: 90mm">{box(0)}<b>after</b></div>', ".field {}"),
        (f"<table><tr><td>{box(0)}</td><td>after</td></tr></table>", ".field { display: block }"),
        (box(0), BOX + ".field { letter-spacing: 1pt }"),
        (box(0), BOX + ".field { text-decoration: underline }"),
        (box(0), BOX + ".field { text-transform: uppercase }"),
        (box(0), BOX + ".long { font-weight: bold }"),
        (box(0), BOX + ".field { height: auto } .long { font-size: 20pt }"),
        (f"<h2>{box(0)}</h2><p>On</p>", f"{BOX} h2 {{ font-size: 1em }}"),
        (f'<p><a href="https://example.org">{box(0)}</a></p>', BOX),
        (box(0), BOX + ".field { string-set: name content() }"),
        (f'{box(0)}<p id="x"></p>', BOX + 'p::after { content: target-text("#x") }'),
        (f'<p class="foot">{box(0)}</p>', BOX + FOOT),
        (f'<p style="position: absolute">{box(0)}</p>', BOX + ".field { width: auto }"),
        (f'<p style="float: left">{box(0)}</p>', BOX + ".field { width: auto }"),
        (f'<p class="row">{box(0)}<b>A</b></p>', BOX + ROW + ".row { align-items: baseline }"),
        (f"<table><tr><td>{box(0)}<td>a</table>", BOX + FIXED + "td { vertical-align: baseline }"),
        (f'{box(0)}<i>here</i>', BOX + "i { position: absolute; left: 40mm; top: 1mm }"),
        (box(0), BOX + ".field { width: 150mm; height: auto; min-height: 6mm }"),
    ],
    ids=["prose", "after a word", "flex", "table", "spaced", "underlined", "capitals", "bold",
         "higher", "bookmark", "link", "string", "target", "footer", "place", "float", "baseline",
         "baseline of a row", "on other words", "outside"],
)  # fmt: skip
def test_what_a_value_may_move_is_no_form(body: str, style: str) -> None:
    """A field whose text could move or change anything else is always laid out."""
    assert make_form(document(body, style), ["n0"]) is None


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (f'<p class="row">{box(0)}<b>Name</b></p>', BOX + ROW),
        (f"<table><tr><td>{box(0)}<td>a</table>", BOX + FIXED + ".field { width: auto }"),
        (f"<p>One {box(0)} two</p>", BOX),
        (box(0), BOX + ".field { height: auto; min-height: 7mm }"),
    ],
    ids=["a stiff item of a row", "a cell of a fixed table", "a block in prose", "a least height"],
)
def test_a_form_takes_one_layout(body: str, style: str) -> None:
    """A box of fixed size is seen to be one, and small type is foreseen without laying it out."""
    own = document(body, style)
    with patch.object(Layouts, "lay_out", autospec=True, side_effect=Layouts.lay_out) as lay_out:
        form = make_form(own, ["n0"])
    assert form is not None
    assert lay_out.call_count == 1
    for name in ("A", "Mill Lane " + "il" * 20):
        content = form.fill({"n0": name})
        assert content is not None
        assert_equal(content, print_document(own, {"n0": name}).content)


def test_small_type_that_nobody_can_read_is_no_form() -> None:
    """Where a learner could not read a value in small type, each file is laid out and judged."""
    band = 'lang="en-GB" style="--body-size: 12pt"'
    for size_pt, is_form in ((10, True), (8, False)):
        style = f"{BOX} .long {{ font-size: {size_pt}pt }}"
        own = document(f"<p>Name</p>{box(0)}", style, attributes=band)
        assert (make_form(own, ["n0"]) is not None) is is_form


def test_a_form_is_for_its_own_fields() -> None:
    """Without a value for each of its fields a form fills nothing; one too many is a mistake."""
    form = make_form(document(box(0) + box(1), BOX), ["n0"])
    assert form is not None
    assert form.fill({"n0": "One", "n1": " "})
    assert form.fill({}) is None
    assert form.fill({"n0": " "}) is None
    for values in ({"n0": "One", "n1": "Two"}, {"n1": "Two"}):
        with pytest.raises(ValueError, match="no field n1"):
            form.fill(values)
    with pytest.raises(ValueError, match="no field"):
        make_form(document(box(0), BOX), ["n7"])


def test_what_is_not_fit_to_print_is_no_form() -> None:
    """Whatever stops a layout stops the form, and is reported."""
    with pytest.raises(NotFitToPrint):
        make_form(document(f'{box(0)}<img src="asset:none.png" alt="x">', BOX), ["n0"])


# --- the same bytes -----------------------------------------------------------------------------


def in_another_process(form: Form, values: Mapping[str, str], seed: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.form_helpers"],
        input=pickle.dumps((form, values)),
        cwd=HOME,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().splitlines()


def test_a_form_fills_in_another_process(press: Press) -> None:
    """A form that was sent to a process without any engine fills the same bytes there."""
    personal = documents()[NAMES[0]]
    values = personal.given("Conker Hill")
    here = press.filled(personal, values)
    assert here is not None
    for seed in (1, 2):
        digest, engines = in_another_process(press.form_of(personal, values), values, seed)
        assert (digest, engines) == (sha256(here).hexdigest(), "[]")


MAKE = """
from hashlib import sha256
from tests.form_helpers import personal_documents
from tests.workshop import TESTS
from printroom.press.fill import make_form
personal = list(personal_documents(TESTS / "tiny", "roads/signals", "seniors"))[-1]
values = personal.given("Conker Hill")
print(sha256(make_form(personal.document, values).fill(values)).hexdigest())
"""


def test_a_form_is_the_same_in_every_process() -> None:
    """Two processes make forms that fill the same bytes, whatever their hash seed."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", MAKE],
            cwd=HOME,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    personal = documents()["roads/signals-seniors-cover"]
    made = make_form(personal.document, personal.given("Conker Hill"))
    assert made is not None
    here = made.fill(personal.given("Conker Hill"))
    assert here is not None
    assert digests == {sha256(here).hexdigest() + "\n"}


def test_a_file_does_not_depend_on_the_others(press: Press) -> None:
    """The bytes of a file are the same, whatever was filled before it, and however often."""
    personal = documents()[NAMES[0]]
    form = press.form_of(personal, personal.given("x"))
    fresh: Form = pickle.loads(pickle.dumps(form))
    first = fresh.fill(personal.given("Conker Hill"))
    for name in (*FITTING, *LONG, *FOREIGN):
        form.fill(personal.given(name))
    assert form.fill(personal.given("Conker Hill")) == first


# --- its parts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pieces", [[b"a", b"b" * 70_000, b""], [b"", b""], [b"x"]])
def test_a_spliced_stream_is_the_whole(pieces: list[bytes]) -> None:
    """What was deflated in pieces inflates to all of it, with the right checksum."""
    between: Iterable[bytes] = [b"", b"0" * 65_535][: len(pieces) - 1]
    whole = b"".join(itertools.chain(*itertools.zip_longest(pieces, list(between), fillvalue=b"")))
    assert zlib.decompress(splice(pieces).zlib_stream(list(between))) == whole


def test_the_engine_is_the_one_that_is_known() -> None:
    """Everything private that filling uses is there, in exactly the version it was read in."""
    assert weasyprint.__version__ == "70.0"
    assert callable(weasyprint.draw.draw_text)
    assert callable(weasyprint.text.line_break.Layout.get_first_line)
    assert callable(weasyprint.pdf.stream.Stream.add_font)
    assert weasyprint.text.ffi.FROM_UNITS == 1 / 1024
    glyph = weasyprint.text.ffi.ffi.sizeof("PangoGlyphInfo")
    assert glyph == 20
    assert {"to_unicode", "widths", "upem", "hash", "file_content"} <= set(
        weasyprint.pdf.fonts.Font.__init__.__code__.co_names
    )
