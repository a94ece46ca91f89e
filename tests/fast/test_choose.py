"""Each rule of the age gate, in small libraries built in memory."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import blake2b
from typing import Any

import pytest
from pydantic import BaseModel

from printroom.activities import shape
from printroom.choose import choose, forbidden_for, most_draft_reasons
from printroom.choose.digest import printed_digest
from printroom.choose.document_plans import plan_documents
from printroom.choose.timetable import timetable
from printroom.choose.variants import snippet_for_band
from printroom.compose import with_codes
from printroom.model import (
    CONFIDENCE,
    ActivityModel,
    Arranged,
    CannotArrange,
    Cut,
    Forbidden,
    KeyRow,
    Kind,
    LanguageRule,
    Law,
    Library,
    Note,
    NotFitToPrint,
    NotInPuzzles,
    Order,
    Part,
    Pause,
    Picture,
    Piece,
    PlannedDocument,
    Problem,
    Puzzle,
    Review,
    Session,
    SessionRule,
    SessionTemplate,
    Setting,
    Templates,
)
from printroom.model.drafts import reason_texts
from printroom.text.fingerprint import grams, phrase
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    BANDS,
    CHILDREN,
    EVERYONE,
    LATER,
    OLDER,
    ROWS,
    SESSION,
    TEENS,
    TODAY,
    activity,
    band,
    block,
    contact,
    drawing,
    fact,
    frame,
    full,
    library,
    link,
    matching,
    nation,
    order,
    paragraph,
    part,
    picture,
    row,
    segment,
    session,
    shown,
    snippet,
    sorting,
    templates,
    variant,
    word,
)

YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def planned(
    given: Library, wanted: Order | None = None, shapes: Templates | None = None
) -> dict[str, PlannedDocument]:
    plan, _ = choose(wanted or order(), given, shapes or templates())
    return {document.row.name: document for document in plan.documents}


def refusal(
    given: Library, wanted: Order | None = None, shapes: Templates | None = None
) -> tuple[Problem, ...]:
    with pytest.raises(NotFitToPrint) as caught:
        choose(wanted or order(), given, shapes or templates())
    return caught.value.problems


def words_of(document: PlannedDocument) -> str:
    return "\n".join(node.words() for one in document.parts for node in one.nodes)


def leaves(value: object) -> Iterator[object]:
    """Everything that can be reached from a value: itself, and what it holds."""
    yield value
    inner: list[object] = []
    if is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, BaseModel):
        inner = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, tuple):
        inner = list(value)
    for one in inner:
        yield from leaves(one)


# --- orders -------------------------------------------------------------------------------------


def test_a_band_that_the_session_does_not_list_is_refused() -> None:
    """A session is printed for the bands it names, and the refusal names those that there are."""
    given = library(
        snippet("a", part("handout", "x")), sessions={SESSION: session("a", bands=(OLDER, TEENS))}
    )
    (problem,) = refusal(given, order(CHILDREN))
    assert (problem.code, problem.place) == ("unknown-band", "--band")
    assert problem.fix == f"choose from: {TEENS}, {OLDER}"
    assert CHILDREN in problem.message
    in_years = {"england": nation(stages={TEENS: "Years 8 to 9"})}
    (problem,) = refusal(replace(given, nations=in_years), order("Year 8"))
    assert problem.fix == f"in England that is {TEENS}; choose from: {TEENS}, {OLDER}"


def test_an_unknown_session_and_an_unknown_nation_are_refused() -> None:
    """An order for what there is not says the nearest that there is, or all."""
    given = library(snippet("a", part("handout", "x")))
    (problem,) = refusal(given, order(session_id="power/whom"))
    assert str(problem) == "SESSION unknown-session there is no session “power/whom”"
    assert problem.fix == f"did you mean “{SESSION}”?"
    problems = refusal(given, order("5-7", "wales"))
    assert [one.code for one in problems] == ["unknown-band", "unknown-nation"]
    assert str(problems[1]) == "--nation unknown-nation there is no nation “wales”"
    assert problems[1].fix == "choose from: england, northern-ireland"


def test_a_plan_says_what_the_session_says() -> None:
    """A plan carries the order, the band, the nation and the session's own words and dates."""
    plan, _ = choose(order(), library(snippet("a", part("handout", "x"))), templates())
    assert (plan.order, plan.band.title, plan.nation) == (order(), f"Band {TEENS}", "England")
    assert (plan.title, plan.session_code, plan.minutes) == ("Who has it", "C2", 30)
    assert (plan.version, plan.review_by) == ("1.0", LATER)
    assert (plan.digest, plan.code) == ("", ""), "known once it is composed"


def test_a_plan_has_the_positions_of_its_segments_and_rules() -> None:
    """A plan names the session's file, a line for each segment of its own, and the rules for it."""
    rule = SessionRule.model_construct(needs="safety")
    lesson = frame(opening=(segment("Welcome", 5),)).model_copy(update={"rules": (rule,)})
    shapes = replace(templates(lesson), phrases={"Page": ("parts/foot.html", 3, 1)})
    given = library(
        snippet("a", part("handout", "x")),
        places={f"sessions/{SESSION}.yaml": {"Middle": (7, 3)}},
    )
    plan, _ = choose(order(), given, shapes)
    assert plan.path == f"sessions/{SESSION}.yaml"
    assert [(one.title, one.line) for one in plan.criteria.segments] == [
        ("Welcome", 0),
        ("Middle", 7),
        ("Talk", 0),
    ]
    assert plan.criteria.rules == (rule,)
    assert plan.criteria.phrases == shapes.phrases


def test_choosing_twice_is_choosing_once() -> None:
    """The same order gives the same plan and the same fingerprints."""
    given = library(snippet("a", part("handout", "x"), activity=matching()))
    assert choose(order(), given, templates()) == choose(order(), given, templates())


# --- bands --------------------------------------------------------------------------------------


def test_a_snippet_that_is_not_for_the_band_stops_the_pack() -> None:
    """A session that uses a snippet of other bands only is refused, and the snippet is named."""
    given = library(
        snippet("a", part("handout", "fine")),
        snippet("b", part("handout", "old"), bands=(OLDER,)),
        snippet("c", part("handout", "young"), bands=(CHILDREN, OLDER)),
    )
    first, second = refusal(given)
    assert {first.code, second.code} == {"not-open-to-band"}
    assert (first.path, first.line, first.column) == (f"sessions/{SESSION}.yaml", 1, 1)
    assert first.message == f"snippet “b” is not for {TEENS}: it is for {OLDER}"
    assert second.message == f"snippet “c” is not for {TEENS}: it is for {CHILDREN}, {OLDER}"
    assert words_of(planned(given, order(OLDER))["handout"]) == "fine\nold\nyoung"


def test_a_note_that_is_not_for_the_band_stops_the_pack() -> None:
    """Notes after the plan, of the session and of the frame, pass the same gate as segments."""
    guide = part("facilitator-guide", "read this")
    given = library(
        snippet("a", part("handout", "x")),
        snippet("b", guide, bands=(OLDER,)),
        snippet("c", guide, bands=(OLDER,)),
        sessions={SESSION: session("a", notes=("b",))},
    )
    problems = refusal(given, shapes=templates(frame(notes=(Note(snippet="c"),))))
    assert [one.message.split("”")[0] for one in problems] == ["snippet “b", "snippet “c"]


def test_a_variant_replaces_heading_by_heading() -> None:
    """A variant replaces the headings it carries, and everything else comes from the base."""
    other = variant(TEENS, part("handout", "for teens"))
    one = snippet(
        "a",
        part("handout", "for all"),
        part("worksheet", "write"),
        kit=("Pens",),
        variants=(other,),
    )
    documents = planned(library(one))
    assert words_of(documents["handout"]) == "for teens"
    assert words_of(documents["worksheet"]) == "write"
    assert documents["worksheet"].parts[0].title == "T a"
    guide = documents["facilitator-guide"].guide
    assert guide is not None
    assert guide.kit == ("Pens",)


def test_a_variant_replaces_title_kit_and_activity() -> None:
    """What a variant's front matter carries replaces the base's, also when it is empty."""
    own = variant(TEENS, title="Own", kit=(), activity=sorting())
    one = snippet(
        "a",
        part("worksheet", ACTIVITY_BLOCK),
        kit=("Pens",),
        activity=matching(),
        variants=(own,),
    )
    documents = planned(library(one))
    first = documents["worksheet"].parts[0]
    assert first.title == "Own"
    assert first.activity is not None
    assert first.activity.kind == "card-sort"
    guide = documents["facilitator-guide"].guide
    assert guide is not None
    assert guide.kit == ()
    assert [(title, arranged.kind) for title, arranged in guide.keys] == [("Own", "card-sort")]


