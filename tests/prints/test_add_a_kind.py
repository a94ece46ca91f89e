"""The worked example of the templates' README works as written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pypdfium2

from tests.workshop import HOME

COPIED = ("printroom", "materials", "templates", "tools")


def examples() -> dict[str, str]:
    """Each file that the example makes, by the path that is written before it."""
    readme = (HOME / "templates" / "README.md").read_text(encoding="utf-8")
    begin, end = map(readme.index, ("## Worked example: a kind", "## Worked example: a doc"))
    found = re.findall(
        r"`((?:activities|gallery)/[\w./-]+)`.*?```\w+\n(.*?)```", readme[begin:end], re.DOTALL
    )
    return {path: textwrap.dedent(text) for path, text in found}


def test_a_kind_is_added_as_the_readme_says(tmp_path: Path) -> None:
    """One template, its look and a specimen: the kind prints, with its key and what it needs."""
    for name in COPIED:
        shutil.copytree(HOME / name, tmp_path / name)
    files = examples()
    assert [Path(path).suffix for path in files] == [".html", ".css", ".md"]
    for path, text in files.items():
        (tmp_path / "templates" / path).write_text(text, encoding="utf-8")
    command = [sys.executable, "tools/gallery.py", "stand-or-sit"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for band in ("11-14", "14-16"):
        (sheet,) = tmp_path.glob(f"output/**/gallery-{band}--*/01-worksheet.pdf")
        (guide,) = tmp_path.glob(f"output/**/gallery-{band}--*/02-facilitator-guide.pdf")
        on_sheet, in_guide = (_text(file) for file in (sheet, guide))
        assert "Captain" not in on_sheet
        assert "newest player" in on_sheet
        assert "She shares what she has." not in on_sheet
        assert "She shares what she has." in in_guide
        assert "Room to stand up" in in_guide


def _text(file: Path) -> str:
    pages = pypdfium2.PdfDocument(file)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)
