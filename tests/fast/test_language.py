"""Words to avoid: every rule by its own examples, with no way round, except in quotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.activities import shape
from printroom.choose import choose
from printroom.inspect import inspect
from printroom.load import load_templates
from printroom.load.sources.text_file import read_text
from printroom.load.sources.validate import validate
from printroom.load.sources.yaml import read_yaml
from printroom.model import (
    ActivityModel,
    Channel,
    CurriculumLink,
    Definition,
    Kind,
    LanguageRule,
    Library,
    Node,
    Order,
    Problem,
    Segment,
)
from printroom.text.phrases import GAP, Rulebook, inflect
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    BANDS,
    EVERYONE,
    KINDS,
    LATER,
    OLDER,
    SESSION,
    TEENS,
    Fields,
    activity,
    block,
    contact,
    fact,
    library,
    link,
    nation,
    order,
    paragraph,
    part,
    picture,
    session,
    shown,
    snippet,
    templates,
    text,
    word,
)
from tests.workshop import HOME, Workshop


@cache
def shipped_rules() -> dict[str, LanguageRule]:
    """The rules of the project's own materials."""
    written = read_yaml(read_text(HOME / "materials" / "language.yaml", HOME / "materials"))
    assert isinstance(written.value, dict)
    return {str(name): validate(LanguageRule, written, (name,)) for name in written.value}


@cache
def shipped_book() -> Rulebook:
    """A rulebook of all shipped rules."""
    return Rulebook(shipped_rules())


def rule(letter: str = "Q", *phrases: str, **more: object) -> LanguageRule:
    """A rule against a word, or against what else is given."""
    wanted = {
        "phrases": phrases or ("badword",),
        "rule": letter,
        "why": "it blames",
        "instead": "a good word",
        "source": "K",
        "fails": ("x",),
        "passes": ("x",),
    }
    return LanguageRule.model_validate({**wanted, **more})


def found(text: str, *phrases: str, **more: object) -> list[str]:
    """What these phrases find in a text."""
    return [one.words for one in Rulebook({"it": rule("Q", *phrases, **more)}).find_matches(text)]


# --- the rules that are shipped -----------------------------------------------------------------


def test_each_rule_finds_what_must_fail_and_nothing_else() -> None:
    """The examples beside each rule are true of that rule."""
    for name, one in shipped_rules().items():
        book = Rulebook({name: one})
        assert [text for text in one.fails if not book.find_matches(text)] == [], name
        assert [text for text in one.passes if book.find_matches(text)] == [], name


def test_what_to_say_instead_breaks_no_rule() -> None:
    """Neither the words to say instead nor the examples that pass are stopped by another rule."""
    rules, book = shipped_rules(), shipped_book()
    stopped = [
        (text, hit.rule)
        for one in rules.values()
        for text in (one.instead, *one.passes)
        for hit in book.find_matches(text)
        if rules[hit.rule].rule != "W"
    ]
    assert stopped == []