def test_a_variant_that_only_adds_a_heading_changes_no_other() -> None:
    """A variant may speak in a document in which its base is silent."""
    one = snippet("a", part("handout", "all"), variants=(variant(TEENS, part("worksheet", "own")),))
    assert words_of(planned(library(one))["worksheet"]) == "own"
    assert words_of(planned(library(one))["handout"]) == "all"
    assert "worksheet" not in planned(library(one), order(OLDER))


def test_another_bands_variant_is_never_heard() -> None:
    """Nothing that a variant for another band carries can be reached from a plan."""
    own = variant(OLDER, part("handout", "grim"), title="Grim", kit=("Grim kit",))
    plan, _ = choose(
        order(), library(snippet("a", part("handout", "mild"), variants=(own,))), templates()
    )
    assert not [one for one in leaves(plan) if isinstance(one, str) and "rim" in one]


def test_a_variant_opens_no_band() -> None:
    """A variant for a band that its base does not name is not heard either."""
    one = snippet("a", part("handout", "x"), bands=(OLDER,), variants=(variant(TEENS),))
    assert snippet_for_band(one, TEENS) is None
    assert snippet_for_band(one, OLDER) is not None


# --- links --------------------------------------------------------------------------------------

LINKED: dict[str, tuple[str, Callable[..., Any]]] = {
    "fact": ("facts", fact),
    "word": ("glossary", word),
    "contact": ("contacts", contact),
}


def linking(kind: str, document: str = "handout", **gate: object) -> Library:
    store, build = LINKED[kind]
    entries: dict[str, Any] = {store: {"it": build(**gate), "other": build()}}
    deep = block("key", paragraph("It is ", link(f"{kind}:it", line=7, column=3)))
    made = snippet("a", part(document, "first", deep, path="a.md"))
    return library(made, **entries)


@pytest.mark.parametrize("kind", LINKED)
def test_a_link_that_is_open_brings_its_entry(kind: str) -> None:
    """A document gets the entries that its own words link to, and no other."""
    document = planned(linking(kind))["handout"]
    found = {"fact": document.facts, "word": document.glossary, "contact": document.linked}
    assert {name: list(entries) for name, entries in found.items()} == {
        **{name: [] for name in found},
        kind: ["it"],
    }
    guide = planned(linking(kind))["facilitator-guide"]
    assert not [*guide.facts, *guide.glossary, *guide.linked]


@pytest.mark.parametrize("kind", LINKED)
def test_a_link_to_another_bands_entry_stops_at_its_line(kind: str) -> None:
    """A link to what is not open to the band is refused where it was written."""
    (problem,) = refusal(linking(kind, bands=(CHILDREN, OLDER)))
    assert (problem.code, problem.path) == ("not-open-to-band", "a.md")
    assert (problem.line, problem.column) == (7, 3)
    assert problem.message == (
        f"{kind} “it” may not appear in the handout for {TEENS} in england: "
        f"it is for {CHILDREN}, {OLDER}, participant and facilitator"
    )
    assert TEENS in problem.fix
    assert problem.stops


@pytest.mark.parametrize("kind", LINKED)
def test_facilitator_text_is_in_the_guide_only(kind: str) -> None:
    """An entry for facilitators is open to their documents and closed to participants' ones."""
    guide = planned(linking(kind, "facilitator-guide", audiences=("facilitator",)))
    document = guide["facilitator-guide"]
    assert [*document.facts, *document.glossary, *document.linked] == ["it"]
    (problem,) = refusal(linking(kind, audiences=("facilitator",)))
    assert problem.line == 7
    (problem,) = refusal(linking(kind, "facilitator-guide", audiences=("participant",)))
    assert problem.line == 7


def test_a_link_to_another_nations_contact_stops_at_its_line() -> None:
    """A helpline of another nation cannot be named."""
    (problem,) = refusal(linking("contact", nations=("northern-ireland",)))
    assert (problem.path, problem.line) == ("a.md", 7)
    assert planned(
        linking("contact", nations=("northern-ireland",)), order(nation_id="northern-ireland")
    )["handout"].linked


def test_a_link_of_another_bands_variant_stops_nothing() -> None:
    """What a band does not hear cannot refuse it."""
    own = variant(OLDER, part("handout", paragraph(link("fact:it"))))
    one = snippet("a", part("handout", "mild"), variants=(own,))
    given = library(one, facts={"it": fact(bands=(OLDER,))})
    assert not planned(given)["handout"].facts
    assert planned(given, order(OLDER))["handout"].facts


def test_every_wrong_link_is_reported() -> None:
    """All that is not open is reported at once, and what is open after it is still found."""
    lines = [paragraph(link(f"fact:{name}", line)) for line, name in enumerate("xyz", 1)]
    shut = fact(bands=(OLDER,))
    given = library(
        snippet("a", part("handout", *lines)), facts={"x": shut, "y": fact(), "z": shut}
    )
    assert [problem.line for problem in refusal(given)] == [1, 3]


def test_links_of_other_kinds_and_repeated_links_are_no_end() -> None:
    """A document gets everything it names, whatever comes before it and however often."""
    names = ("word:w", "fact:f", "contact:c", "fact:f", "word:v", "fact:g", "contact:d")
    given = library(
        snippet("a", part("handout", paragraph(*map(link, names)))),
        facts={"f": fact(), "g": fact()},
        glossary={"w": word(), "v": word()},
        contacts={"c": contact(), "d": contact("Else")},
    )
    document = planned(given)["handout"]
    assert (list(document.facts), list(document.glossary)) == (["f", "g"], ["w", "v"])
    assert list(document.linked) == ["c", "d"]


# --- pictures -----------------------------------------------------------------------------------


def test_a_picture_of_another_band_stops_at_its_line() -> None:
    """A picture in the words is refused at its place, unless it names the band."""
    gift = replace(shown("gift", line=6), column=4)
    words = part("handout", paragraph(shown("sun"), gift), path="a.md")
    pictures = {"gift": picture(bands=(CHILDREN, OLDER)), "sun": picture("sun")}
    given = library(snippet("a", words), pictures=pictures)
    (problem,) = refusal(given)
    assert (problem.code, problem.path) == ("not-open-to-band", "a.md")
    assert (problem.line, problem.column) == (6, 4)
    assert problem.message == f"picture “gift” is not for {TEENS}: it is for {CHILDREN}, {OLDER}"
    assert list(planned(given, order(OLDER))["handout"].pictures) == ["sun", "gift"]


def test_a_picture_of_an_activity_passes_the_same_gate() -> None:
    """A picture in an activity is refused at its heading, and only where the activity prints."""
    parts = (part("handout", "no activity here"), part("worksheet", ACTIVITY_BLOCK, path="a.md"))
    made = snippet("a", *parts, activity=matching("gift"))
    (problem,) = refusal(library(made, pictures={"gift": picture(bands=(OLDER,))}))
    assert (problem.path, problem.line, problem.column) == ("a.md", 9, 1)
    documents = planned(library(made, pictures={"gift": picture(), "sun": picture("sun")}))
    assert list(documents["worksheet"].pictures) == ["gift"]
    assert not documents["handout"].pictures


def test_a_picture_of_a_replaced_activity_is_not_asked_for() -> None:
    """The pictures of a document are those of the activity that the band gets."""
    own = variant(TEENS, activity=matching("sun"))
    made = snippet(
        "a", part("worksheet", ACTIVITY_BLOCK), activity=matching("gift"), variants=(own,)
    )
    given = library(made, pictures={"gift": picture(bands=(OLDER,)), "sun": picture("sun")})
    assert list(planned(given)["worksheet"].pictures) == ["sun"]


# --- audiences ----------------------------------------------------------------------------------


def test_no_key_and_no_guide_reaches_a_document_for_participants() -> None:
    """From a participant's document no key, no guide and no facilitator's text can be reached."""
    seen = []
    for document in planned(full()).values():
        if document.row.audience == "facilitator":
            continue
        seen.append(document.row.name)
        for one in leaves(document):
            assert not isinstance(one, KeyRow | ActivityModel | Part | Library)
            if isinstance(one, str):
                assert not any(word in one for word in ("reason", "Tell them", "gran it is"))
                assert "the coach of course" not in one
        assert document.guide is None
    assert seen == ["handout", "worksheet", "cards", "help-page"]


