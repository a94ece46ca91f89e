"""Terms: each school gets its own files, nothing twice, and nothing incomplete."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest

from printroom import make, proof
from printroom.cache import Cache
from printroom.deliver.folder import publish
from printroom.deliver.manifest import MANIFEST, packs_below, read_manifest
from printroom.ledger import verification
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.term_record import TermRequest, find_unchanged_term, read_record
from printroom.ledger.verification import reasons_between, reasons_since
from printroom.make.pack.school_files import SchoolFiles
from printroom.make.run.locking import lock_term
from printroom.make.term.term_run import leftovers_of
from printroom.model import (
    Booking,
    Delivered,
    Document,
    Failed,
    NotFitToPrint,
    Printed,
    Problem,
)
from printroom.model.drafts import reason_texts
from printroom.press.layouts import Layouts
from printroom.proof.page_text import read_text
from printroom.workers import JobFailed, fill_forms
from tests.held import PATIENCE_S, closing
from tests.term_helpers import (
    DAY,
    SCHOOLS,
    TWO_SESSIONS,
    AtOnce,
    Remembering,
    Season,
    contents,
    texts,
)
from tests.workshop import TESTS, Workshop

EMOJI = ("spoke-9", "Bells \U0001f514 Ring", "uphill", "Ms Unprintable", "01632 960 709", "Attic")
"""No face of the templates has this letter: this school's pages cannot be printed."""


@pytest.fixture(autouse=True)
def _new_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers of a test keep no form of another test, which may have spoilt it."""
    monkeypatch.setattr(fill_forms, "_kept", {})


@pytest.fixture
def season(tiny: Workshop, tmp_path: Path, prints: Cache) -> Season:
    """A term of four schools."""
    season = Season(tiny, tmp_path / "output", Remembering(prints))
    season.write()
    return season


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, prints: Cache) -> Path:
    """The folder around a term that was made, to be copied."""
    home = tmp_path_factory.mktemp("made")
    shutil.copytree(TESTS / "tiny", home, dirs_exist_ok=True)
    before = Path.cwd()
    os.chdir(home)
    try:
        tiny = Workshop(Path("materials"), Path("templates"))
        season = Season(tiny, Path("output"), Remembering(prints))
        season.write()
        report, _ = season.make()
        assert not report.failures
    finally:
        os.chdir(before)
    return home


@pytest.fixture
def delivered_season(
    made_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prints: Cache
) -> Season:
    """A term that was delivered, in a folder of its own."""
    home = tmp_path / "home"
    shutil.copytree(made_once, home)
    monkeypatch.chdir(home)
    tiny = Workshop(Path("materials"), Path("templates"))
    return Season(tiny, Path("output"), Remembering(prints))


def asked(season: Season) -> TermRequest:
    return TermRequest("season", None, (season.tiny.materials, season.tiny.templates))


# --- right for each school ----------------------------------------------------------------------


def test_each_school_reads_its_own_words_and_no_others(delivered_season: Season) -> None:
    """A pack says what its school wrote, on cover and help page, and nothing of another school."""
    packs = delivered_season.packs()
    assert set(packs) == {row[0] for row in SCHOOLS}
    for school_id, name, _, lead, reach, room in SCHOOLS:
        by_file = texts(packs[school_id])
        for own in (name, lead, reach, room):
            assert own in by_file["01-cover.pdf"]
        assert lead in by_file["05-help-page.pdf"]
        whole = "\n".join(by_file.values())
        for other_id, other_name, _, other_lead, other_reach, _ in SCHOOLS:
            if other_id != school_id:
                assert other_lead not in whole
                assert other_reach not in whole
                assert other_name not in whole.replace(name, "") or other_name == "Hope"


def test_the_record_has_every_pack_and_no_schools_words(delivered_season: Season) -> None:
    """Each code of each pack is on record with its words, once for all schools; no school is."""
    record = delivered_season.record
    for pack in delivered_season.packs().values():
        manifest = read_manifest(pack)
        assert manifest
        for code in (manifest.code, *manifest.codes.values()):
            (entry,) = record.with_code(code)
            assert set(entry.documents) == {*manifest.codes, "cover"}
            assert all(map(record.texts, entry.documents.values()))
    text = b"".join(contents(record.folder).values()).decode()
    for row in SCHOOLS:
        assert not [value for value in row if value in text and value not in ("uphill", "Hope")]


def test_filled_and_laid_out_packs_are_the_same(delivered_season: Season, tmp_path: Path) -> None:
    """To write a school's words into a finished file prints what laying it out prints."""
    other = replace(delivered_season, output=tmp_path / "laid-out")
    report, _ = other.make(uses_forms=False)
    assert report.how == {"link": report.how["link"], "lay out": 2 * len(SCHOOLS)}
    for school_id, pack in other.packs().items():
        assert texts(pack) == texts(delivered_season.packs()[school_id])


