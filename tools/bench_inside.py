"""Measurements that import the code of a checkout; `tools/bench.py` runs this in each checkout.

    bench_inside.py FILE documents [SESSION BAND]...   the composed documents that peers print
    bench_inside.py FILE layouts COUNT                 how often each document is laid out

It runs in the folder of that checkout, and uses only names that older revisions have, too.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
import time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from printroom.model import Document, DocumentRow, Library, Order, Templates

FIELD = re.compile(r'<span class="field" data-field="([\w-]+)"></span>')
TYPST_HEAD = """#set document(title: "Sample")
#set text(font: "Atkinson Hyperlegible Next", size: 9pt, lang: "en", region: "gb")
#set page(margin: 12mm)
"""


@cache
def _sources() -> tuple[Library, Templates]:
    from printroom.load import load_materials, load_templates

    templates = load_templates(Path("templates"))
    return load_materials(Path("materials"), templates), templates


def _function(*names: str) -> Any:
    """The first of these functions, `module:name`, that this checkout has."""
    for module, _, name in (one.partition(":") for one in names):
        if find_spec(f"printroom.{module}"):
            return getattr(import_module(f"printroom.{module}"), name)
    raise ImportError(f"none of {', '.join(names)}")


def _composed(order: Order) -> list[Document]:
    """The composed documents of an order, with its cover."""
    return [one for one, _ in _composed_rows(order)]


def _composed_rows(order: Order) -> list[tuple[Document, DocumentRow]]:
    """The same, each with its row in the session template."""
    from printroom.choose import choose
    from printroom.compose import compose, compose_cover
    from printroom.model import Printed

    rows_of = _function("compose.job_sheet:job_sheet_rows", "compose.job:job_rows")

    library, templates = _sources()
    plan, _ = choose(order, library, templates)
    documents = list(compose(plan, templates))
    printed = [Printed(one.key, one.name, b"", 2) for one in documents]
    cover = compose_cover(plan, templates, rows_of(plan, printed))
    rows = {planned.row.name: planned.row for planned in plan.documents}
    made = [*documents, *([cover] if cover else [])]
    return [(one, rows[one.name]) for one in made]


# --- for the peers ------------------------------------------------------------------------------


def documents(*words: str) -> list[list[dict[str, Any]]]:
    """The documents of some orders, for the peers."""
    from printroom.model import Order

    orders = [Order(*pair, "england") for pair in zip(words[::2], words[1::2], strict=True)]
    return [[_for_peers(one) for one in _composed(order)] for order in orders]


def _for_peers(document: Document) -> dict[str, Any]:
    from printroom.press import print_document

    pages = print_document(document, {}).pages
    return {
        "name": document.name,
        "html": FIELD.sub('<span class="field filled">24</span>', document.source),
        "assets": dict(document.assets),
        "fields": document.fields,
        "typst": _as_typst(document.source, pages),
    }


def _as_typst(source: str, count: int) -> str:
    """The words of a document, spread over as many pages; without its tables and pictures."""
    read_source = _function("proof.source_text:read_source", "proof.source:read_source")
    marked = FIELD.sub(r"\\u{1}\1\\u{2}", source)
    blocks = [_paragraph(" ".join(block)) for block in read_source(marked, {}).blocks]
    pages = ("\n\n".join(blocks[n::count]) for n in range(count))
    return TYPST_HEAD + "\n#pagebreak()\n".join(pages)


def _paragraph(words: str) -> str:
    parts = re.split(r"\\u\{1\}([\w-]+)\\u\{2\}", words)
    return "".join(
        f'#sys.inputs.at("{part}", default: "–")'
        if number % 2
        else f"#text({json.dumps(part, ensure_ascii=False)})"
        for number, part in enumerate(parts)
        if part.strip()
    )


# --- layouts ------------------------------------------------------------------------------------


def layouts(count: str) -> list[dict[str, Any]]:
    """The layouts, pages and seconds of each document in the first `count` packs for England."""
    from printroom.model import Order
    from printroom.press import print_document

    orders = (
        Order(name, band, "england")
        for name, session in _sources()[0].sessions.items()
        for band in session.bands
    )
    packs = {f"{o.session} {o.band}": _composed_rows(o) for o in islice(orders, int(count))}
    print_document(next(iter(packs.values()))[0][0], {})  # reads the engine
    made = _counted()
    return [
        {
            "pack": name,
            "kind": one.name,
            "is_blank_in_term": row.medium != "cover"
            and bool(not _has_samples() or getattr(row, "print_only", None)),
            **_measured(one, made),
        }
        for name, documents in packs.items()
        for one, row in documents
    ]


def _has_samples() -> bool:
    """Whether a term of this checkout lays out blank only the pages of booklets and tiles."""
    return "is_sample" in _function("workers.jobs:PressJob", "jobs:PressJob").__dataclass_fields__


def _counted() -> list[float]:
    """A list to which each layout adds its time."""
    from weasyprint import document as engine

    made: list[float] = []
    lay_out = engine.layout_document

    def counting(*given: Any, **named: Any) -> Any:
        made.append(time.process_time())
        return lay_out(*given, **named)

    engine.layout_document = counting
    return made


def _measured(document: Document, made: list[float]) -> dict[str, Any]:
    from printroom.press import make_form, print_document

    made.clear()
    begin = time.process_time()
    printed = print_document(document, {})
    seconds, layouts = time.process_time() - begin, len(made)
    if document.fields:
        make_form(document, document.fields)
    reasons = [str(one) for one in getattr(printed, "layouts", ())]
    return {
        "pages": printed.pages,
        "seconds": seconds,
        "layouts": layouts,
        "form_layouts": len(made) - layouts,
        "reasons": reasons,
    }


if __name__ == "__main__":
    sys.path.insert(0, ".")
    FILE, TASK, *WORDS = sys.argv[1:]
    RESULT = documents(*WORDS) if TASK == "documents" else layouts(*WORDS)
    Path(FILE).write_bytes(pickle.dumps(RESULT))
