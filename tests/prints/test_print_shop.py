"""Files for a print shop: bleed and crop marks, and PDF/X-4."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from printroom.model import NotFitToPrint
from printroom.model.print_shop import Trim
from printroom.press.bleed import with_bleed
from printroom.press.pdf_x import as_pdf_x
from printroom.proof.page_text import read_text
from printroom.proof.pdf_x_rules import check_pdf_x
from printroom.proof.trimmed import read_trimmed
from printroom.workers.shop_jobs import ShopJob, make_for_shop
from tests.calls import Answer, ask, at_home
from tests.press_helpers import printed
from tests.workshop import TESTS

MM = 72 / 25.4
DOTS = 4 / MM - 1e-6
"""Four dots to the millimetre, and no dot more for what is lost in rounding."""
DAY = dt.date(2027, 1, 5)
WIDE, HIGH = 148, 210
COLOURS = {"left": "#c03030", "right": "#208040", "top": "#2040c0", "bottom": "#806010"}
PLACES = {
    "left": "left: -20mm; top: 20mm; width: 26mm; height: 170mm",
    "right": "right: 0; top: 20mm; width: 6mm; height: 170mm",
    "top": "left: 20mm; top: 0; width: 108mm; height: 6mm",
    "bottom": "left: 20mm; top: 204mm; width: 108mm; height: 6mm",
}
AT_EDGE = {
    "left": (0.0, 105.0),
    "right": (WIDE, 105.0),
    "top": (74.0, 0.0),
    "bottom": (74.0, HIGH),
}
OUTWARDS = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
DRAWN = '<svg width="20mm" height="9mm" viewBox="0 0 40 18"><title>A word</title>%s</svg>'
WORDED = DRAWN % '<text x="1" y="12" font-family="Atkinson" font-size="9">Drawn</text>'
SHEET = Trim(side_mm=24, top_mm=25, bleed_mm=3)


@cache
def poster() -> bytes:
    """A page with another colour at each of its edges, and words in its middle."""
    bars = "".join(
        f'<div class="bar" style="background: {colour}; {PLACES[side]}"></div>'
        for side, colour in COLOURS.items()
    )
    words = (
        f'<main><h1>Power</h1><p>Tell <a href="https://example.org">someone</a></p>{WORDED}</main>'
    )
    style = (
        "@page { margin: 0 } body { height: 209mm; position: relative } .bar { position: absolute }"
        "main { padding: 40mm; background: url(asset:pic.svg) center no-repeat }"
    )
    return printed(bars + words, style)


@cache
def marked() -> bytes:
    return with_bleed(poster(), Trim())


@cache
def sheet(bleed_mm: float = 3) -> bytes:
    """A sheet with one piece of 100 by 160 mm, whose ground runs on by so much."""
    left, top, by = SHEET.side_mm - bleed_mm, SHEET.top_mm - bleed_mm, 2 * bleed_mm
    place = f"left: {left}mm; top: {top}mm; width: {100 + by}mm; height: {160 + by}mm"
    body = f'<div class="piece" style="{place}"></div><main><h1>A card</h1></main>'
    style = (
        "@page { margin: 0 } body { height: 209mm; position: relative }"
        ".piece { position: absolute; background: #cde }"
        "main { position: relative; padding: 40mm }"
    )
    return printed(body, style)


def drawn(content: bytes) -> Image.Image:
    """The first page with four dots to the millimetre."""
    with pypdfium2.PdfDocument(content) as file:
        picture: Image.Image = file[0].render(scale=DOTS).to_pil().convert("RGB")
    return picture


def colour_at(content: bytes, x_mm: float, y_mm: float) -> str:
    """The colour there, counted from the top left corner of the cut."""
    x, y = round((x_mm + 10) * 4), round((y_mm + 10) * 4)
    return f"#{drawn(content).crop((x, y, x + 1, y + 1)).tobytes().hex()}"


def test_each_page_says_where_it_is_cut_and_where_its_bleed_ends() -> None:
    """The cut is where the page ended, the bleed is 3 mm larger, the paper 10 mm."""
    with pikepdf.open(BytesIO(marked())) as file:
        (page,) = file.pages
        for box, by in ((page.trimbox, 0), (page.bleedbox, 3), (page.mediabox, 10)):
            expected = (-by, -by, WIDE + by, HIGH + by)
            assert [float(side) / MM for side in box] == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("side", COLOURS)
def test_what_touches_the_cut_runs_on_to_the_end_of_the_bleed(side: str) -> None:
    """On each side the colour at the edge fills the bleed, without a seam, and goes no farther."""
    (x, y), (right, down) = AT_EDGE[side], OUTWARDS[side]
    along = [colour_at(marked(), x + right * at, y + down * at) for at in (-1, -0.25, 0, 1, 2.5)]
    assert set(along) == {COLOURS[side]}
    assert colour_at(marked(), x + right * 3.5, y + down * 3.5) == "#ffffff"


def test_a_page_that_is_white_at_its_edge_stays_white_beyond_it() -> None:
    """Nothing is invented: where no colour touches the edge, the bleed has none."""
    assert {colour_at(marked(), x, -2) for x in (5, 140)} == {"#ffffff"}


def test_inside_the_cut_nothing_changes() -> None:
    """But for the dots on the cut itself, the page is drawn exactly as when it was proven."""
    right, bottom = WIDE * 4 - 2, HIGH * 4 - 2
    before = drawn(poster()).crop((2, 2, right, bottom))
    after = drawn(marked()).crop((42, 42, right + 40, bottom + 40))
    assert ImageChops.difference(before, after).getbbox() is None


def test_crop_marks_are_on_white_beyond_the_bleed() -> None:
    """At each corner are two lines on the cut; between them and the bleed is nothing."""
    for x, right in ((0, -1), (WIDE, 1)):
        for y, down in ((0, -1), (HIGH, 1)):
            for at, is_line in ((3.5, False), (5, True), (8, True), (9.5, False)):
                ends = colour_at(marked(), x + right * at, y), colour_at(marked(), x, y + down * at)
                assert all((one != "#ffffff") == is_line for one in ends), (x, y, at)


def test_a_marked_page_says_each_word_once_and_keeps_its_tags() -> None:
    """Neither words nor tags are in the bleed, and a screen reader reads the page as before."""
    assert read_text(marked()) == read_text(poster())
    assert read_text(marked())[0].count("Drawn") == 1
    report = page_validation.validate_pdf_bytes(marked(), profile="ua1")
    assert not report.failures


def test_the_same_file_gets_the_same_bytes() -> None:
    """Marks and PDF/X-4 have no random name and no time of the day."""
    assert with_bleed(poster(), Trim()) == marked()
    assert as_pdf_x(poster(), DAY) == as_pdf_x(poster(), DAY)


def test_a_sheet_of_pieces_only_says_where_it_is_cut() -> None:
    """It has marks and bleed already, so its drawing is unchanged."""
    content = with_bleed(sheet(), SHEET)
    with pikepdf.open(BytesIO(content)) as file, pikepdf.open(BytesIO(sheet())) as before:
        (page,), (old,) = file.pages, before.pages
        assert page.mediabox == old.mediabox
        assert page.obj.Contents.read_bytes() == old.obj.Contents.read_bytes()
        assert [float(side) / MM for side in page.trimbox] == pytest.approx([24, 25, 124, 185])
        assert [float(side) / MM for side in page.bleedbox] == pytest.approx([21, 22, 127, 188])
    assert read_trimmed(content, sheet(), SHEET, "cards") == []


@pytest.mark.parametrize("bleed_mm", [0, 1, 2])
def test_a_ground_that_ends_before_the_bleed_does_is_refused(bleed_mm: float) -> None:
    """On all four sides of a sheet, a colour that ends at the cut or soon behind it is a rim."""
    before = sheet(bleed_mm)
    found = read_trimmed(with_bleed(before, SHEET), before, SHEET, "cards")
    assert [problem.code for problem in found] == ["white-rim"] * 4


def edited(content: bytes, edit: Callable[[pikepdf.Pdf], object], **more: Any) -> bytes:
    with pikepdf.open(BytesIO(content)) as file:
        edit(file)
        changed = BytesIO()
        file.save(changed, **more)
        return changed.getvalue()


def without_bleed(file: pikepdf.Pdf) -> None:
    """Draw nothing where the page is stretched."""
    page = file.pages[0].obj
    page.Resources.XObject["/Beyond"].write(b"")


def cut_elsewhere(file: pikepdf.Pdf) -> None:
    """Say that the page is cut farther inside, with the bleed where it was."""
    file.pages[0].obj.TrimBox = Array([9, 9, 400, 580])


def word_at(x_mm: float) -> bytes:
    """A page with a word so far from its left edge."""
    return printed(f'<p style="margin-left: {x_mm}mm">Word</p>', "@page { margin: 20mm 0 }")


@pytest.mark.parametrize(
    ("content", "before", "code"),
    [
        (lambda: edited(marked(), without_bleed), poster, "white-rim"),
        (lambda: edited(marked(), cut_elsewhere), poster, "wrong-cut"),
        (lambda: with_bleed(poster(), Trim(bleed_mm=2)), poster, "wrong-cut"),
        (lambda: with_bleed(poster(), Trim(side_mm=1)), poster, "wrong-cut"),
        (poster, poster, "wrong-cut"),
        (marked, lambda: word_at(20), "wrong-cut"),
        (lambda: with_bleed(word_at(1), Trim()), lambda: word_at(1), "cut-off"),
    ],
)
def test_a_file_that_is_not_ready_to_be_cut_is_refused(
    content: Callable[[], bytes], before: Callable[[], bytes], code: str
) -> None:
    """No bleed, wrong boxes, other words than before, or a word at the cut."""
    found = read_trimmed(content(), before(), Trim(), "poster")
    assert code in {problem.code for problem in found}


def test_a_file_that_is_ready_to_be_cut_has_nothing_wrong() -> None:
    """The checks pass what the press makes."""
    assert read_trimmed(marked(), poster(), Trim(), "poster") == []
    assert read_trimmed(with_bleed(word_at(20), Trim()), word_at(20), Trim(), "poster") == []


# --- PDF/X-4 ------------------------------------------------------------------------------------


@cache
def good() -> bytes:
    return as_pdf_x(marked(), DAY)


def test_a_pdf_x_breaks_no_rule_that_is_checked() -> None:
    """With crop marks and without, a file is a PDF/X-4 afterwards, and was none before."""
    assert check_pdf_x(good(), "poster") == []
    assert check_pdf_x(as_pdf_x(sheet(), DAY), "cards") == []
    before = [problem.message for problem in check_pdf_x(marked(), "poster")]
    assert any("RGB colour without a profile" in message for message in before)


def test_a_pdf_x_shows_and_says_what_it_did() -> None:
    """Its words, its boxes and its colours are the same; tags and links are gone."""
    assert read_text(good()) == read_text(poster())
    difference = ImageChops.difference(drawn(good()), drawn(marked()))
    assert max(difference.tobytes()) <= 2
    with pikepdf.open(BytesIO(good())) as file, pikepdf.open(BytesIO(marked())) as before:
        assert "/StructTreeRoot" not in file.Root
        assert "/Annots" not in file.pages[0].obj
        assert file.pages[0].trimbox == before.pages[0].trimbox


def root(key: str, value: Any) -> Callable[[pikepdf.Pdf], object]:
    """Give the file, its first page, its Info or its intent another value, or none."""

    def edit(file: pikepdf.Pdf) -> None:
        whom, _, name = key.rpartition(".")
        found = {
            "root": file.Root,
            "info": file.docinfo,
            "page": file.pages[0].obj,
            "resources": file.pages[0].obj.Resources,
            "intent": file.Root.OutputIntents[0],
        }[whom]
        if value is None:
            del found[f"/{name}"]
        else:
            found[f"/{name}"] = value

    return edit


def metadata(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], object]:
    def edit(file: pikepdf.Pdf) -> None:
        text = file.Root.Metadata.read_bytes()
        assert old in text
        file.Root.Metadata.write(text.replace(old, new))

    return edit


def rgb_intent(file: pikepdf.Pdf) -> None:
    srgb = file.pages[0].obj.Resources.ColorSpace.DefaultRGB[1]
    file.Root.OutputIntents[0].DestOutputProfile = srgb


def broken_font(file: pikepdf.Pdf) -> None:
    for found in file.objects:
        if isinstance(found, pikepdf.Dictionary) and "/FontFile2" in found:
            del found["/FontFile2"]


def with_link(file: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    file.pages[0].obj.Annots = Array([link])


def with_script(file: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.beep()")
    file.Root.OpenAction = script


def device_rgb_group(file: pikepdf.Pdf) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    file.pages[0].obj.Group = group


def lzw(file: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(file, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01")
    stream.Filter = Name.LZWDecode
    file.Root.Odd = file.make_indirect(stream)


MUTANTS: dict[str, tuple[Callable[[pikepdf.Pdf], object], str]] = {
    "newer PDF": (lambda _: None, "newer than 1.6"),
    "Info does not say so": (root("info.GTS_PDFXVersion", None), "Info dictionary does not"),
    "metadata do not say so": (metadata(b"PDF/X-4", b"PDF/X-9"), "metadata do not say"),
    "not stated whether trapped": (root("info.Trapped", None), "trapped"),
    "Info and metadata differ": (root("info.Trapped", Name.True_), "trapped"),
    "no title": (root("info.Title", ""), "title"),
    "no title in the metadata": (metadata(b"dc:title", b"dc:other"), "title"),
    "no date": (root("info.ModDate", None), "dates"),
    "no date in the metadata": (metadata(b"xmp:ModifyDate", b"xmp:Other"), "dates"),
    "no identity": (metadata(b"xmpMM:VersionID", b"xmpMM:Other"), "identify"),
    "no intent": (root("root.OutputIntents", None), "0 output intents"),
    "two intents": (
        lambda file: file.Root.OutputIntents.append(file.Root.OutputIntents[0]),
        "2 output intents",
    ),
    "no condition": (root("intent.OutputConditionIdentifier", None), "no printing condition"),
    "no profile": (root("intent.DestOutputProfile", None), "no profile"),
    "profile of a screen": (rgb_intent, "no profile"),
    "no cut": (root("page.TrimBox", None), "no TrimBox"),
    "art box": (root("page.ArtBox", Array([0, 0, 9, 9])), "ArtBox"),
    "bleed inside the cut": (root("page.BleedBox", Array([9, 9, 50, 50])), "within each other"),
    "paper inside the bleed": (root("page.MediaBox", Array([0, 0, 50, 50])), "within each other"),
    "crop box": (root("page.CropBox", Array([0, 0, 9, 9])), "CropBox"),
    "link": (with_link, "links or annotations"),
    "script": (with_script, "action"),
    "form": (root("root.AcroForm", Dictionary()), "a form"),
    "attached file": (
        root("root.Names", Dictionary(EmbeddedFiles=Dictionary())),
        "an embedded file",
    ),
    "font not embedded": (broken_font, "is not embedded"),
    "no default": (root("resources.ColorSpace", None), "no DefaultRGB"),
    "default without a profile": (
        root("resources.ColorSpace", Dictionary(DefaultRGB=Name.DeviceRGB)),
        "RGB colour without a profile",
    ),
    "transparency in another RGB": (device_rgb_group, "RGB colour without a profile"),
    "transfer function": (
        root("resources.ExtGState", Dictionary(a=Dictionary(TR=Name.Identity))),
        "a transfer function",
    ),
    "LZW": (lzw, "compressed"),
}


@pytest.mark.parametrize(("edit", "why"), MUTANTS.values(), ids=MUTANTS)
def test_each_broken_rule_of_pdf_x_is_found(
    edit: Callable[[pikepdf.Pdf], object], why: str
) -> None:
    """A good file in which one thing is broken is refused, for that reason."""
    version = "1.7" if "newer" in why else "1.6"
    more = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}
    changed = edited(good(), edit, force_version=version, fix_metadata_version=False, **more)
    found = [problem.message for problem in check_pdf_x(changed, "poster")]
    assert found
    assert any(why in message for message in found), found


def test_an_encrypted_file_is_no_pdf_x() -> None:
    """A file that needs a password, even an empty one, cannot be printed by a machine."""
    secret = pikepdf.Encryption(owner="a", user="", R=4)
    changed = edited(good(), lambda _: None, encryption=secret, force_version="1.6")
    assert any("encrypted" in problem.message for problem in check_pdf_x(changed, "poster"))


def test_a_worker_hands_out_no_file_that_it_refuses() -> None:
    """What is not fit for the shop is a problem of its file, and no bytes."""
    with pytest.raises(NotFitToPrint) as caught:
        make_for_shop(ShopJob("poster", word_at(1), Trim(), None))
    assert [problem.code for problem in caught.value.problems] == ["cut-off"]


# --- packs --------------------------------------------------------------------------------------


def ordered(*more: str) -> Answer:
    """What the command says of a pack."""
    folders = [f"--{name}={TESTS / 'tiny' / name}" for name in ("materials", "templates")]
    order = ("pack", "repairs/flat-tyre", "--band", "seniors", "--nation", "uphill", "--json")
    return ask(*order, *more, "--as-of", DAY.isoformat(), "--record", "record", *folders)


def pack(*more: str) -> tuple[Path, dict[str, bytes]]:
    """The folder of a pack, and its PDFs."""
    answer = ordered(*more)
    assert answer.returncode == 0, answer.stderr
    folder = Path(json.loads(answer.stdout)["folder"])
    return folder, {file.name: file.read_bytes() for file in folder.glob("*.pdf")}


def test_only_what_is_cut_gets_marks_and_other_packs_keep_their_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack for a shop has a folder of its own, the same words, and boxes on what is cut; with
    PDF/X-4, each file is one; the pack for the office is the same before and after."""
    monkeypatch.chdir(tmp_path)
    with at_home(tmp_path):
        folder, plain = pack()
        of_marks, marks = pack("--marks")
        of_shop, shop = pack("--marks", "--pdf-x")
        assert pack() == (folder, plain)
    assert of_marks.name == f"{folder.name}--marks"
    assert of_shop.name == f"{folder.name}--marks--pdf-x"
    changed = [name for name, content in plain.items() if marks[name] != content]
    assert [name.partition("-")[2] for name in changed] == ["cards.pdf"]
    assert {name: read_text(content) for name, content in marks.items()} == {
        name: read_text(content) for name, content in plain.items()
    }
    assert not [wrong for name, content in shop.items() for wrong in check_pdf_x(content, name)]


def test_marks_on_nothing_that_is_cut_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody gets a folder that says it has marks and has none."""
    monkeypatch.chdir(tmp_path)
    with at_home(tmp_path):
        answer = ordered("--marks", "--only", "task-sheet")
    assert answer.returncode == 1
    (problem,) = json.loads(answer.stdout)["problems"]
    assert (problem["path"], problem["code"]) == ("--marks", "nothing-cut")
    assert not [*tmp_path.rglob("*--marks")]
