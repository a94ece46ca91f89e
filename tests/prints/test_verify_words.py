"""What is answered for a page in a drawer: its code, whatever was printed since, and its words."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from printroom import make
from printroom.cache import Cache
from printroom.cli import main
from printroom.deliver.manifest import MadeFrom, Manifest, manifest_of, read_manifest
from printroom.ledger import searching, signing
from printroom.ledger.code_lookup import OTHER_DOCUMENTS, CodeStatus, look_up
from printroom.ledger.current_content import EARLIER_COVER, CurrentContent
from printroom.ledger.inputs import digest_of_inputs, inputs_of
from printroom.ledger.record import Record, texts_of
from printroom.ledger.signing import Signer
from printroom.ledger.term_record import TermRecord
from printroom.ledger.uses import uses
from printroom.ledger.withdrawal import refuse_withdrawn
from printroom.ledger.word_changes import WordChange
from printroom.load import load_folders
from printroom.model import Booking, NotFitToPrint, Order, Plan
from printroom.model.drafts import reason_texts
from printroom.versions import page_versions
from tests.term_helpers import DAY, NO_REPORT, AtOnce
from tests.workshop import Workshop

ORDER = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
HOLE = "materials/snippets/repairs/hole.md"
STEP = (HOLE, "Look for bubbles.", "Look for air.")
"""A word of the task sheet only."""
BOWL = (HOLE, "Fill the bowl to the line.", "Fill the bowl.")
"""A word of the guide only."""
FOLDERS = ("--materials", "materials", "--templates", "templates")
GLUE = "glue:\n  codes: [{code}]\n  on: 2027-01-01\n  reason: It burns.\n  instead: A new one.\n"
PACK = Path("output/pack")


def current(tiny: Workshop) -> CurrentContent:
    library, templates = load_folders(tiny.materials, tiny.templates, sets_aside=True)
    return CurrentContent(tiny.materials, library, templates, Cache(Path(".cache")), DAY, AtOnce())


def deliver(tiny: Workshop, order: Order = ORDER, *only: str) -> Manifest:
    """Print a pack as the program does, but for the bytes of its files."""
    now, record = current(tiny), Record(Path("record"), DAY)
    composed = now.compose(order)
    assert composed
    assert composed.cover
    plan, library = composed.plan, now.library
    documents = (*composed.documents, composed.cover)
    texts = {one.name: texts_of(one) for one in documents if not only or one.name in only}
    made_of = uses(plan, library, now.templates)
    entry = record.entry(plan, texts, is_draft=True, uses=made_of)
    record.add([entry], texts.values())
    wanted = tuple(one for one in plan.documents if not only or one.row.name in only)
    inputs = inputs_of((tiny.materials, tiny.templates))
    now.cache.put_inputs(digest_of_inputs(inputs), inputs)
    before = read_manifest(PACK)
    manifest = manifest_of(
        Booking(order, 5),
        replace(plan, documents=wanted),
        MadeFrom(
            inputs=digest_of_inputs(inputs),
            draft=reason_texts(plan.draft),
            made_with=dict(page_versions()),
        ),
        uses=made_of,
        before=before.made_from if before else None,
        files={one.file: "0" for one in wanted},
    )
    tiny.write(f"{PACK}/manifest.json", manifest.as_json())
    return manifest


def ask(tiny: Workshop, code: str) -> CodeStatus:
    return look_up(code, Path("output"), current(tiny), Record(Path("record"), DAY))


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*words, *FOLDERS], catch_exceptions=False)
    return done.exit_code, done.output


def line_of(file: str, text: str) -> int:
    rows = Path(file).read_text("utf-8").splitlines()
    return next(number for number, row in enumerate(rows, 1) if text in row)


def change(tiny: Workshop, edit: tuple[str, str, str], document: str) -> WordChange:
    """Change a sentence, and say what must be shown of it."""
    tiny.change(*edit)
    file, old, new = edit
    return WordChange(document, old, new, file, line_of(file, new))


def test_every_code_ever_printed_is_answered(tiny: Workshop) -> None:
    """After a reprint into the same folder, and without output and cache, old codes are known."""
    old = deliver(tiny)
    wanted = change(tiny, STEP, "task-sheet")
    new = deliver(tiny)
    shutil.rmtree("output")
    shutil.rmtree(".cache")
    superseded = [name for name in old.codes if old.codes[name] != new.codes[name]]
    assert superseded == ["task-sheet"]
    for name, code in {"": old.code, **old.codes}.items():
        found = ask(tiny, code)
        assert found.document == name
        assert found.printed_on == (DAY,)
        is_old = name in ("", "task-sheet")
        assert found.state == ("superseded" if is_old else "current"), name
        assert found.words == ((wanted,) if is_old else ())
    assert ask(tiny, new.code).state == "current"
    assert ask(tiny, "AAA-AAA").state == "unknown"


def test_the_pages_of_a_withdrawn_pack_are_withdrawn(tiny: Workshop) -> None:
    """A page of a withdrawn pack warns by its own code, unless a pack of today prints the same."""
    old = deliver(tiny)
    tiny.change(*STEP)
    deliver(tiny)
    tiny.write("materials/withdrawn.yaml", GLUE.format(code=old.code))
    for name, code in {"": old.code, **old.codes}.items():
        found = ask(tiny, code)
        if name in ("", "task-sheet"):
            assert (found.state, found.withdrawn is not None) == ("withdrawn", True)
        else:
            assert (found.state, found.also_withdrawn is not None) == ("current", True)
    tiny.write("materials/withdrawn.yaml", GLUE.format(code=old.codes["guide"]))
    assert ask(tiny, old.codes["guide"]).state == "withdrawn"


def test_the_first_lines_say_whether_a_page_may_be_used(tiny: Workshop) -> None:
    """A superseded page must not be, and its new code follows; no code covers a school."""
    code = deliver(tiny).codes["task-sheet"]
    exit_code, words = call("verify", code, "-o", "output")
    assert (exit_code, "compare them with the list" in words) == (0, True)
    tiny.change(*STEP)
    exit_code, words = call("verify", code, "-o", "output")
    first, second, *_ = (one for one in words.splitlines() if not one.endswith("…"))
    assert exit_code == 1
    assert first.startswith(f"{code} is SUPERSEDED, do not use it: the task-sheet of repairs/")
    assert second.startswith("Print it again: the current code is ")
    assert "compare them with the list" not in words


def test_a_pack_is_unfit_if_its_words_are_no_longer_right(tiny: Workshop) -> None:
    """Withdrawn, or with other words: not sent. Another design is no reason."""
    made = deliver(tiny)
    tiny.change("templates/styles/club.css", "/* One", "/* Just one")
    assert current(tiny).why_outdated(PACK)
    assert current(tiny).unfit(made) is None
    finished = made.model_copy(update={"draft": ()})
    assert current(tiny).unfit(finished) == ("is out of date: there are new draft reasons", "")
    tiny.change(*STEP)
    assert current(tiny).unfit(made) == ("is out of date: its text has changed: task-sheet", "")
    tiny.write("materials/withdrawn.yaml", GLUE.format(code=made.code))
    assert current(tiny).unfit(made) == ("was withdrawn on 2027-01-01: It burns.", "A new one.")


def test_a_pack_is_not_out_of_date_because_of_a_mistake(tiny: Workshop) -> None:
    """Nobody knows whether it is: the reason names the mistake, and what to do about it."""
    made = deliver(tiny)
    tiny.write(HOLE, Path(HOLE).read_text("utf-8") + "\n:::nonsense\n")
    unfit = current(tiny).unfit(made)
    assert unfit is not None
    assert "cannot be compared with the materials, because a file has a mistake" in unfit.why
    assert "out of date" not in unfit.why
    assert "hole.md" in unfit.why
    assert unfit.instead.startswith("correct that file")
    exit_code, words = call("verify", "output")
    assert exit_code == 1
    assert "cannot be compared: output/" in words
    assert "0 are out of date; 1 cannot be compared." in words


def test_a_code_is_withdrawn_by_a_command(tiny: Workshop) -> None:
    """`withdraw` adds an entry below the others; each page of the pack is withdrawn for good."""
    old = deliver(tiny)
    tiny.write("materials/withdrawn.yaml", "# Ours.\n" + GLUE.format(code="AAA-AAA"))
    why = ("--reason", "It “burns”: 1", "--instead", "Nothing.", "-o", "output")
    exit_code, words = call("withdraw", old.code.lower(), *why)
    assert exit_code == 0, words
    file = Path("materials/withdrawn.yaml")
    assert file.read_text("utf-8").startswith("# Ours.\n" + GLUE.format(code="AAA-AAA"))
    shutil.rmtree("output")
    for edit in ((), STEP):
        if edit:
            tiny.change(*edit)
        for code in (old.code, old.codes["task-sheet"]):
            found = ask(tiny, code)
            assert found.withdrawn
            assert (found.state, found.withdrawn.reason) == ("withdrawn", "It “burns”: 1")
    before = file.read_bytes()
    for code in (old.code, "BBB-BBB", "not-a-code"):
        assert call("withdraw", code, *why)[0] in (1, 2)
    assert file.read_bytes() == before


def test_a_page_that_a_shorter_version_has_too_is_withdrawn(tiny: Workshop) -> None:
    """A page of a withdrawn pack is withdrawn, although a pack of another length still has it.

    The same holds for its unchanged folder; each says who withdrew it, when and why.
    """
    cut = "cuts:\n  - {minutes: 30, times: {Find the hole: 3}}\nsegments:"
    tiny.change("materials/sessions/repairs/flat-tyre.yaml", "segments:", cut)
    shorter = deliver(tiny, replace(ORDER, minutes=30))
    pack = deliver(tiny)
    code = pack.codes["help-page"]
    assert shorter.codes["help-page"] == code != pack.code != shorter.code
    by = ("--by", "Ada Reed", "--on", "2026-11-20", "-o", "output")
    words = call("withdraw", pack.code, "--reason", "No.", "--instead", "None.", *by)[1]
    assert str(PACK) in words
    found = ask(tiny, code)
    assert found.state == "withdrawn"
    assert {order.minutes for order in found.still_current} >= {30}
    page = f"{PACK}/{next(one for one in pack.files if 'help-page' in one)}"
    tiny.write(page, "")
    for what in (code, str(PACK), page):
        exit_code, words = call("verify", what)
        assert exit_code == 1
        assert "since 20 Nov 2026, by Ada Reed: No." in words
        assert "WITHDRAWN" in words


@pytest.mark.parametrize(("withdrawn", "other"), [(1, 5), (5, 1), (5, 7)])
def test_a_withdrawal_covers_every_arrangement_of_the_same_words(
    tiny: Workshop, withdrawn: int, other: int
) -> None:
    """A withdrawn pack prints with no other seed, and one with another seed is withdrawn, too.

    With other words it prints again.
    """
    code = deliver(tiny, replace(ORDER, seed=withdrawn)).code
    assert deliver(tiny, replace(ORDER, seed=other)).code != code
    assert call("withdraw", code, "--reason", "No.", "--instead", "None.", "-o", "output")[0] == 0
    now = current(tiny)
    assert now.withdrawn(PACK)
    assert ask(tiny, now.plan_or_raise(replace(ORDER, seed=other)).code).state == "withdrawn"

    def refuse(content: CurrentContent) -> None:
        plan = content.plan_or_raise(replace(ORDER, seed=other))
        refuse_withdrawn(plan, content.library, content.plan_or_raise)

    with pytest.raises(NotFitToPrint, match="withdrawn"):
        refuse(now)
    tiny.change(*STEP)
    refuse(current(tiny))


def test_a_code_that_was_never_printed_is_withdrawn_with_its_pages(tiny: Workshop) -> None:
    """What is only planned is recorded as it would print now, and is known when words change."""
    now = current(tiny).plan_or_raise(ORDER)
    assert call("withdraw", now.code, "--reason", "No.", "--instead", "None.")[0] == 0
    tiny.change(*STEP)
    found = ask(tiny, now.codes["task-sheet"])
    assert (found.state, found.document) == ("withdrawn", "task-sheet")


def test_the_command_shows_the_words_and_is_not_content(tiny: Workshop) -> None:
    """`verify CODE` shows old and new words with file and line; only a current code leaves 0."""
    old = deliver(tiny)
    wanted = change(tiny, STEP, "task-sheet")
    exit_code, words = call("verify", old.codes["task-sheet"], "-o", "output")
    assert exit_code == 1
    assert f"task-sheet, {HOLE}:{wanted.line}\n" in words
    assert "- Look for bubbles.\n" in words
    assert "+ Look for air.\n" in words
    exit_code, words = call("verify", old.codes["task-sheet"], "--json")
    assert exit_code == 1
    (shown,) = json.loads(words)["words"]
    assert shown == {
        "document": "task-sheet",
        "old": wanted.old,
        "new": wanted.new,
        "path": HOLE,
        "line": wanted.line,
        "is_reordered": False,
    }
    assert call("verify", old.codes["guide"])[0] == 0
    tiny.write("materials/withdrawn.yaml", GLUE.format(code=old.code))
    exit_code, words = call("verify", old.codes["task-sheet"])
    assert exit_code == 1
    assert "WITHDRAWN, do not use" in words
    assert "Instead: A new one." in words


def test_a_signature_keeps_the_words_that_were_signed(tiny: Workshop) -> None:
    """What was only signed is on record; once changed, `list --signed` shows the words."""
    now, record = current(tiny), Record(Path("record"), DAY)
    signer = Signer("A. Person", "Club lead", DAY)
    _, code = signing.sign(
        tiny.materials, ORDER, signer, now.library, now.templates, AtOnce(), record
    )
    wanted = change(tiny, STEP, "task-sheet")
    found = ask(tiny, code)
    assert (found.state, found.words) == ("superseded", (wanted,))
    (state,) = signing.signature_states(current(tiny), [ORDER], Record(Path("record"), DAY))
    assert (state.state, state.words, state.changes, state.why) == ("changed", (wanted,), (), "")
    words = call("list", "--signed")[1]
    assert f"task-sheet, {HOLE}:{wanted.line}\n" in words
    assert "- Look for bubbles.\n" in words


def test_an_unknown_code_is_answered_at_once(
    tiny: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --search no pack is composed for a code that nothing printed, signed or withdrew."""
    code = current(tiny).plan_or_raise(ORDER).code
    composed: list[Order] = []
    compose = CurrentContent.plans

    def noted(self: CurrentContent, orders: Iterable[Order]) -> Iterator[Plan]:
        composed.extend(orders := list(orders))
        return compose(self, orders)

    monkeypatch.setattr(CurrentContent, "plans", noted)
    exit_code, words = call("verify", code, "-o", "output")
    assert (exit_code, composed) == (1, [])
    assert f"Unknown code {code}" in words
    assert f"verify {code} --search --output output --materials materials" in words
    exit_code, words = call("verify", code, "-o", "output", "--search")
    assert exit_code == 0
    assert f"{code} is current" in words
    assert composed


