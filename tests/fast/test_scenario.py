"""The scenario: every story ends in help, in its order, and shows no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.scenario import Scenario, ScenarioPage
from printroom.choose import choose
from printroom.compose import compose
from printroom.model import Arranged, Setting, Templates
from tests import sample_libraries as samples

words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
seeds = st.integers(1, 999_999)
ASK = {"ask": "Who could notice?", "answer": "A friend, a teacher."}
HELP = "You can tell an adult you trust."


def scenario(*scenes: dict[str, Any], **more: object) -> Scenario:
    wanted = {"kind": "s", "instruction": "Read.", "scenes": scenes, "help": HELP}
    return Scenario.model_validate({**wanted, **more})


def page_of(arranged: Arranged) -> ScenarioPage:
    assert isinstance(arranged.page, ScenarioPage)
    return arranged.page


questions = st.builds(
    lambda ask, lines, answer: {
        "ask": ask,
        "lines": lines,
        "answer": f"Answer {answer}",
        "why": f"Why {answer[::-1]}",
    },
    words,
    st.integers(0, 12),
    words,
)
scenes = st.lists(
    st.builds(
        lambda title, story, asked: {"title": title, "story": story, "questions": tuple(asked)},
        st.one_of(st.just(""), words),
        words,
        st.lists(questions, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


@given(scenes, seeds)
def test_a_story_keeps_its_order(written: list[dict[str, Any]], seed: int) -> None:
    """Every scene and question is on the sheet once, as written, whatever the seed."""
    arranged = scenario(*written).arrange(Setting(seed))
    page = page_of(arranged)
    assert arranged.code == ""
    assert page.help == HELP
    assert len(page.scenes) == len(written)
    for scene, seen in zip(written, page.scenes, strict=True):
        assert (seen.title, seen.story) == (scene["title"], (scene["story"].strip(),))
        asked = [(one["ask"], one["lines"]) for one in scene["questions"]]
        assert [(one.ask, one.lines) for one in seen.questions] == asked


@given(scenes, seeds)
def test_the_key_of_a_story_is_whole(written: list[dict[str, Any]], seed: int) -> None:
    """The key has each question in the order of the sheet, under its scene, with its answer."""
    rows = [
        (f"{scene['title']}: {one['ask']}".removeprefix(": "), one["answer"], one["why"])
        for scene in written
        for one in scene["questions"]
    ]
    key = scenario(*written).arrange(Setting(seed)).key
    assert [(row.asked, row.answer, row.why) for row in key] == rows


@given(scenes, seeds)
def test_the_sheet_of_a_story_tells_no_answer(written: list[dict[str, Any]], seed: int) -> None:
    """No answer and no reason is on the sheet, and with others the sheet is the same."""
    activity = scenario(*written)
    page = activity.arrange(Setting(seed)).page
    secrets = [
        one[key] for scene in written for one in scene["questions"] for key in ("answer", "why")
    ]
    assert list(activity.secrets()) == secrets
    assert not any(secret in repr(page) for secret in activity.secrets())
    others = [
        {
            **scene,
            "questions": tuple({**one, "answer": "x", "why": ""} for one in scene["questions"]),
        }
        for scene in written
    ]
    assert scenario(*others).arrange(Setting(seed)).page == page


@pytest.mark.parametrize(
    "stories", [("One.", "Two.\nStill two."), ("One.",), ("One.", "Two.", "Three.")]
)
@pytest.mark.parametrize("between", ["\n\n", "\n\n\n\n"])
def test_a_blank_line_begins_a_paragraph(stories: tuple[str, ...], between: str) -> None:
    """A story has as many paragraphs as blank lines part, and no empty one."""
    activity = scenario({"story": f"{between.join(stories)}\n", "questions": (ASK,)})
    assert page_of(activity.arrange(Setting(1))).scenes[0].story == stories


def test_a_story_without_help_is_refused() -> None:
    """Every scenario ends in help: without it, or with an empty one, there is no scenario."""
    scene = {"story": "Once.", "questions": (ASK,)}
    wanted = {"kind": "s", "instruction": "Read.", "scenes": (scene,)}
    for more, found in (({}, "missing"), ({"help": ""}, "string_too_short")):
        with pytest.raises(ValidationError) as refused:
            Scenario.model_validate({**wanted, **more})
        assert [(one["type"], one["loc"]) for one in refused.value.errors()] == [(found, ("help",))]
    with pytest.raises(ValidationError) as refused:
        scenario(scene, help=" \n")
    (error,) = refused.value.errors()
    assert error["msg"] == "a story must end in help"
    assert error["ctx"] == {
        "path": ("help",),
        "fix": "write who helps, and how to ask",
        "message": "a story must end in help",
    }


def test_a_scene_tells_something() -> None:
    """A scene without a story or a record is refused at its place; so is one that asks nothing."""
    empty = {"story": " ", "questions": (ASK,)}
    with pytest.raises(ValidationError) as refused:
        scenario({"story": "Once.", "questions": (ASK,)}, empty)
    (error,) = refused.value.errors()
    assert (error["msg"], error["ctx"]["path"]) == ("this scene has no story", ("scenes", 1))
    with pytest.raises(ValidationError, match="questions"):
        scenario({"story": "Once.", "questions": ()})


def test_a_file_may_tell_by_its_record_alone() -> None:
    """A case file shows what is known and who noticed what, in the order of the record."""
    fact = {"label": "Age", "says": "15"}
    record = tuple({"when": f"Day {n}", "who": "Bev", "saw": f"Seen {n}"} for n in (2, 1, 3))
    activity = scenario({"facts": (fact,), "record": record, "questions": (ASK,)})
    (seen,) = page_of(activity.arrange(Setting(1))).scenes
    assert [one.saw for one in seen.record] == ["Seen 2", "Seen 1", "Seen 3"]
    assert [(one.label, one.says) for one in seen.facts] == [("Age", "15")]


def test_a_story_names_its_pictures() -> None:
    """The picture of each scene is named, so that the gate can ask who may see it."""
    scene = {"story": "Once.", "questions": (ASK,)}
    activity = scenario({**scene, "picture": "ear"}, scene, {**scene, "picture": "house"})
    assert activity.pictures() == ("ear", "house")


# --- how it is drawn

FACTS = ({"label": "Age", "says": "fact-of-{n}"},)
RECORD = tuple({"when": "Mon", "who": "Bev", "saw": f"entry-{m}-of-{{n}}"} for m in range(2))


def filled(value: Any, number: int) -> Any:
    """The same with its number in every text."""
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, dict):
        return {key: filled(inner, number) for key, inner in value.items()}
    return tuple(filled(inner, number) for inner in value) if isinstance(value, tuple) else value


def drawn(kind: str, activity: Scenario, templates: Templates) -> str:
    """The worksheet with this activity, drawn by the shipped template of the kind."""
    path = f"activities/{kind}.html"
    world = samples.templates()
    sources = {**world.sources, path: templates.sources[path]}
    world = replace(world, sources=sources, kinds={kind: templates.kinds[kind]})
    part = samples.part("worksheet", samples.ACTIVITY_BLOCK)
    plan, _ = choose(
        samples.order(),
        samples.library(samples.snippet("a", part, activity=activity)),
        world,
    )
    (sheet,) = (one for one in compose(plan, world) if one.name == "worksheet")
    return sheet.source.partition("<pre>")[0]


@pytest.mark.parametrize("kind", ["scenario", "story-stops", "case-file"])
def test_no_stage_comes_before_its_stop(kind: str, templates: Templates) -> None:
    """On paper each scene is followed by its questions, then comes the next; help is last."""
    scene = {
        "title": "title-{n}",
        "story": "story-{n}\n\nsecond-{n}",
        "questions": ({**ASK, "ask": "ask-{n}", "lines": 2}, {**ASK, "ask": "also-{n}"}),
    }
    more = {"facts": FACTS, "record": RECORD} if kind == "case-file" else {}
    scenes = [filled({**scene, **more}, number) for number in range(3)]
    page = drawn(kind, scenario(*scenes, kind=kind, help="here-is-help"), templates)
    file = ["fact-of-{n}", "story-{n}", "second-{n}", "entry-0-of-{n}", "entry-1-of-{n}"]
    scene_words = file if kind == "case-file" else ["story-{n}", "second-{n}"]
    wanted = [
        one.replace("{n}", str(number))
        for number in range(3)
        for one in ("title-{n}", *scene_words, "ask-{n}", "also-{n}")
    ]
    wanted.append("here-is-help")
    assert all(page.count(one) == 1 for one in wanted)
    assert sorted(wanted, key=page.index) == wanted
    assert page.count('class="line"') == 6
