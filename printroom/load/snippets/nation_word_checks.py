"""Check names in braces: each nation must have words for them, and few files may have any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml_text import YamlText
from printroom.model import PLACEHOLDER, Nation, Problem, Words, nearest, placeholders, words_for

NO_CODE: Mapping[int, str] = {}


def words_by_nation(nations: Mapping[str, Nation]) -> dict[str, Words]:
    """The nation words of each nation, by name."""
    return {name: nation.wording() for name, nation in nations.items()}


def unknown_nation_words(
    source: Source, words: Mapping[str, Words], code: Mapping[int, str] = NO_CODE
) -> Iterator[Problem]:
    """A problem for each name in braces that a nation has no words for.

    `code` is the code in each line, in which braces mean something else.
    """
    known = tuple(dict.fromkeys(name for own in words.values() for name in own))
    for number, line in enumerate(source.lines, 1):
        for found in PLACEHOLDER.finditer(line):
            name = found[1]
            if found[0] in code.get(number, ""):
                continue
            lacking = [nation for nation, own in words.items() if words_for(name, own) is None]
            if len(lacking) == len(words):
                message = f"no nation has words for “{{{name}}}”"
                fix = nearest(name.lower(), known)
            elif lacking:
                message = f"there are no words for “{{{name}}}” in {', '.join(lacking)}"
                fix = "add them below words: in the files of these nations"
            else:
                continue
            yield source.problem(
                "no-nation-word", message, fix, line=number, column=found.start() + 1
            )


def misplaced_nation_words(
    texts: Mapping[str, YamlText], words: Mapping[str, Words]
) -> Iterator[Problem]:
    """A problem for each name in braces in a YAML file, where it would be printed as it is.

    The glossary may have them, as snippets do.
    """
    for kind, yaml in texts.items():
        if kind == "glossary":
            yield from unknown_nation_words(yaml.source, words)
            continue
        for name in placeholders(yaml.value):
            line, column = _place(yaml.source, name)
            message = f"“{{{name}}}” would print as it is: nation words are not replaced here"
            fix = "write the words themselves: they are replaced in snippets and the glossary only"
            yield yaml.source.problem("no-nation-word", message, fix, line=line, column=column)


def _place(source: Source, name: str) -> tuple[int, int]:
    """Where a name in braces is first written."""
    for number, line in enumerate(source.lines, 1):
        if (at := line.find(f"{{{name}}}")) >= 0:
            return number, at + 1
    return 1, 1
