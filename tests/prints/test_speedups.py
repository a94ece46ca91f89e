"""The speedups: the same bytes for less work, and every warning each time."""

from __future__ import annotations

import inspect
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from printroom.choose import choose
from printroom.compose import compose
from printroom.model import Library, NotFitToPrint, Order, Problem, Templates
from printroom.press import engine, print_document
from printroom.press.asset_fetcher import Assets, OwnFonts
from printroom.press.engine import weasyprint
from printroom.press.speedups import Count, c_types, columns, lines, paths, stylesheets, variables
from printroom.press.speedups.stack import with_large_stack
from tests.press_helpers import document, printed, problems
from tests.random_pages import STYLE, random_page

LONG = "Who could you talk to about this? " * 9
WORDS = "Who could help?"
PART = f"<h2>{WORDS}</h2><p>{WORDS}</p><p>{WORDS}</p>"
TABLE = "<table>" + "<tr><th scope=row>Who</th><td>A friend or teacher</td></tr>" * 8 + "</table>"
PAGES = {
    "paragraphs in columns": f'<div class="columns">{f"<p>{LONG}</p>" * 5}</div>',
    "headings in columns": f'<div class="columns">{PART * 3}</div>',
    "entries in columns": f'<ul class="columns">{f"<li>{LONG}</li>" * 5}</ul>',
    "table in columns": f'<div class="columns"><p>{LONG}</p>{TABLE}<p>{LONG}</p></div>',
    "flex in columns": f'<div class="columns"><div class="flex"><p>{LONG}</p><p>{WORDS}</p></div>'
    f"<p>{LONG}</p></div>",
    "float in columns": f'<div class="columns"><p class="left">A</p><p>{LONG}</p></div>',
    "float beside columns": f'<p class="left"></p><div class="columns"><p>{LONG}</p></div>',
    "note in columns": f'<div class="columns"><p>{LONG}<span class="note">{WORDS}</span></p></div>',
    "letter in columns": f'<div class="columns"><p class="letter">{LONG}</p><p>{LONG}</p></div>',
    "columns over pages": f'<div class="columns">{f"<h2>{WORDS}</h2><p>{LONG}</p>" * 9}</div>',
    "flex": f'<div class="flex"><p>{LONG}</p><p>{WORDS}</p></div>',
    "hyphens": f'<p class="split">{"Safeguarding conversations " * 9}</p>',
    "justified": f'<p style="text-align: justify">{LONG}</p>',
    "variables": f'<p class="inked">{WORDS}</p><p class="inked">{WORDS}</p>',
    "variables of one element": f'<p class="inked" style="--ink: #733">{WORDS}</p>',
}
OWN_STYLE = STYLE + (
    ".columns { columns: 2 } .split { hyphens: auto; hyphenate-character: '-'; width: 90px }"
    ".inked { border: 1px solid var(--ink); color: var(--ink) }"
)
VAR = ":root { --gap: red } p { margin: var(--gap) }"


@contextmanager
def without_speedups() -> Iterator[None]:
    """WeasyPrint without our speedups, but with our fixes."""
    engine.install(speedups=False)
    try:
        yield
    finally:
        engine.install()


def page(name: str) -> bytes:
    """One of the pages above, printed."""
    return printed("<h1>H</h1>" + PAGES[name], OWN_STYLE)


def laid_out(seed: int) -> bytes:
    """A random page as WeasyPrint writes it, also where the press would refuse it."""
    sample = document(random_page(seed), STYLE)
    page = weasyprint.HTML(string=sample.source, url_fetcher=Assets(sample.assets))
    content: bytes = page.write_pdf(font_config=OwnFonts(), pdf_variant="pdf/ua-1")
    return content


def counted(count: Count, action: Callable[[], object]) -> tuple[int, int]:
    """How many calls and misses an action adds."""
    calls, misses = count.calls, count.misses
    action()
    return count.calls - calls, count.misses - misses


