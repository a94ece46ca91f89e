"""Refuse Markdown in YAML, where texts are plain and signs would print as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import Problem

_PATTERNS = ("bands", "language", "not-in-puzzles", "spread")
"""Files that hold patterns and names, and no text that prints."""
_MARKUP = re.compile(
    r"\*\*[^*\n]+\*\*"
    r"|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])"
    r"|`[^`\n]+`|~~|==\w|\[[ xX]\]|\[\^|\[[^\]\n]*\]\([^)\n]*\)"
    r"|</?[a-z][^<>\n]*>|&\w+;"
    r"|\$[^\s$][^$\n]*[^\s$]\$(?!\d)"
)


def markup_in_yaml(texts: Mapping[str, YamlText]) -> Iterator[Problem]:
    """A problem of each text in YAML whose author meant a sign as Markdown, or as HTML."""
    for kind, yaml in texts.items():
        if kind not in _PATTERNS:
            for at, text in _strings(yaml.value, ()):
                if found := _MARKUP.search(text):
                    message = f"“{found[0][:60]}” would print as it is: texts in YAML are plain"
                    fix = "leave the signs out, or move the text below a heading of a snippet"
                    yield yaml.problem(at, "not-printed", message, fix)


def _strings(value: object, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, (*at, key))
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from _strings(inner, (*at, number))