AVOIDED = {
    "child prostitute": "Q",
    "teen prostitution": "Q",
    "prostituting themselves": "Q",
    "child sex worker": "Q",
    "child pornography": "Q",
    "kiddie porn": "Q",
    "promiscuous": "Q",
    "lifestyle choice": "Q",
    "putting themselves at risk": "Q",
    "risk-taking behaviour": "W",
    "risky behaviour": "W",
    "sexual activity with": "W",
    "sexually active": "X",
    "sex with a child": "Q",
    "underage sex": "Q",
    "the child is involved in CSE": "Q",
    "contacting adults online": "Q",
    "sending pictures to an adult": "Q",
    "sex in return for drugs": "Q",
    "sexual favours": "Q",
    "in a relationship with the perpetrator": "Q",
    "her older boyfriend": "W",
    "boyfriend model": "Q",
    "associating with": "W",
    "hanging around with": "W",
    "their older friends": "Q",
    "sugar daddy": "Q",
    "pimp": "Q",
    "punter": "Q",
    "the girl's client": "Q",
    "the child's customer": "Q",
    "she consented": "W",
    "willing participant": "W",
    "agreed to it": "W",
    "she let him touch her": "W",
    "the girl allowed it to happen": "W",
    "chose to go back": "Q",
    "refuses to engage": "Q",
    "won't cooperate": "Q",
    "she admitted": "X",
    "the boy confessed": "X",
    "the child claims": "W",
    "he alleges": "W",
    "streetwise": "Q",
    "mature for her age": "Q",
    "they should know better": "Q",
    "young woman": "W",
    "young man": "W",
    "Lolita": "X",
    "jailbait": "X",
    "nymphet": "X",
    "attention-seeking": "Q",
    "easy target": "W",
    "it happened because he was vulnerable": "W",
    "naive": "Q",
    "a silly girl": "Q",
    "made bad choices": "Q",
    "runaway": "W",
    "absconded": "W",
    "AWOL": "W",
    "damaged child": "X",
    "she was ruined": "X",
    "he is broken": "X",
    "dirty girl": "X",
    "you are a victim": "W",
    "child-on-child perpetrator": "Q",
    "young sex offender": "Q",
    "he is a monster": "Q",
    "they were beasts": "Q",
    "pervert": "Q",
    "paedophile": "Q",
    "grooming gang": "Q",
    "sexting": "W",
    "revenge porn": "Q",
    "self-generated": "Q",
    "sextortion": "W",
    "sold herself": "X",
    "rescued the child": "W",
    "saved her from": "W",
    "modern slave": "Q",
    "money mule": "Q",
    "plugging": "Q",
    "child bride": "W",
    "child marriage": "W",
    "stranger danger": "Q",
    "don't get groomed": "Q",
    "your job to stay safe": "Q",
    "What could Ffion have done differently?": "Q",
    "What did Aled do wrong?": "Q",
    "What did Mairi do to put herself at risk?": "Q",
    "Why didn't Ewan leave?": "Q",
    "Why did Siân not tell?": "Q",
    "How can girls avoid this?": "Q",
    "age of consent": "W",
}
"""Every row of the language guide that the packs keep to, and how strict it is."""


@pytest.mark.parametrize("phrase", AVOIDED)
def test_every_row_of_the_guide_has_its_rule(phrase: str) -> None:
    """What the guide avoids is found, as strictly as the guide says."""
    assert AVOIDED[phrase] in {
        shipped_rules()[hit.rule].rule
        for hit in shipped_book().find_matches(f"Then {phrase} again.")
    }


PROMISED = (
    "I will tell one person",
    "I'll only tell the lead",
    "I promise I won't tell",
    "it will stay between us",
    "you will not be in trouble",
    "nobody will be cross",
    "nobody will be angry with you",
    "you will not lose your phone",
    "they can't come out of the screen",
    "you're safe now",
    "we'll keep you safe",
    "it will never happen again",
    "the police will arrest him",
    "the Gardaí will protect you",
    "you won't have to go to court",
    "they won't take you into care",
    "nobody will find out",
    "you can always trust a teacher",
    "everything will be fine",
    "it's going to be OK",
    "nothing bad will happen",
    "they will believe you",
    "the picture will be taken down",
    "it'll be deleted",
)
"""What a kind adult is tempted to say to a child, and may not be true."""

TRUE_IN_ANY_CASE = (
    "It is not your fault.",
    "I believe you.",
    "Thank you for telling me. I’m glad you did.",
    "You’re not in trouble for telling me.",
    "I won’t be cross with you for telling me.",
    "I can’t keep this to myself, because I want you to be safe.",
    "I’ll only tell people who need to know. If I can, I’ll tell you who.",
    "I’ll tell you what happens next, as far as I know it.",
    "I’ll tell the lead today, and you can be there if you like.",
    "Telling is never wrong, and it’s never too late.",
    "You can always tell. Keep telling until someone helps.",
    "Adults have to keep children safe. That’s our job.",
    "You can ask for someone to sit with you.",
    "Pictures can often be found and blocked, but not always.",
    "I read every slip today, and I’ll stay here for ten minutes after the end.",
)
"""What an adult can say, whatever happens next."""


