"""Scenes: an Easy Read page has a picture for each line, put together from people and pictures."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from printroom.load.artwork.drawings import drawing_fault, drawing_words
from printroom.model import NotFitToPrint
from tests.workshop import HOME, Workshop, shipped_library

SCENES = "materials/scenes.yaml"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><path id="{}"/></svg>'
ENTRY = '{{file: {}.svg, alt: "A {}", bands: [juniors, seniors], source: Drawn}}'
LINE = re.compile(r"^- !\[\]\(picture:([^)]+)\)", re.MULTILINE)


@pytest.fixture
def stage(tiny: Workshop) -> Workshop:
    """The miniature workshop with three more pictures, and one that only older groups may see."""
    path = tiny.materials / "pictures.yaml"
    lines = [path.read_text(encoding="utf-8")]
    for name in ("hat", "bell", "kite"):
        tiny.write(f"materials/pictures/{name}.svg", DRAWING.format(name))
        bands = "[seniors]" if name == "kite" else "[juniors, seniors]"
        entry = ENTRY.format(name, name).replace("[juniors, seniors]", bands)
        lines.append(f"{name}: {entry}\n")
    tiny.write("materials/pictures.yaml", "".join(lines))
    return tiny


def scene(workshop: Workshop, shows: str, name: str = "parade", bands: str = "juniors") -> None:
    workshop.write(SCENES, f'{name}: {{alt: "A parade", bands: [{bands}], shows: [{shows}]}}\n')


def test_a_scene_is_a_picture_of_what_it_shows_from_left_to_right(stage: Workshop) -> None:
    """It has its own text and bands, and each drawing in the order in which they are written."""
    scene(stage, "{who: hat, says: bell}, {who: wheel, is_right: false}")
    library = stage.load()
    parade = library.pictures["parade"]
    assert (parade.alt, parade.bands, parade.is_scene) == ("A parade", ("juniors",), True)
    assert library.paths["pictures:parade"] == parade.path == SCENES
    drawn = parade.content.decode()
    assert drawn.index('id="hat"') < drawn.index('id="bell"') < drawn.index("<circle")
    assert drawing_fault(parade.content) is None


def test_a_person_speaks_only_where_the_scene_has_words_for_them(stage: Workshop) -> None:
    """A speech bubble and a cross are drawn for `says` and `is_right`, and for nothing else."""
    drawn = []
    for shows in ("{who: hat}", "{who: hat, says: bell}", "{who: hat, is_right: true}"):
        scene(stage, shows)
        content = stage.load().pictures["parade"].content.decode()
        drawn.append(("<ellipse" in content, "#1b7a43" in content))
    assert drawn == [(False, False), (True, False), (False, True)]


@pytest.mark.parametrize(
    ("shows", "bands", "code"),
    [
        ("{who: hatt}", "juniors", "unknown-picture"),
        ("{who: hat, says: belll}", "juniors", "unknown-picture"),
        ("{who: kite}", "juniors", "unknown-band"),
        ("{who: hat, says: kite}", "'seniors', juniors", "unknown-band"),
        ("{who: hat}, {who: bell, says: wheel}, {who: hat}", "juniors", "misplaced"),
        ("{who: hat, says: bell}, {who: bell, says: wheel}", "juniors", "misplaced"),
    ],
)
def test_a_scene_shows_only_what_exists_and_its_bands_may_see(
    stage: Workshop, shows: str, bands: str, code: str
) -> None:
    """Anything else is a problem at the entry, and nothing is drawn."""
    scene(stage, shows, bands=bands)
    with pytest.raises(NotFitToPrint) as caught:
        stage.load()
    assert {(one.path, one.code) for one in caught.value.problems} == {(SCENES, code)}


def test_a_name_belongs_to_one_picture(stage: Workshop) -> None:
    """A scene that is called like a picture is a problem at its key."""
    scene(stage, "{who: hat}", name="bell")
    with pytest.raises(NotFitToPrint) as caught:
        stage.load()
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line) == ("duplicate-id", SCENES, 1)


def test_every_shipped_scene_is_on_a_page_and_means_one_thing() -> None:
    """Each scene is used; the lines of one Easy Read page all have pictures of their own."""
    scenes = {one.id for one in shipped_library().pictures.values() if one.is_scene}
    used = set()
    for page in Path(HOME, "materials/snippets").glob("**/*easy-read*.md"):
        text = page.read_text(encoding="utf-8")
        names = LINE.findall(text)
        assert len(names) == text.count("\n- "), page
        twice = [name for name, times in Counter(names).items() if times > 1]
        assert set(twice) <= {"friends", "with-a-friend"}, (page, twice)
        used |= set(names)
    assert scenes - used == set()


def test_whoever_does_wrong_has_no_face() -> None:
    """No portrait has a cross: no kind of face may come to stand for harm."""
    pictures = shipped_library().pictures
    entries = yaml.safe_load(Path(HOME, SCENES).read_text(encoding="utf-8"))
    wrong = [
        s["who"] for one in entries.values() for s in one["shows"] if s.get("is_right") is False
    ]
    assert "someone" in wrong
    assert not [name for name in wrong if pictures[name].is_portrait]
    assert all(drawing_words(pictures[name].content) == () for name in entries)
