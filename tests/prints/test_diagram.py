"""Drawings: every text is drawn once, no answer is shown, and everything fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations, product

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.diagram import Diagram, DiagramPage
from printroom.compose import compose
from printroom.model import (
    Arranged,
    Document,
    NotFitToPrint,
    Order,
    Plan,
    PlannedDocument,
    PlannedPart,
    Setting,
    Templates,
)
from printroom.press import print_document
from tests.paper import Box, around, placed
from tests.sample_libraries import ACTIVITY_BLOCK, LATER, band, row

KINDS = (
    "body-clues",
    "choice-shrinking",
    "feelings-faces",
    "feelings-thermometer",
    "helping-hand",
    "power-balance",
    "town-map",
    "who-gains",
)
BANDS = {
    "young": band(look="young", body_pt=17, line_mm=12, tick_mm=8),
    "middle": band(look="middle", body_pt=12.5, line_mm=9, tick_mm=5),
    "older": band(look="older", body_pt=12, line_mm=8.5, tick_mm=4.5),
}
HOLD_LONG_LABELS = {
    "young": ("body-clues", "feelings-faces", "feelings-thermometer", "town-map"),
    "middle": tuple(kind for kind in KINDS if kind not in ("helping-hand", "power-balance")),
    "older": ("choice-shrinking", "feelings-thermometer", "town-map", "who-gains"),
}
"""For each look, the kinds whose labels may have up to 40 letters there."""
FACES = ("smile", "wavy-mouth", "low-brows", "tear", "blank")

words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
places = st.fixed_dictionaries(
    {"label": words, "answer": words, "why": words}, optional={"face": st.sampled_from(FACES)}
)
panels = st.fixed_dictionaries(
    {"title": words, "places": st.lists(places, min_size=1, max_size=4).map(tuple)},
    optional={"story": words, "ask": words, "ask_answer": words},
)
drawings = st.lists(panels, min_size=1, max_size=3)
Panels = list[dict[str, object]]


def diagram(written: Panels, kind: str = "arms") -> Diagram:
    return Diagram.model_validate(
        {"kind": kind, "instruction": "Look.", "panels": tuple(written)}, strict=True
    )


def page_of(arranged: Arranged) -> DiagramPage:
    assert isinstance(arranged.page, DiagramPage)
    return arranged.page


# --- the shape


@given(drawings)
def test_the_page_has_all_that_is_drawn_in_its_order(written: Panels) -> None:
    """Titles, stories, labels, faces and questions are on the page as they were written."""
    page = page_of(diagram(written).arrange(Setting(1)))
    for panel, seen in zip(written, page.panels, strict=True):
        assert (seen.title, seen.story) == (panel["title"], panel.get("story", ""))
        assert seen.ask == panel.get("ask", "")
        drawn = [(place["label"], place.get("face", "")) for place in panel["places"]]  # type: ignore[attr-defined]
        assert [(place.label, place.face) for place in seen.places] == drawn
        assert seen.labels == tuple(label for label, _ in drawn)


@given(drawings)
def test_the_page_depends_on_no_answer(written: Panels) -> None:
    """Without its answers and reasons, or with others, a drawing is the same to the learner."""
    others = [
        {
            **panel,
            "places": tuple({**p, "answer": "other", "why": ""} for p in panel["places"]),  # type: ignore[attr-defined]
            "ask_answer": "",
        }
        for panel in written
    ]
    assert diagram(others).arrange(Setting(1)).page == diagram(written).arrange(Setting(1)).page


@given(drawings, st.integers(0, 999_999))
def test_a_drawing_is_the_same_for_every_seed(written: Panels, seed: int) -> None:
    """Nothing is shuffled, so no code is needed, and nothing is cut."""
    arranged = diagram(written).arrange(Setting(seed))
    assert arranged == diagram(written).arrange(Setting(1))
    assert (arranged.code, arranged.cards) == ("", ())


@given(drawings)
def test_the_key_answers_all_that_is_asked(written: Panels) -> None:
    """The key has a row for each label, and one for a question that has an answer."""
    solved: list[tuple[object, ...]] = []
    for panel in written:
        solved += [
            (f"{panel['title']}: {place['label']}", place["answer"], place["why"])
            for place in panel["places"]  # type: ignore[attr-defined]
        ]
        if "ask" in panel and "ask_answer" in panel:
            solved.append((f"{panel['title']}: {panel['ask']}", panel["ask_answer"], ""))
    key = diagram(written).arrange(Setting(1)).key
    assert [(line.asked, line.answer, line.why) for line in key] == solved


@given(drawings)
def test_every_answer_and_reason_is_a_secret(written: Panels) -> None:
    """All that the key says beyond what was asked is named as a secret."""
    activity = diagram(written)
    key = activity.arrange(Setting(1)).key
    answers = {text for line in key for text in (line.answer, line.why)}
    assert answers - {""} <= set(activity.secrets())


def test_a_face_is_one_of_the_family() -> None:
    """A face that nobody drew is refused, and so is the name of a feeling: it would answer."""
    for face in ("happy", "worried", "no-such-face", ""):
        with pytest.raises(ValidationError):
            diagram([{"title": "T", "places": ({"label": "a", "answer": "b", "face": face},)}])


# --- the drawings


def counted(templates: Templates, kind: str, name: str, otherwise: int, most: bool) -> int:
    """How many members of a list a kind has room for, at least or at most."""
    return templates.kinds[kind].counts.get(name, (otherwise, otherwise))[most]


def label(number: int, length: int) -> str:
    """A label of so many letters that no other one shares a word with: each ends in its number."""
    sign = chr(ord("a") + number)
    if length < 5:
        return f"Q{sign}"[:length]
    text = " ".join(f"{word}{sign}" for word in ("Qsomebod", "Qwho", "Qus", "Qknow", "Qherehome"))
    assert length <= len(text) + 10
    return (text + f" Q{'e' * 10}")[: length - 1].rstrip() + sign


def filled(templates: Templates, kind: str, *, most: bool, length: int) -> Diagram:
    """A drawing of a kind with as few or as many places as it has room for."""
    written: Panels = []
    number = 0
    for panel in range(counted(templates, kind, "panels", 1, False)):
        own = []
        for _ in range(counted(templates, kind, "places", 5, most)):
            own.append(
                {
                    "label": label(number, length),
                    "answer": f"Zanswer{number}",
                    "why": f"Zwhy{number}",
                    "face": FACES[number % len(FACES)],
                }
            )
            number += 1
        sides = tuple(f"Side {n}" for n in range(counted(templates, kind, "sides", 0, False)))
        written.append(
            {
                "title": f"Title {panel}",
                "story": "Bo thinks about it.",
                "sides": sides,
                "places": tuple(own),
                "ask": "Who could help?",
                "ask_answer": f"Zlast{panel}",
            }
        )
    return diagram(written, kind)


def composed(templates: Templates, look: str, *activities: Diagram) -> Document:
    """A worksheet with these activities, in a look."""
    parts = tuple(
        PlannedPart("s", "Part", (ACTIVITY_BLOCK,), "s.md", 9, activity=one.arrange(Setting(1)))
        for one in activities
    )
    sheet = row("worksheet", max_pages=40)
    plan = Plan(
        order=Order("s", "b", "england"),
        band=BANDS[look],
        nation="England",
        title="Session",
        session_code="C2",
        minutes=30,
        version="1.0",
        review_by=LATER,
        documents=(PlannedDocument(1, sheet, parts),),
        digest="d",
        code="ABC-DEF",
    )
    (document,) = compose(plan, templates)
    return document


class Said(HTMLParser):
    """All that a document says: its text, and the alternatives of its pictures."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_style = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        self.texts += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if not self._is_style:
            self.texts.append(data)


