"""Signatures, withdrawals and codes: what is still true of a printed page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from printroom import make
from printroom.cache import Cache
from printroom.choose import plan_for
from printroom.cli import main
from printroom.cli.messages import in_words
from printroom.deliver.manifest import MadeFrom, manifest_of
from printroom.ledger import inputs, origins, searching, signing, verification
from printroom.ledger.code_lookup import CodeStatus, look_up
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.given_codes import parse_code
from printroom.ledger.origins import Origin
from printroom.ledger.record import Record
from printroom.ledger.searching import Usage
from printroom.ledger.signing import SignatureState, Signer
from printroom.ledger.uses import uses
from printroom.ledger.withdrawal import refuse_withdrawn
from printroom.load import load_folders, load_templates
from printroom.load.materials.reviews_file import signature_file
from printroom.model import (
    Booking,
    Library,
    NotFitToPrint,
    Order,
    Plan,
    Review,
    School,
    Templates,
)
from printroom.model.drafts import DraftReason
from printroom.versions import page_versions
from printroom.workers.composing import compose_in
from tests.term_helpers import DAY, AtOnce
from tests.workshop import TESTS, Workshop

LEAD = Signer("A. Person", "Club lead", DAY)
FOR_JUNIORS = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
HOLE = "materials/snippets/repairs/hole.md"
RECORD, NO_RECORD = Record(Path("record"), DAY), Record(Path("no-record"), DAY)


def signed(tiny: Workshop, order: Order = FOR_JUNIORS, signer: Signer = LEAD) -> Review:
    """A pack of the workshop, signed."""
    library, shapes = load_folders(tiny.materials, tiny.templates)
    return signing.sign(tiny.materials, order, signer, library, shapes, AtOnce(), RECORD)[0]


def signature_state(
    tiny: Workshop, order: Order = FOR_JUNIORS, record: Record = NO_RECORD
) -> SignatureState:
    """What the signature of a pack is worth now; without its words unless a record is given."""
    (one,) = signing.signature_states(current(tiny), [order], record)
    return one


def current(tiny: Workshop) -> CurrentContent:
    """What the workshop would print now."""
    library, shapes = load_folders(tiny.materials, tiny.templates)
    return CurrentContent(tiny.materials, library, shapes, Cache(Path(".cache")), DAY, AtOnce())


def plan_of(tiny: Workshop, order: Order = FOR_JUNIORS) -> Plan:
    """What an order would print now, with its codes."""
    return current(tiny).plan_or_raise(order)


def refused(tiny: Workshop, **other: Any) -> set[str]:
    """The codes of what is wrong with a signature."""
    with pytest.raises(NotFitToPrint) as error:
        signed(tiny, signer=replace(LEAD, **other))
    return {problem.code for problem in error.value.problems}


def test_who_has_read_a_pack_has_it_signed(tiny: Workshop) -> None:
    """A signature is for exactly one pack: the draft loses that reason, and no other pack does."""
    text = "The wording has not been signed off yet for this group and nation."
    reason = DraftReason("unsigned", text)
    assert reason in plan_of(tiny).draft
    review = signed(tiny)
    assert tiny.load().reviews == (review,)
    for order in make.all_orders(tiny.load(), DAY):
        drafted = reason in plan_of(tiny, order).draft
        assert drafted == (order != FOR_JUNIORS), order
    assert signature_state(tiny).state == "signed"
    assert signed(tiny) == review
    assert len(tiny.load().reviews) == 1, "the same word is written down once"


CHANGES = (
    (HOLE, "Look for bubbles", "Look for air", "snippet:repairs/hole"),
    (HOLE, "A patch covers it.", "A patch holds.", "snippet:repairs/hole"),
    ("materials/contacts.yaml", "your wheel is flat", "your tyre is flat", "contact:bike-line"),
    ("materials/glossary.yaml", "The soft ring", "The ring", "word:tube"),
    ("materials/pictures/wheel.svg", "<svg", "<!-- --><svg", "picture:wheel"),
    ("materials/sessions/repairs/flat-tyre.yaml", '"1.0"', '"1.1"', "session:repairs/flat-tyre"),
    (
        "materials/sessions/repairs/flat-tyre.yaml",
        "review_by: 2030",
        "review_by: 2031",
        "session:repairs/flat-tyre",
    ),
    ("templates/sessions/meeting.yaml", "Talk over a biscuit", "Talk", "template:meeting"),
    ("materials/nations/uphill.yaml", "title: Uphill", "title: Up", "nation:uphill"),
)


@pytest.mark.parametrize(("file", "old", "new", "name"), CHANGES)
def test_any_change_of_a_word_un_signs_and_is_named(
    tiny: Workshop, file: str, old: str, new: str, name: str
) -> None:
    """A signature that no longer fits says which thing has changed, and in which file."""
    signed(tiny)
    tiny.change(file, old, new)
    now = signature_state(tiny)
    assert now.state == "changed"
    assert [(one.name, one.change) for one in now.changes] == [(name, "changed")]
    assert now.changes[0].file in {file, "materials/pictures.yaml"}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("templates/parts/base.html", "<main>", "<main><p>So it is.</p>"),
        ("templates/documents/task-sheet.html", "in document.parts", "in document.parts|reverse"),
        ("templates/styles/club.css", "body {", 'h2::after { content: "!" } body {'),
    ],
    ids=["a word", "the order of parts", "a sign of CSS"],
)
def test_whatever_a_template_changes_on_a_page_un_signs(
    tiny: Workshop, file: str, old: str, new: str
) -> None:
    """A word in a template by any route, another order of parts and a sign in CSS void it."""
    signed(tiny)
    code = plan_of(tiny).code
    assert asked(tiny, code).state == "current"
    tiny.change(file, old, new)
    assert signature_state(tiny).state == "changed"
    assert asked(tiny, code).state == "superseded"


def test_what_does_not_print_voids_no_signature(tiny: Workshop) -> None:
    """A helpline that is checked again, and words for another band, leave a signature alone."""
    signed(tiny)
    tiny.change(HOLE, "## Guide", "\n## Guide")
    contacts = Path("materials/contacts.yaml")
    contacts.write_text(contacts.read_text("utf-8").replace("2026-01-05", "2026-02-05"), "utf-8")
    tiny.change("materials/snippets/repairs/tools.md", "on its axle", "on an axle")
    assert signature_state(tiny).state == "signed"
    assert signature_state(tiny, replace(FOR_JUNIORS, band="seniors")).state == "unsigned"


def test_people_school_and_date_are_not_signed() -> None:
    """What is signed, and the code at the foot, are of the order alone: never of a booking."""
    home = TESTS / "tiny"
    library, shapes = load_folders(home / "materials", home / "templates")
    plan = compose_in(AtOnce(), plan_for(FOR_JUNIORS, library, shapes), shapes).plan
    school = School(name="Spoke Hall", nation="uphill", lead="Ms Bell")
    bookings = (
        Booking(FOR_JUNIORS, 12),
        Booking(FOR_JUNIORS, 30, "spoke-1", school, dt.date(2027, 3, 1), term="spring"),
    )
    manifests = [manifest_of(booking, plan, MadeFrom(), files={}) for booking in bookings]
    assert manifests[0].content == manifests[1].content == plan.digest
    assert manifests[0].code == manifests[1].code == plan.code


def test_an_entry_is_put_below_what_a_person_wrote(tiny: Workshop) -> None:
    """Comments and entries of the file stay byte for byte; a name may hold any sign."""
    file = Path("materials/reviews.yaml")
    file.write_text("# Ours.\n[]\n", encoding="utf-8")
    name = "Zoë O’Neil: “Łoś” #1, 'x' \\ \""
    signed(tiny, signer=replace(LEAD, reviewer=f"  {name} "))
    first = file.read_text("utf-8")
    assert first.startswith("# Ours.\n- session:")
    signed(tiny, replace(FOR_JUNIORS, nation="downhill", seed=3))
    assert file.read_text("utf-8").startswith(first)
    reviews = tiny.load().reviews
    assert [(one.reviewer, one.seed) for one in reviews] == [(name, 1), (LEAD.reviewer, 3)]
    assert not list(Path("materials").rglob(".*"))


def test_a_file_that_takes_no_entry_is_left_alone(tiny: Workshop) -> None:
    """Where an entry cannot be put below the others, the file stays unchanged, with a report."""
    signed(tiny)
    file = Path("materials/reviews.yaml")
    flow = json.dumps([tiny.load().reviews[0].model_dump(mode="json")])
    file.write_text(f"{flow.replace(chr(34) + str(DAY) + chr(34), str(DAY))}\n", encoding="utf-8")
    before = file.read_text("utf-8")
    with pytest.raises(NotFitToPrint, match="no entry can be added"):
        signed(tiny, replace(FOR_JUNIORS, nation="downhill"))
    assert file.read_text("utf-8") == before


def test_nobody_signs_what_they_cannot_have_read(tiny: Workshop) -> None:
    """No name, no role, another code, an unknown band, blaming words: refused, nothing written."""
    before = Path("materials/reviews.yaml").read_bytes()
    assert refused(tiny, reviewer=" ") == {"no-name"}
    assert refused(tiny, role="") == {"no-name"}
    assert refused(tiny, role="a\nb") == {"no-name"}
    assert refused(tiny, code="AAA-AAA") == {"code-mismatch"}
    with pytest.raises(NotFitToPrint, match="is not for the band"):
        signed(tiny, replace(FOR_JUNIORS, band="nobody"))
    tiny.change(HOLE, "Look for bubbles", "Look for [bubbles](contact:road-desk)")
    assert refused(tiny) == {"not-open-to-band"}
    assert Path("materials/reviews.yaml").read_bytes() == before
    assert not Path("materials/reviews").exists()


def test_the_code_of_another_pack_is_reported_as_that(tiny: Workshop) -> None:
    """Nothing has changed if the code was read on the pack of another nation: it names that one."""
    downhill = replace(FOR_JUNIORS, nation="downhill")
    signed(tiny, downhill)
    code = plan_of(tiny, downhill).code
    with pytest.raises(NotFitToPrint) as caught:
        signed(tiny, signer=replace(LEAD, code=code))
    (problem,) = caught.value.problems
    assert problem.fix.startswith("that is the code of another pack: ")
    assert problem.fix.endswith(", downhill")


def test_a_signature_without_its_record_says_so(tiny: Workshop) -> None:
    """Where nobody kept what signed words were made of, a change is reported and not guessed."""
    review = signed(tiny)
    signature_file(tiny.materials, review).unlink()
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    now = signature_state(tiny)
    assert (now.state, now.changes) == ("changed", ())
    assert "is unknown" in now.why


ENTRIES: Mapping[str, str] = {
    "by code": "  codes: [{code}]\n",
    "by session": "  session: repairs/flat-tyre\n  bands: [juniors]\n  nations: [uphill]\n",
    "by version": "  session: repairs/flat-tyre\n  bands: [juniors]\n  nations: [uphill]\n"
    '  versions: ["1.0"]\n',
}


@pytest.mark.parametrize("which", ENTRIES)
def test_what_is_withdrawn_is_not_printed(tiny: Workshop, which: str) -> None:
    """A withdrawn pack is refused with the reason and what to use; other packs are printed."""
    shapes = load_templates(tiny.templates)
    code = plan_of(tiny).code
    why = "  on: 2027-01-01\n  reason: The glue burns.\n  instead: Use the new one.\n"
    tiny.write("materials/withdrawn.yaml", f"glue:\n{ENTRIES[which].format(code=code)}{why}")
    library = tiny.load()
    orders = [FOR_JUNIORS, replace(FOR_JUNIORS, nation="downhill")]
    press = make.CachedPress(Cache(Path(".cache")), AtOnce())
    known = make.known_orders(
        [Booking(one, 5) for one in orders],
        make.Sources(library, shapes),
        press,
        Path("output"),
        make.RunOptions(only=("guide",)),
    )
    plan = make.plan_run(known, make.read_speed(press.cache))
    (problem,) = plan.problems
    assert (problem.code, problem.path, problem.fix) == (
        "withdrawn",
        "materials/withdrawn.yaml",
        "Use the new one.",
    )
    assert "The glue burns." in problem.message
    assert signature_state(tiny).state == "withdrawn"
    with pytest.raises(NotFitToPrint, match="withdrawn"):
        signed(tiny)


def test_only_the_versions_that_are_named_are_withdrawn(tiny: Workshop) -> None:
    """A corrected session with a new version is printed again; names with a slip are refused."""
    which = ENTRIES["by version"].replace("1.0", "0.9")
    why = "  on: 2027-01-01\n  reason: The glue burns.\n  instead: Use the new one.\n"
    tiny.write("materials/withdrawn.yaml", f"glue:\n{which}{why}")
    assert signature_state(tiny).state == "unsigned"
    tiny.change("materials/sessions/repairs/flat-tyre.yaml", '"1.0"', '"0.9"')
    assert signature_state(tiny).state == "withdrawn"
    for name in ("flat-tyre", "juniors", "uphill"):
        tiny.write("materials/withdrawn.yaml", f"glue:\n{which.replace(name, name + 's')}{why}")
        with pytest.raises(NotFitToPrint, match="unknown-"):
            tiny.load()


def test_an_entry_that_withdraws_nothing_is_refused(tiny: Workshop) -> None:
    """An entry says by code, or by session, bands and nations, which packs are meant."""
    why = "  on: 2027-01-01\n  reason: It burns.\n  instead: None.\n"
    for which in ("", "  session: repairs/flat-tyre\n", "  codes: [abc]\n"):
        tiny.write("materials/withdrawn.yaml", f"glue:\n{which}{why}")
        with pytest.raises(NotFitToPrint) as error:
            tiny.load()
        assert error.value.problems[0].path == "materials/withdrawn.yaml"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HNG-ERK", "HNG-ERK"),
        (" hng erk ", "HNG-ERK"),
        ("hngerk", "HNG-ERK"),
        ("h n g – e r k", "HNG-ERK"),
        ("OI8-l0a", "018-10A"),
        ("HNG-ER", None),
        ("HNG-ERKX", None),
        ("HUG-ERK", None),
        ("2027-spring", None),
    ],
)
def test_a_code_is_understood_as_people_write_it(text: str, code: str | None) -> None:
    """Case, spaces, dashes and the letters that look like digits are forgiven; no more."""
    assert parse_code(text) == code


def printed(
    tiny: Workshop,
    folder: str,
    order: Order = FOR_JUNIORS,
    made_from: MadeFrom | None = None,
    sources: tuple[str, ...] | None = None,
) -> Path:
    """A pack as it was printed today: its manifest, and files that nobody looks into."""
    now = current(tiny)
    plan = now.plan_or_raise(order)
    made_of = uses(plan, now.library, now.templates) if sources is None else None
    files = {document.file: "0" for document in plan.documents}
    manifest = manifest_of(
        Booking(order, 5),
        plan,
        made_from or MadeFrom(),
        uses=made_of,
        sources=sources,
        files=files,
    )
    tiny.write(f"output/{folder}/manifest.json", manifest.as_json().decode())
    return Path("output") / folder


def asked(tiny: Workshop, code: str) -> CodeStatus:
    """What `verify` says of a code."""
    return look_up(code, Path("output"), current(tiny), NO_RECORD)


def code_of(tiny: Workshop, order: Order = FOR_JUNIORS) -> str:
    """The code that a pack has today."""
    return plan_of(tiny, order).code


def test_the_code_of_todays_words_is_current(tiny: Workshop) -> None:
    """A page of words that still print is current, whoever printed it, also another arrangement."""
    found = asked(tiny, code_of(tiny))
    assert (found.state, found.order, found.version) == ("current", FOR_JUNIORS, "1.0")
    shuffled = replace(FOR_JUNIORS, seed=7)
    code = code_of(tiny, shuffled)
    assert asked(tiny, code).state == "unknown", "no pack of today has it without its seed"
    printed(tiny, "a", shuffled)
    found = asked(tiny, code)
    assert (found.state, found.order) == ("current", shuffled)


@pytest.mark.parametrize("is_printed", [True, False], ids=["printed", "only signed"])
def test_the_code_of_old_words_says_what_has_changed(tiny: Workshop, is_printed: bool) -> None:
    """What was printed or signed once is superseded: by which code, and what is otherwise."""
    code = code_of(tiny)
    if is_printed:
        printed(tiny, "a")
    else:
        signed(tiny)
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    found = asked(tiny, code)
    assert found.state == "superseded"
    assert found.plan
    assert found.plan.code == code_of(tiny) != code
    assert found.changes == (f"snippet:repairs/hole is changed ({HOLE})",)
    tiny.change(HOLE, "bands: [juniors, seniors]", "bands: [seniors]")
    assert asked(tiny, code).plan is None


def test_the_code_of_a_page_is_of_its_own_document(tiny: Workshop) -> None:
    """A page whose words still print is current, though another document of its pack changed."""
    before = plan_of(tiny).codes
    printed(tiny, "a")
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    now = plan_of(tiny).codes
    changed = {name for name in before if before[name] != now[name]}
    assert changed
    assert changed < set(before)
    for name, code in before.items():
        found = asked(tiny, code)
        assert found.state == ("superseded" if name in changed else "current")
        assert found.document == name
        assert bool(found.changes) == (name in changed)


def test_a_page_can_be_withdrawn_alone(tiny: Workshop) -> None:
    """A withdrawn document withdraws the pack that would print it, and no other page of it."""
    plan = plan_of(tiny)
    (name, code), *others = plan.codes.items()
    why = "  on: 2027-01-01\n  reason: It burns.\n  instead: None.\n"
    tiny.write("materials/withdrawn.yaml", f"glue:\n  codes: [{code}]\n{why}")
    found = asked(tiny, code)
    assert (found.state, found.document) == ("withdrawn", name)
    assert {asked(tiny, other).state for _, other in others} == {"current"}
    assert asked(tiny, plan.code).state == "withdrawn"
    with pytest.raises(NotFitToPrint, match=f"{code} was withdrawn"):
        refuse_withdrawn(plan, tiny.load(), lambda _: plan)


def test_a_pack_of_an_older_program_tells_its_changes_by_its_files(tiny: Workshop) -> None:
    """A manifest that names files only is held against them, where the cache knows them."""
    code, files = code_of(tiny), inputs.inputs_of((tiny.materials, tiny.templates))
    Cache(Path(".cache")).put_inputs("then", files)
    made_from = MadeFrom(inputs="then", made_with=dict(page_versions()))
    printed(tiny, "a", made_from=made_from, sources=(HOLE,))
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    tiny.change("materials/snippets/roads/arms.md", "## Guide", "\n## Guide")
    assert [one for one in asked(tiny, code).changes if "printroom" not in one] == [
        f"{HOLE}: changed"
    ]


def test_a_withdrawn_code_is_withdrawn_whatever_else_it_is(tiny: Workshop) -> None:
    """Withdrawal is reported first: for today's words, old ones, and a code that nobody knows."""
    code, why = code_of(tiny), "  on: 2027-01-01\n  reason: It burns.\n  instead: None.\n"
    pack = printed(tiny, "a")
    tiny.write("materials/withdrawn.yaml", f"glue:\n  codes: [{code}, AAA-AAA]\n{why}")
    assert asked(tiny, "AAA-AAA").state == asked(tiny, code).state == "withdrawn"
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    found = asked(tiny, code)
    assert found.state == "withdrawn"
    assert found.withdrawn
    assert found.withdrawn.reason == "It burns."
    assert asked(tiny, code_of(tiny)).state == "current"
    today = current(tiny)
    verified = verification.verify(Path("output"), (), today.why_outdated, today.withdrawn)
    assert {path: entry.reason for path, entry in verified.withdrawn.items()} == {pack: "It burns."}


