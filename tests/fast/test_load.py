"""Each mistake that an author can make, and the message for it."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from printroom.load import load_schools
from printroom.load.schools.read_school_list import school_of
from printroom.load.sources import stray_characters
from printroom.model import INVISIBLE, Library, NotFitToPrint, Problem
from tests.snapshots import Golden, sections
from tests.spreadsheet import xlsx
from tests.workshop import TESTS, Workshop, nation_names, shown

BANDS = "materials/bands.yaml"
CONTACTS = "materials/contacts.yaml"
FACTS = "materials/facts.yaml"
LANGUAGE = "materials/language.yaml"
PICTURES = "materials/pictures.yaml"
WHEEL = "materials/pictures/wheel.svg"
REVIEWS = "materials/reviews.yaml"
UPHILL = "materials/nations/uphill.yaml"
FLAT_TYRE = "materials/sessions/repairs/flat-tyre.yaml"
SIGNALS = "materials/sessions/roads/signals.yaml"
GOODBYE = "materials/snippets/frame/goodbye.md"
TOOLS = "materials/snippets/repairs/tools.md"
JUNIOR_TOOLS = "materials/snippets/repairs/tools.juniors.md"
HOLE = "materials/snippets/repairs/hole.md"
ARMS = "materials/snippets/roads/arms.md"
HELLO = "materials/snippets/frame/hello.md"
QUESTIONS = "materials/snippets/repairs/questions.md"
ARMS_HTML = "templates/activities/arms.html"
SCHOOLS = "materials/schools/example.yaml"
CLUBS = "materials/schools/clubs.csv"
SUMMER = "materials/terms/summer.yaml"
CLUB = "templates/styles/club.css"
MEETING = "templates/sessions/meeting.yaml"

YOUNGEST = """
  {title: Youngest, people: children, look: big, body_pt: 17, line_mm: 12, tick_mm: 8,
   grade_max: 1, words_mean: 7, words_max: 10}
