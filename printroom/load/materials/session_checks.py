"""Checks the lengths of a session, and templates: limits without effect, and wrong examples."""

from __future__ import annotations

from collections.abc import Iterator

from printroom.load.materials.references import template_yaml
from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import (
    Cut,
    Library,
    Problem,
    Session,
    SessionRule,
    SessionTemplate,
    Templates,
    list_all,
    nearest,
)
from printroom.text.session_rules import example, is_kept

MAX_TALK_MINUTES = 10
_Found = tuple[KeyPath, str, str, str]
"""Where a problem is, its code, what is wrong, and how to fix it."""


def lengths_that_do_not_fit(
    session: Session, template: SessionTemplate, yaml: YamlText
) -> Iterator[Problem]:
    """A problem of each length that does not add up, and of each unknown name in a cut."""
    if session.minutes not in template.minutes:
        allowed = " or ".join(map(str, template.minutes))
        message = f"a session of this kind has {allowed} minutes, not {session.minutes}"
        yield yaml.problem(
            ("minutes",), "minutes", message, f"write minutes: {template.minutes[0]}"
        )
    frames = {"": template}
    if template.follow_up:
        frames[" of a follow-up"] = template.following
    for of, frame in frames.items():
        yield from _talk(session, frame, yaml, ("segments",), of)
    seen = {session.minutes}
    for number, cut in enumerate(session.cuts):
        at = ("cuts", number)
        if cut.minutes in seen or cut.minutes > session.minutes:
            message = f"each cut needs a length of its own, shorter than {session.minutes} minutes"
            yield yaml.problem((*at, "minutes"), "minutes", message, "write another number")
        seen.add(cut.minutes)
        unknown = list(_unknown_names(cut, session, template, yaml, at))
        yield from unknown
        if not unknown:
            for of, frame in frames.items():
                yield from _talk(session.cut_to(cut.minutes), frame, yaml, at, of)


def _talk(
    session: Session, template: SessionTemplate, yaml: YamlText, at: KeyPath, frame_of: str
) -> Iterator[Problem]:
    """The minutes left for talk at one length, if they are not from none to ten."""
    frame = sum(segment.minutes for segment in template.fixed)
    segments = sum(segment.minutes for segment in session.segments)
    room = session.minutes - frame
    talk = room - segments
    if not session.segments:
        message, fix = f"at {session.minutes} minutes, all segments are left out", "leave out fewer"
        yield yaml.problem(at, "minutes", message, fix)
    elif not 0 <= talk <= MAX_TALK_MINUTES:
        message = f"the segments take {segments} minutes and the frame{frame_of} {frame}"
        if talk < 0:
            message += f": {-talk} more than {session.minutes}"
        else:
            message += f", which leaves {talk} of {session.minutes} for talk: "
            message += f"the most is {MAX_TALK_MINUTES}"
        fix = f"let the segments take {room - MAX_TALK_MINUTES} to {room} minutes"
        yield yaml.problem(at, "minutes", message, fix)


def _unknown_names(
    cut: Cut, session: Session, template: SessionTemplate, yaml: YamlText, at: KeyPath
) -> Iterator[Problem]:
    """What a cut leaves out or gives another time, but the session does not have."""
    titles = [segment.title for segment in session.segments]
    snippets = [name for segment in session.segments for name in segment.snippets]
    snippets += [note.snippet for note in session.notes]
    fixed = (*template.fixed, *template.following.fixed)
    frame = [name for segment in fixed for name in (segment.title, *segment.snippets)]
    for place, name in enumerate(cut.leave_out):
        if name not in (*titles, *snippets):
            message = f"this session has no segment and no snippet “{name}”"
            fix = nearest(name, [*titles, *snippets])
            if name in frame:
                message = f"“{name}” belongs to every session of this kind: it cannot be left out"
                fix = "take it out of this list"
            yield yaml.problem((*at, "leave_out", place), "unknown-segment", message, fix)
    for title in cut.times:
        if title not in titles or title in cut.leave_out:
            message = f"this length has no segment “{title}” whose minutes could be changed"
            fix = list_all(one for one in titles if one not in cut.leave_out)
            yield yaml.key_problem((*at, "times", title), "unknown-segment", message, fix)


def template_inconsistencies(
    name: str, library: Library, templates: Templates
) -> Iterator[Problem]:
    """A problem for each inconsistency of the session template with this name."""
    template = templates.sessions[name]
    for at, *problem in (*_limits_without_effect(template, library), *_rule_examples(template)):
        yield template_yaml(templates, name).problem(at, *problem)


def _limits_without_effect(template: SessionTemplate, library: Library) -> Iterator[_Found]:
    """A document's limit on the length of sentences that is no lower than its readers' own."""
    limits = {name: band.words_max for name, band in library.bands.items()}
    for number, row in enumerate(template.documents):
        own = limits if row.read_by is None else {row.read_by: limits.get(row.read_by, 0)}
        most = max(own.values(), default=0)
        if row.words_max is not None and 0 < most <= row.words_max:
            readers = f"“{row.read_by}”" if row.read_by else "any age group"
            message = f"this limit has no effect: sentences for {readers} have {most} words at most"
            fix = f"write a number below {most}, or take it out"
            yield ("documents", number, "words_max"), "no-effect", message, fix


def _rule_examples(template: SessionTemplate) -> Iterator[_Found]:
    """The examples of a rule for sessions break it in `fails`, and keep it in `passes`."""
    for number, rule in enumerate(template.rules):
        for key, should_keep in (("fails", False), ("passes", True)):
            for place, text in enumerate(getattr(rule, key)):
                if error := _example_error(rule, text, should_keep):
                    yield ("rules", number, key, place), "wrong-example", *error


def _example_error(rule: SessionRule, text: str, should_keep: bool) -> tuple[str, str] | None:
    """Why an example does not show what it should."""
    session = example(rule, text)
    if session is None:
        fix = "write, for example: 3 safety confidentiality, 12 practice skill"
        return "this example cannot be read", fix
    if is_kept(rule, session) is should_keep:
        return None
    does = "breaks" if should_keep else "keeps"
    return f"this example {does} the rule", "correct the rule, or the example"