def test_the_guide_has_every_key_the_kit_and_the_aims() -> None:
    """The guide gets the aims, the plan, each thing to bring once, and every key."""
    guide = planned(full())["facilitator-guide"].guide
    assert guide is not None
    assert (guide.aim, guide.outcomes, guide.why) == (
        "the aim of it",
        ("say what power is",),
        "why we teach it",
    )
    assert guide.kit == ("Pens", "Paper", "Glue")
    assert [title for title, _ in guide.keys] == ["T a", "T b", "T c"]
    answers = [row.answer for _, arranged in guide.keys for row in arranged.key]
    assert "the coach of course" in answers
    assert "Fair" in answers
    assert [segment.title for segment in guide.plan] == ["Middle", "Talk"]
    assert [one.name for one in guide.prints] == [
        "cover",
        "handout",
        "worksheet",
        "cards",
        "facilitator-guide",
        "help-page",
    ]
    assert guide.definition.says == "In England it means harm"
    assert [link.says for link in guide.curriculum] == [f"England {TEENS}"]


def test_an_activity_is_printed_where_its_block_is() -> None:
    """A part gets its activity where it asks for it, at any depth, and without the key."""
    nested = block("story", block("steps", ACTIVITY_BLOCK))
    made = snippet(
        "a", part("handout", "none"), part("worksheet", "x", nested), activity=matching()
    )
    documents = planned(library(made), order(seed=5))
    assert documents["handout"].parts[0].activity is None
    arranged = documents["worksheet"].parts[0].activity
    assert arranged == replace(matching().arrange(Setting(5)), key=())
    guide = documents["facilitator-guide"].guide
    assert guide is not None
    key = tuple(row.with_letter() for row in matching().arrange(Setting(5)).key)
    assert guide.keys[0][1] == replace(matching().arrange(Setting(5)), key=key)


def test_a_block_is_an_activity_by_its_kind_and_its_name() -> None:
    """Only a block that is called activity prints it."""
    for node in (replace(ACTIVITY_BLOCK, kind="strong"), block("story", "x")):
        made = snippet("a", part("worksheet", node), activity=matching())
        assert planned(library(made))["worksheet"].parts[0].activity is None
    made = snippet("a", part("worksheet", ACTIVITY_BLOCK))
    assert planned(library(made))["worksheet"].parts[0].activity is None


def test_only_a_facilitators_document_can_have_the_guide() -> None:
    """A row that asks for the guide gets it only when it is for facilitators."""
    rows = (row("handout", guide=True), row("plan", "facilitator"))
    made = snippet("a", part("handout", "x"), part("plan", "y"))
    documents = planned(library(made), shapes=templates(frame(documents=rows)))
    assert documents["handout"].guide is None
    assert documents["plan"].guide is None


def test_parts_keep_their_order_their_segment_and_their_place() -> None:
    """A document's parts come in the order of the session, each with its segment and its file."""
    guide = "facilitator-guide"
    given = library(
        *(snippet(name, part(guide, f"says {name}", path=f"{name}.md")) for name in "abcd"),
        sessions={
            SESSION: session(
                segments=(segment("One", 10, "b", "a"), segment("Two", 20, "c")),
                notes=(Note(snippet="d", new_page=True),),
            )
        },
    )
    found = planned(given)[guide].parts
    assert [one.snippet for one in found] == ["b", "a", "c", "d"]
    titles = [one.segment.title if one.segment else None for one in found]
    assert titles == ["One", "One", "Two", None]
    assert [one.new_page for one in found] == [False, False, False, True]
    assert [(one.path, one.line) for one in found][:2] == [("b.md", 9), ("a.md", 9)]


def test_a_snippet_missing_in_one_document_still_prints_in_the_next() -> None:
    """A document has the parts of all the snippets that speak in it."""
    given = library(
        snippet("a", part("handout", "one")),
        snippet("b", part("worksheet", "two")),
        snippet("c", part("handout", "three")),
    )
    assert words_of(planned(given)["handout"]) == "one\nthree"


# --- documents ----------------------------------------------------------------------------------


def test_a_document_knows_the_figures_that_are_no_contact() -> None:
    """Those marked in its words, its entries, its session and nation, and in what a key shows."""

    def marked(name: str) -> dict[str, str]:
        return {name: "a number"}

    words = paragraph(link("figure:it"), link("fact:it"), link("word:it"), shown("it"))
    given = library(
        replace(snippet("a", part("handout", words)), figures=marked("front matter")),
        snippet("b", part("worksheet", ACTIVITY_BLOCK), activity=matching("shown")),
        facts={"it": fact(figures=marked("fact")), "else": fact(figures=marked("no link"))},
        glossary={"it": word(figures=marked("word"))},
        pictures={
            "it": replace(picture("it"), figures=marked("picture")),
            "shown": replace(picture("shown"), figures=marked("picture in a key")),
        },
        nations={"england": nation(figures=marked("nation"))},
        sessions={SESSION: session("a", "b", figures=marked("session"))},
    )
    pack = {"front matter", "picture in a key", "session", "nation"}
    own = {"these words", "fact", "word", "picture"}
    found = {name: set(one.no_contacts) for name, one in planned(given).items()}
    assert found["handout"] == pack | own
    assert found["worksheet"] == found["help-page"] == pack


def test_a_document_in_which_nobody_speaks_is_not_printed() -> None:
    """Without parts only the cover, the guide and what lists contacts are printed, numbered."""
    documents = planned(library(snippet("a", part("worksheet", "x"))))
    names = ["cover", "worksheet", "facilitator-guide", "help-page"]
    assert list(documents) == names
    assert [document.number for document in documents.values()] == [1, 2, 3, 4]
    assert [document.row for document in documents.values()] == [
        one for one in ROWS if one.name in names
    ]


def test_the_guide_names_what_comes_before_and_after() -> None:
    """The guide says which sessions this one follows, and which follow it."""
    sessions = {
        SESSION: session("a", follows=("power/first",)),
        "power/first": session("a", code="C1", title="First"),
        "power/next": session("a", code="C3", title="Next", follows=(SESSION, "power/first")),
        "power/other": session("a", code="C4", title="Other"),
    }
    given = library(snippet("a", part("handout", "x")), sessions=sessions)
    guide = planned(given)["facilitator-guide"].guide
    assert guide is not None
    assert (guide.before, guide.after) == (("C1 First",), ("C3 Next",))


def test_an_activity_that_quotes_says_so() -> None:
    """What an activity quotes to have it put right is judged otherwise, so the plan says so."""
    for quotes in (True, False):
        quoting = matching().model_copy(update={"quotes": quotes})
        given = library(snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=quoting))
        (one,) = planned(given)["worksheet"].parts
        assert one.activity is not None
        assert one.activity.quotes is quotes


def test_a_document_that_others_read_looks_as_for_them() -> None:
    """A row that names who reads its document gives it that band's look; the others have none."""
    rows = (row("letter", read_by=OLDER), row("handout"))
    given = library(snippet("a", part("letter", "x"), part("handout", "x")))
    documents = planned(given, shapes=templates(frame(documents=rows)))
    assert documents["letter"].reader == given.bands[OLDER]
    assert documents["handout"].reader is None


def test_a_document_that_lists_contacts_or_holds_the_guide_needs_no_part() -> None:
    """Each of the three kinds of row that print without a part is enough by itself."""
    rows = (
        row("cover", "facilitator", "cover"),
        row("plan", "facilitator", guide=True),
        row("help-page", contacts=True),
        row("handout"),
    )
    given = library(snippet("a", part("worksheet", "x")))
    documents = planned(given, shapes=templates(frame(documents=rows)))
    assert list(documents) == ["cover", "plan", "help-page"]
    assert documents["cover"].guide is None


def test_only_what_is_cut_has_a_sheet() -> None:
    """A document that is cut gets the layout of its sheet."""
    shapes = templates()
    documents = planned(full(), shapes=shapes)
    assert documents["cards"].layout == shapes.sheets["cards"]
    assert documents["handout"].layout is None


def with_contacts(**contacts: Any) -> Library:
    return library(snippet("a", part("handout", "x")), contacts=contacts)


def test_contacts_are_listed_by_band_nation_and_audience() -> None:
    """A list of contacts holds those that are open to its order and its audience, in order.

    The cover has those of all documents, to list the unchecked ones.
    """
    given = with_contacts(
        all=contact("All", strip=True),
        old=contact("Old", bands=(OLDER,)),
        ni=contact("Ni", nations=("northern-ireland",)),
        guide=contact("Guide", audiences=("facilitator",)),
        them=contact("Them", audiences=("participant",)),
    )

    def listed(wanted: Order) -> dict[str, list[str]]:
        return {
            name: [one.name for one in document.contacts]
            for name, document in planned(given, wanted).items()
            if document.contacts
        }

    assert listed(order()) == {
        "cover": ["All", "Guide", "Them"],
        "facilitator-guide": ["All", "Guide"],
        "help-page": ["All", "Them"],
    }
    assert listed(order(OLDER, "northern-ireland"))["help-page"] == ["All", "Old", "Ni", "Them"]


