"""The command that signs off a pack, and output about signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click

from printroom.cli.code_output import print_words, words_json
from printroom.cli.messages import (
    print_json,
    print_problems,
    print_set_aside,
    progress,
    report_problems,
)
from printroom.cli.parameters import (
    Day,
    OrderOptions,
    default_output,
    folders,
    following,
    given_options,
    known_order,
    length,
    read_current,
    record_in,
    recorded,
    today,
)

if TYPE_CHECKING:
    from printroom.ledger.record import Record
    from printroom.ledger.remarks import PlacedRemark
    from printroom.ledger.signing import SignatureState
    from printroom.model import Library, Order, Review


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", required=True, help="The nation whose pack was read.")
@click.option("--reviewer", required=True, help="The full name of the person who read it.")
@click.option("--role", required=True, help="Their role, such as “Safeguarding lead”.")
@click.option("--on", type=Day(), help="The day on which it was read; default: today.")
@click.option("--code", required=True, help="The code on the cover that was read, or its folder.")
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@length
@following
@recorded
@folders
def sign(
    reviewer: str,
    role: str,
    on: dt.date | None,
    code: str,
    record: Path | None,
    materials: Path,
    templates: Path,
    **asked: Unpack[OrderOptions],
) -> None:
    """Record in materials/reviews.yaml that a person has read and approved a pack.

    The code on the cover says which text was read: it must be the current one, and have been
    printed. After any change the sign-off no longer matches, and the pack prints as a draft.

    \b
    python3 generate.py sign power/who-has-it --band 11-14 --nation england \\
        --reviewer "Full Name" --role "Safeguarding lead" --code ABC-DEF
    """
    from printroom import make
    from printroom.ledger import signing
    from printroom.ledger.given_codes import meant_code
    from printroom.make.requests.new_entries import signer_of

    with report_problems(False, "signed"):
        meant = code and meant_code(code, default_output())
        signer = signer_of(reviewer, role, on, meant or code, today())
        order = known_order((materials, templates), **asked)
        with make.compose_workers() as workers, progress(False) as monitor:
            monitor.step("composing what would be printed")
            library, loaded_templates = make.load_folders(materials, templates, sets_aside=True)
            places = (library, loaded_templates, workers, record_in(record, materials))
            review, page_code = signing.sign(materials, order, signer, *places, on_paper=True)
    print_set_aside(library)
    _print_signed(review, page_code, materials, places[-1])


def _print_signed(review: Review, code: str, materials: Path, record: Record) -> None:
    from printroom.ledger.signing import printed_later

    print_problems(printed_later(review, record.with_code(code)))
    click.echo(
        f"Signed: {review.session} for {review.band} in {review.nation}, {code}, "
        f"by {review.reviewer}, {review.role}, on {review.on}."
    )
    click.echo(f"Recorded in {materials / 'reviews.yaml'}.")
    click.echo(
        f"See: python3 generate.py list --signed{given_options('materials', 'templates', 'record')}"
    )


@dataclass(frozen=True)
class WantedPacks:
    """The packs whose sign-offs are listed, as options name them; all if they name none."""

    session: str = ""
    band: str = ""
    nation: str = ""

    def by_ids(self, library: Library) -> WantedPacks:
        """The same packs, named by the library's ids; an unknown name is a usage error."""
        session, nation = library.find_session(self.session), library.names.nation(self.nation)
        for named, value, known, fix in (
            ("WORDS", session, library.sessions, library.session_fix),
            ("--band", self.band, library.bands, lambda name: library.band_fix(name, nation)),
            ("--nation", nation, library.nations, library.names.nation_fix),
        ):
            if value and value not in known:
                raise click.UsageError(f"{named} {value}: {fix(value)}")
        return WantedPacks(session, self.band, nation)

    def among(self, orders: Iterable[Order]) -> list[Order]:
        """Those of these orders that have these ids."""
        return [
            order
            for order in orders
            if self.session in ("", order.session)
            if self.band in ("", order.band)
            if self.nation in ("", order.nation)
        ]


def print_signatures(
    folders: tuple[Path, Path], record: Path | None, wanted: WantedPacks, as_json: bool
) -> None:
    """Print for each session, band and nation whether it is signed, and why if it no longer is."""
    from printroom import make
    from printroom.ledger import signing

    with report_problems(as_json, "shown"), make.compose_workers() as workers:
        current = read_current(*folders, workers)
        listed = signing.listed_orders(current.library, today())
        orders = wanted.by_ids(current.library).among(listed)
        printed_record = record_in(record, folders[0])
        found = list(signing.signature_states(current, orders, printed_record))
    print_set_aside(current.library)
    found.sort(key=lambda state: state.session_code)
    if as_json:
        print_json([_signature_json(state) for state in found])
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
            for remark in state.remarks:
                click.echo(f"        {_remark_text(remark)}")
    signed = sum(state.state == "signed" for state in found)
    click.echo(f"\n{signed} of {len(found)} are signed. To sign one, read it on paper, then:")
    click.echo(
        "python3 generate.py sign SESSION --band … --nation … --code … --reviewer … --role …"
    )


def _signature_text(state: SignatureState) -> str:
    review = state.review
    by = f"{review.role} ({review.reviewer}), {review.on}" if review else ""
    return {
        "signed": f"signed: {by}",
        "changed": f"no longer signed: {by}"
        + (f"; {state.why}" if state.why else "; changes since:"),
        "unsigned": f"not signed{'; ' if state.why else ''}{state.why}",
        "withdrawn": f"withdrawn: {state.why}",
        "unprintable": f"cannot be printed: {state.why}",
    }[state.state]


def _remark_text(placed: PlacedRemark) -> str:
    one = placed.remark
    part = f", “{one.part}”" if one.part else ""
    where = f" ({placed.place})" if placed.place else ""
    since = "; its words have changed since" if placed.has_changed else ""
    return f"remark on {one.document}{part}{where}: {one.says} – {one.by}, {one.on}{since}"


def _signature_json(state: SignatureState) -> dict[str, Any]:
    """A sign-off as JSON."""
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
        "changes": [{"name": c.name, "change": c.change, "file": c.file} for c in state.changes],
        "words": words_json(state.words),
        "why": state.why,
        "remarks": [
            {
                **placed.remark.model_dump(mode="json"),
                "path": placed.path,
                "line": placed.line,
                "has_changed": placed.has_changed,
            }
            for placed in state.remarks
        ],
    }
