"""Finding sessions by words and topics, as the desk and `list` do."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from printroom.cli import main
from printroom.load import load_folders
from printroom.make import Sources
from printroom.make.find.asked import asked_ages
from printroom.make.find.finding import SessionIndex, _words_to_find
from printroom.make.find.session_words import passages_of
from printroom.model import NotFitToPrint
from tests.workshop import HOME, TESTS, Workshop, shipped, shipped_library, shown

FOLDERS = tuple(
    word for name in ("materials", "templates") for word in (f"--{name}", f"{TESTS}/tiny/{name}")
)


@cache
def sources() -> Sources:
    """The folders that are shipped."""
    return Sources(shipped_library(), shipped())


@cache
def index(nation: str) -> SessionIndex:
    """The shipped sessions in the words of a nation."""
    return SessionIndex(sources(), nation)


@cache
def years_index(nation: str) -> SessionIndex:
    """The shipped sessions without their pages, which are slow to read: their years are left."""
    sessions = {
        name: session.model_copy(update={"segments": (), "notes": ()})
        for name, session in shipped_library().sessions.items()
    }
    return SessionIndex(Sources(replace(shipped_library(), sessions=sessions), shipped()), nation)


@cache
def tiny_sources() -> Sources:
    """The workshop in miniature."""
    return Sources(*load_folders(TESTS / "tiny" / "materials", TESTS / "tiny" / "templates"))


@cache
def tiny_index() -> SessionIndex:
    """The sessions of the workshop in miniature."""
    return SessionIndex(tiny_sources(), "uphill")


@cache
def tiny_texts(name: str) -> list[str]:
    """The texts of one of its sessions."""
    session = tiny_sources().library.sessions[name]
    return [one.text for one in passages_of(name, session, tiny_sources(), "uphill") if one.text]


def codes(query: str, nation: str = "wales", **limits: Any) -> list[str]:
    """The codes of the sessions that are found, the best first."""
    found = index(nation).find(query, **limits)
    return [sources().library.sessions[one.session].code for one in found]


ELEVEN = {"C1", "C2", "C3", "C4", "C5", "C6"}
PRIMARY = {"A1", "B1", "B2"}


@pytest.mark.parametrize(
    ("query", "nation", "bands", "rest"),
    [
        ("age 11-14", "wales", "11-14", ""),
        ("11–14", "wales", "11-14", ""),
        ("11 to 14 phones", "wales", "11-14", "phones"),
        ("for 11-14s", "wales", "11-14", ""),
        ("ages 5–8", "ireland", "5-8", ""),
        ("gifts for 12 year olds", "scotland", "11-14", "gifts for"),
        ("age 14", "england", "11-14 14-16", ""),
        ("7 to 12", "england", "5-8 8-11 11-14", ""),
        ("Year 1", "england", "5-8", ""),
        ("Years 7-9", "england", "11-14", ""),
        ("KS3, gifts", "england", "11-14", ", gifts"),
        ("Primary school", "wales", "5-8 8-11", ""),
        ("primary 6", "scotland", "8-11", ""),
        ("secondary", "ireland", "11-14 14-16 16-18", ""),
        ("Year 8", "scotland", "", ""),
        ("16 and 17", "england", "none named", "16 and 17"),
        ("10-15 minutes", "england", "none named", "10-15 minutes"),
        ("2027-03-01", "england", "none named", "2027-03-01"),
        ("let’s 3", "scotland", "none named", "let’s 3"),
        ("99-100", "england", "none named", "99-100"),
    ],
)
def test_ages_and_school_years_are_understood(
    query: str, nation: str, bands: str, rest: str
) -> None:
    """A trainer’s ways to name a group give its bands, and are not searched as words."""
    asked = asked_ages(query, shipped_library(), nation)
    assert (" ".join(asked.bands) if asked.name else "none named") == bands
    assert asked.rest == rest


def test_what_a_trainer_types_for_an_age_finds_its_sessions_only() -> None:
    """Sessions for other ages are not found, whatever numbers are on their pages."""
    for query in ("age 11-14", "11-14", "11 to 14", "ages 11–14"):
        assert set(codes(query)) == ELEVEN, query
    assert set(codes("ages 5–8")) == {"A1"}
    assert set(codes("primary")) == PRIMARY
    assert set(codes("11-14 phone")) == set(codes("phone", band="11-14"))
    assert codes("ages 5–8", band="11-14") == []


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("sharing pictures", "D5"),
        ("nudes", "D5"),
        ("presents", "B1"),
        ("trafficking", "D6"),
        ("boundaries", "C1"),
        ("foster carers", "P1"),
        ("c2", "C2"),
        ("Never their fault", "C5"),
    ],
)
def test_people_find_what_they_look_for_in_their_own_words(query: str, best: str) -> None:
    """A title, an aim, a topic or a synonym brings its session first."""
    assert codes(query)[0] == best


def test_a_school_year_finds_its_sessions_in_each_nation() -> None:
    """Year 8 is another age in Northern Ireland than in Wales, and S2 is Scotland's."""

    def of_year(query: str, nation: str) -> set[str]:
        found = years_index(nation).find(query)
        return {shipped_library().sessions[one.session].code for one in found}

    assert set(codes("year 8")) == of_year("Year 8", "northern-ireland") == ELEVEN
    assert of_year("year 7", "northern-ireland") == set()
    assert of_year("P7", "northern-ireland") == {"B1", "B2"}
    assert of_year("S2", "scotland") == of_year("2nd year", "ireland") == ELEVEN


