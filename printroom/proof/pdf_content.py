"""Data types for the content of a finished PDF, which the checks of proof share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # engines are imported on first use
    import pypdfium2

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""A PDF object as plain values. Strings start with `u:` or `b:`, names with `/`; references end in
` R`."""
FindHidden: TypeAlias = "Callable[[pypdfium2.PdfPage, pypdfium2.PdfTextPage], list[Hidden]]"


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text of the file outside its pages, with the key of its entry, such as `/Alt`."""

    key: str
    text: str

    @property
    def where(self) -> str:
        return _PLACES.get(self.key, f"the hidden entry {self.key}")


_PLACES = {
    "/Alt": "the text for a picture",
    "/ActualText": "a replacement text",
    "/Title": "a bookmark or the title",
    "/Contents": "the words of a link or a note",
    "/Names": "the name of a place in the file",
    "/URI": "the address of a link",
    "/Author": "the author's name",
    "comment": "a comment between the file's objects",
    "content": "the drawing commands",
    "metadata": "the metadata",
    "names": "the names of its parts",
    "stream": "an attached stream",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text of a page that nobody can see, and the reason."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """The text of one page, and its hidden texts."""

    text: str
    words: tuple[str, ...]
    """The words of the text, folded as for fingerprints."""
    hidden: tuple[Hidden, ...]
    content: bytes
    """Its drawing commands."""
    reference: str
    """The page's object, such as `6 0 R`."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The text on both sides of a page break, without running headers and footers."""

    page: int
    """The number of the page before the break."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileContent:
    """All content of a finished file, as the checks need it."""

    pages: tuple[PageContent, ...]
    page_breaks: tuple[PageBreak, ...]
    texts: tuple[FoundText, ...]
    """All texts outside the pages, each once."""
    drawings: Mapping[str, bytes]
    """The operators of form XObjects and patterns, by reference."""
    objects: Mapping[str, Value]
    trailer: Value

    def get(self, value: Value) -> Value:
        """A value, or the object that it refers to."""
        for _ in range(8):
            if not (isinstance(value, str) and value in self.objects):
                return value
            value = self.objects[value]
        return None

    def dictionary(self, value: Value) -> dict[str, Value]:
        """As `get`; empty unless it is a dictionary."""
        found = self.get(value)
        return found if isinstance(found, dict) else {}

    def entries(self, value: Value) -> list[Value]:
        """As `get`, as a list: with one item for a single value, empty for none."""
        found = self.get(value)
        if found is None:
            return []
        return found if isinstance(found, list) else [value]
