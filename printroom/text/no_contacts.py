"""Finds figures that authors mark because they only look like a contact, such as 01001.

A figure that could be a helpline cannot be marked: a page with a wrong number is worse than a page
that cannot print its figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from printroom.model import Node, walk_nodes
from printroom.text.contact_search import Declared, declare, find_undeclared
from printroom.text.phone_numbers import numbers_in

MARK = "figure:"
"""The target of a link whose text is no contact: `[01001](figure:binary-number)`."""
CODE = "code"
_NOTHING = declare(())
_UK_OR_IRISH = re.compile(r"0(?:1[1-9]|20|2[1-9]|[3-9]\d)\d{6,8}")
_FREEPHONE = re.compile(r"0(?:30[03]|345|500|80[08]|84[45])\d{4,}|1[58][0-9]0\d{6}")
_SHORT_CODE = re.compile(r"999|911|1(?:01|05|1[0-9])|116\d{3}|[5-8]\d{4}")
_OF_HELP = re.compile(r"@|://|\bwww\.|\.(?:uk|ie|scot|wales|cymru|gov)(?:[/?#]|$)", re.IGNORECASE)
_LIKE_A_CONTACT = re.compile(r"\d|[^\W_][./][^\W_]")


def no_contacts(nodes: Iterable[Node]) -> dict[str, str]:
    """The texts in nodes that are no contacts, each with what it is: marked figures and code."""
    found: dict[str, str] = {}
    for node in walk_nodes(nodes):
        if node.kind == "link" and node.name.startswith(MARK):
            found[node.words()] = node.name.removeprefix(MARK)
        elif node.kind == "code":
            likely = find_undeclared(node.text, _NOTHING)
            found |= {text: CODE for text in likely if not why_a_contact(text, _NOTHING)}
    return found


def why_a_contact(text: str, known: Declared) -> str:
    """Why a text could be a contact after all; empty if it cannot. `known` are all contacts."""
    if not _LIKE_A_CONTACT.search(text):
        return "does not look like a contact, and needs no mark"
    if re.search(r"\+\d", text) or any(_is_callable(number, known) for number in numbers_in(text)):
        return "could be a phone number"
    if _OF_HELP.search(text) or _names_known(text, known):
        return "could be the address of a service"
    return ""


def _is_callable(number: str, known: Declared) -> bool:
    patterns = (_UK_OR_IRISH, _FREEPHONE, _SHORT_CODE)
    return any(pattern.fullmatch(number) for pattern in patterns) or any(
        len(number) == len(right) and sum(a != b for a, b in zip(number, right, strict=True)) < 2
        for right in known.numbers
    )


def _names_known(text: str, known: Declared) -> bool:
    """Whether a text is the address of a contact, or a page of its website."""
    folded = {text.casefold(), "".join(text.split())}
    hosts = {text.casefold().partition("/")[0]}
    return bool((folded | hosts) & known.addresses)