def test_packs_that_share_a_page_give_their_own_reasons(tiny: Workshop) -> None:
    """A page of two packs, of which one is signed, is a draft in the other alone."""
    known = "leaders.example\n  verified_on: 2026-11-01\n  verified_by: Ada Bell"
    tiny.change("materials/contacts.yaml", "leaders.example", known)
    code = deliver(tiny).codes["help-page"]
    folders = load_folders(tiny.materials, tiny.templates)
    signer = Signer("Ada Bell", "Lead", DAY)
    signing.sign(tiny.materials, ORDER, signer, *folders, AtOnce(), Record(Path("record"), DAY))
    shared = ask(tiny, code)
    words = call("verify", code, "-o", "output")[1]
    assert {bool(plan.draft) for plan in shared.plans} == {True, False}
    assert f"{code} is current, but a draft that must not be used yet in some packs:" in words
    assert words.count("Review by") == 1
    assert "It is signed in repairs/flat-tyre for juniors in uphill." in words
    rows = json.loads(call("verify", code, "--json")[1])["packs"]
    assert [tuple(row["draft"]) for row in rows] == [
        reason_texts(plan.draft) for plan in shared.plans
    ]


def test_the_date_is_the_one_that_the_page_prints(tiny: Workshop) -> None:
    """`verify` says of each code the day of review of its page, of a pack's code that of its cover.

    The guide has a fact that is to be checked before the session.
    """
    tiny.change("materials/facts.yaml", "rainy afternoon.", "rainy afternoon in 2023.")
    facts = Path("materials/facts.yaml")
    first, last = facts.read_text("utf-8").rsplit("2030-01-31", 1)
    tiny.write("materials/facts.yaml", f"{first}2029-05-02{last}")
    pack, composed = deliver(tiny), current(tiny).compose(ORDER)
    assert composed
    assert composed.cover
    found = {}
    for document in (*composed.documents, composed.cover):
        code = pack.codes.get(document.name, pack.code)
        (day,) = set(re.findall(r"review by (\d{4}-\d\d-\d\d)", document.source))
        printed = dt.date.fromisoformat(day)
        assert f"Review by {printed.day} {printed:%b %Y}." in call("verify", code)[1], document.name
        packs = json.loads(call("verify", code, "--json")[1])["packs"]
        assert {one["review_by"] for one in packs} == {day}, document.name
        found[document.name] = day
    assert found["guide"] == found["cover"] == "2029-05-02"
    assert found["task-sheet"] == "2030-01-31"