def test_a_service_that_a_session_asks_for_is_listed_once() -> None:
    """A list has what the session asks for, too, in the order of the file; a number only once."""
    given = library(
        snippet("a", part("handout", "x")),
        contacts={
            "slavery": contact("Slavery line", "08000 121 700", listed=False),
            "line": contact(strip=True),
            "same": contact("The same line", listed=False),
        },
        sessions={SESSION: session("a", help=("slavery", "same"))},
    )
    listed = planned(given)["help-page"].contacts
    assert [one.name for one in listed] == ["Slavery line", "Childline"]


def test_a_contact_that_is_not_listed_is_printed_where_it_is_linked_to() -> None:
    """What is not listed is on no list of contacts, and still prints where a text names it."""
    given = library(
        snippet("a", part("handout", link("contact:home"))),
        contacts={"line": contact(strip=True), "home": contact("Home", listed=False)},
    )
    documents = planned(given)
    assert [one.name for one in documents["handout"].linked.values()] == ["Home"]
    assert "Home" in [one.name for one in documents.pop("cover").contacts]
    for document in documents.values():
        assert "Home" not in [one.name for one in document.contacts]


def test_the_help_strip_is_on_participants_pages() -> None:
    """Contacts of the strip are in each participant's document, and in no facilitator's."""
    given = with_contacts(
        line=contact(strip=True),
        other=contact("Other"),
        old=contact("Old", strip=True, bands=(OLDER,)),
    )
    strips = {
        name: [one.name for one in document.strip] for name, document in planned(given).items()
    }
    assert strips == {
        "cover": [],
        "handout": ["Childline"],
        "facilitator-guide": [],
        "help-page": ["Childline"],
    }


def test_a_nation_without_a_definition_or_curriculum_for_the_band_is_refused() -> None:
    """A guide without the nation's definition and curriculum for its band is not printed."""
    one = nation()
    shut = one.definition.model_copy(update={"bands": (OLDER,)})
    links = {OLDER: one.curriculum[OLDER]}
    poor = one.model_copy(update={"definition": shut, "curriculum": links})
    given = library(snippet("a", part("handout", "x")), nations={"england": poor})
    place = "nations/england.yaml:1:1"
    assert [str(problem) for problem in refusal(given)] == [
        f"{place} no-curriculum England has no curriculum links for {TEENS}",
        f"{place} no-definition England has no definition for the facilitator of {TEENS}",
    ]
    assert planned(given, order(OLDER))
    plain = templates(frame(documents=(row("handout"),)))
    assert list(planned(given, shapes=plain)) == ["handout"]


def test_a_definition_that_is_not_for_facilitators_is_refused() -> None:
    """The definition is gated by its audiences as everything else is."""
    one = nation()
    shut = one.definition.model_copy(update={"audiences": ("participant",)})
    given = library(
        snippet("a", part("handout", "x")),
        nations={"england": one.model_copy(update={"definition": shut})},
    )
    assert [problem.code for problem in refusal(given)] == ["no-definition"]


def test_refused_packs_are_reported_and_not_planned() -> None:
    """What is not open to the band is in no planned document, also when it was asked for."""
    shut: dict[str, Any] = {"bands": (OLDER,)}
    words = paragraph(link("fact:it"), link("word:it"), link("contact:it"), shown("it"))
    given = library(
        snippet("a", part("handout", words)),
        facts={"it": fact(**shut)},
        glossary={"it": word(**shut)},
        contacts={"it": contact(**shut)},
        pictures={"it": picture("it", (OLDER,))},
    )
    stretches = timetable(given.sessions[SESSION], frame())
    documents, problems = plan_documents(order(), given, templates(), stretches)
    handout = documents[1]
    assert len(problems) == 4
    assert not [*handout.facts, *handout.glossary, *handout.linked, *handout.pictures]


# --- the timed plan -----------------------------------------------------------------------------


def a_frame(*, talk: tuple[str, ...] = ("talk",)) -> SessionTemplate:
    return frame(
        opening=(segment("Hello", 3, "hello", mode="safety"),),
        talk=talk,
        closing=(segment("Help", 4, "help"), segment("Bye", 2, "bye")),
        notes=(Note(snippet="after", new_page=True),),
    )


def test_talk_takes_what_is_left() -> None:
    """The timed plan runs without a gap from 0 to the end, and talk comes before the closing."""
    one = session("a", segments=(segment("Mid", 8, "a"), segment("Play", 7, "b", mode="practice")))
    *stretches, notes = timetable(one, a_frame())
    rows = [
        (s.segment.title, s.segment.starts_at, s.segment.minutes) for s in stretches if s.segment
    ]
    assert rows == [
        ("Hello", 0, 3),
        ("Mid", 3, 8),
        ("Play", 11, 7),
        ("Talk", 18, 6),
        ("Help", 24, 4),
        ("Bye", 28, 2),
    ]
    assert [s.segment.mode for s in stretches if s.segment] == [
        "safety",
        "input",
        "practice",
        "talk",
        "input",
        "input",
    ]
    assert [note.snippet for s in stretches for note in s.snippets] == [
        "hello",
        "a",
        "b",
        "talk",
        "help",
        "bye",
    ]
    assert notes.segment is None
    assert notes.snippets == (Note(snippet="after", new_page=True),)


def test_a_session_may_name_what_is_talked_about() -> None:
    """The session's own snippets for the time to talk replace the frame's, at the same time."""
    one = session("a", segments=(segment("Mid", 15, "a"),), talk=("own",))
    (talk,) = (s for s in timetable(one, a_frame()) if s.segment and s.segment.mode == "talk")
    assert [note.snippet for note in talk.snippets] == ["own"]
    assert talk.segment
    assert (talk.segment.title, talk.segment.minutes) == ("Talk", 6)


@pytest.mark.parametrize(("minutes", "has_talk"), [(19, True), (20, True), (21, False)])
def test_no_talk_when_nothing_is_left(minutes: int, has_talk: bool) -> None:
    """A talk of one minute is a segment; one of no minutes is left out."""
    one = session(segments=(segment("Mid", minutes, "a"),))
    stretches = timetable(one, a_frame())
    titles = [s.segment.title for s in stretches if s.segment]
    assert ("Talk" in titles) == has_talk
    assert sum(s.segment.minutes for s in stretches if s.segment) == 30
    assert ("talk" in [n.snippet for s in stretches for n in s.snippets]) == has_talk


@pytest.mark.parametrize(
    ("from_minute", "wanted"),
    [
        (1, ["Hello", "Break", "One", "Two", "Help"]),
        (3, ["Hello", "Break", "One", "Two", "Help"]),
        (4, ["Hello", "One", "Break", "Two", "Help"]),
        (11, ["Hello", "One", "Break", "Two", "Help"]),
        (12, ["Hello", "One", "Two", "Break", "Help"]),
    ],
)
def test_the_break_comes_between_the_sessions_own_segments(
    from_minute: int, wanted: list[str]
) -> None:
    """The break comes before the first own segment that starts late enough, or after them all."""
    rest: dict[str, Any] = {"title": "Break", "minutes": 5, "mode": "safety", "snippets": ("rest",)}
    template = a_frame().model_copy(update={"pause": Pause(**rest, from_minute=from_minute)})
    one = session("a", segments=(segment("One", 8, "a"), segment("Two", 8, "b")))
    stretches = timetable(one, template)
    titles = [s.segment.title for s in stretches if s.segment]
    assert [title for title in titles if title not in ("Talk", "Bye")] == wanted
    assert sum(s.segment.minutes for s in stretches if s.segment) == 30


def test_the_sessions_notes_come_before_those_of_the_frame() -> None:
    """Notes of the session and of the frame come last, in this order."""
    one = session("a", notes=("mine",))
    assert [note.snippet for note in timetable(one, a_frame())[-1].snippets] == ["mine", "after"]


# --- drafts -------------------------------------------------------------------------------------


def drafted(given: Library, as_of: dt.date = TODAY) -> tuple[str, ...]:
    return reason_texts(choose(order(as_of=as_of), given, templates())[0].draft)