def test_the_command_warns_of_withdrawn_packs(tiny: Workshop) -> None:
    """`verify` leaves with 1 for a withdrawn code or pack and for an unknown code, with 0 else."""
    code, why = code_of(tiny), "  on: 2027-01-01\n  reason: It burns.\n  instead: A new one.\n"
    printed(tiny, "a")
    folders = ("--materials", "materials", "--templates", "templates", "-o", "output")

    def answer(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["verify", *words, *folders])
        return done.exit_code, done.output

    exit_code, words = answer(*code.lower().split("-"))
    assert (exit_code, f"{code} is current" in words) == (0, True)
    assert answer("aaa-aaa")[0] == 1
    assert "Check each letter." in answer("aaa-aaa")[1]
    tiny.write("materials/withdrawn.yaml", f"glue:\n  codes: [{code}]\n{why}")
    for place in (code, "a"):
        exit_code, words = answer(place)
        assert exit_code == 1
        assert "WITHDRAWN, do not use" in words
        assert "Instead: A new one." in words


def found(tiny: Workshop, name: str) -> Usage:
    """Where a thing is used."""
    now = current(tiny)
    orders = make.all_orders(now.library, DAY)
    return searching.where_used(name, now, orders, Path("output"), NO_RECORD)


@pytest.mark.parametrize(
    ("name", "file", "uses_of_it"),
    [
        ("contact:road-desk", "materials/contacts.yaml", {("seniors", "uphill", "help-page")}),
        ("word:tube", "materials/glossary.yaml", {("juniors", "downhill", "task-sheet")}),
        ("fact:tyre-2024", "materials/facts.yaml", {("juniors", "uphill", "task-sheet")}),
        ("picture:wheel", "materials/pictures.yaml", {("juniors", "uphill", "task-sheet")}),
        ("snippet:repairs/hole", HOLE, {("juniors", "uphill", "cards")}),
        ("text:look FOR  bubbles", f"{HOLE}:24", {("juniors", "uphill", "task-sheet")}),
        ("text:a patch covers it", f"{HOLE}:12", {("juniors", "uphill", "guide")}),
    ],
)
def test_every_page_that_prints_a_thing_is_found(
    tiny: Workshop, name: str, file: str, uses_of_it: set[tuple[str, str, str]]
) -> None:
    """A thing, or any words: in which file it is written, and which documents print it."""
    there = found(tiny, name)
    assert file in there.files
    places = {(p.band, p.nation, d) for p in there.places for d in p.documents}
    assert uses_of_it <= places
    is_for_seniors = name == "contact:road-desk"
    assert any(band == "juniors" for band, _, _ in places) != is_for_seniors