def test_a_current_page_of_a_draft_says_so_first(tiny: Workshop) -> None:
    """The first line says that it must not be used; a reason of several nations is one line."""
    code = deliver(tiny).codes["cards"]
    shared = ask(tiny, code)
    assert {plan.order.nation for plan in shared.plans} == {"uphill", "downhill"}
    exit_code, words = call("verify", code, "-o", "output")
    first, *lines = (line for line in words.splitlines() if not line.endswith("…"))
    assert exit_code == 0
    assert first.startswith(f"{code} is current, but a draft that must not be used yet: the cards")
    having = Counter(reason.text for plan in shared.plans for reason in plan.draft)
    assert max(having.values()) > 1
    for text, count in having.items():
        (line,) = (line for line in lines if line.endswith(text))
        assert line.startswith("    In ") == (count < len(shared.plans))


def test_packs_that_a_term_does_not_have_any_more_are_named(tiny: Workshop) -> None:
    """`verify` says which packs in the folder of a term its last run did not make."""
    deliver(tiny)
    record = TermRecord(term="spring", key="", lists=(), packs={}, failed=(), report=NO_REPORT)
    tiny.write("output/term.json", record.as_json())
    words = call("verify", "output")[1]
    assert f"no longer part of this term: {PACK}" in words
    assert "1 pack, 1 of them no longer part of this term:" in words
    tiny.change(*STEP)
    words = call("verify", "output")[1]
    assert "1 is out of date." in words
    assert "again: python3 generate.py term" not in words, "the term would not make it"


