"""An editable copy is read again: it has the words of its document, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printroom.model import Document, Forbidden
from printroom.model.flow import EDITED, MADE_FROM, Cell, Flow, FlowPicture, Paragraph, Run, Table
from printroom.proof import prove_copy
from printroom.text.fingerprint import grams
from printroom.word import write_docx
from tests.fast.test_word import picture

LINE = "Bike Line 01632 960 111"
BODY = (
    "A wheel has thirty-two thin spokes.",
    "Ask for help before you ride home.",
    f"Call {LINE} whenever you like.",
)
ANSWER = "The answer to the puzzle is a punctured inner tube"
DOCUMENT = Document(
    name="worksheet",
    title="A worksheet",
    audience="participant",
    max_pages=2,
    source="<html><body>{}<img src='x' alt='A drawn wheel with a hub'></body></html>".format(
        "".join(f"<p>{text}</p>" for text in BODY)
    ),
    assets={},
    path="templates/documents/worksheet.html",
    key="k",
    contacts=("01632 960 111",),
    code="ABC-DEF",
)
FORBIDDEN = Forbidden(grams(ANSWER), frozenset(), (), (), {"worksheet": frozenset()}, "")


def copy_of(*texts: str, **more: object) -> bytes:
    """A copy with these paragraphs, the picture, and the marks of an edited copy."""
    flow = Flow(
        DOCUMENT.title,
        "en-GB",
        (
            *(Paragraph((Run(text),)) for text in texts),
            Paragraph((FlowPicture(picture(), 20, "A drawn wheel with a hub"),)),
        ),
        (Paragraph((Run(EDITED),)),),
        (Paragraph((Run(f"{MADE_FROM} ABC-DEF"),)),),
    )
    return write_docx(replace(flow, **more))  # type: ignore[arg-type]


def codes(content: bytes, document: Document = DOCUMENT) -> set[str]:
    """What is wrong with a copy."""
    return {one.code for one in prove_copy(document, content, FORBIDDEN, {})}


def test_a_copy_with_all_words_of_its_document_is_sound() -> None:
    """The marks of an edited copy are the only words that it adds."""
    assert not codes(copy_of(*BODY))


def test_a_missing_and_an_added_sentence_are_found_wherever_they_are() -> None:
    """No word gets lost on the way, and none gets in: in a table, a head, a foot or a picture."""
    assert codes(copy_of(*BODY[1:])) == {"missing-text"}
    added = Paragraph((Run("Nobody ever wrote this sentence here."),))
    in_table = Table(((Cell((added,)),),))
    assert codes(copy_of(*BODY, "Nobody ever wrote this sentence here.")) == {"unexplained-text"}
    body = (*(Paragraph((Run(text),)) for text in BODY), in_table)
    assert codes(copy_of(body=body)) == {"unexplained-text"}
    assert codes(copy_of(*BODY, header=(added,))) == {"unexplained-text"}
    assert codes(copy_of(*BODY, footer=(added,))) == {"unexplained-text"}
    spoken = Paragraph((FlowPicture(picture(), 9, "Nobody ever wrote this sentence here."),))
    assert codes(copy_of(*BODY, footer=(spoken,))) == {"unexplained-text"}
    assert codes(copy_of(*BODY, title="Nobody ever wrote this title.")) == {"unexplained-text"}


@pytest.mark.parametrize("wrong", ["01632 960 112", "01632 960 11", "0800 1111"])
def test_another_number_for_help_is_found(wrong: str) -> None:
    """A helpline is copied digit for digit."""
    changed = [text.replace("01632 960 111", wrong) for text in BODY]
    assert "undeclared-contact" in codes(copy_of(*changed))


def test_answers_and_notes_are_found_in_a_learners_copy_only() -> None:
    """What only the adult who leads may read is refused in a learner's copy, even if composed."""
    leaked = replace(DOCUMENT, source=DOCUMENT.source.replace("<img", f"<p>{ANSWER}</p><img"))
    content = copy_of(*BODY, ANSWER)
    assert codes(content, leaked) == {"forbidden-text"}
    assert not codes(content, replace(leaked, audience="facilitator"))