def test_every_kind_of_drawing_is_tested(templates: Templates) -> None:
    """The kinds below are all whose template draws a diagram."""
    drawn = {kind for kind, what in templates.kinds.items() if what.shape == "diagram"}
    assert drawn == set(KINDS)


@pytest.mark.parametrize(("kind", "most"), [*product(KINDS, (False, True))])
def test_a_drawing_has_every_label_once_and_no_answer(
    templates: Templates, kind: str, most: bool
) -> None:
    """With few places and with many, each label is once on the page, and no answer is."""
    activity = filled(templates, kind, most=most, length=40)
    for look in BANDS:
        texts = Said(composed(templates, look, activity).source).texts
        for panel in activity.panels:
            for place in panel.places:
                assert sum(text.count(place.label) for text in texts) == 1, (look, place.label)
        for secret in activity.secrets():
            assert not any(secret in text for text in texts), (look, secret)


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_says_in_words_what_it_shows(templates: Templates, kind: str) -> None:
    """Each picture has an alternative text; each drawing in the page has a title."""
    activity = filled(templates, kind, most=True, length=40)
    source = composed(templates, "middle", activity).source
    alts = re.findall(r'<img src="asset:[^"]+" alt="([^"]*)"', source)
    assert source.count("<img") == len(alts)
    assert all(alts)
    assert source.count("<svg") == len(re.findall(r"<svg[^>]*>\s*<title>[^<]+</title>", source))