def test_a_folder_of_superseded_packs_shows_their_words(tiny: Workshop) -> None:
    """`verify FOLDER` names the documents and shows the words; it is current until then."""
    tiny.write("materials/reviews.yaml", "[]\n")
    deliver(tiny)
    now = current(tiny)
    assert now.why_outdated(PACK) == ""
    wanted = change(tiny, STEP, "task-sheet")
    assert current(tiny).why_outdated(PACK) == "its text has changed: task-sheet"
    exit_code, words = call("verify", "output")
    assert exit_code == 1
    assert f"task-sheet, {HOLE}:{wanted.line}\n" in words
    assert "+ Look for air.\n" in words


def test_a_change_of_the_guide_alone_leaves_other_documents_current(tiny: Workshop) -> None:
    """A folder with one current document is current; a cover says no more than what is so."""
    deliver(tiny, ORDER, "task-sheet")
    tiny.change(*BOWL)
    tiny.change("templates/documents/guide.html", "{% block content %}", "{% block content %} ")
    assert current(tiny).why_outdated(PACK) == ""
    deliver(tiny, ORDER, "guide")
    tiny.change(HOLE, "Fill the bowl.", "Fill a bowl.")
    assert current(tiny).why_outdated(PACK) == "its text has changed: guide"
    cover = deliver(tiny, ORDER, "cover")
    tiny.change(HOLE, "Fill a bowl.", "Fill any bowl.")
    assert current(tiny).why_outdated(PACK) == EARLIER_COVER
    found = ask(tiny, cover.code)
    assert (found.state, found.changes, found.words) == ("superseded", (OTHER_DOCUMENTS,), ())


