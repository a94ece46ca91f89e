"""The kit list asks for nothing twice, in whatever words."""

from __future__ import annotations

import pytest

from printroom.choose.kit import kit


@pytest.mark.parametrize(
    ("needed", "brought"),
    [
        (["Pens", "Glue", "pens"], ["Pens", "Glue"]),
        (["Pens", "A pen each"], ["Pens"]),
        (["An egg each", "Eggs"], ["An egg each"]),
        (["Pens", "A pen or pencil each"], ["Pens"]),
        (["A pen or pencil each", "Pencils"], ["Pencils"]),
        (["A pen or pencil each", "Pens or pencils"], ["A pen or pencil each"]),
        (["Crayons", "A pencil each", "Pencils and crayons"], ["Pencils and crayons"]),
        (["Glue", "Paper, pens, and glue"], ["Paper, pens, and glue"]),
        (["Pens", "Pencils"], ["Pens", "Pencils"]),
        (["Pens or crayons", "Pens"], ["Pens"]),
        (["Coloured pens for each group", "Pens"], ["Coloured pens for each group", "Pens"]),
        (
            ["A quiet corner: paper, crayons", "Crayons"],
            ["A quiet corner: paper, crayons", "Crayons"],
        ),
        (
            ["A corner: paper", "a corner: paper", "A corner: pens"],
            ["A corner: paper", "A corner: pens"],
        ),
    ],
)
def test_nothing_is_brought_twice_in_other_words(needed: list[str], brought: list[str]) -> None:
    """What somebody has who brings the other things of a kit is not asked for again."""
    assert kit(needed) == tuple(brought)
