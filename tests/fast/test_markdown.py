"""Markdown of authors: what is understood becomes the right HTML, and what is not is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from printroom.compose.block_nodes import BlockWriter
from printroom.inspect.page_texts import part_texts
from printroom.load.snippets import leftovers
from printroom.load.snippets.snippet_body import read_parts
from printroom.load.sources.text_file import Source
from printroom.model import PlannedPart, Problem


def read(text: str) -> tuple[PlannedPart, list[Problem]]:
    """A part of a worksheet with this text from line 3 on, and what is wrong with it."""
    source = Source("a.md", f"## Worksheet\n\n{text}\n")
    parts, problems = read_parts(source, 1, {"Worksheet": "worksheet"})
    return PlannedPart("a", "A", parts["worksheet"].nodes, "a.md", 1), problems


def html(text: str) -> str:
    """The HTML of a text that is fit to print."""
    part, problems = read(text)
    assert problems == []
    nothing = Markup("")
    writer = BlockWriter(
        None,  # type: ignore[arg-type]
        lambda name, alt: nothing,
        lambda part: nothing,
        lambda part, piece: nothing,
        lambda content: "",
        str,
    )
    return "".join(writer._node(node, part) for node in part.nodes)


PRINTED = {
    "code span": ("A `x < 1` b.", "<p>A <code>x &lt; 1</code> b.</p>"),
    "bold code": ("**`x`**", "<p><strong><code>x</code></strong></p>"),
    "list from three": (
        "3. C\n4. D",
        '<ol start="3" style="counter-reset: list-item 2 step 2"><li>C</li><li>D</li></ol>',
    ),
    "list of one number": ("1. A\n1. B", "<ol><li>A</li><li>B</li></ol>"),
    "nested list": ("- A\n  1. B", "<ul><li>A<ol><li>B</li></ol></li></ul>"),
    "quotation": ("> A\n>\n> B", "<blockquote><p>A</p><p>B</p></blockquote>"),
    "signs with a backslash": (r"\*a\* \$b\$ \{c\} \[\^1\]", "<p>*a* $b$ {c} [^1]</p>"),
    "amounts of money": ("It costs $5 or $6.", "<p>It costs $5 or $6.</p>"),
    "entity": ("A &amp; B", "<p>A &amp; B</p>"),
    "gap to fill": ("My name is ____.", "<p>My name is ____.</p>"),
    "code": (
        "::: code\ndef f(x):\n\treturn x  # {{ y }}\n\n## no heading\n> **no** mark\n:::",
        '<div class="code"><p><code>def f(x):</code></p>'
        "<p><code>    return x  # {{ y }}</code></p>"
        '<p class="gap"><code>## no heading</code></p>'
        "<p><code>&gt; **no** mark</code></p></div>",
    ),
    "table without a head": (
        "| | |\n|---|---|\n| a | b |",
        '<table><tbody><tr><th scope="row">a</th><td>b</td></tr></tbody></table>',
    ),
    "table": (
        "| | A | B |\n|---|--:|:-:|\n| c | 1 | \\| |",
        '<table><thead><tr><td></td><th scope="col" style="text-align: right">A</th>'
        '<th scope="col" style="text-align: center">B</th></tr></thead><tbody><tr><td>c</td>'
        '<td style="text-align: right">1</td><td style="text-align: center">|</td></tr></tbody>'
        "</table>",
    ),
}


@pytest.mark.parametrize("name", PRINTED)
def test_what_is_understood_becomes_its_html(name: str) -> None:
    """Each mark that the README lists is set as what it means."""
    text, expected = PRINTED[name]
    assert html(text) == expected


SIGNS = ("[^1]", "$x$", "~~x~~", "==x==", "x^2", "{.x}", "**", "`", "|", r"\frac", "&x;", "[[x]]")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("frame", ["Words {}", "- Words {}", "> Words {}", "Words **and {} so**"])
def test_no_sign_prints_as_it_is(sign: str, frame: str) -> None:
    """Wherever a text holds a sign of Markdown that is not understood, its line is refused."""
    _, problems = read(frame.format(sign))
    assert [problem.line for problem in problems] == [3]
    assert all(problem.stops and problem.fix for problem in problems)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_with_a_backslash_prints(sign: str) -> None:
    """An author who wants the sign itself gets it."""
    written = "".join(f"\\{one}" if not one.isalnum() else one for one in sign)
    part, problems = read(f"Words {written}.")
    assert problems == []
    assert part.nodes[0].words() == f"Words {sign}."


@pytest.mark.parametrize(
    "colons", [":::", ": : :", "::", "：：：", "∶∶∶", "꞉꞉꞉", ":：:", "： ： ："]
)
@pytest.mark.parametrize("frame", ["{}", "- {}", "> {}"])
def test_what_looks_like_a_block_is_none_by_a_slip(colons: str, frame: str) -> None:
    """Colons with spaces, or other signs that look like them, print nobody's note as text."""
    if (colons, frame) == (":::", "{}"):
        return
    _, problems = read(frame.format(f"{colons} note") + "\n\nA secret.")
    assert [(problem.code, problem.line) for problem in problems] == [("indented-block", 3)]


def test_words_of_code_are_checked_at_their_line() -> None:
    """Code is text like any other for the checks of words, and is no sentence to be measured."""
    part, _ = read("Say `ab`.\n\n::: code\none\n\ntwo\n:::")
    texts = [(one.text, one.line, one.links) for one in part_texts(part)]
    assert texts == [
        ("Say ab.", 3, ((4, 6),)),
        ("one", 6, ((0, 3),)),
        ("", 7, ((0, 0),)),
        ("two", 8, ((0, 3),)),
    ]


@pytest.mark.parametrize(("rows", "is_long"), [(14, False), (15, True)])
def test_a_long_table_says_so_for_the_style(rows: int, is_long: bool) -> None:
    """A table of fifteen rows may break over pages; a shorter one is kept together."""
    made = html("| A | B |\n|---|---|\n" + "| c | d |\n" * rows)
    assert made.startswith('<table class="long">') == is_long


LEFTOVERS = (*leftovers._SIGNS, leftovers._BAR)


@given(st.text(st.sampled_from("x1 .-!?()<>\u00e9" + "#[]$\\~=+^{}&*`_|:\u2236\ufe55"), max_size=9))
def test_a_text_without_parts_of_signs_has_no_sign(text: str) -> None:
    """Where no sign of Markdown is looked for, none would be found."""
    if not leftovers._PARTS_OF_SIGNS.search(text):
        assert not any(sign.pattern.search(text) for sign in LEFTOVERS)
    bare = leftovers._PARTS_OF_SIGNS.sub("", text)
    assert not any(sign.pattern.search(bare) for sign in LEFTOVERS)