def test_the_words_that_were_found_are_shown_in_their_context() -> None:
    """Each hit says where it is, and marks the words in a piece of text."""
    for one in index("wales").find("phone"):
        assert one.hits
        for hit in one.hits:
            marked = [text for text, is_found in hit.pieces if is_found]
            assert marked
            assert all(text.casefold().startswith("phone") for text in marked)
            assert len(hit.text) < 220


@given(st.data())
def test_any_word_of_a_session_finds_it(data: st.DataObject) -> None:
    """No word of a title, an aim or a page of its own is lost, in any spelling."""
    name = data.draw(st.sampled_from(sorted(tiny_sources().library.sessions)))
    text = data.draw(st.sampled_from(tiny_texts(name)))
    word = data.draw(st.sampled_from(text.split())).strip(".,:;?!“”\"'’()*")
    if any(sign.isalnum() for sign in word):
        written = data.draw(st.sampled_from([word, word.upper(), f" {word} ", f"“{word}”"]))
        assert name in [one.session for one in tiny_index().find(written)], written


@given(st.text(max_size=60))
def test_no_query_does_harm(query: str) -> None:
    """Whatever is typed, sessions are found or not, and each is one that exists, once."""
    found = [one.session for one in tiny_index().find(query)]
    assert len(set(found)) == len(found)
    assert set(found) <= set(tiny_index().library.sessions)


def test_what_every_pack_has_finds_nothing() -> None:
    """Words of the frame that all sessions share tell none from another."""
    assert not tiny_index().find("biscuit")
    assert not tiny_index().find("Ring the bell once")


def test_each_word_narrows_the_search_and_so_do_band_and_topic() -> None:
    """All words must be found, on the pages of the band that is wanted, within the topic."""
    assert set(codes("phone gifts")) < set(codes("phone"))
    assert set(codes("", band="11-14")) == ELEVEN
    assert codes("", topic="pictures") == ["D5"]
    assert codes("", topic="power", band="14-16") == ["C2", "D2"]
    (one,) = tiny_index().find("axle", band="seniors")
    assert one.session == "repairs/flat-tyre"
    assert not tiny_index().find("axle", band="juniors"), "their variant has other words"


def test_an_unknown_topic_is_refused() -> None:
    """A topic that does not exist is a mistake, and not an empty list."""
    with pytest.raises(NotFitToPrint, match="no topic “gift”"):
        index("wales").find("", topic="gift")


def test_a_hit_says_which_lengths_leave_it_out() -> None:
    """What a shorter length does not print is named; what it keeps, and a topic, is not."""
    by_code = {
        sources().library.sessions[one.session].code: one
        for one in index("wales").find("fair unfair")
    }
    hits = {hit.where: hit.left_out for hit in by_code["C2"].hits}
    assert hits["Cards"] == (45,), hits
    named = index("wales").find("who has the power")
    (kept,) = (one for one in named if one.session.endswith("has-it"))
    assert all(hit.left_out == () for hit in kept.hits), kept.hits


@pytest.mark.slow
def test_list_says_which_lengths_leave_a_hit_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shorter length does not print is named there, too."""
    monkeypatch.chdir(HOME)  # files of one name are parsed once in a process
    done = CliRunner().invoke(main, ["list", "fair", "unfair", "--nation", "wales"])
    assert "Cards: Fair or unfair? (left out at 45 minutes)" in done.stdout


def test_list_finds_the_same(tiny: Workshop) -> None:
    """`list WORDS` prints what the index finds, in the same order, with the same hits."""
    done = CliRunner().invoke(main, ["list", "wheel", *FOLDERS, "--nation", "uphill", "--json"])
    rows = json.loads(done.stdout)
    found = tiny_index().find("wheel")
    assert [row["session"] for row in rows] == [one.session for one in found]
    assert [hit["text"] for row in rows for hit in row["hits"]] == [
        hit.text for one in found for hit in one.hits
    ]
    text = CliRunner().invoke(main, ["list", "wheel", *FOLDERS]).stdout
    assert all(hit.text in text for one in found for hit in one.hits)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--topic", "repair"), "did you mean “repairs”?"),
        (("--band", "junior"), "did you mean “juniors”?"),
        (("wheel", "--nation", "nowhere"), "choose from: downhill, uphill"),
    ],
)
def test_list_refuses_unknown_names(arguments: tuple[str, ...], message: str) -> None:
    """A topic, an age group or a nation that does not exist is a wrong call with an answer."""
    done = CliRunner().invoke(main, ["list", *arguments, *FOLDERS])
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_topic_of_a_session_that_does_not_exist_is_a_mistake(tiny: Workshop) -> None:
    """The message names the place in topics.yaml."""
    tiny.change("materials/topics.yaml", "[roads/signals]", "[roads/signal]")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    assert "materials/topics.yaml:10:14 unknown-session" in shown(caught.value.problems)


def test_only_the_first_sessions_have_their_words_quoted() -> None:
    """A page that shows a part of what was found needs the context of that part only."""
    every, first = tiny_index().find("the"), tiny_index().find("the", most=1)
    assert len(every) == len(first) == 2
    assert all(one.hits for one in every)
    assert first == (every[0], replace(every[1], hits=()))


@given(st.sets(st.text("abc", max_size=5)), st.text("abc", min_size=3, max_size=5), st.booleans())
def test_an_index_has_each_word_that_begins_as_is_wanted(
    ends: set[str], beginning: str, others: bool
) -> None:
    """To look among sorted words finds what to look at each of them would find."""
    words = {beginning + end for end in ends} | (ends if others else set())
    (wanted,) = _words_to_find(beginning)
    found = wanted.among(sorted(words)) & words
    assert found == {one for one in words if one.startswith(beginning) or one in wanted.forms}
