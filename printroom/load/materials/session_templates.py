"""Checks session templates: limits that have no effect, and examples that contradict a rule."""

from __future__ import annotations

from collections.abc import Iterator

from printroom.load.materials.references import template_yaml
from printroom.load.sources.yaml_text import KeyPath
from printroom.model import Library, Problem, SessionRule, SessionTemplate, Templates
from printroom.text.session_rules import example, is_kept

_Found = tuple[KeyPath, str, str, str]
"""Where a problem is, its code, what is wrong, and how to fix it."""


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
            whom = f"“{row.read_by}”" if row.read_by else "any age group"
            message = f"this limit has no effect: sentences for {whom} have {most} words at most"
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
        fix = "write such as: 3 safety confidentiality, 12 practice skill"
        return "this example cannot be read", fix
    if is_kept(rule, session) is should_keep:
        return None
    does = "breaks" if should_keep else "keeps"
    return f"this example {does} the rule", "correct the rule, or the example"