def promises_in(text: str) -> list[str]:
    """The promises never to make in a text."""
    return [
        hit.words for hit in shipped_book().find_matches(text) if hit.rule.startswith("promise-")
    ]


@pytest.mark.parametrize("promise", PROMISED)
def test_a_promise_that_nobody_can_keep_stops_the_pack(promise: str) -> None:
    """Each promise that may prove untrue is found, as strictly as words that blame."""
    assert promises_in(f"She says that {promise}.")
    strict = {
        shipped_rules()[hit.rule].rule
        for hit in shipped_book().find_matches(f"She says that {promise}.")
    }
    assert strict <= {"Q", "X"}


@pytest.mark.parametrize("sentence", TRUE_IN_ANY_CASE)
def test_a_promise_about_what_we_do_ourselves_is_allowed(sentence: str) -> None:
    """What an adult can keep in the worst case is no promise never to make."""
    assert promises_in(sentence) == []


# --- hiding -------------------------------------------------------------------------------------


@cache
def examples() -> list[tuple[str, str, int, int]]:
    """The examples of each shipped rule, and where in them its phrases are."""
    return [
        (name, example, hit.start, hit.end)
        for name, one in shipped_rules().items()
        for example in one.fails
        for hit in Rulebook({name: one}).find_matches(example)
    ]


HIDING: dict[str, Callable[[str], str]] = {
    "capitals": lambda phrase: phrase.upper(),
    "small letters": lambda phrase: phrase.lower(),
    "title": lambda phrase: phrase.title(),
    "two spaces": lambda phrase: phrase.replace(" ", "  "),
    "hard spaces": lambda phrase: phrase.replace(" ", "\u00a0"),
    "line ends": lambda phrase: phrase.replace(" ", "\n"),
    "Windows line ends": lambda phrase: phrase.replace(" ", "\r\n    "),
    "hyphens": lambda phrase: phrase.replace(" ", "-"),
    "hard hyphens": lambda phrase: phrase.replace(" ", "\u2011").replace("-", "\u2011"),
    "no hyphens": lambda phrase: phrase.replace("-", " "),
    "curly apostrophes": lambda phrase: phrase.replace("'", "’"),
    "straight apostrophes": lambda phrase: phrase.replace("’", "'"),
    "no apostrophes": lambda phrase: phrase.replace("’", "").replace("'", ""),
    "accents": lambda phrase: phrase.replace("e", "e\u0301").replace("a", "à"),
    "commas": lambda phrase: phrase.replace(" ", ", "),
    "quotation marks": lambda phrase: f"“{phrase}”",
    "brackets": lambda phrase: phrase.replace(" ", " (", 1) + ")",
}


@pytest.mark.parametrize("how", HIDING)
def test_no_setting_hides_a_phrase(how: str) -> None:
    """Capitals, spaces, hyphens, accents, apostrophes, line ends: each example is still found."""
    hidden = [
        (name, example)
        for name, example, start, end in examples()
        if name
        not in {
            hit.rule
            for hit in shipped_book().find_matches(
                example[:start] + HIDING[how](example[start:end]) + example[end:]
            )
        }
    ]
    assert hidden == []


