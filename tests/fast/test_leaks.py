"""Finding leaks in texts in memory: what is reported, where, how often, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from printroom.model import Document, Forbidden, Problem
from printroom.proof.leaks import ENOUGH, find_leaks
from printroom.proof.pdf_content import FileContent, FoundText, PageBreak, PageContent
from printroom.proof.strings import comments_in
from printroom.text.fingerprint import GRAM, fingerprints_in, forbidden_fingerprints, letters, words

SHEET = Document("worksheet", "Worksheet", "participant", 2, "", {}, "t/worksheet.html", "")
NOTE = "remind them that the coach decides who may play on Saturday"
OTHER = "ask the quiet ones first and never wait for a hand to go up"
ANSWER = "the gran it is"


def sealed(
    *pages: str,
    source: str = "",
    strings: tuple[tuple[str, str], ...] = (),
    page_breaks: tuple[tuple[str, str], ...] = (),
    never: tuple[str, ...] = (NOTE, OTHER, ANSWER),
    own: tuple[str, ...] = (),
    values: Mapping[str, str] | None = None,
) -> list[Problem]:
    """What the seal says of some pages, strings and page breaks."""
    file = FileContent(
        pages=tuple(PageContent(text, tuple(words(text)), (), b"", "") for text in pages),
        page_breaks=tuple(PageBreak(number, *sides) for number, sides in enumerate(page_breaks, 1)),
        texts=tuple(FoundText(*one) for one in strings),
        drawings={},
        objects={},
        trailer=None,
    )
    grams, phrases, lengths = forbidden_fingerprints(never)
    allowed = {SHEET.name: fingerprints_in(own, lengths)}
    given = Forbidden(grams, phrases, lengths, ("self-harm", "rape"), allowed, "")
    return find_leaks(replace(SHEET, source=source), file, given, values or {})


def test_a_clean_file_has_no_problems() -> None:
    """Words that nobody forbids are no problem in any place."""
    clean = "Who could notice, and who could help?"
    assert not sealed(clean, strings=(("/Alt", clean),), page_breaks=((clean, clean),))


@pytest.mark.parametrize("text", [NOTE, ANSWER])
def test_what_a_document_says_itself_is_no_alarm(text: str) -> None:
    """What others say too is allowed where the document's own words say it, and nothing beside."""
    assert not sealed(f"So: {text}.", own=(text,))
    assert sealed(f"So: {text}. {OTHER}", own=(text,))


LETTER = '<p>For families.</p><p>Your lead is <span data-field="lead"></span>.</p>'


@pytest.mark.parametrize("note", ["Your lead is Mrs Anna Tran", "Mrs Anna Tran", "is Mrs Anna"])
def test_a_name_beside_its_label_is_no_leak(note: str) -> None:
    """What a school fills in is its own, alone or with its label, even if a guide says the same."""
    values, page = {"lead": "Mrs Anna Tran"}, "Your lead is Mrs Anna Tran."
    assert sealed(page, source=LETTER, never=(note,), own=("Your lead is",))
    assert not sealed(page, source=LETTER, never=(note,), own=("Your lead is",), values=values)


def test_a_note_beside_a_name_is_a_leak() -> None:
    """A forbidden text is found, too, in the block in which a school's value is."""
    source = f'<p>{NOTE} <span data-field="lead"></span> {ANSWER}</p>'
    page = f"{NOTE} Mrs Tran {ANSWER}"
    found = sealed(page, source=source, values={"lead": "Mrs Tran"})
    assert len(found) == len(sealed(page)) == 2


@pytest.mark.parametrize("text", [NOTE, ANSWER])
def test_a_forbidden_text_is_reported_with_its_place(text: str) -> None:
    """A forbidden text stops the pack, and the message says where it is and how it begins."""
    on_page, in_string = sealed("Fine.", f"Oh. {text}", strings=(("/Alt", f"See: {text}"),))
    for problem, where in ((on_page, "page 2"), (in_string, "the text for a picture")):
        assert (problem.code, problem.path) == ("forbidden-text", SHEET.path)
        assert problem.message.startswith(f"{where} contains text that only facilitators")
        assert f"“{text[:10]}" in problem.message
        assert problem.fix.startswith("Find")
        assert problem.stops


def test_a_withheld_word_is_reported_with_its_place() -> None:
    """A withheld word stops the pack, and the message names the word and its place."""
    (problem,) = sealed("They speak of self-harm here.")
    assert (problem.code, problem.path) == ("withheld-word", SHEET.path)
    assert problem.message == "page 1 says “selfharm”, which is withheld from this band"
    assert "bands.yaml" in problem.fix


