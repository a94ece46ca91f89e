"""One person's broken file stops the packs that need it, and no others."""

from __future__ import annotations

import datetime as dt

import pytest

from printroom.choose import all_orders, choose, plan_for
from printroom.load import load_folders, load_term
from printroom.model import Forbidden, Library, NotFitToPrint, Order, Plan, Templates
from tests.workshop import Workshop

DAY = dt.date(2027, 1, 31)
WRONG: dict[str, str | bytes] = {
    "front matter": "title: [\n",
    "no text": "---\ntitle: X\nbands: [juniors]\n",
    "heading": "---\ntitle: X\nbands: [juniors]\n---\n\n## Nonsense\n\nWords\n",
    "bytes": b"---\ntitle: X\xff\n---\n",
}
SHARED = ("contacts", "bands", "facts", "language", "glossary", "nations/uphill")


def load(tiny: Workshop) -> tuple[Library, Templates]:
    """Both folders, as for those who print some packs."""
    return load_folders(tiny.materials, tiny.templates, sets_aside=True)


def plans(library: Library, templates: Templates) -> dict[Order, Plan | NotFitToPrint]:
    """What each order prints, or why it cannot."""
    found: dict[Order, Plan | NotFitToPrint] = {}
    for order in all_orders(library, DAY):
        try:
            found[order] = plan_for(order, library, templates)
        except NotFitToPrint as error:
            found[order] = error
    return found


def snippets_of(plan: Plan) -> set[str]:
    return {part.snippet for document in plan.documents for part in document.parts}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_broken_snippet_stops_the_packs_that_use_it_and_changes_no_other(
    wrong: str, tiny: Workshop
) -> None:
    """For each snippet file: packs with that snippet name the mistake, all others are the same."""
    before = plans(*load(tiny))
    for file in sorted((tiny.materials / "snippets").rglob("*.md")):
        kept, name = file.read_bytes(), file.relative_to(tiny.materials / "snippets").as_posix()
        snippet = name.removesuffix(".md").partition(".")[0]
        tiny.write(file.as_posix(), WRONG[wrong])
        library, templates = load(tiny)
        assert set(library.set_aside) == {snippet}
        now = plans(library, templates)
        assert now.keys() == before.keys()
        for order, plan in before.items():
            assert isinstance(plan, Plan)
            then = now[order]
            if snippet in snippets_of(plan):
                assert isinstance(then, NotFitToPrint), order
                assert {problem.path for problem in then.problems} <= {
                    one.as_posix() for one in file.parent.glob(f"{file.name.split('.')[0]}*.md")
                }
            else:
                assert then == plan, order
        file.write_bytes(kept)


def test_without_setting_aside_every_mistake_stops(tiny: Workshop) -> None:
    """Who needs the whole library learns what is wrong in any file."""
    tiny.write("materials/snippets/new.md", WRONG["front matter"])
    with pytest.raises(NotFitToPrint):
        tiny.load()


@pytest.mark.parametrize("name", SHARED)
def test_a_mistake_in_a_shared_file_stops_everything(name: str, tiny: Workshop) -> None:
    """Contacts, bands, facts, rules and nations are everybody's."""
    file = tiny.materials / f"{name}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nx: [\n", encoding="utf-8")
    with pytest.raises(NotFitToPrint):
        load(tiny)


def test_a_wrong_reference_in_a_snippet_stops_its_packs(tiny: Workshop) -> None:
    """A link to nothing is a mistake of its snippet, found across files."""
    tiny.write(
        "materials/snippets/new.md",
        "---\ntitle: X\nbands: [juniors]\n---\n\n## Task sheet\n\n[Words](contact:nobody) here.\n",
    )
    library, templates = load(tiny)
    ((problem,),) = library.set_aside.values()
    assert problem.code == "unknown-contact"
    assert all(isinstance(plan, Plan) for plan in plans(library, templates).values())


def test_a_snippet_that_does_not_exist_stops_its_session_beside_a_broken_one(
    tiny: Workshop,
) -> None:
    """A misspelt name is not taken for the broken file of somebody else."""
    tiny.write("materials/snippets/new.md", WRONG["front matter"])
    tiny.change("materials/sessions/repairs/flat-tyre.yaml", "repairs/hole", "repairs/whole")
    library, templates = load(tiny)
    found = plans(library, templates)
    for order, plan in found.items():
        assert isinstance(plan, Plan) == (order.session != "repairs/flat-tyre")
        if isinstance(plan, NotFitToPrint):
            (problem,) = plan.problems
            assert (problem.code, problem.path) == (
                "unknown-snippet",
                "materials/sessions/repairs/flat-tyre.yaml",
            )
            assert problem.fix == "did you mean “repairs/hole”?"


def test_broken_terms_and_lists_stop_themselves_only(tiny: Workshop) -> None:
    """Another term and its list can be made; the broken ones report their own mistakes."""
    tiny.write("materials/terms/winter.yaml", "title: [\n")
    tiny.write("materials/schools/odd.csv", "id,name,nation\nx,X,Nowhere\n")
    tiny.write(
        "materials/terms/odd.yaml",
        "title: Odd\npeople: 9\nschools: {file: ../schools/odd.csv}\n"
        "packs: [{session: repairs/flat-tyre, bands: [juniors]}]\n",
    )
    library, templates = load(tiny)
    assert set(library.set_aside) == {
        *("materials/terms/winter.yaml", "materials/schools/odd.csv"),
    }
    assert load_term(tiny.materials, "summer", library).listed.schools
    for name in ("winter", "odd"):
        with pytest.raises(NotFitToPrint):
            load_term(tiny.materials, name, library)
    assert all(isinstance(plan, Plan) for plan in plans(library, templates).values())


def test_the_words_of_a_broken_snippet_stay_forbidden(tiny: Workshop) -> None:
    """What is not valid is not read, but a page that held its words would still be found out."""
    words = "Nobody on any page may read these words of a file which somebody has broken."
    order = next(all_orders(tiny.load(), DAY))

    def forbidden() -> Forbidden:
        return choose(order, *load(tiny))[1]

    before = forbidden()
    tiny.write("materials/snippets/new.md", f"title: [\n\n## Guide\n\n{words}\n")
    after = forbidden()
    assert before.grams < after.grams
    assert before.allowed == after.allowed
    tiny.write("materials/snippets/new.md", b"\xff\xfe")
    assert forbidden().grams == before.grams
