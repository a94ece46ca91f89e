"""What is taken from a delivered pack is what was proven: its rows, files and papers."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from printroom.deliver.manifest import MANIFEST, Manifest
from printroom.make.bundle.pack_rows import PackSheet, read_pack_sheet
from printroom.make.bundle.taking import papers, zip_packs
from printroom.model import NotFitToPrint
from tests.sample_job_sheets import job_sheet_file, sheet_entry

CARD = {"title": "A sheet", "sheets": 6, "paper": "card", "grams_per_square_metre": 200}
SHEET = job_sheet_file(
    sheet_entry(1, "01-cover.pdf", 3, sides="double", flip="short", **CARD),
    sheet_entry(2, "02-cards.pdf", 3, code="QRS-TVW", **CARD),
    sheet_entry(3, "03-not-made.pdf", 3, **CARD),
)
FILES = {
    "01-cover.pdf": b"a cover",
    "02-cards.pdf": b"cards",
    "job-sheet.json": SHEET.as_json(),
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    digests = {name: sha256(content).hexdigest() for name, content in FILES.items()}
    manifest = Manifest(filled=("01-cover.pdf",), files=digests)
    for name, content in {**FILES, MANIFEST: manifest.as_json()}.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def sheet_of(pack: Path) -> PackSheet:
    return read_pack_sheet(pack, Manifest.model_validate_json((pack / MANIFEST).read_bytes()))


def test_the_same_row_of_many_packs_is_in_memory_once(pack: Path) -> None:
    """A bundle holds the rows of thousands of packs, and most are the same in all of them."""
    for one, again in zip(sheet_of(pack).rows, sheet_of(pack).rows, strict=True):
        assert one is again


def test_the_rows_are_those_of_the_documents_that_are_there(pack: Path) -> None:
    """A pack of some documents prints these only; each part has its content, copies and sides."""
    rows = sheet_of(pack).rows
    assert [(row.document, row.is_filled) for row in rows] == [("cover", True), ("cards", False)]
    assert [row.paper_and_ink for row in rows] == ["A4 card, grey"] * 2
    assert papers(pack) == {"A4 card": 12}
    assert [row.code for row in rows] == ["ABC-DEF", "QRS-TVW"]  # a cover has its pack's
    cover, cards = (row.part(pack) for row in rows)
    assert (cover.content, cover.copies, cover.is_double, cover.flip) == (
        b"a cover",
        3,
        True,
        "short",
    )
    assert (cards.is_double, cards.flip) == (False, "long")


def test_a_job_sheet_of_another_program_is_refused(tmp_path: Path) -> None:
    """If copies or paper are missing, the message asks for the pack to be made again."""
    content = b'{"title": "A session", "documents": []}'
    (tmp_path / "job-sheet.json").write_bytes(content)
    manifest = Manifest(files={"job-sheet.json": sha256(content).hexdigest()})
    with pytest.raises(NotFitToPrint) as refused:
        read_pack_sheet(tmp_path, manifest)
    (problem,) = refused.value.problems
    assert (problem.code, problem.fix) == ("no-job-sheet", "make the pack again")


def test_a_zip_has_every_file_of_a_pack_and_nothing_else(pack: Path) -> None:
    """All files of the manifest and the manifest itself, in the pack's folder, as they are."""
    (pack / "notes.txt").write_bytes(b"not of the pack")
    with zipfile.ZipFile(BytesIO(zip_packs(pack))) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    expected = {**FILES, MANIFEST: (pack / MANIFEST).read_bytes()}
    assert content == {f"{pack.name}/{name}": file for name, file in expected.items()}


@pytest.mark.parametrize("name", ["02-cards.pdf", "job-sheet.json"])
@pytest.mark.parametrize("content", [b"not what was proven", None])
def test_a_file_that_was_not_proven_is_never_taken(
    pack: Path, name: str, content: bytes | None
) -> None:
    """Neither zip nor print run has a file that changed or went missing; the message names it."""
    (pack / name).unlink()
    if content is not None:
        (pack / name).write_bytes(content)
    for take in (zip_packs, lambda folder: [row.part(folder) for row in sheet_of(folder).rows]):
        with pytest.raises(NotFitToPrint) as refused:
            take(pack)
        (problem,) = refused.value.problems
        assert (problem.code, problem.path) == ("pack-changed", (pack / name).as_posix())
