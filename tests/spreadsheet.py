"""Writes XLSX and ODS files for tests."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_HIDDEN = ' state="hidden"'


@dataclass(frozen=True)
class Formula:
    """A cell with a formula: the value that was calculated, an error such as #N/A, or none."""

    text: str
    value: str | None = None


Value = str | int | float | bool | dt.date | dt.time | Formula | None
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[Value]]],
    far_off: str = "",
    hidden: str = "",
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> bytes:
    """A workbook with these sheets; dates are cells that are formatted as dates.

    `far_off` is the place of one cell more, on the last sheet; `hidden` is a sheet that is, and
    `hidden_rows` and `hidden_columns` are those of the first; `merged` are ranges of it, such as
    A1:C1.
    """
    numbers = range(1, len(sheets) + 1)
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"'
        f"{_HIDDEN if name == hidden else ''}/>"
        for n, name in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="4"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/>'
        '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
        **{
            f"xl/worksheets/sheet{n}.xml": _sheet(rows)
            for n, rows in zip(numbers, sheets.values(), strict=True)
        },
    }
    if sheets:
        first = "xl/worksheets/sheet1.xml"
        for line in hidden_rows:
            files[first] = files[first].replace(f'<row r="{line}"', f'<row r="{line}" hidden="1"')
        columns = "".join(f'<col min="{n}" max="{n}" hidden="1"/>' for n in hidden_columns)
        if columns:
            files[first] = files[first].replace("<sheetData>", f"<cols>{columns}</cols><sheetData>")
        cells = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
        if cells:
            files[first] = files[first].replace(
                "</worksheet>", f"<mergeCells>{cells}</mergeCells></worksheet>"
            )
    last = f"xl/worksheets/sheet{len(sheets)}.xml"
    if far_off:
        cell = f'<row><c r="{far_off}"><v>1</v></c></row></sheetData>'
        files[last] = files[last].replace("</sheetData>", cell)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in files.items():
            book.writestr(name, _HEAD + text)
    return stream.getvalue()


def _sheet(rows: Sequence[Sequence[Value]]) -> str:
    written = "".join(
        f'<row r="{line}">'
        + "".join(_cell(value, f"{_letters(n)}{line}") for n, value in enumerate(row, 1))
        + "</row>"
        for line, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(value: Value, place: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Formula):
        return _formula(value, place)
    if isinstance(value, str):
        kept = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{place}" t="inlineStr"><is>{kept}</is></c>'
    style, number = _number(value)
    return f'<c r="{place}"{style}><v>{number}</v></c>'


def _number(value: float | dt.date | dt.time) -> tuple[str, str]:
    """The attributes of a cell with a number, and the number."""
    if isinstance(value, bool):
        return ' t="b"', f"{value:d}"
    if isinstance(value, dt.time):
        return ' s="2"', repr(_fraction(value))
    if isinstance(value, dt.datetime):
        days = (value.date() - _EPOCH).days + _fraction(value.time())
        return ' s="3"', repr(days)
    if isinstance(value, dt.date):
        return ' s="1"', str((value - _EPOCH).days)
    return "", repr(value)


_EPOCH = dt.date(1899, 12, 30)


def _formula(cell: Formula, place: str) -> str:
    kind = "" if cell.value is None else ' t="e"' if cell.value.startswith("#") else ' t="str"'
    value = "" if cell.value is None else f"<v>{escape(cell.value)}</v>"
    return f'<c r="{place}"{kind}><f>{escape(cell.text)}</f>{value}</c>'


def _fraction(time: dt.time) -> float:
    return (time.hour * 60 + time.minute) / 1440


def ods(
    sheets: Mapping[str, Sequence[Sequence[Value]]],
    spans: Mapping[str, str] | None = None,
    row: str = "",
) -> bytes:
    """An ODS file with these sheets.

    `spans` are more attributes of cells, such as of B2; `row` is one of each row.
    """
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            f"<table:table-row {row}>"
            + "".join(
                _ods_cell(value, (spans or {}).get(f"{_letters(n)}{line}", ""))
                for n, value in enumerate(values, 1)
            )
            + '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
            for line, values in enumerate(rows, 1)
        )
        + '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="{_ODF}:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "META-INF/manifest.xml", f'{_HEAD}<manifest xmlns="{_ODF}:xmlns:manifest:1.0"/>'
        )
        book.writestr(
            "content.xml",
            f"{_HEAD}<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


_ODF = "urn:oasis:names:tc:opendocument"


def _ods_cell(value: Value, more: str) -> str:
    if value is None or value == "":
        return f"<table:table-cell {more}/>"
    if isinstance(value, Formula):
        value = value.value or ""
    kind, text = "string", str(value)
    if isinstance(value, dt.datetime):
        kind, more = "date", f'{more} office:date-value="{value:%Y-%m-%dT%H:%M:%S}"'
    elif isinstance(value, dt.date):
        kind, more = "date", f'{more} office:date-value="{value}"'
    elif isinstance(value, dt.time):
        kind, more = "time", f'{more} office:time-value="PT{value:%HH%MM%SS}"'
    elif isinstance(value, (int, float)):
        kind, more = "float", f'{more} office:value="{value}"'
    return (
        f'<table:table-cell office:value-type="{kind}" {more}>'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def _letters(number: int) -> str:
    """The name of a column: A, B, … Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
