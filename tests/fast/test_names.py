"""Names of folders: readable, and safe wherever a pack is copied to."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printroom.deliver.folder_names import MOST_LETTERS, folder_name, slug
from printroom.load import load_schools
from printroom.load.schools.school_columns import MAX_ID_LENGTH
from tests.workshop import HOME, nation_names

RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE
)
IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
ODD_IDS = st.sampled_from(["con", "nul", "aux", "com1", "lpt9", "prn", "a", "0", "con-1", "a" * 40])
NAMES = st.text(max_size=220) | st.sampled_from(
    ["CON", "Nul.", "aux ", "com¹", "مدرسة", "...", "–"]
)


def folded(name: str) -> str:
    """A name as the least careful file system compares it."""
    flat = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in flat if not unicodedata.combining(sign))


@given(name_id=IDS | ODD_IDS, name=NAMES)
@example(name_id="con", name="مدرسة")
@example(name_id="a" * MAX_ID_LENGTH, name="x" * 200)
@example(name_id="a" * 36, name="twenty letters and - more")
def test_every_machine_can_keep_the_folder(name_id: str, name: str) -> None:
    """Letters, digits and hyphens, few enough; no name that Windows keeps for a device."""
    folder = folder_name(name_id, name)
    assert re.fullmatch(r"[a-z0-9]+(--?[a-z0-9]+)*-?", folder)
    assert len(folder) <= MOST_LETTERS
    assert not RESERVED.fullmatch(folder)


@given(one=IDS | ODD_IDS, other=IDS | ODD_IDS, name=NAMES, another=NAMES)
@example(one="a", other="a-b", name="b-a", another="")
@example(one="con", other="con-1", name="", another="1")
def test_two_schools_never_share_a_folder(one: str, other: str, name: str, another: str) -> None:
    """Whatever they are called, and whatever a file system makes of capitals and accents."""
    is_same = folded(folder_name(one, name)) == folded(folder_name(other, another))
    assert not is_same or one == other


@given(name_id=IDS, name=NAMES)
def test_the_same_school_has_the_same_folder(name_id: str, name: str) -> None:
    """Next year the list is typed elsewhere: kinds of accents and apostrophes do not matter."""
    dressed = f"  {unicodedata.normalize('NFD', name).replace('’', chr(39))} "
    assert folder_name(name_id, dressed) == folder_name(name_id, name)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("St Swithin's Primary, Acorn Wood", "st-swithins-primary-acorn-wood--100123"),
        ("St Swithin’s Primary, Acorn Wood", "st-swithins-primary-acorn-wood--100123"),
        ("Ysgol Tŷ’r Môr / Sea House", "ysgol-tyr-mor-sea-house--100123"),
        ("École Zoë & Łucja Straße", "ecole-zoe-and-lucja-strasse--100123"),
        ("مدرسة النور", "100123"),
        ("مدرسة An-Nur", "an-nur--100123"),
        ("o" * 96, "o" * 52 + "--100123"),
        ("Endowed " * 12, "endowed-" * 5 + "endowed--100123"),
    ],
)
def test_a_person_can_read_the_folder(name: str, folder: str) -> None:
    """The name comes first, for that is what a person looks for."""
    assert folder_name("100123", name) == folder


def test_the_folders_of_the_example_are_all_different() -> None:
    """Twelve nasty names become twelve folders."""
    file = HOME / "materials" / "schools" / "2027-spring.csv"
    listed = load_schools(file, nation_names(HOME / "materials"))
    folders = {folder_name(school_id, school.name) for school_id, school in listed.schools.items()}
    assert len(folders) == len(listed.schools)


@given(words=st.text(max_size=40))
def test_a_slug_is_its_own(words: str) -> None:
    """A slug of a slug is the same slug."""
    assert slug(slug(words)) == slug(words)