def test_why_a_pack_was_made_again_shows_its_words(tiny: Workshop) -> None:
    """`why-rebuilt` shows which words changed between two packs, and which have changed since."""
    deliver(tiny)
    tiny.change(*STEP)
    deliver(tiny)
    tiny.change(HOLE, "Look for air.", "Look for foam.")
    exit_code, words = call("why-rebuilt", str(PACK))
    assert exit_code == 0
    then, _, since = words.partition("Words that have changed since:")
    assert "- Look for bubbles." in then.partition("Words that had changed:")[2]
    assert "- Look for air." in since
    assert f"task-sheet, {HOLE}:{line_of(HOLE, 'Look for foam')}" in since


def where(tiny: Workshop, name: str) -> searching.Usage:
    now = current(tiny)
    orders = make.all_orders(now.library, DAY)
    return searching.where_used(name, now, orders, Path("output"), Record(Path("record"), DAY))


def test_words_are_found_in_packs_that_were_printed_before(tiny: Workshop) -> None:
    """Earlier words are found in packs of the output folder, and where only the record is left."""
    old = deliver(tiny)
    tiny.change(*STEP)
    found = where(tiny, "text:look for bubbles")
    assert [(one.folder, one.documents, one.is_current) for one in found.packs] == [
        (PACK.as_posix(), ("task-sheet",), False)
    ]
    assert (found.places, found.unknown) == ((), 0)
    shutil.rmtree("output")
    (one,) = where(tiny, "text:look for bubbles").recorded
    assert (one.code, one.documents, one.on) == (old.code, ("task-sheet",), ("2027-01-04",))
    assert where(tiny, "text:look for air").recorded == ()
    assert where(tiny, "text:look for air").places