@given(st.data())
def test_a_word_broken_at_the_end_of_a_line_is_found(data: st.DataObject) -> None:
    """A hyphen with a line end, or a soft one, within any word of a phrase hides nothing."""
    name, example, start, end = data.draw(st.sampled_from(examples()))
    inside = [
        at
        for at in range(start + 1, end)
        if example[at - 1].isalpha() and example[at].isalpha() and "'" not in example
    ]
    at = data.draw(st.sampled_from(inside))
    broken = data.draw(st.sampled_from(["-\n", "-\r\n  ", "\u00ad", "\u00ad\n", "\u2010\n"]))
    hidden = example[:at] + broken + example[at:]
    if data.draw(st.booleans()):
        hidden = hidden.upper()
    assert name in {hit.rule for hit in shipped_book().find_matches(hidden)}


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("risk", ["risk", "risks", "risked", "risking", "risk’s", "risks’"]),
        ("put", ["put", "puts", "putting"]),
        ("admit", ["admits", "admitted", "admitting"]),
        ("place", ["place", "places", "placed", "placing"]),
        ("carry", ["carry", "carries", "carried", "carrying"]),
        ("lie", ["lies", "lied", "lying"]),
        ("confess", ["confesses", "confessed", "confessing"]),
        ("exploit*", ["exploit", "exploitation", "exploiter’s"]),
        ("he/she", ["he", "she"]),
        ("high-risk", ["high risk", "high-risk", "high-\nrisks"]),
    ],
)
def test_a_word_covers_its_inflections(phrase: str, forms: list[str]) -> None:
    """Regular forms need not be listed."""
    assert all(found(f"It says {one} here.", phrase) for one in forms)


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("risk", ["brisk", "risky", "asterisk", "ris k"]),
        ("he", ["hes", "heed", "the"]),
        ("exploit*", ["unexploited"]),
        ("let him", ["let himself", "outlet him", "Let. Him."]),
    ],
)
def test_a_word_is_no_other_word(phrase: str, forms: list[str]) -> None:
    """Words that only contain the letters, or are in another sentence, are allowed."""
    assert not any(found(f"It says {one} here.", phrase) for one in forms)


def test_short_words_have_no_inflections() -> None:
    """Of two letters nothing is made."""
    assert inflect("do") == {"do"}


def test_a_gap_is_as_wide_as_documented() -> None:
    """The README of the materials names the number."""
    assert GAP == 4
    readme = (HOME / "materials" / "README.md").read_text(encoding="utf-8")
    assert "| `put … at risk` | up to four words between" in readme


@pytest.mark.parametrize("words_between", range(GAP + 2))
def test_a_gap_holds_so_many_words(words_between: int) -> None:
    """A gap may be empty, and has no more words than it should."""
    sentence = "put " + "so " * words_between + "at risk"
    assert bool(found(sentence, "put … at risk")) is (words_between <= GAP)
    tied = "put " + "so-so " * words_between + "at risk"
    assert bool(found(tied, "put … at risk")) is (words_between <= GAP)


@pytest.mark.parametrize("end", [".", "!", "?", ":", ";", "”.", "\n\n"])
def test_a_phrase_ends_with_its_sentence(end: str) -> None:
    """Words of two sentences are no phrase, whatever ends the first."""
    assert found(f"He put it{end} At risk", "put … at risk") == []
    assert found("He put it … at risk", "put … at risk") == ["put it … at risk"]
    assert found("He put it... at risk", "put … at risk") == ["put it... at risk"]


def test_unless_acquits_what_it_covers_and_nothing_else() -> None:
    """A proper title is innocent; the same word elsewhere in the text is not."""
    sentence = "The Inquiry into Grooming Gangs read of a grooming gang."
    assert found(sentence, "grooming gang", unless=("inquiry into grooming gang",)) == [
        "grooming gang"
    ]


def test_overlapping_phrases_of_one_rule_are_one_finding() -> None:
    """No author has to correct the same words twice."""
    assert found("a risk taking risk", "risk taking", "risk taking risk") == ["risk taking"]
    assert found("risk taking, risk taking", "risk taking") == ["risk taking", "risk taking"]


# --- where ----------------------------------------------------------------------------------------

BAD = "a badword here"
RULES = {"it": rule()}


def problems(
    given: Library, rules: Mapping[str, LanguageRule] = RULES, band: str = TEENS
) -> list[Problem]:
    """What is wrong with the words of a pack that keeps to these rules."""
    plan, _ = choose(order(band), with_language(given, rules), templates())
    return [one for one in inspect(plan, ()) if one.code == "words-to-avoid"]


def with_language(given: Library, rules: Mapping[str, LanguageRule]) -> Library:
    values = {name: getattr(given, name) for name in given.__dataclass_fields__}
    return Library(**{**values, "language": rules})


def pairs(**more: str) -> dict[str, object]:
    """A matching whose second pair says something more."""
    return {"pairs": ({"left": "a", "right": "b"}, {"left": "c", "right": "d", **more})}