# --- the same bytes ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_no_byte_changes(name: str) -> None:
    """A page has the same bytes with and without speedups."""
    fast = page(name)
    with without_speedups():
        assert page(name) == fast


@pytest.mark.parametrize("seed", [0, 1, 3, 13, 14, 15])
def test_no_byte_of_a_random_page_changes(seed: int) -> None:
    """What a page is put together of makes no difference."""
    fast = laid_out(seed)
    with without_speedups():
        assert laid_out(seed) == fast


def test_no_byte_of_a_pack_changes(tiny_library: Library, tiny_templates: Templates) -> None:
    """The documents of a whole pack have the same bytes with and without speedups."""
    order = Order("repairs/flat-tyre", "seniors", "uphill")
    documents = compose(choose(order, tiny_library, tiny_templates)[0], tiny_templates)
    fast = [print_document(one, {}).content for one in documents]
    with without_speedups():
        assert [print_document(one, {}).content for one in documents] == fast


FILES = {
    "whole": ("p { margin: 3px }", "p { margin: 7px }"),
    "selectors of one weight": ("b { margin: 1px } p { margin: 3px }", "p { margin: 7px }"),
    "layers": ("@layer x, y; @layer y { p { margin: 3px } }", "@layer x { p { margin: 7px } }"),
    "layers without a name": ("@layer { p { margin: 3px } }", "@layer { p { margin: 7px } }"),
    "pages": ("@page { margin: 9mm }", "@page { margin: 19mm; @top-left { content: 'x' } }"),
    "a rule is open": ("p { margin: 3px", "p { margin: 7px }"),
    "a block is open": ("@media print { p { margin: 3px }", "b { margin: 7px } }"),
    "a comment is open": ("p { margin: 3px } /* or", "p { margin: 7px } /* */"),
    "a selector is open": ("p { margin: 3px } h1,", "p { margin: 7px }"),
    "a text is open": (
        "p { margin: 3px } b::after { content: 'x",
        "p { margin: 7px } b { top: 0 }",
    ),
}
"""Two files in one style element."""


@pytest.mark.parametrize("name", FILES)
def test_no_byte_of_a_document_with_files_of_styles_changes(name: str) -> None:
    """Files that are parsed apart give what they give as one text, also if one is not complete."""
    style = "".join(f"/* sheet: styles/{n}.css */\n{text}\n" for n, text in enumerate(FILES[name]))
    fast = _bytes_or_problems(style)
    with without_speedups():
        assert _bytes_or_problems(style) == fast


def _bytes_or_problems(style: str) -> bytes | tuple[Problem, ...]:
    try:
        return page_with(style)
    except NotFitToPrint as error:
        return error.problems


@pytest.mark.parametrize("rule", ["p { colour: red }", "p { margin: var(--gap) }"])
def test_a_complaint_of_a_second_file_is_that_of_the_whole(rule: str) -> None:
    """A mistake has its place, whether the files before it were parsed, kept, or one text."""
    head = (
        "<style>/* sheet: styles/a.css */\nhtml { --gap: red }\n"
        f"/* sheet: styles/b.css */\n\n{rule}</style>"
    )
    first = problems("<p>Words</p>", head=head)
    assert problems("<p>Words</p>", head=head) == first
    with without_speedups():
        assert problems("<p>Words</p>", head=head) == first


PICTURES = {
    "curves": "M1 1c3 3 5 5 9 9s2 2 4 4q3 1 4 4t2 2z",
    "arcs": "M10 10 a5 5 0 1 0 4 4 A5 9 20 0 1 12 12",
    "lines": "M1 1h9v9H4V2l3 3L5 5z m3 3 4 4",
    "units": "M1ex 10% L4ex 50%",
    "a mistake": "M1 1 L banana",
}


