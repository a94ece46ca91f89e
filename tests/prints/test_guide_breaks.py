"""Page breaks of the guide: whoever leads a session reads each sentence on one page."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from printroom.press import print_document
from tests.paper import said_on_pages
from tests.press_helpers import document
from tests.workshop import HOME

STYLES = HOME / "templates" / "styles"
SENTENCE = "begin{0} " + "and then put it in the box so that nobody stands out " * 5 + "end{0}"


def guide(body: str) -> list[list[str]]:
    """The words of each page of a guide, in the shipped styles without their pictures."""
    sheets = "".join(
        re.sub(r"url\([^)]*\)", "none", (STYLES / name).read_text(encoding="utf-8"))
        for name in ("tokens.css", "base.css", "guide.css")
    )
    style = sheets + '@layer editions { html { font: 12pt/1.5 "Atkinson"; --head: Atkinson } }'
    made = document(f'<section class="remark"><h1>Guide</h1>{body}</section>', style)
    content = print_document(made, {}).content
    return [page.split() for page in said_on_pages(content)]


@pytest.mark.parametrize("item", ["<p>{}</p>", "<ul><li>{}</li></ul>"])
def test_no_paragraph_of_a_guide_is_cut_by_a_page(item: str) -> None:
    """A paragraph and an item of five lines that do not fit on a page begin on the next one."""
    body = "".join(item.format(SENTENCE.format(number)) for number in range(24))
    pages = guide(body)
    assert len(pages) > 1
    words = [*chain.from_iterable(pages)]
    assert [word for word in words if word.startswith("end")] == [f"end{n}" for n in range(24)]
    for page in pages:
        begun = [word.removeprefix("begin") for word in page if word.startswith("begin")]
        assert begun == [word.removeprefix("end") for word in page if word.startswith("end")]
