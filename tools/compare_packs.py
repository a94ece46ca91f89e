"""Compares packs printed by two revisions: the text, tags and pixels of files whose bytes differ.

python tools/compare_packs.py BEFORE AFTER      two output folders with the same packs
python tools/compare_packs.py BEFORE AFTER --pictures FOLDER
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

DPI = 60


@dataclass(frozen=True)
class Difference:
    """The differences of one document; a text is empty if there are none of its kind."""

    file: Path
    text: str
    tags: str
    pages: tuple[int, ...]
    """The pages whose pictures differ, from 1."""


def texts(file: Path) -> list[str]:
    """The text of each page, with spaces and line breaks normalised."""
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [" ".join(re.sub(r"[\u00ad\ufffe]", "", page).split()) for page in pages]


def pictures(file: Path) -> list[Image.Image]:
    """A picture of each page."""
    with pypdfium2.PdfDocument(file) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]


def tags(file: Path) -> Counter[str]:
    """How often each structure tag is used."""
    with pikepdf.open(file) as pdf:
        return Counter(
            str(one.S)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
        )


def difference(before: Path, after: Path) -> Difference:
    """The differences in text, tags and pixels between two files."""
    old, new = texts(before), texts(after)
    is_same = Counter(" ".join(old).split()) == Counter(" ".join(new).split())
    text = "" if old == new else "in another order" if is_same else "other words"
    gained, lost = tags(after) - tags(before), tags(before) - tags(after)
    changed = tuple(
        number
        for number, (one, other) in enumerate(
            zip(pictures(before), pictures(after), strict=False), 1
        )
        if one.size != other.size or ImageChops.difference(one, other).getbbox()
    )
    summary = " ".join(
        [*(f"+{n} {k}" for k, n in gained.items()), *(f"-{n} {k}" for k, n in lost.items())]
    )
    return Difference(after, text, summary, changed)


def differing(before: Path, after: Path) -> Iterator[Difference]:
    """The differences of each document in `after` whose bytes have changed."""
    for file in sorted(after.rglob("*.pdf")):
        old = before / file.relative_to(after)
        if ".cache" in file.parts or not old.exists() or old.read_bytes() == file.read_bytes():
            continue
        yield difference(old, file)


def main() -> None:
    """Print one line for each document that differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument(
        "--pictures", type=Path, help="write both pictures of each changed page here"
    )
    given = parser.parse_args()
    for one in differing(given.before, given.after):
        name = one.file.relative_to(given.after)
        print(
            name,
            f"text: {one.text or 'same'}",
            f"tags: {one.tags or 'same'}",
            f"pages: {one.pages}",
        )
        if given.pictures:
            write_pictures(given.before / name, one, given.pictures)


def write_pictures(before: Path, found: Difference, folder: Path) -> None:
    """Write pictures of the changed pages, before and after, side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    old, new = pictures(before), pictures(found.file)
    for number in found.pages:
        pair = old[number - 1], new[number - 1]
        sheet = Image.new(
            "RGB", (sum(p.width for p in pair) + 10, max(p.height for p in pair)), "grey"
        )
        sheet.paste(pair[0], (0, 0))
        sheet.paste(pair[1], (pair[0].width + 10, 0))
        sheet.save(folder / f"{found.file.parent.name}--{found.file.stem}-{number}.png")


if __name__ == "__main__":
    main()
