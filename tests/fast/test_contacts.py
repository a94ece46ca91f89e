"""The edges of a contact: how few and how many figures ring somebody, and what is reported."""

from __future__ import annotations

import pytest

from printroom.model import Document
from printroom.proof.contacts import check_contacts
from printroom.proof.pdf_content import FileContent, FoundText, PageContent
from printroom.text.contact_search import declare, find_undeclared, may_hold_contact
from printroom.text.phone_numbers import in_uk_groups

DECLARED = declare(
    [
        "0800 1111",
        "116 123",
        "+353 1 800 7890",
        "0800 12",
        "help@nspcc.org.uk",
        "childline.org.uk/get-support",
        "CF10 1AA",
        "85258",
        "01632 960999",
        "015396 62345",
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # short numbers: the six of emergencies, and codes of five or six figures
        ("Call 101", ["101"]),
        ("Call 105", ["105"]),
        ("Call 111", ["111"]),
        ("Call 112", ["112"]),
        ("Dial 911", ["911"]),
        ("Of 999", ["999"]),
        ("Ring 104 of them", []),
        ("text 12345", ["12345"]),
        ("Text 123456", ["123456"]),
        ("Text 1234 of them", []),
        ("phone 7654321", []),
        ("Text 85258", []),
        # the end of a declared number is no short one, and opens none
        ("01632 960 999", []),
        ("Office, or (01632) 960\u00a0999", []),
        ("01632 960\n999", []),
        ("01632\n960 999", []),
        ("015396 62345", []),
        ("01632 960 999 or 999", ["999"]),
        ("85258 and 999", ["999"]),
        ("999 01632 960 999", ["999"]),
        ("01632 960 999 999", ["999"]),
        ("0800 1111 999", ["999"]),
        ("01632 960 998 999", ["01632 960 998 999", "999"]),
        # the lines that begin with 116
        ("116 123", []),
        ("116123", []),
        ("116124", ["116124"]),
        ("117123", []),
        ("116 12", []),
        ("116\n124", ["116"]),
        ("116\n12", []),
        # numbers of other countries
        ("+1234567", ["+1234567"]),
        ("+123456", []),
        ("00353 1 800 7890", []),
        ("+353 (0)1 800 7890", []),
        ("01 800 7890", []),
        ("00353 1 800 7891", ["00353 1 800 7891"]),
        # from 7 to 15 figures that begin with a 0
        ("012345", []),
        ("0123456", ["0123456"]),
        ("012345678901234", ["012345678901234"]),
        ("0123456789012345", []),
        ("01 2345678", ["01 2345678"]),
        ("01 23 45678", []),
        ("01 234567", []),
        ("01 234 567", []),
        ("01 23 45 67 89", []),
        ("0 1 2 4 5 6 8", ["0 1 2 4 5 6 8"]),
        ("0 1 2 4 5 6", []),
        # a number that ends its line too early
        ("0800 12", []),
        ("0800\n123", ["0800"]),
        ("0800\n12", []),
        ("0800\n13", []),
        ("012\n1234", ["012"]),
        ("08\n12345", []),
        ("0800 people\n123 homes", []),
        # long ones that begin with no 0
        ("12345678", []),
        ("123456789", ["123456789"]),
        ("1850 12 34 56", ["1850 12 34 56"]),
        ("1800 123 45", []),
        ("1950 12 34 5", []),
        ("1750 12 34 56", []),
        ("123 123 123", []),
        ("123 123 1234", ["123 123 1234"]),
        ("12 3456 7890", []),
        ("1234 567 890", ["1234 567 890"]),
        ("1999 2000 2001 2004", []),
        ("2000 2000 2000", []),
        # figures before it, and a declared one before it
        ("2024 0800 1112", ["0800 1112"]),
        ("2024 2025 0800 1112", ["0800 1112"]),
        ("2020 020 7946 0959", ["020 7946 0959"]),
        ("0800 1111 0800 1113", ["0800 1113"]),
        ("7 0800 1111 0800 1113", ["0800 1113"]),
        ("0000000", ["0000000"]),
        ("0 0 0 0 0 0 0", ["0 0 0 0 0 0 0"]),
        # what a page does to a number
        ("08\u00ad00 1112", ["0800 1112"]),
        ("0800 11\u201012", ["0800 11\u201012"]),
        ("0800 11\u2010\n12", ["0800 11"]),
        # neighbours that are no part of it, and steps of a scale
        ("116 12 123", []),
        ("0123456789012345\n12", []),
        ("0 123 45678", []),
        ("1234567 890", ["1234567 890"]),
        ("1000 1100 1200", []),
        ("3531 800 7890", ["3531 800 7890"]),
        ("0800~1112", []),
        # addresses
        ("see http://www.", []),
        ("www.a.org/~", ["www.a.org/~"]),
        ("childline.org.uk/get-support~", ["childline.org.uk/get-support~"]),
        ("childline.org.uk/get-support/\nwww.b.org", ["www.b.org"]),
        ("a@b.org b@c.org", ["a@b.org", "b@c.org"]),
        ("help@nspcc.org.uk a@b.org", ["a@b.org"]),
        ("help@nspcc.org.uk.", []),
        ("http:// and www.", []),
        ("see www.a.org, then", ["www.a.org"]),
        ("childline.org.uk www.b.org", ["www.b.org"]),
        ("childline.org.\nuk/get-support", []),
        ("help@nspcc.\norg.uk", []),
        ("Message @sunny_22, or ＠kit.k.", ["@sunny_22", "@kit.k"]),
        ("6 @ 20p, @ noon, @7", []),
        ("O8OO 1111, 08OO 1112 or O8O0-lll3", ["0800 1112", "0800-1113"]),
        ("lol 1000 oil 10l of 100 lol", []),
        ("CF10 1AA CF10 1AB", ["CF10 1AB"]),
        ("nspcc.org.uk", ["nspcc.org.uk"]),
        ("www.b.\norg.uk", ["www.b", "org.uk"]),
        # whatever it ends in, but for the files of a pack and a missing space
        ("childline.help", ["childline.help"]),
        ("kooth.me or KOOTH.ME", ["kooth.me", "KOOTH.ME"]),
        ("münchen.de", ["münchen.de"]),
        ("xn--e1afmkfd.xn--p1ai", ["xn--e1afmkfd.xn--p1ai"]),
        ("childline.org.Then", ["childline.org"]),
        ("03-handout.pdf, job-sheet.json", []),
        ("a.pdf/b", ["a.pdf/b"]),
        ("The end.Then, e.g. at 3 p.m.", []),
        # spelt so that no machine may find it
        ("childline dot org", ["childline.org"]),
        ("childline dot org dot uk", []),
        ("help (at) nspcc [dot] org", ["help@nspcc.org"]),
        ("A red dot on it, and a dot, too", []),
        ("999 [dot] 85258", ["999"]),
        ("help＠nspcc．org", ["help@nspcc.org"]),
        ("０８００ １１１２", ["0800 1112"]),
        ("٠٨٠٠ ١١١١", []),
        # a declared number with one wrong digit, wherever it is
        ("6800 1111", ["6800 1111"]),
        ("11 800 7890", ["11 800 7890"]),
        ("7 6800 1111", ["6800 1111"]),
        ("6800 1112", []),
        ("216 123", []),
        ("216 123 45", []),
        # an Irish freephone number has a group that begins with a 0
        ("1800 805 012", ["1800 805 012"]),
        ("1800 805 01", []),
    ],
)
def test_what_rings_and_what_does_not(text: str, found: list[str]) -> None:
    """Each bound of what counts as a number or an address, on both of its sides."""
    assert list(dict.fromkeys(find_undeclared(text, DECLARED))) == found


