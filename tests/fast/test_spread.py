"""Spread: who and what appears in the texts that groups read and hear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from printroom.choose import choose
from printroom.cli import main
from printroom.inspect.spread import Cast, Person, cast, shared_names
from printroom.model import Library, SpreadEntry
from tests import sample_libraries as samples
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    activity,
    block,
    contact,
    link,
    order,
    paragraph,
    part,
    snippet,
    templates,
    word,
)
from tests.workshop import Workshop

LISTS = {
    name: SpreadEntry.model_validate({"title": name, **values})
    for name, values in {
        "she": {"counts": "people", "names": ("Efa",), "titles": ("Mrs",), "words": ("she", "her")},
        "he": {"counts": "people", "names": ("Ned", "Mair"), "titles": ("Mr",), "words": ("he",)},
        "sea": {"counts": "settings", "words": ("boat", "island")},
        "nobody": {"counts": "nothing", "names": ("Monday",)},
    }.items()
}


def seen(*texts: str, document: str = "worksheet") -> Cast:
    """Who appears in these paragraphs."""
    plan, _ = choose(order(), samples.library(snippet("a", part(document, *texts))), templates())
    return cast(plan, LISTS)


def test_names_are_found_at_any_position() -> None:
    """At the start of a sentence, in quotation marks, with a possessive: it is the same name."""
    found = seen("Efa runs. “Ned!” calls Efa. It is Ned’s boat.")
    assert [one.name for one in found.people] == ["Efa", "Ned"]


def test_a_title_and_a_name_are_one_adult() -> None:
    """Somebody with a title is counted by it, unless the name itself is known."""
    found = seen("Mrs Okoro and Mr Mair wave. “Thank you, Mrs. Look!”")
    assert found.people == (
        Person("Mr Mair", "he", "adult"),
        Person("Mrs Okoro", "she", "adult"),
    )


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Ned, 17, rows.", "child"),
        ("Ned, 18, rows.", "adult"),
        ("Ned is 9.", "child"),
        ("Ned rows.", ""),
        ("Ned rows. Ned, 40, sleeps.", "adult"),
    ],
)
def test_an_age_makes_a_child_or_an_adult(text: str, age: str) -> None:
    """Where nothing says how old somebody is, nothing is guessed."""
    assert [one.age for one in seen(text).people] == [age]


def test_words_and_settings_are_counted() -> None:
    """She and her count for one list, boat and island for another, whatever their case."""
    found = seen("She has her boat. The Island is hers.")
    assert found.words == {"she": 2, "he": 0}
    assert found.settings == {"sea": 2}


def test_a_name_in_no_list_is_reported() -> None:
    """A word with a capital inside a sentence, unless a list, the glossary or a service has it."""
    words = paragraph("On Monday we met Tove, and ", link("word:it"), " from Childline.")
    given = samples.library(
        snippet("a", part("worksheet", words)),
        glossary={"it": word(word="Power")},
        contacts={"line": contact(strip=True)},
    )
    plan, _ = choose(order(), given, templates())
    assert cast(plan, LISTS).unknown == ("Tove",)


def test_text_read_aloud_counts_and_instructions_do_not() -> None:
    """A story in the guide reaches the group only where it is said aloud."""
    guide = part("facilitator-guide", block("say", "Efa waves."), "Ned is on a card.")
    plan, _ = choose(order(), samples.library(snippet("a", guide)), templates())
    assert [one.name for one in cast(plan, LISTS).people] == ["Efa"]


def test_activities_count() -> None:
    """Stories are on cards and in boxes, too."""
    pairs = ({"left": "Efa", "right": "waves"}, {"left": "Ned", "right": "sings"})
    task = activity("matching", instruction="x", pairs=pairs)
    given = samples.library(snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=task))
    plan, _ = choose(order(), given, templates())
    assert [one.name for one in cast(plan, LISTS).people] == ["Efa", "Ned"]


def test_a_name_twice_in_one_band_is_reported_and_in_two_bands_is_not() -> None:
    """One group may meet both stories; two groups do not."""

    def one(code: str, band: str) -> Cast:
        return Cast(code, code, band, (Person("Efa", "she"),), {}, {}, ())

    assert shared_names([one("C1", "11-14"), one("D1", "14-16")]) == {}
    assert shared_names([one("C1", "11-14"), one("C2", "11-14")]) == {
        ("11-14", "Efa"): ("C1", "C2")
    }


def test_no_name_is_in_two_lists(library: Library) -> None:
    """Which list counts a name is never left to the order of the file."""
    names = [name for one in library.spread.values() for name in one.names]
    assert len(names) == len(set(names))


def test_the_report_is_printed_and_written(tiny: Workshop) -> None:
    """As a table, and as JSON for another program; without lists every name is unknown."""
    Path("materials/spread.yaml").write_text(
        "they: {title: They, counts: people, names: [Road]}\n", encoding="utf-8"
    )
    folders = ["--materials", "materials", "--templates", "templates"]
    done = CliRunner().invoke(main, ["list", "--spread", *folders])
    assert done.exit_code == 0, done.output
    assert "B1  juniors" in done.output
    written = CliRunner().invoke(main, ["list", "--spread", "--json", *folders])
    assert {one["code"] for one in json.loads(written.output)["casts"]} == {"B1", "B2"}
