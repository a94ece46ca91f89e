"""Digests of what a document shows, and the codes that people read out."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from printroom.model import Shown
from printroom.text.digests import short_code, shown_digest


def test_the_digest_is_of_each_piece_its_kind_and_their_order() -> None:
    """The same words as a text and as an alternative text are not the same; markup is no matter."""
    pieces = [Shown("text", "a"), Shown("alt", "b")]
    digest = shown_digest(pieces)
    assert len(digest) == len(bytes.fromhex(digest)) * 2 == 32
    for other in (
        [Shown("alt", "a"), Shown("alt", "b")],
        [Shown("text", "a"), Shown("alt", "c")],
        pieces[::-1],
        pieces[:1],
    ):
        assert shown_digest(other) != digest
    assert shown_digest([Shown("text", "a", ("a",)), Shown("alt", "b")]) == digest


def test_the_code_can_be_read_out() -> None:
    """The code is six signs of the digest in two groups, without I, L, O and U."""
    for n in range(256):
        code = short_code(f"{n:02x}" * 16)
        assert len(code) == 7
        assert code[3] == "-"
        assert set(code.replace("-", "")) <= set("ABCDEFGHJKMNPQRSTVWXYZ0123456789")
    assert short_code("00" * 16) == "AAA-AAA"
    assert short_code("42dd400000") == "90A-AAA"
    assert short_code("739c008864298e84a96c00443214c700") == "99A-BCD"
    assert short_code("ffffffff00") != short_code("ffffff0000")


@given(st.binary(min_size=16, max_size=16))
@example(bytes.fromhex("739c008864298e84a96c00443214c700"))
@example(bytes.fromhex("0044e7380110c8531d0952d800886400"))
def test_no_code_reads_like_a_number_to_ring(digest: bytes) -> None:
    """Neither half of a code is a number, whatever the words are: no page says 999 by chance."""
    assert not any(half.isdigit() for half in short_code(digest.hex()).split("-"))
