"""Read from the XML of a workbook what calamine leaves out: extent, merged and failed cells."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ParserCreate

MAX_BYTES = 100_000_000
MOST_COLUMNS = 1_000
Place = tuple[int, int]
"""The row and the column of a cell, from 1."""
_PLACE = re.compile(r"([A-Za-z]{1,4})(\d{1,9})")


@dataclass
class SheetScan:
    """What was found in the XML of one sheet."""

    last: Place = (0, 0)
    """The last row and the last column with a value."""
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    """The first and the last cell of each merged range."""
    failed: set[Place] = field(default_factory=set)
    """Cells in which a formula failed, or was never calculated."""
    hidden: set[int] = field(default_factory=set)
    """Rows that a person who opens the file does not see."""
    hidden_columns: set[int] = field(default_factory=set)

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, up to the last that a list could have."""
        self.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))


def scan_workbook(content: bytes) -> dict[str, SheetScan]:
    """A scan of each sheet by its name, and of any other part by its path.

    Raises whatever error the readers of a damaged file raise.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_BYTES:
            raise ValueError("too large")
        found = set(parts.namelist())
        if "xl/workbook.bin" in found:  # its cells cannot be counted before they are read
            raise ValueError("a binary workbook")
        names = _sheet_names(parts)
        scans = {
            names.get(part, part): _scan_xlsx(parts.read(part))
            for part in sorted(found)
            if part.endswith(".xml") or part in names
        }
        return scans | (_scan_ods(parts.read("content.xml")) if "content.xml" in found else {})


def _sheet_names(parts: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet in each part of an XLSX file, where the file says so."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            link = next((text for name, text in attributes.items() if name.endswith(":id")), "")
            sheets[link] = attributes.get("name", "")
        elif tag.rpartition(":")[2] == "Relationship":
            target = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if part in parts.namelist():
            parser = ParserCreate()
            parser.StartElementHandler = begin
            parser.Parse(parts.read(part), True)
    return {targets[link]: name for link, name in sheets.items() if link in targets}


class _XlsxScanner:
    """Follows the cells of a sheet of an XLSX file."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self.row = self.column = 0
        self.formula = self.value = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        tag, place = tag.rpartition(":")[2], attributes.get("r", "")
        if tag == "row":
            self.row, self.column = int(place) if place else self.row + 1, 0
            if attributes.get("hidden") in ("1", "true"):
                self.scan.hidden.add(self.row)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.scan.hide_columns(int(attributes["min"]), int(attributes["max"]))
        elif tag == "c":
            self._cell(place, attributes)
        elif tag in ("v", "is", "f"):
            self.scan.last = (
                max(self.scan.last[0], self.row),
                max(self.scan.last[1], self.column),
            )
            self.formula, self.value = self.formula or tag == "f", self.value or tag != "f"
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self.scan.merged.append((_place(first), _place(last or first)))

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "c" and self.formula and not self.value:
            self.scan.failed.add((self.row, self.column))

    def _cell(self, place: str, attributes: Mapping[str, str]) -> None:
        self.row, self.column = _place(place) if place else (self.row, self.column + 1)
        self.formula = self.value = False
        if attributes.get("t") == "e":
            self.scan.failed.add((self.row, self.column))


def _scan_xlsx(part: bytes) -> SheetScan:
    scanner = _XlsxScanner()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = scanner.begin, scanner.end
    parser.Parse(part, True)
    return scanner.scan


class _OdsScanner:
    """Follows the cells of all tables of an ODS file."""

    def __init__(self) -> None:
        self.scans: dict[str, SheetScan] = {}
        self.scan = SheetScan()
        self.row = self.column = self.rows = self.columns = 0
        self.before = 0
        """The columns that have been described."""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.scan = self.scans[attributes.get("table:name", "")] = SheetScan()
            self.row = self.rows = self.before = 0
        elif tag == "table:table-column":
            first = self.before + 1
            self.before += int(attributes.get("table:number-columns-repeated", "1"))
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self.scan.hide_columns(first, self.before)
        elif tag == "table:table-row":
            self.row, self.column, self.columns = self.row + self.rows, 0, 0
            self.rows = int(attributes.get("table:number-rows-repeated", "1"))
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self.scan.hidden.update(range(self.row + 1, self.row + 1 + min(self.rows, 1000)))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.column += self.columns
        self.columns = int(attributes.get("table:number-columns-repeated", "1"))
        if "office:value-type" in attributes:
            last, reached = self.scan.last, (self.row + self.rows, self.column + self.columns)
            self.scan.last = max(last[0], reached[0]), max(last[1], reached[1])
        down = int(attributes.get("table:number-rows-spanned", "1"))
        across = int(attributes.get("table:number-columns-spanned", "1"))
        if down > 1 or across > 1:
            first = (self.row + 1, self.column + 1)
            self.scan.merged.append((first, (self.row + down, self.column + across)))


def _scan_ods(content: bytes) -> dict[str, SheetScan]:
    scanner = _OdsScanner()
    parser = ParserCreate()
    parser.StartElementHandler = scanner.begin
    parser.Parse(content, True)
    return scanner.scans


def _place(reference: str) -> Place:
    """The row and column of a reference such as AA12."""
    found = _PLACE.fullmatch(reference.replace("$", ""))
    if found is None:
        raise ValueError("no reference")
    number = 0
    for letter in found[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(found[2]), number