def test_all_well_is_no_draft() -> None:
    """A pack whose entries are checked and in date is no draft, but for its signature."""
    assert drafted(full()) == ()
    assert drafted(full(), LATER) == ()


def test_a_plan_knows_what_was_signed_for_it() -> None:
    """The digests that were signed for this session, band and nation go with the plan."""

    def signature(**more: Any) -> Review:
        wanted = {"session": SESSION, "band": TEENS, "nation": "england", "digest": "ab"}
        return Review(**{**wanted, **more}, role="lead", reviewer="A. Person", on=TODAY)

    wrong = [signature(**{key: "else"}) for key in ("session", "band", "nation")]
    given = replace(full(), reviews=(*wrong, signature(), signature(digest="cd")))
    assert choose(order(), given, templates())[0].signed == ("ab", "cd")


def test_unverified_and_late_contacts_are_a_draft() -> None:
    """Each helpline that nobody has checked, or not lately, is named once."""
    never = contact("Never", verified_on=None)
    given = with_contacts(
        fine=contact("Fine"),
        never=never,
        again=contact("Again", verified_on=None, strip=True),
        late=contact("Late", verify_by=YESTERDAY),
        today=contact("Today", verify_by=TODAY),
        neverlate=contact("Never and late", verified_on=None, verify_by=YESTERDAY),
    )
    late = "Helplines must be checked again by 30 January 2027: Late"
    assert drafted(given) == (
        "Nobody has checked these helplines yet: Again; Never; Never and late.",
        f"{late}.",
    )
    assert drafted(given, TOMORROW)[1:] == (f"{late}; by 31 January 2027: Today.",)


def test_a_checked_contact_hides_no_other_of_its_name() -> None:
    """Two entries of one name, for children and for adults, are each asked for their own check."""
    for one, two in (EVERYONE, EVERYONE[::-1]):
        given = with_contacts(
            a=contact("Line", verified_on=None, audiences=(one,)),
            b=contact("Line", audiences=(two,)),
        )
        assert drafted(given) == ("Nobody has checked these helplines yet: Line.",)


def test_a_contact_that_only_a_text_names_counts() -> None:
    """A contact in a text alone makes a draft as one that is listed does."""
    words = part("handout", paragraph(link("contact:it")))
    only = {"it": contact(verified_on=None)}
    rows = templates(frame(documents=(row("handout"),)))
    plan, _ = choose(order(), library(snippet("a", words), contacts=only), rows)
    assert plan.draft[0].text == "Nobody has checked these helplines yet: Childline."


def test_late_facts_definition_and_session_are_a_draft() -> None:
    """A review date that has passed is a reason, and its own day has not passed yet."""
    old: dict[str, Any] = {"review_by": TODAY}
    linked = paragraph(link("fact:x"), link("fact:y"), link("fact:z"))
    made = snippet("a", part("handout", linked), part("worksheet", paragraph(link("fact:x"))))
    one = nation()
    one = one.model_copy(update={"definition": one.definition.model_copy(update=old)})
    given = library(
        made,
        facts={"x": fact(**old), "y": fact(), "z": fact(**old), "unused": fact(**old)},
        nations={"england": one},
        sessions={SESSION: session("a", review_by=TODAY)},
    )
    assert drafted(given) == ()
    assert drafted(given, TOMORROW) == (
        "Due for review by 31 January 2027: facts (x, z), definition, session.",
    )


@pytest.mark.parametrize("first", ["fact", "definition", "session", "nothing"])
def test_a_plan_knows_the_first_day_of_review(first: str) -> None:
    """It is the first of the days of all that the pack prints, for the facilitator's pages only."""
    days = {"fact": LATER, "definition": LATER, "session": LATER, first: TODAY}
    one = nation()
    definition = one.definition.model_copy(update={"review_by": days["definition"]})
    given = library(
        snippet("a", part("handout", paragraph(link("fact:x")))),
        facts={"x": fact(review_by=days["fact"]), "unused": fact(review_by=dt.date.min)},
        nations={"england": one.model_copy(update={"definition": definition})},
        sessions={SESSION: session("a", review_by=days["session"])},
    )
    plan = choose(order(), given, templates())[0]
    day = LATER if first == "nothing" else TODAY
    printed = {one.row.audience: plan.review_day(one.row) for one in plan.documents}
    assert printed == {"participant": plan.review_by, "facilitator": day}


def test_a_day_adds_no_reason_beyond_the_most_there_can_be() -> None:
    """On the last of days a plan has the most reasons: one for each cause, whatever the dates."""
    dates = [TODAY + dt.timedelta(days) for days in (1, 9)]
    named = {f"f{n}": fact(review_by=day) for n, day in enumerate(dates)}
    lines = {f"c{n}": contact(f"Line {n}", verify_by=day) for n, day in enumerate(dates)}
    words = part("handout", paragraph(*(link(f"fact:{name}") for name in named)))
    given = library(snippet("a", words), facts=named, contacts=lines)
    plan = choose(order(), given, templates())[0]
    assert plan.draft == ()
    most = reason_texts(most_draft_reasons(plan, given.nations["england"]))
    assert most == drafted(given, dt.date.max)
    assert [reason.partition(" by ")[0] for reason in most] == [
        "Helplines must be checked again",
        "Due for review",
    ]


# --- what is forbidden --------------------------------------------------------------------------

_LONG = re.compile("«(.+?)»")


def long(name: str) -> str:
    """A text with a name, long enough for fingerprints that it shares with no other."""
    return f"«{name}» {blake2b(name.encode(), digest_size=16).hexdigest()}"


def forbidden_in(document: str, given: Library, wanted: Order | None = None) -> set[str]:
    """Which of the library's long sentences the document may not say, by their names."""
    _, forbidden = choose(wanted or order(), given, templates())
    names = set(_LONG.findall(repr(given)))
    return {name for name in names if _is_forbidden(forbidden, document, long(name))}


def _is_forbidden(forbidden: Forbidden, document: str, words: str) -> bool:
    return bool(grams(words) & forbidden.grams - forbidden.allowed[document])


def forbidding() -> Library:
    place = {"label": "Age", "answer": long("answer"), "why": long("why")}
    panel = {"title": "Bus", "places": (place,), "ask": "Who?", "ask_answer": long("ask")}
    drawn = drawing().model_validate(
        {"kind": "power-balance", "instruction": long("instruction"), "panels": (panel,)}
    )
    older = drawn.model_copy(update={"instruction": long("older instruction")})
    cards = sorting({"text": long("older card"), "goes": "Fair"})
    return library(
        snippet(
            "a",
            part("handout", long("handout")),
            part("worksheet", long("worksheet"), ACTIVITY_BLOCK),
            part("facilitator-guide", long("guide")),
            activity=drawn,
            variants=(
                variant(OLDER, part("handout", long("older handout")), activity=older),
                variant(TEENS, part("worksheet", long("teens"), link("word:in"), ACTIVITY_BLOCK)),
                variant(CHILDREN, activity=cards),
            ),
        ),
        snippet(
            "b",
            part("handout", long("not for teens")),
            bands=(OLDER,),
            activity=sorting({"text": long("card not for teens"), "goes": "Fair"}),
        ),
        snippet("c", part("handout", long("another handout")), part("cards", long("cards"))),
        facts={
            "old": fact(long("older fact"), bands=(OLDER,)),
            "guide": fact(long("guide's fact"), audiences=("facilitator",)),
            "in": fact(long("fact")),
        },
        glossary={
            "old": word(long("older word"), bands=(OLDER,)),
            "guide": word(long("guide's word"), audiences=("facilitator",)),
            "in": word(long("word")),
        },
        contacts={
            "old": contact(says=long("older contact"), bands=(OLDER,)),
            "guide": contact(says=long("guide's contact"), audiences=("facilitator",)),
            "in": contact(says=long("contact")),
        },
        pictures={
            "old": drawn_words("old", (OLDER,), "older picture"),
            "in": drawn_words("in", BANDS, "picture"),
        },
        nations={
            "england": nation(
                definition=nation().definition.model_copy(
                    update={"says": long("definition"), "audiences": ("facilitator",)}
                )
            )
        },
        sessions={
            SESSION: session(
                "a",
                aim=long("aim"),
                why=long("purpose"),
                outcomes=(long("outcome"),),
                today={band: long(f"today {band}") for band in BANDS},
                cuts=(
                    Cut(minutes=25, aim=long("aim when short")),
                    Cut(minutes=20, outcomes=(long("outcome when short"),)),
                ),
            )
        },
        unread=(long("unread"), "Worksheet"),
    )