def test_packs_already_printed_are_found(tiny: Workshop) -> None:
    """Printed packs say by what they were made of whether they have it, also when words changed."""
    printed(tiny, "new")
    printed(tiny, "seniors", Order("roads/signals", "seniors", "uphill", as_of=DAY))
    printed(tiny, "old", sources=(HOLE,))
    assert {one.folder: one.documents for one in found(tiny, "word:tube").packs} == {
        "output/new": ("task-sheet",),
        "output/old": ("task-sheet",),
    }
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    there = found(tiny, "word:tube")
    assert [(one.folder, one.is_current) for one in there.packs] == [("output/new", False)]
    assert there.unknown == 1
    there = found(tiny, "snippet:repairs/hole")
    assert [one.folder for one in there.packs] == ["output/new", "output/old"]
    there = found(tiny, "text:look for bubbles")
    assert (there.places, there.packs, there.unknown) == ((), (), 2)


@pytest.mark.parametrize("name", ["tube", "word:tubes", "text:", "text: …", "school:x"])
def test_a_name_of_nothing_is_refused(tiny: Workshop, name: str) -> None:
    """A name with a slip in it is not “used nowhere”: it is refused, with what is near."""
    with pytest.raises(NotFitToPrint) as error:
        found(tiny, name)
    assert error.value.problems[0].code == "unknown-name"
    assert error.value.problems[0].fix