def test_a_contact_is_reported_with_its_place() -> None:
    """The message names the place and the contact, and keys of machines are not read."""
    of = Document("help-page", "Help page", "participant", 1, "", {}, "t/help-page.html", "")
    strings = (
        FoundText("/Alt", "Ring 0800 1112"),
        FoundText("/ModDate", "08001112"),
        FoundText("/Alt", "See you"),
    )
    page = PageContent("Ring 0800 1113", (), (), b"", "")
    file = FileContent((page,), (), strings, {}, {}, None)
    first, second = check_contacts(of, file, {})
    assert first.code == second.code == "undeclared-contact"
    assert first.path == of.path
    assert first.message == "page 1 contains a contact that is not declared: “0800 1113”"
    assert second.message.startswith("the text for a picture contains")
    assert "“0800 1112”" in second.message
    assert check_contacts(of, file, {"reach": "0800 1113 or 0800 1112"}) == []


def test_figures_too_few_for_a_number_declare_none() -> None:
    """A house number in a declared address opens no number."""
    assert declare(["12 High Street", "room 7"]).numbers == frozenset()
    assert declare(["999"]).numbers == {"999"}


def test_a_contact_is_declared_however_it_is_spelt() -> None:
    """A school that writes its address so that no machine finds it has declared it."""
    declared = declare(["office (at) b.org, ０１６３２ 960960"])
    assert declared.addresses == {"office@b.org", "b.org"}
    assert "01632960960" in declared.numbers
    assert find_undeclared("office@b.org, office (at) b.org or ０１６３２ 960960", declared) == []


