"""Prints how names, pronouns and places are spread over the sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import print_json, print_set_aside, report_problems

if TYPE_CHECKING:
    from printroom.make.check.checking import Cast
    from printroom.model import SpreadEntry

_AGES = ("child", "adult", "")


def print_spread(materials: Path, templates: Path, as_json: bool) -> None:
    """Print the names, pronouns and settings of each session, with points to check."""
    from printroom.ledger.unread_sessions import unread_sessions
    from printroom.load import load_folders
    from printroom.make.check import checking

    with report_problems(as_json, "counted"):
        library, loaded_templates = load_folders(materials, templates, sets_aside=True)
        casts, lists = checking.casts(library, loaded_templates), library.spread
    unread = unread_sessions(library, loaded_templates)
    print_set_aside(library, unread, "Until then these sessions are not counted")
    shared = checking.shared_names(casts)
    if as_json:
        rows = [{"band": band, "name": name, "sessions": c} for (band, name), c in shared.items()]
        print_json({"casts": [asdict(cast) for cast in casts], "twice": rows})
        return
    for row in (
        *_people(casts, lists),
        "",
        *_settings(casts, lists),
        "",
        *_names(casts),
        "",
        *_shared_names(shared),
        "",
        *_unknown(casts),
    ):
        click.echo(row)


def _people(casts: Iterable[Cast], lists: Mapping[str, SpreadEntry]) -> Iterator[str]:
    """A row for each session and band: people by list and age, and words such as she."""
    voices = [name for name, one in lists.items() if one.counts == "people"]
    spoken = [name for name in voices if lists[name].words]
    heads = [*voices, "child", "adult", "no age", *(f"“{lists[v].words[0]}”" for v in spoken)]
    yield "People with names, and words"
    yield "".join([f"{'':14}", *(f"{head:>8}" for head in heads)])
    sums: Counter[int] = Counter()
    for cast in casts:
        people = Counter(person.voice for person in cast.people)
        ages = Counter(person.age for person in cast.people)
        counts = [people[voice] for voice in voices] + [ages[age] for age in _AGES]
        counts += [cast.words[voice] for voice in spoken]
        sums.update(dict(enumerate(counts)))
        yield _row(f"{cast.code:4}{cast.band}", counts)
    yield _row("all", [sums[n] for n in range(len(heads))])


def _row(head: str, counts: Iterable[int]) -> str:
    return f"{head:14}" + "".join(f"{count:8}" for count in counts)


def _settings(casts: Iterable[Cast], lists: Mapping[str, SpreadEntry]) -> Iterator[str]:
    """Each kind of place: how often its words occur, and the sessions without any."""
    casts = tuple(casts)
    yield "Settings: how often their words occur, and sessions without any"
    for name, one in lists.items():
        if one.counts == "settings":
            occurrences: Counter[str] = Counter()
            for cast in casts:
                occurrences[cast.code] += cast.settings[name]
            without = [code for code, count in occurrences.items() if not count]
            never = f"   never in {', '.join(without)}" if without else ""
            yield f"{one.title:28}{occurrences.total():5}{never}"


def _names(casts: Iterable[Cast]) -> Iterator[str]:
    yield "Names"
    for cast in casts:
        yield f"{cast.code:4}{cast.band:10}{', '.join(person.name for person in cast.people)}"


def _shared_names(shared: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    """Names that might be taken for one person."""
    if not shared:
        yield "No name is in two sessions of one band."
        return
    yield "In two sessions of one band: is it the same person? If not, give one another name"
    for (band, name), codes in shared.items():
        yield f"    {band}: {name} ({', '.join(codes)})"


def _unknown(casts: Iterable[Cast]) -> Iterator[str]:
    """Words that look like names but are in no list."""
    found: dict[str, list[str]] = {}
    for cast in casts:
        for word in cast.unknown:
            codes = found.setdefault(word, [])
            codes += [cast.code] if cast.code not in codes else []
    if not found:
        yield "Every name is in materials/spread.yaml."
        return
    yield "In no list of materials/spread.yaml, and not counted"
    for word, codes in sorted(found.items()):
        yield f"    {word} ({', '.join(codes)})"