"""

BIKES = "| Bikes | Wheels |\n|---|---|\n| One | 2 |"
EIGHT_MORE = "".join(f"| Bike {number} | {number} |\n" for number in range(8))

Mistake = Callable[[Workshop], None]


def change(path: str, old: str, new: str) -> Mistake:
    """Write something else in a file."""
    return lambda workshop: workshop.change(path, old, new)


def write(path: str, content: str | bytes) -> Mistake:
    """Write a whole file."""
    return lambda workshop: workshop.write(path, content)


def remove(path: str) -> Mistake:
    """Delete a file."""
    return lambda workshop: Path(path).unlink()


def both(*mistakes: Mistake) -> Mistake:
    """One mistake and another."""

    def mistake(workshop: Workshop) -> None:
        for each in mistakes:
            each(workshop)

    return mistake


def another_frame(document: str) -> Mistake:
    """Another kind of session that nobody uses, with a document that the others do not have."""

    def mistake(workshop: Workshop) -> None:
        text = (
            Path(MEETING)
            .read_text(encoding="utf-8")
            .replace("name: task-sheet", f"name: {document}")
        )
        workshop.write("templates/sessions/fair.yaml", text)
        page = Path("templates/documents/task-sheet.html").read_text(encoding="utf-8")
        workshop.write(f"templates/documents/{document}.html", page)

    return mistake


def in_task_sheet(words: str) -> Mistake:
    """Write these words in the task sheet of a snippet, from its line 20 on."""
    return change(TOOLS, "A wheel turns on its axle.\n", words + "\n")


def in_yaml(words: str) -> Mistake:
    """Write these words at the end of the facts."""

    def mistake(workshop: Workshop) -> None:
        workshop.write(FACTS, Path(FACTS).read_text(encoding="utf-8") + words)

    return mistake


def picture(content: bytes, name: str = "wheel.svg") -> Mistake:
    """Let the file of the picture be this."""

    def mistake(workshop: Workshop) -> None:
        workshop.write(f"materials/pictures/{name}", content)
        workshop.change(PICTURES, "file: wheel.svg", f"file: {name}")

    return mistake


def svg(inside: str) -> bytes:
    """A drawing with this in it."""
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {spaces} viewBox="0 0 20 20">{inside}</svg>'.encode()


def png(width: int = 4, height: int = 4, kind: str = "PNG") -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, kind)
    return stream.getvalue()


def encoded(path: str, encoding: str, line_end: str = "\n") -> Mistake:
    """Save a file in another way."""

    def mistake(workshop: Workshop) -> None:
        text = Path(path).read_text(encoding="utf-8").replace("\n", line_end)
        workshop.write(path, text.encode(encoding))

    return mistake


def all_of(*mistakes: Mistake) -> Mistake:
    """Make several mistakes."""

    def mistake(workshop: Workshop) -> None:
        for one in mistakes:
            one(workshop)

    return mistake


def cut(*cuts: str) -> tuple[str, str]:
    """What to change so that a session offers these shorter lengths."""
    rows = "".join(f"  - {{{one}}}\n" for one in cuts)
    return "segments:\n", f"cuts:\n{rows}segments:\n"


# --- names that lead nowhere

NAMES: dict[str, Mistake] = {
    "unknown-key": change(BANDS, "people: children", "people: children\n  folk: x"),
    "unknown-key-in-a-row": change(FLAT_TYRE, "{title: Find the hole,", "{titel: Find the hole,"),
    "unknown-key-of-a-variant": change(JUNIOR_TOOLS, "title: Our tools", "bands: [juniors]"),
    "unknown-key-of-an-activity": change(TOOLS, "right: Turns a nut", "rigth: Turns a nut"),
    "unknown-band": change(TOOLS, "bands: [juniors, seniors]", "bands: [juniors, senior]"),
    "unknown-band-of-a-contact": change(CONTACTS, "bands: [seniors]", "bands: [elders]"),
    "unknown-band-of-a-curriculum": change(UPHILL, "  juniors:\n", "  junior:\n"),
    "unknown-band-with-an-en-dash": all_of(
        change(BANDS, "seniors:", '"5-8":' + YOUNGEST + "\nseniors:"),
        change(SIGNALS, "bands: [seniors]", 'bands: ["5–8"]'),
    ),
    "unknown-band-in-a-file-name": write(
        "materials/snippets/repairs/hole.junior.md", "## Guide\n\nWords.\n"
    ),
    "unknown-audience": change(CONTACTS, "[facilitator]\n  channels", "[facilitators]\n  channels"),
    "unknown-heading": change(HOLE, "## Guide", "## Handout"),
    "unknown-snippet": change(FLAT_TYRE, "[repairs/hole]", "[repairs/holes]"),
    "unknown-snippet-of-a-note": change(FLAT_TYRE, "repairs/questions", "repairs/question"),
    "unknown-snippet-of-a-break": change(
        MEETING,
        "talk: {",
        "pause: {title: Tea, minutes: 1, mode: talk, snippets: [tea], from_minute: 9}\ntalk: {",
    ),
    "unknown-band-of-a-reader": change(MEETING, "max_pages: 4,", "max_pages: 4, read_by: nans,"),
    "unknown-snippet-of-a-frame": change(MEETING, "[frame/hello]", "[frame/helo]"),
    "unknown-fact": change(HOLE, "(fact:tyre-2024)", "(fact:tyre-2042)"),
    "unknown-word": change(HOLE, "(word:tube)", "(word:hose)"),
    "unknown-contact": change(GOODBYE, "(contact:bike-line)", "(contact:bikeline)"),
    "unknown-nation": change(CONTACTS, "nations: [uphill]", "nations: [uphil]"),
    "unknown-band-of-years": change(UPHILL, "curriculum:\n", "stages:\n  junior: x\ncurriculum:\n"),
    "unknown-law": change(SIGNALS, 'version: "1.0"', 'version: "1.0"\nlaw: [helmets]'),
    "unknown-stand-in": change(
        CONTACTS, "  name: Road Desk\n", "  name: Road Desk\n  instead_of: bike-lane\n"
    ),
    "unknown-template": change(SIGNALS, "template: meeting", "template: meting"),
    "unknown-kind": change(TOOLS, "kind: pairs", "kind: pair"),
    "unknown-picture": change(TOOLS, "(picture:wheel)", "(picture:whel)"),
    "unknown-picture-of-an-activity": change(TOOLS, "{picture: wheel}", "{picture: whel}"),
    "unknown-channel": change(CONTACTS, "kind: text", "kind: sms"),
    "check-after-it-ran-out": change(
        CONTACTS,
        "source: leaders.example\n",
        "source: leaders.example\n  verified_on: 2072-01-05\n",
    ),
    "unknown-mode": change(SIGNALS, "mode: practice", "mode: practise"),
    "unknown-session-of-a-review": write(
        REVIEWS,
        "- {session: roads/signal, band: seniors, nation: uphill, digest: x,\n"
        "   role: Lead, reviewer: A, on: 2026-01-01}\n",
    ),
    "unknown-document-template": change(MEETING, "name: task-sheet", "name: task-list"),
    "unknown-sheet": change(MEETING, "sheet: cards-6", "sheet: cards-9"),
    "unknown-shape": change("templates/activities/pairs.html", "shape: match", "shape: mach"),
    "no-shape": change("templates/activities/pairs.html", "{# shape: match #}\n", ""),
}

# --- what is missing or empty

MISSING: dict[str, Mistake] = {
    "missing-field": change(SIGNALS, "aim: Members can say with one arm where they go.\n", ""),
    "missing-field-in-front-matter": change(HELLO, "title: Hello\n", ""),
    "missing-field-in-a-row": change(CONTACTS, "{kind: text, value: ", "{value: "),
    "missing-kind": change(TOOLS, "  kind: pairs\n", ""),
    "missing-sheet": change(MEETING, "sheet: cards-6, ", ""),
    "missing-front-matter": write(HELLO, "## Guide\n\nWords.\n"),
    "unclosed-front-matter": change(HELLO, "kit: [A bell]\n---\n", "kit: [A bell]\n"),
    "no-heading": change(QUESTIONS, "## Guide\n", ""),
    "empty-field": change(SIGNALS, "aim: Members can say with one arm where they go.", "aim:"),
    "empty-text": change(BANDS, "people: children", 'people: ""'),
    "empty-spaces": change(BANDS, "people: children", 'people: "  "'),
    "empty-list": change(SIGNALS, "bands: [seniors]", "bands: []"),
    "empty-entry": in_yaml("\nnothing:\n"),
    "empty-part": change(HELLO, "## Guide\n", "## Task sheet\n\n## Guide\n"),
    "empty-block": change(HOLE, "Your own **flat** story.\n", "\n"),
    "empty-snippet": write(HELLO, "---\ntitle: Hello\nbands: [juniors, seniors]\n---\n"),
    "empty-variant": write(JUNIOR_TOOLS, ""),
    "empty-session": write(SIGNALS, ""),
    "empty-pair": change(TOOLS, "left: Pump", 'left: ""'),
}

# --- wrong values

VALUES: dict[str, Mistake] = {
    "limit-of-no-band": change(MEETING, "max_pages: 4,", "max_pages: 4, words_max: 26,"),
    "limit-above-its-reader": change(
        MEETING, "max_pages: 4,", "max_pages: 4, read_by: juniors, words_max: 20,"
    ),
    "list-for-names": write(FACTS, "- one\n- two\n"),
    "list-for-a-session": write(SIGNALS, "- one\n"),
    "names-for-a-list": write(REVIEWS, "session: roads/signals\n"),
    "text-for-a-list": change(SIGNALS, "bands: [seniors]", "bands: seniors"),
    "text-for-names": change(
        TOOLS,
        "{left: Pump, right: Fills the tyre with air, why: Air keeps the rim off the road.}",
        "Pump",
    ),
    "list-for-text": change(SIGNALS, "why: Drivers", "why: [Drivers]\nx: "),
    "number-for-text": change(CONTACTS, '"0808 157 0123"', "08081570123"),
    "number-with-a-point-for-text": change(SIGNALS, 'version: "1.0"', "version: 1.10"),
    "date-for-text": change(SIGNALS, 'version: "1.0"', "version: 2026-01-01"),
    "text-for-a-number": change(SIGNALS, "minutes: 25", "minutes: some"),
    "wrong-date": change(SIGNALS, "review_by: 2030-01-31", "review_by: 2030-02-31"),
    "long-title": change(
        FLAT_TYRE, "The flat tyre", "The very flattest tyre of all the tyres in town"
    ),
    "long-name": write(f"materials/snippets/roads/{'a' * 61}.md", "Words.\n"),
    "wrong-code": change(SIGNALS, "code: B2", "code: Bike2"),
    "too-small": change(BANDS, "body_pt: 12", "body_pt: 6"),
    "odd-name": change(BANDS, "juniors:", "../juniors:"),
    "odd-file-name": write("materials/snippets/repairs/My Snippet.md", "## Guide\n\nWords.\n"),
    "minutes-too-many": change(SIGNALS, "minutes: 25", "minutes: 31"),
    "minutes-too-few": change(SIGNALS, "minutes: 25", "minutes: 19"),
    "minutes-of-another-template": change(SIGNALS, "minutes: 40", "minutes: 45"),
    "group-unknown": change(HOLE, "{text: A torn side, goes: Swap it", "{text: A side, goes: Bin"),
    "group-twin-shape": change(HOLE, "shape: square", "shape: star"),
    "group-twin-name": change(HOLE, "name: Swap it", "name: Mend it"),
    "item-twins": change(HOLE, "text: A slow leak", "text: A pin hole"),
    "pair-twins-left": change(TOOLS, "left: Spanner", "left: Lever"),
    "pair-twins-right": change(TOOLS, "right: Turns a nut", "right: Carries the rider"),
    "guide-for-participants": change(
        MEETING, "max_pages: 4, use", "max_pages: 4, guide: true, use"
    ),
}

# --- shorter lengths

LENGTHS: dict[str, Mistake] = {
    "cut-too-long": change(SIGNALS, *cut("minutes: 40")),
    "cut-twice": change(SIGNALS, *cut("minutes: 30, times: {Left and right: 20}", "minutes: 30")),
    "cut-too-little": change(SIGNALS, *cut("minutes: 30")),
    "cut-all": change(SIGNALS, *cut("minutes: 20, leave_out: [Left and right]")),
    "cut-unknown": change(SIGNALS, *cut("minutes: 30, leave_out: [Left and rigth]")),
    "cut-the-frame": change(SIGNALS, *cut("minutes: 30, leave_out: [Hello, frame/goodbye]")),
    "cut-unknown-time": change(SIGNALS, *cut("minutes: 30, times: {Hello: 2}")),
    "follow-up-of-unknown-snippets": change(
        MEETING,
        "documents:",
        "follow_up:\n  opening: [{title: Hi, minutes: 5, mode: safety, snippets: [frame/hi]}]\n"
        "  closing: [{title: Goodbye, minutes: 5, mode: safety, snippets: [frame/goodbye]}]\n"
        "  card: [frame/helo]\ndocuments:",
    ),
    "follow-up-too-short": change(
        MEETING, "documents:", "follow_up: {opening: [], closing: []}\ndocuments:"
    ),
    "length-not-offered": change(ARMS, "## Guide", "## Guide\n\n::: in 45\nQuick.\n:::"),
    "length-missing": change(ARMS, "## Guide", "## Guide\n\n::: not-in\nQuick.\n:::"),
    "length-not-a-number": change(ARMS, "## Guide", "## Guide\n\n::: in half\nQuick.\n:::"),
}

# --- twice the same

TWICE: dict[str, Mistake] = {
    "duplicate-key": change(SIGNALS, "code: B2\n", "code: B2\ncode: B3\n"),
    "duplicate-entry": in_yaml("\ntyre-2024:\n  says: Again.\n"),
    "duplicate-band": change(SIGNALS, "bands: [seniors]", "bands: [seniors, seniors]"),
    "duplicate-heading": change(HELLO, "## Guide\n", "## Guide\n\nWords.\n\n## Guide\n"),
    "sessions-of-one-folder": lambda workshop: workshop.write(
        "materials/sessions/roads-signals.yaml",
        Path(SIGNALS).read_text("utf-8").replace("code: B2", "code: B9"),
    ),
    "duplicate-code": change(SIGNALS, "code: B2", "code: B1"),
    "duplicate-document": change(MEETING, "name: help-page", "name: guide"),
    "two-voices": all_of(
        change(MEETING, "title: Meeting", "title: Meeting "),
        lambda workshop: workshop.write(
            "templates/sessions/outing.yaml",
            Path(MEETING)
            .read_text()
            .replace(
                "name: help-page, title: Help page, audience: participant",
                "name: help-page, title: Help page, audience: facilitator",
            ),
        ),
    ),
}

# --- headings in the wrong clothes: none may become visible text

HEADINGS: dict[str, Mistake] = {
    "heading-in-the-wrong-case": change(HELLO, "## Guide", "## guide"),
    "heading-without-a-space": change(HELLO, "## Guide", "##Guide"),
    "heading-of-the-first-level": change(HELLO, "## Guide", "# Guide"),
    "heading-of-the-third-level": in_task_sheet("Words.\n\n### Guide\n\nSecret."),
    "heading-underlined": in_task_sheet("Guide\n---\n\nSecret."),
    "heading-underlined-twice": in_task_sheet("Guide\n=====\n\nSecret."),
    "heading-in-a-list": in_task_sheet("- ## Guide\n\n  Secret."),
    "heading-in-a-quote": in_task_sheet("> ## Guide\n> Secret."),
    "heading-indented": in_task_sheet("  ## Guide\n\nSecret."),
    "heading-indented-as-code": in_task_sheet("    ## Guide\n\nSecret."),
    "heading-indented-in-a-paragraph": in_task_sheet("Words.\n    ## Guide\nSecret."),
    "heading-in-a-block": in_task_sheet("::: key\n## Guide\nSecret.\n:::"),
    "heading-after-a-hard-space": in_task_sheet("\u00a0## Guide\n\nSecret."),
    "heading-with-a-hard-space": in_task_sheet("##\u00a0Guide\n\nSecret."),
    "heading-in-bold": in_task_sheet("**Guide**\n\nSecret."),
    "heading-with-a-colon": in_task_sheet("Help page:\n\nSecret."),
    "heading-on-the-first-line": in_task_sheet("Words.\n**GUIDE:**\nSecret."),
    "heading-in-full-width": in_task_sheet("＃＃ Guide\n\nSecret."),
    "heading-empty": in_task_sheet("Words.\n\n##\n\nSecret."),
    "subheading-without-a-space": in_task_sheet("###Look here\n\nWords."),
    "subheading-of-the-fourth-level": in_task_sheet("#### Look here\n\nWords."),
}

# --- pictures

DRAWINGS: dict[str, Mistake] = {
    "picture-missing": remove(WHEEL),
    "picture-elsewhere": change(PICTURES, "file: wheel.svg", "file: ../../secret.svg"),
    "picture-too-large": picture(b"<svg/>" + b" " * 2_000_000),
    "picture-with-too-many-pixels": picture(png(4_001, 1), "wheel.png"),
    "picture-truncated": picture(png(400, 400)[:-40], "wheel.png"),
    "picture-cut-to-its-head": picture(png()[:8], "wheel.png"),
    "picture-renamed-text": picture(b"A wheel.", "wheel.png"),
    "picture-renamed-jpeg": picture(png(kind="JPEG"), "wheel.png"),
    "picture-with-entities": picture(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'),
    "picture-with-hidden-entities": picture(
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'.encode("utf-16")
    ),
    "picture-no-drawing": picture(b"<html></html>"),
    "picture-of-another-type": picture(b"GIF89a", "wheel.gif"),
    "picture-without-alt": change(PICTURES, "alt: A wheel with six spokes, ", ""),
    "picture-with-empty-alt": change(PICTURES, "alt: A wheel with six spokes", 'alt: ""'),
    "picture-with-a-photo": picture(
        svg('<image xlink:href="data:image/png;base64,' + "iVBORw0KGgo" * 300 + '"/>')
    ),
    "picture-with-a-part-of-another": picture(svg('<use href="other.svg#wheel"/>')),
    "picture-with-a-script": picture(svg("<script>wheel()</script>")),
    "picture-with-html": picture(svg("<foreignObject><p>Words</p></foreignObject>")),
    "picture-with-a-font": picture(svg("<style>@import 'https://fonts.example/a.css';</style>")),
    "picture-filled-from-elsewhere": picture(svg('<path fill="url(swatches.svg#red)"/>')),
    "picture-with-words": picture(svg("<text>Hub</text><text>Rim and tyre</text>")),
    "picture-with-many-words": picture(svg("<text>Rim</text>" * 60)),
    "picture-with-other-words": all_of(
        picture(svg("<text>Hub</text>")),
        change(PICTURES, "alt: A wheel with six spokes", "alt: A wheel, words: [Rim]"),
    ),
    "picture-without-its-words": change(
        PICTURES, "alt: A wheel with six spokes", "alt: A wheel, words: [Rim]"
    ),
    "image-of-a-template-with-a-photo": write(
        "templates/images/dot.svg", svg('<image href="data:image/png;base64,iVBORw0KGgo"/>')
    ),
    "image-of-a-template-with-words": write(
        "templates/images/dot.svg", svg("<path/>\n<text>\n<tspan>Who began it?</tspan></text>\n")
    ),
    "picture-by-its-file": in_task_sheet("![A wheel](wheel.svg)"),
    "bold-in-an-activity": change(TOOLS, "right: Turns a nut", "right: Turns a **nut**"),
    "link-in-a-title": change(HELLO, "title: Hello", 'title: "[Hello](word:tube)"'),
    "slant-in-a-session": change(SIGNALS, "aim: Members", "aim: Any *new* members"),
    "html-in-the-facts": change(FACTS, "one small piece", "one <b>small</b> piece"),
}

# --- paper

PAPER: dict[str, Mistake] = {
    "sheet-of-other-paper": change(MEETING, "sheet: cards-6, ", "size: Letter, sheet: cards-6, "),
    "booklet-of-a3": change(
        MEETING, "max_pages: 4,", "max_pages: 4, size: A3, print_only: booklet,"
    ),
    "paper-unknown": change(MEETING, "max_pages: 4,", "max_pages: 4, size: B5,"),
}

# --- style sheets

STYLES: dict[str, Mistake] = {
    "style-unclosed": change(CLUB, "h3 { font-size: 1em; }", "h3 { font-size: 1em;"),
    "style-unclosed-in-a-block": change(
        CLUB,
        "h3 { font-size: 1em; }\n",
        "@media print {\n  h3 { font-size: 1em;\n  h4 { margin: 0; }\n}\n",
    ),
    "style-too-deep": change(
        CLUB, "h3 { font-size: 1em; }", f"h3 {{ width: {'calc(' * 40}1em{')' * 40}; }}"
    ),
    "style-unopened": change(CLUB, "h3 { font-size: 1em; }", "h3 { font-size: 1em; }}"),
    "style-with-another-bracket": change(CLUB, "h3 { font-size: 1em; }", "h3 { width: calc(1em; }"),
    "style-of-an-unknown-variable": change(CLUB, "height: var(--line)", "height: var(--lines)"),
    "style-without-its-font": change(CLUB, "Next-Regular.ttf", "Next-Light.ttf"),
    "style-without-its-picture": change(CLUB, "url(images/dot.svg)", "url('images/dots.svg')"),
    "style-with-a-far-picture": change(
        CLUB, "url(images/dot.svg)", "url(https://dots.example/d.svg)"
    ),
    "style-with-a-picture-in-it": change(CLUB, "url(images/dot.svg)", "url(data:image/svg+xml,d)"),
}

# --- Markdown that is not printed here

MARKDOWN: dict[str, Mistake] = {
    "html": in_task_sheet("Words with <b>HTML</b>."),
    "html-block": in_task_sheet("<div>\nWords.\n</div>"),
    "html-comment": in_task_sheet("<!-- Words. -->"),
    "code-fence": in_task_sheet("```\nWords.\n```"),
    "code-span-unclosed": in_task_sheet("Words\nand `code."),
    "code-indented": in_task_sheet("Words:\n\n    x = 1"),
    "code-unclosed": in_task_sheet("::: code\nx = 1\n\n::: key\nWords.\n:::"),
    "code-without-an-end": change(TOOLS, "::: write 2\n:::", "::: code\nx = 1"),
    "code-empty": in_task_sheet("::: code\n:::"),
    "code-of-a-language": in_task_sheet("::: code python\nx = 1\n:::"),
    "footnote": in_task_sheet("Words\nand more.[^1]\n\n[^1]: A note."),
    "formula": in_task_sheet("There are $2^n$ ways."),
    "formula-by-name": in_task_sheet(r"There are \frac12 of them."),
    "raised-sign": in_task_sheet("There are 2^8 ways."),
    "struck-words": in_task_sheet("Words ~~and more~~."),
    "marked-words": in_task_sheet("Words ==and more==."),
    "task-boxes": in_task_sheet("- [ ] Pump\n- [x] Bell"),
    "definition-list": in_task_sheet("Rim\n: The ring of a wheel."),
    "attributes": in_task_sheet("The *Reifen*{lang=de} is a tyre."),
    "attributes-of-a-paragraph": in_task_sheet("A tyre. {.big}"),
    "emoji-by-name": in_task_sheet("Well done :smile: all."),
    "entity-unknown": in_task_sheet("A tyre &tyre; turns."),
    "bold-unpaired": in_task_sheet("Words\nand ** bold ** words."),
    "underscore-unpaired": in_task_sheet("The _tyre turns."),
    "table-without-its-line": in_task_sheet("| A | B |\n| 1 | 2 |"),
    "table-without-a-head": in_task_sheet("| | |\n|---|---|\n| 1 | 2 |\n| | 3 |"),
    "table-with-half-a-head": in_task_sheet("| A | |\n|---|---|\n| 1 | 2 |"),
    "list-with-a-jump": in_task_sheet("1. A\n2. B\n4. C"),
    "list-with-brackets": in_task_sheet("1) A\n2) B"),
    "link-to-a-link": in_task_sheet("The [tube][word] turns."),
    "link-with-a-title": in_task_sheet('The [tube](word:tube "A title").'),
    "picture-with-a-title": in_task_sheet('![](picture:wheel "A title")'),
    "rule": in_task_sheet("Words.\n\n***\n\nWords."),
    "template-code": in_task_sheet("Words {{ config }}."),
    "template-code-in-a-title": change(HELLO, "title: Hello", 'title: "{% include x %}"'),
    "template-code-in-a-card": change(HOLE, "::: card Spare card", "::: card {{ x }}"),
    "link-to-the-web": in_task_sheet("Words.\nSee [here](https://bikes.example)."),
    "link-in-angles": in_task_sheet("See <https://bikes.example>."),
    "link-with-a-space": in_task_sheet("The [tube] (word:tube)."),
    "link-without-brackets": in_task_sheet("The tube, word:tube."),
    "link-by-reference": in_task_sheet("The [tube].\n\n[tube]: https://bikes.example"),
    "address-in-words": in_task_sheet("See www.bikes.example."),
    "number-in-words": in_task_sheet("Call 01632 960 999."),
    "lost-cell": in_task_sheet("| A | B |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 |"),
}

# --- blocks

BLOCKS: dict[str, Mistake] = {
    "block-unclosed": change(HOLE, "4. Look for bubbles.\n:::\n", "4. Look for bubbles.\n"),
    "block-unopened": in_task_sheet("Words.\n\n:::"),
    "block-unknown": change(HELLO, "::: say", "::: sya"),
    "block-indented": in_task_sheet("  ::: key\nWords.\n:::"),
    "block-in-a-list": in_task_sheet("- ::: key"),
    "block-with-two-signs": in_task_sheet(":: key\nWords."),
    "block-with-a-title": in_task_sheet("::: key Words\nWords.\n:::"),
    "block-without-its-number": change(TOOLS, "::: write 2", "::: write two"),
    "block-with-words-for-lines": change(TOOLS, "::: write 2\n", "::: write 2\nWords.\n"),
    "block-of-steps-without-numbers": in_task_sheet("::: steps\nOne, two.\n:::"),
    "chart-of-words": in_task_sheet("::: chart\nTwelve children.\n:::"),
    "chart-of-two-tables": in_task_sheet(f"::: chart Wheels\n{BIKES}\n\n{BIKES}\n:::"),
    "chart-and-words": in_task_sheet(f"::: chart Wheels\nSee here:\n\n{BIKES}\n:::"),
    "chart-and-a-block": in_task_sheet(f"::: chart\n{BIKES}\n::: key\nWords.\n:::\n:::"),
    "chart-empty": in_task_sheet("::: chart Wheels\n:::"),
    "chart-of-one-column": in_task_sheet("::: chart\n| A |\n|---|\n| 1 |\n:::"),
    "chart-of-three-columns": in_task_sheet(
        "::: chart\n| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |\n:::"
    ),
    "chart-without-bars": in_task_sheet("::: chart\n| A | B |\n|---|---|\n:::"),
    "chart-of-nine-bars": in_task_sheet(f"::: chart\n{BIKES}\n{EIGHT_MORE}:::"),
    "chart-without-a-head": in_task_sheet("::: chart\n| | |\n|---|---|\n| Bell | 1 |\n:::"),
    "chart-without-a-label": in_task_sheet(f"::: chart\n{BIKES}\n| | 3 |\n:::"),
    "chart-without-a-value": in_task_sheet(f"::: chart\n{BIKES}\n| Two | |\n| Three |\n:::"),
    "chart-of-no-numbers": in_task_sheet(
        f"::: chart\n{BIKES}\n| Two | some |\n| Three | -3 |\n| Four | 1,200 |\n| Five | .5 |\n"
        "| Six | 12. |\n| Seven | ٣ |\n| Eight | 12345678901 |\n:::"
    ),
    "chart-of-a-picture": in_task_sheet(f"::: chart\n{BIKES}\n| Two | ![3](picture:wheel) |\n:::"),
    "chart-of-a-contact": in_task_sheet(
        f"::: chart\n{BIKES}\n| Two | [3](contact:bike-line) |\n:::"
    ),
    "chart-of-some-per-cents": in_task_sheet(
        f"::: chart\n{BIKES}\n| Two | 40 % |\n| Three | 9 |\n:::"
    ),
    "chart-with-a-lost-cell": in_task_sheet(f"::: chart\n{BIKES}\n| Two | 4 | 5 |\n:::"),
    "block-for-the-guide": in_task_sheet("::: say\nSecret.\n:::"),
    "block-of-a-card-on-a-page": in_task_sheet("::: card A\nWords.\n:::"),
    "words-outside-of-cards": change(HOLE, "::: card Spare card", "Words.\n\n::: card Spare card"),
    "activity-unprinted": change(ARMS, "::: activity\n:::\n", ""),
    "activity-unprinted-for-one-band": change(JUNIOR_TOOLS, "::: activity\n:::\n", ""),
    "activity-without-pieces": change(
        ARMS, "## Guide", "## Cards\n\n::: activity\n:::\n\n## Guide"
    ),
    "activity-with-too-many-sides": change(ARMS, "sides: [Ada, Bo]", "sides: [Ada, Bo, Cy]"),
    "snippet-in-two-segments": change(
        SIGNALS,
        "serves: [signals]}",
        "serves: [signals]}\n"
        "  - {title: Again, minutes: 3, mode: practice, snippets: [roads/arms]}",
    ),
    "snippet-of-the-frame": change(
        SIGNALS, "snippets: [roads/arms]", "snippets: [roads/arms, frame/hello]"
    ),
    "note-in-a-segment-too": change(
        SIGNALS, "segments:", "notes:\n  - {snippet: roads/arms}\nsegments:"
    ),
    "words-for-a-document-of-another-frame": both(
        change(ARMS, "## Guide", "## Poster\n\nRide tall.\n\n## Guide"),
        another_frame("poster"),
    ),
    "kind-with-a-wrong-count": change(ARMS_HTML, "sides: 2", "sides: two"),
    "kind-drawn-in-two-ways": write(
        "templates/pieces/arms.html", "{# shape: diagram; sides: 3 #}\n"
    ),
    "school-in-no-nation": change(SCHOOLS, "nation: uphill", "nation: uphil"),
    "school-with-a-pupil": change(SCHOOLS, "nation: uphill", "nation: uphill\n  pupil: Ada"),
    "school-with-an-odd-id": change(SCHOOLS, "spoke-hall:", "Spoke Hall:"),
    "school-without-its-zero": change(SCHOOLS, "Blue door, or 01632 960 789", "1632960789"),
    "schools-in-a-row": write(SCHOOLS, "[spoke-hall, tandem-house]\n"),
}

# --- lists of schools

SCHOOL_LISTS: dict[str, Mistake] = {
    "list-empty": write(CLUBS, "\n \n"),
    "list-without-a-head": write(CLUBS, "bell-yard;Bell Yard;uphill\n"),
    "list-without-a-school": write(CLUBS, "id,name,nation\n,,\n"),
    "list-with-odd-columns": write(
        CLUBS, "Name;Nation;Pupil name;D.O.B;naton;Name;Home address;Telephone\nx;uphill\n"
    ),
    "list-with-odd-cells": write(
        CLUBS,
        "id,name,nation,lead,reach,room,people,date\n"
        "a-1,=x,uphil,@x,1632960301,05-Jul,0,44927\n"
        "B 2,,Uphill,\t x,1.63E+09,May 27,24.0,05-Jul\n"
        '"a-3\n","two\nlines",uphill,x\x07,or 1632 960301,a\u202eb,,31/01/2027\n'
        f"a-1,{'n' * 201},uphill,+44 x,44 1632 960301,CafÃ©,many,2027-02-30,more\n"
        f"{'a' * 41},n,uphill,-,01632 960301,,501,soon\n"
        "short\n",
    ),
    "list-with-an-open-quote": write(
        CLUBS, 'id,name,nation\na,A,uphill\nb,"B,uphill\nc,C,uphill\n'
    ),
    "list-with-a-torn-quote": write(CLUBS, 'id,name,nation\na,"A" club,uphill\n'),
    "list-in-windows-1252": write(
        "materials/schools/more.csv", "id,name,nation\na,Café,uphill\n".encode("cp1252")
    ),
    "list-in-no-encoding": write(CLUBS, b"id,name,nation\na,Caf\x81,uphill\n"),
    "list-in-utf-32": write(CLUBS, "\ufeffid,name,nation\n".encode("utf-32-le")),
    "list-in-utf-16-without-a-mark": write(CLUBS, "id,name,nation\n".encode("utf-16-le")),
    "list-in-half-a-utf-16": write(CLUBS, "id,name,nation\n".encode("utf-16")[:-1]),
    "list-of-an-old-mac": write(CLUBS, "id,name,nation\ra,Café,uphill\r".encode("mac-roman")),
    "list-too-large": write(CLUBS, "x" * 5_000_001),
    "sheet-that-is-none": write("materials/schools/clubs.xlsx", "id,name,nation\n"),
    "sheet-with-a-password": write("materials/schools/clubs.xlsx", b"\xd0\xcf\x11\xe0" + bytes(99)),
    "sheet-that-is-empty": write("materials/schools/clubs.xlsx", xlsx({"A": [], "B": []})),
    "sheet-with-odd-cells": write(
        "materials/schools/clubs.xlsx",
        xlsx(
            {
                "Visits": [
                    (),
                    ("id", "name", "nation", "reach", "room", "people", "date"),
                    (1.5, 7, "uphill", 1632960301, dt.date(2027, 7, 5), 1.5, 46408),
                    (2, None, dt.date(2027, 7, 5), 101, True, 12, dt.date(2027, 7, 5)),
                ],
                "Notes": [("x",)],
            }
        ),
    ),
    "sheet-beside-another": write(
        "materials/schools/clubs.xlsx",
        xlsx({"S": [("id", "name", "nation"), (1, "A", "uphill")], "Notes": [("x",)]}),
    ),
    "sheet-of-a-billion-cells": write(
        "materials/schools/clubs.xlsx",
        xlsx({"S": [("id", "name", "nation")]}, far_off="XFD1048576"),
    ),
}

# --- terms

TERMS: dict[str, Mistake] = {
    "term-empty": write(SUMMER, ""),
    "term-with-unknown-keys": all_of(
        change(SUMMER, "title:", "titel:"), change(SUMMER, "  file:", "  flie:")
    ),
    "term-in-another-edition": change(SUMMER, "people: 10", "people: 10\nedition: large"),
    "term-with-a-strange-name": write("materials/terms/Summer 2027.yaml", "title: x\n"),
    "term-with-many-people": change(SUMMER, "people: 10", "people: 501"),
    "term-without-packs": change(
        SUMMER,
        Path(TESTS / "tiny" / SUMMER).read_text(encoding="utf-8").partition("packs:\n")[2],
        "",
    ),
    "term-without-its-list": change(SUMMER, "clubs.csv", "club.csv"),
    "term-with-a-list-of-no-kind": all_of(
        write("materials/schools/clubs.ods", "x"), change(SUMMER, "clubs.csv", "clubs.ods")
    ),
    "term-with-unknown-names": all_of(
        change(SUMMER, "session: repairs/flat-tyre", "session: repairs/flat-tire"),
        change(SUMMER, "bands: [seniors]", "bands: [juniors, senior]"),
        change(SUMMER, "nation: [downhill]", "nation: [downhil]"),
        change(SUMMER, "clubs.csv\n", "clubs.csv\n  exclude: [bell-yrad]\n"),
    ),
    "term-for-nobody": change(SUMMER, "nation: [downhill]", "nation: [downhill], id: [bell-yard]"),
    "term-that-orders-twice": change(SUMMER, "bands: [seniors]", "bands: [seniors, seniors]"),
    "term-that-orders-again": change(
        SUMMER, "session: roads/signals", "session: repairs/flat-tyre"
    ),
    "term-for-an-unserved-nation": change(UPHILL, "bands: [juniors, seniors]", "bands: [seniors]"),
    "puzzle-words-too-short": write(
        "materials/not-in-puzzles.yaml", "en: {words: [puncture, oh]}\n"
    ),
}

# --- words to avoid

WORDS_TO_AVOID: dict[str, Mistake] = {
    "language-unknown-rule": change(LANGUAGE, "rule: X", "rule: S"),
    "language-without-a-reason": change(LANGUAGE, "  why: it makes a fall sound small\n", ""),
    "language-without-examples": change(LANGUAGE, "[She had a spill.]", "[]"),
    "language-phrase-that-begins-with-a-gap": change(
        LANGUAGE, "phrases: [spill]", 'phrases: ["… spill"]'
    ),
    "language-phrase-with-a-hyphen-among-alternatives": change(
        LANGUAGE, "phrases: [spill]", "phrases: [spill/spill-over]"
    ),
    "language-phrase-with-another-sign": change(
        LANGUAGE, "[The Careless Rider magazine]", '["The (Careless) Rider"]'
    ),
    "language-example-that-is-not-found": change(
        LANGUAGE, "He rode rather carelessly.", "He rode along."
    ),
    "language-example-that-is-found": change(LANGUAGE, "[She had a fall.]", "[Oil-\n  spills]"),
    "activity-missing": change(HELLO, "Ring the bell once.", "::: activity\n:::\n\n"),
}

# --- variants

VARIANTS: dict[str, Mistake] = {
    "variant-for-a-band-not-listed": write(
        "materials/snippets/roads/arms.juniors.md", "## Guide\n\nWords.\n"
    ),
    "variant-without-its-base": write(
        "materials/snippets/roads/arm.seniors.md", "## Guide\n\nWords.\n"
    ),
}

# --- files

FILES: dict[str, Mistake] = {
    "yaml-colon": change(SIGNALS, "aim: Members", "aim: All: members"),
    "yaml-unclosed-quote": change(SIGNALS, "aim: Members", 'aim: "Members'),
    "yaml-indent": change(SIGNALS, "aim: Members", "   aim: Members"),
    "yaml-sign": change(SIGNALS, "aim: Members", "aim: @Members"),
    "yaml-two-documents": in_yaml("---\na: b\n"),
    "yaml-tag": in_yaml("\ntag: !!python/object:os.system {}\n"),
    "yaml-aliases": write(
        FACTS,
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
    ),
    "yaml-deep": write(FACTS, "a: " + "[" * 50_000),
    "yaml-in-front-matter": change(HELLO, "title: Hello", "title: Hello: you"),
    "markdown-deep-list": in_task_sheet(
        "\n".join("  " * depth + "- Words." for depth in range(30))
    ),
    "markdown-deep-quote": in_task_sheet(">" * 30 + " Words."),
    "markdown-deep-emphasis": in_task_sheet("*a **b " * 3_000 + "b** a*" * 3_000),
    "markdown-deep-blocks": in_task_sheet("::: key\n" * 20 + "Words.\n" + ":::\n" * 20),
    "tab": change(SIGNALS, "  - {title", "\t- {title"),
    "byte-order-mark": encoded(HELLO, "utf-8-sig"),
    "windows-line-ends": encoded(HELLO, "utf-8", "\r\n"),
    "not-utf-8": all_of(
        change(HELLO, "Ring the bell once.", "Ring the bell, André."), encoded(HELLO, "latin-1")
    ),
    "utf-16": encoded(HELLO, "utf-16"),
    "nul": change(HELLO, "Ring", "Ri\0ng"),
    "control-character": change(HELLO, "Ring", "Ri\x1b[31mng"),
    "control-character-in-yaml": change(BANDS, "people: children", 'people: "chil\\edren"'),
    "surrogate-in-yaml": change(BANDS, "people: children", 'people: "chil\\ud800dren"'),
    "joined-letters": change(HELLO, "Ring", "Ri\u200dng \u3164"),
    "joined-letters-as-entities": change(HELLO, "Ring", "Ri&zwj;ng &#xFE0F;"),
    "struck-letters": change(HELLO, "Ring", "R\u0336i\u0336ng"),
    "lookalike-letters": change(HELLO, "Ring", "R\u0456ng \u03bfn"),
    "lookalike-letters-in-yaml": change(BANDS, "people: children", 'people: "ch\\u0456ldren"'),
    "private-use": change(HELLO, "Ring", "Ri\ue000ng \U000f0000"),
    "private-use-in-yaml": change(BANDS, "people: children", 'people: "chil\\ue000dren"'),
    "surrogate-entities": change(HELLO, "Ring", "Ri&#xD800;ng &#57343;"),
    "surrogate-in-utf-8": lambda workshop: workshop.write(
        HELLO, Path(HELLO).read_bytes().replace(b"Ring", b"Ri\xed\xa0\x80ng")
    ),
    "invisible-entities": change(HELLO, "Ring", "Ri&#8203;n&#x202E;g &ZeroWidthSpace; &#xE000;"),
    "zero-width-space": change(HELLO, "Ring", "Ri\u200bng"),
    "turned-words": change(HELLO, "Ring", "\u202eRing"),
    "too-large": write(HELLO, "x" * 10_000_000),
    "folder-named-md": lambda _: Path("materials/snippets/a.md").mkdir(),
    "folder-named-yaml": lambda _: Path("materials/sessions/a.yaml").mkdir(),
    "wrong-ending": write("materials/sessions/roads/lights.yml", "title: Lights\n"),
    "wrong-ending-of-a-snippet": write("materials/snippets/roads/lights.txt", "Words.\n"),
    "no-folder": lambda workshop: shutil.rmtree(workshop.materials),
}

POSIX: dict[str, Mistake] = {
    "pipe": lambda _: os.mkfifo("materials/snippets/a.md"),
    "device": lambda _: Path("materials/sessions/a.yaml").symlink_to("/dev/zero"),
    "picture-pipe": all_of(remove(WHEEL), lambda _: os.mkfifo(WHEEL)),
    "link-to-nothing": lambda _: Path("materials/snippets/a.md").symlink_to("nowhere"),
    "link-outside": lambda _: Path("materials/snippets/a.md").symlink_to("/etc/passwd"),
    "link-to-a-folder": lambda _: Path("materials/snippets/a").symlink_to("frame"),
}
TOPICS: dict[str, dict[str, Mistake]] = {
    "names": NAMES,
    "missing": MISSING,
    "values": VALUES,
    "lengths": LENGTHS,
    "twice": TWICE,
    "headings": HEADINGS,
    "pictures": DRAWINGS,
    "paper": PAPER,
    "styles": STYLES,
    "markdown": MARKDOWN,
    "blocks": BLOCKS,
    "schools": SCHOOL_LISTS,
    "terms": TERMS,
    "words-to-avoid": WORDS_TO_AVOID,
    "variants": VARIANTS,
    "files": FILES | (POSIX if sys.platform != "win32" else {}),
}
"""The mistakes of each file of messages in `tests/golden/`, by their names."""
MISTAKES = {name: mistake for topic in TOPICS.values() for name, mistake in topic.items()}
TOPIC_OF = {name: topic for topic, names in TOPICS.items() for name in names}
assert len(MISTAKES) == sum(map(len, TOPICS.values()))


def found(workshop: Workshop) -> tuple[Problem, ...]:
    """All that is wrong with a workshop, and what it warns of."""
    try:
        library: Library = workshop.load()
        return library.warnings
    except NotFitToPrint as error:
        return error.problems


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_named_at_its_place(name: str, tiny: Workshop, golden: Golden) -> None:
    """A mistake is reported in its author's words with its place and a fix."""
    MISTAKES[name](tiny)
    problems = found(tiny)
    assert problems, "this mistake passes in silence"
    assert all(problem.fix for problem in problems)
    golden(f"messages/{TOPIC_OF[name]}.txt", shown(problems), name)


