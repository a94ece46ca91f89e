"""Output about codes: whether a page is still current, and what has changed since."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from printroom.cli.messages import (
    NOT_FIT,
    in_words,
    print_json,
    print_set_aside,
    problem_rows,
    progress,
    quantity,
)
from printroom.cli.parameters import given_options, today

if TYPE_CHECKING:
    from printroom.ledger.code_lookup import CodeStatus
    from printroom.ledger.current_content import CurrentContent
    from printroom.ledger.record import Record
    from printroom.ledger.word_changes import WordChange
    from printroom.model import NotFitToPrint, Order, Plan, Problem, Withdrawn

SHOWN = 20
"""How many lines of one kind are printed."""
NOT_IN_CODE = (
    "No code covers a school’s details, such as the lead: compare them with the list, "
    "or verify the folder of the term."
)
REORDERED = "its pieces are in another order now"


def print_code(
    code: str,
    output: Path,
    current: CurrentContent,
    record: Record,
    *,
    searches: bool,
    as_json: bool,
) -> None:
    """Print the status of a code; exit with 1 unless its page is current.

    With `searches`, a code that is not on record is compared with every pack of today's materials.
    """
    from printroom.ledger.code_lookup import look_up

    with progress(as_json) as monitor:
        monitor.step(f"looking for {code}")

        def compared(done: int, count: int) -> None:
            monitor.step(
                f"comparing {code} with what would be printed now: {done} of {count} packs"
            )

        found = look_up(code, output, current, record, compared if searches else None)
    print_set_aside(current.library)
    _report(found, output, record, as_json, was_searched=searches)


def print_recorded_code(
    code: str, folders: tuple[Path, Path], record: Record, error: NotFitToPrint, as_json: bool
) -> None:
    """Print what the record knows of a code while the materials have mistakes, and exit with 1.

    `folders` are the materials and the output folder. Raises `error` for an unknown code.
    """
    from printroom.ledger.recorded_code import look_up_recorded

    found = look_up_recorded(code, folders, record, today(), error.problems)
    _report(found, folders[1], record, as_json)


def _report(
    found: CodeStatus, output: Path, record: Record, as_json: bool, *, was_searched: bool = True
) -> None:
    """Print the status of a code; exit with 1 unless its page is current."""
    if as_json:
        print_json(_status_json(found))
    elif found.state == "unknown":
        _print_unknown(found.code, output, record, was_searched=was_searched)
    else:
        _print_status(found)
    sys.exit(0 if found.state == "current" else NOT_FIT)


def _print_unknown(code: str, output: Path, record: Record, *, was_searched: bool) -> None:
    """Print where a code was looked for, and what else can be done."""
    places = f"the record in {record.folder}, a pack in {output}, a sign-off or a withdrawal"
    click.echo(f"Unknown code {code}: it is not in {places}.")
    click.echo("Check each letter. Was it printed on another computer? See: record merge")
    if was_searched:
        click.echo("No pack that can be printed today has it.")
    else:
        same = given_options("materials", "templates", "record", "output")
        click.echo("To compare it with every pack that can be printed today, which takes minutes:")
        click.echo(f"python3 generate.py verify {code} --search{same}")


def print_words(changes: Iterable[WordChange], indent: str = "    ") -> None:
    """Print sentences that have changed: where, what they were, and what they are."""
    for line in word_lines(changes):
        click.echo(f"{indent}{line}")


def word_lines(changes: Iterable[WordChange]) -> Iterator[str]:
    """The lines for sentences that have changed; a long list is cut short."""
    changes = tuple(changes)
    for change in changes[:SHOWN]:
        if change.is_reordered:
            yield f"{change.document}: {REORDERED}"
            continue
        yield f"{change.document}, {change.place}" if change.place else change.document
        yield from (f"    - {change.old}",) if change.old else ()
        yield from (f"    + {change.new}",) if change.new else ()
    if len(changes) > SHOWN:
        yield f"and {quantity(len(changes) - SHOWN, 'other sentence')}"


def words_json(changes: Iterable[WordChange]) -> list[dict[str, Any]]:
    """Changed sentences as JSON."""
    return [asdict(change) for change in changes]


def _print_status(found: CodeStatus) -> None:
    order = found.order
    which = _which(found.orders or ((order,) if order else ()))
    which = f"the {found.document} of {which}" if found.document else which
    which += f", version {found.version}" if found.version else ""
    if found.withdrawn:
        click.secho(f"{found.code} was WITHDRAWN, do not use it: {which}.", fg="red", bold=True)
        print_withdrawal(found.withdrawn)
        if found.still_current:
            click.echo(f"The same page is still current in {_which(found.still_current)}.")
        return
    draft = ", but a draft that must not be used yet" if found.drafts else ""
    draft += " in some packs" if found.drafts and found.signed else ""
    if found.state == "superseded":
        _print_superseded(found, which)
    else:
        click.echo(f"{found.code} is {found.state}{draft}: {which}.")
    if found.printed_on:
        click.echo(f"Recorded on {', '.join(map(in_words, found.printed_on[:SHOWN]))}.")
    if found.state == "known":
        print_unread(found.unread)
    elif found.state == "superseded":
        _print_changes(found)
    else:
        _print_reasons(found)
        click.echo(NOT_IN_CODE)
    if found.also_withdrawn:
        click.echo("A pack that contained the same page was withdrawn:")
        print_withdrawal(found.also_withdrawn)


def _print_reasons(found: CodeStatus) -> None:
    """Print until when packs may be used, and why they are drafts: each reason once."""
    every = tuple(plan.order for plan in found.plans)
    for day, orders in found.review_days.items():
        where = _where(orders, every)
        click.echo(f"Review by {in_words(day)}{f' in {where}' if where else ''}.")
    if found.signed:
        where = _where(found.signed, every)
        click.echo(f"It is signed{f' in {where}' if where else ''}.")
    if found.drafts:
        click.echo("It is a draft because:")
    reasons = [(_where(orders, every), reason.text) for reason, orders in found.drafts.items()]
    for where, text in sorted(reasons, key=lambda one: one[0] != ""):  # those of all packs first
        click.echo(f"    {f'In {where}: ' if where else ''}{text}")


def print_unread(problems: Iterable[Problem], subject: str = "it is") -> None:
    """Print which files have to be corrected before a code, or packs, can be compared."""
    first, *others = dict.fromkeys(problem.path for problem in problems)
    files = f"{first} and {quantity(len(others), 'other file')} are" if others else f"{first} is"
    is_hidden = any(Path(path).name == "withdrawn.yaml" for path in (first, *others))
    what = "current, or withdrawn," if is_hidden else "current"
    click.echo(f"Whether {subject} {what} cannot be checked until {files} corrected:")
    click.echo(f"python3 generate.py check{given_options('materials', 'templates')}")


def print_withdrawal(entry: Withdrawn) -> None:
    by = f", by {entry.by}" if entry.by else ""
    click.echo(f"    since {in_words(entry.on)}{by}: {entry.reason}\n    Instead: {entry.instead}")


def _print_superseded(found: CodeStatus, which: str) -> None:
    """Print that a page must not be used, and what to print instead."""
    text = f"{found.code} is SUPERSEDED, do not use it: {which}."
    click.secho(text, fg="red", bold=True)
    if plan := found.plan:
        code = plan.codes.get(found.document, plan.code)
        click.echo(f"Print it again: the current code is {code}, version {plan.version}.")
    else:
        click.echo("It can no longer be printed: python3 generate.py check says why.")


def _print_changes(found: CodeStatus) -> None:
    """Print what has changed since a superseded page was printed."""
    is_known = found.changes or found.words
    click.echo(
        f"Found in {found.found_in}. Changes since:" if is_known else "Changes since are unknown."
    )
    for change in found.changes:
        click.echo(f"    {change}")
    print_words(found.words)


def _where(orders: tuple[Order, ...], every: tuple[Order, ...]) -> str:
    """Which of the packs with a code these are: their nations if that suffices; "" if all."""
    if {*map(_pack, orders)} == {*map(_pack, every)}:
        return ""
    is_one = len({_pack(order)[:-1] for order in every}) == 1
    return ", ".join(dict.fromkeys(one.nation for one in orders)) if is_one else _which(orders)


def _pack(order: Order) -> tuple[object, ...]:
    """What tells the packs with a code apart."""
    return order.session, order.band, order.minutes, order.follows, order.nation


def _which(orders: tuple[Order, ...]) -> str:
    """The packs that have a code, with the nations of each session and band in one list."""
    nations: dict[str, list[str]] = {}
    for order in orders:
        length = f" in {order.minutes} minutes" if order.minutes else ""
        length += " as a follow-up" if order.follows else ""
        nations.setdefault(f"{order.session}{length} for {order.band}", []).append(order.nation)
    packs = (f"{pack} in {', '.join(dict.fromkeys(where))}" for pack, where in nations.items())
    return "; ".join(packs) or "a pack"


def _draft_json(plan: Plan) -> list[str]:
    return [reason.text for reason in plan.draft]


def _order_json(order: Order | None) -> dict[str, Any]:
    names = ("session", "band", "nation", "seed", "minutes", "follows")
    return {name: getattr(order, name, None) for name in names}


def _status_json(found: CodeStatus) -> dict[str, Any]:
    """The status of a code as JSON."""
    plan = found.plan
    current = {
        one.order: {
            "draft": _draft_json(one),
            "review_by": one.review_day_of(found.code).isoformat(),
        }
        for one in found.plans
    }
    other: dict[str, Any] = {"draft": [], "review_by": None}
    return {
        "code": found.code,
        "state": found.state,
        **_order_json(found.order),
        "packs": [_order_json(order) | current.get(order, other) for order in found.orders],
        "document": found.document or None,
        "version": found.version or None,
        "today": plan.codes.get(found.document, plan.code) if plan else None,
        "draft": _draft_json(plan) if plan else [],
        "found_in": found.found_in or None,
        "printed_on": [day.isoformat() for day in found.printed_on],
        "changes": list(found.changes),
        "words": words_json(found.words),
        "unread": problem_rows(found.unread),
        "withdrawn": _withdrawn_json(found.withdrawn),
        "also_withdrawn": _withdrawn_json(found.also_withdrawn),
    }


def _withdrawn_json(entry: Withdrawn | None) -> dict[str, Any] | None:
    return entry.model_dump(mode="json", exclude_defaults=True) if entry else None
