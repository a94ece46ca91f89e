"""Finds the file that caused a problem, where the engine and the proof know only the document.

The composed document has the sources: its parts name their snippets, its style sheets begin with
their names, and each picture and font has the path of its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

from printroom.model import SHEET_MARK, Document, Problem
from printroom.text.fingerprint import letters

PART = "data-part"
"""The attribute with the source of an element: the path and line of its snippet."""
SHORTEST = 6
"""The fewest letters of a quotation to search for: shorter ones occur on many pages."""
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
_ADDRESS = re.compile(r"asks for (\S+),")
_CODE_POINT = re.compile(r"\(U\+([0-9A-F]+)\)")
_QUOTED = re.compile("“([^”]+)”")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_ASSET = re.compile(r"asset:([\w.]+)")
_TAG = re.compile(rb"<[^>]*>")

Place = tuple[str, int]


def blame_files(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """Move problems of a document's template to the file that caused them, if it can be found.

    Each problem names the document, so that one mistake in several documents is reported once.
    """
    problems = [replace(one, documents=(document.title,)) for one in problems]
    if not any(_is_vague(problem, document) for problem in problems):
        return problems
    suspects = _Suspects(document)
    return [suspects.locate(one) if _is_vague(one, document) else one for one in problems]


def _is_vague(problem: Problem, document: Document) -> bool:
    return problem.path == document.path and problem.line <= 1


class _Suspects(HTMLParser):
    """The parts, style sheets and files of a document, among which the cause is searched."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.parts: dict[str, list[str]] = {}
        self.styles = ""
        self._open: list[tuple[str, str]] = []
        self.feed(document.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the part that the following text belongs to."""
        if tag not in _VOID:
            around = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get(PART) or around))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those in it that were never closed."""
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Add text to its part, or to the style sheets."""
        tag, part = self._open[-1] if self._open else ("", "")
        if tag == "style":
            self.styles += data
        elif part:
            self.parts.setdefault(part, []).append(data)

    def locate(self, problem: Problem) -> Problem:
        """A problem at the first place that may have caused it; unchanged if there is none."""
        place, fix = next(self._files(problem), None), problem.fix
        if place is None and (place := next(self._texts(problem), None)):
            # An author wrote the words, but the design may be what hides them.
            fix = f"{fix}{template_of(self.document)}".lstrip()
        place = place or next(self._phrases(problem), None)
        if place is None:
            return problem
        path, line = place
        message = _ASSET.sub("this file", problem.message)
        return replace(problem, path=path, message=message, fix=fix, line=line, column=1)

    def _files(self, problem: Problem) -> Iterator[Place]:
        """The files with the pictures, fonts and characters that a message names."""
        message = problem.message
        for name, path in self.document.origins.items():
            if name in message:
                yield path, 1
        if address := _ADDRESS.search(message):
            yield from self._in_drawings(address[1].encode())
        if problem.code == "font-broken":
            yield from self._broken_font(message)
        if found := _CODE_POINT.search(message):
            yield from self._with_character(found[1])
        if problem.code == "font-not-ours":
            for quoted in _QUOTED.findall(message):
                yield from self._in_styles(quoted)

    def _with_character(self, code_point: str) -> Iterator[Place]:
        """The parts, drawings, title, styles and templates that contain a character."""
        character = chr(int(code_point, 16))
        yield from self._in_parts(character)
        yield from self._in_drawings(character.encode(), only_text=True)
        yield from self._in_title(character)
        for written in (character, f"\\{code_point}"):
            yield from self._in_styles(written)
        for text, path, line in self.document.phrases:
            if character in text:
                yield path, line

    def _texts(self, problem: Problem) -> Iterator[Place]:
        """The parts that a message quotes."""
        for quoted in _QUOTED.findall(problem.message):
            yield from self._quoted(letters(quoted.rstrip("… ")))

    def _phrases(self, problem: Problem) -> Iterator[Place]:
        """The lines of templates with the text that a message quotes."""
        for quoted in _QUOTED.findall(problem.message):
            wanted = letters(quoted.rstrip("… "))
            for text, path, line in self.document.phrases if len(wanted) >= SHORTEST else ():
                if wanted in letters(text):
                    yield path, line

    def _in_parts(self, character: str) -> Iterator[Place]:
        for part, texts in self.parts.items():
            if any(character in text for text in texts):
                yield _place(part)

    def _quoted(self, wanted: str) -> Iterator[Place]:
        """The parts, or else the drawings, that contain these letters."""
        if len(wanted) < SHORTEST:
            return
        for part, texts in self.parts.items():
            if wanted in letters("".join(texts)):
                yield _place(part)
        for name, path in self._drawings():
            if wanted in letters(_TAG.sub(b"", self.document.assets[name]).decode()):
                yield path, 1
        yield from self._in_title(wanted)

    def _in_title(self, wanted: str) -> Iterator[Place]:
        """The line of the session's title, if it contains a character or these letters."""
        title, path, line = self.document.session
        if path and (wanted in title or wanted in letters(title)):
            yield path, line

    def _drawings(self) -> Iterator[tuple[str, str]]:
        for name, path in self.document.origins.items():
            if name.endswith(".svg"):
                yield name, path

    def _in_drawings(self, content: bytes, *, only_text: bool = False) -> Iterator[Place]:
        for name, path in self._drawings():
            drawing = self.document.assets[name]
            if only_text:
                drawing = _TAG.sub(lambda tag: b"\n" * tag[0].count(b"\n"), drawing)
            before, found, _ = drawing.partition(content)
            if found:
                yield path, before.count(b"\n") + 1

    def _in_styles(self, written: str) -> Iterator[Place]:
        """The lines of style sheets that contain a text, such as the name of a font."""
        sheet, first = "", 0
        for number, line in enumerate(self.styles.split("\n")):
            if mark := SHEET_MARK.fullmatch(line):
                sheet, first = f"{self.document.templates}/{mark[1]}", number
            elif sheet and written.casefold() in line.casefold():
                yield sheet, number - first

    def _broken_font(self, message: str) -> Iterator[Place]:
        """The file of the font that cannot be loaded."""
        for face in _FACE.findall(self.styles):
            family = re.search(r"font-family:\s*[\"']?([^;\"']+)", face)
            asset = _ASSET.search(face)
            if family and asset and family[1].strip() in message:
                path = self.document.origins.get(asset[1])
                if path:
                    yield path, 1


def _place(part: str) -> Place:
    path, _, line = part.rpartition(":")
    return path, int(line)


def template_of(document: Document) -> str:
    """A sentence that names the template of a document, to follow a fix."""
    return f" Its template is {document.path}."
