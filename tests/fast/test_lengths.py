"""The laws of shorter lengths: a session that is cut adds up, prints no more, and stays safe."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from click.testing import CliRunner

from printroom.choose import choose, plan_for
from printroom.choose.digest import printed_digest
from printroom.cli import main
from printroom.compose import compose_pack
from printroom.compose.job_sheet import largest_job
from printroom.deliver.folder import pack_folder
from printroom.inspect import inspect
from printroom.ledger.record import LedgerEntry
from printroom.load import load_term
from printroom.load.materials.reviews_file import signature_file
from printroom.make.pack.bookings import bookings_of
from printroom.make.requests.wanted_pack import WantedPack
from printroom.model import (
    Booking,
    Cut,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Problem,
    Review,
    Segment,
    SessionRule,
    WrongOption,
)
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    SESSION,
    block,
    drawing,
    frame,
    library,
    matching,
    order,
    part,
    segment,
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

IN_WALES = [one for one in shipped_orders() if one.nation == "wales"]
C2 = Order("power/who-has-it", "11-14", "england")
C2_SHORT = replace(C2, minutes=45)
OPENING = (segment("Hello", 5, mode="safety"),)


def shorter(of: Order) -> list[Order]:
    """Every shorter length of a shipped session."""
    return [
        one
        for one in shipped_other_orders()
        if not one.follows and replace(one, minutes=None) == of
    ]


def cut_library(*cuts: Cut) -> Library:
    """A session of two segments, each with a sheet of its own, that offers these cuts."""
    both = (
        snippet(
            "a",
            part("worksheet", "Draw lines", ACTIVITY_BLOCK),
            part("facilitator-guide", "Hand it out"),
            activity=matching(),
            kit=("Pens",),
        ),
        snippet(
            "b",
            part("handout", "Keep this"),
            part(
                "facilitator-guide",
                block("in", "Be quick", title="20"),
                block("not-in", "Slow", title="20"),
            ),
            activity=drawing(),
            kit=("Scales",),
        ),
    )
    segments = (segment("First", 10, "a"), segment("Second", 10, "b"))
    return library(*both, sessions={SESSION: session(segments=segments, cuts=cuts)})


def plan(minutes: int | None, *cuts: Cut, rules: tuple[SessionRule, ...] = ()) -> Plan:
    lesson = frame(opening=OPENING).model_copy(update={"rules": rules})
    return plan_for(replace(order(), minutes=minutes), cut_library(*cuts), templates(lesson))


def words(given: Plan) -> str:
    """Everything that the documents of a plan print of their parts."""
    return " ".join(n.words() for d in given.documents for p in d.parts for n in p.nodes)


WITHOUT_FIRST = Cut(minutes=20, leave_out=("First",))


@pytest.mark.parametrize("ordered", with_one_of_each_band(IN_WALES), ids=str)
def test_each_length_adds_up(ordered: Order) -> None:
    """The segments of a shorter session follow each other, and end at its last minute."""
    for one in shorter(ordered):
        segments = shipped_plan(one).criteria.segments
        for before, after in pairwise(segments):
            assert after.starts_at == before.starts_at + before.minutes
        assert segments[-1].starts_at + segments[-1].minutes == one.minutes


@pytest.mark.parametrize("ordered", with_one_of_each_band(IN_WALES), ids=str)
def test_the_frame_is_never_cut(ordered: Order) -> None:
    """Whatever the length, each segment of the session template keeps its minutes and its words."""
    template = shipped().sessions[shipped_library().sessions[ordered.session].template]
    words_kept = {name for one in template.fixed for name in one.snippets}
    words_kept |= {note.snippet for note in template.notes}
    full = frame_of(shipped_plan(ordered))
    for one in shorter(ordered):
        short = shipped_plan(one)
        assert frame_of(short) == full
        assert words_kept <= {p.snippet for d in short.documents for p in d.parts}


def frame_of(given: Plan) -> list[tuple[str, int]]:
    """The title and minutes of each segment that comes from the session template."""
    segments = given.criteria.segments
    return [(s.title, s.minutes) for s in segments if not s.line and s.mode != "talk"]


@pytest.mark.parametrize("ordered", with_one_of_each_band(IN_WALES), ids=str)
def test_shipped_lengths_keep_the_rules(ordered: Order) -> None:
    """No shorter session breaks a rule of its kind, runs late, or names what it leaves out."""
    codes = {"structure", "too-little-time", "steps", "left-out"}
    for one in shorter(ordered):
        found = inspect(shipped_plan(one), ())
        assert not [str(problem) for problem in found if problem.code in codes]


def test_what_only_a_left_out_segment_uses_is_gone() -> None:
    """Its sheet is not printed or listed, its key and its kit are not in the guide."""
    full, short = plan(None, WITHOUT_FIRST), plan(20, WITHOUT_FIRST)
    names = [[d.row.name for d in one.documents] for one in (full, short)]
    assert set(names[0]) - set(names[1]) == {"worksheet"}
    assert [row.row.name for row in largest_job(short)] == [n for n in names[1] if n != "cover"]
    (guide,) = (d.guide for d in short.documents if d.guide)
    assert "worksheet" not in [row.name for row in guide.prints]
    assert [title for title, _ in guide.keys] == ["T b"]
    assert guide.kit == ("Scales",)
    assert [s.title for s in guide.plan] == ["Hello", "Second", "Talk"]
    assert short.minutes == sum(s.minutes for s in guide.plan) == 20
    assert short.criteria.left_out == ("First", "T a")


def test_a_snippet_alone_can_be_left_out() -> None:
    """A segment stays without a snippet that is named, with the minutes that the cut gives it."""
    short = plan(20, Cut(minutes=20, leave_out=("a",), times={"First": 3}))
    assert [(s.title, s.minutes) for s in short.criteria.segments[1:3]] == [
        ("First", 3),
        ("Second", 10),
    ]
    assert "a" not in {p.snippet for d in short.documents for p in d.parts}


def test_words_for_a_length_print_at_that_length_only() -> None:
    """`::: in 20` prints in 20 minutes, `::: not-in 20` at other lengths; neither prints itself."""
    full, short = words(plan(None, WITHOUT_FIRST)), words(plan(20, WITHOUT_FIRST))
    assert ("Be quick" in full, "Slow" in full) == (False, True)
    assert ("Be quick" in short, "Slow" in short) == (True, False)
    assert "20" not in short


def test_words_for_a_length_may_be_within_others() -> None:
    """A condition within another block is resolved as well, and a part that is left empty goes."""
    inner = block("note", block("in", "Now", title="20"), "Then")
    one = snippet("a", part("worksheet", inner), part("handout", block("in", "x", title="20")))
    given = session("a", cuts=(Cut(minutes=20, times={"Middle": 15}),))
    texts = {
        minutes: [
            (d.row.name, [n.words() for p in d.parts for n in p.nodes])
            for d in plan_for(
                replace(order(), minutes=minutes),
                library(one, sessions={SESSION: given}),
                templates(),
            ).documents
            if d.parts
        ]
        for minutes in (None, 20)
    }
    assert texts[None] == [("worksheet", ["Then"])]
    assert texts[20] == [("handout", ["x"]), ("worksheet", ["Now\nThen"])]


def test_a_condition_within_a_condition_is_resolved_too() -> None:
    """What is for a length, but within it not for that length, prints at none."""
    never = block("not-in", "Never", title="20")
    one = snippet("a", part("worksheet", block("in", "Now", never, title="20"), "Then"))
    given = session("a", cuts=(Cut(minutes=20, times={"Middle": 15}),))
    loaded = library(one, sessions={SESSION: given})
    for minutes, expected in ((None, "Then"), (20, "Now Then")):
        found = words(plan_for(replace(order(), minutes=minutes), loaded, templates()))
        assert " ".join(found.split()) == expected


def test_cuts_change_nothing_at_full_length() -> None:
    """What prints in full is the same whether or not a session offers cuts."""
    without, offering = plan(None), plan(None, WITHOUT_FIRST)
    assert printed_digest(without) == printed_digest(offering)
    assert printed_digest(without) != printed_digest(plan(20, WITHOUT_FIRST))


def test_a_rule_is_checked_at_each_length() -> None:
    """A shorter session that lacks what a rule requires is refused, and the length is named."""
    needed = Segment(title="First", minutes=10, mode="input", snippets=("a",), serves=("skill",))
    lib = cut_library(WITHOUT_FIRST)
    own = lib.sessions[SESSION]
    changed = own.model_copy(update={"segments": (needed, own.segments[1])})
    lib = replace(lib, sessions={**lib.sessions, SESSION: changed})
    rule = SessionRule(
        needs="skill", rule="B", why="it matters", fix="do it", fails=("x",), passes=("x",)
    )
    lesson = templates(frame(opening=OPENING).model_copy(update={"rules": (rule,)}))
    for minutes, expected in ((None, []), (20, ["11-14, 20 minutes: no segment serves “skill”"])):
        chosen = plan_for(replace(order(), minutes=minutes), lib, lesson)
        found = [p.message.rpartition(":")[0] for p in inspect(chosen, ()) if p.code == "structure"]
        assert found == expected


def test_a_length_that_is_not_offered_is_refused() -> None:
    """An order for another length raises a problem that names the lengths of the session."""
    for minutes in (25, 0, 40):
        with pytest.raises(NotFitToPrint) as error:
            plan(minutes, WITHOUT_FIRST)
        message = f"“{SESSION}” does not offer {minutes} minutes"
        assert error.value.problems == (
            Problem("unknown-length", "--minutes", message, "it offers 30 or 20 minutes", 0),
        )
    with pytest.raises(NotFitToPrint):
        choose(replace(order(), minutes=25), cut_library(), templates())


@pytest.mark.parametrize("command", ["sign", "why"])
def test_a_length_that_is_not_offered_is_a_wrong_call(command: str) -> None:
    """A command with such a length prints nothing, exits with 2, and says what there is."""
    own = {
        "sign": (
            "C2",
            "--nation",
            "wales",
            "--reviewer",
            "A B",
            "--role",
            "L",
            "--code",
            "ABC-DEF",
        ),
        "why": ("C2", "handout"),
    }
    wanted = (command, *own[command], "--band", "11-14", "--minutes", "50")
    folders = ("--materials", f"{HOME}/materials", "--templates", f"{HOME}/templates")
    done = CliRunner().invoke(main, [*wanted, *folders])
    assert done.exit_code == 2
    assert "60 or 45 minutes" in done.stderr


def test_a_pack_for_a_length_that_is_not_offered_is_a_wrong_call() -> None:
    """The booking of such a pack is refused; one for the full length names no length."""
    wanted = WantedPack(session="C2", band="11-14", as_of=C2.as_of)
    for minutes, expected in ((None, None), (60, None), (45, 45)):
        booking = replace(wanted, minutes=minutes).booking(shipped_library(), None)
        assert booking.order.minutes == expected
    with pytest.raises(WrongOption, match="60 or 45 minutes"):
        replace(wanted, minutes=30).booking(shipped_library(), None)


def test_list_shows_the_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    """`list` names the shorter lengths of a session, and `--json` all of them."""
    monkeypatch.chdir(HOME)  # files of one name are parsed once in a process
    shown = CliRunner().invoke(main, ["list"]).stdout
    assert "power/who-has-it · 60 minutes (or 45: --minutes)" in shown
    rows = CliRunner().invoke(main, ["list", "--json"]).stdout
    assert '"lengths": [\n      75,\n      60,\n      45\n    ]' in rows


def test_a_shorter_pack_has_a_name_and_a_signature_of_its_own() -> None:
    """Two lengths never share a folder or a file of signatures; the full one keeps its names."""
    full, short = (Booking(one, 24) for one in (C2, C2_SHORT))
    assert pack_folder(full).name == "power-who-has-it--11-14--england"
    assert pack_folder(short).name == "power-who-has-it--11-14--england--45-minutes"
    day = dt.date(2027, 1, 1)
    made = (C2.session, C2.band, C2.nation)
    signed = dict(zip(("session", "band", "nation", "digest"), (*made, "0"), strict=True))
    read = {"role": "Lead", "reviewer": "Ann", "on": day, "minutes": 45}
    review = Review.model_validate({**signed, **read})
    assert signature_file(HOME, review).name.endswith("--england--45-minutes.yaml")
    entry = {"on": day, **signed, "version": "1.0", "code": "ABC-DEF", "documents": {}}
    for minutes, expected in ((None, C2), (45, C2_SHORT)):
        recorded = LedgerEntry.model_validate({**entry, "minutes": minutes})
        assert recorded.order(C2.as_of) == expected


def test_only_changed_documents_have_another_code() -> None:
    """The guide and the cover of a shorter pack have codes of their own, unchanged sheets not."""
    full, short = (compose_pack(shipped_plan(one), shipped()).plan for one in (C2, C2_SHORT))
    same = {name for name, code in full.codes.items() if short.codes.get(name) == code}
    assert {"worksheet", "handout", "help-page", "slips", "family-letter", "poster"} <= same
    assert set(short.codes) - same == {"facilitator-guide"}
    assert set(full.codes) - set(short.codes) == {"cards"}
    assert full.code != short.code


def test_a_term_can_ask_for_a_length(tiny: Workshop) -> None:
    """`minutes:` of a pack in a term decides its orders; other lengths are refused."""
    signals = "materials/sessions/roads/signals.yaml"
    tiny.change(
        signals, "segments:", "cuts:\n  - {minutes: 30, times: {Left and right: 20}}\nsegments:"
    )
    terms = sorted(file for file in (tiny.materials / "terms").glob("*.yaml"))
    text = terms[0].read_text(encoding="utf-8")
    assert "roads/signals" in text
    for minutes, wanted in ((30, 30), (40, None)):
        changed = text.replace(
            "session: roads/signals", f"session: roads/signals\n    minutes: {minutes}"
        )
        terms[0].write_text(changed, encoding="utf-8")
        term = load_term(tiny.materials, terms[0].stem, tiny.load())
        orders = {
            b.order.minutes for b in bookings_of(term, C2.as_of) if "signals" in b.order.session
        }
        assert orders == {wanted}
    terms[0].write_text(changed.replace("minutes: 40", "minutes: 35"), encoding="utf-8")
    with pytest.raises(NotFitToPrint, match="does not offer 35 minutes"):
        load_term(tiny.materials, terms[0].stem, tiny.load())
