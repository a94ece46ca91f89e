"""Copies of a pack's pages to edit: made from what was printed, and lying beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from printroom import make
from printroom.cache import Cache
from printroom.deliver.manifest import read_manifest
from printroom.ledger.record import Record
from printroom.make.pack.editable import editable_copies, make_editable_pack
from printroom.model import Booking, Delivered, NotFitToPrint, Order
from printroom.model.flow import (
    EDITED,
    Block,
    FlowPicture,
    Paragraph,
    Run,
    Table,
    WritingSpace,
)
from printroom.press.document_flow import flow_of
from tests.calls import ask, at_home
from tests.press_helpers import document
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

BOOKING = Booking(Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY), 5)
STYLE = """
@page { @top-left { content: element(head) } @bottom-left { content: element(foot) } }
header { position: running(head) } footer { position: running(foot) }
.page::before { content: counter(page) }
.tick { display: inline-block; width: 5mm; height: 5mm; border: 1px solid; box-sizing: border-box }
.line { height: 9mm; border-bottom: 1px solid } .frame { height: 30mm; border: 1px solid }
.gap { display: inline-block; width: 40mm; border-bottom: 1px solid; height: 4mm }
.sign { padding-left: 12mm; background: #fdf3d9 url(asset:pic.svg) 2mm 1mm / 6mm 3mm no-repeat }
ul { list-style: disc }
.plain { list-style: none } .plain li { position: relative; padding-left: 8mm }
.letter { position: absolute; left: 2mm; font-weight: bold }
.steps { list-style: none; counter-reset: step } .steps > li { counter-increment: step }
.steps > li::before { content: counter(step); display: block }
.new { break-before: page } .away { display: none }
"""
BODY = """
<header><p>DRAFT</p></header>
<footer><p>ABC-DEF on page <span class="page"></span></p></footer>
<h1>Wheels</h1><p>Plain and <strong>bold</strong> <em>words</em><sup>1</sup></p>
<p class="away">Nobody reads this</p>
<div class="sign"><p>Careful now</p></div>
<ol class="steps"><li>Lift</li><li>Turn<ul><li>left</li></ul></li></ol>
<ol class="plain"><li><span class="letter">A</span><span>Hub</span> <span class="tick"></span></li>
</ol>
<div><div class="line"></div><div class="line"></div></div><div class="frame"></div>
<p>Name <span class="gap"></span></p>
<p><img src="asset:pic.svg" alt="A dot"></p>
<table class="new"><thead><tr><th scope="col">Part</th><th scope="col">Use</th></tr></thead>
<tbody><tr><th scope="row">Hub</th><td>Turns <span class="tick"></span></td></tr></tbody></table>
<div class="frame" style="height: 100mm"></div>
"""


def block_text(block: Block) -> str:
    """A block in a few signs."""
    if isinstance(block, WritingSpace):
        return f"{block.rows} x {round(block.height_mm)} mm"
    if isinstance(block, Table):
        rows = ("/".join(block_text(c.blocks[0]) for c in row) for row in block.rows)
        return f"{block.heads} of " + " // ".join(rows)
    sign = {"number": f"{block.number}.", "bullet": "-", "text": "", "plain": ""}
    mark = sign.get(block.style, block.style)
    page = "NEW PAGE " if block.starts_page else ""
    words = (
        f"[{one.alt}]" if isinstance(one, FlowPicture) else run_text(one) for one in block.inlines
    )
    return f"{page}{mark} {''.join(words)}".strip()


def run_text(run: Run) -> str:
    """A run, with a sign around it for how it is set."""
    sign = "*" if run.is_bold else "/" if run.is_italic else "^" if run.is_raised else ""
    return f"{sign}{run.text}{sign}" if run.kind == "words" else f"<{run.kind}>"


def test_a_document_becomes_paragraphs_lists_tables_and_places_to_write() -> None:
    """What an element is follows from its tag, its style and its size: no class is known."""
    flow = flow_of(replace(document(BODY, STYLE), code="ABC-DEF"), {})
    assert [block_text(block) for block in flow.body] == [
        "heading 1 *Wheels*",
        "Plain and *bold* /words/^1^",
        "[] Careful now",
        "1. Lift",
        "2. Turn",
        "- left",
        "*A* Hub ☐",
        "2 x 9 mm",
        "1 x 30 mm",
        "Name __________________",
        "[A dot]",
        "NEW PAGE",
        "1 of *Part*/*Use* // *Hub*/Turns ☐",
        "1 x 100 mm",
    ]
    assert [block_text(block) for block in flow.header] == [f"*{EDITED}*", "DRAFT"]
    assert [block_text(block) for block in flow.footer] == ["Made from ABC-DEF on page <page>"]
    assert (flow.language, flow.title) == ("en-GB", "A worksheet")
    (careful,) = (b for b in flow.body if isinstance(b, Paragraph) and "Careful" in block_text(b))
    assert careful.shade == "FDF3D9"


@dataclass(frozen=True)
class Copied:
    """A pack in miniature with its copies."""

    sources: make.Sources
    press: make.CachedPress
    made: Delivered
    copies: dict[str, bytes]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, prints: Cache) -> Copied:
    """A pack, printed once for these tests."""
    folder = tmp_path_factory.mktemp("copied")
    tiny = Path(__file__).parents[1] / "tiny"
    sources = make.read_sources(tiny / "materials", tiny / "templates")
    press, record = make.CachedPress(prints, AtOnce()), Record(folder / "record", DAY)
    options = make.RunOptions()
    made, files = make_editable_pack(BOOKING, sources, press, folder / "output", record, options)
    copies = {file.name: file.read_bytes() for file in files}
    assert {file.parent for file in files} == {Path(f"{made.folder}--editable")}
    return Copied(sources, press, made, copies)


def test_copies_lie_beside_the_pack_and_are_no_part_of_it(copied: Copied) -> None:
    """Guide and task sheet are copied; the pack has the files that it lists, and no more."""
    assert set(copied.copies) == {"02-task-sheet.docx", "04-guide.docx"}
    pack = Path(copied.made.folder)
    assert {file.name for file in pack.iterdir()} == {*copied.made.files, "manifest.json"}


def test_each_page_of_a_copy_is_marked_and_names_what_it_was_made_from(copied: Copied) -> None:
    """The code at the foot is that of the printed document, which `verify` finds."""
    manifest = read_manifest(Path(copied.made.folder))
    assert manifest is not None
    for name, content in copied.copies.items():
        (section,) = read(content).sections
        assert section.header.paragraphs[0].text == EDITED
        code = manifest.codes[name.partition("-")[2].removesuffix(".docx")]
        assert f"Made from {code}" in " ".join(one.text for one in section.footer.paragraphs)


def test_answers_and_notes_are_in_the_guide_only(copied: Copied) -> None:
    """The learner's copy has the questions, and nothing of what only the adult who leads reads."""
    sheet, guide = (text_of(copied.copies[name]) for name in sorted(copied.copies))
    assert "Answers" in guide
    assert "Answers" not in sheet
    assert len(sheet) > 200


def test_words_that_have_changed_since_are_not_copied(copied: Copied) -> None:
    """A copy always says what the printed page says: otherwise the pack is printed again."""
    library = copied.sources.library
    session = replace_title(library.sessions["repairs/flat-tyre"])
    sessions = {**library.sessions, "repairs/flat-tyre": session}
    changed = replace(copied.sources, library=replace(library, sessions=sessions), inputs={})
    with pytest.raises(NotFitToPrint) as error:
        editable_copies(copied.made, changed, copied.press)
    assert [one.code for one in error.value.problems] == ["words-changed"]


def replace_title(session: Any) -> Any:
    """The same session with another title."""
    return session.model_copy(update={"title": "The round tyre"})


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_a_word_processor_reads_the_copies(copied: Copied, tmp_path: Path) -> None:
    """Another program opens each copy, and shows its mark and its code on every page."""
    for name, content in copied.copies.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    own = {name: text for name, text in os.environ.items() if name != "FONTCONFIG_FILE"}
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", *sorted(copied.copies)]
    subprocess.run(command, cwd=tmp_path, env=own, timeout=240, check=True, capture_output=True)
    for name in copied.copies:
        with pypdfium2.PdfDocument(tmp_path / name.replace(".docx", ".pdf")) as pdf:
            pages = [page.get_textpage().get_text_range() for page in pdf]
        assert all(EDITED in page and "Made from" in page for page in pages), name


def read(content: bytes) -> Any:
    """A file as the library that Python programs read such files with has it."""
    return docx.Document(BytesIO(content))


def text_of(content: bytes) -> str:
    """All text of a copy, of its tables, too."""
    return "\n".join(one.text or "" for one in read(content).element.body.iter() if one.text)


def test_the_command_names_the_copies_and_refuses_a_release(
    tiny: Workshop, prints: Cache, tmp_path: Path
) -> None:
    """Copies are no part of a release, and a pack without a page to edit is not printed."""
    wanted = ["pack", "repairs/flat-tyre", "--band", "juniors", "--nation", "uphill"]
    with at_home(tmp_path):
        refused = ask(*wanted, "--release", "--editable")
        nothing = ask(*wanted, "--only", "help-page", "--editable")
    assert (refused.returncode, nothing.returncode) == (2, 1)
    assert "no part of a release" in refused.stderr
    assert "nothing-to-edit" in nothing.stdout + nothing.stderr
    assert not [*tmp_path.glob("**/*.docx")]
