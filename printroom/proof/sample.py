"""A sample of a form, read by PDFium, with which the files of schools are compared.

The sample has a different number in each field. A school's file must equal the sample byte by byte
except for its fields. Each field must be in the font and at the place that the form has for it, and
the /ToUnicode of the font must spell the school's value. Then the text of its pages is the text of
the sample, with the values in place of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from printroom.proof.form_layout import FormLayout, Line, Parts, take_apart
from printroom.proof.glyphs import Font, fonts_of_pages
from printroom.proof.page_text import read_text
from printroom.text.fingerprint import letters

Fill = Callable[[Mapping[str, str]], bytes | None]
FIRST_NUMBERS = (701, 401, 201)
"""A sample's numbers count up from the first of these whose numbers are on no page."""
NEAR = 120
"""The letters on each side of a field that are checked with it: more than a contact or name has."""
EXACT_PX = 1e-5
SLACK_PX = 0.5
"""The most that rounding can add up to: widths are rounded to thousandths of the font size."""
_FONT = re.compile(rb"/(\S+) ([\d.]+) Tf\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class PageText:
    """The text of a page: fixed texts with a field between each two."""

    texts: tuple[str, ...]
    fields: tuple[str, ...]

    def with_values(self, values: Iterable[str]) -> str:
        """The text with a value in each field."""
        parts = [self.texts[0]]
        for value, text in zip(values, self.texts[1:], strict=True):
            parts += value, text
        return "".join(parts)


@dataclass(frozen=True)
class Sample:
    """The parts that all files of a form share."""

    layout: FormLayout
    fixed: tuple[bytes, ...]
    fonts: Mapping[int, Mapping[bytes, Font]]
    pages: tuple[PageText, ...]
    near: tuple[PageText, ...]
    """The same pages, without the lines that are far from all fields."""

    def fields_of(self, content: bytes) -> list[tuple[str, str]] | None:
        """Each field with its text; none if the file is not the sample with other values."""
        parts = take_apart(content, self.layout)
        return None if parts is None or parts.fixed != self.fixed else self._shown(parts)

    def _shown(self, parts: Parts) -> list[tuple[str, str]] | None:
        shown = []
        for line in parts.lines:
            text = _read(line, self.fonts)
            if text is None:
                return None
            shown.append((line.field, text))
        return shown


def shows_exactly(shown: Sequence[tuple[str, str]], values: Mapping[str, str]) -> bool:
    """Whether each field shows its value character by character."""
    return all(text == plain(values[field]) for field, text in shown)


def shows_letters(shown: Sequence[tuple[str, str]], values: Mapping[str, str]) -> bool:
    """Whether each field shows the letters of its value; punctuation and accents may differ.

    A font may have one glyph for two characters, such as two kinds of space.
    """
    return all(letters(text) == letters(values[field]) for field, text in shown)


def plain(value: str) -> str:
    """A value with single spaces, as a line shows it."""
    return " ".join(value.split())


def sample_of(fill: Fill, fields: Sequence[str], layout: FormLayout) -> Sample | None:
    """Fill a form with numbers and read the file; none if no file can be compared with it.

    Raises `Unreadable`.
    """
    for first in FIRST_NUMBERS:
        values = dict(zip(fields, map(str, count(first)), strict=False))
        content = fill(values)
        parts = take_apart(content, layout) if content is not None else None
        if content is None or parts is None:
            return None
        pages = _page_texts(read_text(content), values, parts.lines)
        if pages is not None:
            near = tuple(map(_near, pages))
            sample = Sample(layout, parts.fixed, fonts_of_pages(content), pages, near)
            shown = sample.fields_of(content)
            return sample if shown is not None and shows_exactly(shown, values) else None
    return None


def _page_texts(
    pages: Sequence[str], values: Mapping[str, str], lines: Sequence[Line]
) -> tuple[PageText, ...] | None:
    """The pages split at the numbers; none if a number is not as often on them as it should be."""
    names = {number: field for field, number in values.items()}
    pattern = re.compile(rf"(?<!\d)({'|'.join(names)})(?!\d)")
    cut = [pattern.split(page) for page in pages]
    found = [tuple(names[number] for number in piece[1::2]) for piece in cut]
    if sorted(name for page in found for name in page) != sorted(line.field for line in lines):
        return None
    return tuple(PageText(tuple(one[::2]), own) for one, own in zip(cut, found, strict=True))


def _near(page: PageText) -> PageText:
    last = len(page.fields)
    texts = (
        _ends(text, has_before=place > 0, has_after=place < last)
        for place, text in enumerate(page.texts)
    )
    return PageText(tuple(texts), page.fields)


def _ends(text: str, *, has_before: bool, has_after: bool) -> str:
    """The whole lines of a fixed text that are near the field before it or the one after it."""
    before = text.find("\n", NEAR) if has_before else 0
    after = text.rfind("\n", 0, max(0, len(text) - NEAR)) if has_after else len(text)
    if before < 0 or after <= before:
        return text if has_before or has_after else ""
    return f"{text[:before]}\n\n{text[after:]}"


def _read(line: Line, fonts: Mapping[int, Mapping[bytes, Font]]) -> str | None:
    """The text of a line; none if it is not at the place that its box has for it."""
    named = _FONT.search(line.setting.end)
    font = fonts.get(line.page, {}).get(named[1]) if named else None
    read = font.read(line.shown) if font else None
    if named is None or read is None:
        return None
    text, width = read
    setting = line.setting
    spare = setting.box_width_px - width * float(named[2]) / 1000
    x = setting.left_px + spare * setting.alignment
    slack = SLACK_PX if setting.alignment else EXACT_PX
    return text if spare >= -SLACK_PX and abs(line.x - x) <= slack else None


def fixed_texts(sample: Sample) -> Iterator[str]:
    """The text of each page outside its fields."""
    return ("\n".join(page.texts) for page in sample.pages)
