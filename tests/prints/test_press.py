"""The press: the same document gives the same valid file, or every reason why not."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pytest

from printroom.model import Document, NotFitToPrint, PaperSize
from printroom.press import ENGINES, print_document
from printroom.workers import Workers
from tests.paper import texts_of_pages
from tests.press_helpers import document, printed, problems
from tests.workshop import outputs_of

ROOT = Path(__file__).parents[2]
FIELD = '<span class="field" data-field="{}"></span>'
BODY = f"<h1>Help</h1><p>Talk to {FIELD.format('lead')} in {FIELD.format('room')}</p>"
FIELD_STYLE = ".field.blank::after { content: '____' }"


def text(content: bytes) -> str:
    """All words of a finished file."""
    return "\n".join(texts_of_pages(content))


def test_a_printed_document_says_what_it_is() -> None:
    """The result carries the document's key and name, its pages, its title and its language."""
    sample = document('<h1>One</h1><p style="break-before: page">Two</p>')
    result = print_document(sample, {})
    assert (result.key, result.name, result.pages) == ("k", "worksheet", 2)
    with pikepdf.open(BytesIO(result.content)) as pdf:
        assert pdf.docinfo.Title == "A worksheet"
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.Root.ViewerPreferences.DisplayDocTitle) == "True"


def test_fields_are_filled() -> None:
    """A value is in its field as it was written, and a field without one is a line."""
    content = print_document(document(BODY, FIELD_STYLE), {"lead": "Ann <& Bo> O’Neil"}).content
    assert text(content).split() == [
        "Help",
        "Talk",
        "to",
        "Ann",
        "<&",
        "Bo>",
        "O’Neil",
        "in",
        "____",
    ]


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_is_none(value: str) -> None:
    """An empty value is a line to write on, like no value at all."""
    sample = document(BODY, FIELD_STYLE)
    assert print_document(sample, {"lead": value}).content == print_document(sample, {}).content


def test_values_without_a_field_are_refused() -> None:
    """To give a value that the document has no place for is a programmer's mistake."""
    with pytest.raises(ValueError, match="has no field school"):
        print_document(document(BODY), {"school": "Any"})


def test_fields_are_written_in_one_way_only() -> None:
    """A field that the press would not recognise is a programmer's mistake, never a blank."""
    with pytest.raises(ValueError, match="not written as fields are"):
        print_document(document('<p><span class="field" id="x" data-field="lead"></span></p>'), {})


def test_bookmarks_go_three_levels_deep() -> None:
    """Headings of the first three levels are bookmarks."""
    content = printed("<h1>A</h1><h2>B</h2><h3>C</h3><h4>D</h4>")
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_outline() as outline:
        (first,) = outline.root
        (second,) = first.children
        assert [first.title, second.title, *(bookmark.title for bookmark in second.children)] == [
            "A",
            "B",
            "C",
        ]
        assert not second.children[0].children


def test_everything_is_reported_at_once() -> None:
    """One run finds every mistake, and each has a fix."""
    body = (
        '<h1>Head</h1><p>\u2610 tick</p><img src="asset:gone.png" alt="x">'
        '<p style="position: absolute; left: 130mm; white-space: nowrap">Runs off</p>'
        '<img src="file:///etc/hostname" alt="x"><p style="break-before: page">Two</p>'
    )
    found = problems(body, "p { no-such-property: 1 }", max_pages=1)
    assert [problem.code for problem in found] == [
        "asset-missing",
        "engine-warning",
        "missing-glyph",
        "refused-address",
        "text-outside",
        "too-many-pages",
    ]
    assert all(problem.path == "templates/documents/worksheet.html" for problem in found)
    assert all(problem.fix and problem.message.endswith(".") for problem in found)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<p>\u2702 cut</p>", "missing-glyph"),
        ('<p><img src="asset:pic.svg"></p>', "alt-missing"),
        ('<p><img src="asset:broken.png" alt="x"></p>', "picture-broken"),
        ('<p style="font-family: Comic">x</p>', "font-not-ours"),
        ('<p style="font-family: serif">x</p>', "font-not-ours"),
        ('<p><a href="#nowhere">x</a></p>', "engine-warning"),
        ("<style>@supports (display: grid) { p { color: red } }</style><p>x</p>", "engine-warning"),
        ('<p style="opacity: .5">x</p>', "see-through"),
    ],
)
def test_what_the_engine_lets_pass_is_a_problem(body: str, code: str) -> None:
    """What WeasyPrint drops with a warning at most, or replaces in silence, stops the press."""
    found = problems(body, assets={"broken.png": b"\x89PNG no picture"})
    assert code in {problem.code for problem in found}


def test_a_document_without_a_font_is_a_problem() -> None:
    """Without any font the engine would crash the process: it is a problem like any other."""
    bare = document("<p>Words</p>")
    naked = dataclasses.replace(bare, source="<html lang=en><title>t</title><p>Words</p>")
    with pytest.raises(NotFitToPrint) as caught:
        print_document(naked, {})
    assert {problem.code for problem in caught.value.problems} == {"font-not-ours", "missing-glyph"}