def matched(**more: str) -> Library:
    """A worksheet with a matching."""
    task = activity("matching", instruction="x", **pairs(**more))
    return library(snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=task))


def with_session(**more: Fields) -> Library:
    """A worksheet in a session that says something else."""
    return library(snippet("a", part("worksheet", "x")), sessions={SESSION: session("a", **more)})


ROUTES: dict[str, Callable[[], Library]] = {
    "words": lambda: library(snippet("a", part("worksheet", BAD))),
    "words for the facilitator": lambda: library(snippet("a", part("facilitator-guide", BAD))),
    "words that are said aloud": lambda: library(
        snippet("a", part("facilitator-guide", block("say", BAD)))
    ),
    "words in two weights": lambda: library(
        snippet("a", part("worksheet", paragraph("bad", Node("strong", "", (text("word"),)))))
    ),
    "item": lambda: library(
        snippet("a", part("worksheet", Node("bullets", "", (Node("item", "", (paragraph(BAD),)),))))
    ),
    "cell": lambda: library(
        snippet(
            "a", part("worksheet", Node("table", "", (Node("row", "", (cell(BAD), cell("x"))),)))
        )
    ),
    "title": lambda: library(snippet("a", part("worksheet", "x"), title=BAD)),
    "picture": lambda: library(
        snippet("a", part("worksheet", paragraph(shown("it")))),
        pictures={"it": picture("it", alt=BAD)},
    ),
    "picture's own alternative": lambda: library(
        snippet("a", part("worksheet", paragraph(shown("it", BAD)))), pictures={"it": picture("it")}
    ),
    "title of a card": lambda: library(snippet("a", part("cards", block("card", "x", title=BAD)))),
    "activity": lambda: matched(right=BAD),
    "reason in the key": lambda: matched(why=BAD),
    "glossary": lambda: library(
        snippet("a", part("worksheet", paragraph(link("word:it")))), glossary={"it": word(BAD)}
    ),
    "caveat": lambda: library(
        snippet("a", part("worksheet", paragraph(link("fact:it")))),
        facts={"it": fact(caveat=BAD)},
    ),
    "contact": lambda: library(
        snippet("a", part("help-page", "x")), contacts={"it": contact(says=BAD)}
    ),
    "note of a channel": lambda: library(
        snippet("a", part("help-page", "x")),
        contacts={"it": contact(channels=(Channel(kind="call", value="1", note=BAD),))},
    ),
    "aim": lambda: with_session(aim=BAD),
    "outcome": lambda: with_session(outcomes=("x", BAD)),
    "why": lambda: with_session(why=BAD),
    "what today is about": lambda: library(
        snippet("a", part("facilitator-guide", block("today"))),
        sessions={SESSION: session("a", today=dict.fromkeys(BANDS, BAD))},
    ),
    "title of the session": lambda: with_session(title=BAD),
    "title of a segment": lambda: with_session(
        segments=(Segment(title=BAD, minutes=20, mode="talk", snippets=("a",)),)
    ),
    "curriculum": lambda: library(
        snippet("a", part("worksheet", "x")),
        nations={
            "england": nation(curriculum={TEENS: (CurriculumLink(says=BAD, source="x"),)}),
        },
    ),
    "kit": lambda: library(snippet("a", part("worksheet", "x"), kit=(BAD,))),
}


def cell(words: str) -> Node:
    return Node("cell", "", (text(words),))


@pytest.mark.parametrize("route", ROUTES)
def test_a_word_is_found_wherever_anybody_reads_it(route: str) -> None:
    """Each way to a page is looked at, the guide's too, and the problem stops the pack."""
    found = problems(ROUTES[route]())
    assert {problem.message for problem in found} == {"“badword”: it blames"}
    assert all(problem.fix.startswith("say: a good word") and problem.stops for problem in found)