@pytest.mark.parametrize("sides", [(), ("What helps Ada, and who",)])
def test_the_lines_beside_a_thermometer_say_what_they_are_for(
    templates: Templates, sides: tuple[str, ...]
) -> None:
    """Their heading is the author’s, and without one the template’s own."""
    steps = tuple({"label": name, "answer": "yes"} for name in ("high", "middle", "low"))
    panel: dict[str, object] = {"title": "Ada", "sides": sides, "places": steps}
    drawn = composed(templates, "middle", diagram([panel], "feelings-thermometer")).source
    heading = re.findall(r'<p class="helps">(.*?)</p>', drawn)
    assert heading == [*(sides or ("What helps me then",))]


def boxes_of_labels(content: bytes, code: str) -> Iterator[tuple[int, str, Box]]:
    """Where each label is: its page, its sign, and the box around all of its letters.

    The code of the document may have a Q in it, too.
    """
    file = pypdfium2.PdfDocument(content)
    for number, page in enumerate(file):
        text = page.get_textpage()
        boxes: dict[str, list[Box]] = {}
        for found in re.finditer(r"Q\w*", text.get_text_range().replace(code, "-" * len(code))):
            spots = [placed(page, text.get_charbox(n)) for n in range(found.start(), found.end())]
            boxes.setdefault(found[0][-1], []).extend(spots)
        for sign, spots in boxes.items():
            yield number, sign, around(spots)
    file.close()


@pytest.mark.parametrize(
    ("look", "kind"), [(look, kind) for look, kinds in HOLD_LONG_LABELS.items() for kind in kinds]
)
def test_labels_of_2_to_40_letters_fit(templates: Templates, look: str, kind: str) -> None:
    """With all its places full, a drawing prints; no label leaves its box or meets another."""
    for length in (2, 40):
        activity = filled(templates, kind, most=True, length=length)
        document = composed(templates, look, activity)
        labels = list(boxes_of_labels(print_document(document, {}).content, document.code))
        assert len(labels) == sum(len(panel.places) for panel in activity.panels)
        for (page, sign, box), (on, other, there) in combinations(labels, 2):
            assert page != on or not box.meets(there), (length, sign, other)


def test_a_label_that_finds_no_room_is_found(templates: Templates) -> None:
    """The press refuses a drawing whose label is far longer than its place."""
    activity = filled(templates, "who-gains", most=True, length=40)
    panel = activity.panels[0]
    far = panel.places[0].model_copy(update={"label": "Somebody else again " * 12})
    panel = panel.model_copy(update={"places": (far, *panel.places[1:])})
    document = composed(templates, "middle", activity.model_copy(update={"panels": (panel,)}))
    with pytest.raises(NotFitToPrint):
        print_document(replace(document, max_pages=40), {})
