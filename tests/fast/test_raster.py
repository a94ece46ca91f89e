"""Photos: what they carry beside their picture is left out, and no pixel changes."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps, PngImagePlugin

from printroom.load import load_templates
from printroom.load.artwork.raster import strip_metadata
from tests.workshop import Workshop

SECRET = b"SECRET-PLACE-AND-NAME"


def drawing(mode: str = "RGB") -> Image.Image:
    """A picture in which each pixel differs from the next."""
    pixels = bytes((x * 7 + y * 13) % 256 for y in range(24) for x in range(40))
    image = Image.frombytes("L", (40, 24), pixels)
    return image.convert("P") if mode == "P" else image.convert("RGB").convert(mode)


def jpeg(image: Image.Image, turn: int = 1, **options: object) -> bytes:
    """A photo as a telephone keeps it: with its place, a comment, a profile and a second copy."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0112] = turn
    exif.get_ifd(0x8825)[1] = SECRET.decode()
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET, xmp=SECRET, **options)
    iptc = b"\xff\xed" + struct.pack(">H", len(SECRET) + 2) + SECRET
    content = file.getvalue()
    return content[:2] + iptc + content[2:] + SECRET


def png(image: Image.Image) -> bytes:
    """A screenshot with notes, a profile, a time, and bytes after its end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("XML", SECRET.decode(), zip=False)
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=notes, exif=exif, icc_profile=SECRET)
    return file.getvalue() + SECRET


def pixels(content: bytes) -> tuple[str, bytes]:
    """The mode and the pixels of a picture, turned as it is meant."""
    with Image.open(io.BytesIO(content)) as image:
        turned = ImageOps.exif_transpose(image)
        return turned.mode, turned.convert("RGBA").tobytes()


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}, {"quality": 5}]
)
def test_a_photo_keeps_its_picture_only(turn: int, options: dict[str, object]) -> None:
    """Place, camera, comments, profile and what follows the end are gone; each pixel stays."""
    before = jpeg(drawing(), turn, **options)
    after = strip_metadata(before)
    assert SECRET in before
    assert SECRET not in after
    assert pixels(after) == pixels(before)
    assert strip_metadata(after) == after


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_colours_stay_as_they_are(mode: str) -> None:
    """How the colours of grey and of printers’ photos are meant is kept."""
    before = jpeg(drawing(mode))
    assert pixels(strip_metadata(before)) == pixels(before)
    assert SECRET not in strip_metadata(before)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_screenshot_keeps_its_picture_only(mode: str) -> None:
    """Notes, profile and what follows the end of a PNG file are gone; each pixel stays."""
    image = drawing("RGB").convert(mode)
    if mode == "P":
        image.info["transparency"] = 3
    before = png(image)
    after = strip_metadata(before)
    assert SECRET in before
    assert SECRET not in after
    assert b"Exif" not in after
    assert pixels(after) == pixels(before)


def test_a_small_copy_of_the_whole_picture_goes() -> None:
    """The copy from before a photo was cut, in its JFIF head, is left out."""
    content = jpeg(drawing())
    head = b"JFIF\0\1\2\0\0\1\0\1\1\1" + SECRET[:3]
    segment = b"\xff\xe0" + struct.pack(">H", len(head) + 2) + head
    with_copy = content[:2] + segment + content[2:].replace(b"JFIF", b"JFXX", 1)
    assert SECRET[:3] not in strip_metadata(with_copy)
    assert pixels(strip_metadata(with_copy)) == pixels(with_copy)


WHOLE_JPEG, WHOLE_PNG = jpeg(drawing()), png(drawing())


@given(st.integers(0, 2_000), st.binary(max_size=40))
def test_no_damaged_picture_raises(cut: int, damage: bytes) -> None:
    """Whatever a file holds, it is stripped or left alone, in one pass."""
    for whole in (WHOLE_JPEG, WHOLE_PNG, b"", b"GIF89a"):
        strip_metadata(whole[:cut] + damage)
        strip_metadata(whole[:2] + damage + whole[2:])


def test_pictures_are_stripped_when_they_are_read(tiny: Workshop) -> None:
    """No picture of materials or templates brings more than itself onto a page."""
    tiny.write("materials/pictures/photo.jpg", jpeg(drawing()))
    tiny.write("templates/images/photo.png", png(drawing()))
    file = Path("materials/pictures.yaml")
    entry = "photo: {file: photo.jpg, alt: A photo, bands: [seniors], source: Ours}\n"
    file.write_text(file.read_text() + entry)
    assert SECRET not in tiny.load().pictures["photo"].content
    assert SECRET not in load_templates(tiny.templates).files["images/photo.png"]