def test_no_system_font_gets_in() -> None:
    """A finished file holds the document's fonts only, whatever this machine has."""
    with pikepdf.open(BytesIO(printed("<p>Plain <b>bold</b></p>"))) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        names = {str(font.BaseFont).partition("+")[2] for font in fonts if "/BaseFont" in font}
    assert names == {"Atkinson", "Atkinson-Bold"}


def test_a_font_from_elsewhere_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The finished file is read again: a font that the document did not bring is a problem."""
    sample = document("<p>Words</p>")
    monkeypatch.setattr("printroom.press.printing._font_name", lambda font: str(len(font)))
    with pytest.raises(NotFitToPrint, match="font-not-ours The finished file contains the font"):
        print_document(sample, {})


def test_the_import_is_cheap() -> None:
    """Importing the press does not import the engines."""
    script = "import sys, printroom.press; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_the_engine_must_come_through_the_press() -> None:
    """Where WeasyPrint was imported before, system fonts may be in it: the press refuses."""
    script = "import weasyprint, printroom.press.engine"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "WeasyPrint was imported before the press" in done.stderr


def test_the_engine_must_be_the_one_release() -> None:
    """Functions are replaced in one release of WeasyPrint: the press refuses any other."""
    script = """
import builtins

def another(name, *rest, real=builtins.__import__, **named):
    module = real(name, *rest, **named)
    if name == "weasyprint":
        module.__version__ = "70.1"
    return module

builtins.__import__ = another
import printroom.press.engine
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "ImportError: the press replaces private functions of WeasyPrint 70.0" in done.stderr


def test_importing_the_engine_starts_no_program() -> None:
    """The libraries of the engine are opened by name: neither ldconfig nor a compiler is asked."""
    script = """
import ctypes.util, sys

started = []
sys.addaudithook(lambda event, _: started.append(event) if event == "subprocess.Popen" else None)
search = ctypes.util.find_library
import printroom.press.engine
print(len(started), ctypes.util.find_library is search)
"""
    assert outputs_of(script) == {"0 True\n"}


def rich() -> Document:
    """A document with a bit of everything that might vary."""
    return document(
        BODY
        + '<ul><li>One</li></ul><p lang="cy"><a href="https://example.org/">Di<b>olch</b></a></p>'
        + '<p><img src="asset:pic.svg" alt="A bar"></p>'
        + "<table><tr><th>A</th></tr><tr><td>1</td></tr></table>"
        + '<p style="break-before: page">Two<span style="float: footnote">Note</span></p>'
    )


def digest_of(sample: Document) -> str:
    """The digest of the finished file, for a worker to send."""
    return hashlib.sha256(print_document(sample, {"lead": "Ann"}).content).hexdigest()


DIGEST = "from tests.prints.test_press import digest_of, rich; print(digest_of(rich()))"


def test_two_processes_give_the_same_bytes() -> None:
    """Neither the hash seed, the time zone, the locale nor the process shows in the file."""
    digests = {digest_of(rich()), digest_of(rich())}
    digests |= {printed_line.strip() for printed_line in outputs_of(DIGEST)}
    assert len(digests) == 1


def test_workers_print() -> None:
    """In a worker, cut off from the network, the press gives the same bytes and problems."""
    pickle.loads(pickle.dumps(print_document))
    with Workers(preload=ENGINES, expected=(NotFitToPrint,)) as workers:
        good = workers.submit(digest_of, rich())
        bad = workers.submit(digest_of, dataclasses.replace(rich(), max_pages=1))
        assert good.result(30) == digest_of(rich())
        with pytest.raises(NotFitToPrint) as caught:
            bad.result(30)
    assert [problem.code for problem in caught.value.problems] == ["too-many-pages"]


def test_a_filled_document_passes_pdf_ua(tmp_path: Path) -> None:
    """With a bit of everything in it, the finished file passes the rules of PDF/UA-1."""
    file = tmp_path / "rich.pdf"
    file.write_bytes(print_document(rich(), {"lead": "Ann"}).content)
    assert page.validate_pdf(str(file), profile="ua1").is_compliant


def test_fields_take_no_part_in_html() -> None:
    """A value is text, whatever signs it has: no value can add an element or an address."""
    value = '</span><img src="file:///etc/hostname"><span title="'
    shown = text(print_document(document(BODY), {"lead": value}).content)
    assert 'src="file:///etc/hostname"' in " ".join(shown.split())


@pytest.mark.parametrize(
    ("paper", "size", "fits"),
    [
        ("A4", "A4", True),
        ("A4", "A4 landscape", True),
        ("A4", "letter", False),
        ("Letter", "letter", True),
        ("Legal", "legal", True),
        ("A5", "A5", True),
        ("Letter", "A4", False),
        ("A4", "210mm 300mm", False),
    ],
)
def test_pages_have_the_size_that_the_job_sheet_gives(
    paper: PaperSize, size: str, *, fits: bool
) -> None:
    """A page on other paper than its row says is refused, whatever its style says."""
    made = dataclasses.replace(document("<p>Words</p>", f"@page {{ size: {size} }}"), paper=paper)
    if fits:
        assert print_document(made, {}).pages == 1
    else:
        with pytest.raises(NotFitToPrint, match=f"but the job sheet says {paper}"):
            print_document(made, {})
