"""Zips of many packs are made piece by piece, and are zips like any other."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from printroom.cache import Cache
from printroom.cli import main
from printroom.deliver.manifest import Manifest, manifest_digest
from printroom.ledger.bundle_contents import CONTENTS, BundleContents
from printroom.ledger.current_content import CurrentContent
from printroom.make import load_folders
from printroom.make.bundle.taking import run_name
from printroom.make.bundle.zip_stream import zip_pieces
from printroom.make.bundle.zips import bundle_to_zip, folder_to_zip, packs_to_zip, write_zip
from printroom.model import NotFitToPrint, Order
from printroom.model.drafts import reason_texts
from tests.term_helpers import AtOnce
from tests.workshop import TESTS, Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill")
FOLDERS = ("--materials", "materials", "--templates", "templates")


@cache
def printed_now() -> Manifest:
    """The manifest, without files, of a pack of the miniature workshop as it would print now."""
    home = TESTS / "tiny"
    library, templates = load_folders(home / "materials", home / "templates")
    content = library, templates, Cache(Path("/nowhere")), dt.date(2027, 1, 1), AtOnce()
    plan = CurrentContent(home / "materials", *content).plan_or_raise(ORDER)
    return Manifest(
        session=ORDER.session,
        band=ORDER.band,
        nation=ORDER.nation,
        code=plan.code,
        codes=dict(plan.codes),
        draft=tuple(reason_texts(plan.draft)),
        files={},
    )


def pack(folder: Path, content: bytes, **about: object) -> Path:
    """A pack of one file, up to date."""
    folder.mkdir(parents=True)
    (folder / "01-cover.pdf").write_bytes(content)
    files = {"01-cover.pdf": sha256(content).hexdigest()}
    made = printed_now().model_copy(update={"files": files, **about})
    (folder / "manifest.json").write_bytes(made.as_json())
    return folder


@pytest.fixture
def term(tiny: Workshop, tmp_path: Path) -> Path:
    """The folder of a term with two packs, and a bundle."""
    del tiny
    home = tmp_path / "2027-spring"
    packs = [
        pack(home / "oak" / "b1", b"oak" * 1000, school="oak", term="2027-spring"),
        pack(home / "elm" / "b1", b"elm", school="elm", term="2027-spring"),
    ]
    bundle = home / "bundle"
    bundle.mkdir()
    (bundle / "01-cover.pdf").write_bytes(b"both")
    (bundle / "mine.txt").write_bytes(b"mine")
    digests = {one.relative_to(home).as_posix(): manifest_digest(one) for one in packs}
    contents = BundleContents(files=("01-cover.pdf",), packs=digests)
    (bundle / CONTENTS).write_bytes(contents.as_json())
    return home


def take(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["take", str(folder), "--zip", *FOLDERS, *options])


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
    done = take(place)
    assert done.exit_code == 0, done.output
    name = "2027-spring--oak--b1" if "oak" in folder else place.name
    file = place.with_name(f"{name}.zip")
    assert done.stdout == f"{file}\n"
    with zipfile.ZipFile(file) as archive:
        assert len(archive.namelist()) == count


@pytest.mark.parametrize("folder", ["2027-spring", "2027-spring/bundle", "2027-spring/oak/b1"])
def test_take_refuses_what_was_withdrawn(tiny: Workshop, term: Path, folder: str) -> None:
    """Alone, with others or in a bundle: it says why, and what to use instead."""
    glue = f"glue:\n  codes: [{printed_now().code}]\n  on: 2027-01-01\n"
    tiny.write("materials/withdrawn.yaml", f"{glue}  reason: It burns.\n  instead: Another.\n")
    place = term.parent / folder
    done = take(place)
    assert done.exit_code == 1
    what = "this pack was" if "oak" in folder else "these packs were"
    assert f"{what} withdrawn on 2027-01-01: It burns." in flat(done)
    assert "Another." in done.stderr
    assert not [*term.parent.rglob("*.zip")]


@pytest.mark.parametrize("folder", ["2027-spring", "2027-spring/bundle", "2027-spring/oak/b1"])
def test_take_refuses_what_is_out_of_date(tiny: Workshop, term: Path, folder: str) -> None:
    """The words have changed since: it says so, with the command that makes the packs again."""
    tiny.change("materials/snippets/repairs/hole.md", "Look for bubbles.", "Look for air.")
    done = take(term.parent / folder)
    assert done.exit_code == 1
    assert "out of date: its cover has an earlier code" in flat(done)
    again = "make the term again, then bundle it" if "bundle" in folder else "make it again, then"
    assert again in flat(done)
    assert "python3 generate.py term 2027-spring --output" in flat(done)


def test_take_refuses_a_pack_that_cannot_be_compared(tiny: Workshop, term: Path) -> None:
    """A file has a mistake: nobody knows whether the pack is up to date."""
    hole = "materials/snippets/repairs/hole.md"
    tiny.write(hole, f"{Path(hole).read_text('utf-8')}\n:::nonsense\n")
    done = take(term / "oak" / "b1")
    assert done.exit_code == 1
    assert "cannot be compared with the materials, because a file has a mistake" in flat(done)
    assert "correct that file, and do this again; all mistakes: python3 generate.py ch" in flat(
        done
    )


def test_take_refuses_an_old_bundle(term: Path, tmp_path: Path) -> None:
    """A pack was made again since; one whose packs are elsewhere is taken, and a line says so."""
    shutil.copytree(term / "bundle", tmp_path / "elsewhere" / "bundle")
    made = printed_now().model_copy(update={"people": 5})
    (term / "oak" / "b1" / "manifest.json").write_bytes(made.as_json())
    done = take(term / "bundle")
    assert done.exit_code == 1
    assert "this bundle is old, do not print or send it. It was made before 1 of its 2" in flat(
        done
    )
    assert "make it again: python3 generate.py bundle 2027-spring" in flat(done)
    apart = take(tmp_path / "elsewhere" / "bundle")
    assert apart.exit_code == 0
    assert "not compared with them" in apart.stderr


def flat(done: Result) -> str:
    return " ".join(done.stderr.split())


def test_what_is_taken_of_two_schools_does_not_have_one_name(
    tiny: Workshop, tmp_path: Path
) -> None:
    """Packs of a session for several schools, terms or days go to one folder, or to one zip."""
    about = [{"term": "spring", "school": "1"}, {"term": "spring", "school": "2"}]
    about += [{"term": "summer", "school": "1"}, {"date": "2027-02-03", "school": "1"}, {}]
    homes = ["spring/oak--1", "spring/elm--2", "summer/oak--1", "2027-02-03/1", "undated/no-school"]
    for home, more in zip(homes, about, strict=True):
        folder = pack(tmp_path / home / "b1", home.encode(), **more)
        done = take(folder, "-o", str(tmp_path / "all"))
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


def test_a_folder_without_packs_is_refused(tiny: Workshop, tmp_path: Path) -> None:
    """It says that there is no pack, and writes nothing."""
    (tmp_path / "empty").mkdir()
    done = take(tmp_path / "empty")
    assert done.exit_code == 1
    assert "there is no pack here" in done.stderr
    assert not (tmp_path / "empty.zip").exists()