@pytest.mark.parametrize("name", PICTURES)
def test_no_byte_of_a_picture_changes(name: str) -> None:
    """A path is drawn as it was before, in pictures of one size and of others, with its markers."""
    marker = (
        '<marker id="m" markerWidth="4" markerHeight="4" orient="auto"><path d="M0 0h3"/></marker>'
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 SIZE">{marker}'
        f'<path d="{PICTURES[name]}" marker-mid="url(#m)" stroke="#246" font-size="TYPE"/></svg>'
    )
    sizes = {
        f"{height}-{size}.svg": picture.replace("SIZE", height).replace("TYPE", size).encode()
        for height, size in (("9", "9"), ("12", "9"), ("9", "12"))
    }
    shown = [f'<img src="asset:{name}" alt="x" width={w}>' for name in sizes for w in (40, 60, 40)]

    def show() -> bytes:
        return printed(f"<h1>H</h1><p>{''.join(shown)}</p>", assets=sizes)

    fast = show(), show()
    with without_speedups():
        assert (show(), show()) == fast


def test_paths_are_read_once() -> None:
    """A picture that is shown again is not read again, and few paths are kept."""
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M1 2h7"/></svg>'
    )

    def show() -> bytes:
        return printed('<h1>H</h1><img src="asset:a.svg" alt="x">' * 2, assets={"a.svg": picture})

    assert counted(paths.count, show) == (2, 1)
    assert counted(paths.count, show) == (2, 0)
    assert len(paths._cache) <= paths.MOST


def test_the_order_of_documents_makes_no_difference() -> None:
    """What is kept of one document does not show in the next."""
    first = page("variables")
    page("flex")
    assert page("variables") == first


# --- less work -----------------------------------------------------------------------------------


def test_most_columns_of_a_search_are_kept() -> None:
    """To balance columns, most of them are not laid out again for each height that is tried."""
    asked, made = counted(columns.count, lambda: page("headings in columns"))
    assert 0 < made < asked / 9


@pytest.mark.parametrize("name", ["table in columns", "float in columns", "letter in columns"])
def test_columns_that_need_their_height_are_not_kept(name: str) -> None:
    """What may use the height of a column for more than overflow is laid out each time."""
    assert counted(columns.count, lambda: page(name)) == (0, 0)


def test_lines_are_set_once() -> None:
    """A line that is measured, laid out and laid out again is set by Pango once."""
    lines._cache.clear()
    asked, made = counted(lines.count, lambda: page("flex in columns"))
    assert 0 < made < asked / 4


def test_no_line_is_set_twice_with_the_same_fonts() -> None:
    """Lines outlive a layout, and a document: equal styles of the next one find them."""
    sample = document(f"<p>{LONG}</p><p>Words of their own</p>")
    html = weasyprint.HTML(string=sample.source, url_fetcher=Assets(sample.assets))
    fonts = OwnFonts()
    lines._cache.clear()
    assert counted(lines.count, lambda: html.render(font_config=fonts))[1] > 0
    assert counted(lines.count, lambda: html.render(font_config=fonts))[1] == 0
    assert counted(lines.count, lambda: html.render(font_config=OwnFonts()))[1] == 0


def test_lines_of_other_fonts_are_set_anew() -> None:
    """A font that has changed under its name gives other lines than before."""
    sample = document(f"<h1>H</h1><p>{LONG}</p>")
    regular, bold = (name for name in sample.assets if name.endswith(".ttf"))
    fonts = {regular: sample.assets[bold], bold: sample.assets[regular]}
    swapped = replace(sample, assets={**sample.assets, **fonts})
    first, second = (print_document(one, {}).content for one in (sample, swapped))
    with without_speedups():
        assert print_document(swapped, {}).content == second != first


def test_a_font_that_is_added_later_has_lines_of_its_own() -> None:
    """A picture may bring a font while lines are set: those set before do not count any more."""
    fonts, assets = OwnFonts(), Assets({})
    before = fonts.faces
    fonts.add_font_face({"font_family": "Late", "src": (("external", "asset:a.ttf"),)}, assets)
    assert fonts.faces != before


