"""Nations answer to the names that people use, and words such as TBC name nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import pytest

from printroom.choose import plan_for
from printroom.cli.list_command import _known_nation
from printroom.cli.sign_commands import WantedPacks
from printroom.load import load_schools, load_term
from printroom.load.schools.known_school import typed_school
from printroom.make.compare.comparing import orders_of
from printroom.make.pack.bookings import booking_values, bookings_of
from printroom.make.pack.release import missing_lead
from printroom.make.run.options import Sources
from printroom.make.term.plan_gaps import lacking
from printroom.model import Booking, Library, NotFitToPrint, Order, Templates
from tests.workshop import HOME, Workshop

NATIONS = {
    "england": ("England", "england", "ENGLAND"),
    "wales": ("Wales", "Cymru", "CYMRU "),
    "scotland": ("Scotland", "Alba"),
    "northern-ireland": ("Northern Ireland", "NI", "N.I.", "N. Ireland", "n ireland", "N.Ireland"),
    "ireland": ("Ireland", "Éire", "Eire", "Republic of Ireland", "ROI", "R.O.I.", "éire"),
}
UNKNOWN = ("Irelnad", "N. Irland", "Norn", "UK", "Great Britain", "Ulster", "Walse", "Irland", "")
PLACEHOLDERS = (
    *(
        "TBC (ask Ann)",
        "Ann Reed (TBC)",
        "Reed - to be confirmed",
        "tbc - see the office",
        "To be confirmed, from May",
        "n/a – no lead yet",
        "-",
        *("see notes", "As last year", "ditto", "not yet appointed", "To be confirmed by school"),
        *("TBC by the school", "None yet", "no lead yet", "Someone", "ask school"),
    ),
    *("TBC", "tbc", "T.B.C.", "(tbc)", " TBC ", "TBA", "tba…", "n/a", "N/A", "NA", "?", "??", "–"),
    *("—", ".", "…", "to be confirmed", "To Be Confirmed.", "to  be-confirmed", "TBD", "not known"),
)
NO_NAMES = (
    "Kit Moy, deputy TBC",
    *("DSL", "the DSL", "Our DSL", "D.S.L.", "Mrs", "Ms", "Miss", "Mr / Mrs", "a phone number"),
    *("the head", "Head (DSL)", "Headteacher, DSL", "Y", "y.", "yes", "No", "X", "Mrs Jones?"),
    *("Mrs Jones (?)", "Mrs Jones ？", "01632 960123", "tel: 01632 960123", "office@oak.example"),
    *("Head of safeguarding", "Deputy Head (Pastoral)", "the Year 8 lead", "whoever is on duty"),
    *("School Office / Reception", "Mr Mrs", "Designated Safeguarding Coordinator"),
    *("Reception 01632 960123", "head of year", "DSL and deputy", "Pennaeth", "Príomhoide"),
    *(
        "Mr Kit Moy & deputy",
        "Kit Moy / TBC",
        "TBC or Kit Moy",
        "Kit Moy and the head",
        "Kit Moy +",
    ),
    *(
        "Kit Moy + vacant",
        "Kit Moy / –",
        "Kit Moy & to be confirmed",
        "Ann Lee, Bo Rae & deputy DSL",
    ),
)
NAMES = (
    *("Bono", "Mrs Head", "Dr Who", "J. Y.", "JY", "Mr No", "Ann Lee, DSL", "Head, Ann (Mrs)"),
    *("Ann Lee 01632 960123", "Ms Principal", "Or Cohen", "Andy Orr", "Tạ", "Mrs O", "Ann & Bo"),
    *("Nurse Ann", "May Head", "Head of safeguarding: Ann Lee", "Ann Lee, head of year 8"),
    *("A Moy / B Rae", "A Moy and B Rae", "Mr and Mrs Moy", "Kit Moy (DSL) & Bo Rae (deputy)"),
    *("Kit Moy, DSL & deputy head", "Kit Moy (teacher and SENCO)", "Head & Kit Moy", "Kit Moy; Bo"),
    *("Kit Moy / 01632 960123", "Kit Moy, head of years 7 and 8", "Sandy Orme & Andor Ray"),
    "Mr Reed Spoke",
    "Tina Tbc-Jones",
    "TBC Ltd",
    "Nana Tba",
    "Ng",
    "O",
    "Mx Zoë Łoś",
    "李",
)


ALL_NATIONS = "choose from: england, ireland, northern-ireland, scotland, wales"
PLACES = {
    "Cardiff": "that place is in wales: did you mean “wales”?",
    "cork": "that place is in ireland: did you mean “ireland”?",
    "BELFAST": "that place is in northern-ireland: did you mean “northern-ireland”?",
    **dict.fromkeys(("Carddif", "Atlantis", "Bangor", "Newport", "Newcastle"), ALL_NATIONS),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_town_in_place_of_a_nation_gets_its_nation(
    place: str, library: Library, templates: Templates, tmp_path: Path
) -> None:
    """An order, a list of schools and `list` ask whether its nation is meant.

    A name that is only like that of a place, or that places in two nations have, gets no guess:
    the helplines would be another country's.
    """
    fix = PLACES[place]
    with pytest.raises(NotFitToPrint) as caught:
        plan_for(Order("power/who-has-it", "11-14", place), library, templates)
    assert caught.value.problems[0].fix == fix
    file = tmp_path / "schools.csv"
    file.write_text(f"id,name,nation\na,Spoke Hall,{place}\n", encoding="utf-8")
    with pytest.raises(NotFitToPrint) as caught:
        load_schools(file, library.names)
    assert caught.value.problems[0].fix == fix
    for refused in (_known_nation, lambda *_: WantedPacks("", "", place).by_ids(library)):
        with pytest.raises(click.UsageError) as listed:
            refused(library, place, "")
        assert str(listed.value) == f"--nation {place}: {fix}"


@pytest.mark.parametrize(("nation", "names"), NATIONS.items())
def test_a_nation_answers_to_its_names(
    nation: str, names: tuple[str, ...], library: Library
) -> None:
    """Capitals, accents, points and spaces of a nation's name do not matter."""
    assert {library.names.nation(name) for name in names} == {nation}