def traced(tiny: Workshop, document: str, order: Order = FOR_JUNIORS) -> dict[str, Origin]:
    """Where the parts of a document come from, by what they are."""
    library, shapes = load_folders(tiny.materials, tiny.templates)
    rows = origins.origins(document, plan_for(order, library, shapes), library, shapes)
    return {row.what.strip(): row for row in rows}


def test_every_part_of_a_page_says_where_it_is_from(tiny: Workshop) -> None:
    """Base or variant, frame or session, linked, listed or at the foot: the file, the line, why."""
    rows = traced(tiny, "task-sheet")
    own = rows["“Our tools”, snippet:repairs/tools"]
    assert own.path == "materials/snippets/repairs/tools.juniors.md"
    assert "its variant for juniors replaces this heading" in own.why
    assert "minutes 5 to 17" in own.why
    assert rows["its activity, pairs"].path == "materials/snippets/repairs/tools.md"
    assert "closing of the session template" in rows["“Goodbye”, snippet:frame/goodbye"].why
    assert rows["word:tube"].why == f"named at {HOLE}:21"
    assert "strip: true" in rows["contact:bike-line"].why
    own = traced(tiny, "guide")["“Our tools”, snippet:repairs/tools"]
    assert own.path == "materials/snippets/repairs/tools.md"
    assert "its variant for juniors does not carry this heading" in own.why
    rows = traced(tiny, "task-sheet", replace(FOR_JUNIORS, band="seniors"))
    own = rows["“Know your tools”, snippet:repairs/tools"]
    assert own.path == "materials/snippets/repairs/tools.md"
    assert "no variant for seniors" in own.why


