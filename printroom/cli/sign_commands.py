"""The command that signs off a pack, and output about signatures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from printroom.cli.code_output import print_words, words_json
from printroom.cli.current import read_current
from printroom.cli.messages import print_problems, print_set_aside, progress, report_problems
from printroom.cli.parameters import (
    Day,
    folders,
    following,
    given,
    length,
    offered_length,
    record_in,
    recorded,
    today,
)
from printroom.model import Order, Problem, Review

if TYPE_CHECKING:
    from printroom.ledger.record import LedgerEntry, Record
    from printroom.ledger.signing import SignatureState, Signer

LONGEST_AGO_DAYS = 366
"""Nobody remembers for longer which words they read."""


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", required=True, help="The nation whose pack was read.")
@click.option("--reviewer", required=True, help="The full name of the person who read it.")
@click.option("--role", required=True, help="Their role, such as “Safeguarding lead”.")
@click.option("--on", type=Day(), help="The day on which it was read; default: today.")
@click.option("--code", default="", help="The code on the cover that was read, to check it.")
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@length
@following
@recorded
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
    minutes: int | None,
    follows: bool,
    record: Path | None,
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

    signer = _signer(reviewer, role, on, code)
    failure = report_problems(False, "signed")
    with failure, make.compose_workers() as workers, progress(False) as monitor:
        monitor.step("composing what would be printed")
        library, loaded_templates = make.load_folders(materials, templates, sets_aside=True)
        name, nation = library.session_named(session), library.names.nation(nation)
        minutes = offered_length(library, name, minutes)
        order = Order(name, band, nation, seed, today(), minutes=minutes, follows=follows)
        places = (library, loaded_templates, workers, record_in(record, materials))
        review, page_code = signing.sign(materials, order, signer, *places)
    print_set_aside(library)
    _print_signed(review, page_code, materials, places[-1])


def _signer(reviewer: str, role: str, on: dt.date | None, code: str) -> Signer:
    """The person who signs; an impossible day or code is a usage error."""
    from printroom.ledger.codes import parse_code
    from printroom.ledger.signing import Signer

    if on and on > today():
        raise click.UsageError(f"--on {on}: this date is in the future")
    if on and (today() - on).days > LONGEST_AGO_DAYS:
        message = "this is more than a year ago: print the pack, read it, and sign it then"
        raise click.UsageError(f"--on {on}: {message}")
    if code and parse_code(code) is None:
        raise click.UsageError(f"--code {code}: a code looks like ABC-DEF")
    return Signer(reviewer, role, on or today(), parse_code(code) or "")


def _printed_later(review: Review, known: Iterable[LedgerEntry]) -> Iterator[Problem]:
    """A warning if these words were first printed after the day on which they were read."""
    printed = [entry.on for entry in known if entry.event == "printed"]
    if printed and min(printed) > review.on:
        message = f"as far as is known, these words were first printed on {min(printed)}"
        fix = "if the day is wrong, correct it in reviews.yaml"
        yield Problem("printed-later", "--on", message, fix, 0, stops=False)


def _print_signed(review: Review, code: str, materials: Path, record: Record) -> None:
    print_problems(_printed_later(review, record.with_code(code)))
    click.echo(
        f"Signed: {review.session} for {review.band} in {review.nation}, {code}, "
        f"by {review.reviewer}, {review.role}, on {review.on}."
    )
    click.echo(f"Recorded in {materials / 'reviews.yaml'}.")
    click.echo(f"See: python3 generate.py list --signed{given('materials', 'templates', 'record')}")


def print_signatures(materials: Path, templates: Path, record: Path | None, as_json: bool) -> None:
    """Print for each session, band and nation whether it is signed; if no longer, why."""
    from printroom import make
    from printroom.ledger import signing

    with report_problems(as_json, "shown"), make.compose_workers() as workers:
        current = read_current(materials, templates, workers)
        shorter = dict.fromkeys(_signed_lengths(current.library.reviews))
        orders = [*make.all_orders(current.library, today()), *shorter]
        printed_record = record_in(record, materials)
        found = list(signing.signature_states(current, orders, printed_record))
    print_set_aside(current.library)
    found.sort(key=lambda state: state.session_code)
    if as_json:
        click.echo(
            json.dumps([_signature_json(state) for state in found], ensure_ascii=False, indent=2)
        )
        return
    for (code, title), states in groupby(
        found, key=lambda state: (state.session_code, state.title)
    ):
        click.echo(f"{code}  {title}")
        for state in states:
            text = _signature_text(state)
            band = f"{state.band}{f', {state.minutes} min' if state.minutes else ''}"
            band += ", follow-up" if state.follows else ""
            click.echo(f"    {band:14}{state.nation:18}{state.code:9}{text}")
            for change in state.changes:
                click.echo(f"        {change}")
            print_words(state.words, " " * 8)
    signed = sum(state.state == "signed" for state in found)
    click.echo(f"\n{signed} of {len(found)} are signed. To sign one, read it on paper, then:")
    click.echo("python3 generate.py sign SESSION --band … --nation … --reviewer … --role …")


def _signed_lengths(reviews: Iterable[Review]) -> Iterator[Order]:
    """The shorter lengths and follow-ups that have been signed; the others are not listed."""
    for review in reviews:
        if review.minutes or review.follows:
            what = (review.session, review.band, review.nation)
            version = (review.minutes, review.follows)
            yield Order(*what, review.seed, today(), "standard", *version)


def _signature_text(state: SignatureState) -> str:
    review = state.review
    by = f"{review.role} ({review.reviewer}), {review.on}" if review else ""
    return {
        "signed": f"signed: {by}",
        "changed": f"no longer signed: {by}"
        + (f"; {state.why}" if state.why else "; changes since:"),
        "unsigned": "not signed",
        "withdrawn": f"withdrawn: {state.why}",
        "unprintable": f"cannot be printed: {state.why}",
    }[state.state]


def _signature_json(state: SignatureState) -> dict[str, Any]:
    """A signature as JSON."""
    review = state.review.model_dump(mode="json") if state.review else None
    return {
        "session": state.session,
        "band": state.band,
        "nation": state.nation,
        "minutes": state.minutes,
        "follows": state.follows,
        "code": state.code,
        "state": state.state,
        "review": review,
        "changes": _changes_json(state.changes),
        "words": words_json(state.words),
        "why": state.why,
    }


def _changes_json(found: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": c.name, "change": c.change, "file": c.file} for c in found]