def test_few_lines_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines a process sets, it keeps those of the last documents only."""
    monkeypatch.setattr(lines, "MOST", 1)
    page("flex")
    page("hyphens")
    assert len(lines._cache) == 1
    assert sum(map(len, lines._cache.popitem()[1].values())) < 30


def test_style_sheets_are_parsed_once() -> None:
    """The second document with a style sheet does not parse it again."""
    page("flex")
    assert counted(stylesheets.count, lambda: page("flex")) == (1, 0)


def test_files_of_style_sheets_are_parsed_once() -> None:
    """Of a style element, only those files are parsed that no document before it had."""
    shared = "/* sheet: styles/a.css */\np { margin: 3px }\n"
    page_with(shared + "/* sheet: styles/b.css */\nh1 { margin: 3px }\n")
    second = shared + "/* sheet: styles/c.css */\nh1 { margin: 4px }\n"
    assert counted(stylesheets.files, lambda: page_with(second)) == (3, 1)


def page_with(style: str) -> bytes:
    """A page with a style element of its own."""
    return printed("<h1>H</h1><p>Words <b>more</b></p>", head=f"<style>{style}</style>")


def test_few_style_sheets_are_kept() -> None:
    """However many style sheets a process sees, it keeps the last ones only."""
    for number in range(stylesheets.MOST + 1):
        weasyprint.css.CSS(
            string=f"p {{ margin: {number}px }}", base_url=None, url_fetcher=None,
            media_type="print", font_config=None, counter_style=None, color_profiles=None,
            page_rules=[], layers=[],
        )  # fmt: skip
    assert len(stylesheets._cache) == stylesheets.MOST


def test_a_c_type_is_read_once() -> None:
    """Arrays of any length have their members' type read once, and are what cffi makes of them."""
    ffi = weasyprint.text.ffi.ffi
    lengths = [f"hb_codepoint_t[{length}]" for length in range(1001, 1009)]
    ffi.typeof("hb_codepoint_t[1000]")
    assert counted(c_types.count, lambda: [*map(ffi.typeof, lengths)]) == (8, 0)
    assert [str(ffi.typeof(one)) for one in lengths] == [
        f"<ctype 'uint32_t[{length}]'>" for length in range(1001, 1009)
    ]


