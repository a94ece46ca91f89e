"""Finds mistakes in the source of templates without running them, also where no order uses them."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

from jinja2 import TemplateSyntaxError, nodes

from printroom.compose.errors import template_problem
from printroom.compose.markup import refuse_written
from printroom.compose.sandbox import TemplateEnvironment
from printroom.model import Problem, Templates

_IMAGES = ("img", "image")


def written_problems(templates: Templates) -> list[Problem]:
    """Syntax errors, unknown filters and images that do not exist, as composing would report."""
    jinja = TemplateEnvironment(lambda _: None, NullTranslations())
    return [
        template_problem(error, name, templates)
        for name in sorted(templates.sources)
        if name.endswith(".html")
        for error in _errors(jinja, name, templates)
    ]


def _errors(
    jinja: TemplateEnvironment, name: str, templates: Templates
) -> Iterator[TemplateSyntaxError | RecursionError]:
    source = templates.sources[name]
    try:
        refuse_written(source, name)
        tree = jinja.parse(source, name, name)
    except (TemplateSyntaxError, RecursionError) as error:
        yield error
        return
    for used in tree.find_all(nodes.Filter):
        if used.name not in jinja.filters:
            yield _error(f"No filter named '{used.name}'.", used, name)
    for call in tree.find_all(nodes.Call):
        path = call.args[0] if _is_image(call) else None
        if isinstance(path, nodes.Const) and path.value not in templates.files:
            yield _error(f"there is no file {path.value}", call, name)


def _is_image(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in _IMAGES and bool(call.args)


def _error(message: str, node: nodes.Node, name: str) -> TemplateSyntaxError:
    """The error that rendering would raise at a node."""
    error = TemplateSyntaxError(message, node.lineno, name, name)
    error.translated = True  # the message alone, without an excerpt of the template
    return error
