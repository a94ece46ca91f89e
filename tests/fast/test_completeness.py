"""How often a text of the source is found on the pages."""

from __future__ import annotations

from printroom.proof.completeness import _times


def test_a_letter_read_into_a_code_does_not_lose_it() -> None:
    """A card's large letter may be read between its number and its code; a lost code is missed."""
    assert _times("d61611k9cg", "front d616i11k9cg back d61611k9cg") == 2
    assert _times("d61611k9cg", "front d616 back d61611k9cg") == 1
