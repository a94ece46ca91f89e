"""The signs of a pack: its guide explains those that it prints, and no others."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest

from printroom.choose import plan_for
from printroom.choose.signs import signs
from printroom.compose import compose
from printroom.model import Arranged, Kind, Node, Order, Piece, PlannedDocument, PlannedPart, Sign
from tests.sample_libraries import block, contact, row, templates
from tests.workshop import shipped, shipped_library, shipped_orders_in_turns, with_one_of_each_band

DAY = dt.date(2027, 1, 4)
FACILITATOR = {"say", "alert", "note"}
_LEGEND = re.compile(r'<section class="signs">.*?</section>', re.DOTALL)
_SHAPE = re.compile(r'class="shape ([a-z-]+)"')


def document(
    audience: str, *nodes: Node, activity: Arranged | None = None, is_cut: bool = False
) -> PlannedDocument:
    """A document with one part."""
    part = PlannedPart("a", "T", nodes, "a.md", 1, activity=activity)
    layout = templates().sheets["cards"] if is_cut else None
    return PlannedDocument(1, row("x", audience), (part,), layout=layout)


def names(*documents: PlannedDocument) -> list[str]:
    """The names of the signs of a pack."""
    return [sign.name for sign in signs(documents, KINDS)]


KINDS = {"pass": Kind("quiz", signs=("pass", "stop")), "plain": Kind("quiz")}
GROUPS = SimpleNamespace(
    groups=(
        SimpleNamespace(name="Fair", shape="star"),
        SimpleNamespace(name="Not fair", shape="heart"),
        SimpleNamespace(name="No shape", shape=None),
    )
)
CHOICES = SimpleNamespace(
    choices=(SimpleNamespace(text="True", shape="star"), SimpleNamespace(text="False"))
)


def test_each_audience_has_signs_for_its_own_blocks() -> None:
    """Those for facilitators come first; a block of other people has no sign on a page."""
    blocks = [block(name) for name in ("help", "note", "key", "alert", "say", "card")]
    group = document("participant", block("say", *blocks))
    assert names(document("facilitator", *blocks)) == ["say", "alert", "note"]
    assert names(group, document("facilitator", blocks[1])) == ["note", "key", "help"]


def test_help_lines_at_the_foot_have_a_sign() -> None:
    """A document without them has none."""
    page = document("participant")
    assert names(page) == []
    with_foot = PlannedDocument(1, page.row, (), strip=(contact(strip=True),))
    assert names(page, with_foot) == ["help"]


def test_a_kind_draws_its_signs_where_its_pieces_have_no_picture() -> None:
    """A picture takes the place of the sign; another kind draws other signs, or none."""
    for cards, drawn in (
        ((), ["pass", "stop"]),
        ((Piece("a"), "b"), ["pass", "stop"]),
        ((Piece("a"), Piece("b", "gift")), []),
    ):
        arranged = Arranged("pass", "quiz", None, cards, ())
        assert names(document("participant", activity=arranged)) == drawn
    assert names(document("participant", activity=Arranged("plain", "quiz", None, (), ()))) == []


def test_the_shapes_of_groups_mean_their_names() -> None:
    """Each shape has every name that it is printed with, once, and comes after other signs."""
    groups = Arranged("pass", "quiz", GROUPS, (), ())
    choices = Arranged("plain", "quiz", CHOICES, (), ())
    given = (
        document("participant", activity=groups),
        document("participant", activity=choices),
        document("participant", activity=groups),
        document("facilitator", block("say")),
    )
    assert signs(given, KINDS) == (
        *(Sign("say"), Sign("pass"), Sign("stop")),
        *(Sign("star", ("Fair", "True")), Sign("heart", ("Not fair",))),
    )


def test_a_shape_without_a_name_means_nothing() -> None:
    """It is a sign like those of a kind."""
    page = SimpleNamespace(choices=(SimpleNamespace(shape="star"),))
    unnamed = document("participant", activity=Arranged("plain", "quiz", page, (), ()))
    assert signs((unnamed,), KINDS) == (Sign("star"),)


def test_cards_to_cut_have_the_shapes_that_are_on_a_card() -> None:
    """A group without a card of its own prints its shape on no card."""
    groups = Arranged("plain", "quiz", GROUPS, (), ())
    card = Node("block", "Fair", name="card")
    cut = document("participant", card, activity=groups, is_cut=True)
    assert signs((cut,), KINDS) == (Sign("star", ("Fair",)),)
    page = document("participant", card, activity=groups)
    assert names(page) == ["star", "heart"]


@pytest.mark.parametrize("code", ["A1", "B2", "C3", "C4", "D5", "D6", "E1", "F1", "P1"])
def test_a_guide_explains_the_signs_of_its_pack_and_no_others(code: str) -> None:
    """The legend is on the first page, and agrees with what the composed pages draw."""
    library = shipped_library()
    name, session = next((n, s) for n, s in library.sessions.items() if s.code == code)
    plan = plan_for(Order(name, session.bands[0], "wales", as_of=DAY), library, shipped())
    documents = {one.name: _without_styles(one.source) for one in compose(plan, shipped())}
    guide = documents.pop("facilitator-guide")
    (legend,) = _LEGEND.findall(guide)
    assert guide.index(legend) < guide.index('class="segment"')
    shown = set(_SHAPE.findall(legend))
    drawn = {sign for sign in FACILITATOR if f'class="{sign}"' in guide}
    pages = "".join(documents.values())
    drawn |= {sign for sign in ("key", "help") if f'class="{sign}"' in pages}
    drawn |= {"help"} if 'class="strip"' in pages else set()
    drawn |= {"stop"} if 'class="stop"' in pages else set()
    pass_cards = re.findall(r'class="piece front pass-card.*?</section>', pages, re.DOTALL)
    drawn |= {"pass"} if any("<img" not in card for card in pass_cards) else set()
    assert shown == {f"{sign}-sign" for sign in drawn} | set(_SHAPE.findall(pages))


def test_a_shape_is_explained_by_the_names_of_its_groups() -> None:
    """Where cards and a sheet give a shape two names, the guide has both, as they are printed."""
    library = shipped_library()
    name = next(n for n, s in library.sessions.items() if s.code == "C4")
    plan = plan_for(Order(name, "11-14", "wales", as_of=DAY), library, shipped())
    (guide,) = (one.guide for one in plan.documents if one.guide)
    means = {sign.name: sign.means for sign in guide.signs}
    assert means["circle"] == ("True",)
    assert means["say"] == ()


def _without_styles(source: str) -> str:
    return re.sub(r"<style>.*?</style>", "", source, flags=re.DOTALL)


@pytest.mark.parametrize(
    "order",
    with_one_of_each_band(shipped_orders_in_turns(DAY)),
    ids=lambda order: order.session,
)
def test_a_guide_calls_a_slip_by_the_title_that_is_printed_on_it(order: Order) -> None:
    """Who has four piles of slips in the hand finds each by its title, and by no other name."""
    plan = plan_for(order, shipped_library(), shipped())
    slips = [part for one in plan.documents if one.row.name == "slips" for part in one.parts]
    pieces = [piece for part in slips if part.activity for piece in part.activity.cards]
    titles = {getattr(piece, "title", "") for piece in pieces} - {""}
    read = [
        part for one in plan.documents if one.row.audience == "facilitator" for part in one.parts
    ]
    words = "\n".join(node.words() for part in read for node in part.nodes)
    assert not [title for title in titles if f"“{title}”" not in words]
    assert not re.findall(r"(?i)\b(?:pass card|(?:exit|question|start) slip)", words)
