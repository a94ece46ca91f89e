"""Portraits: each person of the stories has one, put together from parts that are checked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from printroom.activities.quiz import Quiz
from printroom.activities.sort import Sort
from printroom.choose import plan_for
from printroom.load.artwork.drawings import drawing_fault, drawing_words
from printroom.load.artwork.portraits import DRAWN_IN, portrait
from printroom.model import ActivityModel, NotFitToPrint, Person
from tests.workshop import HOME, Workshop, shipped, shipped_library, shipped_orders_in_turns

PEOPLE = "materials/people.yaml"
PART = '<svg xmlns="http://www.w3.org/2000/svg"><path id="{}" fill="#edb98a"/></svg>'
PARTS = ("body-shirt", "hair-short", "face-calm", "with-chair", "behind-chair")
ROBIN = '{alt: "Robin, in a chair", bands: [juniors], skin: 2, hair: short, has: [chair]}'


@pytest.fixture
def cast(tiny: Workshop) -> Workshop:
    """The miniature workshop with one person."""
    tiny.write(PEOPLE, f"robin: {ROBIN}\n")
    for part in PARTS:
        tiny.write(f"materials/portraits/{part}.svg", PART.format(part))
    return tiny


def refused(workshop: Workshop) -> str:
    """The only problem of a workshop: where it is, its code and what to do."""
    with pytest.raises(NotFitToPrint) as caught:
        workshop.load()
    (problem,) = caught.value.problems
    return f"{problem.path}:{problem.line}:{problem.column} {problem.code}; {problem.fix}"


def test_a_person_is_a_picture_that_only_their_bands_see(cast: Workshop) -> None:
    """A person is a picture of the library, with its own text, bands and place."""
    library = cast.load()
    robin = library.pictures["robin"]
    assert (robin.alt, robin.bands, robin.is_portrait) == ("Robin, in a chair", ("juniors",), True)
    assert library.paths["pictures:robin"] == robin.path == PEOPLE
    assert not library.pictures["wheel"].is_portrait


def test_parts_are_drawn_from_back_to_front(cast: Workshop) -> None:
    """What is behind a person comes first, then the bust, then what is before it."""
    drawn = cast.load().pictures["robin"].content.decode()
    order = ["behind-chair", "body-shirt", "hair-short", "face-calm", "with-chair"]
    assert re.findall(r'<path id="([^"]*)"', drawn) == order


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("hair: short", "hair: shrot", "1:68 unknown-part; did you mean “short”?"),
        ("has: [chair]", "has: [cane]", "1:81 unknown-part; choose from: chair"),
        ("robin:", "wheel:", "1:1 duplicate-id; give one of them another name"),
    ],
)
def test_what_nobody_has_drawn_is_refused(cast: Workshop, old: str, new: str, found: str) -> None:
    """A part that does not exist and a name that a picture has are problems at their entry."""
    cast.change(PEOPLE, old, new)
    assert refused(cast) == f"{PEOPLE}:{found}"


@pytest.mark.parametrize(
    ("inside", "code"),
    [("<text>Boo</text>", "picture-words"), ("<script/>", "picture-unprintable")],
)
def test_a_part_has_no_words_and_nothing_unprintable(
    cast: Workshop, inside: str, code: str
) -> None:
    """Nobody declares the words of a part, so it has none; for the rest it is a drawing."""
    file = "materials/portraits/hair-short.svg"
    cast.write(file, PART.replace("<path", f"{inside}<path"))
    assert f" {code};" in refused(cast)


def test_each_person_has_their_own_colours() -> None:
    """No colour of a part is left in a portrait: all are those of the person."""
    parts = {
        "body-shirt": DRAWN_IN["clothes"],
        "hair-bob": DRAWN_IN["hair"],
        "face-calm": DRAWN_IN["skin"],
    }
    one = Person(alt="A", bands=("b",), skin=1, hair="bob", hair_colour="grey", clothes="blue")
    others = ({"skin": 5}, {"hair_colour": "fair"}, {"clothes": "coral"})
    drawn = {portrait(one.model_copy(update=other), parts) for other in ({}, *others)}
    assert len(drawn) == 4
    assert not any(colour in svg for svg in drawn for colour in DRAWN_IN.values())


def test_the_shipped_cast_is_drawn_without_words_or_faults() -> None:
    """Every portrait that is shipped is a drawing that prints; its text begins with a name."""
    cast = [one for one in shipped_library().pictures.values() if one.is_portrait]
    assert cast
    for one in cast:
        assert (drawing_fault(one.content), drawing_words(one.content)) == (None, ())
        plain = unicodedata.normalize("NFKD", one.alt).encode("ascii", "ignore").decode()
        assert plain.casefold().startswith(one.id.split("-")[0]), one.alt


def test_every_part_is_used() -> None:
    """Only the drawings that somebody is made of are kept: no face that frightens lies about."""
    people = yaml.safe_load(Path(HOME, PEOPLE).read_text(encoding="utf-8")).values()
    used = {"body-shirt"}
    for one in people:
        used |= {f"{kind}-{one[kind]}" for kind in ("hair", "beard", "glasses") if kind in one}
        used |= {f"{at}-{thing}" for thing in one.get("has", ()) for at in ("behind", "with")}
        used.add(f"face-{one.get('face', 'calm')}")
    assert not {file.stem for file in Path(HOME, "materials/portraits").glob("*.svg")} - used


def test_no_two_people_of_a_pack_look_alike() -> None:
    """A child who knows a face by its hair never takes one person for another."""
    library = shipped_library()
    hair = {
        name: one["hair"]
        for name, one in yaml.safe_load(Path(HOME, PEOPLE).read_text(encoding="utf-8")).items()
    }
    for order in shipped_orders_in_turns():
        documents = plan_for(order, library, shipped()).documents
        people = {name for one in documents for name, p in one.pictures.items() if p.is_portrait}
        seen = Counter(hair[name] for name in people)
        twins = sorted(name for name in people if seen[hair[name]] > 1)
        assert not twins, f"{order.session}, {order.band}: {', '.join(twins)}"


def test_a_group_has_the_same_shape_in_every_session() -> None:
    """A sign means one thing: no name of a group or an answer has two shapes."""
    shapes: dict[str, set[str]] = {}
    for snippet in shipped_library().snippets.values():
        activities = (snippet.activity, *(one.activity for one in snippet.variants.values()))
        for name, shape in (named for one in activities for named in named_shapes(one)):
            shapes.setdefault(name, set()).add(shape)
    assert {name: found for name, found in shapes.items() if len(found) > 1} == {}
    assert {"Fair", "True", "It depends", "Myth"} <= shapes.keys()


def named_shapes(activity: ActivityModel | None) -> Iterator[tuple[str, str]]:
    """The names of the groups and shared answers of an activity, each with its shape."""
    if isinstance(activity, Sort):
        yield from ((group.name, group.shape) for group in activity.groups)
    if isinstance(activity, Quiz):
        yield from ((one.text, one.shape) for one in activity.choices if one.shape)
