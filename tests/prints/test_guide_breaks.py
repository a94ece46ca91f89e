"""Page breaks of the guide: whoever leads a session reads each sentence on one page."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from printroom.press import print_document
from tests.paper import texts_of_pages
from tests.press_helpers import document
from tests.workshop import HOME

STYLES = HOME / "templates" / "styles"
SENTENCE = "begin{0} " + "and then put it in the box so that nobody stands out " * 6 + "end{0}"


def guide(body: str) -> list[list[str]]:
    """The words of each page of a guide, in the shipped styles without their pictures."""
    sheets = "".join(
        re.sub(r"url\([^)]*\)", "none", (STYLES / name).read_text(encoding="utf-8"))
        for name in ("tokens.css", "base.css", "guide.css")
    )
    style = sheets + '@layer editions { html { font: 12pt/1.5 "Atkinson"; --head: Atkinson } }'
    made = document(f'<h1>Guide</h1><div class="script">{body}</div>', style)
    content = print_document(made, {}).content
    return [page.split() for page in texts_of_pages(content)]


def test_no_paragraph_of_a_script_is_cut_by_a_page() -> None:
    """A paragraph that does not fit on a page begins on the next one."""
    pages = guide("".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(24)))
    assert len(pages) > 1
    words = [*chain.from_iterable(pages)]
    assert [word for word in words if word.startswith("end")] == [f"end{n}" for n in range(24)]
    for page in pages:
        begun = [word.removeprefix("begin") for word in page if word.startswith("begin")]
        assert begun == [word.removeprefix("end") for word in page if word.startswith("end")]


def test_a_list_of_a_script_is_on_one_page_also_where_a_block_parts_it() -> None:
    """Six items in three lists, one after another, are on one page, wherever they begin."""
    items = [f"<li>thing{number} to have ready</li>" for number in range(6)]
    parted = f"<ul>{''.join(items[:4])}</ul><ul>{items[4]}</ul><ul>{items[5]}</ul>"
    for before in range(20, 40, 2):
        pages = guide(f"{'<p>before</p>' * before}<h3>Ready</h3>{parted}{'<p>after</p>' * 12}")
        holding = [page for page in pages if any(word.startswith("thing") for word in page)]
        assert len(holding) == 1
        assert "Ready" in holding[0]


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        pytest.param(rows, n, marks=() if n % 3 == 0 else pytest.mark.nightly)
        for rows in (3, 5)
        for n in range(18, 30)
    ],
)
def test_the_last_two_rows_of_an_answer_key_are_on_one_page(rows: int, before: int) -> None:
    """A key of three or more rows leaves no last row alone at the head of a page.

    By day it begins three lines further down each time, fewer than a row has.
    """
    key = "".join(f"<tr><th>row{n}</th><td>{'why ' * 60}</td></tr>" for n in range(rows))
    keys = f'<section class="keys"><table><tbody>{key}</tbody></table></section>'
    pages = guide(f"{'<p>before</p>' * before}</div>{keys}{'<p>after</p>' * 24}<div>")
    last = next(page for page in pages if f"row{rows - 1}" in page)
    assert f"row{rows - 2}" in last
