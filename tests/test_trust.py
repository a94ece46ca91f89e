"""Trust: who signed which words, what was withdrawn, and what a page's code still says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printroom import line
from printroom.choose import plan_for
from printroom.line.codes import understood
from printroom.line.signing import Signer, Standing
from printroom.load import load_materials, load_templates
from printroom.load.reviews import signature_file
from printroom.manifests import manifest_of
from printroom.model import Booking, NotFitToPrint, Order, Review, School
from printroom.shelf import Shelf
from tests.term_room import DAY, AtOnce
from tests.workshop import Workshop

LEAD = Signer("A. Person", "Club lead", DAY)
FOR_JUNIORS = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
HOLE = "materials/snippets/repairs/hole.md"


def signed(tiny: Workshop, order: Order = FOR_JUNIORS, signer: Signer = LEAD) -> Review:
    """A pack of the workshop, signed."""
    shapes = load_templates(tiny.templates)
    library = load_materials(tiny.materials, shapes)
    return line.sign(tiny.materials, order, signer, library, shapes, AtOnce())[0]


def standing(tiny: Workshop, order: Order = FOR_JUNIORS) -> Standing:
    """What the signature of a pack is worth now."""
    shapes = load_templates(tiny.templates)
    library = load_materials(tiny.materials, shapes)
    (one,) = line.standings(tiny.materials, library, shapes, [order])
    return one


def refused(tiny: Workshop, **other: Any) -> set[str]:
    """The codes of what is wrong with a signature."""
    with pytest.raises(NotFitToPrint) as error:
        signed(tiny, signer=replace(LEAD, **other))
    return {problem.code for problem in error.value.problems}


def test_who_has_read_a_pack_has_it_signed(tiny: Workshop) -> None:
    """A signature is for exactly one pack: the draft loses that reason, and no other pack does."""
    shapes = load_templates(tiny.templates)
    reason = "Nobody has signed off these words for this age group and nation."
    assert reason in plan_for(FOR_JUNIORS, tiny.load(), shapes).draft
    review = signed(tiny)
    assert tiny.load().reviews == (review,)
    for order in line.all_orders(tiny.load(), DAY):
        drafted = reason in plan_for(order, tiny.load(), shapes).draft
        assert drafted == (order != FOR_JUNIORS), order
    assert standing(tiny).state == "signed"
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
    now = standing(tiny)
    assert now.state == "changed"
    assert [(one.name, one.change) for one in now.changes] == [(name, "changed")]
    assert now.changes[0].file in {file, "materials/pictures.yaml"}


def test_what_does_not_print_voids_no_signature(tiny: Workshop) -> None:
    """A help line that is checked again, and words for another band, leave a signature alone."""
    signed(tiny)
    tiny.change(HOLE, "## Guide", "\n## Guide")
    contacts = Path("materials/contacts.yaml")
    contacts.write_text(contacts.read_text("utf-8").replace("2026-01-05", "2026-02-05"), "utf-8")
    tiny.change("materials/snippets/repairs/tools.md", "on its axle", "on an axle")
    assert standing(tiny).state == "signed"
    assert standing(tiny, replace(FOR_JUNIORS, band="seniors")).state == "unsigned"


def test_people_school_and_date_are_not_signed() -> None:
    """What is signed, and the code at the foot, are of the order alone: never of a booking."""
    home = Path(__file__).parent / "tiny"
    shapes = load_templates(home / "templates")
    plan = plan_for(FOR_JUNIORS, load_materials(home / "materials", shapes), shapes)
    school = School(name="Spoke Hall", nation="uphill", lead="Ms Bell")
    bookings = (
        Booking(FOR_JUNIORS, 12),
        Booking(FOR_JUNIORS, 30, "spoke-1", school, dt.date(2027, 3, 1), term="spring"),
    )
    said = [manifest_of(booking, plan, {}) for booking in bookings]
    assert said[0]["content"] == said[1]["content"] == plan.digest
    assert said[0]["code"] == said[1]["code"] == plan.code


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
    """Where an entry cannot be put below the others, the file stays as it is, and it is said."""
    signed(tiny)
    file = Path("materials/reviews.yaml")
    flow = json.dumps([tiny.load().reviews[0].model_dump(mode="json")])
    file.write_text(f"{flow.replace(chr(34) + str(DAY) + chr(34), str(DAY))}\n", encoding="utf-8")
    before = file.read_text("utf-8")
    with pytest.raises(NotFitToPrint, match="no entry can be put below"):
        signed(tiny, replace(FOR_JUNIORS, nation="downhill"))
    assert file.read_text("utf-8") == before


def test_nobody_signs_what_they_cannot_have_read(tiny: Workshop) -> None:
    """No name, no role, another code, an unknown band, blaming words: refused, nothing written."""
    before = Path("materials/reviews.yaml").read_bytes()
    assert refused(tiny, reviewer=" ") == {"no-name"}
    assert refused(tiny, role="") == {"no-name"}
    assert refused(tiny, role="a\nb") == {"no-name"}
    assert refused(tiny, code="AAA-AAA") == {"other-words"}
    with pytest.raises(NotFitToPrint, match="is not for the band"):
        signed(tiny, replace(FOR_JUNIORS, band="nobody"))
    tiny.change(HOLE, "Look for bubbles", "Look for [bubbles](contact:road-desk)")
    assert refused(tiny) == {"not-open-to-band"}
    assert Path("materials/reviews.yaml").read_bytes() == before
    assert not Path("materials/reviews").exists()


def test_a_signature_without_its_record_says_so(tiny: Workshop) -> None:
    """Where nobody kept what signed words were made of, a change is told and not guessed."""
    review = signed(tiny)
    signature_file(tiny.materials, review).unlink()
    tiny.change(HOLE, "Look for bubbles", "Look for air")
    now = standing(tiny)
    assert (now.state, now.changes) == ("changed", ())
    assert "not known" in now.why


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
    code = plan_for(FOR_JUNIORS, tiny.load(), shapes).code
    why = "  on: 2027-01-01\n  reason: The glue burns.\n  instead: Use the new one.\n"
    tiny.write("materials/withdrawn.yaml", f"glue:\n{ENTRIES[which].format(code=code)}{why}")
    library = tiny.load()
    orders = [FOR_JUNIORS, replace(FOR_JUNIORS, nation="downhill")]
    room = line.PrintRoom(
        library, shapes, Shelf(Path(".shelf")), AtOnce(), manner=line.Manner(only="guide")
    )
    foreseen = line.foresee([Booking(one, 5) for one in orders], room, Path("output"), None)
    (problem,) = foreseen.problems
    assert (problem.code, problem.path, problem.mend) == (
        "withdrawn",
        "materials/withdrawn.yaml",
        "Use the new one.",
    )
    assert "The glue burns." in problem.message
    assert standing(tiny).state == "withdrawn"
    with pytest.raises(NotFitToPrint, match="withdrawn"):
        signed(tiny)


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
    assert understood(text) == code