@pytest.mark.parametrize("uses_forms", [True, False])
def test_a_school_that_fills_no_field_gets_the_shared_page(
    season: Season, *, uses_forms: bool
) -> None:
    """A school without lead has the help page that all share; each other school has its own."""
    second = SCHOOLS[1]
    season.write([SCHOOLS[0], (*second[:3], "", "", second[5]), *SCHOOLS[2:]])
    report, _ = season.make(uses_forms=uses_forms)
    assert not report.failures
    pages = {id_: texts(pack)["05-help-page.pdf"] for id_, pack in season.packs().items()}
    for school_id, _, _, lead, _, _ in SCHOOLS:
        named = [id_ for id_, page in pages.items() if lead in page]
        assert named == ([] if school_id == second[0] else [school_id])


def test_a_page_without_values_is_laid_out_once_for_all_who_take_it(
    season: Season, tmp_path: Path
) -> None:
    """It is the page that a full layout makes, no other school's, and not called filled."""
    first, second, third, fourth = SCHOOLS
    season.write([first, (*second[:3], "", "", second[5]), third, (*fourth[:3], "", "", "")])
    report, _ = season.make()
    assert not report.failures
    other = replace(season, output=tmp_path / "laid-out")
    other.make(uses_forms=False)
    packs, wanted = season.packs(), other.packs()
    for school_id, pack in packs.items():
        made, laid_out = read_manifest(pack), read_manifest(wanted[school_id])
        assert made
        assert laid_out
        assert made.filled == laid_out.filled
    pages = [
        pack[id_] / "05-help-page.pdf" for pack in (packs, wanted) for id_ in (second[0], fourth[0])
    ]
    assert len({page.read_bytes() for page in pages}) == 1
    assert pages[0].samefile(pages[1])


def test_a_document_with_fields_is_laid_out_once_in_a_term(season: Season) -> None:
    """Its form serves the cover's counts and every school; only a page without values is another.

    So it is in the cache as a form with a sample, and nothing else is.
    """
    crew = AtOnce()
    season = replace(season, workers=crew)
    with patch.object(Layouts, "lay_out", autospec=True, side_effect=Layouts.lay_out) as lay_out:
        season.make()
    assert crew.done.count("press_and_proof") == 4  # the guide, the task sheet, cards, help page
    assert crew.done.count("make_form") == 1  # the cover
    reasons = [call.args[1] for call in lay_out.call_args_list]
    assert reasons.count("first") == 5