def test_every_origin_is_a_real_line(tiny: Workshop) -> None:
    """Each file that is named is there, and each line of it holds something."""
    library, shapes = load_folders(tiny.materials, tiny.templates)
    for order in make.all_orders(library, DAY):
        plan = plan_for(order, library, shapes)
        for document in plan.documents:
            for row in origins.origins(document.row.name, plan, library, shapes):
                lines = Path(row.path).read_text("utf-8").splitlines()
                assert lines[max(row.line - 1, 0)].strip(), row
                assert row.why
    with pytest.raises(NotFitToPrint, match="no document “poster”"):
        origins.origins("poster", plan, library, shapes)


@pytest.mark.parametrize("order", [("power/who-has-it", "14-16", "ireland")], ids=str)
def test_two_entries_with_one_name_are_distinguished(
    library: Library, templates: Templates, order: tuple[str, str, str]
) -> None:
    """Where two services have one name, the line is of the one that prints."""
    plan = plan_for(Order(*order, as_of=DAY), library, templates)
    rows = {row.what: row for row in origins.origins("handout", plan, library, templates)}
    row = rows["contact:childline-ireland"]
    lines = Path(row.path).read_text("utf-8").splitlines()[: row.line]
    assert [one for one in lines if one[:1].isalpha()][-1] == "childline-ireland:"


def test_every_page_says_what_it_is(library: Library, templates: Templates) -> None:
    """Each composed document has code, version and review date, on every sheet that is cut.

    The date is the one that `verify` says of the code.
    """
    for name, session in library.sessions.items():
        order = Order(name, session.bands[0], "england", as_of=DAY)
        made = compose_in(AtOnce(), plan_for(order, library, templates), templates)
        plan = made.plan
        for document in (*made.documents, made.cover):
            assert document
            code = plan.codes.get(document.name, plan.code)
            day = in_words(plan.review_day_of(code))
            marks = f"{code} · version {plan.version} · review by {day}"
            sheets = document.source.count('<section class="sheet"') or 1
            assert document.source.count(marks) == sheets, f"{name}, {document.name}"
    cover = templates.sources["documents/cover.html"]
    assert '{% include "parts/footer-cover.html" %}' in cover, "the cover has a foot, too"
    assert "{{ code }}" in templates.sources["parts/footer-cover.html"]