@pytest.mark.parametrize(("letter", "stops"), [("X", True), ("Q", True), ("W", False)])
def test_each_letter_stops_or_warns(letter: str, stops: bool) -> None:
    """X and Q stop a pack, W warns."""
    given = library(snippet("a", part("worksheet", BAD)))
    (problem,) = problems(given, {"it": rule(letter)})
    assert problem.stops is stops


# --- quotations -----------------------------------------------------------------------------------


def quote(*inside: Node | str) -> Node:
    return Node("quote", "", tuple(paragraph(n) if isinstance(n, str) else n for n in inside))


def exercise(kind: str, **more: str) -> ActivityModel:
    """A frame that shows words to put right."""
    frame = {"says": BAD, "lines": 2, "example": "good words", **more}
    return shape("write").model_validate({"kind": kind, "instruction": "Mend", "parts": (frame,)})


def rewritten(kind: str = "rewrite-record", **more: str) -> Library:
    written = part("worksheet", ACTIVITY_BLOCK)
    return library(snippet("a", written, activity=exercise(kind, **more)))


@pytest.mark.parametrize(
    "quoted",
    [
        quote(BAD),
        quote(Node("bullets", "", (Node("item", "", (paragraph(BAD),)),))),
        block("say", quote(BAD)),
    ],
)
def test_a_marked_quotation_may_say_it(quoted: Node) -> None:
    """Q and W pass within >, at any depth; X does not; and without the mark nothing passes."""
    given = library(snippet("a", part("facilitator-guide", quoted)))
    assert problems(given, {"it": rule("Q")}) == []
    assert problems(given, {"it": rule("W")}) == []
    assert len(problems(given, {"it": rule("X")})) == 1
    unmarked = library(snippet("a", part("facilitator-guide", f"Nobody is “{BAD}”.")))
    assert len(problems(unmarked)) == 1


def test_a_definition_is_a_quotation_and_its_source_is_none() -> None:
    """The law may say what we do not; what we write about it we answer for."""
    lawful = Definition(
        bands=BANDS, audiences=EVERYONE, says=BAD, source="The law", year=2017, review_by=LATER
    )
    nations = {"england": nation(definition=lawful)}
    given = library(snippet("a", part("worksheet", "x")), nations=nations)
    assert problems(given) == []
    ours = lawful.model_copy(update={"says": "x", "source": BAD})
    nations = {"england": nation(definition=ours)}
    assert len(problems(library(snippet("a", part("worksheet", "x")), nations=nations))) == 1