def test_a_sample_that_is_not_sound_fails_the_order_before_it_is_recorded(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with a form is found once for all schools, by `cache fill`, too."""
    proven_well = proof.proof

    def unsound(document: Document, printed: Printed, *rest: Any) -> list[Problem]:
        if document.name == "help-page":
            return [Problem("forbidden-text", "page.html", "page 1 says “older”")]
        return proven_well(document, printed, *rest)

    monkeypatch.setattr(proof, "proof", unsound)
    sources = season.sources()
    bookings = season.run(sources).bookings
    season = replace(season, workers=AtOnce())
    filled = [found for _, found in make.fill_cache(bookings, sources, season.press())]
    assert [[one.code for one in found] for found in filled] == [["forbidden-text"]]
    report, _ = season.make()
    assert {failed.problems for failed in report.failures} == {*filled}
    assert len(report.failures) == len(SCHOOLS)
    assert not season.record.folder.exists() or not contents(season.record.folder)


def test_a_cover_without_fields_is_in_each_pack(season: Season) -> None:
    """A designer may take all fields out of a cover: it is printed all the same, in each pack."""
    cover = season.tiny.templates / "documents/cover.html"
    cover.write_text(re.sub(r"\{\{ field\(.*?\) \}\}", "–", cover.read_text("utf-8")), "utf-8")
    report, _ = season.make()
    assert not report.failures
    assert len(season.packs()) == len(SCHOOLS)
    for pack in season.packs().values():
        assert (pack / "01-cover.pdf").is_file()


def test_a_document_that_cannot_be_filled_is_laid_out_for_each_school(season: Season) -> None:
    """Where a value could move other text there is no form, and each school has a page all the
    same."""
    season.tiny.change(
        "templates/documents/help-page.html",
        '<p>{{ _("Your leader") }}: {{ field("lead") }}</p>',
        '<p class="free">{{ field("lead") }}: {{ _("Your leader") }}</p>',
    )
    free = ".free .field { display: inline; }\n.field.long {"
    season.tiny.change("templates/styles/club.css", ".field.long {", free)
    report, _ = season.make()
    assert not report.failures
    assert report.how["lay out"] == len(SCHOOLS)
    for school_id, _, _, lead, _, _ in SCHOOLS:
        assert f"{lead}: Your leader" in texts(season.packs()[school_id])["05-help-page.pdf"]


def test_a_school_whose_words_are_anothers_is_stopped(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that writes the first school's lead into every file delivers none of the others."""
    from printroom.press import Form

    fill = Form.fill

    def mixed_up(form: Form, values: dict[str, str]) -> bytes | None:
        return fill(form, {**values, "lead": SCHOOLS[0][3]} if "lead" in values else values)

    monkeypatch.setattr(Form, "fill", mixed_up)
    report, _ = season.make()
    assert report.made <= 1
    codes = {problem.code for failed in report.failures for problem in failed.problems}
    assert codes & {"missing-value", "foreign-value", "missing-text", "unexplained-text"}


def test_the_first_and_the_longest_are_proven_in_full(season: Season) -> None:
    """Of each form two files are proven like any other, or all of them if that is asked for.

    No file is filled and proven twice.
    """
    season.make()
    assert season.workers.done.count("prove") == 4  # two documents with a school's words
    again = replace(season, output=season.output / "again", workers=AtOnce())
    again.make(proves_all=True)
    assert again.workers.done.count("prove") == 2 * len(SCHOOLS)


@pytest.mark.parametrize("count", [1, 2, len(SCHOOLS)])
def test_a_file_that_is_not_sound_costs_its_own_pack(
    season: Season, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Where a form is not sound with some schools' words, others get their packs all the same.

    If nobody's words are sound, all fail, and no message quotes what a school wrote.
    """
    proven_well = SchoolFiles._prove
    leads = [row[3] for row in SCHOOLS[:count]]

    def unsound(files: SchoolFiles, packed: Any, content: bytes, values: dict[str, str]) -> Any:
        if (lead := values.get("lead")) in leads:
            return [Problem("forbidden-text", "page.html", f"page 1 says “lead {lead} and”")]
        return proven_well(files, packed, content, values)

    monkeypatch.setattr(SchoolFiles, "_prove", unsound)
    report, _ = season.make(proves_all=True)
    failed = [failed.booking.school_id for failed in report.failures]
    assert failed == [row[0] for row in SCHOOLS[:count]]
    assert set(season.packs()) == {row[0] for row in SCHOOLS[count:]}
    messages = "\n".join(
        problem.message for failed in report.failures for problem in failed.problems
    )
    assert not [lead for lead in leads if lead in messages], messages


def test_a_form_that_was_proven_is_proven_again_for_a_longer_file_only(season: Season) -> None:
    """Where two files of a form were proven before, a later run proves one only if it is longer."""
    first, *others = SCHOOLS
    season.make()
    for lead, proofs in (("Ms Y", 0), ("Ms " + "Very" * 8, 2), ("Mr " + "Late" * 8, 0)):
        season.workers.done.clear()
        season.write([(*first[:3], lead, *first[4:]), *others])
        report, _ = season.make()
        assert report.how["fill"] == 2
        assert season.workers.done.count("prove") == proofs


def test_one_file_of_sixteen_is_read_by_pdfium(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDFium reads the first, the longest and each sixteenth file of a form, or all if asked."""
    read: list[bytes] = []

    def noted(content: bytes) -> tuple[str, ...]:
        read.append(content)
        return read_text(content)

    monkeypatch.setattr("printroom.proof.school_file.read_text", noted)
    season.make()
    assert len(read) == 2 * 3  # two documents: the first, the longest, and the first of sixteen
    read.clear()
    replace(season, output=season.output / "again").make(proves_all=True)
    assert len(read) == 2 * len(SCHOOLS)


def test_a_worker_without_a_form_is_sent_it(
    delivered_season: Season, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that keep no form are sent it with each job, and make the same files."""
    monkeypatch.setattr(fill_forms, "KEPT_FORMS", 0)
    other = replace(delivered_season, output=tmp_path / "again", workers=AtOnce())
    other.make()
    assert other.workers.done.count("fill") == 2 * (2 + 1 + 1)  # the last job was in vain
    for school_id, pack in other.packs().items():
        assert contents(pack) == contents(delivered_season.packs()[school_id])


# --- one bad record costs one record ------------------------------------------------------------


def test_one_bad_row_costs_one_pack(season: Season) -> None:
    """A school that cannot be printed for fails alone, and is named by its id only."""
    season.write([*SCHOOLS, EMOJI])
    report, made = season.make()
    assert [failed.booking.school_id for failed in report.failures] == ["spoke-9"]
    assert set(season.packs()) == {row[0] for row in SCHOOLS}
    assert report.made == len(SCHOOLS)
    assert isinstance(made[-1], Delivered | Failed)
    for name in ("report.json", "report.html", "term.json"):
        text = (season.folder / name).read_text(encoding="utf-8")
        assert "spoke-9" in text
        for row in [*SCHOOLS, EMOJI]:
            for own in (row[1], row[3], row[4]):
                assert own == "Hope" or own not in text, f"{name} says {own}"


def test_all_or_nothing_delivers_nothing(season: Season) -> None:
    """Where not all packs can be made, and that was asked for, none is delivered."""
    season.write([*SCHOOLS, EMOJI])
    report, _ = season.make(all_or_nothing=True)
    assert season.packs() == {}
    codes = [failed.problems[0].code for failed in report.failures]
    assert codes.count("held-back") == len(SCHOOLS)
    assert not list(season.output.glob(".staged*"))
    season.write()
    report, _ = season.make(all_or_nothing=True)
    assert (report.made, len(season.packs())) == (len(SCHOOLS), len(SCHOOLS))


def test_a_mistake_in_a_template_fails_every_pack_once(season: Season) -> None:
    """A mistake that every pack has is reported for each, in the same words."""
    season.tiny.change("templates/documents/guide.html", "<h1>", "<h1>{{ nobody_knows_this }}")
    report, _ = season.make()
    assert len(report.failures) == len(SCHOOLS)
    assert len({failed.problems for failed in report.failures}) == 1


# --- nothing twice ------------------------------------------------------------------------------


def test_existing_packs_are_not_made_again(delivered_season: Season) -> None:
    """A second run prints, fills and writes nothing."""
    before = {p: p.stat().st_mtime_ns for p in delivered_season.folder.glob("*/*/*")}
    report, _ = delivered_season.make()
    assert (report.made, report.unchanged) == (0, len(SCHOOLS))
    assert not {"fill", "make_form", "press_and_proof"} & set(delivered_season.workers.done)
    assert {p: p.stat().st_mtime_ns for p in delivered_season.folder.glob("*/*/*")} == before


def test_the_record_knows_that_nothing_has_changed(delivered_season: Season) -> None:
    """While no input and no file has changed by a byte, nothing needs to be read."""
    assert find_unchanged_term(delivered_season.folder, asked(delivered_season)) is not None
    file = next(iter(delivered_season.packs().values())) / "02-task-sheet.pdf"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b"\n")
    assert find_unchanged_term(delivered_season.folder, asked(delivered_season)) is None


@pytest.mark.parametrize(
    "path",
    [
        "materials/snippets/repairs/hole.md",
        "materials/schools/season.csv",
        "materials/terms/season.yaml",
        "templates/styles/club.css",
    ],
)
def test_a_change_of_any_input_is_seen(delivered_season: Season, path: str) -> None:
    """One more byte in a snippet, the list, the term or a style, and everything is read again."""
    file = Path(path)
    file.write_bytes(file.read_bytes() + b"\n")
    assert find_unchanged_term(delivered_season.folder, asked(delivered_season)) is None


def test_one_changed_row_makes_one_pack(delivered_season: Season) -> None:
    """Where one school has a new lead, its packs alone are made again, and nothing is composed."""
    first = SCHOOLS[0]
    delivered_season.write([(*first[:3], "Mr New Lead", *first[4:]), *SCHOOLS[1:]])
    report, made = delivered_season.make()
    assert (report.made, report.unchanged) == (1, len(SCHOOLS) - 1)
    (again,) = (one for one in made if isinstance(one, Delivered) and "unchanged" not in one.how)
    assert again.booking.school_id == first[0]
    assert "Mr New Lead" in texts(Path(again.folder))["01-cover.pdf"]
    assert set(delivered_season.workers.done) == {"fill", "prove"}


def test_a_school_that_left_costs_nothing(delivered_season: Season) -> None:
    """Where schools are removed from the list, no job is done for those that stay."""
    delivered_season.write(SCHOOLS[1:])
    report, _ = delivered_season.make()
    assert (report.made, report.unchanged) == (0, len(SCHOOLS) - 1)
    assert not delivered_season.workers.done


def test_a_changed_snippet_makes_the_packs_that_print_it(season: Season) -> None:
    """A word changed in one session leaves the packs of the others alone."""
    season.write(packs=TWO_SESSIONS)
    season.make()
    season.tiny.change("materials/snippets/roads/arms.md", "arm", "whole arm") if Path(
        "materials/snippets/roads/arms.md"
    ).read_text(encoding="utf-8").count("arm") == 1 else _append("materials/snippets/roads/arms.md")
    report, made = season.make()
    assert report.unchanged == len(SCHOOLS)
    changed = {one.booking.order.session for one in made if "unchanged" not in _how(one)}
    assert changed == {"roads/signals"}


def test_a_word_changes_one_document(season: Season) -> None:
    """A word that changes in the guide prints no other document; learners' are proven again."""
    season.write()
    season.make()
    season.workers.done.clear()
    season.tiny.change("materials/snippets/repairs/hole.md", "Fill the bowl to", "Fill it to")
    report, _ = season.make()
    assert report.made == len(SCHOOLS)
    done = season.workers.done
    assert done.count("press_and_proof") == 1, "the guide"
    assert done.count("prove_or_raise") == 3, "the task sheet, the cards and the help page"


def _how(made: Delivered | Failed) -> set[str]:
    assert isinstance(made, Delivered)
    return set(made.how)


def _append(path: str) -> None:
    file = Path(path)
    file.write_text(file.read_text(encoding="utf-8") + "\nRide on.\n", encoding="utf-8")


def _flip(cover: Path, _: Path) -> None:
    """Change one byte, and neither the size nor the time of the file."""
    content, found = bytearray(cover.read_bytes()), cover.stat()
    content[len(content) // 2] ^= 1
    cover.write_bytes(content)
    os.utime(cover, ns=(found.st_atime_ns, found.st_mtime_ns))


DAMAGES: dict[str, Callable[[Path, Path], object]] = {
    "missing": lambda cover, _: cover.unlink(),
    "altered": _flip,
    "truncated": lambda cover, _: os.truncate(cover, 100),
    "another school's": lambda cover, other: shutil.copy2(other, cover),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_pack_is_made_again(
    delivered_season: Season, damage: Callable[[Path, Path], object]
) -> None:
    """A pack of which a file is missing, altered, truncated or another's is whole after a run."""
    wanted = contents(delivered_season.folder)
    packs = delivered_season.packs()
    damage(packs["spoke-2"] / "01-cover.pdf", packs["spoke-1"] / "01-cover.pdf")
    report, _ = delivered_season.make()
    assert (report.made, report.unchanged) == (1, len(SCHOOLS) - 1)
    again = contents(delivered_season.folder)
    pdfs = [name for name in wanted if name.endswith(".pdf")]
    assert {name: again[name] for name in pdfs} == {name: wanted[name] for name in pdfs}


def test_shared_documents_are_on_the_disk_once(season: Season) -> None:
    """A finished file without a school's words is linked to, and nobody can write into it."""
    season.make()
    files = [pack / "02-task-sheet.pdf" for pack in season.packs().values()]
    assert len({file.stat().st_ino for file in files}) == 1
    assert files[0].stat().st_mode & 0o222 == 0
    covers = [pack / "01-cover.pdf" for pack in season.packs().values()]
    assert len({file.stat().st_ino for file in covers}) == len(SCHOOLS)


# --- it survives --------------------------------------------------------------------------------


def test_one_term_is_made_by_one_process_at_a_time(delivered_season: Season) -> None:
    """A second build at the same time is refused in words, and free once the first has ended."""
    refused = pytest.raises(NotFitToPrint, match="another process is making")
    with lock_term(delivered_season.folder), refused:
        delivered_season.make()
    report, _ = delivered_season.make()
    assert not report.failures


def test_whoever_stops_has_stopped(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an interruption no pack is being written any more: another process may come."""
    season.write(packs=TWO_SESSIONS)
    closes, is_inside, begun = closing(monkeypatch), Event(), list[Path]()

    def held(folders: list[Path], **named: Any) -> dict[Path, Problem]:
        is_first = not begun
        begun.extend(folders)
        if not is_first:
            is_inside.set()
            assert closes.wait(PATIENCE_S)
        return publish(folders, **named)

    monkeypatch.setattr("printroom.make.pack.publishing.publish", held)
    sources, before = season.sources(), set(threading.enumerate())
    packs = make.make_packs(
        season.run(sources).bookings, sources, season.press(), season.output, season.record
    )
    next(packs)
    assert is_inside.wait(PATIENCE_S)
    packs.close()
    delivered = contents(season.folder)
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE_S)
    assert contents(season.folder) == delivered
    assert sorted(begun) == sorted(packs_below(season.folder))
    assert len(begun) <= 4


def test_a_pack_that_is_made_whole_again_is_the_same(delivered_season: Season) -> None:
    """A damaged pack comes back byte for byte: nothing says that something had changed."""
    before = contents(delivered_season.folder)
    file = delivered_season.packs()["spoke-1"] / "01-cover.pdf"
    file.unlink()
    delivered_season.make()
    after = contents(delivered_season.folder)
    assert {name for name in before if before[name] != after[name]} <= TOLD
    assert before.keys() == after.keys()


TOLD = {"report.json", "report.html", "term.json"}
"""What says how long it took."""


def test_a_school_that_is_refused_fails_once(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If one pack is refused, and then none can be printed, each has failed once."""

    def refused(_plan: object, booking: Booking) -> tuple[Problem, ...]:
        is_first = booking.school_id == "spoke-1"
        return (Problem("draft", "order", "cannot be released"),) if is_first else ()

    monkeypatch.setattr("printroom.make.pack.packs.release_refusals", refused)
    season.tiny.write("templates/documents/guide.html", "{{ not_there }}")
    report, _ = season.make(is_release=True)
    booking_label = [failed.booking.school_id for failed in report.failures]
    assert sorted(booking_label) == sorted({*booking_label})


def test_packs_that_exist_do_not_fail_with_a_form(
    delivered_season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a form is not sound, the packs that it is for fail; those that exist already stay."""

    def unsound(*_: object) -> None:
        raise NotFitToPrint([Problem("unsound", "form", "this form is not sound")])

    delivered_season.write([*SCHOOLS, ("spoke-5", "New", "uphill", "Mr New", "01632", "Loft")])
    monkeypatch.setattr("printroom.make.pack.school_files.SchoolFiles.files", unsound)
    report, made = delivered_season.make()
    assert [failed.booking.school_id for failed in report.failures] == ["spoke-5"]
    assert len(made) == len(SCHOOLS) + 1


# --- verify, why --------------------------------------------------------------------------------


def test_every_flipped_byte_is_found(delivered_season: Season) -> None:
    """Of a hundred single bytes changed all over a term, a hundred are found."""
    files = [file for file in delivered_season.folder.glob("*/*/*") if file.name != MANIFEST]
    found = 0
    for number in range(100):
        file = files[number * len(files) // 100]
        file.chmod(0o600)
        whole = file.read_bytes()
        place = (number * 7919) % len(whole)
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        verified = verification.verify(delivered_season.folder, (), lambda _: "")
        found += file in {fault.file for fault in verified.faults}
        file.write_bytes(whole)
    assert found == 100
    assert verification.verify(delivered_season.folder, (), lambda _: "").is_intact


def test_missing_and_extra_files_and_packs_are_found(delivered_season: Season) -> None:
    """A file that is gone, one that was put in, and a whole pack that is gone are each reported."""
    packs = delivered_season.packs()
    (packs["spoke-1"] / "03-cards.pdf").unlink()
    (packs["spoke-2"] / "notes.txt").write_text("Ring the bell")
    shutil.rmtree(packs["spoke-3"])
    record = read_record(delivered_season.folder)
    assert record is not None
    found = verification.verify(delivered_season.folder, record.packs, lambda _: "")
    assert {(fault.file, fault.what) for fault in found.faults} == {
        (packs["spoke-1"] / "03-cards.pdf", "missing"),
        (packs["spoke-3"], "missing"),
    }
    assert found.extra == (packs["spoke-2"] / "notes.txt",)


def test_a_pack_is_out_of_date_when_its_words_change(delivered_season: Season) -> None:
    """Verification says which packs today's materials, templates and dates would make otherwise."""
    pack = delivered_season.packs()["spoke-1"]

    def today() -> str:
        sources, press = delivered_season.sources(), delivered_season.press()
        now = CurrentContent(
            Path("materials"), sources.library, sources.templates, press.cache, DAY, press.workers
        )
        return now.why_outdated(pack)

    assert today() == ""
    _append("templates/styles/club.css")
    assert today() == "the templates have changed: templates/styles/club.css"
    _append("materials/snippets/repairs/hole.md")
    assert today() == "its text has changed: guide"


def test_it_is_reported_why_a_pack_was_made_again(delivered_season: Season) -> None:
    """The file that changed is named, and so is a row; what has not changed is not."""
    pack = delivered_season.packs()["spoke-1"]
    _append("materials/snippets/repairs/hole.md")
    cache = Cache(delivered_season.output / ".cache")
    folders = (delivered_season.tiny.materials, delivered_season.tiny.templates)
    manifest = read_manifest(pack)
    assert manifest is not None
    since = reasons_since(manifest, folders, cache)
    assert [(one.what, one.change, one.is_used) for one in since] == [
        ("materials/snippets/repairs/hole.md", "changed", True)
    ]
    delivered_season.make()
    again = read_manifest(pack)
    assert again is not None
    assert again.before is not None
    reasons = reasons_between(again.before, again, cache)
    assert reasons is not None
    assert [one.what for one in reasons] == ["materials/snippets/repairs/hole.md"]
    assert reasons_since(again, folders, cache) == []


def test_packs_of_a_school_that_left_are_reported(delivered_season: Season) -> None:
    """A pack of the last list's is not removed, and not passed over in silence."""
    gone = delivered_season.packs()["spoke-4"]
    delivered_season.write(SCHOOLS[:3])
    assert leftovers_of(delivered_season.run(delivered_season.sources())) == (gone,)


def test_planning_writes_only_to_the_cache(delivered_season: Season) -> None:
    """To plan a term prints nothing, and writes to no file of a pack; it knows which exist."""
    folder = delivered_season.output.parent

    def delivered() -> dict[str, bytes]:
        return {name: one for name, one in contents(folder).items() if "/.cache/" not in name}

    before = delivered()
    sources, press = delivered_season.sources(), delivered_season.press()
    bookings = delivered_season.run(sources).bookings

    def planned() -> make.RunPlan:
        known = make.known_orders(bookings, sources, press, delivered_season.output)
        return make.plan_run(known, make.read_speed(press.cache))

    plan = planned()
    assert delivered() == before
    assert (plan.packs, plan.unchanged, plan.unprinted) == (4, 4, 0)
    assert plan.files == 4 * 6
    assert plan.sheets["help-page"] == 4 * 12
    report = json.loads((delivered_season.folder / "report.json").read_text(encoding="utf-8"))
    assert plan.sheets == report["sheets_by_document"]
    assert (plan.layouts, plan.first_seconds, plan.filling_seconds) == (0, 0, None)
    shutil.rmtree(delivered_season.output / ".cache")
    plan = planned()
    assert (plan.unchanged, plan.unprinted) == (0, 1)
    assert delivered() == before
    assert {one.name for one in (delivered_season.output / ".cache").iterdir()} == {"orders"}


def test_a_worker_that_dies_while_it_fills_costs_its_own_packs(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a dead worker was filling fails with the reason; the run goes on to its end."""
    submit = season.workers.submit

    def dying(function: Any, job: Any) -> Any:
        if function.__name__ == "fill" and len(job.values) > 1:
            broken: Future[Any] = Future()
            broken.set_exception(JobFailed("The job's process died."))
            return broken
        return submit(function, job)

    monkeypatch.setattr(season.workers, "submit", dying)
    report, made = season.make()
    assert len(made) == len(SCHOOLS)
    assert len(report.failures) >= len(SCHOOLS) - 2, "of each form, two files were made before"
    assert {one.code for failed in report.failures for one in failed.problems} == {"worker-failed"}


def test_a_worker_that_dies_while_it_proves_costs_its_own_pack(
    delivered_season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file whose proof crashes fails its own pack, with the reason; all others are made."""
    shutil.rmtree(delivered_season.folder)
    submit, victim = delivered_season.workers.submit, SCHOOLS[2]
    proofs = 0

    def dying(function: Any, job: Any) -> Any:
        nonlocal proofs
        if function.__name__ == "prove" and job.press.values.get("lead") == victim[3]:
            proofs += 1
            broken: Future[Any] = Future()
            broken.set_exception(JobFailed("The job's process died."))
            return broken
        return submit(function, job)

    monkeypatch.setattr(delivered_season.workers, "submit", dying)
    report, _ = delivered_season.make(proves_all=True)
    assert proofs
    assert [failed.booking.school_id for failed in report.failures] == [victim[0]]
    assert {one.code for failed in report.failures for one in failed.problems} == {"worker-failed"}
    assert report.made == len(SCHOOLS) - 1


def test_a_manifest_has_every_draft_reason_of_its_pack(delivered_season: Season) -> None:
    """The manifest of a pack without a lead names that reason too, as the command does."""
    first = SCHOOLS[0]
    delivered_season.write([(*first[:3], "?", *first[4:]), *SCHOOLS[1:]])
    _, made = delivered_season.make()
    packs = [one for one in made if isinstance(one, Delivered)]
    manifests = [read_manifest(Path(one.folder)) for one in packs]
    assert [reason_texts(one.draft) for one in packs] == [one.draft for one in manifests if one]
    assert len({one.draft for one in packs}) == 2


def test_a_term_whose_cache_was_filled_lays_nothing_out(season: Season) -> None:
    """`cache fill` prints documents, proofs and forms ahead: the term only fills and reads back."""
    sources, press = season.sources(), season.press()
    bookings = season.run(sources).bookings
    assert [problems for _, problems in make.fill_cache(bookings, sources, press)] == [()]
    assert not season.folder.exists()
    season.workers.done.clear()
    report, _ = season.make()
    assert report.made == len(SCHOOLS)
    assert not {"press_and_proof", "make_form", "prove_or_raise"} & set(season.workers.done)


def test_the_report_adds_up(delivered_season: Season) -> None:
    """The numbers of the report are those of the folders."""
    report = json.loads((delivered_season.folder / "report.json").read_text(encoding="utf-8"))
    files = list(delivered_season.folder.glob("*/*/*.pdf"))
    assert report["documents"]["fill"] + report["documents"]["link"] == len(files)
    assert report["packs"] == report["made"] == len(SCHOOLS)
    page = (delivered_season.folder / "report.html").read_text(encoding="utf-8")
    assert f"<b>{report['sheets']:,}</b> sheets of paper" in page
