"""The command that makes the packs of a term."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from printroom.cli.messages import (
    NO_HALF_PACK,
    NOT_FIT,
    SOME_FAILED,
    print_damaged,
    print_problems,
    print_set_aside,
    report_problems,
)
from printroom.cli.parameters import (
    Day,
    FilePath,
    FolderPath,
    default_cache,
    default_output,
    folders,
    record_in,
    recorded,
    today,
)
from printroom.cli.term_workers import term_workers

if TYPE_CHECKING:
    from printroom.deliver.manifest import FileDigests
    from printroom.ledger.record import Record
    from printroom.ledger.term_record import TermOptions, TermRequest
    from printroom.make.run.options import RunOptions, Sources
    from printroom.model import PackResult, ResolvedTerm
    from printroom.workers import WorkerPool


class _TermCommand(click.Command):
    """The command `term NAME`, and `term prune NAME`: no term can have the name “prune”."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """The context of this command, or of `term prune`."""
        if args[:1] != ["prune"]:
            return super().make_context(info_name, args, parent, **extra)
        from printroom.cli.term_prune_command import prune_term

        return prune_term.make_context(f"{info_name} prune", args[1:], parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command that the context is for."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


@click.command(cls=_TermCommand)
@click.argument("name")
@click.option(
    "--only",
    multiple=True,
    metavar="SCHOOL|SESSION|DOCUMENT",
    help="Make only this one. Repeatable: --only C2 --only worksheet is the worksheet of C2.",
)
@click.option("--plan", "is_plan", is_flag=True, help="Show what would be made; make no pack.")
@click.option(
    "--lacking",
    type=FilePath,
    metavar="FILE.csv",
    help="With --plan: also write each row of the list that lacks something.",
)
@click.option("--release", is_flag=True, help="Refuse to print drafts, with all reasons.")
@click.option("--as-of", type=Day(), help="Check dates as of this day.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Workers; default: one per core.")
@click.option("--workers", "address", metavar="dask://HOST:PORT", help="Workers on other machines.")
@click.option(
    "--keep-going/--all-or-nothing",
    "keeps_going",
    default=True,
    help="Deliver what can be made and list the rest; or deliver nothing unless all can be made.",
)
@click.option(
    "--layout",
    type=click.Choice(["auto", "always"]),
    default="auto",
    help="always: lay out each school's files separately; much slower, same pages.",
)
@click.option(
    "--proof",
    type=click.Choice(["auto", "all"]),
    default="auto",
    help="all: prove every file in full, not only the first and longest of each kind.",
)
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, one line for each event.")
@recorded
@folders
def term(
    name: str,
    only: tuple[str, ...],
    is_plan: bool,
    lacking: Path | None,
    release: bool,
    as_of: dt.date | None,
    jobs: int | None,
    address: str | None,
    keeps_going: bool,
    layout: str,
    proof: str,
    output: Path | None,
    as_json: bool,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Make every pack of a term: its sessions, for its bands, at its schools.

    Existing packs that are up to date are not made again, so an interrupted run can be resumed.

    \b
    python3 generate.py term 2027-spring --plan
    python3 generate.py term 2027-spring
    python3 generate.py term 2027-spring --only power/who-has-it
    python3 generate.py term prune 2027-spring
    """
    from printroom.cli.term_choice import refuse_unknown_names
    from printroom.cli.term_output import print_unchanged
    from printroom.deliver.hashing import digests_below
    from printroom.deliver.manifest import FileDigests
    from printroom.ledger.term_record import TermOptions, find_unchanged_term

    if lacking and not is_plan:
        raise click.UsageError("--lacking goes with --plan")
    output = output or default_output()
    options = TermOptions(as_of or today(), layout, only, proof, release)
    request = options.request(name, (materials, templates))
    with report_problems(as_json, "planned" if is_plan else "printed", NO_HALF_PACK):
        is_cached = default_cache(name).is_complete(request.shared_key)
        was_made = os.access(output / name, os.F_OK)
        # Digests of all files help only if packs stay as they are: not if anything that they share
        # has changed, and not if only a part of the term is made.
        keeps_packs = is_cached and was_made and not (is_plan or only)
        digests = digests_below(output / name) if keeps_packs else FileDigests()
        if not is_plan and (last := find_unchanged_term(output / name, request, digests)):
            print_unchanged(last, output / name, as_json)
            return
        refuse_unknown_names(only, name, (materials, templates), options.as_of)
        with term_workers(address, jobs, is_cached=is_cached, was_made=was_made) as workers:
            job = _Job(
                request,
                options,
                output=output,
                record=record_in(record, materials),
                workers=workers,
                keeps_going=keeps_going,
                as_json=as_json,
                digests=digests,
            )
            exit_code = job.plan(lacking) if is_plan else job.make()
    if exit_code:
        sys.exit(exit_code)