PROPERTIES = {
    "inherited": "p { color: #246; font-size: 14px }",
    "logical": "p { margin-block-start: 9px; padding-inline-end: 30px } b { inset-inline: 3px }",
    "logical from right to left": "p { direction: rtl; margin-inline-start: 9px }",
    "functions": "p { font-size: calc(9px + 3px); width: min(90px, 50%); top: calc(1px) }",
    "functions that are inherited": "div { text-indent: calc(10% + 3px) } p { width: 90px }",
    "a function that is wrong": "div { text-indent: calc(3px * 3px) }",
    "decoration": "div { text-decoration: underline #246 } b { text-decoration-style: wavy }",
    "floats": "b { float: left; position: absolute } p::before { content: 'x'; display: block }",
    "named pages": "@page wide { margin: 9mm } p { page: wide }",
    "borders and gaps": "p { border-style: solid; outline-style: solid; columns: 2 }",
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_no_byte_of_an_element_without_rules_changes(name: str) -> None:
    """Properties that no rule sets are those of the parent, or have their initial values."""

    def show() -> bytes | tuple[Problem, ...]:
        sample = document(
            f"<h1>H</h1><div><p>{LONG}<b>Bold <i>words</i></b></p><p>{WORDS}</p></div>",
            PROPERTIES[name],
        )
        try:
            return print_document(sample, {}).content
        except NotFitToPrint as error:
            return error.problems

    fast = show()
    with without_speedups():
        assert show() == fast


def test_variables_are_put_in_once() -> None:
    """A declaration with a variable is validated once for each of its values, in all documents."""
    asked, _ = counted(variables.count, lambda: page("variables"))
    assert asked > 0
    assert counted(variables.count, lambda: page("variables")) == (asked, 0)


def test_values_of_style_attributes_do_not_pile_up() -> None:
    """A declaration that is kept does not keep every value that documents ever gave it."""
    pending = next(
        value
        for _, _, value in _declarations("p { margin-top: var(--gap) }")
        if isinstance(value, weasyprint.css.tokens.Pending)
    )
    for _ in range(2 * variables.MOST):
        tokens = tuple(weasyprint.css.tinycss2.parse_component_value_list("3px"))
        pending.solve(tokens, "margin-top", None)
    assert len(pending.known_values) <= variables.MOST


def _declarations(style: str) -> Iterator[tuple[object, str, object]]:
    (rule,) = weasyprint.css.tinycss2.parse_stylesheet(style)
    content = weasyprint.css.tinycss2.parse_blocks_contents(rule.content)
    for name, value, important in weasyprint.css.preprocess_declarations(None, content):
        yield important, name, value


# --- every complaint -----------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["p { colour: red }", "@media print { p { margin: x } }", VAR])
def test_every_document_hears_what_is_wrong_with_its_style(style: str) -> None:
    """A mistake in a style sheet is a problem of each document that has it, not of the first."""
    first = problems("<p>Words</p>", style)
    assert [problem.code for problem in first] == ["engine-warning"]
    assert problems("<p>Words</p>", style) == first
    with without_speedups():
        assert problems("<p>Words</p>", style) == first


def test_a_style_sheet_that_loads_another_asks_for_it_each_time() -> None:
    """What a style sheet asks for is refused for each document."""
    for style in (
        "@import 'https://example.org/a.css';",
        r"@\69mport 'https://example.org/a.css';",
    ):
        for _ in range(2):
            found = problems("<p>Words</p>", head=f"<style>{style}</style>")
            assert "refused-address" in {problem.code for problem in found}


@pytest.mark.parametrize("rule", ["@counter-style", r"@counter\2d style"])
def test_every_document_gets_what_its_style_makes(rule: str) -> None:
    """A style sheet that makes more than rules makes it for each document, and not the first."""
    style = f"{rule} stars {{ system: cyclic; symbols: '*' }} li {{ list-style: stars }}"
    first = printed("<h1>H</h1><ul><li>Words</li></ul>", style)
    assert printed("<h1>H</h1><ul><li>Words</li></ul>", style) == first
    with without_speedups():
        assert printed("<h1>H</h1><ul><li>Words</li></ul>", style) == first


@pytest.mark.parametrize("order", ["@layer a, b;", "@layer b, a;"])
def test_a_style_sheet_is_another_one_after_other_layers(order: str) -> None:
    """The layers of the style sheets before it decide which of its rules win."""
    rules = "@layer a { p { margin-left: 5px } } @layer b { p { margin-left: 9px } }"
    head = f"<style>{order}</style><style>{rules}</style>"
    fast = printed("<h1>H</h1><p>Words</p>", head=head)
    with without_speedups():
        assert printed("<h1>H</h1><p>Words</p>", head=head) == fast


# --- made for this WeasyPrint --------------------------------------------------------------------

WRITTEN_FOR = {
    "weasyprint.anchors.gather_anchors": "373f8c676f27da3b",
    "weasyprint.document.gather_anchors": "373f8c676f27da3b",
    "Page.paint": "b2f0dcbda755b5d5",
    "weasyprint.draw.draw_text": "ebaf96239c6ca363",
    "LayoutContext.finish_block_formatting_context": "855b9409d12e3182",
    "Stream.marked": "3fa3acacbbf66422",
    "weasyprint.pdf.tags._get_pdf_tag": "882707358f7c4392",
    "weasyprint.pdf.tags._build_box_tree": "f716251a83e7096e",
    "weasyprint.layout.block.iter_line_boxes": "04aec48abfcad809",
    "Parser.parse_type": "b8c7a5af77f464f7",
    "weasyprint.css.CSS": "c9b29e561ebe07ea",
    "ComputedStyle.__missing__": "b318d8efc8ac79d7",
    "Pending.solve": "7163bf515d3c22ef",
    "weasyprint.layout.block.block_box_layout": "a6279066e3d9ff7d",
    "weasyprint.layout.inline.split_first_line": "39ad1016863ca34d",
    "weasyprint.layout.inline.strut": "b57885b70dd08efe",
    "weasyprint.layout.preferred.split_first_line": "39ad1016863ca34d",
    "weasyprint.svg.TAGS": "194cd562b8d98251",
}
"""Digests of the source of what is replaced."""


def test_each_replacement_is_written_for_the_function_that_it_replaces() -> None:
    """Another release of WeasyPrint is looked at before it is used: function by function."""
    patches = engine.FIXES + engine.SPEEDUPS
    found = {
        f"{owner.__name__}.{name}": _digest_of(original)
        for (owner, name, _), original in zip(patches, engine._originals, strict=True)
    }
    assert found == WRITTEN_FOR


def _digest_of(original: Any) -> str:
    """Of a table of functions only the one that is replaced counts."""
    function = original["path"] if isinstance(original, dict) else original
    return sha256(inspect.getsource(function).encode()).hexdigest()[:16]


def test_kept_files_are_parsed_as_whole_style_sheets_are() -> None:
    """What parses a style sheet, and matches its selectors, is what the speedup was written for."""
    found = (weasyprint.css.preprocess_stylesheet, weasyprint.css.cssselect2.Matcher)
    assert [_digest_of(one) for one in found] == ["1e8c36ce59677a54", "a651e3a3f14e94a1"]


def test_kept_lines_depend_on_everything_that_sets_them() -> None:
    """The style that a kept line is found by has every property that WeasyPrint asks for."""
    line_break, fonts = weasyprint.text.line_break, weasyprint.text.fonts
    source = inspect.getsource(line_break) + inspect.getsource(fonts.get_font_description)
    assert set(re.findall(r"style\['(\w+)'\]", source)) == set(lines.PROPERTIES)


# --- the stack -----------------------------------------------------------------------------------


def test_a_recursion_stays_in_its_chunk_of_the_stack() -> None:
    """Going to and fro at any depth maps no memory; without a large stack, it does at some."""
    times, depths = 100, range(150)
    assert max(_faults(_swing, depth, times) for depth in depths) >= times
    assert max(_faults(with_large_stack(_swing), depth, times) for depth in depths) < times / 4
    with without_speedups():
        assert max(_faults(with_large_stack(_swing), depth, times) for depth in depths) >= times


def _faults(function: Callable[[int, int], None], *arguments: int) -> int:
    function(*arguments)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    function(*arguments)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _swing(depth: int, times: int) -> None:
    if depth:
        _swing(depth - 1, times)
    else:
        for _ in range(times):
            _further(6)


def _further(depth: int) -> None:
    if depth:
        _further(depth - 1)


# --- imports -------------------------------------------------------------------------------------


def test_what_prints_imports_no_other_subsetter() -> None:
    """HarfBuzz makes subsets: what WeasyPrint needs for other fonts is imported when it is used."""
    program = (
        "import sys; from printroom.press import printing; names = ('fontTools.varLib', 'lxml');"
        "print([name for name in names if name in sys.modules]);"
        "from weasyprint.pdf import fonts;"
        "print(fonts.subset.Options(retain_gids=True).retain_gids);"
        "from fontTools import subset; print(hasattr(subset, 'Subsetter'));"
        "fonts.instantiateVariableFont(None, {})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["[]", "True", "True"]
    assert "fontTools/varLib/instancer" in done.stderr
