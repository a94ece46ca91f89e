"""Withdraws packs and pages by their code."""

from __future__ import annotations

from pathlib import Path

from printroom.ledger.code_lookup import refuse_unread
from printroom.ledger.code_search import OnGroup, current_plans, silent
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.printed_codes import printed_codes
from printroom.ledger.record import Record
from printroom.ledger.rewriting import locked_materials, replace_file, rewritten
from printroom.ledger.uses import uses
from printroom.ledger.withdrawal import planned_identity, usual_arrangement
from printroom.load.materials.added_entries import with_withdrawal
from printroom.model import NotFitToPrint, Problem, Withdrawn


def withdraw(
    entry: Withdrawn,
    output: Path,
    current: CurrentContent,
    record: Record,
    on_group: OnGroup | None = None,
) -> Withdrawn:
    """Write into `withdrawn.yaml` that codes must no longer be used, and record their packs.

    The record then has each of their pages as withdrawn, even when the packs are deleted. Returns
    the entry as written, which also names the codes with the usual seed. Raises `NotFitToPrint`,
    also for an unknown code: if a misspelt one were accepted, the right pages would stay in use.
    """
    for code in entry.codes:
        _refuse_wrong(code, output, current, record, on_group)
    entry = _with_all_seeds(entry, output, current, record)
    file = current.materials / "withdrawn.yaml"
    with locked_materials(current.materials):
        text = rewritten(
            file, current.materials, lambda old: with_withdrawal(file.as_posix(), old, entry)
        )
        for code in entry.codes:
            _record_packs(code, output, current, record)
        replace_file(file, current.materials, text)
    return entry


def _with_all_seeds(
    entry: Withdrawn, output: Path, current: CurrentContent, record: Record
) -> Withdrawn:
    """The entry with the codes of the same words with the usual seed, which cover all seeds."""
    codes = dict.fromkeys(entry.codes)
    for code in entry.codes:
        known = tuple(printed_codes(code, output, current, record))
        for plan in current_plans(code, known, current):
            if (other := usual_arrangement(plan.order)) and (usual := current.plan(other)):
                identity = planned_identity(plan, usual)
                codes[identity.usual[identity.codes.index(code)]] = None
    return entry.model_copy(update={"codes": tuple(code for code in codes if code)})


def _record_packs(code: str, output: Path, current: CurrentContent, record: Record) -> None:
    """Record each pack with a code as withdrawn: as it was printed, or as it would print now."""
    packs = {entry.order(current.as_of): entry for entry in reversed(record.with_code(code))}
    event = {"on": record.day, "event": "withdrawn"}
    record.add([entry.model_copy(update=event) for entry in packs.values()], ())
    known = tuple(printed_codes(code, output, current, record))
    for plan in current_plans(code, known, current):
        if plan.order not in packs and (composed := current.compose(plan.order)):
            made_of = uses(plan, current.library, current.templates)
            record.add_composed(composed, "withdrawn", made_of)


def _refuse_wrong(
    code: str,
    output: Path,
    current: CurrentContent,
    record: Record,
    on_group: OnGroup | None,
) -> None:
    """Refuse a code that was withdrawn before, or that is in no source and no current pack."""
    if any(code in one.codes for one in current.library.withdrawn.values()):
        path = (current.materials / "withdrawn.yaml").as_posix()
        message = f"{code} was withdrawn before"
        raise NotFitToPrint([Problem("withdrawn", path, message, "change its entry there", 0)])
    is_known = any(printed_codes(code, output, current, record))
    if not (is_known or current_plans(code, (), current, on_group or silent)):
        refuse_unread(current, current.library.sessions)
        message = f"{code} is unknown: nothing recorded, printed, signed or current has it"
        fix = "check each letter; for pages of another computer, merge its record first"
        raise NotFitToPrint([Problem("unknown-code", "CODE", message, fix, 0)])