class _Job:
    """A term whose packs are to be made or planned."""

    def __init__(
        self,
        request: TermRequest,
        options: TermOptions,
        *,
        output: Path,
        record: Record,
        workers: WorkerPool,
        keeps_going: bool,
        as_json: bool,
        digests: FileDigests,
    ) -> None:
        from printroom import make
        from printroom.cli.term_choice import choose_from_term
        from printroom.cli.term_output import print_school_list
        from printroom.make.run.options import Stopwatch
        from printroom.make.term.term_run import TermRun
        from printroom.model import in_order

        self.as_json, self.monitor = as_json, Stopwatch()
        self.press = make.CachedPress(default_cache(request.term), workers, self.monitor)
        self.sources, resolved = self._read(request, options.as_of)
        print_set_aside(self.sources.library)
        print_school_list(resolved, as_json)
        print_problems(in_order(make.past_visits(resolved, options.as_of)))
        found = make.bookings_of(resolved, options.as_of)
        choice = choose_from_term(options.only, found, self.sources)
        self.run = TermRun(
            resolved,
            choice.bookings,
            output=output,
            record=record,
            request=request,
            seconds=self.monitor.seconds,
            only=options.only,
            digests=digests,
        )
        self.options = _run_options(options, choice.documents, keeps_going=keeps_going)

    def _read(self, request: TermRequest, day: dt.date) -> tuple[Sources, ResolvedTerm]:
        """Both folders as of a day, and the term."""
        from printroom import make

        materials, templates = request.folders
        timed = self.monitor.time_step("read materials and templates")
        with timed, make.all_sheet_faults(templates, self.press):
            sources, resolved = make.read_term(
                materials, templates, request.term, inputs=request.inputs, cache=self.press.cache
            )
        return sources.on_day(day), resolved

    def plan(self, lacking: Path | None) -> int:
        """Print what would be made, and return the exit code: 3 if some packs cannot be made."""
        from printroom import make
        from printroom.cli.term_output import print_plan
        from printroom.make.term.plan_gaps import lacking_list

        run, press = self.run, self.press
        known = make.known_orders(run.bookings, self.sources, press, run.output, self.options)
        plan = make.plan_run(known, make.read_speed(press.cache))
        print_plan(plan, run, self.options, self.as_json)
        if lacking:
            text = lacking_list(plan.lacking, run.resolved.listed)
            make.write_file(lacking, text.encode("utf-8-sig"))
            click.echo(f"What each school lacks: {lacking}", err=True)
        is_stopped = plan.problems or (self.options.is_release and plan.drafts)
        return SOME_FAILED if is_stopped else 0

    def make(self) -> int:
        """Make the packs, print the report, and return the exit code."""
        from printroom.cli.term_output import print_report
        from printroom.cli.term_progress import pack_progress
        from printroom.make.run.speed import measure_speed, note_speed
        from printroom.make.term.term_run import make_term

        made: list[PackResult] = []
        with pack_progress(len(self.run.bookings), self.as_json) as on_pack:

            def note(result: PackResult) -> None:
                made.append(result)
                on_pack(result)

            report = make_term(self.run, self.sources, self.press, self.options, note, on_pack)
        monitor, laid_out = self.monitor, len(self.press.laid_out)
        run = measure_speed(monitor.seconds, monitor.passed(), laid_out, made)
        note_speed(self.press.cache, run)
        if not (report.failures or self.run.only):
            self.press.cache.set_complete(self.run.request.shared_key)
        print_damaged(self.press.cache.damaged)
        is_part = bool(self.options.only)
        print_report(report, self.run, self.as_json, self.monitor.passed(), is_part=is_part)
        if report.failures:
            return SOME_FAILED
        return NOT_FIT if report.unwritten else 0


def _run_options(
    options: TermOptions, documents: tuple[str, ...], *, keeps_going: bool
) -> RunOptions:
    from printroom.make import RunOptions

    return RunOptions(
        only=documents,
        is_release=options.release,
        uses_forms=options.layout == "auto",
        proves_all=options.proof == "all",
        all_or_nothing=not keeps_going,
    )