@pytest.mark.parametrize("text", [NOTE, ANSWER])
def test_what_only_a_page_break_parts_is_reported_at_the_break(text: str) -> None:
    """A text that runs over a page break is reported there, and one on a single side is not."""
    first, second = text.split(" ", 3)[:3], text.split(" ", 3)[3]
    before, after = " ".join(first), second
    (problem,) = sealed(page_breaks=(("Fine.", "Well."), (f"So {before}", f"{after} now")))
    assert problem.message.startswith("the break after page 2 contains")
    assert not sealed(page_breaks=((f"So {text}.", "Well"),))
    assert not sealed(page_breaks=(("So.", f"Well, {text}"),))


def test_a_withheld_word_over_a_page_break_is_reported_there() -> None:
    """A word that a page break cuts is reported at the break, and one on a single side is not."""
    (problem,) = sealed(page_breaks=(("They spoke of self-", "harm then"),))
    assert problem.message.startswith("the break after page 1 says “selfharm”")
    assert not sealed(page_breaks=(("They spoke of rape", "then"),))
    assert not sealed(page_breaks=(("They spoke", "of rape then"),))


def test_a_text_cut_into_strings_of_a_kind_is_reported() -> None:
    """Two strings or more of one kind are read in a row, without what has no words."""
    never = ("remind them the coach decides",)
    half, rest = "remind them the", "coach decides"
    (problem,) = sealed(strings=(("/Alt", half), ("/Alt", rest)), never=never)
    assert problem.message.startswith("the text for a picture contains")
    assert problem.message.endswith("“remind them the coach decides”")
    row = (("/Alt", half), ("/Alt", "7"), ("/Title", "Fine"), ("/Alt", rest))
    assert sealed(strings=row, never=never)
    assert not sealed(strings=(("/Alt", half), ("/Title", rest)), never=never)
    assert not sealed(strings=(("/Alt", "the gran"), ("/Alt", "it is")))


def test_a_string_alone_is_reported_once() -> None:
    """A string with a short and a long text that run into each other is reported once."""
    assert len(sealed(strings=(("/Alt", f"{ANSWER} {NOTE}"),))) == 1


def test_passages_that_run_into_each_other_are_one() -> None:
    """Neighbouring passages are reported as one, and those apart one by one."""
    first, second = "abcdefghijklmnopqrst", "uvwxyzabcdefghijkmno"
    assert len(sealed(first + second, never=(first, second))) == 1
    assert len(sealed(f"{first}z{second}", never=(first, second))) == 2
    assert len(sealed(f"{NOTE}. Now something else altogether. {OTHER}")) == 2


def test_few_passages_are_reported_for_each_place() -> None:
    """Of one place the first few passages are reported: a page is never copied into messages."""
    notes = tuple(f"secret number {n}: {n * 7919} of a long list of notes {n}" for n in range(9))
    page = " And in between there is enough that nobody minds. ".join(notes)
    problems = sealed(page, never=notes)
    assert len(problems) == ENOUGH == 3
    assert "number 0" in problems[0].message
    assert all(len(problem.message) < 140 for problem in problems)


def test_letters_set_apart_hide_no_answer() -> None:
    """An answer whose letters are spaced out is found at its place."""
    (problem,) = sealed("Look here: t h e g r a n i t i s and go on")
    assert "“t h e g r" in problem.message


def test_two_blocks_of_the_document_that_meet_are_no_alarm() -> None:
    """The end of a foot and the start of a head may be words of another session; a leak may not."""
    never = ("Tell an adult you trust. It is never their fault, whatever they did.",)
    source = "<footer>Talk to an adult you trust.</footer><h1>It is never their fault</h1>"
    met = "Talk to an adult you trust. It is never their fault"
    assert sealed(met, never=never)
    assert not sealed(met, never=never, source=source)
    assert sealed(f"{met}, whatever they did", never=never, source=source)
    leak = f"<p>{never[0]}</p>"
    assert sealed(never[0], never=never, source=leak)


FOOT = "Printed for everybody who comes to the club this year"
HEAD = "Which of these people could somebody turn to first"


def meeting(foot: str, head: str, of_foot: int) -> list[Problem]:
    """The problems if GRAM letters are forbidden, so many of which end a foot that meets a head."""
    never = letters(foot)[-of_foot:] + letters(head)[: GRAM - of_foot]
    assert len(never) == GRAM
    source = f"<footer>{foot}</footer><h1>{head}</h1>"
    assert sealed(f"{foot} {head}", never=(never,))
    return sealed(f"{foot} {head}", never=(never,), source=source)


