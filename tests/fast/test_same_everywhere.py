"""Sheets of a seed: the same on any machine, for each shape of activity that draws lots in its way.

They share the other processes, each of which takes a second to start.
"""

from __future__ import annotations

import pytest

from printroom.model import Setting
from tests.fast.test_activities import EIGHT, NONE, match, match_page
from tests.fast.test_crossword import TEN, crossword
from tests.fast.test_word_search import SIX, task
from tests.workshop import outputs_of


def sheets() -> dict[str, str]:
    """What is on the sheets of one seed: the order of a match, the codes of the grids."""
    page = match_page(match(EIGHT, EIGHT, NONE).arrange(Setting(7)))
    return {
        "match": " ".join(entry.piece.text[-1] for entry in page.right),
        "crossword": crossword(TEN).arrange(Setting(7)).code,
        "word search": task(SIX).arranged(7).code,
    }


@pytest.mark.slow
def test_a_seed_is_the_same_everywhere() -> None:
    """A sheet that was printed today comes out again on any machine, whatever its hash seed."""
    here = sheets()
    assert here == {"match": "7 0 5 1 2 4 3 6", "crossword": "QVJ", "word search": "YNE"}
    code = "from tests.fast.test_same_everywhere import sheets\nprint(sheets())"
    assert outputs_of(code) == {f"{here}\n"}