def test_no_golden_message_is_left_over() -> None:
    """Each golden message belongs to a mistake of the tables."""
    for topic, mistakes in TOPICS.items():
        assert set(sections(f"messages/{topic}.txt")) - set(mistakes) <= set(POSIX)


def test_the_tiny_workshop_has_no_problems(tiny: Workshop) -> None:
    """The workshop that every mistake is made in has itself none, and no warning."""
    assert found(tiny) == ()


def test_no_golden_message_shows_what_was_disguised() -> None:
    """Words below a heading in the wrong clothes never load, whatever the clothes."""
    for name, message in sections("messages/headings.txt").items():
        assert "(a warning)" not in message, name


def test_all_problems_come_at_once_and_sorted(tiny: Workshop) -> None:
    """One reading tells all that is wrong in all files, in the order of path and line."""
    names = (
        "empty-block",
        "unknown-band",
        "unknown-contact",
        "yaml-colon",
        "missing-front-matter",
        "unknown-key-in-a-row",
    )
    for name in names:
        MISTAKES[name](tiny)
    problems = found(tiny)
    paths = [problem.path for problem in problems]
    assert paths == [FLAT_TYRE, FLAT_TYRE, SIGNALS, GOODBYE, HELLO, HOLE, TOOLS]
    assert list(problems) == sorted(problems, key=lambda p: (p.path, p.line, p.column))