@pytest.mark.parametrize("of_foot", range(1, GRAM))
def test_however_few_letters_meet_it_is_no_alarm(of_foot: int) -> None:
    """One letter of the one block and nineteen of the other are a meeting, and so on to the end."""
    assert not meeting(FOOT, HEAD, of_foot)


def test_blocks_that_meet_over_a_page_break_are_no_alarm() -> None:
    """Where a page ends and the next begins, two blocks meet as they do on a page."""
    never = letters(FOOT)[-9:] + letters(HEAD)[:11]
    source = f"<p>{FOOT}</p><p>{HEAD}</p>"
    assert sealed(page_breaks=((FOOT, HEAD),), never=(never,))
    assert not sealed(page_breaks=((FOOT, HEAD),), never=(never,), source=source)
    in_one = f"<p>{FOOT} {HEAD}</p>"
    assert sealed(page_breaks=((FOOT, HEAD),), never=(never,), source=in_one)


def test_a_short_block_may_meet_another_as_a_whole() -> None:
    """A block of a few letters meets its neighbour with all of them."""
    assert not meeting("Page", HEAD, 4)
    assert not meeting(FOOT, "Stop", GRAM - 4)


@pytest.mark.parametrize(("of_foot", "of_head"), [(0, 19), (19, 0), (10, 9)])
def test_a_label_beside_a_text_is_no_alarm(of_foot: int, of_head: int) -> None:
    """The letter of an answer, with what it is beside or between, may be letters of a guide."""
    never = f"{letters(FOOT)[len(letters(FOOT)) - of_foot :]}z{letters(HEAD)[:of_head]}"
    page = f"{FOOT} z {HEAD}"
    assert sealed(page, never=(never,))
    assert sealed(page, never=(never,), source=f"<p>{FOOT} z {HEAD}</p>")
    assert not sealed(page, never=(never,), source=f"<p>{FOOT} <b>z</b> {HEAD}</p>")


@pytest.mark.parametrize(("label", "is_one"), [("zy", True), ("zyx", False)])
def test_a_label_has_two_letters_at_most(label: str, is_one: bool) -> None:
    """A longer word that is set apart is part of its text."""
    never = letters(FOOT)[-9:] + label + letters(HEAD)[: GRAM - 9 - len(label)]
    page, source = f"{FOOT} {label} {HEAD}", f"<p>{FOOT} <b>{label}</b> {HEAD}</p>"
    assert bool(sealed(page, never=(never,), source=source)) is not is_one


def test_only_a_label_of_the_document_may_be_between_two_blocks() -> None:
    """A letter that the document does not set apart anywhere is no label."""
    never = f"{letters(FOOT)[-9:]}z{letters(HEAD)[:10]}"
    blocks = f"<p>{FOOT}</p><p>{HEAD}</p>"
    assert sealed(f"{FOOT} z {HEAD}", never=(never,), source=blocks)
    assert not sealed(f"{FOOT} z {HEAD}", never=(never,), source=f"{blocks}<p>Box <b>z</b> x</p>")


def test_a_dash_that_is_set_apart_hides_no_text() -> None:
    """What has no letters is no label, so the text around it is one text."""
    never = letters(FOOT)[-9:] + letters(HEAD)[:11]
    assert sealed(f"{FOOT} – {HEAD}", never=(never,), source=f"<p>{FOOT} <b>–</b> {HEAD}</p>")


def test_markup_around_words_hides_no_note() -> None:
    """A forbidden text is found, whichever of its words are set apart."""
    source = "<p>" + " ".join(f"<b>{word}</b>" for word in NOTE.split()) + "</p>"
    assert sealed(NOTE, source=source)


def test_a_short_text_is_reported_where_blocks_meet() -> None:
    """A forbidden name is no chance of two blocks that meet, were it a block itself."""
    source = f"<footer>Coach Bryn</footer><h1>{HEAD}</h1>"
    page = f"Coach Bryn {HEAD}. {NOTE}"
    (problem,) = sealed(page, never=("Coach Bryn", letters(NOTE)[:GRAM]), source=source)[:1]
    assert "“Coach Bryn" in problem.message


def test_only_what_is_between_objects_is_a_remark() -> None:
    """Compressed bytes may spell any word: they are read as a stream, not as a remark."""
    stream = b"1 0 obj\n<</Length 22>>\nstream\n\x01\n%\xfbxxxxx rape \x9c\x02\nendstream\nendobj\n"
    remark = b"% before this one\n"
    found = [one.text for one in comments_in(stream + remark + stream + b"%%EOF\n")]
    assert found == ["% before this one"]
