"""The record's laws: what was printed is remembered whole, whatever happens while it is written."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom.choose import plan_for
from printroom.cli import main
from printroom.compose import compose_pack
from printroom.deliver.folder import write_file
from printroom.ledger.record import LedgerEntry, Record, Texts
from printroom.model import Library, NotFitToPrint, Order, Plan, Templates
from tests.faults import Counting, Deed, Killed, fail, kill
from tests.workshop import Workshop

DAY = dt.date(2027, 1, 4)
ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)


def shown(*texts: str) -> Texts:
    """A document of a heading and these texts."""
    return (("alt", "A bell"), *(("text", text) for text in texts))


SHOWN: Mapping[str, Texts] = {
    "task-sheet": shown("Ring the bell!", "Ring it twice."),
    "guide": shown("Bell"),
}
DEEDS: dict[str, Deed] = {
    "full": partial(fail, errno.ENOSPC),
    "refused": partial(fail, errno.EACCES),
    "killed": kill,
}
DEAD = 1 << 30
"""A process that there is not any more."""


@pytest.fixture(scope="module")
def plan(tiny_library: Library, tiny_templates: Templates) -> Plan:
    """What is recorded here."""
    return compose_pack(plan_for(ORDER, tiny_library, tiny_templates), tiny_templates).plan


def add(folder: Path, plan: Plan, texts: Mapping[str, Texts] = SHOWN, day: dt.date = DAY) -> Record:
    """A record to which a pack was added."""
    record = Record(folder, day)
    record.add([record.entry(plan, texts, is_draft=True)], texts.values())
    return record


def known(folder: Path) -> list[tuple[LedgerEntry, dict[str, Texts | None]]]:
    """What a record knows of every pack."""
    record = Record(folder, DAY)
    return [
        (entry, {name: record.texts(one) for name, one in entry.documents.items()})
        for entry in record.entries
    ]


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_pack_is_found_by_each_of_its_codes(tmp_path: Path, plan: Plan) -> None:
    """An entry has the codes, the order, the version, the day and the words of each document."""
    record = add(tmp_path, plan)
    ((entry, texts),) = known(tmp_path)
    assert texts == SHOWN
    assert entry.order(DAY) == ORDER
    assert (entry.version, entry.on, entry.is_draft) == (plan.version, DAY, True)
    assert len({plan.code, plan.codes["task-sheet"], plan.codes["guide"]}) == 3
    for code in (plan.code, plan.codes["task-sheet"], plan.codes["guide"]):
        assert record.with_code(code) == (entry,)
    assert not record.with_code("AAA-AAA")
    record.add([record.entry(plan, SHOWN, is_draft=False)], SHOWN.values())
    assert len(record.with_code(plan.code)) == 2, "what is added is known at once"


def test_what_is_recorded_is_never_changed(tmp_path: Path, plan: Plan) -> None:
    """Adding packs leaves each file as it is; a text that is there is not written again."""
    add(tmp_path, plan)
    before = files(tmp_path)
    add(tmp_path, plan)
    assert files(tmp_path) == before, "the same pack of the same day is one entry"
    changed = {**SHOWN, "task-sheet": shown("Ring the bell!", "Once.")}
    add(tmp_path, plan, changed)
    add(tmp_path, plan, day=DAY + dt.timedelta(1))
    after = files(tmp_path)
    assert {name: after[name] for name in before} == before
    assert len([name for name in after if name.startswith("texts/")]) == 3
    latest, *_ = known(tmp_path)
    assert latest[0].on == DAY + dt.timedelta(1)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_fault_at_any_call(
    tmp_path: Path, plan: Plan, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever call fails, an entry is whole with its words or absent; the next time succeeds."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(os, "getpid", lambda: DEAD)
    add(tmp_path / "wanted", plan)
    failed = 0
    for number in count(1):
        folder = tmp_path / "record"
        shutil.rmtree(folder, ignore_errors=True)
        counting = Counting(number, DEEDS[deed], for_good=deed == "killed")
        with counting.watch():
            try:
                add(folder, plan)
            except (NotFitToPrint, Killed):
                failed += 1
        if counting.count < number:
            break
        for _, texts in known(folder):
            assert texts == SHOWN, f"call {number}"
        add(folder, plan).remove_half_written()
        assert files(folder) == files(tmp_path / "wanted"), f"call {number}"
    assert number > 20
    assert failed > 10


def test_the_words_are_on_the_disk_before_the_entry(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is synced before its rename, and each folder before anything relies on it."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name.split('.')[-1]}")
        fsync(handle)

    def renamed(self: Path, target: Path) -> Path:
        done.append(f"rename {target.parent.name}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr("threading.get_ident", lambda: 1)
    monkeypatch.setattr(os, "getpid", lambda: 7)
    add(tmp_path / "record", plan)
    assert done == [
        *["sync 7-1", "rename texts"] * 2,
        *["sync texts", "sync record"],
        *["sync 7-1", "rename packs"],
        *["sync packs", "sync record"],
    ]


def test_a_damaged_file_is_ignored_and_written_again(tmp_path: Path, plan: Plan) -> None:
    """A file that is torn or changed is not believed; the pack is recorded anew."""
    add(tmp_path, plan)
    before = files(tmp_path)
    for name, content in before.items():
        for damage in (b"", content[:-1], content.replace(b"e", b"c"), b"\xff"):
            (tmp_path / name).write_bytes(damage)
            if name.startswith("packs/"):
                assert not known(tmp_path)
            else:
                ((_, texts),) = known(tmp_path)
                assert None in texts.values()
        add(tmp_path, plan)
        assert files(tmp_path) == before


@pytest.mark.parametrize("by_command", [True, False], ids=["merge", "copied"])
def test_records_are_merged_by_copying_files(
    tmp_path: Path, plan: Plan, *, by_command: bool
) -> None:
    """Two records together are all packs of both, in whichever order and however often."""
    other = {**SHOWN, "guide": shown("Two bells")}
    add(tmp_path / "a", plan)
    add(tmp_path / "b", plan)
    add(tmp_path / "b", plan, other, DAY + dt.timedelta(1))
    for _ in range(2):
        for here, there in (("a", "b"), ("b", "a")):
            if by_command:
                Record(tmp_path / here, DAY).merge(tmp_path / there)
            else:
                shutil.copytree(tmp_path / there, tmp_path / here, dirs_exist_ok=True)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert [texts for _, texts in known(tmp_path / "a")] == [other, SHOWN]


def test_a_damaged_file_is_not_merged(tmp_path: Path, plan: Plan) -> None:
    """What is not whole over there does not come here, and is counted."""
    add(tmp_path / "there", plan)
    (entry,) = (tmp_path / "there" / "packs").iterdir()
    entry.write_bytes(entry.read_bytes()[:-3])
    here = Record(tmp_path / "here", DAY)
    assert here.merge(tmp_path / "there") == 0
    assert here.damaged == [entry]
    assert not known(tmp_path / "here")


def test_an_entry_of_another_program_is_passed_over(tmp_path: Path, plan: Plan) -> None:
    """Whole files that this program does not understand do not stop it."""
    add(tmp_path, plan)
    for room in ("packs", "texts"):
        write_file(tmp_path / room / f"{blake2b(b'{}', digest_size=16).hexdigest()}.json", b"{}")
        write_file(tmp_path / room / "readme.txt", b"")
    assert len(known(tmp_path)) == 1


def test_the_same_pack_is_recognised_on_another_day(tmp_path: Path, plan: Plan) -> None:
    """A pack that stays as it is needs no second entry; other words or another state do."""
    add(tmp_path, plan)
    later = Record(tmp_path, DAY + dt.timedelta(9))
    assert later.has(later.entry(plan, SHOWN, is_draft=True))
    assert not later.has(later.entry(plan, SHOWN, is_draft=False))
    assert not later.has(later.entry(plan, {"guide": shown("Bell")}, is_draft=True))
    assert not later.has(later.entry(replace(plan, version="9"), SHOWN, is_draft=True))


def test_the_command_merges_another_record(tiny: Workshop, plan: Plan) -> None:
    """`record merge` adds what is missing here, says how much, and refuses what is no record."""
    there = Path("stick/record")
    add(there, plan)
    run = partial(CliRunner().invoke, main)
    done = run(["record", "merge", str(there), "--materials", str(tiny.materials)])
    assert (done.exit_code, done.output) == (0, "1 pack added to record.\n")
    assert files(Path("record")) == files(there)
    (entry,) = (there / "packs").iterdir()
    entry.write_bytes(b"torn")
    done = run(["record", "merge", str(there), "--record", "another"])
    assert done.output == f"0 packs added to another.\ndamaged, not added: {entry}\n"
    assert run(["record", "merge", "stick"]).exit_code == 2
