"""Makes overview pictures of the pages of printed packs.

python tools/look.py                        every pack below output/, in colour and in grey
python tools/look.py PACK_FOLDER --dpi 100  one pack, larger
python tools/look.py --picture FILE PACK:DOCUMENT:PAGE …   chosen pages side by side
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

HOME = Path(__file__).resolve().parent.parent
COLUMNS, GAP, LABEL = 6, 18, 22
BACKGROUND = (126, 126, 122)


def pages(file: Path, dpi: int) -> Iterator[Image.Image]:
    """Each page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(file)
    for page in document:
        yield page.render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()


def contact_sheet(labelled: Iterable[tuple[str, Image.Image]], columns: int) -> Image.Image:
    """One picture with these pictures and their names, in rows on a grey background."""
    cells = list(labelled)
    width = max(image.width for _, image in cells) + GAP
    height = max(image.height for _, image in cells) + GAP + LABEL
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    sheet = Image.new("RGB", (columns * width + GAP, rows * height + GAP), BACKGROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for n, (name, image) in enumerate(cells):
        left, top = GAP + n % columns * width, GAP + n // columns * height
        sheet.paste(image, (left, top))
        pen.text((left, top + image.height + 3), name, fill="white", font=font)
    return sheet


def look_at(pack: Path, folder: Path, dpi: int) -> list[Path]:
    """Write a pack's contact sheets, in colour and in grey."""
    cells = [
        (f"{file.stem} {number}", image)
        for file in sorted(pack.glob("*.pdf"), key=lambda file: int(file.name.partition("-")[0]))
        for number, image in enumerate(pages(file, dpi), 1)
    ]
    sheet = contact_sheet(cells, COLUMNS)
    name = "--".join(pack.parts[-2:])
    written = []
    for image, ending in ((sheet, ""), (sheet.convert("L"), "--grey")):
        file = folder / f"{name}{ending}.png"
        image.save(file, optimize=True)
        written.append(file)
    return written


def picture(file: Path, wanted: Iterable[str], dpi: int) -> None:
    """Write chosen pages, each named PACK_FOLDER:DOCUMENT:PAGE, side by side."""
    cells = []
    for named in wanted:
        pack, document, number = named.rsplit(":", 2)
        found = next(
            file for file in Path(pack).glob("*.pdf") if file.stem.partition("-")[2] == document
        )
        cells.append(("", list(pages(found, dpi))[int(number) - 1]))
    file.parent.mkdir(parents=True, exist_ok=True)
    contact_sheet(cells, len(cells)).quantize(128).save(file, optimize=True)


def printed_packs(output: Path) -> list[Path]:
    """Every whole pack below the output folder."""
    manifests = output.glob("*/*/*/manifest.json")
    return sorted(file.parent for file in manifests if not file.parent.name.startswith("."))


def main() -> None:
    """Read the command line and write the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", nargs="*", help="pack folders; with --picture, pages")
    parser.add_argument("--dpi", type=int, default=60)
    parser.add_argument("--picture", type=Path, metavar="FILE")
    given = parser.parse_args()
    if given.picture:
        picture(given.picture, given.what, given.dpi)
        print(given.picture)
        return
    packs = [Path(name) for name in given.what] or printed_packs(HOME / "output")
    if not packs:
        sys.exit("There is no pack to look at yet: print one with `make pack`.")
    folder = HOME / "output" / "look"
    folder.mkdir(parents=True, exist_ok=True)
    for pack in packs:
        for written in look_at(pack, folder, given.dpi):
            print(written.relative_to(HOME))


if __name__ == "__main__":
    main()