def test_a_comparison_understands_the_names_of_nations_and_codes(
    library: Library, templates: Templates
) -> None:
    """`diff` compares the packs of NI and of C2, as it does those of their ids."""
    sources = [Sources(library, templates, {})]
    day = Order("", "", "").as_of
    by_names = orders_of(sources, day, "standard", ["C2"], [], ["N. Ireland", "Cymru"])
    ids: tuple[list[str], ...] = (["power/who-has-it"], [], ["northern-ireland", "wales"])
    assert by_names == orders_of(sources, day, "standard", *ids)
    assert {order.nation for order in by_names} == {"northern-ireland", "wales"}


def test_each_name_is_one_nations(library: Library) -> None:
    """All names of nations that are shipped are understood, and none by two nations."""
    for nation_id, nation in library.nations.items():
        for name in (nation_id, nation.title, *nation.also):
            assert library.names.nation(name) == nation_id


def test_a_name_of_two_nations_is_refused(tiny: Workshop) -> None:
    """Otherwise a school might get the helplines of another country."""
    tiny.change("materials/nations/uphill.yaml", "title: Uphill\n", "title: Uphill\nalso: [Hill]\n")
    tiny.load()
    file = "materials/nations/downhill.yaml"
    tiny.change(file, "title: Downhill\n", "title: Downhill\nalso: [DH, h i l l.]\n")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    (problem,) = caught.value.problems
    assert (problem.place, problem.code) in (
        (f"{file}:2:12", "duplicate-id"),
        ("materials/nations/uphill.yaml:2:8", "duplicate-id"),
    )


@pytest.mark.parametrize("name", UNKNOWN)
def test_no_other_nation_is_suggested(name: str, library: Library, templates: Templates) -> None:
    """A name that is not known is answered with all nations: the nearest has other helplines."""
    order = Order("power/who-has-it", "11-14", library.names.nation(name))
    with pytest.raises(NotFitToPrint) as caught:
        plan_for(order, library, templates)
    (problem,) = caught.value.problems
    assert problem.fix == ALL_NATIONS


def test_no_list_suggests_a_nation(tmp_path: Path, library: Library) -> None:
    """Neither a table, nor YAML, nor the filter of a term has a nearest nation."""
    for name in ("N. Irland", "Irelnd"):
        table, yaml = tmp_path / "a.csv", tmp_path / "a.yaml"
        table.write_text(f"id,name,nation\na,A,{name}\n", encoding="utf-8")
        yaml.write_text(f"a: {{name: A, nation: {name}}}\n", encoding="utf-8")
        for file in (table, yaml):
            with pytest.raises(NotFitToPrint) as caught:
                load_schools(file, library.names)
            assert [one.fix[:20] for one in caught.value.problems] == ["choose from: england"]


