"""Voices: what a snippet says to one band, heading by heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printroom.model import ActivityModel, Part, Snippet


@dataclass(frozen=True, slots=True)
class Voice:
    """A snippet as one band gets it."""

    title: str
    kit: tuple[str, ...]
    activity: ActivityModel | None
    parts: Mapping[str, Part]
    activity_path: str
    """The file that its activity stands in."""
    activity_line: int


def voice(snippet: Snippet, band: str) -> Voice | None:
    """The snippet for this band, or none when it does not name the band.

    A variant for the band replaces what it carries; a variant for another band is never heard.
    """
    if band not in snippet.bands:
        return None
    variant = snippet.variants.get(band)
    if variant is None:
        own = (snippet.path, snippet.activity_line)
        return Voice(snippet.title, snippet.kit, snippet.activity, snippet.parts, *own)
    return Voice(
        snippet.title if variant.title is None else variant.title,
        snippet.kit if variant.kit is None else variant.kit,
        snippet.activity if variant.activity is None else variant.activity,
        {**snippet.parts, **variant.parts},
        snippet.path if variant.activity is None else variant.path,
        snippet.activity_line if variant.activity is None else variant.activity_line,
    )
