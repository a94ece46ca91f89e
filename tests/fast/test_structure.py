"""The structure of a session: the rules of its kind, which are data."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from printroom.choose import choose
from printroom.choose.digest import printed_digest
from printroom.inspect import inspect
from printroom.load import load_templates
from printroom.model import NotFitToPrint, Problem, Segment, SessionRule, SessionTemplate, Templates
from printroom.text.session_rules import example, is_kept
from tests.sample_libraries import (
    OLDER,
    SESSION,
    TEENS,
    Fields,
    block,
    frame,
    library,
    order,
    part,
    session,
    snippet,
    templates,
)
from tests.workshop import HOME, Workshop, shipped

KINDS = sorted(file.stem for file in (HOME / "templates" / "sessions").glob("*.yaml"))
MEETING = "templates/sessions/meeting.yaml"
WRITTEN = "\nrules:\n"


def rule(**more: Fields) -> SessionRule:
    wanted = {"rule": "B", "why": "it matters", "fix": "do it", "fails": ("x",), "passes": ("x",)}
    return SessionRule.model_validate({**wanted, **more})


def kind(*rules: SessionRule) -> Templates:
    """Templates for sessions of thirty minutes, which must keep these rules."""
    hello = Segment(
        title="Hello", minutes=4, mode="safety", snippets=(), serves=("confidentiality",)
    )
    shape: SessionTemplate = frame(opening=(hello,))
    return templates(shape.model_copy(update={"rules": rules}))


def problems(
    *rules: SessionRule, segments: tuple[Segment, ...] = (), **more: Fields
) -> list[Problem]:
    """What is wrong with the structure of a session that has these segments."""
    words = snippet("a", part("worksheet", str(more.pop("says", "x"))), part("help-page", "x"))
    segments = segments or (segment("Middle", 20),)
    own = tuple(
        one.model_copy(update={"snippets": ("a",)} if not n else {})
        for n, one in enumerate(segments)
    )
    given = library(words, sessions={SESSION: session(segments=own)})
    plan, _ = choose(order(**more), given, kind(*rules))
    return [one for one in inspect(plan, ()) if one.code == "structure"]


def segment(title: str, minutes: int, mode: str = "practice", *serves: str) -> Segment:
    return Segment.model_validate(
        {"title": title, "minutes": minutes, "mode": mode, "snippets": (), "serves": serves}
    )


# --- each kind of rule ----------------------------------------------------------------------------


def test_what_a_segment_must_serve_is_missed_and_found() -> None:
    """A rule asks for a segment that serves something, of the session’s own or of its frame."""
    asks = rule(needs="skill")
    (problem,) = problems(asks)
    assert problem.path == f"sessions/{SESSION}.yaml"
    assert "no segment serves “skill”" in problem.message
    assert "it matters" in problem.message
    assert problem.fix == "do it"
    assert problems(asks, segments=(segment("Practise", 20, "practice", "skill"),)) == []
    assert problems(rule(needs="confidentiality")) == []


def test_what_must_come_early_must_be_over_in_time() -> None:
    """A segment that begins in time and ends too late does not keep the rule."""
    assert problems(rule(needs="confidentiality", within_minutes=4)) == []
    (problem,) = problems(rule(needs="confidentiality", within_minutes=3))
    assert "by minute 3" in problem.message


def test_a_document_must_be_in_the_pack() -> None:
    """A rule asks for a document by its name."""
    assert problems(rule(prints="help-page")) == []
    (problem,) = problems(rule(prints="handout"))
    assert "the pack has no handout" in problem.message


def test_a_sentence_must_be_on_a_page_of_the_group() -> None:
    """What only the guide says is not read by the group, and does not count."""
    asks = rule(says=("is/are responsible",))
    assert problems(asks, says="Whoever misuses power is responsible.") == []
    (problem,) = problems(asks, says="It is never your fault.")
    assert "no page of the group says “is/are responsible”" in problem.message
    guide_notes = snippet(
        "a", part("worksheet", "x"), part("facilitator-guide", block("say", "Pat is responsible."))
    )
    plan, _ = choose(order(), library(guide_notes), kind(asks))
    assert [one.code for one in inspect(plan, ())] == ["structure"]


@pytest.mark.parametrize(("minutes", "count"), [(12, 0), (13, 1)])
def test_one_mode_may_take_no_more_than_its_share(minutes: int, count: int) -> None:
    """Twelve minutes of thirty are forty in a hundred, and thirteen are more."""
    asks = rule(mode="input", at_most_percent=40)
    listening = (segment("Listen", minutes, "input"), segment("Do", 20 - minutes))
    found = problems(asks, segments=listening)
    assert len(found) == count
    assert all("43 % of the minutes are input, at most 40 %" in one.message for one in found)


def test_a_rule_holds_for_the_bands_that_it_names() -> None:
    """A rule names its bands; one that names none holds for all."""
    asks = rule(needs="bystander", bands=(OLDER,))
    assert problems(asks, band_id=TEENS) == []
    assert len(problems(asks, band_id=OLDER)) == 1


def test_b_stops_and_w_warns() -> None:
    """What stops a pack and what only warns is data."""
    (stopping,) = problems(rule(needs="skill", rule="B"))
    (warning,) = problems(rule(needs="skill", rule="W"))
    assert stopping.stops
    assert not warning.stops


# --- the rules as they are written ----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_shipped_rule_is_as_its_examples_say(kind: str) -> None:
    """The examples beside a rule are true of it."""
    for one in shipped().sessions[kind].rules:
        for written, is_true in [(w, False) for w in one.fails] + [(w, True) for w in one.passes]:
            given = example(one, written)
            assert given is not None, written
            assert is_kept(one, given) is is_true, written


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_kind_of_session_has_rules(kind: str) -> None:
    """No kind of session is free of the safety parts."""
    rules = shipped().sessions[kind].rules
    needed = {one.needs for one in rules}
    assert {"ground-rules", "confidentiality", "right-to-pass"} <= needed
    assert {"question-slips", "help-seeking", "skill"} <= needed
    assert {"help-page"} <= {one.prints for one in rules}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("needs: hello, prints: guide", "needs and prints"),
        ("why: because", "asks for nothing"),
        ("mode: input", "belong together"),
        ("needs: hello, at_most_percent: 40", "belong together"),
        ("prints: guide, within_minutes: 4", "belongs to needs"),
        ("needs: hello, bands: [junior]", "there is no band “junior”"),
        ("prints: guyde", "has a document “guyde”"),
        ("needs: hello, rule: X", ""),
    ],
)
def test_a_rule_that_is_none_is_reported_at_its_line(
    tiny: Workshop, keys: str, message: str
) -> None:
    """An impossible rule is refused at its line, with a fix."""
    given = {
        "rule": "B",
        "why": "x",
        "fix": "x",
        "fails": '["5 talk"]',
        "passes": '["5 talk hello"]',
    }
    if "prints" in keys:
        given["passes"] = '["guyde, guide"]'
    rest = ", ".join(f"{key}: {value}" for key, value in given.items() if f"{key}:" not in keys)
    tiny.change(MEETING, WRITTEN, f"{WRITTEN}  - {{{keys}, {rest}}}\n")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (MEETING, _line(MEETING, "rules:") + 1)
    assert message in problem.message
    assert problem.fix


def _line(path: str, start: str) -> int:
    """The number of the line that begins so."""
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("fails", "passes", "message"),
    [
        ("5 talk hello", "5 talk hello", "keeps the rule"),
        ("5 talk", "5 talk", "breaks the rule"),
        ("five minutes", "5 talk hello", "cannot be read"),
        ("5 dance", "5 talk hello", "cannot be read"),
    ],
)
def test_an_example_that_is_not_true_is_reported(
    tiny: Workshop, fails: str, passes: str, message: str
) -> None:
    """A rule whose own examples show it to be wrong is reported at the example."""
    one = f"needs: hello, rule: B, why: x, fix: x, fails: [{fails}], passes: [{passes}]"
    tiny.change(MEETING, WRITTEN, f"{WRITTEN}  - {{{one}}}\n")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    (problem,) = caught.value.problems
    assert problem.code == "wrong-example"
    assert message in problem.message


def test_a_finding_names_the_line_of_the_session(tiny: Workshop) -> None:
    """What is missing is reported at the first segment; too much of a mode at that mode."""
    asks = "rule: B, why: x, fix: x, passes: [5 talk lamp], fails"
    rules = f"""\
  - {{needs: lamp, {asks}: [5 talk]}}
  - {{mode: input, at_most_percent: 10, {asks}: [5 input]}}
