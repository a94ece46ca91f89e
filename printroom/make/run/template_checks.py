"""Checks style sheets and templates in workers, without running any; soundness is remembered.

Only `check` and `new` need this: a run that makes packs does not.
"""

from __future__ import annotations

from printroom.cache import digest_of
from printroom.make.run.cached_press import CachedPress
from printroom.model import Problem, Templates
from printroom.versions import version_of
from printroom.workers import composing, jobs


def check_styles(templates: Templates, press: CachedPress) -> list[Problem]:
    """Find the problems with the style sheets of templates. Raises `NotFitToPrint`."""
    sheets = {name: text for name, text in templates.sources.items() if name.endswith(".css")}
    key = digest_of("style sheets", sorted(sheets.items()), version_of("documents"))
    if press.cache.is_proven(key):
        return []
    press.monitor.step("checking the style sheets")
    job = (templates.folder, sheets)
    problems = press.run_in_worker(jobs.check_styles, job, templates.folder)
    if not problems:
        press.cache.set_proven(key)
    return problems


def check_written(templates: Templates, press: CachedPress) -> list[Problem]:
    """Find the mistakes in templates that show without running them. Raises `NotFitToPrint`."""
    sources, files = sorted(templates.sources.items()), sorted(templates.files)
    key = digest_of("written", sources, files, version_of("written"))
    if press.cache.is_proven(key):
        return []
    problems = press.run_in_worker(composing.check_written, templates, templates.folder)
    if not problems:
        press.cache.set_proven(key)
    return problems
