"""Blame: a problem of a finished page is named at the file whose author can end it."""

from __future__ import annotations

import pytest

from printroom.model import Document, Problem
from printroom.press.blame import blame_files

TEMPLATE = "templates/documents/handout.html"
SOURCE = """<html><head><style>
/* sheet: styles/base.css */
@font-face { font-family: "Ours"; src: url(asset:f0.ttf) }
p { color: black;
 font-family: Papyrus }
/* sheet: styles/more.css */
h1 { color: red }
h1::before { content: "\u2604" }
h2::before { content: "\\2605" }
</style></head><body><h1>Title of the page</h1><br>
<section data-part="materials/snippets/a.md:7"><p>Look for <b>bubbles</b> and \u2603</p></section>
<section data-part="materials/snippets/b.md:9"><p>Other words of ours</p><img src="asset:d1.svg">
</section></body></html>"""
DRAWING = """<svg>
<image href="http://x.example/y"/>
<text>Words in <b>a</b> drawing \u0e01</text>
</svg>""".encode()


def document(path: str = TEMPLATE) -> Document:
    """A document of two snippets, a drawing and a font."""
    assets = {"d1.svg": DRAWING, "f0.ttf": b"font", "q2.svg": b"<svg/>"}
    origins = {"d1.svg": "materials/pictures/d.svg", "f0.ttf": "templates/fonts/f.ttf"}
    return Document(
        *("handout", "Handout", "participant", 2, SOURCE, assets, path, "key"),
        origins=origins,
        session=("Who has the \u05de wheel today?", "materials/sessions/s.yaml", 3),
        phrases=(
            ("Please turn over", "templates/parts/footer.html", 4),
            ("\u2606 Ours", "templates/parts/footer.html", 6),
        ),
    )


@pytest.mark.parametrize(
    ("code", "message", "place"),
    [
        (
            "text-outside",
            "On page 1, “Look for bubbl…” is 3 mm outside",
            "materials/snippets/a.md:7",
        ),
        ("hidden-text", "page 1 holds “OTHER WORDS”", "materials/snippets/b.md:9"),
        ("missing-glyph", "No font has the character “☃” (U+2603).", "materials/snippets/a.md:7"),
        ("missing-glyph", 'No font has the character "ก" (U+0E01).', "materials/pictures/d.svg:3"),
        ("missing-glyph", 'No font has the character "מ" (U+05DE).', "materials/sessions/s.yaml:3"),
        ("missing-glyph", 'No font has the character "☄" (U+2604).', "templates/styles/more.css:2"),
        ("missing-glyph", 'No font has the character "★" (U+2605).', "templates/styles/more.css:3"),
        (
            "missing-glyph",
            'No font has the character "☆" (U+2606).',
            "templates/parts/footer.html:6",
        ),
        (
            "text-outside",
            "On page 1, “WHEEL today?” is 3 mm outside the sheet.",
            "materials/sessions/s.yaml:3",
        ),
        ("hidden-text", "“Words in a drawing” is hidden", "materials/pictures/d.svg:1"),
        ("low-contrast", "On page 2, “Please turn over” is pale", "templates/parts/footer.html:4"),
        ("engine-warning", "Failed to load image asset:d1.svg", "materials/pictures/d.svg:1"),
        ("font-broken", "Font-face 'Ours' cannot be loaded", "templates/fonts/f.ttf:1"),
        ("font-not-ours", "the font “papyrus”, which no", "templates/styles/base.css:3"),
        (
            "refused-address",
            "The document asks for http://x.example/y, and may only",
            "materials/pictures/d.svg:2",
        ),
    ],
)
def test_what_caused_a_problem_is_named(code: str, message: str, place: str) -> None:
    """Snippet, drawing, font and style sheet are found by what the message says.

    Where the words are an author's and the fault may be the design's, the fix names the template.
    """
    (problem,) = blame_files([Problem(code, TEMPLATE, message, "fix")], document())
    assert f"{problem.path}:{problem.line}" == place
    assert (problem.code, problem.message) == (code, message.replace("asset:d1.svg", "this file"))
    assert (TEMPLATE in problem.fix) == (code in ("text-outside", "hidden-text"))
    assert problem.documents == ("Handout",)


def test_the_code_of_a_drawing_is_no_text_of_it() -> None:
    """A sign that only the code of a drawing contains is not missing there."""
    sign = Problem("missing-glyph", TEMPLATE, 'No font has the character "h" (U+003D).')
    assert blame_files([sign], document()) == [sign]


@pytest.mark.parametrize(
    "problem",
    [
        Problem("code", TEMPLATE, "“Title of the page” overlaps"),
        Problem("code", TEMPLATE, "page 2 has an empty paragraph"),
        Problem("code", TEMPLATE, "“and” is hidden"),
        Problem("code", TEMPLATE, "“Look for bubbles” is known to be here", "", 5),
        Problem("code", "materials/contacts.yaml", "“Look for bubbles” is elsewhere"),
        Problem("font-broken", TEMPLATE, "Font-face 'Another' cannot be loaded"),
        Problem("engine-warning", TEMPLATE, "Failed to load image asset:q2.svg"),
    ],
)
def test_what_is_the_template_s_own_stays(problem: Problem) -> None:
    """Nobody else is blamed for the template’s words, for short ones, or for what has a place."""
    assert blame_files([problem], document()) == [problem]


def test_a_folder_of_templates_may_be_anywhere() -> None:
    """Style sheets are found beside the template’s folder, whatever is above that."""
    home = "home/documents/our-templates"
    problem = Problem("font-not-ours", f"{home}/documents/handout.html", "“Papyrus”", "", 1)
    (found,) = blame_files([problem], document(problem.path))
    assert (found.path, found.line) == (f"{home}/styles/base.css", 3)