def test_problems_of_both_folders_are_reported_at_once(tiny: Workshop) -> None:
    """A mistake in templates hides none in materials but what nobody can tell without them."""
    for name in (
        "unknown-sheet",
        "yaml-colon",
        "not-utf-8",
        "unknown-key-of-an-activity",
        "unknown-heading",
    ):
        MISTAKES[name](tiny)
    assert [(problem.path, problem.code) for problem in found(tiny)] == [
        (SIGNALS, "invalid-yaml"),
        (HELLO, "not-utf-8"),
        (MEETING, "unknown-sheet"),
    ]


def test_what_cannot_be_read_hides_nothing_and_invents_nothing(tiny: Workshop) -> None:
    """A file that cannot be read is one problem: what it would have held is not called unknown."""
    tiny.write(FACTS, "tyre-2024: [")
    tiny.change(BANDS, "people: children", "people: []")
    tiny.change(TOOLS, "(picture:wheel)", "(picture:whel)")
    assert [problem.code for problem in found(tiny)] == [
        "not-right",
        "invalid-yaml",
        "unknown-picture",
    ]


def test_a_right_refused_is_a_problem(tiny: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system does not let us read is named like any other mistake."""

    def refuse(file: Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(os, "open", refuse)
    problems = found(tiny)
    assert {problem.code for problem in problems} == {"not-readable"}
    assert len(problems) > 1


@pytest.mark.parametrize("length", [300, 5_000])
def test_a_very_long_name_is_a_problem(length: int, tiny: Workshop) -> None:
    """A name that no file can have ends in a problem."""
    tiny.change(PICTURES, "file: wheel.svg", f"file: {'a' * length}.svg")
    (problem,) = found(tiny)
    assert problem.code in ("picture-missing", "not-a-picture")


def test_windows_files_say_the_same_words(tiny: Workshop, tiny_library: Library) -> None:
    """A byte order mark and Windows line ends are warned of, and change no word."""
    for path in (HOLE, TOOLS, GOODBYE):
        encoded(path, "utf-8-sig", "\r\n")(tiny)
    library = tiny.load()
    assert {w.code for w in library.warnings} == {"byte-order-mark", "windows-line-ends"}
    for name, snippet in tiny_library.snippets.items():
        ours = library.snippets[name]
        assert [p.nodes for p in ours.parts.values()] == [p.nodes for p in snippet.parts.values()]
        assert ours.activity == snippet.activity


def test_a_school_is_read_by_its_id(tiny: Workshop) -> None:
    """A school is found by its id, and only a name that is safe in a path is one."""
    file, names = tiny.materials / "schools" / "example.yaml", nation_names(tiny.materials)
    listed = load_schools(file, names)
    assert school_of(listed, "spoke-hall").room == "The Shed"
    with pytest.raises(NotFitToPrint, match="unknown-school there is no school “spook-hall”"):
        school_of(listed, "spook-hall")
    tiny.change(file.as_posix(), "spoke-hall:", "../../hall:")
    with pytest.raises(NotFitToPrint, match=r"example.yaml:1:1 odd-name"):
        load_schools(file, names)


@pytest.mark.parametrize("is_authors", [True, False])
def test_the_characters_of_a_text_show_whether_it_has_strays(is_authors: bool) -> None:
    """Each character that the patterns find within a word is found by a look at the characters."""
    patterns = [INVISIBLE, stray_characters._TAB]
    if is_authors:
        patterns += [stray_characters._STRAY, stray_characters._MIXED]
    for code in (*range(0x3200), *range(0xD7F0, 0x10010), *range(0x1FFF0, 0x20010), 0xE0041):
        word = f"wo{chr(code)}rd"
        found = [*stray_characters.stray_characters(word, is_authors=is_authors)]
        assert bool(found) == any(pattern.search(word) for pattern in patterns), hex(code)
