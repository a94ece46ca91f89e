"""Templates that are compiled ahead: the same documents, from the code of the same texts only."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

import pytest

from printroom.choose import plan_for
from printroom.compose import compile_templates, render, sandbox, use_compiled
from printroom.make.run.compiled_templates import CompiledTemplates
from printroom.model import Library, Order, Plan, Templates
from tests.term_helpers import AtOnce

SHEET = "documents/task-sheet.html"


@pytest.fixture
def plan(tiny_library: Library, tiny_templates: Templates) -> Plan:
    """A pack of the tiny workshop."""
    return plan_for(Order("repairs/flat-tyre", "juniors", "uphill"), tiny_library, tiny_templates)


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A process that has compiled nothing yet."""
    monkeypatch.setattr(sandbox.Compiled, "_codes", {})
    return monkeypatch


def changed(templates: Templates, new: str) -> Templates:
    """Templates with another text in the task sheet."""
    source = templates.sources[SHEET].replace("</h1>", f"</h1>{new}", 1)
    assert source != templates.sources[SHEET]
    return replace(templates, sources={**templates.sources, SHEET: source})


def test_compiled_templates_are_not_parsed(
    plan: Plan, tiny_templates: Templates, forgetful: pytest.MonkeyPatch
) -> None:
    """Documents are the same from code that was compiled elsewhere, and nothing is compiled."""
    fresh = render(plan, tiny_templates)
    compiled = compile_templates(tiny_templates)
    forgetful.setattr(sandbox.Compiled, "_codes", {})
    use_compiled(compiled)
    forgetful.setattr(sandbox.TemplateEnvironment, "_parse", lambda *_: pytest.fail("parsed"))
    assert render(plan, tiny_templates) == fresh


def test_code_of_another_text_is_not_used(
    plan: Plan, tiny_templates: Templates, forgetful: pytest.MonkeyPatch
) -> None:
    """A template that has changed since is compiled anew, whatever code there is for its name."""
    other = changed(tiny_templates, "<p>Another word</p>")
    fresh = render(plan, other)
    forgetful.setattr(sandbox.Compiled, "_codes", {})
    use_compiled(compile_templates(tiny_templates))
    assert render(plan, other) == fresh != render(plan, tiny_templates)


def test_no_template_runs_while_it_is_compiled(
    tiny_templates: Templates, forgetful: pytest.MonkeyPatch
) -> None:
    """A template that would fail, or never end, is compiled; one with a mistake stops no other."""
    loop = "{% for a in range(999) %}" * 9 + "{{ nobody }}" + "{% endfor %}" * 9
    count = sum(name.endswith(".html") for name in tiny_templates.sources)
    compile_templates(changed(tiny_templates, loop))
    assert len(sandbox.Compiled._codes) == count
    forgetful.setattr(sandbox.Compiled, "_codes", {})
    compile_templates(changed(tiny_templates, "{% if %}"))
    assert len(sandbox.Compiled._codes) == count - 1


def test_templates_are_compiled_once_for_each_text(tiny_templates: Templates) -> None:
    """Only code of exactly these texts is returned, and style sheets have none."""
    compiled, jobs = CompiledTemplates(), list[object]()

    class Noting(AtOnce):
        def submit(self, function, job):  # type: ignore[no-untyped-def]
            jobs.append(job)
            return super().submit(function, job)

    assert not compiled.of(tiny_templates)
    for _ in range(2):
        compiled.compile_ahead(tiny_templates, Noting())
    restyled = replace(tiny_templates, sources={**tiny_templates.sources, "a.css": "p { top: 0 }"})
    compiled.compile_ahead(restyled, Noting())
    assert len(jobs) == 1
    assert compiled.of(restyled) == compiled.of(tiny_templates) != b""
    other = changed(tiny_templates, "<p>Another word</p>")
    assert not compiled.of(other)
    compiled.compile_ahead(other, Noting())
    assert compiled.of(other)
    assert not compiled.of(tiny_templates)


@pytest.mark.parametrize("is_ended", [True, False])
def test_nothing_waits_for_code(is_ended: bool, tiny_templates: Templates) -> None:
    """While templates are being compiled, or after that failed, no compiled code is used."""

    class Hanging(AtOnce):
        def submit(self, function, job):  # type: ignore[no-untyped-def]
            future = Future[bytes]()
            if is_ended:
                future.set_exception(RuntimeError("the worker died"))
            return future

    compiled = CompiledTemplates()
    compiled.compile_ahead(tiny_templates, Hanging())
    assert not compiled.of(tiny_templates)
