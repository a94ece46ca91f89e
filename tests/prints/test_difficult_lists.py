"""A term for a list of schools with every kind of difficult name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from printroom.cache import Cache
from tests.workshop import program_in, share_cache
from tools.bench_ugly import NAMES, PACKS, faults, prepare


def test_a_pack_for_each_school_whatever_its_name(tmp_path: Path, prints: Cache) -> None:
    """Schools of one name, of odd and of long names get their packs, and only bad ones fail."""
    prepare(tmp_path, len(NAMES))
    words = [sys.executable, str(program_in(tmp_path)), "term", "ugly", "--jobs", "1", "--json"]
    before = {*tmp_path.iterdir(), *tmp_path.parent.iterdir()}
    share_cache(tmp_path, prints, "shared", "forms", "proofs")
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stdout + done.stderr
    season = tmp_path / "output" / "ugly"
    report = json.loads((season / "report.json").read_bytes())
    assert faults(report, season, len(NAMES)) == []
    assert len(report["failures"]) == 2 * PACKS
    after = {*tmp_path.iterdir(), *tmp_path.parent.iterdir()}
    new = {one.name for one in after - before}
    assert new == {"output", "record"}, "no name leads out of the folder"
