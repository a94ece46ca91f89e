"""Page breaks of the guide: whoever leads a session reads each sentence on one page."""

from __future__ import annotations

import re
from itertools import chain

from printroom.press import print_document
from tests.paper import said_on_pages
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
    return [page.split() for page in said_on_pages(content)]


def test_no_paragraph_of_a_script_is_cut_by_a_page() -> None:
    """A paragraph that does not fit on a page begins on the next one."""
    pages = guide("".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(24)))
    assert len(pages) > 1
    words = [*chain.from_iterable(pages)]
    assert [word for word in words if word.startswith("end")] == [f"end{n}" for n in range(24)]
    for page in pages:
        begun = [word.removeprefix("begin") for word in page if word.startswith("begin")]
        assert begun == [word.removeprefix("end") for word in page if word.startswith("end")]