"""
    tiny.change(MEETING, WRITTEN, WRITTEN + rules)
    flat = "materials/sessions/repairs/flat-tyre.yaml"
    tiny.change(flat, "minutes: 13, mode: practice", "minutes: 13, mode: input")
    shapes = load_templates(tiny.templates)
    plan, _ = choose(
        order("seniors", "uphill", session_id="repairs/flat-tyre"), tiny.load(), shapes
    )
    found = [one for one in inspect(plan, ()) if one.code == "structure"]
    lines = (tiny.materials / "sessions/repairs/flat-tyre.yaml").read_text().split("\n")
    assert [one.path for one in found] == [flat, flat]
    assert "Know your tools" in lines[found[0].line - 1]
    assert "Find the hole" in lines[found[1].line - 1]


def test_nothing_is_both_wanted_and_unwanted() -> None:
    """A rule is one of four things."""
    with pytest.raises(ValidationError):
        rule(needs="a", says=("b",))
    with pytest.raises(ValidationError):
        rule()


def test_how_a_session_is_judged_does_not_change_what_was_signed() -> None:
    """Neither rules nor what segments serve print, so no sign-off depends on them."""
    given = library(snippet("a", part("worksheet", "x")))
    plain, _ = choose(order(), given, kind())
    judged, _ = choose(order(), given, kind(rule(needs="confidentiality")))
    assert printed_digest(plain) == printed_digest(judged)