def test_nations_are_understood_everywhere_alike(tiny: Workshop) -> None:
    """Lists, terms, contacts, sign-offs and withdrawals know the same names."""
    file = "materials/nations/downhill.yaml"
    tiny.change(file, "title: Downhill\n", "title: Downhill\nalso: [D. Hill]\n")
    tiny.change("materials/schools/clubs.csv", ",downhill,", ",D.HILL,")
    tiny.change("materials/schools/example.yaml", "nation: uphill", "nation: dhill")
    tiny.change("materials/terms/summer.yaml", "[downhill]", "[d hill]")
    contacts = Path("materials/contacts.yaml")
    contacts.write_text(contacts.read_text(encoding="utf-8").replace("downhill]", "D Hill]"))
    tiny.write(
        "materials/withdrawn.yaml",
        "old: {session: roads/signals, bands: [seniors], nations: [dHill], on: 2026-01-01, "
        "reason: It is old, instead: Take the new one}\n",
    )
    library = tiny.load()
    school = load_schools(Path("materials/schools/example.yaml"), library.names).schools
    assert "downhill" in {one.nation for one in school.values()}
    bookings = bookings_of(load_term(tiny.materials, "summer", library), Order("", "", "").as_of)
    assert [one.school_id for one in bookings if one.order.nation == "downhill"]
    assert "downhill" in library.contacts["bike-line"].nations
    assert library.withdrawn["old"].nations == ("downhill",)


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_no_lead(text: str, tmp_path: Path, library: Library) -> None:
    """TBC and its like leave the line of the lead empty, make a draft, and are in the plan."""
    for name, content in {
        "a.csv": f'id,name,nation,lead,reach,room\na,A,NI,"{text}","{text}","{text}"\n',
        "a.yaml": f'a: {{name: A, nation: NI, lead: "{text}", reach: "{text}", room: "{text}"}}\n',
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        school = load_schools(tmp_path / name, library.names).schools["a"]
        assert (school.lead, school.reach, school.room) == ("", "", "")
        booking = Booking(Order("a", "b", "northern-ireland"), 10, "a", school)
        assert missing_lead(booking)
        assert booking_values(booking)["lead"] == ""
        assert lacking([booking]) == {"a": ("lead", "reach", "room")}


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_names_no_person_is_no_lead_and_the_reason_is_shown(
    text: str, tmp_path: Path, library: Library
) -> None:
    """A role, a title, a number, an answer or an open question is no lead, in lists and typed in.

    So is one person by name with another who has none. Two by their names are a lead as written.

    The warning names the school, and repeats nothing of what was written.
    """
    for name, content in {
        "a.csv": f'id,name,nation,lead,reach\na,A,NI,"{text}",{text and "DSL"}\n',
        "a.yaml": f'a: {{name: A, nation: NI, lead: "{text}", reach: DSL}}\n',
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        listed = load_schools(tmp_path / name, library.names)
        booking = Booking(Order("a", "b", "northern-ireland"), 10, "a", listed.schools["a"])
        assert missing_lead(booking)
        assert lacking([booking]) == {"a": ("lead", "room")}
        (warning,) = listed.warnings
        assert (warning.code, warning.stops) == ("no-lead", False)
        assert warning.message.endswith(("not a name: a", "who that is: a", "or one: a"))
    assert typed_school("NI", {"name": "A", "lead": text}, library.names).lead == ""


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_a_lead(text: str, tmp_path: Path, library: Library) -> None:
    """A name that only holds such a word, or is short, or in another script, is a name."""
    file = tmp_path / "a.csv"
    file.write_text(f'id,name,nation,lead\na,A,NI,"{text}"\n', encoding="utf-8")
    listed = load_schools(file, library.names)
    assert listed.schools["a"].lead == text
    assert not listed.warnings


def test_placeholders_are_data(tmp_path: Path, library: Library) -> None:
    """A word that is added to the list counts from then on, and without the list only signs do."""
    assert HOME.joinpath("materials", "placeholders.yaml").is_file()
    without = replace(library, placeholders={}).names
    assert not without.is_placeholder("TBC")
    assert without.is_placeholder("?")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ada Reed", ""),
        ("Mrs Jones", ""),
        ("Asha, Hill School", ""),
        ("Ada Reed (DSL)", ""),
        ("Ada", "this is one name only"),
        ("Ada 2", "this is one name only"),
        *(
            (text, "this is not a name")
            for text in ("Me", "me.", "admin", "the admin", "Test user", "I", "DSL", "TBC", "")
        ),
    ],
)
def test_who_signs_can_be_found_by_somebody_else(text: str, why: str, library: Library) -> None:
    """A single word may be anybody: who has one name only says where they work, too."""
    assert library.names.why_not_findable(text) == why