@pytest.mark.parametrize("kind", ["rewrite-record", "rewrite-headline"])
def test_an_exercise_quotes_what_it_puts_right(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the frame says passes on the page and in the key, and in the reason between “ and ”."""
    monkeypatch.setitem(KINDS, kind, Kind("write"))
    assert problems(rewritten(kind)) == []
    assert problems(rewritten(kind, why=f"“{BAD}” blames")) == []
    assert len(problems(rewritten(kind, why=f"“Quoted” and then {BAD}"))) == 1
    assert len(problems(rewritten(kind, example=BAD))) == 1
    assert len(problems(rewritten(kind, starter=BAD))) == 1


def test_another_activity_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of another kind's frame count as ours, on the page and in the key."""
    monkeypatch.setitem(KINDS, "reflection", Kind("write"))
    assert problems(rewritten("reflection"))


@pytest.mark.parametrize(("where", "places"), [("ask", 2), ("right", 2), ("wrong", 1), ("why", 1)])
def test_an_activity_that_quotes_marks_its_quotations(
    where: str, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words between “ and ” pass where the author allows quotations, on page and key."""
    monkeypatch.setitem(KINDS, "multiple-choice", Kind("quiz"))
    assert problems(asked(where, f"“{BAD}”", quotes=True)) == []
    assert len({one.path for one in problems(asked(where, f"“{BAD}”"))}) == places
    assert len({one.path for one in problems(asked(where, BAD, quotes=True))}) == places
    assert problems(asked(where, f"“x” {BAD}", quotes=True))


def asked(where: str, words: str, **more: Fields) -> Library:
    """A worksheet with a quiz that says these words in one of its places."""
    first: dict[str, Fields] = {"ask": "Which?", "right": "x", "wrong": ("v",), "why": "w"}
    first[where] = (words,) if where == "wrong" else words
    second = {"ask": "What?", "right": "y", "wrong": ("z",), "why": "w"}
    task = activity("multiple-choice", instruction="x", questions=(first, second), **more)
    return library(snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=task))


@pytest.mark.parametrize("band", [TEENS, OLDER])
def test_a_band_may_be_shown_in_a_quotation_what_it_must_never_write(band: str) -> None:
    """X has no exception but for the bands that the rule names, and for them a marked quotation."""
    rules = {"it": rule("X", quoted_for=(OLDER,))}
    quoted = library(snippet("a", part("worksheet", Node("quote", "", (paragraph(BAD),)))))
    plain = library(snippet("a", part("worksheet", BAD)))
    assert bool(problems(quoted, rules, band)) is (band == TEENS)
    assert len(problems(plain, rules, band)) == 1


# --- who meets the words --------------------------------------------------------------------------


HEARD = {
    "read": (part("worksheet", BAD), 1),
    "said aloud": (part("facilitator-guide", block("say", BAD)), 1),
    "told to who leads": (part("facilitator-guide", BAD), 0),
    "a warning to who leads": (part("facilitator-guide", block("alert", BAD)), 0),
}


@pytest.mark.parametrize("way", HEARD)
def test_words_withheld_from_the_group_are_allowed_in_the_guide(way: str) -> None:
    """A rule for participants holds for what they read and hear, and for nothing else."""
    words, count = HEARD[way]
    rules = {"it": rule(audience="participant")}
    assert len(problems(library(snippet("a", words)), rules)) == count


ASKED = (
    "Has anyone ever hurt you?",
    "Is somebody hurting you?",
    "Has this ever happened to you or to a friend?",
    "When did it happen to you?",
    "Tell us about a time when you felt unsafe.",
    "Have you been groomed?",
    "Did he make you do it?",
    "Which of these has happened to you?",
    "Talk about your own experience.",
    "The man who abused you is to blame.",
    "Raise your hand if this has happened to you.",
)
NOT_ASKED = (
    "Is something on your mind?",
    "Did this bring something real to mind? You can tell.",
    "Whatever was done to you, it is not your fault.",
    "What has happened to you is not your fault.",
    "If an adult hurts you, tell another one.",
    "You can tell, even if they said that they would hurt you.",
    "If you think that someone is exploiting you, call.",
    "What did Pip do? Did Pip trick Ravi?",
    "Does a fair friend make you choose?",
    "Put your hand up if you have a question.",
    "Write three things that you would say to Ravi.",
    "Draw a place where you feel good.",
    "Do you want to tell someone what happened?",
)


@cache
def participants_book() -> Rulebook:
    """The shipped rules for texts that participants read."""
    rules = shipped_rules().items()
    return Rulebook({name: one for name, one in rules if one.audience == "participant"})


@pytest.mark.parametrize("question", ASKED)
def test_nobody_is_asked_about_their_own_life(question: str) -> None:
    """Questions for what was done to the reader are found, whatever their form."""
    assert participants_book().find_matches(question)


@pytest.mark.parametrize("sentence", NOT_ASKED)
def test_an_invitation_to_tell_is_no_such_question(sentence: str) -> None:
    """A page may offer help to whom it has happened, in words that ask for nothing."""
    assert participants_book().find_matches(sentence) == []


# --- at file, line and column --------------------------------------------------------------------

TOOLS = "materials/snippets/repairs/tools.md"
JUNIOR_TOOLS = "materials/snippets/repairs/tools.juniors.md"
FLAT_TYRE = "materials/sessions/repairs/flat-tyre.yaml"


def at(workshop: Workshop, band: str = "seniors") -> list[tuple[str, int, int, str]]:
    """The places that break a rule in the pack about flat tyres."""
    shapes = load_templates(workshop.templates)
    plan, _ = choose(Order("repairs/flat-tyre", band, "uphill"), workshop.load(), shapes)
    found = [one for one in inspect(plan, ()) if one.code == "words-to-avoid"]
    return [(one.path, one.line, one.column, one.message.partition(":")[0]) for one in found]


def test_the_tiny_workshop_breaks_no_rule(tiny: Workshop) -> None:
    """Where nothing is wrong nothing is found."""
    assert at(tiny) == at(tiny, "juniors") == []


CONTACTS = "materials/contacts.yaml"
GLOSSARY = "materials/glossary.yaml"
UPHILL = "materials/nations/uphill.yaml"
HOLE = "materials/snippets/repairs/hole.md"


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        (
            TOOLS,
            "A wheel turns on its axle.",
            "A wheel turns\non **its** axle, a *careless\nrider* fell.",
            (TOOLS, 17, 21, "“careless rider”"),
        ),
        (HOLE, "| There it is |", "| There is a spill |", (HOLE, 49, 24, "“spill”")),
        (HOLE, "[Glass is small]", "[A spill is small]", (HOLE, 28, 4, "“spill”")),
        (TOOLS, "left: Pump,", "left: A spill,", (TOOLS, 9, 14, "“spill”")),
        (TOOLS, "A nut has six flat sides", "Scrap bikes", (TOOLS, 11, 48, "“Scrap bikes”")),
        (TOOLS, "title: Know your", "title: Spill", (TOOLS, 2, 8, "“Spill”")),
        (FLAT_TYRE, "- Find a hole", "- Spill", (FLAT_TYRE, 11, 5, "“Spill”")),
        (FLAT_TYRE, "- {title: Know", "- {title: Spill", (FLAT_TYRE, 17, 13, "“Spill”")),
        (FLAT_TYRE, "Today we find a hole", "Today we spill", (FLAT_TYRE, 15, 21, "“spill”")),
        (CONTACTS, "when your wheel is flat", "after a spill", (CONTACTS, 10, 9, "“spill”")),
        (GLOSSARY, "The soft ring", "A spill", (GLOSSARY, 3, 10, "“spill”")),
    ],
)
def test_each_finding_has_its_file_line_and_column(
    path: str, old: str, new: str, place: tuple[str, int, int, str], tiny: Workshop
) -> None:
    """Words are reported at their place in Markdown, in front matter and in lists."""
    tiny.change(path, old, new)
    assert at(tiny) == [place]


def test_a_variant_is_reported_in_its_own_file(tiny: Workshop) -> None:
    """Words for one band are reported at their place, and for that band alone."""
    tiny.change(JUNIOR_TOOLS, "title: Our tools", "title: Spill")
    assert at(tiny) == []
    assert at(tiny, "juniors") == [(JUNIOR_TOOLS, 2, 8, "“Spill”")]


def test_a_plan_has_the_positions_of_its_own_texts_only(tiny: Workshop) -> None:
    """No text of another band is reached by its place."""
    shapes, given = load_templates(tiny.templates), tiny.load()
    juniors, seniors = (
        choose(Order("repairs/flat-tyre", band, "uphill"), given, shapes)[0]
        for band in ("juniors", "seniors")
    )
    assert juniors.places["Our tools"] == (JUNIOR_TOOLS, 2, 8)
    assert "Our tools" not in seniors.places
    assert "Road Desk" in seniors.places
    assert "Road Desk" not in juniors.places


def test_a_text_with_gaps_is_one_text_at_the_line_of_its_activity(tiny: Workshop) -> None:
    """A gap in the middle hides no phrase; words in pieces are reported where they begin."""
    head, _, rest = Path(TOOLS).read_text(encoding="utf-8").partition("activity:\n")
    task = (
        "activity:\n  kind: blanks\n  instruction: Fill them in.\n"
        '  text: ["He rode [the] bike [so] carelessly and [far]."]\n'
    )
    tiny.write(TOOLS, f"{head}{task}---\n{rest.partition('---')[2].lstrip()}")
    tiny.write("templates/activities/blanks.html", "{# shape: gap #}\n")
    assert at(tiny) == [(TOOLS, 7, 16, "“rode ___ bike ___ carelessly”")]