def drawn_words(name: str, bands: tuple[str, ...], words: str) -> Picture:
    """A picture with a long alternative text, and with long words in it."""
    return replace(picture(name, bands, long(words)), words=(long(f"words in {words}"),))


ALWAYS = {
    "guide",
    "older handout",
    "older instruction",
    "older card",
    "not for teens",
    "card not for teens",
    "unread",
    "answer",
    "why",
    "ask",
    *("older fact", "older word", "older contact"),
    *("older picture", "words in older picture"),
    *("guide's fact", "guide's word", "guide's contact"),
    *("definition", "aim", "purpose", "outcome", "aim when short", "outcome when short"),
    *(f"today {band}" for band in BANDS),
}


@pytest.mark.parametrize("document", ["handout", "worksheet", "help-page"])
def test_forbidden_is_what_was_not_written_for_participants_of_the_band(document: str) -> None:
    """Notes, answers, aims, other bands' words and closed entries are forbidden; no others are.

    The base's worksheet is not heard by this band, so it is forbidden too.
    """
    assert forbidden_in(document, forbidding()) == ALWAYS | {"worksheet"}


@pytest.mark.parametrize(
    ("model", "forbidden", "allowed"),
    [
        (
            Session,
            {"aim", "why", "outcomes", "today", "cuts"},
            """title code template bands minutes version review_by i_can segments talk private notes
            law follows help local figures""",
        ),
        (Cut, {"aim", "outcomes"}, "minutes leave_out times"),
    ],
)
def test_of_each_field_of_a_session_it_is_known_whether_participants_may_read_it(
    model: type[Session | Cut], forbidden: set[str], allowed: str
) -> None:
    """`forbidden_texts` lists a session's texts by hand: a new field is added there, or here."""
    assert model.model_fields.keys() == forbidden | set(allowed.split())


def test_forbidden_depends_on_the_band() -> None:
    """What one band must not read another band may."""
    found = forbidden_in("handout", forbidding(), order(OLDER))
    assert "older handout" not in found
    assert "older card" in found
    assert {"handout", "instruction", "teens", "guide", "answer"} <= found
    assert not {"worksheet", "older instruction", "not for teens", "older word"} & found
    assert not {"older fact", "older contact", "older picture", "words in older picture"} & found


def test_a_short_text_of_a_snippet_with_mistakes_is_not_forbidden() -> None:
    """Such as “Worksheet”, which any page may say; its longer texts are."""
    _, forbidden = choose(order(), forbidding(), templates())
    words = phrase("Worksheet")
    assert words is not None
    assert words not in forbidden.phrases


def test_what_is_forbidden_follows_from_the_plan() -> None:
    """It is the same for a plan that has its codes, and for one document as in the whole plan."""
    plan, forbidden = choose(order(), forbidding(), templates())
    coded = with_codes(plan, "ab" * 16, {"handout": "cd" * 16})
    assert forbidden_for(coded, forbidding(), templates()) == forbidden
    sheets = tuple(document for document in plan.documents if document.row.name == "worksheet")
    found = forbidden_for(replace(plan, documents=sheets), forbidding(), templates())
    assert found == replace(forbidden, allowed={"worksheet": forbidden.allowed["worksheet"]})


def test_a_facilitators_document_is_forbidden_nothing() -> None:
    """Only documents for participants are held against fingerprints."""
    plan, forbidden = choose(order(), forbidding(), templates())
    names = {"handout", "worksheet", "help-page"}
    assert set(forbidden.allowed) == names
    assert forbidden.withheld == plan.band.withheld == (f"not{TEENS}",)


def test_whatever_is_forbidden_has_a_digest_of_its_own() -> None:
    """A long text, a short one or a withheld word that is forbidden makes another digest."""

    def digest(*guide_words: str, withheld: tuple[str, ...] = ("gone",)) -> str:
        words = (part("handout", "x"), part("facilitator-guide", *guide_words))
        bands = {name: band(withheld=withheld) for name in BANDS}
        return choose(order(), library(snippet("a", *words), bands=bands), templates())[1].digest

    same = digest(long("one"), "Coach Bryn")
    assert same == digest("Coach Bryn", long("one"))
    others = [
        digest(long("two"), "Coach Bryn"),
        digest(long("one"), "Coach Rhys"),
        digest(long("one"), "Coach Bryn", withheld=("gone", "lost")),
    ]
    assert len({same, *others}) == 4


def test_short_answers_are_forbidden_as_whole_words() -> None:
    """An answer too short for a run of letters is forbidden as a phrase."""
    _, forbidden = choose(order(), full(), templates())
    assert phrase("the gran it is") in forbidden.phrases - forbidden.allowed["worksheet"]
    assert forbidden.lengths


def own_words() -> dict[str, Callable[[], Library]]:
    """Libraries in which the guide says what the worksheet itself says in one of its ways."""
    guide_part = part("facilitator-guide", long("own"))
    plain = part("worksheet", "x", ACTIVITY_BLOCK)

    def titled() -> Library:
        return library(snippet("a", guide_part, plain, title=long("own")))

    def worded() -> Library:
        return library(snippet("a", guide_part, part("worksheet", long("own"))))

    def instructed() -> Library:
        shown_here = sorting().model_copy(update={"instruction": long("own")})
        return library(snippet("a", guide_part, plain, activity=shown_here))

    def carded() -> Library:
        return library(
            snippet("a", guide_part, plain, activity=sorting({"text": long("own"), "goes": "Fair"}))
        )

    def grouped() -> Library:
        groups = sorting().groups  # type: ignore[attr-defined]
        renamed = groups[0].model_copy(update={"says": long("own")})
        both = sorting().model_copy(update={"groups": (renamed, groups[1])})
        return library(snippet("a", guide_part, plain, activity=both))

    def linked(**entries: Any) -> Library:
        kind = {"facts": "fact", "glossary": "word", "contacts": "contact"}[next(iter(entries))]
        words = part("worksheet", paragraph(link(f"{kind}:it")))
        return library(snippet("a", guide_part, words), **entries)

    return {
        "title": titled,
        "part": worded,
        "instruction": instructed,
        "card": carded,
        "group": grouped,
        "fact": lambda: linked(facts={"it": fact(long("own"))}),
        "word": lambda: linked(glossary={"it": word(long("own"))}),
        "contact": lambda: linked(contacts={"it": contact(says=long("own"))}),
        "strip": lambda: library(
            snippet("a", guide_part, part("worksheet", "x")),
            contacts={"it": contact(says=long("own"), strip=True)},
        ),
        "picture": lambda: library(
            snippet("a", guide_part, part("worksheet", paragraph(shown("it")))),
            pictures={"it": picture("it", alt=long("own"))},
        ),
        "words in a picture": lambda: library(
            snippet("a", guide_part, part("worksheet", paragraph(shown("it")))),
            pictures={"it": replace(picture("it"), words=(long("own"),))},
        ),
        "nation's word for a lead": lambda: library(
            snippet("a", guide_part, part("worksheet", "x")),
            nations={"england": nation(words={"lead": {"says": long("own"), "source": "A"}})},
        ),
        "session's local words": lambda: library(
            snippet("a", guide_part, part("worksheet", "x")),
            sessions={SESSION: session("a", local=(long("own"),))},
        ),
        "session's title": lambda: library(
            snippet("a", guide_part, part("worksheet", "x")),
            sessions={SESSION: session("a", title=long("own"))},
        ),
    }


@pytest.mark.parametrize("way", own_words())
def test_what_a_document_says_itself_is_no_alarm(way: str) -> None:
    """A sentence that the guide and the worksheet share is not forbidden on the worksheet."""
    _, forbidden = choose(order(), own_words()[way](), templates())
    assert not _is_forbidden(forbidden, "worksheet", long("own"))
    silent = library(
        snippet("a", part("facilitator-guide", long("own")), part("worksheet", "something else"))
    )
    assert _is_forbidden(choose(order(), silent, templates())[1], "worksheet", long("own"))


class Odd(ActivityModel):
    """A shape whose cards say what its page does not."""

    says: str = long("own")

    def arrange(self, setting: Setting) -> Arranged:
        del setting
        return Arranged(self.kind, "odd", ("a page", 3, None), (Piece(self.says),), ())


def test_text_of_a_card_alone_is_no_alarm() -> None:
    """A card's words are the document's own; of another band they are forbidden."""
    parts = (part("facilitator-guide", long("own")), part("cards", ACTIVITY_BLOCK))
    odd = Odd(kind="matching")
    _, forbidden = choose(order(), library(snippet("a", *parts, activity=odd)), templates())
    assert not _is_forbidden(forbidden, "cards", long("own"))
    others = (variant(OLDER, activity=odd), variant(TEENS, part("handout", "x")))
    _, forbidden = choose(order(), library(snippet("a", parts[1], variants=others)), templates())
    assert _is_forbidden(forbidden, "handout", long("own"))


