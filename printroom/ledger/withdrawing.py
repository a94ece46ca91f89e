"""Withdraws packs and pages by their code."""

from __future__ import annotations

from pathlib import Path

from printroom.ledger.codes import current_plans, refuse_unread
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.printed_codes import printed_codes
from printroom.ledger.record import Record
from printroom.ledger.rewriting import locked_materials, replace_file, rewritten
from printroom.ledger.uses import uses
from printroom.load.withdrawals import with_withdrawal
from printroom.model import NotFitToPrint, Problem, Withdrawn


def withdraw(entry: Withdrawn, output: Path, current: CurrentContent, record: Record) -> None:
    """Write into `withdrawn.yaml` that a code must no longer be used, and record its packs.

    The record then knows each of its pages as withdrawn, even when the pack is deleted. Raises
    `NotFitToPrint`, also for an unknown code: accepting a misspelt one would leave the pages in use
    that were meant.
    """
    for code in entry.codes:
        _refuse_wrong(code, output, current, record)
    file = current.materials / "withdrawn.yaml"
    with locked_materials(current.materials):
        text = rewritten(
            file, current.materials, lambda old: with_withdrawal(file.as_posix(), old, entry)
        )
        for code in entry.codes:
            _record_packs(code, current, record)
        replace_file(file, current.materials, text)


def _record_packs(code: str, current: CurrentContent, record: Record) -> None:
    """Record each pack with a code as withdrawn: as it was printed, or as it would print now."""
    packs = {entry.order(current.as_of): entry for entry in reversed(record.with_code(code))}
    event = {"on": record.day, "event": "withdrawn"}
    record.add([entry.model_copy(update=event) for entry in packs.values()], ())
    for plan in current_plans(code, (), current):
        if plan.order not in packs and (composed := current.composed(plan.order)):
            made_of = uses(plan, current.library, current.templates)
            record.add_composed(composed, "withdrawn", made_of)


def _refuse_wrong(code: str, output: Path, current: CurrentContent, record: Record) -> None:
    if any(code in one.codes for one in current.library.withdrawn.values()):
        path = (current.materials / "withdrawn.yaml").as_posix()
        message = f"{code} was withdrawn before"
        raise NotFitToPrint([Problem("withdrawn", path, message, "change its entry there", 0)])
    if not (any(printed_codes(code, output, current, record)) or current_plans(code, (), current)):
        refuse_unread(current, current.library.sessions)
        message = f"{code} is unknown: nothing recorded, printed, signed or current has it"
        fix = "check each letter; for pages of another computer, merge its record first"
        raise NotFitToPrint([Problem("unknown-code", "CODE", message, fix, 0)])