@pytest.mark.parametrize(
    "written",
    [
        "help@project.org",
        "help＠project.org",
        "help[at]project.org",
        "help (at) project.org",
        "help@project．org",
        "help@project。org",
        "help@project dot org",
        "help[at]project [dot] org",
    ],
)
def test_an_address_is_found_however_its_signs_are_written(written: str) -> None:
    """Signs of other scripts, and signs in words, are read as the usual ones."""
    assert may_hold_contact(written)
    assert find_undeclared(f"Write to {written} today", declare(()))
    assert "help@project.org" in declare([written]).addresses
    assert not find_undeclared(f"Write to {written} today", declare([written]))


def test_an_address_that_is_marked_as_none_is_passed_over() -> None:
    """It is, though another address on its site is not."""
    declared = declare((), ["project.org/src"])
    assert not find_undeclared("See project.org/src.", declared)
    assert find_undeclared("See project.org/help.", declared)


@pytest.mark.parametrize("text", ["", "dotted lines at home", "Year 8. Then", "1"])
def test_what_holds_no_contact_is_not_searched(text: str) -> None:
    """No two digits, no sign between letters, and no such sign in words."""
    assert not may_hold_contact(text)
    assert may_hold_contact(f"{text} project dot org")


@pytest.mark.parametrize(
    "number",
    [
        *("020 7946 0018", "055 1234 5678", "070 1234 5678", "076 1234 5678", "07624 123456"),
        *("0113 234 5678", "0121 234 5678", "0300 123 4567", "0808 123 4567", "0914 123 4567"),
        *("013873 45678", "015242 45678", "015394 45678", "016974 45678", "019467 45678"),
        *("01632 960001", "07700 900123", "01632", "01632 960001 9", "013873 45678 9"),
    ],
)
def test_digits_are_grouped_as_people_write_them(number: str) -> None:
    """By how a UK number begins; what is too short for a group has none."""
    assert in_uk_groups(number.replace(" ", "")) == number


def test_a_marked_figure_hides_no_number_after_it() -> None:
    """Neither in its line, nor where a short code follows a figure that looks like one."""
    declared = declare((), ["01001", "01010", "70000"])
    assert find_undeclared("01001 01010, call 01632 960960", declared) == ["01632 960960"]
    assert find_undeclared("From 70000 to 80000", declared) == ["80000"]
    assert find_undeclared("01001 01010\n22 333", declared), "the next line may belong to it"
    assert find_undeclared("Text 80000 of 70000", declare((), ["80000", "70000"])) == ["80000"]


def test_one_wrong_digit_is_found_in_seven() -> None:
    """Fewer digits are no number that somebody could have mistyped."""
    assert find_undeclared("It is 1234568 here", declare(["1234567"]))
    assert not find_undeclared("It is 123468 here", declare(["123467"]))


def test_a_freephone_number_ends_before_another_number() -> None:
    """What follows it begins with 0."""
    assert find_undeclared("1800 1234 56 01632", declare(()))
