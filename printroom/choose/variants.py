"""Variants: the content of a snippet for one band, replaced heading by heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printroom.model import ActivityModel, Part, Snippet


@dataclass(frozen=True, slots=True)
class BandSnippet:
    """A snippet as one band gets it."""

    title: str
    kit: tuple[str, ...]
    activity: ActivityModel | None
    parts: Mapping[str, Part]
    activity_path: str
    """The file that defines its activity."""
    activity_line: int
    figures: tuple[str, ...]
    """Figures in its texts that look like a contact but are not."""


def snippet_for_band(snippet: Snippet, band: str) -> BandSnippet | None:
    """The snippet for this band, or none if it is not for the band.

    A variant for the band replaces what it carries; variants for other bands are ignored.
    """
    if band not in snippet.bands:
        return None
    variant = snippet.variants.get(band)
    if variant is None:
        own = (snippet.path, snippet.activity_line, tuple(snippet.figures))
        return BandSnippet(snippet.title, snippet.kit, snippet.activity, snippet.parts, *own)
    return BandSnippet(
        snippet.title if variant.title is None else variant.title,
        snippet.kit if variant.kit is None else variant.kit,
        snippet.activity if variant.activity is None else variant.activity,
        {**snippet.parts, **variant.parts},
        snippet.path if variant.activity is None else variant.path,
        snippet.activity_line if variant.activity is None else variant.activity_line,
        tuple(snippet.figures),
    )