def test_where_used_says_when_it_cannot_know(tiny: Workshop) -> None:
    """A number is found by its digits; a printed pack without a record makes the exit code 1."""
    deliver(tiny)
    number = "0808 157 0123"
    exit_code, words = call("where-used", f"text:{number.replace(' ', '')}", "-o", "output")
    assert (exit_code, "help-page" in words) == (0, True)
    file = Path("materials/contacts.yaml")
    text = file.read_text("utf-8")
    assert number in text
    file.write_text(text.replace(number, "0808 157 0124"), "utf-8")
    for _ in range(2):
        exit_code, words = call("where-used", "text:+44 808 1570123", "-o", "output")
        assert "Unknown for" not in words
        assert "help-page" in words
        assert exit_code == 0
    shutil.rmtree("record")
    exit_code, words = call("where-used", f"text:{number}", "-o", "output")
    assert exit_code == 1
    assert "Unknown for 1 printed pack" in words


@pytest.mark.parametrize("room", ["packs", "texts"])
def test_a_damaged_record_is_no_answer_and_no_crash(tiny: Workshop, room: str) -> None:
    """Where files of the record are torn, what remains is shown, and nothing is guessed."""
    old = deliver(tiny)
    shutil.rmtree("output")
    for file in Path("record", room).iterdir():
        file.write_bytes(file.read_bytes()[:-2])
    tiny.change(*STEP)
    found: Any = ask(tiny, old.codes["task-sheet"])
    assert found.state == ("unknown" if room == "packs" else "superseded")
    assert found.words == ()
