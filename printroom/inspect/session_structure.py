"""Checks the segments, documents and texts of a plan against the rules of its kind of session."""

from __future__ import annotations

from collections.abc import Iterator

from printroom.inspect.page_texts import DocumentTexts
from printroom.inspect.positions import at_source
from printroom.model import FOLLOWING, Plan, Problem, SessionRule
from printroom.text.session_rules import Evidence, is_kept


def broken_rules(plan: Plan, documents: DocumentTexts) -> Iterator[Problem]:
    """A problem for each rule that this session breaks: what is missing, and why it matters."""
    order = plan.order
    rules = [
        rule
        for rule in plan.criteria.rules
        if (not rule.bands or order.band in rule.bands)
        and not (order.follows and rule.unless_following)
    ]
    if not rules:
        return
    given = _evidence(plan, documents)
    for rule in rules:
        if not is_kept(rule, given):
            yield Problem(
                "structure",
                plan.path,
                f"{_whose(plan)}: {_missing(rule, given)}: {rule.why}",
                rule.fix,
                _line(rule, plan),
                stops=rule.rule == "B",
            )


def _whose(plan: Plan) -> str:
    """The band, and the length and kind of this version of the session."""
    order = plan.order
    length = f", {order.minutes} minutes" if order.minutes else ""
    return f"{order.band}{length}{', following another' if order.follows else ''}"


def _evidence(plan: Plan, documents: DocumentTexts) -> Evidence:
    reads = tuple(
        one.text
        for document, texts in documents
        if document.row.audience == "participant"
        for one in texts
    )
    names = tuple(document.row.name for document in plan.documents)
    return Evidence(plan.criteria.segments, names, reads)


def _missing(rule: SessionRule, given: Evidence) -> str:
    """How a rule is broken: what the session lacks, or has too much of."""
    if rule.needs is not None:
        by = f" by minute {rule.within_minutes}" if rule.within_minutes else ""
        return f"no segment serves “{rule.needs}”{by}"
    if rule.prints is not None:
        return f"the pack has no {rule.prints.replace('-', ' ')}"
    if rule.mode is not None:
        share = f"{given.percent(rule.mode):.0f} % of the minutes are {rule.mode}"
        return f"{share}, at most {rule.at_most_percent} %"
    return f"no page of the group says {' or '.join(f'“{phrase}”' for phrase in rule.says)}"


def _line(rule: SessionRule, plan: Plan) -> int:
    """The line of the session to change: its first segment, or the first in a rule's mode."""
    own = [segment for segment in plan.criteria.segments if segment.line]
    in_mode = [segment for segment in own if segment.mode == rule.mode]
    return (in_mode or own)[0].line if own else 1


def mentions_of_left_out_segments(plan: Plan, texts: DocumentTexts) -> Iterator[Problem]:
    """A warning for each text that names a segment that this version of the session leaves out."""
    for title in plan.criteria.left_out:
        for _, own in texts:
            for text in own:
                if not text.is_shown and f"“{title}”" in text.text:
                    place = at_source(text, plan)
                    version = FOLLOWING if plan.order.follows else str(plan.minutes)
                    message = f"this text names “{title}”, which is left out"
                    fix = f"put it between ::: not-in {version} and :::, or reword it"
                    yield Problem(
                        "left-out", place.path, message, fix, place.line, place.column, stops=False
                    )
