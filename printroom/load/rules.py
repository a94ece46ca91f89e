"""Rules of session templates that are wrong: library and templates in, a problem for each out.

A rule for a band that does not exist, for a document that no pack of this kind has, or whose own
examples are not true, would say nothing, or stop every pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from printroom.load.text import read_text
from printroom.load.yaml import Way, read_yaml
from printroom.model import Problem, SessionRule, SessionTemplate, Templates, nearest
from printroom.text.session_rules import example, is_kept

_SEGMENTS = "write such as: 3 safety confidentiality, 12 practice skill"


def wrong_rules(bands: Mapping[str, object], templates: Templates) -> Iterator[Problem]:
    """Each rule that names nothing, or that its own examples show to be wrong."""
    for name, template in templates.sessions.items():
        faults = list(_faults(template, tuple(bands)))
        if faults:
            file = Path(templates.folder) / "sessions" / f"{name}.yaml"
            written = read_yaml(read_text(file))
            for way, code, message, fix in faults:
                yield written.problem(("rules", *way), code, message, fix)


def _faults(
    template: SessionTemplate, bands: tuple[str, ...]
) -> Iterator[tuple[Way, str, str, str]]:
    """The way to what is wrong, its code, what is wrong, and how to mend it."""
    documents = tuple(row.name for row in template.documents)
    for number, rule in enumerate(template.rules):
        for place, band in enumerate(rule.bands):
            if band not in bands:
                said = f"there is no band “{band}”"
                yield (number, "bands", place), "unknown-band", said, nearest(band, bands)
        if rule.prints and rule.prints not in documents:
            said = f"no session of this kind has a document “{rule.prints}”"
            yield (number, "prints"), "unknown-document", said, nearest(rule.prints, documents)
        for key, place, message, fix in _untrue(rule):
            yield (number, key, place), "wrong-example", message, fix


def _untrue(rule: SessionRule) -> Iterator[tuple[str, int, str, str]]:
    """Each example that does not do what it is written down for."""
    for key, is_true in (("fails", False), ("passes", True)):
        for place, written in enumerate(getattr(rule, key)):
            given = example(rule, written)
            if given is None:
                yield key, place, "this example cannot be read", _SEGMENTS
            elif is_kept(rule, given) is not is_true:
                does = "breaks" if is_true else "keeps"
                yield key, place, f"this example {does} the rule", "mend the rule, or the example"
