"""The laws of a session that follows another with the same group: brief, measured once, safe."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from click.testing import CliRunner

from printroom.choose import plan_for
from printroom.choose.digest import printed_digest
from printroom.choose.lengths import with_frame
from printroom.cli import main
from printroom.compose import compose_pack
from printroom.deliver.folder import pack_folder
from printroom.inspect import inspect
from printroom.ledger.record import LedgerEntry
from printroom.load import load_term
from printroom.load.materials.reviews_file import signature_file
from printroom.make.pack.bookings import bookings_of
from printroom.make.requests.wanted_pack import WantedPack
from printroom.model import (
    Booking,
    FollowUp,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Review,
    Segment,
    SessionRule,
    Templates,
)
from tests.sample_libraries import (
    ROWS,
    SESSION,
    block,
    frame,
    library,
    order,
    part,
    row,
    session,
    snippet,
    templates,
)
from tests.workshop import (
    HOME,
    Workshop,
    shipped,
    shipped_library,
    shipped_orders,
    shipped_other_orders,
    shipped_plan,
    with_one_of_each_band,
)

C2 = Order("power/who-has-it", "11-14", "england", follows=True)
C3 = replace(C2, session="power/nothing-is-free")
FOLDERS = ("--materials", f"{HOME}/materials", "--templates", f"{HOME}/templates")
CARD = row("script-card", "facilitator", scripts=True)
IN_SCOTLAND = [one for one in shipped_orders() if one.nation == "scotland"]


def follow_ups(of: Order) -> list[Order]:
    """Every length of a shipped session as a follow-up; none where its kind has no follow-up."""
    return [
        one
        for one in shipped_other_orders()
        if one.follows and replace(one, minutes=None, follows=False) == of
    ]


def safe(title: str, minutes: int, name: str, *serves: str) -> Segment:
    return Segment(title=title, minutes=minutes, mode="safety", snippets=(name,), serves=serves)


def frames(*rules: SessionRule, follow_up: bool = True) -> Templates:
    """Templates of thirty minutes, with a shorter opening for a session that follows another."""
    lesson = frame(
        opening=(safe("Hello", 6, "hello", "start"),),
        closing=(safe("Bye", 4, "bye"),),
        documents=(*ROWS, CARD),
    )
    again = FollowUp(
        opening=(safe("Again", 2, "again"),),
        closing=(safe("Practice", 4, "practice"), safe("Bye", 4, "bye")),
        card=("hello", "bye"),
    )
    changed = {"rules": rules, "follow_up": again if follow_up else None}
    return templates(lesson.model_copy(update=changed))


def held() -> Library:
    """A library whose frame has texts for the guide, and a session of one segment."""
    times = block("in", "As before", title="following"), block("not-in", "New", title="following")
    own = [
        snippet(name, part("facilitator-guide", f"Say {name}"), title=f"T {name}")
        for name in ("hello", "again", "practice")
    ]
    bye = snippet("bye", part("facilitator-guide", "Say bye", *times), part("handout", "Keep"))
    middle = snippet("middle", part("worksheet", "Do it"))
    return library(*own, bye, middle, sessions={SESSION: session("middle")})


def plan(given: Templates, *, follows: bool) -> Plan:
    return plan_for(replace(order(), follows=follows), held(), given)


def words(given: Plan, name: str) -> list[str]:
    """What a document of a plan prints of its parts."""
    (found,) = (d for d in given.documents if d.row.name == name)
    return [node.words() for p in found.parts for node in p.nodes]


@pytest.mark.parametrize("ordered", with_one_of_each_band(IN_SCOTLAND), ids=str)
def test_a_follow_up_is_as_long_and_measured_once(ordered: Order) -> None:
    """The welcome takes two minutes, nothing is measured at the start, help gets the time."""
    for one in follow_ups(ordered):
        first = shipped_plan(replace(one, follows=False)).criteria.segments
        again = shipped_plan(one)
        segments = again.criteria.segments
        assert sum(s.minutes for s in segments) == sum(s.minutes for s in first)
        assert segments[0].minutes == 2
        measured = [s.title for s in segments if {"baseline", "exit-slip"} & {*s.serves}]
        assert measured == [segments[-1].title]
        assert "safety/baseline" not in {p.snippet for d in again.documents for p in d.parts}
        minutes = {s.title: s.minutes for s in segments}
        freed = sum(s.minutes for s in first[:3]) - segments[0].minutes
        assert minutes["Practising help"] >= freed


@pytest.mark.parametrize("ordered", with_one_of_each_band(IN_SCOTLAND), ids=str)
def test_shipped_follow_ups_keep_the_rules(ordered: Order) -> None:
    """No follow-up breaks a rule of its kind, runs late, or names what it leaves out."""
    codes = {"structure", "too-little-time", "steps", "left-out"}
    for one in follow_ups(ordered):
        found = inspect(shipped_plan(one), ())
        assert not [str(problem) for problem in found if problem.code in codes]


def test_every_lesson_has_follow_ups() -> None:
    """Every shipped session of a lesson’s kind can follow another; the others cannot."""
    for one in IN_SCOTLAND:
        is_lesson = shipped_library().sessions[one.session].template == "lesson"
        assert bool(follow_ups(one)) == is_lesson, one


def test_fixed_words_are_on_the_card_and_not_in_the_guide() -> None:
    """What the frame puts on the card leaves the guide, which still names it; sheets stay."""
    given = plan(frames(), follows=True)
    assert words(given, "script-card") == ["Say hello", "Say bye", "As before"]
    assert words(given, "facilitator-guide") == ["Say again", "Say practice"]
    (guide,) = (d for d in given.documents if d.row.guide)
    assert [(p.title, p.on_card) for p in guide.parts] == [
        ("T again", False),
        ("T practice", False),
        ("T bye", True),
    ]
    assert words(given, "handout") == ["Keep"]


def test_a_first_session_has_no_card() -> None:
    """Without --follows nothing changes: neither the plan nor the words, and no card prints."""
    with_frame, without = (plan(frames(follow_up=one), follows=False) for one in (True, False))
    assert printed_digest(with_frame) == printed_digest(without)
    assert "script-card" not in {d.row.name for d in with_frame.documents}
    assert words(with_frame, "facilitator-guide") == ["Say hello", "Say bye", "New"]


def test_the_card_is_the_same_for_all_sessions_of_a_group() -> None:
    """Two sessions for one band and nation print one card, with one code; the guides differ."""
    codes = [compose_pack(shipped_plan(one), shipped()).plan.codes for one in (C2, C3)]
    assert codes[0]["script-card"] == codes[1]["script-card"]
    assert codes[0]["facilitator-guide"] != codes[1]["facilitator-guide"]


def test_a_rule_for_first_sessions_leaves_others_alone() -> None:
    """A rule with `unless_following` binds a first session only; any other binds both."""
    texts = {"rule": "B", "why": "it matters", "fix": "do it", "fails": ("x",), "passes": ("x",)}
    for first_only in (True, False):
        rule = SessionRule.model_validate(
            {"needs": "skill", "unless_following": first_only, **texts}
        )
        for follows in (True, False):
            found = inspect(plan(frames(rule), follows=follows), ())
            broken = [p.message for p in found if p.code == "structure"]
            assert bool(broken) == (not (first_only and follows))
            assert all(("following another" in message) == follows for message in broken)


def test_the_frames_of_other_kinds_stay_as_they_are() -> None:
    """A follow-up changes the frame of its own kind of session, and no other frame is lost."""
    given = frames()
    ((name, own),) = given.sessions.items()
    both = replace(given, sessions={**given.sessions, "other": own})
    found = with_frame(replace(order(), follows=True), held(), both).sessions
    assert found == {**given.sessions, name: own.following, "other": own}


def test_a_kind_without_such_a_frame_is_refused() -> None:
    """Where the session template has no follow-up, none is printed: a wrong call."""
    with pytest.raises(NotFitToPrint, match="no frame for a second session") as error:
        plan(frames(follow_up=False), follows=True)
    (problem,) = error.value.problems
    assert (problem.code, problem.place) == ("no-follow-up", "--follows")
    done = CliRunner().invoke(
        main, ["why", "P1", "handout", "--band", "parents", "--follows", *FOLDERS]
    )
    assert done.exit_code == 2
    assert "no-follow-up" in done.stderr


def test_a_follow_up_has_a_name_and_a_signature_of_its_own() -> None:
    """A follow-up shares no folder and no file of signatures with the first-time pack."""
    assert pack_folder(Booking(C2, 24)).name == "power-who-has-it--11-14--england--follow-up"
    wanted = WantedPack(session="C2", band="11-14", as_of=C2.as_of, follows=True)
    assert wanted.booking(shipped_library(), None).order == C2
    day = dt.date(2027, 1, 1)
    made = {"session": C2.session, "band": C2.band, "nation": C2.nation, "digest": "0"}
    read = {"role": "Lead", "reviewer": "Ann", "on": day, "follows": True}
    review = Review.model_validate({**made, **read})
    assert signature_file(HOME, review).name.endswith("--england--follow-up.yaml")
    entry = {"on": day, **made, "version": "1.0", "code": "ABC-DEF", "documents": {}}
    assert LedgerEntry.model_validate({**entry, "follows": True}).order(C2.as_of) == C2


def test_a_term_can_ask_for_a_follow_up(tiny: Workshop) -> None:
    """`follows: true` of a pack in a term makes its orders follow-ups, and those of no other."""
    (file,) = (tiny.materials / "terms").glob("*.yaml")
    tiny.change(
        file.as_posix(), "session: roads/signals", "session: roads/signals\n    follows: true"
    )
    term = load_term(tiny.materials, file.stem, tiny.load())
    orders = {(b.order.session, b.order.follows) for b in bookings_of(term, C2.as_of)}
    assert orders == {("repairs/flat-tyre", False), ("roads/signals", True)}
