"""The plan of a release names every reason why a row would be a draft; hints can be pasted."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from printroom import make
from printroom.cli import main
from printroom.cli.parameters import Day, given_options
from printroom.cli.term_output import _draft_lines
from printroom.make.pack.orders import compose_plan
from printroom.make.pack.release import FIXES, draft_reasons, release_refusals
from printroom.make.term.plan_run import RunPlan
from printroom.model.drafts import DraftCode, DraftReason
from tests.term_helpers import SCHOOLS, AtOnce, Season
from tests.workshop import Workshop

FOLDERS = ("--materials", "materials", "--templates", "templates")


@pytest.fixture
def season(tiny: Workshop, tmp_path: Path) -> Season:
    """A term of four schools: one without a lead, one visited after the helplines run out."""
    season = Season(tiny, tmp_path / "output", AtOnce())
    rows = [(*SCHOOLS[0][:3], "?", *SCHOOLS[0][4:]), *SCHOOLS[1:]]
    season.write(rows)
    file = Path("materials/schools/season.csv")
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    dates = ["", "2030-05-01", "", ""]
    dated = [f"{head},date", *(f"{line},{day}" for line, day in zip(lines, dates, strict=True))]
    file.write_text("\n".join(dated), encoding="utf-8")
    return season


def planned(season: Season) -> RunPlan:
    """The plan of the term."""
    sources, press = season.sources(), season.press()
    run = season.run(sources)
    known = make.known_orders(run.bookings, sources, press, season.output)
    return make.plan_run(known, make.read_speed(press.cache))


def reasons(season: Season) -> Iterator[tuple[DraftReason, str]]:
    """Each reason for which a release would refuse a pack, with the pack's label."""
    sources, press = season.sources(), season.press()
    orders = make.group_by_order(season.run(sources).bookings, sources.library)
    for order, those in orders.items():
        plan = make.plan_for(order, sources.library, sources.templates)
        composed = compose_plan(plan, press, sources)
        for booking in those:
            for reason in draft_reasons(composed.plan, booking):
                yield reason, make.booking_label(booking)


def test_each_refusal_says_what_to_do(season: Season) -> None:
    """Each kind of draft reason has a fix, whatever its text; a nation's is its entry."""
    sources, (booking, *_) = season.sources(), season.run(season.sources()).bookings
    plan = make.plan_for(booking.order, sources.library, sources.templates)
    codes = [code for code in get_args(DraftCode) if code != "no-lead"]
    plan = replace(plan, draft=tuple(DraftReason(code, f"<{code}>") for code in codes))
    *refusals, no_lead = release_refusals(plan, booking)
    assert [one.message for one in refusals] == [f"cannot be released: <{code}>" for code in codes]
    assert "No safeguarding lead" in no_lead.message
    assert set(FIXES) == {*codes, "no-lead"}
    (of_entry,) = [one.message for one in refusals if "below unchecked:" in one.fix]
    assert of_entry == "cannot be released: <nation-unchecked>"


def test_the_plan_has_every_reason_of_every_row(season: Season) -> None:
    """What the plan says of each row is what a release would refuse it for, and nothing less."""
    plan = planned(season)
    refused = set(reasons(season))
    assert {(reason, one) for reason, labels in plan.drafts.items() for one in labels} == refused
    assert plan.drafted == len(SCHOOLS)
    by_school = {
        label.partition(":")[0]: {reason for reason, to in plan.drafts.items() if label in to}
        for labels in plan.drafts.values()
        for label in labels
    }
    common = by_school["spoke-3"]
    assert common == by_school["spoke-4"]
    (lead,) = by_school["spoke-1"] - common
    assert "No safeguarding lead has been named" in lead.text
    late = by_school["spoke-2"] - common
    assert late
    assert all("31 January 2030" in reason.text for reason in late)


def test_a_release_lists_every_reason_and_a_plan_counts_drafts(season: Season) -> None:
    """With --release each reason has all rows that it stops; otherwise its number of packs."""
    plan = planned(season)
    released = list(_draft_lines(plan, is_release=True))
    assert released[0] == "4 packs of 4 cannot be released:"
    order = ": repairs/flat-tyre, juniors, uphill"
    wanted = []
    for reason, labels in plan.drafts.items():
        schools = ", ".join(label.removesuffix(order) for label in labels)
        wanted += [reason.text, "every pack" if len(labels) == 4 else f"{schools}{order}"]
    assert [line.strip() for line in released[1:]] == wanted
    first, *reasons, last = _draft_lines(plan, is_release=False)
    assert first == "4 packs will be DRAFTS:"
    kinds = {re.split(r": | by \d", reason.text)[0].rstrip(".") for reason in plan.drafts}
    assert {line.strip().removesuffix(" (1 pack)") for line in reasons} == kinds
    assert len(reasons) == len(kinds)
    assert last == "--release --plan lists every reason in full, with its packs."


@pytest.mark.parametrize(
    ("options", "code", "hint"),
    [
        ((), 0, "Next: python3 generate.py term season --"),
        (
            ("--release",),
            3,
            "Nothing can be released yet. To print drafts: python3 generate.py term season --",
        ),
    ],
)
def test_a_plan_of_a_release_that_cannot_be_fails(
    season: Season,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    code: int,
    hint: str,
) -> None:
    """The exit code is not 0, and no command is advised that would make nothing."""
    command = "printroom.cli.term_command"
    monkeypatch.setattr(f"{command}.term_workers", lambda *_, **__: nullcontext(season.workers))
    monkeypatch.setattr(f"{command}.default_cache", lambda _: season.press().cache)
    wanted = ["term", "season", "--plan", *options, "-o", str(season.output)]
    done = CliRunner().invoke(
        main, [*wanted, "--materials", "materials", "--templates", "templates"]
    )
    assert done.exit_code == code, done.output
    assert done.stdout.splitlines()[-1].startswith(hint)


@click.command()
@click.argument("name")
@click.option("--school")
@click.option("-o", "--output", default="out")
@click.option("--date", type=Day())
@click.option("--only", multiple=True)
@click.option("--plan", "is_plan", is_flag=True)
@click.option("--keep-going/--all-or-nothing", "keeps_going", default=True)
def sample(**values: object) -> None:
    """Print how to call it again, without --plan."""
    click.echo(given_options(without=("is_plan",)))
    click.echo(given_options("output"))
    click.echo(repr(sorted(values.items())))


def test_a_hint_repeats_what_was_given_and_can_be_pasted() -> None:
    """Options that were given come again, whatever signs they hold, and no others."""
    arguments = ["x", "--school", "a b's.csv#it", "-o", "$HOME", "--date", "2027-01-31"]
    arguments += ["--only", "a", "--only=b c", "--plan", "--all-or-nothing"]
    hint, output, values = CliRunner().invoke(sample, arguments).stdout.splitlines()
    assert output == " --output '$HOME'"
    again = CliRunner().invoke(sample, ["x", *shlex.split(hint), "--plan"]).stdout.splitlines()
    assert again == [hint, output, values]
    assert repr(dt.date(2027, 1, 31)) in values
    assert CliRunner().invoke(sample, ["x"]).stdout.splitlines()[0] == ""