def test_the_ends_of_a_scale_are_no_alarm_where_there_is_one() -> None:
    """What the scale of confidence says is the page's own, and of pages without one it is not."""
    guide_part = part("facilitator-guide", *CONFIDENCE)
    for nodes, is_own in ((("x",), False), ((block("key", block("confidence", "y")),), True)):
        given = library(snippet("a", guide_part, part("worksheet", *nodes)))
        _, forbidden = choose(order(), given, templates())
        for words in CONFIDENCE:
            assert phrase(words) in forbidden.phrases
            assert (phrase(words) in forbidden.allowed["worksheet"]) is is_own


def test_the_title_of_a_document_is_no_alarm() -> None:
    """The title of a document is printed on it and is not forbidden there."""
    rows = (row("handout", title=long("own")), row("facilitator-guide", "facilitator"))
    given = library(snippet("a", part("handout", "x"), part("facilitator-guide", long("own"))))
    _, forbidden = choose(order(), given, templates(frame(documents=rows)))
    assert not _is_forbidden(forbidden, "handout", long("own"))


def test_other_sessions_words_for_the_band_are_not_forbidden() -> None:
    """What participants of this band hear in another session is no alarm in any document.

    Also when this pack has no document of that name.
    """
    given = library(
        snippet("a", part("handout", "x")),
        snippet("b", part("cards", long("cards"))),
        sessions={SESSION: session("a")},
    )
    assert "cards" not in planned(given)
    assert forbidden_in("handout", given) == set()


def test_arranged_pages_hold_no_key_for_any_shape() -> None:
    """The learner's side of each shape holds none of its reasons and none of its own answers."""
    for one in (matching(), sorting(), drawing()):
        arranged = one.arrange(Setting(1))
        assert isinstance(arranged, Arranged)
        assert arranged.key
        for leaf in leaves(replace(arranged, key=())):
            assert "reason" not in str(leaf)
            assert "of course" not in str(leaf)


class Stubborn(ActivityModel):
    """An activity that no seed can lay out."""

    def arrange(self, setting: Setting) -> Arranged:
        raise CannotArrange(f"“zebra” fits nowhere ({setting.seed})", "take “zebra” out")


