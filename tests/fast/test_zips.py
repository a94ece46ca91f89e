"""Zips of many packs are made piece by piece, and are zips like any other."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom.cli import main
from printroom.ledger.bundle_contents import CONTENTS
from printroom.make.bundle.taking import run_name
from printroom.make.bundle.zip_stream import zip_pieces
from printroom.make.bundle.zips import bundle_to_zip, folder_to_zip, packs_to_zip, write_zip
from printroom.model import NotFitToPrint


def pack(folder: Path, content: bytes) -> Path:
    """A pack of one file."""
    folder.mkdir(parents=True)
    (folder / "01-cover.pdf").write_bytes(content)
    files = {"01-cover.pdf": sha256(content).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps({"files": files}))
    return folder


@pytest.fixture
def term(tmp_path: Path) -> Path:
    """The folder of a term with two packs, and a bundle."""
    home = tmp_path / "2027-spring"
    pack(home / "oak" / "b1", b"oak" * 1000)
    pack(home / "elm" / "b1", b"elm")
    bundle = home / "bundle"
    bundle.mkdir()
    (bundle / "01-cover.pdf").write_bytes(b"both")
    (bundle / "mine.txt").write_bytes(b"mine")
    (bundle / CONTENTS).write_text('["01-cover.pdf"]')
    return home


def test_a_zip_in_pieces_is_whole(term: Path) -> None:
    """Every pack is in it below its school, intact; no piece is larger than its file and its head.

    A program that reads from the front finds the length of each file before it.
    """
    pieces = list(zip_pieces(packs_to_zip(term, [term / "oak" / "b1", term / "elm" / "b1"])))
    assert len(pieces) == 5
    assert max(map(len, pieces)) < 3_200
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            f"2027-spring/{school}/b1/{name}"
            for school in ("elm", "oak")
            for name in ("01-cover.pdf", "manifest.json")
        ]
        assert archive.read("2027-spring/oak/b1/01-cover.pdf") == b"oak" * 1000
        assert not any(one.flag_bits & 8 for one in archive.infolist())


def test_a_changed_file_is_in_no_zip(term: Path, tmp_path: Path) -> None:
    """What differs from its manifest stops the zip, and nothing is left of it."""
    (term / "oak" / "b1" / "01-cover.pdf").write_bytes(b"another")
    file = tmp_path / "out" / "all.zip"
    with pytest.raises(NotFitToPrint, match="has changed"):
        write_zip(file, folder_to_zip(term))
    assert list(file.parent.iterdir()) == []


def test_the_zip_of_a_bundle_has_the_files_that_it_lists(term: Path) -> None:
    """What somebody else put into its folder is not taken along."""
    content = b"".join(zip_pieces(bundle_to_zip(term / "bundle")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["bundle/01-cover.pdf", f"bundle/{CONTENTS}"]


@pytest.mark.parametrize(
    ("folder", "count"), [("2027-spring", 4), ("2027-spring/bundle", 2), ("2027-spring/oak/b1", 2)]
)
def test_take_makes_the_same_zips(term: Path, folder: str, count: int) -> None:
    """The command takes a term, a bundle or a pack, and names what it has written."""
    place = term.parent / folder
    done = CliRunner().invoke(main, ["take", str(place), "--zip"])
    assert done.exit_code == 0, done.output
    file = place.with_name(f"{place.name}.zip")
    assert done.stdout == f"{file}\n"
    with zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == count


def test_what_is_taken_of_two_schools_does_not_have_one_name(tmp_path: Path) -> None:
    """Packs of a session for several schools, terms or days go to one folder, or to one zip."""
    about = [{"term": "spring", "school": "1"}, {"term": "spring", "school": "2"}]
    about += [{"term": "summer", "school": "1"}, {"date": "2027-02-03", "school": "1"}, {}]
    homes = ["spring/oak--1", "spring/elm--2", "summer/oak--1", "2027-02-03/1", "undated/no-school"]
    for home, more in zip(homes, about, strict=True):
        folder = pack(tmp_path / home / "b1", home.encode())
        written = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps(written | more))
        done = CliRunner().invoke(main, ["take", str(folder), "--zip", "-o", str(tmp_path / "all")])
        assert done.exit_code == 0, done.output
    names = ["spring--oak--1", "spring--elm--2", "summer--oak--1", "2027-02-03--1"]
    expected = sorted([f"{name}--b1" for name in names] + ["b1"])
    taken = sorted((tmp_path / "all").iterdir())
    assert [file.stem for file in taken] == expected
    for file in taken:
        with zipfile.ZipFile(file) as archive:
            assert {name.partition("/")[0] for name in archive.namelist()} == {file.stem}
    (away := tmp_path / "away").mkdir()
    moved = (tmp_path / "spring" / "elm--2" / "b1").rename(away / "b1")
    assert run_name(moved, "A4 card") == "spring--2--b1--to-print-a4-card.pdf"


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    """It says that there is no pack, and writes nothing."""
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(main, ["take", str(tmp_path / "empty"), "--zip"])
    assert done.exit_code == 1
    assert "there is no pack here" in done.stderr
    assert not (tmp_path / "empty.zip").exists()
