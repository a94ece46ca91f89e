"""One mistake of a designer, which many documents show, is one problem that counts them."""

from __future__ import annotations

from dataclasses import replace

from printroom.model import NotFitToPrint, Problem, in_order

HEADER, STYLE = "templates/parts/header.html", "templates/styles/base.css"


def pale(title: str, page: int, words: str, path: str, line: int) -> Problem:
    """Pale text in a document."""
    message = f"On page {page}, “{words}” has a contrast of {page}.5 to 1, and needs 7 to 1."
    return Problem("low-contrast", path, message, "Darken it.", line, documents=(title,))


def test_a_mistake_at_one_line_of_a_design_is_reported_once_with_its_documents() -> None:
    """Pages, words and numbers differ from document to document; the line does not."""
    for path in (HEADER, STYLE):
        found = [
            pale("Worksheet", 2, "Who helps?", path, 5),
            pale("Handout", 1, "Who has it?", path, 5),
            pale("Handout", 3, "Help", path, 5),
        ]
        (one,) = NotFitToPrint(found).problems
        assert one.shorten().message.endswith("needs 7 to 1 (in 2 documents: handout, worksheet)")
        assert in_order([one, *found]) == (one,)
        assert in_order([one, *found])[0].documents == ("Handout", "Worksheet")
    of_one = pale("Handout", 1, "Help", STYLE, 5)
    assert of_one.shorten().message == of_one.message


def test_the_same_words_about_several_documents_are_one_mistake() -> None:
    """Where no line is known, the same message about each document is reported once."""
    found = [
        pale(title, 1, "Help", f"templates/documents/{title.lower()}.html", 1)
        for title in ("Handout", "Worksheet", "Cards", "Cover", "Slips")
    ]
    (one,) = in_order(found)
    assert one.path == "templates/documents/cards.html"
    assert one.shorten().message.endswith("(in 5 documents: cards, cover, handout and 2 more)")
    assert one.shorten().shorten() == one.shorten()


def test_other_mistakes_stay_apart() -> None:
    """Other lines, codes and authors' lines; and other words where no line is known."""
    first = pale("Handout", 1, "Help", STYLE, 5)
    document = "templates/documents/handout.html"
    vague = pale("Handout", 1, "Help", document, 1)
    snippet = pale("Handout", 1, "Help", "materials/snippets/a.md", 5)
    others = (
        first,
        replace(first, line=6),
        replace(first, code="small-type"),
        replace(first, stops=False),
        vague,
        pale("Handout", 1, "Other words", document, 1),
        snippet,
        pale("Handout", 1, "Other words", "materials/snippets/a.md", 5),
    )
    assert len(in_order(others)) == len(others)