def test_an_activity_that_cannot_be_laid_out_stops_the_pack_at_its_file() -> None:
    """An activity that no seed can arrange is one problem of the file with the activity."""
    parts = (part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"))
    stubborn = replace(variant(TEENS, activity=Stubborn(kind="matching")), activity_line=7)
    one = snippet("a", *parts, activity=matching(), variants=(stubborn,))
    with pytest.raises(NotFitToPrint) as caught:
        choose(order(TEENS, seed=4), library(one), templates())
    (problem,) = caught.value.problems
    assert (problem.code, problem.fix) == ("cannot-arrange", "take “zebra” out")
    assert problem.message == "“zebra” fits nowhere (4)"
    assert (problem.path, problem.line) == (stubborn.path, 7)
    own = replace(snippet("a", *parts, activity=Stubborn(kind="matching")), activity_line=3)
    with pytest.raises(NotFitToPrint) as caught:
        choose(order(), library(own), templates())
    assert [(p.path, p.line) for p in caught.value.problems] == [(own.path, 3)]


def test_a_kind_brings_what_it_needs_into_the_kit_once() -> None:
    """What a kind of activity needs is on the list of what to bring, beside what authors say."""
    shapes = templates()
    shapes = replace(
        shapes, kinds={**shapes.kinds, "matching": Kind("match", {}, ("Pens", "string"))}
    )
    given = library(
        snippet("a", part("facilitator-guide", "x"), activity=matching(), kit=("Paper", "pens")),
        snippet("b", part("facilitator-guide", "y"), kit=("Glue",)),
    )
    guide = {d.row.name: d.guide for d in choose(order(), given, shapes)[0].documents}
    assert guide["facilitator-guide"] is not None
    assert guide["facilitator-guide"].kit == ("Paper", "pens", "Glue", "String")


class Crooked(ActivityModel):
    """An activity that shows how it was asked to arrange itself."""

    def arrange(self, setting: Setting) -> Arranged:
        return Arranged(self.kind, "odd", (setting.puzzle, setting.excluded), (), ())


def test_an_activity_is_arranged_for_its_band() -> None:
    """A puzzle gets the band's way to solve, and every word that it must not spell."""
    lower = Puzzle(letters="lower", directions=("down",), choices=2)
    bands = {
        CHILDREN: band("Children", withheld=("badword*",), puzzle=lower),
        TEENS: band("Teens", withheld=("worse",)),
    }
    never = {"en": NotInPuzzles(words=("ugly",)), "cy": NotInPuzzles(words=("hyll", "cas"))}
    parts = (part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"))
    one = snippet("a", *parts, activity=Crooked(kind="matching"), bands=(CHILDREN, TEENS))
    given = library(one, bands=bands, not_in_puzzles=never)
    plan = choose(order(CHILDREN), given, templates())[0]
    pages = [p.activity.page for d in plan.documents for p in d.parts if p.activity]
    assert pages == [(lower, ("ugly", "hyll", "cas", "badword"))]


def test_a_key_calls_a_picture_by_what_it_shows() -> None:
    """In the guide a picture without words is called by its alternative text, not by its id."""
    parts = (part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"))
    given = library(
        snippet("a", *parts, activity=matching("gift")),
        pictures={"gift": picture("gift", alt="A wrapped present")},
    )
    (guide,) = (d.guide for d in choose(order(), given, templates())[0].documents if d.guide)
    (_, arranged) = guide.keys[0]
    assert [row.asked for row in arranged.key][-1] == "A wrapped present"


def test_titles_of_other_bands_are_forbidden() -> None:
    """A title that only another band reads is forbidden; the band's own is not, anywhere."""
    parts = (part("facilitator-guide", "x"), part("worksheet", "y"))
    renamed = (variant(TEENS, title=long("theirs")), variant(OLDER, title=long("others")))
    given = library(
        snippet("a", *parts, title=long("base"), variants=renamed),
        snippet("b", part("handout", "z")),
        snippet("c", part("handout", "z"), bands=(OLDER,), title=long("closed")),
        sessions={SESSION: session("a", "b")},
    )
    for document in ("worksheet", "handout"):
        assert forbidden_in(document, given) == {"base", "others", "closed"}
        younger = forbidden_in(document, given, order(CHILDREN))
        assert younger == {"theirs", "others", "closed"}


def test_all_that_a_closed_entry_says_is_forbidden() -> None:
    """The word that is taught and the caveat of a fact are as closed as the rest of the entry."""
    given = library(
        snippet("a", part("worksheet", "x")),
        facts={"it": fact(long("says"), caveat=long("caveat"), bands=(OLDER,))},
        glossary={"it": word(long("means"), word=long("word"), bands=(OLDER,))},
    )
    assert forbidden_in("worksheet", given) == {"says", "caveat", "means", "word"}


def test_all_that_an_open_entry_says_is_no_alarm() -> None:
    """A word, all of a fact and the name of a service are allowed where the document names them."""
    links = [link("fact:it"), link("word:it"), link("contact:it")]
    names = ("caveat", "source", "word", "name")
    given = library(
        snippet(
            "a",
            part("facilitator-guide", *map(long, names)),
            part("worksheet", paragraph(*links)),
            part("handout", "x"),
        ),
        facts={"it": fact(caveat=long("caveat"), source=long("source"))},
        glossary={"it": word(word=long("word"))},
        contacts={"it": contact(name=long("name"), says="They listen")},
    )
    assert forbidden_in("handout", given) == set(names)
    assert forbidden_in("worksheet", given) == set()


class Counted(ActivityModel):
    """An activity that counts how often it is arranged, and has no key."""

    def arrange(self, setting: Setting) -> Arranged:
        ARRANGED.append(setting.seed)
        return Arranged(self.kind, "odd", "a page", (), ())


ARRANGED: list[int] = []


def test_an_activity_is_arranged_once_for_a_pack() -> None:
    """Sheet and key come from one arrangement; an activity without a key has none in the guide."""
    ARRANGED.clear()
    parts = (part("worksheet", ACTIVITY_BLOCK), part("handout", ACTIVITY_BLOCK))
    one = snippet("a", *parts, part("facilitator-guide", "x"), activity=Counted(kind="matching"))
    plan = choose(order(seed=3), library(one), templates())[0]
    assert ARRANGED == [3]
    assert [d.guide.keys for d in plan.documents if d.guide] == [()]


def test_a_key_keeps_words_that_only_look_like_a_picture() -> None:
    """A name that is no picture of the library is in the key as it was written."""
    parts = (part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"))
    pairs = ({"left": "picture:nobody", "right": "b"}, {"left": "c", "right": "d"})
    one = snippet("a", *parts, activity=activity("matching", instruction="x", pairs=pairs))
    (guide,) = (d.guide for d in choose(order(), library(one), templates())[0].documents if d.guide)
    assert guide.keys[0][1].key[0].asked == "picture:nobody"


def test_a_variant_without_an_activity_leaves_the_place_of_it() -> None:
    """An activity that the variant does not replace is reported in the snippet's own file."""
    parts = (part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"))
    renamed = replace(variant(TEENS, title="Other"), activity_line=9)
    own = snippet("a", *parts, activity=Stubborn(kind="matching"), variants=(renamed,))
    with pytest.raises(NotFitToPrint) as caught:
        choose(order(), library(replace(own, activity_line=3)), templates())
    assert [(p.path, p.line) for p in caught.value.problems] == [(own.path, 3)]


def test_a_definition_that_participants_may_read_is_not_forbidden() -> None:
    """Only a definition that is closed to participants of the band rings an alarm."""
    open_one = nation().definition.model_copy(update={"says": long("open")})
    shut_one = open_one.model_copy(update={"says": long("shut"), "bands": (OLDER,)})
    given = library(
        snippet("a", part("worksheet", "x")),
        nations={
            "england": nation(definition=open_one),
            "northern-ireland": nation("Northern Ireland", definition=shut_one),
        },
    )
    assert forbidden_in("worksheet", given) == {"shut"}


def test_a_plan_brings_the_rules_for_words_and_their_places() -> None:
    """A plan has the library's language rules, and the places of its texts, to inspect them."""
    rule = LanguageRule.model_construct(phrases=("x",))
    given = replace(
        library(snippet("a", part("worksheet", "x"), title="A title")),
        language={"rule": rule},
        places={"a.md": {"A title": (2, 8), "Of nobody": (3, 1)}},
    )
    plan, _ = choose(order(), given, templates())
    assert plan.criteria.language == {"rule": rule}
    assert plan.places == {"A title": ("a.md", 2, 8)}


# --- nations ------------------------------------------------------------------------------------


def law(says: str = "Everyone under 18 is a child", **more: Any) -> Law:
    return Law(**{"says": says, "source": "An Act", "review_by": LATER, **more})


def lawful(*matters: str, **laws: Law) -> Library:
    """A session that names matters of law, and the law of its nation."""
    return library(
        snippet("a", part("handout", "x")),
        nations={"england": nation(law=laws)},
        sessions={SESSION: session("a", law=matters)},
    )


def test_a_nation_without_a_service_at_the_foot_is_refused() -> None:
    """A page for participants with no service of the nation and band at its foot is not printed."""
    given = with_contacts(
        old=contact(strip=True, bands=(OLDER,)),
        ni=contact(strip=True, nations=("northern-ireland",)),
        guide=contact(strip=True, audiences=("facilitator",)),
        plain=contact(),
    )
    given = replace(given, paths={**given.paths, "contacts:old": "m/contacts.yaml"})
    (problem,) = refusal(given)
    assert (problem.code, problem.path) == ("no-strip", "m/contacts.yaml")
    assert (
        problem.message == f"no helpline is listed at the foot of the pages for {TEENS} in England"
    )
    assert "strip: true" in problem.fix
    (problem,) = refusal(with_contacts(old=contact(strip=True, bands=(OLDER,))))
    assert problem.path == "contacts.yaml"
    assert planned(given, order(OLDER))
    assert planned(given, order(nation_id="northern-ireland"))
    guides = frame(documents=(row("facilitator-guide", "facilitator", guide=True),))
    assert planned(given, shapes=templates(guides))


def test_a_nation_that_does_not_say_its_law_is_refused() -> None:
    """Each matter that the session names and the nation does not is reported, with the file."""
    problems = refusal(lawful("trust", "consent", "images", consent=law()))
    assert [(p.code, p.path) for p in problems] == [("no-law", "nations/england.yaml")] * 2
    assert [p.message for p in problems] == [
        "England does not say what its law is on “images”",
        "England does not say what its law is on “trust”",
    ]
    plain = templates(frame(documents=(row("handout"),)))
    assert planned(lawful("trust"), shapes=plain)


def test_the_guide_gets_the_law_that_its_session_names() -> None:
    """The guide has the law in the session's order, and nothing that it did not name."""
    one, two = law("one"), law("two")
    given = lawful("b", "a", a=one, b=two, c=law("three"))
    guides = [document.guide for document in planned(given).values() if document.guide]
    assert [guide.law for guide in guides] == [(two, one)]


def test_law_that_no_lawyer_has_checked_is_a_draft() -> None:
    """Words on the law are a draft until a lawyer has read them, and past their review date."""
    read = law(checked_on=YESTERDAY)
    assert drafted(lawful("a", a=read)) == ()
    (reason,) = drafted(lawful("a", a=law()))
    assert "lawyer" in reason
    old = law(checked_on=YESTERDAY, review_by=TODAY)
    assert drafted(lawful("a", "b", a=old, b=read)) == ()
    (late,) = drafted(lawful("a", "b", a=old, b=read), TOMORROW)
    assert late == "Due for review by 31 January 2027: law."


def test_a_lawyers_check_changes_no_sign_off() -> None:
    """When a lawyer read it is no word of the pack; what the law says is."""
    digests = [
        printed_digest(choose(order(), lawful("a", a=one), templates())[0])
        for one in (law(), law(checked_on=TODAY), law("other words"))
    ]
    assert digests[0] == digests[1] != digests[2]


def test_the_law_is_forbidden_to_participants() -> None:
    """The guide's words on the law are in no document for participants."""
    given = library(
        snippet("a", part("handout", "x")),
        nations={"england": nation(law={"a": law(long("law"))})},
    )
    assert "law" in forbidden_in("handout", given)


def test_years_at_school_are_the_nations_own_words() -> None:
    """A plan says which years at school its band is, where the nation says so."""
    given = library(
        snippet("a", part("handout", "x")),
        nations={"england": nation(stages={TEENS: "Key Stage 3"})},
    )
    years = [choose(order(one), given, templates())[0].school_years for one in (TEENS, OLDER)]
    assert years == ["Key Stage 3", ""]


def test_a_link_finds_the_service_that_replaces_it() -> None:
    """One link is each nation's own service; where neither is open, it stops at its line."""
    given = linking("contact", nations=("england",))
    own = contact("Childline there", nations=("northern-ireland",), instead_of="it")
    far = contact("Not for them", nations=("northern-ireland",), bands=(OLDER,), instead_of="it")
    given = replace(given, contacts={**given.contacts, "far": far, "own": own})
    there = order(nation_id="northern-ireland")
    for wanted, name in ((order(), "Childline"), (there, "Childline there")):
        linked = planned(given, wanted)["handout"].linked
        assert {key: one.name for key, one in linked.items()} == {"it": name}
    shut = replace(given, contacts={**given.contacts, "own": far})
    (problem,) = refusal(shut, there)
    assert (problem.code, problem.line) == ("not-open-to-band", 7)


def test_a_quiz_by_nation_needs_the_answers_of_its_own() -> None:
    """A pack whose nation a quiz has no answers for is refused, and the nation is named."""
    question = {"ask": "How old?", "answers": ("Sixteen", "Seventeen"), "why": "The law says so"}
    asked = shape("quiz").model_validate(
        {
            "kind": "nation-quiz",
            "instruction": "Write the letters",
            "nations": ("England", "Ireland"),
            "questions": (question, {**question, "ask": "And then?"}),
        }
    )
    given = library(
        snippet(
            "a", part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"), activity=asked
        )
    )
    shapes = templates()
    shapes = replace(shapes, kinds={**shapes.kinds, "nation-quiz": Kind("quiz")})
    (guide,) = (d.guide for d in choose(order(), given, shapes)[0].documents if d.guide)
    assert "England" in guide.keys[0][1].key[0].answer
    (problem,) = refusal(given, order(nation_id="northern-ireland"), shapes)
    assert problem.code == "cannot-arrange"
    assert problem.message.endswith("no answers for Northern Ireland")
    assert "Northern Ireland" in problem.fix
