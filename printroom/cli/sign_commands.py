"""The command that signs off a pack, and output about signatures and codes."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from printroom.cli.messages import NOT_FIT, progress, report_problems
from printroom.cli.parameters import Day, default_cache, folders, today
from printroom.model import Order, Review

if TYPE_CHECKING:
    from printroom.ledger.codes import CodeStatus
    from printroom.ledger.current_content import CurrentContent
    from printroom.ledger.signing import SignatureState


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", required=True, help="The nation whose pack was read.")
@click.option("--reviewer", required=True, help="The full name of the person who read it.")
@click.option("--role", required=True, help="Their role, such as “Safeguarding lead”.")
@click.option("--on", type=Day(), help="The day on which it was read; default: today.")
@click.option("--code", default="", help="The code on the cover that was read, to check it.")
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@folders
def sign(
    session: str,
    band: str,
    nation: str,
    reviewer: str,
    role: str,
    on: dt.date | None,
    code: str,
    seed: int,
    materials: Path,
    templates: Path,
) -> None:
    """Record in materials/reviews.yaml that a person has read and approved a pack.

    The signature is valid for exactly the current text. After any change it no longer matches, and
    the pack prints as a draft.

    \b
    python3 generate.py sign power/who-has-it --band 11-14 --nation england \\
        --reviewer "Full Name" --role "Safeguarding lead" --code ABC-DEF
    """
    from printroom import make
    from printroom.ledger import signing
    from printroom.ledger.codes import parse_code
    from printroom.ledger.signing import Signer

    now = today()
    if on and on > now:
        raise click.UsageError(f"--on {on}: this date is in the future")
    if code and parse_code(code) is None:
        raise click.UsageError(f"--code {code}: a code looks like ABC-DEF")
    signer = Signer(reviewer, role, on or now, parse_code(code) or "")
    with report_problems(False), make.compose_workers() as workers, progress(False) as monitor:
        monitor.step("composing what would be printed")
        library, shapes = make.load_folders(materials, templates)
        name, nation = library.session_named(session), library.names.nation(nation)
        order = Order(name, band, nation, seed, now)
        review, page_code = signing.sign(materials, order, signer, library, shapes, workers)
    _print_signed(review, page_code, materials / "reviews.yaml")


def _print_signed(review: Review, code: str, file: Path) -> None:
    click.echo(
        f"Signed: {review.session} for {review.band} in {review.nation}, {code}, "
        f"by {review.reviewer}, {review.role}, on {review.on}."
    )
    click.echo(f"Recorded in {file}. See: python3 generate.py list --signed")


def print_signatures(materials: Path, templates: Path, as_json: bool) -> None:
    """Print for each session, band and nation whether it is signed; if no longer, why."""
    from printroom import make
    from printroom.ledger import signing
    from printroom.ledger.current_content import CurrentContent

    with report_problems(as_json), make.compose_workers() as workers:
        library, shapes = make.load_folders(materials, templates)
        current = CurrentContent(materials, library, shapes, default_cache(), today(), workers)
        orders = make.all_orders(library, today())
        found = list(signing.signature_states(current, orders))
    found.sort(key=lambda one: one.session_code)
    if as_json:
        click.echo(
            json.dumps([_signature_json(one) for one in found], ensure_ascii=False, indent=2)
        )
        return
    for (code, title), states in groupby(found, key=lambda one: (one.session_code, one.title)):
        click.echo(f"{code}  {title}")
        for state in states:
            text = _signature_text(state)
            click.echo(f"    {state.band:14}{state.nation:18}{state.code:9}{text}")
            for change in state.changes:
                click.echo(f"        {change}")
    signed = sum(one.state == "signed" for one in found)
    click.echo(f"\n{signed} of {len(found)} are signed. To sign one, read it on paper, then:")
    click.echo("python3 generate.py sign SESSION --band … --nation … --reviewer … --role …")


def print_code(code: str, output: Path, current: CurrentContent, as_json: bool) -> None:
    """Print the status of a code; exit with 1 if its pages must not be trusted."""
    from printroom.ledger.codes import look_up

    found = look_up(code, output, current)
    if as_json:
        click.echo(json.dumps(_status_json(found), ensure_ascii=False, indent=2))
    elif found.state == "unknown":
        click.echo(
            f"Unknown code {code}: no current pack has it, no pack in {output}, no signature"
        )
        click.echo("and no withdrawn pack. Check each letter.")
    else:
        _print_status(found)
    sys.exit(NOT_FIT if found.state in ("withdrawn", "unknown") else 0)


def _print_status(found: CodeStatus) -> None:
    order, plan, taken = found.order, found.plan, found.withdrawn
    which = _which(found.orders or ((order,) if order else ()))
    which = f"the {found.document} of {which}" if found.document else which
    which += f", version {found.version}" if found.version else ""
    if taken:
        click.secho(f"{found.code} was WITHDRAWN, do not use it: {which}.", fg="red", bold=True)
        click.echo(f"    since {taken.on}: {taken.reason}\n    Instead: {taken.instead}")
        return
    click.echo(f"{found.code} is {found.state}: {which}.")
    if found.state == "superseded":
        today = plan.codes.get(found.document, plan.code) if plan else ""
        now = f"The current code is {today}, version {plan.version}." if plan else ""
        click.echo(now or "It can no longer be printed: python3 generate.py check says why.")
        click.echo(
            f"Found in {found.found_in}. Changes since:"
            if found.changes
            else "Changes since are unknown."
        )
        for change in found.changes:
            click.echo(f"    {change}")
    elif plan:
        click.echo(
            f"Review by {plan.review_by}. " + ("It is a DRAFT:" if plan.draft else "It is signed.")
        )
        for reason in plan.draft:
            click.echo(f"    {reason}")


def _which(orders: tuple[Order, ...]) -> str:
    """The packs that a code stands for, with all nations of a session and a band together."""
    nations: dict[str, list[str]] = {}
    for order in orders:
        nations.setdefault(f"{order.session} for {order.band}", []).append(order.nation)
    packs = (f"{pack} in {', '.join(dict.fromkeys(where))}" for pack, where in nations.items())
    return "; ".join(packs) or "a pack"


def _status_json(found: CodeStatus) -> dict[str, Any]:
    """The status of a code as JSON."""
    order, plan = found.order, found.plan
    return {
        "code": found.code,
        "state": found.state,
        "session": order.session if order else None,
        "band": order.band if order else None,
        "nation": order.nation if order else None,
        "seed": order.seed if order else None,
        "packs": [
            {"session": one.session, "band": one.band, "nation": one.nation, "seed": one.seed}
            for one in found.orders
        ],
        "document": found.document or None,
        "version": found.version or None,
        "today": plan.codes.get(found.document, plan.code) if plan else None,
        "draft": list(plan.draft) if plan else [],
        "found_in": found.found_in or None,
        "changes": list(found.changes),
        "withdrawn": found.withdrawn.model_dump(mode="json", exclude_defaults=True)
        if found.withdrawn
        else None,
    }


def _signature_text(one: SignatureState) -> str:
    review = one.review
    by = f"{review.role} ({review.reviewer}), {review.on}" if review else ""
    return {
        "signed": f"signed: {by}",
        "changed": f"no longer signed: {by}" + (f"; {one.why}" if one.why else "; changes since:"),
        "unsigned": "not signed",
        "withdrawn": f"withdrawn: {one.why}",
        "unprintable": f"cannot be printed: {one.why}",
    }[one.state]


def _signature_json(one: SignatureState) -> dict[str, Any]:
    """A signature as JSON."""
    review = one.review.model_dump(mode="json") if one.review else None
    return {
        "session": one.session,
        "band": one.band,
        "nation": one.nation,
        "code": one.code,
        "state": one.state,
        "review": review,
        "changes": _changes_json(one.changes),
        "why": one.why,
    }


def _changes_json(found: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": c.name, "change": c.change, "file": c.file} for c in found]
